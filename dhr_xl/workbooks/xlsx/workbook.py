"""Read a workbook from its bytes: sheets, cells, notes, defined names and properties."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.workbooks.xlsx.addresses import SheetArea, address, read_area
from dhr_xl.workbooks.xlsx.cells import CellBudget, Place, Tables
from dhr_xl.workbooks.xlsx.notes import read_notes, read_shapes
from dhr_xl.workbooks.xlsx.package import LIMITS, Package, PackageLimits, open_package
from dhr_xl.workbooks.xlsx.properties import Properties, read_properties
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.strings_and_styles import Style, is_on, read_strings, read_styles
from dhr_xl.workbooks.xlsx.worksheet import SheetPart, read_sheet_part
from dhr_xl.workbooks.xlsx.xml import elements, new

__all__ = ["DefinedName", "Sheet", "Workbook", "read_workbook"]

State = Literal["visible", "hidden", "veryHidden"]
STATES: Final[Mapping[str, State]] = {"hidden": "hidden", "veryHidden": "veryHidden"}
LONGEST_NAME: Final = 255
"""Characters of a sheet's name at most; Excel allows 31, LibreOffice more."""
WITHOUT_CELLS: Final = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
NO_CELLS: Final = SheetPart({}, (), {})
"""The part of a chart or macro sheet, which has no cells to read."""


def blank(sheet: str, row: int, column: int) -> Entry:
    """The Entry of a blank cell."""
    return new(Entry, ("", new(CellRef, (sheet, address(row, column))), "blank", "", ""))


HAS_A_NOTE: Final = "has a note: "
"""Beginning of the remark on a cell that has a note."""


class DefinedName(NamedTuple):
    """A defined name. text: its formula; sheet: its scope, '' for the workbook; area: None where it is not one area."""

    name: str
    text: str
    sheet: str
    hidden: bool
    area: SheetArea | None


class Sheet(NamedTuple):
    """One sheet.

    cells: (row, column) from 1 -> Entry; blank cells are absent unless they have a note; notes: text of cells' notes;
    merges: areas as written;
    has_drawing: whether pictures, shapes or charts are on it; painted: styles of coloured cells, blank ones too;
    shapes: texts of its text boxes and other shapes; validated: areas of its data validations as written.
    """

    name: str
    state: State
    cells: Mapping[Place, Entry]
    notes: Mapping[Place, str]
    merges: tuple[str, ...]
    has_drawing: bool
    painted: Mapping[Place, Style]
    shapes: tuple[str, ...] = ()
    validated: tuple[str, ...] = ()

    def entry(self, row: int, column: int) -> Entry:
        """The Entry of a cell, of kind "blank" where nothing is stored."""
        found = self.cells.get((row, column))
        return found if found is not None else blank(self.name, row, column)

    def rows_from(self, first: int) -> list[int]:
        """The numbers of the rows from `first` on that hold something, in order.

        Not every number to the last row: a space in row 1,048,576 would make a million.
        """
        return sorted({row for row, _ in self.cells if row >= first})

    @property
    def last_row(self) -> int:
        """The number of the last row that holds something; 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)


class Workbook(NamedTuple):
    """A workbook. sheets: in tab order; names: in the file's order; macros: whether it has any; they are never run."""

    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    properties: Properties
    date1904: bool
    macros: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name, in any case; None where there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)


class _WorkbookPart(NamedTuple):
    """The workbook part. sheets: (name, state, relationship id); names: (name, text, index of its sheet, hidden)."""

    sheets: list[tuple[str, State, str]]
    names: list[tuple[str, str, str, bool]]
    date1904: bool


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch off the search for reference cycles: a workbook has none, and the search takes a twentieth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_garbage_collection()
def read_workbook(data: bytes, limits: PackageLimits = LIMITS) -> Workbook:
    """The workbook in `data`. Raises Refused for anything but a complete, safe workbook within the limits."""
    package = open_package(data, limits)
    book = _read_book(package, limits)
    tables = Tables(
        read_strings(package.related_part(package.main, "sharedStrings"), limits.strings),
        read_styles(package.related_part(package.main, "styles")),
        book.date1904,
        CellBudget(limits.cells, limits.characters),
    )
    targets = {found.id: (found.kind, found.target) for found in package.relationships(package.main)}
    found = [targets.get(key, ("", "")) for _, _, key in book.sheets]
    listed = {key for _, _, key in book.sheets}
    unlisted = any(kind == "worksheet" and key not in listed for key, (kind, _) in targets.items())
    called = {name.casefold() for name, _, _ in book.sheets}
    if not found or unlisted or len(set(found)) < len(found) or len(called) < len(found):
        refuse("damaged")
    sheets = tuple(_read_sheet(package, name, state, target, tables)
                   for (name, state, _), target in zip(book.sheets, found, strict=True))  # fmt: skip
    names = tuple(_defined_name(known, sheets) for known in book.names)
    macros = any(name.endswith("vbaproject.bin") for name in package.parts)
    return Workbook(sheets, names, read_properties(package), book.date1904, macros)


def _read_book(package: Package, limits: PackageLimits) -> _WorkbookPart:
    sheets: list[tuple[str, State, str]] = []
    names: list[tuple[str, str, str, bool]] = []
    date1904 = False
    for element in elements(package.part(package.main)):
        attributes = element.attributes
        if element.path[1:-1] == ("sheets",):
            name = attributes.get("name", "")
            if element.name != "sheet" or len(name) > LONGEST_NAME:
                refuse("damaged")
            sheets.append((name, STATES.get(attributes.get("state", ""), "visible"), attributes.get("id", "")))
        elif element.name == "definedName":
            hidden = is_on(attributes.get("hidden"))
            names.append((attributes.get("name", ""), element.text, attributes.get("localSheetId", ""), hidden))
            if len(names) > limits.names:
                refuse("too_big")
        elif element.name == "workbookPr":
            date1904 = is_on(attributes.get("date1904"))
    return _WorkbookPart(sheets, names, date1904)


def _defined_name(found: tuple[str, str, str, bool], sheets: tuple[Sheet, ...]) -> DefinedName:
    name, text, index, hidden = found
    known = index.isdecimal() and index.isascii() and int(index) < len(sheets)
    return DefinedName(name, text, sheets[int(index)].name if known else "", hidden, read_area(text))


def _read_sheet(package: Package, name: str, state: State, target: tuple[str, str], tables: Tables) -> Sheet:
    kind, part = target
    data = package.part(part) if part else None
    if data is None or (kind != "worksheet" and kind not in WITHOUT_CELLS):
        refuse("damaged")
    read = read_sheet_part(data, name, tables) if kind == "worksheet" else NO_CELLS
    notes = read_notes(package, part, tables.budget)
    drawn, shapes = read_shapes(package, part, tables.budget)
    return Sheet(
        name, state, _with_notes(name, read.cells, notes), notes, read.merges, drawn or kind != "worksheet",
        read.painted, shapes, read.validated,
    )  # fmt: skip


def _with_notes(sheet: str, cells: dict[Place, Entry], notes: Mapping[Place, str]) -> dict[Place, Entry]:
    for place, words in notes.items():
        if not words.strip():
            continue
        entry = cells.get(place) or blank(sheet, *place)
        said = f"{HAS_A_NOTE}{words.strip()}"
        cells[place] = entry._replace(remark=f"{entry.remark}; {said}" if entry.remark else said)
    return cells
