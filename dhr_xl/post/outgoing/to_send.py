"""Write To send.xlsx: every message on one sheet, to copy from where a draft does not open in the mail program."""

import io
import math
import re
import unicodedata
import urllib.parse
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

LONGEST: Final = 32_000
"""Characters of a cell; past Excel's 32,767 XlsxWriter leaves the cell out."""
TALLEST: Final = 409
"""Height of a row in points: Excel's limit."""
LINE: Final = 15.5
"""Height of one line in Arial 12, in points."""
TITLE: Final = "Messages to send"
HOW: Final = (
    "For when a draft will not open: copy To, Copy, Subject and Body into a new message, attach the file, and send it."
)


class ToSend(NamedTuple):
    """One message as a row. file: paths of the files it brings, one a line, relative to this workbook's
    folder, or ''.
    """

    to: str
    cc: str
    subject: str
    body: str
    file: str
    state: str


class ToSendColumn(NamedTuple):
    """One column. key: the field of ToSend that it shows; width: in characters."""

    key: str
    heading: str
    width: int


COLUMNS: Final = (
    ToSendColumn("to", "To", 25),
    ToSendColumn("cc", "Copy", 16),
    ToSendColumn("subject", "Subject", 22),
    ToSendColumn("body", "Body", 60),
    ToSendColumn("file", "File to attach", 20),
    ToSendColumn("state", "State", 9),
)
HEADING_ROW: Final = 2
LETTERS: Final = '&12&"Arial'
"""The codes for the letters of page headers: twelve points, which shrink with the sheet."""


FONT: Final = {
    "default_format_properties": {"font_name": "Arial", "font_size": 12, "font_scheme": "none"},
    "default_column_width": 80, "default_row_height": 20,
}  # fmt: skip
"""The font of the whole workbook, and the pixels of a column and a row that go with it."""
PLAIN: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_to_send(rows: Iterable[ToSend], *, marking: str = "") -> bytes:
    """The bytes of the workbook. No text becomes a formula or a link but in the column File to attach."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {**PLAIN, **FONT})
    book.set_properties({"title": TITLE, "author": ""})
    styles = _styles(book)
    sheet = book.add_worksheet("To send")
    _set_up(sheet, styles, marking)
    listed = tuple(rows)
    for number, row in enumerate(listed, start=HEADING_ROW + 1):
        sheet.set_row(number, _height(row))
        for place, column in enumerate(COLUMNS):
            _write(sheet, (number, place), column, getattr(row, column.key), styles)
    headings = [{"header": column.heading, "header_format": styles["heading"]} for column in COLUMNS]
    bottom = HEADING_ROW + max(len(listed), 1)
    sheet.add_table(HEADING_ROW, 0, bottom, len(COLUMNS) - 1, {"name": "To_send", "columns": headings, "style": None})
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - XlsxWriter has no types
    """The sheet's formats: a dark heading, bordered cells, 12 points."""
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    cell = {
        **base,
        "text_wrap": True,
        "align": "left",
        "indent": 1,
        "border": 1,
        "border_color": "#8A8A8A",
        "num_format": 49,
    }
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
        "how": book.add_format(base),
        "heading": book.add_format({**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"}),
        "cell": book.add_format(cell),
        "link": book.add_format({**cell, "font_color": "#0000C0", "underline": 1}),
    }


def _set_up(sheet: Any, styles: dict[str, Any], marking: str) -> None:  # noqa: ANN401 - as above
    """Write title and headings; set frozen panes and printing: A4 landscape, one page wide."""
    mark = inert(marking).strip().upper()
    centre = f'&C{LETTERS},Bold"{mark.replace("&", "&&")}' if mark else ""
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, f"{TITLE}  {mark}".strip(), styles["title"])
    sheet.write_string(1, 0, HOW, styles["how"])
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.set_selection(HEADING_ROW + 1, 0, HEADING_ROW + 1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.25, right=0.25)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_header(centre)
    sheet.set_footer(f'{centre}&R{LETTERS},Regular"Page &P of &N')


def _write(sheet: Any, at: tuple[int, int], column: ToSendColumn, text: str, styles: dict[str, Any]) -> None:  # noqa: ANN401
    """Write one cell: text as text, a file as a link with its name; several files as a link to the folder of them."""
    shown = inert(text)
    if not shown:
        sheet.write_blank(*at, None, styles["cell"])
    elif column.key == "file" and (target := link_target(_place(text))):
        names = [re.split(r"[\\/]", line)[-1] or line for line in shown.split("\n")]
        tip = "Open the file to attach" if len(names) == 1 else "Open the folder of the files to attach"
        sheet.write_url(*at, target, styles["link"], string="\n".join(names), tip=tip)
    else:
        sheet.write_string(*at, shown, styles["cell"])


def _place(files: str) -> str:
    """What a link to files opens: the file, or the folder that all of them are in; '' where they are in several."""
    folders = {line.rpartition("/")[0] for line in files.split("\n")}
    return files if "\n" not in files else f"{folders.pop()}/" if len(folders) == 1 else ""


def link_target(path: str) -> str:
    """A relative path as a link in XlsxWriter's notation; '' for a web address, a drive or a share."""
    if not path or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[\\/]", path) or inert(path) != path or "\n" in path:
        return ""
    return "external:" + urllib.parse.quote(path.replace("\\", "/"))


def inert(text: str) -> str:
    """Text as a cell can hold it: no control characters, surrogates or non-characters, not too long, never markup."""
    lines = re.sub(r"\r\n?", "\n", text)
    kept = "".join(
        c if c in "\n\t" or not (unicodedata.category(c) in {"Cc", "Cs"} or ord(c) & 0xFFFE == 0xFFFE)  # noqa: PLR2004 - Unicode's non-characters
        else "\N{REPLACEMENT CHARACTER}"
        for c in lines
    )  # fmt: skip
    if len(kept) > LONGEST:
        kept = f"{kept[:LONGEST]} … (the rest is in the draft)"
    # XlsxWriter writes such a text unescaped, as markup
    return f"{kept} " if kept.startswith("<r>") and kept.endswith("</r>") else kept


def _height(row: ToSend) -> float:
    lines = (
        sum(max(1, math.ceil(len(line) / (column.width * 0.92))) for line in getattr(row, column.key).split("\n"))
        for column in COLUMNS
    )
    return min(TALLEST, LINE * max(lines) + 4)
