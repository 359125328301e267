"""Tables drawn with rules: cells are what rules part; where a rule is missing, cells are merged."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.sources.pdf_glyphs import Fill, Rule, Sheet
from dhr_xl.importing.sources.pdf_lines import Glyph, Line, make_lines

_NEAR: Final = 3.0
"""Rules this near, in points, are one."""


class Part(NamedTuple):
    """A cell on one page. origin: (row, column) of the cell that it is merged into; itself where it is none."""

    lines: tuple[Line, ...] = ()
    origin: tuple[int, int] = (0, 0)
    fill: str = ""
    place: str = ""


class Piece(NamedTuple):
    """What one page shows of a table. edges: where columns begin and the last ends; starts: where their words begin.

    open_top, open_bottom: no rule closes it there; ruled: it is drawn with rules.
    """

    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: tuple[tuple[Part, ...], ...]
    open_top: bool = False
    ruled: bool = True

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each row's cells."""
        return tuple(tuple(" ".join(line.text for line in part.lines) for part in row) for row in self.rows)


class _Frame(NamedTuple):
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    origins: dict[tuple[int, int], tuple[int, int]]
    open_top: bool


def find_ruled(sheet: Sheet) -> tuple[list[Piece], list[Glyph]]:
    """The page's ruled tables from the top, and the glyphs outside them."""
    frames = _frames(sheet)
    held: list[dict[tuple[int, int], list[Glyph]]] = [{} for _ in frames]
    loose = []
    for glyph in sheet.glyphs:
        x, y = glyph.middle
        for frame, cells in zip(frames, held, strict=True):
            if frame.xs[0] < x < frame.xs[-1] and frame.ys[0] < y < frame.ys[-1]:
                place = bisect.bisect_right(frame.ys, y) - 1, bisect.bisect_right(frame.xs, x) - 1
                cells.setdefault(frame.origins[place], []).append(glyph)
                break
        else:
            loose.append(glyph)
    if frames and held[-1]:
        loose = _take_cut(sheet, frames[-1], held[-1], loose)
    return [_piece(sheet, frame, cells) for frame, cells in zip(frames, held, strict=True) if cells], loose


def _take_cut(
    sheet: Sheet, frame: _Frame, cells: dict[tuple[int, int], list[Glyph]], loose: list[Glyph]
) -> list[Glyph]:
    """Put back to its cell a line that a page's end left just under the table; the other loose glyphs."""
    foot = frame.ys[-1]
    under = [glyph for glyph in loose if foot < glyph.middle[1] < foot + glyph.size and foot > 0.7 * sheet.height]
    for line in make_lines(under):
        c = bisect.bisect_right(frame.xs, line.x0) - 1
        if not 0 <= c < len(frame.xs) - 1 or line.x1 > frame.xs[c + 1]:
            continue
        origin = frame.origins[len(frame.ys) - 2, c]
        above = make_lines(cells.get(origin, ()))[-2:]
        if len(above) == 2 and abs(line.base - above[1].base - (above[1].base - above[0].base)) < 0.15 * line.size:
            taken = {glyph for glyph in under if abs(glyph.base - line.base) < line.size}
            cells[origin] += taken
            loose = [glyph for glyph in loose if glyph not in taken]
    return loose


def _piece(sheet: Sheet, frame: _Frame, cells: dict[tuple[int, int], list[Glyph]]) -> Piece:
    rows = []
    for r in range(len(frame.ys) - 1):
        row = []
        for c in range(len(frame.xs) - 1):
            origin = frame.origins[r, c]
            if origin == (r, c):
                part = Part(tuple(make_lines(cells.get(origin, ()))), origin, _fill(sheet.fills, frame, origin))
            else:
                part = Part(origin=origin)
            row.append(part)
        rows.append(tuple(row))
    return Piece(sheet.number, frame.ys[0], frame.ys[-1], frame.xs, tuple(rows), frame.open_top)


