"""Draw master.xlsx, the coordinator's own form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from dhr_xl.core.plan.columns import MASTER_SHEETS, MasterColumn, Row
from dhr_xl.core.views.names import LISTS, MASTER_GENERATION, MASTER_REFERENCE, list_name, master_name
from dhr_xl.core.views.values import MasterView
from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.fitting import MOST_POINTS
from dhr_xl.workbooks.look import DrawnWorkbook
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.master.drop_downs import choices_of, headings_of_lists, rule_of, rules_of_answers
from dhr_xl.workbooks.master.in_full import LongText, cut_to_cell, write_in_full
from dhr_xl.workbooks.master.today import write_today
from dhr_xl.workbooks.xlsx.row_splice import SplicedCell, SplicedRow

SIZE: Final = 11
EXTRA_WIDTH: Final = 24
FILLS: Final[Mapping[str, str]] = {"coordinator": "#FFF2CC", "answer": "#DDEBF7", "grey": "#EDEDED"}
HEAD_FILL: Final = "#D0CECE"
"""The fill of rows that head others: darker than the grey of read-only cells."""
EXTRA_FILL: Final = "#FFF9E6"
"""The fill of the coordinator's own columns."""
HEADING_FILLS: Final[Mapping[str, str]] = {"coordinator": "#FFD966", "answer": "#9DC3E6", "grey": "#BFBFBF"}
UNDECIDED: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "Actions": ("withdrawn", frozenset({""})),
    "Decisions": ("state", frozenset({"", "Open", "To read", "Agency asked"})),
    "To check": ("checked", frozenset({""})),
}
"""Sheet -> the column that says whether a row is finished, and its values while it is not."""
HEADING_HEIGHT: Final = 42.0
LEGEND_FOOT: Final = "Yellow: yours. Blue: an agency's. Grey: only shown."
SHEET_NAME_POINTS: Final = 60.0
"""What a sheet's name takes of a printed footer."""
PRINTED_SPARE: Final = 5
"""Empty prepared rows that are printed below the table."""


class Frame(NamedTuple):
    """The words on every sheet of one master. explained: the footer of sheets printed without their legend."""

    title: str
    warning: str
    header: printing.Running
    footer: printing.Running
    explained: printing.Running


def write_master(view: MasterView) -> bytes:
    """Draw the whole workbook. The same view always gives the same bytes.

    A text longer than a cell is cut there, which its end says, and stands whole on a sheet `In full`, from which
    `read_master` restores it. A text taller than a row stands there too, for reading.
    """
    book = DrawnWorkbook(f"{view.review}: action plan, working file", SIZE)
    frame = _frame(view)
    write_today(book, view, frame.header, frame.footer)
    choices = choices_of(view)
    long: list[LongText] = []
    for name, columns in MASTER_SHEETS.items():
        long += _MasterTable(book, view, frame, name, columns, choices).draw()
    if long:
        write_in_full(book, long, frame.warning, header=frame.header, footer=frame.footer)
    _write_lists(book, choices, frame)
    for name, value in ((MASTER_REFERENCE, view.reference), (MASTER_GENERATION, str(view.generation))):
        book.file.set_custom_property(name, look.plain_line(value), "text")
    return book.close()


def _frame(view: MasterView) -> Frame:
    marking = printing.marking_text(look.plain_line(view.marking))
    header = printing.Running(layout.WORKING_FILE, marking, f"Generation {view.generation}")
    left = f"{printing.running_text(look.plain_line(view.review), printing.beside(marking) - SHEET_NAME_POINTS)}: &A"
    footer, explained = (printing.Running(w, marking, "Page &P of &N") for w in (left, f"{left}\n{LEGEND_FOOT}"))
    warning = f"{layout.WORKING_FILE}. {view.marking.upper()}. Generation {view.generation}."
    return Frame(look.plain_line(view.review), warning, header, footer, explained)


