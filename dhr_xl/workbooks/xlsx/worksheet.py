"""Read one worksheet part as a stream: cells, their colours, and merged areas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import Entry
from dhr_xl.workbooks.xlsx.addresses import LAST_COLUMN, LAST_ROW, address, column_number
from dhr_xl.workbooks.xlsx.cells import CellReader, Place, Tables
from dhr_xl.workbooks.xlsx.numbers import whole_number
from dhr_xl.workbooks.xlsx.refusals import Refused, refuse
from dhr_xl.workbooks.xlsx.strings_and_styles import StringCollector, Style
from dhr_xl.workbooks.xlsx.xml import MOST_DEPTH, parse_part

LETTERS: Final = re.compile(r"[A-Z]{1,3}")
IN_TABLE, IN_DATA, IN_ROW, IN_CELL = 2, 3, 4, 5
"""Depth of sheetData and its siblings, of rows, of cells, of a cell's parts."""
OF_CELL: Final = frozenset(("r", "s", "t", "cm", "vm", "ph"))
"""A cell's attributes (ECMA-376 part 1, 18.3.1.4); extensions have a namespace of their own."""
COLUMNS: Final[dict[str, int]] = {}
"""Letters of the columns met so far -> number."""


class SheetPart(NamedTuple):
    """The contents of one worksheet part. merges: areas as written; validated: those of its data validations."""

    cells: dict[Place, Entry]
    merges: tuple[str, ...]
    painted: Mapping[Place, Style]
    validated: tuple[str, ...] = ()


