"""The sheet To check: what the import guessed and what it could not place, and how much of it is left to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.core.views.check_groups import CheckGroup, CheckItem, check_items, group_items, unplaced_words

INTEREST: Final = "For interest"
"""The kind of a row that nobody need look at."""
ALL_OF_INTEREST: Final = "more"
"""What the row is called that heads everything of interest."""
WITHIN: Final = ";"
"""Between the names of the rows that head a row."""


def check_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """The sheet's rows: what needs a person, what is for interest, and what is done with, each by kind.

    Two rows or more of one kind have a row that heads them. Beside its columns a row has: head ("Yes" where it heads
    others), within (the names of the rows that head it), level (how deep it stands), folded ("Yes" where it is shown
    by a click on its head).
    """
    numbers = count(1)
    rows = _rows(group_items(_matters(snapshot)))
    return tuple(row if row["head"] else {"number": str(next(numbers)), **row} for row in rows)


def checks_left(snapshot: Snapshot) -> tuple[int, int]:
    """How many rows of the sheet are not ticked: of those a person must look at, and of those for interest only."""
    left = [matter.needs for matter in _matters(snapshot) if not matter.checked]
    return left.count(True), left.count(False)


def _matters(snapshot: Snapshot) -> list[CheckItem]:
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
    """The row that heads a group, where it has several, and its own rows."""
    level, several = len(within), len(group.items) > 1
    if several:
        checked = "" if group.open else "Yes"
        yield _head(group.name, group.message, within, checked, group.guessed, _kind(group.items[0]))
        within = [*within, group.name]
    for matter in group.items:
        yield {
            "checked": "Yes" if matter.checked else "",
            "correct": matter.correct,
            "message": matter.message,
            "guessed": matter.guessed,
            "source": matter.source,
            "where": "Whole plan" if matter.where == "plan" else matter.where,
            "field": heading_of(matter.finding.field) if matter.finding and matter.finding.field else "",
            "place": matter.place,
            "kind": _kind(matter),
            "id": matter.name,
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


def _kind(matter: CheckItem) -> str:
    if not matter.needs:
        return INTEREST
    return "Must check" if matter.finding and matter.finding.severity == "error" else "Check"
