"""Books, sheets and defined names of the xlwings engine over LibreOffice."""

from __future__ import annotations

from pathlib import Path

from xlwings import base_classes as bases

import xlwings_office_range
from office import OfficeDocument


class Book(bases.Book):
    """An open workbook. calls: how often LibreOffice was asked something, by sheet.

    filters: the sheets with filter arrows, and where, which LibreOffice does not tell; address: where in a cloud it is
    said to lie; character: how wide it draws a character, in hundredths of a millimetre; that depends on the fonts.
    """

    def __init__(self, app, number):
        self._app, self.number, self.calls, self.address = app, number, {}, ""

    def ask(self, request, sheet=None, **arguments):
        self.calls[sheet] = self.calls.get(sheet, 0) + 1
        named = {"sheet": sheet} if sheet is not None else {}
        return getattr(self._app.office, request)(document=self.number, **named, **arguments)

    @property
    def typed(self):
        """The same workbook, to be typed into as a person would."""
        return OfficeDocument(self._app.office, self.number)

    @property
    def app(self):
        return self._app

    @property
    def api(self):
        return xlwings_office_range.NativeBook(self)

    @property
    def fullname(self):
        return self.ask("live_path")

    @property
    def name(self):
        return Path(self.fullname).name

    @property
    def sheets(self):
        return Sheets(self)

    @property
    def names(self):
        return Names(self)

    def save(self, path=None, password=None):
        assert path is None, "only in place"
        self.ask("live_store")

    def close(self):
        self.ask("close_document")
        self._app.opened.remove(self)

    def activate(self):
        """There is no other book in front of it."""


class Sheets(bases.Sheets):
    def __init__(self, book):
        self.book = book

    @property
    def active(self):
        return Sheet(self.book, self.book.ask("active_sheet"))

    def __call__(self, which):
        names = self.book.ask("live_sheets")
        if isinstance(which, int):
            return Sheet(self.book, names[which - 1])
        return Sheet(self.book, {name.casefold(): name for name in names}[which.casefold()])

    def __len__(self):
        return len(self.book.ask("live_sheets"))

    def __iter__(self):
        return iter([Sheet(self.book, name) for name in self.book.ask("live_sheets")])

    def add(self, before=None, after=None, name=None):
        names = self.book.ask("live_sheets")
        at = names.index(before.name) if before else names.index(after.name) + 1
        self.book.ask("live_add_sheet", name=name, at=at)
        self.book.ask("live_activate", sheet=name)  # as Excel does
        return Sheet(self.book, name)


class Sheet(bases.Sheet):
    def __init__(self, book, name):
        self._book, self._name = book, name

    def ask(self, request, **arguments):
        return self._book.ask(request, sheet=self._name, **arguments)

    def area(self, area):
        return xlwings_office_range.Range(self, area)

    @property
    def book(self):
        return self._book

    @property
    def api(self):
        return xlwings_office_range.NativeSheet(self)

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        self.ask("live_rename", name=value)
        if self._name in self._book.filters:
            self._book.filters[value] = self._book.filters.pop(self._name)
        self._name = value

    @property
    def index(self):
        return self._book.ask("live_sheets").index(self._name) + 1

    @property
    def visible(self):
        return self.ask("live_visible")

    @visible.setter
    def visible(self, value):
        self.ask("live_visible", value=value)

    def range(self, first, last=None):
        return xlwings_office_range.range_of(self, first, last)

    @property
    def used_range(self):
        return self.area(self.ask("live_used"))

    @property
    def tables(self):
        return NoTables()

    @property
    def notes(self):
        return [
            xlwings_office_range.Note(self.area([row, column, row, column]), text)
            for row, column, text in self.ask("live_notes")
        ]

    @property
    def page_setup(self):
        return PageSetup(self)

    def activate(self):
        self.ask("live_activate")

    def delete(self):
        self.ask("remove_sheet")
        self._book.filters.pop(self._name, None)


class NoTables(bases.Tables, bases.Collection):
    """LibreOffice has no tables of Excel's kind."""

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


class PageSetup(bases.PageSetup):
    def __init__(self, sheet):
        self.sheet = sheet

    @property
    def print_area(self):
        area = self.sheet.ask("live_print_area")
        return area and self.sheet.area(area).address

    @print_area.setter
    def print_area(self, value):
        self.sheet.ask("live_print_area", area=xlwings_office_range.corners(value))


class Names(bases.Names):
    def __init__(self, book):
        self.book = book

    def snapshot(self):
        return [(name, Name(self.book, name)) for name in self.book.ask("live_names")]

    def contains(self, name):
        return name in self.book.ask("live_names")

    def __call__(self, name):
        return Name(self.book, name)

    def add(self, name, refers_to):
        found = Name(self.book, name)
        found.refers_to = refers_to
        return found


def leads_to(text):
    """The sheet and the corners that a name's text says."""
    sheet, _, address = text.removeprefix("=").rpartition("!")
    sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return sheet, xlwings_office_range.corners(address)


class Name(bases.Name):
    def __init__(self, book, name):
        self.book, self._name = book, name

    @property
    def name(self):
        return self._name

    @property
    def refers_to(self):
        return self.book.ask("live_leads", name=self._name)

    @refers_to.setter
    def refers_to(self, value):
        sheet, area = leads_to(value)
        self.book.ask("live_set_name", name=self._name, sheet=sheet, area=area)

    def delete(self):
        self.book.ask("live_drop_name", name=self._name)

    @property
    def refers_to_range(self):
        sheet, area = leads_to(self.refers_to)
        return Sheet(self.book, sheet).area(area)
