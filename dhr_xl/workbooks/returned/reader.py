"""Read one returned workbook as it is, before anything is judged: its table, single answers, and all other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhr_xl.core.plan.columns import BY_KEY, FIELDS
from dhr_xl.core.plan.model import NOT_THERE, AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.core.returns.answers import DASHES, UNSEEN, fold, text_or_formula, tidy
from dhr_xl.core.views.names import (
    AGENCY_CELL,
    ANYTHING_NEW_CELL,
    AS_AT_CELL,
    COMPLETED_BY_CELL,
    CONTACT_CELL,
    DUE_CELL,
    MARKING_CELL,
    PLAN_CELL,
    REMARKS_CELL,
    RETURN_REFERENCE,
    RETURN_TO_CELL,
    START,
)
from dhr_xl.workbooks.corrections.came_back import without_our_notes
from dhr_xl.workbooks.form.guidance import NEEDED
from dhr_xl.workbooks.form.still_needed import CLOSED
from dhr_xl.workbooks.form.words import GOES_ON, LABELS, OwnWords
from dhr_xl.workbooks.returned.marks import with_marks
from dhr_xl.workbooks.returned.table import KEY_OF_HEADING, LiveName, ReturnTable, find_tables, live_names
from dhr_xl.workbooks.returned.validations import find_unvalidated
from dhr_xl.workbooks.returned.words import (
    ReturnReader,
    as_words,
    looks_like,
    own_of,
    words_beside,
    words_in_full,
    words_outside,
)
from dhr_xl.workbooks.xlsx.addresses import LAST_COLUMN
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.workbook import Workbook, read_workbook

__all__ = ["read_return"]

GOES_ON_NOTE: Final = GOES_ON.strip()
LOCKED: Final = frozenset(field.key for field in FIELDS if field.who != "agency")
REF_HEADING: Final = fold(BY_KEY["ref"].heading)
LABEL: Final = re.compile(r"^\d\. | \(fill in(?: if so)?\)$")
LONGEST_LABEL: Final = 100
LOOK_RIGHT: Final = 3
"""How many cells to the right of its label an answer may stand."""
SINGLES: Final = (*LABELS, MARKING_CELL)
REFERENCE: Final = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{4}(?:[-\s]*[A-Z0-9]{4}){3}(?![A-Z0-9])")
NEEDED_WORDS: Final = {fold(word) for words, _ in NEEDED for word in words.split(", ")} | {fold(CLOSED)}
"""The form's own words in the column Still needed, split at commas."""


def read_return(data: bytes, template: bytes | None = None) -> AgencyReturn:
    """Read the workbook in `data` as an agency's return, even if its columns, rows or sheets were moved.

    template: the one it was issued from, so that a council's own words and colours are not taken for the agency's.
    Raises Refused if it is not a whole workbook, holds nothing of the form, or holds two forms that differ.
    """
    book = without_our_notes(read_workbook(data))
    property_reference = read_reference(book.properties.custom.get(RETURN_REFERENCE, ""))
    tables = [with_marks(table, template) for table in find_tables(book)]
    own = own_of(template), template is not None
    readers = [ReturnReader(book, table, _singles(book, table), *own) for table in tables]
    if not readers:
        if not property_reference:
            refuse("no_form")
        readers = [_without_table(book, *own)]
    read = [(reader, *_read_rows(reader)) for reader in readers]
    for other, rows, _ in read[1:]:
        if _said(other, rows) != _said(read[0][0], read[0][1]):
            refuse("two_forms", first=f"'{readers[0].table.sheet.name}'", second=f"'{other.table.sheet.name}'")
    reader, rows, _ = read[0]
    noted = [entry for each, _, strays in read for entry in (*strays, *words_beside(each))]
    known = {entry.text for entry in noted if entry.ref.sheet == reader.table.sheet.name}
    noted = [entry for entry in noted if entry.ref.sheet == reader.table.sheet.name or entry.text not in known]
    return AgencyReturn(
        reference=_reference(reader, property_reference),
        property_reference=property_reference,
        saved_at=book.properties.modified,
        plan=reader.singles[PLAN_CELL],
        agency=reader.singles[AGENCY_CELL],
        as_at=reader.singles[AS_AT_CELL],
        anything_new=reader.singles[ANYTHING_NEW_CELL],
        completed_by=reader.singles[COMPLETED_BY_CELL],
        remarks=reader.singles[REMARKS_CELL],
        rows=rows,
        missing=tuple(field.key for field in FIELDS if field.key not in reader.table.columns),
        noted=(*noted, *words_outside(reader, {other.table.sheet.name for other in readers})),
        found_by=reader.table.found_by,
        in_full=tuple(words_in_full(reader)),
        date1904=book.date1904,
        due=_certain(reader, DUE_CELL),
        marking=_certain(reader, MARKING_CELL),
        return_to=reader.singles[RETURN_TO_CELL],
        contact=reader.singles[CONTACT_CELL],
        macros=book.macros,
        unvalidated=find_unvalidated(reader.table),
    )


