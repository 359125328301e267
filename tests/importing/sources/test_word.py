"""A Word document's grid holds what the document prints, in order, and nothing twice."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import GridTable
from dhr_xl.importing.sources.word import read_word
from generated import ALL
from importing.reading import repacked
from importing.reading import saved as bytes_of

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
MERGED_DOWN = '<w:vMerge w:val="restart"/>'


def run(text, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def line(*parts, look=""):
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(part if part.startswith('<') else run(part) for part in parts)}</w:p>"


def item(text, number, level=0):
    return line(text, look=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(*parts, look=""):
    parts = parts or ("",)
    return (
        f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(part if part.startswith('<') else line(part) for part in parts)}</w:tc>"
    )


def row(*cells, look=""):
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(one if one.startswith('<') else cell(one) for one in cells)}</w:tr>"


def table(*rows, widths=()):
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def control(content, properties=""):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def saved(*blocks, numbering="", change=None):
    """Return a document with these blocks, as python-docx saves it."""
    document = Document()
    for block in parse_xml(f"<w:body {SPACES}>{''.join(blocks)}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, block)
    lists = document.part.numbering_part.element
    for one in parse_xml(f"<w:numbering {SPACES}>{numbering}</w:numbering>"):
        lists.insert(0, one) if one.tag.endswith("abstractNum") else lists.append(one)
    if change:
        change(document)
    return bytes_of(document)


def read(*blocks, **more):
    return read_word(saved(*blocks, **more), "plan.docx")


def words(grid, *, aside=False):
    return [
        block.paragraph.printed for block in grid.blocks if not isinstance(block, GridTable) and block.aside is aside
    ]


def shown(grid, number=0):
    """Return a table's cells as texts; for a merged one, where it is merged into."""
    return [[one.origin or one.text for one in row.cells] for row in grid.tables[number].rows]


def test_cells__merged_across_and_down_say_where_they_belong():
    grid = read(
        table(
            row("Ref", cell("Update", look='<w:gridSpan w:val="2"/>'), look="<w:tblHeader/>"),
            row(cell("1", look=MERGED_DOWN), "Q1", "Q2"),
            row(cell("covered", look="<w:vMerge/>"), "more", cell("last", look='<w:shd w:fill="92d050"/>')),
        )
    )
    assert shown(grid) == [["Ref", "Update", (0, 1)], ["1", "Q1", "Q2"], [(1, 0), "more", "last"]]
    assert grid.tables[0].headings == 1
    assert grid.tables[0].rows[2].cells[2].fill == "92D050"
    assert grid.tables[0].rows[2].cells[2].place == "table 1, row 3"
    assert grid.tables[0].rows[2].cells[0].paragraphs[0].struck == "covered"


def test_columns__slightly_misaligned_are_one():
    wide = '<w:gridSpan w:val="2"/>'
    rows = row("Ref", cell("Text", look=wide), "Lead"), row(cell("1", look=wide), "Do it", "Police")
    assert shown(read(table(*rows, widths=(500, 60, 3000, 1500)))) == [
        ["Ref", "Text", "Lead"],
        ["1", "Do it", "Police"],
    ]


def test_columns__of_different_widths_stay_two():
    rows = row(cell("Both", look='<w:gridSpan w:val="2"/>'), "Lead"), row("1", "Do it", "Police")
    assert shown(read(table(*rows, widths=(500, 3000, 1500))))[1] == ["1", "Do it", "Police"]


def test_inner_table__its_words_stay_in_the_cell():
    grid = read(table(row("Ref", "Action"), row("1", cell("Steps", table(row("a", "b"), row("c", "d")), "end"))))
    assert shown(grid) == [["Ref", "Action"], ["1", "Steps a b c d end"]]


def test_inner_table__in_a_layout_frame_is_a_table():
    grid = read(table(row(cell("Plan", table(row("Ref", "Action"), row("1", "Do it")), "Key"))))
    assert shown(grid) == [["Ref", "Action"], ["1", "Do it"]]
    assert words(grid) == ["Plan", "Key"]


