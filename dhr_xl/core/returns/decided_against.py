"""Decisions of the coordinator that go against what an agency said of an action, or answer in its place."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.columns import COMPLETE
from dhr_xl.core.plan.kinds import DecisionKind, QuestionState, Take
from dhr_xl.core.plan.model import STATUS_OF_WORD, Action
from dhr_xl.core.plan.records import DECIDED, ChangeRecord, Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.questions import display_value, heading_of, short

PUT_RIGHT: Final = "put right on To check"
"""Begins how an answer came that the coordinator put right on To check."""
OTHERWISE_TOLD: Final = frozenset(
    {
        DecisionKind.DATE, DecisionKind.WORDS, DecisionKind.REPLY, DecisionKind.AGENCIES, DecisionKind.PRIVATE,
        DecisionKind.TWICE, DecisionKind.UNKNOWN,
    }
)  # fmt: skip
"""Kinds of question whose end is told elsewhere, whose words are repeated to nobody, or are entered by hand."""
Told = tuple[dt.datetime, str]
"""When something was decided, and a lower-case sentence that says it."""
KEPT: Final = (Take.OURS, Take.BASE)


def told_of_decisions(snapshot: Snapshot, action: Action, agency: str, after: dt.datetime) -> Iterator[Told]:
    """What was decided against an agency's word on an action after a moment."""
    for change in snapshot.changes_of.get(action.ref, ()):
        if change.key == CellKey(action.ref, "status", agency) and change.when > after:
            yield from _set_by_another(snapshot, change, agency)
    for question in snapshot.questions:
        mine = (question.ref, question.agency) == (action.ref, agency) and question.return_id and not question.with_id
        decided = question.decided_at if question.state == QuestionState.DECIDED else None
        if not mine or not decided or decided <= after or question.kind in OTHERWISE_TOLD:
            continue
        if words := _against(question, snapshot):
            yield decided, _with_note(words, question.why)


def overruled_status(snapshot: Snapshot, ref: str, agency: str) -> str:
    """The status that an agency said last and the coordinator did not take; '' where its word stands."""
    key = CellKey(ref, "status", agency)
    asked = [q for q in snapshot.questions if (q.ref, q.field, q.agency) == (ref, "status", agency) and q.return_id]
    decided = [q for q in asked if q.state == QuestionState.DECIDED and q.closed_run]
    last = max(decided, key=lambda q: q.closed_run or 0, default=None)
    if last is None or last.decision not in {*KEPT, Take.VALUE} or last.theirs not in STATUS_OF_WORD:
        return ""
    run, now = last.closed_run or 0, snapshot.cells.get(key, "")
    later = any(c.run > run and not c.undone for c in snapshot.changes_of.get(ref, ()) if c.key == key)
    later |= any(
        d.run > run and not d.undone and same_answer("status", d.theirs, now)
        for d in snapshot.decisions
        if (d.ref, d.field, d.agency) == (ref, "status", agency)
    )
    return "" if later or same_answer("status", last.theirs, now) else last.theirs


def _set_by_another(snapshot: Snapshot, change: ChangeRecord, agency: str) -> Iterator[Told]:
    """An agency's status that a decision or a check of the coordinator set, not the agency."""
    decided = change.how.startswith(DECIDED)
    if change.undone or change.who == agency or not change.after or not (decided or change.how.startswith(PUT_RIGHT)):
        return
    asked = [q for q in snapshot.questions if decided and f"{change.how},".startswith(f"{DECIDED}{q.id},")]
    why = asked[0].why if asked else ""
    if asked and asked[0].decision == Take.MEANT:
        words = f"the coordinator took '{short(asked[0].theirs)}' as '{change.after}'"
    elif change.before == COMPLETE:
        words = f"the coordinator reopened it and set its status to '{change.after}'"
    else:
        words = f"the coordinator set its status to '{change.after}'"
    yield change.when, _with_note(words, why)


def _against(question: Question, snapshot: Snapshot) -> str:
    """What a decision says against a return, in words; '' where it follows the return."""
    theirs, heading = short(display_value(question.field, question.theirs)), heading_of(question.field)
    kept = question.decision in KEPT
    if question.kind is DecisionKind.QUERY and question.decision in {*KEPT, Take.VALUE}:
        done = "kept the action as it is" if kept else "changed the action's words"
        return f"the coordinator {done}, having read: '{theirs}'"
    if not kept:
        other = question.decision == Take.VALUE and question.field and question.field != "status"
        return _worded(question, snapshot) if other else ""
    if same_answer(question.field, question.seen_ours, question.theirs):
        return ""
    if not question.field:
        return "the coordinator did not take in the answers of this row"
    if question.kind is DecisionKind.BACKWARDS:
        return f"the coordinator left it {question.seen_ours}; '{theirs}' was not taken in"
    ours = short(display_value(question.field, question.seen_ours)) or "blank"
    return f"the coordinator kept '{ours}' under {heading}; '{theirs or 'blank'}' was not taken in"


def _worded(question: Question, snapshot: Snapshot) -> str:
    """How the coordinator worded an answer, beside what the return says; '' where that is the same."""
    written = [
        change.after
        for change in snapshot.changes_of.get(question.ref, ())
        if not change.undone
        and change.key.field == question.field
        and f"{change.how},".startswith(f"{DECIDED}{question.id},")
    ]
    now = written[-1] if written else question.wording
    if same_answer(question.field, now, question.theirs):
        return ""
    theirs = short(display_value(question.field, question.theirs)) or "blank"
    as_now = short(display_value(question.field, now)) or "blank"
    return f"the coordinator put '{as_now}' under {heading_of(question.field)} in place of '{theirs}'"


def _with_note(words: str, note: str) -> str:
    said = " ".join(note.split())
    return f"{words}: {said}" if said else words
