"""What the board's workbook says beside its rows, and the names of its sheets and columns."""

from typing import Final

from dhr_xl.core.plan.meeting import CHOICES, COLUMNS, Ask
from dhr_xl.core.views.names import MEETING_PREFIX

SHEET, WHOLE = "Board decisions", "Whole texts"
"""The sheet with the rows, and the one for texts too tall for a row; then come `names.GUIDANCE` and `names.LISTS`."""
GOES_ON: Final = " … (whole text: sheet Whole texts)"
"""Ends a text that is cut."""
REFERENCE: Final = "Return reference (leave as it is): {reference}"
SEND_BACK: Final = "Fill in the yellow columns {first} to {last}, save, and send this workbook back{to}."
LETTERS: Final = {column.key: chr(ord("A") + at) for at, column in enumerate(COLUMNS)}
"""Key of a column -> its letter."""
ASKED: Final = {
    Ask.SIGN_OFF: "Where a sign-off is asked",
    Ask.DATE: "Where a new target date is asked for",
    Ask.CLOSE: "Where an agency proposes to close an action that is not done",
}
GUIDANCE_LINES: Final = (
    "Use the pseudonym and job titles. Do not name the person who died, their family or staff.",
    f"Fill in columns {LETTERS['decision']} to {LETTERS['decided_on']} on the sheet {SHEET}. The rest is locked.",
    *(f"{words}: choose {', '.join(CHOICES[ask])}." for ask, words in ASKED.items()),
    "More evidence needed, Not agreed and Keep open send the action back: its agency owes an answer again.",
    f"Note (column {LETTERS['note']}): the agency reads it on its next form. Say what evidence is wanted, and why.",
    f"Decided on (column {LETTERS['decided_on']}): day/month/year. Left blank, it is the day this is taken in.",
    "Leave a row blank where nothing was decided: the action stays for the next meeting.",
    "To paste text into a cell, press F2 first. If Excel shows a yellow bar, press Enable Editing.",
    "Any file name is fine coming back. Leave the return reference as it is.",
)
"""The lines of the sheet Guidance."""


def choices_text(ask: Ask) -> str:
    """The choices of a row, as a sentence names them: "Signed off, More evidence needed or Not agreed"."""
    *first, last = CHOICES[ask]
    return f"{', '.join(first)} or {last}"


def column_name(key: str) -> str:
    """The defined name of a column of the board's workbook."""
    return f"{MEETING_PREFIX}{key}"
