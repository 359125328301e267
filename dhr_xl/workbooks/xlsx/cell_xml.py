"""Write cells as XML of a worksheet part: every string is read back unchanged, and none becomes a formula."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from xml.sax.saxutils import escape

from dhr_xl.workbooks.xlsx.numbers import serial_of

MOST_CHARACTERS: Final = 32_767
"""The most one cell holds, in UTF-16 units; Excel cuts the rest silently."""
FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Earlier days have one serial number in Excel and another elsewhere, so they are written as text."""
LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
HALF_PAIR: Final = re.compile("[\ud800-\udfff]")
NOT_KEPT: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that a file does not keep as they are; a carriage return becomes a line feed."""
TO_ESCAPE: Final = re.compile(f"[&<>]|{LOOKS_ESCAPED.pattern}|{NOT_KEPT.pattern}|{HALF_PAIR.pattern}")
NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_text(text: str) -> str:
    """Escape text for an element. Line ends become line feeds; characters not allowed in XML become ``_xHHHH_``."""
    if not TO_ESCAPE.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = LOOKS_ESCAPED.sub("_x005F_", text)
    return escape(NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def escape_exactly(text: str) -> str:
    """Escape text for an element so that every character is read back, line ends and control characters too.

    Half a surrogate pair, which no file can hold, becomes U+FFFD.
    """
    if not TO_ESCAPE.search(text):
        return text
    text = LOOKS_ESCAPED.sub("_x005F_", HALF_PAIR.sub("\ufffd", text))
    return escape(NOT_KEPT.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def escape_attribute(text: str) -> str:
    """Escape text for an attribute in double quotes, as `escape_text` does; line ends are kept."""
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;")


def units(text: str) -> int:
    """The length of a text as Excel counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_cell(address: str, style: str, text: str) -> str:
    """A cell with a text; blank for ''."""
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    words = f'<is><t xml:space="preserve">{escape_text(text)}</t></is>'
    return f'<c r="{address}" s="{style}" t="inlineStr">{words}</c>'


def date_cell(address: str, style: str, day: dt.date | None) -> str:
    """A cell with a date; blank for None."""
    if day is None:
        return f'<c r="{address}" s="{style}"/>'
    if day < FIRST_DAY:
        return text_cell(address, style, day.isoformat())
    return f'<c r="{address}" s="{style}"><v>{serial_of(day)}</v></c>'


def formula_cell(address: str, style: str, formula: str, value: str) -> str:
    """A cell with a formula, and the text that it gives now."""
    return f'<c r="{address}" s="{style}" t="str"><f>{escape_text(formula)}</f><v>{escape_text(value)}</v></c>'


def day_of(text: str) -> dt.date | None:
    """The day of a text such as 2015-06-30; None for any other text."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None  # noqa: PLR2004 - 2015-06-30
    except ValueError:
        return None
