"""Find tables without rules: columns by the white space between aligned words, rows by where cells begin anew."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from dhr_xl.importing.sources.marks import split_mark
from dhr_xl.importing.sources.pdf_glyphs import DrawnPage
from dhr_xl.importing.sources.pdf_lines import LineWidth, PdfLine, is_full, split_line
from dhr_xl.importing.sources.pdf_ruled import TablePart, TablePiece

_GAP: Final = 0.9
"""White space between columns at least, in letter heights."""

ColumnSpans = Sequence[tuple[float, float]]
"""Where each column begins and ends, in points."""


def find_aligned(
    drawn: DrawnPage, lines: Sequence[PdfLine], before: Sequence[float] = ()
) -> list[TablePiece | PdfLine]:
    """Find tables by alignment among the lines between two ruled tables; return them and the other lines in order.

    before: column edges of the table at the end of the last page; it continues where the words keep to its columns.
    """
    stretches = [split_line(line, _GAP) for line in lines]
    several = [i for i, found in enumerate(stretches) if len(found) > 1]
    first = next((i for i in several if len(stretches[i]) > 2), len(lines))
    blocks: ColumnSpans = list(pairwise(before))
    near = 3.5  # a row that continues from the last page may stand apart
    if before and not several and lines and all(_fits(found, blocks) for found in stretches):
        several = [len(lines) // 2]
    if not before or not several or sum(_fits(stretches[i], blocks) for i in several) <= 0.9 * len(several):
        near = 1.6
        blocks = _find_columns(stretches[first:])
        if len(blocks) < 3:
            blocks = _find_columns(stretches)
            if len(blocks) != 2 or len(several) < 3:
                return list(lines)
    first = several[0]
    while first and _fits(stretches[first - 1], blocks) and _is_near(lines[first - 1], lines[first], near):
        first -= 1
    end = _find_end(stretches, blocks, first)
    piece = _make_piece(drawn, lines[first:end], stretches[first:end], blocks)
    return [*lines[:first], piece, *(find_aligned(drawn, lines[end:]) if end < len(lines) else ())]


def _find_columns(stretches: Sequence[Sequence[PdfLine]]) -> list[tuple[float, float]]:
    """Find where columns begin and end: the widths that words fill, between those that almost none do."""
    several = [found for found in stretches if len(found) > 1]
    steps = sorted((x, step) for found in several for piece in found for x, step in ((piece.x0, 1), (piece.x1, -1)))
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
    joined: list[tuple[float, float]] = []
    after_marks = False
    for begin, end in blocks:  # the marks of a list are not a column
        joined.append((joined.pop()[0], end) if after_marks else (begin, end))
        inside = [piece for found in several for piece in found if begin - 1 <= piece.x0 <= end]
        after_marks = len(joined) > 1 and all(split_mark(f"{piece.text} X")[1] == "X" for piece in inside)
    return joined


def _fits(found: Sequence[PdfLine], blocks: ColumnSpans) -> bool:
    """Tell whether a line's stretches each stay within one column, and are not all in the first."""
    columns = [_find_column_span(piece, blocks) for piece in found]
    return all(a == b for a, b in columns) and any(a for a, _ in columns)


def _is_near(upper: PdfLine, lower: PdfLine, most: float = 1.6) -> bool:
    """Tell whether a line follows another within `most` letter heights."""
    return lower.base - upper.base < most * lower.size


def _find_column_span(piece: PdfLine, blocks: ColumnSpans) -> tuple[int, int]:
    """Return the columns in which a stretch begins and ends."""
    begins = [block[0] - 1 for block in blocks[1:]]
    return bisect.bisect_right(begins, piece.x0), bisect.bisect_right(begins, piece.words[-1].x0)


def _spans_columns(found: Sequence[PdfLine], blocks: ColumnSpans) -> bool:
    """Tell whether a line is one stretch over several columns: a section row, or no part of the table."""
    return len(found) == 1 and _find_column_span(found[0], blocks) != (0, 0) and not _fits(found, blocks)


def _find_end(stretches: Sequence[Sequence[PdfLine]], blocks: ColumnSpans, first: int) -> int:
    """Return the index after a table's last line: its last of several stretches, or before three lines across it."""
    across = 0
    last = first
    for i in range(first, len(stretches)):
        across = across + 1 if _spans_columns(stretches[i], blocks) else 0
        if across > 2:
            break
        goes_on = last == i - 1 and _is_near(stretches[i - 1][0], stretches[i][0])
        if len(stretches[i]) > 1 or (not across and (goes_on or _fits(stretches[i], blocks))):
            last = i
    return last + 1


def _make_piece(
    drawn: DrawnPage, lines: Sequence[PdfLine], stretches: Sequence[Sequence[PdfLine]], blocks: ColumnSpans
) -> TablePiece:
    """Make a table piece of the lines, as rows of cells."""
    edges = (*(block[0] for block in blocks), max([blocks[-1][1], *(line.x1 for line in lines)]))
    gutter = min(b[0] - a[1] for a, b in pairwise(blocks))
    widths = [*(LineWidth(a, b - gutter) for a, b in pairwise(edges[:-1])), LineWidth(edges[-2], edges[-1])]
    cells = [_place_in_columns(found, blocks) for found in stretches]
    across = [_spans_columns(found, blocks) for found in stretches]
    rules = [rule.at for rule in drawn.levels if rule.end - rule.start > 0.6 * (edges[-1] - edges[0])]
    rules = [at for at in rules if lines[0].top - 12 < at < lines[-1].base + 12]
    pitch = median([(b.base - a.base) / b.size for a, b in pairwise(lines)] or [1.2])
    starts = [0]
    for i, (above, line) in enumerate(pairwise(lines), start=1):
        if across[i] or across[i - 1]:
            begins = True
        elif len(rules) >= 3:
            begins = any(above.base - 1 < at < line.base for at in rules)
        else:
            begins = (line.base - above.base) / line.size > 1.4 * pitch or _starts_row(cells[i - 1], cells[i], widths)
        starts += [i] if begins else []
    parts = []
    for r, (a, b) in enumerate(pairwise([*starts, len(lines)])):
        if across[a]:
            parts.append(TablePart(r, 0, r + 1, len(blocks), (lines[a],)))
        else:
            columns = zip(*cells[a:b], strict=True)
            parts += [TablePart(r, c, r + 1, c + 1, tuple(filter(None, column))) for c, column in enumerate(columns)]
    places = ("",) * len(starts)
    return TablePiece(lines[0].top, lines[-1].base, edges, tuple(parts), places, open_top=True, ruled=False)


def _place_in_columns(found: Sequence[PdfLine], blocks: ColumnSpans) -> list[PdfLine | None]:
    cells: list[PdfLine | None] = [None] * len(blocks)
    for piece in found:
        column = _find_column_span(piece, blocks)[0]
        held = cells[column]
        cells[column] = held._replace(words=(*held.words, *piece.words)) if held else piece
    return cells


def _starts_row(above: Sequence[PdfLine | None], cells: Sequence[PdfLine | None], widths: Sequence[LineWidth]) -> bool:
    """Tell whether a row begins: no cell continues the line above, and the first column or most columns have words."""
    held = [c for c, line in enumerate(cells) if line]
    if held[0] and len(held) * 2 <= len(cells):
        return False
    each = zip(above, cells, widths, strict=True)
    return not any(a and line and (is_full(a, line, width) or line.text[:1].islower()) for a, line, width in each)
