"""Read one returned workbook as it is, before anything is judged: its table, single answers, and all other words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.answers import fold, tidy
from dhr_xl.fields import AGENCY_FIELDS, BY_KEY, FIELDS
from dhr_xl.model import AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.workbooks.areas import LAST_COLUMN
from dhr_xl.workbooks.form_words import FORM_CELLS, GOES_ON, LABELS, OWN_COLUMNS, fold_words, own_words
from dhr_xl.workbooks.refusals import refuse
from dhr_xl.workbooks.return_table import Table, find_tables, live_names
from dhr_xl.workbooks.sheets import Workbook, read_workbook

__all__ = ["read_return"]

GOES_ON_NOTE: Final = GOES_ON.strip()
LOCKED: Final = frozenset(field.key for field in FIELDS if field.who != "agency")
PROPERTY: Final = "dhr_return_reference"
LOOK_RIGHT: Final = 3
"""How many cells to the right of its label an answer may stand."""
UNNAMED_PLACES: Final = {cell.address for cell in FORM_CELLS if cell.name or not cell.text}
"""Where the form writes words of its own that differ from form to form."""
SINGLES: Final = (*LABELS, "dhr_due", "dhr_marking")


class Reader(NamedTuple):
    """One return being read. singles: defined name -> its cell; own: what matches the form's own words."""

    book: Workbook
    table: Table
    singles: Mapping[str, Entry]
    own: re.Pattern[str]


def read_return(data: bytes, template: bytes | None = None) -> AgencyReturn:
    """The workbook in `data` as an agency's return, whatever was moved about in it.

    template: the one it was issued from, so that a council's own words on it are not taken for the agency's.
    Raises Refused where it is no whole workbook, holds nothing of the form, or holds two forms that differ.
    """
    book = read_workbook(data)
    property_reference = book.properties.custom.get(PROPERTY, "").strip()
    tables = find_tables(book)
    own = _own(template)
    readers = [Reader(book, table, _singles(book, table), own) for table in tables]
    if not readers:
        if not property_reference:
            refuse("no_form")
        readers = [_without_table(book, own)]
    read = [(reader, *_read_rows(reader)) for reader in readers]
    for other, rows, _ in read[1:]:
        if _said(other, rows) != _said(read[0][0], read[0][1]):
            refuse("two_forms", first=f"'{readers[0].table.sheet.name}'", second=f"'{other.table.sheet.name}'")
    reader, rows, strays = read[0]
    same = {other.table.sheet.name for other in readers}
    noted = (*strays, *_words_beside(reader), *_words_elsewhere(reader, same), *_words_in_shapes(reader))
    return AgencyReturn(
        reference=_reference(reader, property_reference),
        property_reference=property_reference,
        saved_at=book.properties.modified,
        plan=reader.singles["dhr_plan"],
        agency=reader.singles["dhr_agency"],
        as_at=reader.singles["dhr_as_at"],
        anything_new=reader.singles["dhr_anything_new"],
        completed_by=reader.singles["dhr_completed_by"],
        remarks=reader.singles["dhr_remarks"],
        rows=rows,
        missing=tuple(field.key for field in FIELDS if field.key not in reader.table.columns),
        noted=noted,
        found_by=reader.table.found_by,
        macros=book.macros,
    )


@functools.lru_cache(maxsize=4)
def _own(template: bytes | None) -> re.Pattern[str]:
    """What matches the form's own words: the shipped ones, and those of the template where it is given."""
    if template is None:
        return own_words()
    texts = [
        text
        for sheet in read_workbook(template).sheets
        for text in (*(entry.text for entry in sheet.cells.values()), *sheet.shapes)
    ]
    return own_words(texts)


def _without_table(book: Workbook, own: re.Pattern[str]) -> Reader:
    """A workbook that carries our reference and no table any more: everything on it is only words."""
    table = Table(book.sheets[0], {}, 0, book.sheets[0].last_row + 1, "names")
    return Reader(book, table, _singles(book, table), own)


def _singles(book: Workbook, table: Table) -> dict[str, Entry]:
    """The form's single cells, by their names, the table's own sheet first; failing that by the labels beside them."""
    found: dict[str, Entry] = {}
    for live in sorted(live_names(book), key=lambda name: name.area.sheet != table.sheet.name):
        sheet = book.sheet(live.area.sheet)
        if live.name in SINGLES and sheet is not None:
            found.setdefault(live.name, sheet.entry(live.area.top, live.area.left))
    for name, label in LABELS.items():
        if name not in found:
            found[name] = _beside_label(table, label)
    return found


def _beside_label(table: Table, label: str) -> Entry:
    """The answer to the right of a label above the table; a blank one where there is none."""
    labels = {fold(known) for known in LABELS.values()}
    for (row, column), entry in sorted(table.sheet.cells.items()):
        if row >= table.first_row or fold(entry.text) != fold(label):
            continue
        for at in range(column + 1, min(column + LOOK_RIGHT, LAST_COLUMN) + 1):
            answer = table.sheet.entry(row, at)
            if fold(answer.text) in labels:
                break
            if answer.text:
                return answer
        return table.sheet.entry(row, column + 1)
    return Entry("", CellRef(table.sheet.name, ""), "blank")


