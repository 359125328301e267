"""One worksheet part, streamed: cells that hold something become Entries, blank ones cost nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.model import CellRef, Entry
from dhr_xl.workbooks.areas import LAST_COLUMN, LAST_ROW, address, column_number
from dhr_xl.workbooks.numbers_read import Kind, show_number
from dhr_xl.workbooks.parsing import MOST_DEPTH, parse_part
from dhr_xl.workbooks.plain_cells import WIDTH, Lifted, lift_cells, shared_index, undo_entities
from dhr_xl.workbooks.refusals import Refused, refuse
from dhr_xl.workbooks.tables_read import StringCollector, Style, Text, is_on, unescape

Place = tuple[int, int]
"""Row and column, both counted from 1."""

LETTERS: Final = re.compile(r"[A-Z]{1,3}")
BOOLEANS: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
TYPED_AS_FORMULA: Final = {"TRUE()", "FALSE()", "NA()"}
"""LibreOffice saves TRUE, FALSE and #N/A that were typed as these formulas."""
NEVER_BLANK: Final = {"s", "b", "e", "d"}
"""Types of cells that hold something, or have no value at all: an empty one was damaged on the way."""
IN_TABLE, IN_DATA, IN_ROW, IN_CELL = 2, 3, 4, 5
"""How deep elements stand: sheetData and its like, rows, cells, what a cell holds."""
new = tuple.__new__
"""Makes a named tuple from a tuple, in half the time that its own class takes."""
COLUMNS: Final[dict[str, int]] = {}
"""Every column's letters that were met, and its number."""


class Room:
    """What a workbook may still hold, over all its sheets; each thing found takes some of it."""

    def __init__(self, cells: int, characters: int) -> None:
        """Begin with all of it."""
        self.cells, self.characters = cells, characters

    def take(self, cells: int, characters: int) -> None:
        """Make room for so many cells or notes and their characters. Raises Refused where there is none left."""
        self.cells -= cells
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            refuse("too_big")


class Tables(NamedTuple):
    """What the cells of a workbook point into, and the room that is left for them."""

    strings: Sequence[Text]
    styles: Sequence[Style]
    date1904: bool
    room: Room


class SheetPart(NamedTuple):
    """What one worksheet part holds. protected: whether it is locked; merges: areas as written."""

    cells: dict[Place, Entry]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[str, ...]
    protected: bool


