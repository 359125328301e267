"""The form as it is written: what stands where, what refuses, what is locked, what leaves the building."""

import base64
import datetime as dt
import hashlib
import io
import re
import time
import zipfile

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANYTHING_NEW, FIELDS, MAX_TEXT, STATUS_CHOICES
from dhr_xl.core.plan.date_values import FIRST_DAY, LAST_DAY
from dhr_xl.core.views.names import SINGLE_NAMES, column_name
from dhr_xl.workbooks.form.guidance import PRIVACY
from dhr_xl.workbooks.form.validations import short_title
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.xlsx.cell_xml import MOST_CHARACTERS
from dhr_xl.workbooks.xlsx.numbers import serial_of
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import (
    DONE,
    LOCK,
    LONG,
    NOT_YET,
    PASSWORD,
    SENTENCE,
    TEMPLATE,
    TOO_LONG,
    form,
    issued,
    parts,
    row,
)  # fmt: skip

DATA = issued()
LETTERS = dict(zip((field.key for field in FIELDS), "ABCDEFGHIJKLMNOP", strict=True))


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(DATA))


@pytest.fixture(scope="module")
def sheet(book):
    return book["Return"]


ABOVE = {
    "A1": "Update from Eastmarch General Hospital NHS Trust: review DHR-07",
    "A2": "As at 30 June 2015. Return by 14 July 2015 to reviews@eastmarch.gov.uk.",
    "Start!A4": "OFFICIAL-SENSITIVE",
    "Start!B11": "K7QM-4XWP-ZB2C-H9RT",
    "C3": "Anything new to report?",
    "E3": "Completed by (job title)",
    "I3": "Anything else to tell us?",
    "D4": "How to fill this in",
    "Start!B9": "EGH",
    "Start!B10": "Eastmarch action plan",
    "Start!B5": dt.datetime(2015, 6, 30),
    "Start!B6": dt.datetime(2015, 7, 14),
    "Start!B12": None, "Start!B13": None, "Start!B14": None, "L1": None,
}  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), ABOVE.items())
def test_above_the_table__as_drawn(sheet, cell, value):
    assert sheet[cell].value == value


RETURN_BY = {
    "both": ({}, "Return by 14 July 2015 to reviews@eastmarch.gov.uk."),
    "no address": ({"return_to": ""}, "Return by 14 July 2015."),
    "no date": ({"due": None}, "Return to reviews@eastmarch.gov.uk."),
    "neither": ({"due": None, "return_to": ""}, ""),
}


@pytest.mark.parametrize(("changes", "line"), RETURN_BY.values(), ids=RETURN_BY.keys())
def test_return_by__with_what_is_known(changes, line):
    read = read_workbook(issued([row(1)], **changes)).sheet("Return")
    assert read.entry(2, 1).text == f"As at 30 June 2015. {line}".strip()
    assert bool(read.entry(2, 8).text) is ("due" not in changes)


def test_columns__in_order_with_their_widths(sheet):
    for field in FIELDS:
        letter = LETTERS[field.key]
        assert sheet[f"{letter}5"].value == field.heading
        dimension = next(
            d for d in sheet.column_dimensions.values() if d.min <= column_index_from_string(letter) <= d.max
        )
        assert dimension.width == pytest.approx(field.width, abs=1)


def test_names__cover_headings_to_last_row(book):
    for field in FIELDS:
        letter = LETTERS[field.key]
        assert book.defined_names[column_name(field.key)].attr_text == f"Return!${letter}$5:${letter}$12"
    singles = {name: book.defined_names[name].attr_text for name in SINGLE_NAMES}
    assert singles["dhr_return_reference"] == "Return!$E$2"
    assert set(singles.values()) == {
        f"Return!${a}${n}"
        for a, n in (
            "Start!B11",
            "Start!B10",
            "Start!B9",
            "Start!B5",
            "Start!B6",
            "Start!B12",
            "Start!B13",
            "Start!B14",
        )
    }


def test_row__real_dates_and_texts(sheet):
    assert [cell.value for cell in sheet[8]][:9] == [
        "3-EGH", sheet["C6"].value, f"3. {SENTENCE}", "Review the policy and brief all front-line staff.",
        "Revised policy; training log", dt.datetime(2015, 4, 30), "Complete",
        "Policy drafted and sent round; training dates agreed for May.", "Complete",
    ]  # fmt: skip
    assert sheet["I6"].value == dt.datetime(2014, 5, 27)
    assert sheet["D5"].value == "October 2014"


def test_still_needed__has_its_value_stored():
    read = read_workbook(DATA).sheet("Return")
    assert [read.entry(number, 2).text for number in range(6, 13)] == [
        "Update", "Update", "OK", "Update", "OK (closed)", "Update", "Update",
    ]  # fmt: skip
    assert all(read.entry(number, 2).formula for number in range(6, 13))
    assert (read.entry(4, 1).text, read.entry(4, 1).formula) == (
        "Still needed: 5 of 7 rows",
        '"Still needed: "&COUNTIF(C4:C10,"?*")-COUNTIF(C4:C10,"OK*")&" of "&COUNTA(A4:A10)&" rows"',
    )


