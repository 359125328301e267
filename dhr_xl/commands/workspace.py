"""A plan folder opened for a command: its settings, its register, its places, and the time it is."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.register import Register, open_register
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import Settings, default_settings_text, read_settings
from dhr_xl.stop import Stop

MASTER_FILE: Final = "master.xlsx"
FOLDERS: Final = ("inbox", "issued", "returned", "published", "outbox", "previous", "backups")


class Workspace(NamedTuple):
    """What a command works on. now is local time to the second, taken once."""

    folder: Path
    register: Register
    settings: Settings
    now: dt.datetime

    @property
    def master(self) -> Path:
        """Where master.xlsx lies."""
        return self.folder / MASTER_FILE

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


@contextmanager
def open_workspace(folder: Path, now: dt.datetime | None = None) -> Iterator[Workspace]:
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
        yield Workspace(folder, register, settings, now or dt.datetime.now().replace(microsecond=0))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises Stop in a sentence where the disk is full or the place may not be written.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Stop(f"{path} cannot be written ({error.strerror}). {remedy_of(error)}") from error


def remedy_of(error: OSError) -> str:
    """What to do about a file that cannot be written."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Close it elsewhere, or check that you may write there, and try again."
    return "Make room, and try again."


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(folder: Path, name: str) -> Path:
    """A path in `folder` that is not taken: `name`, else with (2), (3) … before its ending."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path
