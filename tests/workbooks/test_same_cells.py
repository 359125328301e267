"""Other programs open every workbook we write and find the same cells in it: calamine, SheetJS and LibreOffice."""

import datetime as dt
import io
import warnings
from functools import cache

import openpyxl
import pytest
import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape

from node_programs import sheetjs_cells, why_not_sheetjs
from workbooks.every_workbook import WORKBOOKS

NAMES = (*WORKBOOKS, "master")


@pytest.fixture(scope="module")
def data_of(small_master):
    """Gives a workbook's bytes by its name; each is made once."""
    return cache(lambda name: small_master if name == "master" else WORKBOOKS[name]())


@pytest.fixture(scope="module")
def expected(data_of):
    """Gives sheet name -> address -> value, as openpyxl reads a workbook."""
    return cache(lambda name: openpyxl_cells(data_of(name)))


def openpyxl_cells(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        sheet.title: plain({cell.coordinate: _unescaped(cell.value) for row in sheet.iter_rows() for cell in row})
        for sheet in book
    }


def _unescaped(value):
    """A text without the escapes of control characters, which openpyxl alone leaves in."""
    return unescape(value) if isinstance(value, str) else value


def plain(cells):
    """Cells with something in them; days are numbers, and lines end alike."""
    return {address: _plain(value) for address, value in cells.items() if value not in {None, ""}}


def _plain(value):
    if isinstance(value, dt.date):
        return float(to_excel(value))
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return float(value)


def of_rows(rows):
    return plain(
        {
            f"{get_column_letter(col)}{row}": value
            for row, line in enumerate(rows, 1)
            for col, value in enumerate(line, 1)
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_calamine__the_same_cells(data_of, expected, name):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data_of(name)))
    read = {
        sheet: of_rows(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)) for sheet in book.sheet_names
    }
    assert read == expected(name)


@pytest.fixture(scope="module")
def by_sheetjs(data_of, tmp_path_factory):
    """Name -> the cells that SheetJS reads; all workbooks in one run of Node."""
    place = tmp_path_factory.mktemp("sheetjs")
    paths = [place / f"{number}.xlsx" for number, _ in enumerate(NAMES)]
    for path, name in zip(paths, NAMES, strict=True):
        path.write_bytes(data_of(name))
    books = sheetjs_cells(paths)
    return {
        name: {sheet: plain(cells) for sheet, cells in book.items()} for name, book in zip(NAMES, books, strict=True)
    }


@pytest.mark.skipif(bool(why_not_sheetjs()), reason=why_not_sheetjs())
@pytest.mark.parametrize("name", NAMES)
def test_sheetjs__the_same_cells(by_sheetjs, expected, name):
    assert by_sheetjs[name] == expected(name)


@pytest.mark.office
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice__the_same_cells(opened, data_of, expected, name):
    book = opened(data_of(name))
    sheets = expected(name)
    assert [sheet["name"] for sheet in book.sheets()] == list(sheets)
    for sheet, cells in sheets.items():
        assert of_rows(book.ask("texts", sheet=sheet, area=_area(cells))) == cells


def _area(cells):
    """From A1 a row and a column past the last cell that has something."""
    places = [openpyxl.utils.cell.coordinate_from_string(address) for address in cells]
    right = max(openpyxl.utils.column_index_from_string(letters) for letters, _ in places)
    return f"A1:{get_column_letter(right + 1)}{max(row for _, row in places) + 1}"
