"""Read one page of a PDF as drawn: its characters, rules and fills."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTFigure, LTImage, LTPage, LTRect

from dhr_xl.importing.sources.pdf_lines import Glyph, make_lines

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's top left corner."""

_THIN: Final = 4.0
"""A rectangle thinner than this, in points, is a rule."""
_LETTERS: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\uf0b7": "•", "\uf0a7": "▪", "\x00": ""}
)
"""Ligatures and symbols -> the characters they stand for."""


class PdfRule(NamedTuple):
    """A straight line, in points: horizontal at y = `at` from x = start to end, or vertical with x and y swapped."""

    at: float
    start: float
    end: float


class DrawnPage(NamedTuple):
    """A page as drawn.

    height: in points; levels, uprights: horizontal and vertical rules; fills: areas with their colours as RRGGBB;
    askew: slanted words (watermarks); pictures: their share of the page's area.
    """

    number: int
    height: float
    glyphs: tuple[Glyph, ...]
    levels: tuple[PdfRule, ...]
    uprights: tuple[PdfRule, ...]
    fills: tuple[tuple[Box, str], ...]
    askew: str
    pictures: float


def find_rotation(layout: LTPage) -> int:
    """Return by how many right angles most characters of the page are turned to the left."""
    turns = Counter(_find_turn(item) for item in _iterate_items(layout) if isinstance(item, LTChar))
    return max(turns, key=lambda turn: turns[turn], default=0) or 0


def read_page(layout: LTPage, number: int) -> DrawnPage:
    """Read the page's glyphs, rules and fills. number: its page number, from 1."""
    facing: dict[int, list[Glyph]] = {turn: [] for turn in range(4)}
    shapes: list[LTCurve] = []
    askew = []
    pictures = 0.0
    for item in _iterate_items(layout):
        if isinstance(item, LTChar):
            turn = _find_turn(item)
            if turn is None:
                askew.append(item.get_text())
            else:
                facing[turn].append(_make_glyph(item, turn, layout.height))
        elif isinstance(item, LTCurve):
            shapes.append(item)
        else:
            pictures += item.width * item.height / max(layout.width * layout.height, 1.0)
    glyphs = facing.pop(0)
    for turn, others in facing.items():
        glyphs += [_make_block_glyph(text, _turn_box(box, 4 - turn)) for text, box in _group_lines(others)]
    levels, uprights, fills = _read_shapes(shapes, layout.height)
    glyphs, levels = _mark_struck(glyphs, levels)
    drawn = (tuple(levels), tuple(uprights), tuple(fills))
    return DrawnPage(number, layout.height, tuple(glyphs), *drawn, "".join(askew).strip(), pictures)


def _iterate_items(container: LTContainer[Any]) -> Iterator[LTChar | LTCurve | LTImage]:
    """Yield characters, shapes and pictures, including those of drawings within the page."""
    for item in container:
        if isinstance(item, LTFigure):
            yield from _iterate_items(item)
        elif isinstance(item, LTChar | LTCurve | LTImage):
            yield item


def _find_turn(char: LTChar) -> int | None:
    """Return by how many right angles a character is turned to the left; None for any other angle."""
    along, up = char.matrix[:2]
    if abs(up) < 0.05 * abs(along):
        return 0 if along > 0 else 2
    if abs(along) < 0.05 * abs(up):
        return 1 if up > 0 else 3
    return None


def _turn_box(box: Box, times: int) -> Box:
    """Turn a box with the page to the right about the page's top left corner."""
    x0, top, x1, bottom = box
    for _ in range(times):
        x0, top, x1, bottom = -bottom, x0, -top, x1
    return x0, top, x1, bottom


def _make_glyph(char: LTChar, turn: int, height: float) -> Glyph:
    """Make a glyph of a character that is turned by `turn` right angles. height: of the page, in points."""
    x0, top, x1, bottom = _turn_box(_make_box(char, height), turn)
    foot = _turn_box((char.matrix[4], height - char.matrix[5]) * 2, turn)[1]
    return Glyph(char.get_text().translate(_LETTERS), x0, x1, foot, bottom - top)


