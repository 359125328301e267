"""What a workbook must be so that everybody can read it: the points of public checklists that a file shows by itself.

Sources: the Government Analysis Function's checklist for accessible spreadsheets, and WCAG 2.2 level AA.
"""

import io
import re
import zipfile

import openpyxl
from openpyxl.utils import range_boundaries

TITLE_STYLES = ("Heading", "Title")
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text against what is behind it."""
RESERVED = {"history"}
"""Names of sheets that Excel keeps for itself."""


def faults(data, *, least_size):
    """A sentence for each point that a workbook does not meet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    yield from _of_book(data, book)
    for sheet in book:
        yield from (f"{sheet.title}: {said}" for said in _of_sheet(sheet, least_size))


def _of_book(data, book):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core, styles = (package.read(name).decode() for name in ("docProps/core.xml", "xl/styles.xml"))
        drawings = [
            package.read(n).decode() for n in package.namelist() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n)
        ]
    if "<dc:language>en-GB</dc:language>" not in core:
        yield "it does not say that its language is British English"
    if "<scheme" in styles:
        yield "a font gives way to the theme's"
    if book.active is not book.worksheets[0]:
        yield "it does not open on its first sheet"
    pictures = [found for drawing in drawings for found in re.findall(r"<xdr:cNvPr [^>]*>", drawing)]
    yield from (f"no alternative text: {found[:80]}" for found in pictures if 'descr="' not in found)
    yield from (f"{sheet.title} is hidden" for sheet in book if sheet.sheet_state != "visible")
    yield from (f"{sheet.title} is a name Excel keeps" for sheet in book if sheet.title.casefold() in RESERVED)


def _of_sheet(sheet, least_size):
    if not sheet["A1"].value:
        yield "A1 has no title"
    elif not sheet["A1"].style.startswith(TITLE_STYLES):
        yield f"the title in A1 is in the style {sheet['A1'].style!r}"
    if sheet.merged_cells.ranges:
        yield f"merged cells: {sheet.merged_cells.ranges}"
    hidden = [key for key, one in (*sheet.row_dimensions.items(), *sheet.column_dimensions.items()) if one.hidden]
    if hidden:
        yield f"hidden rows or columns: {hidden}"
    yield from _blanks(sheet)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value not in {None, ""}):
        yield from (f"{cell.coordinate} {said}" for said in _of_cell(cell, least_size))


def _of_cell(cell, least_size):
    if cell.font.sz < least_size:
        yield f"is in {cell.font.sz:g} points"
    if cell.font.name != "Arial":
        yield f"is in {cell.font.name}"
    if contrast(_colour(cell.font.color, "000000"), _fill(cell)) < LEAST_CONTRAST:
        yield "can hardly be told from what is behind it"


def _blanks(sheet):
    """Rows without a word between others, and tables whose headings are blank."""
    filled = [row[0].row for row in sheet.iter_rows() if any(cell.value not in {None, ""} for cell in row)]
    gaps = sorted(set(range(1, max(filled, default=0))) - set(filled))
    in_tables = [range_boundaries(table.ref) for table in sheet.tables.values()]
    if not in_tables and len(filled) > 1:
        yield "no table is marked as one"
    gaps = [row for row in gaps if not any(top <= row <= bottom for _, top, _, bottom in in_tables)]
    if gaps:
        yield f"blank rows: {gaps}"
    for left, top, right, _ in in_tables:
        blank = [column for column in range(left, right + 1) if not sheet.cell(top, column).value]
        if blank:
            yield f"headings without a word: columns {blank}"


def _fill(cell):
    return _colour(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"


def _colour(colour, usual):
    return colour.rgb[-6:] if colour is not None and colour.type == "rgb" else usual


def contrast(one, other):
    """The contrast of two colours, from 1 to 21, as WCAG counts it."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
