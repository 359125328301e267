"""Everything that is drawn in a workbook, by openpyxl, in a shape that two workbooks can be laid side by side in."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re

import openpyxl


@functools.lru_cache(maxsize=2)
def _opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def looks_of(cell):
    """What a cell looks like, in words of its own for what two programs write differently."""
    fill = cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else None
    ink = cell.font.color.rgb[-6:] if cell.font.color and cell.font.color.type == "rgb" else "000000"
    sides = [getattr(cell.border, side) for side in ("left", "right", "top", "bottom")]
    return {
        "format": cell.number_format.replace("\\", ""),
        "fill": fill,
        "ink": ink,
        "font": (cell.font.name, cell.font.sz, bool(cell.font.b), bool(cell.font.u)),
        "align": (cell.alignment.horizontal or "general", cell.alignment.vertical or "bottom"),
        "wrap": bool(cell.alignment.wrap_text),
        "border": [(side.style, side.color.rgb[-6:]) if side and side.style else None for side in sides],
    }


def value_of(cell):
    """What a cell holds, with its kind; a day is a day whether or not midnight is written with it."""
    value = cell.value
    if isinstance(value, dt.datetime):
        return "day", value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number", float(value)
    return ("blank", None) if value in {None, ""} else (cell.data_type, value)


def cells_drawn(data):
    """(sheet, cell) -> what it holds and looks like, of every cell that holds something or has a border or a fill."""
    book = _opened(data)
    drawn = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                looks = looks_of(cell)
                held = value_of(cell)
                if held[1] is not None or looks["fill"] or looks["border"] != [None] * 4:
                    drawn[sheet.title, cell.coordinate] = {"value": held, **looks}
    return drawn


def rules_drawn(data):
    """(sheet, cell) -> the rule on what may be entered there."""
    book = _opened(data)
    return {
        (sheet.title, cell): (
            rule.type, rule.formula1, rule.formula2 if rule.type == "date" else "", rule.errorStyle or "stop", rule.errorTitle, rule.error,
            rule.showErrorMessage, rule.showDropDown, rule.allow_blank,
        )
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        if rule.type not in {None, "none"}
        for area in rule.sqref.ranges
        for cell in (f"{openpyxl.utils.get_column_letter(column)}{row}" for row, column in area.cells)
    }  # fmt: skip


def _cells_with(data, what):
    """(sheet, cell) -> what a cell has beside its value, of those that have it."""
    cells = (cell for sheet in _opened(data) for row in sheet.iter_rows() for cell in row)
    return {(cell.parent.title, cell.coordinate): getattr(cell, what) for cell in cells if getattr(cell, what)}


def notes_drawn(data):
    """(sheet, cell) -> the note on it."""
    return {place: note.text for place, note in _cells_with(data, "comment").items()}


def links_drawn(data):
    """(sheet, cell) -> where its link leads, within the workbook."""
    links = _cells_with(data, "hyperlink").items()
    return {place: (link.location or link.target).replace("'", "") for place, link in links}


def names_drawn(data):
    """Defined name -> where it leads."""
    book = _opened(data)
    return {key: name.attr_text.replace("'", "") for key, name in book.defined_names.items()}


def sheets_drawn(data):
    """Sheet -> how many columns and rows are frozen, whether it is shown, and the right of its pages' head."""
    panes = {sheet: sheet.sheet_view.pane for sheet in _opened(data)}
    return {
        sheet.title: (
            (pane.xSplit or 0, pane.ySplit or 0) if pane else None,
            sheet.sheet_state,
            words_of(sheet.oddHeader.right.text),
        )
        for sheet, pane in panes.items()
    }


def words_of(header):
    """The words of a page's head without its codes for fonts, which LibreOffice writes too."""
    return re.sub(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+', "", header or "")


def filters_drawn(data):
    """Sheet -> the area with filter arrows, where there are any."""
    book = _opened(data)
    return {sheet.title: sheet.auto_filter.ref for sheet in book if sheet.auto_filter.ref}


def print_areas_drawn(data):
    """Sheet -> the area that is printed, where one is set."""
    book = _opened(data)
    return {sheet.title: sheet.print_area.rpartition("!")[2] for sheet in book if sheet.print_area}


def widths_drawn(data):
    """(sheet, column number) -> its width."""
    book = _opened(data)
    return {
        (sheet.title, column): run.width
        for sheet in book
        for run in sheet.column_dimensions.values()
        for column in range(run.min, min(run.max, sheet.max_column) + 1)
    }


def heights_drawn(data):
    """(sheet, row) -> its height in points."""
    book = _opened(data)
    return {
        (sheet.title, row): sheet.row_dimensions[row].height or 14.25
        for sheet in book
        for row in range(1, sheet.max_row + 1)
    }
