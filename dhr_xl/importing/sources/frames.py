"""A grid's blocks from what Word and web pages hold: merged cells, tables in tables, places that people find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from dhr_xl.importing.sources.grid import Cell, Paragraph, Row, Table, Words
from dhr_xl.stop import Stop

MOST_CELLS: Final = 1_000_000
"""Of one table, merged ones too: 100 columns of 10,000 rows."""


class RawCell(NamedTuple):
    """A cell as read. column, width: the columns it covers; down: it continues the cell above it.

    content: its paragraphs and the tables inside it, in order; fill, value: see `Cell`.
    """

    column: int
    width: int = 1
    down: bool = False
    content: tuple[Paragraph | RawTable, ...] = ()
    fill: str = ""
    value: dt.date | None = None


class RawRow(NamedTuple):
    """A row as read, in which columns may be missing. hidden: see `Row`."""

    cells: tuple[RawCell, ...]
    hidden: bool = False


class RawTable(NamedTuple):
    """A table as read. headings, hidden: see `Table`."""

    rows: tuple[RawRow, ...]
    headings: int = 0
    hidden: bool = False


class Blocks:
    """The blocks of a grid, in order; tables and paragraphs are counted for their places."""

    def __init__(self) -> None:
        self.made: list[Table | Words] = []
        self._tables = self._paragraphs = 0

    def add(self, items: Iterable[Paragraph | RawTable], *, aside: str = "") -> None:
        """Add paragraphs and tables. aside: where paragraphs that stand beside the document are ("footnote")."""
        for item in items:
            if isinstance(item, RawTable):
                self._add_table(item, aside)
            elif item.printed or item.struck:
                self._paragraphs += not aside
                self.made.append(Words(item, aside or f"paragraph {self._paragraphs}", aside=bool(aside)))

    def _add_table(self, table: RawTable, aside: str) -> None:
        if _is_frame(table):
            for row in table.rows:
                for cell in row.cells:
                    self.add(cell.content, aside=aside)
        elif any(cell.content for row in table.rows for cell in row.cells):
            self._tables += 1
            place = f"table {self._tables}"
            self.made.append(Table(tuple(_rows(table, place)), place, headings=table.headings, hidden=table.hidden))


def flatten(content: Iterable[Paragraph | RawTable]) -> Iterator[Paragraph]:
    """The paragraphs that hold anything, those of inner tables too."""
    for item in content:
        if isinstance(item, RawTable):
            yield from flatten(inner for row in item.rows for cell in row.cells for inner in cell.content)
        elif item.printed or item.struck:
            yield item


def align(rows: list[RawRow], widths: list[int]) -> list[RawRow]:
    """Rows whose columns' edges, drawn by hand and a little apart, are made one edge.

    widths: of the columns, in any unit. Edges nearer to each other than half the narrowest cell are one.
    """
    cells = [cell for row in rows for cell in row.cells]
    most = max((cell.column + cell.width for cell in cells), default=0)
    if len(widths) < most or not all(widths[:most]):
        widths = [1] * most
    at = list(accumulate(widths[:most], initial=0))
    near = min((at[cell.column + cell.width] - at[cell.column] for cell in cells), default=0) / 2
    edges: dict[int, int] = {}
    first, count = 0, -1
    for edge in sorted({cell.column for cell in cells} | {cell.column + cell.width for cell in cells}):
        if count < 0 or at[edge] - first > near:
            first, count = at[edge], count + 1
        edges[edge] = count

    def moved(cell: RawCell) -> RawCell:
        start = edges[cell.column]
        return cell._replace(column=start, width=edges[cell.column + cell.width] - start)

    return [row._replace(cells=tuple(map(moved, row.cells))) for row in rows]


def _is_frame(table: RawTable) -> bool:
    """Whether a table only lays out the tables inside it: in one row of it, at most, words stand side by side."""
    filled = [[cell.content for cell in row.cells if any(flatten(cell.content))] for row in table.rows]
    inner = any(_is_real(item) for row in filled for content in row for item in content)
    return inner and sum(len(row) > 1 for row in filled) <= 1


def _is_real(item: Paragraph | RawTable) -> bool:
    return isinstance(item, RawTable) and (
        (len(item.rows) > 1 and any(len(row.cells) > 1 for row in item.rows)) or _is_frame(item)
    )


def _rows(table: RawTable, place: str) -> Iterator[Row]:
    """Every row as wide as the table. A cell that continues nothing stands for itself. Raises Stop for a huge table."""
    width = max((cell.column + cell.width for row in table.rows for cell in row.cells), default=0)
    if width * len(table.rows) > MOST_CELLS:
        message = (
            f"Table {place.split()[1]} has {len(table.rows):,} rows and {width:,} columns, more than any action plan. "
            "Copy the plan's part of it into a new document, and import that."
        )
        raise Stop(message)
    above: list[Cell] = []
    for number, row in enumerate(table.rows):
        here = f"{place}, row {number + 1}"
        cells = [Cell(place=here)] * width
        for raw in row.cells:
            paragraphs = tuple(flatten(raw.content))
            origin = None
            if raw.down and above:
                origin = above[raw.column].origin or (number - 1, raw.column)
                paragraphs = tuple(_unseen(paragraph) for paragraph in paragraphs)
            cells[raw.column] = Cell(paragraphs, origin, raw.fill, raw.value, here)
            rest = Cell((), origin or (number, raw.column), raw.fill, None, here)
            cells[raw.column + 1 : raw.column + raw.width] = [rest] * (raw.width - 1)
        above = cells
        yield Row(tuple(cells), hidden=row.hidden)


def _unseen(paragraph: Paragraph) -> Paragraph:
    """A paragraph of a cell that a merged one covers: its words are kept, but not shown."""
    return Paragraph("", struck=f"{paragraph.printed} {paragraph.struck}".strip())
