"""Make and open a register, and begin its transactions.

SQLite: ``BEGIN IMMEDIATE`` lets one writer in at a time (with SQLAlchemy's default, one of two concurrent updates is
lost without an error: measured); ``synchronous=FULL`` and a rollback journal keep what was committed through a crash or
power cut. PostgreSQL: an advisory lock lets one writer in at a time.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from dhr_xl.errors import Stop
from dhr_xl.register import tables
from dhr_xl.register.database_errors import damaged_register, stop_on_database_errors
from dhr_xl.register.files import backup_file, check_file, copy_file
from dhr_xl.register.transaction import Tx
from dhr_xl.register.upgrades.upgrade import upgrade, version_of

FILE: Final = "register.db"
BUSY_SECONDS = 30.0
"""Seconds that a command waits for another one to finish."""
WRITING: Final = "dhr_xl_writing"
POSTGRESQL_LOCK: Final = "SELECT pg_advisory_xact_lock(6580344)"
PRAGMAS: Final = ("PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL", "PRAGMA journal_mode=DELETE")


class Register:
    """An open register. engine: its database; path: its file, None on a server; plan: its id, '' for the only one."""

    def __init__(self, engine: Engine, path: Path | None, plan: str = "") -> None:
        self.engine = engine
        self.path = path
        self.plan = plan

    @property
    def place(self) -> str:
        """Where the register is, for sentences; without a password."""
        return str(self.path or self.engine.url.render_as_string(hide_password=True))

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Begin a transaction for writing: committed when the block ends, rolled back when it raises. Raises Stop where
        another program keeps writing for longer than BUSY_SECONDS, or the disk is full.
        """
        with stop_on_database_errors(self.place), _writing(self.engine) as connection:
            yield Tx(connection, self._plan(connection), writable=True)

    @contextmanager
    def rehearse(self) -> Iterator[Tx]:
        """Begin a transaction as `write` does, which is always rolled back: for a dry run."""
        with self.write() as tx:
            yield tx
            tx.connection.rollback()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Begin a transaction for reading: everything read in it is of one moment."""
        with stop_on_database_errors(self.place), self.engine.connect() as connection, connection.begin():
            yield Tx(connection, self._plan(connection), writable=False)

    def backup(self, folder: Path, now: dt.datetime, keep: int = 20) -> Path | None:
        """Copy the register into `folder` as ``register-YYYYMMDDTHHMMSS-NN.db`` and keep the newest `keep` copies.
        Returns the copy's path; None on a server, which makes its own backups. Raises Stop where copying fails.
        """
        return backup_file(self.path, Path(folder), now, keep, BUSY_SECONDS) if self.path else None

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _plan(self, connection: Connection) -> str:
        """The plan that transactions read and write: the one named, else the only one, else ''. Raises Stop."""
        held = list(connection.execute(select(tables.plans.c.id).order_by(tables.plans.c.id)).scalars())
        if self.plan and held and self.plan not in held:
            raise Stop(f"The register {self.place} holds no plan {self.plan}; it holds {', '.join(held)}.")
        if len(held) > 1 and not self.plan:
            raise Stop(f"The register {self.place} holds several plans ({', '.join(held)}) and none was named.")
        return self.plan or next(iter(held), "")


def create_register(url_or_path: Path | str) -> Register:
    """Make an empty register: a file at a path or `sqlite:` URL, or tables in a server's database. Raises Stop where
    there is one already, or where it cannot be made.
    """
    url, path = _where(url_or_path, Path())
    if path is not None:
        try:
            path.touch(exist_ok=False)
        except FileExistsError as error:
            raise Stop(f"There is a register already: {path}. Nothing was changed.") from error
        except OSError as error:
            raise Stop(f"{path} cannot be made ({error.strerror}). Choose a place you may write to.") from error
    register = Register(_engine(url), path)
    try:
        with stop_on_database_errors(register.place), _writing(register.engine) as connection:
            _make_tables(connection, register.place)
    except BaseException:
        register.close()
        if path:
            path.unlink(missing_ok=True)
        raise
    return register


def _make_tables(connection: Connection, place: str) -> None:
    if version_of(connection) is not None:
        raise Stop(f"There is a register already: {place}. Nothing was changed.")
    tables.metadata.create_all(connection)
    connection.execute(insert(tables.schema).values(version=tables.SCHEMA_VERSION))


def open_register(folder: Path, url: str = "", plan: str = "") -> Register:
    """Open the register of a plan folder: its `register.db`, or the database an SQLAlchemy URL names.

    plan: the plan's id, needed only where a server's database holds several. An older register is copied into
    `backups/` and upgraded. Raises Stop where it is missing, damaged or made by a newer dhr_xl, or where a syncing
    program has left a second one beside it.
    """
    where, path = _where(url or Path(folder) / FILE, Path(folder))
    if path:
        check_file(path, BUSY_SECONDS)
    register = Register(_engine(where), path, plan)
    try:
        with stop_on_database_errors(register.place), register.engine.connect() as connection, connection.begin():
            version = version_of(connection)
        _bring_up_to_date(register, version)
    except BaseException:
        register.close()
        raise
    return register


def _bring_up_to_date(register: Register, version: int | None) -> None:
    """Check the version of a register's tables. Copy and upgrade older ones; raise Stop for newer ones."""
    path = register.path
    if version is None and path:
        raise damaged_register(path)
    if version is None:
        raise Stop(f"{register.place} holds no register. Ask who looks after the database.")
    if version > tables.SCHEMA_VERSION:
        raise Stop(
            f"The register {register.place} was made by a newer dhr_xl (its version is {version}, this program knows "
            f"{tables.SCHEMA_VERSION}). Update dhr_xl and try again."
        )
    if version == tables.SCHEMA_VERSION:
        return
    if path is not None:
        _back_up_older(path, version)
    with stop_on_database_errors(register.place), _writing(register.engine) as connection:
        # read again inside the transaction: another dhr-xl may have upgraded it meanwhile
        version = version_of(connection)
        if version is not None and version < tables.SCHEMA_VERSION:
            upgrade(connection, version)


