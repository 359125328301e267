"""publish: the consolidated workbook for the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.cells import said_date
from dhr_xl.commands.board_view import consolidated_view
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.snapshot import take_snapshot
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import Paint, open_workspace, write_whole
from dhr_xl.model import Plan
from dhr_xl.privacy import holds_name, personal_details
from dhr_xl.workbooks.consolidated import write_consolidated


class PublishResult(NamedTuple):
    """The file that was written, what it says in short, and why master.xlsx was left alone ('' if it was not).

    personal: (ref, field, what it seems to hold) of words that should not go to a board as they stand.
    """

    file: Path
    as_at: dt.date
    in_short: tuple[str, str, str]
    open_questions: int
    master_stale: str
    personal: tuple[tuple[str, str, str], ...] = ()


def publish(folder: Path, now: dt.datetime | None = None, paint: Paint | None = None) -> PublishResult:
    """Write ``published/<as-at>/…xlsx`` from the register, after taking in master.xlsx."""
    with open_workspace(folder, now, paint) as workspace:
        with workspace.register.write() as tx:
            take_in_master(Ledger(workspace, tx))
            snapshot = take_snapshot(tx)
        view = consolidated_view(snapshot, issued=workspace.today, contact=workspace.settings.contact)
        review = snapshot.head.reference or "action plan"
        name = f"{safe_name(review)} consolidated as at {view.as_at}.xlsx"
        path = workspace.place("published") / view.as_at.isoformat() / name
        write_whole(path, write_consolidated(view))
        stale = publish_master(workspace, last_run=f"consolidated workbook written as at {said_date(view.as_at)}")
        waiting = sum(1 for q in snapshot.open_questions if not q.with_id)
    names = workspace.settings.private_names
    return PublishResult(path, view.as_at, view.in_short, waiting, stale, tuple(personal_in(snapshot.plan, names)))


def personal_in(plan: Plan, private_names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What stands in the plan's answers and should not be published as it stands (DOMAIN rule 9)."""
    for action in plan.actions:
        for field in ("progress", "evidence_given", "outcome"):
            text = getattr(action, field)
            found = [
                *personal_details(text),
                *(["a name on the private list"] if holds_name(text, private_names) else []),
            ]
            for what in found:
                yield action.ref, field, what


def safe_name(text: str) -> str:
    """Text as a file's name may hold it on every system."""
    return "".join(c if c.isalnum() or c in " -_." else "-" for c in text).strip(" .") or "plan"
