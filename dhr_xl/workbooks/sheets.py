"""A workbook as it is on the disk: its sheets, cells, notes, names and properties, read in one pass over its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from dhr_xl.model import CellRef, Entry
from dhr_xl.workbooks.areas import Area, address, read_address, read_area
from dhr_xl.workbooks.package import LIMITS, Limits, Package, open_package
from dhr_xl.workbooks.parsing import elements
from dhr_xl.workbooks.properties import Properties, read_properties
from dhr_xl.workbooks.refusals import refuse
from dhr_xl.workbooks.sheet_part import Place, SheetPart, Tables, read_sheet_part
from dhr_xl.workbooks.tables_read import StringCollector, Style, read_strings, read_styles

__all__ = ["DefinedName", "Sheet", "Workbook", "read_workbook"]

State = Literal["visible", "hidden", "veryHidden"]
STATES: Mapping[str, State] = {"hidden": "hidden", "veryHidden": "veryHidden"}

HAS_A_NOTE: Final = "has a note: "
"""How a note on a cell is told of."""


class DefinedName(NamedTuple):
    """A defined name. sheet: the sheet whose own name it is, '' for the workbook's; area: None where it is no area."""

    name: str
    text: str
    sheet: str
    hidden: bool
    area: Area | None


class Sheet(NamedTuple):
    """One sheet. cells: (row, column), both from 1 -> Entry, blank cells absent; notes: the text of cells' notes.

    A blank cell that has a note is an Entry of kind "blank". has_drawing: pictures, shapes or charts stand on it.
    """

    name: str
    state: State
    cells: Mapping[Place, Entry]
    notes: Mapping[Place, str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[str, ...]
    protected: bool
    has_drawing: bool
    shapes: tuple[str, ...] = ()
    """The words in its text boxes and other shapes."""

    def entry(self, row: int, column: int) -> Entry:
        """The Entry of a cell, one of kind "blank" where nothing is stored."""
        found = self.cells.get((row, column))
        return found if found is not None else Entry("", CellRef(self.name, address(row, column)), "blank")

    @property
    def last_row(self) -> int:
        """The last row on which a cell holds something, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)


class Workbook(NamedTuple):
    """A workbook. sheets: in tab order; names: in the file's order."""

    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...]
    properties: Properties
    date1904: bool

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name in any case, None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)


class _Book(NamedTuple):
    """The workbook part. sheets: (name, state, relationship id); names: (name, text, sheet's index, hidden)."""

    sheets: list[tuple[str, State, str]]
    names: list[tuple[str, str, str, bool]]
    date1904: bool


def read_workbook(data: bytes, limits: Limits = LIMITS) -> Workbook:
    """Everything of the workbook in `data`. Raises Refused for what is not a whole, safe workbook."""
    package = open_package(data, limits)
    book = _read_book(package)
    tables = Tables(
        read_strings(package.part(package.related(package.main, "sharedStrings"))),
        _styles(package),
        book.date1904,
    )
    targets = {found.id: (found.kind, found.target) for found in package.relationships(package.main)}
    sheets = tuple(_read_sheet(package, name, state, targets.get(key, ("", "")), tables)
                   for name, state, key in book.sheets)  # fmt: skip
    if not sheets:
        refuse("damaged")
    names = tuple(_defined_name(found, sheets) for found in book.names)
    return Workbook(sheets, names, read_properties(package), book.date1904)


def _styles(package: Package) -> list[Style]:
    try:
        return read_styles(package.part(package.related(package.main, "styles")))
    except ValueError:
        refuse("damaged")


def _read_book(package: Package) -> _Book:
    book = _Book([], [], date1904=False)
    for element in elements(package.part(package.main)):
        given = element.attributes
        if element.name == "sheet" and element.path[-2:-1] == ("sheets",):
            book.sheets.append(
                (given.get("name", ""), STATES.get(given.get("state", ""), "visible"), given.get("id", ""))
            )
        elif element.name == "definedName":
            hidden = given.get("hidden", "0") in {"1", "true"}
            book.names.append((given.get("name", ""), element.text, given.get("localSheetId", ""), hidden))
        elif element.name == "workbookPr":
            book = book._replace(date1904=given.get("date1904", "0") in {"1", "true"})
    return book


