"""A workbook's grid holds what a person sees on its sheets, with the place of each cell."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.excel import read_excel
from dhr_xl.importing.sources.grid import GridTable, LooseParagraph
from importing.reading import repacked, saved


def grid_of(book):
    return read_excel(saved(book), "plan.xlsx")


def sheet_with(cells, fonts=(), formats=()):
    """Return a workbook of one sheet, "Police"; cells, fonts and formats by cell reference."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Police"
    for ref, value in dict(cells).items():
        sheet[ref] = value
    for ref, font in dict(fonts).items():
        sheet[ref].font = font
    for ref, form in dict(formats).items():
        sheet[ref].number_format = form
    return book


def cells_of(book):
    """Return the cells of the first sheet by reference."""
    table = grid_of(book).tables[0]
    return {cell.place.rpartition(" ")[2]: cell for row in table.rows for cell in row.cells}


def asides(grid):
    return [
        (words.place, words.paragraph.printed)
        for words in grid.blocks
        if isinstance(words, LooseParagraph) and words.aside
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (dt.date(2015, 6, 30), "dd/mm/yyyy", "30/06/2015"),
        (dt.date(2015, 6, 30), "d mmmm yyyy", "30 June 2015"),
        (dt.date(2015, 6, 30), "mm-dd-yy", "30 June 2015"),  # month before day would be misread
        (dt.date(2015, 6, 30), "mmm-yy", "Jun-15"),
        (dt.date(2015, 6, 1), '[$-809]mmmm\\ "day" yyyy', "June 2015"),
        (dt.date(2015, 6, 30), "yyyy", "2015"),
        (dt.datetime(2015, 6, 30, 14, 30), "dd/mm/yyyy hh:mm", "30/06/2015 14:30"),
        (0.5, "0%", "50%"),
        (0.285, "0.0%", "28.5%"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1200.5, '"£"#,##0.00', "1200.5"),
        (7, '"R"00', "R07"),
        (12, "000", "012"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        ("tab_x000D_\nline", "General", "tab line"),
    ],
)
def test_cell__reads_as_a_person_sees_it(value, form, text):
    assert cells_of(sheet_with({"B3": value}, formats={"B3": form}))["B3"].text == text


def test_cell__keeps_its_date_and_number():
    cells = cells_of(sheet_with({"A1": dt.datetime(2015, 6, 30, 9), "B1": 0.5, "C1": "30 June 2015", "D1": True}))
    assert [cells[ref].value for ref in ("A1", "B1", "C1", "D1")] == [dt.date(2015, 6, 30), 0.5, None, None]


def test_lines__each_is_a_paragraph_with_its_mark():
    cell = cells_of(sheet_with({"A1": "1. Train\n2. Audit\n\n• Report"}))["A1"]
    assert [(line.mark, line.text) for line in cell.paragraphs] == [("1.", "Train"), ("2.", "Audit"), ("•", "Report")]


def test_struck__runs_and_whole_cells_are_in_no_text():
    part = CellRichText(
        "keep ", TextBlock(InlineFont(strike=True), "old\nalso old"), TextBlock(InlineFont(b=True), " new")
    )
    cells = cells_of(sheet_with({"A1": part, "A2": "all old"}, fonts={"A2": Font(strike=True)}))
    assert [(line.text, line.struck) for line in cells["A1"].paragraphs] == [("keep", "old"), ("new", "also old")]
    assert [(line.text, line.struck) for line in cells["A2"].paragraphs] == [("", "all old")]


def test_fill__theme_indexed_and_plain_colours_are_resolved_and_white_is_none():
    book = sheet_with(dict.fromkeys(("A1", "B1", "C1", "D1", "E1"), "x"))
    for ref, colour in {
        "A1": Color(theme=9), "B1": Color(theme=9, tint=0.4), "C1": Color(indexed=10), "D1": "FFFFC000", "E1": "FFFFFFFF",
    }.items():  # fmt: skip
        book.active[ref].fill = PatternFill("solid", fgColor=colour)
    cells = cells_of(book)
    assert [cells[ref].fill for ref in ("A1", "B1", "C1", "D1", "E1")] == ["F79646", "FAC090", "FF0000", "FFC000", ""]


@pytest.mark.parametrize(
    "theme", ["<theme/>", "<theme><clrScheme><dk1/><lt1><sysClr val='window'/></lt1></clrScheme></theme>"]
)
def test_fill__a_theme_that_lacks_the_colour_gives_none(theme):
    book = sheet_with({"A1": "x"})
    book.loaded_theme = theme.encode()
    book.active["A1"].fill = PatternFill("solid", fgColor=Color(theme=0, tint=0.4))
    assert cells_of(book)["A1"].fill == ""


