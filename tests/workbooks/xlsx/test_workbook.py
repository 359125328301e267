"""Reading workbooks as Excel, openpyxl and XlsxWriter write them: cells, sheets, notes, names and properties."""

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from dhr_xl.workbooks.xlsx.addresses import SheetArea, read_area
from dhr_xl.workbooks.xlsx.numbers import kind_of_format, show_number
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import changed, packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd\\/mm\\/yyyy"/></numFmts>'
    '<fonts><font/><font><strike/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="0"/>'
    '<xf numFmtId="0" fontId="1"/><xf numFmtId="9" fontId="0"/><xf numFmtId="20" fontId="0"/></cellXfs></styleSheet>'
)


def workbook(cells="", *, strings="", sheet="", target="worksheets/sheet1.xml", properties="", prefix=""):
    """A workbook as small as one can be, its first sheet holding `cells` (XML)."""
    tag = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    rows = sheet or f"<{tag}sheetData>{cells}</{tag}sheetData>"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return packed({
        "[Content_Types].xml": f'<Types><Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<{tag}workbook {space}="{MAIN}" xmlns:r="{OFFICE}"><{tag}workbookPr {properties}/>'
                           f'<{tag}sheets><{tag}sheet name="S" sheetId="1" r:id="a"/></{tag}sheets></{tag}workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="a" Type="{OFFICE}/worksheet" Target="{target}"/>'
                                      f'<Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
                                      f'<Relationship Id="c" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<{tag}worksheet {space}="{MAIN}">{rows}</{tag}worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": STYLES,
    })  # fmt: skip


def read_cell(cell, **more):
    """What is read of one cell's XML: (text, kind, formula, remark)."""
    found = read_workbook(workbook(f'<row r="1">{cell}</row>', **more)).sheets[0].cells.get((1, 1))
    return found and (found.text, found.kind, found.formula, found.remark)


CELLS = {
    "whole number": ("<c r='A1'><v>7</v></c>", ("7", "number", "", "")),
    "a float that is whole": ("<c r='A1'><v>7.0</v></c>", ("7", "number", "", "")),
    "a long number": ("<c r='A1'><v>123456789012345</v></c>", ("123456789012345", "number", "", "")),
    "noise of binary fractions": ("<c r='A1'><v>0.30000000000000004</v></c>", ("0.3", "number", "", "")),
    "per cent": ("<c r='A1' s='3'><v>0.5</v></c>", ("50%", "number", "", "")),
    "day": ("<c r='A1' s='1'><v>42185</v></c>", ("2015-06-30", "date", "", "")),
    "day and time": ("<c r='A1' s='1'><v>42185.75</v></c>", ("2015-06-30T18:00:00", "date", "", "")),
    "time": ("<c r='A1' s='4'><v>0.75</v></c>", ("18:00:00", "text", "", "")),
    "Excel's own 29 February": ("<c r='A1' s='1'><v>60</v></c>", ("1900-02-29", "text", "", "")),
    "a day before it": ("<c r='A1' s='1'><v>59</v></c>", ("1900-02-28", "date", "", "")),
    "no such day": ("<c r='A1' s='1'><v>-5</v></c>", ("-5", "number", "", "")),
    "ISO date": ("<c r='A1' t='d'><v>2015-06-30T00:00:00Z</v></c>", ("2015-06-30", "date", "", "")),
    "true": ("<c r='A1' t='b'><v>1</v></c>", ("TRUE", "boolean", "", "")),
    "false": ("<c r='A1' t='b'><v>0</v></c>", ("FALSE", "boolean", "", "")),
    "error": ("<c r='A1' t='e'><v>#N/A</v></c>", ("#N/A", "error", "", "")),
    "formula": ("<c r='A1'><f>1+1</f><v>2</v></c>", ("2", "number", "1+1", "")),
    "formula of text": ("<c r='A1' t='str'><f>A2</f><v>x_x000D_y</v></c>", ("x\ry", "text", "A2", "")),
    "formula of no text": ("<c r='A1' t='str'><f>A2</f><v></v></c>", ("", "text", "A2", "")),
    "formula without a value": ("<c r='A1'><f>A2</f></c>", ("", "formula", "A2", "")),
    "formula with an empty value": ("<c r='A1'><f>A2</f><v/></c>", ("", "formula", "A2", "")),
    "LibreOffice's TRUE": ("<c r='A1' t='b'><f>TRUE()</f><v>1</v></c>", ("TRUE", "boolean", "", "")),
    "LibreOffice's #N/A": ("<c r='A1' t='e'><f>NA()</f><v>#N/A</v></c>", ("#N/A", "error", "", "")),
    "inline": ("<c r='A1' t='inlineStr'><is><t>a &amp; b</t></is></c>", ("a & b", "text", "", "")),
    "inline runs": ("<c r='A1' t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r></is></c>", ("ab", "text", "", "")),
    "struck out by its style": ("<c r='A1' s='2' t='inlineStr'><is><t>a</t></is></c>", ("a", "text", "", "struck out")),
    "no address": ("<c><v>7</v></c>", ("7", "number", "", "")),
    "blank": ("<c r='A1' s='1'/>", None),
    "blank text": ("<c r='A1' t='inlineStr'><is><t></t></is></c>", None),
}


