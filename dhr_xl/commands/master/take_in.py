"""Take in master.xlsx, the coordinator's form; every command that writes or sends does this first."""

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.meta_keys import LEFT_OUT, READ_SHA
from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.master.successors import move_to_successors
from dhr_xl.commands.master.taken_in import MASTER_RUN, TakenIn
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.views.values import MasterRead
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of
from dhr_xl.register.transaction import Tx
from dhr_xl.workbooks.master.reader import read_master
from dhr_xl.workbooks.xlsx.refusals import Refused


def take_in_master(ledger: Ledger) -> TakenIn:
    """Merge master.xlsx into the register, if it was changed since it was written or last taken in.

    A row that a person must correct first is left out whole; it is among the problems, and stays on its sheet as typed.
    Raises Stop, with nothing changed, where the file as a whole cannot be taken in.
    """
    read = read_changed_master(ledger.workspace, ledger.tx)
    taken = TakenIn() if read is None else _take_sheets(ledger, *read)
    moved = move_to_successors(ledger, MASTER_RUN)
    return taken._replace(changes=(*taken.changes, *moved))


def _take_sheets(ledger: Ledger, master: MasterRead, issue: Issue, sha: str) -> TakenIn:
    from dhr_xl.commands.master.sheets import take_sheets  # noqa: PLC0415 - needed only where the file was changed

    return take_sheets(ledger, master, issue, sha)


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
