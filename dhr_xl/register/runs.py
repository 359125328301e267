"""The runs: each command that changed something, and what it changed beside the plan's cells."""

import datetime as dt
from collections.abc import Iterable

from dhr_xl.core.plan.records import Run, SideChange
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows, without_id


class RunRows(RegisterRows):
    """The runs of a plan's commands, with their side changes, which are kept so that they can be taken back."""

    def start_run(self, command: str, who: str, when: dt.datetime, note: str = "") -> int:
        """Record that a command has begun to change something, and return the number of the run."""
        row = {"command": command, "who": who, "when": when, "note": note, "undone": False}
        return self.insert_numbered(tables.runs, row)

    def runs(self) -> tuple[Run, ...]:
        """Every run, oldest first."""
        return self.records(Run, tables.runs)

    def mark_run_undone(self, run: int) -> None:
        """Mark a run as taken back. Raises Stop where there is no such run."""
        self.update(tables.runs, tables.runs.c.id == run, {"undone": True}, f"The register holds no run {run}.")

    def set_run_note(self, run: int, note: str) -> None:
        """Set a run's note: its result in a few words. Raises Stop where there is no such run."""
        self.update(tables.runs, tables.runs.c.id == run, {"note": note}, f"The register holds no run {run}.")

    def add_side_changes(self, changes: Iterable[SideChange]) -> None:
        """Record changes in the order in which they were made; their own ids are ignored."""
        self.insert(tables.side_changes, map(without_id, changes))

    def side_changes(self, run: int | None = None) -> tuple[SideChange, ...]:
        """The changes in the order in which they were made: of one run, or all."""
        return self.records(SideChange, tables.side_changes, run=run)

    def mark_sides_undone(self, change_ids: Iterable[int]) -> None:
        """Mark changes as taken back."""
        self.mark_undone_rows(tables.side_changes, change_ids)
