"""Draw `In full`: texts longer than a cell or taller than a row, whole, in parts that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dhr_xl.core.views.names import IN_FULL
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.fitting import split_to_fit
from dhr_xl.workbooks.look import DrawnWorkbook
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.xlsx.cell_xml import MOST_CHARACTERS, units

WIDTHS: Final = (12, 18, 24, 6, 98)
PART: Final = 3000
"""Characters of one piece; a piece taller than a row is cut again."""


class LongText(NamedTuple):
    """One text that does not fit where it stands: the sheet, the row's name, the column's heading, and the whole."""

    sheet: str
    row: str
    heading: str
    text: str


def cut_to_cell(text: str) -> str:
    """Cut a text to what a cell holds, and say where the rest is."""
    if units(text) <= MOST_CHARACTERS:
        return text
    room = MOST_CHARACTERS - units(layout.CONTINUED)
    return text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore") + layout.CONTINUED


def parts_of(text: str, width: float) -> Iterator[str]:
    """Split the text into pieces that each fit a row (width in `fitting`'s units); joined, they are the text."""
    while text:
        cut = len(text) if len(text) <= PART else text.rfind(" ", 0, PART) + 1 or PART
        yield from filter(None, split_to_fit(text[:cut], width))
        text = text[cut:]


def write_in_full(
    book: DrawnWorkbook, long: Iterable[LongText], warning: str, *, header: printing.Running, footer: printing.Running
) -> None:
    """Draw the sheet, one row for each part."""
    sheet = book.file.add_worksheet(IN_FULL)
    line = "Texts that do not fit their row or cell, whole. Nothing to change here: change them where they stand."
    look.put_text(sheet, layout.TITLE_ROW, 0, IN_FULL, book.style(bold=True, font_size=14))
    look.put_text(sheet, layout.LINE_ROW, 0, line, book.style())
    look.put_text(sheet, layout.MARKING_ROW, 0, warning, book.style(bold=True, font_color=look.MARKING_INK))
    sheet.set_row(layout.TITLE_ROW, 20)
    for col, (heading, width) in enumerate(zip(layout.IN_FULL_HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(col, col, width)
        look.put_text(sheet, layout.HEADING_ROW, col, heading, book.heading(bg_color="#BFBFBF", font_color=look.INK))
    row = layout.HEADING_ROW
    for found in long:
        for number, part in enumerate(parts_of(found.text, book.same_width(WIDTHS[-1])), start=1):
            row += 1
            for col, text in enumerate((found.sheet, found.row, found.heading, str(number), part)):
                look.put_text(sheet, row, col, text, book.cell(bg_color="#EDEDED"))
            sheet.set_row(row, book.height(part, WIDTHS[-1]))
    sheet.freeze_panes(layout.HEADING_ROW + 1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    printing.set_page(sheet, header, footer, layout.HEADING_ROW)
    printing.spread_columns(sheet, book.pixels(WIDTHS), book.size)
