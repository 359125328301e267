"""The runs: each command that changed something, and when."""

from __future__ import annotations

import datetime as dt

from dhr_xl.core.plan.records import Run
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def start_run(tx: RegisterRows, command: str, who: str, when: dt.datetime, note: str = "") -> int:
    """Record that a command has begun to change something, and return the number of the run."""
    row = {"command": command, "who": who, "when": when, "note": note, "undone": False}
    return tx.insert_numbered(tables.runs, row)


def runs(tx: RegisterRows) -> tuple[Run, ...]:
    """Every run, oldest first."""
    return tuple(map(Run._make, tx.rows(tables.runs, Run._fields)))


def mark_run_undone(tx: RegisterRows, run: int) -> None:
    """Mark a run as taken back. Raises Stop where there is no such run."""
    tx.update(tables.runs, tables.runs.c.id == run, {"undone": True}, f"The register holds no run {run}.")


def set_run_note(tx: RegisterRows, run: int, note: str) -> None:
    """Set a run's note: its result in a few words. Raises Stop where there is no such run."""
    tx.update(tables.runs, tables.runs.c.id == run, {"note": note}, f"The register holds no run {run}.")
