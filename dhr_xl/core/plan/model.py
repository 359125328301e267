"""The values of the field, all frozen: a plan, its rounds, and an agency's return."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Final, Literal, NamedTuple


class Missing(Enum):
    """The value of a cell that does not exist, which is not the same as a blank cell."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

AgencyCode = str
"""Capital letters and digits, a letter first: `[A-Z][A-Z0-9]+`. Whoever reads one from outside checks that."""
UNASSIGNED: Final = "UNASSIGNED"
"""The agency code of actions for which the plan names no agency. No workbook is sent to it."""
BOARD: Final = "BOARD"
"""The code of the board, whose contacts receive the consolidated workbook."""


class Status(StrEnum):
    """The status an agency gives an action. The value is the code in `export`; STATUS_WORDS has the sheet's words."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETE = "complete"
    PROPOSE_TO_CLOSE = "propose_to_close"
    UNKNOWN = "unknown"


STATUS_WORDS: Final[Mapping[Status, str]] = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.PAUSED: "Paused",
    Status.COMPLETE: "Complete",
    Status.PROPOSE_TO_CLOSE: "Propose to close",
    Status.UNKNOWN: "",
}
STATUS_OF_WORD: Final[Mapping[str, Status]] = {word: status for status, word in STATUS_WORDS.items()}


class BoardDecision(StrEnum):
    """The board's decision on an action. The value is the word on the sheet.

    NOT_AGREED: it is not done. CLOSED: the board agreed to end it without completion, as its agency proposed;
    NOT_ACCEPTED: the board ended it because it does not accept it.
    """

    NONE = ""
    SIGNED_OFF = "Signed off"
    MORE_EVIDENCE = "More evidence needed"
    NOT_AGREED = "Not agreed"
    KEEP_OPEN = "Keep open"
    CLOSED = "Closed – agreed"
    NOT_ACCEPTED = "Closed – not accepted"
    SUPERSEDED = "Superseded"


class Agency(NamedTuple):
    """A body that owns actions. `aliases` are other names the documents use for it, predecessors' names included."""

    code: AgencyCode
    name: str
    aliases: tuple[str, ...] = ()


class Contact(NamedTuple):
    """A person at an agency (or at BOARD) who receives messages. role: one of `columns.ROLES`; since, until: None means
    no limit.
    """

    agency: AgencyCode
    name: str = ""
    job_title: str = ""
    email: str = ""
    role: str = "To"
    since: dt.date | None = None
    until: dt.date | None = None

    def ended(self, today: dt.date) -> bool:
        """Whether their `until` date has passed, so that nothing is sent to them."""
        return self.until is not None and self.until < today


class AgencyAnswer(NamedTuple):
    """What one agency says of an action: its own status, date completed, evidence, outcome and latest progress.

    other: what it says under the form's other columns, by key; see `columns.ANSWERS`.
    """

    agency: AgencyCode
    status: Status = Status.UNKNOWN
    completion_date: dt.date | None = None
    evidence_given: str = ""
    outcome: str = ""
    progress: str = ""
    other: Mapping[str, str] = {}


class Action(NamedTuple):
    """What one lead agency will do about a recommendation, alone or with others.

    ref: given once, never reused, never parsed, e.g. ``26-POLICE``. agency, agencies: the lead's code; all, it first.
    part: the letter or number of a part printed in the plan, or ''; evidence: what the plan says will show it is done.
    target_date_text: as written; target_date: as understood; target_date_kind: a dates.DateKind value;
    agreed_target_date: as revised by agreement (the original is never overwritten).
    answers: each agency's answer: the lead, then the others that share the action, then agencies that no longer do.
    stands: the agency whose answer was decided to count for the whole action, '' for the lead.
    status, completion_date, evidence_given, outcome: of the answer that counts for the whole action.
    progress: the latest update of each agency, joined by line breaks.
    other: the form's other answers by key, each as one cell shows it: words of each agency, else the one that stands.
    own: (heading, text) of the document's columns that have no field here; kept as the coordinator's own columns.
    """

    ref: str
    agency: AgencyCode
    agencies: tuple[AgencyCode, ...]
    part: str = ""
    action: str = ""
    evidence: str = ""
    target_date_text: str = ""
    target_date: dt.date | None = None
    target_date_kind: str = "blank"
    agreed_target_date: dt.date | None = None
    slips: int = 0
    status: Status = Status.UNKNOWN
    progress: str = ""
    completion_date: dt.date | None = None
    evidence_given: str = ""
    outcome: str = ""
    board_decision: BoardDecision = BoardDecision.NONE
    decided_on: dt.date | None = None
    board_note: str = ""
    withdrawn: bool = False
    withdrawn_reason: str = ""
    stands: str = ""
    answers: tuple[AgencyAnswer, ...] = ()
    other: Mapping[str, str] = {}
    own: tuple[tuple[str, str], ...] = ()

    def answer_of(self, agency: str) -> AgencyAnswer:
        """An agency's answer on this action; an empty one where it has given none."""
        return next((answer for answer in self.answers if answer.agency == agency), AgencyAnswer(agency=agency))

    @property
    def due(self) -> dt.date | None:
        """The date the action is due: the agreed one where there is one, else the plan's own."""
        return self.agreed_target_date or self.target_date


