"""collect and check: take in the inbox and master.xlsx, merge, write master.xlsx, and say what happened."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.drawing_forms import write_copies
from dhr_xl.commands.identifying import identify
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.merging import merge_file
from dhr_xl.commands.publish_master import is_current, publish_master
from dhr_xl.commands.receiving import Incoming, Skipped, find_files, keep_original, read_files
from dhr_xl.commands.recording import close_agreed
from dhr_xl.commands.take_in import TakenIn, take_in_master
from dhr_xl.commands.telling import Result
from dhr_xl.commands.workspace import Workspace, open_workspace, remove_leftovers
from dhr_xl.problems import Problem

Shown = Callable[[int, int, str], None]
"""Told how far it is: how many done, of how many, and of which file."""


class CollectResult(NamedTuple):
    """What `collect` did.

    master_stale: '' or the sentence saying why master.xlsx was left alone; left: files that are in the inbox
    still, for they could not be removed or were replaced by others meanwhile.
    """

    returns: tuple[Result, ...]
    master: TakenIn
    skipped: tuple[Skipped, ...]
    conflicts_open: int
    held_open: int
    proposals_open: int
    master_stale: str
    left: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether someone must look: problems, conflicts, rejected files, or a stale master."""
        troubled = any(r.outcome in {"rejected", "merged_with_problems"} for r in self.returns)
        asked = bool(self.conflicts_open or self.held_open or self.proposals_open or self.master.problems)
        stale = bool(self.master_stale or self.left)
        return troubled or asked or stale or any(resolved.message for resolved in self.master.resolved)


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
            remove_leftovers(workspace.folder)
            read = keep_originals(workspace, read)
        with workspace.register.rehearse() if dry_run else workspace.register.write() as tx:
            result = merge_all(Ledger(workspace, tx), read, skipped, progress)
        if dry_run or (not result.returns and result.master == TakenIn() and is_current(workspace)):
            return result
        stale = write_copies(workspace)
        stale = " ".join(filter(None, (stale, publish_master(workspace, last_run=summary(result.returns)))))
        left = () if paths else clear_inbox(read)
    return result._replace(master_stale=stale, left=left)


def clear_inbox(read: Sequence[Incoming]) -> tuple[str, ...]:
    """Remove what was taken in.

    Returns the names of files that are there still: they could not be removed, or were replaced while this ran.
    """
    left = []
    for incoming in read:
        try:
            if hashlib.sha256(incoming.path.read_bytes()).hexdigest() == incoming.sha256:
                incoming.path.unlink()
            else:
                left.append(incoming.path.name)
        except FileNotFoundError:
            continue
        except OSError:
            left.append(incoming.path.name)
    return tuple(dict.fromkeys(left))


def merge_all(
    ledger: Ledger, read: Sequence[Incoming], skipped: Sequence[Skipped], progress: Shown | None
) -> CollectResult:
    """The one transaction: master.xlsx first, then each file in the order they were saved."""
    taken_in = take_in_master(ledger)
    if read:
        ledger.start("collect")
    results: list[Result] = []
    for number, incoming in enumerate(read, start=1):
        results.append(merge_file(ledger, incoming))
        if progress:
            progress(number, len(read), incoming.source)
    close_agreed(ledger)
    waiting = Counter(question.outcome for question in ledger.waiting)
    return CollectResult(
        tuple(results), taken_in, tuple(skipped), waiting["conflict"], waiting["held"], waiting["proposal"], ""
    )


def check(folder: Path, paths: Sequence[Path], *, now: dt.datetime | None = None) -> CollectResult:
    """What `collect` would say about these workbooks, changing nothing."""
    return collect(folder, paths, dry_run=True, now=now)


def keep_originals(workspace: Workspace, read: Sequence[Incoming]) -> list[Incoming]:
    """A durable copy of each original, in the folder of the round it answers."""
    with workspace.register.read() as tx:
        ledger = Ledger(workspace, tx)
        folders = [round_folder(ledger, incoming) for incoming in read]
    return [keep_original(workspace, incoming, folder) for incoming, folder in zip(read, folders, strict=True)]


def round_folder(ledger: Ledger, incoming: Incoming) -> str:
    """The as-at date of the round a file answers, '' where that cannot be told."""
    if isinstance(incoming.found, Problem):
        return ""
    issue = identify(ledger.tx, ledger.agencies, incoming.found)
    return "" if isinstance(issue, Problem) else ledger.rounds[issue.round_id].as_at.isoformat()


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
