"""A workbook as a person sees it in Excel, by openpyxl alone: the tests' own eyes, never the product's reader."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from unittest import mock

import openpyxl
from openpyxl.worksheet._reader import WorkSheetParser

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.views.names import column_name

ENOUGH_HEADINGS = 4
"""Headings in one row, Ref among them, that make it the table's."""
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FILL_IN = " (fill in)"
"""Ends the heading of a column that is the agency's."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


class Place(NamedTuple):
    """A cell. row, column: from 1."""

    sheet: str
    row: int
    column: int

    @property
    def words(self) -> str:
        """As the product's notes name it."""
        return f"sheet '{self.sheet}', cell {openpyxl.utils.get_column_letter(self.column)}{self.row}"


class Book(NamedTuple):
    """Every cell of a workbook that holds something.

    texts: as Excel shows it, dates ISO (a formula's saved value, or where there is none ``=`` and the formula);
    formulas: the places that hold one; comments: the notes on cells; names: each defined name that is alive -> the
    first cell it means; sheets: in tab order.
    """

    texts: dict[Place, str]
    formulas: frozenset[Place]
    comments: dict[Place, str]
    names: dict[str, Place]
    sheets: tuple[str, ...]

    def text(self, place: Place | None) -> str:
        """What a cell shows, '' where it is blank."""
        return self.texts.get(place, "") if place else ""


class Form(NamedTuple):
    """Where the table is. columns: field key -> column; heading_row 0 and no columns: there is no table."""

    book: Book
    sheet: str = ""
    heading_row: int = 0
    columns: Mapping[str, int] = MappingProxyType({})

    def rows(self) -> dict[int, dict[str, Place]]:
        """Row number -> field key -> place, of every row under the headings in which any cell of the table is used."""
        below = {p.row for p in (*self.book.texts, *self.book.comments) if self.holds(p)}
        return {
            row: {key: Place(self.sheet, row, column) for key, column in self.columns.items()} for row in sorted(below)
        }

    def holds(self, place: Place) -> bool:
        """Whether a cell is in the table, under its headings."""
        return place.sheet == self.sheet and place.row > self.heading_row and place.column in self.columns.values()


def plain(text: str) -> str:
    """Text without the blanks round it, with one kind of line end, and without what nobody sees."""
    seen = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return seen if seen.translate(UNSEEN).strip() else ""


def fold(text: str) -> str:
    """Text without what nobody means to say: case, odd blanks, kinds of dash."""
    return re.sub(r"\s+", " ", text.translate(UNSEEN).translate(DASHES)).strip().casefold()


@functools.lru_cache(maxsize=8)
def see_book(data: bytes) -> Book | None:
    """The workbook in `data`, None where openpyxl cannot open it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of extensions it drops; cells are not among them
        try:
            with mock.patch.object(WorkSheetParser, "parse_cell", _parse_both):
                book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no workbook to openpyxl
            return None
    texts, formulas, comments = {}, set(), {}
    for sheet in book.worksheets:
        for (
            cell
        ) in sheet._cells.values():  # those that are there: one blank in the last cell makes iter_rows go through all
            place = Place(sheet.title, cell.row, cell.column)
            if cell.data_type == "f":
                formula, saved = cell.value
                formulas.add(place)
                texts[place] = _shown(saved, cell.number_format) or getattr(formula, "text", formula)
            elif not (cell.hyperlink and cell.value == cell.hyperlink.location):
                texts[place] = _shown(cell.value, cell.number_format)
            if cell.comment and cell.comment.text.strip():
                comments[place] = cell.comment.text.strip()
    texts = {place: text for place, text in texts.items() if text}
    return Book(texts, frozenset(formulas), comments, _names(book), tuple(book.sheetnames))


PARSE_CELL = WorkSheetParser.parse_cell


def _parse_both(parser, element):
    """A cell as openpyxl reads it; the value of one with a formula is the formula, and the value saved with it.

    openpyxl reads one or the other, and to load a workbook twice takes twice the time.
    """
    cell = PARSE_CELL(parser, element)
    if cell["data_type"] == "f":
        parser.data_only = True
        cell["value"] = cell["value"], PARSE_CELL(parser, element)["value"]
        parser.data_only, parser.col_counter = False, cell["column"]
    return cell


def _shown(value, number_format) -> str:
    """One value as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float):
        percent = "%" in (number_format or "")
        return f"{value * (100 if percent else 1):.15g}{'%' if percent else ''}"
    return unescaped(str(value))


def unescaped(text: str) -> str:
    """Text with what ``_x0041_`` stands for in the place of the code, which openpyxl shows."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _names(book) -> dict[str, Place]:
    found = {}
    scoped = [(name, sheet.title) for sheet in book.worksheets for name in sheet.defined_names.values()]
    for name, own in [*scoped, *((name, "") for name in book.defined_names.values())]:
        match = re.match(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)", name.attr_text or "")
        sheet = (match[1] or match[2]).replace("''", "'") if match else own
        if match and sheet in book.sheetnames:
            found[name.name] = Place(sheet, int(match[4]), openpyxl.utils.column_index_from_string(match[3]))
    return found


def find_form(book: Book) -> Form:
    """The table, under the first row that holds enough of its headings; where none does, where the names say it is.

    A column whose heading was overwritten is found by its name, unless a name stands over another's heading: columns
    were moved then by a program that left the names behind.
    """
    key_of = {fold(field.heading + end): field.key for field in FIELDS for end in ("", FILL_IN)}
    rows: dict[tuple[int, int], dict[str, int]] = {}
    for place, text in sorted(book.texts.items(), key=lambda item: (item[0].row, item[0].column)):
        if key := key_of.get(fold(text)):
            rows.setdefault((book.sheets.index(place.sheet), place.row), {}).setdefault(key, place.column)
    named = {field.key: book.names[column_name(field.key)] for field in FIELDS if column_name(field.key) in book.names}
    for (sheet, row), columns in sorted(rows.items()):
        if "ref" in columns and len(columns) >= ENOUGH_HEADINGS:
            here = {key: place.column for key, place in named.items() if place.sheet == book.sheets[sheet]}
            key_at = {column: key for key, column in columns.items()}
            if not any(key_at.get(column, key) != key for key, column in here.items()):
                columns |= {key: column for key, column in here.items() if key not in columns}
            return Form(book, book.sheets[sheet], row, columns)
    if "ref" in named:
        top = named["ref"]
        columns = {key: place.column for key, place in named.items() if place.sheet == top.sheet}
        return Form(book, top.sheet, top.row if fold(book.text(top)) in key_of else top.row - 1, columns)
    return Form(book)


def find_single(issued: Form, returned: Form, name: str) -> Place | None:
    """One of the form's single answers in a return: as far from its label as when issued, or where its name says."""
    place = issued.book.names[name]
    row = [p for p in issued.book.texts if p[:2] == place[:2] and p.column < place.column]
    label = max(row, key=lambda p: p.column)
    words = fold(issued.book.texts[label])
    beside = [p for p in returned.book.texts if p.sheet != returned.sheet or p.row < returned.heading_row]
    again = next((p for p in sorted(beside) if fold(returned.book.texts[p]) == words), None)
    if again:
        return again._replace(column=again.column + place.column - label.column)
    return returned.book.names.get(name)