@pytest.mark.parametrize(("cell", "read"), CELLS.values(), ids=CELLS.keys())
def test_cell__as_shown(cell, read):
    assert read_cell(cell) == read


STRINGS = {
    "plain": ("<si><t>a</t></si>", ("a", "")),
    "rich": ("<si><r><rPr><b/></rPr><t>Paused</t></r><r><t xml:space='preserve'> now</t></r></si>", ("Paused now", "")),
    "phonetic help": ("<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>", ("東京", "")),
    "struck run": (
        "<si><r><rPr><strike/></rPr><t>not </t></r><r><t>done</t></r></si>", ("not done", "struck out: 'not '"),
    ),
    "strike switched off": ("<si><r><rPr><strike val='0'/></rPr><t>done</t></r></si>", ("done", "")),
    "all struck": ("<si><r><rPr><strike/></rPr><t>done</t></r></si>", ("done", "struck out")),
    "line end of Excel": ("<si><t>a_x000D_\nb</t></si>", ("a\r\nb", "")),
    "underscore that only looks so": ("<si><t>_x005F_x0041_</t></si>", ("_x0041_", "")),
    "half a pair": ("<si><t>a_xD83D_b</t></si>", ("a�b", "")),
    "a whole pair": ("<si><t>_xD83D__xDE00_</t></si>", ("😀", "")),
}  # fmt: skip


@pytest.mark.parametrize(("item", "read"), STRINGS.values(), ids=STRINGS.keys())
def test_string__shared(item, read):
    text, kind, _, remark = read_cell("<c r='A1' t='s'><v>0</v></c>", strings=item)
    assert (text, remark) == read
    assert kind == "text"


def test_string__shared_formula_keeps_a_formula():
    cells = (
        "<row r='1'><c r='A1'><f t='shared' ref='A1:A2' si='0'>B1*2</f><v>2</v></c></row>"
        "<row r='2'><c r='A2'><f t='shared' si='0'/><v>4</v></c></row>"
    )
    read = read_workbook(workbook(cells)).sheets[0].cells
    assert [(entry.text, entry.formula) for entry in read.values()] == [("2", "B1*2"), ("4", "B1*2")]


def test_dates__1904():
    read = read_cell("<c r='A1' s='1'><v>40723</v></c>", properties='date1904="1"')
    assert read == ("2015-06-30", "date", "", "")


def test_package__prefixed_namespaces():
    cells = "<x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c></x:row>"
    assert read_workbook(workbook(cells, prefix="x")).sheets[0].entry(1, 1).text == "a"


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"]
)
def test_package__targets(target):
    assert (
        read_workbook(workbook("<row r='1'><c r='A1'><v>7</v></c></row>", target=target)).sheets[0].entry(1, 1).text
        == "7"
    )


def test_sheet__wrong_dimension_hides_nothing():
    rows = "".join(f"<row r='{at}'><c r='A{at}'><v>{at}</v></c></row>" for at in range(1, 48))
    sheet = f"<dimension ref='A1'/><sheetData>{rows}</sheetData>"
    assert len(read_workbook(workbook(sheet=sheet)).sheets[0].cells) == 47


def test_sheet__hidden_rows_and_columns_are_read():
    sheet = (
        "<cols><col min='1' max='16384' hidden='1'/></cols><sheetData>"
        "<row r='1'/><row r='2' hidden='1'><c r='A2'><v>1</v></c></row></sheetData>"
    )
    assert read_workbook(workbook(sheet=sheet)).sheets[0].entry(2, 1).text == "1"


