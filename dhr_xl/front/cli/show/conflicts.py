"""Show what waits for a decision."""

from collections.abc import Sequence

from dhr_xl.commands.conflicts import WaitingQuestion
from dhr_xl.core.plan.kinds import QuestionState
from dhr_xl.front.cli.show import show
from dhr_xl.front.documents.conflicts import OpenQuestions
from dhr_xl.front.sentences.conflicts import tell_conflicts


def show_conflicts(waiting: Sequence[WaitingQuestion], *, as_json: bool) -> int:
    """What waits for a decision, each question with what is decided along with it."""
    look = any(one.question.state == QuestionState.OPEN for one in waiting)
    return show(OpenQuestions(tuple(waiting)), tell_conflicts(waiting), as_json=as_json, look=look)
