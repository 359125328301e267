"""Turn errors of the database that a person can put right into Stop, in plain sentences."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from dhr_xl.core.sentences import Sentence, error
from dhr_xl.errors import Stop

BUSY: Final = error("Another dhr-xl is working on this plan ({place}).", "Wait until it is done and try again.")
SQLITE_ERRORS: Final[Mapping[int, Sentence]] = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: error("There is no room left on the disk that holds {place}.", "Make room and try again."),
    sqlite3.SQLITE_READONLY: error("{place} may not be written to.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_PERM: error("{place} may not be opened.", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_CANTOPEN: error("{place} cannot be opened.", "Check that it is there, and its permissions."),
    sqlite3.SQLITE_IOERR: error(
        "The disk or network drive that holds {place} does not answer properly.",
        "Check that it is connected and has room, and try again.",
    ),
}
"""Primary result code of SQLite -> what to say."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def damaged_register(path: Path) -> Stop:
    """The Stop for a register whose contents cannot be trusted."""
    return Stop(
        f"{path} is damaged or is not a register. Keep it, rename it, and put the newest copy from "
        f"{path.parent / 'backups'} in its place under the name {path.name}."
    )


def as_stop(raised: Exception, place: str) -> Stop | None:
    """The Stop for an error of the database; None where it is a mistake in this program. place: of the register."""
    cause = raised.orig if isinstance(raised, DBAPIError) else raised
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.Error):
        primary = code & 0xFF if isinstance(code, int) else None
        if primary in DAMAGED:
            return damaged_register(Path(place))
        sentence = SQLITE_ERRORS.get(primary) if primary is not None else None
        return Stop(str(sentence.fill(place=place))) if sentence else None
    if isinstance(raised, OperationalError | InterfaceError):
        first = next(iter(str(cause).strip().splitlines()), "")
        return Stop(f"The database {place} cannot be used ({first}). Check that it runs and that you may use it.")
    return None


@contextmanager
def stop_on_database_errors(place: str) -> Iterator[None]:
    """Within, raise Stop for an error of the database that a person can put right."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as raised:
        stop = as_stop(raised, place)
        if stop is None:
            raise
        raise stop from raised
