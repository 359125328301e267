"""What the board is asked to decide, and sentences about an action's answers: completed late, sent back, differing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from dhr_xl.core.plan.cells import CellKey, format_date, latest, parse_date, status_text, status_word
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import Action, Status
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AWAITING, CALLED_DONE, PROPOSED, SENT_BACK, Brag
from dhr_xl.core.returns.decided_against import overruled_status

NOT_DONE: Final = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.PAUSED)


def completed_later(action: Action, as_at: dt.date | None) -> str:
    """The parts that agencies completed after the as-at date, as sentences; '' where there are none."""
    late = {
        answer.agency: f"completed {format_date(day)}, after the as-at date"
        for answer in action.answers
        if answer.status not in NOT_DONE and (day := answer.completion_date) and as_at and day > as_at
    }
    if set(late) == {action.agency} and action.agencies == (action.agency,):
        said = late[action.agency]
        return said[:1].upper() + said[1:]
    return ". ".join(f"{code}: {said}" for code, said in late.items())


def differing_statuses(snapshot: Snapshot, action: Action) -> str:
    """What agencies say of the status, where they differ or their word was not taken; else ''."""
    said = agencies_say(snapshot, action)
    return "" if said == status_word(action.status) else said


def agencies_say(snapshot: Snapshot, action: Action) -> str:
    """The status that each agency said last, and what it was left as where the coordinator did not take its word."""
    said = {code: status_word(action.answer_of(code).status) for code in action.agencies}
    other = {code: overruled_status(snapshot, action.ref, code) for code in action.agencies}
    if not any(other.values()):
        return status_text(action)
    for code, word in other.items():
        if word:
            said[code] = f"{word} (left {said[code] or 'as it was'} by the coordinator)"
    return join_sentences(f"{code}: {text}" if len(said) > 1 else text for code, text in said.items() if text)


def overdue_status(snapshot: Snapshot, action: Action) -> str:
    """The agencies' statuses of an overdue action, saying so where it is overdue because the board sent it back."""
    said = agencies_say(snapshot, action) or "Not known"
    if action.status in CALLED_DONE and action.board_decision in SENT_BACK:
        return f"{said}; {SENT_BACK[action.board_decision]}"
    return said


def join_sentences(sentences: Iterable[str]) -> str:
    """Join sentences with full stops, except after a question or exclamation mark."""
    said = ""
    for sentence in filter(None, sentences):
        said += f"{'' if not said else ' ' if said.endswith(('?', '!')) else '. '}{sentence}"
    return said


def for_board(snapshot: Snapshot, standings: Mapping[str, Brag]) -> list[Action]:
    """The actions that the board is asked to sign off, to close, or to give a new date."""
    dates = {q.ref for q in dates_asked(snapshot)}
    actions = snapshot.actions
    return [
        a for a in actions if standings[a.ref] in {AWAITING, PROPOSED} or (a.ref in dates and standings[a.ref].open)
    ]


def dates_asked(snapshot: Snapshot) -> list[Question]:
    """Open questions about new target dates."""
    return [q for q in snapshot.open_questions if is_date_asked(q)]


def reason_of(snapshot: Snapshot, ref: str, agency: str, round_id: str | None = None) -> str:
    """An agency's reason, of one round or its newest, as the end of a sentence; '' for none."""
    if round_id is None:
        reason = latest(snapshot.cells, ref, "reason", agency, [r.round for r in snapshot.rounds])
    else:
        reason = snapshot.cells.get(CellKey(ref, "reason", agency, round_id), "")
    return f". Their reason: {reason.rstrip('.')}" if reason else ""


def date_asked(snapshot: Snapshot, action: Action, question: Question) -> str:
    """The question to the board about a new target date, as a sentence without a full stop."""
    day = parse_date(question.theirs)
    asked = format_date(day) if day else f"'{question.theirs}'"
    now = f" instead of {format_date(action.due)}" if action.due else ""
    reason = reason_of(snapshot, action.ref, question.agency, question.round_id)
    return f"Agree the new target date {asked}{now}, as {question.agency} asks{reason}"


def is_date_asked(question: Question) -> bool:
    """Whether a question asks for a new target date; a held answer in that column does not."""
    return question.field == "proposed_target_date" and question.outcome == Outcome.PROPOSAL
