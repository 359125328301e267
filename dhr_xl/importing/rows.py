"""Lines of cells to rows whose words stand under the right headings, though columns were lost or slid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from dhr_xl.dates import DateKind, read_plan_date
from dhr_xl.importing.columns import Columns, Role, is_help
from dhr_xl.importing.furniture import find_furniture, is_section
from dhr_xl.importing.headings import Headings, read_headings
from dhr_xl.importing.shapes import WORDED, is_number, read_label, read_number, starts_mid_sentence
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.text import SourceLine
from dhr_xl.importing.wrapping import Placed, is_wrapped, unwrap

_SHORT: Final = 60
"""Characters a date's cell has at most, before it is prose."""
_CLEAR: Final = 3
"""By how much a slid reading must fit better before a whole row is moved."""
_MOVED_WORDS: Final = 8
_ENOUGH_CELLS: Final = 3
"""Filled cells a row has at least, before a slid reading of it is believed."""
_DATE_WORDS: Final = re.compile(
    r"\d+(?:st|nd|rd|th)?|\b(?:st|nd|rd|th|by|on|in|of|the|to|and|end|mid|early|late|until|from|q[1-4]|quarter|spring|summer|autumn|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)(?=\b|\d)",
    re.IGNORECASE,
)
_OTHER_WORDS: Final = re.compile(r"[^\W\d_]{2,}")


class Row(NamedTuple):
    """One row under its headings.

    line: where it stands; cells: role -> text, filled ones only; after_break: a page was cut just before it;
    raw: the cells as they came; slid: what was put back where it belongs, in words, or ''.
    """

    line: int
    cells: Mapping[Role, str]
    after_break: bool
    raw: tuple[str, ...]
    slid: str = ""

    def get(self, role: Role) -> str:
        """The text under a heading, '' where there is none."""
        return self.cells.get(role, "")

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something, as they came."""
        return tuple(cell for cell in self.raw if cell)


class Table(NamedTuple):
    """The rows of a plan's table, the words under its headings that only explain, and its headings."""

    rows: tuple[Row, ...]
    columns: Columns
    aside: tuple[SourceLine, ...] = ()
    """Headings that are printed again on a later page, rows that only explain the headings, furniture of pages."""
    all_columns: tuple[Columns, ...] = ()
    """Every heading row, those that repeat another left out."""


def read_table(lines: Sequence[SourceLine]) -> Table | None:
    """The table in these lines, or None where no heading row can be found. Lines above the headings are not read."""
    found = _find_all(lines)
    if not found:
        return None
    places = {place for each in found for place in range(each.place, each.place + each.lines)}
    starts = {each.place: each.columns for each in found}
    furniture = find_furniture(lines, starts)
    titled = _titles(lines, found)
    columns = first = found[0].columns
    aside: list[SourceLine] = []
    placed: list[Placed] = []
    fresh = cut = False
    for place, line in enumerate(lines):
        if place < found[0].place and not line.aside and place != titled:
            continue
        if place in starts:
            fresh = place == found[0].place or starts[place].roles != columns.roles
            columns = starts[place]
        repeated = place in places and place >= found[0].place + found[0].lines
        if line.aside or place in furniture or repeated or (fresh and place not in places and is_help(line.cells)):
            aside.append(line)
            cut = cut or place in furniture or repeated
        elif place not in places:
            placed.append(
                Placed(line._replace(after_break=line.after_break or cut, new_page=line.new_page or cut), columns)
            )
            fresh = cut = False
    rows = unwrap(placed) if is_wrapped(placed) else tuple(placed)
    every = {each.columns.headings: each.columns for each in reversed(found)}
    return Table(tuple(_align(rows)), first, tuple(aside), tuple(reversed(every.values())))


def _find_all(lines: Sequence[SourceLine]) -> list[Headings]:
    """Every place where headings are printed, the first one and those of later pages and parts."""
    found: list[Headings] = []
    place = 0
    while place < len(lines):
        here = read_headings(lines, place)
        if here is not None:
            found.append(here)
        place += here.lines if here else 1
    return found


def _titles(lines: Sequence[SourceLine], found: Sequence[Headings]) -> int:
    """The place of the first section's heading, where each stands above headings of its own; -1 where it is none."""
    above = [each.place - 1 for each in found if each.place and is_section(lines[each.place - 1])]
    return above[0] if len(above) > 1 and above[0] == found[0].place - 1 else -1


def _align(placed: Sequence[Placed]) -> Iterable[Row]:
    """Rows for lines. Lines of a page that have as few cells are read together: they slid together."""
    page = 0
    keyed: list[tuple[tuple[int, int, int], SourceLine, Columns]] = []
    for line, columns in placed:
        page += line.after_break
        keyed.append(((page, len(line.cells), columns.line), line, columns))
    offset, page_before = 0, -1
    for (page, count, _), group in groupby(keyed, key=lambda item: item[0]):
        members = list(group)
        columns = members[0][2]
        lines = [line for _, line, _ in members]
        missing = len(columns.roles) - count
        offset = _best_offset(lines, columns, missing, offset if page == page_before else 0) if missing > 0 else 0
        page_before = page
        for line in lines:
            yield _row(line, columns, offset)


def _best_offset(lines: Sequence[SourceLine], columns: Columns, missing: int, before: int) -> int:
    """How many columns are lost at the left of these lines. before: how many of the lines above on the same page."""
    scores = {offset: sum(_fit(_under(line.cells, columns, offset)) for line in lines) for offset in range(missing + 1)}
    if before and before in scores and scores[before] >= scores[0]:
        return before
    best = max(scores, key=lambda offset: (scores[offset], -offset))
    return best if scores[best] >= scores[0] + _CLEAR else 0


