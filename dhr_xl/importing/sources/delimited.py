"""Read text with columns separated by commas, semicolons, tabs or bars; other text gives no table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable
from dhr_xl.importing.sources.marks import make_paragraph, tidy

_DELIMITERS: Final = "\t;|,"
_SEP_LINE: Final = re.compile(r'\A"?sep=([\t;|,])"?[^\S\n]*\n', re.IGNORECASE)
"""The line with which Excel declares a delimiter ("sep=;")."""
_STEADY_SHARE: Final = 0.7
"""Share of rows, from the first whole one on, that must have the usual width; prose with commas comes to 0.3."""
_LONGEST_CELL: Final = 60
"""Lines of a quoted cell at most; beyond that a stray quotation mark has swallowed rows."""
_MOST_PLACES: Final = 500_000
"""Rows times columns at most."""

NumberedRow = tuple[int, list[str]]
"""A row as read: the number of its first line, and its cells; no cells for a blank line."""


def read_delimited(text: str, name: str) -> Grid | None:
    """Return the text as a grid of one table; None where its lines are not rows.

    Plain text with tabs whose rows are broken by pages is not a table yet: the lines must be joined first.
    Raises Stop where the table would be far too large.
    """
    declared = _SEP_LINE.match(text)
    body = "\n" + text[declared.end() :] if declared else text
    exported = bool(declared) or PurePath(name).suffix.lower() in {".csv", ".tsv", ".tab"}
    tried = [_read_rows(body, mark, fewest=2 if exported else 3) for mark in (declared[1] if declared else _DELIMITERS)]
    rows = max(tried, key=lambda rows: sum(len(cells) for _, cells in rows))
    if not rows or not (exported or _is_complete_table(rows, text)):
        return None
    filled = [(number, cells) for number, cells in rows if tidy("".join(cells)).strip("-:=+ ")]  # skip drawn lines
    width = max(len(cells) for _, cells in filled)
    if width * len(filled) > _MOST_PLACES:
        raise Stop(
            f"{name} has {len(filled):,} rows and up to {width:,} columns, too large for an action plan. "
            "Copy the plan's table into a new workbook, and import that."
        )
    made = tuple(_make_row(number, (*cells, *[""] * (width - len(cells)))) for number, cells in filled)
    return Grid("csv", (GridTable(made, f"line {filled[0][0]}"),))


def _read_rows(text: str, delimiter: str, fewest: int) -> list[NumberedRow]:
    """Read the rows that the text has with this delimiter; [] where their width varies. fewest: columns at least."""
    rows = _parse(text, delimiter)
    widths = Counter(len(cells) for _, cells in rows if len(cells) >= fewest)
    tabs = delimiter == "\t"  # some programs drop the tabs at the end of a line
    wide = [width for width, times in widths.items() if times > 1]
    width = max(wide, key=lambda width: (not tabs and widths[width], width), default=0)
    below = [len(cells) for _, cells in rows[_find_first_row(rows, width) :] if cells]
    fitting = sum(1 for found in below if found == width or (tabs and 1 < found < width))
    return rows if width and fitting >= len(below) * _STEADY_SHARE else []


def _parse(text: str, delimiter: str) -> list[NumberedRow]:
    """Parse the rows by the rules of CSV; a quotation mark that does not enclose a cell is an ordinary character."""
    ways: list[dict[str, Any]] = [{"strict": True}, {"quoting": csv.QUOTE_NONE}]
    if delimiter in ",;":
        ways.insert(1, {"strict": False})
    for way in ways:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True, **way)
        rows: list[NumberedRow] = []
        before = 0
        try:
            for cells in reader:
                rows.append((before + 1, cells))
                before = reader.line_num
        except csv.Error:
            continue
        if not any(cell.count("\n") > _LONGEST_CELL for _, cells in rows for cell in cells):
            return rows
    return []


def _find_first_row(rows: Sequence[NumberedRow], width: int) -> int:
    """Return the index of the first row of this width; the number of rows where there is none."""
    return next((at for at, (_, cells) in enumerate(rows) if len(cells) == width), len(rows))


def _is_complete_table(rows: Sequence[NumberedRow], text: str) -> bool:
    """Tell whether no row of plain text continues in the next: no blank line, page break, second heading, short row."""
    below = [line for line in rows[_find_first_row(rows, max(len(cells) for _, cells in rows)) :] if line[1]]
    table = [cells for _, cells in below]
    numbers = [number for number, cells in below if len(cells) > 1]
    blank = any(not cells and numbers[0] < number < numbers[-1] for number, cells in rows)
    broken = any(all(cell[:1].islower() for cell in map(tidy, cells) if cell) for cells in table)
    slid = any(1 < len(cells) < len(table[0]) for cells in table)
    return "\f" not in text and not blank and not broken and not slid and table[0] not in table[1:]


def _make_row(number: int, cells: Sequence[str]) -> GridRow:
    lines = (tuple(make_paragraph(line) for line in cell.split("\n") if tidy(line)) for cell in cells)
    return GridRow(tuple(GridCell(paragraphs, place=f"line {number}") for paragraphs in lines))
