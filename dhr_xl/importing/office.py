"""Word and Excel files to the same lines of cells that text gives."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from dhr_xl.importing.columns import read_columns
from dhr_xl.importing.text import SourceLine, tidy
from dhr_xl.stop import Stop

ZIPPED: Final = b"PK\x03\x04"
_DOCUMENT: Final = "word/document.xml"
_WORKBOOK: Final = "xl/workbook.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_BYTES: Final = 100_000_000
"""An unpacked document that is larger is no action plan."""
_MOST_CELLS: Final = 60
_WORDS_OF_HEADING: Final = 15


def read_office(data: bytes, name: str) -> tuple[SourceLine, ...]:
    """The lines of a Word document's or Excel workbook's tables. Raises Stop where it is neither, or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
            large = sum(part.file_size for part in package.infolist()) > _MOST_BYTES
            if not large and _DOCUMENT in parts:
                return tuple(_number(_word_rows(fromstring(package.read(_DOCUMENT)))))
        if not large and _WORKBOOK in parts:
            return tuple(_excel_lines(data))
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError, OSError) as error:
        message = f"{name} is damaged or protected by a password. Open it, save it again without one, and import that."
        raise Stop(message) from error
    message = f"{name} is neither a Word document nor an Excel workbook. Save the plan's table as text (tab delimited)."
    raise Stop(message)


def _number(rows: Iterable[tuple[str, ...]]) -> Iterator[SourceLine]:
    for number, cells in enumerate(rows, start=1):
        if any(cells):
            yield SourceLine(number, cells)


def _word_rows(document: Element) -> Iterator[tuple[str, ...]]:
    """The rows of a document's tables, and the short paragraphs between them, which are headings of sections."""
    blocks = [block for body in document.iter(f"{_W}body") for block in body]
    tables = [place for place, block in enumerate(blocks) if block.tag == f"{_W}tbl"]
    for place, block in enumerate(blocks):
        if block.tag == f"{_W}tbl":
            yield from (_cells(row) for row in block.iter(f"{_W}tr"))
        elif tables and place < tables[-1]:
            text = tidy(_text(block))
            yield (text,) if place < tables[0] or len(text.split()) <= _WORDS_OF_HEADING else ()


def _cells(row: Element) -> tuple[str, ...]:
    """A table row's cells; one that spans several columns is followed by blanks, so that the others stand right."""
    made: list[str] = []
    for cell in row.findall(f"{_W}tc"):
        made.append(tidy(_text(cell)))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = int(span.get(f"{_W}val", "1")) if span is not None else 1
        made.extend([""] * min(width - 1, _MOST_CELLS))
    return tuple(made)


def _text(element: Element) -> str:
    """The words of an element: paragraphs and breaks part them; what was deleted with changes tracked is gone."""
    made: list[str] = []
    for part in element.iter():
        if part.tag == f"{_W}t":
            made.append(part.text or "")
        elif part.tag in {f"{_W}p", f"{_W}br", f"{_W}tab", f"{_W}cr"}:
            made.append(" ")
        elif part.tag == f"{_W}noBreakHyphen":
            made.append("-")
    return "".join(made)


def _excel_lines(data: bytes) -> Iterator[SourceLine]:
    """The rows of every sheet with a plan's headings, numbered on from sheet to sheet; hidden sheets are left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, of parts it does not keep: nothing is written back
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    before = 0
    for sheet in workbook.worksheets:
        rows = [tuple(tidy(_value(value)) for value in row[:_MOST_CELLS]) for row in sheet.iter_rows(values_only=True)]
        lines = [
            SourceLine(before + number, _trimmed(cells)) for number, cells in enumerate(rows, start=1) if any(cells)
        ]
        named = any(read_columns(line) for line in lines) or len(workbook.worksheets) == 1
        if sheet.sheet_state == "visible" and named:
            yield from lines
            before += len(rows)
    workbook.close()


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _value(value: object) -> str:
    """A cell as a person would read it: dates as 30 June 2015, whole numbers without a point."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else re.sub(r"_x000D_", " ", str(value))
