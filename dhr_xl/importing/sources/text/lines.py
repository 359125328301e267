"""A text's lines, parted by tabs into cells, and which of them are a page's leavings."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_PAGE_WORDS: Final = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?|-\s*\d{1,3}\s*-|page\s+\d{1,3}.{0,12}", re.IGNORECASE
)
_ODD: Final = re.compile(r"0\d+|\d+/\d{2}|[^\W\d_]\.?|\d|[^\w\s]+|st|nd|rd|th")
_NOT_ODD: Final = frozenset({"a", "A", "&", "-", "–", "•"})


class Line(NamedTuple):
    """One line of the text.

    number: counts from 1; cells: its words between tabs; after_break: an empty line or a page's end stood just before
    it; new_page: a page's end did.
    """

    number: int
    cells: tuple[str, ...]
    after_break: bool = False
    new_page: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)

    @property
    def text(self) -> str:
        """Its words, one cell after another."""
        return " ".join(self.filled)

    @property
    def alone(self) -> str:
        """The words of its first cell where no other holds any; ''."""
        return self.cells[0] if self.cells[0] and not any(self.cells[1:]) else ""


def split_lines(text: str) -> tuple[Line, ...]:
    """The text's lines that hold words; empty lines and pages' ends become `after_break` of the next."""
    made: list[Line] = []
    after_break = new_page = False
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(text.split("\n"), start=1):
        page = "\f" in raw
        after_break, new_page = after_break or page, new_page or page
        cells = tuple(tidy(cell) for cell in raw.split("\t"))
        if not any(cells):
            after_break = True
            continue
        made.append(Line(number, cells, after_break, new_page))
        after_break = new_page = False
    return tuple(made)


def tidy(text: str) -> str:
    """The text with its white space made single, soft hyphens gone and nothing else changed."""
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def is_page_mark(cells: tuple[str, ...]) -> bool:
    """Whether a line holds a page number and nothing else."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and bool(_PAGE_WORDS.fullmatch(filled[0]))


def is_soup(cells: tuple[str, ...]) -> bool:
    """Whether a line is what a scan makes of a page's edge: mostly lone characters and numbers that are none."""
    tokens = " ".join(cells).split()
    if len(tokens) < 2:  # noqa: PLR2004
        return False
    odd = [token for token in tokens if _ODD.fullmatch(token) and token not in _NOT_ODD]
    lone = all(len(token) == 1 for token in tokens)
    return lone or (len(odd) >= 4 and len(odd) >= 0.4 * len(tokens))  # noqa: PLR2004
