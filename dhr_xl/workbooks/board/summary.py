"""Draw Summary, the first sheet of the consolidated workbook: the whole plan on one page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.views.values import ConsolidatedView
from dhr_xl.workbooks import look
from dhr_xl.workbooks.board.charts import counted_words, put_bars, put_trend, words_of
from dhr_xl.workbooks.board.tables import BoardColumn, BoardLine, draw_table
from dhr_xl.workbooks.look import DrawnWorkbook

WIDTHS: Final = (25, 28, 24, 24, 24, 12, 12, 12, 17)
OTHER_WIDTH: Final = 12
SUMMARY, IN_SHORT, HOW_IT_STANDS = "Summary", "In short", "How the actions stand"
"""The sheet's name, and the title of its sentences."""
LINE_LETTERS: Final = 160
"""Letters of one line across the page."""
SHORT: Final = 220
"""Letters of an answer shown here; the sheet Awaiting decision has the whole of it."""
ROUNDS_FOR_TREND: Final = 3
ON_A_NEW_PAGE: Final = ("For_the_board",)
"""Tables that begin a printed page."""


def _columns(*parts: tuple[str, str, str]) -> tuple[BoardColumn, ...]:
    """Make a table's columns in the sheet's widths. parts: key, heading, kind."""
    widths = (*WIDTHS, *([OTHER_WIDTH] * len(parts)))
    return tuple(
        BoardColumn(key, heading, width, kind)  # type: ignore[arg-type]
        for (key, heading, kind), width in zip(parts, widths, strict=False)
    )


STATUS: Final = _columns(
    ("word", "Status", "standing"), ("colour", "Colour", "text"), ("now", "Now", "count"),
    ("last", "As the board last saw it", "count"), ("change", "Change", "text"),
)  # fmt: skip
AGENCIES: Final = _columns(
    ("agency", "Agency", "text"), ("name", "Name", "text"), ("actions", "Actions it leads", "count"),
    ("signed_off", "Signed off", "count"), ("awaiting_board", "Awaiting board", "count"),
    ("overdue", "Overdue", "count"), ("other_open", "Other open", "count"),
    ("closed", "Closed or withdrawn", "count"), ("return", "Return", "text"),
)  # fmt: skip
FOR_BOARD: Final = _columns(
    ("ref", "Ref", "text"), ("agency", "Agency", "text"), ("asked", "Decision asked", "text"),
    ("evidence", "Evidence", "text"), ("outcome", "Outcome", "text"),
)  # fmt: skip


def write_summary(book: DrawnWorkbook, view: ConsolidatedView, header: str, footer: str) -> None:
    """Draw the sheet: title, sentences, tables, the chart, and from the third round the trend."""
    sheet = book.file.add_worksheet(SUMMARY)
    for col in range(26):
        sheet.set_column(col, col, WIDTHS[col] if col < len(WIDTHS) else OTHER_WIDTH)
    row = _head(book, sheet, view)
    status = tuple(status_lines(view))
    blocks: tuple[tuple[str, str, Sequence[BoardColumn], Iterable[BoardLine]], ...] = (
        (HOW_IT_STANDS, "Status_words", STATUS, status),
        ("Agencies", "Agencies", AGENCIES, (BoardLine(_dated(line)) for line in view.agencies)),
        ("For the board to decide", "For_the_board", FOR_BOARD, (BoardLine(_short(line)) for line in view.for_board)),
    )
    breaks = []
    for title, name, columns, lines in blocks:
        if name in ON_A_NEW_PAGE:
            breaks.append(row)
        row = _block_title(book, sheet, row, title)
        if lines is status:
            where = " The sheet What changed says what happened and who did it." if view.changed else ""
            row = _sentence(book, sheet, row, f"{view.since}{where}")
        row = draw_table(book, sheet, row, name, columns, lines, filtered=False)
    row = _block_title(book, sheet, row, "What the status words mean")
    for bar in view.bars:
        meaning = look.standing(bar.word).meaning
        row = _sentence(book, sheet, row, f"{bar.word}: {meaning}") if meaning else row
    sheet.set_h_pagebreaks([*breaks, *_charts(book, sheet, view, row)])
    look.set_page(sheet, look.A4, header=header, footer=footer, first_rows=None)
    sheet.fit_to_pages(1, 0)
    sheet.activate()


