"""What else could do the work that bench.py measures: scripts as a user writes them, which check nothing."""

import io
import sys
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

SHEET = "Return"
CHOICES = ("Not started", "In progress", "Paused", "Complete")


def read_twice(data):
    """Read a workbook with openpyxl: once for values, once for formulas, every cell."""
    for values in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value  # noqa: B018 - looking is the work


def round_by_openpyxl(issued, inbox, target):
    """Open each return and its form with openpyxl; write what differs."""
    master = openpyxl.Workbook(write_only=True)
    page = master.create_sheet()
    for path in sorted(Path(issued).glob("*.xlsx")):
        sent, came = (openpyxl.load_workbook(Path(where) / path.name)[SHEET].values for where in (issued, inbox))
        for row in differing(sent, came):
            page.append(row)
    master.save(target)


def round_by_calamine(issued, inbox, target):
    """The same with python-calamine and XlsxWriter."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "d mmmm yyyy"})
    page, number = book.add_worksheet(), 0
    for path in sorted(Path(issued).glob("*.xlsx")):
        books = (CalamineWorkbook.from_path(str(Path(where) / path.name)) for where in (issued, inbox))
        sent, came = (one.get_sheet_by_name(SHEET).to_python(skip_empty_area=False) for one in books)
        for row in differing(sent, came):
            page.write_row(number, 0, row)
            number += 1
    book.close()


def differing(sent, came):
    """The rows with an answer that was not there: the Ref and what is new."""
    for before, after in zip(sent, came, strict=False):
        new = [now for was, now in zip(before, after, strict=False) if now != was]
        if new:
            yield [after[0], *new]


def book_by_openpyxl(sheets):
    """Write sheets (name -> rows) with openpyxl: wrapped, a list to choose from, locked but for the last column."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    wrapped, free = Alignment(wrap_text=True, vertical="top"), Protection(locked=False)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                page.cell(number, column, text).alignment = wrapped
            page.cell(number, len(row)).protection = free
        choice = DataValidation(type="list", formula1=f'"{",".join(CHOICES)}"', showErrorMessage=True)
        choice.add(f"B2:B{len(rows)}")
        page.add_data_validation(choice)
        page.freeze_panes = "B2"
        page.protection.enable()
    book.save(buffer)
    return buffer.getvalue()


def book_by_xlsxwriter(sheets):
    """The same with XlsxWriter."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    free = book.add_format({"text_wrap": True, "valign": "top", "locked": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                page.write_string(number, column, text, free if column == len(row) - 1 else wrapped)
        page.data_validation(1, 1, len(rows), 1, {"validate": "list", "source": list(CHOICES)})
        page.freeze_panes(1, 1)
        page.protect()
    book.close()
    return buffer.getvalue()


if __name__ == "__main__":
    {"openpyxl": round_by_openpyxl, "calamine": round_by_calamine}[sys.argv[1]](*sys.argv[2:])
