"""The layout that the writer and the reader of master.xlsx share: rows, and the words at the head of each sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.views.names import ROW_KEYS

WORKING_FILE: Final = "Working file: do not send"
TITLE_ROW, LINE_ROW, MARKING_ROW, LEGEND_ROW, HEADING_ROW = range(5)
"""Rows of every sheet but Today, counted from 0; the rows of the table follow the headings."""
IN_FULL_HEADINGS: Final = ("Sheet", "Row", "Column", "Part", "Text")
CONTINUED: Final = " … (continued on the sheet In full)"
"""The end of a text cut to what a cell holds; the sheet In full has the whole of it."""


def row_name(sheet: str, values: Row, number: int) -> str:
    """Name a row for `In full`. number: its row on its sheet, from 1."""
    return values.get(ROW_KEYS.get(sheet, ""), "") or f"row {number}"


class SheetDetails(NamedTuple):
    """What a sheet says of itself, and how it behaves.

    line: the sentence under its title; empty: said there instead while it has no rows; spare: rows below the table
    prepared for rows the coordinator adds; keep: columns frozen at the left and repeated on each printed page;
    breaks: keys of the columns that begin a further printed page.
    """

    line: str
    empty: str = "Nothing here yet."
    spare: int = 0
    keep: int = 1
    breaks: tuple[str, ...] = ()


ABOUT: Final[Mapping[str, SheetDetails]] = {
    "Actions": SheetDetails(
        "One row an action. Change what is yours, the plan's own words too where they are wrong, save, then collect. "
        "To add an action, fill in the first empty row below the table and leave Ref blank.",
        spare=200, keep=1, breaks=("status",),
    ),
    "Decisions": SheetDetails(
        "Until you decide, the plan stays as it is. Open questions come first; choose in 'Your decision', save, then "
        "collect.",
        empty="Until you decide, the plan stays as it is. There is nothing to decide now.",
    ),
    "To check": SheetDetails(
        "What was guessed when the plan was taken in: what needs you first. Choose Yes under 'Checked' if it is right; "
        "on a dark row, Yes ticks every row of its group. If it is wrong, write the right words under 'Put right'.",
        empty="Nothing was guessed when the plan was taken in, so there is nothing to check.",
    ),
    "Agencies": SheetDetails(
        "One row a contact. To add a contact or an agency, use the first empty row below the table; Name or Aliases "
        "left blank mean as above. A day under Until ends a contact. BOARD receives the consolidated workbook. Where "
        "another agency took over, write its code under 'Is now': the open rows move to it.",
        spare=200,
    ),
    "Returns": SheetDetails(
        "One row a workbook sent, newest round first. A later day under 'Extended to' is obeyed by status and chase.",
        empty="Nothing has been sent out yet.", keep=2,
    ),
    "Changes": SheetDetails(
        "Every change of the last two rounds, newest first. The command has them all: dhr-xl history",
        empty="Nothing has changed yet.",
    ),
}  # fmt: skip
LEGEND: Final = (
    ("coordinator", "Yellow: yours to change"),
    ("answer", "Blue: an agency's answer; if you enter one, say for whom and from where"),
    ("grey", "Grey: only shown; a change here is reported and not taken"),
    ("done", "Grey letters: finished, and kept"),
)
"""Each look of a cell and its meaning in words, shown in that colour."""
