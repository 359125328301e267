"""A corrections copy as a package: whole, and with all that a council put in its template."""

import io
import re

import openpyxl
from lxml import etree
from openpyxl.comments import Comment

from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.workbooks.corrections.notes import TALL, WIDTHS, size_of
from dhr_xl.workbooks.corrections.styles import add_marked_styles
from dhr_xl.workbooks.corrections.words import join_notes, write_note
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.corrections_samples import CELLS, COPY, HELD, MARKS, NAME, NUMBER, RETURN, SHEET, STATUS, notes_of
from workbooks.form import test_return_template as restyled
from workbooks.return_samples import SENTENCE, TEMPLATE, edited, form, issued, packed, parts

builder, decorated = restyled.builder, restyled.decorated


def test_package__every_part_declared_related_and_well_formed():
    read = parts(COPY)
    types = etree.fromstring(read["[Content_Types].xml"].encode())
    overrides = [found.get("PartName").lstrip("/") for found in types if found.get("PartName")]
    extensions = {found.get("Extension") for found in types if found.get("Extension")}
    assert len(set(overrides)) == len(overrides)
    assert set(overrides) <= set(read)
    for name, part in read.items():
        assert name == "[Content_Types].xml" or name in overrides or name.rpartition(".")[2] in extensions - {"xml"}, (
            name
        )
        etree.fromstring(part.encode())
        assert "<!--" not in part
        assert "{" not in part.replace("{D5CDD505", ""), name
    for name in (name for name in read if name.endswith(".rels")):
        folder = name.partition("_rels/")[0]
        root = etree.fromstring(read[name].encode())
        assert len({found.get("Id") for found in root}) == len(root)
        for found in root:
            assert re.sub(r"[^/]+/\.\./", "", folder + found.get("Target")) in read


def test_package__children_in_their_order():
    order = ("sheetProtection", "protectedRanges", "autoFilter", "conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins",
             "pageSetup", "headerFooter", "colBreaks", "legacyDrawing", "tableParts")  # fmt: skip
    for name in (SHEET, "xl/worksheets/sheet6.xml"):
        found = [etree.QName(child).localname for child in etree.fromstring(parts(COPY)[name].encode())]
        known = [order.index(child) for child in found if child in order]
        assert known == sorted(known)
    assert "legacyDrawing" in parts(COPY)[SHEET]


def test_boxes__beside_their_cells_and_hidden_until_hovered():
    root = etree.fromstring(parts(COPY)["xl/drawings/vmlDrawing1.vml"].encode())
    shapes = [found for found in root if etree.QName(found).localname == "shape"]
    places = {}
    for shape in shapes:
        assert "visibility:hidden" in shape.get("style")
        said = {etree.QName(found).localname: found.text for found in shape.iter()}
        left, _, top, _, right, _, bottom, _ = map(int, said["Anchor"].split(", "))
        row_at, column = int(said["Row"]), int(said["Column"])
        assert (left, top) == (column + 1, row_at)
        assert right >= left
        assert top <= bottom <= top + 5
        places[f"{chr(65 + column)}{row_at + 1}"] = shape.get("id")
    assert set(places) == set(CELLS)
    assert len(set(places.values())) == len(places)


def test_boxes__as_large_as_their_words():
    short, long = size_of("To put right: no."), size_of(join_notes([NAME, NUMBER]) * 2)
    longest = size_of(write_note(Mark("1-EGH", "", SENTENCE * 20, SENTENCE * 20)))
    assert short[0] == long[0] == WIDTHS[0]
    assert short[1] < long[1] <= TALL
    assert longest[0] == WIDTHS[1]
    assert longest[1] < 1.3 * TALL


def test_bytes__the_same_every_time():
    assert issued(HELD, marks=MARKS) == COPY


