"""What the workbook writers draw and the master's reader gives back: values, already in the words a person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dhr_xl.fields import STATUS_CHOICES
from dhr_xl.model import BoardDecision, Entry

Row = Mapping[str, str]
"""Column key -> text; dates are ISO text, '' is blank. A writer turns dates and whole numbers into real ones."""


class Lock(NamedTuple):
    """A sheet password as Excel stores it (SHA-512); computed once a round."""

    hash_value: str
    salt_value: str
    spin_count: int


class FormRow(NamedTuple):
    """One action on an agency's form. values: fields.py key -> text; locked: signed off, nothing to fill in.

    evidence_was: the evidence as it was sent out, where the board asked for more; else None; settled: of a copy to put
    right, words of what the row is not asked for though its cells lack it (see still_needed).
    """

    ref: str
    values: Row
    locked: bool = False
    evidence_was: str | None = None
    settled: frozenset[str] = frozenset()


class Mark(NamedTuple):
    """One thing an agency is asked to put right. key: an agency field's key in fields.py, or '' for the whole row.

    message, remedy: what is wrong and what to do, in whole sentences; value: what was written, '' for what the cell
    shows. A ref that is not on the form is listed without a cell to go to.
    """

    ref: str
    key: str
    message: str
    remedy: str
    value: str = ""


class ReturnForm(NamedTuple):
    """One agency's workbook for one round, before it is drawn; with marks it is a corrections copy."""

    reference: str
    review: str
    """What the review is called on the form: its reference, or its title where it has none."""
    plan_title: str
    agency_code: str
    agency_name: str
    as_at: dt.date
    due: dt.date | None
    return_to: str
    """The address returns go to, or ''."""
    marking: str
    rows: tuple[FormRow, ...]
    lock: Lock
    marks: tuple[Mark, ...] = ()


class Column(NamedTuple):
    """One column of a sheet of master.xlsx.

    who: "coordinator" (yellow, theirs to change), "answer" (an agency's answer the coordinator may enter for it,
    with Entered for and From), "grey" (shown; a change comes back as a problem).
    """

    key: str
    heading: str
    width: int
    kind: Literal["text", "date", "choice", "number"] = "text"
    who: Literal["coordinator", "answer", "grey"] = "grey"
    choices: tuple[str, ...] = ()
    new_row: bool = False
    """Makes a row that the coordinator adds to Actions an action; theirs there, also where grey on an existing row."""


YES: Final = ("Yes",)
DECISIONS: Final = ("Keep the plan", "Use the return", "Use my wording", "Ask the agency", "Read")
ROLES: Final = ("To", "Copy", "Deputy", "Escalate to")
BOARD_CHOICES: Final = tuple(str(decision) for decision in BoardDecision if decision)
ENTERED_FROM: Final = ("E-mail", "Telephone", "Meeting")
MASTER_SHEETS: Final[Mapping[str, tuple[Column, ...]]] = {
    "Actions": (
        Column("ref", "Ref", 14),
        Column("number", "Recommendation no.", 16, new_row=True),
        Column("recommendation", "Recommendation", 50, new_row=True),
        Column("agency", "Agency", 14, who="coordinator"),
        Column("supporting", "Shared with", 16, who="coordinator"),
        Column("action", "Action", 45, who="coordinator", new_row=True),
        Column("evidence", "Evidence the plan asks for", 30, who="coordinator", new_row=True),
        Column("target_date_text", "Target date as written", 20),
        Column("target_date", "Target date", 14, "date", "coordinator", new_row=True),
        Column("agreed_target_date", "Agreed new target date", 14, "date", "coordinator"),
        Column("brag", "Standing now", 20),
        Column("answers", "About the status", 22),
        Column("status", "Status", 16, "choice", "answer", STATUS_CHOICES),
        Column("progress", "Latest progress", 50, "text", "answer"),
        Column("completion_date", "Date completed", 14, "date", "answer"),
        Column("evidence_given", "Evidence: what, and where held", 35, "text", "answer"),
        Column("outcome", "Outcome: what changed for people", 35, "text", "answer"),
        Column("reason", "Reason (date, paused, closing, reopened)", 30, "text", "answer"),
        Column("entered_for", "Entered for (agency)", 14, "text", "coordinator"),
        Column("entered_from", "From", 14, "choice", "coordinator", ENTERED_FROM),
        Column("proposed", "Date the agency proposes", 16, "date"),
        Column("board_decision", "Board decision", 20, "choice", "coordinator", BOARD_CHOICES),
        Column("decided_on", "Decided on", 14, "date", "coordinator"),
        Column("board_note", "Board note", 30, "text", "coordinator"),
        Column("withdrawn", "Withdrawn", 12, "choice", "coordinator", YES),
        Column("withdrawn_reason", "Why withdrawn", 30, "text", "coordinator"),
    ),
    "Decisions": (
        Column("number", "No.", 6, "number"),
        Column("decision", "Your decision", 22, "choice", "coordinator", DECISIONS),
        Column("wording", "My wording", 40, "text", "coordinator"),
        Column("why", "Why", 30, "text", "coordinator"),
        Column("asked", "What is asked", 45),
        Column("agency", "Agency", 14),
        Column("ref", "Ref", 14),
        Column("field", "Field", 16),
        Column("base", "Sent out", 35),
        Column("ours", "Plan now", 35),
        Column("ours_by", "Plan now: by whom, when", 18),
        Column("theirs", "Return says", 35),
        Column("theirs_by", "Return: by whom, file, cell", 24),
        Column("state", "State", 12),
        Column("id", "Question", 34),
    ),
    "To check": (
        Column("number", "No.", 6, "number"),
        Column("checked", "Checked", 12, "choice", "coordinator", YES),
        Column("message", "What to look at", 50),
        Column("guessed", "What was taken", 24),
        Column("source", "Words of the document", 44),
        Column("correct", "Put right (leave blank if the guess is right)", 26, "text", "coordinator"),
        Column("where", "Where", 14),
        Column("field", "About", 14),
        Column("place", "Place in the document", 24),
        Column("kind", "Kind", 12),
        Column("id", "Check", 30),
    ),
    "Agencies": (
        Column("code", "Agency", 14, who="coordinator"),
        Column("agency_name", "Name", 40, who="coordinator"),
        Column("aliases", "Aliases (separated by ;)", 40, who="coordinator"),
        Column("name", "Contact", 24, who="coordinator"),
        Column("job_title", "Job title", 28, who="coordinator"),
        Column("email", "E-mail", 34, who="coordinator"),
        Column("role", "Role", 14, "choice", "coordinator", ROLES),
        Column("since", "From", 14, "date", "coordinator"),
        Column("until", "Until", 14, "date", "coordinator"),
    ),
    "Returns": (
        Column("as_at", "As at", 14, "date"),
        Column("agency", "Agency", 14),
        Column("sent", "Sent", 14, "date"),
        Column("due", "Due", 14, "date"),
        Column("extended", "Extended to", 14, "date", "coordinator"),
        Column("received", "Received", 18),
        Column("outcome", "What happened", 30),
        Column("completed_by", "Completed by", 24),
        Column("remarks", "Anything else they told us", 45),
        Column("look_at", "What to look at", 60),
        Column("file", "File", 40),
        Column("reference", "Return reference", 26),
    ),
    "History": (
        Column("when", "When", 18),
        Column("who", "By", 24),
        Column("how", "How", 24),
        Column("ref", "Ref", 14),
        Column("field", "Field", 20),
        Column("before", "From", 45),
        Column("after", "To", 45),
        Column("source", "File and cell", 36),
        Column("run", "Run", 10, "number"),
    ),
}
"""Every sheet of master.xlsx but Today, in order, each a table of Columns."""

