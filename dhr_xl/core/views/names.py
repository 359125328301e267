"""The names of sheets and the defined names of our workbooks: templates, writers, readers and tests take them here."""

from collections.abc import Mapping
from typing import Final

START, RETURN, RECOMMENDATIONS, GUIDANCE, LISTS = "Start", "Return", "Recommendations", "Guidance", "Lists"
"""The sheets of an agency's form, in order; master.xlsx has Lists as well."""
IN_FULL: Final = "In full"
"""The sheet of texts too long for a row, on master.xlsx; an agency's form has them on Recommendations."""
CORRECT: Final = "To correct"
"""The first sheet of a corrections copy; no ordinary form has it."""
TODAY: Final = "Today"
"""The first sheet of master.xlsx; `columns.MASTER_SHEETS` names those that follow."""

RETURN_REFERENCE: Final = "dhr_return_reference"
"""The cell of a form's return reference, and the custom property that repeats it."""
PLAN_CELL, AGENCY_CELL, AS_AT_CELL, DUE_CELL = "dhr_plan", "dhr_agency", "dhr_as_at", "dhr_due"
ANYTHING_NEW_CELL, COMPLETED_BY_CELL, REMARKS_CELL = "dhr_anything_new", "dhr_completed_by", "dhr_remarks"
MARKING_CELL, RETURN_TO_CELL, CONTACT_CELL = "dhr_marking", "dhr_return_to", "dhr_contact"
SINGLE_NAMES: Final = (
    RETURN_REFERENCE, PLAN_CELL, AGENCY_CELL, AS_AT_CELL, DUE_CELL, ANYTHING_NEW_CELL, COMPLETED_BY_CELL, REMARKS_CELL,
)  # fmt: skip
"""The form's single cells, without which a template is none; others it may lack."""
COLUMN_PREFIX: Final = "dhr_col_"
TITLE_NAME, LIST_NAME = "dhr_correct_title", "dhr_correct_list"
"""On the sheet To correct: its title, and its table from the headings to the last line."""

MEETING_PREFIX: Final = "dhr_meeting_"
"""Begins the defined names of the columns of the board's workbook."""
ANSWERS_RANGE: Final = "dhr_answers"
"""Begins the names of the ranges that may be changed on a locked sheet."""

MASTER_REFERENCE: Final = "dhr_master_reference"
MASTER_GENERATION: Final = "dhr_master_generation"
"""Single cells on Today, and the custom properties that repeat them."""
NEXT_AS_AT: Final = "dhr_next_as_at"
NEXT_DUE: Final = "dhr_next_due"
"""Two cells on Today which the button Issue reads: the as-at date, and the day answers are due."""

FORMER_SHEETS: Final[Mapping[str, str]] = {"Changes": "History"}
"""A sheet of master.xlsx -> its name in masters written before (Excel keeps "History" for itself)."""

ROW_KEYS: Final[Mapping[str, str]] = {"Actions": "ref", "Decisions": "id", "To check": "id"}
"""Sheet -> the column that names its rows; rows of other sheets are named by their number."""


def column_name(key: str) -> str:
    """The defined name of a column of the form; it covers the heading and the rows under it."""
    return f"{COLUMN_PREFIX}{key}"


def master_name(sheet: str, key: str) -> str:
    """The defined name of a column of master.xlsx; it covers the heading and the rows under it."""
    return f"dhr_{sheet_slug(sheet)}_{key}"


def sheet_slug(sheet: str) -> str:
    """A sheet's name as used in defined names: ``to_check``."""
    return sheet.lower().replace(" ", "_")


def list_name(key: str) -> str:
    """The defined name of the choices of a column, by the column's key."""
    return f"dhr_list_{key}"
