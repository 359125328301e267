"""Draw the board's workbook for its meeting: the agenda locked, decision, note and day to fill in on each row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import MAX_TEXT
from dhr_xl.core.plan.meeting import CHOICES, COLUMNS, FILL_IN, HEADINGS, AgendaRow, Ask, MeetingColumn
from dhr_xl.core.plan.shown_texts import NOTHING
from dhr_xl.core.views.meeting import MeetingForm
from dhr_xl.core.views.names import ANSWERS_RANGE, GUIDANCE, LISTS, RETURN_REFERENCE, START, list_name
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.fitting import BOLD, cut_to_fit, fit_row, points_for, split_to_fit
from dhr_xl.workbooks.look import DrawnWorkbook
from dhr_xl.workbooks.meeting import words
from dhr_xl.workbooks.meeting.locks import LAST_DRAWN, lock_workbook

SIZE: Final = 12
TITLE_ROW, MARKING_ROW, LINE_ROW = range(3)
LINKS_ROW, HEADING_ROW = 1, 2
"""Rows of the sheet with the decisions: two above the table, so that its rows stay in sight at 200 % zoom."""
START_WIDTHS: Final = (34, 60)
FROZEN: Final = 3
"""Columns that stay in sight: Ref, Agency and Action."""
TALLEST: Final = 9
"""Lines of a text: at 200 % zoom a taller row cannot be read whole on a laptop."""
LEAST_POINTS: Final = 36.0
YELLOW, PALE, LINK_INK = "#FFF2CC", "#F3F4F6", "#0B57D0"
ALLOWED: Final = {"format_columns": True, "format_rows": True, "autofilter": True}
Pages = tuple[printing.Running, printing.Running]
"""The header and footer of every page."""
LIST_WIDTH, GUIDANCE_WIDTH = 34, 110
WHOLE_COLUMNS: Final = (("Ref", 15), ("Column", 18), ("Text", 100))


class _WholeText(NamedTuple):
    """A text that is cut on its row: the row's name, the column's heading, and the whole text."""

    name: str
    heading: str
    text: str


def write_meeting(form: MeetingForm) -> bytes:
    """Draw the workbook. The same form always gives the same bytes; it opens on Start and hides nothing."""
    title = f"Board decisions: review {look.plain_line(form.review)}, as at {format_date(form.as_at)}"
    book = DrawnWorkbook(title, SIZE)
    marking = printing.marking_text(look.plain_line(form.marking))
    left = printing.running_text(
        f"Board decisions: review {look.plain_line(form.review)}", printing.beside(marking), lines=2
    )
    header = printing.Running(left, marking, f"As at {format_date(form.as_at)}")
    pages = header, printing.Running("&A", marking, "Page &P of &N")
    _draw_start(book, form, title, pages)
    whole = list(_draw_rows(book, form, title, pages))
    if whole:
        _draw_whole(book, form, whole, pages)
    _draw_guidance(book, form, pages)
    _draw_lists(book, form, pages)
    book.file.set_custom_property(RETURN_REFERENCE, form.reference, "text")
    return lock_workbook(book.close(), form.lock)


def _head(book: DrawnWorkbook, marking: str, name: str, title: str) -> Any:  # noqa: ANN401 - XlsxWriter's own
    """Add a locked sheet with its title, and its marking under it where there is one."""
    sheet = book.file.add_worksheet(name)
    look.put_text(sheet, TITLE_ROW, 0, title, book.style(bold=True, font_size=16))
    if marking:
        look.put_text(sheet, MARKING_ROW, 0, marking.upper(), book.style(bold=True, font_color=look.MARKING_INK))
    sheet.set_row(TITLE_ROW, 26)
    sheet.set_column(0, LAST_DRAWN - 1, None, book.style())  # cells without a format of their own are not locked
    sheet.protect("", ALLOWED)
    return sheet


def _draw_start(book: DrawnWorkbook, form: MeetingForm, title: str, pages: Pages) -> None:
    """Draw the first sheet: what the workbook is, where it goes, how to fill it in, and whether it is ready."""
    sheet = _head(book, form.marking, START, title)
    for col, width in enumerate(START_WIDTHS):
        sheet.set_column(col, col, width, book.style())
    for at, text in enumerate(words.WHAT_IT_IS, start=LINE_ROW):
        look.put_text(sheet, at, 0, text, book.style())
    facts = (
        ("As at", format_date(form.as_at)),
        ("Decisions asked for", words.asked_text([row.ask for row in form.rows])),
        ("Send it back", words.AFTER_THE_MEETING),
        ("Send it to", form.return_to or NOTHING),
        ("Questions? Ask", form.contact or NOTHING),
        (words.REFERENCE, form.reference),
    )
    top = LINE_ROW + len(words.WHAT_IT_IS)
    label, value = (book.cell(bg_color=PALE, align="left", bold=bold) for bold in (False, True))
    for at, (name, text) in enumerate((*facts, *words.STEPS), start=top):
        is_fact = at < top + len(facts)
        look.put_text(sheet, at, 0, name, label if is_fact else value)
        look.put_text(sheet, at, 1, text, value if is_fact else label)
        texts = [(shown, width / BOLD) for shown, width in zip((name, text), START_WIDTHS, strict=True)]
        sheet.set_row(at, fit_row(texts, 20).height)
    book.file.define_name(RETURN_REFERENCE, f"={look.area(START, top + len(facts) - 1, 1)}")
    ready = top + len(facts) + len(words.STEPS)
    first = HEADING_ROW + 2
    look.put_text(sheet, ready, 0, words.READY_LABEL, value)
    shown = words.ready_text(0, 0, len(form.rows))
    sheet.write_formula(ready, 1, words.ready_formula(first, first + max(len(form.rows), 1) - 1), value, shown)
    _link(book, sheet, ready + 1, 0, look.area(words.SHEET, first - 1, len(COLUMNS) - len(FILL_IN)), words.GO)
    _link(book, sheet, ready + 1, 1, look.area(GUIDANCE, 0, 0), words.HOW)
    sheet.set_selection(ready + 1, 0, ready + 1, 0)
    printing.set_page(sheet, *pages)
    printing.spread_columns(sheet, book.pixels(START_WIDTHS), SIZE)


def _link(book: DrawnWorkbook, sheet: Any, row: int, col: int, to: str, text: str) -> None:  # noqa: ANN401, PLR0913
    """Put a link to a cell of this workbook."""
    sheet.write_url(
        row, col, f"internal:{to.replace('$', '')}", book.style(font_color=LINK_INK, underline=1), text, text
    )


def _draw_rows(book: DrawnWorkbook, form: MeetingForm, title: str, pages: Pages) -> Iterator[_WholeText]:
    """Draw the sheet with the rows; gives the texts that were cut."""
    sheet = _head(book, "", words.SHEET, title)
    _link(book, sheet, LINKS_ROW, 0, look.area(START, 0, 0), words.BACK)
    look.put_text(sheet, LINKS_ROW, 1, words.FILL_IN_LINE, book.style())
    bottom = HEADING_ROW + max(len(form.rows), 1)
    headings = [{"header": column.heading, "header_format": _heading(book, column)} for column in COLUMNS]
    sheet.add_table(
        HEADING_ROW, 0, bottom, len(COLUMNS) - 1, {"name": "Board_decisions", "columns": headings, "style": None}
    )
    sheet.set_row(HEADING_ROW, fit_row([(f"{c.heading}  ", c.width / BOLD) for c in COLUMNS], LEAST_POINTS).height)
    for col, column in enumerate(COLUMNS):
        sheet.set_column(col, col, column.width, book.style())
        name = words.column_name(column.key)
        book.file.define_name(name, f"={look.area(words.SHEET, HEADING_ROW, col, bottom, col)}")
    for at, row in enumerate(form.rows, start=HEADING_ROW + 1):
        yield from _draw_row(book, sheet, at, row)
        _rules(sheet, at, row.ask)
    first = len(COLUMNS) - len(FILL_IN)
    cells = look.area(words.SHEET, HEADING_ROW + 1, first, bottom, len(COLUMNS) - 1)
    sheet.unprotect_range(cells.rpartition("!")[2].replace("$", ""), ANSWERS_RANGE)
    sheet.freeze_panes(HEADING_ROW + 1, FROZEN)
    sheet.set_selection(HEADING_ROW + 1, first, HEADING_ROW + 1, first)
    printing.set_page(sheet, *pages, HEADING_ROW)
    widths = book.pixels(column.width for column in COLUMNS)
    printing.spread_columns(sheet, widths, SIZE, keep=1, starts=[first - 1])
    # its title would be cut beside a repeated column; the header says it on every page
    sheet.print_area(HEADING_ROW, 0, bottom, len(COLUMNS) - 1)


def _heading(book: DrawnWorkbook, column: MeetingColumn) -> Any:  # noqa: ANN401 - XlsxWriter's own
    return book.heading(bg_color=YELLOW, font_color=look.INK) if column.fill_in else book.heading()


def _draw_row(book: DrawnWorkbook, sheet: Any, at: int, row: AgendaRow) -> Iterator[_WholeText]:  # noqa: ANN401
    """Draw one row; gives the texts that were cut."""
    shown = {**row.shown, "ref": row.name}
    most = points_for(TALLEST)
    fitted = {c.key: cut_to_fit(shown.get(c.key, ""), c.width, most, words.GOES_ON) for c in COLUMNS if not c.fill_in}
    for col, column in enumerate(COLUMNS):
        text = fitted.get(column.key, "")
        if column.fill_in:
            kept = look.DATE_FORMAT if column.key == "decided_on" else "@"
            style = book.cell(bg_color=YELLOW, locked=False, num_format=kept, align="left")
            sheet.write_blank(at, col, None, style)
        elif column.key == "slips" and text.isdecimal():
            sheet.write_number(at, col, int(text), book.cell(num_format="0", align="left"))
        else:
            look.put_text(sheet, at, col, text or NOTHING, book.cell(align="left"))
        if not column.fill_in and text != shown.get(column.key, ""):
            yield _WholeText(row.name, column.heading, shown[column.key])
    sheet.set_row(at, fit_row([(fitted[c.key], c.width) for c in COLUMNS if c.key in fitted], LEAST_POINTS).height)


def _rules(sheet: Any, at: int, ask: Ask) -> None:  # noqa: ANN401 - XlsxWriter's own
    """Put the drop-down and the prompts on one row; a refusal names what may be entered."""
    decision, note, decided_on = range(len(COLUMNS) - len(FILL_IN), len(COLUMNS))
    choices = words.choices_text(ask)
    sheet.data_validation(at, decision, at, decision, {
        "validate": "list", "source": f"={list_name(str(ask))}",
        "input_title": "Decision", "input_message": f"Choose {choices}. Leave blank if nothing was decided.",
        "error_title": "Not one of the choices", "error_message": f"Choose from the list: {choices}.",
    })  # fmt: skip
    sheet.data_validation(at, note, at, note, {
        "validate": "length", "criteria": "<=", "value": MAX_TEXT, "input_title": "Note",
        "input_message": "The agency reads this on its next form. Use job titles, not names.",
        "error_title": "Too long", "error_message": f"A note may have {MAX_TEXT:,} characters.",
    })  # fmt: skip
    sheet.data_validation(at, decided_on, at, decided_on, {
        **look.DATE_RULE, "input_title": "Decided on",
        "input_message": "The day of the decision, as day/month/year. Left blank, it is the day this is taken in.",
    })  # fmt: skip


def _draw_whole(book: DrawnWorkbook, form: MeetingForm, whole: list[_WholeText], pages: Pages) -> None:
    sheet = _head(book, form.marking, words.WHOLE, "Whole texts: what is cut on its row, whole")
    width = WHOLE_COLUMNS[-1][1]
    lines = [(one.name, one.heading, part) for one in whole for part in split_to_fit(one.text, width, TALLEST)]
    headings = [{"header": name, "header_format": book.heading()} for name, _ in WHOLE_COLUMNS]
    top = LINE_ROW
    sheet.add_table(
        top, 0, top + len(lines), len(WHOLE_COLUMNS) - 1,
        {"name": "Whole_texts", "columns": headings, "style": None, "autofilter": False},
    )  # fmt: skip
    for col, (_, column_width) in enumerate(WHOLE_COLUMNS):
        sheet.set_column(col, col, column_width, book.style())
    for at, line in enumerate(lines, start=top + 1):
        for col, text in enumerate(line):
            look.put_text(sheet, at, col, text, book.cell(align="left"))
        sheet.set_row(at, fit_row([(line[-1], width)]).height)
    sheet.freeze_panes(top + 1, 1)
    printing.set_page(sheet, *pages, top)
    printing.spread_columns(sheet, book.pixels(each for _, each in WHOLE_COLUMNS), SIZE)


def _draw_guidance(book: DrawnWorkbook, form: MeetingForm, pages: Pages) -> None:
    sheet = _head(book, form.marking, GUIDANCE, "Guidance: how to fill in this workbook")
    width = GUIDANCE_WIDTH
    sheet.set_column(0, 0, width, book.style())
    for at, line in enumerate(words.GUIDANCE_LINES, start=LINE_ROW):
        look.put_text(sheet, at, 0, line, book.style(text_wrap=True))
        sheet.set_row(at, fit_row([(line, width)], 20).height)
    printing.set_page(sheet, *pages)
    printing.spread_columns(sheet, book.pixels([width]), SIZE)


def _draw_lists(book: DrawnWorkbook, form: MeetingForm, pages: Pages) -> None:
    """Draw the choices of the drop-downs, each list behind its name."""
    sheet = _head(book, form.marking, LISTS, "Lists: the choices of the drop-downs")
    for col, (ask, choices) in enumerate(CHOICES.items()):
        sheet.set_column(col, col, LIST_WIDTH, book.style())
        heading = f"{HEADINGS['decision'].removesuffix(' (fill in)')}: {str(ask).replace('_', ' ')}"
        look.put_text(sheet, LINE_ROW, col, heading, book.heading())
        for at, choice in enumerate(choices, start=LINE_ROW + 1):
            look.put_text(sheet, at, col, choice, book.cell())
        area = look.area(LISTS, LINE_ROW + 1, col, LINE_ROW + len(choices), col)
        book.file.define_name(list_name(str(ask)), f"={area}")
    printing.set_page(sheet, *pages, LINE_ROW)
    printing.spread_columns(sheet, book.pixels(LIST_WIDTH for _ in CHOICES), SIZE)
