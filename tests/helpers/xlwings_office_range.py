"""Cells of the xlwings engine over LibreOffice: their values, looks, validations and notes."""

from __future__ import annotations

import re

from xlwings import base_classes as bases

from xlwings_native_office import NativeBook, NativeRange, NativeSheet

__all__ = ["NativeBook", "NativeSheet", "Note", "Range", "corners", "range_of"]


EDGES = 5 / 8
"""Characters that a cell's edges are as wide as, where the text is Arial 11: a file counts them, Excel does not."""


def number(letters):
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def letters(column):
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def corners(address):
    """'$A$1:B2' -> [top, left, bottom, right]."""
    found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", address)
    left, top = number(found[1]), int(found[2])
    return [top, left, int(found[4]) if found[4] else top, number(found[3]) if found[3] else left]


def range_of(sheet, first, last=None):
    """The range between two corners, each an address, (row, column) or a range."""

    def area(corner):
        if isinstance(corner, Range):
            return corner.area
        return [*corner, *corner] if isinstance(corner, tuple) else corners(corner)

    a, b = area(first), area(last if last is not None else first)
    return sheet.area([min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])])


def as_hex(worth):
    """A colour as xlwings may say it: '#RRGGBB' or (r, g, b)."""
    return worth if worth is None or isinstance(worth, str) else "#{:02X}{:02X}{:02X}".format(*worth)


class Range(bases.Range):
    def __init__(self, sheet, area):
        self._sheet, self.area = sheet, list(area)
        self.options = None  # xlwings sets it

    def ask(self, request, **arguments):
        return self._sheet.ask(request, area=self.area, **arguments)

    def _set(self, trait, worth):
        self.ask("live_look", trait=trait, worth=worth)

    @property
    def api(self):
        return NativeRange(self)

    @property
    def sheet(self):
        return self._sheet

    @property
    def row(self):
        return self.area[0]

    @property
    def column(self):
        return self.area[1]

    @property
    def shape(self):
        top, left, bottom, right = self.area
        return bottom - top + 1, right - left + 1

    @property
    def coords(self):
        return (self._sheet.name, self.row, self.column, *self.shape)

    def __len__(self):
        return self.shape[0] * self.shape[1]

    def __call__(self, row, column=None):
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        at = [self.row + row - 1, self.column + column - 1]
        return Range(self._sheet, [*at, *at])

    @property
    def address(self):
        return self.get_address(True, True, False)

    def get_address(self, row_absolute, col_absolute, external):
        top, left, bottom, right = self.area
        cells = [
            f"{'$' * col_absolute}{letters(column)}{'$' * row_absolute}{row}"
            for row, column in ((top, left), (bottom, right))
        ]
        return cells[0] if cells[0] == cells[1] else ":".join(cells)

    @property
    def raw_value(self):
        return self.ask("live_values")

    @raw_value.setter
    def raw_value(self, value):
        rows, columns = self.shape
        matrix = value if isinstance(value, list) else [[value] * columns] * rows
        self.ask("live_put", rows=matrix)

    def clear_contents(self):
        self.ask("live_clear", formats=False)

    def clear(self):
        self.ask("live_clear", formats=True)

    def insert(self, shift=None, copy_origin=None):
        self.ask("live_insert", rows=shift == "down")

    def delete(self, shift=None):
        self.ask("live_delete", rows=shift == "up")

    def unmerge(self):
        self.ask("live_unmerge")

    def select(self):
        assert self._sheet.book.sheets.active.name == self._sheet.name, "Excel selects on the active sheet alone"
        self.ask("live_select")

    def autofit(self, axis=None):
        assert axis == "r", "only rows"
        self.ask("live_autofit")

    def add_hyperlink(self, address, text_to_display, screen_tip):
        sheet, _, cell = address.removeprefix("#").rpartition("!")
        self.ask("live_link", target=f"#{sheet}.{cell}", text=text_to_display)

    @property
    def note(self):
        return next((note for note in self._sheet.notes if note.location.area == self.area), None)

    def add_note(self, text):
        assert self.note is None, "Excel refuses a second note on a cell"
        self.ask("live_add_note", text=text)
        return Note(self, text)

    @property
    def font(self):
        return Font(self)

    @property
    def borders(self):
        return Borders(self)

    @property
    def data_validation(self):
        return DataValidation(self)

    def _only_written(self):
        raise NotImplementedError

    color = property(_only_written, lambda self, worth: self._set("fill", as_hex(worth)))
    number_format = property(_only_written, lambda self, worth: self._set("number_format", worth))
    wrap_text = property(_only_written, lambda self, worth: self._set("wrap", worth))
    horizontal_alignment = property(_only_written, lambda self, worth: self._set("across", worth))
    vertical_alignment = property(_only_written, lambda self, worth: self._set("down", worth))
    row_hidden = property(_only_written, lambda self, value: self.ask("live_hidden", value=value, rows=True))
    column_hidden = property(_only_written, lambda self, value: self.ask("live_hidden", value=value, rows=False))

    @property
    def column_width(self):
        return self.ask("live_width") / self._sheet.book.character - EDGES

    @column_width.setter
    def column_width(self, characters):
        self.ask("live_width", width=round((characters + EDGES) * self._sheet.book.character))

    row_height = property(
        lambda self: self.ask("live_height"), lambda self, worth: self.ask("live_height", points=worth)
    )


class Font(bases.Font):
    def __init__(self, cells):
        self.cells = cells

    def _only_written(self):
        raise NotImplementedError

    bold = property(_only_written, lambda self, worth: self.cells._set("bold", worth))
    size = property(_only_written, lambda self, worth: self.cells._set("size", worth))
    name = property(_only_written, lambda self, worth: self.cells._set("font", worth))
    color = property(_only_written, lambda self, worth: self.cells._set("ink", as_hex(worth)))


class Borders(bases.Borders):
    def __init__(self, cells):
        self.cells = cells

    def set(self, which, *, line_style, weight=None, color=None):
        assert line_style is None or (line_style, weight) == ("continuous", "thin")
        rows, columns = self.cells.shape
        within = {"inside_vertical": columns, "inside_horizontal": rows}
        assert all(within[side] > 1 for side in within if side in which), "Excel: no side within a single row or column"
        self.cells.ask("live_border", sides=which, worth=as_hex(color) if line_style else None)

    def clear(self, which):
        self.set(which, line_style=None)


class DataValidation(bases.DataValidation):
    def __init__(self, cells):
        self.cells = cells

    @property
    def type(self):
        return self.cells.ask("live_rule")["type"]

    def set_list(self, source, in_cell_dropdown):
        assert in_cell_dropdown
        self.cells.ask("live_rule", changes={"type": "list", "source": source.name})

    def set_rule(self, rule_type, operator, formula1, formula2):
        assert operator == "between"
        ends = [formula1.removeprefix("="), formula2.removeprefix("=")]
        self.cells.ask("live_rule", changes={"type": rule_type, "between": ends})

    def delete(self):
        self.cells.ask("live_rule", changes={"type": "none"})


class Note(bases.Note):
    def __init__(self, cell, text):
        self.cell, self._text = cell, text

    @property
    def text(self):
        return self._text

    @property
    def location(self):
        return self.cell

    def delete(self):
        self.cell.ask("live_remove_note")