def validation_of(sheet, cell):
    return next(v for v in sheet.data_validations.dataValidation if cell in v.sqref)


@pytest.mark.parametrize("field", AGENCY_FIELDS, ids=lambda field: field.key)
def test_validations__refuse_and_explain(sheet, field):
    found = validation_of(sheet, f"{LETTERS[field.key]}6")
    assert found.showErrorMessage
    assert found.showInputMessage
    assert found.errorStyle in {None, "stop"}
    assert found.prompt == field.prompt[:255]
    assert 0 < len(found.promptTitle) <= 32
    assert 0 < len(found.error) <= 255
    assert not found.showDropDown, "True hides the arrow"
    if field.kind == "choice":
        assert (found.type, found.formula1) == ("list", "dhr_list_status")
    elif field.kind == "date":
        assert (found.type, found.formula1, found.formula2) == (
            "date",
            str(serial_of(FIRST_DAY)),
            str(serial_of(LAST_DAY)),
        )
    else:
        assert (found.type, found.operator, found.formula1) == ("textLength", "lessThanOrEqual", str(MAX_TEXT))


def test_validations__not_on_closed_rows(sheet):
    with pytest.raises(StopIteration):
        validation_of(sheet, "G8")


def test_lists__are_the_choices(book):
    for name, choices in (("dhr_list_status", STATUS_CHOICES), ("dhr_list_anything_new", ANYTHING_NEW)):
        sheet_name, _, area = book.defined_names[name].attr_text.partition("!")
        assert tuple(cell.value for (cell,) in book[sheet_name][area.replace("$", "")]) == choices
    assert validation_of(book["Return"], "Start!B12").formula1 == "dhr_list_anything_new"


TITLES = {
    "Ref": "Ref",
    "Evidence: what, and where held": "Evidence",
    "Reason (date, paused, closing, reopened)": "Reason",
    "Is anything wrong with this action?": "Is anything wrong with this…",
}


@pytest.mark.parametrize(("heading", "title"), TITLES.items())
def test_short_title__fits_a_message(heading, title):
    assert short_title(heading) == title


def test_locks__yellow_open_all_else_locked(sheet):
    agency = {LETTERS[field.key] for field in AGENCY_FIELDS}
    for cells in sheet["A1:P12"]:
        for cell in cells:
            answer = cell.coordinate in {"Start!B12", "Start!B13", "Start!B14"}
            open_row = cell.row in {6, 7, 8, 9, 11, 12} and cell.column_letter in agency
            assert cell.protection.locked is not (answer or open_row), cell.coordinate
            if answer or open_row:
                assert cell.fill.fgColor.rgb == "FFFFF9C4"


def test_locks__every_sheet_and_the_structure():
    for name, part in parts(DATA).items():
        if name.startswith("xl/worksheets/sheet"):
            (lock,) = re.findall("<sheetProtection [^>]*>", part)
            for said in ('sheet="1"', 'algorithmName="SHA-512"', f'hashValue="{LOCK.hash_value}"', 'spinCount="1000"',
                         'formatColumns="0"', 'formatRows="0"', 'autoFilter="0"'):  # fmt: skip
                assert said in lock
    assert re.search(
        '<workbookProtection lockStructure="1" workbookAlgorithmName="SHA-512"', parts(DATA)["xl/workbook.xml"]
    )


def test_locks__the_hash_is_the_passwords():
    digest = hashlib.sha512(base64.b64decode(LOCK.salt_value) + PASSWORD.encode("utf-16-le")).digest()
    for spin in range(LOCK.spin_count):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    assert base64.b64encode(digest).decode() == LOCK.hash_value


def test_print__a3_two_pages_wide_with_marking(sheet):
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (
        sheet.page_setup.fitToWidth,
        sheet.page_setup.fitToHeight,
        sheet.sheet_properties.pageSetUpPr.fitToPage,
    ) == (2, 0, True)
    assert [brk.id for brk in sheet.col_breaks.brk] == [LETTERS_BEFORE_STATUS]
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$A", "$5:$5")


LETTERS_BEFORE_STATUS = column_index_from_string(LETTERS["status"]) - 1


def test_print__marking_and_page_numbers_on_every_sheet(book):
    for page in book.worksheets:
        assert page.oddHeader.center.text == "OFFICIAL-SENSITIVE"
        assert page.oddFooter.center.text == "OFFICIAL-SENSITIVE"
        assert page.oddFooter.right.text == "Page &P of &N"


def test_print__awkward_words_in_the_header():
    read = parts(issued([row(1)], marking="Official & <private>", review="R" * 100, agency_name="A&B"))
    header = re.search("<oddHeader>(.*?)</oddHeader>", read["xl/worksheets/sheet1.xml"])[1]
    assert "OFFICIAL &amp;&amp; &lt;PRIVATE&gt;" in header
    assert "A&amp;&amp;B" in header
    assert f"{'R' * 59}…" in header


