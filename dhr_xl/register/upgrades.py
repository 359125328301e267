"""How a register made by an older dhr_xl becomes one of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, inspect, select, update

from dhr_xl.register import tables
from dhr_xl.register.upgrade_answers import answers_to_agencies
from dhr_xl.register.upgrade_editions import keep_editions

UPGRADES: Final[Mapping[int, Callable[[Connection], None]]] = {1: answers_to_agencies, 2: keep_editions}
"""A version -> what makes it the next one."""


def version_of(connection: Connection) -> int | None:
    """The version of the register's tables; None where these are no register's tables."""
    if not inspect(connection).has_table(tables.schema.name):
        return None
    return connection.execute(select(tables.schema.c.version)).scalar()


def upgrade(
    connection: Connection,
    version: int,
    *,
    target: int = tables.SCHEMA_VERSION,
    steps: Mapping[int, Callable[[Connection], None]] = UPGRADES,
) -> None:
    """Take a register from `version` to `target`, a step at a time, in the transaction given."""
    for step in range(version, target):
        steps[step](connection)
    connection.execute(update(tables.schema).values(version=target))
