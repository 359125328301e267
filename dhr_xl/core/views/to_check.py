"""What is to be checked after an import, by kind and the most serious first, and the rows of the sheet To check."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.findings import say_several
from dhr_xl.core.plan.model import Finding, Plan, Unplaced
from dhr_xl.core.plan.records import FindingRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.questions import heading_of

CONSEQUENCE: Final = (
    "agency", "target_date", "status", "completion_date", "number", "action", "recommendation", "evidence", "progress",
    "",
)  # fmt: skip
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
    "WORDS": ("These words of the document stand in no action.", "{count} pieces of the document stand in no action."),
}
"""The sentences for unplaced text: for one piece, and for {count} pieces."""
MOST_GUESSES: Final = 4
"""Most different guesses named in the heading row of a group."""
INTEREST: Final = "For interest"
"""The kind of a row that needs nobody."""
ALL_OF_INTEREST: Final = "more"
"""The name of the row that heads everything for interest."""
WITHIN: Final = ";"
"""Separates the names of the rows that head a row."""


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


class ChecksLeft(NamedTuple):
    """The number of rows of To check not ticked: those that need a person, and those that are for interest only."""

    needs: int
    interest: int

    def __str__(self) -> str:
        needs = f"{self.needs} {'needs' if self.needs == 1 else 'need'} you" if self.needs else "nothing needs you"
        return f"{needs}, {self.interest} more {'is' if self.interest == 1 else 'are'} for interest"


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


def check_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """The rows of the sheet, by kind: those that need a person, those for interest, those ticked.

    Several rows of one kind get a heading row. Beside its columns a row has: head ("Yes" for a heading row), within
    (the names of its heading rows), level (its depth in the outline), folded ("Yes" where it is collapsed at first).
    """
    numbers = count(1)
    rows = _rows(group_items(_items(snapshot)))
    return tuple(row if row["head"] else {"number": str(next(numbers)), **row} for row in rows)


def checks_left(snapshot: Snapshot) -> ChecksLeft:
    """The rows of a plan that are not ticked."""
    left = [item.needs for item in _items(snapshot) if not item.checked]
    return ChecksLeft(left.count(True), left.count(False))


def checks_of(groups: Iterable[CheckGroup]) -> ChecksLeft:
    """The rows of some groups that are not ticked."""
    left = [group.needs for group in groups for _ in range(group.open)]
    return ChecksLeft(left.count(True), left.count(False))


def _items(snapshot: Snapshot) -> list[CheckItem]:
    return check_items(snapshot.findings, unplaced_words(snapshot.plan.unplaced, snapshot.findings))


def _rows(groups: Sequence[CheckGroup]) -> Iterator[dict[str, str]]:
    interest = [group for group in groups if not group.needs and group.open]
    several = len(interest) > 1
    for group in groups:
        of_interest = group in interest
        if of_interest and several and group == interest[0]:
            number = sum(one.open for one in interest)
            about = f"{number} more for interest: nothing need be done about them. Yes here ticks them all."
            yield _head(ALL_OF_INTEREST, about, kind=INTEREST)
        within = [ALL_OF_INTEREST] if of_interest and several else []
        yield from _group_rows(group, within, folded=of_interest or not group.open)


def _group_rows(group: CheckGroup, within: list[str], *, folded: bool) -> Iterator[dict[str, str]]:
    """The rows of a group, after a heading row if there are several."""
    level, several = len(within), len(group.items) > 1
    if several:
        checked = "" if group.open else "Yes"
        yield _head(group.name, group.message, within, checked, group.guessed, _kind(group.items[0]))
        within = [*within, group.name]
    for item in group.items:
        yield {
            "checked": "Yes" if item.checked else "",
            "correct": item.correct,
            "message": item.message,
            "guessed": item.guessed,
            "source": item.source,
            "where": "Whole plan" if item.where == "plan" else item.where,
            "field": heading_of(item.finding.field) if item.finding and item.finding.field else "",
            "place": item.place,
            "kind": _kind(item),
            "id": item.name,
            "head": "",
            "within": WITHIN.join(within),
            "level": str(level + several),
            "folded": "Yes" if folded and several else "",
        }


def _head(  # noqa: PLR0913 - the columns it fills
    name: str, message: str, within: Sequence[str] = (), checked: str = "", guessed: str = "", kind: str = ""
) -> dict[str, str]:
    about = {"checked": checked, "message": message, "guessed": guessed, "kind": kind, "id": name}
    return about | {"head": "Yes", "within": WITHIN.join(within), "level": str(len(within)), "folded": ""}


def _kind(item: CheckItem) -> str:
    if not item.needs:
        return INTEREST
    return "Must check" if item.finding and item.finding.severity == "error" else "Check"
