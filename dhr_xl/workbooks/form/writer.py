"""Draw one agency's form: the template's package with this form's rows, names, lists and locks."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.shown_texts import NOTHING
from dhr_xl.core.views.names import (
    ANSWERS_RANGE,
    ANYTHING_NEW_CELL,
    COMPLETED_BY_CELL,
    RECOMMENDATIONS,
    RETURN,
    RETURN_REFERENCE,
    START,
)
from dhr_xl.core.views.values import ReturnForm
from dhr_xl.workbooks.fitting import BOLD, fit_row
from dhr_xl.workbooks.form.headers import put_header_words
from dhr_xl.workbooks.form.marking import Marking
from dhr_xl.workbooks.form.rows import FormTable, Link, absolute, draw_table, draw_whole
from dhr_xl.workbooks.form.still_needed import count_formula, count_value, ready_formula, ready_value
from dhr_xl.workbooks.form.template import (
    LAST,
    TABLE_ROW,
    SheetLook,
    TemplateCell,
    TemplateParts,
    TemplateRow,
    take_apart,
)
from dhr_xl.workbooks.form.validations import answer_areas, draw_validations
from dhr_xl.workbooks.form.words import PLACEHOLDER
from dhr_xl.workbooks.xlsx.addresses import address
from dhr_xl.workbooks.xlsx.cell_xml import date_cell, escape_attribute, escape_text, formula_cell, text_cell
from dhr_xl.workbooks.xlsx.locking import sheet_lock, structure_lock

TABLE_END: Final = re.compile(rb'( ref="[A-Z]+\d+:[A-Z]+)\d+(")')
ALLOWED: Final = 'formatColumns="0" formatRows="0" autoFilter="0"'
"""What the protection allows: changing widths and heights, and filtering (0 means allowed)."""
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the zip, so that the same form gives the same bytes."""
CORE: Final = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator></dc:creator>'
    "<dc:language>en-GB</dc:language>"
    '<cp:lastModifiedBy></cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified></cp:coreProperties>'
)
APP: Final = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Excel</Application></Properties>"
)
CUSTOM: Final = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    "{properties}</Properties>"
)
PROPERTY: Final = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
    "<vt:lpwstr>{text}</vt:lpwstr></property>"
)
XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


LONGEST_READY: Final = ready_value([""] * 99)
"""The longest that Start says of what is missing, so that it is read whole whatever becomes of the form."""


class DrawnForm(NamedTuple):
    """A form as its package's parts. look: the template it is drawn on; heights: of its rows in points."""

    parts: dict[str, bytes]
    look: TemplateParts
    words: Mapping[str, str]
    heights: Mapping[int, float]


def draw_form(form: ReturnForm, template: bytes, marking: Marking, written_at: dt.datetime | None) -> DrawnForm:
    """Draw a form on the template, its marked cells in their own style.

    written_at: the time it says it was made (UTC where it has no zone); the start of the as-at date where None.
    Raises ValueError where the template lacks the names of the form's cells.
    """
    look = take_apart(template, columns=form.columns)
    table = draw_table(form, look, marking)
    words = _words(form)
    parts = dict(look.members)
    drawing = Drawing(form, look, table, words)
    for name, sheet in look.sheets.items():
        parts[sheet.part] = _sheet_part(name, sheet, drawing).encode()
    for where, last_row in ((RETURN, table.last_row), (RECOMMENDATIONS, TABLE_ROW + _whole_rows(table))):
        part = look.sheets[where].table
        if part:
            parts[part] = stretch_table(parts[part], last_row)
    workbook = look.workbook.replace(LAST, str(table.last_row))
    workbook = workbook.replace("<!--workbookProtection-->", structure_lock(form.lock))
    parts["xl/workbook.xml"] = f"{XML}{workbook}".encode()
    when = written_at or dt.datetime.combine(form.as_at, dt.time())
    when = when if when.tzinfo is None else when.astimezone(dt.UTC)
    title = escape_text(words["title"])
    parts["docProps/core.xml"] = f"{XML}{CORE.format(title=title, when=f'{when:%Y-%m-%dT%H:%M:%SZ}')}".encode()
    parts["docProps/app.xml"] = f"{XML}{APP}".encode()
    properties = "".join(
        PROPERTY.format(number=number, name=escape_attribute(name), text=escape_text(text))
        for number, (name, text) in enumerate({RETURN_REFERENCE: form.reference, **look.labels}.items(), 2)
    )
    parts["docProps/custom.xml"] = f"{XML}{CUSTOM.format(properties=properties)}".encode()
    heights = {row.number: row.points for row in look.sheets[RETURN].rows if row.number <= look.heading_row}
    return DrawnForm(parts, look, words, heights | dict(enumerate(table.heights, look.first_row)))


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts into a package, the content types first, as Office does."""
    into = io.BytesIO()
    names = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels"))
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), parts[name], zipfile.ZIP_DEFLATED)
    return into.getvalue()


def _whole_rows(table: FormTable) -> int:
    """The rows of the table of Recommendations."""
    return max(1, sum(len(text.pieces) for text in table.whole))


def stretch_table(part: bytes, last_row: int) -> bytes:
    """Stretch an Excel table's part from the template's sample rows to the form's last row."""
    return TABLE_END.sub(lambda found: found[1] + str(last_row).encode() + found[2], part)


def _words(form: ReturnForm) -> dict[str, str]:
    """Give the words for the template's placeholders."""
    return {
        "agency": form.agency_name,
        "agency_code": form.agency_code,
        "review": form.review,
        "plan": form.plan_title,
        "as_at": format_date(form.as_at),
        "return_to": form.return_to or NOTHING,
        "contact": form.contact or NOTHING,
        "marking": form.marking.upper(),
        "reference": form.reference,
        "title": f"Update from {form.agency_name}: review {form.review}",
    }


