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
    merge: "never", "group", "append" or "proposal", see "What each sender may change" in docs/merge.md;
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


class MasterColumn(NamedTuple):
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

MASTER_SHEETS: Final[Mapping[str, tuple[MasterColumn, ...]]] = {
    "Actions": (
        MasterColumn("ref", "Ref", 14),
        MasterColumn("number", "Recommendation no.", 16, new_row=True),
        MasterColumn("recommendation", "Recommendation", 50, new_row=True),
        MasterColumn("agency", "Agency", 14, who="coordinator"),
        MasterColumn("supporting", "Shared with", 16, who="coordinator"),
        MasterColumn("action", "Action", 45, who="coordinator", new_row=True),
        MasterColumn("evidence", "Evidence the plan asks for", 30, who="coordinator", new_row=True),
        MasterColumn("target_date_text", "Target date as written", 20),
        MasterColumn("target_date", "Target date", 14, "date", "coordinator", new_row=True),
        MasterColumn("agreed_target_date", "Agreed new target date", 14, "date", "coordinator"),
        MasterColumn("brag", "Standing now", 20),
        MasterColumn("answers", "About the status", 22),
        MasterColumn("status", "Status", 16, "choice", "answer", STATUS_CHOICES),
        MasterColumn("progress", "Latest progress", 50, "text", "answer"),
        MasterColumn("completion_date", "Date completed", 14, "date", "answer"),
        MasterColumn("evidence_given", "Evidence: what, and where held", 35, "text", "answer"),
        MasterColumn("outcome", "Outcome: what changed for people", 35, "text", "answer"),
        MasterColumn("reason", "Reason (date, paused, closing, reopened)", 30, "text", "answer"),
        MasterColumn("entered_for", "Entered for (agency)", 14, "text", "coordinator"),
        MasterColumn("entered_from", "From", 14, "choice", "coordinator", ENTERED_FROM),
        MasterColumn("proposed", "Date the agency proposes", 16, "date"),
        MasterColumn("board_decision", "Board decision", 20, "choice", "coordinator", BOARD_CHOICES),
        MasterColumn("decided_on", "Decided on", 14, "date", "coordinator"),
        MasterColumn("board_note", "Board note", 30, "text", "coordinator"),
        MasterColumn("withdrawn", "Withdrawn", 12, "choice", "coordinator", YES),
        MasterColumn("withdrawn_reason", "Why withdrawn", 30, "text", "coordinator"),
    ),
    "Decisions": (
        MasterColumn("number", "No.", 6, "number"),
        MasterColumn("decision", "Your decision", 22, "choice", "coordinator", DECISIONS),
        MasterColumn("wording", "My wording", 40, "text", "coordinator"),
        MasterColumn("why", "Why", 30, "text", "coordinator"),
        MasterColumn("asked", "What is asked", 45),
        MasterColumn("agency", "Agency", 14),
        MasterColumn("ref", "Ref", 14),
        MasterColumn("field", "Field", 16),
        MasterColumn("base", "Sent out", 35),
        MasterColumn("ours", "Plan now", 35),
        MasterColumn("ours_by", "Plan now: by whom, when", 18),
        MasterColumn("theirs", "Return says", 35),
        MasterColumn("theirs_by", "Return: by whom, file, cell", 24),
        MasterColumn("state", "State", 12),
        MasterColumn("id", "Question", 34),
    ),
    "To check": (
        MasterColumn("number", "No.", 6, "number"),
        MasterColumn("checked", "Checked", 12, "choice", "coordinator", YES),
        MasterColumn("message", "What to look at", 50),
        MasterColumn("guessed", "What was taken", 24),
        MasterColumn("source", "Words of the document", 44),
        MasterColumn("correct", "Put right (leave blank if the guess is right)", 26, "text", "coordinator"),
        MasterColumn("where", "Where", 14),
        MasterColumn("field", "About", 14),
        MasterColumn("place", "Place in the document", 24),
        MasterColumn("kind", "Kind", 12),
        MasterColumn("id", "Check", 30),
    ),
    "Agencies": (
        MasterColumn("code", "Agency", 14, who="coordinator"),
        MasterColumn("agency_name", "Name", 40, who="coordinator"),
        MasterColumn("aliases", "Aliases (separated by ;)", 40, who="coordinator"),
        MasterColumn("name", "Contact", 24, who="coordinator"),
        MasterColumn("job_title", "Job title", 28, who="coordinator"),
        MasterColumn("email", "E-mail", 34, who="coordinator"),
        MasterColumn("role", "Role", 14, "choice", "coordinator", ROLES),
        MasterColumn("since", "From", 14, "date", "coordinator"),
        MasterColumn("until", "Until", 14, "date", "coordinator"),
    ),
    "Returns": (
        MasterColumn("as_at", "As at", 14, "date"),
        MasterColumn("agency", "Agency", 14),
        MasterColumn("sent", "Sent", 14, "date"),
        MasterColumn("due", "Due", 14, "date"),
        MasterColumn("extended", "Extended to", 14, "date", "coordinator"),
        MasterColumn("received", "Received", 18),
        MasterColumn("outcome", "What happened", 30),
        MasterColumn("completed_by", "Completed by", 24),
        MasterColumn("remarks", "Anything else they told us", 45),
        MasterColumn("look_at", "What to look at", 60),
        MasterColumn("file", "File", 40),
        MasterColumn("reference", "Return reference", 26),
    ),
    "History": (
        MasterColumn("when", "When", 18),
        MasterColumn("who", "By", 24),
        MasterColumn("how", "How", 24),
        MasterColumn("ref", "Ref", 14),
        MasterColumn("field", "Field", 20),
        MasterColumn("before", "From", 45),
        MasterColumn("after", "To", 45),
        MasterColumn("source", "File and cell", 36),
        MasterColumn("run", "Run", 10, "number"),
    ),
}
"""Every sheet of master.xlsx but Today, in order, each a table of Columns."""

NEXT_AS_AT: Final = "dhr_next_as_at"

NEXT_DUE: Final = "dhr_next_due"
"""Defined names of two cells on Today, which the button Issue reads: the as-at date, and the day answers are due."""
