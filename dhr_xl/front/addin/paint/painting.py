"""Paint a master on the open book, so that the coordinator's Excel shows at once what a command has done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import xlwings as xw

from dhr_xl.core.views.canvas import BEING_PAINTED, Area, Canvas, CanvasNote, CanvasSheet, EntryRule, Trait, Worth
from dhr_xl.errors import Stop
from dhr_xl.front.addin.paint import native
from dhr_xl.front.addin.paint.entering import Cell, enter, enter_one, serial
from dhr_xl.front.addin.paint.finding_sheets import find_sheets, remove_spare_sheets, set_names

BY_OTHERS: Final = "[Threaded comment]"
"""How the note begins that stands for a conversation in newer Excels; such a cell can have no note of ours."""


def paint(book: xw.Book, canvas: Canvas) -> None:
    """Make the open book what the canvas says, sheets of the coordinator's own left alone. It is not saved.

    The cells that say which master it is say first that it is being painted, and which it is last of all. Raises
    Stop, naming the sheet, where Excel does not let it be painted; the book is best closed without saving then.
    """
    app = book.app
    app.screen_updating = False
    try:
        _paint(book, canvas)
    finally:
        app.screen_updating = True


def _paint(book: xw.Book, canvas: Canvas) -> None:
    sheets = find_sheets(book, canvas)
    stamps = {name: canvas.names[name] for name in canvas.stamps}
    set_names(book, stamps)
    for place in stamps.values():
        sheets[place.sheet].range(place.area.address).value = BEING_PAINTED
    for drawn in canvas.sheets:
        later = {place.area[:2] for place in stamps.values() if place.sheet == drawn.name}
        _said(drawn.name, _paint_cells, sheets[drawn.name], drawn, later)
    set_names(book, {name: place for name, place in canvas.names.items() if name not in stamps})
    for drawn in canvas.sheets:
        _said(drawn.name, _paint_rest, book, sheets[drawn.name], drawn)
    remove_spare_sheets(book, canvas)
    for place in stamps.values():
        drawn = next(drawn for drawn in canvas.sheets if drawn.name == place.sheet)
        enter_one(sheets[place.sheet], drawn, place.area[:2])
    for name, text in canvas.properties.items():
        native.set_property(book, name, text)


def _said(name: str, step: Callable[..., None], *given: object) -> None:
    """Do a step for a sheet; what Excel refuses is told with the sheet's name."""
    try:
        step(*given)
    except Stop:
        raise
    except Exception as error:
        raise Stop(
            f"Excel did not let sheet '{name}' be painted (is it protected, or a cell being edited?): "
            "close without saving, open it again and put that right."
        ) from error


def _paint_cells(sheet: xw.Sheet, drawn: CanvasSheet, later: set[Cell]) -> None:
    """Values, looks, sizes and links; what is beyond the drawing is cleared with all it has."""
    native.take_filter_off(sheet)
    for table in sheet.tables:
        table.autofilter.clear()
    last = sheet.used_range.last_cell
    bottom, right = max(last.row, drawn.area.bottom), max(last.column, drawn.area.right)
    whole = sheet.range(Area(1, 1, bottom, right).address)
    with suppress(Exception):  # groups of rows are a comfort: without them every row is in sight
        native.take_outline_off(whole)
    whole.rows.hidden = False
    whole.columns.hidden = False
    whole.unmerge()
    whole.data_validation.delete()
    native.take_links_off(whole)
    enter(sheet, drawn, later)
    if bottom > drawn.area.bottom:
        sheet.range(Area(drawn.area.bottom + 1, 1, bottom, right).address).clear()
    if right > drawn.area.right:
        sheet.range(Area(1, drawn.area.right + 1, drawn.area.bottom, right).address).clear()
    for link in drawn.links:
        cell = sheet.range(Area(link.row, link.column, link.row, link.column).address)
        cell.add_hyperlink(f"#{link.target}", str(drawn.rows[link.row - 1][link.column - 1]), "")
    for patch in drawn.patches:
        if patch.trait != "number_format":
            LOOKS[patch.trait](sheet.range(patch.area.address), patch.worth)
    _set_sizes(sheet, drawn)


