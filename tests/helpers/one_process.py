"""What hundreds of plan folders in one process need not pay each for itself: compiled SQL, the disk, spare rows."""

from __future__ import annotations

import os

from sqlalchemy import create_engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from dhr_xl.commands.folder import passwords
from dhr_xl.importing.sources import file_kinds
from dhr_xl.register import connect
from dhr_xl.workbooks.master import layout

SPINS, SPINS_AS_SHIPPED = 100, passwords.SPINS
"""Times that a sheet's password is hashed; a program that unlocks it is told how often."""
COMPILED: dict = {}
"""Statements as SQL, for all registers: an engine keeps its own, and each folder has an engine of its own."""
DURABLE = connect.PRAGMAS
"""What the program itself says to SQLite; `register/test_connect.py` sees that it does."""
AS_SHIPPED = dict(layout.ABOUT)
"""The sheets of master.xlsx as people have them: `tests/workbooks` looks at these."""
FEW = 6
"""Rows ready to be typed into below a table elsewhere: as shipped they are 200, and most of what is drawn and read."""


def engine_of(url, **more):
    """An engine that finds what another has compiled: the key of a statement holds the dialect, so all are alike."""
    return create_engine(url, execution_options={"compiled_cache": COMPILED}, **more)


def share(monkeypatch):
    """Let all registers of this process share their SQL, and spare each test what only costs time.

    No file is waited for, passwords are hashed fewer times, master.xlsx has few empty rows, documents are read in this
    process. What must be on the disk, and when, is the matter of the crash tests, which run the program in other
    processes; that documents are read in another is tested in `importing/sources/test_bounds.py`.
    """
    monkeypatch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda one, other: type(one) is type(other))
    monkeypatch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda one: hash(type(one)))
    monkeypatch.setattr(connect, "create_engine", engine_of)
    monkeypatch.setattr(connect, "PRAGMAS", tuple(line.replace("=FULL", "=OFF") for line in DURABLE))
    monkeypatch.setattr(os, "fsync", lambda _file: None)
    monkeypatch.setattr(passwords, "SPINS", SPINS)
    monkeypatch.setattr(file_kinds, "read_bounded", file_kinds.read_data)
    for name, about in few_rows():
        monkeypatch.setitem(layout.ABOUT, name, about)


def few_rows():
    """Each sheet of master.xlsx with few rows that wait to be typed into."""
    return [(name, about._replace(spare=min(about.spare, FEW))) for name, about in AS_SHIPPED.items()]


def as_shipped(monkeypatch):
    """Let master.xlsx have all its rows again."""
    for name, about in AS_SHIPPED.items():
        monkeypatch.setitem(layout.ABOUT, name, about)
