"""What every kind of record shares: a connection, the plan, and rows to and from NamedTuples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Table, insert, select

T = TypeVar("T")


class Rows:
    """One plan's rows of the tables."""

    plan: str = ""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of the transaction."""
        self.connection = connection

    def put(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert one row; returns the number the database gave it, 0 where its key is its own."""
        result = self.connection.execute(insert(table).values(plan=self.plan, **values))
        key = result.inserted_primary_key
        return int(key[0]) if key and "id" in table.c and table.c.id.autoincrement is True else 0

    def put_all(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert many rows at once."""
        listed = [{"plan": self.plan, **row} for row in rows]
        if listed:
            self.connection.execute(insert(table), listed)

    def all(self, table: Table, *where: Any, order: Any = None) -> list[RowMapping]:  # noqa: ANN401 - SQL expressions
        """This plan's rows of a table."""
        query = select(table).where(table.c.plan == self.plan, *where)
        if order is not None:
            query = query.order_by(order)
        return list(self.connection.execute(query).mappings())


def pick(row: Mapping[str, Any], kind: type[T]) -> dict[str, Any]:
    """The columns of a row that a NamedTuple has."""
    return {name: row[name] for name in kind._fields if name in row}  # type: ignore[attr-defined]
