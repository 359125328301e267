"""The standing (BRAG) of actions and the state of agencies, derived for a date and never stored: docs/field.md."""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import Action, BoardDecision, Status

NOW: Final = dt.timedelta()
SOON: Final = dt.timedelta(days=30)


class Brag(NamedTuple):
    """One standing. word: always shown; colour: its name; open: whether the action counts as open."""

    word: str
    colour: str
    open: bool = True


SIGNED_OFF = Brag("Signed off", "Blue", open=False)
SUPERSEDED = Brag("Superseded", "Grey", open=False)
CLOSED = Brag("Closed – agreed", "Grey", open=False)
NOT_ACCEPTED = Brag("Closed – not accepted", "Grey", open=False)
WITHDRAWN = Brag("Withdrawn", "Grey", open=False)
AWAITING = Brag("Complete awaiting sign-off", "Green")
PROPOSED = Brag("Propose to close", "Amber")
OVERDUE = Brag("Overdue", "Red")
PAUSED = Brag("Paused", "Amber")
NO_UPDATE = Brag("No update", "Amber")
NO_DATE = Brag("No clear date", "Amber")
AT_RISK = Brag("At risk", "Amber")
ON_TRACK = Brag("On track", "Green")
BRAGS: Final = (
    SIGNED_OFF, AWAITING, ON_TRACK, AT_RISK, NO_DATE, NO_UPDATE, PAUSED, PROPOSED, OVERDUE, SUPERSEDED, CLOSED,
    NOT_ACCEPTED, WITHDRAWN,
)  # fmt: skip
"""Every standing, in the order of the board's tables."""
CLOSED_BY_BOARD: Final = (
    BoardDecision.SIGNED_OFF, BoardDecision.SUPERSEDED, BoardDecision.CLOSED, BoardDecision.NOT_ACCEPTED,
)  # fmt: skip
SENT_BACK: Final[Mapping[BoardDecision, str]] = {
    BoardDecision.MORE_EVIDENCE: "the board asked for more evidence",
    BoardDecision.NOT_AGREED: "the board did not agree that it is done",
    BoardDecision.KEEP_OPEN: "the board keeps it open",
}
"""Decisions with which an action goes back to its agencies, and how a sentence says them."""
CALLED_DONE: Final = (Status.COMPLETE, Status.PROPOSE_TO_CLOSE)
"""Statuses with which an agency's answer is no longer open: no update is owed of it."""
STILL_TO_DO: Final = (ON_TRACK, AT_RISK, NO_DATE, NO_UPDATE, PAUSED, OVERDUE)
"""Standings of an open action: neither called complete nor proposed to close, or sent back by the board."""
COUNTED_APART: Final = (SUPERSEDED, CLOSED, NOT_ACCEPTED, WITHDRAWN)
"""Standings that are counted apart from the actions there are to do."""


def is_still_open(status: Status) -> bool:
    """Whether an agency's answer is still open, so that an update is owed of it each round."""
    return status not in CALLED_DONE


def brag(action: Action, as_at: dt.date | None, *, updated: bool, evidence_asked: bool = False) -> Brag:
    """The standing of an action at `as_at`: the first that fits, in the order of docs/field.md.

    as_at: None where it is not known; nothing is overdue or at risk then.
    updated: no answer is owed by the agency whose answer stands (see `is_owed`); evidence_asked: the board asked for
    more evidence and no new words have come since, so that it does not wait for the board.
    """
    due, decision = action.due, action.board_decision
    left = due - as_at if due is not None and as_at is not None else None
    cases = (
        (action.withdrawn, WITHDRAWN),
        (decision is BoardDecision.SIGNED_OFF, SIGNED_OFF),
        (decision is BoardDecision.SUPERSEDED, SUPERSEDED),
        (decision is BoardDecision.CLOSED, CLOSED),
        (decision is BoardDecision.NOT_ACCEPTED, NOT_ACCEPTED),
        (action.status is Status.COMPLETE and not evidence_asked, AWAITING),
        (action.status is Status.PROPOSE_TO_CLOSE and not evidence_asked, PROPOSED),
        (left is not None and left < NOW, OVERDUE),
        (action.status is Status.PAUSED, PAUSED),
        (not updated, NO_UPDATE),
        (due is None, NO_DATE),
        (left is not None and (left <= SOON or action.slips > 0), AT_RISK),
    )
    return next((standing for fits, standing in cases if fits), ON_TRACK)


