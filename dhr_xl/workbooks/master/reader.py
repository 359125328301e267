"""Read master.xlsx: our columns cell by cell, and what the coordinator added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import MASTER_SHEETS, MasterColumn, Row
from dhr_xl.core.plan.model import Entry
from dhr_xl.core.views.canvas import BEING_PAINTED
from dhr_xl.core.views.names import (
    FORMER_SHEETS,
    IN_FULL,
    LISTS,
    MASTER_GENERATION,
    MASTER_REFERENCE,
    TODAY,
    master_name,
)
from dhr_xl.core.views.values import EntryRow, MasterRead
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.xlsx.addresses import column_letters
from dhr_xl.workbooks.xlsx.package import OWN_LIMITS, open_package
from dhr_xl.workbooks.xlsx.properties import read_properties
from dhr_xl.workbooks.xlsx.refusals import Refused, refuse
from dhr_xl.workbooks.xlsx.workbook import Sheet, Workbook, read_workbook
from dhr_xl.workbooks.xlsx.xml import parse_part

OURS: Final = frozenset((TODAY, LISTS, IN_FULL))
"""Sheets of ours beside the tables."""
SEARCHED_ROWS: Final = 30
"""Rows searched for headings if no defined name leads to them."""
TODAY_COLUMNS: Final = 8
"""Columns of Today that are ours."""
XML_PARTS: Final = (".xml", ".rels", ".vml")
"""Endings of the parts that are XML."""
ENOUGH: Final = 0.5
"""The share of a sheet's headings that a row must have to be its heading row."""
Whole = Mapping[tuple[str, str, str], str]


class _FoundTable(NamedTuple):
    """A table found. heading_row, column numbers: from 1; extra: column number -> heading of the coordinator's own."""

    sheet: Sheet
    heading_row: int
    columns: Mapping[str, int]
    extra: Mapping[int, str]


def reads_back(data: bytes, reference: str) -> bool:
    """Whether these bytes are a whole workbook with well-formed parts, and the master of this reference.

    Quicker than `read_master`, which makes every cell.
    """
    try:
        package = open_package(data, OWN_LIMITS)
        for name, part in package.parts.items():
            if name.endswith(XML_PARTS):
                parse_part(part, None, None, None)
        return read_properties(package).custom.get(MASTER_REFERENCE) == reference
    except Refused:
        return False


def read_master(data: bytes) -> MasterRead:
    """Read `data`. Columns are found by their defined names, then by their headings.

    Raises Refused if it is not a workbook, or has no master reference.
    """
    book = read_workbook(data, OWN_LIMITS)
    reference, generation = _identity(book)
    if not reference:
        refuse("no_master")
    found = {name: table for name in MASTER_SHEETS if (table := _find_table(book, name))}
    whole = read_in_full(book.sheet(IN_FULL))
    tables = {name: tuple(_rows(name, table, whole)) for name, table in found.items()}
    actions = found.get("Actions")
    headings = tuple(dict.fromkeys(actions.extra.values())) if actions else ()
    foreign = list(_foreign(book, found))
    return MasterRead(
        reference=reference,
        generation=generation,
        tables=tables,
        extra_headings=headings,
        extra=_extra(actions, whole) if actions else {},
        notes=_notes(actions) if actions else {},
        foreign=tuple(name for name, _ in foreign),
        half_painted=_named_cell(book, MASTER_GENERATION) == BEING_PAINTED,
        apart=frozenset(name for name, apart in foreign if apart),
    )


def _identity(book: Workbook) -> tuple[str, int]:
    """Read reference and generation from the properties, which nobody overtypes by accident, else from the named cells.

    If the cells say a later generation, they count: Excel painted the sheets and left the properties alone.
    """
    names = (MASTER_REFERENCE, MASTER_GENERATION)
    kept = [book.properties.custom.get(name, "").strip() for name in names]
    shown = [_named_cell(book, name) for name in names]
    numbers = [re.fullmatch(r"(?:Generation )?(\d+)", generation) for _, generation in (kept, shown)]
    before, after = (int(number[1]) if number else 0 for number in numbers)
    if not kept[0] or (shown[0] and after > before):
        return shown[0], after
    return kept[0], before


