"""One page of a PDF as drawn: its characters, rules and fills, turned so that its words read from left to right."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTFigure, LTImage, LTPage, LTRect

from dhr_xl.importing.sources.pdf_lines import Glyph, make_lines

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's top left."""

_THIN: Final = 4.0
"""A rectangle thinner than this, in points, is a rule."""
_LETTERS: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\uf0b7": "•", "\uf0a7": "▪", "\x00": ""}
)


class Rule(NamedTuple):
    """A straight line: level at y from x = start to end, or upright at x from y = start to end."""

    at: float
    start: float
    end: float


class Fill(NamedTuple):
    """A coloured area. colour: RRGGBB, '' for white."""

    box: Box
    colour: str


class Sheet(NamedTuple):
    """A page. askew: words in other directions (watermarks); pictures: the share of the page that they take."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    levels: tuple[Rule, ...]
    uprights: tuple[Rule, ...]
    fills: tuple[Fill, ...]
    askew: str
    pictures: float


class _Turn(NamedTuple):
    """How often the page's words are turned by a right angle, and the page's size as given."""

    times: int
    width: float
    height: float

    def box(self, box: Box) -> Box:
        """The box where the words read from left to right."""
        x0, top, x1, bottom = box
        if self.times == 1:  # words that go up
            return self.height - bottom, x0, self.height - top, x1
        if self.times == 2:  # upside down
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.times == 3:  # words that go down
            return top, self.width - x1, bottom, self.width - x0
        return box

    def back(self, box: Box) -> Box:
        """The box as it was before."""
        size = (self.height, self.width) if self.times % 2 else (self.width, self.height)
        return _Turn(-self.times % 4, *size).box(box)


def read_sheet(layout: LTPage, number: int, fields: Iterable[tuple[str, Box]] = ()) -> Sheet:
    """The page's glyphs, rules and fills. number: from 1; fields: values of form fields where they stand."""
    facing: dict[int, list[Glyph]] = {times: [] for times in range(4)}
    turns = {times: _Turn(times, layout.width, layout.height) for times in range(4)}
    shapes: list[LTCurve] = []
    askew = []
    pictures = 0.0
    for item in _items(layout):
        if isinstance(item, LTChar):
            times = _times(item.matrix)
            if times is None:
                askew.append(item.get_text())
            else:
                facing[times].append(_glyph(item, turns[times]))
        elif isinstance(item, LTCurve):
            shapes.append(item)
        else:
            pictures += item.width * item.height
    way = max(facing, key=lambda times: len(facing[times]))
    turn = turns[way]
    glyphs = [*facing[way], *(_whole(value, turn.box(box)) for value, box in fields)]
    for times, others in facing.items():
        if times != way:
            glyphs += [_whole(text, turn.box(turns[times].back(box))) for text, box in _runs(others)]
    levels, uprights, fills = _drawn(shapes, turn)
    glyphs, levels = _strike(glyphs, levels)
    pictures /= max(layout.width * layout.height, 1.0)
    width, height = (turn.height, turn.width) if way % 2 else (turn.width, turn.height)
    return Sheet(number, width, height, tuple(glyphs), levels, uprights, fills, "".join(askew).strip(), pictures)


def _items(container: LTContainer[Any]) -> Iterator[LTChar | LTCurve | LTImage]:
    """Characters, shapes and pictures, those of drawings within the page too."""
    for item in container:
        if isinstance(item, LTFigure):
            yield from _items(item)
        elif isinstance(item, LTChar | LTCurve | LTImage):
            yield item


def _times(matrix: Sequence[float]) -> int | None:
    """Right angles by which words are turned; None for another angle."""
    along, up = matrix[0], matrix[1]
    if abs(up) < 0.05 * abs(along):
        return 0 if along > 0 else 2
    if abs(along) < 0.05 * abs(up):
        return 1 if up > 0 else 3
    return None


