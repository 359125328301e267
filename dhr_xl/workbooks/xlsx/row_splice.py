"""Rows written as joined strings into a package that XlsxWriter drew: its styles, at a third of its time.

XlsxWriter keeps every cell as an object until it closes. Here it is shown one sample cell of each style instead; the
numbers that the samples got are the styles of the rows, which then take the samples' place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from dhr_xl.workbooks.xlsx.addresses import column_letters
from dhr_xl.workbooks.xlsx.cell_xml import escape_exactly
from dhr_xl.workbooks.xlsx.numbers import serial_of

STYLE: Final = re.compile(r' s="(\d+)"')
DIMENSION: Final = re.compile(r'<dimension ref="[A-Z0-9:]+"/>')
END: Final = "</sheetData>"

SplicedCell = tuple[int, "str | float | dt.date"]
"""The position of a cell's style among the samples, and its value; '' for a blank cell."""


class SplicedRow(NamedTuple):
    """One row. attributes: those of its element besides its number."""

    cells: Sequence[SplicedCell]
    attributes: str = ""


class SplicedRows:
    """The rows of one sheet from a row on (counted from 0), all from column A."""

    def __init__(self, sheet: Any, first: int, width: int) -> None:  # noqa: ANN401 - XlsxWriter's own
        """Begin without rows. width: columns of the sheet, for its dimension."""
        self._sheet, self.first, self.width = sheet, first, width
        self.rows: list[SplicedRow] = []
        self._positions: dict[int, int] = {}

    def style(self, style: Any) -> int:  # noqa: ANN401 - as above
        """The position of a format of XlsxWriter's among the samples; it is given one where it has none."""
        if id(style) not in self._positions:
            self._positions[id(style)] = len(self._positions)
            self._sheet.write_blank(self.first, self._positions[id(style)], None, style)
        return self._positions[id(style)]

    def splice(self, part: bytes) -> bytes:
        """The sheet's part with these rows in place of the row of samples, which is its last."""
        if not self._positions:
            return part
        text = part.decode()
        begin, end = text.index(f'<row r="{self.first + 1}"'), text.index(END)
        styles = STYLE.findall(text[begin:end])
        drawn = "".join(self._row(number, row, styles) for number, row in enumerate(self.rows, self.first + 1))
        last = f"{column_letters(self.width)}{self.first + len(self.rows)}"
        head = DIMENSION.sub(f'<dimension ref="A1:{last}"/>', text[:begin], count=1)
        return f"{head}{drawn}{text[end:]}".encode()

    def _row(self, number: int, row: SplicedRow, styles: Sequence[str]) -> str:
        cells = [
            cell_of(f"{column_letters(column)}{number}", styles[position], value)
            for column, (position, value) in enumerate(row.cells, 1)
        ]
        return f'<row r="{number}"{row.attributes}>{"".join(cells)}</row>'


def cell_of(address: str, style: str, value: str | float | dt.date) -> str:
    """One cell as XML: a blank, a text, a number or a day."""
    if value == "":
        return f'<c r="{address}" s="{style}"/>'
    if isinstance(value, str):
        words = f'<is><t xml:space="preserve">{escape_exactly(value)}</t></is>'
        return f'<c r="{address}" s="{style}" t="inlineStr">{words}</c>'
    number = serial_of(value) if isinstance(value, dt.date) else value
    return f'<c r="{address}" s="{style}"><v>{number!r}</v></c>'


Splices = Mapping[str, SplicedRows]
"""The name of a sheet's part -> its rows."""
