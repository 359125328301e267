"""A text's lines, parted by tabs into cells, and which of them are a page's leavings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.sources.marks import tidy
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.words import EVERYBODY, is_title, names_body, read_number

_PAGE_NUMBER: Final = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?|-\s*\d{1,3}\s*-|page\s+\d{1,3}.{0,12}", re.IGNORECASE
)
_ODD: Final = re.compile(r"0\d+|\d+/\d{2}|(?![aA])[^\W\d_]\.?|\d|(?![&–•-]$)[^\w\s]+|st|nd|rd|th")
"""What a scan makes of a page's edge: lone characters, numbers that are none."""
_MANY_ODD: Final = 4


class Line(NamedTuple):
    """One line of the text that holds words.

    number: counts from 1; cells: its words between tabs; after_break: an empty line or a page's end stood before it.
    """

    number: int
    cells: tuple[str, ...]
    after_break: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)

    @property
    def text(self) -> str:
        """Its words, one cell after another."""
        return " ".join(self.filled)


def split_lines(text: str) -> tuple[Line, ...]:
    """The text's lines that hold words."""
    made: list[Line] = []
    after_break = False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        cells = tuple(tidy(cell) for cell in raw.split("\t"))
        after_break = after_break or "\f" in raw or not any(cells)
        if any(cells):
            made.append(Line(number, cells, after_break))
            after_break = False
    return tuple(made)


def is_soup(line: Line) -> bool:
    """Whether a line cannot be read: it holds mostly lone characters and numbers that are none."""
    tokens = line.text.split()
    odd = sum(1 for token in tokens if _ODD.fullmatch(token))
    lone = len(tokens) > 1 and all(len(token) == 1 for token in tokens)
    return lone or (odd >= _MANY_ODD and odd >= 0.4 * len(tokens))


def find_furniture(lines: Sequence[Line], headings: Collection[int]) -> frozenset[int]:
    """The places of lines printed on every page: page numbers, and beside a page's end what stands there again.

    headings: the places at which the table's headings are printed.
    """
    first = min(headings)
    lone = {place: line.text for place, line in enumerate(lines) if len(line.filled) == 1}
    often = Counter(map(_sign, lone.values()))
    above = {_sign(text) for place, text in lone.items() if place < first}
    found = {place for place, text in lone.items() if place > first and _PAGE_NUMBER.fullmatch(text)}
    breaks = {place for place, line in enumerate(lines) if line.after_break} | found | set(headings) | {len(lines)}
    for place, text in lone.items():
        if place <= first or not lines[place].cells[0] or not {place, place + 1} & breaks or _is_of_the_plan(text):
            continue
        section = is_title(text) and names_body(text)
        if _sign(text) in above or (often[_sign(text)] > 1 and not section):
            found.add(place)
    return frozenset(found)


def _sign(text: str) -> str:
    """A line without its numbers, by which it is known again on the next page."""
    return re.sub(r"[\W\d_]+", " ", text).strip().lower()


def _is_of_the_plan(text: str) -> bool:
    return is_bare_status(text) or bool(read_number(text)) or bool(EVERYBODY.match(text))
