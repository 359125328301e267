"""Upgrade a register made by an older dhr_xl, one version at a time."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, inspect, select, text, update

from dhr_xl.register import tables
from dhr_xl.register.upgrades.to_2_answers import move_answers_to_agencies


def add_editions(connection: Connection) -> None:
    """Version 2 to 3: a table of editions, and columns for the place of findings and of unplaced words. Version 2 kept
    no edition. The base for merging its first `update` is worked out from the history when needed.
    """
    tables.editions.create(connection, checkfirst=True)
    for name in ("findings", "unplaced"):
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN source_place TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("ALTER TABLE unplaced ADD COLUMN ref TEXT NOT NULL DEFAULT ''"))


def know_new_words(_: Connection) -> None:
    """Version 3 to 4: no table changes, but decisions of the board's, questions and letters have words that an older
    dhr_xl does not know.
    """


UPGRADES: Final[Mapping[int, Callable[[Connection], None]]] = {
    1: move_answers_to_agencies, 2: add_editions, 3: know_new_words,
}  # fmt: skip
"""Version -> the step that upgrades it to the next."""


def version_of(connection: Connection) -> int | None:
    """The version of the register's tables; None where the database holds no register."""
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
    """Upgrade a register from `version` to `target` in the transaction of `connection`."""
    for step in range(version, target):
        steps[step](connection)
    connection.execute(update(tables.schema).values(version=target))
