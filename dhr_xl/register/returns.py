"""Returns as they were taken in, and the decision on every cell that differed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from dhr_xl.register import tables
from dhr_xl.register.rows import Rows, pick
from dhr_xl.register.values import DecisionRecord, ReturnRecord


class Returns(Rows):
    """Rows of the returns."""

    def add_return(self, record: ReturnRecord) -> int:
        """Keep one return; its id is given here."""
        values = record._asdict()
        del values["id"]
        return self.put(tables.returns, values)

    def returns(self, reference: str | None = None, sha256: str | None = None) -> tuple[ReturnRecord, ...]:
        """Every return, oldest first; of one issue, or of the same bytes, where given."""
        table = tables.returns
        where = [table.c.reference == reference] if reference is not None else []
        where += [table.c.sha256 == sha256] if sha256 is not None else []
        return tuple(ReturnRecord(**pick(row, ReturnRecord)) for row in self.all(table, *where, order=table.c.id))

    def set_return_state(self, return_id: int, state: str) -> None:
        """standing, taken back …"""
        self.connection.execute(update(tables.returns).where(tables.returns.c.id == return_id).values(state=state))

    def set_return_result(self, return_id: int, outcome: str, result: dict[str, Any]) -> None:
        """What became of it, and what was told."""
        table = tables.returns
        self.connection.execute(update(table).where(table.c.id == return_id).values(outcome=outcome, result=result))

    def add_decisions(self, records: Iterable[DecisionRecord]) -> None:
        """Keep the decisions of one sender."""
        self.put_all(tables.decisions, (record._asdict() for record in records))

    def decisions(self, reference: str | None = None, return_id: int | None = None) -> tuple[DecisionRecord, ...]:
        """Every decision, oldest first; of one issue or one return where given."""
        table = tables.decisions
        where = [table.c.reference == reference] if reference is not None else []
        where += [table.c.return_id == return_id] if return_id is not None else []
        return tuple(DecisionRecord(**pick(row, DecisionRecord)) for row in self.all(table, *where, order=table.c.id))
