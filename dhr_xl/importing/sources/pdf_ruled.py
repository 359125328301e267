"""Find tables drawn with rules: rules separate cells; where a rule is missing, cells are merged."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final, NamedTuple

from dhr_xl.importing.sources.pdf_glyphs import DrawnPage, PdfRule
from dhr_xl.importing.sources.pdf_lines import Glyph, PdfLine, make_lines

_NEAR: Final = 3.0
"""Rules closer than this, in points, are one."""


class TablePart(NamedTuple):
    """A cell of a table piece: its rows r0 to r1 and columns c0 to c1, ends excluded, and its lines."""

    r0: int
    c0: int
    r1: int
    c1: int
    lines: tuple[PdfLine, ...] = ()
    fill: str = ""


class TablePiece(NamedTuple):
    """A table, or its piece on one page.

    top, base: its upper and lower end; edges: where columns begin and the last ends; all in points;
    places: of its rows; open_top: no rule closes it at the top; ruled: it is drawn with rules;
    cuts: rows that may continue the one above.
    """

    top: float
    base: float
    edges: tuple[float, ...]
    parts: tuple[TablePart, ...]
    places: tuple[str, ...]
    open_top: bool = False
    ruled: bool = True
    cuts: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[PdfLine]:
        """The lines of all its cells."""
        return [line for part in self.parts for line in part.lines]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)


class _RuledArea(NamedTuple):
    """An area that rules enclose. xs, ys: its edges; cells: (row, column) -> the cell there, also for merged places."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[tuple[int, int], TablePart]
    open_top: bool


def find_ruled(drawn: DrawnPage) -> tuple[list[TablePiece], list[Glyph]]:
    """Find the page's ruled tables from the top, and the glyphs outside them."""
    frames = _find_areas(drawn)
    held: list[dict[TablePart, list[Glyph]]] = [{} for _ in frames]
    loose = []
    for glyph in drawn.glyphs:
        x, y = glyph.middle
        for frame, words in zip(frames, held, strict=True):
            if frame.xs[0] < x < frame.xs[-1] and frame.ys[0] < y < frame.ys[-1]:
                place = bisect.bisect_right(frame.ys, y) - 1, bisect.bisect_right(frame.xs, x) - 1
                words.setdefault(frame.cells[place], []).append(glyph)
                break
        else:
            loose.append(glyph)
    return [_make_piece(drawn, frame, words) for frame, words in zip(frames, held, strict=True) if words], loose


def _make_piece(drawn: DrawnPage, frame: _RuledArea, words: dict[TablePart, list[Glyph]]) -> TablePiece:
    """Make a table piece of an area and the glyphs in its cells."""
    parts = []
    for part in dict.fromkeys(frame.cells.values()):
        x0, x1 = frame.xs[part.c0], frame.xs[part.c0 + 1]
        x, y = (x0 + x1) / 2, (frame.ys[part.r0] + frame.ys[part.r0 + 1]) / 2
        fill = ""
        for (left, top, right, bottom), colour in drawn.fills:  # the last one drawn covers the others
            if left < x < right and top < y < bottom and right - left > 0.7 * (x1 - x0):
                fill = colour
        parts.append(part._replace(lines=tuple(make_lines(words.get(part, ()))), fill=fill))
    places = ("",) * (len(frame.ys) - 1)
    return TablePiece(frame.ys[0], frame.ys[-1], frame.xs, tuple(parts), places, frame.open_top)


def _find_areas(drawn: DrawnPage) -> list[_RuledArea]:
    """Group rules that touch into the areas of tables, from the top."""
    groups: list[tuple[list[PdfRule], list[PdfRule]]] = [([rule], []) for rule in _merge_rules(drawn.levels)]
    for upright in _merge_rules(drawn.uprights):
        touched = [group for group in groups if any(_touches(level, upright) for level in group[0])]
        groups = [group for group in groups if group not in touched]
        levels = [level for group in touched for level in group[0]]
        groups.append((levels, [upright, *(rule for group in touched for rule in group[1])]))
    found = [_make_area(levels, uprights) for levels, uprights in groups if levels and uprights]
    return sorted((frame for frame in found if frame), key=lambda frame: (frame.ys[0], frame.xs[0]))


def _touches(level: PdfRule, upright: PdfRule) -> bool:
    """Tell whether a horizontal and a vertical rule touch."""
    across = level.start - _NEAR <= upright.at <= level.end + _NEAR
    return across and upright.start - _NEAR <= level.at <= upright.end + _NEAR


def _merge_rules(rules: Iterable[PdfRule]) -> list[PdfRule]:
    """Merge rules that overlap or continue one another."""
    merged: list[PdfRule] = []
    at = -99.0
    snapped = []
    for rule in sorted(rules):
        at = rule.at if rule.at - at > _NEAR else at
        snapped.append(rule._replace(at=at))
    for rule in sorted(snapped):
        if merged and merged[-1].at == rule.at and rule.start - merged[-1].end <= _NEAR:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, rule.end))
        else:
            merged.append(rule)
    return merged


def _make_area(levels: Sequence[PdfRule], uprights: Sequence[PdfRule]) -> _RuledArea | None:
    """Divide an area into cells, merging places with no rule between them; None where the rules make no table."""
    ys, xs = _find_edges(levels, uprights), _find_edges(uprights, levels)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows + columns < 3:
        return None
    flat, up = _find_walls(levels, ys, xs), _find_walls(uprights, xs, ys)
    cells: dict[tuple[int, int], TablePart] = {}
    for r, c in product(range(rows), range(columns)):
        if (r, c) in cells:
            continue
        right, below = c + 1, r + 1
        while right < columns and (right, r) not in up and (r, right) not in cells:
            right += 1
        while below < rows and not any((below, k) in flat for k in range(c, right)):
            if any((k, below) in up for k in range(c + 1, right)):
                break
            below += 1
        cells.update(dict.fromkeys(product(range(r, below), range(c, right)), TablePart(r, c, below, right)))
    return _RuledArea(xs, ys, cells, not any((0, c) in flat for c in range(columns)))


def _find_edges(rules: Sequence[PdfRule], others: Sequence[PdfRule]) -> tuple[float, ...]:
    """Return where rows or columns begin and end: at rules, and where the others extend beyond the last of them."""
    at = [rule.at for rule in rules]
    outer = [min(rule.start for rule in others), max(rule.end for rule in others)]
    steps: list[float] = []
    for step in sorted([*at, *(end for end in outer if not min(at) - 2 * _NEAR <= end <= max(at) + 2 * _NEAR)]):
        if not steps or step - steps[-1] > _NEAR:
            steps.append(step)
    return tuple(steps)


def _find_walls(rules: Iterable[PdfRule], along: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """Return (index of the edge, index of the place beside it) wherever a rule is drawn."""
    walls = set()
    for rule in rules:
        i = min(range(len(along)), key=lambda k: abs(along[k] - rule.at))
        for j in range(len(across) - 1):
            if rule.start - _NEAR < (across[j] + across[j + 1]) / 2 < rule.end + _NEAR:
                walls.add((i, j))
    return walls
