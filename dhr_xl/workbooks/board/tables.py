"""Draw Excel tables for the consolidated workbook: with headings and rules, no blank cells, and no text cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.shown_texts import NOTHING
from dhr_xl.workbooks import look
from dhr_xl.workbooks.fitting import fit_row, split_to_fit
from dhr_xl.workbooks.look import DrawnWorkbook

SIZE: Final = 12
NONE: Final = "None"
"""Stands in the first column of a table that has no rows."""
CONTINUED: Final = "(continued)"
"""Ends the first cell of a row that goes on with the one above it."""
HEADING_LEAST: Final = 36.0


class BoardColumn(NamedTuple):
    """One column of a table. kind: dates and counts are written as such, a standing has its colour behind its word."""

    key: str
    heading: str
    width: float
    kind: Literal["text", "date", "count", "standing"] = "text"


class BoardLine(NamedTuple):
    """One row of a table. kind: its look."""

    values: Row
    kind: Literal["plain", "section", "recommendation", "total"] = "plain"


LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "plain": {},
    "section": {"bold": True, "font_size": 14, "bg_color": "#B4C6E7"},
    "recommendation": {"bg_color": look.SECTION_FILL},
    "total": {"bold": True, "bg_color": "#EDEDED"},
}
NUMBER_FORMATS: Final = {"date": look.DATE_FORMAT, "count": "0"}


def draw_table(  # noqa: PLR0913 - what a table is drawn from
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401 - XlsxWriter's own
    top: int,
    name: str,
    columns: Sequence[BoardColumn],
    lines: Iterable[BoardLine],
    *,
    filtered: bool,
    one_line: bool = False,
) -> int:
    """Draw a table with its headings on row `top` (from 0); returns the first row below it.

    name: the table's name in Excel, unique in the workbook. A row too tall to be shown continues in the row below it.
    one_line: no text wraps, so rows keep the default height.
    """
    whole = list(lines) or [BoardLine({columns[0].key: NONE})]
    pieces = [piece for line in whole for piece in _pieces(line, columns)]
    headings = [{"header": column.heading, "header_format": book.heading()} for column in columns]
    bottom = top + len(pieces)
    sheet.add_table(
        top, 0, bottom, len(columns) - 1,
        {"name": name, "columns": headings, "style": None, "autofilter": filtered},
    )  # fmt: skip
    sheet.set_row(
        top, fit_row([(column.heading + "  ", column.width * 0.9) for column in columns], HEADING_LEAST).height
    )
    for row, line in enumerate(pieces, start=top + 1):
        for col, column in enumerate(columns):
            _put(book, sheet, row, col, column, line)
        if not one_line:
            sheet.set_row(row, _height(line, columns))
    return bottom + 1


def _pieces(line: BoardLine, columns: Sequence[BoardColumn]) -> Iterator[BoardLine]:
    """Give the line, and its continuations if a text is taller than a row."""
    shares = {column.key: _shares(line, column) for column in columns}
    first = columns[0].key
    for number in range(max(len(share) for share in shares.values())):
        values = {key: share[number] if number < len(share) else "" for key, share in shares.items()}
        if number:
            values[first] = f"{shares[first][0]} {CONTINUED}"
        yield line._replace(values=values)


def _shares(line: BoardLine, column: BoardColumn) -> tuple[str, ...]:
    text = line.values.get(column.key, "").strip()
    return tuple(part for part in split_to_fit(text, column.width * _tightness(line)) if part) or ("",)


def _tightness(line: BoardLine) -> float:
    """Give the share of a column's width that counts: bold and large letters need more room."""
    return {"section": 0.8, "total": 0.93}.get(line.kind, 1.0)


def _height(line: BoardLine, columns: Sequence[BoardColumn]) -> float:
    share = _tightness(line)
    return fit_row([(line.values.get(column.key, ""), column.width * share) for column in columns]).height


def _put(book: DrawnWorkbook, sheet: Any, row: int, col: int, column: BoardColumn, line: BoardLine) -> None:  # noqa: ANN401, PLR0913
    text = line.values.get(column.key, "")
    wanted: dict[str, Any] = {"align": "left", **LOOKS[line.kind]}
    day = look.date_of(text) if column.kind == "date" else None
    number = look.number_of(text) if column.kind == "count" else None
    if day or number is not None:
        wanted["num_format"] = NUMBER_FORMATS[column.kind]
    if column.kind == "standing" and line.kind == "plain" and text:
        wanted["bg_color"] = look.standing(text).fill
    if not text and line.kind == "plain":
        wanted["font_color"] = look.QUIET
    style = book.cell(**wanted)
    if day:
        sheet.write_datetime(row, col, day, style)
    elif number is not None:
        sheet.write_number(row, col, number, style)
    else:
        look.put_text(sheet, row, col, text or NOTHING, style)
