"""Draw Today, the first sheet of master.xlsx: where the plan stands and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from dhr_xl.core.views.names import MASTER_GENERATION, MASTER_REFERENCE, NEXT_AS_AT, NEXT_DUE, TODAY
from dhr_xl.core.views.values import MasterView
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.look import DrawnWorkbook
from dhr_xl.workbooks.master import layout

WIDTHS: Final = (36, 15, 23, 14, 24, 9, 14, 16)
NEXT_STEP: Final = (4, 1)
"""The cell, from 0, that says what to do next: the workbook opens on it."""
BLOCKS: Final = ("What to do", "Returns of this round", "How the actions stand")
"""The titles of the tables, each on the row above its headings."""
NEEDS: Final = ("Needs you", "How many", "Where")
NEEDS_NOTHING: Final = ("Needs nothing from you now", "How many", "Where")
AGENCIES: Final = ("Agency", "Written", "Due", "Extended", "State", "Owed", "Open questions", "Last reminder written")
BRAG: Final = ("Standing", "Actions", "Change since the board's copy", "What it means")
NEEDED_FILL: Final = "#FFF2CC"
TITLE_POINTS, HEADING_POINTS, SHORT_POINTS, ROW_POINTS = 24.0, 34.0, 18.0, 14.25
"""Row heights in points: the title, headings of two lines and of one line, all other rows."""


def write_today(book: DrawnWorkbook, view: MasterView, header: printing.Running, footer: printing.Running) -> None:
    """Draw the sheet, with the master's reference and generation in two named cells."""
    sheet = book.file.add_worksheet(TODAY)
    for col, width in enumerate(WIDTHS):
        sheet.set_column(col, col, width)
    _head(book, sheet, view)
    _next_round(book, sheet, 5)
    row = 6
    for title, draw in zip(BLOCKS, (_needs_you, _agencies, _brag), strict=True):
        look.put_text(sheet, row, 0, title, book.style(bold=True))
        row = draw(book, sheet, view, row + 1)
    printing.set_page(sheet, header, footer)
    fits = _points(book, view, row) <= printing.points_at(book.size)
    printing.spread_columns(sheet, book.pixels(WIDTHS), book.size, one_page_high=fits)
    sheet.activate()
    sheet.set_selection(*NEXT_STEP, *NEXT_STEP)


def _points(book: DrawnWorkbook, view: MasterView, rows: int) -> float:
    """Estimate the height of the sheet in points."""
    own = [TITLE_POINTS, HEADING_POINTS, HEADING_POINTS, SHORT_POINTS]
    own += [SHORT_POINTS] if view.today.needs_nothing else []
    own += [book.height(str(line[0]), WIDTHS[0]) for line in view.today.agencies]
    return sum(own) + (rows - len(own)) * ROW_POINTS


def _head(book: DrawnWorkbook, sheet: Any, view: MasterView) -> None:  # noqa: ANN401 - XlsxWriter's own
    bold, plain = book.style(bold=True), book.style()
    warned = book.style(bold=True, font_color=look.MARKING_INK)
    look.put_text(sheet, 0, 0, f"Review {view.review}: action plan", book.style(bold=True, font_size=16))
    look.put_text(sheet, 1, 0, view.marking.upper(), warned)
    look.put_text(sheet, 2, 0, layout.WORKING_FILE, warned)
    look.put_text(sheet, 2, 1, f"Generation {view.generation}", bold)
    look.put_text(sheet, 2, 2, "Reference (leave as it is)", plain)
    look.put_text(sheet, 2, 3, view.reference, plain)
    for row, label, text in ((3, "Last run", view.today.last_run), (4, "Do next", view.today.do_next)):
        look.put_text(sheet, row, 0, label, bold)
        look.put_text(sheet, row, 1, text, bold if label == "Do next" else plain)
    sheet.set_row(0, TITLE_POINTS)
    book.file.define_name(MASTER_REFERENCE, f"={look.area(TODAY, 2, 3)}")
    book.file.define_name(MASTER_GENERATION, f"={look.area(TODAY, 2, 1)}")