def _certain(reader: ReturnReader, name: str) -> Entry:
    """Read a cell that has no label on every form, if its place is certain: it is on Start, or no column moved.

    Other words in its place are reported as words outside the table.
    """
    entry = reader.singles.get(name, NOT_THERE)
    named = entry.ref.sheet == START or (reader.table.found_by == "names" and not reader.table.moved)
    return entry if named and looks_like(name, entry) else NOT_THERE


def read_reference(text: str) -> str:
    """Normalise a return reference: case, blanks and dashes; any other text is returned as it is."""
    plain = text.translate(UNSEEN).translate(DASHES).upper()
    found = {re.sub(r"[-\s]", "", one[0]) for one in REFERENCE.finditer(plain)}
    if len(found) != 1:
        return text.strip()
    whole = found.pop()
    return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _without_table(book: Workbook, own: OwnWords, all_own: bool) -> ReturnReader:  # noqa: FBT001 - a ReturnReader's part
    """Make a reader for a workbook with our reference but no table: everything in it is words."""
    table = ReturnTable(book.sheets[0], {}, 0, book.sheets[0].last_row + 1, "names")
    return ReturnReader(book, table, _singles(book, table), own, all_own)


def _singles(book: Workbook, table: ReturnTable) -> dict[str, Entry]:
    """Find the form's single cells by their names, the table's sheet first; else by the labels beside them.

    If the names do not match the headings, or the sheet is a copy without names, labels are tried first.
    """
    found: dict[str, Entry] = {}
    names = live_names(book)
    nameless = table.found_by == "headings" and not any(name.area.sheet == table.sheet.name for name in names)
    labels_first = table.moved or (nameless and any(name.name in SINGLES for name in names))
    if labels_first:
        beside = {name: _beside_label(book, table, label) for name, label in LABELS.items()}
        found = {name: entry for name, entry in beside.items() if entry.ref.cell}
    for live in sorted(names, key=lambda name: name.area.sheet != table.sheet.name):
        if live.name in SINGLES and (live.area.sheet == START or not (labels_first and nameless)):
            found.setdefault(live.name, _named(book, live))
    for name, label in LABELS.items():
        if name not in found:
            found[name] = _beside_label(book, table, label)
    return {name: entry._replace(text=text_or_formula(entry)) for name, entry in found.items()}


def _named(book: Workbook, live: LiveName) -> Entry:
    sheet = book.sheet(live.area.sheet)
    assert sheet is not None  # noqa: S101 - a name is alive where its sheet is there
    return sheet.entry(live.area.top, live.area.left)


def _beside_label(book: Workbook, table: ReturnTable, label: str) -> Entry:
    """Read the answer to the right of a label above the table or on Start; a blank entry if there is none."""
    start, labels = book.sheet(START), {fold(known) for known in LABELS.values()}
    above = [(table.sheet, place) for place in sorted(table.sheet.cells) if place[0] < table.first_row]
    for sheet, (row, column) in above + [(start, place) for place in sorted(start.cells)] if start else above:
        if _plain_label(sheet.entry(row, column).text) != fold(label):
            continue
        for at in range(column + 1, min(column + LOOK_RIGHT, LAST_COLUMN) + 1):
            answer = sheet.entry(row, at)
            if _plain_label(answer.text) in labels:
                break
            if text_or_formula(answer):
                return answer
        return sheet.entry(row, column + 1)
    return Entry("", CellRef(table.sheet.name, ""), "blank")


