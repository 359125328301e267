"""Build workbook_templates/return.xlsx from FIELDS: the agency's form, which a council may restyle in Excel.

Run ``python scripts/build_templates.py`` after a change of FIELDS. The same columns give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from lxml import etree

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dhr_xl.core.plan.columns import FIELDS  # noqa: E402 - the path comes first
from dhr_xl.core.plan.shown_texts import NOTHING  # noqa: E402
from dhr_xl.core.views.names import (  # noqa: E402
    GUIDANCE,
    LISTS,
    RECOMMENDATIONS,
    RETURN,
    RETURN_REFERENCE,
    START,
    column_name,
)
from dhr_xl.workbooks import printing  # noqa: E402
from dhr_xl.workbooks.fitting import fit_row  # noqa: E402
from dhr_xl.workbooks.form.guidance import (  # noqa: E402
    GUIDANCE_HEADINGS,
    GUIDANCE_TITLE,
    LISTS_TITLE,
    PRIVACY,
    RECOMMENDATIONS_TITLE,
    guidance_lines,
)
from dhr_xl.workbooks.form.headers import FOOTER, HEADER  # noqa: E402
from dhr_xl.workbooks.form.refused import MARKED  # noqa: E402
from dhr_xl.workbooks.form.still_needed import mark_formula  # noqa: E402
from dhr_xl.workbooks.form.words import FORM_CELLS, FORM_LISTS, HEADING_ROW, RECOMMENDATION_HEADINGS, heading_of  # noqa: E402
from dhr_xl.workbooks.form.writer import pack  # noqa: E402
from dhr_xl.workbooks.xlsx.addresses import column_letters  # noqa: E402
from dhr_xl.workbooks.xlsx.edit_package import MAIN, read_members  # noqa: E402
from dhr_xl.workbooks.xlsx.finishing import CORE, CREATOR, LANGUAGE, STYLES, with_headings  # noqa: E402
from dhr_xl.workbooks.xlsx.locking import lock_formats  # noqa: E402

TARGET: Final = ROOT / "workbook_templates" / "return.xlsx"
CREATED: Final = dt.datetime(2015, 6, 30)
SAMPLE_ROWS: Final = ("ordinary", "closed", "too long")
"""The rows whose cell styles the writer copies: an open row, a closed row, a row whose locked texts are links."""
START_WIDTHS: Final = (34, 33)
"""Together what a window of 1366 pixels shows at 200 % zoom: a question stays beside its answer."""
START_HEIGHTS: Final = {1: 27, 14: 48}
"""Points of Start's rows, by number; all of it fits one screen of a small laptop."""
TOP_HEIGHTS: Final = (21, 17.25, 36)
"""Points of the rows of Return above the table, its headings included: 75 at most, so that rows stay in sight."""
PRINT_SCALE: Final = 75
"""Per cent: letters of 12 points print at 9."""
BREAK_BEFORE: Final = ("status", "proposed_target_date")
"""Columns that begin a printed page."""
GUIDANCE_WIDTHS: Final = (26, 34, 68)
RECOMMENDATION_WIDTHS: Final = (14, 30, 84)
LAST_COLUMN: Final = 16_383

