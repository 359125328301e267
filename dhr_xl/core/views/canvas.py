"""A drawn workbook as plain values, so that it can be written to a file or painted on an open workbook."""

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeVar

BEING_PAINTED: Final = "Being painted"
"""Written in place of the generation while an open master.xlsx is painted; nothing is taken in from such a file."""
Value = str | float | dt.date | None
"""The value of a cell: text, number or date; None for blank."""
Trait = Literal[
    "number_format", "fill", "ink", "bold", "size", "font", "underline", "wrap", "across", "down", "border",
]  # fmt: skip
Worth = str | float | bool | None
"""The value of a trait: a number format code, ``#RRGGBB`` or None (fill, ink, border), points, a font name, a word."""
T = TypeVar("T", bound=Hashable)


class Area(NamedTuple):
    """A rectangle of cells; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """As Excel writes it in a name: ``$A$5:$C$9``, ``$D$3``."""
        first, last = f"${letters(self.left)}${self.top}", f"${letters(self.right)}${self.bottom}"
        return first if first == last else f"{first}:{last}"


class Patch(NamedTuple):
    """A rectangle of cells with the same value of one trait."""

    area: Area
    trait: Trait
    worth: Worth


class EntryRule(NamedTuple):
    """Data validation of an area: a list, by its defined name, or a date from first to last.

    stop: Excel refuses anything else; otherwise it warns and takes it once confirmed.
    """

    area: Area
    list_name: str
    first: dt.date | None
    last: dt.date | None
    stop: bool
    title: str
    message: str


class CanvasNote(NamedTuple):
    """A note on a cell."""

    row: int
    column: int
    text: str


class CanvasLink(NamedTuple):
    """A link within the workbook. target: ``'To check'!A1``."""

    row: int
    column: int
    target: str


class SizeRun(NamedTuple):
    """Rows or columns, first to last, of one size: height in points, or width in characters."""

    first: int
    last: int
    size: float


class CanvasSheet(NamedTuple):
    """One sheet. rows: every cell from A1 to the last one drawn, row by row.

    patches: every trait of every one of those cells; rows below `fitted_below` are as high as their words need, those
    above it as `heights` says; filtered: the area with filter arrows; frozen: rows and columns that stay in sight;
    printed: the area that is printed, or None for all; headed: what stands at the right of each printed page's head.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    patches: tuple[Patch, ...] = ()
    widths: tuple[SizeRun, ...] = ()
    heights: tuple[SizeRun, ...] = ()
    fitted_below: int | None = None
    rules: tuple[EntryRule, ...] = ()
    notes: tuple[CanvasNote, ...] = ()
    links: tuple[CanvasLink, ...] = ()
    filtered: Area | None = None
    frozen: tuple[int, int] = (0, 0)
    printed: Area | None = None
    headed: str = ""

    @property
    def area(self) -> Area:
        """Every cell that is drawn."""
        return Area(1, 1, len(self.rows), len(self.rows[0]) if self.rows else 1)


class Place(NamedTuple):
    """Where a defined name leads."""

    sheet: str
    area: Area


class Canvas(NamedTuple):
    """A whole workbook. names: defined name -> where it leads; stamps: the names of the cells that say which one it is.

    properties: custom document properties, all text; spare_sheets: names of sheets of ours that are not in this one;
    former_sheets: a sheet's name -> that of the same sheet in workbooks drawn before.
    """

    sheets: tuple[CanvasSheet, ...]
    names: Mapping[str, Place]
    stamps: tuple[str, ...]
    properties: Mapping[str, str]
    spare_sheets: tuple[str, ...] = ()
    former_sheets: Mapping[str, str] = {}


def letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def rectangles(grid: Sequence[Sequence[T]]) -> list[tuple[Area, T]]:
    """Cover a grid with rectangles of equal values, by rows or by columns, whichever needs fewer."""
    by_rows = _stacked(grid)
    turned = [tuple(column) for column in zip(*grid, strict=True)]
    by_columns = [(Area(area.left, area.top, area.right, area.bottom), worth) for area, worth in _stacked(turned)]
    return min(by_rows, by_columns, key=len)


def _stacked(grid: Sequence[Sequence[T]]) -> list[tuple[Area, T]]:
    """Runs of equal values along each row, extended down while the next row has the same run."""
    growing: dict[tuple[int, int, T], int] = {}
    done: list[tuple[Area, T]] = []
    for number, row in enumerate(grid, start=1):
        here = {run: growing.get(run, number) for run in _runs(row)}
        done += [
            (Area(top, left, number - 1, right), worth)
            for (left, right, worth), top in growing.items()
            if (left, right, worth) not in here
        ]
        growing = here
    return done + [(Area(top, left, len(grid), right), worth) for (left, right, worth), top in growing.items()]


def _runs(row: Sequence[T]) -> Iterator[tuple[int, int, T]]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at] != row[start]:
            yield start + 1, at, row[start]
            start = at


def runs_of(sizes: Iterable[float], first: int = 1) -> tuple[SizeRun, ...]:
    """Group neighbours of one size; `first` is the number of the first row or column."""
    return tuple(SizeRun(left + first - 1, right + first - 1, size) for left, right, size in _runs(tuple(sizes)))
