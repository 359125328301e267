"""What was decided about an agency's actions since a moment: for its next letter and its next form."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date, parse_date
from dhr_xl.core.plan.kinds import DecisionKind, QuestionState, Take
from dhr_xl.core.plan.meeting import DECIDED
from dhr_xl.core.plan.model import Action, BoardDecision
from dhr_xl.core.plan.records import TAKEN_BACK, Issue, Question
from dhr_xl.core.plan.snapshot import Snapshot, with_its_note
from dhr_xl.core.plan.standing import SENT_BACK, board_asks
from dhr_xl.core.returns.decided_against import Told, told_of_decisions

BY_BOARD: Final = "Decided by the board on "
"""Begins the reason of a question about a new date that the board decided; the day follows, and ": " with its note."""
DECIDED_WITH: Final = "Decided with "
"""Begins the reason of a question that was decided with another; that one's id follows."""
ENDED: Final[Mapping[BoardDecision, str]] = {
    BoardDecision.SIGNED_OFF: "the board signed it off",
    BoardDecision.CLOSED: "the board agreed to close it without completion",
    BoardDecision.NOT_ACCEPTED: "the board closed it as not accepted",
    BoardDecision.SUPERSEDED: "the board closed it as superseded",
}
"""Decisions with which an action ends, and how a sentence says them."""


class BoardSaid(NamedTuple):
    """One decision about an action. words: a lower-case sentence without a full stop that begins with who decided."""

    ref: str
    words: str


def said_by_board(snapshot: Snapshot, agency: str, since: dt.datetime | None = None) -> tuple[BoardSaid, ...]:
    """What was decided about the actions of an agency after a moment (None: ever), in the plan's order.

    An action has its decisions in the order in which they were taken in: the board's, the coordinator's against the
    agency's word, and those about the new dates that this agency asked for.
    """
    after = since or dt.datetime.min
    actions = [action for action in snapshot.by_agency.get(agency, ()) if not action.withdrawn]
    return tuple(
        BoardSaid(action.ref, words)
        for action in actions
        for _, words in sorted(_about(snapshot, action, agency, after), key=itemgetter(0))
    )


def last_form_of(issues: Iterable[Issue], agency: str) -> dt.datetime | None:
    """When an agency's last form was issued, corrections copies aside; None where it was sent none."""
    return max((i.issued_at for i in issues if i.agency == agency and not i.is_correction), default=None)


def _about(snapshot: Snapshot, action: Action, agency: str, after: dt.datetime) -> Iterator[Told]:
    """Each decision about an action, the board's first."""
    new = {
        change.key.field: change.when
        for change in snapshot.changes_of.get(action.ref, ())
        if change.when > after and not change.undone and change.how != TAKEN_BACK
    }
    told = with_its_note(snapshot, action)
    decided = action.board_decision and not new.keys().isdisjoint({"board_decision", "decided_on"})
    of_board = max((new[key] for key in DECIDED if key in new), default=after)
    if decided or ("board_note" in new and action.board_decision in SENT_BACK):
        yield of_board, decision_in_words(told)
    elif "board_note" in new and told.board_note:
        yield of_board, f"the board noted: {' '.join(told.board_note.split())}"
    yield from told_of_decisions(snapshot, action, agency, after)
    for question in snapshot.questions:
        mine = (question.ref, question.agency, question.kind) == (action.ref, agency, DecisionKind.DATE)
        when = question.decided_at if mine and question.state == QuestionState.DECIDED else None
        if when and when > after and (words := _about_date(action, question)):
            yield when, words


def decision_in_words(action: Action) -> str:
    """The board's decision on an action: what it asks, as everything says that; else with its day and its note."""
    if action.board_decision in SENT_BACK:
        return board_asks(action)
    day = f" on {format_date(action.decided_on)}" if action.decided_on else ""
    note = " ".join(action.board_note.split())
    return f"{ENDED[action.board_decision]}{day}{f': {note}' if note else ''}"


class DateDecided(NamedTuple):
    """Who decided a new date that was asked for. day: in words, '' where it is not known; note: on one line."""

    who: str
    day: str
    note: str


def decision_of_date(question: Question) -> DateDecided:
    """Read who decided a question about a new date, when and with which note, from its reason."""
    if question.why.startswith(BY_BOARD):
        day, _, note = question.why.removeprefix(BY_BOARD).partition(": ")
        return DateDecided("the board", day, " ".join(note.split()))
    note = "" if question.why.startswith(DECIDED_WITH) else question.why
    return DateDecided("the coordinator", "", " ".join(note.split()))


def _about_date(action: Action, question: Question) -> str:
    """What became of a new date that was asked for; '' where it is none."""
    asked = parse_date(question.theirs)
    if asked is None:
        return ""
    who, day, note = decision_of_date(question)
    on = f" on {day}" if day else ""
    cases = {
        Take.THEIRS: f"{who} agreed the new target date {format_date(asked)}{on}",
        Take.VALUE: f"{who} agreed the new target date {_due(action)}{on}; {format_date(asked)} was asked for",
    }
    stays = f"{who} did not agree the new target date {format_date(asked)}{on}; it stays {_due(action)}"
    words = cases.get(question.decision or Take.OURS, stays)
    return f"{words}{f': {note}' if note else ''}"


def _due(action: Action) -> str:
    return format_date(action.due) if action.due else "as it was"
