"""resolve: decide questions that wait, by id or as decided in master.xlsx."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.conflicts import Waiting, say_answers, without_names
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Paint, open_workspace
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.returns.decide import Resolved, decide
from dhr_xl.commands.returns.record import close_agreed
from dhr_xl.commands.returns.shared_actions import ask_agencies
from dhr_xl.core.plan.kinds import Take
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.words import alternatives
from dhr_xl.core.returns.fitting_answers import answers_to
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.returns.wordings import NoAnswer, NotFitting
from dhr_xl.core.views.waiting import is_for_you, is_with_agency
from dhr_xl.errors import Stop


class ResolveResult(NamedTuple):
    """What `resolve` did. waiting, asked: the questions that still wait for the coordinator, and for an agency."""

    resolved: tuple[Resolved, ...]
    waiting: Waiting
    asked: Waiting
    master_stale: str
    problems: tuple[Problem, ...] = ()
    """Problems in master.xlsx."""
    master: TakenIn = TakenIn()
    """What came in from master.xlsx first."""


def resolve(  # noqa: PLR0913 - the ways to decide
    folder: Path,
    ids: Sequence[str] = (),
    *,
    take: Take | None = None,
    value: str | None = None,
    why: str = "",
    now: dt.datetime | None = None,
    paint: Paint | None = None,
) -> ResolveResult:
    """Decide the questions with these ids; without ids, apply the decisions made on the sheet Decisions.

    Raises Stop where an id is unknown, no decision is given, or a wording does not fit its field.
    """
    check_choice(ids, take, value)
    with open_workspace(folder, now, paint) as workspace:
        with workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            taken = take_in_master(ledger)
            done = list(taken.resolved)
            if ids:
                ledger.start("resolve")
                chosen: Take = Take.VALUE if value is not None else take or Take.OURS
                asked = map(ledger.open_question, ids)
                done += [_decide_by_name(ledger, question, chosen, value or "", why) for question in asked]
            close_agreed(ledger)
            ask_agencies(ledger)
            left = [without_names(one, workspace.settings.private_names) for one in ledger.waiting]
            waiting = tuple(filter(is_for_you, left))
        stale = publish_master(
            workspace, last_run=f"{len(done)} decided, {len(waiting)} waiting for you", left_out_reported=True
        )
    return ResolveResult(tuple(done), waiting, tuple(filter(is_with_agency, left)), stale, taken.problems, taken)


def _decide_by_name(ledger: Ledger, question: Question, take: Take, value: str, why: str) -> Resolved:
    """Decide one question. Raises NotFitting, saying which answers fit, where this one does not."""
    try:
        return decide(ledger, question, take, value, why, question.ours)
    except NoAnswer as stop:
        raise NotFitting(f"{stop} Choose {alternatives(say_answers(answers_to(question).words))}.") from stop


def check_choice(ids: Sequence[str], take: Take | None, value: str | None) -> None:
    """Raise Stop unless there are ids and one way to decide them, or neither."""
    if take is not None and value is not None:
        raise Stop("Give either --take or --value, not both; nothing was decided.")
    if ids and take is None and value is None:
        raise Stop("Say how to decide: --take ours, theirs, base, meant, ask or read, or --value WORDS.")
    if not ids and (take is not None or value is not None):
        raise Stop("Name the question to decide, for example 26-POLICE:status. See them with: dhr-xl conflicts")
