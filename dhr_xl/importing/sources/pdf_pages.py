"""Join a table's pieces over pages: drop repeated headings, and rejoin rows that the end of a page cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from dhr_xl.importing.sources.grid import GridCell, GridRow, GridTable
from dhr_xl.importing.sources.marks import split_mark
from dhr_xl.importing.sources.pdf_lines import LineWidth, has_ended, is_full, is_unfinished, make_paragraphs
from dhr_xl.importing.sources.pdf_ruled import TablePart, TablePiece

_ENDED: Final = (".", "!", "?", ";")
_EMPTY: Final = TablePart(0, 0, 0, 0)


def continue_table(table: TablePiece, piece: TablePiece, room: float, usual: LineWidth) -> TablePiece | None:
    """Return the table with its piece on the next page; None where the piece is a table of its own.

    room: the free space under the table on the page before, in points; usual: how the document breaks its lines.
    """
    edges = _combine_edges(table.edges, piece.edges, 3 if piece.ruled else 12)
    if edges is None:
        return None
    above, below = _spread_cells(table, edges), _spread_cells(piece, edges)
    count = len(table.places)
    heads = 0
    most = min(count, len(piece.places))
    while heads < most and _list_row_words(above, heads) == _list_row_words(below, heads) != []:
        heads += 1
    first = [part for part in piece.parts if part.r0 == 0]
    height = 1.2 * max((len(part.lines) * part.lines[0].size for part in first if part.lines), default=10.0)
    if not heads and room > height + 12 and not piece.open_top:
        return None
    down = count - heads
    below = [part._replace(r0=max(part.r0 + down, count), r1=part.r1 + down) for part in below if part.r1 > heads]
    places = (*table.places, *piece.places[heads:])
    if len(places) == count:
        return table._replace(edges=edges)
    _complete_merged_cells(above, below, count, ruled=piece.ruled)
    upper, lower = _list_row_cells(above, count - 1, edges), _list_row_cells(below, count, edges)
    cut = _is_row_cut(upper, lower, room, measure_columns(edges, above + below, usual))
    if cut:
        _join_rows(above, below, count)
        places = (*table.places, *piece.places[heads + 1 :])
    cuts = table.cuts | {count} if cut is None else table.cuts
    return table._replace(edges=edges, parts=(*above, *below), places=places, cuts=cuts)


def _combine_edges(one: Sequence[float], other: Sequence[float], near: float) -> tuple[float, ...] | None:
    """Return the edges of both, where those of one are among the other's; else None. near: tolerance in points."""
    more, fewer = (one, other) if len(one) >= len(other) else (other, one)
    ends = abs(one[0] - other[0]) <= near and abs(one[-1] - other[-1]) <= near
    return tuple(more) if ends and all(min(abs(x - y) for y in more) <= near for x in fewer) else None


def _spread_cells(piece: TablePiece, wanted: Sequence[float]) -> list[TablePart]:
    """Return a piece's cells in the columns of more edges."""
    at = [min(range(len(wanted)), key=lambda k: abs(wanted[k] - edge)) for edge in piece.edges]
    return [part._replace(c0=at[part.c0], c1=at[part.c1]) for part in piece.parts]


def _list_row_words(parts: Iterable[TablePart], row: int) -> list[str]:
    """Return the words of a row without spaces, for comparison."""
    cells = (part.lines for part in parts if part.r0 == row and part.lines)
    return ["".join(line.text.replace(" ", "") for line in lines) for lines in cells]


def _list_row_cells(parts: Sequence[TablePart], row: int, edges: Sequence[float]) -> list[TablePart]:
    """Return the cells that begin in a row, one for each column."""
    held = {part.c0: part for part in parts if part.r0 == row}
    return [held.get(c, _EMPTY) for c in range(len(edges) - 1)]


def _complete_merged_cells(above: list[TablePart], below: list[TablePart], count: int, *, ruled: bool) -> None:
    """Return words at the top of a page to the merged cell that they plainly continue. Changes both lists."""
    for part in [part for part in below if part.r0 == count and part.lines]:
        held = [p for p in above if p.c0 == part.c0 and (p.r1 == count if ruled else p.lines)]
        if held and held[-1].r0 < count - 1 and _continues(held[-1], part):
            owner = held[-1]
            end = part.r1 if ruled else owner.r1
            above[above.index(owner)] = owner._replace(lines=(*owner.lines, *part.lines), r1=end)
            below[below.index(part)] = part._replace(lines=(), r0=end) if ruled else part._replace(lines=())
    below[:] = [part for part in below if part.r0 < part.r1]


def _join_rows(above: list[TablePart], below: list[TablePart], count: int) -> None:
    """Join the first of the lower rows to the last of the upper ones. Changes both lists."""
    for i, owner in enumerate(above):
        under = [p for p in below if p.r0 == count and owner.r1 == count and owner.c0 <= p.c0 < owner.c1]
        lines = [line for part in under for line in part.lines]
        above[i] = owner._replace(lines=(*owner.lines, *lines), r1=max([owner.r1, *(part.r1 - 1 for part in under)]))
    below[:] = [part._replace(r0=part.r0 - 1, r1=part.r1 - 1) for part in below if part.r0 > count]


