"""Draw the consolidated workbook: the board's copy of the plan as at a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import BOARD_LABELS, BY_KEY, MASTER_SHEETS, Row
from dhr_xl.core.plan.standing import STILL_TO_DO
from dhr_xl.core.plan.words import listed
from dhr_xl.core.views.values import ConsolidatedView
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.board.charts import (
    CHART_OFFSET,
    TREND_WIDTH,
    CountedTable,
    counted_words,
    put_trend,
    words_of,
)
from dhr_xl.workbooks.board.summary import write_summary
from dhr_xl.workbooks.board.tables import SIZE, BoardColumn, BoardLine, draw_table
from dhr_xl.workbooks.look import DrawnWorkbook

HEADING_ROW: Final = 3
"""Of every sheet but Summary, from 0: title, marking and a line of explanation stand above."""


RETURNS: Final = {column.key: column.heading for column in MASTER_SHEETS["Returns"]}


class SheetPlan(NamedTuple):
    """One sheet: its name, its table's name in Excel, what it says of itself, and its columns.

    line: '' for the sheet that says what the copy is compared with.
    """

    name: str
    table: str
    line: str
    columns: tuple[BoardColumn, ...]


def of_form(key: str, width: int, kind: Literal["text", "date"] = "text") -> BoardColumn:
    """A column under the heading it has on the agency's form."""
    return BoardColumn(key, BY_KEY[key].heading, width, kind)


def of_returns(key: str, width: int, kind: Literal["text", "date"] = "text") -> BoardColumn:
    """A column under the heading it has on the sheet Returns of master.xlsx."""
    return BoardColumn(key, RETURNS[key], width, kind)


PLAN: Final = SheetPlan(
    "Plan", "Plan",
    "Each recommendation in the plan's own order, its actions below it. What each standing means is on Summary.",
    (
        of_form("ref", 15),
        of_returns("agency", 12),
        BoardColumn("text", "Recommendation or action", 34),
        of_form("target_date", 12, "date"),
        BoardColumn("agreed_target_date", "Agreed new date", 12, "date"),
        BoardColumn("brag", "Standing", 14, "standing"),
        BoardColumn("progress", "Progress", 27),
        BoardColumn("shown", "Evidence and outcome", 25),
    ),
)  # fmt: skip
OTHERS: Final[Mapping[str, SheetPlan]] = {
    "awaiting": SheetPlan(
        "For decision", "For_decision", "Actions on which the board is asked to decide.",
        (
            of_form("ref", 15), of_returns("agency", 12), of_form("action", 34),
            BoardColumn("asked", "Decision asked", 20), BoardColumn("status", "Agency says", 14),
            BoardColumn("evidence", "Evidence", 29), BoardColumn("outcome", "Outcome", 28),
        ),
    ),
    "changed": SheetPlan(
        "What changed", "Changed", "",
        (
            of_form("ref", 15), of_returns("agency", 12),
            BoardColumn("before", "From", 18, "standing"), BoardColumn("after", "To", 18, "standing"),
            BoardColumn("why", "What happened, who did it and why", 90),
        ),
    ),
    "overdue": SheetPlan(
        "Overdue", "Overdue",
        "Actions past the date they are held to: not called complete, or sent back by the board for more evidence.",
        (
            of_form("ref", 15), of_returns("agency", 12), of_form("action", 42),
            BoardColumn("target_date", "Was due on", 12, "date"), BoardColumn("days", "Days overdue", 10, "count"),
            BoardColumn("slips", "Times slipped", 10, "count"), BoardColumn("status", "Agency says", 14),
            BoardColumn("progress", "Progress", 36),
        ),
    ),
    "ages": SheetPlan(
        "Age of open actions", "Ages",
        "How long past the plan's first date. Counted: open actions, those Summary has as "
        f"{listed([standing.word for standing in STILL_TO_DO])}.",
        (BoardColumn("age", "Past its first date", 24), BoardColumn("actions", "Open actions", 12, "count"),
         BoardColumn("refs", "Which", 90)),
    ),
    "returns": SheetPlan(
        "Returns", "Returns", "What each agency was sent for this round, and what came back.",
        (
            of_returns("agency", 14), BoardColumn("name", "Name", 46),
            of_returns("sent", 14, "date"), of_returns("due", 14, "date"),
            of_returns("received", 20, "date"), of_returns("outcome", 34),
        ),
    ),
}  # fmt: skip
"""Part of the view -> the sheet its rows are drawn on, in order."""


