"""What waits for the coordinator and what for an agency, counted one way for every place that says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dhr_xl.core.plan.kinds import Outcome, QuestionState
from dhr_xl.core.plan.records import Question


class Waiting(NamedTuple):
    """How many questions wait. to_read: words nobody has marked read; asked: questions put to an agency."""

    conflicts: int
    held: int
    proposals: int
    to_read: int
    asked: int

    @property
    def to_decide(self) -> int:
        """Questions that wait for the coordinator's decision."""
        return self.conflicts + self.held + self.proposals


def is_for_you(question: Question) -> bool:
    """Whether a question waits for the coordinator: it is open, and decided along with no other."""
    return question.state == QuestionState.OPEN and not question.with_id


def is_with_agency(question: Question) -> bool:
    """Whether it waits for an agency, which the coordinator has asked."""
    return question.state == QuestionState.ASKED and not question.with_id


def count_waiting(questions: Iterable[Question]) -> Waiting:
    """How many of these wait, and for what."""
    questions = tuple(questions)
    for_you = [question.outcome for question in questions if is_for_you(question)]
    return Waiting(
        conflicts=for_you.count(Outcome.CONFLICT),
        held=for_you.count(Outcome.HELD),
        proposals=for_you.count(Outcome.PROPOSAL),
        to_read=for_you.count(Outcome.TO_READ),
        asked=sum(map(is_with_agency, questions)),
    )
