"""The few words of Excel's own (as COM has them) that `dhr_xl.front.addin.native` says, understood by LibreOffice.

An object here stands where pywin32's would: `range.api`, `sheet.api`, `book.api`. Any other word is an AttributeError.
"""

from __future__ import annotations


class NativeValidation:
    def __init__(self, place):
        self._place = place

    def Modify(self, *, Type, AlertStyle, Formula1):  # noqa: N802, N803 - COM's own words, as everywhere here
        assert (Type, Formula1[0]) == (3, "=")
        self._place.ask("live_rule", changes={"alert": AlertStyle})

    def __setattr__(self, name, value):
        keys = {"ErrorTitle": "title", "ErrorMessage": "message", "ShowError": "show"}
        if name in keys:
            self._place.ask("live_rule", changes={keys[name]: value})
        elif name == "_place":
            object.__setattr__(self, name, value)
        else:
            raise AttributeError(name)


class NativeFont:
    def __init__(self, place):
        self._place = place

    def __setattr__(self, name, value):
        if name == "_place":
            object.__setattr__(self, name, value)
        elif name == "Underline":
            self._place.ask("live_look", trait="underline", worth={2: True, -4142: False}[value])
        else:
            raise AttributeError(name)


class NativeRange:
    def __init__(self, place):
        self._place = place
        self.Validation, self.Font = NativeValidation(place), NativeFont(place)

    def AutoFilter(self, field):  # noqa: N802
        assert field == 1
        filters = self._place.sheet.book.filters
        assert self._place.sheet.name not in filters, "Excel would take the arrows off"
        filters[self._place.sheet.name] = self._place.area
        self._place.ask("live_filter")

    def ClearOutline(self):  # noqa: N802
        self._place.ask("live_ungroup")

    def ClearHyperlinks(self):  # noqa: N802
        self._place.ask("live_unlink")


class NativePageSetup:
    def __init__(self, sheet):
        self._sheet = sheet

    def __setattr__(self, name, value):
        if name == "_sheet":
            object.__setattr__(self, name, value)
        elif name == "RightHeader":
            self._sheet.ask("live_set_page_header", text=value)
        else:
            raise AttributeError(name)


class NativeSheet:
    def __init__(self, sheet):
        self._sheet = sheet
        self.PageSetup = NativePageSetup(sheet)

    @property
    def AutoFilterMode(self):  # noqa: N802
        return self._sheet.name in self._sheet.book.filters

    @AutoFilterMode.setter
    def AutoFilterMode(self, value):  # noqa: N802
        assert value is False  # Excel takes no other
        self._sheet.ask("live_filter", area=self._sheet.book.filters.pop(self._sheet.name))


class NativeWindow:
    def __init__(self, book):
        self._book = book
        self.SplitColumn = self.SplitRow = 0
        self.ScrollRow = self.ScrollColumn = 1

    @property
    def FreezePanes(self):  # noqa: N802
        raise NotImplementedError

    @FreezePanes.setter
    def FreezePanes(self, value):  # noqa: N802
        rows, columns = (self.SplitRow, self.SplitColumn) if value else (0, 0)
        self._book.sheets.active.ask("live_freeze", rows=rows, columns=columns)


class NativeProperty:
    def __init__(self, book, name):
        self._book, self._name = book, name

    @property
    def Value(self):  # noqa: N802
        raise NotImplementedError

    @Value.setter
    def Value(self, text):  # noqa: N802
        self._book.ask("live_property", name=self._name, text=text)


class NativeBook:
    def __init__(self, book):
        self._book = book

    @property
    def FullName(self):  # noqa: N802
        return self._book.address or self._book.ask("live_path")

    @property
    def ReadOnly(self):  # noqa: N802
        return self._book.ask("live_read_only")

    @property
    def Saved(self):  # noqa: N802
        return not self._book.ask("live_modified")

    def Windows(self, number):  # noqa: N802
        assert number == 1
        return NativeWindow(self._book)

    def CustomDocumentProperties(self, name):  # noqa: N802
        return NativeProperty(self._book, name)


class NativeApp:
    """`chosen` of the app is what the person chooses when a file is asked for, False where nothing."""

    def __init__(self, app):
        self._app = app

    def GetOpenFilename(self, kinds, number, title):  # noqa: N802
        assert (number, kinds.count(",") % 2, bool(title)) == (1, 1, True)
        return self._app.chosen