AGENCIES: Final = SheetPlan(
    "Agencies", "Agencies", "The actions each agency leads, by how they stand, and its return of this round.",
    (
        of_returns("agency", 12), BoardColumn("name", "Name", 20),
        BoardColumn("actions", "Actions it leads", 9, "count"),
    ),
)  # fmt: skip
AFTER_COUNTS: Final = (
    BoardColumn("awaiting_board", "For the board to decide", 9, "count"), BoardColumn("return", "Return", 13),
)  # fmt: skip
"""The columns of Agencies after those of the status words."""
MEANINGS: Final = SheetPlan(
    "Status words", "Meanings", "What the words for how an action stands mean.",
    (BoardColumn("word", "Status", 30, "standing"), BoardColumn("colour", "Colour", 12),
     BoardColumn("meaning", "What it means", 90)),
)  # fmt: skip
TREND: Final = SheetPlan(
    "Trend",
    "Trend",
    "How the actions stood in the last copy of each round.",
    (BoardColumn("day", "As at", 16, "date"),),
)
ROUNDS_FOR_TREND: Final = 3
COUNT_WIDTH: Final = 8.3
"""So that Agencies fits a page with every status word there is."""


def write_consolidated(view: ConsolidatedView) -> bytes:
    """Draw the whole workbook. The same view always gives the same bytes; it opens on Summary and hides nothing."""
    book = DrawnWorkbook(f"Review {view.review}: action plan as at {format_date(view.as_at)}", SIZE)
    frame = SheetFrame(book, view, *running_lines(view))
    by_agency = {look.plain_line(code): counted_words(counts) for code, counts in view.by_status.items()}
    counted = _counted(AGENCIES, by_agency)
    write_summary(book, view, counted if counted.counted and counted.words else None, frame.header, frame.footer)
    for part in ("awaiting", "changed"):
        _draw_rows(frame, part)
    agencies = (
        BoardLine({**_dated(row), **_counts(by_agency.get(look.plain_line(row["agency"]), {}), counted.words)})
        for row in view.agencies
    )
    _draw(frame, _with_counts(AGENCIES, counted.words, AFTER_COUNTS), agencies)
    _draw(frame, PLAN, plan_lines(view))
    for part in ("overdue", "ages", "returns"):
        _draw_rows(frame, part)
    if len(view.trend) >= ROUNDS_FOR_TREND:
        _draw_trend(frame)
    words = ({"word": bar.word, "colour": bar.colour, "meaning": _meaning(bar.word)} for bar in view.bars)
    _draw(frame, MEANINGS, map(BoardLine, words))
    return book.close()


class SheetFrame(NamedTuple):
    """What every sheet is drawn with: the workbook, what it shows, its page header and footer."""

    book: DrawnWorkbook
    view: ConsolidatedView
    header: printing.Running
    footer: printing.Running


def _draw_rows(frame: SheetFrame, part: str) -> None:
    """Draw the sheet of one part of the view."""
    rows: tuple[Row, ...] = getattr(frame.view, part)
    plan = OTHERS[part]
    _draw(frame, plan._replace(line=plan.line or frame.view.since), map(BoardLine, rows))


def _counted(plan: SheetPlan, counted: Mapping[str, Mapping[str, int]]) -> CountedTable:
    """The table of counts by status word that a sheet will have after its own columns."""
    return CountedTable(plan.name, HEADING_ROW, len(plan.columns), counted, words_of(counted.values()))


def _with_counts(plan: SheetPlan, words: tuple[str, ...], after: tuple[BoardColumn, ...] = ()) -> SheetPlan:
    """The sheet with a column for each status word."""
    return plan._replace(columns=(*plan.columns, *(BoardColumn(w, w, COUNT_WIDTH, "count") for w in words), *after))


def _counts(counts: Mapping[str, int], words: tuple[str, ...]) -> Row:
    return {word: str(counts.get(word, 0)) for word in words}