LISTS = """
<w:abstractNum w:abstractNumId="70">
 <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="71"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
 <w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>
<w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num><w:num w:numId="71"><w:abstractNumId w:val="71"/></w:num>
<w:num w:numId="72"><w:abstractNumId w:val="71"/></w:num>
<w:num w:numId="73"><w:abstractNumId w:val="71"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="26"/></w:lvlOverride></w:num>
"""


@pytest.mark.parametrize(
    ("items", "printed"),
    [
        ([(70, 0), (70, 1), (70, 1), (70, 0), (70, 1)], ["3.", "3.1", "3.2", "4.", "4.1"]),
        ([(70, 1), (70, 2), (70, 2), (70, 1), (70, 2)], ["3.1", "(i)", "(ii)", "3.2", "(i)"]),
        ([(71, 0), (72, 0), (73, 0), (73, 0)], ["a)", "b)", "z)", "aa)"]),
        ([(71, 0), (0, 0), (99, 0), (71, 7), (71, 0)], ["a)", "", "", "", "b)"]),
    ],
)
def test_numbers__are_as_word_prints_them(items, printed):
    grid = read(*(item("x", number, level) for number, level in items), numbering=LISTS)
    assert [block.paragraph.mark for block in grid.blocks] == printed


def test_numbers__come_from_styles_too():
    def change(document):
        for style in ("List Number", "List Number", "List Bullet", "Heading 2"):
            document.add_paragraph("x", style=style)

    grid = read(change=change)
    assert [(block.paragraph.mark, block.paragraph.level) for block in grid.blocks] == [
        ("1.", 0), ("2.", 0), ("•", 0), ("", 2),
    ]  # fmt: skip


def test_numbers__an_empty_numbered_cell_holds_its_number():
    assert shown(read(table(row(cell(item("", 71)), "x"), row(cell(item("", 71)), "y")), numbering=LISTS)) == [
        ["a)", "x"],
        ["b)", "y"],
    ]


def test_changes__are_read_as_accepted_and_deleted_words_are_kept():
    gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>Old</w:delText></w:r></w:del>'
    come = f'<w:ins w:id="2" w:author="a">{run("New")}</w:ins>'
    away = f'<w:moveFrom w:id="3" w:author="a">{run("moved")}</w:moveFrom>'
    there = f'<w:moveTo w:id="4" w:author="a">{run("moved")}</w:moveTo>'
    grid = read(
        line("A ", gone, come, run("void", "<w:strike/>"), run("secret", "<w:vanish/>"), " b"), line(away, there)
    )
    first, second = (block.paragraph for block in grid.blocks)
    assert (first.text, second.text, second.struck) == ("A New b", "moved", "moved")
    assert first.struck.split()[0] == "Old"
    assert "void" in first.struck
    assert "secret" in first.struck


def test_changes__a_deleted_row_is_blank_and_a_deleted_paragraph_mark_joins():
    grid = read(
        line("One ", look='<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'),
        line("line"),
        table(row("a", "b"), row("c", "d", look='<w:del w:id="2" w:author="a"/>')),
    )
    assert words(grid) == ["One line"]
    assert shown(grid) == [["a", "b"], ["", ""]]
    assert grid.tables[0].rows[1].cells[1].paragraphs[0].struck == "d"


def test_content_controls__hold_blocks_rows_cells_and_words():
    date = '<w:date w:fullDate="2025-09-30T00:00:00Z"/>'
    grid = read(
        control(line("In a control")),
        table(
            control(row(control(cell("a")), cell(line(control(run("30 Sept 2025"), date))))),
            row("b", cell(line(control(run("Click to enter a date"), f"<w:showingPlcHdr/>{date}")))),
        ),
    )
    assert words(grid) == ["In a control"]
    assert shown(grid) == [["a", "30 Sept 2025"], ["b", ""]]