def test_screen__freeze_filter_and_heights(sheet):
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:P12"
    assert sum(sheet.row_dimensions[number].height for number in range(1, 6)) <= 130
    assert all(48 <= sheet.row_dimensions[number].height <= 409 for number in range(6, 13))
    rows = re.findall(r'<row r="(?:[6-9]|1\d)"[^>]*>', parts(DATA)["xl/worksheets/sheet1.xml"])
    assert len(rows) == 7
    assert not any("customHeight" in found for found in rows)


def test_screen__nothing_merged_nothing_hidden(book):
    assert book.sheetnames == ["Return", "Guidance", "Lists", "In full"]
    assert book.active.title == "Return"
    for page in book.worksheets:
        assert page.sheet_state == "visible"
        assert page.merged_cells.ranges == set()
        assert not any(found.hidden for found in (*page.row_dimensions.values(), *page.column_dimensions.values()))
    hidden = re.findall(r'<definedName name="([^"]*)"[^>]*hidden="1"', parts(DATA)["xl/workbook.xml"])
    assert hidden == ["_xlnm._FilterDatabase"]


def test_link__to_the_guidance(sheet):
    assert sheet["D4"].hyperlink.location == "Guidance!A1"


def test_guidance__begins_with_the_rule_of_names(book):
    words = [cell.value for line in book["Guidance"] for cell in line if cell.value]
    assert (
        words[0]
        == PRIVACY
        == "Use the pseudonym and job titles. Do not name the person who died, their family or staff."
    )
    for field in FIELDS:
        assert field.heading in words
    for status in STATUS_CHOICES:
        assert status in words
    assert any(word.startswith("Colleagues may each return a copy") for word in words)


def test_in_full__whole_and_linked(book, sheet):
    assert sheet["A10"].hyperlink.location == "'In full'!A4"
    assert sheet["P10"].value.startswith("(Too long for this row")
    lines = [[cell.value for cell in line] for line in book["In full"].iter_rows(min_row=4)]
    assert [line[:2] for line in lines] == [["7-EGH", "Recommendation"]] + [["7-EGH", "Recommendation (continued)"]] * (
        len(lines) - 1
    )
    assert "".join(line[2] for line in lines) == TOO_LONG


def test_in_full__only_where_it_is_needed():
    data = issued([row(1, recommendation=LONG)])
    assert [sheet.name for sheet in read_workbook(data).sheets] == ["Return", "Guidance", "Lists"]
    assert "In full" not in parts(data)["xl/workbook.xml"]
    assert "sheet4" not in "".join((*parts(data), parts(data)["[Content_Types].xml"]))


def test_in_full__more_than_a_cell_holds():
    text = SENTENCE * 250
    data = issued([row(1, recommendation=text)])
    cell = read_workbook(data).sheet("Return").entry(6, 3).text
    assert len(text) > MOST_CHARACTERS >= len(cell)
    assert cell.endswith("(goes on: see the sheet 'In full')")
    whole = read_workbook(data).sheet("In full").cells
    assert (
        "".join(entry.text for (number, column), entry in sorted(whole.items()) if number > 3 and column == 3) == text
    )


def test_properties__no_person_and_no_machine():
    data = issued([row(1)])
    assert read_workbook(data).properties.custom == {"dhr_return_reference": "K7QM-4XWP-ZB2C-H9RT"}
    assert b"<Application>Microsoft Excel</Application>" in zipfile.ZipFile(io.BytesIO(data)).read("docProps/app.xml")
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.creator, properties.lastModifiedBy) == (None, None)
    assert properties.created == properties.modified == dt.datetime(2015, 6, 30)


def test_properties__written_at():
    written = dt.datetime(2015, 7, 1, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    data = write_return_form(form([row(1)]), TEMPLATE, written)
    assert read_workbook(data).properties.modified == dt.datetime(2015, 7, 1, 9, 30, tzinfo=dt.UTC)


def test_bytes__the_same_every_time():
    assert issued() == issued()


def test_nothing_else__leaves_with_the_form():
    """No sample row, no placeholder, no word of another agency's form."""
    for name, part in parts(issued([row(1)])).items():
        assert name.endswith((".xml", ".rels"))
        assert "{" not in part.replace("{D5CDD505", ""), name
        assert "@LAST@" not in part
        assert "<!--" not in part
        assert "too long" not in part.partition("<sheetData>")[0].lower() or "sharedStrings" in name


@pytest.mark.parametrize("count", [0, 1, 40])
def test_rows__any_number(count):
    data = issued([row(at, **(NOT_YET if at % 2 else DONE)) for at in range(1, count + 1)])
    read = read_workbook(data)
    assert len([1 for (number, column) in read.sheet("Return").cells if number > 5 and column == 1]) == count
    assert next(name.text for name in read.names if name.name == "dhr_col_ref") == f"Return!$A$5:$A${max(6, 5 + count)}"


def test_speed__a_form_of_forty_rows():
    rows = [row(at) for at in range(1, 41)]
    issued(rows)
    began = time.process_time()
    for _ in range(10):
        issued(rows)
    assert (time.process_time() - began) / 10 < 0.1
