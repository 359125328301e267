"""history: every change and where it came from, of one action or of the whole plan."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.plan.cells import code_in_words
from dhr_xl.core.plan.kinds import QuestionState, SideKind
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import ChangeRecord, SideChange
from dhr_xl.core.plan.words import counted
from dhr_xl.errors import Stop

KINDS: Final = (
    ("change", "changes"), ("edit of a list", "edits of lists"), ("question put", "questions put"),
    ("question settled", "questions settled"),
)  # fmt: skip
"""What a run may have done, in the singular and the plural."""


class RunDone(NamedTuple):
    """One run. run: its number; what: what it did, in words; undone: whether it was undone since."""

    run: int
    when: dt.datetime
    what: str
    undone: bool


History = tuple[ChangeRecord, ...]
"""Changes, oldest first."""


def history(folder: Path, ref: str | None = None, now: dt.datetime | None = None) -> History:
    """The changes, oldest first. Raises Stop where there is no such ref."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        if ref is not None:
            known = {place.ref for place in tx.action_places()} | {p.key for p in tx.recommendation_places()}
            known |= {BOARD, *(agency.code for agency in tx.agencies())}
            ref = next((one for one in known if one.casefold() == ref.casefold()), ref)
            if ref not in known:
                raise Stop(f"There is no action '{ref}' in this plan. Refs are in the first column of Actions.")
        return tx.changes(ref=ref)


def history_runs(folder: Path, now: dt.datetime | None = None) -> tuple[RunDone, ...]:
    """The runs that changed something, oldest first."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        counts = Counter((change.run, "change") for change in tx.changes())
        counts.update((side.run, _kind(side)) for side in tx.side_changes())
        came: dict[int, list[str]] = {}
        for record in tx.returns():
            came.setdefault(record.run, []).append(f"{record.source} ({code_in_words(record.state).lower()})")
        done = []
        for run in tx.runs():
            several = [counted(n, one, many) for one, many in KINDS if (n := counts[run.id, one])]
            parts = [run.note, *came.get(run.id, ()), *several]
            if any(parts):
                what = f"{run.command}: {'; '.join(filter(None, parts))}"
                done.append(RunDone(run.id, run.when, what, run.undone))
        return tuple(done)


def _kind(side: SideChange) -> str:
    if side.what != SideKind.QUESTION:
        return "edit of a list"
    if side.before is None:
        return "question put"
    return "question settled" if side.after.get("state") in {QuestionState.DECIDED, QuestionState.CLOSED} else ""
