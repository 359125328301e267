"""The text of the sheet Guidance: how to fill in the form; the columns are explained from FIELDS."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.columns import FIELDS, MAX_TEXT
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS
from dhr_xl.workbooks.form.still_needed import NEEDED_WORDS

PRIVACY: Final = "Use the pseudonym and job titles. Do not name the person who died, their family or staff."
LISTS_TITLE: Final = "The choices of the drop-down lists"
IN_FULL_TITLE: Final = "Texts that are too long for their row, in full"

HOW: Final = (
    (
        "1. Anything new to report?",
        (
            "At the top of the form. If nothing has changed for any action, choose 'No, nothing "
            "has changed', say who completed the form, and send it back: that is all."
        ),
    ),
    (
        "2. Fill in the yellow cells",
        (
            "One row is one action. Scroll right to the yellow columns. What is grey is locked: "
            "if something there is wrong, say so in the last column."
        ),
    ),
    (
        "3. Look at 'Still needed'",
        (
            "The second column says in words what a row still needs: 'OK' means nothing. The line "
            "above the table counts the rows that need something. Cells that need filling are marked in orange as well."
        ),
    ),
    (
        "4. Save and send it back",
        (
            "Save it as an Excel workbook (.xlsx), under any name, and send it to the address in the "
            "second line of the form. Please do not change the return reference or send it as a PDF."
        ),
    ),
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
)
"""The words of the column Still needed."""
MORE: Final = (
    ("Dates", "As day/month/year, for example 30/06/2015."),
    (
        "Long answers",
        (
            f"An answer may have up to {MAX_TEXT:,} characters. Put evidence where you keep it and say where; do "
            "not paste it in. Rows can be made higher, columns wider, and the table can be filtered."
        ),
    ),
    ("Pasting", "Paste as values (Paste Special), so that the lists and colours stay as they are."),
    (
        "Several colleagues",
        (
            "Colleagues may each return a copy of this workbook, with the rows they know filled in. "
            "Cells left as they were sent count as 'nothing said', so the copies do not undo each other."
        ),
    ),
    (
        "Text that is cut off",
        (
            "Where a text is too long for its row, it says so, and the Ref is a link: click it to read the "
            "text whole on the sheet 'In full'."
        ),
    ),
    ("Actions that are closed", "Rows in darker grey were closed by the board. There is nothing to fill in."),
    (
        "Screen readers",
        "The sheets are locked only to prevent accidents. If that is in your way, ask for the password.",
    ),
)


class GuidanceLine(NamedTuple):
    """One line of the sheet. kind: how it looks; second: what the term in `first` means, or ''."""

    kind: Literal["rule", "title", "section", "term"]
    first: str
    second: str = ""


def guidance_lines() -> tuple[GuidanceLine, ...]:
    """Give the sheet's lines, top to bottom."""
    columns = ((field.heading, field.prompt) for field in FIELDS)
    sections = (
        ("How to fill in the form", HOW),
        ("Status", STATUSES),
        ("The words in 'Still needed'", NEEDED),
        ("The columns", columns),
        ("Good to know", MORE),
    )
    lines = [GuidanceLine("rule", PRIVACY)]
    for at, (title, terms) in enumerate(sections):
        lines.append(GuidanceLine("section" if at else "title", title))
        lines += [GuidanceLine("term", term, meaning) for term, meaning in terms]
    return tuple(lines)
