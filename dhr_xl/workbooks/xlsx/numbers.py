"""Show stored numbers as Excel does, by their number format: dates, times, percentages, plain numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final, Literal

NumberKind = Literal["general", "date", "time", "percent"]
Kind = Literal["blank", "text", "number", "date", "boolean", "error", "formula"]

BUILT_IN: Final[Mapping[int, NumberKind]] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)), "date"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), *range(45, 48)), "time"),
}
"""Built-in number formats, which have no text in the file (ECMA-376 part 1, 18.8.30), East Asian ones included."""
NOT_LETTERS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]{0,255}\]', re.IGNORECASE)
"""Parts of a format that are no date letters: quoted words, escapes, padding, colours and locales in brackets."""
LONGEST_FORMAT: Final = 1000
"""Characters of a number format that are read. Excel allows 255; a million open brackets would take hours."""
NUMBER: Final = re.compile(r"\s*[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?\s*", re.ASCII)
"""A stored number (XML Schema's double); float() would also accept ``1_0``, ``nan`` and Arabic digits."""
LEAP_FAULT: Final = 60
"""The serial of 29 February 1900, which Excel has by mistake; earlier serials are one off."""
LAST_SERIAL: Final = 2_958_465
USUAL_DIGITS: Final = 5
"""Digits of the serials from 1927 to 2173, in both date systems."""
BEHIND_1904: Final = 1462
"""Days between the serials of the 1900 and the 1904 date system."""
EPOCH_1900, EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
SECONDS: Final = 86_400


def kind_of_format(code: str) -> NumberKind:
    """The kind of a number format by its text."""
    code = code[:LONGEST_FORMAT]
    if code.lower() == "general":
        return "general"
    letters = NOT_LETTERS.sub("", code.partition(";")[0]).lower()
    if "%" in letters:
        return "percent"
    if re.search(r"[dy]|m{3,}", letters):
        return "date"
    if re.search(r"[hs]", letters):
        return "time"
    return "date" if "m" in letters and not re.search(r"[0#?]", letters) else "general"


def show_number(stored: str, kind: NumberKind, *, date1904: bool = False) -> tuple[str, Kind]:
    """The text and kind of a stored number: dates as ISO 8601. Raises ValueError for what is not a number."""
    if kind == "date" and len(stored) == USUAL_DIGITS and stored.isdecimal() and stored.isascii():
        first = EPOCH_1904 if date1904 else EPOCH_1900
        return dt.date.fromordinal(first.toordinal() + int(stored)).isoformat(), "date"
    if not NUMBER.fullmatch(stored):
        raise ValueError(stored)
    value = float(stored)
    if kind in {"date", "time"}:
        shown = _show_date(value, date1904=date1904)
        if shown:
            return shown
    if kind == "percent":
        return f"{plain_number(value * 100)}%", "number"
    return plain_number(value), "number"


def whole_number(text: str) -> int:
    """A whole number in ASCII digits, blanks around it allowed; int() would also accept ``1_0`` and Arabic digits.

    Raises ValueError for anything else.
    """
    digits = text.strip()
    if not (digits.isdecimal() and digits.isascii()):
        raise ValueError(text)
    return int(digits)


def plain_number(value: float) -> str:
    """A number with the 15 digits that Excel keeps, without exponent where possible. Raises ValueError for nan, inf."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - not a number
        raise ValueError(value)
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - 15 digits are exact
        return str(int(value))
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    return f"{value:.20f}".rstrip("0") if 1e-9 < abs(value) < 1 else text  # noqa: PLR2004 - readable as a decimal


def _show_date(serial: float, *, date1904: bool) -> tuple[str, Kind] | None:
    """The text and kind of a serial; None where there is no such day."""
    if not 0 <= serial < LAST_SERIAL + 1:
        return None
    if not date1904 and int(serial) == LEAP_FAULT:
        return "1900-02-29", "text"
    days, seconds = divmod(round(serial * SECONDS), SECONDS)
    if days > LAST_SERIAL - (BEHIND_1904 if date1904 else 0):
        return None
    time = dt.timedelta(seconds=seconds)
    if days == 0 and not date1904:
        return str((EPOCH_1900 + time).time()), "text"
    if date1904:
        moment = EPOCH_1904 + dt.timedelta(days)
    else:
        moment = EPOCH_1900 + dt.timedelta(days if days > LEAP_FAULT else days + 1)
    if not seconds:
        return moment.date().isoformat(), "date"
    return (moment + time).isoformat(), "date"


def serial_of(day: dt.date) -> int:
    """The serial of a day from 1 March 1900 on, in the 1900 date system."""
    return day.toordinal() - EPOCH_1900.toordinal()
