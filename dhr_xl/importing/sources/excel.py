"""Read an Excel workbook: a table for each sheet; notes, page headers and text boxes are asides."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.excel_styles import CellStyle, CellStyles, format_value
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable, LooseParagraph, Paragraph
from dhr_xl.importing.sources.marks import make_paragraph, tidy

_MOST_PLACES: Final = 500_000
"""Rows times columns of a table at most; a plan of 400 rows has 8,000."""
_FILLS_BEYOND: Final = 2
"""Columns to the right of the last words in which a coloured cell still belongs to the table."""
_PAGE_CODE: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[^&])')
_THREADED: Final = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)
_RELATED_PARTS: Final = {"comments": ("{*}comment", "note"), "drawing": ("{*}p", "text box")}
"""Parts a sheet may be related to: the elements that hold their words, and what they are called."""
_TRUE: Final = {"1", "true"}


class _WorksheetReader:
    """The content of one worksheet part.

    cells: (row, column) -> cells that have words or a colour, of the rows that have words;
    beside: (place, text) of what is in no cell.
    """

    def __init__(self, reader: ExcelReader, part: str, title: str, looks: CellStyles) -> None:
        self.title = title
        self.cells: dict[tuple[int, int], GridCell] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[str] = []
        self.beside: list[tuple[str, str]] = []
        book = reader.wb
        parser = WorkSheetParser(
            None, reader.shared_strings, data_only=True, rich_text=True, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )  # fmt: skip
        number = 0
        with reader.archive.open(part) as source:
            # only these elements: openpyxl fails on some forms of the others, and some of them need gigabytes
            tags = ("{*}row", "{*}col", "{*}mergeCell", "{*}headerFooter")
            for _, element in etree.iterparse(source, tag=tags, remove_comments=True, resolve_entities=False):
                tag = element.tag.rpartition("}")[2]
                if tag == "row":
                    number = int(element.get("r") or number + 1)
                    element.set("r", str(number))
                    if any(map(len, element)):
                        self._read_row(element, parser, looks)
                elif tag == "col" and element.get("hidden") in _TRUE:
                    self.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
                elif tag == "mergeCell":
                    self.merged.append(element.get("ref"))
                elif tag == "headerFooter":
                    texts = dict.fromkeys(re.sub("&[LCR]", "\n", part.text or "") for part in element)
                    place = f"sheet {title}, page header or footer"
                    self.beside += [(place, _PAGE_CODE.sub("", text)) for text in texts]
                element.clear()

    def _read_row(self, row: etree._Element, parser: WorkSheetParser, looks: CellStyles) -> None:
        """Parse one row element and keep its cells."""
        number, parsed = parser.parse_row(row)
        if row.get("hidden") in _TRUE:
            self.hidden_rows.add(number)
        cells: dict[tuple[int, int], GridCell] = {}
        for element, made in zip(row, parsed, strict=True):
            value, look = made["value"], looks.of(made["style_id"])
            place = self.place(number, made["column"])
            formula = element.findtext("{*}f")
            if value is None and formula and element.get("t") != "str":
                self.beside.append((f"{place}, a formula without a result", f"={formula}"))
            lines = () if value is None else _make_paragraphs(value, look)
            if lines or look.fill:
                cells[number, made["column"]] = GridCell(lines, None, look.fill, _keep_value(value), place)
        if any(cell.paragraphs for cell in cells.values()):
            self.cells |= cells

    def place(self, row: int, column: int) -> str:
        """Return the place of a cell as a person finds it ("sheet Police, D14")."""
        return f"sheet {self.title}, {get_column_letter(column)}{row}"


def read_excel(data: bytes, name: str) -> Grid:
    """Read every sheet of an .xlsx or .xlsm, hidden ones too. Raises Stop where it is damaged or empty."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it would lose when saving; we do not save
            blocks = tuple(_read_blocks(data, name))
    except (Stop, MemoryError):
        raise
    except Exception as error:  # openpyxl raises many types for a damaged workbook
        raise Stop(
            f"{name} is damaged, or a 'Strict Open XML' workbook, and cannot be read. "
            "Open it in Excel, save it as 'Excel Workbook (.xlsx)', and import that."
        ) from error
    if not blocks:
        raise Stop(f"{name} has no filled cell on any sheet. Choose the workbook that holds the action plan.")
    return Grid("xlsx", blocks)


def _read_blocks(data: bytes, name: str) -> Iterator[GridTable | LooseParagraph]:
    """Yield a table for each sheet that has cells, followed by its asides."""
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    if b"http://purl.oclc.org/ooxml/" in reader.archive.read(reader.parser.workbook_part_name):
        raise ValueError("Strict Open XML, which openpyxl cannot read")
    reader.read_theme()
    apply_stylesheet(reader.archive, reader.wb)
    looks = CellStyles(reader.wb)
    for entry, relation in reader.parser.find_sheets():
        if relation.Type.endswith("/worksheet") and relation.target in reader.valid_files:
            sheet = _WorksheetReader(reader, relation.target, entry.name, looks)
            if sheet.cells:
                yield _make_table(sheet, name, hidden=entry.state != "visible")
            yield from _read_asides(sheet, reader, relation.target)


