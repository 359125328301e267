"""Draw Summary, the first sheet of the consolidated workbook: how the plan stands, on one screen."""

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.views.values import ConsolidatedView
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.board.charts import CHART_OFFSET, WIDTH, CountedTable, put_bars
from dhr_xl.workbooks.board.tables import SIZE, BoardColumn, BoardLine, draw_table
from dhr_xl.workbooks.look import DrawnWorkbook

SUMMARY: Final = "Summary"
FIRST_SENTENCE: Final = 2
"""The row, from 0, of the first generated sentence."""
LINE_LETTERS: Final = 140
"""Letters of one line across the page."""
GOES_ON: Final = " "
"""Ends a line whose sentence goes on in the row below."""
STATUS: Final = (
    BoardColumn("word", "Status", 27, "standing"), BoardColumn("colour", "Colour", 9),
    BoardColumn("now", "Now", 7, "count"), BoardColumn("last", "As the board last saw it", 14, "count"),
    BoardColumn("change", "Change", 11),
)  # fmt: skip
"""The table of status words; the chart stands beside it."""


def write_summary(
    book: DrawnWorkbook,
    view: ConsolidatedView,
    counted: CountedTable | None,
    header: printing.Running,
    footer: printing.Running,
) -> None:
    """Draw the sheet. counted: the table that the chart is drawn from, None where no agency has an action."""
    sheet = book.file.add_worksheet(SUMMARY)
    for col, column in enumerate(STATUS):
        sheet.set_column(col, col, column.width)
    row = _head(book, sheet, view)
    draw_table(book, sheet, row, "Status_words", STATUS, status_lines(view), filtered=False, one_line=True)
    if counted:
        names = {line["agency"]: line["name"] for line in view.agencies}
        put_bars(book, sheet, counted, names, view.as_at, (row, len(STATUS)))
    printing.set_page(sheet, header, footer)
    beside = [float(WIDTH + CHART_OFFSET)] if counted else []
    widths = [*book.pixels(column.width for column in STATUS), *beside]
    printing.spread_columns(sheet, widths, SIZE, one_page_high=True)
    sheet.activate()


def _head(book: DrawnWorkbook, sheet: Any, view: ConsolidatedView) -> int:  # noqa: ANN401 - XlsxWriter's own
    """Draw the lines above the table; returns the table's row."""
    title = f"Review {look.plain_line(view.review)}: action plan as at {format_date(view.as_at)}"
    about = [view.marking.upper(), f"Issued {format_date(view.issued)}"]
    if view.contact:
        about.append(f"Contact: {look.plain_line(view.contact)}")
    look.put_text(sheet, 0, 0, title, book.style(bold=True, font_size=18))
    look.put_text(sheet, 1, 0, ". ".join(about), book.style(bold=True, font_color=look.MARKING_INK))
    sheet.set_row(0, 24)
    row = FIRST_SENTENCE
    where = " The sheet What changed says what happened and who did it." if view.changed else ""
    for sentence in (*view.in_short, f"{view.since}{where}"):
        *unended, last = wrapped_evenly(sentence, LINE_LETTERS)
        for line in (*(f"{line}{GOES_ON}" for line in unended), last):
            look.put_text(sheet, row, 0, line, book.style())
            row += 1
    return row


def wrapped_evenly(text: str, width: int) -> list[str]:
    """Wrap a text in as few lines as fit, the last a third of the width at least: no word stands alone on it."""
    lines = textwrap.wrap(text, width)
    tries = (textwrap.wrap(text, less) for less in range(width, width // 2, -1))
    fitting = (same for same in tries if len(same) == len(lines) and len(same[-1]) >= width // 3)
    return next(fitting, lines)


def status_lines(view: ConsolidatedView) -> Iterator[BoardLine]:
    """Make one line for each status word, and the total."""
    for bar in view.bars:
        yield BoardLine(_counts(bar.word, bar.colour, bar.now, bar.last))
    known = [bar.last for bar in view.bars if bar.last is not None]
    last = sum(known) if known and len(known) == len(view.bars) else None
    if view.bars:
        yield BoardLine(_counts("Total", "", sum(bar.now for bar in view.bars), last), "total")


def _counts(word: str, colour: str, now: int, last: int | None) -> Row:
    change = "" if last is None else look.change(now - last)
    return {
        "word": word,
        "colour": colour,
        "now": str(now),
        "last": "" if last is None else str(last),
        "change": change,
    }