def _glyph(char: LTChar, turn: _Turn) -> Glyph:
    x0, _, x1, bottom = turn.box(_box(char, turn))
    matrix, foot = char.matrix, bottom
    if turn.times == 0:
        foot = bottom - (matrix[5] - char.y0)
    elif turn.times == 1:
        foot = matrix[4]
    size = char.height if turn.times % 2 == 0 else char.width
    return Glyph(char.get_text().translate(_LETTERS), x0, x1, foot, size)


def _box(item: LTComponent, turn: _Turn) -> Box:
    """Its place from the top left of the page as given."""
    return item.x0, turn.height - item.y1, item.x1, turn.height - item.y0


def _whole(text: str, box: Box) -> Glyph:
    """Words kept together at a place."""
    x0, top, x1, bottom = box
    size = min(bottom - top, x1 - x0, 12.0)
    return Glyph(text, x0, x1, (top + bottom) / 2 + 0.3 * size, size)


def _runs(glyphs: Sequence[Glyph]) -> list[tuple[str, Box]]:
    """Turned words as blocks of lines, with the boxes they fill in their own direction."""
    blocks: list[tuple[str, Box]] = []
    for line in make_lines(glyphs):
        text, (x0, top, x1, bottom) = blocks[-1] if blocks else ("", (0.0, 0.0, 0.0, -99.0))
        if line.top - bottom < 0.8 * line.size and line.x0 < x1 and line.x1 > x0:
            blocks[-1] = f"{text} {line.text}", (min(x0, line.x0), top, max(x1, line.x1), line.base)
        else:
            blocks.append((line.text, (line.x0, line.top, line.x1, line.base)))
    return blocks


def _drawn(shapes: Iterable[LTCurve], turn: _Turn) -> tuple[tuple[Rule, ...], tuple[Rule, ...], tuple[Fill, ...]]:
    """The level and upright rules and the fills."""
    levels: list[Rule] = []
    uprights: list[Rule] = []
    fills: list[Fill] = []
    for shape in shapes:
        x0, top, x1, bottom = box = turn.box(_box(shape, turn))
        colour = _colour(shape.non_stroking_color)
        if min(x1 - x0, bottom - top) < _THIN:
            if not (shape.stroke or colour):
                continue
            if x1 - x0 >= bottom - top:
                levels.append(Rule((top + bottom) / 2, x0, x1))
            else:
                uprights.append(Rule((x0 + x1) / 2, top, bottom))
        elif isinstance(shape, LTRect):
            if shape.fill:
                fills.append(Fill(box, colour))
            if shape.stroke:
                levels += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
                uprights += [Rule(x0, top, bottom), Rule(x1, top, bottom)]
    return tuple(levels), tuple(uprights), tuple(fills)


def _colour(value: object) -> str:
    """The colour as RRGGBB; '' for white and for what is no plain colour."""
    parts = [float(p) for p in value if isinstance(p, int | float)] if isinstance(value, tuple | list) else []
    if isinstance(value, int | float):
        parts = [float(value)]
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3:
        return ""
    shown = "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02X}" for part in parts)
    return "" if shown == "FFFFFF" else shown


def _strike(glyphs: Sequence[Glyph], levels: Sequence[Rule]) -> tuple[list[Glyph], tuple[Rule, ...]]:
    """The glyphs, those with a rule through them struck; and the other rules."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.base)
    bases = [glyph.base for glyph in ordered]
    kept = []
    for rule in levels:
        near = range(bisect.bisect_left(bases, rule.at), bisect.bisect_right(bases, rule.at + 30))
        hit = [
            i
            for i in near
            if 0.12 < (ordered[i].base - rule.at) / (ordered[i].size or 1) < 0.5
            and rule.start <= ordered[i].middle[0] <= rule.end
        ]
        if sum(ordered[i].x1 - ordered[i].x0 for i in hit) > 0.6 * (rule.end - rule.start):
            for i in hit:
                ordered[i] = ordered[i]._replace(struck=True)
        else:
            kept.append(rule)
    return ordered, tuple(kept)