def _named_cell(book: Workbook, name: str) -> str:
    for defined in book.names:
        sheet = book.sheet(defined.area.sheet) if defined.name == name and defined.area else None
        if sheet and defined.area:
            return sheet.entry(defined.area.top, defined.area.left).text.strip()
    return ""


def _find_table(book: Workbook, name: str) -> _FoundTable | None:
    columns, former = MASTER_SHEETS[name], FORMER_SHEETS.get(name, name)
    places = _named_places(book, name, columns) or _named_places(book, former, columns)
    titles = [title for title, _, _ in places.values()]
    sheet = book.sheet(max(set(titles), key=titles.count)) if titles else book.sheet(name) or book.sheet(former)
    if sheet is None:
        return None
    here = {key: (top, left) for key, (title, top, left) in places.items() if title.casefold() == sheet.name.casefold()}
    tops = [top for top, _ in here.values()]
    row = max(set(tops), key=tops.count) if tops else _heading_row(sheet, columns)
    if row is None:
        return None
    numbers = {key: left for key, (_, left) in here.items()}
    shown = _headings(sheet, row)
    for column in columns:
        if column.key not in numbers:
            wanted, taken = column.heading.casefold(), set(numbers.values())
            free = [left for left, text in shown.items() if text.casefold() == wanted and left not in taken]
            if free:
                numbers[column.key] = free[0]
    ours = set(numbers.values())
    return _FoundTable(sheet, row, numbers, _their_headings(sheet, row, shown, ours))


def _named_places(book: Workbook, name: str, columns: tuple[MasterColumn, ...]) -> dict[str, tuple[str, int, int]]:
    """Find each column's defined name: key -> (sheet, row, column) of its first cell; broken names are left out."""
    wanted = {master_name(name, column.key): column.key for column in columns}
    places: dict[str, tuple[str, int, int]] = {}
    for defined in sorted(book.names, key=lambda found: found.sheet != ""):
        key, area = wanted.get(defined.name), defined.area
        if key and area and key not in places:
            places[key] = (area.sheet, area.top, area.left)
    return places


def _headings(sheet: Sheet, row: int) -> dict[int, str]:
    """Read the headings of a row: column number -> heading, left to right, without blanks."""
    found = {place[1]: " ".join(entry.text.split()) for place, entry in sheet.cells.items() if place[0] == row}
    return {left: found[left] for left in sorted(found) if found[left]}


def _heading_row(sheet: Sheet, columns: tuple[MasterColumn, ...]) -> int | None:
    known = {column.heading for column in columns}
    best = max(range(1, SEARCHED_ROWS + 1), key=lambda row: len(known & set(_headings(sheet, row).values())))
    return best if len(known & set(_headings(sheet, best).values())) >= ENOUGH * len(known) else None


def _their_headings(sheet: Sheet, row: int, shown: Mapping[int, str], ours: set[int]) -> dict[int, str]:
    """Find the coordinator's own columns with content: column number -> heading, each heading made unique."""
    filled = {place[1] for place, entry in sheet.cells.items() if place[0] > row and entry.kind != "blank"}
    theirs: dict[int, str] = {}
    for left in sorted((filled | set(shown)) - ours):
        heading = shown.get(left) or f"Column {column_letters(left)}"
        times = sum(1 for known in theirs.values() if re.fullmatch(rf"{re.escape(heading)}(?: \(\d+\))?", known))
        theirs[left] = f"{heading} ({times + 1})" if times else heading
    return theirs


def _rows(name: str, table: _FoundTable, whole: Whole) -> Iterator[EntryRow]:
    headings = {column.key: column.heading for column in MASTER_SHEETS[name]}
    own = list(table.extra) if name == "Actions" else []
    for row in table.sheet.rows_from(table.heading_row + 1):
        entries = {key: table.sheet.entry(row, left) for key, left in table.columns.items()}
        held = [*entries.values(), *(table.sheet.entry(row, left) for left in own)]
        if all(entry.kind == "blank" for entry in held):
            continue
        called = layout.row_name(name, {key: entry.text for key, entry in entries.items()}, row)
        yield {key: _whole(entry, whole.get((name, called, headings[key]))) for key, entry in entries.items()}


def _whole(entry: Entry, text: str | None) -> Entry:
    return entry if text is None else entry._replace(text=join_whole(entry.text, text))


