"""conflicts and resolve: list what waits, and decide it, by name or as decided in master.xlsx."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.deciding import Resolved, decide, open_question
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.recording import close_agreed
from dhr_xl.commands.snapshot import take_snapshot
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import open_workspace
from dhr_xl.privacy import hide_names
from dhr_xl.questions import OPEN_STATES, Take
from dhr_xl.register.values import Question
from dhr_xl.stop import Stop


class ResolveResult(NamedTuple):
    """What `resolve` did, and what still waits."""

    resolved: tuple[Resolved, ...]
    waiting: tuple[Question, ...]
    master_stale: str


def conflicts(folder: Path, now: dt.datetime | None = None) -> tuple[Question, ...]:
    """Every question that waits, in the order they were asked; what waits with another is not listed by itself."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        waiting = tuple(q for q in take_snapshot(tx).open_questions if not q.with_id)
        return tuple(without_names(question, workspace.settings.private_names) for question in waiting)


def without_names(question: Question, private_names: Sequence[str]) -> Question:
    """A question as it is listed: without the names of the private list that a return holds."""
    theirs, by, asked = (
        hide_names(text, private_names) for text in (question.theirs, question.theirs_by, question.asked)
    )
    return question._replace(theirs=theirs, theirs_by=by, asked=asked)


def resolve(  # noqa: PLR0913 - the ways to decide
    folder: Path,
    ids: Sequence[str] = (),
    *,
    take: Take | None = None,
    value: str | None = None,
    why: str = "",
    now: dt.datetime | None = None,
) -> ResolveResult:
    """Decide the named questions, or with no names those decided on the sheet Decisions.

    Raises Stop where a name is unknown, nothing says how to decide, or a wording does not fit its field.
    """
    if ids and take is None and value is None:
        message = "Say how to decide: --take ours, --take theirs, --take base, or --value WORDS."
        raise Stop(message)
    with open_workspace(folder, now) as workspace:
        with workspace.register.write() as tx:
            taken_in = take_in_master(workspace, tx)
            done = list(taken_in.resolved)
            if ids:
                run = tx.start_run("resolve", "coordinator", workspace.now)
                chosen: Take = "value" if value is not None else take or "ours"
                for name in ids:
                    done.append(decide(workspace, tx, run, open_question(tx, name), chosen, value or "", why))
            close_agreed(workspace, tx, take_snapshot(tx))
            left = [q for q in tx.questions() if q.state in OPEN_STATES and not q.with_id]
            waiting = tuple(without_names(question, workspace.settings.private_names) for question in left)
        stale = publish_master(workspace, last_run=f"{len(done)} decided, {len(waiting)} waiting")
    return ResolveResult(tuple(done), waiting, stale)
