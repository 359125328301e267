"""Opening the register safely: one writer at a time, nothing half-written, damage and strangers found at once."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from dhr_xl.register import tables
from dhr_xl.stop import Stop

FILE: Final = "register.db"
PATIENCE: Final = 30.0
"""Seconds to wait for another dhr-xl to finish."""
STRANGER: Final = re.compile(r"register.*(conflict|copy|kopie).*\.db$", re.IGNORECASE)
"""What a sync program calls the second of two registers that were written at once."""


def connect(path: Path, url: str = "") -> Engine:
    """An engine on the register, SQLite in `path` unless a URL is given."""
    engine = create_engine(url or f"sqlite:///{path}", connect_args={} if url else {"timeout": PATIENCE})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
    """No transaction of the driver's own; every commit durable; references held to."""
    connection.isolation_level = None
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer locks at once: by default SQLAlchemy on SQLite loses an update between two writers."""
    writing = connection.get_execution_options().get("dhr_xl_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, write: bool) -> Iterator[Connection]:
    """One transaction, rolled back on any exception. Raises Stop where the register is busy or cannot be written."""
    try:
        with engine.connect().execution_options(dhr_xl_write=write) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise Stop(sentence(error)) from error


def sentence(error: DBAPIError) -> str:
    """What a fault of the database means to the person at the keyboard."""
    said = str(error.orig).lower()
    cases = (
        ("locked", "Another dhr-xl is working on this plan. Wait until it has finished, and try again."),
        ("full", "The disk is full, so the register could not be written. Make room and try again; nothing was changed."),
        ("readonly", "The register may not be written here. Check the folder's permissions; nothing was changed."),
        ("unable to open", "The register cannot be opened. Check that register.db is there and may be written."),
        ("not a database", "register.db is not a register. Put back the latest copy from the folder backups."),
        ("malformed", "register.db is damaged. Put back the latest copy from the folder backups."),
        ("disk i/o", "The disk gave an error, so the register could not be written. Nothing was changed."),
    )
    return next((words for sign, words in cases if sign in said), f"The register could not be used: {error.orig}.")


def check_file(path: Path) -> None:
    """Raises Stop where the register is not there, is damaged, or has a double beside it."""
    if not path.is_file():
        message = f"There is no {path}. Put the latest copy from the folder backups back under that name."
        raise Stop(message)
    doubles = sorted(p.name for p in path.parent.glob("*.db") if p.name != path.name and STRANGER.search(p.name))
    if doubles:
        message = (
            f"Beside {path.name} lies {doubles[0]}: a sync program kept two registers. Find out which is right, "
            "move the other out of the folder, and try again."
        )
        raise Stop(message)
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as plain:
            (said,) = plain.execute("PRAGMA quick_check").fetchone()
        plain.close()
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        message = f"{path} is damaged ({said}). Put the latest copy from the folder backups back under that name."
        raise Stop(message)


def check_version(engine: Engine) -> None:
    """Raises Stop where a newer dhr_xl made the register."""
    try:
        with engine.connect() as connection:
            found = connection.execute(select(tables.meta.c.value).where(tables.meta.c.name == "schema")).scalar()
    except SQLAlchemyError as error:
        message = "register.db is not a register of dhr_xl. Put back the latest copy from the folder backups."
        raise Stop(message) from error
    if found is None or int(found) > tables.VERSION:
        message = "This register was made by a newer dhr_xl. Upgrade: pip install --upgrade dhr_xl"
        raise Stop(message)


def create_schema(engine: Engine) -> None:
    """All tables, and the schema's version."""
    with transaction(engine, write=True) as connection:
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.meta).values(name="schema", value=str(tables.VERSION)))


def backup(engine: Engine, folder: Path, now: dt.datetime, keep: int) -> Path | None:
    """A copy by SQLite's own backup; only the last `keep` are kept. None for other databases. Raises Stop."""
    if engine.dialect.name != "sqlite":
        return None
    number = 0
    while (target := folder / f"register-{now:%Y%m%dT%H%M%S}-{number:02d}.db").exists():
        number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        raw = engine.raw_connection()
        try:
            copy = sqlite3.connect(target)
            raw.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.close()
        finally:
            raw.close()
        for old in sorted(folder.glob("register-*.db"))[:-keep]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        message = f"The copy of the register in {folder} could not be made ({error}). What was done stands; make room."
        raise Stop(message) from error
    return target
