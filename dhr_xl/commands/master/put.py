"""Put a newly drawn master.xlsx before the coordinator: in the file's place, or on the book a program has open."""

from __future__ import annotations

import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.files import sha256_of, sync_folder, write_new
from dhr_xl.workbooks.master.canvas import read_canvas
from dhr_xl.workbooks.master.reader import read_master
from dhr_xl.workbooks.xlsx.refusals import Refused

CHANGED_MEANWHILE: Final = "master.xlsx was changed while this ran, so it was left alone. Run: dhr-xl collect"
NOT_AS_WRITTEN: Final = (
    "The new master.xlsx did not read back as it was written, so the old one was left. Run: dhr-xl collect"
)
NOT_AS_PAINTED: Final = (
    "master.xlsx was not saved as it was painted; the plan has everything all the same. Save it, and run: "
    "dhr-xl collect"
)


class DrawnMaster(NamedTuple):
    """The next generation. data: the workbook; known: the hashes of the files that may be replaced by it."""

    data: bytes
    reference: str
    known: AbstractSet[str]


class Put(NamedTuple):
    """What became of it. stale: '' or why master.xlsx was left alone; sha256: of the file that lies there now."""

    stale: str
    sha256: str = ""


def replace_master(workspace: Workspace, drawn: DrawnMaster) -> Put:
    """Put the new file in place of the one that was taken in, which goes to `previous`."""
    path = workspace.master
    lock = open_elsewhere(path)
    if lock:
        return Put(
            f"master.xlsx is open in {lock}, so it was left alone. Press Collect on its tab DHR Returns, or close it "
            "(saving is fine) and run: dhr-xl collect"
        )
    temporary = path.with_name(f".{path.name}.part")
    try:
        replaced = path.read_bytes() if path.is_file() else b""
        if replaced and sha256_of(replaced) not in drawn.known:
            return Put(CHANGED_MEANWHILE)
        with temporary.open("wb") as file:
            file.write(drawn.data)
            file.flush()
            os.fsync(file.fileno())
        if read_master(temporary.read_bytes()).reference != drawn.reference:
            return Put(NOT_AS_WRITTEN)
        if replaced:
            keep_previous(workspace, replaced)
            if path.read_bytes() != replaced:
                return Put(CHANGED_MEANWHILE)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        return Put(f"master.xlsx could not be written ({error.strerror}). Put that right and run: dhr-xl collect")
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return Put("", sha256_of(drawn.data))


def paint_master(workspace: Workspace, drawn: DrawnMaster) -> Put:
    """Have the new one painted on the book that is open, and saved; the file as it was goes to `previous`.

    Nothing is painted where the file is not the one that was taken in. Raises Stop where painting breaks off: what is
    on the disk then is the earlier generation; should the half-painted book be saved, it says of itself that it is.
    """
    path, paint = workspace.master, workspace.paint
    assert paint is not None  # noqa: S101 - whoever chose this way has seen to it
    try:
        replaced = path.read_bytes()
        if sha256_of(replaced) not in drawn.known:
            return Put(CHANGED_MEANWHILE)
        keep_previous(workspace, replaced)
    except OSError as error:
        return Put(f"{error.filename} cannot be used ({error.strerror}). Put that right and run: dhr-xl collect")
    paint(read_canvas(drawn.data))
    try:
        saved = path.read_bytes()
        if read_master(saved).reference == drawn.reference:
            return Put("", sha256_of(saved))
    except (OSError, Refused):
        pass
    return Put(NOT_AS_PAINTED)


def keep_previous(workspace: Workspace, data: bytes) -> None:
    """Keep a master.xlsx that is about to be replaced, under the moment it is. Raises OSError."""
    write_new(workspace.place("previous"), f"master {workspace.now:%Y-%m-%d %H%M%S}.xlsx", data)


def open_elsewhere(path: Path) -> str:
    """The program that has a workbook open, by the lock file it leaves beside it; '' where none has."""
    if path.with_name(f"~${path.name}").exists():
        return "Excel"
    if path.with_name(f".~lock.{path.name}#").exists():
        return "LibreOffice"
    return ""
