"""The board's workbook as a file: what it shows, what is locked, what may be chosen, and that it is read back whole."""

import io
from pathlib import Path

import openpyxl
import pytest

from dhr_xl.core.plan.meeting import CHOICES, COLUMNS, FILL_IN
from dhr_xl.core.returns.answers import fold
from dhr_xl.workbooks.fitting import cut_to_fit, points_for
from dhr_xl.workbooks.meeting.own_texts import own_texts
from dhr_xl.workbooks.meeting.reader import read_meeting
from dhr_xl.workbooks.meeting.words import GOES_ON, SHEET, WHOLE, column_name, ready_text, ready_texts
from dhr_xl.workbooks.returned.reader import read_return
from workbooks.meeting_samples import FORM, LOCK, LONG, meeting_workbook
from workbooks.return_samples import issued, parts

TALLEST = 150
"""Points of a row: a taller one cannot be read whole at 200 % zoom."""


@pytest.fixture(scope="module")
def data():
    return meeting_workbook()


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def sheet(book):
    return book[SHEET]


def test_it_is_the_same_each_time(data):
    assert meeting_workbook() == data


def test_it_opens_on_start_with_its_title_in_a1_and_hides_nothing(book, sheet):
    assert book.active is book.worksheets[0]
    assert book.sheetnames == ["Start", SHEET, WHOLE, "Guidance", "Lists"]
    assert {one["A1"].value for one in book.worksheets[:2]} == {"Board decisions: review DHR-07, as at 30 June 2025"}
    assert {one.sheet_state for one in book.worksheets} == {"visible"}
    assert all(not one.merged_cells.ranges for one in book.worksheets)
    assert sheet.freeze_panes == "D4"


def test_start_says_what_it_is_where_it_goes_and_whom_to_ask(book):
    said = {row[0].value: row[1].value for row in book["Start"].iter_rows(min_row=5)}
    assert said["Decisions asked for"] == "4: 1 sign-off, 2 new dates and 1 closing"
    assert (said["Send it to"], said["Questions? Ask"]) == (FORM.return_to, FORM.contact)
    assert said["Return reference (leave as it is)"] == FORM.reference
    assert book["Start"]["A15"].hyperlink.location == f"'{SHEET}'!H4"
    assert book["Start"]["B14"].value.startswith("=IF(SUMPRODUCT(")


def test_the_rows_are_one_real_table_with_every_locked_cell_filled(sheet):
    [table] = sheet.tables.values()
    headings, *rows = sheet[table.ref]
    assert [cell.value for cell in headings] == [column.heading for column in COLUMNS]
    assert len(rows) == len(FORM.rows)
    for cells in rows:
        locked = {column.key: cell for column, cell in zip(COLUMNS, cells, strict=True) if not column.fill_in}
        assert all(cell.value not in {None, ""} for cell in locked.values())
        assert all(cell.protection.locked for cell in locked.values())
        assert all(not cell.protection.locked and cell.value is None for cell in cells[len(locked) :])


def test_every_sheet_is_locked_with_the_rounds_password(book, data):
    for one in book.worksheets:
        lock = one.protection
        assert (lock.sheet, lock.algorithmName, lock.hashValue) == (True, "SHA-512", LOCK.hash_value)
        assert lock.spinCount == LOCK.spin_count
        assert (lock.formatColumns, lock.formatRows, lock.autoFilter) == (False, False, False)
    assert book.security.lockStructure
    assert book.security.workbookHashValue == LOCK.hash_value


def test_a_paste_locks_no_answer(data):
    """What is pasted brings its own lock; an area without a password stays open, and the style Normal is unlocked."""
    part = parts(data)["xl/worksheets/sheet2.xml"]
    assert '<protectedRange sqref="H4:J7" name="dhr_answers"/>' in part
    styles = parts(data)["xl/styles.xml"]
    assert 'name="Heading 1"' in styles
    normal = styles[styles.index("<cellStyleXfs") : styles.index("</cellStyleXfs>")]
    assert '<protection locked="0"/>' in normal
    formats = styles[styles.index("<cellXfs") : styles.index("</cellXfs>")]
    assert formats.count("<protection ") == formats.count("<xf ")


def test_each_row_offers_the_decisions_that_fit_what_is_asked(book, sheet):
    for at, row in enumerate(FORM.rows, start=4):
        [rule] = [one for one in sheet.data_validations.dataValidation if f"H{at}" in one.sqref]
        area = book.defined_names[rule.formula1.removeprefix("=")].attr_text
        name, _, cells = area.partition("!")
        offered = [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]
        assert offered == list(CHOICES[row.ask])
        assert rule.showErrorMessage
        assert all(choice in rule.error for choice in CHOICES[row.ask])


