"""What a person sees of a cell that holds a date or a number, and the colour behind it."""

from __future__ import annotations

import colorsys
import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from lxml import etree
from openpyxl.cell import Cell
from openpyxl.styles.colors import COLOR_INDEX, Color

from dhr_xl.importing.sources.excel_parts import unescape

_QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]{0,255}\]|[\\_*].')
"""What a number format shows as it stands, or says in brackets; Excel allows a format 255 characters."""
_NUMBERED: Final = re.compile(r'(?:"([^"]*)")?(0+|#|General)(?:"([^"]*)")?')
"""A format that puts words or zeros around a whole number: "R"0, 000."""
_THEME: Final = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)
"""Where in the theme's list the colour of each theme number stands: light and dark are the other way round."""


def shown(value: object, form: str = "") -> str:
    """A value as a person reads it: 30 June 2015 (or June 2015), 50%, whole numbers without a point."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, dt.date):
        return _shown_date(value, _QUOTED.sub("", form).lower())
    if isinstance(value, int | float):
        return _shown_number(value, form)
    return unescape(str(value))


def _shown_date(value: dt.date, form: str) -> str:
    """The date by its format where that puts the day before the month; else in full, so that nothing can be misread."""
    time = f" {value:%H:%M}" if isinstance(value, dt.datetime) and "h" in form and value.time() != dt.time() else ""
    date = form.partition("h")[0].strip(" ;@,")
    if "".join(part[0] for part in re.findall(r"d+|m+|y+", date)) in ("dmy", "my"):
        parts = {
            "d": str(value.day), "dd": f"{value:%d}", "ddd": f"{value:%a}", "dddd": f"{value:%A}", "m": str(value.month),
            "mm": f"{value:%m}", "mmm": f"{value:%b}", "yy": f"{value:%y}", "yyyy": f"{value:%Y}",
        }  # fmt: skip
        return re.sub(r"d+|m+|y+", lambda part: parts.get(part[0], f"{value:%B}"), date) + time
    days = "d" in form or not ("m" in form or "y" in form)
    months = days or "m" in form
    return (f"{value.day} " if days else "") + (f"{value:%B} " if months else "") + f"{value.year}{time}"


def _shown_number(value: float, form: str) -> str:
    found = _NUMBERED.fullmatch(form)
    if "%" in _QUOTED.sub("", form):
        return f"{value * 100:.10g}%"
    text = str(int(value)) if float(value).is_integer() else f"{value:.12g}"
    return (
        f"{found[1] or ''}{text.zfill(len(found[2]) if found[2][0] == '0' else 0)}{found[3] or ''}" if found else text
    )


def kept_value(cell: Cell) -> dt.date | float | None:
    """The date or number that a cell keeps."""
    value = getattr(cell, "value", None)
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date | int | float) and not isinstance(value, bool) else None


class Fills:
    """The background of cells as RRGGBB, '' for none and white, by a workbook's own theme and palette."""

    def __init__(self, theme: bytes | None, palette: Sequence[str] | None) -> None:
        self._palette = palette or COLOR_INDEX
        self._theme: list[str] = []
        self._known: dict[int, str] = {}
        if theme:
            scheme = next(etree.fromstring(theme, etree.XMLParser(resolve_entities=False)).iter("{*}clrScheme"), ())
            self._theme = [(colour[0].get("lastClr") or colour[0].get("val") or "") for colour in scheme if len(colour)]

    def fill(self, cell: Cell) -> str:
        """A cell's background."""
        style = cell._style.fillId if cell.has_style else 0  # noqa: SLF001 - a lookup for each style, not each cell
        if style not in self._known:
            pattern = cell.fill if style else None
            solid = pattern is not None and getattr(pattern, "fill_type", None) == "solid"
            self._known[style] = self._resolve(pattern.fgColor) if pattern is not None and solid else ""
        return self._known[style]

    def _resolve(self, colour: Color) -> str:
        number = colour.value if isinstance(colour.value, int) else 0
        known: Sequence[str] = self._palette
        if colour.type == "theme":
            known, number = self._theme, _THEME[number] if number < len(_THEME) else len(self._theme)
        text = str(colour.value) if colour.type == "rgb" else known[number] if number < len(known) else ""
        rgb = text[-6:].upper()
        if not re.fullmatch(r"[0-9A-F]{6}", rgb):
            return ""
        if colour.tint:
            rgb = _tinted(rgb, max(-1.0, min(1.0, float(colour.tint))))
        return "" if rgb == "FFFFFF" else rgb


def _tinted(rgb: str, tint: float) -> str:
    """The colour lighter (tint above 0) or darker, as Excel shows it (ECMA-376, 18.8.19)."""
    hue, light, depth = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, depth))