def _make_box(item: LTComponent, height: float) -> Box:
    return item.x0, height - item.y1, item.x1, height - item.y0


def _make_block_glyph(text: str, box: Box) -> Glyph:
    x0, top, x1, bottom = box
    size = min(bottom - top, x1 - x0, 12.0)
    return Glyph(text, x0, x1, (top + bottom) / 2 + 0.3 * size, size)


def _group_lines(glyphs: Sequence[Glyph]) -> list[tuple[str, Box]]:
    """Group turned words into blocks of lines, each with its box in their own direction."""
    blocks: list[tuple[str, Box]] = []
    for line in make_lines(glyphs):
        text, (x0, top, x1, bottom) = blocks[-1] if blocks else ("", (0.0, 0.0, 0.0, 0.0))
        if text and line.top - bottom < 0.8 * line.size and line.x0 < x1 and line.x1 > x0:
            blocks[-1] = f"{text} {line.text}", (min(x0, line.x0), top, max(x1, line.x1), line.base)
        else:
            blocks.append((line.text, (line.x0, line.top, line.x1, line.base)))
    return blocks


def _read_shapes(
    shapes: Iterable[LTCurve], height: float
) -> tuple[list[PdfRule], list[PdfRule], list[tuple[Box, str]]]:
    """Return the horizontal rules, the vertical rules and the fills."""
    levels: list[PdfRule] = []
    uprights: list[PdfRule] = []
    fills: list[tuple[Box, str]] = []
    for shape in shapes:
        x0, top, x1, bottom = box = _make_box(shape, height)
        colour = _read_colour(shape.non_stroking_color)
        if min(x1 - x0, bottom - top) >= _THIN:
            if isinstance(shape, LTRect) and shape.fill:
                fills.append((box, colour))
            if isinstance(shape, LTRect) and shape.stroke:
                levels += [PdfRule(top, x0, x1), PdfRule(bottom, x0, x1)]
                uprights += [PdfRule(x0, top, bottom), PdfRule(x1, top, bottom)]
        elif shape.stroke or colour:
            if x1 - x0 >= bottom - top:
                levels.append(PdfRule((top + bottom) / 2, x0, x1))
            else:
                uprights.append(PdfRule((x0 + x1) / 2, top, bottom))
    return levels, uprights, fills


def _read_colour(value: Any) -> str:  # noqa: ANN401
    """Return a colour as RRGGBB; '' for white and for patterns."""
    parts = [value] if isinstance(value, int | float) else list(value or ())
    if not all(isinstance(part, int | float) for part in parts):
        return ""
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    parts = parts * 3 if len(parts) == 1 else parts
    shown = "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02X}" for part in parts)
    return "" if shown == "FFFFFF" or len(parts) != 3 else shown


def _mark_struck(glyphs: Sequence[Glyph], levels: Sequence[PdfRule]) -> tuple[list[Glyph], list[PdfRule]]:
    """Mark glyphs that have a rule through them as struck, and return the remaining rules."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.base)
    bases = [glyph.base for glyph in ordered]
    kept = []
    for rule in levels:
        near = range(bisect.bisect_left(bases, rule.at), bisect.bisect_right(bases, rule.at + 30))
        beside = [i for i in near if rule.start <= ordered[i].middle[0] <= rule.end]
        hit = [i for i in beside if 0.12 < (bases[i] - rule.at) / (ordered[i].size or 1) < 0.5]
        if sum(ordered[i].x1 - ordered[i].x0 for i in hit) > 0.6 * (rule.end - rule.start):
            for i in hit:
                ordered[i] = ordered[i]._replace(struck=True)
        else:
            kept.append(rule)
    return ordered, kept
