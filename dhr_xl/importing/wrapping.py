"""Tables whose cells were wrapped: the printed lines of a row put together to the row.

A cell's words run from the top of its row without a gap. So a column that fell silent and speaks again is in a new row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dhr_xl.dates import DateKind, read_plan_date
from dhr_xl.importing.columns import Columns, Role
from dhr_xl.importing.shapes import EVERYBODY, is_closed, is_title, names_body, read_number, starts_mid_sentence
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.text import SourceLine

_LEAST_SHARE: Final = 0.3
"""Of a wrapped table's lines, so many at least hold a cell that goes on with the line above it."""
_LONGEST_CELL: Final = 90
_LONG_SHARE: Final = 0.1
"""Cells longer than a printed line is: more of them than this, and the table is not wrapped."""
_SHORT: Final = frozenset({
    Role.NUMBER, Role.SCOPE, Role.THEME, Role.OWNER, Role.TARGET, Role.STATUS, Role.RAG, Role.COMPLETED,
})  # fmt: skip
"""Columns whose cells are short, and may stand in the middle of their row."""
_FULL: Final = 0.85
"""The share of a column's width up to which a line has room for another word."""
_UNDONE: Final = re.compile(r"(?:[-–—,/&]|\b(?:to|and|of|by|in|the|until))$", re.IGNORECASE)
"""How a date ends that goes on in the next line."""
_DATED: Final = frozenset({DateKind.DAY, DateKind.MONTH, DateKind.PART, DateKind.YEAR, DateKind.ONGOING})


class Placed(NamedTuple):
    """A line of the table and the columns it stands under."""

    line: SourceLine
    columns: Columns


class Manner(NamedTuple):
    """How a table is printed.

    spaced: empty lines part its rows; centred: short cells stand in the middle of their row's height, and say nothing
    of where it begins; widths: the longest piece of each column.
    """

    spaced: bool
    centred: bool
    widths: tuple[int, ...]


def is_wrapped(placed: Sequence[Placed]) -> bool:
    """Whether the cells of this table run over several lines each."""
    lines = [each.line for each in placed if sum(map(bool, each.line.cells)) > 0]
    cells = [cell for line in lines for cell in line.cells if cell]
    if len(cells) < 2:  # noqa: PLR2004
        return False
    long = sum(1 for cell in cells if len(cell) > _LONGEST_CELL)
    going_on = sum(1 for line in lines if any(starts_mid_sentence(cell) for cell in line.cells))
    return long <= _LONG_SHARE * len(cells) and going_on >= _LEAST_SHARE * len(lines)