def test_decorated__picture_header_and_text_box_survive(decorated):
    out = parts(write_return_form(form(HELD, marks=MARKS), decorated))
    assert [name for name in out if name.startswith("xl/media/") and out[name] == restyled.PICTURE]
    assert "Eastmarch Council" in out["xl/drawings/drawing1.xml"]
    assert re.search(r"<drawing r:id=[^>]*><legacyDrawing [^>]*><legacyDrawingHF r:id=", out[SHEET])
    related = out["xl/worksheets/_rels/sheet2.xml.rels"]
    targets = re.findall(r'Target="\.\./([^"]*)"', related)
    assert len(targets) == len(set(targets)) == 5
    assert all(f"xl/{target}" in out for target in targets)
    assert out["[Content_Types].xml"].count('Extension="vml"') == 1
    drawings = [part for name, part in out.items() if name.endswith(".vml")]
    assert len({re.search(r'<o:idmap [^>]*data="(\d+)"', part)[1] for part in drawings}) == len(drawings)
    before = parts(write_return_form(form(HELD), decorated))
    for name in before:
        if name.startswith(("xl/media", "xl/drawings", "xl/theme")):
            assert out[name] == before[name]


def note_on(cells):
    def put(book):
        for cell, text in cells.items():
            book[RETURN][cell].comment = Comment(text, "Somebody Known")

    return put


def test_template__with_notes_of_its_own():
    template = edited(TEMPLATE, note_on({"C3": "Ask if you are not sure.", "G4": "A note on a sample row."}))
    data = write_return_form(form(HELD, marks=MARKS), template)
    notes = notes_of(data)
    assert notes[3, 3] == "Ask if you are not sure."
    assert notes[4, 7] == write_note(STATUS)
    assert len(notes) == len(CELLS) + 1
    read = parts(data)
    assert "Somebody" not in "".join(part for part in read.values() if isinstance(part, str))
    (boxes,) = (part for name, part in read.items() if name.endswith(".vml"))
    shapes = [
        found.get("id") for found in etree.fromstring(boxes.encode()).iter("{urn:schemas-microsoft-com:vml}shape")
    ]
    assert len(shapes) == len(set(shapes)) == len(notes)
    assert read[SHEET].count("legacyDrawing") == 1
    openpyxl.load_workbook(io.BytesIO(data))


def test_template__boxes_of_notes_as_excel_leaves_them():
    """Not quite XML, and without a map of its shapes."""
    template = edited(TEMPLATE, note_on({"C3": "Ask if you are not sure."}))
    name = next(name for name in parts(template) if name.endswith(".vml"))
    loose = re.sub(r"<\w+:idmap [^>]*/>", "<br>", parts(template)[name])
    assert "<br>" in loose
    data = write_return_form(form(HELD, marks=MARKS), packed({**parts(template), name: loose}))
    root = etree.fromstring(parts(data)[name].encode())
    assert len(list(root.iter("{urn:schemas-microsoft-com:vml}shape"))) == len(CELLS) + 1


def test_styles__of_a_template_that_marks_nothing_itself():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    plain = (
        f'<styleSheet xmlns="{main}"><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        f'<borders count="1"><border/></borders><cellXfs count="1">{xf}</cellXfs></styleSheet>'
    )
    part, marked, undone = add_marked_styles(plain.encode(), ["0", "0"])
    assert (marked, undone) == ({"0": "1"}, {"1": "0"})
    root = etree.fromstring(part)
    assert [etree.QName(child).localname for child in root] == ["fills", "borders", "cellXfs", "dxfs"]
    assert root.find(".//{*}dxf//{*}bgColor").get("rgb") == "FFFFFFFF"


def test_template__columns_in_another_order():
    """Marks follow the columns wherever a council has put them."""
    names = parts(TEMPLATE)["xl/workbook.xml"]
    for old, new in (
        ("dhr_col_status", "dhr_col_was"),
        ("dhr_col_query", "dhr_col_status"),
        ("dhr_col_was", "dhr_col_query"),
    ):
        names = names.replace(f'"{old}"', f'"{new}"')
    template = packed({**parts(TEMPLATE), "xl/workbook.xml": names})
    data = write_return_form(form(HELD, marks=[STATUS]), template)
    assert notes_of(data) == {(4, 14): write_note(STATUS)}
    assert read_workbook(data).sheet(RETURN).entry(4, 14).text == "Done"
