"""Put the words of each line under the right headings, even where columns were lost or shifted."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import read_plan_date
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.sources.marks import tidy
from dhr_xl.importing.terms.headings import Role, find_role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.words import EVERYBODY, is_title, names_body, read_bare_number, read_label, read_number

_PAGE_NUMBER: Final = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?|-\s*\d{1,3}\s*-|page\s+\d{1,3}.{0,12}", re.IGNORECASE
)
_STRAY_TOKEN: Final = re.compile(r"0\d+|\d+/\d{2}|(?![aA])[^\W\d_]\.?|\d|(?![&–•-]$)[^\w\s]+|st|nd|rd|th")
"""What a scan makes of a page's edge: single characters, and numbers that mean nothing."""
_MANY_STRAY: Final = 4
_ENOUGH: Final = 3
"""Columns that must be recognised before a line counts as headings."""
_LONGEST_HEADING: Final = 110
_MOST_COLUMNS: Final = 60
"""Columns that a plan's table has at most; a line with more tabs is no heading row, and is not looked at further."""
_AS_AT: Final = re.compile(r"\bas\s+(?:at|of|on)\b", re.IGNORECASE)
_EXPLAINS: Final = re.compile(r"\(|(?:i\.?e|e\.?g)\b")
_LONGEST_DATE: Final = 30
"""Characters of a date cell at most; longer cells are prose."""
_CLEARLY_BETTER: Final = 3
"""Points by which a shifted reading must fit better before a whole row is moved."""


class TextLine(NamedTuple):
    """One line of the text that is not blank.

    number: from 1; cells: its words between tabs; after_break: a blank line or the end of a page comes before it.
    """

    number: int
    cells: tuple[str, ...]
    after_break: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """Its cells that are not blank."""
        return tuple(cell for cell in self.cells if cell)

    @property
    def text(self) -> str:
        """Its words, one cell after another."""
        return " ".join(self.filled)


class TextColumns(NamedTuple):
    """A heading row.

    keys: the `Role` of each column; "place heading" for an unknown column and for a second one of a role;
    headings: as printed, each with its explanation below.
    """

    line: int
    keys: tuple[str, ...]
    headings: tuple[str, ...]

    def under(self, cells: Sequence[str], offset: int = 0) -> dict[str, str]:
        """Put cells under the columns, the first one under column `offset`; cells beyond the last column join it."""
        made: dict[str, list[str]] = {}
        for place, cell in enumerate(cells, start=offset):
            if cell:
                made.setdefault(self.keys[min(place, len(self.keys) - 1)], []).append(cell)
        return {key: " ".join(texts) for key, texts in made.items()}

    def explained(self, cells: Sequence[str]) -> TextColumns:
        """Return the columns with a line of explanations added to the headings."""
        below = self.under(cells)
        pairs = zip(self.keys, self.headings, strict=True)
        return self._replace(headings=tuple(f"{heading}\n{below.get(key, '')}".strip() for key, heading in pairs))


class LineFinding(NamedTuple):
    """A finding about a line. source: the words it is about; gaps: what fills its sentence."""

    code: FindingCode
    line: int
    source: str
    gaps: Mapping[str, str] = {}


class TextRow(NamedTuple):
    """One line's words under their headings. cells: column key -> text, of those not blank; pending: what to report."""

    line: TextLine
    cells: Mapping[str, str]
    pending: tuple[LineFinding, ...] = ()

    def get(self, role: Role) -> str:
        """Return the text under a heading, '' where there is none."""
        return self.cells.get(role, "")

    def put(self, role: Role, text: str) -> TextRow:
        """Return the row with other words under one heading; '' for none."""
        cells = {**self.cells, role: text}
        return self._replace(cells={key: cell for key, cell in cells.items() if cell})


class TextTable(NamedTuple):
    """The table of a plan.

    columns: its heading rows; above: lines above it; aside: repeated headings and page furniture; garbled: unreadable
    lines.
    """

    rows: tuple[TextRow, ...]
    columns: tuple[TextColumns, ...]
    above: tuple[TextLine, ...]
    aside: tuple[TextLine, ...]
    garbled: tuple[TextLine, ...]