def _dated(row: Row) -> Row:
    """Make an agency's line, with the date of its return in words."""
    day = look.date_of(row.get("return", ""))
    return {**row, "return": format_date(day)} if day else row


def _meaning(word: str) -> str:
    """What a status word means, as a sentence."""
    meaning = look.standing(word).meaning
    return f"{meaning[:1].upper()}{meaning[1:]}"


def _draw_trend(frame: SheetFrame) -> None:
    """Draw the counts of each round, and their chart beside them."""
    counted = _counted(TREND, {day.isoformat(): counted_words(counts) for day, counts in frame.view.trend})
    lines = (BoardLine({"day": day, **_counts(counts, counted.words)}) for day, counts in counted.counted.items())
    plan = _with_counts(TREND, counted.words)
    sheet = _draw(frame, plan, lines, TREND_WIDTH + CHART_OFFSET)
    put_trend(frame.book, sheet, counted, (HEADING_ROW, len(plan.columns)))


def running_lines(view: ConsolidatedView) -> tuple[printing.Running, printing.Running]:
    """Make the header and footer of every page, both with the marking in capitals."""
    marking = printing.marking_text(look.plain_line(view.marking))
    review = printing.running_text(f"Review {look.plain_line(view.review)}", printing.beside(marking), lines=2)
    header = printing.Running(review, marking, f"As at {format_date(view.as_at)}")
    return header, printing.Running("&A", marking, "Page &P of &N")


def plan_lines(view: ConsolidatedView) -> Iterator[BoardLine]:
    """List the lines of Plan: sections, then each recommendation with its actions below it."""
    before = ""
    for section, number, text, rows in view.plan:
        if section and section != before:
            yield BoardLine({"ref": "Section", "text": section}, "section")
        before = section
        heading = {"ref": f"Recommendation {number}", "text": text, "brag": _done(rows)}
        yield BoardLine(heading, "recommendation")
        yield from (BoardLine(_action(row)) for row in rows)


def _done(rows: tuple[Row, ...]) -> str:
    """Say how many actions of a recommendation are signed off; it is done when all are."""
    counted = [row.get("brag", "") for row in rows if row.get("brag", "") not in look.APART]
    done = sum(1 for word in counted if word == "Signed off")
    if not counted:
        return ""
    return "Done" if done == len(counted) else f"{done} of {len(counted)} signed off"


def _action(row: Row) -> Row:
    said = [row.get("status", ""), row.get("progress", "")]
    decision = row.get("board_decision", "")
    board = [f"Board: {decision}"] if decision and decision != row.get("brag") else []
    shown = [f"{label}: {_plain(row[key])}" for key, label in BOARD_LABELS.items() if row.get(key)]
    return {
        **row,
        "text": row.get("action", ""),
        "progress": "\n".join(part for part in (*said, *board) if part),
        "shown": "\n".join(shown),
    }


def _plain(text: str) -> str:
    """Write an ISO date in words; leave other text as it is."""
    day = look.date_of(text)
    return format_date(day) if day else text


def _draw(frame: SheetFrame, plan: SheetPlan, lines: Iterable[BoardLine], beside: int = 0) -> Any:  # noqa: ANN401 - XlsxWriter's own
    """Draw one sheet: its title, marking, explanation and table. beside: pixels of a chart at its right."""
    book, view = frame.book, frame.view
    sheet = book.file.add_worksheet(plan.name)
    title = f"{plan.name}: review {look.plain_line(view.review)} as at {format_date(view.as_at)}"
    look.put_text(sheet, 0, 0, title, book.style(bold=True, font_size=16))
    look.put_text(sheet, 1, 0, view.marking.upper(), book.style(bold=True, font_color=look.MARKING_INK))
    look.put_text(sheet, 2, 0, plan.line, book.style())
    sheet.set_row(0, 26)
    for col, column in enumerate(plan.columns):
        sheet.set_column(col, col, column.width)
    draw_table(book, sheet, HEADING_ROW, plan.table, plan.columns, lines, filtered=True)
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    printing.set_page(sheet, frame.header, frame.footer, HEADING_ROW)
    pixels = [*book.pixels(column.width for column in plan.columns), *([beside] if beside else [])]
    printing.spread_columns(sheet, pixels, SIZE, keep=1)
    return sheet
