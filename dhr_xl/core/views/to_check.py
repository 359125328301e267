"""The rows of the sheet To check, and how many are left to tick."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.core.views.check_groups import CheckGroup, CheckItem, check_items, group_items, unplaced_words

INTEREST: Final = "For interest"
"""The kind of a row that needs nobody."""
ALL_OF_INTEREST: Final = "more"
"""The name of the row that heads everything for interest."""
WITHIN: Final = ";"
"""Separates the names of the rows that head a row."""


def check_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """The rows of the sheet, by kind: those that need a person, those for interest, those ticked.

    Several rows of one kind get a heading row. Beside its columns a row has: head ("Yes" for a heading row), within
    (the names of its heading rows), level (its depth in the outline), folded ("Yes" where it is collapsed at first).
    """
    numbers = count(1)
    rows = _rows(group_items(_items(snapshot)))
    return tuple(row if row["head"] else {"number": str(next(numbers)), **row} for row in rows)


def checks_left(snapshot: Snapshot) -> tuple[int, int]:
    """The number of rows not ticked: (those that need a person, those for interest)."""
    left = [item.needs for item in _items(snapshot) if not item.checked]
    return left.count(True), left.count(False)


def _items(snapshot: Snapshot) -> list[CheckItem]:
    return check_items(snapshot.findings, unplaced_words(snapshot.plan.unplaced, snapshot.findings))


def _rows(groups: Sequence[CheckGroup]) -> Iterator[dict[str, str]]:
    interest = [group for group in groups if not group.needs and group.open]
    several = len(interest) > 1
    for group in groups:
        of_interest = group in interest
        if of_interest and several and group == interest[0]:
            yield _head(ALL_OF_INTEREST, _all_of_interest(sum(one.open for one in interest)), kind=INTEREST)
        within = [ALL_OF_INTEREST] if of_interest and several else []
        yield from _group_rows(group, within, folded=of_interest or not group.open)


def _all_of_interest(number: int) -> str:
    return f"{number} more for interest: nothing need be done about them. Yes here ticks them all."


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
