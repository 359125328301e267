"""Makers of the columns that many of the register's tables share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, Text

from dhr_xl.register.column_types import EnumWord, LocalTime, Names


def plan_key() -> Column[Any]:
    """The plan as part of a table's key."""
    return Column("plan", Text, ForeignKey("plans.id"), primary_key=True)


def of_plan() -> Column[Any]:
    """The plan of a table whose rows the register numbers."""
    return Column("plan", Text, ForeignKey("plans.id"), nullable=False)


def number_given() -> Column[Any]:
    """The number that the register gives to a row, in ascending order."""
    return Column("id", Integer, primary_key=True)


def key(name: str) -> Column[Any]:
    """A text that is part of a table's key."""
    return Column(name, Text, primary_key=True)


def text(*names: str) -> list[Column[Any]]:
    """Texts, never NULL; '' is blank."""
    return [Column(name, Text, nullable=False) for name in names]


def word(name: str, words: type[StrEnum]) -> Column[Any]:
    """A word of an enumeration, never NULL."""
    return Column(name, EnumWord(words), nullable=False)


def number(*names: str) -> list[Column[Any]]:
    """Integers, never NULL."""
    return [Column(name, Integer, nullable=False) for name in names]


def flag(name: str) -> Column[Any]:
    """A yes or no."""
    return Column(name, Boolean, nullable=False)


def json(name: str) -> Column[Any]:
    """A value read and written as a whole, as JSON."""
    return Column(name, JSON, nullable=False)


def names(name: str, key: str | None = None) -> Column[Any]:
    """A tuple of texts, never NULL."""
    return Column(name, Names, nullable=False, key=key or name)


def when(name: str, key: str | None = None) -> Column[Any]:
    """A local time, never NULL."""
    return Column(name, LocalTime, nullable=False, key=key or name)


def run() -> Column[Any]:
    """The run that wrote a row."""
    return Column("run", Integer, ForeignKey("runs.id"), nullable=False)


def return_id() -> Column[Any]:
    """The return that a row came from; NULL for none."""
    return Column("return_id", Integer, ForeignKey("returns.id"))


def source_place() -> Column[Any]:
    """The place in the source document that a row came from."""
    return Column("source_place", Text, nullable=False, key="place")
