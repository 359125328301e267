"""What a workbook must be so that everybody can read it: the points of public checklists that a file shows by itself.

Sources: the Government Analysis Function's checklist for accessible spreadsheets, and WCAG 2.2 level AA.
"""

import io
import itertools
import re
import zipfile

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from measured import LINE, column_points, count_lines, letters_in, row_points, spilled_points, text_points

TITLE_STYLES = ("Heading", "Title")
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text against what is behind it."""
LEAST_EDGE = 3
"""WCAG 2.2, 1.4.11: what shows where an answer goes, and parts of a chart, against what is beside them."""
ROUNDING = 1.5
"""Points by which a row may be lower than its letters: nothing of a letter stands there."""
RESERVED = {"history"}
"""Names of sheets that Excel keeps for itself."""


def faults(data, *, least_size):
    """A sentence for each point that a workbook does not meet."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    yield from _of_book(data, book)
    for sheet in book:
        yield from (f"{sheet.title}: {said}" for said in _of_sheet(sheet, least_size))


def _of_book(data, book):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core, styles = (package.read(name).decode() for name in ("docProps/core.xml", "xl/styles.xml"))
        drawings, charts = (
            [package.read(n).decode() for n in package.namelist() if re.fullmatch(pattern, n)]
            for pattern in (r"xl/drawings/drawing\d+\.xml", r"xl/charts/chart\d+\.xml")
        )
    if "<dc:language>en-GB</dc:language>" not in core:
        yield "it does not say that its language is British English"
    if "<scheme" in styles:
        yield "a font gives way to the theme's"
    if book.active is not book.worksheets[0]:
        yield "it does not open on its first sheet"
    pictures = [found for drawing in drawings for found in re.findall(r"<xdr:cNvPr [^>]*>", drawing)]
    yield from (f"no alternative text: {found[:80]}" for found in pictures if not re.search('descr="[^"]', found))
    yield from (f"chart: {said}" for chart in charts for said in _of_chart(chart))
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
    columns = column_points(sheet)
    for cell in [cell for row in sheet.iter_rows() for cell in row]:
        if cell.value not in {None, ""}:
            yield from (f"{cell.coordinate} {said}" for said in _of_cell(cell, least_size))
            yield from (f"{cell.coordinate} {said}" for said in _cut(sheet, cell, columns))
        if sheet.protection.sheet and not cell.protection.locked and cell.fill.fill_type == "solid":
            yield from (f"{cell.coordinate} {said}" for said in _edges(sheet, cell))


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
    used = {cell.column for row in sheet.iter_rows() for cell in row if cell.value not in {None, ""}}
    if between := sorted(set(range(1, max(used, default=0))) - used):
        yield f"blank columns: {', '.join(map(get_column_letter, between))}"
    for left, top, right, _ in in_tables:
        blank = [column for column in range(left, right + 1) if not sheet.cell(top, column).value]
        if blank:
            yield f"headings without a word: columns {blank}"


def _cut(sheet, cell, columns):
    """What of a cell is not seen at the widths and heights that are stored."""
    text, size, bold = _shown(cell), cell.font.sz, bool(cell.font.b)
    room = letters_in(columns[cell.column]) - size * cell.alignment.indent
    if cell.alignment.wrap_text:
        needed = count_lines(text, room, size, bold=bold) * LINE * size
        if needed > row_points(sheet, cell.row) + ROUNDING:
            yield f"needs {needed:.0f} points of height and has {row_points(sheet, cell.row):.0f}"
        return
    if size * LINE > row_points(sheet, cell.row) + ROUNDING:
        yield f"is higher than its row of {row_points(sheet, cell.row):g} points"
    room = spilled_points(sheet, cell, columns) if isinstance(cell.value, str) else room
    if any(text_points(line, size, bold=bold) > room for line in text.split("\n")):
        yield "is cut by the edge of its column, or by its neighbour"


def _shown(cell):
    """The text of a cell as it is seen; a day as wide as the longest of them."""
    if isinstance(cell.value, str):
        return cell.value
    return "30 May 2025" if cell.is_date else f"{cell.value:g}"


def _edges(sheet, cell):
    """The borders of an answer's cell against its own fill and its neighbours'."""
    beside = {"left": (0, -1), "right": (0, 1), "top": (-1, 0), "bottom": (1, 0)}
    for side, (down, right) in beside.items():
        row, column = cell.row + down, cell.column + right
        neighbour = sheet.cell(row, column) if row and column else None
        edge = getattr(cell.border, side)
        colours = {_fill(cell), _fill(neighbour) if neighbour is not None else "FFFFFF"}
        if edge is None or not edge.style:
            yield f"has no border at its {side}"
        elif any(contrast(_colour(edge.color, "000000"), colour) < LEAST_EDGE for colour in colours):
            yield f"can hardly be told from what is at its {side}"


def _of_chart(chart):
    """Neighbouring series that neither their colours nor a line between them tells apart."""
    drawn = []
    for series in re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL):
        shape = re.search(r"<c:spPr>(.*?)</c:spPr>", series, re.DOTALL)[1]
        fill = re.search(r'<a:solidFill><a:srgbClr val="(\w{6})"', shape)[1]
        line = re.search(r'<a:ln[^>]*><a:solidFill><a:srgbClr val="(\w{6})"', shape)
        drawn.append((fill, line and line[1]))
    for (one, line), (other, _) in itertools.pairwise(drawn):
        apart = line and min(contrast(line, one), contrast(line, other)) >= LEAST_EDGE
        if not apart and contrast(one, other) < LEAST_EDGE:
            yield f"{one} and {other} can hardly be told apart"


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
