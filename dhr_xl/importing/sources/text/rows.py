"""Lines to rows whose words stand under the right headings, though columns were lost or slid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from dhr_xl.dates import read_plan_date
from dhr_xl.importing.sources.text.columns import Columns, Role, is_help, read_columns
from dhr_xl.importing.sources.text.furniture import find_furniture
from dhr_xl.importing.sources.text.lines import Line
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.words import is_number, read_label, read_number

_SHORT: Final = 60
"""Characters a date's cell has at most, before it is prose."""
_CLEAR: Final = 3
"""By how much a slid reading must fit better before a whole row is moved."""
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
    raw: the cells as they came; slid: why its words were put under other headings than they came under, or ''.
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
        elif place > first:
            placed.append((line._replace(after_break=line.after_break or cut), columns))
            fresh = cut = False
    every = tuple({each.keys: each for each in reversed(headings.values())}.values())[::-1]
    return Table(tuple(_align(placed)), every, tuple(helps), tuple(lines[:first]), tuple(aside))


def _align(placed: Sequence[tuple[Line, Columns]]) -> Iterator[Row]:
    """Rows for lines. Lines of a page that have as few cells are read together: they slid together."""
    page = 0
    keyed: list[tuple[tuple[int, int, int], Line, Columns]] = []
    for line, columns in placed:
        page += line.after_break
        keyed.append(((page, len(line.cells), columns.line), line, columns))
    for (_, count, _), group in groupby(keyed, key=lambda item: item[0]):
        members = list(group)
        columns = members[0][2]
        lines = [line for _, line, _ in members]
        missing = len(columns.keys) - count
        offset = _best_offset(lines, columns, missing) if missing > 0 else 0
        slid = "the first columns are missing on this page" if offset else ""
        for line in lines:
            yield Row(line.number, _under(line.cells, columns, offset), line.after_break, line.cells, slid)


def _best_offset(lines: Sequence[Line], columns: Columns, missing: int) -> int:
    """How many columns are lost at the left of these lines."""
    scores = {offset: sum(_fit(_under(line.cells, columns, offset)) for line in lines) for offset in range(missing + 1)}
    best = max(scores, key=lambda offset: (scores[offset], -offset))
    return best if scores[best] >= scores[0] + _CLEAR else 0


def _under(cells: Sequence[str], columns: Columns, offset: int) -> dict[str, str]:
    """The cells by column, the first one standing under heading `offset`; what runs past the last joins the last."""
    made: dict[str, list[str]] = {}
    for place, cell in enumerate(cells):
        if cell:
            made.setdefault(columns.keys[min(place + offset, len(columns.keys) - 1)], []).append(cell)
    return {key: " ".join(texts) for key, texts in made.items()}


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
