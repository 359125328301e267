"""Remember the selected cell of master.xlsx, and select it again after painting."""

from typing import Final, NamedTuple

import xlwings as xw

from dhr_xl.core.views.names import ROW_KEYS, master_name
from dhr_xl.front.addin.paint.finding_sheets import named_range

ROW_NAMES: Final = tuple(master_name(sheet, key) for sheet, key in ROW_KEYS.items())
"""Defined names of the columns that identify a row of their sheet."""


class Cursor(NamedTuple):
    """A selected cell. row, column: from 1.

    On a sheet whose rows are identified: row_name is the defined name of the column that does so, row_key the row's
    text in it, and heading the heading of the selected column.
    """

    sheet: str
    row: int
    column: int
    row_name: str = ""
    row_key: str = ""
    heading: str = ""


def where(book: xw.Book) -> Cursor:
    """The first selected cell; A1 of the active sheet where a shape or a chart is selected."""
    sheet, selected = book.sheets.active, book.selection
    row, column = (selected.row, selected.column) if selected is not None else (1, 1)
    for name, keys in _row_columns(book):
        if keys.sheet.name == sheet.name:
            key = _text(sheet, row, keys.column) if row > keys.row else ""
            return Cursor(sheet.name, row, column, name, key, _text(sheet, keys.row, column))
    return Cursor(sheet.name, row, column)


def back_to(book: xw.Book, cursor: Cursor) -> None:
    """Select the same row and column again, by key and heading where they have them; else the nearest."""
    keys = dict(_row_columns(book)).get(cursor.row_name)
    titles = {sheet.name: sheet for sheet in book.sheets}
    if keys is None:
        sheet = titles.get(cursor.sheet, book.sheets[0])
        row, column = (cursor.row, cursor.column) if cursor.sheet in titles else (1, 1)
    else:
        sheet = keys.sheet
        row, column = _row(keys, cursor), _column(sheet, keys.row, cursor)
    sheet.activate()
    sheet.range((row, column)).select()


def _row(keys: xw.Range, cursor: Cursor) -> int:
    texts = [str(value or "") for value in keys.options(ndim=1).value]
    if cursor.row_key and cursor.row_key in texts[1:]:
        return keys.row + texts.index(cursor.row_key, 1)
    filled = [place for place, text in enumerate(texts) if text]
    last = keys.row + (filled[-1] if filled else 0)
    return min(cursor.row, last) if cursor.row_key else cursor.row


def _column(sheet: xw.Sheet, heading_row: int, cursor: Cursor) -> int:
    across = sheet.range((heading_row, 1), (heading_row, sheet.used_range.last_cell.column))
    headings = [str(value or "") for value in across.options(ndim=1).value]
    if cursor.heading and cursor.heading in headings:
        return headings.index(cursor.heading) + 1
    return min(cursor.column, len(headings))


def _row_columns(book: xw.Book) -> list[tuple[str, xw.Range]]:
    """Each name of ROW_NAMES that still refers to a column, with that column."""
    found = ((name, named_range(book, name)) for name in ROW_NAMES)
    return [(name, keys) for name, keys in found if keys is not None]


def _text(sheet: xw.Sheet, row: int, column: int) -> str:
    return str(sheet.range((row, column)).value or "")
