"""The columns of every sheet, in two tables: FIELDS for the agency's form, MASTER_SHEETS for master.xlsx."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.kinds import Take
from dhr_xl.core.plan.model import STATUS_WORDS, BoardDecision, Status

Row = Mapping[str, str]
"""Key of a column -> text; dates are ISO text, '' is blank. A writer turns dates and whole numbers into real ones."""

COMPLETE: Final = "Complete"

STATUS_CHOICES: Final = tuple(word for status, word in STATUS_WORDS.items() if status is not Status.UNKNOWN)
ANYTHING_NEW: Final = ("Yes, on the sheet Return", "No, nothing has changed")
EARLIER_YES: Final = "Yes, below"
"""The first of them on forms issued by earlier versions, which had no sheet Start."""
MAX_TEXT: Final = 5000
"""Characters an answer may have. Longer cells cannot be read on a screen; Excel's own limit is 32,767."""


class Field(NamedTuple):
    """One column of the agency's form. Adding one is a line in FIELDS: whatever shows it asks here.

    Unless said otherwise the agency fills it in; it is that agency's own answer, shown to be corrected on the next
    form, and stands on master.xlsx, on the board's copy and in the export.

    key: the field's name everywhere (defined names ``dhr_col_<key>``, JSON, history);
    who: "plan" (locked, never the agency's to change), "shown" (locked, derived), "agency" (yellow);
    blank: what an answer left blank means: "held" (where it was filled), "nothing";
    kept: "action", "agency" (action and agency) or "round" (action, agency and round);
    merge: "never", "group", "append" or "proposal", see "What each sender may change" in docs/merge.md;
    prefilled: the form shows the register's value to be corrected, rather than a blank;
    prompt: the input message when the cell is entered (title is the heading), at most 255 characters; the sheet
    Guidance says it too (of a locked column: what it shows);
    master: its heading and width on master.xlsx, None where they are the form's (see `ANSWERS` for which are there);
    board: its label in the board's column 'Evidence and outcome', "" for its heading; None where it is not among them.
    """

    key: str
    heading: str
    width: int
    kind: Literal["text", "date", "choice"] = "text"
    choices: tuple[str, ...] = ()
    who: Literal["plan", "shown", "agency"] = "agency"
    blank: Literal["held", "nothing"] = "held"
    kept: Literal["action", "agency", "round"] = "agency"
    merge: Literal["never", "group", "append", "proposal"] = "group"
    prefilled: bool = True
    prompt: str = ""
    master: tuple[str, int] | None = None
    board: str | None = ""


def locked(  # noqa: PLR0913 - what differs between locked columns
    key: str, heading: str, width: int, prompt: str, who: Literal["plan", "shown"] = "plan", board: str | None = None
) -> Field:
    """A column that is not the agency's to fill in."""
    return Field(
        key, heading, width, who=who, blank="nothing", kept="action", merge="never", prompt=prompt, board=board
    )


FIELDS: Final = (
    locked("ref", "Ref", 10, "The action's own number. It never changes."),
    locked("action", "Action", 38, "What your agency is to do, who shares it and who leads it."),
    locked("needed", "Still needed", 16, "What the row still needs, in words.", "shown"),
    locked("target_date", "Target date", 13, "When it is to be done."),
    locked("last_status", "Status last time", 14, "What was reported last time.", "shown"),
    locked("last_progress", "Last time", 36, "What the board asked for, and what you reported last time.", "shown"),
    Field(
        "status", "Status now", 16, "choice", STATUS_CHOICES, master=("Status", 16), board=None,
        prompt="Choose from the list. Complete: done, with evidence. Propose to close: not done, and we ask the board "
        "to stop. Paused: stopped for now.",
    ),
    Field(
        "progress", "Progress since last time", 45, blank="nothing", kept="round", merge="append", prefilled=False,
        master=("Latest progress", 50), board=None,
        prompt="What has been done since last time. Use job titles, not names. Leave blank if nothing is new.",
    ),
    Field(
        "completion_date", "Date completed", 16, "date", board="Completed",
        prompt="The day the action was finished, as day/month/year. Only when the status is Complete.",
    ),
    Field(
        "evidence_given", "Evidence: what, and where held", 34, board="Evidence given",
        prompt="What shows it is done, and where it is kept. Needed when the status is Complete.",
    ),
    Field(
        "outcome", "Outcome: what changed for people", 34, board="Outcome",
        prompt="What is different for people because of it.",
    ),
    Field(
        "proposed_target_date", "Proposed new target date", 19, "date", blank="nothing", kept="round",
        merge="proposal", prefilled=False, board=None,
        prompt="Only to ask for a later date, as day/month/year. Give the reason in the next column.",
    ),
    Field(
        "reason", "Reason (date, paused, closing, reopened)", 30, blank="nothing", kept="round", prefilled=False,
        board=None,
        prompt="Needed for a new date, for Paused, for Propose to close, and when reopening.",
    ),
    Field(
        "query", "Is anything wrong with this action?", 28, blank="nothing", kept="round", merge="proposal",
        prefilled=False, board=None,
        prompt="For example: not our action, the wording is wrong, already replaced. Leave blank if nothing is wrong.",
    ),
    locked(
        "evidence", "Evidence the plan asks for", 30, "What the plan says will show it is done.",
        board="Evidence asked for",
    ),
    locked(
        "recommendation", "Recommendation", 30,
        "The review's recommendation: its number and first words. Click it to read it whole.",
    ),
)  # fmt: skip
"""The form's columns, left to right."""
EARLIER_HEADINGS: Final = {"last_progress": ("Progress last time",)}
"""Headings that a column had on forms issued by earlier versions, which are still taken in."""
BY_KEY: Final = {field.key: field for field in FIELDS}
ALL_COLUMNS: Final = tuple(BY_KEY)
ALWAYS: Final = ("ref", "needed")
"""Columns that are on every form and that no base of a form records: its Ref, and what follows from the others."""
AGENCY_FIELDS: Final = tuple(field for field in FIELDS if field.who == "agency")
LOCKED_FIELDS: Final = tuple(field for field in FIELDS if field.who == "plan" and field.key != "ref")
ANSWER_KEYS: Final = frozenset(field.key for field in AGENCY_FIELDS)
GROUP: Final = tuple(field.key for field in FIELDS if field.merge == "group")
ANSWERS: Final = tuple(field for field in AGENCY_FIELDS if field.merge != "proposal")
"""The answers a plan keeps: each is a column of Actions on master.xlsx, and of the export."""
JOINED: Final = tuple(field.key for field in ANSWERS if field.kind == "text")
"""Answers in words: where several agencies share an action, one cell shows what each of them says."""
ONE_ANSWER: Final = tuple(field.key for field in ANSWERS if field.kind != "text")
"""Choices and dates: of a shared action one cell shows the answer that counts for the whole."""
SAYS_SOMETHING_NEW: Final = tuple(field.key for field in AGENCY_FIELDS if not field.prefilled)
"""Answers a form begins without: any of them filled in says something new."""
BOARD_LABELS: Final = {
    field.key: field.board or field.heading
    for field in sorted(FIELDS, key=lambda field: (field.kind == "date", field.who == "agency"))
    if field.board is not None
}
"""What the board's copy lists of an action under 'Evidence and outcome', dates last: key -> label."""


