"""What a program that drives Excel does to an open workbook, done to one open in LibreOffice, by UNO.

`office_driver.py` takes these requests in; `xlwings_office.py` makes them. A place is a document's number, a
sheet's name and an area [top, left, bottom, right] that counts from 1. Entering is as strict as Excel: what Excel
reads as a number, a day or a formula becomes one here, unless the cell is formatted as text.
"""

import uno
from com.sun.star.table import CellAddress

MOST_IN_ARRAY, MOST_IN_CELL = 8203, 32767
LAST_ROW = 1_048_576
DATETIME = 2
EVERYTHING, CONTENTS = 1023, 1 | 2 | 4 | 16


def enum(kind, value):
    return uno.Enum(f"com.sun.star.{kind}", value)


class LiveRequests:
    """The requests about a workbook that is open and stays open; a part of the driver."""

    # the workbook

    def live_new_book(self):
        """An empty workbook that no file has yet."""
        return self._keep(self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ()))

    def live_path(self, document):
        """Where it lies; its title alone while no file has it, as Excel says."""
        found = self.documents[document]
        return uno.fileUrlToSystemPath(found.URL) if found.URL else found.Title

    def live_store(self, document):
        """Save in place, as Ctrl+S does."""
        self.documents[document].store()

    def live_read_only(self, document):
        return self.documents[document].isReadonly()

    def live_modified(self, document):
        return self.documents[document].isModified()

    def live_sheets(self, document):
        return [sheet.Name for sheet in self._sheets(document)]

    def live_add_sheet(self, document, name, at):
        self.documents[document].Sheets.insertNewByName(name, at)

    def live_rename(self, document, sheet, name):
        self._sheet(document, sheet).setName(name)

    def live_protect(self, document, sheet):
        self._sheet(document, sheet).protect("")

    def live_visible(self, document, sheet, value=None):
        found = self._sheet(document, sheet)
        if value is not None:
            found.IsVisible = value
        return found.IsVisible

    def live_activate(self, document, sheet):
        self.documents[document].CurrentController.setActiveSheet(self._sheet(document, sheet))

    def live_select(self, document, sheet, area):
        self.live_activate(document, sheet)
        self.documents[document].CurrentController.select(self._range(document, sheet, area))

    def live_selection(self, document):
        selected = self.documents[document].getCurrentSelection()
        if not selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return [selected.Spreadsheet.Name, self._area_of(selected.RangeAddress)]

    def live_freeze(self, document, sheet, rows, columns):
        self.live_activate(document, sheet)
        self.documents[document].CurrentController.freezeAtPosition(columns, rows)

    def live_property(self, document, name, text):
        self.documents[document].DocumentProperties.UserDefinedProperties.setPropertyValue(name, text)

    def live_show(self, document, *, value):
        """Draw what changes as it changes, or not until told so; nor are rows measured then for each change of a look."""
        found = self.documents[document]
        found.IsAdjustHeightEnabled = value
        (found.unlockControllers if value else found.lockControllers)()

    # defined names

    def live_names(self, document):
        """Every name; a sheet's own as 'Sheet'!name."""
        own = [
            f"{self._quoted(sheet.Name)}!{name}"
            for sheet in self._sheets(document)
            for name in sheet.NamedRanges.ElementNames
        ]
        return [*self.documents[document].NamedRanges.ElementNames, *own]

    def live_leads(self, document, name):
        """What a name refers to, as Excel writes it."""
        whole = self.documents[document].NamedRanges
        if whole.hasByName(name):
            return self._leads(whole.getByName(name))
        for sheet in self._sheets(document):
            scope = f"{self._quoted(sheet.Name)}!"
            if name.startswith(scope):
                return self._leads(sheet.NamedRanges.getByName(name.removeprefix(scope)))
        raise KeyError(name)

    def live_drop_name(self, document, name):
        """Remove a name of the whole workbook."""
        self.documents[document].NamedRanges.removeByName(name)

    def live_set_name(self, document, name, sheet, area):
        names = self.documents[document].NamedRanges
        found = self._range(document, sheet, area)
        if names.hasByName(name):
            names.removeByName(name)
        names.addNewByName(name, found.AbsoluteName, CellAddress(0, 0, 0), 0)

    def _leads(self, name):
        cells = name.getReferredCells()
        if cells is None or "#REF!" in name.Content:
            return "=#REF!"
        address = cells.AbsoluteName.rpartition(".")[2]
        return f"={self._quoted(cells.Spreadsheet.Name)}!{address}"

    def _quoted(self, name):
        return name if name.isalnum() else "'" + name.replace("'", "''") + "'"

    # values

    def live_used(self, document, sheet):
        """From A1 to the last cell that holds something or looks like something, as Excel counts it."""
        found = self._sheet(document, sheet)
        cursor = found.createCursor()
        cursor.gotoEndOfUsedArea(False)
        bottom, right = cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1
        alike = found.getUniqueCellFormatRanges()
        for at in range(alike.getCount()):
            areas = [self._area_of(one) for one in alike.getByIndex(at).RangeAddresses]
            if max(area[2] for area in areas) < LAST_ROW:
                bottom = max(bottom, *(area[2] for area in areas))
                right = max(right, *(area[3] for area in areas))
        return [1, 1, bottom, right]

    def live_values(self, document, sheet, area):
        """Rows of values; a day is {"day": its number}."""
        found = self._range(document, sheet, area)
        rows = [list(row) for row in found.getDataArray()]
        for at in found.queryContentCells(DATETIME).RangeAddresses:
            for row in range(at.StartRow, at.EndRow + 1):
                for column in range(at.StartColumn, at.EndColumn + 1):
                    line, place = rows[row + 1 - area[0]], column + 1 - area[1]
                    line[place] = {"day": line[place]}
        return rows

    def live_put(self, document, sheet, area, rows):
        """Enter values together: texts and numbers at once, then what the cells' formats make of them one by one."""
        texts = [value for row in rows for value in row if isinstance(value, str)]
        most = MOST_IN_CELL if len(rows) == len(rows[0]) == 1 else MOST_IN_ARRAY
        if any(len(text.encode("utf-16-le")) // 2 > most for text in texts):
            message = f"a text is longer than {most}"
            raise ValueError(message)
        found = self._range(document, sheet, area)
        found.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in rows))
        as_text = self._formatted_as_text(document, found, area)
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if isinstance(value, str) and (value.startswith("'") or (down, across) not in as_text):
                    self._enter(found.getCellByPosition(across, down), value, (down, across) in as_text)
                elif isinstance(value, int | float) and (down, across) in as_text:
                    found.getCellByPosition(across, down).setString(f"{value:g}")

    def _enter(self, cell, value, as_text):
        if value.startswith("'"):
            cell.setString(value[1:])
        elif not as_text:
            cell.setFormula(value)

    def _formatted_as_text(self, document, found, area):
        """Which cells of an area are formatted as text: (down, across), from 0."""
        formats = self.documents[document].NumberFormats
        cells = set()
        alike = found.getUniqueCellFormatRanges()
        for at in range(alike.getCount()):
            ranges = alike.getByIndex(at)
            if formats.getByKey(ranges.NumberFormat).FormatString == "@":
                for one in ranges.RangeAddresses:
                    cells |= {
                        (row + 1 - area[0], column + 1 - area[1])
                        for row in range(one.StartRow, one.EndRow + 1)
                        for column in range(one.StartColumn, one.EndColumn + 1)
                    }
        return cells

    def live_clear(self, document, sheet, area, *, formats):
        self._range(document, sheet, area).clearContents(EVERYTHING if formats else CONTENTS)
        if formats:
            self.live_rule(document, sheet, area, {"type": "none"})

    def live_unmerge(self, document, sheet, area):
        self._range(document, sheet, area).merge(False)

    def live_insert(self, document, sheet, area, *, rows):
        found = self._range(document, sheet, area)
        way = "DOWN" if rows else "RIGHT"
        self._sheet(document, sheet).insertCells(found.RangeAddress, enum("sheet.CellInsertMode", way))

    def live_delete(self, document, sheet, area, *, rows):
        found = self._range(document, sheet, area)
        way = "UP" if rows else "LEFT"
        self._sheet(document, sheet).removeRange(found.RangeAddress, enum("sheet.CellDeleteMode", way))

    # the machinery

    def _range(self, document, sheet, area):
        top, left, bottom, right = area
        return self._sheet(document, sheet).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def _area_of(self, at):
        return [at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1]