def _set_sizes(sheet: xw.Sheet, drawn: CanvasSheet) -> None:
    """Widths and heights; rows of the table fit their words and go on growing when somebody types more."""
    for run in drawn.widths:
        sheet.range(Area(1, run.first, 1, run.last).address).column_width = run.size
    fitted = drawn.area.bottom if drawn.fitted_below is None else drawn.fitted_below
    for run in drawn.heights:
        if run.first <= fitted:
            sheet.range(Area(run.first, 1, min(run.last, fitted), 1).address).row_height = run.size
    if fitted < drawn.area.bottom:
        sheet.range(Area(fitted + 1, 1, *drawn.area[2:]).address).rows.autofit()


def _paint_rest(book: xw.Book, sheet: xw.Sheet, drawn: CanvasSheet) -> None:
    """What needs the defined names, and what the filter arrows must not be in the way of."""
    for rule in drawn.rules:
        _set_rule(book, sheet, rule)
    _set_notes(sheet, {(note.row, note.column): note for note in drawn.notes})
    with suppress(Exception):  # a computer without a printer has no pages to set up
        native.head_pages(sheet, drawn.headed)
        if drawn.printed:
            sheet.page_setup.print_area = drawn.printed.address
    if drawn.filtered and not len(sheet.tables):
        native.put_filter_on(sheet.range(drawn.filtered.address))


def _set_rule(book: xw.Book, sheet: xw.Sheet, rule: EntryRule) -> None:
    area = sheet.range(rule.area.address)
    if rule.list_name:
        area.data_validation.set_list(book.names[rule.list_name])
    elif rule.first and rule.last:
        area.data_validation.set_date("between", serial(rule.first), serial(rule.last))
    native.answer_wrong_entries(area, rule)


def _set_notes(sheet: xw.Sheet, wanted: Mapping[Cell, CanvasNote]) -> None:
    """Notes that are right already stay as they are, their boxes too."""
    kept: set[Cell] = set()
    for note in list(sheet.notes):
        place = (note.location.row, note.location.column)
        if place in wanted and note.text == wanted[place].text:
            kept.add(place)
        else:
            note.delete()
    for (row, column), missing in wanted.items():
        if (row, column) not in kept and not missing.text.startswith(BY_OTHERS):
            sheet.range(Area(row, column, row, column).address).add_note(missing.text)


def _set_border(area: xw.Range, colour: Worth) -> None:
    """A thin line round every cell, or none; a single row or column has no sides within it."""
    rows, columns = area.shape
    sides = ["edge_top", "edge_bottom", "edge_left", "edge_right"]
    sides += ["inside_vertical"] * (columns > 1) + ["inside_horizontal"] * (rows > 1)
    if colour is None:
        area.borders.clear(sides)
    else:
        area.borders.set(sides, line_style="continuous", weight="thin", color=str(colour))


LOOKS: Final[Mapping[Trait, Callable[[Any, Any], None]]] = {
    "fill": lambda area, worth: setattr(area, "color", worth),
    "ink": lambda area, worth: area.font.set(color=worth),
    "bold": lambda area, worth: area.font.set(bold=worth),
    "size": lambda area, worth: area.font.set(size=worth),
    "font": lambda area, worth: area.font.set(name=worth),
    "underline": lambda area, worth: native.underline(area, on=worth),
    "wrap": lambda area, worth: setattr(area, "wrap_text", worth),
    "across": lambda area, worth: setattr(area, "horizontal_alignment", worth),
    "down": lambda area, worth: setattr(area, "vertical_alignment", worth),
    "border": _set_border,
}
"""How each trait but the number format is put on an area."""
