"""The look of the workbooks that XlsxWriter draws: fonts, colours of standings, safe text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from dhr_xl.core.plan import date_values
from dhr_xl.core.plan.standing import COUNTED_APART, SOON
from dhr_xl.workbooks import fitting
from dhr_xl.workbooks.xlsx.cell_xml import FIRST_DAY, HALF_PAIR, LOOKS_ESCAPED, NOT_KEPT
from dhr_xl.workbooks.xlsx.finishing import finish
from dhr_xl.workbooks.xlsx.numbers import plain_number
from dhr_xl.workbooks.xlsx.row_splice import SplicedRows

MAX_NUMBER: Final = 1e15
"""From this value on a cell does not hold every digit."""
DATE_FORMAT: Final = "d mmm yyyy"
DATE_RULE: Final[dict[str, Any]] = {
    "validate": "date", "criteria": "between", "minimum": date_values.FIRST_DAY, "maximum": date_values.LAST_DAY,
    "error_title": "Not a date", "error_message": "Enter a day as day/month/year, or leave it blank.",
}  # fmt: skip
"""The data validation of a cell for a date."""
DRAWN: Final = dt.datetime(2000, 1, 1)
"""A fixed stamp, so that one view always gives the same bytes."""

INK: Final = "#000000"
QUIET: Final = "#595959"
RULE: Final = "#808080"
HEADING_FILL: Final = "#1F3864"
HEADING_INK: Final = "#FFFFFF"
SECTION_FILL: Final = "#D9E2F3"
MARKING_INK: Final = "#8A0000"
LINK_INK: Final = "#0B3C8C"


class StandingLook(NamedTuple):
    """The look and meaning of one standing. fill: behind the word in a cell; bar, label: colours in the chart."""

    fill: str
    bar: str
    label: str
    meaning: str


STANDINGS: Final[Mapping[str, StandingLook]] = {
    "Signed off": StandingLook("#BDD7EE", "#0072B2", "#FFFFFF", "the board has agreed that it is done."),
    "Complete awaiting sign-off": StandingLook(
        "#C6E7D8", "#009E73", "#000000", "the agency says it is done; the board has not yet agreed."
    ),
    "On track": StandingLook("#E2F3EA", "#8FD9BF", "#000000", "not yet due, with an update this round."),
    "At risk": StandingLook(
        "#FFE8B8", "#F5C710", "#000000", f"due within {SOON.days} days, or its date has slipped before."
    ),
    "No clear date": StandingLook(
        "#FFF3D6", "#FBE8A0", "#000000", "open, and the plan gives no date it can be held to."
    ),
    "No update": StandingLook(
        "#FFE0B2", "#E69F00", "#000000", "open and not yet due; nothing new was said this round."
    ),
    "Paused": StandingLook("#F6DDC4", "#D9A066", "#000000", "stopped for now, with a reason."),
    "Propose to close": StandingLook(
        "#F3D9C9", "#C77B4A", "#000000", "not done; the agency asks the board to stop it."
    ),
    "Overdue": StandingLook("#F4B6A6", "#A82E00", "#FFFFFF", "past its date, not complete or sent back by the board."),
    "Superseded": StandingLook("#E0E0E0", "#767676", "#FFFFFF", "replaced by something else; counted apart."),
    "Closed – agreed": StandingLook(
        "#E6E6E6", "#8C8C8C", "#000000", "the board agreed to close it without completion; counted apart."
    ),
    "Closed – not accepted": StandingLook(
        "#EBEBEB", "#A6A6A6", "#000000", "the board did not accept it; counted apart."
    ),
    "Withdrawn": StandingLook("#F2F2F2", "#D0D0D0", "#000000", "taken out of the plan; counted apart."),
}
"""Every standing in the order a board reads them; shades differ in lightness too, for those who see colours alike."""
APART: Final = tuple(standing.word for standing in COUNTED_APART)
"""Standings that are counted apart, as neither done nor still to do."""
APART_WORD: Final = "Counted apart"
"""Their common word in a chart."""
APART_LOOK: Final = StandingLook("#E0E0E0", "#B3B3B3", "#000000", "superseded, closed or withdrawn.")
OTHER_STANDING: Final = StandingLook("#FFFFFF", "#4D4D4D", "#FFFFFF", "")


class DrawnWorkbook:
    """A workbook being drawn in memory, with its formats made once each.

    size: the point size of all text. digit, padding: pixels of one column-width unit at that size, and of a column's
    edges.
    """

    def __init__(self, title: str, size: int) -> None:
        self.size = size
        self.digit, self.padding, default, row = {11: (8, 5, 72, 19), 12: (9, 7, 80, 20)}[size]
        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": "Arial", "font_size": size, "font_scheme": "none"},
            "default_column_width": default,
            "default_row_height": row,
        }
        self.file: Any = xlsxwriter.Workbook(self._buffer, options)
        self.file.set_properties({"title": plain_line(title), "author": "", "created": DRAWN})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._spliced: dict[str, SplicedRows] = {}

    def style(self, **wanted: Any) -> Any:  # noqa: ANN401 - XlsxWriter's own format and its properties
        """Make the format with these XlsxWriter properties over the defaults."""
        properties = {"font_name": "Arial", "font_size": self.size, "valign": "top", **wanted}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(properties)
        return self._formats[key]

    def cell(self, **wanted: Any) -> Any:  # noqa: ANN401 - as style
        """Make the format of a table's cell: bordered, wrapped, text kept as text."""
        return self.style(**{"border": 1, "border_color": RULE, "text_wrap": True, "num_format": "@", **wanted})

    def heading(self, **wanted: Any) -> Any:  # noqa: ANN401 - as style
        """Make the format of a table's heading."""
        look = {"bold": True, "bg_color": HEADING_FILL, "font_color": HEADING_INK, "valign": "vcenter"}
        return self.cell(**{**look, **wanted})

    def pixels(self, widths: Iterable[float]) -> list[float]:
        """Convert the widths of columns to pixels."""
        return [float(int(width * self.digit + 0.5) + self.padding) for width in widths]

    def same_width(self, width: float) -> float:
        """Convert a width at this size to `fitting`'s units (digits of Arial 12)."""
        return width * self.digit * fitting.FONT_POINTS / self.size / fitting.DIGIT_PIXELS

    def height(self, text: str, width: float) -> float:
        """Give the height in points of a row that shows the whole text, wrapped in a column of that width."""
        lines = fitting.count_lines(text, self.same_width(width)) if text else 1
        return lines * fitting.LINE_POINTS * self.size / fitting.FONT_POINTS + fitting.PADDING_POINTS

    def close(self) -> bytes:
        """Finish the workbook; returns its bytes."""
        self.file.close()
        return finish(self._buffer.getvalue(), self._spliced)

    def rows(self, sheet: Any, first: int, width: int) -> SplicedRows:  # noqa: ANN401 - XlsxWriter's own
        """The rows of a sheet's table, `width` columns from the row `first` (from 0) to its end, quicker than cells."""
        part = f"xl/worksheets/sheet{self.file.worksheets().index(sheet) + 1}.xml"
        return self._spliced.setdefault(part, SplicedRows(sheet, first, width))


