"""The template is a council's to restyle: what it puts there with Excel goes out with every form."""

import base64
import importlib.util
import io
import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import TEMPLATE, answers, changed, edited, form, packed, parts, row

SCRIPT = Path(__file__).parents[3] / "scripts" / "build_templates.py"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHEET = "xl/worksheets/sheet2.xml"


@pytest.fixture
def builder():
    found = importlib.util.spec_from_file_location("build_templates", SCRIPT)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def decorated(builder, monkeypatch, tmp_path):
    """The template with a logo, a picture in the header and a text box, as a council puts them there."""
    draw_marks, set_page = builder.draw_marks, builder.set_page

    def draw(book, sheet, first, last):
        draw_marks(book, sheet, first, last)
        sheet.insert_image("L1", "logo.png", {"image_data": io.BytesIO(PICTURE)})
        sheet.insert_textbox("N1", "Eastmarch Council")

    def page(sheet):
        set_page(sheet)
        sheet.set_header("&L&G&C{MARKING}", {"image_left": "seal.png", "image_data_left": io.BytesIO(PICTURE)})

    monkeypatch.setattr(builder, "draw_marks", draw)
    monkeypatch.setattr(builder, "set_page", page)
    return builder.build(tmp_path / "return.xlsx").read_bytes()


def test_shipped__is_what_the_script_builds(builder, tmp_path):
    assert parts(builder.build(tmp_path / "return.xlsx").read_bytes()) == parts(TEMPLATE)


def test_shipped__nothing_hidden_and_nobody_named():
    book = read_workbook(TEMPLATE)
    assert {sheet.state for sheet in book.sheets} == {"visible"}
    properties = openpyxl.load_workbook(io.BytesIO(TEMPLATE)).properties
    assert (properties.creator, properties.lastModifiedBy) == (None, None)


def test_decorated__picture_header_and_text_box_survive(decorated):
    out = parts(write_return_form(form([row(1)]), decorated))
    assert [name for name in out if name.startswith("xl/media/") and out[name] == PICTURE]
    assert "Eastmarch Council" in out["xl/drawings/drawing1.xml"]
    assert re.search(r"<drawing r:id=.*<legacyDrawingHF r:id=", out[SHEET])
    related = out["xl/worksheets/_rels/sheet2.xml.rels"]
    for target in re.findall(r'Target="\.\./([^"]*)"', related):
        assert f"xl/{target}" in out
    assert re.search("<oddHeader>&amp;L&amp;G&amp;COFFICIAL-SENSITIVE</oddHeader>", out[SHEET])
    assert "png" in out["[Content_Types].xml"]
    assert "vml" in out["[Content_Types].xml"]


def test_decorated__the_councils_text_box_is_no_word_of_an_agency(decorated):
    data = write_return_form(form([row(1)]), decorated)
    assert read_return(data, decorated).noted == ()
    assert [(entry.ref.cell, entry.text) for entry in read_return(data).noted] == [("text box", "Eastmarch Council")]


def test_hidden_sheet__of_the_template_is_shown():
    hidden = changed(TEMPLATE, "xl/workbook.xml", 'name="Lists"', 'name="Lists" state="veryHidden"')
    assert {sheet.state for sheet in read_workbook(write_return_form(form([row(1)]), hidden)).sheets} == {"visible"}


def test_notes__of_a_template_name_nobody():
    def note(book):
        book["Guidance"]["A1"].comment = Comment("Ask the board first", "Somebody Known")

    out = parts(write_return_form(form([row(1)]), edited(TEMPLATE, note)))
    everything = "".join(part for part in out.values() if isinstance(part, str))
    assert "Ask the board first" in everything
    assert "Somebody" not in everything


def test_decorated__every_other_part_is_copied_byte_for_byte(decorated):
    before, after = parts(decorated), parts(write_return_form(form([row(1)]), decorated))
    for name in before:
        if name.startswith(("xl/media", "xl/drawings", "xl/theme", "xl/styles")):
            assert after[name] == before[name]


def test_restyled__cells_take_the_sample_rows_styles():
    restyled = changed(TEMPLATE, SHEET, r'(<c r="H4" s=)"\d+"', r'\1"3"', pattern=True)
    out = parts(write_return_form(form([row(1), row(2), row(3)._replace(locked=True)]), restyled))[SHEET]
    styles = dict(re.findall(r'<c r="(H\d+)" s="(\d+)"', out))
    assert styles["H4"] == styles["H5"] == "3"
    assert styles["H6"] == re.search(r'<c r="H5" s="(\d+)"', parts(TEMPLATE)[SHEET])[1]


def test_restyled__columns_in_another_order_and_a_row_more():
    """A council puts its crest in a row of its own, and Excel moves the names along."""
    book = parts(TEMPLATE)
    moved = re.sub(r'(<row r=|<c r="[A-Z]+)"?(\d+)"', lambda m: f'{m[1]}"{int(m[2]) + 1}"' if "row" in m[1]
                   else f'{m[1]}{int(m[2]) + 1}"', book[SHEET])  # fmt: skip
    names = re.sub(
        r"(Return![^<]*)", lambda m: re.sub(r"\$(\d+)", lambda n: f"${int(n[1]) + 1}", m[1]), book["xl/workbook.xml"]
    )
    table = re.sub(r"([A-Z])(\d+)(?=[:\"])", lambda m: f"{m[1]}{int(m[2]) + 1}", book["xl/tables/table1.xml"])
    changes = {SHEET: moved, "xl/workbook.xml": names, "xl/tables/table1.xml": table}
    data = write_return_form(form([row(1)]), packed({**book, **changes}))
    assert 'ref="A4:P5"' in parts(data)["xl/tables/table1.xml"]
    read = read_return(data)
    assert [found.ref.text for found in read.rows] == ["1-EGH"]
    assert read.rows[0].ref.ref.cell == "A5"
    assert answers(data)["1-EGH"]["status"] == "In progress"