class _MasterTable:
    """One sheet of the master being drawn: head, rows, validations and print set-up."""

    def __init__(  # noqa: PLR0913 - what one sheet is drawn from
        self,
        book: DrawnWorkbook,
        view: MasterView,
        frame: Frame,
        name: str,
        columns: tuple[MasterColumn, ...],
        choices: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.book, self.view, self.frame, self.name, self.choices = book, view, frame, name, choices
        self.about = layout.ABOUT[name]
        self.rows = view.tables.get(name, ())
        extra = view.extra_headings if name == "Actions" else ()
        self.ours = len(columns)
        self.columns = (
            *columns,
            *(MasterColumn(heading, heading, EXTRA_WIDTH, who="coordinator") for heading in extra),
        )
        self.sheet = book.file.add_worksheet(name)
        self.first = layout.HEADING_ROW + 1
        self.last = self.first + len(self.rows) - 1
        self.last_ready = self.last + self.about.spare
        self.drawn = book.rows(self.sheet, self.first, len(self.columns))
        self.styles: dict[tuple[object, ...], int] = {}

    def draw(self) -> list[LongText]:
        """Draw the sheet; returns the texts that are too long for a cell or too tall for a row."""
        self._head()
        long = [found for place, row in enumerate(self.rows) for found in self._row(self.first + place, row)]
        ready = [(self._style(col, column, "", done=False, added=True), "") for col, column in enumerate(self.columns)]
        self.drawn.rows += [SplicedRow(ready)] * self.about.spare
        self._names_and_rules()
        self._print()
        return long

    def _head(self) -> None:
        book, sheet = self.book, self.sheet
        line = self.about.line if self.rows else self.about.empty
        if not self.rows and self.about.spare:
            line = self.about.line
        look.put_text(
            sheet, layout.TITLE_ROW, 0, f"{self.name}: {self.frame.title}", book.style(bold=True, font_size=14)
        )
        look.put_text(sheet, layout.LINE_ROW, 0, line, book.style())
        look.put_text(
            sheet, layout.MARKING_ROW, 0, self.frame.warning, book.style(bold=True, font_color=look.MARKING_INK)
        )
        self._legend()
        for col, column in enumerate(self.columns):
            sheet.set_column(col, col, column.width)
            fill = EXTRA_FILL if col >= self.ours else HEADING_FILLS[column.who]
            look.put_text(
                sheet, layout.HEADING_ROW, col, column.heading, book.heading(bg_color=fill, font_color=look.INK)
            )
        sheet.set_row(layout.TITLE_ROW, 20)
        sheet.set_row(layout.HEADING_ROW, HEADING_HEIGHT)
        sheet.freeze_panes(self.first, self.about.keep)
        sheet.outline_settings(symbols_below=False)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if self.rows or self.about.spare:
            sheet.autofilter(layout.HEADING_ROW, 0, max(self.last_ready, self.first), len(self.columns) - 1)

    def _legend(self) -> None:
        """Draw the legend: each look of this sheet in its own colour, over the columns its words need."""
        here = {column.who for column in self.columns} | ({"done"} if self.name in UNDECIDED else set())
        col = 0
        for key, words in layout.LEGEND:
            if key not in here:
                continue
            wanted, start = len(words) * 1.02, col
            style = self.book.style(
                bg_color=FILLS.get(key, FILLS["grey"]), font_color=look.QUIET if key == "done" else look.INK
            )
            while wanted > 0:
                self.sheet.write_blank(layout.LEGEND_ROW, col, None, style)
                wanted -= self.columns[col].width if col < len(self.columns) else 9
                col += 1
            look.put_text(self.sheet, layout.LEGEND_ROW, start, words, style)

    def _row(self, row: int, values: Row) -> Iterable[LongText]:
        key, open_words = UNDECIDED.get(self.name, ("", frozenset({""})))
        done, head = values.get(key, "") not in open_words, bool(values.get("head"))
        called = values.get("ref", "") or values.get("called", "")
        own = self.view.extra.get(called, {}) if self.name == "Actions" else {}
        height, cells = self.book.height("", 1), list[SplicedCell]()
        for col, column in enumerate(self.columns):
            text = own.get(column.key, "") if col >= self.ours else values.get(column.key, "")
            style = self._style(col, column, text, done=done, added=False, head=head)
            shown = cut_to_cell(text)
            cells.append((style, self._value(col, column, shown)))
            needed = self.book.height(shown, column.width)
            if shown != text or needed > MOST_POINTS:
                yield LongText(self.name, layout.row_name(self.name, values, row + 1), column.heading, text)
            height = max(height, needed)
            note = self.view.notes.get((called, column.key), "") if self.name == "Actions" else ""
            if note:
                look.put_note(self.sheet, row, col, note)
        fitted = f' ht="{min(height, MOST_POINTS):g}"'
        self.drawn.rows.append(SplicedRow(cells, f"{fitted}{self._fold(row - self.first)}"))

    def _fold(self, place: int) -> str:
        """Give a row's outline as attributes: its level under the rows that head it, and whether it is folded."""
        row, below = self.rows[place], self.rows[place + 1] if place + 1 < len(self.rows) else {}
        levels = [int(one.get("level", "") or 0) for one in (row, below)]
        folded = bool(below.get("folded")) and not row.get("folded") and levels[1] > levels[0]
        if levels[0]:
            self.sheet.set_row(self.first, None, None, {"level": levels[0]})  # the sheet says how many levels it has
        traits = {"hidden": row.get("folded"), "collapsed": folded}
        level = f' outlineLevel="{levels[0]}"' if levels[0] else ""
        return level + "".join(f' {trait}="1"' for trait, here in traits.items() if here)

    def _value(self, col: int, column: MasterColumn, text: str) -> str | float | dt.date:
        """What a cell holds: a day or a number where the text is one and the column may have it, else the text."""
        own = col >= self.ours
        day = look.date_of(text) if own or column.kind == "date" else None
        number = look.number_of(text) if own or column.kind == "number" else None
        return day or (text if number is None else number)

    def _style(  # noqa: PLR0913 - what a look depends on
        self, col: int, column: MasterColumn, text: str, *, done: bool, added: bool, head: bool = False
    ) -> int:
        """The position of a cell's style among those of the sheet's rows."""
        dated = col >= self.ours and look.date_of(text) is not None
        key = (col, text if column.key == "brag" else dated, done, added, head)
        if key not in self.styles:
            self.styles[key] = self.drawn.style(self._format(col, column, text, done=done, added=added, head=head))
        return self.styles[key]

    def _format(  # noqa: PLR0913 - as _style
        self, col: int, column: MasterColumn, text: str, *, done: bool, added: bool, head: bool
    ) -> Any:  # noqa: ANN401 - XlsxWriter's own
        who = "coordinator" if added and column.new_row else column.who
        if done and self.name == "Decisions":
            who = "grey"
        fill = EXTRA_FILL if col >= self.ours else FILLS[who]
        if head and column.key != UNDECIDED[self.name][0]:
            fill = HEAD_FILL
        if column.key == "brag" and text:
            fill = look.standing(text).fill
        form = {"date": look.DATE_FORMAT, "number": "0"}.get(column.kind, "@")
        if col >= self.ours:
            form = look.DATE_FORMAT if look.date_of(text) else "General"
        bold = {"bold": True} if head else {}
        ink = look.QUIET if done else look.INK
        return self.book.cell(bg_color=fill, font_color=ink, num_format=form, align="left", **bold)

    def _names_and_rules(self) -> None:
        """Define a name for each column, and the drop-downs and dates that refuse a wrong entry."""
        bottom = max(self.last_ready, self.first)
        for col, column in enumerate(self.columns[: self.ours]):
            area = look.area(self.name, layout.HEADING_ROW, col, bottom, col)
            self.book.file.define_name(master_name(self.name, column.key), f"={area}")
            rule = rule_of(self.name, column, self.choices)
            if rule and (self.rows or self.about.spare):
                self.sheet.data_validation(self.first, col, bottom, col, rule)
            if self.name == "Decisions" and column.key == "decision":
                for run, answers in rules_of_answers(self.rows, self.first, col):
                    self.sheet.data_validation(*run, answers)

    def _print(self) -> None:
        """Set up printing: the sheet's page breaks, the first columns on each page; only the table if several."""
        sheet, starts = self.sheet, {self.ours}
        if self.rows:
            starts |= {col for col, column in enumerate(self.columns) if column.key in self.about.breaks}
        widths = self.book.pixels(column.width for column in self.columns)
        several = printing.spread_columns(sheet, widths, SIZE, keep=self.about.keep, starts=starts)
        footer, top = self.frame.footer, layout.TITLE_ROW
        if several:
            footer, top = self.frame.explained, layout.HEADING_ROW
        printing.set_page(sheet, self.frame.header, footer, layout.HEADING_ROW)
        bottom = self.last + min(self.about.spare, PRINTED_SPARE)
        sheet.print_area(top, 0, max(bottom, layout.HEADING_ROW), len(self.columns) - 1)


def _write_lists(book: DrawnWorkbook, choices: Mapping[str, tuple[str, ...]], frame: Frame) -> None:
    """Draw the choices of the drop-downs on a visible sheet, one column each."""
    sheet = book.file.add_worksheet(LISTS)
    headings = headings_of_lists()
    look.put_text(sheet, 0, 0, "Lists: the choices of the drop-downs", book.style(bold=True, font_size=14))
    sheet.set_row(0, 20)
    look.put_text(sheet, 1, 0, "Nothing to change here; each master is written with its lists anew.", book.style())
    look.put_text(sheet, 2, 0, frame.warning, book.style(bold=True, font_color=look.MARKING_INK))
    widths = [max(24, *(len(word) + 2 for word in (headings[key], *words))) for key, words in choices.items()]
    for col, (key, words) in enumerate(choices.items()):
        sheet.set_column(col, col, widths[col])
        look.put_text(sheet, 3, col, headings[key], book.heading(bg_color=HEADING_FILLS["grey"], font_color=look.INK))
        for row, word in enumerate(words, start=4):
            look.put_text(sheet, row, col, word, book.cell(bg_color=FILLS["grey"]))
        area = look.area(LISTS, 4, col, 3 + len(words), col)
        book.file.define_name(list_name(key), f"={area}")
    printing.set_page(sheet, frame.header, frame.footer)
    printing.spread_columns(sheet, book.pixels(widths), SIZE)