def _action_rows(table: _FoundTable) -> Iterator[tuple[int, str]]:
    """Give (row number, ref) of each action; an action added without a ref is named by its row."""
    left = table.columns.get("ref", 0)
    for row in table.sheet.rows_from(table.heading_row + 1) if left else ():
        texts = {key: table.sheet.entry(row, column).text.strip() for key, column in table.columns.items()}
        if any(texts.values()):
            yield row, layout.row_name("Actions", texts, row)


def _extra(table: _FoundTable, whole: Whole) -> dict[str, Row]:
    """Read the coordinator's own columns: ref (or "row 12") -> heading -> text, without blanks."""
    extra: dict[str, Row] = {}
    for row, ref in _action_rows(table):
        own = {
            heading: join_whole(entry.text, whole.get(("Actions", ref, heading), ""))
            for left, heading in table.extra.items()
            if (entry := table.sheet.entry(row, left)).text
        }
        if own:
            extra[ref] = own
    return extra


def _notes(table: _FoundTable) -> dict[tuple[str, str], str]:
    """Read the notes on actions: (ref, column key or own heading) -> note."""
    keys = {**{left: key for key, left in table.columns.items()}, **table.extra}
    refs = dict(_action_rows(table))
    return {
        (refs[row], keys[left]): text
        for (row, left), text in sorted(table.sheet.notes.items())
        if row in refs and left in keys and text.strip()
    }


def _foreign(book: Workbook, found: Mapping[str, _FoundTable]) -> Iterator[tuple[str, bool]]:
    """Name what the next workbook will not have, each with whether it is apart from our sheets' cells."""
    tables = {table.sheet.name.casefold(): (name, table) for name, table in found.items()}
    for sheet in book.sheets:
        name, table = tables.get(sheet.name.casefold(), ("", None))
        if table is None:
            if sheet.name not in OURS:
                yield f"sheet '{sheet.name}'", True
                continue
        elif name != "Actions":
            yield from ((f"column '{heading}' on sheet '{sheet.name}'", False) for heading in table.extra.values())
        yield from ((f"words in {place} on sheet '{sheet.name}'", False) for place in _beside(sheet, name, table))
        yield from ((note, False) for note in _other_notes(sheet, table if name == "Actions" else None))
        if sheet.has_drawing:
            yield f"a picture, shape or chart on sheet '{sheet.name}'", True


def _beside(sheet: Sheet, name: str, table: _FoundTable | None) -> Iterator[str]:
    """Find words that are not ours: right of Today, above a table, or in own columns beside no action."""
    top = table.heading_row if table else 0
    legend = top - (layout.HEADING_ROW - layout.LEGEND_ROW)
    refs = {row for row, _ in _action_rows(table)} if table else set()
    for (row, left), entry in sorted(sheet.cells.items()):
        above = row < top and left > 1 and row != legend
        homeless = table is not None and name == "Actions" and row > top and row not in refs and left in table.extra
        beside_today = sheet.name == TODAY and left > TODAY_COLUMNS
        if entry.text.strip() and (above or homeless or beside_today):
            yield entry.ref.cell


def _other_notes(sheet: Sheet, actions: _FoundTable | None) -> Iterator[str]:
    """Name the notes that are on no cell of an action."""
    refs = {row for row, _ in _action_rows(actions)} if actions else set()
    known = {*actions.columns.values(), *actions.extra} if actions else set()
    for (row, left), text in sorted(sheet.notes.items()):
        if text.strip() and not (row in refs and left in known):
            yield f"the note on {column_letters(left)}{row} on sheet '{sheet.name}'"


def read_in_full(sheet: Sheet | None) -> dict[tuple[str, str, str], str]:
    """Join the parts on In full: (sheet, row's name, heading) -> the whole text."""
    whole: dict[tuple[str, str, str], str] = {}
    now = {former: name for name, former in FORMER_SHEETS.items()}
    if sheet is None:
        return whole
    for row in sheet.rows_from(layout.HEADING_ROW + 2):
        name, place, heading, _, text = (sheet.entry(row, column).text for column in range(1, 6))
        name = now.get(name, name)
        whole[name, place, heading] = whole.get((name, place, heading), "") + text
    return whole


def join_whole(shown: str, whole: str) -> str:
    """Replace a cell's cut text by the whole text if it is unchanged; else keep what the cell shows."""
    cut = shown.removesuffix(layout.CONTINUED)
    return whole if cut != shown and whole.startswith(cut) else shown
