"""status: who has returned, is late, part-done or silent; counts of actions by status; the next step."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.meta_keys import LAST_RUN, LEFT_OUT, READ_SHA
from dhr_xl.commands.folder.workspace import Workspace, open_workspace
from dhr_xl.core.plan.standing import OVERDUE
from dhr_xl.core.plan.words import counted, listed
from dhr_xl.core.returns.round import standings_of
from dhr_xl.core.views.today import today_of
from dhr_xl.core.views.values import Today
from dhr_xl.files import hash_of
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.register.transaction import Tx


class Overdue(NamedTuple):
    """An action whose date has passed."""

    ref: str
    agency: str
    due: dt.date


class StatusResult(NamedTuple):
    """Where the plan stands. edits_waiting: master.xlsx has edits not taken in yet; inbox: how many files are in it."""

    title: str
    review: str
    as_at: dt.date | None
    today: Today
    overdue: tuple[Overdue, ...]
    edits_waiting: bool
    inbox: int


def status(folder: Path, now: dt.datetime | None = None) -> StatusResult:
    """Read where the plan stands; changes nothing."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        snapshot = take_snapshot(tx)
        standings = standings_of(snapshot)
        overdue = tuple(
            Overdue(a.ref, a.agency, a.due) for a in snapshot.actions if standings[a.ref] is OVERDUE and a.due
        )
        today = today_of(snapshot, workspace.today, tx.meta(LAST_RUN) or "")
        edited = edits_waiting(workspace, tx)
        inbox = workspace.folder / "inbox"
        came = inbox.iterdir() if inbox.is_dir() else ()
        files = sum(path.is_file() and not path.name.startswith((".", "~$")) for path in came)
        to_take = [f"{counted(files, 'file')} in the inbox"] if files else []
        to_take += ["your edits in master.xlsx"] if edited else []
        if to_take:
            today = today._replace(do_next=f"Take in {listed(to_take)}: dhr-xl collect")
        head = snapshot.head
        return StatusResult(head.title, head.reference, snapshot.as_at, today, overdue, edited, files)


def edits_waiting(workspace: Workspace, tx: Tx) -> bool:
    """Whether master.xlsx was changed since it was written or last taken in, holds rows left out, or is missing."""
    path = workspace.master
    if not path.is_file():
        return True
    return hash_of(path) != tx.meta(READ_SHA) or bool(tx.meta(LEFT_OUT))
