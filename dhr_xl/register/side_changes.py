"""The changes that runs made to anything but the plan's cells, kept so that they can be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam

from dhr_xl.core.plan.records import SideChange
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def add_side_changes(tx: RegisterRows, changes: Iterable[SideChange]) -> None:
    """Record changes in the order in which they were made; their own ids are ignored."""
    rows = [change._asdict() for change in changes]
    for row in rows:
        del row["id"]
    tx.insert(tables.side_changes, rows)


def side_changes(tx: RegisterRows, run: int | None = None) -> tuple[SideChange, ...]:
    """The changes in the order in which they were made: of one run, or all."""
    table = tables.side_changes
    where = [table.c.run == run] if run is not None else []
    return tuple(map(SideChange._make, tx.rows(table, SideChange._fields, *where)))


def mark_sides_undone(tx: RegisterRows, change_ids: Iterable[int]) -> None:
    """Mark changes as taken back."""
    keys = [{"change_id": change_id} for change_id in change_ids]
    tx.update_many(tables.side_changes, [tables.side_changes.c.id == bindparam("change_id")], {"undone": True}, keys)