def _row(line: SourceLine, columns: Columns, offset: int) -> Row:
    spanning = _spanning(line, columns)
    if spanning:
        return Row(line.number, {Role.RECOMMENDATION: spanning}, line.after_break, line.cells)
    cells = _under(line.cells, columns, offset)
    slid = "the first columns are missing on this page" if offset else ""
    if not offset:
        cells, slid = _put_back(line.cells, columns, cells)
    cells, moved = _move_single(cells, columns)
    return Row(line.number, cells, line.after_break, line.cells, moved or slid)


def _spanning(line: SourceLine, columns: Columns) -> str:
    """A recommendation printed across the table, above its actions; '' where a line is none."""
    text = line.cells[0]
    if not text or any(line.cells[1:]) or is_number(text):
        return text if text and not any(line.cells[1:]) and WORDED.match(text) else ""
    if columns.has(Role.RECOMMENDATION):
        return text if columns.roles[0] is not Role.RECOMMENDATION and WORDED.match(text) else ""
    return "" if starts_mid_sentence(text) or is_bare_status(text) else text


def _under(cells: Sequence[str], columns: Columns, offset: int) -> dict[Role, str]:
    """The cells by role, the first one standing under heading `offset`; what runs past the last joins the last."""
    made: dict[Role, str] = {}
    for place, cell in enumerate(cells):
        if not cell:
            continue
        column = min(max(place + offset, 0), len(columns.roles) - 1)
        role = columns.roles[column]
        text = _named(columns, column, cell) if columns.roles.index(role) != column or role is Role.OTHER else cell
        made[role] = f"{made[role]} {text}" if role in made else text
    return made


def _named(columns: Columns, column: int, cell: str) -> str:
    """The words of a further column, with its heading before them so that a reader knows whence they come."""
    heading = columns.headings[column] if column < len(columns.headings) else ""
    return f"{heading}: {cell}" if heading else cell


def _put_back(raw: Sequence[str], columns: Columns, cells: dict[Role, str]) -> tuple[dict[Role, str], str]:
    """A full row that slid one column to either side, where labels, dates and status words say so."""
    if len(raw) != len(columns.roles) or len(cells) < _ENOUGH_CELLS:
        return cells, ""
    here = _fit(cells)
    if not raw[0]:
        left = _under(raw, columns, -1)
        if _fit(left) >= here + _CLEAR:
            return left, "its words stood one column too far right"
    if not raw[-1]:
        right = _under(raw, columns, 1)
        if _fit(right) >= here + _CLEAR:
            return right, "its words stood one column too far left"
    return cells, ""


def _move_single(cells: dict[Role, str], columns: Columns) -> tuple[dict[Role, str], str]:
    """One or two cells that are plainly in the next column's place, where their own place is empty."""
    evidence, target, progress = (cells.get(role, "") for role in (Role.EVIDENCE, Role.TARGET, Role.PROGRESS))
    if evidence and not target and columns.has(Role.TARGET) and _is_date(evidence):
        return _moved(cells, {Role.EVIDENCE: Role.TARGET}), "a date stood in the evidence column"
    if target and not evidence and columns.has(Role.EVIDENCE) and _is_date(progress) and not _is_date(target):
        moves = {Role.TARGET: Role.EVIDENCE, Role.PROGRESS: Role.TARGET}
        return _moved(cells, moves), "evidence and date stood one column too far right"
    prose = len(target.split()) >= _MOVED_WORDS and read_plan_date(target).kind is DateKind.WORDS
    if prose and not progress and columns.has(Role.PROGRESS):
        return _moved(cells, {Role.TARGET: Role.PROGRESS}), "a report on progress stood in the target date column"
    return cells, ""


def _moved(cells: Mapping[Role, str], moves: Mapping[Role, Role]) -> dict[Role, str]:
    return {moves.get(role, role): text for role, text in cells.items()}


def _fit(cells: Mapping[Role, str]) -> int:
    """How well words fit the headings they stand under."""
    return sum(_fit_cell(role, text) for role, text in cells.items())


def _fit_cell(role: Role, text: str) -> int:  # noqa: PLR0911 - a rule each
    """One cell's share: labels belong to actions, dates to target dates, status words to the report, numbers first."""
    if _is_date(text):
        return 2 if role in (Role.TARGET, Role.COMPLETED) else -2
    if is_bare_status(text):
        return {Role.PROGRESS: 1, Role.STATUS: 2, Role.COMPLETED: 1, Role.RAG: 1}.get(role, -1)
    if role in (Role.TARGET, Role.COMPLETED) and len(text) > _SHORT and read_plan_date(text).value is None:
        return -1
    if role is Role.NUMBER:
        return 2 if is_number(text) else -2
    if role is Role.OWNER and len(text) > _SHORT * 2:
        return -2
    label = read_label(text)
    if label and role is Role.RECOMMENDATION and not read_number(text):
        return -2
    if label and role is Role.ACTION:
        return 2
    if role is Role.RECOMMENDATION and read_number(text):
        return 2
    return 0


def _is_date(text: str) -> bool:
    """Whether a text is a date, or several, and nothing else to speak of."""
    return (
        len(text) <= _SHORT
        and read_plan_date(text).value is not None
        and not _OTHER_WORDS.search(_DATE_WORDS.sub(" ", text))
    )