def _head(book: DrawnWorkbook, sheet: Any, view: ConsolidatedView) -> int:  # noqa: ANN401 - XlsxWriter's own
    title = f"Review {look.plain_line(view.review)}: action plan as at {format_date(view.as_at)}"
    about = [view.marking.upper(), f"Issued {format_date(view.issued)}"]
    if view.contact:
        about.append(f"Contact: {look.plain_line(view.contact)}")
    look.put_text(sheet, 0, 0, title, book.style(bold=True, font_size=18))
    look.put_text(sheet, 1, 0, ". ".join(about), book.style(bold=True, font_color=look.MARKING_INK))
    look.put_text(sheet, 2, 0, look.plain_line(view.title), book.style())
    sheet.set_row(0, 28)
    row = _block_title(book, sheet, 3, IN_SHORT)
    for sentence in view.in_short:
        row = _sentence(book, sheet, row, sentence) if sentence else row
    return row


def _block_title(book: DrawnWorkbook, sheet: Any, row: int, title: str) -> int:  # noqa: ANN401
    """Draw a heading over a block, set apart by its height rather than by a blank row."""
    look.put_text(sheet, row, 0, title, book.style(bold=True, font_size=14, valign="bottom"))
    sheet.set_row(row, 36)
    return row + 1


def _sentence(book: DrawnWorkbook, sheet: Any, row: int, text: str) -> int:  # noqa: ANN401
    """Draw words across the page, on as many rows as they need."""
    for line in textwrap.wrap(text, LINE_LETTERS) or [""]:
        look.put_text(sheet, row, 0, line, book.style())
        row += 1
    return row


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


def _dated(row: Row) -> Row:
    """Make an agency's line, with the date of its return in words."""
    day = look.date_of(row.get("return", ""))
    return {**row, "return": format_date(day)} if day else row


def _short(row: Row) -> Row:
    """Cut the longer answers of a question to the board, and say where the whole is."""
    return {key: _cut(text) if key in {"evidence", "outcome"} else text for key, text in row.items()}


def _cut(text: str) -> str:
    if len(text) <= SHORT:
        return text
    return f"{text[:SHORT].rsplit(None, 1)[0]} … (whole on the sheet Awaiting decision)"


def _charts(book: DrawnWorkbook, sheet: Any, view: ConsolidatedView, row: int) -> list[int]:  # noqa: ANN401
    """Draw the charts with their tables; returns the rows where each begins a page."""
    breaks = [row]
    by_agency = {look.plain_line(agency): counted_words(counts) for agency, counts in view.by_status.items()}
    top, bottom = _counted(book, sheet, row, "Agencies by status", ("Agency", "text"), by_agency)
    if by_agency and words_of(by_agency.values()):
        bottom = put_bars(book, sheet, by_agency, view.as_at, top, bottom)
    if len(view.trend) >= ROUNDS_FOR_TREND:
        by_round = {day.isoformat(): counted_words(counts) for day, counts in view.trend}
        breaks.append(bottom)
        top, bottom = _counted(book, sheet, bottom, "Round by round", ("As at", "date"), by_round)
        put_trend(book, sheet, by_round, top, bottom)
    return breaks


def _counted(  # noqa: PLR0913 - what the table of a chart is drawn from
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401
    row: int,
    title: str,
    first: tuple[str, str],
    counted: Mapping[str, Mapping[str, int]],
) -> tuple[int, int]:
    """Draw a chart's table, one column for each status word; returns its heading row and the first row below it."""
    words = words_of(counted.values())
    columns = _columns(("of", *first), *((word, word, "count") for word in words))
    top = _block_title(book, sheet, row, title)
    lines = (
        BoardLine({"of": of, **{word: str(counts.get(word, 0)) for word in words}}) for of, counts in counted.items()
    )
    return top, draw_table(book, sheet, top, title.replace(" ", "_"), columns, lines, filtered=False)
