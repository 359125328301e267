"""Read a master.xlsx that we drew back as a Canvas, so that the look is defined by the writer alone."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from dhr_xl.core.plan.model import Entry
from dhr_xl.core.views.canvas import (
    Area,
    Canvas,
    CanvasLink,
    CanvasNote,
    CanvasSheet,
    EntryRule,
    Patch,
    Place,
    SizeRun,
    Trait,
    Value,
    Worth,
    rectangles,
    runs_of,
)  # fmt: skip
from dhr_xl.core.views.names import FORMER_SHEETS, IN_FULL, MASTER_GENERATION, MASTER_REFERENCE
from dhr_xl.workbooks.xlsx import workbook
from dhr_xl.workbooks.xlsx.numbers import EPOCH_1900
from dhr_xl.workbooks.xlsx.package import OWN_LIMITS

DIGIT, EDGES = 8, 5
"""Pixels of a digit of Arial 11, and of the edges of a cell: a file's widths count the edges, Excel's own do not."""
BLACK: Final = "#000000"
TRAITS: Final[Mapping[Trait, Callable[[Any], Worth]]] = {
    "number_format": lambda cell: str(cell.number_format),
    "fill": lambda cell: _colour(cell.fill.fgColor) if cell.fill.fill_type else None,
    "ink": lambda cell: _colour(cell.font.color) if cell.font.color else BLACK,
    "bold": lambda cell: bool(cell.font.b),
    "size": lambda cell: float(cell.font.sz),
    "font": lambda cell: str(cell.font.name),
    "underline": lambda cell: bool(cell.font.u),
    "wrap": lambda cell: bool(cell.alignment.wrap_text),
    "across": lambda cell: cell.alignment.horizontal or "general",
    "down": lambda cell: cell.alignment.vertical or "bottom",
    "border": lambda cell: _colour(cell.border.left.color) if cell.border.left.style else None,
}
"""How a cell looks, trait by trait; all cells with a border have it on their four sides."""


def read_canvas(data: bytes) -> Canvas:
    """What a master.xlsx that `write_master` drew looks like, the sheets in order.

    The values are read by the reader that reads masters, the look by openpyxl, which is safe on our own files only.
    """
    book, looks = workbook.read_workbook(data, OWN_LIMITS), openpyxl.load_workbook(io.BytesIO(data))
    drawn = tuple(_sheet(sheet, looks[sheet.name]) for sheet in book.sheets)
    names = {
        name.name: Place(name.area.sheet, Area(*name.area[1:]))
        for name in book.names
        if name.area and not name.sheet
    }  # fmt: skip
    spare = () if book.sheet(IN_FULL) else (IN_FULL,)
    stamps = (MASTER_REFERENCE, MASTER_GENERATION)
    return Canvas(drawn, names, stamps, {name: book.properties.custom[name] for name in stamps}, spare, FORMER_SHEETS)


def _sheet(sheet: workbook.Sheet, looks: Any) -> CanvasSheet:  # noqa: ANN401 - openpyxl's own
    bottom, right = looks.max_row, looks.max_column
    grid = [[looks.cell(row, column) for column in range(1, right + 1)] for row in range(1, bottom + 1)]
    frozen = coordinate_to_tuple(looks.freeze_panes) if looks.freeze_panes else (1, 1)
    return CanvasSheet(
        name=sheet.name,
        rows=tuple(
            tuple(_value(sheet.entry(row, column)) for column in range(1, right + 1)) for row in range(1, bottom + 1)
        ),
        patches=tuple(_patches(grid)),
        widths=tuple(_widths(looks, right)),
        heights=runs_of(float(looks.row_dimensions[row].height or looks.sheet_format.defaultRowHeight)
                        for row in range(1, bottom + 1)),
        fitted_below=frozen[0] - 1 if frozen[0] > 1 else None,
        rules=tuple(_rules(looks)),
        notes=tuple(CanvasNote(row, column, text) for (row, column), text in sorted(sheet.notes.items())),
        links=tuple(
            CanvasLink(cell.row, cell.column, cell.hyperlink.location) for row in grid for cell in row if cell.hyperlink
        ),
        filtered=_area(looks.auto_filter.ref) if looks.auto_filter.ref else None,
        frozen=(frozen[0] - 1, frozen[1] - 1),
        printed=_area(looks.print_area.rpartition("!")[2]) if looks.print_area else None,
        headed=looks.oddHeader.right.text or "",
    )  # fmt: skip


def _value(entry: Entry) -> Value:
    if entry.kind == "date":
        return dt.date.fromisoformat(entry.text)
    if entry.kind == "number":
        return float(entry.text)
    return entry.text or None


def _patches(grid: list[list[Any]]) -> Iterator[Patch]:
    """List every trait of every cell; removals come before additions, because neighbours share an edge."""
    for trait, of in TRAITS.items():
        seen: dict[int, Worth] = {}
        found = rectangles([[_once(seen, of, cell) for cell in row] for row in grid])
        for area, worth in sorted(found, key=lambda one: one[1] is not None):
            yield Patch(area, trait, worth)


def _once(seen: dict[int, Worth], of: Callable[[Any], Worth], cell: Any) -> Worth:  # noqa: ANN401 - openpyxl's own
    """Work out a trait once for all cells of one style."""
    if cell.style_id not in seen:
        seen[cell.style_id] = of(cell)
    return seen[cell.style_id]


def _colour(colour: Any) -> str:  # noqa: ANN401 - openpyxl's own
    """Give ``#RRGGBB``; a theme colour means text without a colour of its own, which is black."""
    return f"#{colour.rgb[-6:]}" if colour.type == "rgb" else BLACK


def _widths(looks: Any, right: int) -> Iterator[SizeRun]:  # noqa: ANN401
    """Convert widths to characters of the workbook's own font, as Excel shows them."""
    usual = looks.sheet_format.defaultColWidth or looks.sheet_format.baseColWidth
    widths = [float(usual)] * right
    for run in looks.column_dimensions.values():
        for column in range(run.min, min(run.max, right) + 1):
            widths[column - 1] = run.width
    yield from runs_of(round((round(width * DIGIT) - EDGES) / DIGIT, 2) for width in widths)


def _rules(looks: Any) -> Iterator[EntryRule]:  # noqa: ANN401
    for found in looks.data_validations.dataValidation:
        is_list = found.type == "list"
        first, last = (None, None) if is_list else (_day(found.formula1), _day(found.formula2))
        for area in found.sqref.ranges:
            yield EntryRule(
                area=_area(area.coord),
                list_name=found.formula1.removeprefix("=") if is_list else "",
                first=first,
                last=last,
                stop=found.errorStyle != "warning",
                title=found.errorTitle or "",
                message=found.error or "",
            )


def _day(serial: str) -> dt.date:
    return (EPOCH_1900 + dt.timedelta(days=float(serial))).date()


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return Area(top, left, bottom, right)
