"""An xlwings engine over LibreOffice: code written for an open Excel workbook runs on a real one that is open here.

It stands on xlwings' own base classes (BSD) and on nothing of its paid part; what is not needed raises
NotImplementedError by itself. LibreOffice is the one of `office.py`, so a book opened here can be typed into there.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import openpyxl
import xlwings as xw
from xlwings import base_classes as bases

import xlwings_native_office
import xlwings_office_range
from xlwings_office_book import Book

DAY_ZERO = dt.datetime(1899, 12, 30)

CHARACTER = 200
"""How wide a character is taken to be where no column says it, in hundredths of a millimetre."""


class Engine:
    """What xlwings asks of an engine beside its objects."""

    name, type = "excel", "desktop"

    def __init__(self):
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value, options):  # noqa: ARG004 - as xlwings calls it
        if isinstance(value, dt.datetime):
            return (value - DAY_ZERO) / dt.timedelta(days=1)
        if isinstance(value, dt.date):
            return float((dt.datetime(value.year, value.month, value.day) - DAY_ZERO).days)
        return value

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):  # noqa: ARG004 - as above
        def clean(value):
            if value == "":
                return empty_as
            if isinstance(value, dict):
                day = DAY_ZERO + dt.timedelta(days=value["day"])
                parts = {key: getattr(day, key) for key in ("year", "month", "day", "hour", "minute", "second")}
                return datetime_builder(**parts, microsecond=0, tzinfo=None)
            return number_builder(value) if number_builder and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


class Apps(bases.Apps):
    def __init__(self):
        self.all = []

    def keys(self):
        return [app.pid for app in self.all]

    def __iter__(self):
        return iter(self.all)

    def __len__(self):
        return len(self.all)

    def __getitem__(self, pid):
        return next(app for app in self.all if app.pid == pid)

    @staticmethod
    def cleanup():
        """Nothing outlives its test."""


class App(bases.App):
    """One LibreOffice. alerts: what was shown to the person; answers: what they say to the next ones, 'ok' after that.

    updates: every change of screen_updating; chosen: the file they choose when asked for one.
    """

    pid, version = 1, "16.0"
    display_alerts = True
    status_bar = False

    def __init__(self, engine, office):
        self.engine, self.office = engine, office
        self.opened, self.alerts, self.answers, self.updates, self.chosen = [], [], [], [], False

    @property
    def api(self):
        return xlwings_native_office.NativeApp(self)

    @property
    def books(self):
        return Books(self)

    @property
    def selection(self):
        found = self.books.active.ask("live_selection")
        return found and self.books.active.sheets(found[0]).area(found[1])

    @property
    def screen_updating(self):
        return self.updates[-1] if self.updates else True

    @screen_updating.setter
    def screen_updating(self, value):
        self.updates.append(value)
        for book in self.opened:
            book.ask("live_show", value=value)

    def alert(self, prompt, title, buttons, mode, callback):
        self.alerts.append(prompt)
        return self.answers.pop(0) if self.answers else "ok"

    def activate(self, steal_focus=False):  # noqa: FBT002 - as xlwings calls it
        """There is no other program on the screen."""


class Books(bases.Books):
    def __init__(self, app):
        self.app = app

    @property
    def active(self):
        return self.app.opened[-1]

    def __call__(self, which):
        if isinstance(which, int):
            return self.app.opened[which - 1]
        return {book.name: book for book in self.app.opened}[which]

    def __len__(self):
        return len(self.app.opened)

    def __iter__(self):
        return iter(self.app.opened)

    def add(self):
        book = Book(self.app, self.app.office.live_new_book())
        book.character = CHARACTER
        self.app.opened.append(book)
        return book

    def open(self, fullname, *arguments, **more):
        stored = openpyxl.load_workbook(fullname)
        widths = [found.width for found in stored.worksheets[0].column_dimensions.values()]
        book = Book(self.app, self.app.office.open(path=str(fullname)))
        book.filters = {
            sheet.title: xlwings_office_range.corners(sheet.auto_filter.ref)
            for sheet in stored
            if sheet.auto_filter.ref
        }
        first = book.ask("live_sheets")[0]
        book.character = book.ask("live_width", sheet=first, area=[1, 1, 1, 1]) / widths[0] if widths else CHARACTER
        self.app.opened.append(book)
        return book


@contextmanager
def driving(office):
    """xlwings with a LibreOffice that is running for its Excel: gives the `xw.App`; its `impl` has alerts and answers.

    What it has open is closed at the end.
    """
    assert not xw.__pro__, "the paid part of xlwings must not be in use"
    engine, before = xw.Engine(impl=Engine()), xw.engines.active if len(xw.engines) else None
    app = App(engine.impl, office)
    engine.impl.apps.all.append(app)
    xw.engines.add(engine)
    engine.activate()
    try:
        yield xw.App(impl=app)
    finally:
        for book in list(app.opened):
            book.close()
        xw.engines.engines.remove(engine)
        xw.engines.active = before
