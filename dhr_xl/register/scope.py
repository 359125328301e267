"""One plan within one transaction: the few ways rows are read and written, always with the plan in the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table, delete, func, insert, select, update
from sqlalchemy.engine import CursorResult

from dhr_xl.errors import Stop
from dhr_xl.register.tables import plans

Condition = ColumnElement[bool]


class Scope:
    """A connection in a transaction, and the plan it is about ('' while the register holds none).

    Raises RuntimeError where something is written in a transaction for reading, and Stop for a text with half a
    character in it (a lone surrogate): no database can keep that, and another text is never put in its place.
    """

    def __init__(self, connection: Connection, plan: str, *, writable: bool) -> None:
        self.connection = connection
        self.plan = plan
        self._writable = writable

    def rows(
        self, table: Table, fields: Iterable[str], *where: Condition, order: Sequence[str] = ("id",)
    ) -> Sequence[Any]:
        """The plan's rows of a table, the columns named in `fields`, in the order of the columns in `order`."""
        query = select(*(table.c[name] for name in fields)).where(table.c.plan == self.plan, *where)
        return self.connection.execute(query.order_by(*(table.c[name] for name in order))).all()

    def insert(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows to the plan."""
        many = [{"plan": self.plan, **row} for row in rows]
        if many:
            self._write(insert(table), many)

    def insert_numbered(self, table: Table, row: Mapping[str, Any]) -> int:
        """Add one row to a table whose rows the register numbers: its number."""
        result = self._write(insert(table).values(plan=self.plan, **row))
        key = result.inserted_primary_key
        return int(key[0]) if key else 0

    def update(self, table: Table, where: Condition, values: Mapping[str, Any], missing: str) -> None:
        """Change the one row that `where` finds. Raises Stop with the sentence `missing` where there is none."""
        mine = table.c.id if table is plans else table.c.plan
        written = update(table).where(mine == self.plan, where).values(dict(values))
        if self._write(written).rowcount == 0:
            raise Stop(missing)

    def update_many(
        self, table: Table, where: Iterable[Condition], values: Mapping[str, Any], keys: list[dict[str, Any]]
    ) -> None:
        """Change a row for each of `keys`, whose names `where` refers to by bindparam."""
        if keys:
            self._write(update(table).where(table.c.plan == self.plan, *where).values(dict(values)), keys)

    def remove(self, table: Table, *where: Condition, keys: list[dict[str, Any]] | None = None) -> None:
        """Remove the plan's rows that `where` finds, or once for each of `keys`."""
        if keys is None or keys:
            self._write(delete(table).where(table.c.plan == self.plan, *where), keys)

    def next_position(self, table: Table) -> int:
        """The place after the last of a table that keeps its rows in order."""
        query = select(func.coalesce(func.max(table.c.position), 0)).where(table.c.plan == self.plan)
        return int(self.connection.execute(query).scalar_one()) + 1

    def write_plan(self, table: Table, values: Mapping[str, Any]) -> None:
        """Add a plan itself; from here on this transaction is about it."""
        self._write(insert(table).values(dict(values)))
        self.plan = str(values["id"])

    def _write(self, statement: Executable, many: list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        if not self._writable:
            message = "this transaction is for reading"
            raise RuntimeError(message)
        try:
            return self.connection.execute(statement, many)
        except UnicodeEncodeError as error:
            text = str(error.object)[:40].encode("ascii", "backslashreplace").decode()
            message = f"A text cannot be kept because half a character is missing in it: '{text}'. Nothing was changed."
            raise Stop(message) from error
