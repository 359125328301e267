"""What there is to check after an import, by kind: what needs a person before what is for interest, gravest first."""

from __future__ import annotations

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
"""What a wrong guess matters, gravest first: who is asked, by when, and how it stands come before wording."""
GRAVE: Final = {"error": 0, "warning": 1, "note": 2}
STRUCK: Final = "Struck out: "
"""How words begin that the document itself strikes out."""
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
"""What is said of words that were not placed: of one piece, and of {count} together."""
MOST_GUESSES: Final = 4
"""So many different guesses are named at the head of a group."""


class CheckItem(NamedTuple):
    """One thing to check: a guess or a piece of text. name: what its row on To check is called; needs: a person.

    message: what to look at; rank: how grave; finding: None for words that were not placed.
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
    """All matters of one kind. name: what the row is called that heads them."""

    name: str
    needs: bool
    matters: tuple[CheckItem, ...]

    @property
    def open(self) -> int:
        """How many are not ticked."""
        return sum(not matter.checked for matter in self.matters)

    @property
    def message(self) -> str:
        """What is said of them together."""
        first, count = self.matters[0], len(self.matters)
        if count == 1:
            return first.message
        if first.code in OF_WORDS:
            return OF_WORDS[first.code][1].format(count=count)
        return say_several(first.code, count) or f"{count} of these: {first.message}"

    @property
    def guessed(self) -> str:
        """The different guesses, each with how often it was made; '' where each is another."""
        counts = Counter(matter.guessed for matter in self.matters if matter.guessed)
        if len(counts) * 2 > len(self.matters):
            return ""
        named = [f"{guess} ({count})" for guess, count in counts.most_common(MOST_GUESSES)]
        return ", ".join(named) + (" …" if len(counts) > MOST_GUESSES else "")


def check_items(findings: Iterable[FindingRecord], words: Iterable[tuple[str, Unplaced]]) -> list[CheckItem]:
    """Every matter: the guesses, then the words that were not placed, each with its name on the sheet."""
    return [*map(_of_finding, findings), *(_of_words(name, one) for name, one in words)]


def groups_of_plan(plan: Plan) -> list[CheckGroup]:
    """The matters of an imported plan by kind, none of them looked at yet."""
    records = [FindingRecord(n, finding, checked=False, correct="") for n, finding in enumerate(plan.findings, 1)]
    return group_items(check_items(records, unplaced_words(plan.unplaced, records)))


def group_items(matters: Iterable[CheckItem]) -> list[CheckGroup]:
    """The matters by kind. What a person has done with comes last: of the groups, and in each group."""
    by_kind: dict[str, list[CheckItem]] = {}
    for matter in matters:
        name = f"{'all' if matter.needs else 'more'} {matter.code}"
        by_kind.setdefault(name, []).append(matter)
    groups = [
        CheckGroup(name, found[0].needs, tuple(sorted(found, key=lambda matter: matter.checked)))
        for name, found in by_kind.items()
    ]
    return sorted(groups, key=lambda group: (not group.open, not group.needs, min(m.rank for m in group.matters)))


def unplaced_words(unplaced: Sequence[Unplaced], findings: Iterable[FindingRecord]) -> list[tuple[str, Unplaced]]:
    """The words that stand on the sheet by themselves, each with its name there: no finding tells of their line."""
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
    """A piece of text. It needs a person where it stands in an action's own row and says something."""
    in_row = bool(words.ref) and any(letter.isalnum() for letter in words.text)
    code = ("WORDS_STRUCK" if words.text.startswith(STRUCK) else "WORDS_IN_ROW") if in_row else "WORDS"
    place = words.place or f"line {words.line}"
    rank = (1, len(CONSEQUENCE), list(OF_WORDS).index(code))
    return CheckItem(name, code, in_row, words.checked, OF_WORDS[code][0], rank, words.ref, place, words.text)
