"""Editions of a small plan's document, as a council writes them in Word."""

from __future__ import annotations

from typing import NamedTuple

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from docx.shared import Cm

HEADINGS = (
    "No", "Recommendation", "Action to take", "Lead agency", "Target date", "Evidence", "Progress", "Status",
)  # fmt: skip
WIDTHS = (1.2, 5.2, 4.6, 2.8, 2.8, 2.4, 3.2, 2.4)
"""Centimetres of each column: on paper, no heading is broken in two."""


class Line(NamedTuple):
    """One row of the document's table."""

    number: str
    recommendation: str
    action: str
    agency: str
    date: str
    evidence: str = ""
    progress: str = ""
    status: str = "Not started"


FIRST = (
    Line(
        "1", "Officers should assess the risk to every victim at every call.",
        "Train all response staff in risk assessment", "Northmoor Police", "31 March 2025", "Training records",
        "Training begun in May.", "In progress",
    ),
    Line(
        "2", "The Trust should record who attends with a patient.",
        "Change the record form used in emergency care", "Northmoor Hospitals Trust", "30 June 2025", "The form",
        "Form drafted.", "In progress",
    ),
    Line(
        "3", "Housing officers should ask about the safety of tenants.",
        "Add the question to the tenancy visit sheet", "Northmoor Council Housing", "31 May 2025", "The sheet",
    ),
    Line(
        "4", "Agencies should share concerns about carers with one another.",
        "Write a protocol for sharing concerns", "Northmoor Police", "30 September 2025", "", "First draft out.",
        "In progress",
    ),
    Line(
        "5", "Practices should be told how to mark records of domestic abuse.",
        "Send a briefing to every practice", "Northmoor Hospitals Trust", "31 July 2025", "", "Sent.", "Complete",
    ),
)  # fmt: skip
PROBATION = Line(
    "3", "Probation should check addresses before release of an offender.", "Check every address before release",
    "Northmoor Probation", "30 November 2025",
)  # fmt: skip
SCHOOLS = Line(
    "6", "Schools should know whom to call about a child at risk.", "Send schools the list of contacts",
    "Northmoor Council Housing", "31 January 2026",
)  # fmt: skip
SECOND = (
    FIRST[0],
    FIRST[1]._replace(date="31 December 2025", progress="Form in use in two wards."),
    PROBATION,
    FIRST[4]._replace(number="4"),
    FIRST[2]._replace(number="5", action="Add the question to the tenancy visit sheet and the leaflet", status="In progress"),
    SCHOOLS,
)  # fmt: skip
"""Two rows changed, two new, one withdrawn (4), one moved (5 is now 4)."""


def write_docx(path, lines, headings=HEADINGS):
    """Write an edition as Word saves it."""
    document = docx.Document()
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, page.page_height, page.page_width
    document.add_heading("Northmoor domestic homicide review action plan")
    document.add_paragraph("Progress as at 31 March 2025")
    table = document.add_table(rows=1, cols=len(headings))
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
    places = [HEADINGS.index(heading) for heading in headings]
    for line in lines:
        for cell, place in zip(table.add_row().cells, places, strict=True):
            cell.text = line[place]
    table.autofit = False
    for column, place in zip(table.columns, places, strict=True):
        column.width = Cm(WIDTHS[place])
    for row in table.rows:
        for cell, place in zip(row.cells, places, strict=True):
            cell.width = Cm(WIDTHS[place])
    document.save(path)
    return path


def write_xlsx(path, lines):
    """Write an edition as Excel saves it."""
    book = openpyxl.Workbook()
    book.active.append(["Northmoor domestic homicide review action plan"])
    book.active.append(["Progress as at 31 March 2025"])
    book.active.append(HEADINGS)
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


WRITERS = {"docx": write_docx, "xlsx": write_xlsx}
"""How an edition is written, by the ending of its file."""
