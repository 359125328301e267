"""Write master.xlsx anew, crash-safe and never over edits that were not taken in: MERGE's order of work, step 4."""

from __future__ import annotations

import datetime as dt
from typing import Final

from dhr_xl.commands.folder.passwords import new_reference
from dhr_xl.commands.folder.workspace import MASTER_FILE, Workspace
from dhr_xl.commands.master.left_out import rows_left_out, said_of_left_out, with_bases, with_left_out
from dhr_xl.commands.master.put import DrawnMaster, paint_master, replace_master
from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.views.master import master_view
from dhr_xl.core.views.values import MasterView
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.master.writer import write_master

KEPT_GENERATIONS: Final = 20
LAST_RUN: Final = "last run"
PUT: Final = "master put"
"""Meta key: the generation last put before the coordinator, which stays however often a later one cannot be put."""
READ_SHA: Final = "master read"
"""Meta key: the hash of the master.xlsx whose edits were last taken in."""


def publish_master(workspace: Workspace, *, last_run: str, told: bool = False) -> str:
    """Write the next generation, and copy the register. Returns '' or what could not be done, in a sentence.

    Among that are the rows of master.xlsx that wait for a person, unless the command has told of them itself.

    What the command did is committed already and stands, so nothing here stops it: whatever a disk or another program
    refuses is said, and put right by the next command.
    """
    try:
        stale = write_next(workspace, last_run)
    except Stop as stop:
        stale = f"All else is done, but master.xlsx could not be brought up to date. {stop} Then run: dhr-xl collect"
    if not told:
        with workspace.register.read() as tx:
            stale = "\n".join(part for part in (stale, said_of_left_out(tx)) if part)
    try:
        workspace.register.backup(workspace.place("backups"), workspace.now)
    except Stop as stop:
        return f"{stale} {stop}".strip()
    return stale


def write_next(workspace: Workspace, last_run: str) -> str:
    """Write the next generation; '' or why the file was left alone.

    The generation is committed to the register before the file is written, so a crash between the two costs nothing:
    the older file still merges against its own generation. An existing file is replaced only if it is the very one
    that was taken in; it goes to `previous`. Raises Stop where the register cannot be written.
    """
    said = f"{workspace.now.day} {workspace.now:%B %H:%M}: {last_run}"
    with workspace.register.write() as tx:
        snapshot = take_snapshot(tx)
        latest = tx.master()
        headings, extra = tx.extras()
        view = master_view(
            snapshot,
            reference=new_reference(),
            generation=(latest.generation if latest else 0) + 1,
            today=workspace.today,
            last_run=said,
            extra_headings=headings,
            extra=extra,
            notes=tx.notes(),
            private_names=workspace.settings.private_names,
        )
        waiting = rows_left_out(tx)
        data = write_master(with_left_out(view, waiting))
        sha = sha256_of(data)
        tx.add_issue(with_bases(generation_of(view, workspace.now, sha), waiting))
        standing = tx.meta(PUT)
        tx.prune_masters(KEPT_GENERATIONS, int(standing) if standing else None)
        tx.set_meta(LAST_RUN, said)
        known = {latest.sha256} if latest else set()
    with workspace.register.write() as tx:  # so that one command at a time replaces the file
        latest = tx.master()
        if latest and latest.reference != view.reference:
            return ""  # another command is about to write a later one, which holds all that this one does
        drawn = DrawnMaster(data, view.reference, known | {tx.meta(READ_SHA)})
        put = (paint_master if workspace.paint else replace_master)(workspace, drawn)
        if not put.stale:
            if put.sha256 != sha:
                tx.set_issue_file(view.reference, MASTER_FILE, put.sha256)
            tx.set_meta(READ_SHA, put.sha256)
            tx.set_meta(PUT, str(view.generation))
    return put.stale


def is_current(workspace: Workspace) -> bool:
    """Whether master.xlsx is the very file that was written last, so that nothing need be written again."""
    with workspace.register.read() as tx:
        latest, read = tx.master(), tx.meta(READ_SHA)
    if latest is None or read != latest.sha256 or not workspace.master.is_file():
        return False
    return sha256_of(workspace.master.read_bytes()) == read


def generation_of(view: MasterView, now: dt.datetime, sha: str) -> Issue:
    """The issue of one generation of master.xlsx: what it shows is the base of the edits that come back in it."""
    shown = {row["ref"]: dict(row) for row in view.tables["Actions"]}
    others = {
        sheet: [dict(row) for row in view.tables[sheet]]
        for sheet in MASTER_SHEETS
        if sheet not in {"Actions", "History"}
    }
    own = {
        "extra_headings": list(view.extra_headings),
        "extra": {ref: dict(row) for ref, row in view.extra.items()},
        "notes": [[ref, key, text] for (ref, key), text in view.notes.items()],
    }
    answers = {ref: {code: dict(row) for code, row in said.items()} for ref, said in view.own_answers.items()}
    return Issue(
        reference=view.reference, kind="master", agency="", round_id="", generation=view.generation,
        lineage=view.reference, issued_at=now, file=MASTER_FILE, sha256=sha, extended=None, as_issued=shown,
        tables={**others, "own": own, "answers": answers}, valid=True,
    )  # fmt: skip
