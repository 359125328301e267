"""Build a grid's blocks from Word and web tables: resolve merged cells and nested tables, and name places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from dhr_xl.importing.sources.grid import GridCell, GridRow, GridTable, LooseParagraph, Paragraph
from dhr_xl.importing.sources.marks import make_paragraph, tidy


class RawCell(NamedTuple):
    """A cell as read.

    column, width: the columns it covers; down: it continues the cell above it;
    content: its paragraphs and the tables inside it, in order; fill: see `GridCell`.
    """

    column: int
    width: int = 1
    down: bool = False
    content: tuple[RawItem, ...] = ()
    fill: str = ""


class RawRow(NamedTuple):
    """A row as read; columns may be missing. heading: the file marks it as a heading; hidden: see `GridRow`."""

    cells: tuple[RawCell, ...]
    heading: bool = False
    hidden: bool = False


class RawTable(NamedTuple):
    """A table as read. widths: of its columns, in any unit; () where unknown."""

    rows: tuple[RawRow, ...]
    widths: tuple[int, ...] = ()

    @property
    def content(self) -> Iterator[RawItem]:
        """What its cells contain, in order."""
        return (item for row in self.rows for cell in row.cells for item in cell.content)


RawItem: TypeAlias = Paragraph | RawTable


def make_line(words: list[str], level: int = 0, mark: str = "") -> Paragraph:
    """Make a paragraph of [words, struck words]. mark: the list number the program prints, '' where it is typed."""
    text, struck = words
    return Paragraph(tidy(text), mark, tidy(struck), level) if mark else make_paragraph(text, struck, level)


def make_blocks(items: Iterable[tuple[RawItem, str]]) -> Iterator[GridTable | LooseParagraph]:
    """Make blocks of items. Each comes with its place outside the text ("footnote"), '' for the text itself."""
    tables = paragraphs = 0
    for item, aside in _unwrap_frames(items):
        if isinstance(item, RawTable):
            tables += 1
            yield _make_table(item, f"table {tables}")
        else:
            paragraphs += not aside
            yield LooseParagraph(item, aside or f"paragraph {paragraphs}", aside=bool(aside))


def flatten(content: Iterable[RawItem]) -> Iterator[Paragraph]:
    """Yield the paragraphs that are not empty, including those of inner tables."""
    for item in content:
        if isinstance(item, RawTable):
            yield from flatten(item.content)
        elif item.printed or item.struck:
            yield item


def _unwrap_frames(items: Iterable[tuple[RawItem, str]]) -> Iterator[tuple[RawItem, str]]:
    """Yield the items that are not empty; in place of a table that only lays out others, yield what it contains."""
    for item, aside in items:
        if isinstance(item, Paragraph):
            yield from ((line, aside) for line in flatten([item]))
        elif _is_frame(item):
            yield from _unwrap_frames((inner, aside) for inner in item.content)
        elif any(item.content):
            yield item, aside


def _is_frame(table: RawTable) -> bool:
    """Tell whether a table only lays out the tables in it: at most one of its rows has words side by side."""
    filled = [[cell.content for cell in row.cells if any(flatten(cell.content))] for row in table.rows]
    inner = [item for row in filled for content in row for item in content if isinstance(item, RawTable)]
    return any(_is_grid(item) or _is_frame(item) for item in inner) and sum(len(row) > 1 for row in filled) <= 1


def _is_grid(table: RawTable) -> bool:
    return len(table.rows) > 1 and any(len(row.cells) > 1 for row in table.rows)


def _make_table(raw: RawTable, place: str) -> GridTable:
    """Make every row as wide as the table. A cell that continues no other stands for itself."""
    edges = _number_edges(raw)
    rows: list[GridRow] = []
    for number, row in enumerate(raw.rows):
        here = f"{place}, row {number + 1}"
        cells = [GridCell(place=here)] * max(edges.values())
        for cell in row.cells:
            start, end = edges[cell.column], edges[cell.column + cell.width]
            origin, paragraphs = None, tuple(flatten(cell.content))
            if cell.down and rows:
                origin = rows[-1].cells[start].origin or (number - 1, start)
                # words in a cell covered by a merged one are kept as struck out
                paragraphs = tuple(Paragraph("", struck=f"{each.printed} {each.struck}".strip()) for each in paragraphs)
            cells[start] = GridCell(paragraphs, origin, cell.fill, place=here)
            covered = GridCell((), origin or (number, start), cell.fill, place=here)
            cells[start + 1 : end] = [covered] * (end - start - 1)
        rows.append(GridRow(tuple(cells), hidden=row.hidden))
    headings = next((number for number, row in enumerate(raw.rows) if not row.heading), len(rows))
    return GridTable(tuple(rows), place, headings=headings)


def _number_edges(table: RawTable) -> dict[int, int]:
    """Map the edges of the table's cells to column numbers from the left.

    Edges closer together than half the narrowest cell were drawn by hand, and count as one.
    """
    spans = {(cell.column, cell.column + cell.width) for row in table.rows for cell in row.cells}
    last = max(end for _, end in spans)
    at = list(accumulate(table.widths, initial=0))
    if last >= len(at) or not all(table.widths):
        at = list(range(last + 1))
    near = min(at[end] - at[start] for start, end in spans) / 2
    edges: dict[int, int] = {}
    first, count = -near - 1, -1
    for edge in sorted({edge for span in spans for edge in span}):
        if at[edge] - first > near:
            first, count = at[edge], count + 1
        edges[edge] = count
    return edges
