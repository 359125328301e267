"""The columns that many of the register's tables have."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, Text

from dhr_xl.register.column_types import EnumWord, LocalTime, Names


def plan_key() -> Column[Any]:
    """The plan as part of a table's key."""
    return Column("plan", Text, ForeignKey("plans.id"), primary_key=True)


def of_plan() -> Column[Any]:
    """The plan where rows are numbered by the register."""
    return Column("plan", Text, ForeignKey("plans.id"), nullable=False)


def number_given() -> Column[Any]:
    """A number given by the register, growing with time."""
    return Column("id", Integer, primary_key=True)


def key(name: str) -> Column[Any]:
    """A text that is part of a table's key."""
    return Column(name, Text, primary_key=True)


def text(*names: str) -> list[Column[Any]]:
    """Texts that are always there, '' being blank."""
    return [Column(name, Text, nullable=False) for name in names]


def word(name: str, words: type[StrEnum]) -> Column[Any]:
    """A word of an enumeration that is always there."""
    return Column(name, EnumWord(words), nullable=False)


def number(*names: str) -> list[Column[Any]]:
    """Whole numbers that are always there."""
    return [Column(name, Integer, nullable=False) for name in names]


def flag(name: str) -> Column[Any]:
    """A yes or no."""
    return Column(name, Boolean, nullable=False)


def json(name: str) -> Column[Any]:
    """A value read and written whole."""
    return Column(name, JSON, nullable=False)


def names(name: str, key: str | None = None) -> Column[Any]:
    """A tuple of texts."""
    return Column(name, Names, nullable=False, key=key or name)


def when(name: str, key: str | None = None) -> Column[Any]:
    """A local time that is always there."""
    return Column(name, LocalTime, nullable=False, key=key or name)


def run() -> Column[Any]:
    """The run that wrote a row."""
    return Column("run", Integer, ForeignKey("runs.id"), nullable=False)


def return_id() -> Column[Any]:
    """The return a row came from, if it came from one."""
    return Column("return_id", Integer, ForeignKey("returns.id"))


def source_place() -> Column[Any]:
    """Where in the source document a row came from."""
    return Column("source_place", Text, nullable=False, key="place")