def protection_of(form: ReturnForm) -> str:
    """Write the protection of one of the form's sheets."""
    return f'<sheetProtection{sheet_lock(form.lock)} sheet="1" objects="1" scenarios="1" {ALLOWED}/>'


class Drawing(NamedTuple):
    """One form being drawn: what is asked for, the template it is drawn on, its table, the words of placeholders."""

    form: ReturnForm
    look: TemplateParts
    table: FormTable
    words: Mapping[str, str]

    @property
    def answers(self) -> dict[str, str]:
        """The answers on Start that are known already: address -> text."""
        known = ((ANYTHING_NEW_CELL, self.form.anything_new), (COMPLETED_BY_CELL, self.form.completed_by))
        cells = ((self.look.singles[name], text) for name, text in known)
        return {address(cell.top, cell.left): text for cell, text in cells}


def _sheet_part(name: str, sheet: SheetLook, drawing: Drawing) -> str:
    """Fill in one sheet's part. Texts go in last, so that a placeholder inside one of them stays text."""
    look, table = drawing.look, drawing.table
    links, rows, areas = sheet.links, "", answer_areas(look, name, table.open_rows)
    ranges = f'<protectedRange sqref="{" ".join(areas)}" name="{ANSWERS_RANGE}_{name.lower()}"/>'
    put = {
        "sheetProtection": protection_of(drawing.form),
        "protectedRanges": f"<protectedRanges>{ranges}</protectedRanges>" if areas else "",
        "dataValidations": draw_validations(look, name, table.open_rows, drawing.form.as_at),
    }
    if name == START:
        rows = _draw_top(_fit_start(sheet, drawing), drawing, drawing.answers)
    elif name == RETURN:
        links += "".join(map(_link, table.links))
        top = sheet._replace(rows=tuple(row for row in sheet.rows if row.number <= look.heading_row))
        rows = _draw_top(top, drawing, {}) + table.xml
    elif name == RECOMMENDATIONS:
        rows = draw_whole(sheet, table.whole)
    put["hyperlinks"] = f"<hyperlinks>{links}</hyperlinks>" if links else ""
    xml = put_header_words(sheet.xml, drawing.words).replace(LAST, str(table.last_row))
    for mark, text in put.items():
        xml = xml.replace(f"<!--{mark}-->", text)
    return XML + xml.replace("<!--sheetData-->", f"<sheetData>{rows}</sheetData>")


def _link(link: Link) -> str:
    where = f"{RECOMMENDATIONS}!A{link.row}"
    return f'<hyperlink ref="{link.cell}" location="{where}" tooltip="Click to read it whole"/>'


def _draw_top(sheet: SheetLook, drawing: Drawing, answers: Mapping[str, str]) -> str:
    """Draw the template's rows with placeholders filled. answers: address -> what a cell to be filled in holds."""
    return "".join(
        f'<row r="{row.number}"{row.attributes}>'
        f"{''.join(_draw_top_cell(cell, drawing, answers) for cell in row.cells)}</row>"
        for row in sheet.rows
    )


def _fit_start(sheet: SheetLook, drawing: Drawing) -> SheetLook:
    """Make the rows of Start that have a label and a value high enough for both, whatever the form says."""
    return sheet._replace(rows=tuple(_fit_start_row(row, sheet, drawing) for row in sheet.rows))


def _fit_start_row(row: TemplateRow, sheet: SheetLook, drawing: Drawing) -> TemplateRow:
    if [cell.column for cell in row.cells][:2] != [1, 2]:
        return row
    words = {**drawing.words, "ready": LONGEST_READY}
    shown = (PLACEHOLDER.sub(lambda found: words.get(found[0][1:-1], ""), cell.text) for cell in row.cells)
    texts = [(text, sheet.widths.get(column, 9.0) / BOLD) for column, text in enumerate(shown, 1)][:2]
    before, height, after = row.attributes.partition(' ht="')
    fitted = f'{before}{height}{fit_row(texts, row.points).height:g}"{after.partition(chr(34))[2]}'
    return row._replace(attributes=fitted) if height else row


def _draw_top_cell(cell: TemplateCell, drawing: Drawing, answers: Mapping[str, str]) -> str:
    """Draw one of those cells; a cell without a placeholder is copied unchanged."""
    where, form, needs = address(cell.row, cell.column), drawing.form, drawing.table.needs
    if "{" not in cell.text:
        return text_cell(where, cell.style, answers[where]) if answers.get(where) else cell.xml
    if cell.text.startswith("{logo}"):
        return ""
    if cell.text in {"{as_at_day}", "{due_day}"}:
        day = form.as_at if cell.text == "{as_at_day}" else form.due
        return date_cell(where, cell.style, day) if day else text_cell(where, cell.style, NOTHING)
    if cell.text == "{still_needed}":
        needed, refs = (_area(drawing, key) for key in ("needed", "ref"))
        return formula_cell(where, cell.style, count_formula(needed, refs), count_value(needs))
    if cell.text == "{ready}":
        first, last = (absolute(drawing.look.singles[name]) for name in (ANYTHING_NEW_CELL, COMPLETED_BY_CELL))
        formula = ready_formula(f"{RETURN}!{_area(drawing, 'needed')}", first, last)
        return formula_cell(where, cell.style, formula, ready_value(needs, form.anything_new, form.completed_by))
    text = PLACEHOLDER.sub(lambda found: drawing.words.get(found[0][1:-1], found[0]), cell.text)
    return text_cell(where, cell.style, text.strip())


def _area(drawing: Drawing, key: str) -> str:
    column = drawing.look.columns[key]
    return f"{address(drawing.look.first_row, column)}:{address(drawing.table.last_row, column)}"
