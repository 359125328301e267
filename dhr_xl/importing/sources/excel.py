"""An Excel workbook to a grid: a table for each sheet, with notes, page headers and text boxes aside."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dhr_xl.importing.sources.excel_parts import Parts, read_parts
from dhr_xl.importing.sources.excel_shown import Fills, kept_value, shown
from dhr_xl.importing.sources.grid import Cell, Grid, Paragraph, Row, Table, Words
from dhr_xl.importing.sources.marks import paragraph, tidy
from dhr_xl.stop import Stop

_MOST_PLACES: Final = 500_000
"""Rows times columns of a table; a plan of 400 rows has 8,000."""
_FILLS_BEYOND: Final = 2
"""How many columns right of the last words a coloured cell may stand and belong to the table."""


def read_excel(data: bytes, name: str) -> Grid:
    """Every sheet of an .xlsx or .xlsm, hidden ones too. Raises Stop where it cannot be read or holds nothing."""
    parts = read_parts(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of what it does not keep: nothing is written back
            reader = ExcelReader(io.BytesIO(parts.cleaned), data_only=True, keep_links=False, rich_text=True)
            reader.read()
    except MemoryError:
        raise
    except Exception as error:  # openpyxl says in many ways that a workbook is damaged
        message = f"{name} is damaged and cannot be read. Open it in Excel, save it again as .xlsx, and import that."
        raise Stop(message) from error
    paths = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    fills = Fills(reader.wb.loaded_theme, reader.wb._colors)  # noqa: SLF001 - the palette has no public name
    blocks: list[Table | Words] = []
    for sheet in reader.wb.worksheets:
        path = paths.get(sheet.title, "")
        table = _table(sheet, fills, name)
        blocks += [table] if table else []
        blocks += _asides(sheet, parts, path)
    if not blocks:
        raise Stop(f"{name} has no filled cell on any sheet. Choose the workbook that holds the action plan.")
    return Grid("xlsx", tuple(blocks))


def _table(sheet: Worksheet, fills: Fills, name: str) -> Table | None:
    """The used cells of a sheet; None where it has none. Of several blank rows or columns together one is kept."""
    cells = dict(sheet._cells)  # noqa: SLF001 - by row and column, without making the cells between them
    filled = {place: lines for place, cell in cells.items() if (lines := _paragraphs(cell))}
    if not filled:
        return None
    last = max(column for _, column in filled) + _FILLS_BEYOND
    coloured = {place: fill for place, cell in cells.items() if (fill := fills.fill(cell)) and place[1] <= last}
    rows = _without_gaps({row for row, _ in filled})
    columns = _without_gaps({column for _, column in (*filled, *coloured)})
    if len(rows) * len(columns) > _MOST_PLACES:
        raise Stop(
            f"{name} has cells far apart on the sheet '{sheet.title}' ({len(rows):,} rows, {len(columns):,} columns), "
            "too large for an action plan. Copy the plan's table into a new workbook, and import that."
        )
    origins = _origins(
        sheet, {row: at for at, row in enumerate(rows)}, {column: at for at, column in enumerate(columns)}
    )
    made = tuple(
        Row(
            tuple(
                Cell(
                    paragraphs=filled.get((row, column), ()),
                    origin=origins.get((row, column)),
                    fill=coloured.get((row, column), ""),
                    value=kept_value(cells.get((row, column))),
                    place=f"sheet {sheet.title}, {get_column_letter(column)}{row}",
                )
                for column in columns
            ),
            hidden=bool(sheet.row_dimensions[row].hidden),
        )
        for row in rows
    )
    return Table(made, f"sheet {sheet.title}", sheet.title, hidden=sheet.sheet_state != "visible")


def _without_gaps(used: Iterable[int]) -> list[int]:
    """The used rows or columns in order, and the last blank one before each that has any."""
    made: list[int] = []
    for number in sorted(used):
        if made and number - 1 > made[-1]:
            made.append(number - 1)
        made.append(number)
    return made


def _origins(sheet: Worksheet, rows: dict[int, int], columns: dict[int, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Where in the table the cell stands that each merged place belongs to."""
    made: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        left, top, right, bottom = area.bounds
        if top in rows and left in columns:
            places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            made |= {place: (rows[top], columns[left]) for place in places if place != (top, left)}
    return made


def _paragraphs(cell: SheetCell) -> tuple[Paragraph, ...]:
    """A cell's lines; what is struck out in them stands apart."""
    value = getattr(cell, "value", None)
    if value is None:
        return ()
    struck = bool(cell.font and cell.font.strike)
    runs = [(shown(value, cell.number_format), struck)]
    if isinstance(value, CellRichText):
        runs = [
            (run.text, bool(run.font and run.font.strike)) if isinstance(run, TextBlock) else (run, struck)
            for run in value
        ]
    lines = [["", ""]]
    for text, out in runs:
        for at, piece in enumerate(shown(text).split("\n")):
            lines += [["", ""]] if at else []
            lines[-1][out] += piece
    return tuple(paragraph(text, gone) for text, gone in lines if tidy(text) or tidy(gone))


def _asides(sheet: Worksheet, parts: Parts, path: str) -> Iterator[Words]:
    """What stands on a sheet and in none of its cells, and what of it a reader of the sheet does not see."""
    place = f"sheet {sheet.title}"
    for where, text in parts.beside.get(path, ()):
        for line in text.splitlines():
            if tidy(line):
                yield Words(paragraph(line), f"{place}, {where}", aside=True)
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min <= sheet.max_column:
            ends = [get_column_letter(end) for end in (column.min, min(column.max, sheet.max_column))]
            which = f"Column {ends[0]} is" if ends[0] == ends[1] else f"Columns {ends[0]} to {ends[1]} are"
            yield Words(Paragraph(f"{which} hidden on the sheet '{sheet.title}'."), place, aside=True)