def test_speed__a_row_of_formatted_cells():
    sheet = io.BytesIO()
    book = xlsxwriter.Workbook(sheet)
    page, yellow = book.add_worksheet(), book.add_format({"bg_color": "yellow"})
    for at in range(16_384):
        page.write_blank(0, at, None, yellow)
    page.write(0, 16_383, "last", yellow)
    book.close()
    assert [entry.text for entry in read_workbook(sheet.getvalue()).sheets[0].cells.values()] == ["last"]


def openpyxl_book():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Owner's copy"
    sheet["A1"], sheet["B2"], sheet["C3"] = "=1+1", dt.date(2015, 6, 30), "text"
    sheet["C3"].comment = Comment("Ask the board", "Somebody")
    sheet["D4"].comment = Comment("On a blank cell", "Somebody")
    book.create_sheet("Secret").sheet_state = "veryHidden"
    book.defined_names["here"] = openpyxl.workbook.defined_name.DefinedName("here", attr_text="'Owner''s copy'!$B$2")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_openpyxl__values_notes_names_states():
    book = read_workbook(openpyxl_book())
    sheet = book.sheets[0]
    assert {entry.ref.cell: (entry.text, entry.kind) for entry in sheet.cells.values()} == {
        "A1": ("", "formula"), "B2": ("2015-06-30", "date"), "C3": ("text", "text"), "D4": ("", "blank"),
    }  # fmt: skip
    assert sheet.notes == {(3, 3): "Ask the board", (4, 4): "On a blank cell"}
    assert sheet.entry(3, 3).remark == "has a note: Ask the board"
    assert [found.state for found in book.sheets] == ["visible", "veryHidden"]
    assert book.names[0].area == SheetArea("Owner's copy", 2, 2, 2, 2)


def test_properties__times_and_custom():
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved)
    book.add_worksheet()
    book.set_properties({"created": dt.datetime(2015, 6, 30, 9, 30)})
    book.set_custom_property("dhr_return_reference", "K7QM")
    book.close()
    read = read_workbook(saved.getvalue()).properties
    assert read.modified == dt.datetime(2015, 6, 30, 9, 30, tzinfo=dt.UTC)
    assert read.custom == {"dhr_return_reference": "K7QM"}


def test_threaded_comment__its_own_words():
    data = openpyxl_book()
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="t" Type="{kind}" Target="/xl/threadedComments/t.xml"/></Relationships>'
    data = changed(data, "xl/worksheets/_rels/sheet1.xml.rels", "</Relationships>", link)
    from workbooks.return_samples import parts

    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="C3" id="1"><text>First</text></threadedComment>'
        '<threadedComment ref="C3" id="2"><text>Second</text></threadedComment></ThreadedComments>'
    )
    read = read_workbook(packed({**parts(data), "xl/threadedComments/t.xml": thread})).sheets[0]
    assert read.notes[3, 3] == "First\nSecond"


FORMATS = {
    "General": "general", "0.00": "general", "0%": "percent", "dd/mm/yyyy": "date", "[$-809]d mmmm yyyy": "date",
    "yyyy\\-mm\\-dd": "date", "h:mm": "time", "[h]:mm:ss": "time", "mmm yy": "date", '"Return by "d mmmm yyyy': "date",
    '0 "days"': "general", "[Red]0": "general", "_(* #,##0_)": "general", "mmmm": "date", '#,##0 "year"': "general",
}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), FORMATS.items())
def test_formats__what_they_show(code, kind):
    assert kind_of_format(code) == kind


@pytest.mark.parametrize("stored", ["nan", "inf", "abc"])
def test_numbers__that_are_none(stored):
    with pytest.raises(ValueError, match=r".*"):
        show_number(stored, "general")


AREAS = {
    "Return!$C$5:$C$12": SheetArea("Return", 5, 3, 12, 3),
    "'O''Brien & Co'!$A$1": SheetArea("O'Brien & Co", 1, 1, 1, 1),
    "Return!$C:$D": SheetArea("Return", 1, 3, 1_048_576, 4),
    "Return!$5:$5": SheetArea("Return", 5, 1, 5, 16_384),
    "A1": SheetArea("", 1, 1, 1, 1),
    "#REF!": None,
    "Return!#REF!": None,
    "Return!$A$1,Return!$C$3": None,
    "OFFSET(Return!$A$1,0,0,5,1)": None,
    "'[1]Return'!$A$1": SheetArea("[1]Return", 1, 1, 1, 1),
}


@pytest.mark.parametrize(("text", "area"), AREAS.items())
def test_areas__as_written(text, area):
    assert read_area(text) == area