def standing(word: str) -> StandingLook:
    """Find the look of a standing; a plain one for an unknown word."""
    return STANDINGS.get(word, APART_LOOK if word == APART_WORD else OTHER_STANDING)


def put_text(sheet: Any, row: int, col: int, text: str, style: Any) -> None:  # noqa: ANN401 - XlsxWriter's own
    """Write text as text, exactly: never a formula, a number or a link, whatever characters are in it.

    Half a surrogate pair, which no file can hold, becomes U+FFFD. The text must fit a cell (MOST_CHARACTERS).
    """
    if not text:
        sheet.write_blank(row, col, None, style)
        return
    text = HALF_PAIR.sub("\ufffd", text)
    marked_up = text.startswith("<r>") and text.endswith("</r>")
    if marked_up or LOOKS_ESCAPED.search(text):
        text = _as_run(text)
        sheet.xls_strmax = max(sheet.xls_strmax, 2 * len(text))  # its escapes count as one character each in a cell
    sheet.write_string(row, col, text, style)


def _as_run(text: str) -> str:
    """Write the text as a rich string of one run, escaped here because XlsxWriter misses neighbouring escapes.

    ``_x0041_x0042_`` comes out of XlsxWriter with only its first escape guarded, and text that begins ``<r>`` and ends
    ``</r>`` goes into the file as mark-up.
    """
    escaped = LOOKS_ESCAPED.sub("_x005F_", text)
    escaped = NOT_KEPT.sub(lambda found: f"_x{ord(found.group()):04X}_", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("_", "&#95;")
    return f'<r><t xml:space="preserve">{escaped}</t></r>'


def put_note(sheet: Any, row: int, col: int, text: str) -> None:  # noqa: ANN401 - XlsxWriter's own
    """Put a note without an author on a cell, with a box as large as its words need."""
    lines = sum(1 + len(line) // 34 for line in text.split("\n"))
    sheet.write_comment(
        row, col, HALF_PAIR.sub("\ufffd", text), {"author": "", "width": 240, "height": min(600, 24 + 16 * lines)}
    )


def area(sheet: str, top: int, left: int, bottom: int | None = None, right: int | None = None) -> str:
    """Write a cell or a rectangle as a defined name needs it; rows and columns from 0, both ends included."""
    first = xl_rowcol_to_cell(top, left, row_abs=True, col_abs=True)
    if bottom is None or right is None:
        return f"{quote_sheetname(sheet)}!{first}"
    return f"{quote_sheetname(sheet)}!{first}:{xl_rowcol_to_cell(bottom, right, row_abs=True, col_abs=True)}"


def change(number: int | None) -> str:
    """Say a change since the board's last copy: "up 2", "down 1", "none" or "no earlier copy"."""
    if number is None:
        return "no earlier copy"
    return "none" if number == 0 else f"up {number}" if number > 0 else f"down {-number}"


def plain_line(text: str) -> str:
    """Make a text one plain line, for document properties, page headers and titles of notes."""
    return " ".join(HALF_PAIR.sub("\ufffd", NOT_KEPT.sub(" ", text)).split())[:200]


def date_of(text: str) -> dt.date | None:
    """Read an ISO date that Excel can hold; None for any other text."""
    try:
        day = dt.date.fromisoformat(text) if len(text) == len("2015-06-30") else None
    except ValueError:
        return None
    return day if day and day >= FIRST_DAY and day.isoformat() == text else None


def number_of(text: str) -> float | None:
    """Read a number, if a cell holding it would show exactly this text; else None."""
    if not text or not text.isascii() or text.strip("0123456789.-"):
        return None
    try:
        value = float(text)
        return value if plain_number(value) == text and abs(value) < MAX_NUMBER else None
    except ValueError:
        return None
