"""Enter values into an open sheet exactly as they are: text stays text, and what Excel made of it is looked at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import xlwings as xw

from dhr_xl.core.views.canvas import Area, CanvasSheet, Patch, Value, rectangles
from dhr_xl.errors import Stop

MOST_AT_ONCE: Final = 8_000
"""Characters of a text that is entered together with others; Excel refuses an array with one over 8,203."""
TEXT: Final = "@"
DAY_ZERO: Final = dt.date(1899, 12, 30)
Cell = tuple[int, int]
Row = Sequence[Value]


class EnteredBlock(NamedTuple):
    """Cells that are entered together; top, left: where the first of them is, from 1."""

    top: int
    left: int
    rows: tuple[tuple[Value, ...], ...]


def enter(sheet: xw.Sheet, drawn: CanvasSheet, later: Collection[Cell]) -> None:
    """Set the number formats of all cells, then enter their values, but those of `later`, and look at them again.

    Raises Stop where a cell does not hold afterwards what was entered.
    """
    formats = [patch for patch in drawn.patches if patch.trait == "number_format"]
    untold = list(_text_without_format(drawn, formats))
    for patch in formats:
        sheet.range(patch.area.address).number_format = str(patch.worth)
    for patch in untold:
        sheet.range(patch.area.address).number_format = TEXT
    for piece in pieces(drawn.rows, later):
        _put(sheet, piece)
    for row, column in _wrong(sheet, drawn, later):
        text = drawn.rows[row - 1][column - 1]
        _put(sheet, EnteredBlock(row, column, ((f"'{text}" if isinstance(text, str) else text,),)))
    for patch in untold:
        sheet.range(patch.area.address).number_format = str(patch.worth)
    for row, column in _wrong(sheet, drawn, later):
        cell = Area(row, column, row, column).address.replace("$", "")
        raise Stop(f"Excel did not take what belongs in cell {cell} of sheet '{drawn.name}': close without saving.")


def enter_one(sheet: xw.Sheet, drawn: CanvasSheet, cell: Cell) -> None:
    """Enter one of the cells that were left for later."""
    row, column = cell
    _put(sheet, EnteredBlock(row, column, ((drawn.rows[row - 1][column - 1],),)))


def pieces(rows: Sequence[Row], later: Collection[Cell] = ()) -> Iterator[EnteredBlock]:
    """The cells in as few pieces as can be: long texts alone, the cells of `later` in none."""
    block: list[tuple[Value, ...]] = []
    for number, row in enumerate(rows, start=1):
        alone = [
            left for left, value in enumerate(row, start=1) if (number, left) in later or len(str(value)) > MOST_AT_ONCE
        ]
        if not alone:
            block.append(tuple(row))
            continue
        if block:
            yield EnteredBlock(number - len(block), 1, tuple(block))
            block = []
        yield from _row_pieces(number, row, alone, later)
    if block:
        yield EnteredBlock(len(rows) - len(block) + 1, 1, tuple(block))


def _row_pieces(number: int, row: Row, alone: Iterable[int], later: Collection[Cell]) -> Iterator[EnteredBlock]:
    start = 1
    for left in (*alone, len(row) + 1):
        if left > start:
            yield EnteredBlock(number, start, (tuple(row[start - 1 : left - 1]),))
        if left <= len(row) and (number, left) not in later:
            yield EnteredBlock(number, left, ((row[left - 1],),))
        start = left + 1


def _put(sheet: xw.Sheet, piece: EnteredBlock) -> None:
    area = Area(piece.top, piece.left, piece.top + len(piece.rows) - 1, piece.left + len(piece.rows[0]) - 1)
    sheet.range(area.address).value = [[as_entered(value) for value in row] for row in piece.rows]


def as_entered(value: Value) -> str | float | None:
    """A value as Excel is given it: a day by its number, which means the same whatever a computer's region is."""
    return float(serial(value)) if isinstance(value, dt.date) else value


def serial(day: dt.date) -> int:
    """The number that Excel keeps a day as."""
    return (day - DAY_ZERO).days


def _text_without_format(drawn: CanvasSheet, formats: Iterable[Patch]) -> Iterator[Patch]:
    """Areas of text whose number format would let Excel read it as a number, a day or a formula, with that format."""
    worth: dict[Cell, str] = {}
    for patch in formats:
        for row in range(patch.area.top, patch.area.bottom + 1):
            for column in range(patch.area.left, patch.area.right + 1):
                worth[row, column] = str(patch.worth)
    grid = [
        [
            worth.get((row, column), "General") if isinstance(value, str) else TEXT
            for column, value in enumerate(line, 1)
        ]
        for row, line in enumerate(drawn.rows, 1)
    ]
    yield from (Patch(area, "number_format", code) for area, code in rectangles(grid) if code != TEXT)


def _wrong(sheet: xw.Sheet, drawn: CanvasSheet, later: Collection[Cell]) -> list[Cell]:
    """The cells that do not hold what the canvas has there."""
    held = sheet.range(drawn.area.address).options(ndim=2).value
    return [
        (row, column)
        for row, line in enumerate(drawn.rows, 1)
        for column, value in enumerate(line, 1)
        if (row, column) not in later and not is_so(held[row - 1][column - 1], value)
    ]


def is_so(held: Any, value: Value) -> bool:  # noqa: ANN401 - what a cell of Excel may hold
    """Whether a cell holds a value. Excel on the Mac has its own line ends."""
    if value is None:
        return held in {None, ""}
    if isinstance(value, dt.date):
        return held == as_entered(value) or (isinstance(held, dt.datetime) and held.date() == value)
    if isinstance(value, str):
        return isinstance(held, str) and _lines(held) == _lines(value)
    return isinstance(held, int | float) and not isinstance(held, bool) and held == value


def _lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)
