"""Text and numbers are kept as shown; marks on a cell and words beside it are reported."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from core.returns.cases import (
    SHEET,
    answer,
    both,
    cell_xml,
    collect_bytes,
    edited,
    issued_bytes,
    on_start,
    packed,
    parts_of,
    put,
    text_xml,
    xml,
)  # fmt: skip
from dhr_xl.core.returns.problems import Code

SOMETHING = answer("4-POLICE", progress="Fourth")

KEPT = {
    "a whole number": (2026, "2026", ()),
    "a decimal": (12.5, "12.5", ()),
    "300000": (300000, "300000", ()),
    "3E05 as text": ("3E05", "3E05", ()),
    "leading zeros": ("007", "007", ()),
    "TRUE": (True, "TRUE", ()),
    "a 15-digit number": (123456789012345, "123456789012345", (Code.NUMBER_LOST,)),
    "a 16-digit number": (1234567890123456, "1.23456789012346e+15", (Code.NUMBER_LOST,)),
    "a shortened number as text": ("1.23457E+14", "1.23457E+14", (Code.NUMBER_LOST,)),
    "16 digits as text": ("1234567890123456", "1234567890123456", ()),
    "line breaks": ("one\ntwo\r\nthree", "one\ntwo\nthree", ()),
    "emoji": ("Done 👩‍👩‍👧 🎉", "Done 👩‍👩‍👧 🎉", ()),
    "right to left": ("תודה \u200fרבה", "תודה \u200fרבה", ()),
    "accents apart": ("cafe\u0301", "cafe\u0301", ()),
    "a no-break space inside": ("20\u00a0staff", "20\u00a0staff", ()),
    "an equals sign as text": ("'=1+1", "'=1+1", ()),
    "markup": ("<b>&amp; ]]> 'x' \"y\"</b>", "<b>&amp; ]]> 'x' \"y\"</b>", ()),
    "braces": ("{ref} {0} %s", "{ref} {0} %s", ()),
    "a word of its own list": ("Complete", "Complete", ()),
    "very long": ("word " * 1500, ("word " * 1500).strip(), (Code.TEXT_LONG,)),
}


@pytest.mark.parametrize(("typed", "kept", "codes"), KEPT.values(), ids=KEPT.keys())
def test_kept_as_it_is_shown(collected, typed, kept, codes):
    came = collected(answer("1-POLICE", progress=typed))
    assert came.changed == {("1-POLICE", "progress"): kept}
    assert came.codes == codes


AS_XML = {
    "_x000D_": ("one_x000D_\ntwo", "one\ntwo"),
    "_x000D_ alone": ("one_x000D_two", "one\ntwo"),
    "literal _x0041_": ("_x005F_x0041_ is a code", "_x0041_ is a code"),
    "escaped A": ("_x0041_bc", "Abc"),
    "a control character": ("a_x0007_b", "a\x07b"),
    "a vertical tab": ("a_x000B_b", "a\x0bb"),
}


@pytest.mark.parametrize(("stored", "kept"), AS_XML.values(), ids=AS_XML.keys())
def test_stored_with_escapes(folder, stored, kept, master):
    came = collect_bytes(folder, text_xml(issued_bytes(folder), "H4", stored))
    assert came.changed == {("1-POLICE", "progress"): kept}
    assert came.whole.master_stale == ""
    openpyxl.load_workbook(master)


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0", "\u200b", "\u2060 \u200e"])
def test_blanks_only__are_blank(collected, blank):
    assert collected(both(SOMETHING, answer("1-POLICE", progress=blank))).changed == {
        ("4-POLICE", "progress"): "Fourth"
    }


def test_an_answer_longer_than_a_cell__is_kept_whole(folder, master):
    long = "A sentence that goes on and on. " * 1300
    came = collect_bytes(folder, text_xml(issued_bytes(folder), "H4", long))
    assert came.changed == {("1-POLICE", "progress"): long.strip()}
    assert came.whole.master_stale == ""


def test_phonetic_help__is_no_part_of_the_words(folder):
    inner = '<is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is>'
    came = collect_bytes(folder, cell_xml(issued_bytes(folder), "H4", inner, ' t="inlineStr"'))
    assert came.changed == {("1-POLICE", "progress"): "東京"}


STRUCK = InlineFont(strike=True)
STRUCK_OUT = {
    "a word of a text": (
        answer("1-POLICE", progress=CellRichText("We did ", TextBlock(STRUCK, "not "), "meet")),
        "not",
    ),
    "a whole text": (both(answer("1-POLICE", progress="We met"), lambda b: strike(b, "H4")), "We met"),
    "a status": (both(answer("1-POLICE", status="In progress"), lambda b: strike(b, "G4")), "In progress"),
    "a status as it was sent": (lambda b: strike(b, "G4"), "Not started"),
}


def strike(book, address):
    cell = book["Return"][address]
    cell.font = Font(strike=True)


@pytest.mark.parametrize(("change", "words"), STRUCK_OUT.values(), ids=STRUCK_OUT.keys())
def test_struck_out__is_held_and_said(collected, change, words):
    came = collected(both(SOMETHING, change))
    assert came.changed == {("4-POLICE", "progress"): "Fourth"}
    assert came.loud == (Code.CELL_STRUCK,)
    assert words in came.words
    assert came.result.held == ("1-POLICE",)


def paint(colour, *addresses):
    def do(book):
        for address in addresses:
            book["Return"][address].fill = PatternFill("solid", fgColor=colour)

    return do


COLOURED = {
    "a status": (paint("FF00B050", "G4"), "green"),
    "a row": (paint("FFFF0000", *(f"{letter}4" for letter in "ABCDEFGHIJKLMNOP")), "red, with 15 more of this row"),
    "an empty answer": (paint("FFFFC000", "H4"), "orange"),
    "a Ref": (paint("FF92D050", "A4"), "green"),
}


@pytest.mark.parametrize(("change", "words"), COLOURED.values(), ids=COLOURED.keys())
def test_a_colour_instead_of_words__is_pointed_out(collected, change, words):
    came = collected(both(SOMETHING, change))
    assert came.changed == {("4-POLICE", "progress"): "Fourth"}
    assert came.loud in {(Code.CELL_REMARK,), (Code.WORDS_OUTSIDE,)}
    assert f"is coloured {words}" in came.words


@pytest.mark.parametrize("fill", [PatternFill(), PatternFill("solid", fgColor="FFFFFFFF")], ids=["none", "white"])
def test_a_pasted_cell_without_the_forms_colour__is_nothing(collected, fill):
    came = collected(both(SOMETHING, lambda book: setattr(book["Return"]["H7"], "fill", fill)))
    assert came.loud == ()


def test_white_letters__are_taken_and_pointed_out(collected):
    came = collected(both(SOMETHING, lambda book: setattr(book["Return"]["H7"], "font", Font(color="FFFFFFFF"))))
    assert came.changed == {("4-POLICE", "progress"): "Fourth"}
    assert "written in white" in came.words


def note(address, words, sheet="Return"):
    return lambda book: setattr(book[sheet][address], "comment", Comment(words, "x"))


NOTES = {
    "on a blank answer": (note("H4", "We met in May"), Code.CELL_REMARK),
    "on a status as it was sent": (note("G4", "We met in May"), Code.CELL_REMARK),
    "on a locked cell": (note("B4", "We met in May"), Code.WORDS_OUTSIDE),
    "on a Ref": (note("A4", "We met in May"), Code.WORDS_OUTSIDE),
    "beside the table": (note("R7", "We met in May"), Code.WORDS_OUTSIDE),
    "on the guidance": (
        lambda b: setattr(b["Guidance"]["A2"], "comment", Comment("We met in May", "x")),
        Code.WORDS_OUTSIDE,
    ),
    "on the question at the top": (note("B12", "We met in May", "Start"), Code.WORDS_OUTSIDE),
}


@pytest.mark.parametrize(("change", "code"), NOTES.values(), ids=NOTES.keys())
def test_an_answer_in_a_note__is_shown_word_for_word(collected, change, code):
    came = collected(both(SOMETHING, change))
    assert (came.changed, came.loud) == ({("4-POLICE", "progress"): "Fourth"}, (code,))
    assert "We met in May" in came.words


def with_part(data, name, part, kind, content_type, *, sheet=2):
    """A workbook with one part more, related to a sheet."""
    rels = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    parts = parts_of(data)
    types = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode())
    link = f'<Relationship Id="rIdX" Type="{kind}" Target="/{name}"/></Relationships>'
    head = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    parts[rels] = parts.get(rels, head).replace(b"</Relationships>", link.encode())
    return packed({**parts, name: part.encode()})


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_threaded_comment__is_shown_word_for_word(folder):
    comment = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="H4" id="{1}" personId="{2}"><text>We met in May</text></threadedComment></ThreadedComments>'
    )
    data = with_part(
        edited(issued_bytes(folder), SOMETHING), "xl/threadedComments/threadedComment1.xml", comment,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "application/vnd.ms-excel.threadedcomments+xml",
    )  # fmt: skip
    came = collect_bytes(folder, data)
    assert (came.loud, "We met in May" in came.words) == ((Code.CELL_REMARK,), True)


def test_a_text_box__is_shown_word_for_word(folder):
    box = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:sp><xdr:txBody>'
        "<a:p><a:r><a:t>We met </a:t></a:r><a:r><a:t>in May</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )
    data = with_part(
        edited(issued_bytes(folder), SOMETHING), "xl/drawings/drawing9.xml", box, f"{OFFICE}/drawing",
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    )  # fmt: skip
    came = collect_bytes(folder, data)
    assert (came.loud, came.result.notes) == (
        (Code.WORDS_OUTSIDE,),
        (("sheet 'Return', cell text box", "We met in May"),),
    )


# the sheet of texts that are too long for their row

LONG_ROW = {"recommendation": "A recommendation that goes on and on, as they do. " * 200}

BLANKED = {
    "one cell": (put(J7=None), {"4-POLICE"}, 1),
    "one row": (put(G6=None, I6=None, J6=None, K6=None), {"3-POLICE"}, 4),
    "a status": (put(G5=None), {"2-POLICE"}, 1),
    "a status with a note": (both(put(G5=None), note("G5", "see e-mail")), {"2-POLICE"}, 1),
}


@pytest.mark.parametrize(("change", "refs", "count"), BLANKED.values(), ids=BLANKED.keys())
def test_blanked__is_held_and_asked(collected, change, refs, count):
    came = collected(both(answer("1-POLICE", progress="We met"), change))
    assert came.changed == {("1-POLICE", "progress"): "We met"}
    blanked = [found for found in came.result.problems if found.code is Code.BLANKED_CELL]
    assert ({found.ref for found in blanked}, len(blanked)) == (refs, count)
    assert set(came.result.held) == refs


EVERYTHING = {f"{letter}{row}": None for letter in "GHIJKLMN" for row in range(4, 8)}


def test_everything_blanked__stops_and_asks(collected):
    came = collected(both(put(**EVERYTHING), on_start(remarks="Sorry, we lost it")))
    assert (came.result.outcome, came.codes) == ("rejected", (Code.BLANKED,))
    assert "Sorry, we lost it" in came.words


def test_everything_blanked_but_new_words__each_is_held(collected):
    came = collected(put(**{**EVERYTHING, "H4": "We met"}))
    assert came.changed == {("1-POLICE", "progress"): "We met"}
    assert set(came.result.held) == {"1-POLICE", "2-POLICE", "3-POLICE", "4-POLICE"}


def test_a_shared_string_index_that_is_not_there__is_refused(folder):
    came = collect_bytes(folder, cell_xml(issued_bytes(folder), "H4", "<v>99999</v>", ' t="s"'))
    assert (came.result.outcome, came.codes) == ("rejected", (Code.FILE_REFUSED,))


def test_a_zip_that_is_cut_off__is_refused(folder):
    came = collect_bytes(folder, issued_bytes(folder)[:-200])
    assert came.result.outcome == "rejected"


def test_parts_written_by_another_program__with_prefixes(folder):
    data = edited(issued_bytes(folder), SOMETHING)
    text = parts_of(data)[SHEET].decode()
    assert "xmlns=" in text
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    assert collect_bytes(folder, xml(data, SHEET, "<sheetData>", "<sheetData >")).changed