class _SheetWalk:
    """Parser handlers for one part. words: characters since the last start tag.

    Rows and columns must be in order and in bounds, and sheetData may hold only what the standard allows; so no cell is
    read twice, skipped, or taken for another.
    """

    __slots__ = (
        "cells", "collector", "column", "depth", "formula", "has_data", "has_inline", "in_cell", "in_data", "merges",
        "name_of_cell", "name_of_row", "row", "row_digits", "row_text", "shared", "shorts", "space", "style", "table",
        "tables", "type", "validated", "value", "where", "within", "words",
    )  # fmt: skip

    def __init__(self, sheet: str, tables: Tables) -> None:
        self.tables = tables
        self.cells = CellReader(sheet, tables)
        self.collector = StringCollector()
        self.merges: list[str] = []
        self.validated: list[str] = []
        self.words: list[str] = []
        self.space = self.name_of_cell = self.name_of_row = self.table = self.within = self.row_text = self.shared = ""
        self.shorts: dict[str, str] = {}
        self.depth = self.row = self.column = self.row_digits = 0
        self.has_data = self.in_data = self.in_cell = self.has_inline = False
        self.where: str | None = None
        self.type: str | None = None
        self.style: str | None = None
        self.value: str | None = None
        self.formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        if depth == IN_ROW and self.in_data:
            self._start_cell(name, attributes)
        elif self.in_cell:
            self.words.clear()
            if depth > IN_CELL:
                if self.within != "is" or depth > MOST_DEPTH:
                    raise ValueError(name)
                self.collector.start(self._short(name), attributes)
            else:
                self._start_within(name, attributes)
        elif depth == IN_DATA and self.in_data:
            if name != self.name_of_row:
                raise ValueError(name)
            self._start_row(attributes)
        elif depth == IN_DATA:
            self._start_in_table(self._short(name), attributes)
        elif depth < IN_DATA:
            self._start_table(depth, name)
        elif depth > MOST_DEPTH:
            raise ValueError(depth)

    def end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if self.in_cell:
            if depth == IN_ROW:
                self.in_cell = False
                self._end_cell()
            elif depth > IN_CELL:
                self.collector.end(self._short(name), self.words)
            elif self.within == "v":
                self.value = "".join(self.words)
            elif self.within == "f":
                self.formula = "".join(self.words)
        elif depth == IN_TABLE:
            self.in_data = False

    def _short(self, name: str) -> str:
        """The local name of an element in the sheet's own namespace; '' for any other."""
        short = self.shorts.get(name)
        if short is None:
            space, _, leaf = name.rpartition(" ")
            short = self.shorts[name] = leaf if space == self.space else ""
        return short

    def _start_table(self, depth: int, name: str) -> None:
        if depth < IN_TABLE:
            self.space, _, leaf = name.rpartition(" ")
            if leaf != "worksheet":
                raise ValueError(name)
            self.name_of_cell, self.name_of_row = (f"{name.removesuffix(leaf)}{short}" for short in ("c", "row"))
            return
        self.table = self._short(name)
        self.in_data = self.table == "sheetData"
        if self.in_data and self.has_data:
            raise ValueError(name)
        self.has_data |= self.in_data

    def _start_in_table(self, short: str, attributes: dict[str, str]) -> None:
        if short == "mergeCell" and self.table == "mergeCells":
            self.tables.budget.take(1, 0)
            self.merges.append(attributes.get("ref", ""))
        elif short == "dataValidation" and self.table == "dataValidations":
            areas = attributes.get("sqref", "").split()
            self.tables.budget.take(len(areas), 0)
            self.validated += areas

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = whole_number(attributes["r"]) if "r" in attributes else self.row + 1
        if not self.row < row <= LAST_ROW:
            raise ValueError(row)
        self.row, self.column = row, 0
        self.row_text = str(row)
        self.row_digits = -len(self.row_text)

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        if not attributes.keys() <= OF_CELL and any(key not in OF_CELL and " " not in key for key in attributes):
            raise ValueError(name)
        self.where = where = attributes.get("r")
        if where is None:
            column = self.column + 1
        else:
            column = COLUMNS.get(where[: self.row_digits]) or _column(where[: self.row_digits])
            if where[self.row_digits :] != self.row_text:
                raise ValueError(where)
        if not self.column < column <= LAST_COLUMN or name != self.name_of_cell:
            raise ValueError(where)
        self.column = column
        self.type, self.style = attributes.get("t"), attributes.get("s")
        self.value = self.formula = None
        self.has_inline, self.shared = False, ""
        self.in_cell = True

    def _start_within(self, name: str, attributes: dict[str, str]) -> None:
        self.within = short = self._short(name)
        if short == "f" and self.formula is None:
            self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif short == "is" and not self.has_inline:
            self.has_inline = True
            self.collector.reset()
        elif short != "v" or self.value is not None:
            raise ValueError(name)

    def _end_cell(self) -> None:
        string = self.collector.result() if self.has_inline else None
        place = (self.row, self.column)
        self.cells.read(place, self.style, self.where, self.type, self.shared, self.formula, self.value, string)


def _column(letters: str) -> int:
    """The number of a column that is met for the first time. Raises ValueError for anything else."""
    if not LETTERS.fullmatch(letters):
        raise ValueError(letters)
    return COLUMNS.setdefault(letters, column_number(letters))


def read_sheet_part(data: bytes, sheet: str, tables: Tables) -> SheetPart:
    """The contents of one worksheet part.

    Raises Refused, saying near which cell, where cells are out of order or bounds, repeated, or refer to what is
    missing; and where the limits on cells and characters are passed.
    """
    walk = _SheetWalk(sheet, tables)
    try:
        parse_part(data, walk.start, walk.end, walk.words.append)
        if not walk.has_data:
            refuse("damaged")
        walk.cells.count()
    except Refused as refused:
        if refused.code != "damaged" or not walk.row:
            raise
        near = f"row {walk.row}" if not walk.column else f"cell {address(walk.row, walk.column)}"
        raise Refused("damaged", f"sheet '{sheet}', near {near}") from None
    return SheetPart(walk.cells.found, tuple(walk.merges), walk.cells.painted, tuple(walk.validated))
