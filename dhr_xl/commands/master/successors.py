"""Agencies that have become others: the open rows of each move to its successor, its credit stays."""

from collections.abc import Collection, Mapping

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.core.plan.agency_cells import IS_NOW, successors
from dhr_xl.core.plan.cells import CellChange, CellKey, shared_with
from dhr_xl.core.plan.model import BOARD, Action, BoardDecision
from dhr_xl.core.plan.standing import is_closed, is_still_open
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.views.values import EntryRow
from dhr_xl.register.snapshot import take_snapshot


def check_successor(now: Mapping[str, str], row: EntryRow, known: Collection[str]) -> None:
    """Raise UnfitCell where a row of Agencies names a successor that cannot be one. known: codes of agencies."""
    code, heir = now["code"].upper(), now[IS_NOW].upper()
    others = [one for one in known if one not in {BOARD, code}]
    if heir and (code == BOARD or heir not in others):
        why = f"'{now[IS_NOW]}' cannot be what {code} is now. Give the code of another agency of this plan"
        raise UnfitCell(row[IS_NOW].ref, f"{why}: {', '.join(others)}.", value=now[IS_NOW])


def move_to_successors(ledger: Ledger, command: str) -> list[CellChange]:
    """Move the open rows of each agency that has become another by today, and return what changed.

    Its answers stay its own. command: the command of the run that this starts, where none has begun yet.
    """
    became = successors(ledger.cells, ledger.workspace.today)
    if not became:
        return []
    actions, changed = take_snapshot(ledger.tx).plan.actions, list[Change]()
    for code, heir in became.items():
        refs = [action.ref for action in actions if code in action.agencies and _is_open(action, code)]
        moves = [move for ref in refs for move in _moves(ledger, ref, code, heir)]
        if moves and not ledger.run:
            ledger.start(command)
        values = [(key, text, "") for key, text in moves]
        changed += ledger.write(values, who=ledger.workspace.coordinator, how=f"{code} is now {heir}")
    return [CellChange(key.ref, key.field, before, after) for key, before, after in changed]


def _is_open(action: Action, code: str) -> bool:
    """Whether an agency has still to answer for an action: its answer is open, or the board asked for more evidence."""
    asked = action.board_decision is BoardDecision.MORE_EVIDENCE
    return not is_closed(action) and (asked or is_still_open(action.answer_of(code).status))


def _moves(ledger: Ledger, ref: str, code: str, heir: str) -> list[tuple[CellKey, str]]:
    """Who has an action once an agency has become another: (cell, new text) of its agency and of those it is shared
    with. An agency that has it already is not named twice.
    """
    lead = ledger.cells.get(CellKey(ref, "agency"), "")
    lead = heir if lead == code else lead
    shared = dict.fromkeys(heir if one == code else one for one in shared_with(ledger.cells, ref))
    shared.pop(lead, None)
    return [(CellKey(ref, "agency"), lead), (CellKey(ref, "supporting"), " ".join(shared))]
