"""Read and write cell addresses and areas: ``A1``, ``Return!$C$5:$C$12``, ``'Owner''s copy'!$A:$A``."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from dhr_xl.core.views.canvas import letters

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
AREA: Final = re.compile(
    r"^(?:(?P<sheet>'(?:[^']|'')+'|[^'!:$]+)!)?"
    r"\$?(?P<left>[A-Z]{1,3})?\$?(?P<top>[1-9]\d{0,6})?(?::\$?(?P<right>[A-Z]{1,3})?\$?(?P<bottom>[1-9]\d{0,6})?)?$",
    re.IGNORECASE,
)


class SheetArea(NamedTuple):
    """A rectangle on a sheet; rows and columns from 1, both ends included. sheet: '' where the text names none."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@functools.lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


column_letters = functools.lru_cache(maxsize=LAST_COLUMN)(letters)
"""1 -> A, 27 -> AA."""


def address(row: int, column: int) -> str:
    """(2, 3) -> C2."""
    return f"{column_letters(column)}{row}"


def read_address(text: str) -> tuple[int, int] | None:
    """C2 -> (2, 3); None for anything but a cell within the bounds of a sheet."""
    found = CELL.fullmatch(text)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def read_area(text: str) -> SheetArea | None:
    """The rectangle that a defined name or range refers to; None for ``#REF!``, several areas, and formulas."""
    found = AREA.match(text.strip().removeprefix("="))
    if not found:
        return None
    sheet, first_column, first_row, last_column, last_row = found.groups(default="")
    several = ":" in found[0][len(sheet) :]
    if not (first_column and first_row) and not (several and (first_column or first_row)):
        return None
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    left = column_number(first_column) if first_column else 1
    top = int(first_row) if first_row else 1
    right, bottom = left, top
    if several:
        right = column_number(last_column) if last_column else LAST_COLUMN
        bottom = int(last_row) if last_row else LAST_ROW
    if max(top, bottom) > LAST_ROW or max(left, right) > LAST_COLUMN:
        return None
    return SheetArea(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right))