def test_a_long_text_is_cut_on_its_row_and_whole_on_its_own_sheet(book, sheet):
    assert sheet["E4"].value.endswith(GOES_ON)
    whole = "".join(cell.value for (cell,) in book[WHOLE]["C4:C30"] if cell.value)
    assert whole == LONG
    heights = [sheet.row_dimensions[at].height for at in range(4, 8)]
    assert max(heights) <= TALLEST


@pytest.mark.parametrize("text", ["short", "word " * 400, "x" * 4000, "line\n" * 40, ""])
def test_a_text_is_cut__and_keeps_its_beginning(text):
    cut = cut_to_fit(text, 32, points_for(9), GOES_ON)
    assert text.startswith(cut.removesuffix(GOES_ON))
    assert (cut == text) or cut.endswith(GOES_ON)


def test_the_marking_is_on_every_page_and_print_is_not_under_nine_point(book):
    for one in book.worksheets:
        assert "OFFICIAL-SENSITIVE" in one.oddHeader.center.text
        assert "OFFICIAL-SENSITIVE" in one.oddFooter.center.text
        assert (one.page_setup.paperSize, one.page_setup.orientation) == (9, "landscape")
        assert (one.page_setup.scale or 100) >= 75
    assert (book[SHEET].print_title_rows, book[SHEET].print_title_cols) == ("$3:$3", "$A:$A")


def test_read_meeting__gives_the_reference_and_every_row_and_its_other_words_are_ours(data):
    found = read_meeting(data)
    assert (found.reference.text, found.property_reference) == (FORM.reference, FORM.reference)
    assert [row.ref.text for row in found.rows] == [row.name for row in FORM.rows]
    assert (found.missing, found.found_by, found.meeting) == ((), "names", True)
    assert {fold(entry.text) for entry in found.noted} <= own_texts(FORM)


def test_read_meeting__an_agencys_form_is_none_of_it():
    assert read_meeting(issued()) is None
    assert read_return(meeting_workbook()).rows == ()


def test_read_meeting__a_workbook_made_by_an_earlier_version():
    """Its rows and its reference stand on its first sheet, from row 6; none of its own words are taken for anybody's."""
    earlier = openpyxl.load_workbook(Path(__file__).parents[1] / "earlier_meeting.xlsx")
    assert earlier.sheetnames[0] == SHEET
    earlier[SHEET]["H6"], earlier[SHEET]["I6"], earlier[SHEET]["L6"] = "Signed off", "Good work", "Ask the chair"
    for keep_names in (True, False):
        if not keep_names:
            earlier.defined_names.clear()
            del earlier.custom_doc_props["dhr_return_reference"]
        out = io.BytesIO()
        earlier.save(out)
        found = read_meeting(out.getvalue())
        assert found.reference.text == FORM.reference
        assert [row.ref.text for row in found.rows] == [row.name for row in FORM.rows]
        assert [found.rows[0].cells[key].text for key in ("decision", "note")] == ["Signed off", "Good work"]
        assert {fold(entry.text) for entry in found.noted} - own_texts(FORM) == {"ask the chair"}


def test_read_meeting__without_names_and_property_the_reference_is_found_on_start(data):
    changed = openpyxl.load_workbook(io.BytesIO(data))
    changed.defined_names.clear()
    del changed.custom_doc_props["dhr_return_reference"]
    out = io.BytesIO()
    changed.save(out)
    found = read_meeting(out.getvalue())
    assert (found.reference.text, str(found.reference.ref)) == (FORM.reference, "sheet 'Start', cell B10")


@pytest.mark.parametrize(("decided", "noted", "said"), [
    (0, 0, "Not yet: no decision is filled in"), (3, 1, "Not yet: 1 row has a note but no decision"),
    (0, 2, "Not yet: 2 rows have a note but no decision"), (3, 0, "Ready to send: 3 of 4 decided"),
])  # fmt: skip
def test_ready_text(decided, noted, said):
    assert ready_text(decided, noted, 4) == said
    assert said in set(ready_texts(4))


@pytest.mark.parametrize("key", FILL_IN)
def test_read_meeting__a_column_without_its_heading_is_found_by_its_name(book, data, key):
    changed = openpyxl.load_workbook(io.BytesIO(data))
    area = changed.defined_names[column_name(key)].attr_text.split("!")[1].replace("$", "").split(":")[0]
    changed[SHEET][area] = "Something else"
    changed[SHEET][f"{area[0]}4"] = "Signed off"
    out = io.BytesIO()
    changed.save(out)
    assert read_meeting(out.getvalue()).rows[0].cells[key].text == "Signed off"
