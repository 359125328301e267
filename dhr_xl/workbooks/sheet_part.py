"""One worksheet part, streamed: cells that hold something become Entries, blank ones cost nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.model import CellRef, Entry
from dhr_xl.workbooks.areas import LAST_COLUMN, LAST_ROW, address, column_number
from dhr_xl.workbooks.numbers_read import Kind, show_number
from dhr_xl.workbooks.parsing import local, parse_part
from dhr_xl.workbooks.refusals import refuse
from dhr_xl.workbooks.tables_read import StringCollector, Style, Text, unescape

Place = tuple[int, int]
"""Row and column, both counted from 1."""

CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
TYPED_AS_FORMULA: Final = {"TRUE()", "FALSE()", "NA()"}
"""LibreOffice saves TRUE, FALSE and #N/A that were typed as these formulas."""


class Tables(NamedTuple):
    """What the cells of a workbook point into."""

    strings: Sequence[Text]
    styles: Sequence[Style]
    date1904: bool


class SheetPart(NamedTuple):
    """What one worksheet part holds. protected: whether it is locked; merges: areas as written."""

    cells: dict[Place, Entry]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[str, ...]
    protected: bool


class _Reader:
    """The state of the walk over one part: where it is, and what the cell at hand has said so far."""

    def __init__(self, sheet: str, tables: Tables) -> None:
        self.sheet, self.tables = sheet, tables
        self.cells: dict[Place, Entry] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[str] = []
        self.protected = False
        self.row = self.column = 0
        self.in_cell = False
        self.type = self.style = ""
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.into: list[str] | None = None
        self.inline: StringCollector | None = None
        self.shared: dict[str, str] = {}
        self.shared_index = ""
        self.columns: dict[str, int] = {}
        self.names: dict[str, str] = {}

    def start(self, name: str, given: dict[str, str]) -> None:
        short = self.names.get(name)
        if short is None:
            short = self.names[name] = local(name)
        if short == "c":
            self._start_cell(given)
        elif self.in_cell:
            self._start_within(short, given)
        elif short == "row":
            self._start_row(given)
        elif short == "col":
            if _true(given.get("hidden")):
                first, last = int(given["min"]), min(int(given["max"]), LAST_COLUMN)
                self.hidden_columns.update(range(first, last + 1))
        elif short == "mergeCell":
            self.merges.append(given.get("ref", ""))
        elif short == "sheetProtection":
            self.protected = _true(given.get("sheet"))

    def _start_row(self, given: dict[str, str]) -> None:
        self.row = int(given["r"]) if "r" in given else self.row + 1
        self.column = 0
        if not 0 < self.row <= LAST_ROW:
            raise ValueError(self.row)
        if "hidden" in given and _true(given["hidden"]):
            self.hidden_rows.add(self.row)

    def _start_cell(self, given: dict[str, str]) -> None:
        where = given.get("r")
        if where is None:
            self.column += 1
        else:
            found = CELL.fullmatch(where)
            if found is None:
                raise ValueError(where)
            letters = found[1]
            self.column = self.columns.get(letters) or self.columns.setdefault(letters, column_number(letters))
            self.row = int(found[2])
        if not (0 < self.row <= LAST_ROW and 0 < self.column <= LAST_COLUMN):
            raise ValueError(where)
        self.in_cell = True
        self.type, self.style = given.get("t", "n"), given.get("s", "0")
        self.value = self.formula = self.into = self.inline = None

    def _start_within(self, short: str, given: dict[str, str]) -> None:
        if self.inline is not None:
            self.inline.start(short, given)
        elif short == "v":
            self.value = self.into = []
        elif short == "f":
            self.formula = self.into = []
            self.shared_index = given.get("si", "") if given.get("t") == "shared" else ""
        elif short == "is":
            self.inline = StringCollector()

    def text(self, words: str) -> None:
        if self.into is not None:
            self.into.append(words)
        elif self.inline is not None:
            self.inline.text(words)

    def end(self, name: str) -> None:
        if not self.in_cell:
            return
        short = self.names[name]
        if short == "c":
            self.in_cell = False
            if self.value is not None or self.formula is not None or self.inline is not None:
                self._end_cell()
        elif short in {"v", "f"} and self.inline is None:
            self.into = None
        elif self.inline is not None:
            self.inline.end(short)

    def _end_cell(self) -> None:
        place = (self.row, self.column)
        if place in self.cells:
            raise ValueError(place)
        style = self._style()
        text, kind, struck = self._shown(style)
        formula = self._formula_text()
        if formula in TYPED_AS_FORMULA and kind in {"boolean", "error"}:
            formula = ""
        if formula and self._uncached():
            text, kind = "", "formula"
        if not text and not formula:
            return
        remark = "struck out" if style.struck or (struck and struck == text) else ""
        if struck and not remark:
            remark = f"struck out: '{struck}'"
        where = CellRef(self.sheet, address(*place))
        self.cells[place] = Entry(text, where, kind, formula, remark)

    def _style(self) -> Style:
        styles, index = self.tables.styles, int(self.style)
        return styles[index] if 0 <= index < len(styles) else Style()

    def _uncached(self) -> bool:
        return self.value is None or (not self.value and self.type != "str")

    def _formula_text(self) -> str:
        if self.formula is None:
            return ""
        text = "".join(self.formula)
        if self.shared_index:
            text = self.shared.setdefault(self.shared_index, text) if text else self.shared.get(self.shared_index, "")
        return text or "…"

    def _shown(self, style: Style) -> tuple[str, Kind, str]:
        """Text, kind and struck-out words of the value at hand."""
        stored = "".join(self.value) if self.value else ""
        if self.type == "inlineStr" or (self.inline is not None and not stored):
            inline = self.inline.result() if self.inline is not None else Text(unescape(stored))
            return inline.text, "text", inline.struck
        if not stored:
            return "", "text", ""
        if self.type == "s":
            index = int(stored)
            if not 0 <= index < len(self.tables.strings):
                raise ValueError(index)
            return self.tables.strings[index].text, "text", self.tables.strings[index].struck
        text, kind = self._plain(stored, style)
        return text, kind, ""

    def _plain(self, stored: str, style: Style) -> tuple[str, Kind]:
        if self.type == "str":
            return unescape(stored), "text"
        if self.type == "b":
            return ("TRUE" if _true(stored.strip()) else "FALSE"), "boolean"
        if self.type == "e":
            return stored.strip(), "error"
        if self.type == "d":
            day, _, time = stored.strip().rstrip("Z").partition("T")
            return (day if not time.strip("0:.") else f"{day}T{time}"), "date"
        return show_number(stored, style.number, date1904=self.tables.date1904)


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def read_sheet_part(data: bytes, sheet: str, tables: Tables) -> SheetPart:
    """The cells and hidden parts of one worksheet. Raises Refused where a cell is out of bounds or stands twice."""
    reader = _Reader(sheet, tables)
    try:
        parse_part(data, reader.start, reader.end, reader.text)
    except (ValueError, KeyError, OverflowError):
        refuse("damaged")
    return SheetPart(
        reader.cells, frozenset(reader.hidden_rows), frozenset(reader.hidden_columns), tuple(reader.merges),
        reader.protected,
    )  # fmt: skip
