"""A corrections copy: the agency's own answers, what to put right marked and explained, and a list that leads there."""

import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from lxml import etree

from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANYTHING_NEW
from dhr_xl.core.returns.reading import is_as_sent
from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.core.views.names import CORRECT
from dhr_xl.workbooks.corrections.styles import EDGE, FILL
from dhr_xl.workbooks.corrections.words import describe_mark, join_notes, write_note
from dhr_xl.workbooks.form.still_needed import WANTS
from dhr_xl.workbooks.form.template import SHEETS
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.corrections_samples import (
    CELLS,
    COPY,
    DATE,
    EVIDENCE,
    HELD,
    LATE,
    MARKS,
    NAME,
    NEEDS,
    NUMBER,
    REASON,
    RETURN,
    SHEET,
    SHIFTED,
    STATUS,
    UNKNOWN,
    notes_of,
)
from workbooks.return_samples import ROWS, issued, parts, row


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(COPY))


@pytest.fixture(scope="module")
def listed(book):
    return book[CORRECT]


@pytest.fixture(scope="module")
def sheet(book):
    return book[RETURN]


# forms without marks


def test_ordinary__part_by_part_as_before_there_were_corrections():
    """Bytes of every part, in order. A form changed on purpose changes this number; corrections must not."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(issued(ROWS, marks=()))) as archive:
        for member in archive.infolist():
            digest.update(repr((member.filename, member.date_time, member.external_attr)).encode())
            digest.update(archive.read(member))
    assert digest.hexdigest() == "14c882cdc55e96f0b6f1c9b4f521832915779331a94cfc57d82b8917a5228842"


def test_ordinary__has_nothing_of_a_corrections_copy():
    assert issued(ROWS, marks=()) == issued(ROWS)
    everything = "".join(part for part in parts(issued()).values() if isinstance(part, str))
    for words in ("To correct", "dhr_correct", "To put right", "Put right", "legacyDrawing"):
        assert words not in everything


# the list


def test_list__is_first_and_opens(book):
    assert book.sheetnames == [CORRECT, *SHEETS]
    assert book.active.title == CORRECT
    views = re.findall(r"<sheetView [^>]*>", "".join(part for part in parts(COPY).values() if isinstance(part, str)))
    assert sum('tabSelected="1"' in view for view in views) == 1


def test_list__title_and_what_to_do(listed):
    assert listed["A1"].value == "To put right: Eastmarch General Hospital NHS Trust, review DHR-07"
    assert listed["A2"].value == (
        "As at 30 June 2015. Please correct the orange cells on the sheet Return, save, and send this workbook back by "
        "14 July 2015. What was clear has been taken in already."
    )
    assert listed["A3"].value == "OFFICIAL-SENSITIVE"


def test_list__without_a_day_to_send_it_back_by():
    read = read_workbook(issued(HELD, marks=MARKS, due=None)).sheet(CORRECT)
    assert "send this workbook back. What was clear" in read.entry(2, 1).text


LINES = [
    (1, "1-EGH", "Status now", "Done", describe_mark(STATUS)),
    (2, "2-EGH", "Date completed", "TBC", describe_mark(DATE)),
    (3, "2-EGH", "Evidence: what, and where held", "(blank)", describe_mark(EVIDENCE)),
    (4, "4-EGH", "Progress since last time", None, describe_mark(NAME)),
    (5, "4-EGH", "Progress since last time", None, describe_mark(NUMBER)),
    (6, "4-EGH", "Date completed", "03/06/2206", describe_mark(LATE)),
    (7, "6-EGH", "Reason", "(blank)", describe_mark(REASON)),
    (8, "7-EGH", "Whole row", "(whole row)", describe_mark(SHIFTED)),
    (9, "12-EGH", "Whole row", "12-EGH", describe_mark(UNKNOWN)),
]


def test_list__in_the_order_of_the_sheet(listed):
    rows = [tuple(cell.value for cell in cells) for cells in listed.iter_rows(min_row=4, max_col=5)]
    assert rows[0] == ("No.", "Ref", "Column", "What you wrote", "What to do")
    for found, wanted in zip(rows[1:], LINES, strict=True):
        assert tuple(value for value, want in zip(found, wanted, strict=True) if want) == tuple(filter(None, wanted))


def test_list__a_long_answer_is_not_repeated_whole(listed):
    wrote = listed["D8"].value
    assert wrote.startswith("+44 1926 The Trust")
    assert wrote.endswith(" … (goes on in the cell)")
    assert len(wrote) <= 300


def test_list__leads_to_each_cell(listed):
    wanted = ["G4", "I5", "J5", "H7", "H7", "I7", "M9", "A10"]
    for number, cell in enumerate(wanted, 5):
        for column in "BC":
            assert listed[f"{column}{number}"].hyperlink.location == f"Return!{cell}"
    assert listed["B13"].hyperlink is None


def test_list__printed_on_a4_with_marking(listed):
    assert (listed.page_setup.paperSize, listed.page_setup.orientation) == ("9", "landscape") or (
        int(listed.page_setup.paperSize), listed.page_setup.orientation) == (9, "landscape")  # fmt: skip
    assert (listed.page_setup.fitToWidth, listed.page_setup.fitToHeight) == (1, 0)
    assert listed.sheet_properties.pageSetUpPr.fitToPage
    assert listed.print_title_rows == "$4:$4"
    assert listed.oddHeader.center.text == listed.oddFooter.center.text == "OFFICIAL-SENSITIVE"
    assert listed.oddHeader.right.text == "Eastmarch General Hospital NHS Trust"


def test_list__arial_12_wrapped_and_high_enough(listed):
    for cells in listed.iter_rows(min_row=5, max_col=5):
        for cell in cells:
            assert (cell.font.name, cell.font.sz, cell.alignment.wrap_text) == ("Arial", 12, True)
    assert listed.row_dimensions[8].height > listed.row_dimensions[5].height >= 18


def test_list__locked_as_the_other_sheets():
    read = parts(COPY)
    locks = {name: re.findall("<sheetProtection [^>]*>", part) for name, part in read.items() if "worksheets/sheet" in name
             and name.endswith(".xml")}  # fmt: skip
    assert len(locks) == 6
    assert len({lock for (lock,) in locks.values()}) == 1


def test_nothing_hidden_or_merged(book):
    for page in book.worksheets:
        assert page.sheet_state == "visible"
        assert page.merged_cells.ranges == set()
        assert not any(found.hidden for found in (*page.row_dimensions.values(), *page.column_dimensions.values()))


# the form's own sheet


def test_form__marked_cells_have_their_notes(sheet):
    found = {cell.coordinate: cell.comment for cells in sheet for cell in cells if cell.comment}
    assert {cell: comment.text for cell, comment in found.items()} == {
        c: join_notes(marks) for c, marks in CELLS.items()
    }
    assert {comment.author for comment in found.values()} == {"Coordinator"}


def test_form__marked_cells_are_orange_with_a_thick_edge(sheet):
    for cells in sheet["A4:P10"]:
        for cell in cells:
            marked = cell.coordinate in CELLS
            assert (cell.fill.fgColor.rgb == FILL) is marked, cell.coordinate
            assert (cell.border.left.style == "medium") is marked, cell.coordinate
            assert not marked or cell.border.left.color.rgb == EDGE


def test_form__marked_cells_keep_lock_format_and_letters(sheet):
    ordinary = openpyxl.load_workbook(io.BytesIO(issued(HELD)))[RETURN]
    for cells in sheet["A4:P10"]:
        for cell in cells:
            before = ordinary[cell.coordinate]
            for part in ("font", "alignment", "protection", "number_format"):
                assert repr(getattr(cell, part)) == repr(getattr(before, part)), cell.coordinate
            if cell.column_letter != "C":
                assert (cell.value, cell.data_type) == (before.value, before.data_type)


def test_form__answers_come_back_exactly_as_they_were():
    rows = {found.ref.text: found.cells for found in read_return(COPY).rows}
    for sent in HELD:
        for field in AGENCY_FIELDS:
            assert is_as_sent(field.key, rows[sent.ref][field.key].text, sent.values.get(field.key, ""))
            assert rows[sent.ref][field.key].formula == ""


def test_start__has_the_answers_that_were_given():
    data = issued(HELD, marks=MARKS, anything_new=ANYTHING_NEW[0], completed_by="Matron")
    start = read_workbook(data).sheet("Start")
    assert [start.entry(number, 2).text for number in (12, 13)] == [ANYTHING_NEW[0], "Matron"]
    assert start.entry(15, 2).text == "Not yet: 4 rows"


def test_form__all_else_is_the_ordinary_forms():
    """Lock, lists, marks of Still needed, print set-up and properties: to the letter."""
    before, after = parts(issued(HELD)), parts(COPY)
    for name in before:
        if name.startswith("docProps") or name in {"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "_rels/.rels",
                                                   "xl/worksheets/sheet5.xml", "xl/sharedStrings.xml"}:  # fmt: skip
            assert after[name] == before[name], name
    for element in ("sheetProtection", "protectedRanges", "dataValidations", "hyperlinks", "pageSetup", "headerFooter",
                    "colBreaks", "cols", "tableParts"):  # fmt: skip
        pattern = f"<{element}[ >].*?(?:</{element}>|/>)"
        assert re.search(pattern, after[SHEET])[0] == re.search(pattern, before[SHEET])[0]
    formats = r"<conditionalFormatting .*?</conditionalFormatting>"
    own = re.findall(formats, before[SHEET])
    assert re.findall(formats, after[SHEET])[: len(own)] == own
    names = {
        name: area.attr_text for name, area in openpyxl.load_workbook(io.BytesIO(issued(HELD))).defined_names.items()
    }
    now = {name: area.attr_text for name, area in openpyxl.load_workbook(io.BytesIO(COPY)).defined_names.items()}
    assert now == names | {"dhr_correct_title": "'To correct'!$A$1", "dhr_correct_list": "'To correct'!$A$4:$E$13"}
    assert openpyxl.load_workbook(io.BytesIO(COPY))[RETURN].print_title_rows == "$3:$3"


# words in Still needed


@pytest.mark.parametrize(("number", "words"), NEEDS.values(), ids=NEEDS.keys())
def test_still_needed__says_it_in_words(number, words):
    entry = read_workbook(COPY).sheet(RETURN).entry(int(number), 3)
    assert entry.text == words
    assert entry.formula


STATUS_HERE, DATE_HERE = "INDEX($G:$G,ROW())", "INDEX($I:$I,ROW())"
UNCHANGED = {
    "shown whole in the list": ({"status": "Done"}, "status", f"EXACT({STATUS_HERE},'To correct'!$D$5)"),
    "a date": ({"completion_date": "2015-06-03"}, "completion_date", f"EXACT({DATE_HERE},'To correct'!$D$5)"),
    "a day no program agrees on": (
        {"completion_date": "1815-06-03"},
        "completion_date",
        f"EXACT({DATE_HERE},'To correct'!$D$5)",
    ),
    "too long for the list": ({"progress": "x" * 400}, "progress", "LEN(INDEX($H:$H,ROW()))=400"),
    "blank, and the form does not ask": ({"completion_date": ""}, "completion_date", f'TRIM({DATE_HERE})=""'),
}


@pytest.mark.parametrize(("values", "key", "formula"), UNCHANGED.values(), ids=UNCHANGED.keys())
def test_still_needed__until_the_cell_is_changed(values, key, formula):
    data = issued([row(1, **values)], marks=[Mark("1-EGH", key, "Wrong.", "Put it right.")])
    assert f"IF({formula}," in read_workbook(data).sheet(RETURN).entry(4, 3).formula


@pytest.mark.parametrize("field", AGENCY_FIELDS, ids=lambda field: field.key)
def test_still_needed__a_word_marks_no_other_cell(field):
    """The template marks cells by the words of Still needed: those of a correction may only hit its own cell."""
    data = issued([row(1, **{field.key: "odd"})], marks=[Mark("1-EGH", field.key, "Wrong.", "Put it right.")])
    words = read_workbook(data).sheet(RETURN).entry(4, 3).text
    said = next(part for part in words.split(", ") if part.startswith("Put right "))
    assert all(field.key in want.keys for want in WANTS if want.word in said)


def test_unmarked__by_a_rule_each_once_its_word_is_gone():
    part = parts(COPY)[SHEET]
    rules = re.findall(
        r'sqref="(\w+)"><cfRule type="expression" dxfId="(\d+)" priority="(\d+)"><formula>ISERROR\((.*?)\)</', part
    )
    assert [(cell, search) for cell, _, _, search in rules] == [
        ("G4", 'SEARCH("Put right Status now",$C4)'), ("I5", 'SEARCH("Put right Date completed",$C5)'),
        ("J5", 'SEARCH("Evidence",$C5)'), ("H7", 'SEARCH("Put right Progress since last time",$C7)'),
        ("I7", 'SEARCH("Put right Date completed",$C7)'), ("M9", 'SEARCH("Reason",$C9)'),
    ]  # fmt: skip
    priorities = [int(found) for found in re.findall(r'priority="(\d+)"', part)]
    assert len(set(priorities)) == len(priorities)
    styles = etree.fromstring(parts(COPY)["xl/styles.xml"].encode())
    formats = styles.find("{*}dxfs")
    assert int(formats.get("count")) == len(formats)
    for _, number, _, _ in rules:
        assert formats[int(number)].find(".//{*}bgColor").get("rgb") == "FFFFF9C4"


def test_refs__none_of_them_on_the_form():
    data = issued([row(1)], marks=[UNKNOWN])
    read = read_workbook(data)
    assert [sheet.name for sheet in read.sheets] == [CORRECT, *SHEETS]
    assert read.sheet(RETURN).notes == {}
    assert read_return(data).noted == ()


def test_marks__on_what_an_agency_cannot_change():
    marks = [
        Mark("5-EGH", "status", "It is closed.", "Ask the board."),
        Mark("1-EGH", "action", "Altered.", "Say why."),
    ]
    data = issued(HELD, marks=marks)
    read = read_workbook(data).sheet(RETURN)
    assert read.entry(8, 3).text == "OK (closed). See the note on Status now"
    assert read.entry(4, 3).text.endswith(". See the note on Action")
    assert notes_of(data) == {(8, 7): write_note(marks[0]), (4, 2): write_note(marks[1])}