def unwrap(placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """The lines of a wrapped table put together to rows."""
    manner = Manner(_is_spaced(placed), _is_centred(placed), _widths(placed))
    made: list[list[Placed]] = []
    for each in placed:
        if made and not _begins(made[-1], each, manner):
            made[-1].append(each)
        else:
            made.append([each])
    return tuple(_join(rows, spaced=manner.spaced) for rows in made)


def _is_spaced(placed: Sequence[Placed]) -> bool:
    """Whether empty lines part the rows of this table, and not its pages."""
    after = [each for each in placed if each.line.after_break and not each.line.new_page]
    whole = sum(1 for each in after if not _goes_on(each))
    return len(after) >= 3 and whole >= 0.6 * len(after)  # noqa: PLR2004


def _is_centred(placed: Sequence[Placed]) -> bool:
    """Whether dates, numbers and statuses mostly begin on a line on which no longer cell does."""
    alone = together = 0
    for before, each in pairwise(placed):
        starts = {n for n, cell in enumerate(each.line.cells) if cell and not _cell(before, n)}
        short = {n for n in starts if _role(each, n) in _SHORT and _role(each, n) is not Role.OWNER}
        long = any(_role(each, n) not in _SHORT for n in starts)
        long = long or any(_is_break(each.line.cells[n], _cell(before, n)) for n in _long(each))
        alone, together = alone + (bool(short) and not long), together + (bool(short) and long)
    return alone > together


def _is_break(cell: str, before: str) -> bool:
    return bool(re.match(r"[A-Z\d]", cell)) and is_closed(before)


def _widths(placed: Sequence[Placed]) -> tuple[int, ...]:
    deep = max(len(each.line.cells) for each in placed)
    return tuple(max(len(_cell(each, n)) for each in placed) for n in range(deep))


def _cell(each: Placed, place: int) -> str:
    return each.line.cells[place] if place < len(each.line.cells) else ""


def _role(each: Placed, place: int) -> Role:
    return each.columns.roles[min(place, len(each.columns.roles) - 1)]


def _long(each: Placed) -> list[int]:
    """The filled cells of a line that hold prose."""
    return [n for n, cell in enumerate(each.line.cells) if cell and _role(each, n) not in _SHORT]


def _goes_on(each: Placed) -> bool:
    filled = [cell for cell in each.line.cells if cell]
    return all(starts_mid_sentence(cell) for cell in filled) if filled else True


def _begins(row: Sequence[Placed], each: Placed, manner: Manner) -> bool:  # noqa: PLR0911 - a case each
    """Whether a line begins a row. The cases, in the order they are asked:"""
    line = each.line
    if each.columns.line != row[-1].columns.line or line.new_page:
        # 1. other headings, or another page
        return True
    if line.after_break:
        # 2. an empty line above it: a gap inside a cell where it goes on in mid-sentence, else a page's end or a row's
        return not (manner.spaced and _goes_on(each))
    if _is_lone_heading(each, row) or (len(row) == 1 and _is_lone_heading(row[0], ())):
        # 3. a heading that runs across, or the line after one
        return True
    if _is_numbered(each, (Role.RECOMMENDATION,) if manner.centred else (Role.NUMBER, Role.RECOMMENDATION)):
        # 4. a number of its own
        return True
    speak = _long(each) if manner.centred else [n for n, cell in enumerate(line.cells) if cell]
    again = [(n, line.cells[n]) for n in speak if not _cell(row[-1], n)]
    if not again and _is_capital(each) and any(not _cell(row[-1], n) and _had(row, n) for n in _dated(each)):
        # 5. (of centred cells) another date or status, beside words that each begin a sentence
        return True
    if again:
        # 6. a column that had fallen silent speaks again
        return not _has_strayed(row, again)
    if _is_forced(row[-1], each, manner):
        # 7. no column's line was full, so it was not for want of room that a new one was begun
        return True
    # 8. every date and status of the row above is whole, and here is another
    return not manner.centred and any(_is_whole(each, row, role) for role in (Role.TARGET, Role.STATUS, Role.RAG))


def _dated(each: Placed) -> list[int]:
    return [n for n, cell in enumerate(each.line.cells) if cell and _role(each, n) in (Role.TARGET, Role.STATUS)]


def _had(row: Sequence[Placed], place: int) -> bool:
    return any(_cell(each, place) for each in row)


def _is_capital(each: Placed) -> bool:
    return all(re.match(r"[A-Z\d(]", each.line.cells[n]) for n in _long(each))


def _is_forced(before: Placed, each: Placed, manner: Manner) -> bool:
    """Whether in every column of prose the next line's first word, with a capital, had room on the line above."""
    both = [n for n in _long(each) if _cell(before, n)]
    room = all(
        len(_cell(before, n)) + 1 + len(each.line.cells[n].split()[0]) <= manner.widths[n] * _FULL
        and re.match(r"[A-Z\d(]", each.line.cells[n])
        for n in both
    )
    return len(both) > 1 and room


def _has_strayed(row: Sequence[Placed], again: Sequence[tuple[int, str]]) -> bool:
    """Whether all that speaks again goes on in mid-sentence, or stands a line lower than the rest of its row."""
    fresh = [n for n, _ in again if all(n >= len(e.line.cells) or not e.line.cells[n] for e in row)]
    if len(fresh) == len(again):
        return len(row) == 1 and not any(re.match(r"[A-Z\d]", cell) for _, cell in again)
    return all(starts_mid_sentence(cell) for _, cell in again)


def _is_lone_heading(each: Placed, row: Sequence[Placed]) -> bool:
    """Whether a line is the heading of a section: one cell, written as a title, after words that had come to an end."""
    line = each.line
    if len(line.cells) == 1:
        return True
    text = line.cells[0]
    if not text or any(line.cells[1:]) or read_number(text):
        return False
    if _role(each, 0) is Role.NUMBER:
        return " " in text
    above = " ".join(cell for other in row if (cell := _cell(other, 0)))
    return ((is_title(text) and names_body(text)) or bool(EVERYBODY.match(text))) and (not above or is_closed(above))


def _is_numbered(each: Placed, roles: Sequence[Role]) -> bool:
    for role in roles:
        text = _text(each, role)
        read = read_number(text) if text else None
        if read and (role is Role.NUMBER or read.rest or not text[0].isdigit()):
            return True
    return False


def _text(each: Placed, role: Role) -> str:
    roles, cells = each.columns.roles, each.line.cells
    place = roles.index(role) if role in roles else -1
    return cells[place] if 0 <= place < len(cells) else ""


def _is_whole(each: Placed, row: Sequence[Placed], role: Role) -> bool:
    here = _text(each, role)
    before = " ".join(text for other in row if (text := _text(other, role)))
    if not here or not before or _UNDONE.search(before):
        return False
    if role is Role.TARGET:
        return all(read_plan_date(text).kind in _DATED and not is_closed(text) for text in (here, before))
    return is_bare_status(here) and is_bare_status(before)


def _join(rows: Sequence[Placed], *, spaced: bool) -> Placed:
    first = rows[0]
    width = max(len(each.line.cells) for each in rows)
    cells = tuple(
        " ".join(each.line.cells[n] for each in rows if n < len(each.line.cells) and each.line.cells[n])
        for n in range(width)
    )
    cut = first.line.new_page or (first.line.after_break and not spaced)
    return Placed(first.line._replace(cells=cells, after_break=cut), first.columns)
