"""Questions put to an agency in an earlier round and not answered yet: for its letters and its next form."""

import datetime as dt

from dhr_xl.core.plan.kinds import QuestionState
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import is_closed
from dhr_xl.core.returns.owing import OwedRow
from dhr_xl.core.returns.to_put_right import answered_since


def asked_before(snapshot: Snapshot, agency: str, round_id: str) -> tuple[OwedRow, ...]:
    """The questions of other rounds that wait for an agency's answer, in the order of Decisions; none of a round that
    goes on, whose copy to put right asks them.
    """
    return tuple(OwedRow(q.ref, _without_ref(q)) for q in _waiting(snapshot, agency, round_id))


def asked_after(snapshot: Snapshot, agency: str, round_id: str, moment: dt.datetime | None) -> bool:
    """Whether one of them was put to the agency after a moment (None: ever)."""
    return any(
        q.decided_at and q.decided_at > (moment or dt.datetime.min) for q in _waiting(snapshot, agency, round_id)
    )


def _waiting(snapshot: Snapshot, agency: str, round_id: str) -> list[Question]:
    found = []
    for question in snapshot.questions:
        action = snapshot.action(question.ref)
        mine = question.agency == agency and question.round_id != round_id and not question.with_id
        if not mine or question.state != QuestionState.ASKED or action is None:
            continue
        if not is_closed(action) and agency in action.agencies and not answered_since(snapshot.cells, question):
            found.append(question)
    return found


def _without_ref(question: Question) -> str:
    return question.asked.removeprefix(f"{question.ref}: ")