NEXT_AS_AT: Final = "dhr_next_as_at"
NEXT_DUE: Final = "dhr_next_due"
"""Defined names of two cells on Today, which the button Issue reads: the as-at date, and the day answers are due."""


class TodayAgency(NamedTuple):
    """One line of the agencies table on Today."""

    agency: str
    sent: dt.date | None
    due: dt.date | None
    extended: dt.date | None
    state: str
    owed: int
    questions: int
    reminded: dt.date | None
    code: str = ""


class Today(NamedTuple):
    """The sheet Today. needs_you, needs_nothing: (what, how many, sheet to go to); brag: (word, count, change)."""

    last_run: str
    do_next: str
    needs_you: tuple[tuple[str, int, str], ...]
    agencies: tuple[TodayAgency, ...]
    brag: tuple[tuple[str, int, int | None], ...]
    needs_nothing: tuple[tuple[str, int, str], ...] = ()


class MasterView(NamedTuple):
    """master.xlsx before it is drawn. tables: sheet -> rows keyed by that sheet's columns.

    extra: ref -> heading -> text of the coordinator's own columns of Actions, in extra_headings' order; notes: (ref,
    column key) -> their note on a cell; own_answers: shared action -> agency -> field -> text; a row shows one.
    """

    title: str
    review: str
    marking: str
    reference: str
    generation: int
    agency_codes: tuple[str, ...]
    today: Today
    tables: Mapping[str, tuple[Row, ...]]
    extra_headings: tuple[str, ...] = ()
    extra: Mapping[str, Row] = {}
    notes: Mapping[tuple[str, str], str] = {}
    own_answers: Mapping[str, Mapping[str, Row]] = {}


EntryRow = Mapping[str, Entry]


class MasterRead(NamedTuple):
    """master.xlsx as it is on the disk. tables: as MasterView's, each cell an Entry; columns that are gone are absent.

    extra, notes: as MasterView's, an action that has no ref yet called "row 12"; foreign: sheets and drawings of
    theirs, listed; apart: those of them that are no part of our sheets' cells, and stay when an open book is painted;
    half_painted: it was saved while it was being painted. The row each Entry stood on is in its ref.
    """

    reference: str
    generation: int
    tables: Mapping[str, tuple[EntryRow, ...]]
    extra_headings: tuple[str, ...]
    extra: Mapping[str, Row]
    notes: Mapping[tuple[str, str], str]
    foreign: tuple[str, ...]
    half_painted: bool = False
    apart: frozenset[str] = frozenset()