def is_closed(action: Action) -> bool:
    """Whether an action is withdrawn or closed by the board, so that nothing more is asked about it."""
    return action.withdrawn or action.board_decision in CLOSED_BY_BOARD


def is_owed(action: Action, agency: str, *, answered: bool, evidence_asked: bool) -> bool:
    """Whether an agency owes an answer of an action in a round: the one rule of what is owed (docs/field.md).

    answered: new words came from it for the round, or it said that nothing has changed; evidence_asked: the board asked
    it for more evidence, and no new words have come since.
    """
    if is_closed(action):
        return False
    return evidence_asked or (is_still_open(action.answer_of(agency).status) and not answered)


def what_is_owed(action: Action, agency: str, as_at: dt.date, *, evidence_asked: bool) -> str:
    """The words of a reminder about an owed row."""
    if evidence_asked:
        return board_asks(action)
    if action.answer_of(agency).status is Status.UNKNOWN:
        return "no status has been given yet"
    due = action.due
    return f"was due on {due.day} {due:%B %Y} and is not called Complete" if due and due <= as_at else "an update"


def board_asks(action: Action) -> str:
    """The words about an action that the board sent back, with the board's note."""
    note = " ".join(action.board_note.split())
    said = SENT_BACK.get(action.board_decision, SENT_BACK[BoardDecision.MORE_EVIDENCE])
    return f"{said}{f': {note}' if note else ''}"


class AgencyStanding(NamedTuple):
    """The facts about one agency in a round, as the register has them."""

    sent: dt.date | None
    due: dt.date | None
    extended: dt.date | None
    returned: bool
    replied: bool
    """It answered by e-mail without its workbook, or the coordinator entered its answers."""
    nil: bool
    held: int
    """Rows of its returns that are held."""
    answered: int
    """Rows with new answers, over all copies."""
    owed: int
    """Owed rows not answered."""

    @property
    def last_day(self) -> dt.date | None:
        """The return-by date, as extended."""
        return self.extended or self.due


class AgencyState(StrEnum):
    """The state of an agency in a round, in the words of Today and of `status`."""

    NOT_SENT = "Not sent"
    WAITING = "Waiting"
    RETURNED = "Returned"
    NIL = "Nothing to report"
    PART_DONE = "Part-done"
    REPLIED = "Replied without the form"
    LATE = "Late"
    TO_CORRECT = "To correct"
    OWES_NOTHING = "Owes nothing"


def agency_state(standing: AgencyStanding, today: dt.date) -> AgencyState:
    """The first state that fits."""
    late = standing.last_day is not None and today > standing.last_day
    cases = (
        (standing.owed == 0 and not (standing.returned or standing.replied or standing.nil), AgencyState.OWES_NOTHING),
        (standing.sent is None, AgencyState.NOT_SENT),
        (standing.returned and standing.held > 0, AgencyState.TO_CORRECT),
        (standing.nil, AgencyState.NIL),
        (standing.owed > 0 and standing.answered > 0, AgencyState.PART_DONE),
        (standing.returned and standing.owed == 0, AgencyState.RETURNED),
        (standing.replied, AgencyState.REPLIED),
        (late, AgencyState.LATE),
    )
    return next((state for fits, state in cases if fits), AgencyState.WAITING)


def count_brags(standings: Iterable[Brag]) -> dict[str, int]:
    """The number of actions at each standing: word -> count, 0 included."""
    counts = dict.fromkeys((known.word for known in BRAGS), 0)
    for standing in standings:
        counts[standing.word] += 1
    return counts


def movement(now: Mapping[str, int], last: Mapping[str, int] | None) -> dict[str, int | None]:
    """The change of each count since the board's last copy; None where there is no last copy."""
    return {word: None if last is None else count - last.get(word, 0) for word, count in now.items()}
