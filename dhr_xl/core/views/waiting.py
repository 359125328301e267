"""Counts of the questions that wait for the coordinator or for an agency. Every sheet and command uses these."""

from collections.abc import Iterable
from typing import NamedTuple

from dhr_xl.core.plan.kinds import Outcome, QuestionState
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.words import counted


class Waiting(NamedTuple):
    """Numbers of waiting questions. to_read: words not marked read; asked: questions put to an agency."""

    conflicts: int
    held: int
    proposals: int
    to_read: int
    asked: int

    @property
    def to_decide(self) -> int:
        """Questions that wait for the coordinator's decision."""
        return self.conflicts + self.held + self.proposals

    @property
    def for_you(self) -> str:
        """What waits for the coordinator, counted by kind: "2 conflicts, 1 proposal"; "" where nothing does."""
        parts = (
            (self.conflicts, "conflict", "conflicts"),
            (self.held, "answer held", "answers held"),
            (self.proposals, "proposal", "proposals"),
            (self.to_read, "remark to read", "remarks to read"),
        )
        return ", ".join(counted(number, one, many) for number, one, many in parts if number)


def is_for_you(question: Question) -> bool:
    """Whether a question waits for the coordinator and is not decided together with another."""
    return question.state == QuestionState.OPEN and not question.with_id


def is_with_agency(question: Question) -> bool:
    """Whether a question waits for an agency, because the coordinator asked it."""
    return question.state == QuestionState.ASKED and not question.with_id


def count_waiting(questions: Iterable[Question]) -> Waiting:
    """Count the waiting questions."""
    questions = tuple(questions)
    for_you = [question.outcome for question in questions if is_for_you(question)]
    return Waiting(
        conflicts=for_you.count(Outcome.CONFLICT),
        held=for_you.count(Outcome.HELD),
        proposals=for_you.count(Outcome.PROPOSAL),
        to_read=for_you.count(Outcome.TO_READ),
        asked=sum(map(is_with_agency, questions)),
    )
