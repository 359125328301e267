"""Drive the LibreOffice that this runs in by UNO: JSON requests come and JSON answers go on a socket, a line each.

`office_start.py` loads it; `office.py` asks. Each request is ``{"do": name, ...arguments}``; each answer
``{"result": ...}`` or ``{"error": text}``.
"""

import json
import socket
from pathlib import Path

import uno
import unohelper
from com.sun.star.awt import KeyEvent
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import EQUAL
from com.sun.star.task import XJob

from office_live import LiveRequests
from office_looks import LookRequests

RETURN, DELETE = 1280, 1286
ALWAYS_EXECUTE = 4
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
    "xls": "MS Excel 97",
    "csv": "Text - txt - csv (StarCalc)",
    "fods": "OpenDocument Spreadsheet Flat XML",
    "html": "HTML (StarCalc)",
    "xlsm": "Calc MS Excel 2007 VBA XML",
}
TEXT_FILTERS = {"pdf": "writer_pdf_Export", "docx": "MS Word 2007 XML", "odt": "writer8", "doc": "MS Word 97", "rtf": "Rich Text Format"}  # fmt: skip
"""Of documents of Writer's."""


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def url(path):
    return uno.systemPathToFileUrl(str(Path(path).resolve()))


class Driver(LiveRequests, LookRequests):
    """The documents open in this LibreOffice, by number, and what is done to them."""

    def __init__(self, context):
        self.documents, self.opened = {}, 0
        make = context.ServiceManager.createInstanceWithContext
        self.desktop = make("com.sun.star.frame.Desktop", context)
        self.dispatcher = make("com.sun.star.frame.DispatchHelper", context)
        self.toolkit = make("com.sun.star.awt.Toolkit", context)

    # requests

    def open(self, path, *, macros=False, hidden=False):
        """Open a document; its macros may run where `macros` says so; hidden where nothing is typed into it."""
        # not hidden: key events need a window, which --headless never shows
        given = {"Hidden": hidden, **({"MacroExecutionMode": ALWAYS_EXECUTE} if macros else {})}
        if str(path).endswith(".xlam"):  # not recognised by itself
            given["FilterName"] = FILTERS["xlsm"]
        document = self.desktop.loadComponentFromURL(url(path), "_blank", 0, properties(**given))
        if document is None:
            raise FileNotFoundError(path)
        return self._keep(document)

    def _keep(self, document):
        self.opened += 1  # no number is given twice: what a test closed is never taken for another's
        self.documents[self.opened] = document
        return self.opened

    def open_documents(self):
        """The numbers of the documents that are open."""
        return list(self.documents)

    def close_others(self, keep):
        """Close every document but these."""
        for number in [number for number in self.documents if number not in keep]:
            self.close_document(number)

    def save(self, document, path, kind, password=""):
        is_text = self.documents[document].supportsService("com.sun.star.text.TextDocument")
        filters = TEXT_FILTERS if is_text else FILTERS
        given = {"FilterName": filters[kind], **({"Password": password} if password else {})}
        self.documents[document].storeToURL(url(path), properties(**given))

    def filter_of(self, document):
        """The name of the filter a document was read by."""
        return next(given.Value for given in self.documents[document].Args if given.Name == "FilterName")

    def macros(self, document):
        """Module -> its procedures, of the document's VBA project."""
        libraries = self.documents[document].BasicLibraries
        (project,) = [name for name in libraries.ElementNames if name != "Standard"]
        libraries.loadLibrary(project)
        library = libraries.getByName(project)
        return {name: library.getByName(name) for name in library.ElementNames}

    def run_macro(self, document, macro, arguments=()):
        """Run ``Project.Module.Procedure`` of a document; what it returns."""
        script = f"vnd.sun.star.script:{macro}?language=Basic&location=document"
        found = self.documents[document].getScriptProvider().getScript(script)
        return found.invoke(tuple(arguments), (), ())[0]

    def close_document(self, document):
        self.documents.pop(document).close(True)

    def sheets(self, document):
        return [{"name": s.Name, "visible": s.IsVisible, "protected": s.isProtected()} for s in self._sheets(document)]

    def type(self, document, sheet, cell, text):
        """Type like a person at the keyboard, Return at the end: locks and validations are honoured."""
        self._go_to(document, sheet, cell)
        for letter in text:
            self._key(document, 0, letter)
        self._key(document, RETURN, "\r")
        return self.show(document, sheet, cell)

    def delete(self, document, sheet, cell):
        self._go_to(document, sheet, cell)
        self._key(document, DELETE, "\0")
        return self.show(document, sheet, cell)

    def paste(self, document, sheet, cell, text):
        """Enter as pasting does: locks are honoured, validations are not."""
        self._go_to(document, sheet, cell)
        self._dispatch(document, ".uno:EnterString", StringName=text)
        return self.show(document, sheet, cell)

    def move_cells(self, document, sheet, source, target, command):
        """Copy, cut, … an area by its command (``Copy``), and paste it at a cell with the clipboard."""
        self._go_to(document, sheet, source)
        self._dispatch(document, f".uno:{command}")
        self._go_to(document, sheet, target)
        self._dispatch(document, ".uno:Paste")
        self.toolkit.processEventsToIdle()

    def paste_from(self, document, sheet, target, other):
        """Paste all of another open document, one of Writer's, at a cell."""
        frame = self.documents[other].CurrentController.Frame
        for name in (*["SelectAll"] * 3, "Copy"):  # of a table the first selects a cell, the second the table
            self.dispatcher.executeDispatch(frame, f".uno:{name}", "", 0, ())
        self._go_to(document, sheet, target)
        self._dispatch(document, ".uno:Paste")
        self.toolkit.processEventsToIdle()

    def command(self, document, sheet, area, name):
        """Give a command (``FillDown``, ``Undo``) with an area selected."""
        self._go_to(document, sheet, area)
        self._dispatch(document, f".uno:{name}")
        self.toolkit.processEventsToIdle()

    def filter_rows(self, document, table, column, value):
        """Show the rows of an Excel table that have a value in a column (from 0); gives the rows seen then."""
        found = self.documents[document].DatabaseRanges.getByName(table)
        field = TableFilterField()
        field.Field, field.Operator, field.StringValue = column, EQUAL, value
        found.getFilterDescriptor().setFilterFields((field,))
        found.refresh()
        return self._seen(document, found.DataArea)

    def unfilter(self, document, sheet, table):
        """Show all rows of an Excel table again, by the menu; gives the rows seen then."""
        area = self.documents[document].DatabaseRanges.getByName(table).DataArea
        self.command(document, sheet, f"A{area.StartRow + 1}", "DataFilterRemoveFilter")
        return self._seen(document, area)

    def _seen(self, document, area):
        rows = self.documents[document].Sheets.getByIndex(area.Sheet).Rows
        return [at + 1 for at in range(area.StartRow + 1, area.EndRow + 1) if rows.getByIndex(at).IsVisible]

    def locked(self, document, sheet, area):
        """The cells of an area that are locked."""
        found = self._sheet(document, sheet).getCellRangeByName(area)
        rows, columns = found.Rows.Count, found.Columns.Count
        cells = (found.getCellByPosition(column, row) for row in range(rows) for column in range(columns))
        return [cell.AbsoluteName.rpartition(".")[2].replace("$", "") for cell in cells if cell.CellProtection.IsLocked]

    def show(self, document, sheet, cell):
        found = self._sheet(document, sheet).getCellRangeByName(cell)
        return {"text": found.String, "formula": found.Formula, "value": found.Value}

    def texts(self, document, sheet, area):
        rows = self._sheet(document, sheet).getCellRangeByName(area).getDataArray()
        return [list(row) for row in rows]

    def row_heights(self, document, sheet, first, last):
        """Hundredths of a millimetre as they are stored, and as LibreOffice would have them to show all text."""
        rows = self._sheet(document, sheet).getRows()
        stored = [rows.getByIndex(at - 1).Height for at in range(first, last + 1)]
        for at in range(first, last + 1):
            rows.getByIndex(at - 1).OptimalHeight = True
        return {"stored": stored, "best": [rows.getByIndex(at - 1).Height for at in range(first, last + 1)]}

    def invalid_cells(self, document, sheet):
        """The cells whose values their own validation would not take."""
        found = self._sheet(document, sheet)
        found.showInvalid()
        page = found.getDrawPage()
        shapes = [page.getByIndex(at) for at in range(page.getCount())]
        circles = [shape for shape in shapes if shape.ShapeType == "com.sun.star.drawing.EllipseShape"]
        return [shape.Anchor.AbsoluteName.rpartition(".")[2].replace("$", "") for shape in circles]

    def notes(self, document, sheet):
        """The notes on a sheet: cell, text, whether each is always shown."""
        found = self._sheet(document, sheet).getAnnotations()
        return [
            {"cell": self._name(document, sheet, note.Position), "text": note.getString(), "shown": note.getIsVisible()}
            for note in (found.getByIndex(at) for at in range(found.getCount()))
        ]

    def note_boxes(self, document, sheet):
        """Cell -> its note's box: right of and below the cell's corner, width, height, in hundredths of a millimetre.

        Ask this before `notes`: reading a note's text makes LibreOffice forget the box until it is shown.
        """
        boxes = {}
        found = self._sheet(document, sheet).getAnnotations()
        for at in range(found.getCount()):
            note = found.getByIndex(at)
            box = note.getAnnotationShape()
            size, where = box.Size, box.Position
            corner = self._sheet(document, sheet).getCellByPosition(note.Position.Column, note.Position.Row).Position
            name = self._name(document, sheet, note.Position)
            boxes[name] = [where.X - corner.X, where.Y - corner.Y, size.Width, size.Height]
        return boxes

    def _name(self, document, sheet, place):
        cell = self._sheet(document, sheet).getCellByPosition(place.Column, place.Row)
        return cell.AbsoluteName.rpartition(".")[2].replace("$", "")

    def follow(self, document, sheet, cell):
        """Go where the link on a cell leads within the workbook; the sheet and cell the cursor stands on then."""
        fields = self._sheet(document, sheet).getCellRangeByName(cell).getTextFields()
        mark = fields.getByIndex(0).URL.removeprefix("#")
        self._dispatch(document, ".uno:JumpToMark", Bookmark=mark)  # what a click on it does
        self.toolkit.processEventsToIdle()
        selected = self.documents[document].getCurrentSelection().AbsoluteName
        return [self.active_sheet(document), selected.rpartition(".")[2].replace("$", "")]

    def active_sheet(self, document):
        return self.documents[document].CurrentController.getActiveSheet().Name

    def background(self, document, sheet, cell):
        """The colour a cell is stored with, conditional formats left aside, as six hexadecimal digits."""
        return f"{self._sheet(document, sheet).getCellRangeByName(cell).CellBackColor & 0xFFFFFF:06X}"

    def recalculate(self, document):
        self.documents[document].calculateAll()

    def try_password(self, document, sheet, password):
        """Unlock a sheet with a password; whether it is unlocked then."""
        found = self._sheet(document, sheet)
        try:
            found.unprotect(password)
        except Exception:  # noqa: BLE001 - how LibreOffice says that the password is wrong
            return False
        return not found.isProtected()

    def insert_rows(self, document, sheet, before, count):
        self._sheet(document, sheet).getRows().insertByIndex(before - 1, count)

    def insert_columns(self, document, sheet, before, count):
        self._sheet(document, sheet).getColumns().insertByIndex(before - 1, count)

    def remove_columns(self, document, sheet, first, count):
        self._sheet(document, sheet).getColumns().removeByIndex(first - 1, count)

    def copy_sheet(self, document, sheet, name):
        sheets = self.documents[document].Sheets
        sheets.copyByName(sheet, name, sheets.getCount())

    def remove_sheet(self, document, sheet):
        self.documents[document].Sheets.removeByName(sheet)

    # the machinery

    def _sheets(self, document):
        sheets = self.documents[document].Sheets
        return [sheets.getByIndex(at) for at in range(sheets.getCount())]

    def _sheet(self, document, name):
        return self.documents[document].Sheets.getByName(name)

    def _dispatch(self, document, command, **arguments):
        frame = self.documents[document].CurrentController.Frame
        self.dispatcher.executeDispatch(frame, command, "", 0, properties(**arguments))

    def _go_to(self, document, sheet, cell):
        controller = self.documents[document].CurrentController
        controller.setActiveSheet(self._sheet(document, sheet))
        controller.Frame.ContainerWindow.setFocus()
        controller.Frame.ComponentWindow.setFocus()
        self._dispatch(document, ".uno:GoToCell", ToPoint=cell)

    def _key(self, document, code, letter):
        event = KeyEvent()
        event.KeyCode, event.KeyChar, event.Modifiers = code, uno.Char(letter), 0
        event.Source = self.documents[document].CurrentController.Frame.ContainerWindow
        self.toolkit.keyPress(event)
        self.toolkit.keyRelease(event)
        self.toolkit.processEventsToIdle()


class Serving(unohelper.Base, XJob):
    """The component that LibreOffice makes of this module: its one job is to answer whoever connects to a socket."""

    def __init__(self, context):
        self._driver = Driver(context)

    def execute(self, arguments):
        """Answer until the other side closes; the arguments are the path of the socket, which listens already."""
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(arguments[0].Value)
            with caller.makefile("rw", encoding="utf-8") as lines:
                for line in lines:
                    lines.write(json.dumps(self._answer(json.loads(line))) + "\n")
                    lines.flush()

    def _answer(self, request):
        name = request.pop("do")
        try:
            return {"result": getattr(self._driver, name)(**request)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to see it
            return {"error": f"{type(error).__name__}: {error}"}


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the loader's own word
g_ImplementationHelper.addImplementation(Serving, "dhr.office.Serving", ())
