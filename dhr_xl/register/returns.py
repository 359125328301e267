"""The files that came in, and what the merge decided about each cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam

from dhr_xl.core.plan.kinds import ReturnState
from dhr_xl.core.plan.records import DecisionRecord, ReturnRecord
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def add_return(tx: RegisterRows, record: ReturnRecord) -> int:
    """Record a file that came in and return the number it is given; the record's own id is ignored."""
    row = record._asdict()
    del row["id"]
    return tx.insert_numbered(tables.returns, row)


def returns(tx: RegisterRows, reference: str | None = None, sha256: str | None = None) -> tuple[ReturnRecord, ...]:
    """Returns in the order in which they were recorded: of one issue, with these bytes, or all."""
    table = tables.returns
    where = [table.c.reference == reference] if reference is not None else []
    where += [table.c.sha256 == sha256] if sha256 is not None else []
    return tuple(map(ReturnRecord._make, tx.rows(table, ReturnRecord._fields, *where)))


def set_return_state(tx: RegisterRows, return_id: int, state: ReturnState) -> None:
    """Set the state of a return. Raises Stop where there is none of that id."""
    tx.update(tables.returns, tables.returns.c.id == return_id, {"state": state}, _unknown(return_id))


def set_return_result(tx: RegisterRows, return_id: int, outcome: str, result: dict[str, Any]) -> None:
    """Set what collect reported about a return. Raises Stop where there is none of that id."""
    values = {"outcome": outcome, "result": result}
    tx.update(tables.returns, tables.returns.c.id == return_id, values, _unknown(return_id))


def add_decisions(tx: RegisterRows, records: Iterable[DecisionRecord]) -> None:
    """Record what was decided about each differing cell."""
    tx.insert(tables.decisions, (record._asdict() for record in records))


def decisions(
    tx: RegisterRows, reference: str | None = None, return_id: int | None = None
) -> tuple[DecisionRecord, ...]:
    """Decisions in the order in which they were taken: of one issue, of one return, or all."""
    table = tables.decisions
    where = [table.c.reference == reference] if reference is not None else []
    where += [table.c.return_id == return_id] if return_id is not None else []
    return tuple(map(DecisionRecord._make, tx.rows(table, DecisionRecord._fields, *where)))


def mark_decisions_undone(tx: RegisterRows, run: int, return_id: int | None = None) -> None:
    """Mark a run's decisions as taken back: all, or those about one return."""
    where = [tables.decisions.c.run == bindparam("of_run")]
    keys: dict[str, Any] = {"of_run": run}
    if return_id is not None:
        where.append(tables.decisions.c.return_id == bindparam("of_return"))
        keys["of_return"] = return_id
    tx.update_many(tables.decisions, where, {"undone": True}, [keys])


def _unknown(return_id: int) -> str:
    return f"The register holds no return number {return_id}."