def test_words__a_council_changes_them():
    own = changed(
        TEMPLATE, "xl/sharedStrings.xml", "Update from {agency}: review {review}", "{review}, {agency}: your update"
    )
    assert read_workbook(write_return_form(form([row(1)]), own)).sheet("Start").entry(1, 1).text == (
        "DHR-07, Eastmarch General Hospital NHS Trust: your update"
    )


HEADERS = {
    "no headers at all": (r"<headerFooter>.*?</headerFooter>", ""),
    "their own words": (r"\{MARKING\}", "Eastmarch"),
    "another first page": ("<headerFooter>", '<headerFooter differentFirst="1">'),
    "other even pages": ("<headerFooter>", '<headerFooter differentOddEven="1">'),
}


@pytest.mark.parametrize(("old", "new"), HEADERS.values(), ids=HEADERS.keys())
def test_marking__on_every_page_whatever_the_template_says(old, new):
    out = parts(write_return_form(form([row(1)]), changed(TEMPLATE, SHEET, old, new, pattern=True)))[SHEET]
    header = re.search(r"<headerFooter.*?</headerFooter>", out)[0]
    found = re.findall(r"<(\w+)>([^<]*)</", header)
    wanted = {"oddHeader", "oddFooter"}
    wanted |= {"firstHeader", "firstFooter"} if "differentFirst" in new else set()
    wanted |= {"evenHeader", "evenFooter"} if "differentOddEven" in new else set()
    assert {name for name, _ in found} == wanted
    assert all("OFFICIAL-SENSITIVE" in text for _, text in found)
    assert out.index("<pageSetup") < out.index("<headerFooter") < out.index("<colBreaks")


def test_excels_own__printer_path_and_calculation_chain_stay_at_home():
    members = parts(TEMPLATE)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    printer = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="p" Type="{office}/printerSettings" Target="../printerSettings/p1.bin"/></Relationships>'
    path = '<workbookPr defaultThemeVersion="124226"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\someone\\"/></mc:Choice></mc:AlternateContent>'
    members["xl/worksheets/_rels/sheet2.xml.rels"] = printer
    members["xl/printerSettings/p1.bin"] = b"\\\\PRINTER-OF-SOMEONE"
    members[SHEET] = members[SHEET].replace("<pageSetup ", '<pageSetup r:id="p" ')
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace('<workbookPr defaultThemeVersion="124226"/>', path)
    members["xl/calcChain.xml"] = "<calcChain/>"
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", f'<Relationship Id="c" Type="{office}/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    out = parts(write_return_form(form([row(1)]), packed(members)))
    everything = "".join(part if isinstance(part, str) else part.decode("latin-1") for part in out.values())
    assert "someone" not in everything.lower()
    assert not any("printer" in name.lower() or "calcChain" in name for name in out)
    assert 'r:id="p"' not in out[SHEET]


LACKING = {
    "a column": ("xl/workbook.xml", "dhr_col_outcome", "other", "dhr_col_outcome"),
    "a cell": ("xl/workbook.xml", "dhr_as_at", "other", "dhr_as_at"),
    "a sheet": ("xl/workbook.xml", 'sheet name="Lists"', 'sheet name="Choices"', "Lists"),
    "the sheet of whole texts": (
        "xl/workbook.xml",
        'sheet name="Recommendations"',
        'sheet name="All"',
        "Recommendations",
    ),
}


@pytest.mark.parametrize(("part", "old", "new", "said"), LACKING.values(), ids=LACKING.keys())
def test_lacking__what_is_missing_is_named(part, old, new, said):
    with pytest.raises(ValueError, match=said):
        write_return_form(form([row(1)]), changed(TEMPLATE, part, old, new))


def test_sensitivity_label__is_kept():
    """A council's label, as Office writes it into the template, is on every form."""
    labels = {"MSIP_Label_6f1a_Enabled": "true", "MSIP_Label_6f1a_Name": "OFFICIAL & SENSITIVE"}

    def label(book):
        for name, text in labels.items():
            book.custom_doc_props.append(StringProperty(name=name, value=text))
        book.custom_doc_props.append(StringProperty(name="Somebody", value="of the council"))

    data = write_return_form(form([row(1)]), edited(TEMPLATE, label))
    assert read_workbook(data).properties.custom == {"dhr_return_reference": "K7QM-4XWP-ZB2C-H9RT", **labels}


def test_marks__every_want_marks_its_cells():
    out = parts(write_return_form(form([row(at) for at in range(1, 13)]), TEMPLATE))[SHEET]
    areas = re.findall(r'<conditionalFormatting sqref="([^"]*)"', out)
    assert areas == [f"{letter}4:{letter}15" for letter in "GHJIKMLC"]
    assert 'SEARCH("Evidence",$C4)' in out
    assert len(FIELDS) == 16
