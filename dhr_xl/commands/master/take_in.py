"""Take in master.xlsx, the coordinator's form; every command that writes or sends does this first."""

from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.meta_keys import LAST_WRITTEN, LEFT_OUT, READ_SHA
from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.master.agencies import take_agencies
from dhr_xl.commands.master.checks import take_checks
from dhr_xl.commands.master.decisions import take_decisions
from dhr_xl.commands.master.edited_actions import rows_by_ref, take_actions
from dhr_xl.commands.master.edits import edited_copy
from dhr_xl.commands.master.list_changes import recording_lists
from dhr_xl.commands.master.lists import take_extensions, take_letters_sent, take_own_columns
from dhr_xl.commands.master.new_actions import as_added, as_known, take_new_actions
from dhr_xl.commands.master.successors import move_to_successors
from dhr_xl.commands.master.unfit_rows import place_of, save_left_out, with_own_columns
from dhr_xl.commands.returns.decide import Resolved
from dhr_xl.commands.returns.shared_actions import ask_agencies
from dhr_xl.core.plan.cells import CellChange, CellKey
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.views.values import EntryRow, MasterRead
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of
from dhr_xl.register.transaction import Tx
from dhr_xl.workbooks.master.reader import read_master
from dhr_xl.workbooks.xlsx.refusals import Refused

MASTER_RUN: Final = "master.xlsx"
"""The command of the run that takes in master.xlsx."""


class TakenIn(NamedTuple):
    """What came in from master.xlsx.

    changes: (ref, field, from, to), including what follows from an edit, such as a slip; resolved: the decisions made
    on the sheet Decisions; conflicts: the ids of the questions its edits raised; sheets: the sheets whose lists it
    changed; edits: how many typed cells of Actions were taken in, a new row counting as one.
    """

    changes: tuple[CellChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    conflicts: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    edits: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing came in."""
        return self == TakenIn()

    @property
    def needs_a_person(self) -> bool:
        """Whether a person must look: at a row left out, an edit that was reversed, or a decision shown again."""
        return any(found.severity != "note" for found in self.problems) or any(one.message for one in self.resolved)


def take_in_master(ledger: Ledger) -> TakenIn:
    """Merge master.xlsx into the register, if it was changed since it was written or last taken in.

    A row that a person must correct first is left out whole; it is among the problems, and stays on its sheet as typed.
    Raises Stop, with nothing changed, where the file as a whole cannot be taken in.
    """
    read = read_changed_master(ledger.workspace, ledger.tx)
    taken = TakenIn() if read is None else _take_in(ledger, *read)
    moved = move_to_successors(ledger, MASTER_RUN)
    return taken._replace(changes=(*taken.changes, *moved))


def _take_in(ledger: Ledger, master: MasterRead, issue: Issue, sha: str) -> TakenIn:
    """Take in a master.xlsx that was changed."""
    if master.half_painted:
        ledger.tx.set_meta(READ_SHA, sha)
        return TakenIn(problems=(problem(Code.HALF_PAINTED),))
    ledger.start(MASTER_RUN)
    with recording_lists(ledger):
        taken = _take_sheets(ledger, master, issue)
    ask_agencies(ledger)
    ledger.tx.set_meta(READ_SHA, sha)
    save_left_out(ledger.tx, [with_own_columns(row, master) for row in ledger.left_out], ledger.problems)
    stays = master.apart if ledger.workspace.paint else ()
    foreign = [problem(Code.FOREIGN_SHEET, value=name) for name in master.foreign if name not in stays]
    return taken._replace(problems=(*ledger.problems, *taken.problems, *foreign))


def _take_sheets(ledger: Ledger, master: MasterRead, issue: Issue) -> TakenIn:
    """Take in every sheet in turn; agencies first, because an action may be given to one just added."""
    copy = edited_copy(ledger, issue, master)
    agencies = take_agencies(ledger, copy, issue, master.tables.get("Agencies", ()))
    actions = master.tables.get("Actions", ())
    standing = ledger.tx.meta(LAST_WRITTEN) == str(issue.generation)
    added = take_new_actions(ledger, copy, [row for row in actions if not ref_of(row)], standing=standing)
    new = {**added.fresh, **added.known}
    rows = rows_by_ref(ledger, issue.as_issued, [row for row in actions if ref_of(row)])
    fresh = {ref: as_added(ledger, ref, row) for ref, row in added.fresh.items()}
    known = {ref: as_known(ledger, ref, row) for ref, row in added.known.items()}
    taken = take_actions(ledger, issue, copy, {**issue.as_issued, **fresh, **known}, {**rows, **new})
    checks = take_checks(ledger, copy, issue, master.tables.get("To check", ()))
    extended, more = take_extensions(ledger, issue, master.tables.get("Returns", ()))
    posted = take_letters_sent(ledger, issue, master.tables.get("Returns", ()))
    decided = take_decisions(ledger, issue, master.tables.get("Decisions", ()))
    own = take_own_columns(ledger.tx, issue, master, {place_of(row): ref for ref, row in new.items()}, ledger.places)
    sheets = {"Agencies": agencies.changed, "To check": checks.changed, "Returns": extended or posted, "Actions": own}
    texts = [CellChange(ref, "action", "", ledger.cells.get(CellKey(ref, "action"), "")) for ref in added.fresh]
    return TakenIn(
        changes=(*taken.changes, *texts),
        problems=(*agencies.problems, *taken.problems, *checks.problems, *more, *decided.problems),
        resolved=tuple(decided.resolved),
        conflicts=(*agencies.questions, *taken.questions, *checks.questions),
        sheets=tuple(name for name, there_were in sheets.items() if there_were),
        edits=len(taken.edited) + len(added.fresh),
    )


def ref_of(row: EntryRow) -> str:
    """The ref on a row of Actions; '' where it has none."""
    return row["ref"].text.strip() if "ref" in row else ""


def read_changed_master(workspace: Workspace, tx: Tx) -> tuple[MasterRead, Issue, str] | None:
    """What master.xlsx holds, its generation and the file's hash.

    None where the file is missing, or was taken in already with no row left out. Raises Stop where it cannot be read.
    """
    path = workspace.master
    if not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        why = f"cannot be read ({error.strerror}). Close it and try again; nothing was changed."
        raise Stop(f"master.xlsx {why}") from error
    sha = sha256_of(data)
    if sha == tx.meta(READ_SHA) and not tx.meta(LEFT_OUT):
        return None
    try:
        master = read_master(data)
    except Refused as refused:
        raise Stop(
            f"master.xlsx cannot be read: {refused.message} Move it out of the folder and run the command again: a "
            "new one is written. Earlier ones are in the folder previous."
        ) from refused
    issue = tx.master(master.generation)
    if issue is None or issue.reference != master.reference:
        raise Stop(
            f"master.xlsx is generation {master.generation}, which this plan's register does not know (it keeps the "
            "last 20, and only its own). Move it out of the folder and run the command again; a new one is written."
        )
    return master, issue, sha
