"""What the board is asked to decide: actions to sign off or to close, and new target dates."""

from collections.abc import Mapping

from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import Action
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AWAITING, PROPOSED, Brag


def for_board(snapshot: Snapshot, standings: Mapping[str, Brag]) -> list[Action]:
    """The actions that the board is asked to sign off, to close, or to give a new date."""
    dates = {q.ref for q in dates_asked(snapshot)}
    actions = snapshot.plan.actions
    return [
        a for a in actions if standings[a.ref] in {AWAITING, PROPOSED} or (a.ref in dates and standings[a.ref].open)
    ]


def dates_asked(snapshot: Snapshot) -> list[Question]:
    """Open questions about new target dates."""
    return [q for q in snapshot.open_questions if is_date_asked(q)]


def is_date_asked(question: Question) -> bool:
    """Whether a question asks for a new target date; a held answer in that column does not."""
    return question.field == "proposed_target_date" and question.outcome == Outcome.PROPOSAL
