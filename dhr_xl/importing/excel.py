"""An Excel workbook's sheets to lines of cells; sheets that hold no plan stand beside it."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Sequence
from typing import Any, Final

import openpyxl

from dhr_xl.importing.headings import read_headings
from dhr_xl.importing.text import SourceLine, tidy

WORKBOOK: Final = "xl/workbook.xml"
_MOST_CELLS: Final = 60
_QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]{0,255}\]|\\.')
"""What a number format shows as it stands, or says in brackets; Excel allows a format 255 characters."""


def read_excel(data: bytes) -> tuple[SourceLine, ...]:
    """The rows of every sheet with a plan's headings, numbered on from sheet to sheet, then those of other sheets.

    A hidden sheet is left out and named. Raises what openpyxl raises of a damaged workbook.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, of parts it does not keep: nothing is written back
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets: list[list[tuple[str, ...]]] = []
    hidden: list[str] = []
    for sheet in workbook.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what some programs write there is wrong, and rows would be cut off
            sheets.append([_cells(row) for row in sheet.iter_rows()])
        else:
            hidden.append(sheet.title)
    workbook.close()
    plans = [rows for rows in sheets if _is_headed(rows)] or sheets
    made: list[SourceLine] = []
    before = 0
    for rows in (*plans, *(rows for rows in sheets if rows not in plans)):
        made += [
            SourceLine(before + number, cells, aside=rows not in plans) for number, cells in enumerate(rows, 1) if cells
        ]
        before += len(rows)
    said = (f"The hidden sheet '{title}' was left out." for title in hidden)
    return (*made, *(SourceLine(before + number, (text,), aside=True) for number, text in enumerate(said, 1)))


def _is_headed(rows: Sequence[tuple[str, ...]]) -> bool:
    lines = [SourceLine(number, cells) for number, cells in enumerate(rows) if cells]
    return any(read_headings(lines, place) for place in range(len(lines)))


def _cells(row: Sequence[Any]) -> tuple[str, ...]:
    """A row's cells as text, without the blank ones at its end."""
    cells = [tidy(_shown(cell.value, getattr(cell, "number_format", "") or "")) for cell in row[:_MOST_CELLS]]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _shown(value: object, form: str) -> str:
    """A cell as a person would read it: dates as 30 June 2015 (or June 2015), whole numbers without a point."""
    if isinstance(value, dt.datetime | dt.date):
        days = "d" in _QUOTED.sub("", form).lower() or form in ("", "General")
        return f"{value.day} {value:%B %Y}" if days else f"{value:%B %Y}"
    if isinstance(value, int | float) and "%" in form and not isinstance(value, bool):
        return f"{value * 100:g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else re.sub(r"_x000D_", " ", str(value))
