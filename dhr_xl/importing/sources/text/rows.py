"""Lines to rows whose words stand under the right headings, though columns were lost or slid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from dhr_xl.dates import DateKind, read_plan_date
from dhr_xl.importing.sources.text.columns import Columns, Role, is_help, read_columns
from dhr_xl.importing.sources.text.furniture import find_furniture, is_section
from dhr_xl.importing.sources.text.lines import Line
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.words import WORDED, is_number, read_label, read_number, starts_mid_sentence

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
_STATUS_FITS: Final[Mapping[str, int]] = {Role.PROGRESS: 1, Role.STATUS: 2, Role.COMPLETED: 1, Role.RAG: 1}
"""How well a bare status word fits the columns it may stand in."""
_OTHER_WORDS: Final = re.compile(r"[^\W\d_]{2,}")


class Row(NamedTuple):
    """One row under its headings.

    line: where it stands; cells: column -> text, filled ones only; after_break: a page was cut just before it;
    raw: the cells as they came; slid: what was put back where it belongs, in words, or ''.
    """

    line: int
    cells: Mapping[str, str]
    after_break: bool
    raw: tuple[str, ...]
    slid: str = ""

    def get(self, role: Role) -> str:
        """The text under a heading, '' where there is none."""
        return self.cells.get(role, "")

    def put(self, role: Role, text: str) -> Row:
        """The same row with other words under one heading; '' for none."""
        cells = {**self.cells, role: text}
        return self._replace(cells={key: cell for key, cell in cells.items() if cell})

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something, as they came."""
        return tuple(cell for cell in self.raw if cell)

    @property
    def words(self) -> str:
        """All its words in one line."""
        return " ".join(self.filled)


class Table(NamedTuple):
    """A plan's table.

    rows: its rows; columns: every heading row, those left out that repeat another; helps: lines that explain headings,
    with those; above: lines above it; aside: headings printed again and the furniture of pages.
    """

    rows: tuple[Row, ...]
    columns: tuple[Columns, ...]
    helps: tuple[tuple[Line, Columns], ...]
    above: tuple[Line, ...]
    aside: tuple[Line, ...]

    def has(self, role: Role) -> bool:
        """Whether any heading row has such a column."""
        return any(columns.has(role) for columns in self.columns)


def read_table(lines: Sequence[Line]) -> Table | None:
    """The table in these lines, or None where no heading row can be found."""
    headings = {place: columns for place, line in enumerate(lines) if (columns := read_columns(line))}
    if not headings:
        return None
    first = min(headings)
    furniture = find_furniture(lines, headings)
    titled = _title(lines, list(headings))
    columns = headings[first]
    helps: list[tuple[Line, Columns]] = []
    aside: list[Line] = []
    placed: list[tuple[Line, Columns]] = []
    fresh = cut = False
    for place, line in enumerate(lines):
        if place in headings:
            fresh = place == first or headings[place].keys != columns.keys
            columns, cut = headings[place], True
            if place != first:
                aside.append(line)
        elif place in furniture:
            aside.append(line)
            cut = True
        elif fresh and is_help(line.cells):
            helps.append((line, columns))
        elif place > first or place == titled:
            placed.append((line._replace(after_break=line.after_break or cut), columns))
            fresh = cut = False
    every = tuple({each.keys: each for each in reversed(headings.values())}.values())[::-1]
    above = tuple(line for place, line in enumerate(lines[:first]) if place != titled)
    return Table(tuple(_align(placed)), every, tuple(helps), above, tuple(aside))


def _title(lines: Sequence[Line], headings: Sequence[int]) -> int:
    """The place of the first section's heading, where each stands above headings of its own; -1 where it is none."""
    above = [place - 1 for place in headings if place and is_section(lines[place - 1])]
    return above[0] if len(above) > 1 and above[0] == headings[0] - 1 else -1


def _align(placed: Sequence[tuple[Line, Columns]]) -> Iterator[Row]:
    """Rows for lines. Lines of a page that have as few cells are read together: they slid together."""
    page = 0
    keyed: list[tuple[tuple[int, int, int], Line, Columns]] = []
    for line, columns in placed:
        page += line.after_break
        keyed.append(((page, len(line.cells), columns.line), line, columns))
    offset, page_before = 0, -1
    for (page, count, _), group in groupby(keyed, key=lambda item: item[0]):
        members = list(group)
        columns = members[0][2]
        lines = [line for _, line, _ in members]
        missing = len(columns.keys) - count
        offset = _best_offset(lines, columns, missing, offset if page == page_before else 0) if missing > 0 else 0
        page_before = page
        for line in lines:
            yield _row(line, columns, offset)


