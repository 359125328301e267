"""How a workbook would be printed, by what is stored in it: paper, size of letters, what is cut, page headers."""

import io
import itertools
import re

import openpyxl
from openpyxl.utils import range_boundaries

from measured import column_points, letters_in, text_points

A4, SIDEWAYS = 9, (841.9, 595.3)
LEAST = 9
"""Points of the smallest letters on paper."""
RUNNING = 12
"""Points of the letters of headers and footers where they say nothing else."""
CODES = re.compile(r'&"[^"]*"|&\d+ ?|&[A-Z]|&&')


def faults(data, marking):
    """A sentence for each point in which a workbook would not be printed as it should."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True):
        yield from (f"{sheet.title}: {said}" for said in _of_sheet(sheet, marking))


def _of_sheet(sheet, marking):
    setup, columns = sheet.page_setup, column_points(sheet)
    if (int(setup.paperSize or 0), setup.orientation) != (A4, "landscape"):
        yield f"is not on A4 sideways but {setup.paperSize}, {setup.orientation}"
    room = SIDEWAYS[0] - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    left, top, right, bottom = _area(sheet)
    widest = max(_pages(sheet, columns, left, right))
    scale = _scale(sheet, widest, room)
    sizes = {cell.font.sz for row in sheet.iter_rows(top, bottom, left, right) for cell in row if cell.value}
    if sizes and round(min(sizes) * scale, 2) < LEAST:
        yield f"letters of {min(sizes):g} points print at {min(sizes) * scale:.1f}"
    if widest * scale > room:
        yield f"a page of {widest * scale:.0f} points is wider than the paper's {room:.0f}"
    yield from _cut(sheet, columns, top, room / scale)
    yield from _running(sheet, marking, room)


def _area(sheet):
    """The columns and rows that are printed."""
    area = sheet.print_area.rpartition("!")[2].replace("$", "") if sheet.print_area else sheet.dimensions
    return range_boundaries(area)


def _pages(sheet, columns, left, right):
    """The widths of the printed pages in points."""
    breaks = sorted(found.id for found in sheet.col_breaks.brk)
    kept = range_boundaries(sheet.print_title_cols.replace("$", ""))[2] if sheet.print_title_cols else 0
    edges = [left - 1, *(at for at in breaks if at < right), right]
    for start, end in itertools.pairwise(edges):
        repeated = sum(columns[at] for at in range(1, kept + 1)) if start else 0
        yield repeated + sum(columns[at] for at in range(start + 1, end + 1))
    for chart in sheet._charts:
        start = max([at for at in breaks if at <= chart.anchor._from.col], default=0)
        repeated = sum(columns[at] for at in range(1, kept + 1)) if start else 0
        yield repeated + _end(sheet, chart, start)


def _end(sheet, chart, start):
    """Where a chart ends, in points from the left edge of a column (from 0)."""
    to = chart.anchor.to
    columns = column_points(sheet, to.col + 1)
    return sum(columns[at] for at in range(start + 1, to.col + 1)) + to.colOff / 12_700


def _scale(sheet, widest, room):
    fit = sheet.sheet_properties.pageSetUpPr
    if fit and fit.fitToPage and sheet.page_setup.fitToWidth in {None, 1}:
        return min(1, room / widest)
    return (sheet.page_setup.scale or 100) / 100


def _cut(sheet, columns, top, room):
    """Lines above the table that go on past the paper, and headings wider than their columns."""
    for cell in (cell for row in sheet.iter_rows(top, top + 6) for cell in row if isinstance(cell.value, str)):
        bold = bool(cell.font.b)
        if not cell.alignment.wrap_text:
            start = sum(columns[at] for at in range(1, cell.column))
            if start + text_points(cell.value, cell.font.sz, bold=bold) > room:
                yield f"{cell.coordinate} goes on past the edge of the paper"
        elif widest := [w for w in re.split(r"[\s-]+", cell.value) if text_points(w, cell.font.sz, bold=bold) > letters_in(columns[cell.column])]:  # fmt: skip
            yield f"{cell.coordinate} is too narrow for its word {widest[0]}"


def _running(sheet, marking, room):
    for kind in ("oddHeader", "oddFooter"):
        parts = getattr(sheet, kind)
        left, centre, right = (getattr(parts, side).text or "" for side in ("left", "center", "right"))
        if marking not in centre:
            yield f"{kind} has no marking but {centre!r}"
        middle = _points(centre, parts.center.size, bold=True) / 2
        for side, part, text in (("left", parts.left, left), ("right", parts.right, right)):
            if _points(text, part.size) + middle > room / 2:
                yield f"{kind}: {side} runs into the marking: {text!r}"


def _points(text, size, *, bold=False):
    lines = CODES.sub("", text).split("\n")
    return max(text_points(line, size or RUNNING, bold=bold) for line in lines)
