"""The board's workbook as tables: its columns, what the board can be asked, and the decisions that fit each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from dhr_xl.core.plan.columns import Field, Row
from dhr_xl.core.plan.model import BoardDecision


class Ask(StrEnum):
    """What the board is asked about an action: the word that the register stores."""

    SIGN_OFF = "sign_off"
    DATE = "date"
    CLOSE = "close"


DATE_AGREED, DATE_NOT_AGREED = "Date agreed", "Not agreed"
CHOICES: Final[Mapping[Ask, Mapping[str, BoardDecision | None]]] = {
    Ask.SIGN_OFF: {
        "Signed off": BoardDecision.SIGNED_OFF,
        "More evidence needed": BoardDecision.MORE_EVIDENCE,
        "Not agreed": BoardDecision.NOT_AGREED,
    },
    Ask.DATE: {DATE_AGREED: None, DATE_NOT_AGREED: None},
    Ask.CLOSE: {"Closed": BoardDecision.CLOSED, "Keep open": BoardDecision.KEEP_OPEN},
}
"""What is asked -> the choices of the row's drop-down, each with the decision it is in the plan; of a new target date
none: the date itself is written, and the question about it is decided.
"""


class MeetingColumn(NamedTuple):
    """One column of the board's workbook. fill_in: yellow, for the board; its heading says "(fill in)" too."""

    key: str
    heading: str
    width: int
    fill_in: bool = False


COLUMNS: Final = (
    MeetingColumn("ref", "Ref", 15),
    MeetingColumn("agency", "Agency", 12),
    MeetingColumn("action", "Action", 34),
    MeetingColumn("asked", "What is asked", 30),
    MeetingColumn("evidence", "Evidence", 30),
    MeetingColumn("outcome", "Outcome", 26),
    MeetingColumn("slips", "Times slipped", 10),
    MeetingColumn("decision", "Decision (fill in)", 20, fill_in=True),
    MeetingColumn("note", "Note (fill in)", 40, fill_in=True),
    MeetingColumn("decided_on", "Decided on (fill in)", 16, fill_in=True),
)
"""Every column, in order."""
HEADINGS: Final = {column.key: column.heading for column in COLUMNS}
FILL_IN: Final = tuple(column.key for column in COLUMNS if column.fill_in)

DECIDED: Final = ("board_decision", "board_note", "decided_on")
"""The plan's cells of a decision on the action itself: they are one answer."""
AGREED_DATE: Final = "agreed_target_date"
MERGED: Final = (*DECIDED, AGREED_DATE)
"""The plan's cells that the board's workbook can change."""


def field_of(key: str, ask: Ask) -> Field:
    """The column of a row as one that is filled in, so that its cell is read as an agency's is."""
    heading = HEADINGS[key].removesuffix(" (fill in)")
    kind, choices = {"decision": ("choice", tuple(CHOICES[ask])), "decided_on": ("date", ())}.get(key, ("text", ()))
    return Field(key, heading, 0, kind, choices)  # type: ignore[arg-type]


class AgendaRow(NamedTuple):
    """One question to the board.

    name: as the column Ref shows it: the action's ref, and "26-POLICE (2)" where the board is asked a second thing
    about it; question: the id of the question on Decisions about a new date, else ''; proposed: that date, as ISO text;
    shown: what the locked columns show, key -> text; seen: the answers it was put on, field -> text.
    """

    name: str
    ref: str
    ask: Ask
    question: str
    proposed: str
    shown: Row
    seen: Row

    def as_json(self) -> dict[str, Any]:
        """The row as the register stores it."""
        return {**self._asdict(), "ask": str(self.ask), "shown": dict(self.shown), "seen": dict(self.seen)}


def row_from(stored: Mapping[str, Any]) -> AgendaRow:
    """A row as the register stored it."""
    return AgendaRow(**{**stored, "ask": Ask(stored["ask"])})
