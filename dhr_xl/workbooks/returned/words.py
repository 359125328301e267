"""Collect the words of a returned workbook outside its table, to be shown to a person word for word."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.returns.answers import text_or_formula
from dhr_xl.core.views.names import DUE_CELL, GUIDANCE, IN_FULL, LISTS, MARKING_CELL, RECOMMENDATIONS, START
from dhr_xl.workbooks.form.words import OWN_COLUMNS, OwnWords, fold_words, own_words
from dhr_xl.workbooks.returned.table import ReturnTable, headings_by_row
from dhr_xl.workbooks.xlsx.addresses import address, read_address
from dhr_xl.workbooks.xlsx.workbook import Sheet, Workbook, read_workbook

NO_LABEL: Final = {"H2": DUE_CELL, "C4": MARKING_CELL}
"""Named cells without a label on forms of earlier versions: recognised by their place and by what they hold."""
MARKING_PLACE: Final = "A4"
"""The cell of the marking on Start, which has no label either."""
EARLIER_ROW: Final = 5
"""The heading row of those forms."""
EARLIER_ORDER: Final = (
    "ref",
    "needed",
    "recommendation",
    "action",
    "evidence",
    "target_date",
    "last_status",
    "last_progress",
    "status",
)
"""The first columns of those forms."""
MOST_UNKNOWN: Final = 10
"""With more unknown cells than this, a sheet came from another template, and nobody wrote them."""


class ReturnReader(NamedTuple):
    """One return being read. singles: defined name -> its cell; own: the form's own words.

    all_own: whether `own` covers the other sheets too.
    """

    book: Workbook
    table: ReturnTable
    singles: Mapping[str, Entry]
    own: OwnWords
    all_own: bool


@functools.lru_cache(maxsize=4)
def own_of(template: bytes | None) -> OwnWords:
    """The form's own words: the shipped form's, and the template's if it is given."""
    if template is None:
        return own_words()
    texts = [
        text
        for sheet in read_workbook(template).sheets
        for text in (*(entry.text for entry in sheet.cells.values()), *sheet.shapes)
    ]
    return own_words(texts)


def as_words(entry: Entry) -> Iterator[Entry]:
    """Give the words of a cell outside the table: its text or formula, and its remark."""
    if text_or_formula(entry).strip():
        yield entry._replace(text=text_or_formula(entry), remark="")
    if entry.remark:
        yield entry._replace(text=entry.remark, remark="")


def words_beside(reader: ReturnReader) -> Iterator[Entry]:
    """Find words above and beside the table that are not the form's own."""
    table = reader.table
    answers = {entry.ref.cell for entry in reader.singles.values() if entry.ref.sheet == table.sheet.name}
    columns = set(table.columns.values())
    headings = headings_by_row(table.sheet).get(table.heading_row, {})
    for (row, column), entry in sorted(table.sheet.cells.items()):
        if row >= table.first_row and column in columns:
            continue
        heading = row == table.heading_row and column in headings.values()
        own = heading or (row < table.first_row and _is_own(reader, entry, answers))
        if entry.remark or not own:
            yield from as_words(entry._replace(text="", formula="") if own else entry)


def _is_own(reader: ReturnReader, entry: Entry, answers: set[str]) -> bool:
    """Whether the words of a cell above the table are the form's, or one of its single answers."""
    if reader.own.hold(fold_words(entry.text or entry.formula)):
        return True
    if _is_single(reader, entry):
        return True
    if entry.ref.cell in answers:
        return False
    table = reader.table
    if table.found_by == "names" and not table.moved:
        return False
    named = NO_LABEL.get(_first_place(table, entry), "")
    return bool(named) and looks_like(named, entry)


def _is_single(reader: ReturnReader, entry: Entry) -> bool:
    """Whether a cell is one of the single cells, and holds what may stand there: other words are the agency's."""
    named = next((name for name, one in reader.singles.items() if one.ref == entry.ref), "")
    if not named and entry.ref == CellRef(START, MARKING_PLACE):
        named = MARKING_CELL
    return bool(named) and (named not in NO_LABEL.values() or looks_like(named, entry))


def looks_like(name: str, entry: Entry) -> bool:
    """Whether a cell without a label may hold what the form wrote there: a date, or a marking in capitals."""
    if name == DUE_CELL:
        return entry.kind == "date"
    return entry.kind == "text" and any(map(str.isalpha, entry.text)) and entry.text == entry.text.upper()


def _first_place(table: ReturnTable, entry: Entry) -> str:
    """Work out from the columns below where a cell above the table was on the issued form; '' if they do not tell."""
    place = read_address(entry.ref.cell)
    under = {column: at for at, key in enumerate(EARLIER_ORDER, 1) if (column := table.columns.get(key))}
    if place is None or place[1] not in under:
        return ""
    row = place[0] - (table.heading_row or EARLIER_ROW) + EARLIER_ROW
    return address(row, under[place[1]]) if row > 0 else ""


def words_outside(reader: ReturnReader, same: set[str]) -> Iterator[Entry]:
    """Find the words of other sheets and of text boxes that are not the form's. same: sheets that are copies of it."""
    for sheet in reader.book.sheets:
        if sheet.name not in same:
            yield from _words_of_sheet(reader, sheet)
    for sheet in reader.book.sheets:
        for words in sheet.shapes:
            if not reader.own.hold(fold_words(words)):
                yield Entry(words, CellRef(sheet.name, "text box"))


def _words_of_sheet(reader: ReturnReader, sheet: Sheet) -> Iterator[Entry]:
    """Find the words of one sheet that are not the form's own; texts too long for a row are checked separately."""
    known = OWN_COLUMNS.get(sheet.name, 0)
    cells = [
        (column, entry, _matches(reader, entry) or _is_single(reader, entry))
        for (_, column), entry in sorted(sheet.cells.items())
    ]
    strange = sum(not own and column <= known for column, entry, own in cells)
    strict = reader.all_own and sheet.name in {GUIDANCE, LISTS} and strange <= MOST_UNKNOWN
    for column, entry, own in cells:
        ours = own or (column <= known and not strict)
        if entry.remark or not ours:
            yield from as_words(entry._replace(text="", formula="") if ours else entry)


def words_in_full(reader: ReturnReader) -> Iterator[Entry]:
    """Find the words on the sheet of texts too long for a row, without the template's own."""
    for name in (RECOMMENDATIONS, IN_FULL) if reader.all_own else ():
        sheet = reader.book.sheet(name)
        for (_, column), entry in sorted(sheet.cells.items()) if sheet else ():
            if column <= OWN_COLUMNS[name] and text_or_formula(entry).strip() and not _matches(reader, entry):
                yield entry._replace(text=text_or_formula(entry), remark="")


def _matches(reader: ReturnReader, entry: Entry) -> bool:
    return reader.own.hold(fold_words(entry.text or entry.formula))
