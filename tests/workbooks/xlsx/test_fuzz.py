"""Random damage: a workbook is refused, or read as before but for the damaged words; nothing else is raised."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.workbooks.form.template import SHEETS
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import Refused
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from generated import ALL, cases
from workbooks.made_files import EXCEL, ISSUED, SHEET, members_of, raw, related, said
from workbooks.return_samples import packed, parts

STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
NOTES = '<comments><commentList><comment ref="H4"><text><t>see me</t></text></comment></commentList></comments>'
WHOLE = related(EXCEL, SHEET, "comments", "xl/comments1.xml", NOTES)
MEMBERS = members_of(WHOLE)
XML = sorted(name for name in MEMBERS if name.endswith((".xml", ".rels")) and "theme" not in name)
CELLS = {(sheet.name, place): entry for sheet in read_workbook(WHOLE).sheets for place, entry in sheet.cells.items()}
PATCHES = (b"", b"<", b">", b'"', b"/", b"&", b"-1", b"9999999", b"]]>", b"<!", b"<?", b"\0", b"\xff", b"\r", b" x=''")


def read(data):
    """Read a workbook, and as a return too: None where it is refused; anything else that is raised fails the test."""
    with suppress(Refused):
        read_return(data)
    try:
        return read_workbook(data)
    except Refused:
        return None


def differing(book):
    """The cells that changed: (sheet, place) -> (before, after)."""
    now = {(sheet.name, place): entry for sheet in book.sheets for place, entry in sheet.cells.items()}
    return {key: (CELLS.get(key), now.get(key)) for key in {*CELLS, *now} if CELLS.get(key) != now.get(key)}


def damaged(name, at, patch, cut):
    part = MEMBERS[name]
    return packed({**MEMBERS, name: part[:at] + patch + part[at + cut :]})


@given(st.data())
def test_zip__bytes_flipped(data):
    file = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] ^= data.draw(st.integers(1, 255))
    book = read(bytes(file))
    assert book is None or not differing(book)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 64))
def test_zip__cut_out(at, length):
    book = read(WHOLE[:at] + WHOLE[at + length :])
    assert book is None or not differing(book)


@pytest.mark.parametrize("at", range(0, len(WHOLE), 499))
def test_zip__cut_off(at):
    assert read(WHOLE[:at]) is None


def test_zip__every_byte_of_the_directory_and_headers():
    """Each byte of a part where a single byte matters most, each third one but with --all, changed in two ways."""
    file = raw(ISSUED).bytes()
    start = file.index(b"PK\x01\x02")
    places = [*range(60), *range(start, start + 150), *range(len(file) - 60, len(file))][:: 1 if ALL else 3]
    good = said(ISSUED)
    for at in places:
        for flip in (0x01, 0xFF):
            bad = file[:at] + bytes([file[at] ^ flip]) + file[at + 1 :]
            with suppress(Refused):
                assert said(bad) == good, at


@given(st.data())
def test_part__damaged_within(data):
    """Bytes changed before zipping, as by a faulty program: the checksums are right."""
    name = data.draw(st.sampled_from(XML))
    at = data.draw(st.integers(0, len(MEMBERS[name]) - 1))
    read(damaged(name, at, data.draw(st.sampled_from(PATCHES)), data.draw(st.integers(0, 8))))


def flips(name, count):
    """A part with one bit flipped, at the same places each time."""
    chance = random.Random(name)
    part = MEMBERS[name]
    for _ in range(count):
        at = chance.randrange(len(part))
        yield damaged(name, at, bytes([part[at] ^ (1 << chance.randrange(8))]), 1)


@pytest.mark.parametrize("name", [SHEET, "xl/worksheets/sheet1.xml", "xl/worksheets/sheet4.xml"])
def test_sheet__one_bit_changes_one_cell_at_most(name):
    for data in flips(name, cases()):
        book = read(data)
        assert book is None or len(differing(book)) <= 1


def test_strings__one_bit_changes_one_text_at_most():
    for data in flips(STRINGS, cases()):
        book = read(data)
        if book is not None:
            assert len({was.text for was, _ in differing(book).values()}) <= 1


def test_styles__one_bit_changes_no_words():
    """Styles decide how a number is shown and whether text is struck out; the text is the same."""
    for data in flips(STYLES, cases()):
        book = read(data)
        for was, now in differing(book).values() if book else ():
            assert now is not None
            assert was.text == now.text or {was.kind, now.kind} <= {"date", "number", "text"}
            assert was.kind != "text" or was.text == now.text


@pytest.mark.parametrize(
    "name", [name for name in XML if name not in {SHEET, STRINGS, STYLES} and "sheet" not in name.rpartition("/")[2]]
)
def test_other_parts__one_bit_changes_no_cell(name):
    """Parts that refer to or describe others: all cells are there or none; the text of a note may differ."""
    for data in flips(name, cases(2)):
        book = read(data)
        if book is None or any(sheet.name not in SHEETS for sheet in book.sheets) or book.date1904:
            continue
        for was, now in differing(book).values():
            assert (was or now).remark
            assert (was.text if was else "") == (now.text if now else "")


# what XML allows in a string and in a sheet

STRING_AS_WRITTEN = {
    "entities": ("&lt;&amp;amp;&gt;&quot;&apos;", "<&amp;>\"'"),
    "characters by number": ("&#77;&#x61;tron&#10;", "Matron\n"),
    "a surrogate by number": ("a&#xD800;b", "damaged"),
    "a control character by number": ("a&#2;b", "damaged"),
    "a number past Unicode": ("a&#1114112;b", "damaged"),
    "line ends by number": ("a&#13;&#xA;b", "a\r\nb"),
    "line ends": ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    "a raw bracket": ("a > b", "a > b"),
    "the end of a section": ("a ]]> b", "damaged"),
    "a comment": ("a<!-- b -->c", "ac"),
    "an instruction": ("a<?b c?>d", "ad"),
    "a section": ("a<![CDATA[<b>]]>c", "a<b>c"),
    "a cell within words": ('a<c r="C4"/>b', "damaged"),
    "an unknown entity": ("a&nbsp;b", "damaged"),
    "half an entity": ("a&b", "damaged"),
    "a control character": ("a\x02b", "damaged"),
    "no character": ("a\ufffeb", "damaged"),
    "an escape": ("_x0041__x005F_x0041__xD83D__xDE00_", "A_x0041_😀"),
    "blanks": ("  a\t\n ", "  a\t\n "),
    "nothing": ("", ""),
}
"""What replaces the string 'Matron' in its part -> the text read, or code of the refusal."""
SHEET_AS_WRITTEN = {
    "a byte order mark": ("<worksheet ", "\ufeff<worksheet ", ""),
    "another namespace within": ("<sheetData>", '<sheetData xmlns="urn:x">', "damaged"),
    "another namespace before": ("<sheetData>", '<x xmlns="urn:x"/><sheetData>', ""),
    "a row of another namespace": ("<row ", '<row xmlns="urn:x" ', "damaged"),
    "an attribute twice": ("<row ", '<row r="1" ', "damaged"),
    "an undeclared prefix": ("<row ", '<row q:x="1" ', "damaged"),
    "a comment before": ("<sheetData>", "<!-- <sheetData> --><sheetData>", ""),
    "a row without its number": ('r="4"', "", ""),
    "a row's number in two ways": ('r="4"', 'r="04"', ""),
    "a table in an attribute": ("<worksheet ", '<worksheet a="<sheetData>" ', "damaged"),
    "a blank row": ("</sheetData>", '<row r="77"/><row r="78"></row></sheetData>', ""),
    "a cell after the rows": ("</sheetData>", '<c r="A97"/></sheetData>', "damaged"),
    "words between": ("</sheetData>", "words</sheetData>", ""),
    "an unknown encoding": ('encoding="UTF-8"', 'encoding="UTF-Z"', "damaged"),
    "a newer XML": ('version="1.0"', 'version="1.1"', ""),
}
"""Old and new text of a sheet's part -> code of the refusal, '' where it is read as before."""


@pytest.mark.parametrize(("written", "read_as"), STRING_AS_WRITTEN.values(), ids=STRING_AS_WRITTEN.keys())
def test_a_string__is_read_as_xml_has_it_or_refused(written, read_as):
    members = parts(EXCEL)
    data = packed({**members, STRINGS: members[STRINGS].replace("Matron", written)})
    if read_as == "damaged":
        assert read(data) is None
    else:
        assert read(data).sheet("Start").entry(13, 2).text == read_as


@pytest.mark.parametrize(("old", "new", "refusal"), SHEET_AS_WRITTEN.values(), ids=SHEET_AS_WRITTEN.keys())
def test_a_sheet__is_read_as_before_or_refused(old, new, refusal):
    members = parts(ISSUED if "encoding" in old or "version" in old else EXCEL)
    assert old in members[SHEET]
    data = packed({**members, SHEET: members[SHEET].replace(old, new)})
    if refusal:
        assert read(data) is None
    else:
        assert read(data).sheet("Return").cells == read(packed(members)).sheet("Return").cells
