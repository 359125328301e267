"""Build workbook_templates/return.xlsx from FIELDS: the agency's form, which a council may restyle in Excel.

Run ``python scripts/build_templates.py`` after a change of FIELDS. The same columns give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any, Final

import xlsxwriter

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dhr_xl.core.plan.columns import FIELDS  # noqa: E402 - the path comes first
from dhr_xl.core.views.names import GUIDANCE, IN_FULL, LISTS, RETURN, RETURN_REFERENCE, column_name  # noqa: E402
from dhr_xl.workbooks.fitting import fit_row  # noqa: E402
from dhr_xl.workbooks.form.guidance import IN_FULL_TITLE, LISTS_TITLE, guidance_lines  # noqa: E402
from dhr_xl.workbooks.form.still_needed import WANTS, mark_formula  # noqa: E402
from dhr_xl.workbooks.form.words import FORM_CELLS, FORM_LISTS, HEADING_ROW  # noqa: E402
from dhr_xl.workbooks.xlsx.addresses import column_letters  # noqa: E402

TARGET: Final = ROOT / "workbook_templates" / "return.xlsx"
CREATED: Final = dt.datetime(2015, 6, 30)
SAMPLE_ROWS: Final = ("ordinary", "closed", "too long")
"""The rows whose cell styles the writer copies: an open row, a closed row, a row with a text too long for it."""
ROW_HEIGHTS: Final = (22.5, 16.5, 32.25, 16.5, 41.25)
"""Points; 129 in all, so that the frozen rows leave room for the table on a tablet."""
MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.75}
PAPER_A3, PAPER_A4 = 8, 9
GUIDANCE_WIDTHS: Final = (34, 78)
GUIDANCE_HEIGHTS: Final = {"title": 30, "section": 30}

INK, PALE, LINE, YELLOW, AMBER, GREY = "#1F2A37", "#F3F4F6", "#9AA5B1", "#FFF9C4", "#FFD54F", "#D5D9DE"
BASE: Final = {"font_name": "Arial", "font_size": 12, "valign": "top", "font_color": INK}
BOX: Final = {"border": 1, "border_color": LINE, "text_wrap": True, "align": "left"}
FILL_IN: Final = {"bg_color": YELLOW, "locked": False}
DAY: Final = "dd/mm/yyyy"
LINK: Final = {"font_color": "#0B57D0", "underline": 1}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "marking": {"bold": True, "valign": "vcenter", "font_color": "#9B1C1C"},
    "plain": {"valign": "vcenter"},
    "label": {"align": "right", "valign": "vcenter", "indent": 1},
    "value": {"bold": True, "align": "left", "valign": "vcenter"},
    "day": {"bold": True, "align": "left", "valign": "vcenter", "num_format": DAY},
    "due": {"bold": True, "align": "left", "valign": "vcenter", "num_format": '"Return by "d mmmm yyyy'},
    "question": {"bold": True, "align": "right", "valign": "vcenter", "text_wrap": True, "indent": 1},
    "answer": {**BOX, **FILL_IN, "valign": "vcenter"},
    "answer_short": {**BOX, **FILL_IN, "valign": "vcenter", "text_wrap": False},
    "count": {"bold": True, "valign": "vcenter"},
    "link": {**LINK, "valign": "vcenter"},
    "heading": {**BOX, "bold": True, "bg_color": "#33475B", "font_color": "#FFFFFF", "valign": "vcenter"},
    "heading_fill_in": {**BOX, "bold": True, "bg_color": AMBER, "valign": "vcenter"},
    "row": {**BOX, "bg_color": PALE},
    "row_ref": {**BOX, "bg_color": PALE, "bold": True},
    "row_day": {**BOX, "bg_color": PALE, "num_format": DAY},
    "row_link": {**BOX, **LINK, "bg_color": PALE, "bold": True},
    "fill_in": {**BOX, **FILL_IN},
    "fill_in_day": {**BOX, **FILL_IN, "num_format": DAY},
    "closed": {**BOX, "bg_color": GREY},
    "closed_day": {**BOX, "bg_color": GREY, "num_format": DAY},
    "rule": {"bold": True, "font_color": "#9B1C1C"},
    "section": {"bold": True, "font_size": 14, "valign": "vcenter"},
    "term": {"text_wrap": True, "bold": True},
    "words": {"text_wrap": True},
}
MARK: Final = {"bg_color": "#FFD8A8", "bold": True, "border": 1, "border_color": "#C2410C"}
"""The style of a cell that still needs an answer; Still needed says which."""


def look_of(sample: str, field: Any) -> str:
    """Choose the style of a column's cell in one of the sample rows."""
    day = "_day" if field.kind == "date" or field.key == "target_date" else ""
    if sample == "closed":
        return f"closed{day}"
    if field.who == "agency":
        return f"fill_in{day}"
    if field.key == "ref":
        return "row_link" if sample == "too long" else "row_ref"
    return f"row{day}"


