"""undo: take back the last collect, by appending the inverse of each of its changes that still stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from dhr_xl.cells import said_moment
from dhr_xl.commands.joint import ask_agencies
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.recording import reopen
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import open_workspace
from dhr_xl.questions import OPEN_STATES
from dhr_xl.register.values import ChangeRecord
from dhr_xl.stop import Stop


class UndoResult(NamedTuple):
    """What `undo` took back, what it left because it was changed since, and the files of the returns taken back."""

    collected_at: dt.datetime
    undone: tuple[ChangeRecord, ...]
    left: tuple[ChangeRecord, ...]
    files: tuple[str, ...]
    master_stale: str


def undo(folder: Path, now: dt.datetime | None = None) -> UndoResult:
    """Take back the last collect that took a return in. The coordinator's own edits stay; nothing goes to the inbox."""
    with open_workspace(folder, now) as workspace:
        with workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            take_in_master(ledger)
            standing = [r for r in tx.returns() if r.state == "standing"]
            if not standing:
                message = "There is no collect to take back: no return has been taken in, or all were taken back."
                raise Stop(message)
            last = max(r.run for r in standing)
            taken = [r for r in standing if r.run == last]
            ledger.start("undo")
            undone, left = take_back(ledger, last, {r.id for r in taken})
            for record in taken:
                tx.set_return_state(record.id, "taken back")
            collected_at = next(r.when for r in tx.runs() if r.id == last)
        stale = publish_master(workspace, last_run=f"the collect of {said_moment(collected_at)} was taken back")
    return UndoResult(collected_at, tuple(undone), tuple(left), tuple(r.stored for r in taken), stale)


def take_back(ledger: Ledger, run: int, returns: AbstractSet[int]) -> tuple[list[ChangeRecord], list[ChangeRecord]]:
    """Append the inverse of each change those returns made in that run, and close what they asked.

    Returns the changes taken back, and those left: their cell was changed since, or they were decided by a person.
    """
    undone: list[ChangeRecord] = []
    left = [
        change
        for change in ledger.tx.changes()
        if change.return_id in returns and change.run != run and not change.undone
        and ledger.cells.get(change.key, "") == change.after
    ]  # fmt: skip
    for change in reversed(ledger.tx.changes(run=run)):
        if change.return_id not in returns or change.undone:
            continue
        if ledger.cells.get(change.key, "") != change.after:
            left.append(change)
            continue
        inverse = (change.key, change.before, change.source)
        ledger.write_only([inverse], who=change.who, how="taken back by the coordinator")
        undone.append(change)
    ledger.tx.mark_undone([change.id for change in undone])
    for question in ledger.questions:
        if question.return_id in returns and question.state in OPEN_STATES:
            ledger.replace(question._replace(state="taken back", decided_at=ledger.workspace.now))
    reopen(ledger, returns)
    ask_agencies(ledger)
    return undone, left
