"""Read and write rows of one plan within one transaction; every statement is limited to that plan."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import CursorResult

from dhr_xl.errors import Stop
from dhr_xl.register.tables import plans

Condition = ColumnElement[bool]
Record = TypeVar("Record", bound=NamedTuple)


def without_id(record: NamedTuple) -> dict[str, Any]:
    """A record's values for a table that numbers its rows."""
    return {name: value for name, value in record._asdict().items() if name != "id"}


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
        self, table: Table, fields: Iterable[str], *where: Condition, order: Sequence[str] = ("id",), **only: object
    ) -> Sequence[Any]:
        """The plan's rows of a table that meet `where`: the columns `fields`, sorted by the columns `order`.

        only: column -> the value it must have; None stands for any.
        """
        given = (table.c[name] == value for name, value in only.items() if value is not None)
        query = select(*(table.c[name] for name in fields)).where(table.c.plan == self.plan, *where, *given)
        return self.connection.execute(query.order_by(*(table.c[name] for name in order))).all()

    def records(
        self, kind: type[Record], table: Table, /, *where: Condition, order: Sequence[str] = ("id",), **only: object
    ) -> tuple[Record, ...]:
        """The same rows as values of a NamedTuple, whose fields are columns."""
        return tuple(map(kind._make, self.rows(table, kind._fields, *where, order=order, **only)))

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

    def mark_undone_rows(self, table: Table, ids: Iterable[int]) -> None:
        """Mark the rows with these numbers as taken back."""
        keys = [{"row_id": number} for number in ids]
        self.update_many(table, [table.c.id == bindparam("row_id")], {"undone": True}, keys)

    def remove(self, table: Table, *where: Condition, keys: list[dict[str, Any]] | None = None) -> None:
        """Remove the rows that meet `where`; once for each of `keys`, the values of its bindparams, where given."""
        if keys is None or keys:
            self._write(delete(table).where(table.c.plan == self.plan, *where), keys)

    def insert_last(self, table: Table, row: Mapping[str, Any]) -> None:
        """Add one row after the last of a table that has positions."""
        query = select(func.coalesce(func.max(table.c.position), 0)).where(table.c.plan == self.plan)
        self.insert(table, [{**row, "position": int(self.connection.execute(query).scalar_one()) + 1}])

    def write_plan(self, table: Table, values: Mapping[str, Any]) -> None:
        """Add a plan. From here on this transaction reads and writes that plan."""
        self._write(insert(table).values(dict(values)))
        self.plan = str(values["id"])

    def _write(self, statement: Executable, many: list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        if not self._writable:
            raise RuntimeError("this transaction is for reading")
        try:
            return self.connection.execute(statement, many)
        except UnicodeEncodeError as error:
            text = str(error.object)[:40].encode("ascii", "backslashreplace").decode()
            raise Stop(
                f"A text cannot be kept because half a character is missing in it: '{text}'. Nothing was changed."
            ) from error
