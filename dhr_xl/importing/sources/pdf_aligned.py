"""Tables without rules: columns told by the white space between aligned words, rows by where cells begin anew."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from dhr_xl.importing.sources.marks import split_mark
from dhr_xl.importing.sources.pdf_glyphs import Sheet
from dhr_xl.importing.sources.pdf_lines import Line, Width, is_full, split_line
from dhr_xl.importing.sources.pdf_ruled import Part, Piece

_GAP: Final = 0.9
"""White space this wide, in letter heights, may stand between columns."""


def find_aligned(sheet: Sheet, lines: Sequence[Line], before: Sequence[float] = ()) -> list[Piece | Line]:
    """What stands between two ruled tables: tables by alignment, and the other lines, in reading order.

    before: where the columns of the page before begin and end, which go on where the words keep to them.
    """
    stretches = [split_line(line, _GAP) for line in lines]
    first = next((i for i, found in enumerate(stretches) if len(found) > 2), len(lines))
    blocks = _blocks(stretches[first:])
    kept = [found for found in stretches if len(found) > 1]
    held = list(pairwise(before))
    if held and kept and sum(_fits(found, held) for found in kept) > 0.9 * len(kept):
        blocks = held
    elif len(blocks) < 3:
        first = next((i for i, found in enumerate(stretches) if len(found) > 1), len(lines))
        blocks = _blocks(stretches)
        if len(blocks) != 2 or sum(len(found) == 2 for found in stretches) < 3:
            return list(lines)
        if _is_prose(stretches[first:], blocks):
            return _read_columns(lines, stretches, blocks)
    first = min(first, next((i for i, found in enumerate(stretches) if len(found) > 1), first))
    while first and _fits(stretches[first - 1], blocks) and _near(lines[first - 1], lines[first]):
        first -= 1
    end = _end(stretches, blocks, first)
    piece = _piece(sheet, lines[first:end], stretches[first:end], blocks)
    return [*lines[:first], piece, *(find_aligned(sheet, lines[end:]) if end < len(lines) else ())]


def _blocks(stretches: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Where columns begin and end: the widths that words fill, between those that nearly none do."""
    several = [found for found in stretches if len(found) > 1]
    steps = sorted(
        [(piece.x0, 1) for found in several for piece in found]
        + [(piece.x1, -1) for found in several for piece in found]
    )
    size = median(found[0].size for found in several) if several else 10.0
    spare, depth = len(several) // 25, 0
    blocks: list[tuple[float, float]] = []
    for x, step in steps:
        if depth <= spare < depth + step:
            near = blocks and x - blocks[-1][1] < 0.6 * size
            blocks.append((blocks.pop()[0], x) if near else (x, x))
        elif depth + step <= spare < depth:
            blocks[-1] = blocks[-1][0], x
        depth += step
    marks = [
        all(_is_mark(piece) for found in several for piece in found if begin - 1 <= piece.x0 <= end)
        for begin, end in blocks
    ]
    joined: list[tuple[float, float]] = []
    for i, (begin, end) in enumerate(blocks):
        joined.append((joined.pop()[0], end) if i > 1 and marks[i - 1] else (begin, end))
    return joined


def _is_mark(piece: Line) -> bool:
    return len(piece.words) == 1 and bool(split_mark(f"{piece.text} X")[0])


def _is_prose(stretches: Sequence[Sequence[Line]], blocks: Sequence[tuple[float, float]]) -> bool:
    """Whether two columns are running text side by side: as wide as one another, and most lines full."""
    (a0, a1), (b0, b1) = blocks
    pairs = [found for found in stretches if len(found) == 2]
    full = sum(left.x1 - a0 > 0.75 * (a1 - a0) and right.x1 - b0 > 0.6 * (b1 - b0) for left, right in pairs)
    return 0.8 < (a1 - a0) / (b1 - b0 or 1) < 1.25 and full > 0.6 * len(pairs)


