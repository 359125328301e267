"""Tables over pages: the pieces of one joined, repeated headings dropped, rows that a page's end cut put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from dhr_xl.importing.sources.grid import Cell, Row, Table
from dhr_xl.importing.sources.marks import split_mark
from dhr_xl.importing.sources.pdf_lines import Width, is_full, is_open, make_paragraphs, spare
from dhr_xl.importing.sources.pdf_ruled import Part, Piece

_ENDED: Final = (".", "!", "?", ";")


class Long(NamedTuple):
    """A table over pages. cuts: rows of it that may go on with the one above."""

    first: Piece
    edges: tuple[float, ...]
    rows: tuple[tuple[Part, ...], ...]
    cuts: frozenset[int] = frozenset()


def start(piece: Piece) -> Long:
    """The table of a page's piece alone."""
    return Long(piece, piece.edges, piece.rows)


def go_on(table: Long, piece: Piece, room: float, usual: Width) -> Long | None:
    """The table with its piece on the next page; None where the piece is a table of its own.

    room: how much was free under the table on the page before, in points.
    """
    edges = _common(table.edges, piece.edges, 3 if piece.ruled else 12)
    if edges is None:
        return None
    above, below = _spread(table.rows, table.edges, edges), _spread(piece.rows, piece.edges, edges)
    heads = _repeated(above, below)
    if not heads and room > _height(piece) + 12 and not piece.open_top:
        return None
    below = _shift(below[heads:], len(above) - heads, len(above))
    if not below:
        return Long(table.first, edges, above, table.cuts)
    above, below = _finish_merged(above, below)
    verdict = _cut(above[-1], below[0], room, column_widths(edges, (*above, *below), usual))
    if verdict:
        return Long(table.first, edges, _joined(above, below), table.cuts)
    return Long(table.first, edges, (*above, *below), table.cuts | (set() if verdict is False else {len(above)}))


Rows = tuple[tuple[Part, ...], ...]


def _finish_merged(above: Rows, below: Rows) -> tuple[Rows, Rows]:
    """Words of a cell merged over rows that go on at the top of the next page, put back to it."""
    upper, lower = list(map(list, above)), list(map(list, below))
    for c, part in enumerate(above[-1]):
        r0, c0 = part.origin
        if c0 == c and r0 < len(above) - 1 and _unfinished(upper[r0][c], lower[0][c]):
            upper[r0][c] = _with_lines(upper[r0][c], lower[0][c])
            for row in lower:
                row[c] = Part(origin=part.origin) if row[c].origin == (len(above), c) else row[c]
    return tuple(map(tuple, upper)), tuple(map(tuple, lower))


def _with_lines(upper: Part, lower: Part) -> Part:
    return upper._replace(lines=(*upper.lines, *lower.lines))


def _joined(above: Rows, below: Rows) -> Rows:
    """The rows with the first of the lower ones put to the last of the upper ones."""
    upper = list(map(list, above))
    last = len(above) - 1
    for c, part in enumerate(below[0]):
        r0, c0 = upper[last][c].origin
        if part.lines:
            upper[r0][c0] = _with_lines(upper[r0][c0], part)
    rest = [
        tuple(
            part._replace(origin=upper[last][c].origin if part.origin[0] == last else part.origin)
            for c, part in enumerate(row)
        )
        for row in _shift(below[1:], -1, last)
    ]
    return (*map(tuple, upper), *rest)


def _common(one: Sequence[float], other: Sequence[float], near: float) -> tuple[float, ...] | None:
    """The edges of both, where those of one are among the other's."""
    more, fewer = (one, other) if len(one) >= len(other) else (other, one)
    ends = abs(one[0] - other[0]) <= near and abs(one[-1] - other[-1]) <= near
    return tuple(more) if ends and all(min(abs(x - y) for y in more) <= near for x in fewer) else None


def _spread(rows: Sequence[tuple[Part, ...]], edges: Sequence[float], wanted: Sequence[float]) -> Rows:
    """Rows over more columns: a cell that covers several of them is merged."""
    at = [min(range(len(wanted)), key=lambda k: abs(wanted[k] - edge)) for edge in edges]
    spread = []
    for r, row in enumerate(rows):
        wide: list[Part] = []
        for c, part in enumerate(row):
            origin = part.origin[0], at[part.origin[1]]
            wide.append(part._replace(origin=origin))
            wide += [Part(origin=(r, at[c]) if part.origin == (r, c) else origin)] * (at[c + 1] - at[c] - 1)
        spread.append(tuple(wide))
    return tuple(spread)


def _shift(rows: Sequence[tuple[Part, ...]], by: int, first: int) -> tuple[tuple[Part, ...], ...]:
    """Rows with their origins counted from the whole table's top; first: the row of the first of them."""
    return tuple(
        tuple(part._replace(origin=(max(part.origin[0] + by, first), part.origin[1])) for part in row) for row in rows
    )


def _repeated(above: Sequence[tuple[Part, ...]], below: Sequence[tuple[Part, ...]]) -> int:
    """How many rows at the top of a page are the table's first ones again."""
    count = 0
    for upper, lower in zip(above, below, strict=False):
        if _words(upper) != _words(lower) or not any(_words(lower)):
            break
        count += 1
    return count


def _words(row: Sequence[Part]) -> list[str]:
    return ["".join(line.text.replace(" ", "") for line in part.lines) for part in row]


