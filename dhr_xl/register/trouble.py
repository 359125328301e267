"""What a database says when it cannot go on, in a sentence for the person at the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from dhr_xl.errors import Stop

BUSY: Final = "Another dhr-xl is working on this plan ({place}). Wait until it is done and try again."
SENTENCES: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: "There is no room left on the disk that holds {place}. Make room and try again.",
    sqlite3.SQLITE_READONLY: "{place} may not be written to. Check its permissions and those of its folder.",
    sqlite3.SQLITE_PERM: "{place} may not be opened. Check its permissions and those of its folder.",
    sqlite3.SQLITE_CANTOPEN: "{place} cannot be opened. Check that it is there, and its permissions.",
    sqlite3.SQLITE_IOERR: "The disk or network drive that holds {place} does not answer properly. "
    "Check that it is connected and has room, and try again.",
}
"""SQLite's primary result code -> what to say."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def damaged(path: Path) -> Stop:
    """The Stop for a register that cannot be trusted any more."""
    return Stop(
        f"{path} is damaged or is not a register. Keep it, rename it, and put the newest copy from "
        f"{path.parent / 'backups'} in its place under the name {path.name}."
    )


def stop_of(error: Exception, place: str) -> Stop | None:
    """The Stop for what a database raised; None where it is a mistake in this program."""
    said = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(said, "sqlite_errorcode", None)
    if isinstance(said, sqlite3.Error):
        primary = code & 0xFF if isinstance(code, int) else None
        if primary in DAMAGED:
            return damaged(Path(place))
        sentence = SENTENCES.get(primary) if primary is not None else None
        return Stop(sentence.format(place=place)) if sentence else None
    if isinstance(error, OperationalError | InterfaceError):
        first = next(iter(str(said).strip().splitlines()), "")
        return Stop(f"The database {place} cannot be used ({first}). Check that it runs and that you may use it.")
    return None


@contextmanager
def in_sentences(place: str) -> Iterator[None]:
    """Turn what a database raises within into Stop, where a person can put it right."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        stop = stop_of(error, place)
        if stop is None:
            raise
        raise stop from error
