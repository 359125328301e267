"""check: what collect would make of workbooks, and the merge that both run in one transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.returns.identify import identify_all
from dhr_xl.commands.returns.inbox import Arrived, Skipped, find_files, read_files
from dhr_xl.commands.returns.record import close_agreed
from dhr_xl.commands.returns.replies import put_mail_words, take_mail, with_mail
from dhr_xl.commands.returns.take_in import merge_file
from dhr_xl.core.plan.cells import code_in_words
from dhr_xl.core.plan.kinds import ReturnOutcome
from dhr_xl.core.returns.result import ReturnResult
from dhr_xl.core.views.waiting import Waiting, count_waiting

Progress = Callable[[int, int, str], None]
"""Called after each workbook with: how many are done, of how many, and which file had which outcome."""


class CollectResult(NamedTuple):
    """What `collect` did.

    skipped: files that were not taken in because of their names; waiting: what waits on Decisions now; master_stale:
    why master.xlsx was not written again, or ''; left: names of files that are still in the inbox, because they could
    not be removed or were replaced in the meantime.
    """

    returns: tuple[ReturnResult, ...]
    master: TakenIn
    skipped: tuple[Skipped, ...]
    waiting: Waiting
    master_stale: str
    left: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether a person must look: at problems, conflicts, rejected files, or a stale master.xlsx."""
        troubled = any(r.outcome in {ReturnOutcome.REJECTED, ReturnOutcome.MERGED_WITH_PROBLEMS} for r in self.returns)
        asked = bool(self.waiting.to_decide or self.waiting.to_read or self.master.needs_a_person)
        stale = bool(self.master_stale or self.left)
        return troubled or asked or stale or any(resolved.message for resolved in self.master.resolved)


def check(
    folder: Path, paths: Sequence[Path] = (), *, now: dt.datetime | None = None, progress: Progress | None = None
) -> CollectResult:
    """What `collect` would say about these workbooks, or those in the inbox, changing nothing.

    Raises Stop where a path is not there or master.xlsx cannot be read.
    """
    with open_workspace(folder, now) as workspace:
        files, skipped = find_files(workspace, paths)
        arrived = identify_all(workspace, read_files(files))
        with workspace.register.rehearse() as tx:
            result = merge_all(Ledger(workspace, tx), arrived, skipped, progress)
    # no corrections copy is written, so none is named
    return result._replace(returns=tuple(one._replace(to_correct="") for one in result.returns))


def merge_all(ledger: Ledger, arrived: Arrived, skipped: Sequence[Skipped], progress: Progress | None) -> CollectResult:
    """The one transaction: first master.xlsx, then the workbooks in the order they were saved, then other e-mails."""
    taken_in = take_in_master(ledger)
    names = ledger.workspace.settings.private_names
    if arrived.workbooks or arrived.mails:
        ledger.start("collect")
    results: list[ReturnResult] = []
    total, untold = len(arrived.workbooks), {mailed.path: mailed for mailed in arrived.mails}
    for number, incoming in enumerate(arrived.workbooks, start=1):
        result = merge_file(ledger, incoming)
        mailed = untold.pop(incoming.path, None)
        if mailed:
            result = with_mail(result, mailed, names)
            put_mail_words(ledger, mailed, result.agency or mailed.agency)
        results.append(result)
        if progress:
            progress(number, total, f"{incoming.source}: {code_in_words(result.outcome).lower()}")
    results += [take_mail(ledger, mailed) for mailed in untold.values()]
    close_agreed(ledger)
    return CollectResult(tuple(results), taken_in, tuple(skipped), count_waiting(ledger.questions), "")