def _height(piece: Piece) -> float:
    """About the height of its first row."""
    lines = max((len(part.lines) for part in piece.rows[0]), default=1)
    return lines * 1.2 * max((line.size for part in piece.rows[0] for line in part.lines), default=10.0)


def _cut(upper: Sequence[Part], lower: Sequence[Part], room: float, widths: Sequence[Width]) -> bool | None:
    """Whether a page's end cut a row in two; None where that cannot be told."""
    size = max((line.size for part in upper for line in part.lines), default=10.0)
    filled = [c for c, part in enumerate(lower) if part.lines]
    if not filled or room > 4 * size:
        return not filled and not any(part.fill for part in lower)
    each = [_sign(upper[c], lower[c], widths[c]) for c in filled]
    signs = sum(each) - (0.0 if max(each) > 1 else 1.0)
    left = [c for c, part in enumerate(upper) if part.lines and c not in filled]
    signs += sum(1.0 if c > filled[0] else 1.5 if c == 0 else 0.5 for c in left)
    if 0 in filled and upper[0].lines and not _unfinished(upper[0], lower[0]):
        signs -= 4 if len(upper[0].lines) == 1 else 1
    return None if -1 < signs < 1 else signs > 0


def _sign(upper: Part, lower: Part, width: Width) -> float:
    """How plainly a cell's words go on in the cell under it; below 0, that other words begin there."""
    if not upper.lines:
        return -1.0
    if _unfinished(upper, lower):
        return 3.0
    last, first = upper.lines[-1], lower.lines[0]
    if split_mark(first.text)[0].strip(".)( ").lower() in {"1", "a", "i"}:
        return -2.0
    if last.text.endswith(_ENDED):
        return 0.0 if len(upper.lines) + len(lower.lines) > 4 else -1.0
    if not is_full(last, first, width):
        return -1.5
    word = first.words[0].text.strip(",.;:")
    return 0.5 if word in width.known or not first.text[:1].isalpha() else -0.5


def _unfinished(upper: Part, lower: Part) -> bool:
    """Whether a cell's words plainly go on in the cell under it."""
    if not upper.lines or not lower.lines:
        return False
    last, first = upper.lines[-1], lower.lines[0]
    mark = split_mark(first.text)[0].strip(".)( ")
    if mark.isdigit():
        return any(split_mark(line.text)[0].strip(".)( ") == str(int(mark) - 1) for line in upper.lines)
    return (first.text[:1].islower() or is_open(last.text)) and not last.text.endswith(_ENDED)


def column_widths(edges: Sequence[float], rows: Sequence[Sequence[Part]], usual: Width) -> tuple[Width, ...]:
    """Between what the words of each column stand, told by where they begin in it and in the next."""
    count = len(edges) - 1
    begins: list[list[float]] = [[] for _ in range(count)]
    reach: list[list[float]] = [[] for _ in range(count)]
    for r, row in enumerate(rows):
        for c, part in enumerate(row):
            if part.lines and part.origin == (r, c):
                begins[c].append(min(line.x0 for line in part.lines))
                reach[c] += [line.x1 for line in part.lines if line.x1 <= edges[c + 1]]
    indents = [min(found) - edges[c] for c, found in enumerate(begins) if found]
    pad = max(0.0, min(median(indents), 12.0)) if indents else 0.0
    starts = [
        min(found) if found and abs(min(found) - edges[c] - pad) < 2.5 else edges[c] + pad
        for c, found in enumerate(begins)
    ]
    ends = [start - 2 * pad for start in starts[1:]] + [edges[-1] - pad]
    if pad < 0.5:  # no rules: as far as its words go
        ends = [max(found, default=end) for found, end in zip(reach, ends, strict=True)]
    return tuple(usual._replace(left=left, right=right) for left, right in zip(starts, ends, strict=True))


def finish(table: Long, usual: Width) -> Table:
    """The table with its cells' paragraphs."""
    widths = column_widths(table.edges, table.rows, usual)
    rows = []
    for r, row in enumerate(table.rows):
        cells = []
        for c, part in enumerate(row):
            if part.origin != (r, c):
                cells.append(Cell(origin=part.origin, place=part.place))
                continue
            across = c
            while across + 1 < len(row) and row[across + 1].origin == (r, c):
                across += 1
            right = max([widths[across].right, *(line.x1 for line in part.lines)])
            width = widths[c]._replace(right=right)
            cells.append(Cell(make_paragraphs(part.lines, width), None, part.fill, None, part.place))
        rows.append(Row(tuple(cells), r in table.cuts))
    return Table(tuple(rows), table.rows[0][0].place.rpartition(", ")[0])


def usual_slack(pieces: Iterable[Piece]) -> float:
    """How much of a line the document's maker left free although the next word would have fitted, in points.

    Told by lines in mid-sentence: none is left by a word processor, some by a spreadsheet, which measures otherwise.
    """
    free = []
    for piece in pieces:
        widths = column_widths(piece.edges, piece.rows, Width(0, 0))
        for row in piece.rows:
            for part, width in zip(row, widths, strict=True):
                for last, line in pairwise(part.lines):
                    if line.text[:1].islower() and last.text[-1:].isalpha():
                        free.append(spare(last, line, width))
    return min(max(0.3, sorted(free)[len(free) * 9 // 10]), 10.0) if len(free) > 20 else 0.3
