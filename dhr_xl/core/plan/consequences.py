"""What follows in the plan from a change of a status or an owner, whoever made it and by whichever way it came."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.columns import COMPLETE

OF_COMPLETE: Final = ("completion_date", "outcome")
"""Answers that belong to a Complete: they are set aside with it, so that no view shows them beside another status."""


ANSWERS: Final = ("status", "completion_date", "evidence_given", "outcome", "progress")
"""What the plan's document says of an action for the agency it names."""
CARRIED: Final = "moved with the action, before any workbook of it was sent out"


class Consequence(NamedTuple):
    """A cell that becomes blank, and why, as the history says it."""

    key: CellKey
    how: str


def consequences_of(cells: Mapping[CellKey, str], changed: Mapping[CellKey, tuple[str, str]]) -> list[Consequence]:
    """What follows from changes to statuses. cells: the plan after them; changed: cell -> (before, after).

    A status that goes from Complete to less sets that answer's date and outcome aside, unless they were changed along
    with it. A new status of any agency ends the decision whose answer stands for the whole of a shared action.
    """
    found = []
    for key, (before, after) in changed.items():
        if key.field != "status":
            continue
        if before == COMPLETE != after:
            aside = [key._replace(field=field) for field in OF_COMPLETE]
            how = "set aside: no longer Complete"
            found += [Consequence(cell, how) for cell in aside if cells.get(cell) and cell not in changed]
        stands = CellKey(key.ref, "stands")
        if cells.get(stands) and stands not in changed:
            found.append(Consequence(stands, "ended: an agency of this action has a new status"))
    return list(dict.fromkeys(found))


def carry_answers(
    cells: Mapping[CellKey, str], changed: Mapping[CellKey, tuple[str, str]], given: Container[CellKey]
) -> list[tuple[CellKey, str]]:
    """What the document said of an action for the agency it was taken to name, moved to the one that is right.

    Only for actions of which nothing was sent out yet: their answers are the document's, nobody has given them.
    changed: cell -> (before, after); given: cells that somebody has changed since, which stay whose they are.
    """
    moved: list[tuple[CellKey, str]] = []
    for key, (before, after) in changed.items():
        own = any((cell.ref, cell.agency) == (key.ref, after) for cell in cells)
        if key.field != "agency" or not before or not after or own:
            continue
        said = [CellKey(key.ref, field, before) for field in ANSWERS]
        for cell in (cell for cell in said if cells.get(cell) and cell not in given):
            moved += [(cell, ""), (cell._replace(agency=after), cells[cell])]
    return moved
