"""Paint a new master.xlsx on the open workbook, so that Excel shows at once what a command did."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import xlwings as xw

from dhr_xl.core.views.canvas import BEING_PAINTED, Area, Canvas, CanvasNote, CanvasSheet, EntryRule, Trait, Worth
from dhr_xl.errors import Stop
from dhr_xl.front.addin.paint import native
from dhr_xl.front.addin.paint.entering import Cell, enter, enter_one, serial
from dhr_xl.front.addin.paint.finding_sheets import find_sheets, remove_spare_names, remove_spare_sheets, set_names

BY_OTHERS: Final = "[Threaded comment]"
"""How the note begins that stands in for a threaded comment; no note of ours can be put on such a cell."""


def paint(book: xw.Book, canvas: Canvas) -> None:
    """Make the open workbook match the canvas; sheets of the coordinator's own stay as they are. Does not save.

    The cells with the master's generation say "being painted" until all else is done. Raises Stop, naming the sheet,
    where Excel refuses; the workbook should then be closed without saving.
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
        _run_step(drawn.name, _paint_cells, sheets[drawn.name], drawn, later)
    set_names(book, {name: place for name, place in canvas.names.items() if name not in stamps})
    for drawn in canvas.sheets:
        _run_step(drawn.name, _paint_rest, book, sheets[drawn.name], drawn)
    remove_spare_sheets(book, canvas)
    remove_spare_names(book, canvas)
    for place in stamps.values():
        drawn = next(drawn for drawn in canvas.sheets if drawn.name == place.sheet)
        enter_one(sheets[place.sheet], drawn, place.area[:2])
    for name, text in canvas.properties.items():
        native.set_property(book, name, text)


def _run_step(name: str, step: Callable[..., None], *given: object) -> None:
    """Run one step for a sheet. Raises Stop with the sheet's name where Excel refuses it."""
    try:
        step(*given)
    except Stop:
        raise
    except Exception as error:
        raise Stop(
            f"Excel could not update sheet '{name}'. Is it protected, or a cell being edited? Close master.xlsx "
            "without saving, open it again, and put that right."
        ) from error


def _paint_cells(sheet: xw.Sheet, drawn: CanvasSheet, later: set[Cell]) -> None:
    """Put values, formats, sizes and links on a sheet, and clear what lies beyond them."""
    native.take_filter_off(sheet)
    for table in sheet.tables:
        table.autofilter.clear()
    last = sheet.used_range.last_cell
    bottom, right = max(last.row, drawn.area.bottom), max(last.column, drawn.area.right)
    whole = sheet.range(Area(1, 1, bottom, right).address)
    with suppress(Exception):  # without groups every row is visible, which is fine
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
    """Set widths and heights; rows of the table fit their text, and grow when somebody types more."""
    for run in drawn.widths:
        sheet.range(Area(1, run.first, 1, run.last).address).column_width = run.size
    fitted = drawn.area.bottom if drawn.fitted_below is None else drawn.fitted_below
    for run in drawn.heights:
        if run.first <= fitted:
            sheet.range(Area(run.first, 1, min(run.last, fitted), 1).address).row_height = run.size
    if fitted < drawn.area.bottom:
        sheet.range(Area(fitted + 1, 1, *drawn.area[2:]).address).rows.autofit()


def _paint_rest(book: xw.Book, sheet: xw.Sheet, drawn: CanvasSheet) -> None:
    """Put on what needs the defined names, and last the filter, which would get in the way of the rest."""
    for rule in drawn.rules:
        _set_rule(book, sheet, rule)
    _set_notes(sheet, {(note.row, note.column): note for note in drawn.notes})
    with suppress(Exception):  # no page set-up without a printer
        native.set_page_header(sheet, drawn.headed)
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
    native.set_alert(area, rule)


def _set_notes(sheet: xw.Sheet, wanted: Mapping[Cell, CanvasNote]) -> None:
    """Add and remove notes; those that are right already stay, with the size of their boxes."""
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
    """Put a thin line round every cell, or none; a single row or column has no inner lines."""
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
"""How each trait is put on an area; number formats are set when values are entered."""