INK, PALE, LINE, YELLOW, AMBER, GREY = "#1F2A37", "#F3F4F6", "#7A8694", "#FFF9C4", "#FFD54F", "#D5D9DE"
BASE: Final = {"font_name": "Arial", "font_size": 12, "font_scheme": "none", "valign": "top", "font_color": INK}
BOX: Final = {"border": 1, "border_color": LINE, "text_wrap": True, "align": "left"}
FILL_IN: Final = {"bg_color": YELLOW, "locked": False, "border_color": "#6B5B00", "num_format": "@"}
"""An answer's cell is text, dates too: a spreadsheet would turn "March 2015" into its first day."""
DAY: Final = "dd/mm/yyyy"
LINK: Final = {"font_color": "#0B57D0", "underline": 1}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "marking": {"bold": True, "valign": "vcenter", "font_color": "#9B1C1C"},
    "plain": {"valign": "vcenter"},
    "label": {**BOX, "bg_color": PALE, "valign": "vcenter"},
    "value": {**BOX, "bg_color": PALE, "bold": True, "valign": "vcenter"},
    "day": {**BOX, "bg_color": PALE, "bold": True, "valign": "vcenter", "num_format": "d mmmm yyyy"},
    "question": {**BOX, "bg_color": PALE, "bold": True, "valign": "vcenter"},
    "answer": {**BOX, **FILL_IN, "valign": "vcenter"},
    "count": {"bold": True, "valign": "vcenter"},
    "ready": {"bold": True, "valign": "vcenter", "text_wrap": True},
    "link": {**LINK, "valign": "vcenter"},
    "heading": {**BOX, "bold": True, "bg_color": "#33475B", "font_color": "#FFFFFF", "valign": "vcenter"},
    "heading_fill_in": {**BOX, "bold": True, "bg_color": AMBER, "valign": "vcenter"},
    "row": {**BOX, "bg_color": PALE},
    "row_ref": {**BOX, "bg_color": PALE, "bold": True},
    "row_day": {**BOX, "bg_color": PALE, "num_format": DAY},
    "row_link": {**BOX, **LINK, "bg_color": PALE},
    "fill_in": {**BOX, **FILL_IN},
    "closed": {**BOX, "bg_color": GREY},
    "closed_day": {**BOX, "bg_color": GREY, "num_format": DAY},
    "rule": {"bold": True, "font_color": "#9B1C1C"},
    "around": {},
}
MARK: Final = {"bg_color": "#FFD8A8", "bold": True, "border": 1, "border_color": "#C2410C"}
"""The style of a cell that still needs an answer; Still needed says which."""
KEYS: Final = tuple(field.key for field in FIELDS)


def look_of(sample: str, field: Any) -> str:
    """Choose the style of a column's cell in one of the sample rows."""
    day = "_day" if field.key == "target_date" else ""
    if sample == "closed":
        return f"closed{day}"
    if field.who == "agency":
        return "fill_in"
    if sample == "too long" and field.key in {"ref", "recommendation"}:
        return "row_link"
    return "row_ref" if field.key == "ref" else f"row{day}"


