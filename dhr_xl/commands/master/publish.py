"""Write the next generation of master.xlsx, safe against a crash, and never over edits that were not taken in."""

import datetime as dt
import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.meta_keys import LAST_RUN, LAST_WRITTEN, READ_SHA
from dhr_xl.commands.folder.passwords import new_reference
from dhr_xl.commands.folder.workspace import MASTER_FILE, Workspace
from dhr_xl.commands.master.unfit_rows import left_out_sentences, rows_left_out, with_bases, with_left_out
from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.views.master import master_view
from dhr_xl.core.views.values import MasterView
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of, sync_folder, write_new
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.master.reader import read_master, reads_back
from dhr_xl.workbooks.master.writer import write_master
from dhr_xl.workbooks.xlsx.refusals import Refused

KEPT_GENERATIONS: Final = 20
CHANGED_MEANWHILE: Final = "master.xlsx was changed while this ran, so it was left alone. Run: dhr-xl collect"
NOT_AS_WRITTEN: Final = (
    "The new master.xlsx did not read back as it was written, so the old one was left. Run: dhr-xl collect"
)
NOT_AS_PAINTED: Final = (
    "master.xlsx was not saved as it was painted. The plan itself has everything. Save it, and run: dhr-xl collect"
)


def publish_master(workspace: Workspace, *, last_run: str, left_out_reported: bool = False) -> str:
    """Write the next generation and back up the register. Returns '' or sentences on what could not be done.

    The command's own work is committed already, so nothing here raises: a failure is reported, and the next command
    makes up for it. left_out_reported: the command itself reports the rows of master.xlsx that were left out; if not,
    they are among the sentences.
    """
    try:
        stale = write_next(workspace, last_run)
    except Stop as stop:
        stale = f"All else is done, but master.xlsx could not be brought up to date. {stop} Then run: dhr-xl collect"
    if not left_out_reported:
        with workspace.register.read() as tx:
            stale = "\n".join(part for part in (stale, left_out_sentences(tx)) if part)
    try:
        workspace.register.backup(workspace.place("backups"), workspace.now)
    except Stop as stop:
        return f"{stale} {stop}".strip()
    return stale


def write_next(workspace: Workspace, last_run: str) -> str:
    """Write the next generation; returns '' or why the file was left as it is.

    The generation is committed to the register before the file is written, so a crash between the two loses nothing:
    the older file still merges against its own generation. An existing file is replaced only if it is the one that was
    taken in; it is moved to `previous`. Raises Stop where the register cannot be written.
    """
    said = f"{workspace.now.day} {workspace.now:%B %H:%M}: {last_run}"
    with workspace.register.write() as tx:
        snapshot = take_snapshot(tx)
        latest = tx.master()
        headings, extra = tx.extras()
        view = master_view(
            snapshot, reference=new_reference(), generation=(latest.generation if latest else 0) + 1,
            today=workspace.today, last_run=said, extra_headings=headings, extra=extra, notes=tx.notes(),
            private_names=workspace.settings.private_names,
        )  # fmt: skip
        waiting = rows_left_out(tx)
        data = write_master(with_left_out(view, waiting))
        sha = sha256_of(data)
        tx.add_issue(with_bases(generation_of(view, workspace.now, sha), waiting))
        standing = tx.meta(LAST_WRITTEN)
        tx.prune_masters(KEPT_GENERATIONS, int(standing) if standing else None)
        tx.set_meta(LAST_RUN, said)
        known = {latest.sha256} if latest else set()
    with workspace.register.write() as tx:  # so that one command at a time replaces the file
        latest = tx.master()
        if latest and latest.reference != view.reference:
            return ""  # another command is about to write a later one, which holds all that this one does
        drawn = DrawnMaster(data, view.reference, known | {tx.meta(READ_SHA)})
        result = (paint_master if workspace.paint else replace_master)(workspace, drawn)
        if not result.stale:
            if result.sha256 != sha:
                tx.set_issue_file(view.reference, MASTER_FILE, result.sha256)
            tx.set_meta(READ_SHA, result.sha256)
            tx.set_meta(LAST_WRITTEN, str(view.generation))
    return result.stale


def is_current(workspace: Workspace) -> bool:
    """Whether master.xlsx is the file that was written last, so that it need not be written again."""
    with workspace.register.read() as tx:
        latest, read = tx.master(), tx.meta(READ_SHA)
    if latest is None or read != latest.sha256 or not workspace.master.is_file():
        return False
    return sha256_of(workspace.master.read_bytes()) == read


