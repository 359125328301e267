"""A filled-in form saved by another program, or written as another program would: exactly the same answers."""

import io
import re
import zipfile

import openpyxl
import pytest

from dhr_xl.workbooks.returned.reader import read_return
from workbooks.made_files import (
    EXCEL,
    FILLED,
    ISSUED,
    MAIN,
    OFFICE,
    SHEET,
    STRICT,
    STRICT_OFFICE,
    members_of,
    raw,
    related,
    rewritten,
    said,
    unlocked,
)
from workbooks.return_samples import edited, packed, parts, sheet_and_cell

XML = r".*\.(xml|rels)"
STRINGS = "xl/sharedStrings.xml"


def inline_strings(data):
    """As a browser's export writes it: no shared strings, no theme, texts inline."""
    members = parts(data)
    texts = re.findall(r"<si>(.*?)</si>|<si ?/>", members.pop(STRINGS), re.DOTALL)

    def inline(found):
        index = int(found[2])
        return f'<c{found[1]} t="inlineStr"><is>{texts[index] or "<t/>"}</is></c>'

    for name in [name for name in members if name.startswith("xl/worksheets/sheet")]:
        members[name] = re.sub(r'<c((?: [rs]="\w+")*) t="s"><v>(\d+)</v></c>', inline, members[name])
    rels = "xl/_rels/workbook.xml.rels"
    members[rels] = re.sub(r"<Relationship [^>]*(sharedStrings|theme)[^>]*/>", "", members[rels])
    members["[Content_Types].xml"] = re.sub(r"<Override [^>]*sharedStrings[^>]*/>", "", members["[Content_Types].xml"])
    members.pop("xl/theme/theme1.xml")
    return packed(members)


