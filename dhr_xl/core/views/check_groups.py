"""The items to check after an import, grouped by kind: those that need a person first, then the most serious."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.findings import say_several
from dhr_xl.core.plan.model import Finding, Plan, Unplaced
from dhr_xl.core.plan.records import FindingRecord

CONSEQUENCE: Final = (
    "agency",
    "target_date",
    "status",
    "completion_date",
    "number",
    "action",
    "recommendation",
    "evidence",
    "progress",
    "",
)
"""Fields by the harm of a wrong guess, worst first: who is asked, by when, the status, then wording."""
GRAVE: Final = {"error": 0, "warning": 1, "note": 2}
STRUCK: Final = "Struck out: "
"""Begins text that is struck out in the document."""
OF_WORDS: Final = {
    "WORDS_IN_ROW": (
        "These words of the row are in no column here. If they matter, write them where they belong on Actions.",
        "{count} pieces of text in the rows of actions are in no column here.",
    ),
    "WORDS_STRUCK": (
        "These words are struck out in the document, so they were left out.",
        "{count} pieces of text in the rows of actions are struck out, so they were left out.",
    ),
    "WORDS": (
        "These words of the document stand in no action.",
        "{count} pieces of the document stand in no action.",
    ),
}
"""The sentences for unplaced text: for one piece, and for {count} pieces."""
MOST_GUESSES: Final = 4
"""Most different guesses named in the heading row of a group."""


class CheckItem(NamedTuple):
    """One thing to check: a guess or a piece of text. name: of its row on To check; needs: it needs a person.

    message: what to look at; rank: sort key, most serious first; finding: None for unplaced text.
    """

    name: str
    code: str
    needs: bool
    checked: bool
    message: str
    rank: tuple[int, int, int]
    where: str
    place: str
    source: str
    guessed: str = ""
    finding: Finding | None = None
    correct: str = ""


class CheckGroup(NamedTuple):
    """All items of one kind. name: of the row that heads them."""

    name: str
    needs: bool
    items: tuple[CheckItem, ...]

    @property
    def open(self) -> int:
        """The number of items not ticked."""
        return sum(not item.checked for item in self.items)

    @property
    def message(self) -> str:
        """The sentence for all items together."""
        first, count = self.items[0], len(self.items)
        if count == 1:
            return first.message
        if first.code in OF_WORDS:
            return OF_WORDS[first.code][1].format(count=count)
        return say_several(first.code, count) or f"{count} of these: {first.message}"

    @property
    def guessed(self) -> str:
        """The different guesses with their counts; '' where most are different."""
        counts = Counter(item.guessed for item in self.items if item.guessed)
        if len(counts) * 2 > len(self.items):
            return ""
        named = [f"{guess} ({count})" for guess, count in counts.most_common(MOST_GUESSES)]
        return ", ".join(named) + (" …" if len(counts) > MOST_GUESSES else "")


def check_items(findings: Iterable[FindingRecord], words: Iterable[tuple[str, Unplaced]]) -> list[CheckItem]:
    """Every item: the guesses, then the unplaced texts, each with its name on the sheet."""
    return [*map(_of_finding, findings), *(_of_words(name, one) for name, one in words)]


def groups_of_plan(plan: Plan) -> list[CheckGroup]:
    """The groups of a plan just imported, nothing ticked."""
    records = [FindingRecord(n, finding, checked=False, correct="") for n, finding in enumerate(plan.findings, 1)]
    return group_items(check_items(records, unplaced_words(plan.unplaced, records)))


def group_items(items: Iterable[CheckItem]) -> list[CheckGroup]:
    """Group the items by kind. Ticked items come last in each group, and groups with all ticked come last."""
    by_kind: dict[str, list[CheckItem]] = {}
    for item in items:
        name = f"{'all' if item.needs else 'more'} {item.code}"
        by_kind.setdefault(name, []).append(item)
    groups = [
        CheckGroup(name, found[0].needs, tuple(sorted(found, key=lambda item: item.checked)))
        for name, found in by_kind.items()
    ]
    return sorted(groups, key=lambda group: (not group.open, not group.needs, min(m.rank for m in group.items)))


def unplaced_words(unplaced: Sequence[Unplaced], findings: Iterable[FindingRecord]) -> list[tuple[str, Unplaced]]:
    """The unplaced texts that get a row of their own, with their names: those on no finding's line."""
    told = {record.finding.where for record in findings}
    named = ((f"words {number}", words) for number, words in enumerate(unplaced, start=1))
    return [(name, words) for name, words in named if f"line {words.line}" not in told]


def _of_finding(record: FindingRecord) -> CheckItem:
    finding = record.finding
    field = CONSEQUENCE.index(finding.field) if finding.field in CONSEQUENCE else len(CONSEQUENCE) - 1
    rank = (-1 if finding.where == "plan" else 0, field, GRAVE[finding.severity])
    return CheckItem(
        str(record.id), finding.code, finding.severity != "note", record.checked, finding.message, rank, finding.where,
        finding.place, finding.source, finding.guessed, finding, record.correct,
    )  # fmt: skip


def _of_words(name: str, words: Unplaced) -> CheckItem:
    """The item of a piece of text. It needs a person where it is in an action's row and has letters or digits."""
    in_row = bool(words.ref) and any(letter.isalnum() for letter in words.text)
    code = ("WORDS_STRUCK" if words.text.startswith(STRUCK) else "WORDS_IN_ROW") if in_row else "WORDS"
    place = words.place or f"line {words.line}"
    rank = (1, len(CONSEQUENCE), list(OF_WORDS).index(code))
    return CheckItem(name, code, in_row, words.checked, OF_WORDS[code][0], rank, words.ref, place, words.text)
