"""Find the form's table in a returned workbook: by its defined names, else by its headings."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.columns import EARLIER_HEADINGS, FIELDS
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.views.names import COLUMN_PREFIX
from dhr_xl.workbooks.form.words import heading_of
from dhr_xl.workbooks.xlsx.addresses import SheetArea
from dhr_xl.workbooks.xlsx.workbook import Sheet, Workbook

KEY_OF_HEADING: Final = {
    fold(heading): field.key
    for field in FIELDS
    for heading in (field.heading, heading_of(field), *EARLIER_HEADINGS.get(field.key, ()))
}
LONGEST_HEADING: Final = 100
"""Characters; a longer text is not a heading."""
ENOUGH_HEADINGS: Final = 4
"""Headings in one row, Ref among them, that make it the heading row if all names are lost."""
FORM_HEADINGS: Final = 10
"""The same on a sheet beside one with names: so many make it a copy of the form, not the agency's own list."""
ENOUGH_NAMES: Final = 2
"""Named columns that a sheet must have to hold the table."""


class ReturnTable(NamedTuple):
    """A table found. columns: field key -> column; heading_row: 0 if it was deleted; first_row: of the rows below it.

    moved: the sheet's defined names do not match its headings, so none of them can be trusted.
    """

    sheet: Sheet
    columns: Mapping[str, int]
    heading_row: int
    first_row: int
    found_by: Literal["names", "headings"]
    moved: bool = False

    def rows(self) -> Iterator[int]:
        """Give the numbers of all rows with content, also those below the end of the named area."""
        return iter(self.sheet.rows_from(self.first_row))


class LiveName(NamedTuple):
    """A defined name that refers to cells of an existing sheet. scoped: it belongs to that sheet only."""

    name: str
    area: SheetArea
    scoped: bool


def live_names(book: Workbook) -> list[LiveName]:
    """Find our defined names that refer to an existing sheet (not ``#REF!``), the workbook's before a sheet's."""
    found = []
    for known in book.names:
        if known.area is None or not known.name.startswith("dhr_"):
            continue
        sheet = book.sheet(known.area.sheet or known.sheet)
        if sheet is not None:
            area = known.area._replace(sheet=sheet.name)
            found.append(LiveName(known.name, area, bool(known.sheet)))
    return sorted(found, key=lambda name: name.scoped)


def find_tables(book: Workbook) -> list[ReturnTable]:
    """Find the form's table on every sheet that has one: by names, and on sheets without names by headings."""
    names = live_names(book)
    tables = []
    for sheet in book.sheets:
        areas: dict[str, SheetArea] = {}
        for live in names:
            if live.name.startswith(COLUMN_PREFIX) and live.area.sheet == sheet.name:
                areas.setdefault(live.name.removeprefix(COLUMN_PREFIX), live.area)
        if len(areas) >= ENOUGH_NAMES:
            tables.append(_table_by_names(sheet, areas))
    named = {table.sheet.name for table in tables}
    least = FORM_HEADINGS if tables else ENOUGH_HEADINGS
    others = [sheet for sheet in book.sheets if sheet.name not in named]
    tables += [table for sheet in others for table in _tables_by_headings(sheet, least)]
    with_ref = [table for table in tables if "ref" in table.columns]
    return with_ref or tables[:1]


def _table_by_names(sheet: Sheet, areas: Mapping[str, SheetArea]) -> ReturnTable:
    """Make the table of a sheet whose columns are named; a column that lost its name is found by its heading.

    Where a named column carries another column's heading, columns were moved by a program that left the names behind:
    headings move together with the cells under them, so they are trusted.
    """
    top = areas["ref"].top if "ref" in areas else min(area.top for area in areas.values())
    named = {key: area.left for key, area in areas.items()}
    headings = headings_by_row(sheet)
    heading_row = top if top in headings else max(headings, key=lambda row: len(headings[row]), default=0)
    there = headings.get(heading_row, {})
    if len(there) < (1 if heading_row == top else ENOUGH_HEADINGS):
        return ReturnTable(sheet, named, 0, top, "names")
    key_at = {column: key for key, column in there.items()}
    moved = any(key_at.get(column, key) != key for key, column in named.items())
    if moved:
        return ReturnTable(sheet, there, heading_row, heading_row + 1, "headings", moved=True)
    columns = {**{key: column for key, column in there.items() if column not in named.values()}, **named}
    return ReturnTable(sheet, columns, heading_row, heading_row + 1, "names", moved=heading_row != top)


def _tables_by_headings(sheet: Sheet, least: int) -> Iterator[ReturnTable]:
    """Make the table of a sheet without names: below the first row with at least `least` headings."""
    for row, columns in headings_by_row(sheet).items():
        if "ref" in columns and len(columns) >= least:
            yield ReturnTable(sheet, columns, row, row + 1, "headings")
            return


@functools.lru_cache(maxsize=4096)
def _key_of(text: str) -> str | None:
    """Find the field with this heading. Cached: every short text of a return is looked up several times."""
    return KEY_OF_HEADING.get(fold(text))


def headings_by_row(sheet: Sheet) -> dict[int, dict[str, int]]:
    """Find every heading on a sheet: row -> field key -> column, whatever its case and blanks; the first of two."""
    found: dict[int, dict[str, int]] = {}
    for (row, column), entry in sorted(sheet.cells.items()):
        key = _key_of(entry.text) if len(entry.text) <= LONGEST_HEADING else None
        if key:
            found.setdefault(row, {}).setdefault(key, column)
    return found
