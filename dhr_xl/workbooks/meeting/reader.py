"""Read the board's workbook back as it is, before anything is judged: its rows, its reference, and all other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.meeting import COLUMNS, FILL_IN, HEADINGS
from dhr_xl.core.plan.model import NOT_THERE, AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.core.returns.answers import fold, text_or_formula, tidy
from dhr_xl.core.views.names import MEETING_PREFIX, RETURN_REFERENCE, START
from dhr_xl.workbooks.meeting.words import REFERENCE
from dhr_xl.workbooks.returned.reader import read_reference
from dhr_xl.workbooks.returned.table import LiveName, live_names
from dhr_xl.workbooks.returned.validations import unvalidated_cells
from dhr_xl.workbooks.returned.words import as_words
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.workbook import Sheet, Workbook, read_workbook

KEY_OF_HEADING: Final = {fold(heading): key for key, heading in HEADINGS.items()}
LABEL: Final = fold(REFERENCE)
"""Left of the return reference on Start; on workbooks of earlier versions it begins the cell above the rows."""
ENOUGH_HEADINGS: Final = 4
"""Headings in one row, Ref and Decision among them, that make it the heading row where the names are lost."""


class _Table(NamedTuple):
    """The rows found on one sheet. columns: key -> column; heading_row: where the headings stand."""

    sheet: Sheet
    columns: Mapping[str, int]
    heading_row: int
    by_names: bool


def read_meeting(data: bytes) -> AgencyReturn | None:
    """Read the workbook in `data` as the board's; None where it has no rows of the board's workbook.

    Raises Refused if it is not a whole workbook, or holds two tables of decisions that differ.
    """
    book = read_workbook(data)
    tables = list(_tables(book))
    if not tables:
        return None
    table, *others = tables
    rows, strays = _rows(table)
    for other in others:
        if _said(_rows(other)[0]) != _said(rows):
            refuse("two_forms", first=f"'{table.sheet.name}'", second=f"'{other.sheet.name}'")
    kept = read_reference(book.properties.custom.get(RETURN_REFERENCE, ""))
    reference = _reference(book, table, kept)
    noted = (*strays, *_words_beside(book, tables))
    return AgencyReturn(
        reference=reference, property_reference=kept, saved_at=book.properties.modified, plan=NOT_THERE,
        agency=NOT_THERE, as_at=NOT_THERE, anything_new=NOT_THERE, completed_by=NOT_THERE, remarks=NOT_THERE,
        rows=rows, missing=tuple(column.key for column in COLUMNS if column.key not in table.columns),
        noted=noted, found_by="names" if table.by_names else "headings", date1904=book.date1904, macros=book.macros,
        unvalidated=_unvalidated_notes(table), meeting=True,
    )  # fmt: skip


def _tables(book: Workbook) -> Iterator[_Table]:
    """Find the rows: a sheet's headings, and its names where a heading was typed over."""
    names = live_names(book)
    for sheet in book.sheets:
        mine = [name for name in names if name.area.sheet == sheet.name]
        named = {n.name.removeprefix(MEETING_PREFIX): n for n in mine if n.name.startswith(MEETING_PREFIX)}
        rows: dict[int, dict[str, int]] = {}
        for (row, column), entry in sorted(sheet.cells.items()):
            key = KEY_OF_HEADING.get(fold(entry.text))
            if key:
                rows.setdefault(row, {}).setdefault(key, column)
        fits = {row: there for row, there in rows.items() if {"ref", "decision"} <= set(there)}
        row = max(fits, key=lambda at: len(fits[at]), default=0)
        if row and len(fits[row]) >= ENOUGH_HEADINGS:
            yield _Table(sheet, _with_named(fits[row], named), row, bool(named))
        elif {"ref", "decision"} <= set(named):
            columns = {key: name.area.left for key, name in named.items() if key in HEADINGS}
            yield _Table(sheet, columns, named["ref"].area.top, by_names=True)


def _with_named(there: Mapping[str, int], named: Mapping[str, LiveName]) -> dict[str, int]:
    """The columns by their headings, which move with their cells; by their names where a heading is gone."""
    taken = set(there.values())
    lost = {key: name.area.left for key, name in named.items() if key in HEADINGS and key not in there}
    return {**{key: column for key, column in lost.items() if column not in taken}, **there}


def _rows(table: _Table) -> tuple[tuple[ReturnedRow, ...], list[Entry]]:
    """The rows with a Ref, and the words of rows without one."""
    rows: list[ReturnedRow] = []
    strays: list[Entry] = []
    for number in table.sheet.rows_from(table.heading_row + 1):
        cells = {key: table.sheet.entry(number, column) for key, column in table.columns.items()}
        ref = cells.pop("ref")
        if fold(ref.text) == fold(HEADINGS["ref"]):
            continue
        if fold(ref.text):
            rows.append(ReturnedRow(ref, cells))
            shown = (entry for key, entry in cells.items() if key not in FILL_IN)
            marked = [entry._replace(text="", formula="") for entry in (ref, *shown) if entry.remark]
            strays += [words for entry in marked for words in as_words(entry)]
        else:
            strays += [words for entry in cells.values() for words in as_words(entry)]
    return tuple(rows), strays


def _unvalidated_notes(table: _Table) -> frozenset[CellRef]:
    """The cells under Note that have lost their validation, as a paste takes it away."""
    columns = {column: "text" for key, column in table.columns.items() if key == "note"}
    return unvalidated_cells(table.sheet, columns, table.sheet.rows_from(table.heading_row + 1))


def _reference(book: Workbook, table: _Table, kept: str) -> Entry:
    """The return reference: behind its name, else in a cell above the rows, else as the file's property has it."""
    named = [name for name in live_names(book) if name.name == RETURN_REFERENCE]
    found = [sheet.entry(n.area.top, n.area.left) for n in named if (sheet := book.sheet(n.area.sheet))]
    if (start := book.sheet(START)) is not None:
        found += [start.entry(row, col + 1) for (row, col), e in sorted(start.cells.items()) if fold(e.text) == LABEL]
    cells = sorted(table.sheet.cells.items())
    found += [e for (row, _), e in cells if row < table.heading_row and fold(e.text).startswith(LABEL)]
    for entry in found:
        if entry.text.strip():
            return entry._replace(text=read_reference(entry.text))
    return Entry(kept, CellRef("file properties", RETURN_REFERENCE), "text" if kept else "blank")


def _words_beside(book: Workbook, tables: list[_Table]) -> Iterator[Entry]:
    """All words that are in no row: those we wrote ourselves are told from the others by the text that was sent."""
    inside = {table.sheet.name: table for table in tables}
    for sheet in book.sheets:
        table = inside.get(sheet.name)
        for (row, column), entry in sorted(sheet.cells.items()):
            if table and row > table.heading_row and column in table.columns.values():
                continue
            yield from as_words(entry)
        for text in sheet.shapes:
            yield Entry(text, CellRef(sheet.name, "text box"))


def _said(rows: tuple[ReturnedRow, ...]) -> object:
    """What the rows say, to compare two sheets."""
    return [(fold(r.ref.text), {k: tidy(text_or_formula(e)) for k, e in r.cells.items() if k in FILL_IN}) for r in rows]