def generation_of(view: MasterView, now: dt.datetime, sha: str) -> Issue:
    """The issue that records one generation of master.xlsx; what it shows is the base of edits made in it."""
    shown = {row["ref"]: dict(row) for row in view.tables["Actions"]}
    sheets = [sheet for sheet in MASTER_SHEETS if sheet not in {"Actions", "Changes"}]
    others = {sheet: [dict(row) for row in view.tables[sheet]] for sheet in sheets}
    own = {
        "extra_headings": list(view.extra_headings),
        "extra": {ref: dict(row) for ref, row in view.extra.items()},
        "notes": [[ref, key, text] for (ref, key), text in view.notes.items()],
    }
    answers = {ref: {code: dict(row) for code, row in said.items()} for ref, said in view.own_answers.items()}
    return Issue(
        reference=view.reference, kind=IssueKind.MASTER, agency="", round_id="", generation=view.generation,
        lineage=view.reference, issued_at=now, file=MASTER_FILE, sha256=sha, extended=None, as_issued=shown,
        tables={**others, "own": own, "answers": answers}, valid=True,
    )  # fmt: skip


class DrawnMaster(NamedTuple):
    """The next generation. data: the workbook; known: the hashes of the files that may be replaced by it."""

    data: bytes
    reference: str
    known: AbstractSet[str]


class MasterWritten(NamedTuple):
    """The result of writing master.xlsx. stale: '' or why it was left as it is; sha256: of the file there now."""

    stale: str
    sha256: str = ""


def replace_master(workspace: Workspace, drawn: DrawnMaster) -> MasterWritten:
    """Replace the master.xlsx that was taken in by the new one; the old file is moved to `previous`."""
    path = workspace.master
    lock = open_elsewhere(path)
    if lock:
        return MasterWritten(
            f"master.xlsx is open in {lock}, so it was left alone. Press Collect on its tab DHR Returns, or close it "
            "(saving is fine) and run: dhr-xl collect"
        )
    temporary = path.with_name(f".{path.name}.part")
    try:
        replaced = path.read_bytes() if path.is_file() else b""
        if replaced and sha256_of(replaced) not in drawn.known:
            return MasterWritten(CHANGED_MEANWHILE)
        with temporary.open("wb") as file:
            file.write(drawn.data)
            file.flush()
            os.fsync(file.fileno())
        read = temporary.read_bytes()
        if read != drawn.data or not reads_back(read, drawn.reference):
            return MasterWritten(NOT_AS_WRITTEN)
        if replaced:
            keep_previous(workspace, replaced)
            if path.read_bytes() != replaced:
                return MasterWritten(CHANGED_MEANWHILE)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        why = f"could not be written ({error.strerror}). Put that right and run: dhr-xl collect"
        return MasterWritten(f"master.xlsx {why}")
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return MasterWritten("", sha256_of(drawn.data))


def paint_master(workspace: Workspace, drawn: DrawnMaster) -> MasterWritten:
    """Paint the new generation on the open book and have it saved; a copy of the file is kept in `previous`.

    Nothing is painted where the file is not the one that was taken in. Raises Stop where painting breaks off: the file
    is then still the earlier generation, and the half-painted book is marked as such should it be saved.
    """
    path, paint = workspace.master, workspace.paint
    assert paint is not None  # noqa: S101 - only called where there is a `paint`
    from dhr_xl.workbooks.master.canvas import read_canvas  # noqa: PLC0415 - only the ribbon paints, and openpyxl is slow to load

    try:
        replaced = path.read_bytes()
        if sha256_of(replaced) not in drawn.known:
            return MasterWritten(CHANGED_MEANWHILE)
        keep_previous(workspace, replaced)
    except OSError as error:
        why = f"cannot be used ({error.strerror}). Put that right and run: dhr-xl collect"
        return MasterWritten(f"{error.filename} {why}")
    paint(read_canvas(drawn.data))
    try:
        saved = path.read_bytes()
        if read_master(saved).reference == drawn.reference:
            return MasterWritten("", sha256_of(saved))
    except (OSError, Refused):
        pass
    return MasterWritten(NOT_AS_PAINTED)


def keep_previous(workspace: Workspace, data: bytes) -> None:
    """Store a copy of the master.xlsx about to be replaced, named by date and time. Raises OSError."""
    write_new(workspace.place("previous"), f"master {workspace.now:%Y-%m-%d %H%M%S}.xlsx", data)


def open_elsewhere(path: Path) -> str:
    """The program that has a workbook open, by the lock file beside it; '' where none has."""
    if path.with_name(f"~${path.name}").exists():
        return "Excel"
    if path.with_name(f".~lock.{path.name}#").exists():
        return "LibreOffice"
    return ""