def _plain_label(text: str) -> str:
    """A label without its number and without "(fill in)", folded."""
    return LABEL.sub("", fold(text)) if len(text) <= LONGEST_LABEL else ""


def _reference(reader: ReturnReader, property_reference: str) -> Entry:
    """Read the reference on the sheet; if it is gone, take the one in the file's properties."""
    entry = reader.singles[RETURN_REFERENCE]
    if entry.text.translate(UNSEEN).strip():
        return entry._replace(text=read_reference(entry.text))
    return Entry(
        property_reference, CellRef("file properties", RETURN_REFERENCE), "text" if property_reference else "blank"
    )


def _read_rows(reader: ReturnReader) -> tuple[tuple[ReturnedRow, ...], list[Entry]]:
    """Read the rows with a Ref, and the words of rows without one; repeated headings are skipped."""
    table = reader.table
    rows: list[ReturnedRow] = []
    strays: list[Entry] = []
    for number in table.rows():
        cells = {key: table.sheet.entry(number, column) for key, column in table.columns.items()}
        cells.update({key: _whole(cell) for key, cell in cells.items() if key in LOCKED and cell.text[:1] == "("})
        if _is_heading_row(cells):
            strays += [entry._replace(text="") for entry in cells.values() if entry.remark]
            continue
        ref = cells.pop("ref", Entry("", CellRef(table.sheet.name, f"A{number}"), "blank"))
        if fold(ref.text):
            rows.append(ReturnedRow(ref, cells))
            marked = [(key, entry) for key, entry in (("ref", ref), *cells.items()) if entry.remark or key == "needed"]
            strays += [words for key, entry in marked for words in _not_answers(key, entry)]
        else:
            own = "" if "needed" not in cells else cells["needed"].formula
            strays += [
                entry
                for key, entry in (("ref", ref), *cells.items())
                if (text_or_formula(entry) or entry.remark) and not (key == "needed" and own)
            ]
    return tuple(rows), [found for entry in strays for found in as_words(entry)]


def _is_heading_row(cells: dict[str, Entry]) -> bool:
    """Whether a row repeats the headings of its columns and says nothing else."""
    if "ref" not in cells or fold(cells["ref"].text) != REF_HEADING:
        return False
    filled = {key: fold(entry.text) for key, entry in cells.items() if entry.text.strip()}
    return all(KEY_OF_HEADING.get(text) == key for key, text in filled.items())


def _whole(entry: Entry) -> Entry:
    """Remove the form's own line, which says where to read the whole text, from a locked text."""
    if not entry.text.startswith(GOES_ON_NOTE):
        return entry
    return entry._replace(text=entry.text[len(GOES_ON_NOTE) :].lstrip("\r\n"))


def _not_answers(key: str, entry: Entry) -> Iterator[Entry]:
    """Give remarks on cells that are not the agency's, and words typed over the formula of Still needed.

    Remarks on the agency's own cells are judged with the answer.
    """
    if entry.remark and BY_KEY[key].who != "agency":
        yield entry._replace(text="", formula="")
    if (
        key == "needed"
        and not entry.formula
        and not {fold(word) for word in entry.text.split(",")} <= NEEDED_WORDS | {""}
    ):
        yield entry._replace(remark="")


def _said(reader: ReturnReader, rows: tuple[ReturnedRow, ...]) -> object:
    """Collect all answers on one sheet, to compare it with another."""
    cells = {
        (fold(row.ref.text), key, at): tidy(text_or_formula(entry))
        for at, row in enumerate(rows)
        for key, entry in row.cells.items()
        if key != "needed"
    }
    singles = (RETURN_REFERENCE, ANYTHING_NEW_CELL, COMPLETED_BY_CELL, REMARKS_CELL)
    return cells, [tidy(reader.singles[name].text) for name in singles]