def _reference(reader: Reader, property_reference: str) -> Entry:
    """The reference on the sheet, or where it is gone the one in the file's properties."""
    entry = reader.singles["dhr_return_reference"]
    if entry.text.strip():
        return entry._replace(text=entry.text.strip())
    return Entry(property_reference, CellRef("file properties", PROPERTY), "text" if property_reference else "blank")


def _read_rows(reader: Reader) -> tuple[tuple[ReturnedRow, ...], list[Entry]]:
    """The rows that carry a Ref, and the words of those that carry none."""
    table = reader.table
    rows: list[ReturnedRow] = []
    strays: list[Entry] = []
    for number in table.rows():
        cells = {key: table.sheet.entry(number, column) for key, column in table.columns.items()}
        cells.update([(key, _whole(cell)) for key, cell in cells.items() if key in LOCKED and cell.text[:1] == "("])
        ref = cells.pop("ref", Entry("", CellRef(table.sheet.name, f"A{number}"), "blank"))
        if fold(ref.text):
            rows.append(ReturnedRow(ref, cells))
            strays += [note for key, entry in (("ref", ref), *cells.items()) for note in _note_on_locked(key, entry)]
        else:
            own = "" if "needed" not in cells else cells["needed"].formula
            strays += [
                entry for key, entry in cells.items() if (entry.text or entry.remark) and not (key == "needed" and own)
            ]
    return tuple(rows), [found for entry in strays for found in _as_words(entry)]


def _whole(entry: Entry) -> Entry:
    """A locked text without the form's own line before it that says where to read it whole."""
    if not entry.text.startswith(GOES_ON_NOTE):
        return entry
    return entry._replace(text=entry.text[len(GOES_ON_NOTE) :].lstrip("\r\n"))


def _note_on_locked(key: str, entry: Entry) -> Iterator[Entry]:
    """What was put on a cell that is not the agency's to fill in; on its own cells it is judged with the answer."""
    if entry.remark and BY_KEY[key].who != "agency":
        yield entry._replace(text="")


def _as_words(entry: Entry) -> Iterator[Entry]:
    """What a cell outside the table says, word for word: its text, and what was put on it."""
    if entry.text.strip():
        yield entry._replace(remark="")
    elif entry.formula:
        yield entry._replace(text=f"={entry.formula}", remark="")
    if entry.remark:
        yield entry._replace(text=entry.remark, remark="")


def _words_beside(reader: Reader) -> Iterator[Entry]:
    """Words on the table's sheet that are neither in a row of it nor the form's own: above it, and beside it."""
    table = reader.table
    answers = {entry.ref.cell for entry in reader.singles.values() if entry.ref.sheet == table.sheet.name}
    columns = set(table.columns.values())
    for (row, column), entry in sorted(table.sheet.cells.items()):
        if row >= table.first_row and column in columns:
            continue
        heading = row == table.heading_row and column in table.heading_columns
        own = heading or (row < table.first_row and _is_own(reader, entry, answers))
        if own and not entry.remark:
            continue
        yield from _as_words(entry._replace(text="", formula="") if own else entry)


def _is_own(reader: Reader, entry: Entry, answers: set[str]) -> bool:
    """Whether the words of a cell above the table are the form's, or one of its single answers."""
    if entry.ref.cell in answers or reader.own.fullmatch(fold_words(entry.text or entry.formula)):
        return True
    nameless = reader.table.found_by == "headings"
    return nameless and entry.ref.cell in UNNAMED_PLACES and entry.text == entry.text.upper()


def _words_elsewhere(reader: Reader, same: set[str]) -> Iterator[Entry]:
    """Every word on the other sheets that the form did not bring; `same` are copies of the table that say the same."""
    for sheet in reader.book.sheets:
        if sheet.name in same:
            continue
        own_columns = OWN_COLUMNS.get(sheet.name, 0)
        for (_, column), entry in sorted(sheet.cells.items()):
            own = column <= own_columns or reader.own.fullmatch(fold_words(entry.text))
            if own and not entry.remark:
                continue
            yield from _as_words(entry._replace(text="", formula="") if own else entry)


def _words_in_shapes(reader: Reader) -> Iterator[Entry]:
    """Words in text boxes, on any sheet, that the form does not bring itself."""
    for sheet in reader.book.sheets:
        for words in sheet.shapes:
            if not reader.own.fullmatch(fold_words(words)):
                yield Entry(words, CellRef(sheet.name, "text box"))


def _said(reader: Reader, rows: tuple[ReturnedRow, ...]) -> object:
    """All that an agency says on one sheet, to be compared with another."""
    answers = {
        (fold(row.ref.text), field.key, at): tidy(row.cells[field.key].text)
        for at, row in enumerate(rows)
        for field in AGENCY_FIELDS
        if field.key in row.cells
    }
    singles = ("dhr_return_reference", "dhr_anything_new", "dhr_completed_by", "dhr_remarks")
    return answers, [tidy(reader.singles[name].text) for name in singles]
