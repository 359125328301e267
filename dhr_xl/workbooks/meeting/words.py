"""What the board's workbook says beside its rows, and the names of its sheets and columns."""

from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.core.plan.meeting import CHOICES, COLUMNS, Ask
from dhr_xl.core.plan.words import counted, listed
from dhr_xl.core.views.names import MEETING_PREFIX

SHEET, WHOLE = "Board decisions", "Whole texts"
"""The sheet with the rows, after `names.START`, and the one for texts too tall for a row; then come `names.GUIDANCE`
and `names.LISTS`.
"""
GOES_ON: Final = " … (whole text: sheet Whole texts)"
"""Ends a text that is cut."""
LETTERS: Final = {column.key: chr(ord("A") + at) for at, column in enumerate(COLUMNS)}
"""Key of a column -> its letter."""
REFERENCE: Final = "Return reference (leave as it is)"
"""The label of the return reference on Start."""
WHAT_IT_IS: Final = (
    f"The board decides each row of the sheet {SHEET} at its meeting. Fill it in, save, and send this workbook back.",
    "If Excel shows a yellow bar, press Enable Editing.",
)
AFTER_THE_MEETING: Final = "After the meeting"
STEPS: Final = (
    (
        "1. Choose a decision",
        f"Column {LETTERS['decision']}: the drop-down has what fits. A row left blank stays for the next meeting.",
    ),
    (
        "2. Say why",
        f"Column {LETTERS['note']}: the agency reads the note beside the decision. Use job titles, not names.",
    ),
    ("3. Say when", f"Column {LETTERS['decided_on']}: day/month/year. Left blank, it is the day this is taken in."),
)
"""How to fill in the rows, as Start says it: what to do, and where and how."""
READY_LABEL, GO, HOW, BACK = "Ready to send?", "Go to the decisions", "How to fill this in", "Back to Start"
FILL_IN_LINE: Final = f"Fill in the yellow columns {LETTERS['decision']} to {LETTERS['decided_on']}."
ASKED: Final = {
    Ask.SIGN_OFF: "Where a sign-off is asked",
    Ask.DATE: "Where a new target date is asked for",
    Ask.CLOSE: "Where an agency proposes to close an action that is not done",
}
GUIDANCE_LINES: Final = (
    "Use the pseudonym and job titles. Do not name the person who died, their family or staff.",
    f"Fill in columns {LETTERS['decision']} to {LETTERS['decided_on']} on the sheet {SHEET}. The rest is locked.",
    *(f"{words}: choose {', '.join(CHOICES[ask])}." for ask, words in ASKED.items()),
    "Keep open, More evidence needed and a sign-off that is Not agreed send the action back: its agency must answer.",
    "A new date that is Not agreed sends nothing back: the date stays, and its agency is told so.",
    f"Note (column {LETTERS['note']}): the agency reads it in its next letter and form. Say what evidence is wanted.",
    "A note without a decision goes to the coordinator, who may send it on.",
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


def asked_text(asks: Sequence[Ask]) -> str:
    """How many decisions are asked for, and which: "3: 2 sign-offs and 1 new date"."""
    names = {Ask.SIGN_OFF: "sign-off", Ask.DATE: "new date", Ask.CLOSE: "closing"}
    each = [counted(asks.count(ask), name) for ask, name in names.items() if ask in asks]
    return f"{len(asks)}: {listed(each)}" if asks else "None"


def ready_text(decided: int, noted: int, rows: int) -> str:
    """What Start says before the workbook is sent back. noted: how many rows have a note but no decision."""
    if noted:
        return f"Not yet: {counted(noted, 'row has', 'rows have')} a note but no decision"
    return f"Ready to send: {decided} of {rows} decided" if decided else "Not yet: no decision is filled in"


def ready_formula(first: int, last: int) -> str:
    """Write the same as a formula. first, last: the rows on the sheet; no cell that is cut and pasted moves them."""
    decision, note = (
        f"INDEX('{SHEET}'!${letter}:${letter},{first}):INDEX('{SHEET}'!${letter}:${letter},{last})"
        for letter in (LETTERS["decision"], LETTERS["note"])
    )
    decided, noted = f'COUNTIF({decision},"?*")', f'SUMPRODUCT(({decision}="")*({note}<>""))'
    return (
        f'=IF({noted}>0,"Not yet: "&{noted}&IF({noted}=1," row has"," rows have")&" a note but no decision",'
        f'IF({decided}=0,"{ready_text(0, 0, 0)}","Ready to send: "&{decided}&" of {last - first + 1} decided"))'
    )


def ready_texts(rows: int) -> Iterable[str]:
    """Everything that Start may say of so many rows."""
    for number in range(rows + 1):
        yield ready_text(number, 0, rows)
        yield ready_text(0, number, rows)


def earlier_texts(reference: str, return_to: str) -> Iterable[str]:
    """What workbooks made by earlier versions said, above their rows, on the first sheet and on Guidance."""
    to = f" to {return_to}" if return_to else ""
    yield f"{REFERENCE}: {reference}"
    yield f"Fill in the yellow columns H to J, save, and send this workbook back{to}."
    yield "Column I: the agency reads the note on its next form. Use job titles, not names."
    yield "More evidence needed, Not agreed and Keep open send the action back: its agency owes an answer again."
    yield "Note (column I): the agency reads it on its next form. Say what evidence is wanted, and why."


def column_name(key: str) -> str:
    """The defined name of a column of the board's workbook."""
    return f"{MEETING_PREFIX}{key}"
