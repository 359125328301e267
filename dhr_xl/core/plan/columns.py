"""The columns of every sheet: FIELDS of the agency's form, MASTER_SHEETS of master.xlsx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.model import STATUS_WORDS, BoardDecision, Status

Row = Mapping[str, str]
"""Column key -> text; dates are ISO text, '' is blank. A writer turns dates and whole numbers into real ones."""

COMPLETE: Final = "Complete"

STATUS_CHOICES: Final = tuple(word for status, word in STATUS_WORDS.items() if status is not Status.UNKNOWN)
ANYTHING_NEW: Final = ("Yes, below", "No, nothing has changed")
CUT: Final = " … (goes on: see the sheet 'In full')"
"""Ends a text on the form that no cell can hold; the rest of it is on that sheet."""
MAX_TEXT: Final = 5000
"""Characters an answer may have: past this a cell cannot be read on any screen (Excel itself stops at 32,767)."""


class Field(NamedTuple):
    """One column of the return form.

    key: the field's name everywhere (defined names ``dhr_col_<key>``, JSON, history);
    who: "plan" (locked, never the agency's to change), "shown" (locked, derived), "agency" (yellow);
    blank: what an answer left blank means: "held" (where it was filled), "nothing";
    kept: "action", "agency" (action and agency) or "round" (action, agency and round);
    merge: "never", "group", "append" or "proposal", as MERGE's table of fields has it;
    prefilled: the form shows the register's value to be corrected, rather than a blank;
    prompt: the input message when the cell is entered (title is the heading), at most 255 characters.
    """

    key: str
    heading: str
    width: int
    kind: Literal["text", "date", "choice"] = "text"
    who: Literal["plan", "shown", "agency"] = "plan"
    choices: tuple[str, ...] = ()
    blank: Literal["held", "nothing"] = "nothing"
    kept: Literal["action", "agency", "round"] = "action"
    merge: Literal["never", "group", "append", "proposal"] = "never"
    prefilled: bool = True
    prompt: str = ""


FIELDS: Final = (
    Field("ref", "Ref", 12),
    Field("needed", "Still needed", 20, who="shown"),
    Field("recommendation", "Recommendation", 60),
    Field("action", "Action", 45),
    Field("evidence", "Evidence the plan asks for", 30),
    Field("target_date", "Target date", 14),
    Field("last_status", "Status last time", 14, who="shown"),
    Field("last_progress", "Progress last time", 40, who="shown"),
    Field(
        "status", "Status now", 16, "choice", "agency", STATUS_CHOICES, "held", "agency", "group",
        prompt="Choose from the list. Complete: done, with evidence. Propose to close: not done, and we ask the board "
        "to stop. Paused: stopped for now.",
    ),
    Field(
        "progress", "Progress since last time", 50, "text", "agency", (), "nothing", "round", "append", prefilled=False,
        prompt="What has been done since last time. Use job titles, not names. Leave blank if nothing is new.",
    ),
    Field(
        "completion_date", "Date completed", 14, "date", "agency", (), "held", "agency", "group",
        prompt="The day the action was finished, as day/month/year. Only when the status is Complete.",
    ),
    Field(
        "evidence_given", "Evidence: what, and where held", 35, "text", "agency", (), "held", "agency", "group",
        prompt="What shows it is done, and where it is kept. Needed when the status is Complete.",
    ),
    Field(
        "outcome", "Outcome: what changed for people", 35, "text", "agency", (), "held", "agency", "group",
        prompt="What is different for people because of it.",
    ),
    Field(
        "proposed_target_date", "Proposed new target date", 14, "date", "agency", (), "nothing", "round", "proposal",
        prefilled=False, prompt="Only to ask for a later date, as day/month/year. Give the reason in the next column.",
    ),
    Field(
        "reason", "Reason (date, paused, closing, reopened)", 35, "text", "agency", (), "nothing", "round", "group",
        prefilled=False, prompt="Needed for a new date, for Paused, for Propose to close, and when reopening.",
    ),
    Field(
        "query", "Is anything wrong with this action?", 30, "text", "agency", (), "nothing", "round", "proposal",
        prefilled=False,
        prompt="For example: not our action, the wording is wrong, already replaced. Leave blank if nothing is wrong.",
    ),
)  # fmt: skip
BY_KEY: Final = {field.key: field for field in FIELDS}
AGENCY_FIELDS: Final = tuple(field for field in FIELDS if field.who == "agency")
LOCKED_FIELDS: Final = tuple(field for field in FIELDS if field.who == "plan" and field.key != "ref")
ANSWER_KEYS: Final = frozenset(field.key for field in AGENCY_FIELDS)
GROUP: Final = tuple(field.key for field in FIELDS if field.merge == "group")

SINGLE_NAMES: Final = (
    "dhr_return_reference", "dhr_plan", "dhr_agency", "dhr_as_at", "dhr_due",
    "dhr_anything_new", "dhr_completed_by", "dhr_remarks",
)  # fmt: skip
"""The defined names of the form's single cells."""


def column_name(key: str) -> str:
    """The defined name of a field's column on the return form."""
    return f"dhr_col_{key}"


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
