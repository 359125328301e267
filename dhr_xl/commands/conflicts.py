"""conflicts: list the questions that wait for a decision."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.plan.kinds import OPEN_STATES, Take
from dhr_xl.core.plan.records import Question
from dhr_xl.core.returns.fitting_answers import Words, answers_to
from dhr_xl.core.returns.privacy import hide_names

Waiting = tuple[Question, ...]
"""Waiting questions, in the order they were asked."""


class WaitingQuestion(NamedTuple):
    """A waiting question, and the questions that are decided along with it."""

    question: Question
    along: Waiting

    @property
    def answers(self) -> Words:
        """The answers that fit it: the words of each -> its way of deciding."""
        return answers_to(self.question).words


def conflicts(folder: Path, now: dt.datetime | None = None) -> Waiting:
    """The waiting questions, in the order they were asked, without those that wait along with another."""
    return tuple(listed.question for listed in list_waiting(folder, now))


def list_waiting(folder: Path, now: dt.datetime | None = None) -> tuple[WaitingQuestion, ...]:
    """The waiting questions, each with those that are decided along with it."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        ledger, names = Ledger(workspace, tx), workspace.settings.private_names
        still_open = [without_names(q, names) for q in ledger.questions if q.state in OPEN_STATES]
        return tuple(
            WaitingQuestion(without_names(lead, names), tuple(q for q in still_open if q.with_id == lead.id))
            for lead in ledger.waiting
        )


def without_names(question: Question, private_names: Sequence[str]) -> Question:
    """A question as it is listed: with the names on the private list hidden."""
    theirs, by, asked = (
        hide_names(text, private_names) for text in (question.theirs, question.theirs_by, question.asked)
    )
    return question._replace(theirs=theirs, theirs_by=by, asked=asked)


def say_answers(words: Words) -> Iterator[str]:
    """Each answer with how it is typed: "Keep the date (--take ours)"."""
    for answer, take in words.items():
        yield f"{answer} ({'--value' if take is Take.VALUE else f'--take {take}'})"