def _defined_name(found: tuple[str, str, str, bool], sheets: tuple[Sheet, ...]) -> DefinedName:
    name, text, index, hidden = found
    known = index.isdigit() and int(index) < len(sheets)
    return DefinedName(name, text, sheets[int(index)].name if known else "", hidden, read_area(text))


def _read_sheet(package: Package, name: str, state: State, target: tuple[str, str], tables: Tables) -> Sheet:
    kind, part = target
    data = package.part(part) if part else None
    if data is None:
        refuse("damaged")
    read = read_sheet_part(data, name, tables) if kind == "worksheet" else _no_cells()
    related = package.relationships(part)
    notes = _read_notes(package, part)
    cells = _with_notes(name, read.cells, notes)
    drawings = (package.part(found.target) for found in related if found.kind == "drawing")
    drawing = kind != "worksheet" or any(_holds_something(part) for part in drawings)
    shapes = tuple(
        words for found in related if found.kind == "drawing" for words in _shape_words(package.part(found.target))
    )
    return Sheet(
        name, state, cells, notes, read.hidden_rows, read.hidden_columns, read.merges, read.protected, drawing, shapes
    )


def _shape_words(data: bytes | None) -> Iterator[str]:
    """The words of each shape, its paragraphs on lines of their own."""
    lines: list[str] = []
    line: list[str] = []
    for element in elements(data):
        if element.name == "t" and "txBody" in element.path:
            line.append(element.text)
        elif element.name == "p" and "txBody" in element.path:
            lines.append("".join(line))
            line = []
        elif element.name == "txBody":
            if any(lines):
                yield "\n".join(lines).strip()
            lines = []


def _holds_something(drawing: bytes | None) -> bool:
    """Whether anything is drawn: LibreOffice saves every sheet with a drawing part, mostly an empty one."""
    return any(element.name.endswith("Anchor") for element in elements(drawing))


def _no_cells() -> SheetPart:
    """A chart or a macro sheet: there, but without cells to read."""
    return SheetPart({}, frozenset(), frozenset(), (), protected=False)


def _read_notes(package: Package, part: str) -> dict[Place, str]:
    """The notes of a sheet; a threaded comment's own words stand for the note Excel writes for older versions."""
    notes: dict[Place, str] = {}
    threads: dict[Place, list[str]] = {}
    for found in package.relationships(part):
        if found.kind == "comments":
            notes.update(_legacy_notes(package.part(found.target)))
        elif found.kind == "threadedComment":
            for element in elements(package.part(found.target)):
                place = read_address(element.attributes.get("ref", ""))
                if element.name == "text":
                    latest = element.text
                elif element.name == "threadedComment" and place:
                    threads.setdefault(place, []).append(latest)
    return {**notes, **{place: "\n".join(words) for place, words in threads.items()}}


def _legacy_notes(data: bytes | None) -> dict[Place, str]:
    notes: dict[Place, str] = {}
    collector = StringCollector()
    for element in elements(data):
        if element.name == "t" and "rPh" not in element.path:
            collector.start("t", {})
            collector.text(element.text)
            collector.end("t")
        elif element.name == "comment":
            place = read_address(element.attributes.get("ref", ""))
            if place:
                notes[place] = collector.result().text
            collector.reset()
    return notes


def _with_notes(sheet: str, cells: dict[Place, Entry], notes: Mapping[Place, str]) -> dict[Place, Entry]:
    for place, words in notes.items():
        if not words.strip():
            continue
        entry = cells.get(place) or Entry("", CellRef(sheet, address(*place)), "blank")
        said = f"{HAS_A_NOTE}{words.strip()}"
        cells[place] = entry._replace(remark=f"{entry.remark}; {said}" if entry.remark else said)
    return cells