def read_table(lines: Sequence[TextLine]) -> TextTable | None:
    """Read the table in these lines; None where no heading row is found."""
    headings = {place: columns for place, line in enumerate(lines) if (columns := _read_columns(line))}
    if not headings:
        return None
    first = min(headings)
    furniture = _find_furniture(lines, headings)
    top = headings[first]
    start = first + 1
    while start < len(lines) and start not in furniture and start not in headings and _is_help_line(lines[start]):
        top = top.explained(lines[start].cells)
        start += 1
    columns, cut = top, False
    aside: list[TextLine] = []
    placed: list[tuple[TextLine, TextColumns]] = []
    for place, line in enumerate(lines[start:], start=start):
        if place in headings or place in furniture:
            columns, cut = headings.get(place, columns), True
            aside.append(line)
        else:
            placed.append((line._replace(after_break=line.after_break or cut), columns))
            cut = False
    rows = list(_align_rows(placed))
    readable = tuple(row for row in rows if not _is_garbled(row.line))
    garbled = tuple(row.line for row in rows if _is_garbled(row.line))
    printed = tuple(dict.fromkeys((top, *(columns for _, columns in placed))))
    return TextTable(readable, printed, tuple(lines[:first]), tuple(aside), garbled)


def split_lines(text: str) -> tuple[TextLine, ...]:
    """Split a text into its lines that are not blank."""
    made: list[TextLine] = []
    after_break = False
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        cells = tuple(tidy(cell) for cell in raw.split("\t"))
        after_break = after_break or "\f" in raw or not any(cells)
        if any(cells):
            made.append(TextLine(number, cells, after_break))
            after_break = False
    return tuple(made)


def _is_garbled(line: TextLine) -> bool:
    """Tell whether a line is unreadable: mostly single characters and numbers that mean nothing."""
    tokens = line.text.split()
    odd = sum(1 for token in tokens if _STRAY_TOKEN.fullmatch(token))
    lone = len(tokens) > 1 and all(len(token) == 1 for token in tokens)
    return lone or (odd >= _MANY_STRAY and odd >= 0.4 * len(tokens))


def _find_furniture(lines: Sequence[TextLine], headings: Collection[int]) -> frozenset[int]:
    """Find the lines printed on every page: page numbers, and what recurs beside the end of a page.

    headings: the indexes of the lines that are the table's headings. Return the indexes of the lines found.
    """
    first = min(headings)
    lone = {place: line.text for place, line in enumerate(lines) if len(line.filled) == 1}
    often = Counter(map(_remove_numbers, lone.values()))
    above = {_remove_numbers(text) for place, text in lone.items() if place < first}
    found = {place for place, text in lone.items() if place > first and _PAGE_NUMBER.fullmatch(text)}
    breaks = {place for place, line in enumerate(lines) if line.after_break} | found | set(headings) | {len(lines)}
    for place, text in lone.items():
        of_plan = is_bare_status(text) or read_number(text) or EVERYBODY.match(text)
        if place <= first or not lines[place].cells[0] or of_plan or not {place, place + 1} & breaks:
            continue
        section = is_title(text) and names_body(text)
        if _remove_numbers(text) in above or (often[_remove_numbers(text)] > 1 and not section):
            found.add(place)
    return frozenset(found)


def _remove_numbers(text: str) -> str:
    """Return a line without its numbers, to recognise it on the next page."""
    return re.sub(r"[\W\d_]+", " ", text).strip().lower()