def columns_shown(as_issued: Mapping[str, Row]) -> tuple[str, ...]:
    """The keys of the columns a form had when it was issued. as_issued: ref -> key -> what it showed, blanks included.
    A column that was added to FIELDS since is not among them, so nothing is asked of it, or said to be missing.
    """
    shown = {key for row in as_issued.values() for key in row}
    return tuple(key for key in ALL_COLUMNS if key in shown or key in ALWAYS)


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
    """Filled in by the coordinator on a row they add to Actions, also where it is grey on existing rows."""


def of_form(
    key: str,
    width: int = 0,
    kind: Literal["text", "date"] = "text",
    who: Literal["coordinator", "grey"] = "grey",
    *,
    new_row: bool = False,
) -> MasterColumn:
    """A column of master.xlsx that shows the plan's own words of a column of the form, under the same heading."""
    field = BY_KEY[key]
    return MasterColumn(key, field.heading, width or field.width, kind, who, new_row=new_row)


def of_answer(field: Field) -> MasterColumn:
    """The column of Actions that shows an agency's answer."""
    heading, width = field.master or (field.heading, field.width)
    return MasterColumn(field.key, heading, width, field.kind, "answer", field.choices)


YES: Final = ("Yes",)
TAKE_WORDS: Final[Mapping[Take, str]] = {
    Take.OURS: "Keep the plan",
    Take.THEIRS: "Use the return",
    Take.VALUE: "Use my wording",
    Take.ASK: "Ask the agency",
    Take.READ: "Read",
}
"""What each way of deciding is called in general; `Take.BASE` is for the command line alone.

`core.returns.fitting_answers` has the words for questions of one kind, and those of `Take.MEANT`."""
DECISIONS: Final = tuple(words for take, words in TAKE_WORDS.items() if take is not Take.READ)
"""The drop-down of most rows of Decisions."""
ROLES: Final = ("To", "Copy", "Deputy", "Escalate to")
BOARD_CHOICES: Final = tuple(str(decision) for decision in BoardDecision if decision)
ENTERED_FROM: Final = ("E-mail", "Telephone", "Meeting")

MASTER_SHEETS: Final[Mapping[str, tuple[MasterColumn, ...]]] = {
    "Actions": (
        of_form("ref", 14),
        MasterColumn("number", "Recommendation no.", 16, new_row=True),
        of_form("recommendation", 53, new_row=True),
        MasterColumn("agency", "Agency", 14, who="coordinator"),
        MasterColumn("supporting", "Shared with", 14, who="coordinator"),
        of_form("action", 45, who="coordinator", new_row=True),
        of_form("evidence", who="coordinator", new_row=True),
        MasterColumn("target_date_text", "Target date as written", 20),
        of_form("target_date", 14, "date", "coordinator", new_row=True),
        MasterColumn("agreed_target_date", "Agreed new target date", 14, "date", "coordinator"),
        MasterColumn("brag", "Standing now", 20),
        MasterColumn("answers", "About the status", 22),
        *(of_answer(field) for field in ANSWERS),
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
        of_form("ref", 14),
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
        MasterColumn("is_now", "Is now (agency code)", 20, who="coordinator"),
        MasterColumn("is_now_from", "Is now: from", 14, "date", "coordinator"),
    ),
    "Returns": (
        MasterColumn("as_at", "As at", 14, "date"),
        MasterColumn("agency", "Agency", 14),
        MasterColumn("sent", "Workbook written", 14, "date"),
        MasterColumn("letter_sent", "Letter sent on", 14, "date", "coordinator"),
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
    "Changes": (
        MasterColumn("when", "When", 18),
        MasterColumn("who", "By", 24),
        MasterColumn("how", "How", 24),
        of_form("ref", 14),
        MasterColumn("field", "Field", 20),
        MasterColumn("before", "From", 45),
        MasterColumn("after", "To", 45),
        MasterColumn("source", "File and cell", 36),
        MasterColumn("run", "Run", 10, "number"),
    ),
}
"""Every sheet of master.xlsx but Today, in order, each a table of MasterColumns."""
