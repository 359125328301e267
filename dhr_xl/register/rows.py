"""Read and write rows of one plan within one transaction; every statement is limited to that plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table, delete, func, insert, select, update
from sqlalchemy.engine import CursorResult

from dhr_xl.errors import Stop
from dhr_xl.register.tables import plans

Condition = ColumnElement[bool]


class RegisterRows:
    """The rows of one plan on a connection in a transaction. plan: its id, '' while the register holds none.

    Writing raises RuntimeError in a transaction for reading, and Stop for text with a lone surrogate, which no database
    can store; nothing is put in its place.
    """

    def __init__(self, connection: Connection, plan: str, *, writable: bool) -> None:
        self.connection = connection
        self.plan = plan
        self._writable = writable

    def rows(
        self, table: Table, fields: Iterable[str], *where: Condition, order: Sequence[str] = ("id",)
    ) -> Sequence[Any]:
        """The plan's rows of a table that meet `where`: the columns `fields`, sorted by the columns `order`."""
        query = select(*(table.c[name] for name in fields)).where(table.c.plan == self.plan, *where)
        return self.connection.execute(query.order_by(*(table.c[name] for name in order))).all()

    def insert(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows."""
        many = [{"plan": self.plan, **row} for row in rows]
        if many:
            self._write(insert(table), many)

    def insert_numbered(self, table: Table, row: Mapping[str, Any]) -> int:
        """Add one row to a table that numbers its rows, and return the number."""
        result = self._write(insert(table).values(plan=self.plan, **row))
        key = result.inserted_primary_key
        return int(key[0]) if key else 0

    def update(self, table: Table, where: Condition, values: Mapping[str, Any], missing: str) -> None:
        """Change the rows that meet `where`. Raises Stop with the sentence `missing` where there are none."""
        plan_id = table.c.id if table is plans else table.c.plan
        statement = update(table).where(plan_id == self.plan, where).values(dict(values))
        if self._write(statement).rowcount == 0:
            raise Stop(missing)

    def update_many(
        self, table: Table, where: Iterable[Condition], values: Mapping[str, Any], keys: list[dict[str, Any]]
    ) -> None:
        """Change rows once for each of `keys`, the values of the bindparams in `where`."""
        if keys:
            self._write(update(table).where(table.c.plan == self.plan, *where).values(dict(values)), keys)

    def remove(self, table: Table, *where: Condition, keys: list[dict[str, Any]] | None = None) -> None:
        """Remove the rows that meet `where`; once for each of `keys`, the values of its bindparams, where given."""
        if keys is None or keys:
            self._write(delete(table).where(table.c.plan == self.plan, *where), keys)

    def next_position(self, table: Table) -> int:
        """The position after the last row of a table that has positions."""
        query = select(func.coalesce(func.max(table.c.position), 0)).where(table.c.plan == self.plan)
        return int(self.connection.execute(query).scalar_one()) + 1

    def write_plan(self, table: Table, values: Mapping[str, Any]) -> None:
        """Add a plan. From here on this transaction reads and writes that plan."""
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
