"""collect: take in the inbox and master.xlsx, merge, write master.xlsx, and say what happened."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from dhr_xl.commands.check import CollectResult, Progress, check, merge_all
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Paint, open_workspace, remove_leftovers
from dhr_xl.commands.master.publish import is_current, publish_master
from dhr_xl.commands.messages.drafts import draft_requests, set_aside_answered
from dhr_xl.commands.returns.forms import write_copies
from dhr_xl.commands.returns.identify import identify_all
from dhr_xl.commands.returns.inbox import Arrived, find_files, name_of, read_files, store_all
from dhr_xl.commands.returns.replies import links_sent
from dhr_xl.core.plan.kinds import ReturnOutcome
from dhr_xl.core.returns.result import ReturnResult
from dhr_xl.errors import Stop
from dhr_xl.files import hash_of

OUTCOME_WORDS: Final[Mapping[ReturnOutcome, str]] = {
    ReturnOutcome.MERGED: "merged",
    ReturnOutcome.MERGED_WITH_PROBLEMS: "merged in part, or with something to look at",
    ReturnOutcome.NOTHING_TO_REPORT: "nothing to report",
    ReturnOutcome.NO_CHANGE: "no change",
    ReturnOutcome.DUPLICATE: "duplicate",
    ReturnOutcome.REJECTED: "rejected",
}
"""What became of a file, in words, in the order Today counts them."""
NOT_TAKEN: Final = (ReturnOutcome.DUPLICATE, ReturnOutcome.REJECTED, ReturnOutcome.NO_CHANGE)
"""What becomes of a file that is no answer."""


def collect(  # noqa: PLR0913 - what a front door may say
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    now: dt.datetime | None = None,
    progress: Progress | None = None,
    paint: Paint | None = None,
) -> CollectResult:
    """Take in the returns in the inbox (or at `paths`, which are copied, never moved) and the edits in master.xlsx.

    Raises Stop, with nothing changed, where a path is not there or master.xlsx cannot be read.
    """
    if dry_run:
        return check(folder, paths, now=now, progress=progress)
    with open_workspace(folder, now, paint) as workspace:
        files, skipped = find_files(workspace, paths)
        arrived = identify_all(workspace, read_files(files))
        remove_leftovers(workspace.folder)
        arrived = store_all(workspace, arrived)
        with workspace.register.write() as tx:
            result = merge_all(Ledger(workspace, tx), arrived, skipped, progress)
        copies, written = run_step(lambda: write_copies(workspace))
        if not result.returns and result.master.nothing and is_current(workspace):
            return result._replace(master_stale=copies)
        set_aside_answered(workspace, {(r.agency, r.round) for r in result.returns if r.outcome not in NOT_TAKEN})
        drafts, drafted = run_step(lambda: draft_requests(workspace, links_sent(arrived.mails)))
        master = publish_master(workspace, last_run=summarise(result.returns), left_out_reported=True)
        left = () if paths else clear_inbox(arrived, finished=written and drafted)
    return result._replace(master_stale=" ".join(filter(None, (copies, drafts, master))), left=left)


def run_step(step: Callable[[], str]) -> tuple[str, bool]:
    """Run a step after the commit and report its failure, never raise: the sentence, and whether it succeeded."""
    try:
        return step(), True
    except Stop as stop:
        return str(stop), False
    except OSError as error:
        return f"{error.filename} cannot be used ({error.strerror}). Put that right and run: dhr-xl collect", False


def clear_inbox(arrived: Arrived, *, finished: bool) -> tuple[str, ...]:
    """Remove what was taken in, unless later steps did not finish: the next collect resumes. Returns what is left."""
    taken = {one.path: one.sha256 for one in arrived.workbooks if not one.attached}
    taken |= {mailed.path: mailed.sha256 for mailed in arrived.mails}
    left = []
    for path, sha in taken.items():
        try:
            before = path.stat()
            if finished and hash_of(path) == sha and same_file(before, path.stat()):
                path.unlink()
            else:
                left.append(name_of(path))
        except FileNotFoundError:
            continue
        except OSError:
            left.append(name_of(path))
    return tuple(left)


def same_file(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether two looks at a path found the same unchanged file."""
    return (before.st_ino, before.st_size, before.st_mtime_ns) == (after.st_ino, after.st_size, after.st_mtime_ns)


def summarise(results: Sequence[ReturnResult]) -> str:
    """The line for the sheet Today: how many came in, and how many had which outcome."""
    if not results:
        return "no returns; edits in master.xlsx taken in"
    counts = Counter(one.outcome for one in results)
    became = ", ".join(f"{counts[outcome]} {words}" for outcome, words in OUTCOME_WORDS.items() if counts[outcome])
    return f"{len(results)} collected: {became}"