def new_sheet(book: Any, name: str, widths: tuple[float, ...], looks: dict[str, Any]) -> Any:
    """Add a sheet without gridlines whose cells outside the widths are locked by a style of their own."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width, looks["around"])
    sheet.set_column(len(widths), LAST_COLUMN, None, looks["around"])
    return sheet


def draw_cells(book: Any, sheet: Any, looks: dict[str, Any]) -> None:
    """Draw the single cells of a sheet, with their names and links."""
    for cell in (found for found in FORM_CELLS if found.sheet == sheet.get_name()):
        if cell.link:
            sheet.write_url(cell.address, f"internal:{cell.link}", looks[cell.look], cell.text, cell.text)
        elif cell.text:
            sheet.write_string(cell.address, cell.text, looks[cell.look])
        else:
            sheet.write_blank(cell.address, None, looks[cell.look])
        if cell.name:
            book.define_name(cell.name, f"={cell.sheet}!{dollars(cell.address)}")


def draw_start(book: Any, looks: dict[str, Any]) -> None:
    """Draw Start: what the form is, the three questions, and whether it is ready to be sent back."""
    sheet = new_sheet(book, START, START_WIDTHS, looks)
    for number in range(1, 17):
        sheet.set_row(number - 1, START_HEIGHTS.get(number, 18))
    draw_cells(book, sheet, looks)
    sheet.write_string("C1", "{logo} Put a logo here: this text is not sent.", looks["plain"])
    sheet.set_selection("B12")
    sheet.fit_to_pages(1, 0)
    set_page(sheet)


def draw_return(book: Any, looks: dict[str, Any]) -> None:
    """Draw the form's table: two rows of words, headings, sample rows, marks, frozen panes and print set-up."""
    sheet = new_sheet(book, RETURN, tuple(field.width for field in FIELDS), looks)
    for at, height in enumerate(TOP_HEIGHTS):
        sheet.set_row_pixels(at, round(height * 96 / 72))
    draw_cells(book, sheet, looks)
    first, last = HEADING_ROW + 1, HEADING_ROW + len(SAMPLE_ROWS)
    columns = []
    for at, field in enumerate(FIELDS):
        letter = column_letters(at + 1)
        heading = looks["heading_fill_in" if field.who == "agency" else "heading"]
        columns.append({"header": heading_of(field), "header_format": heading})
        for down, sample in enumerate(SAMPLE_ROWS):
            cell_look = looks[look_of(sample, field)]
            if field.key == "ref":
                sheet.write_string(HEADING_ROW + down, at, f"{{{sample}}}", cell_look)
            else:
                sheet.write_blank(HEADING_ROW + down, at, None, cell_look)
        book.define_name(column_name(field.key), f"={RETURN}!${letter}${HEADING_ROW}:${letter}${last}")
    put_table(sheet, "actions", HEADING_ROW - 1, last - 1, columns)
    draw_marks(book, sheet, first, last)
    sheet.freeze_panes(HEADING_ROW, 2)
    sheet.set_selection(HEADING_ROW, KEYS.index("status"), HEADING_ROW, KEYS.index("status"))
    sheet.set_print_scale(PRINT_SCALE)
    sheet.set_v_pagebreaks([KEYS.index(key) for key in BREAK_BEFORE])
    sheet.print_area(HEADING_ROW - 1, 0, last - 1, len(FIELDS) - 1)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.repeat_columns(0)
    set_page(sheet)


def put_table(sheet: Any, name: str, top: int, bottom: int, columns: list[dict[str, Any]]) -> None:
    """Mark an area, headings included, as an Excel table without a look of its own. top, bottom: from 0."""
    options = {"name": f"dhr_{name}", "style": None, "columns": columns, "autofilter": name == "actions"}
    sheet.add_table(top, 0, bottom, len(columns) - 1, options)


def draw_marks(book: Any, sheet: Any, first: int, last: int) -> None:
    """Draw the conditional formats: of the cells that Still needed asks for, and of Still needed itself."""
    mark = book.add_format(MARK)
    letters = {field.key: column_letters(at + 1) for at, field in enumerate(FIELDS)}
    needed = f"${letters['needed']}{first}"
    for word, keys in MARKED.items():
        for key in keys:
            area = f"{letters[key]}{first}:{letters[key]}{last}"
            rule = {"type": "formula", "criteria": f"={mark_formula(word, needed)}", "format": mark}
            sheet.conditional_format(area, rule)
    area = f"{letters['needed']}{first}:{letters['needed']}{last}"
    rule = {"type": "formula", "criteria": f'=LEFT({needed},2)<>"OK"', "format": mark}
    sheet.conditional_format(area, rule)


def draw_guidance(book: Any, looks: dict[str, Any]) -> None:
    """Draw the sheet Guidance: how to fill in the form and send it back, and what each status and column means."""
    sheet = new_sheet(book, GUIDANCE, GUIDANCE_WIDTHS, looks)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, GUIDANCE_TITLE, looks["title"])
    sheet.write_string(1, 0, PRIVACY, looks["rule"])
    lines = guidance_lines()
    for down, line in enumerate(lines, 3):
        for at, (text, look) in enumerate(zip(line, ("row", "row_ref", "row"), strict=True)):
            sheet.write_string(down, at, text, looks[look])
        bold = GUIDANCE_WIDTHS[1] * 0.9
        sheet.set_row(down, fit_row([(line.text, GUIDANCE_WIDTHS[2]), (line.about, bold)]).height)
    headings = [{"header": heading, "header_format": looks["heading"]} for heading in GUIDANCE_HEADINGS]
    put_table(sheet, "guidance", 2, 2 + len(lines), headings)
    finish_list(sheet, 2)


