"""Set rows of text in columns as wide as the terminal: plain characters, which every terminal and screen reader has."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

GAP: Final = "  "
SHORT: Final = 12
"""Columns are narrowed to no less than their longest word, or this many characters."""

CONTROLS: Final = dict.fromkeys({*range(32), *range(127, 160)} - {ord("\n")}, " ")
"""Characters that would move the cursor or colour the terminal; a file's name may hold any."""


def lines_of_table(headings: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> Iterator[str]:
    """The lines of a table: headings, a rule, and the rows, wrapped where they do not fit. Empty columns are left out.

    width: of the terminal, in characters; a table of many columns may be wider.
    """
    columns = [
        [heading, *(str(cell).translate(CONTROLS) for cell in cells)]
        for heading, *cells in zip(headings, *rows, strict=True)
    ]
    shown = [column for column in columns if any(column[1:])]
    widths = _widths([_natural(column) for column in shown], [_least(column) for column in shown], width)
    for number, cells in enumerate(zip(*shown, strict=True)):
        wrapped = [list(_wrapped(cell, most)) for cell, most in zip(cells, widths, strict=True)]
        for line in zip_longest(*wrapped, fillvalue=""):
            yield GAP.join(_padded(text, most) for text, most in zip(line, widths, strict=True)).rstrip()
        if not number:
            yield GAP.join("-" * most for most in widths)


def _widths(natural: list[int], least: list[int], width: int) -> list[int]:
    """The width of each column: its natural one, the widest narrowed until all fit."""
    widths = list(natural)
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        room = [here - most for here, most in zip(widths, least, strict=True)]
        widest = max((at for at, left in enumerate(room) if left > 0), key=lambda at: widths[at], default=None)
        if widest is None:
            break
        widths[widest] -= 1
    return widths


def _natural(column: Sequence[str]) -> int:
    return max(width_of(line) for cell in column for line in cell.splitlines() or [""])


def _least(column: Sequence[str]) -> int:
    return min(max((width_of(word) for cell in column for word in cell.split()), default=1), SHORT)


def width_of(text: str) -> int:
    """How many places a text takes in a terminal: two for a wide character, none for an accent."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of a cell, broken between words, and within words that are longer than a line."""
    for line in text.splitlines() or [""]:
        now, taken = "", 0
        for word in line.split(" "):
            here = width_of(word)
            if now and taken + 1 + here <= width:
                now, taken = f"{now} {word}", taken + 1 + here
                continue
            if now:
                yield now
            *whole, now = _pieces(word, width) if here > width else (word,)
            taken = width_of(now)
            yield from whole
        yield now


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word that is longer than a line, cut into lines."""
    begun = taken = 0
    for at, character in enumerate(word):
        here = width_of(character)
        if at > begun and taken + here > width:
            yield word[begun:at]
            begun, taken = at, 0
        taken += here
    yield word[begun:]
