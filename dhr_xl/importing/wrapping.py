"""Tables whose cells were wrapped: the printed lines of a row put together to the row.

A cell's words run from the top of its row without a gap. So a column that fell silent and speaks again is in a new row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
_UNDONE: Final = re.compile(r"(?:[-–—,/&]|\b(?:to|and|of|by|in|the|until))$", re.IGNORECASE)
"""How a date ends that goes on in the next line."""
_DATED: Final = frozenset({DateKind.DAY, DateKind.MONTH, DateKind.PART, DateKind.YEAR, DateKind.ONGOING})


class Placed(NamedTuple):
    """A line of the table and the columns it stands under."""

    line: SourceLine
    columns: Columns


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
    spaced = _is_spaced(placed)
    made: list[list[Placed]] = []
    for each in placed:
        if made and not _begins(made[-1], each, spaced=spaced):
            made[-1].append(each)
        else:
            made.append([each])
    return tuple(_join(rows, spaced=spaced) for rows in made)


def _is_spaced(placed: Sequence[Placed]) -> bool:
    """Whether empty lines part the rows of this table, and not its pages."""
    after = [each for each in placed if each.line.after_break and not each.line.new_page]
    whole = sum(1 for each in after if not _goes_on(each))
    return len(after) >= 3 and whole >= 0.6 * len(after)  # noqa: PLR2004


def _goes_on(each: Placed) -> bool:
    filled = [cell for cell in each.line.cells if cell]
    return all(starts_mid_sentence(cell) for cell in filled) if filled else True


def _begins(row: Sequence[Placed], each: Placed, *, spaced: bool) -> bool:  # noqa: PLR0911 - a case each
    """Whether a line begins a row. The cases, in the order they are asked:"""
    line, before = each.line, row[-1].line
    if each.columns.line != row[-1].columns.line or line.new_page:
        # 1. other headings, or another page
        return True
    if line.after_break:
        # 2. an empty line above it: a gap inside a cell where it goes on in mid-sentence, else a page's end or a row's
        return not (spaced and _goes_on(each))
    if _is_lone_heading(line, row) or (len(row) == 1 and _is_lone_heading(before, ())):
        # 3. a heading that runs across, or the line after one
        return True
    if _is_numbered(each):
        # 4. a number of its own
        return True
    spoke = {n for n, cell in enumerate(before.cells) if cell}
    if any(cell and n not in spoke for n, cell in enumerate(line.cells)):
        # 5. a column that had fallen silent speaks again
        return not _has_strayed(row, line, spoke)
    # 6. every date and status of the row above is whole, and here is another
    return any(_is_whole(each, row, role) for role in (Role.TARGET, Role.STATUS, Role.RAG))


def _has_strayed(row: Sequence[Placed], line: SourceLine, spoke: set[int]) -> bool:
    """Whether all that speaks again goes on in mid-sentence, or stands a line lower than the rest of its row."""
    again = [(n, cell) for n, cell in enumerate(line.cells) if cell and n not in spoke]
    fresh = [n for n, _ in again if all(n >= len(e.line.cells) or not e.line.cells[n] for e in row)]
    if len(fresh) == len(again):
        return len(row) == 1 and not any(re.match(r"[A-Z\d]", cell) for _, cell in again)
    return all(starts_mid_sentence(cell) for _, cell in again)


def _is_lone_heading(line: SourceLine, row: Sequence[Placed]) -> bool:
    """Whether a line is the heading of a section: one cell, written as a title, after words that had come to an end."""
    if len(line.cells) == 1:
        return True
    text = line.cells[0]
    if not text or any(line.cells[1:]) or read_number(text):
        return False
    above = " ".join(each.line.cells[0] for each in row if each.line.cells[0])
    return (is_title(text) and names_body(text) or bool(EVERYBODY.match(text))) and (not above or is_closed(above))


def _is_numbered(each: Placed) -> bool:
    for role in (Role.NUMBER, Role.RECOMMENDATION):
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
