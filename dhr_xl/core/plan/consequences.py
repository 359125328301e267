"""What an agency's status needs beside it, and further cells that change with a status or an owner.

The rules of returns, the form and its guidance all ask here. Source: the Home Office's template asks for the date of
completion and the outcome of each action; boards ask for evidence. See docs/field.md, "Statuses".
"""

from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import IMPORTED, CellKey
from dhr_xl.core.plan.columns import COMPLETE
from dhr_xl.core.plan.model import STATUS_WORDS, Status

OF_COMPLETE: Final = ("completion_date", "outcome")
"""Fields blanked when a status is no longer Complete, so that no sheet shows them beside another status."""
CARRIED: Final = "moved with the action, before any workbook of it was sent out"
COMPLETE_NEEDS: Final = ("evidence_given", "completion_date", "outcome")
"""Keys of the answers that a status newly Complete needs. Without the first it is held; the others are asked for."""
NEEDS_REASON: Final = (STATUS_WORDS[Status.PAUSED], STATUS_WORDS[Status.PROPOSE_TO_CLOSE])
"""Statuses, as the sheet shows them, that need a reason when they are new."""


def is_newly_complete(status: str, before: str) -> bool:
    """Whether an answer goes to Complete. An action that was Complete already, or was imported so, is not asked again.

    status, before: as the sheet shows them, '' for none.
    """
    return status == COMPLETE != before


def is_reopened(status: str, before: str) -> bool:
    """Whether an answer goes from Complete to another status, which needs a reason. A blank one is no other."""
    return before == COMPLETE != status and status != ""


class Consequence(NamedTuple):
    """A cell that becomes blank. how: the reason, as the history shows it."""

    key: CellKey
    how: str


def consequences_of(cells: Mapping[CellKey, str], changed: Mapping[CellKey, tuple[str, str]]) -> list[Consequence]:
    """The cells that changes of statuses blank. cells: the plan after the changes; changed: cell -> (before, after).

    A status that is no longer Complete blanks that answer's date completed and outcome, unless the same changes set
    them. A new status of any agency ends the decision on whose answer counts for a shared action.
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
    """Move imported answers to an action's new agency: (cell, new text) of each cell that changes.

    Only for actions that were in no workbook yet: the document gave their answers to the agency it seemed to name.
    changed: cell -> (before, after); given: cells changed since the import, which stay with their agency.
    """
    moved: list[tuple[CellKey, str]] = []
    for key, (before, after) in changed.items():
        own = any((cell.ref, cell.agency) == (key.ref, after) for cell in cells)
        if key.field != "agency" or not before or not after or own:
            continue
        said = [CellKey(key.ref, field, before) for field in IMPORTED]
        for cell in (cell for cell in said if cells.get(cell) and cell not in given):
            moved += [(cell, ""), (cell._replace(agency=after), cells[cell])]
    return moved