def draw_lists(book: Any, looks: dict[str, Any]) -> None:
    """Draw the choices of the drop-downs, each list with its defined name."""
    sheet = new_sheet(book, LISTS, tuple(34 for _ in FORM_LISTS), looks)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, LISTS_TITLE, looks["title"])
    longest = max(len(choices) for _, _, choices in FORM_LISTS)
    for across, (_, name, choices) in enumerate(FORM_LISTS):
        for down in range(longest):
            sheet.write_string(2 + down, across, choices[down] if down < len(choices) else NOTHING, looks["row"])
        letter = column_letters(across + 1)
        book.define_name(name, f"={LISTS}!${letter}$3:${letter}${2 + len(choices)}")
    headings = [{"header": heading, "header_format": looks["heading"]} for heading, _, _ in FORM_LISTS]
    put_table(sheet, "lists", 1, 1 + longest, headings)
    finish_list(sheet, 1)


def draw_recommendations(book: Any, looks: dict[str, Any]) -> None:
    """Draw the sheet of the recommendations in full, and of other texts too long for their row."""
    sheet = new_sheet(book, RECOMMENDATIONS, RECOMMENDATION_WIDTHS, looks)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, RECOMMENDATIONS_TITLE, looks["title"])
    sheet.write_url("A2", f"internal:{RETURN}!A1", looks["link"], "Back to your actions", "Go to the sheet Return")
    for at, look in enumerate(("row_ref", "row", "row")):
        sheet.write_blank(3, at, None, looks[look])
    headings = [{"header": heading, "header_format": looks["heading"]} for heading in RECOMMENDATION_HEADINGS]
    put_table(sheet, "recommendations", 2, 3, headings)
    finish_list(sheet, 2)


def finish_list(sheet: Any, heading: int) -> None:
    """Freeze and repeat the headings, and set up the page. heading: the row of the headings, from 0."""
    sheet.freeze_panes(heading + 1, 0)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)
    set_page(sheet)


def set_page(sheet: Any) -> None:
    """Set the paper, margins, and a header and footer with marking and page numbers."""
    printing.set_page(sheet, HEADER, FOOTER)


def dollars(address: str) -> str:
    """D3 -> $D$3."""
    return f"${address.rstrip('0123456789')}${address.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"


def name_styles(target: Path) -> None:
    """Unlock the style Normal, lock each other style by its own format, make titles a heading style, say the language.

    A cell pasted from elsewhere comes in Normal, so it can still be changed; XlsxWriter has no option for any of it.
    """
    members = read_members(target.read_bytes())
    styles = lock_formats(members[STYLES])
    root = etree.fromstring(styles)
    sizes = [float(font.find(f"{{{MAIN}}}sz").get("val")) for font in root.find(f"{{{MAIN}}}fonts")]
    formats = enumerate(root.find(f"{{{MAIN}}}cellXfs"))
    titles = [at for at, one in formats if sizes[int(one.get("fontId"))] == LOOKS["title"]["font_size"]]
    members[STYLES] = with_headings(styles, titles)
    members[CORE] = members[CORE].replace(CREATOR, CREATOR + LANGUAGE)
    target.write_bytes(pack(members))


def build(target: Path = TARGET) -> Path:
    """Write the template; returns its path."""
    target.parent.mkdir(exist_ok=True)
    options = {"default_format_properties": {"font_name": "Arial", "font_size": 12, "font_scheme": "none"}}
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"title": "", "author": "", "created": CREATED})
    book.set_custom_property(RETURN_REFERENCE, "{reference}")
    looks = {name: book.add_format({**BASE, **look}) for name, look in LOOKS.items()}
    for draw in (draw_start, draw_return, draw_recommendations, draw_guidance, draw_lists):
        draw(book, looks)
    book.close()
    name_styles(target)
    return target


if __name__ == "__main__":
    print(build())
