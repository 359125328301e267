"""The register as a file: checks before it is opened, and backup copies."""

import datetime as dt
import os
import re
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from dhr_xl.errors import Stop
from dhr_xl.files import sync_folder
from dhr_xl.register.database_errors import damaged_register, stop_on_database_errors

BACKUP_NAME: Final = re.compile(r"register-\d{8}T\d{6}-\d{2,}\.db")
MAGIC: Final = b"SQLite format 3\0"


def check_file(path: Path, busy_seconds: float) -> None:
    """Check the register's file. Raises Stop where it is missing, damaged, or has a rival beside it."""
    try:
        beside = list(path.parent.iterdir()) if path.parent.is_dir() else []
    except OSError as error:
        raise Stop(f"{path.parent} cannot be read ({error.strerror}). Check its permissions.") from error
    rivals = sorted(other.name for other in beside if is_rival(path, other))
    if rivals:
        raise Stop(
            f"Beside {path} there is {', '.join(rivals)}: two computers have written to this plan at once. "
            "Find out which holds the latest work, keep that one as "
            f"{path.name}, and move the other out of the folder. Nothing was changed."
        )
    if not path.is_file():
        raise Stop(f"There is no register {path}. Put the newest copy from {path.parent / 'backups'} in its place.")
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}). Close it elsewhere or check its permissions.") from error
    if start != MAGIC:
        raise damaged_register(path)
    with stop_on_database_errors(str(path)), closing(sqlite3.connect(path, timeout=busy_seconds)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged_register(path)


def is_rival(path: Path, other: Path) -> bool:
    """Whether a file has the name that a syncing program gives to the second of two conflicting copies of `path`.

    Dropbox "(conflicted copy …)", Nextcloud "(conflicted copy …)", Syncthing ".sync-conflict-…", OneDrive
    "-COMPUTERNAME", Google Drive " (1)".
    """
    start, name, end = path.stem.lower(), other.name.lower(), path.suffix.lower()
    if not (name.startswith(start) and name.endswith(end)):
        return False
    rest = name[len(start) : -len(end)]
    return "conflict" in rest or rest.startswith("-") or re.fullmatch(r" ?\(\d+\)", rest) is not None


def backup_file(path: Path, folder: Path, now: dt.datetime, keep: int, busy_seconds: float) -> Path:
    """Copy a register into `folder`, named by time and number; remove all but the newest `keep` copies. Raises Stop."""
    with stop_on_database_errors(str(folder)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths = (folder / f"register-{now:%Y%m%dT%H%M%S}-{number:02}.db" for number in count(1))
            target = next(path for path in paths if not path.exists())
            copy_file(path, target, busy_seconds)
            # the copy just made is kept even where the computer's clock was set back since the others
            copies = sorted((p for p in folder.iterdir() if BACKUP_NAME.fullmatch(p.name) and p != target), key=_age)
            for old in copies[: max(len(copies) + 1 - keep, 0)]:
                old.unlink()
        except OSError as error:
            raise Stop(
                f"The register cannot be copied to {folder} ({error.strerror}). Make room or check its permissions."
            ) from error
    return target


def copy_file(path: Path, target: Path, busy_seconds: float) -> None:
    """Copy a register, even while in use; the copy is complete or absent. Raises OSError, sqlite3.Error."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(path, timeout=busy_seconds)) as source, closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")  # an unfinished copy is thrown away, and needs no journal
            copy.execute("PRAGMA synchronous=OFF")  # it is synced below, once
            source.backup(copy)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _age(path: Path) -> tuple[str, int]:
    moment, number = path.stem.removeprefix("register-").split("-")
    return moment, int(number)