def _make_table(sheet: _WorksheetReader, name: str, *, hidden: bool) -> GridTable:
    """Make a table of a sheet's used cells. Of several blank rows or columns in a run, one is kept."""
    worded = {column for (_, column), cell in sheet.cells.items() if cell.paragraphs}
    last = max(worded) + _FILLS_BEYOND
    rows = _place_without_gaps({row for row, _ in sheet.cells})
    origins = _find_origins(sheet.merged, rows, last)
    columns = _place_without_gaps(worded | {at[1] for at in sheet.cells if at[1] <= last and at not in origins})
    if len(rows) * len(columns) > _MOST_PLACES:
        raise Stop(
            f"{name} has cells far apart on the sheet '{sheet.title}' ({len(rows):,} rows, {len(columns):,} columns), "
            "too large for an action plan. Copy the plan's table into a new workbook, and import that."
        )

    def make_cell(row: int, column: int) -> GridCell:
        cell = sheet.cells.get((row, column)) or GridCell(place=sheet.place(row, column))
        top, left = origins.get((row, column), (0, 0))
        return cell._replace(origin=(rows[top], columns[left]), fill="") if left in columns else cell

    cells = ((row, tuple(make_cell(row, column) for column in columns)) for row in rows)
    made = tuple(GridRow(found, hidden=row in sheet.hidden_rows) for row, found in cells)
    return GridTable(made, f"sheet {sheet.title}", sheet.title, hidden=hidden)


def _place_without_gaps(used: Iterable[int]) -> dict[int, int]:
    """Number the used rows or columns from 0, keeping one blank before each run that follows a gap."""
    made: list[int] = []
    for number in sorted(used):
        if made and number - 1 > made[-1]:
            made.append(number - 1)
        made.append(number)
    return {number: at for at, number in enumerate(made)}


def _find_origins(merged: Iterable[str], rows: dict[int, int], last: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Map each merged (row, column) of the sheet to the cell it belongs to. last: the last column of the table."""
    made: dict[tuple[int, int], tuple[int, int]] = {}
    for ref in merged:
        left, top, right, bottom = range_boundaries(ref)
        if top in rows:
            below = [row for row in rows if top <= row <= bottom]
            made |= {(row, column): (top, left) for row in below for column in range(left, min(right, last) + 1)}
            made.pop((top, left), None)
    return made


def _make_paragraphs(value: object, look: CellStyle) -> tuple[Paragraph, ...]:
    """Return a cell's lines, with what is struck out in them apart."""
    runs = [
        (run.text, bool(run.font and run.font.strike)) if isinstance(run, TextBlock) else (run, look.struck)
        for run in (value if isinstance(value, CellRichText) else [value])
    ]
    lines = [["", ""]]
    for run, out in runs:
        for at, piece in enumerate(re.split(r"\r\n?|\n", format_value(run, look.number_format))):
            lines += [["", ""]] if at else []
            lines[-1][out] += piece
    return tuple(make_paragraph(text, gone) for text, gone in lines if tidy(text) or tidy(gone))


def _keep_value(value: object) -> dt.date | float | None:
    """Return the date or number a cell holds, else None."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date | int | float) and not isinstance(value, bool) else None


def _read_asides(sheet: _WorksheetReader, reader: ExcelReader, part: str) -> Iterator[LooseParagraph]:
    """Yield what is on a sheet but in no cell, and which of its columns are hidden."""
    for place, text in (*sheet.beside, *_read_related_words(sheet, reader, part)):
        for line in text.splitlines():
            if re.search(r"\w", line):
                yield LooseParagraph(make_paragraph(line), place, aside=True)
    used = max((column for _, column in sheet.cells), default=0)
    for first, last in sheet.hidden_columns:
        if first <= used:
            ends = dict.fromkeys(get_column_letter(column) for column in (first, min(last, used)))
            which = f"Columns {' to '.join(ends)} are" if len(ends) > 1 else f"Column {''.join(ends)} is"
            message = Paragraph(f"{which} hidden on the sheet '{sheet.title}'.")
            yield LooseParagraph(message, f"sheet {sheet.title}", aside=True)


def _read_related_words(sheet: _WorksheetReader, reader: ExcelReader, part: str) -> Iterator[tuple[str, str]]:
    """Yield the words of the notes and drawings that a sheet is related to."""
    relations = get_rels_path(part)
    for relation in get_dependents(reader.archive, relations) if relations in reader.valid_files else ():
        kind = relation.Type.rpartition("/")[2]
        if kind in _RELATED_PARTS and relation.target in reader.valid_files:
            tag, what = _RELATED_PARTS[kind]
            root = etree.fromstring(reader.archive.read(relation.target), etree.XMLParser(resolve_entities=False))
            for element in root.iter(tag):
                words = "".join(run.text or "" for run in element.iter("{*}t"))
                where = (f"sheet {sheet.title}", element.get("ref"), what)
                yield ", ".join(filter(None, where)), _THREADED.sub("", unescape(words))
