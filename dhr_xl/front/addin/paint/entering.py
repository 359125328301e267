"""Enter values into an open sheet so that text stays text, and check what Excel made of them."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import xlwings as xw

from dhr_xl.core.views.canvas import Area, CanvasSheet, Patch, Value, rectangles
from dhr_xl.errors import Stop

MOST_AT_ONCE: Final = 8_000
"""Longest text entered together with others, in characters; Excel refuses an array with one over 8,203."""
TEXT: Final = "@"
DAY_ZERO: Final = dt.date(1899, 12, 30)
Cell = tuple[int, int]
Row = Sequence[Value]


class EnteredBlock(NamedTuple):
    """Cells that are entered together. top, left: the first of them, counted from 1."""

    top: int
    left: int
    rows: tuple[tuple[Value, ...], ...]


def enter(sheet: xw.Sheet, drawn: CanvasSheet, later: Collection[Cell]) -> None:
    """Set number formats, enter all values but those of `later`, and read them back. Raises Stop where one differs."""
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
        raise Stop(f"Excel changed what was entered in cell {cell} of sheet '{drawn.name}'. Close it without saving.")


def enter_one(sheet: xw.Sheet, drawn: CanvasSheet, cell: Cell) -> None:
    """Enter one of the cells left for later."""
    row, column = cell
    _put(sheet, EnteredBlock(row, column, ((drawn.rows[row - 1][column - 1],),)))


def pieces(rows: Sequence[Row], later: Collection[Cell] = ()) -> Iterator[EnteredBlock]:
    """Split the cells into few pieces: each long text is a piece of its own, the cells of `later` are in none."""
    block: list[tuple[Value, ...]] = []
    for number, row in enumerate(rows, start=1):
        cells = enumerate(row, start=1)
        alone = [left for left, value in cells if (number, left) in later or len(str(value)) > MOST_AT_ONCE]
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
    """A value as Excel is given it: a date as its serial number, the same in every region."""
    return float(serial(value)) if isinstance(value, dt.date) else value


def serial(day: dt.date) -> int:
    """Excel's serial number of a date."""
    return (day - DAY_ZERO).days


def _text_without_format(drawn: CanvasSheet, formats: Iterable[Patch]) -> Iterator[Patch]:
    """Areas of text whose number format would let Excel turn it into something else; with that format."""
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
    held = sheet.range(drawn.area.address).options(ndim=2).value
    return [
        (row, column)
        for row, line in enumerate(drawn.rows, 1)
        for column, value in enumerate(line, 1)
        if (row, column) not in later and not is_so(held[row - 1][column - 1], value)
    ]


def is_so(held: Any, value: Value) -> bool:  # noqa: ANN401 - any value of an Excel cell
    """Whether a cell holds a value. Excel for Mac ends lines in its own way."""
    if value is None:
        return held in {None, ""}
    if isinstance(value, dt.date):
        return held == as_entered(value) or (isinstance(held, dt.datetime) and held.date() == value)
    if isinstance(value, str):
        return isinstance(held, str) and _lines(held) == _lines(value)
    return isinstance(held, int | float) and not isinstance(held, bool) and held == value


def _lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)
