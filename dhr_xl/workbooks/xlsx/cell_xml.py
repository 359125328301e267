"""Cells as the text of a worksheet part: any string comes back as it was, and none can act as a formula."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from xml.sax.saxutils import escape

from dhr_xl.workbooks.xlsx.numbers import serial_of

MOST_CHARACTERS: Final = 32_767
"""What one cell holds, in UTF-16 units; Excel cuts the rest without a word."""
FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Days before it have two numbers, Excel's and everyone else's; they are written as text."""
LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_text(text: str) -> str:
    """Text as a part holds it. Line ends become one kind; what XML cannot hold becomes ``_xHHHH_``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = LOOKS_ESCAPED.sub("_x005F_", text)
    return escape(NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def escape_attribute(text: str) -> str:
    """The same for an attribute, in double quotes; line ends stay line ends."""
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;")


def units(text: str) -> int:
    """How long Excel finds a text."""
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)  # noqa: PLR2004 - past the basic plane


def text_cell(address: str, style: str, text: str) -> str:
    """A cell of text, blank where there is none."""
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    words = f'<is><t xml:space="preserve">{escape_text(text)}</t></is>'
    return f'<c r="{address}" s="{style}" t="inlineStr">{words}</c>'


def date_cell(address: str, style: str, day: dt.date | None) -> str:
    """A cell of a day, blank where there is none."""
    if day is None:
        return f'<c r="{address}" s="{style}"/>'
    if day < FIRST_DAY:
        return text_cell(address, style, day.isoformat())
    return f'<c r="{address}" s="{style}"><v>{serial_of(day)}</v></c>'


def formula_cell(address: str, style: str, formula: str, value: str) -> str:
    """A cell of a formula whose value is a text, with what it comes to now."""
    return f'<c r="{address}" s="{style}" t="str"><f>{escape_text(formula)}</f><v>{escape_text(value)}</v></c>'


def day_of(text: str) -> dt.date | None:
    """The day of ISO text, None for any other text."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None  # noqa: PLR2004 - 2015-06-30
    except ValueError:
        return None