def draw_return(book: Any, looks: dict[str, Any]) -> None:
    """Draw the form: rows 1 to 4, headings, sample rows, marks, frozen panes and print set-up."""
    sheet = book.add_worksheet(RETURN)
    for at, height in enumerate(ROW_HEIGHTS):
        sheet.set_row_pixels(at, round(height * 96 / 72))
    for cell in FORM_CELLS:
        if cell.text:
            sheet.write_string(cell.address, cell.text, looks[cell.look])
        else:
            sheet.write_blank(cell.address, None, looks[cell.look])
        if cell.name:
            book.define_name(cell.name, f"={RETURN}!{dollars(cell.address)}")
    sheet.write_url("D4", f"internal:{GUIDANCE}!A1", looks["link"], "How to fill this in", "Go to the guidance")
    sheet.write_string("L1", "{logo} Put a logo here: this text is not sent.", looks["plain"])
    first, last = HEADING_ROW + 1, HEADING_ROW + len(SAMPLE_ROWS)
    for at, field in enumerate(FIELDS):
        letter = column_letters(at + 1)
        sheet.set_column(at, at, field.width)
        heading = looks["heading_fill_in" if field.who == "agency" else "heading"]
        sheet.write_string(HEADING_ROW - 1, at, field.heading, heading)
        for down, sample in enumerate(SAMPLE_ROWS):
            cell_look = looks[look_of(sample, field)]
            if field.key == "ref":
                sheet.write_string(HEADING_ROW + down, at, f"{{{sample}}}", cell_look)
            else:
                sheet.write_blank(HEADING_ROW + down, at, None, cell_look)
        book.define_name(column_name(field.key), f"={RETURN}!${letter}${HEADING_ROW}:${letter}${last}")
    draw_marks(book, sheet, first, last)
    sheet.autofilter(HEADING_ROW - 1, 0, last - 1, len(FIELDS) - 1)
    sheet.freeze_panes(HEADING_ROW, 1)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A3)
    sheet.fit_to_pages(2, 0)
    sheet.set_v_pagebreaks([next(at for at, field in enumerate(FIELDS) if field.who == "agency")])
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.repeat_columns(0)
    set_page(sheet)


def draw_marks(book: Any, sheet: Any, first: int, last: int) -> None:
    """Draw the conditional formats: of the cells that Still needed asks for, and of Still needed itself."""
    mark = book.add_format(MARK)
    letters = {field.key: column_letters(at + 1) for at, field in enumerate(FIELDS)}
    needed = f"${letters['needed']}{first}"
    for want in WANTS:
        for key in want.keys:
            area = f"{letters[key]}{first}:{letters[key]}{last}"
            rule = {"type": "formula", "criteria": f"={mark_formula(want, needed)}", "format": mark}
            sheet.conditional_format(area, rule)
    area = f"{letters['needed']}{first}:{letters['needed']}{last}"
    rule = {"type": "formula", "criteria": f'=LEFT({needed},2)<>"OK"', "format": mark}
    sheet.conditional_format(area, rule)


def draw_guidance(book: Any, looks: dict[str, Any]) -> None:
    """Draw the sheet Guidance: how to fill in the form and send it back, and what each status and column means."""
    sheet = book.add_worksheet(GUIDANCE)
    for at, width in enumerate(GUIDANCE_WIDTHS):
        sheet.set_column(at, at, width)
    for at, line in enumerate(guidance_lines()):
        sheet.write_string(at, 0, line.first, looks[line.kind])
        sheet.set_row(at, GUIDANCE_HEIGHTS.get(line.kind, 18))
        if line.second:
            sheet.write_string(at, 1, line.second, looks["words"])
            sheet.set_row(at, fit_row([(line.second, GUIDANCE_WIDTHS[1]), (line.first, GUIDANCE_WIDTHS[0] - 4)]).height)
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    set_page(sheet)


def draw_lists(book: Any, looks: dict[str, Any]) -> None:
    """Draw the choices of the drop-downs, each list with its defined name."""
    sheet = book.add_worksheet(LISTS)
    sheet.set_column(0, len(FORM_LISTS) - 1, 32)
    sheet.write_string(0, 0, LISTS_TITLE, looks["title"])
    for across, (heading, name, choices) in enumerate(FORM_LISTS):
        sheet.write_string(2, across, heading, looks["heading"])
        for down, choice in enumerate(choices):
            sheet.write_string(3 + down, across, choice, looks["row"])
        letter = column_letters(across + 1)
        book.define_name(name, f"={LISTS}!${letter}$4:${letter}${3 + len(choices)}")
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    set_page(sheet)


def draw_in_full(book: Any, looks: dict[str, Any]) -> None:
    """Draw the sheet for texts too long for a row; the writer leaves it out of a form without such texts."""
    sheet = book.add_worksheet(IN_FULL)
    for at, width in enumerate((14, 30, 110)):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, IN_FULL_TITLE, looks["title"])
    sheet.write_url("A2", f"internal:{RETURN}!A1", looks["link"], "Back to the form", "Go to the form")
    for at, heading in enumerate(("Ref", "Column", "Text")):
        sheet.write_string(2, at, heading, looks["heading"])
        sheet.write_blank(3, at, None, looks["row_ref" if at == 0 else "row"])
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    set_page(sheet)


def set_page(sheet: Any) -> None:
    """Set margins, and a header and footer with marking and page numbers."""
    sheet.set_margins(**MARGINS)
    sheet.set_header('&L{review}&C&"Arial,Bold"{MARKING}&R{agency}')
    sheet.set_footer('&L{reference}&C&"Arial,Bold"{MARKING}&RPage &P of &N')


def dollars(address: str) -> str:
    """D3 -> $D$3."""
    return f"${address.rstrip('0123456789')}${address.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"


def build(target: Path = TARGET) -> Path:
    """Write the template; returns its path."""
    target.parent.mkdir(exist_ok=True)
    options = {"default_format_properties": {"font_name": "Arial", "font_size": 12}}
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"title": "", "author": "", "created": CREATED})
    book.set_custom_property(RETURN_REFERENCE, "{reference}")
    looks = {name: book.add_format({**BASE, **look}) for name, look in LOOKS.items()}
    draw_return(book, looks)
    draw_guidance(book, looks)
    draw_lists(book, looks)
    draw_in_full(book, looks)
    book.close()
    return target


if __name__ == "__main__":
    print(build())
