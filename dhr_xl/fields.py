"""FIELDS, the one table of the return form's columns. The writer, the reader, the rules and the merge all read it."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from dhr_xl.model import STATUS_WORDS, Status

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