def _next_round(book: DrawnWorkbook, sheet: Any, row: int) -> None:  # noqa: ANN401
    """Draw the two cells to fill in before pressing the button Issue."""
    asked = book.cell(bg_color=NEEDED_FILL, num_format=look.DATE_FORMAT, align="left")
    for col, label, name in ((0, "Next round: answers as at", NEXT_AS_AT), (2, "return by", NEXT_DUE)):
        look.put_text(sheet, row, col, label, book.style(bold=True, align="left" if col == 0 else "right"))
        sheet.write_blank(row, col + 1, None, asked)
        sheet.data_validation(row, col + 1, row, col + 1, look.DATE_RULE)
        book.file.define_name(name, f"={look.area(TODAY, row, col + 1)}")
    words = "Only for the button Issue of the tab DHR Returns, which reads these two days."
    look.put_text(sheet, row, 4, words, book.style())


def _headings(
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401
    row: int,
    headings: Sequence[str],
    points: float = HEADING_POINTS,
) -> None:
    for col, heading in enumerate(headings):
        look.put_text(sheet, row, col, heading, book.heading())
    sheet.set_row(row, points)


def _needs_you(book: DrawnWorkbook, sheet: Any, view: MasterView, row: int) -> int:  # noqa: ANN401
    _headings(book, sheet, row, NEEDS, SHORT_POINTS)
    for line in view.today.needs_you:
        row += 1
        _needed(book, sheet, row, line, {"bg_color": NEEDED_FILL} if line[1] else {})
    if view.today.needs_nothing:
        row += 1
        _headings(book, sheet, row, NEEDS_NOTHING, SHORT_POINTS)
    for line in view.today.needs_nothing:
        row += 1
        _needed(book, sheet, row, line, {})
    return row + 1


def _needed(book: DrawnWorkbook, sheet: Any, row: int, line: tuple[str, int, str], fill: dict[str, str]) -> None:  # noqa: ANN401
    what, count, where = line
    look.put_text(sheet, row, 0, what, book.cell(**fill))
    sheet.write_number(row, 1, count, book.cell(num_format="0", align="left", bold=bool(fill), **fill))
    link = book.cell(font_color=look.LINK_INK, underline=1, **fill)
    sheet.write_url(row, 2, f"internal:'{where}'!A1", link, string=f"Go to {where}")


def _agencies(book: DrawnWorkbook, sheet: Any, view: MasterView, row: int) -> int:  # noqa: ANN401
    _headings(book, sheet, row, AGENCIES)
    for line in view.today.agencies:
        row += 1
        for col, value in enumerate(line[: len(AGENCIES)]):
            _value(book, sheet, row, col, value)
    if not view.today.agencies:
        row += 1
        look.put_text(sheet, row, 0, "Nothing has been sent out yet", book.cell())
    return row + 1


def _value(book: DrawnWorkbook, sheet: Any, row: int, col: int, value: dt.date | str | int | None) -> None:  # noqa: ANN401
    if isinstance(value, dt.date):
        sheet.write_datetime(row, col, value, book.cell(num_format=look.DATE_FORMAT, align="left"))
    elif isinstance(value, int):
        sheet.write_number(row, col, value, book.cell(num_format="0", align="left", bold=value > 0))
    else:
        look.put_text(sheet, row, col, value or "–", book.cell())
        sheet.set_row(row, book.height(value or "", WIDTHS[col])) if col == 0 else None


def _brag(book: DrawnWorkbook, sheet: Any, view: MasterView, row: int) -> int:  # noqa: ANN401
    _headings(book, sheet, row, BRAG)
    for word, count, change in view.today.brag:
        row += 1
        known = look.standing(word)
        look.put_text(sheet, row, 0, word, book.cell(bg_color=known.fill))
        sheet.write_number(row, 1, count, book.cell(num_format="0", align="left"))
        look.put_text(sheet, row, 2, look.change(change), book.cell())
        look.put_text(sheet, row, 3, known.meaning.capitalize(), book.style())
    return row + 1
