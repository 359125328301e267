"""Write an imported plan as a table again, in the shapes councils use: in Word and in Excel."""

import re

import openpyxl
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

SHAPES = ("columns_merged", "columns_repeated", "columns_blank", "printed_merged", "printed_blank")
"""columns: the number and the agency have columns of their own; printed: sections, and labels in the action's cell."""
HEADINGS = ("Recommendation", "Action to be taken", "Evidence", "Target date", "Progress")
DOWN, ACROSS = object(), object()
"""A cell merged into the one above it, or into the one to its left."""


def rows_of(plan, shape):
    """Return the rows of the plan's table, headings first."""
    columns, _, again = shape.partition("_")
    names = {agency.code: agency.name for agency in plan.agencies}
    rows = [("No", "Agency", *HEADINGS) if columns == "columns" else HEADINGS]
    section = ""
    for recommendation in plan.recommendations:
        if columns == "printed" and recommendation.section != section:
            section = recommendation.section
            rows.append((section, *[ACROSS] * (len(HEADINGS) - 1)))
        for place, action in enumerate(recommendation.actions):
            cells = (action.evidence, action.target_date_text, action.progress)
            repeated = {"merged": DOWN, "blank": ""}.get(again) if place else None
            if columns == "columns":
                first = (recommendation.number, names[action.agency], recommendation.text)
                if repeated is not None:
                    first = (repeated, names[action.agency], repeated)
                rows.append((*first, without_label(action.action, plan), *cells))
            else:
                text = f"{recommendation.number}. {recommendation.text}" if repeated is None else repeated
                rows.append((text, action.action, *cells))
    return rows


def without_label(text, plan):
    """Return an action's words without the agency's name before them, which then has its own column."""
    labels = {name for agency in plan.agencies for name in (agency.code, agency.name, *agency.aliases)}
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and label in labels else text


def write_word(rows, path):
    """Write the rows as the only table of a Word document in landscape."""
    document = Document()
    document.styles["Normal"].font.size = Pt(8)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.2)
    document.add_heading("Domestic Homicide Review Action Plan", 1)
    document.add_paragraph("Progress report as at 30 June 2015")
    table = document.add_table(len(rows), len(rows[0]))
    table.style = "Table Grid"
    grid = [row.cells for row in table.rows]
    for y, row in enumerate(rows):
        for x, (cell, text) in enumerate(zip(grid[y], row, strict=True)):
            if text is ACROSS and x == len(row) - 1:
                grid[y][0].merge(cell)
            elif text is DOWN:
                grid[y - 1][x].merge(cell)
            elif text is not ACROSS:
                cell.text = text
    for cell in table._tbl.iter_tcs():
        for paragraph in cell.p_lst[1:]:
            if not paragraph.xpath(".//w:t"):
                cell.remove(paragraph)
    document.save(path)


def write_excel(rows, path):
    """Write the rows as a sheet under a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Action plan"
    sheet.append(["Domestic Homicide Review Action Plan"])
    sheet.append(["Progress report as at 30 June 2015"])
    for y, row in enumerate(rows, 3):
        sheet.append([None if text in (ACROSS, DOWN) else text or None for text in row])
        if ACROSS in row:
            sheet.merge_cells(start_row=y, end_row=y, start_column=1, end_column=len(row))
    for x in range(len(rows[0])):
        start = 0
        for y, row in enumerate([*rows, ("",) * len(rows[0])]):
            if row[x] is DOWN:
                continue
            if y - start > 1:
                sheet.merge_cells(start_row=start + 3, end_row=y + 2, start_column=x + 1, end_column=x + 1)
            start = y
    book.save(path)


WRITERS = {"docx": write_word, "xlsx": write_excel}


def words(text):
    """Return the words of a text in lower case."""
    return re.findall(r"[^\W_]+", text.lower())