def _read_columns(
    lines: Sequence[Line], stretches: Sequence[list[Line]], blocks: Sequence[tuple[float, float]]
) -> list[Piece | Line]:
    """The lines of the left column, then of the right; a line across both ends them."""
    found: list[Piece | Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line, pieces in zip(lines, stretches, strict=True):
        if len(pieces) == 1 and line.x0 < blocks[0][1] and line.x1 > blocks[1][0]:
            found += [*left, *right, line]
            left, right = [], []
        else:
            for piece in pieces:
                (left if piece.x0 < blocks[0][1] else right).append(piece)
    return [*found, *left, *right]


def _fits(found: Sequence[Line], blocks: Sequence[tuple[float, float]]) -> bool:
    """Whether a line's stretches each stand within one column, and not all in the first."""
    columns = [_columns(piece, blocks) for piece in found]
    return all(a == b for a, b in columns) and any(a for a, _ in columns)


def _near(upper: Line, lower: Line) -> bool:
    return lower.base - upper.base < 1.6 * lower.size


def _columns(piece: Line, blocks: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The columns in which a stretch begins and ends."""
    begins = [block[0] - 1 for block in blocks[1:]]
    return bisect.bisect_right(begins, piece.x0), bisect.bisect_right(begins, piece.words[-1].x0)


def _across(found: Sequence[Line], blocks: Sequence[tuple[float, float]]) -> bool:
    """Whether a line is one stretch over several columns: a section row, or no part of the table."""
    return len(found) == 1 and _columns(found[0], blocks) != (0, 0) and not _fits(found, blocks)


def _end(stretches: Sequence[Sequence[Line]], blocks: Sequence[tuple[float, float]], first: int) -> int:
    """Where the table ends: after its last line in several stretches, or before three lines across it."""
    across = 0
    last = first
    for i in range(first, len(stretches)):
        across = across + 1 if _across(stretches[i], blocks) else 0
        if across > 2:
            break
        if (
            len(stretches[i]) > 1
            or (_fits(stretches[i], blocks) and not across)
            or (not across and _near(stretches[i - 1][0], stretches[i][0]) and last == i - 1)
        ):
            last = i
    return last + 1


def _piece(
    sheet: Sheet, lines: Sequence[Line], stretches: Sequence[Sequence[Line]], blocks: Sequence[tuple[float, float]]
) -> Piece:
    """The lines as rows of cells."""
    gutter = min((b[0] - a[1] for a, b in pairwise(blocks)), default=0.0)
    edges = (*(block[0] for block in blocks), max([blocks[-1][1], *(line.x1 for line in lines)]))
    widths = [Width(a, b - gutter) for a, b in pairwise(edges)]
    widths[-1] = Width(edges[-2], edges[-1])
    cells = [_cells(found, blocks) for found in stretches]
    across = [_across(found, blocks) for found in stretches]
    rules = [r.at for r in sheet.levels if r.end - r.start > 0.6 * (edges[-1] - edges[0])]
    rules = [at for at in rules if lines[0].top - 12 < at < lines[-1].base + 12]
    pitch = median([(b.base - a.base) / b.size for a, b in pairwise(lines)] or [1.2])
    starts = [0]
    for i in range(1, len(lines)):
        if len(rules) >= 3 and not (across[i] or across[i - 1]):
            begins = any(lines[i - 1].base - 1 < at < lines[i].base for at in rules)
        else:
            wide = (lines[i].base - lines[i - 1].base) / lines[i].size > 1.4 * pitch
            begins = wide or across[i] or across[i - 1] or _begins(cells[starts[-1] : i], cells[i], widths)
        if begins:
            starts.append(i)
    rows = []
    for r, (a, b) in enumerate(pairwise([*starts, len(lines)])):
        if across[a]:
            rows.append((Part((lines[a],), (r, 0)), *[Part(origin=(r, 0))] * (len(blocks) - 1)))
        else:
            rows.append(
                tuple(Part(tuple(line for cell in cells[a:b] if (line := cell[c])), (r, c)) for c in range(len(blocks)))
            )
    return Piece(sheet.number, lines[0].top, lines[-1].base, edges, tuple(rows), open_top=True, ruled=False)


def _cells(found: Sequence[Line], blocks: Sequence[tuple[float, float]]) -> list[Line | None]:
    """What of a line stands in each column."""
    cells: list[Line | None] = [None] * len(blocks)
    for piece in found:
        column = _columns(piece, blocks)[0]
        held = cells[column]
        cells[column] = held._replace(words=(*held.words, *piece.words)) if held else piece
    return cells


def _begins(above: Sequence[Sequence[Line | None]], cells: Sequence[Line | None], widths: Sequence[Width]) -> bool:
    """Whether a row begins: no cell's words go on from the line above, and the first or most columns hold some."""
    held = [c for c, line in enumerate(cells) if line]
    if not held or (held[0] and len(held) * 2 <= len(cells)):
        return False
    for c in held:
        line, last = cells[c], above[-1][c]
        if line and last and (is_full(last, line, widths[c]) or line.text[:1].islower()):
            return False
    return True