class _Walk:
    """The state of the walk over one part: where it is, and what the cell at hand has said so far.

    Rows and columns must come in order and in bounds, and inside sheetData only what a sheet may hold: so nothing
    stands twice, nothing is passed over, and no cell is taken for another. words: characters since the last tag that
    began. Slots, since more attributes than 30 are slow without.
    """

    __slots__ = (
        "cells", "characters", "collector", "column", "counted", "depth", "formula", "has_data", "hidden_columns",
        "hidden_rows", "in_cell", "in_data", "inline", "lifted", "merges", "name_of_cell", "name_of_text",
        "name_of_value", "protected", "rich", "row", "row_digits", "row_hidden", "row_text", "shared", "shared_index",
        "sheet", "space", "style", "styles", "table", "tables", "type", "value", "where", "within", "words",
    )  # fmt: skip

    def __init__(self, sheet: str, tables: Tables, lifted: Lifted) -> None:
        self.sheet, self.tables, self.lifted = sheet, tables, lifted
        self.cells: dict[Place, Entry] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[str] = []
        self.protected = False
        self.space = self.name_of_cell = self.name_of_value = self.name_of_text = ""
        self.styles: dict[str | None, Style] = {}
        self.shared: dict[str, str] = {}
        self.table = self.within = ""
        self.depth = self.row = self.column = self.counted = self.characters = 0
        self.row_text = ""
        self.row_digits = 0
        self.row_hidden = self.has_data = self.in_data = self.in_cell = self.rich = False
        self.where: str | None = None
        self.type: str | None = None
        self.style: str | None = None
        self.value: str | None = None
        self.formula: str | None = None
        self.inline: str | None = None
        self.words: list[str] = []
        self.collector = StringCollector()
        self.shared_index = ""

    def start(self, name: str, given: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        if depth == IN_ROW and self.in_data:
            self._start_cell(name, given)
        elif self.in_cell:
            self.words.clear()
            if depth > IN_CELL:
                self._start_inline(depth, name, given)
            elif name == self.name_of_value and self.value is None:
                self.within = "v"
            else:
                self._start_within(name, given)
        elif depth == IN_DATA:
            self._start_in_table(self._short(name), given)
        elif depth < IN_DATA:
            self._start_table(depth, name, given)
        elif depth > MOST_DEPTH:
            raise ValueError(depth)

    def end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if self.in_cell:
            if depth == IN_ROW:
                self.in_cell = False
                if self.value is not None or self.inline is not None or self.formula is not None:
                    self._end_cell()
            elif depth > IN_CELL:
                self._end_inline(name)
            elif self.within == "v":
                self.value = "".join(self.words)
            elif self.within == "f":
                self.formula = "".join(self.words)
        elif depth == IN_DATA and self.in_data:
            self.tables.room.take(len(self.cells) - self.counted, self.characters)
            self.counted, self.characters = len(self.cells), 0
        elif depth == IN_TABLE:
            self.in_data = False
            self.column = 0

    def _short(self, name: str) -> str:
        """An element's local name where it is of the sheet's own namespace, else ''."""
        space, _, leaf = name.rpartition(" ")
        return leaf if space == self.space else ""

    def _start_table(self, depth: int, name: str, given: dict[str, str]) -> None:
        if depth < IN_TABLE:
            self.space, _, leaf = name.rpartition(" ")
            if leaf != "worksheet":
                raise ValueError(name)
            root = name.removesuffix(leaf)
            self.name_of_cell, self.name_of_value, self.name_of_text = f"{root}c", f"{root}v", f"{root}t"
            return
        self.table = self._short(name)
        self.in_data = self.table == "sheetData"
        if self.in_data and self.has_data:
            raise ValueError(name)
        self.has_data |= self.in_data
        if self.table == "sheetProtection":
            self.protected = is_on(given.get("sheet"))

    def _start_in_table(self, short: str, given: dict[str, str]) -> None:
        if self.in_data:
            if short != "row":
                raise ValueError(short)
            self._start_row(given)
        elif short == "col" and self.table == "cols":
            self._hide_columns(given)
        elif short == "mergeCell" and self.table == "mergeCells":
            self.tables.room.take(1, 0)
            self.merges.append(given.get("ref", ""))

    def _hide_columns(self, given: dict[str, str]) -> None:
        if is_on(given.get("hidden")):
            first, last = _whole(given["min"]), min(_whole(given["max"]), LAST_COLUMN)
            if first <= self.column:
                raise ValueError(first)
            self.hidden_columns.update(range(first, last + 1))
            self.column = last

    def _start_row(self, given: dict[str, str]) -> None:
        row = _whole(given["r"]) if "r" in given else self.row + 1
        if not self.row < row <= LAST_ROW:
            raise ValueError(row)
        self.row, self.column = row, 0
        self.row_text = str(row)
        self.row_digits = -len(self.row_text)
        self.row_hidden = "hidden" in given and is_on(given["hidden"])
        if self.row_text in self.lifted.rows:
            self._put_lifted(*self.lifted.rows.pop(self.row_text))

    def _put_lifted(self, at: int, end: int) -> None:
        """The cells of the row at hand that were lifted out of the part."""
        self.rich = False
        pieces = self.lifted.pieces
        for first in range(at, end, WIDTH):
            _, where, letters, row, style, kind, given, formula, value, inline = pieces[first : first + WIDTH]
            column = COLUMNS.get(letters or "") or _column(letters or "")
            if not self.column < column <= LAST_COLUMN or row != self.row_text:
                raise ValueError(where)
            self.column = column
            if value is None and inline is None and given is None:
                continue
            self.where, self.style, self.type, self.shared_index = where, style, kind, ""
            self.value = undo_entities(value) if value else value
            self.inline = undo_entities(inline) if inline else inline
            self.formula = None
            if given is not None:
                self.formula = undo_entities(formula or "")
                self.shared_index = shared_index(given)
            self._end_cell()

    def _start_cell(self, name: str, given: dict[str, str]) -> None:
        self.where = where = given.get("r")
        if where is None:
            column = self.column + 1
        else:
            column = COLUMNS.get(where[: self.row_digits]) or _column(where[: self.row_digits])
            if where[self.row_digits :] != self.row_text:
                raise ValueError(where)
        if not self.column < column <= LAST_COLUMN or name != self.name_of_cell:
            raise ValueError(where)
        self.column = column
        self.type, self.style = given.get("t"), given.get("s")
        self.value = self.formula = self.inline = None
        self.in_cell = True

    def _start_within(self, name: str, given: dict[str, str]) -> None:
        self.within = short = self._short(name)
        if short == "f" and self.formula is None:
            self.shared_index = given.get("si", "") if given.get("t") == "shared" else ""
        elif short == "is" and self.inline is None:
            self.inline, self.rich = "", False
        else:
            raise ValueError(name)

    def _start_inline(self, depth: int, name: str, given: dict[str, str]) -> None:
        if self.within != "is" or depth > MOST_DEPTH:
            raise ValueError(name)
        if name != self.name_of_text and not self.rich:
            self.rich = True
            self.collector.reset(self.inline or "")
        if self.rich:
            self.collector.start(self._short(name), given)

    def _end_inline(self, name: str) -> None:
        if self.rich:
            self.collector.end(self._short(name), self.words)
        else:
            self.inline = "".join((self.inline or "", *self.words))

    def _end_cell(self) -> None:
        style = self.styles.get(self.style) or self._learn_style()
        stored, struck = self.value, ""
        kind: Kind = "text"
        if self.type == "s" and stored:
            text, struck = self.tables.strings[_whole(stored)]
        elif self.inline is not None and (self.type == "inlineStr" or not stored):
            text, struck = self.collector.result() if self.rich else (unescape(self.inline), "")
        elif stored:
            text, kind = self._plain(stored, style)
        elif stored is not None and self.formula is None and self.type in NEVER_BLANK:
            raise ValueError(self.type)
        else:
            text = ""
        formula = ""
        if self.formula is not None:
            formula = self._formula_text(self.formula)
            if formula in TYPED_AS_FORMULA and kind in {"boolean", "error"}:
                formula = ""
            elif stored is None or (not stored and self.type != "str"):
                text, kind = "", "formula"
        if text or formula:
            self.characters += len(text) + len(formula)
            where = new(CellRef, (self.sheet, self.where or address(self.row, self.column)))
            remark = "" if not (struck or style.struck) else _struck(text, "" if style.struck else struck)
            self.cells[self.row, self.column] = new(Entry, (text, where, kind, formula, remark))
            if self.row_hidden:
                self.hidden_rows.add(self.row)

    def _learn_style(self) -> Style:
        """The style that a cell names; without any in the workbook all are plain."""
        styles, index = self.tables.styles, _whole(self.style or "0")
        if styles and index >= len(styles):
            raise ValueError(index)
        return self.styles.setdefault(self.style, styles[index] if styles else Style())

    def _formula_text(self, text: str) -> str:
        if self.shared_index:
            text = self.shared.setdefault(self.shared_index, text) if text else self.shared.get(self.shared_index, "")
        return text or "…"

    def _plain(self, stored: str, style: Style) -> tuple[str, Kind]:
        """Text and kind of a value that stands in the cell itself."""
        if self.type in {None, "n"}:
            return show_number(stored, style.number, date1904=self.tables.date1904)
        if self.type in {"str", "inlineStr"}:
            return unescape(stored), "text"
        if self.type == "b":
            return BOOLEANS[stored.strip()], "boolean"
        if self.type == "e":
            return stored.strip(), "error"
        if self.type != "d":
            raise ValueError(self.type)
        moment = dt.datetime.fromisoformat(stored.strip()).replace(tzinfo=None)
        return (moment.date() if moment.time() == dt.time.min else moment).isoformat(), "date"


def _struck(text: str, struck: str) -> str:
    """What is said of a text of which some words are struck out; '' stands for all of them."""
    return "struck out" if struck in {"", text} else f"struck out: '{struck}'"


def _whole(text: str) -> int:
    """A whole number in plain digits, blanks round it allowed; int() alone takes signs, ``1_0`` and Arabic digits."""
    digits = text.strip()
    if not (digits.isdecimal() and digits.isascii()):
        raise ValueError(text)
    return int(digits)


def _column(letters: str) -> int:
    """The number of a column met for the first time."""
    if not LETTERS.fullmatch(letters):
        raise ValueError(letters)
    return COLUMNS.setdefault(letters, column_number(letters))


def read_sheet_part(data: bytes, sheet: str, tables: Tables) -> SheetPart:
    """The cells and hidden parts of one worksheet.

    Raises Refused, saying near which cell, where one is out of order or bounds, stands twice, or points to what is
    not there; and where cells or words are more than there is room for.
    """
    lifted = lift_cells(data) or Lifted(data, [], {})
    walk = _Walk(sheet, tables, lifted)
    try:
        parse_part(lifted.rest, walk.start, walk.end, walk.words.append)
        if lifted.rows or not walk.has_data:
            refuse("damaged")
    except Refused as refused:
        if refused.code != "damaged" or not walk.row:
            raise
        near = f"row {walk.row}" if not walk.column else f"cell {address(walk.row, walk.column)}"
        raise Refused("damaged", f"sheet '{sheet}', near {near}") from None
    return SheetPart(
        walk.cells, frozenset(walk.hidden_rows), frozenset(walk.hidden_columns), tuple(walk.merges), walk.protected
    )
