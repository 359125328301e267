"""The text of the sheet Guidance: how to fill in the form; the columns are explained from FIELDS."""

from __future__ import annotations

from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import FIELDS, MAX_TEXT
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS
from dhr_xl.workbooks.form.still_needed import NEEDED_WORDS, NO_DAY, NOT_LISTED, SAYS_NO
from dhr_xl.workbooks.form.words import heading_of
from dhr_xl.workbooks.xlsx.addresses import column_letters

_FILL_IN: Final = [column_letters(at) for at, field in enumerate(FIELDS, 1) if field.who == "agency"]
FILLED_IN: Final = f"columns {_FILL_IN[0]} to {_FILL_IN[-1]}"
PRIVACY: Final = "Use the pseudonym and job titles. Do not name the person who died, their family or staff."
GUIDANCE_TITLE: Final = "Guidance: how to fill in this form"
GUIDANCE_HEADINGS: Final = ("Part", "About", "What to know")
LISTS_TITLE: Final = "The choices of the drop-down lists"
RECOMMENDATIONS_TITLE: Final = "The recommendations in full, and other texts too long for their row"

HOW: Final = (
    (
        "1. Answer the questions on Start",
        (
            "If nothing has changed for any action, choose 'No, nothing has changed' and give your job title: "
            "that is all, except for an action that the board sent back: it needs an answer. If Excel shows a yellow "
            "bar at the top, press Enable Editing first."
        ),
    ),
    (
        "2. Fill in the sheet Return",
        (
            f"One row is one action. {FILLED_IN[0].upper()}{FILLED_IN[1:]} are yours: their headings say (fill in), "
            "and their cells are yellow. What is grey is locked: if it is wrong, say so in the last of them."
        ),
    ),
    (
        "3. Look at 'Still needed'",
        (
            "It says in words what a row still needs: 'OK' means nothing. Start says when the form is ready to send. "
            "Cells that still need an answer turn orange, with bold letters."
        ),
    ),
    (
        "4. Save and send it back",
        (
            "Save it as an Excel workbook (.xlsx), under any name, and send it to the address on Start. Do not change "
            "the return reference, and do not send it as a PDF. Ring the contact on Start if anything is unclear."
        ),
    ),
)
PASTING: Final = (
    "Paste into one cell at a time: press F2 (or double-click the cell) first, so that several paragraphs stay in it. "
    "Where you paste a whole column, paste it as values (Paste Special)."
)
STATUSES: Final = (
    ("Not started", "Nothing has been done yet."),
    ("In progress", "Work has begun and goes on. 'Ongoing' is not an end: say what will end it."),
    ("Paused", "Stopped for now. Give the reason."),
    ("Complete", "Done, with evidence. Give the date completed, the evidence and where it is held, and the outcome."),
    ("Propose to close", "Not done, and we ask the board to stop. Give the reason."),
)
"""Each status and what it means, in the order of the list."""
NEEDED: Final = (
    ("OK", "Nothing more is needed."),
    ("Update", "Nothing new has been said of this action yet: say how it stands."),
    ("Status", "Choose a status."),
    (
        ", ".join(NEEDED_WORDS[key] for key in COMPLETE_NEEDS),
        "The action is newly Complete: say these three things as well. Evidence alone: the board asked for more of it.",
    ),
    ("Reason", "Say why: a new date, Paused, Propose to close, or Complete no longer."),
    (NOT_LISTED, "The status was pasted and is none of the words of the drop-down list: choose one."),
    (
        NO_DAY,
        "Give one day as day/month/year: a date completed not after today, a new date after the day the form is as at.",
    ),
    (SAYS_NO, "The row has an answer, but question 1 on Start says that nothing has changed. Choose 'Yes' there."),
)
"""The words of the column Still needed."""
MORE: Final = (
    ("Pasting", PASTING),
    (
        "Long answers",
        (
            f"An answer may have up to {MAX_TEXT:,} characters. Put a longer document with your evidence, say where it "
            "is kept, and write a summary here. Rows can be made higher, columns wider, and the table can be filtered."
        ),
    ),
    ("Dates", "One day as day/month/year, for example 30/06/2015. A month alone is not a day."),
    (
        "Several colleagues",
        (
            "Colleagues may each return a copy of this workbook, with the rows they know filled in. Cells left as they "
            "were sent count as 'nothing said', so the copies do not undo each other."
        ),
    ),
    (
        "Text that is cut off",
        (
            "A text that ends in 'whole text: sheet Recommendations' is a link: click it to read the whole of it. "
            "Where 'Still needed' speaks of a long answer, its cell holds all of it; print shows the beginning."
        ),
    ),
    (
        "Large letters",
        (
            "At a high zoom, columns A and B take most of the screen. To see a wide answer whole, make column B "
            "narrower, or choose View, Freeze Panes, Unfreeze Panes."
        ),
    ),
    ("Actions that are closed", "Rows in darker grey were closed by the board. There is nothing to fill in."),
    (
        "Screen readers",
        "The sheets are locked only to prevent accidents. If that is in your way, ask for the password.",
    ),
)


class GuidanceLine(NamedTuple):
    """One row of the sheet."""

    part: str
    about: str
    text: str


def guidance_lines() -> tuple[GuidanceLine, ...]:
    """Give the sheet's rows, top to bottom."""
    columns = ((heading_of(field), field.prompt) for field in FIELDS)
    parts = (
        ("How to fill in the form", HOW),
        ("Good to know", MORE),
        ("Status", STATUSES),
        ("Words of 'Still needed'", NEEDED),
        ("Columns", columns),
    )
    return tuple(GuidanceLine(part, about, text) for part, lines in parts for about, text in lines)