def _best_offset(lines: Sequence[Line], columns: Columns, missing: int, before: int) -> int:
    """How many columns are lost at the left of these lines. before: how many of the lines above on the same page."""
    scores = {offset: sum(_fit(_under(line.cells, columns, offset)) for line in lines) for offset in range(missing + 1)}
    if before and before in scores and scores[before] >= scores[0]:
        return before
    best = max(scores, key=lambda offset: (scores[offset], -offset))
    return best if scores[best] >= scores[0] + _CLEAR else 0


def _row(line: Line, columns: Columns, offset: int) -> Row:
    spanning = _spanning(line, columns)
    if spanning:
        return Row(line.number, {Role.RECOMMENDATION: spanning}, line.after_break, line.cells)
    cells = _under(line.cells, columns, offset)
    slid = "the first columns are missing on this page" if offset else ""
    if not offset:
        cells, slid = _put_back(line.cells, columns, cells)
    cells, moved = _move_single(cells, columns)
    return Row(line.number, cells, line.after_break, line.cells, moved or slid)


def _spanning(line: Line, columns: Columns) -> str:
    """A recommendation printed across the table, above its actions; '' where a line is none."""
    text = line.alone
    if WORDED.match(text) and (columns.keys[0] != Role.RECOMMENDATION or is_number(text)):
        return text
    if not text or columns.has(Role.RECOMMENDATION) or is_number(text):
        return ""
    return "" if starts_mid_sentence(text) or is_bare_status(text) else text


def _under(cells: Sequence[str], columns: Columns, offset: int) -> dict[str, str]:
    """The cells by column, the first one standing under heading `offset`; what runs past the last joins the last."""
    made: dict[str, str] = {}
    for place, cell in enumerate(cells):
        if cell:
            key = columns.keys[min(max(place + offset, 0), len(columns.keys) - 1)]
            made[key] = f"{made[key]} {cell}" if key in made else cell
    return made


def _put_back(raw: Sequence[str], columns: Columns, cells: dict[str, str]) -> tuple[dict[str, str], str]:
    """A full row that slid one column to either side, where labels, dates and status words say so."""
    if len(raw) != len(columns.keys) or len(cells) < _ENOUGH_CELLS:
        return cells, ""
    here = _fit(cells)
    for empty, offset, side in ((raw[0], -1, "right"), (raw[-1], 1, "left")):
        moved = {} if empty else _under(raw, columns, offset)
        if moved and _fit(moved) >= here + _CLEAR:
            return moved, f"its words stood one column too far {side}"
    return cells, ""


def _move_single(cells: dict[str, str], columns: Columns) -> tuple[dict[str, str], str]:
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


def _moved(cells: Mapping[str, str], moves: Mapping[Role, Role]) -> dict[str, str]:
    into = {str(source): str(target) for source, target in moves.items()}
    return {into.get(key, key): text for key, text in cells.items()}


def _fit(cells: Mapping[str, str]) -> int:
    """How well words fit the headings they stand under."""
    return sum(_fit_cell(key, text) for key, text in cells.items())


def _fit_cell(key: str, text: str) -> int:  # noqa: PLR0911 - a rule each
    """One cell's share: labels belong to actions, dates to target dates, status words to the report, numbers first."""
    if _is_date(text):
        return 2 if key in (Role.TARGET, Role.COMPLETED) else -2
    if is_bare_status(text):
        return _STATUS_FITS.get(key, -1)
    if key in (Role.TARGET, Role.COMPLETED) and len(text) > _SHORT and read_plan_date(text).value is None:
        return -1
    if key == Role.NUMBER:
        return 2 if is_number(text) else -2
    if key == Role.OWNER and len(text) > _SHORT * 2:
        return -2
    label = read_label(text)
    if label and key == Role.RECOMMENDATION and not read_number(text):
        return -2
    if label and key == Role.ACTION:
        return 2
    if key == Role.RECOMMENDATION and read_number(text):
        return 2
    return 0


def _is_date(text: str) -> bool:
    """Whether a text is a date, or several, and nothing else to speak of."""
    return (
        len(text) <= _SHORT
        and read_plan_date(text).value is not None
        and not _OTHER_WORDS.search(_DATE_WORDS.sub(" ", text))
    )
