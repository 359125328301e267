"""A plan's folder opened for a command: its settings, its register, its sub-folders, and the time."""

import datetime as dt
import getpass
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.core.views.canvas import Canvas
from dhr_xl.errors import Stop
from dhr_xl.files import write_whole
from dhr_xl.register import Register, open_register
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import Settings, default_settings_text, read_settings

MASTER_FILE: Final = "master.xlsx"
FOLDERS: Final = ("inbox", "issued", "returned", "published", "outbox", "previous", "backups")
WRITTEN_IN: Final = ("issued", "returned", "evidence", "published", "outbox", "previous", "backups")
"""Folders that only this program writes to."""
LEFTOVER_SECONDS: Final = 3600


Paint = Callable[[Canvas], None]
"""Paints master.xlsx on the book a spreadsheet program has open, and has it saved. Raises Stop where it cannot."""


class Workspace(NamedTuple):
    """What a command works on.

    now: local time to the second, read once; paint: how to draw on the open master.xlsx, None to write the file.
    """

    folder: Path
    register: Register
    settings: Settings
    now: dt.datetime
    paint: Paint | None = None

    @property
    def master(self) -> Path:
        """The path of master.xlsx."""
        return self.folder / MASTER_FILE

    @property
    def coordinator(self) -> str:
        """The coordinator as the history names them: ``coordinator (J Smith)``."""
        return f"coordinator ({self.settings.coordinator or computers_user()})"

    def place(self, name: str) -> Path:
        """One of the plan's folders; it is made if it is missing. Raises Stop where it cannot be."""
        path = self.folder / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Stop(f"The folder {path} cannot be made ({error.strerror}). Check its permissions.") from error
        return path

    @property
    def today(self) -> dt.date:
        """Today's date."""
        return self.now.date()


def computers_user() -> str:
    """The user and the computer, for settings that name no coordinator."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user on this computer
        user = ""
    return " on ".join(part for part in (user, platform.node().split(".")[0]) if part) or "not named"


def is_plan_folder(folder: Path) -> bool:
    """Whether a folder is a plan's folder."""
    return any((folder / name).is_file() for name in (SETTINGS_FILE, "register.db"))


@contextmanager
def open_workspace(folder: Path, now: dt.datetime | None = None, paint: Paint | None = None) -> Iterator[Workspace]:
    """Open a plan's folder. Raises Stop where it is not one, or its register or settings cannot be read."""
    folder = Path(folder)
    if not folder.is_dir():
        raise Stop(f"There is no folder {folder}. Give the plan's folder with --plan, or go into it first.")
    if not (folder / SETTINGS_FILE).is_file() and (folder / "register.db").is_file():
        write_whole(folder / SETTINGS_FILE, default_settings_text().encode())
    if not (folder / SETTINGS_FILE).is_file():
        raise Stop(
            f"{folder.resolve()} is not a plan folder (it has no {SETTINGS_FILE}). "
            "Go into one, name one with --plan FOLDER, or make one with: dhr-xl new FOLDER --from PLAN"
        )
    settings = read_settings(folder)
    with open_register(folder, settings.database) as register:
        yield Workspace(folder, register, settings, now or dt.datetime.now().replace(microsecond=0), paint)


def remove_leftovers(folder: Path) -> None:
    """Remove the half-written files of a killed command, once they are too old to belong to a running one."""
    with suppress(OSError):
        for part in (part for name in WRITTEN_IN for part in (folder / name).rglob("*.part")):
            if time.time() - part.stat().st_mtime > LEFTOVER_SECONDS:
                part.unlink()