def test_form_fields__show_what_was_chosen():
    listed = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='Red'/><w:listEntry w:val='Green'/></w:ddList>"
    boxes = "<w:checkBox><w:checked/></w:checkBox>", "<w:checkBox><w:default w:val='0'/></w:checkBox>"
    fields = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{one}</w:ffData></w:fldChar></w:r>'
        for one in (listed, *boxes)
    )
    assert words(read(*(line(field, "<w:r><w:instrText>FORM</w:instrText></w:r>") for field in fields))) == [
        "Green",
        "☒",
        "☐",
    ]


def test_signs__breaks_hyphens_and_symbols_are_as_printed():
    parts = "co\u00adop", "<w:r><w:noBreakHyphen/><w:t>on</w:t><w:br/><w:sym w:char='F0FC'/><w:tab/><w:t>b</w:t></w:r>"
    assert words(read(line(*parts))) == ["coop-on", "✓ b"]


def test_text_box__is_an_aside_once():
    box = f"<w:txbxContent>{line('Key: red is late')}</w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    grid = read(line("Words", drawn))
    assert words(grid) == ["Words"]
    assert words(grid, aside=True) == ["Key: red is late"]


@pytest.mark.parametrize(
    "block",
    [
        "<w:altChunk/>",
        line("<w:r><w:object><o:OLEObject xmlns:o='urn:schemas-microsoft-com:office:office'/></w:object></w:r>"),
        table(row(cell("<w:altChunk/>", line()), "x")),
    ],
    ids=["chunk", "object", "in a cell"],
)
def test_embedded_document__is_reported_as_not_read(block):
    (said,) = words(read(line("Before"), block), aside=True)
    assert "embedded here was not read" in said


def test_headers_and_comments__are_asides_once_though_repeated():
    def change(document):
        document.add_comment(document.add_paragraph("Body").runs, text="Ask the police", author="A")
        for section in (document.sections[0], document.add_section()):
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].text = "OFFICIAL"

    grid = read(change=change)
    assert words(grid) == ["Body"]
    assert sorted(words(grid, aside=True)) == ["Ask the police", "OFFICIAL"]


def test_strict__is_read_like_any_other():
    data = saved(table(row("a", "b")))
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        spaces = rb"schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006"
        strict = {name: re.sub(spaces, rb"purl.oclc.org/ooxml/\1", source.read(name)) for name in source.namelist()}
    assert shown(read_word(repacked(data, strict), "plan.docx")) == [["a", "b"]]


def with_document(xml, **more):
    return repacked(saved(), {"word/document.xml": xml, **more})


DOCUMENT = f"<w:document {SPACES}><w:body>%s</w:body></w:document>"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (saved(line("x"))[:-200], "damaged"),
        (with_document(DOCUMENT % "<w:p>"), "damaged"),
        (with_document("<!DOCTYPE a [<!ENTITY b 'c'>]>" + DOCUMENT % "<w:p/>"), "damaged"),
        (with_document(("<!DOCTYPE a>" + DOCUMENT % "<w:p/>").encode("utf-16")), "damaged"),
        (
            with_document(DOCUMENT % ("<w:tbl><w:tr><w:tc>" * 900 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 900)),
            "damaged",
        ),
        (with_document(DOCUMENT % "<w:p/>", picture=b"0" * 65 * 2**20), "larger"),
        (with_document(DOCUMENT % ("<w:p/>" * 3 * 2**20)), "larger"),
    ],
    ids=["empty", "cut off", "broken", "entities", "wide entities", "deep", "bomb", "huge"],
)
def test_hostile__is_refused_in_a_sentence(data, why):
    with pytest.raises(Stop, match=why):
        read_word(data, "plan.docx")


def test_huge__is_read_within_the_limit():
    count = 20_000 if ALL else 5_000
    lines = read_word(with_document(DOCUMENT % ("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * count)), "plan.docx")
    wide = read_word(with_document(DOCUMENT % table(row(*["<w:tc><w:p/></w:tc>"] * count))), "plan.docx")
    assert len(lines.blocks) == len(wide.tables[0].rows[0].cells) == count