def _fill(fills: Sequence[Fill], frame: _Frame, cell: tuple[int, int]) -> str:
    """The colour drawn last behind a cell."""
    x0, x1 = frame.xs[cell[1]], frame.xs[cell[1] + 1]
    x, y = (x0 + x1) / 2, (frame.ys[cell[0]] + frame.ys[cell[0] + 1]) / 2
    behind = [
        fill.colour
        for fill in fills
        if fill.box[0] < x < fill.box[2]
        and fill.box[1] < y < fill.box[3]
        and fill.box[2] - fill.box[0] > 0.7 * (x1 - x0)
    ]
    return behind[-1] if behind else ""


def _frames(sheet: Sheet) -> list[_Frame]:
    """The tables' rules: those that touch belong together."""
    levels, uprights = _merge(sheet.levels), _merge(sheet.uprights)
    group = list(range(len(levels) + len(uprights)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, level in enumerate(levels):
        for j, upright in enumerate(uprights, len(levels)):
            across = level.start - _NEAR <= upright.at <= level.end + _NEAR
            if across and upright.start - _NEAR <= level.at <= upright.end + _NEAR:
                group[root(i)] = root(j)
    together: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*levels, *uprights)):
        together.setdefault(root(i), ([], []))[i >= len(levels)].append(rule)
    found = [_frame(flat, up) for flat, up in together.values() if flat and up]
    frames = sorted((frame for frame in found if frame), key=lambda frame: (frame.ys[0], frame.xs[0]))
    return [frame for frame in frames if not any(_inside(frame, other) for other in frames if other is not frame)]


def _inside(frame: _Frame, other: _Frame) -> bool:
    """Whether a table stands within another: its words are that one's."""
    return (
        other.xs[0] <= frame.xs[0]
        and frame.xs[-1] <= other.xs[-1]
        and other.ys[0] <= frame.ys[0]
        and frame.ys[-1] <= other.ys[-1]
    )


def _merge(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that lie on one another or go on from one another, as one."""
    merged: list[Rule] = []
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


def _frame(levels: Sequence[Rule], uprights: Sequence[Rule]) -> _Frame | None:
    """The places that rules part, and which are one; None where they part nothing."""
    ys = _steps([rule.at for rule in levels], [end for rule in uprights for end in rule[1:]])
    xs = _steps([rule.at for rule in uprights], [end for rule in levels for end in rule[1:]])
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    flat = _walls(levels, ys, xs)
    up = _walls(uprights, xs, ys)
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for r in range(len(ys) - 1):
        for c in range(len(xs) - 1):
            if (r, c) in origins:
                continue
            right = c + 1
            while right < len(xs) - 1 and (right, r) not in up and (r, right) not in origins:
                right += 1
            below = r + 1
            while below < len(ys) - 1 and all((below, k) not in flat for k in range(c, right)):
                if any((k, below) in up for k in range(c + 1, right)):
                    break
                below += 1
            origins.update({(i, j): (r, c) for i in range(r, below) for j in range(c, right)})
    return _Frame(xs, ys, origins, not any((0, c) in flat for c in range(len(xs) - 1)))


def _steps(at: Sequence[float], ends: Sequence[float]) -> tuple[float, ...]:
    """Where rows or columns begin and end: at rules, and where the others end beyond the last of them."""
    steps: list[float] = []
    outer = [end for end in (min(ends), max(ends)) if not min(at) - 2 * _NEAR <= end <= max(at) + 2 * _NEAR]
    for step in sorted((*at, *outer)):
        if not steps or step - steps[-1] > _NEAR:
            steps.append(step)
    return tuple(steps)


def _walls(rules: Iterable[Rule], along: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """(index of the line, index of the place beside it) wherever a rule stands."""
    walls = set()
    for rule in rules:
        i = min(range(len(along)), key=lambda k: abs(along[k] - rule.at))
        for j in range(len(across) - 1):
            if rule.start - _NEAR < (across[j] + across[j + 1]) / 2 < rule.end + _NEAR:
                walls.add((i, j))
    return walls
