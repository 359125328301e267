"""Text whose columns stand under one another by spaces alone, as `pdftotext -layout` prints a page, cut into cells.

A page is cut where its gutters are: places at which no line of the table has a letter. Each page has its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.columns import role_of
from dhr_xl.importing.text import SourceLine, read_lines, tidy

_PIECE: Final = re.compile(r"\S+(?: \S+)*")
_ENOUGH: Final = 3
"""Known headings a line has at least, before the page is taken for a table."""
_MOST_HEADING_LINES: Final = 8
_REACH: Final = 2
"""Columns of letters by which a cell may stand left of its heading."""


class _Piece(NamedTuple):
    start: int
    text: str


class _Line(NamedTuple):
    number: int
    raw: str
    after_break: bool
    new_page: bool

    @property
    def pieces(self) -> tuple[_Piece, ...]:
        return tuple(_Piece(match.start(), match[0]) for match in _PIECE.finditer(self.raw))


def cut_columns(text: str) -> tuple[SourceLine, ...]:
    """The text's lines cut into cells by where words stand; () where no line holds headings set apart by spaces."""
    pages: list[list[_Line]] = [[]]
    after_break = new_page = False
    for number, raw in read_lines(text):
        new_page = new_page or "\f" in raw
        line = raw.replace("\f", "").replace("\t", " " * 8).rstrip()
        if not line.strip():
            after_break = True
            continue
        if new_page:
            pages.append([])
        pages[-1].append(_Line(number, line, after_break or new_page, new_page))
        after_break = new_page = False
    made: list[SourceLine] = []
    starts: tuple[int, ...] = ()
    for page in pages:
        starts, lines = _cut_page(page, starts)
        made.extend(lines)
    return tuple(made) if starts else ()


def _cut_page(page: Sequence[_Line], before: tuple[int, ...]) -> tuple[tuple[int, ...], list[SourceLine]]:
    """The lines of a page in cells, and where its columns begin. before: where those of the page before began."""
    place = next((place for place, line in enumerate(page) if _are_headings(line)), None)
    if place is None and not before:
        return (), [_whole(line) for line in page]
    table = page[place or 0 :]
    starts = _starts(table, headed=place is not None, before=before)
    above = [_whole(line) for line in page[: place or 0]]
    return starts, [*above, *(_cut(line, starts) for line in table)]


def _are_headings(line: _Line) -> bool:
    known = {role for piece in line.pieces if len(piece.text) <= 60 and (role := role_of(piece.text))}  # noqa: PLR2004
    return len(known) >= _ENOUGH and len(known) >= len(line.pieces) * 0.5


def _starts(table: Sequence[_Line], *, headed: bool, before: tuple[int, ...]) -> tuple[int, ...]:
    """Where the columns begin: right of the gutters, where there are as many as headings; else as headings do."""
    gutters = _gutters(table)
    wanted = tuple(piece.start for piece in table[0].pieces) if headed else before
    if len(gutters) == len(wanted) or (not headed and not wanted):
        return gutters
    if headed:
        return _mended(wanted, table)
    return before


def _gutters(table: Sequence[_Line]) -> tuple[int, ...]:
    """The places right of a gutter: two blanks or more in every line that has several pieces."""
    lines = [line for line in table if len(line.pieces) > 1]
    width = max((len(line.raw) for line in lines), default=0)
    allowed = len(lines) // 50
    used = [sum(1 for line in lines if x < len(line.raw) and line.raw[x] != " ") for x in range(width)]
    starts = [0]
    blank = 0
    for x, count in enumerate(used):
        if count <= allowed:
            blank += 1
            continue
        if blank > 1 and any(used[:x]):
            starts.append(x)
        blank = 0
    return tuple(starts)


def _mended(starts: Sequence[int], table: Sequence[_Line]) -> tuple[int, ...]:
    """The headings' own places, with those further columns that only a later line of the headings names."""
    made = sorted(starts)
    for line in table[1:_MOST_HEADING_LINES]:
        if line.after_break:
            break
        ends = {piece.start: piece.start + len(piece.text) for piece in line.pieces}
        for piece in line.pieces:
            if all(abs(piece.start - start) > _REACH for start in made) and role_of(piece.text) and ends:
                near = max((start for start in made if start < piece.start), default=None)
                if near is not None and piece.start - near > 20:  # noqa: PLR2004 - wider than a word of it
                    made = sorted([*made, piece.start])
    return tuple(made)


def _cut(line: _Line, starts: Sequence[int]) -> SourceLine:
    """A line's pieces in the columns they begin in; one that is wider than its column runs on, and stays whole."""
    cells = [""] * len(starts)
    for piece in line.pieces:
        place = max((n for n, start in enumerate(starts) if start <= piece.start + _REACH), default=0)
        cells[place] = f"{cells[place]} {piece.text}".strip()
    return SourceLine(line.number, tuple(tidy(cell) for cell in cells), line.after_break, line.new_page)


def _whole(line: _Line) -> SourceLine:
    return SourceLine(line.number, (tidy(line.raw),), line.after_break, line.new_page)
