"""collect and check: take in the inbox and master.xlsx, merge, write master.xlsx, and say what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.merging import identify, merge_file
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.receiving import Incoming, Skipped, find_files, keep_original, read_files
from dhr_xl.commands.recording import close_agreed
from dhr_xl.commands.snapshot import take_snapshot
from dhr_xl.commands.take_in import TakenIn, take_in_master
from dhr_xl.commands.telling import Result
from dhr_xl.commands.workspace import Workspace, open_workspace
from dhr_xl.questions import OPEN_STATES
from dhr_xl.register.register import Tx

Shown = Callable[[int, int, str], None]
"""Told how far it is: how many done, of how many, and of which file."""


class CollectResult(NamedTuple):
    """What `collect` did. master_stale: '' or the sentence saying why master.xlsx was left alone."""

    returns: tuple[Result, ...]
    master: TakenIn
    skipped: tuple[Skipped, ...]
    conflicts_open: int
    held_open: int
    master_stale: str

    @property
    def needs_a_person(self) -> bool:
        """Whether someone must look: problems, conflicts, rejected files, or a stale master."""
        troubled = any(r.outcome in {"rejected", "merged_with_problems"} for r in self.returns)
        asked = bool(self.conflicts_open or self.held_open or self.master.problems or self.master_stale)
        return troubled or asked or any(resolved.message for resolved in self.master.resolved)


class _TakeBackError(Exception):
    """Raised to roll a dry run back."""


def collect(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    now: dt.datetime | None = None,
    progress: Shown | None = None,
) -> CollectResult:
    """Take in every return of the inbox (or `paths`, which are copied, never moved) and the edits in master.xlsx.

    Raises Stop, with nothing changed, where a path is not there or master.xlsx needs a person first.
    """
    with open_workspace(folder, now) as workspace:
        files, skipped = find_files(workspace, paths)
        read = read_files(files)
        if not dry_run:
            read = keep_originals(workspace, read)
        results: list[Result] = []
        try:
            with workspace.register.write() as tx:
                taken_in = take_in_master(workspace, tx)
                run = tx.start_run("collect", "coordinator", workspace.now)
                for number, incoming in enumerate(read, start=1):
                    results.append(merge_file(workspace, tx, run, incoming))
                    if progress:
                        progress(number, len(read), incoming.source)
                close_agreed(workspace, tx, take_snapshot(tx))
                conflicts_open, held_open = waiting(tx)
                if dry_run:
                    raise _TakeBackError
        except _TakeBackError:
            return CollectResult(tuple(results), taken_in, tuple(skipped), conflicts_open, held_open, "")
        stale = publish_master(workspace, last_run=summary(results))
        if not paths:
            for incoming in read:
                incoming.path.unlink(missing_ok=True)
    return CollectResult(tuple(results), taken_in, tuple(skipped), conflicts_open, held_open, stale)


def check(folder: Path, paths: Sequence[Path], *, now: dt.datetime | None = None) -> CollectResult:
    """What `collect` would say about these workbooks, changing nothing."""
    return collect(folder, paths, dry_run=True, now=now)


def keep_originals(workspace: Workspace, read: Sequence[Incoming]) -> list[Incoming]:
    """A durable copy of each original, in the folder of the round it answers."""
    with workspace.register.read() as tx:
        rounds = {record.id: record.as_at.isoformat() for record in tx.rounds()}
        issues = [identify(tx, incoming)[0] for incoming in read]
    return [
        keep_original(workspace, incoming, rounds.get(issue.round_id, "") if issue else "")
        for incoming, issue in zip(read, issues, strict=True)
    ]


def waiting(tx: Tx) -> tuple[int, int]:
    """How many conflicts and how many held questions wait."""
    open_now = [q for q in tx.questions() if q.state in OPEN_STATES and not q.with_id]
    conflicts = sum(1 for q in open_now if q.outcome == "conflict")
    return conflicts, sum(1 for q in open_now if q.outcome == "held")


def summary(results: Sequence[Result]) -> str:
    """One line for Today: how many came and what became of them."""
    if not results:
        return "no returns; edits in master.xlsx taken in"
    counts = {
        "merged": sum(r.outcome == "merged" for r in results),
        "merged in part, or with something to look at": sum(r.outcome == "merged_with_problems" for r in results),
        "nothing to report": sum(r.outcome == "nothing_to_report" for r in results),
        "no change": sum(r.outcome == "no_change" for r in results),
        "duplicate": sum(r.outcome == "duplicate" for r in results),
        "rejected": sum(r.outcome == "rejected" for r in results),
    }
    return f"{len(results)} collected: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count)