def test_fill__a_colour_without_words_beside_the_table_is_kept():
    book = sheet_with({"A1": "Action", "A2": "Train"})
    book.active["B2"].fill = PatternFill("solid", fgColor="FF00B050")
    assert cells_of(book)["B2"].fill == "00B050"


def test_merged__cells_have_their_origin():
    book = sheet_with({"A3": "Recommendation", "C3": "one", "C4": "two"})
    book.active.merge_cells("A3:B4")
    cells = cells_of(book)
    assert [cells[ref].origin for ref in ("A3", "B3", "A4", "B4", "C4")] == [None, (0, 0), (0, 0), (0, 0), None]


def test_merged__words_under_a_merge_are_kept():
    data = saved(sheet_with({"A1": "Action", "B1": "covered", "A2": "one", "B2": "two"}))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    merged = sheet.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    first = read_excel(repacked(data, {"xl/worksheets/sheet1.xml": merged}), "plan.xlsx").tables[0].rows[0]
    assert [(cell.text, cell.origin) for cell in first.cells] == [("Action", None), ("covered", (0, 0))]


def test_sheets__each_is_a_table_and_hidden_ones_are_marked():
    book = sheet_with({"A1": "Cover"})
    book.create_sheet("Empty")
    book.create_sheet("Old")["A1"] = "old words"
    book["Old"].sheet_state = "veryHidden"
    book.create_chartsheet("Chart")
    assert [(table.name, table.place, table.hidden) for table in grid_of(book).tables] == [
        ("Police", "sheet Police", False),
        ("Old", "sheet Old", True),
    ]


def test_hidden__rows_are_kept_and_columns_are_reported():
    book = sheet_with({"A1": "a", "B1": "b", "A2": "hidden"})
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    grid = grid_of(book)
    assert [(row.cells[0].text, row.hidden) for row in grid.tables[0].rows] == [("a", False), ("hidden", True)]
    assert asides(grid) == [("sheet Police", "Column B is hidden on the sheet 'Police'.")]


def test_asides__notes_page_headers_and_formulas_without_result_are_kept():
    book = sheet_with({"A1": "a", "B2": "=SUM(C1:C3)"})
    book.active["A1"].comment = Comment("First line\nsecond line", "Ann")
    book.active.oddHeader.center.text = "OFFICIAL-SENSITIVE page &P"
    assert asides(grid_of(book)) == [
        ("sheet Police, B2, a formula without a result", "=SUM(C1:C3)"),
        ("sheet Police, page header or footer", "OFFICIAL-SENSITIVE page"),
        ("sheet Police, A1, note", "First line"),
        ("sheet Police, A1, note", "second line"),
    ]


def test_asides__the_words_of_a_text_box():
    sheet = "xl/worksheets/sheet1.xml"
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><a:p><a:r><a:t>Key: </a:t></a:r>'
        "<a:r><a:t>green is done</a:t></a:r></a:p></xdr:sp></xdr:wsDr>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
        'Target="../drawings/drawing1.xml"/></Relationships>'
    )
    made = repacked(
        saved(sheet_with({"A1": "a"})),
        {"xl/drawings/drawing1.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": relations},
    )
    assert sheet in zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert asides(read_excel(made, "plan.xlsx")) == [("sheet Police, text box", "Key: green is done")]


def test_table__is_cut_to_the_used_cells():
    book = sheet_with({"B2": "a", "B9": "b"})
    for row in range(10, 400):
        book.active.cell(row, 30).fill = PatternFill("solid", fgColor="FF00FF00")
    table = grid_of(book).tables[0]
    assert [row.cells[0].place for row in table.rows] == ["sheet Police, B2", "sheet Police, B8", "sheet Police, B9"]
    assert {len(row.cells) for row in table.rows} == {1}


def test_strict__is_refused():
    data = saved(sheet_with({"A1": "a"}))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = package.read("xl/workbook.xml").replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    with pytest.raises(Stop, match="Strict Open XML"):
        read_excel(repacked(data, {"xl/workbook.xml": book}), "plan.xlsx")


@pytest.mark.parametrize("broken", [b"PK\x03\x04 and no more", b""])
def test_damaged__is_refused(broken):
    with pytest.raises(Stop, match=r"plan\.xlsx is damaged"):
        read_excel(broken, "plan.xlsx")


def test_empty_workbook__is_refused():
    with pytest.raises(Stop, match="no filled cell"):
        read_excel(saved(openpyxl.Workbook()), "plan.xlsx")


def test_table__is_named_like_its_place():
    block = grid_of(sheet_with({"A1": "a"})).blocks[0]
    assert isinstance(block, GridTable)
    assert (block.name, block.rows[0].cells[0].place) == ("Police", "sheet Police, A1")