class Recommendation(NamedTuple):
    """One recommendation of the report, its text as published.

    number: as printed or inferred ("9", "9a", "R10", "21.10.1"); number_inferred says which.
    lead: the code of the body it is addressed to, or None where it is addressed to several.
    section: the heading it stands under in the plan, or ''.
    """

    number: str
    text: str
    number_inferred: bool = False
    lead: AgencyCode | None = None
    scope: str = ""
    section: str = ""
    actions: tuple[Action, ...] = ()


class Finding(NamedTuple):
    """Something a person should look at in an imported plan.

    where: a ref ("26-POLICE"), a recommendation's number, "line 12" or "plan"; field: a key of FIELDS,
    "number" or ''; guessed: the value that was taken, '' where none was;
    source: the words of the document it was taken from; place: where in the document these stand, such as
    "page 3, table 2, row 7, Lead", or ''.
    """

    code: str
    severity: Literal["error", "warning", "note"]
    where: str
    message: str
    field: str = ""
    guessed: str = ""
    source: str = ""
    place: str = ""


class Unplaced(NamedTuple):
    """Text of the document that has no place in the plan, kept whole.

    line: from 1; checked: a person has looked at it; place: where it is in the document, or '';
    ref: the action whose row it is in, or ''.
    """

    line: int
    text: str
    checked: bool = False
    place: str = ""
    ref: str = ""


class Plan(NamedTuple):
    """One review's action plan, as imported or as the register holds it now."""

    title: str
    reference: str = ""
    marking: str = "OFFICIAL-SENSITIVE"
    as_at: dt.date | None = None
    agencies: tuple[Agency, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action, in the plan's own order."""
        return tuple(action for recommendation in self.recommendations for action in recommendation.actions)


class Round(NamedTuple):
    """One reporting period. The id is the register's; people know a round by its as-at date."""

    id: str
    as_at: dt.date
    due: dt.date | None = None


class CellRef(NamedTuple):
    """The place of a value, as Excel names it."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"sheet '{self.sheet}', cell {self.cell}"


class Entry(NamedTuple):
    """One cell as it came.

    text: as the sheet shows it (dates as ISO, a whole number without ``.0``, TRUE/FALSE for booleans);
    kind says what Excel stored; formula: its text without ``=``, or ''; an uncached formula has text ''
    and kind "formula"; an error has its code (``#N/A``) as text.
    """

    text: str
    ref: CellRef
    kind: Literal["blank", "text", "number", "date", "boolean", "error", "formula"] = "text"
    formula: str = ""
    remark: str = ""
    """A mark on the cell that its text does not show ("struck out", "has a note: …"), or ''."""


NOT_THERE: Final = Entry("", CellRef("", ""), "blank")
"""The entry of a cell that was not found."""


class ReturnedRow(NamedTuple):
    """One row of a returned table: field key -> Entry. A key whose column is missing is not in `cells`."""

    ref: Entry
    cells: Mapping[str, Entry]


class AgencyReturn(NamedTuple):
    """One returned workbook as it was read, before any check.

    reference, plan, agency, as_at, due, marking, return_to, contact: the locked single cells; property_reference: the
    custom property's copy; saved_at: the package's ``dcterms:modified`` (None where absent); missing: keys of absent
    columns; noted: words outside the table; found_by: how the columns were found; in_full: words on the sheet of long
    texts; date1904: whether days count from 1904; unvalidated: answer cells, blank or not, that lost their validation.
    """

    reference: Entry
    property_reference: str
    saved_at: dt.datetime | None
    plan: Entry
    agency: Entry
    as_at: Entry
    anything_new: Entry
    completed_by: Entry
    remarks: Entry
    rows: tuple[ReturnedRow, ...]
    missing: tuple[str, ...] = ()
    noted: tuple[Entry, ...] = ()
    found_by: Literal["names", "headings"] = "names"
    in_full: tuple[Entry, ...] = ()
    date1904: bool = False
    due: Entry = NOT_THERE
    marking: Entry = NOT_THERE
    return_to: Entry = NOT_THERE
    contact: Entry = NOT_THERE
    macros: bool = False  # it has macros; they were not run
    unvalidated: frozenset[CellRef] = frozenset()
    meeting: bool = False  # it is the board's workbook, whose rows hold decisions