def _is_row_cut(
    upper: Sequence[TablePart], lower: Sequence[TablePart], room: float, widths: Sequence[LineWidth]
) -> bool | None:
    """Tell whether the end of a page cut a row in two; None where it cannot be told."""
    size = max((line.size for part in upper for line in part.lines), default=10.0)
    filled = [c for c, part in enumerate(lower) if part.lines]
    if not filled or room > 4 * size:
        return not filled and not any(part.fill for part in lower)
    each = [_score_continuation(upper[c], lower[c], widths[c]) for c in filled]
    signs = sum(each) - (0.0 if max(each) > 1 else 1.0)
    signs += sum(1.0 for c, part in enumerate(upper) if part.lines and c not in filled)
    if 0 in filled and upper[0].lines and not _continues(upper[0], lower[0]):
        signs -= 2
    return None if -1 < signs < 1 else signs > 0


def _score_continuation(upper: TablePart, lower: TablePart, width: LineWidth) -> float:
    """Score how plainly a cell's words continue in the cell under it; below 0, other words begin there."""
    if not upper.lines:
        return -1.0
    if _continues(upper, lower):
        return 3.0
    last, first = upper.lines[-1], lower.lines[0]
    if last.text.endswith(_ENDED):
        return 0.0 if len(upper.lines) + len(lower.lines) > 4 else -1.0
    return 0.5 if is_full(last, first, width) else -1.5


def _continues(upper: TablePart, lower: TablePart) -> bool:
    """Tell whether a cell's words plainly continue in the cell under it."""
    if not upper.lines or not lower.lines:
        return False
    last, first = upper.lines[-1], lower.lines[0]
    mark = split_mark(first.text)[0].strip(".)( ")
    if mark.isdigit():
        return any(split_mark(line.text)[0].strip(".)( ") == str(int(mark) - 1) for line in upper.lines)
    return (first.text[:1].islower() or is_unfinished(last.text)) and not last.text.endswith(_ENDED)


def measure_columns(edges: Sequence[float], parts: Iterable[TablePart], usual: LineWidth) -> list[LineWidth]:
    """Measure the width of each column's text, by where words begin in it and in the next."""
    begins: list[list[float]] = [[] for _ in edges[1:]]
    reach: list[list[float]] = [[] for _ in edges[1:]]
    for part in parts:
        if part.lines:
            begins[part.c0].append(min(line.x0 for line in part.lines))
            reach[part.c0] += [line.x1 for line in part.lines if line.x1 <= edges[part.c0 + 1]]
    indents = [min(found) - edge for edge, found in zip(edges, begins, strict=False) if found]
    pad = max(0.0, min(median(indents), 12.0)) if indents else 0.0
    starts = [edge + pad for edge in edges[:-1]]
    for c, found in enumerate(begins):
        if found and abs(min(found) - starts[c]) < 2.5:
            starts[c] = min(found)
    ends = [start - 2 * pad for start in starts[1:]] + [edges[-1] - pad]
    if pad < 0.5:  # no rules: as far as the words reach
        ends = [max(found, default=end) for found, end in zip(reach, ends, strict=True)]
    return [usual._replace(left=left, right=right) for left, right in zip(starts, ends, strict=True)]


def make_table(table: TablePiece, usual: LineWidth) -> GridTable:
    """Make the table of a grid, with the paragraphs of its cells."""
    widths = measure_columns(table.edges, table.parts, usual)
    cells: dict[tuple[int, int], GridCell] = {}
    for part in table.parts:
        right = max([widths[part.c1 - 1].right, *(line.x1 for line in part.lines)])
        paragraphs = make_paragraphs(part.lines, widths[part.c0]._replace(right=right))
        for r in range(part.r0, part.r1):
            for c in range(part.c0, part.c1):
                cells[r, c] = GridCell(origin=(part.r0, part.c0), place=table.places[r])
        cells[part.r0, part.c0] = GridCell(paragraphs, None, part.fill, None, table.places[part.r0])
    rows = [
        GridRow(tuple(cells[r, c] for c in range(len(widths))), r in table.cuts) for r, _ in enumerate(table.places)
    ]
    return GridTable(tuple(rows), table.places[0].rpartition(", ")[0])


def measure_usual_width(pieces: Iterable[TablePiece], known: frozenset[str]) -> LineWidth:
    """Find out how the document breaks its lines, from lines that end in mid-sentence."""
    usual = LineWidth(0, 0, known)
    ended = []
    for piece in pieces:
        widths = measure_columns(piece.edges, piece.parts, usual)
        for part in piece.parts:
            for last, line in pairwise(part.lines):
                if line.text[:1].islower() and last.text[-1:].isalpha():
                    ended.append(has_ended(last, widths[part.c0]))
    return usual._replace(spaced=bool(ended) and sum(ended) <= 0.02 * len(ended))
