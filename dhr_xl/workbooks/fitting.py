"""Work out the height a row needs for its text, wrapped by the letter widths of Arial."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Final, NamedTuple

MOST_POINTS: Final = 409.0
"""The highest a row can be, in Excel and in LibreOffice alike."""
FONT_POINTS: Final = 12
LINE_POINTS: Final = 15.0
"""One line of Arial 12: 13.8 points on paper, up to 15 on a screen's pixels."""
PADDING_POINTS: Final = 3.0
MOST_LINES: Final = int((MOST_POINTS - PADDING_POINTS) // LINE_POINTS)
SAFETY: Final = 1.04
"""Screens round every letter to whole pixels: a line holds a little less than paper says."""
DIGIT_PIXELS: Final = 9
"""The width of a digit of Arial 12 at 96 dots an inch: the unit column widths are counted in."""
PIXELS_AN_EM: Final = FONT_POINTS * 96 / 72

_BY_WIDTH: Final = (
    (191, "'"), (222, "ijl‘’"), (260, "|"), (278, " !,./:;I[\\]ft\u00a0"), (333, "()-`r“”"), (334, "{}"), (350, "•"),
    (355, '"'), (389, "*"), (469, "^"), (500, "Jcksvxyz"), (556, "#$0123456789?L_abdeghnopqu–£"), (584, "+<=>~"),
    (611, "FTZ"), (667, "&ABEKPSVXY"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"), (889, "%"), (944, "W"),
    (1000, "—…"), (1015, "@"),
)  # fmt: skip
WIDE, NARROW = 1000, 600
"""For letters that are not listed: East Asian ones and pictures, all others."""


class _Widths(dict[str, int]):
    """Letter -> thousandths of an em, as Arial and Liberation Sans have it."""

    def __missing__(self, letter: str) -> int:
        return WIDE if ord(letter) > 0x2E80 else NARROW  # noqa: PLR2004 - where East Asian scripts begin


WIDTHS: Final = _Widths({letter: width for width, letters in _BY_WIDTH for letter in letters})
SHORT: Final = 40
"""Texts of fewer letters are often on one line and often repeated: they are measured whole."""
TO_PIXELS: Final = PIXELS_AN_EM / 1000 * SAFETY
SPACE: Final = WIDTHS[" "] * TO_PIXELS


class Fit(NamedTuple):
    """The height of a row in points, and which of its cells need more than a row can have (their positions)."""

    height: float
    too_long: tuple[int, ...]


def pixels(width: float) -> float:
    """Give the pixels that text may use in a column `width` units wide."""
    return width * DIGIT_PIXELS


@functools.lru_cache(maxsize=16_384)
def text_pixels(text: str) -> float:
    """Measure a word or a line in pixels. Cached, because words repeat."""
    return sum(map(WIDTHS.__getitem__, text)) * TO_PIXELS


def count_lines(text: str, width: float) -> int:
    """Count the lines of `text`, wrapped at words in a column `width` units wide; at least one."""
    room = max(pixels(width), 1.0)
    if len(text) < SHORT and "\n" not in text and text_pixels(text) <= room:
        return 1
    return sum(_lines_of(paragraph, room) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        length = text_pixels(word)
        if used and used + SPACE + length <= room:
            used += SPACE + length
            continue
        if used:
            lines += 1
        if length > room:
            lines += math.ceil(length / room) - 1
            length %= room
        used = length or SPACE
    return lines


BOLD: Final = 1.1
"""How much wider bold letters are, at most."""


def points_for(lines: int) -> float:
    """Give the height in points of so many lines."""
    return lines * LINE_POINTS + PADDING_POINTS


def text_height(text: str, width: float) -> float:
    """Give the height in points of a row that shows the whole text; 0 for none."""
    return points_for(count_lines(text, width)) if text else 0.0


def fit_row(texts: Iterable[tuple[str, float]], least: float = 18.0, most: float = MOST_POINTS) -> Fit:
    """Fit a row of (text, column width) cells: its height is between `least` and `most` points."""
    needed = [text_height(text, width) for text, width in texts]
    too_long = tuple(at for at, height in enumerate(needed) if height > most)
    return Fit(min(max([least, *needed]), most), too_long)


def split_to_fit(text: str, width: float, most: int = MOST_LINES) -> tuple[str, ...]:
    """Split `text` into pieces of at most `most` lines in a column that wide, between lines or words; joined, they are
    the text.
    """
    pieces: list[str] = []
    rest = text
    while count_lines(rest, width) > most:
        cut = _fitting_length(rest, width, most)
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return (*pieces, rest)


@functools.lru_cache(maxsize=1024)
def cut_to_fit(text: str, width: float, most: float, ending: str) -> str:
    """Cut a text at a word so that with `ending` after it it fits a row of that width, `most` points high.

    Cached, because one recommendation stands on the rows of many actions.
    """
    lines = int((most - PADDING_POINTS) // LINE_POINTS)
    if count_lines(text, width) <= lines:
        return text
    kept = text[: _fitting_length(text, width, lines)].rstrip()
    while kept and count_lines(f"{kept}{ending}", width) > lines:
        kept = (kept.rpartition(" ")[0] or kept[:-1]).rstrip()
    return f"{kept}{ending}"


def _fitting_length(text: str, width: float, lines: int) -> int:
    """Count the characters of a longer text that fit so many lines, up to the end of a line or word."""
    low, high = 1, min(len(text), int(lines * pixels(width) / (min(WIDTHS.values()) * TO_PIXELS)) + lines)
    while low < high:
        middle = (low + high + 1) // 2
        if count_lines(text[:middle], width) <= lines:
            low = middle
        else:
            high = middle - 1
    return max(text.rfind("\n", low // 2, low), text.rfind(" ", low // 2, low)) + 1 or low
