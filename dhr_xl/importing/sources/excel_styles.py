"""Work out what a person sees in an Excel cell: its value in its number format, strike-through and fill."""

from __future__ import annotations

import colorsys
import datetime as dt
import re
from types import SimpleNamespace
from typing import Final, NamedTuple

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.utils.escape import unescape

_LITERAL: Final = re.compile(r'"[^"]*"|\[[^\]]{0,255}\]|[\\_*].')
"""Literal text and bracketed codes of a number format. Excel allows a format 255 characters."""
_AFFIXED: Final = re.compile(r'(?:"([^"]*)")?(0+)(?:"([^"]*)")?')
"""A format that puts words or zeros around a whole number: "R"0, 000."""

_DATE_PARTS: Final = {
    "d": "{0.day}", "dd": "{0:%d}", "ddd": "{0:%a}", "dddd": "{0:%A}", "m": "{0.month}", "mm": "{0:%m}",
    "mmm": "{0:%b}", "yy": "{0:%y}", "yyyy": "{0.year}",
}  # fmt: skip


def format_value(value: object, number_format: str) -> str:
    """Format a value as a person reads it: 30 June 2015 (or June 2015), 50%, whole numbers without a decimal point."""
    form = _LITERAL.sub("", number_format)
    if isinstance(value, dt.date):
        return _format_date(value, form.lower())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return unescape(str(value)) if isinstance(value, str) else str(value).upper()
    if "%" in form:
        return f"{value * 100:.10g}%"
    affixed = _AFFIXED.fullmatch(number_format)
    before, zeros, after = affixed.groups("") if affixed else ("", "", "")
    return before + f"{value:.15g}".zfill(len(zeros)) + after


def _format_date(value: dt.date, form: str) -> str:
    """Format a date by its number format where that puts the day first; else with the month in words."""
    date, _, clock = form.partition("h")
    order = "".join(part[0] for part in re.findall(r"d+|m+|y+", date))
    if order not in {"dmy", "my", "y"}:
        date = "mmmm yyyy" if order == "ym" else "d mmmm yyyy"
    time = f" {value:%H:%M}" if clock and isinstance(value, dt.datetime) and value.time() != dt.time() else ""
    parts = re.sub(r"d+|m+|y+", lambda part: _DATE_PARTS.get(part[0], "{0:%B}"), date.strip(" ;@,"))
    return parts.format(value) + time


class CellStyle(NamedTuple):
    """How cells of one style look. fill: their background as RRGGBB; '' for none or white."""

    number_format: str
    struck: bool
    fill: str


class CellStyles:
    """The cell styles of a workbook, resolved with its own theme and palette."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = SimpleNamespace(parent=book)
        self._palette = book._colors or COLOR_INDEX  # noqa: SLF001 - it has no public name
        self._theme: list[str] = []
        self._known: dict[int, CellStyle] = {}
        if book.loaded_theme:
            theme = etree.fromstring(book.loaded_theme, etree.XMLParser(resolve_entities=False))
            scheme = next(theme.iter("{*}clrScheme"), ())
            colours = [colour[0].get("lastClr") or colour[0].get("val") for colour in scheme if len(colour)]
            # numbered with the light colour of each pair before the dark one
            self._theme = [*colours[1::-1], *colours[3:1:-1], *colours[4:]]

    def of(self, style: int) -> CellStyle:
        """Return the style with this number."""
        if style not in self._known:
            cell = ReadOnlyCell(self._sheet, 1, 1, None, style_id=style)
            fill = self._resolve(cell.fill.fgColor) if cell.fill.fill_type == "solid" else ""
            self._known[style] = CellStyle(cell.number_format, bool(cell.font.strike), fill)
        return self._known[style]

    def _resolve(self, colour: Color) -> str:
        """Return a colour as RRGGBB, '' for white and for colours that cannot be resolved."""
        text = colour.value if colour.type == "rgb" else ""
        known = {"theme": self._theme, "indexed": self._palette}.get(colour.type, [])
        if known and colour.value < len(known):
            text = known[colour.value]
        rgb = text[-6:].upper()
        if not re.fullmatch(r"[0-9A-F]{6}", rgb):
            return ""
        rgb = _apply_tint(rgb, max(-1.0, min(1.0, colour.tint))) if colour.tint else rgb
        return "" if rgb == "FFFFFF" else rgb


def _apply_tint(rgb: str, tint: float) -> str:
    """Lighten (tint above 0) or darken a colour as Excel does. Source: ECMA-376 part 1, 18.8.19."""
    hue, light, depth = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(rgb)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return bytes(round(part * 255) for part in colorsys.hls_to_rgb(hue, light, depth)).hex().upper()