def _read_columns(line: TextLine) -> TextColumns | None:
    """Return the columns where this line is a heading row, else None."""
    headings = line.cells[: max(place for place, cell in enumerate(line.cells, start=1) if cell)]
    if len(line.filled) < _ENOUGH or len(headings) > _MOST_COLUMNS:
        return None
    if any(len(cell) > _LONGEST_HEADING or _is_content(cell) for cell in line.filled):
        return None
    roles = [find_role(cell) for cell in headings]
    known = [role for role in roles if role not in (None, Role.OTHER)]
    telling = {Role.RECOMMENDATION, Role.ACTION} & set(known)
    if not telling or len(set(known)) < _ENOUGH or len(known) < len(line.filled) * 0.6:
        return None
    keys = (
        role if role in known and roles.index(role) == place else f"{place + 1} {heading}"
        for place, (role, heading) in enumerate(zip(roles, headings, strict=True))
    )
    return TextColumns(line.number, tuple(keys), headings)


def _is_content(cell: str) -> bool:
    """Tell whether a cell holds content and no heading: a numbered text, or a date that is not the as-at date."""
    numbered = read_number(cell)
    return bool(numbered and numbered.rest) or bool(read_plan_date(cell).value and not _AS_AT.search(cell))


def _is_help_line(line: TextLine) -> bool:
    """Tell whether a line just under the headings explains them ("i.e. local or regional", "As at …")."""
    return all(_AS_AT.match(cell) or (_EXPLAINS.match(cell) and len(cell) <= _LONGEST_HEADING) for cell in line.filled)


def _align_rows(placed: Sequence[tuple[TextLine, TextColumns]]) -> Iterator[TextRow]:
    """Yield rows for lines. Lines of a page with the same number of cells are shifted together."""
    page = 0
    keyed: list[tuple[tuple[int, int, TextColumns], TextLine]] = []
    for line, columns in placed:
        page += line.after_break
        keyed.append(((page, len(line.cells), columns), line))
    for (_, count, columns), group in groupby(keyed, key=lambda item: item[0]):
        lines = [line for _, line in group]
        offset = _find_offset(lines, columns, len(columns.keys) - count)
        why = {"why": "the first columns are missing on this page"}
        for line in lines:
            slid = LineFinding(FindingCode.ROW_SLID, line.number, line.text, why)
            yield TextRow(line, columns.under(line.cells, offset), (slid,) if offset else ())


def _find_offset(lines: Sequence[TextLine], columns: TextColumns, missing: int) -> int:
    """Return how many columns are missing at the left of these lines."""
    scores = [
        sum(_score_fit(key, text) for line in lines for key, text in columns.under(line.cells, offset).items())
        for offset in range(max(missing, 0) + 1)
    ]
    best = scores.index(max(scores))
    return best if scores[best] >= scores[0] + _CLEARLY_BETTER else 0


def _is_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and read_plan_date(text).value is not None


_FIT_SCORES: Final[tuple[tuple[Callable[[str], object], Mapping[str, int], int], ...]] = (
    (_is_date, {Role.TARGET: 2, Role.COMPLETED: 2}, -2),
    (is_bare_status, {Role.PROGRESS: 1, Role.STATUS: 2, Role.COMPLETED: 1, Role.RAG: 1}, -1),
    (read_bare_number, {Role.NUMBER: 2}, 0),
    (read_number, {Role.RECOMMENDATION: 2, Role.NUMBER: -2}, 0),
    (read_label, {Role.ACTION: 2, Role.RECOMMENDATION: -2, Role.NUMBER: -2}, 0),
    (bool, {Role.TARGET: -1, Role.COMPLETED: -1, Role.NUMBER: -2}, 0),
)
"""How well a kind of text fits under a heading: a test, the score for certain columns, and the score for all others.
The first test that fits is taken."""


def _score_fit(key: str, text: str) -> int:
    """Score how well a cell's words fit the heading above them."""
    fits, others = _fit_scores(text)
    return fits.get(key, others)


@functools.lru_cache(maxsize=4096)
def _fit_scores(text: str) -> tuple[Mapping[str, int], int]:
    """Return the scores of a text's kind. Cached: every cell is tried under several headings."""
    return next((fits, others) for is_kind, fits, others in _FIT_SCORES if is_kind(text))