def _back_up_older(path: Path, version: int) -> None:
    """Copy an older register into `backups/` before it is upgraded. Raises Stop where that fails."""
    folder = path.parent / "backups"
    target = folder / f"register-before-version-{version + 1}.db"
    try:
        folder.mkdir(exist_ok=True)
        with stop_on_database_errors(str(folder)):
            copy_file(path, target, BUSY_SECONDS)
    except OSError as error:
        raise Stop(
            f"The older register could not be copied to {folder} first ({error.strerror}). Nothing was changed."
        ) from error


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            yield connection


def _where(url_or_path: Path | str, folder: Path) -> tuple[URL, Path | None]:
    """The URL of a database and, for SQLite, its file; a relative path is taken from `folder`. Raises Stop."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        path = Path(url_or_path)
        return URL.create("sqlite", database=str(path)), path
    try:
        url = make_url(url_or_path)
    except ArgumentError as error:
        raise Stop(
            "The database address in dhr_xl.toml is not one. See database in the documentation of dhr_xl.toml."
        ) from error
    if url.get_backend_name() != "sqlite":
        return url, None
    path = folder / (url.database or FILE)
    return URL.create("sqlite", database=str(path)), path


def _engine(url: URL) -> Engine:
    """An engine whose transactions begin as this module says. Raises Stop where its driver is missing."""
    sqlite = url.get_backend_name() == "sqlite"
    arguments = {"timeout": BUSY_SECONDS} if sqlite else {}
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Stop(
            f"This database needs a driver that is not installed ({error}). "
            "For PostgreSQL: pip install dhr_xl[postgresql]"
        ) from error
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif url.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Set up a new connection: Python's own transactions off, commits synced to the disk, foreign keys checked."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction. A writer takes the lock at once, so nobody writes between its reads and its writes."""
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    """Begin a transaction as on SQLite: one writer at a time; a reader sees one moment."""
    if connection.get_execution_options().get(WRITING):
        connection.exec_driver_sql(POSTGRESQL_LOCK)
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
