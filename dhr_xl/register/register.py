"""Register and Tx: what a command sees of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from dhr_xl.register import tables
from dhr_xl.register.connect import FILE, backup, check_file, check_version, connect, create_schema, transaction
from dhr_xl.register.desk import Desk
from dhr_xl.register.plans import Plans
from dhr_xl.register.questions import Questions
from dhr_xl.register.returns import Returns
from dhr_xl.register.rounds import Rounds
from dhr_xl.stop import Stop


class Tx(Plans, Rounds, Returns, Questions, Desk):
    """One transaction on one plan's tables; each base has one kind of record."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection; the plan is the one the register holds, '' until it is added."""
        super().__init__(connection)
        self.plan = connection.execute(select(tables.plans.c.id)).scalar() or ""


class Register:
    """An open register. Use as a context manager; write() and read() give transactions."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine that was checked."""
        self.engine = engine

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """The one writing transaction: locked from its begin, rolled back on any exception."""
        with transaction(self.engine, write=True) as connection:
            yield Tx(connection)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A reading transaction: one moment's view."""
        with transaction(self.engine, write=False) as connection:
            yield Tx(connection)

    def backup(self, folder: Path, now: dt.datetime, keep: int = 20) -> Path | None:
        """A copy of the register into `folder`, the last `keep` of them kept."""
        return backup(self.engine, folder, now, keep)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """The register itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()


def create_register(path: Path) -> Register:
    """A new register at `path`. Raises Stop where there is a file already."""
    if path.exists():
        message = f"{path} is there already. Nothing was changed."
        raise Stop(message)
    engine = connect(path)
    create_schema(engine)
    return Register(engine)


def open_register(folder: Path, url: str = "") -> Register:
    """The register of a plan folder, checked. Raises Stop where it is missing, damaged, doubled or too new."""
    path = folder / FILE
    if not url:
        check_file(path)
    engine = connect(path, url)
    check_version(engine)
    return Register(engine)
