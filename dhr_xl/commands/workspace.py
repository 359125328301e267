"""A plan folder opened for a command: its settings, its register, its places, and the time it is."""

from __future__ import annotations

import datetime as dt
import errno
import getpass
import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.canvas import Canvas
from dhr_xl.register import Register, open_register
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import Settings, default_settings_text, read_settings
from dhr_xl.stop import Stop

MASTER_FILE: Final = "master.xlsx"
FOLDERS: Final = ("inbox", "issued", "returned", "published", "outbox", "previous", "backups")
WRITTEN_IN: Final = ("issued", "returned", "evidence", "published", "outbox", "previous", "backups")
"""Where only this program writes."""
LEFTOVER_SECONDS: Final = 3600
PIECE: Final = 2**20
"""Bytes of a file in memory at once where it is only passed on."""
LONGEST_NAME, LONGEST_ENDING = 200, 10
"""Bytes of a file's name, and letters of its ending; Linux stops at 255 bytes of both, Windows at 260 of the path."""


Paint = Callable[[Canvas], None]
"""Paints master.xlsx on the book a spreadsheet program has open, and has it saved. Raises Stop where it cannot."""


class Workspace(NamedTuple):
    """What a command works on. now is local time to the second, taken once; paint: None where no program has
    master.xlsx open for us, and the file is written.
    """

    folder: Path
    register: Register
    settings: Settings
    now: dt.datetime
    paint: Paint | None = None

    @property
    def master(self) -> Path:
        """Where master.xlsx lies."""
        return self.folder / MASTER_FILE

    @property
    def coordinator(self) -> str:
        """Who does what is done here, as the history says it: ``coordinator (J Smith)``."""
        return f"coordinator ({self.settings.coordinator or computers_user()})"

    def place(self, name: str) -> Path:
        """One of the plan's folders, made if it is not there."""
        path = self.folder / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"The folder {path} cannot be made ({error.strerror}). Check its permissions."
            raise Stop(message) from error
        return path

    @property
    def today(self) -> dt.date:
        """The day it is."""
        return self.now.date()


def computers_user() -> str:
    """The user and the computer a command runs as and on, where the settings name nobody."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user on this computer
        user = ""
    return " on ".join(part for part in (user, platform.node().split(".")[0]) if part) or "not named"


def is_plan_folder(folder: Path) -> bool:
    """Whether a folder is one that commands work on."""
    return any((folder / name).is_file() for name in (SETTINGS_FILE, "register.db"))


@contextmanager
def open_workspace(folder: Path, now: dt.datetime | None = None, paint: Paint | None = None) -> Iterator[Workspace]:
    """Open a plan folder. Raises Stop where it is none, or its register or settings cannot be read."""
    folder = Path(folder)
    if not folder.is_dir():
        message = f"There is no folder {folder}. Give the plan's folder with --plan, or go into it first."
        raise Stop(message)
    if not (folder / SETTINGS_FILE).is_file() and (folder / "register.db").is_file():
        write_whole(folder / SETTINGS_FILE, default_settings_text().encode())
    if not (folder / SETTINGS_FILE).is_file():
        message = (
            f"{folder.resolve()} is not a plan folder (it has no {SETTINGS_FILE}). "
            "Go into one, name one with --plan FOLDER, or make one with: dhr-xl new FOLDER --from PLAN"
        )
        raise Stop(message)
    settings = read_settings(folder)
    with open_register(folder, settings.database) as register:
        yield Workspace(folder, register, settings, now or dt.datetime.now().replace(microsecond=0), paint)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises Stop in a sentence where the disk is full or the place may not be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Stop(f"{path} cannot be written ({error.strerror}). {remedy_of(error)}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def remedy_of(error: OSError) -> str:
    """What to do about a file that cannot be written."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Close it elsewhere, or check that you may write there, and try again."
    return "Make room, and try again."


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a file that was not there, whole or not at all, durable when this returns; the path it was given.

    A name that is taken gets (2), (3) …; where it is taken by the same bytes, that file is the one, so that doing it
    again after a crash adds nothing. Raises OSError.
    """
    return _new_file(folder, name, (data,), lambda path: path.read_bytes() == data)


def copy_new(folder: Path, name: str, source: Path, sha256: str) -> Path:
    """The same with a copy of a file of any size, which is never whole in memory. Raises OSError.

    Raises Stop, with nothing written, where the file's bytes are not those of the hash any more.
    """
    return _new_file(folder, name, _pieces(source, sha256), lambda path: hash_of(path) == sha256)


def _pieces(source: Path, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != sha256:
        message = f"{source.name} was changed while it was being read. Nothing was merged; run the command again."
        raise Stop(message)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short_name(name: str) -> str:
    """A file's name that every disk takes with what is put before and after it: cut before its ending, if at all."""
    ending = Path(name).suffix if len(Path(name).suffix) <= LONGEST_ENDING else ""
    stem = name.removesuffix(ending).encode()[: LONGEST_NAME - len(ending.encode())]
    return f"{stem.decode(errors='ignore')}{ending}"


def _new_file(folder: Path, name: str, pieces: Iterable[bytes], same: Callable[[Path], bool]) -> Path:
    """Write pieces to a file that was not there; same: whether a file under its name holds them already."""
    folder.mkdir(parents=True, exist_ok=True)
    name = short_name(name)
    temporary = folder / f".{name}.{os.getpid()}.part"
    try:
        target = free_name(folder, name, same)
        if not target.exists():
            with temporary.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            while not name_file(temporary, target):
                target = free_name(folder, name)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(folder)
    sync_folder(folder.parent)
    return target


def name_file(temporary: Path, target: Path) -> bool:
    """Give a file its name; False where another program took the name first. Raises OSError."""
    try:
        if os.name == "nt":
            temporary.rename(target)  # Windows never replaces a file by this
            return True
        try:
            target.hardlink_to(temporary)  # as a rename, and never in place of another file
        except FileExistsError:
            raise
        except OSError:  # a memory stick, some shares: no file may have two names
            target.touch(exist_ok=False)
            try:
                temporary.replace(target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def remove_leftovers(folder: Path) -> None:
    """Remove what a command that was killed left half-written in a plan folder, once no command can be writing it."""
    with suppress(OSError):
        for part in (part for name in WRITTEN_IN for part in (folder / name).rglob("*.part")):
            if time.time() - part.stat().st_mtime > LEFTOVER_SECONDS:
                part.unlink()


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(folder: Path, name: str, same: Callable[[Path], bool] | None = None) -> Path:
    """A path in `folder` that is not taken, or is the `same` file: `name`, else with (2), (3) … before its ending."""
    path = folder / name
    number = 2
    while path.exists() and not (same and same(path)):
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path