def other_names(data):
    """As a tablet's export writes it: other names of parts, absolute targets, two members stored uncompressed."""
    members = members_of(data)
    names = {name: name.replace("xl/worksheets/sheet", "xl/tables/blatt-").replace("xl/workbook", "xl/mappe")
             for name in members}  # fmt: skip
    names = {name: new.replace("xl/_rels/workbook", "xl/_rels/mappe") for name, new in names.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at, (name, part) in enumerate(members.items()):
            said_there = part
            if name.endswith((".rels", "Types].xml")):
                whole = (
                    re.sub(rb'Target="(?!/|\.\.|http)(xl/)?', b'Target="/xl/', part) if name != "_rels/.rels" else part
                )
                said_there = whole.replace(b"worksheets/sheet", b"tables/blatt-").replace(
                    b"xl/workbook.xml", b"xl/mappe.xml"
                )
            archive.writestr(names[name], said_there, zipfile.ZIP_DEFLATED if at % 2 else zipfile.ZIP_STORED)
    return out.getvalue()


def strict(data):
    """As Excel's 'Strict Open XML Spreadsheet': other namespaces throughout, dates in ISO 8601."""
    data = rewritten(data, (XML, MAIN, STRICT), (XML, OFFICE, STRICT_OFFICE))
    return rewritten(data, (SHEET, r'(<c r="D4" s="\d+")(?: t="n")?><v>42124</v>', r'\1 t="d"><v>2015-04-30</v>'))


def prefixed(data):
    """As the Open XML SDK writes it: a prefix on every element of the main namespace."""
    members = parts(data)
    for name, text in members.items():
        if name.endswith(".xml") and f'xmlns="{MAIN}"' in text:
            tagged = re.sub(r"<(/?)([A-Za-z]\w*)(?=[ />])", r"<\1x:\2", text)
            members[name] = tagged.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return packed(members)


def absolute_targets(data):
    return rewritten(data, ("xl/_rels/workbook.xml.rels", r'Target="/?(?:xl/)?', 'Target="/xl/'))


def climbing_targets(data):
    return rewritten(data, ("xl/_rels/workbook.xml.rels", r'Target="/?(?:xl/)?', r'Target="../xl/./worksheets/../'))


def streamed(data):
    """Sizes after the members, as a program writes that streams the zip."""

    class Stream(io.RawIOBase):
        def __init__(self):
            self.out = io.BytesIO()

        def writable(self):
            return True

        def write(self, data):
            return self.out.write(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members_of(data).items():
            archive.writestr(name, part)
    assert stream.out.getvalue()[6] & 8
    return stream.out.getvalue()


def sizes_of_64_bits(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members_of(data).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(part)
    return out.getvalue()


def labelled(data):
    label = '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{1}"/></clbl:labelList>'
    base = "http://schemas.microsoft.com/office/2020/02/relationships"
    return related(data, "", "classificationlabels", "docMetadata/LabelInfo.xml", label, base)


def marked_final(data):
    value = '<vt:bool xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">true</vt:bool>'
    prop = f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="99" name="_MarkAsFinal">{value}</property>'
    return rewritten(data, ("docProps/custom.xml", "</Properties>", f"{prop}</Properties>"))


def days_of_1904(data):
    def use_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    return edited(data, use_1904)


def rich_strings(data):
    """Texts in runs, as Excel saves them once a word is bold."""
    return rewritten(data, (STRINGS, r"<si><t[^>]*>([^<]{2})([^<]*)</t></si>",
                            r'<si><r><rPr><b/></rPr><t xml:space="preserve">\1</t></r><r><t xml:space="preserve">\2</t></r></si>'))  # fmt: skip


def indented(data):
    """Line ends and blanks between all tags, as a pretty printer writes."""
    members = parts(data)
    for name in members:
        if name.startswith("xl/") and name.endswith(".xml") and "theme" not in name and "sharedStrings" not in name:
            members[name] = re.sub(r"(>)(<(?!/t>|/v>|/f>))", "\\1\r\n  \\2", members[name])
    return packed(members)


def wide_letters(data):
    """Every XML part in UTF-16 with a byte order mark."""
    members = {}
    for name, text in parts(data).items():
        if isinstance(text, str) and name.endswith((".xml", ".rels")):
            wide = '<?xml version="1.0" encoding="UTF-16"?>' + re.sub(r"^<\?xml[^>]*\?>", "", text)
            members[name] = wide.encode("utf-16")
        else:
            members[name] = text
    return packed(members)


def sections(data):
    """Texts in CDATA sections, and comments between cells."""
    data = rewritten(data, (STRINGS, r"<t([^>]*)>([^<&]+)</t>", r"<t\1><![CDATA[\2]]></t>"))
    return rewritten(data, (SHEET, "</c><c", "</c><!-- between --><c"))


def without_addresses(data):
    """Rows and cells without their addresses, where none is skipped."""
    members = parts(data)

    def plain(found):
        columns = re.findall(r'<c r="([A-Z]+)\d+"', found[0])
        whole = columns == [openpyxl.utils.get_column_letter(at) for at in range(1, len(columns) + 1)]
        return re.sub(r'(<c) r="[A-Z]+\d+"', r"\1", found[0]) if whole else found[0]

    members[SHEET] = re.sub(r"<row .*?</row>", plain, members[SHEET], flags=re.DOTALL)
    return packed(members)


def numbers_by_reference(data):
    """Character references, as some libraries write everything but ASCII."""
    members = parts(data)
    members[STRINGS] = members[STRINGS].encode("ascii", "xmlcharrefreplace").decode()
    return packed(members)


def filled_up(data):
    return data + bytes(512 - len(data) % 512)


def with_a_comment(data):
    return raw(data).bytes(comment=b"checked by the mail gateway")


AS_OTHERS_WRITE = (
    inline_strings, other_names, strict, prefixed, absolute_targets, climbing_targets, streamed, sizes_of_64_bits,
    labelled, marked_final, days_of_1904, rich_strings, indented, wide_letters, sections, without_addresses,
    numbers_by_reference, filled_up, with_a_comment, unlocked,
)  # fmt: skip


@pytest.mark.parametrize("write", AS_OTHERS_WRITE, ids=lambda write: write.__name__)
def test_written__another_way_says_the_same(write):
    data = write(EXCEL)
    assert data != EXCEL
    assert said(data) == said(FILLED)


def test_written__as_excel_saves_it_says_the_same():
    assert b"inlineStr" not in members_of(EXCEL)[SHEET]
    assert said(EXCEL) == said(FILLED)


def test_written__every_way_at_once():
    data = EXCEL
    for write in (inline_strings, prefixed, labelled, wide_letters, streamed, filled_up):
        data = write(data)
    assert said(data) == said(FILLED)


def test_openpyxl__load_and_save_five_times():
    data = FILLED
    for _ in range(5):
        data = edited(data, lambda _: None)
    assert said(data) == said(FILLED)


def test_openpyxl__what_was_issued_says_what_was_issued():
    assert said(edited(ISSUED, lambda _: None)) == said(ISSUED)


ROUNDS = {
    "saved": ("xlsx",), "saved twice": ("xlsx", "xlsx"), "through ods": ("ods", "xlsx"), "through xls": ("xls", "xlsx"),
    "through flat ods": ("fods", "xlsx"), "through all": ("ods", "xls", "xlsx"),
}  # fmt: skip


@pytest.mark.office
@pytest.mark.parametrize("kinds", ROUNDS.values(), ids=ROUNDS.keys())
@pytest.mark.parametrize("form", [FILLED, ISSUED], ids=["filled", "as issued"])
def test_office__saved_again_says_the_same(office, tmp_path, form, kinds):
    path = tmp_path / "form.xlsx"
    path.write_bytes(form if set(kinds) == {"xlsx"} else unlocked(form))
    for at, kind in enumerate(kinds):
        document = office.document(path)
        path = document.save(tmp_path / f"form{at}.{kind}", kind)
        document.close()
    data = path.read_bytes()
    assert said(data) == said(form)
    assert read_return(data).found_by == "names"


@pytest.mark.office
@pytest.mark.parametrize("write", [w for w in AS_OTHERS_WRITE if w is not climbing_targets], ids=lambda w: w.__name__)
def test_office__reads_what_this_test_wrote_as_we_do(office, tmp_path, write):
    """LibreOffice opens each of these variants and finds the same answers."""
    (tmp_path / "form.xlsx").write_bytes(write(EXCEL))
    document = office.document(tmp_path / "form.xlsx")
    cells = {cell: document.text(*sheet_and_cell(cell)) for cell in ("Start!B11", "G4", "H4", "I6", "H7")}
    document.close()
    assert cells["Start!B11"] == "K7QM-4XWP-ZB2C-H9RT"
    assert cells["G4"] == "In progress"
    assert "May & June.\nMore in July." in cells["H4"]
    assert cells["I6"] == "03/06/2015"
    assert "東京 😀" in cells["H7"]
