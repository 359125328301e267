"""The form as it is written: what stands where, what refuses, what is locked, what leaves the building."""

import base64
import datetime as dt
import hashlib
import io
import itertools
import re
import time
import zipfile

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANYTHING_NEW, FIELDS, MAX_TEXT, STATUS_CHOICES
from dhr_xl.core.plan.shown_texts import CUT
from dhr_xl.core.views.names import SINGLE_NAMES, column_name
from dhr_xl.workbooks.fitting import text_height
from dhr_xl.workbooks.form.guidance import GUIDANCE_TITLE, PRIVACY
from dhr_xl.workbooks.form.still_needed import ready_value
from dhr_xl.workbooks.form.validations import short_title
from dhr_xl.workbooks.form.words import heading_of
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.cell_xml import MOST_CHARACTERS
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
    cell_of,
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
    "Start!A1": "Update from Eastmarch General Hospital NHS Trust: review DHR-07",
    "Start!A3": "If Excel shows a yellow bar, press Enable Editing.",
    "Start!A4": "OFFICIAL-SENSITIVE",
    "Start!B5": dt.datetime(2015, 6, 30),
    "Start!B6": dt.datetime(2015, 7, 14),
    "Start!B7": "reviews@eastmarch.gov.uk",
    "Start!B8": "Reviews Coordinator, 01234 567890",
    "Start!B9": "EGH",
    "Start!B10": "Eastmarch action plan",
    "Start!B11": "K7QM-4XWP-ZB2C-H9RT",
    "Start!A12": "1. Anything new to report? (fill in)",
    "Start!A13": "2. Completed by (job title) (fill in)",
    "Start!A14": "3. Anything else to tell us? (fill in if so)",
    "Start!B12": None, "Start!B13": None, "Start!B14": None,
    "A1": "Your actions: Eastmarch General Hospital NHS Trust, as at 30 June 2015",
}  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), ABOVE.items())
def test_above_the_table__as_drawn(book, cell, value):
    assert cell_of(book, cell).value == value


def test_start__what_is_not_known_is_a_dash():
    read = openpyxl.load_workbook(io.BytesIO(issued([row(1)], due=None, return_to="", contact="")))
    assert [read["Start"][cell].value for cell in ("B6", "B7", "B8")] == ["–"] * 3


def test_start__says_what_is_missing():
    read = read_workbook(DATA).sheet("Start").entry(15, 2)
    assert read.text == "Not yet: question 1, 5 rows and your job title"
    assert read.formula.startswith("IF(")


def test_start__the_answers_that_are_known_are_filled_in():
    data = issued([row(1, **DONE)], anything_new=ANYTHING_NEW[0], completed_by="Matron")
    read = read_workbook(data).sheet("Start")
    assert [read.entry(number, 2).text for number in (12, 13, 15)] == [ANYTHING_NEW[0], "Matron", "Ready to send"]
    assert (read_return(data).anything_new.text, read_return(data).completed_by.text) == (ANYTHING_NEW[0], "Matron")


def test_columns__in_order_with_their_widths(sheet):
    for field in FIELDS:
        letter = LETTERS[field.key]
        assert sheet[f"{letter}3"].value == heading_of(field)
        dimension = next(
            d for d in sheet.column_dimensions.values() if d.min <= column_index_from_string(letter) <= d.max
        )
        assert dimension.width == pytest.approx(field.width, abs=1)


def test_names__cover_headings_to_last_row(book):
    for field in FIELDS:
        letter = LETTERS[field.key]
        assert book.defined_names[column_name(field.key)].attr_text == f"Return!${letter}$3:${letter}$10"
    singles = {name: book.defined_names[name].attr_text for name in SINGLE_NAMES}
    assert singles["dhr_return_reference"] == "Start!$B$11"
    assert set(singles.values()) == {f"Start!$B${number}" for number in (5, 6, 9, 10, 11, 12, 13, 14)}


def test_table__is_an_excel_table_with_every_heading(sheet):
    (table,) = sheet.tables.values()
    assert table.ref == table.autoFilter.ref == "A3:P10"
    assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[3]]


def test_row__real_dates_and_texts(sheet):
    assert [cell.value for cell in sheet[6]][:7] == [
        "3-EGH", "Review the policy and brief all front-line staff.", sheet["C6"].value, dt.datetime(2015, 4, 30),
        "Complete", "Policy drafted and sent round; training dates agreed for May.", "Complete",
    ]  # fmt: skip
    assert sheet["O6"].value == "Revised policy; training log"
    assert sheet["P6"].value == "3. The Trust, with the Community…"
    assert sheet["I6"].value == "27/05/2014", "answers are text, so that no spreadsheet makes a day of a month"
    assert sheet["D5"].value == "October 2014"
    assert [sheet[cell].value for cell in ("E5", "F5", "G5")] == ["–", "–", None], "a locked blank is a dash"


def test_still_needed__has_its_value_stored():
    read = read_workbook(DATA).sheet("Return")
    assert [read.entry(number, 3).text for number in range(4, 11)] == [
        "Update", "Update", "OK", "Update", "OK (closed)", "Update", "Update",
    ]  # fmt: skip
    assert all(read.entry(number, 3).formula for number in range(4, 11))
    assert (read.entry(2, 1).text, read.entry(2, 1).formula) == (
        "Still needed: 5 of 7 rows",
        '"Still needed: "&COUNTIF(C4:C10,"?*")-COUNTIF(C4:C10,"OK*")&" of "&COUNTA(A4:A10)&" rows"',
    )


def validation_of(sheet, cell):
    return next(v for v in sheet.data_validations.dataValidation if cell in v.sqref)


@pytest.mark.parametrize("field", AGENCY_FIELDS, ids=lambda field: field.key)
def test_validations__refuse_and_explain(sheet, field):
    found = validation_of(sheet, f"{LETTERS[field.key]}4")
    assert found.showErrorMessage
    assert found.showInputMessage
    assert found.errorStyle in {None, "stop"}
    assert found.prompt == field.prompt[:255]
    assert 0 < len(found.promptTitle) <= 32
    assert 0 < len(found.error) <= 255
    assert not found.showDropDown, "True hides the arrow"
    if field.kind == "choice":
        assert (found.type, found.formula1) == ("list", "dhr_list_status")
        assert all(choice in found.error for choice in STATUS_CHOICES)
    elif field.kind == "date":
        assert found.type == "custom"
        assert f"{LETTERS[field.key]}4" in found.formula1
        assert "30/06/2015" in found.error
        assert "A month or a year alone is not a day" in found.error
    else:
        assert (found.type, found.operator, found.formula1) == ("textLength", "lessThanOrEqual", str(MAX_TEXT))


def test_validations__not_on_closed_rows(sheet):
    with pytest.raises(StopIteration):
        validation_of(sheet, "G8")


def test_lists__are_the_choices(book):
    for name, choices in (("dhr_list_status", STATUS_CHOICES), ("dhr_list_anything_new", ANYTHING_NEW)):
        sheet_name, _, area = book.defined_names[name].attr_text.partition("!")
        assert tuple(cell.value for (cell,) in book[sheet_name][area.replace("$", "")]) == choices
    assert validation_of(book["Start"], "B12").formula1 == "dhr_list_anything_new"
    assert all(choice in validation_of(book["Start"], "B12").error for choice in ANYTHING_NEW)


TITLES = {
    "Ref": "Ref",
    "Evidence: what, and where held": "Evidence",
    "Reason (date, paused, closing, reopened)": "Reason",
    "Is anything wrong with this action?": "Is anything wrong with this…",
}


@pytest.mark.parametrize(("heading", "title"), TITLES.items())
def test_short_title__fits_a_message(heading, title):
    assert short_title(heading) == title


def test_locks__yellow_open_all_else_locked(book, sheet):
    agency = {LETTERS[field.key] for field in AGENCY_FIELDS}
    for cell in itertools.chain(*sheet["A1:P10"], *book["Start"]["A1:B16"]):
        on_return = cell.parent is sheet
        answer = not on_return and cell.coordinate in {"B12", "B13", "B14"}
        open_row = on_return and cell.row in {4, 5, 6, 7, 9, 10} and cell.column_letter in agency
        assert cell.protection.locked is not (answer or open_row), cell.coordinate
        if answer or open_row:
            assert cell.fill.fgColor.rgb == "FFFFF9C4"


def test_locks__a_pasted_cell_stays_open():
    """Answers are in a protected range without a password, and the Normal style is unlocked."""
    read = parts(DATA)
    ranges = {name: re.findall('<protectedRange sqref="([^"]*)" name="[^"]*"/>', read[f"xl/worksheets/{name}.xml"])
              for name in ("sheet1", "sheet2")}  # fmt: skip
    assert ranges == {"sheet1": ["B12 B13 B14"], "sheet2": ["G4:N7 G9:N10"]}
    normal = re.search("<cellStyleXfs[^>]*>(.*?)</cellStyleXfs>", read["xl/styles.xml"], re.DOTALL)[1]
    assert re.match(r'<xf [^>]*>\s*<protection locked="0"', normal.replace("<alignment", "<x"))


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


def test_print__a4_with_the_refs_and_headings_on_every_page(sheet):
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.page_setup.scale * 12 >= 9 * 100, "nothing under 9 points"
    assert [brk.id for brk in sheet.col_breaks.brk] == [BEFORE_STATUS, BEFORE_STATUS + 5]
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$A", "$3:$3")


BEFORE_STATUS = column_index_from_string(LETTERS["status"]) - 1


def test_print__marking_and_page_numbers_on_every_sheet(book):
    for page in book.worksheets:
        assert page.oddHeader.center.text == "OFFICIAL-SENSITIVE"
        assert page.oddFooter.center.text == "OFFICIAL-SENSITIVE"
        assert page.oddFooter.right.text == "Page &P of &N"


def test_print__awkward_words_in_the_header():
    read = parts(issued([row(1)], marking="Official & <private>", review="R" * 100, agency_name="A&B"))
    header = re.search("<oddHeader>(.*?)</oddHeader>", read["xl/worksheets/sheet2.xml"], re.DOTALL)[1]
    assert "OFFICIAL &amp;&amp; &lt;PRIVATE&gt;" in header
    assert "A&amp;&amp;B" in header
    assert re.search(
        "&amp;LR+\nR+…&amp;C", header.replace('&amp;12&amp;"Arial,Regular"', "").replace('&amp;12&amp;"Arial,Bold"', "")
    )


SEEN_AT_200 = 68.5
"""Units of stored width that LibreOffice shows in a window of 1366 pixels, with the arrow of a drop-down beside them."""


def test_screen__freeze_filter_and_heights(sheet):
    assert sheet.freeze_panes == "C4"
    assert sum(sheet.row_dimensions[number].height for number in range(1, 4)) <= 75
    assert all(48 <= sheet.row_dimensions[number].height <= 150 for number in range(4, 11))
    rows = re.findall(r'<row r="(?:[4-9]|10)"[^>]*>', parts(DATA)["xl/worksheets/sheet2.xml"])
    assert len(rows) == 7
    assert not any("customHeight" in found for found in rows)


def test_a_long_answer__its_row_is_fixed_and_says_where_the_whole_is():
    data = issued((row(1, evidence_given="The log was checked. " * 60), row(2)))
    rows = re.findall(r'<row r="[45]"[^>]*>', parts(data)["xl/worksheets/sheet2.xml"])
    assert ['customHeight="1"' in found for found in rows] == [True, False]
    sheet = read_workbook(data).sheet("Return")
    said = [sheet.cells[number, 3].text for number in (4, 5)]
    assert [words.endswith("Long answer: whole on the sheet Recommendations") for words in said] == [True, False]


def test_screen__at_200_per_cent_the_first_answer_is_seen_beside_its_ref_and_action(sheet):
    assert sum(sheet.column_dimensions[LETTERS[key]].width for key in ("ref", "action", "status")) <= SEEN_AT_200


def test_screen__at_200_per_cent_a_question_stays_beside_its_answer(book):
    assert sum(book["Start"].column_dimensions[letter].width for letter in "AB") <= SEEN_AT_200


def test_start__its_rows_are_high_enough_for_what_they_say():
    long = openpyxl.load_workbook(io.BytesIO(issued([row(1)], contact="Community Safety Team, " * 4)))["Start"]
    short = openpyxl.load_workbook(io.BytesIO(DATA))["Start"]
    heights = {
        number: (short.row_dimensions[number].height, long.row_dimensions[number].height) for number in (7, 8, 15)
    }
    assert heights[7] == (18, 18)
    assert (
        heights[8][1] >= text_height("Community Safety Team, " * 4, long.column_dimensions["B"].width) > heights[8][0]
    )
    assert heights[15][0] >= text_height(ready_value([""] * 99), short.column_dimensions["B"].width)
    assert short["B15"].alignment.wrap_text


def test_screen__nothing_merged_nothing_hidden(book):
    assert book.sheetnames == ["Start", "Return", "Recommendations", "Guidance", "Lists"]
    assert book.active.title == "Start"
    for page in book.worksheets:
        assert page.sheet_state == "visible"
        assert page.merged_cells.ranges == set()
        assert not any(found.hidden for found in (*page.row_dimensions.values(), *page.column_dimensions.values()))
    assert "hidden" not in parts(DATA)["xl/workbook.xml"]


def test_links__lead_to_the_next_thing_to_do(book, sheet):
    assert book["Start"]["A16"].hyperlink.location == "Return!A1"
    assert book["Start"]["B16"].hyperlink.location == "Guidance!A1"
    assert sheet["D2"].hyperlink.location == "Start!A1"


def test_guidance__begins_with_the_rule_of_names(book):
    words = [cell.value for line in book["Guidance"] for cell in line if cell.value]
    assert words[0] == GUIDANCE_TITLE
    assert PRIVACY == "Use the pseudonym and job titles. Do not name the person who died, their family or staff."
    assert words.index(PRIVACY) < 5
    for field in FIELDS:
        assert heading_of(field) in words
    for status in STATUS_CHOICES:
        assert status in words
    assert any(word.startswith("Colleagues may each return a copy") for word in words)


def lines_of(data):
    """The rows of the table of Recommendations: name, column, text."""
    cells = read_workbook(data).sheet("Recommendations").cells
    rows = sorted({number for number, _ in cells if number > 3})
    return [[cells[number, column].text for column in (1, 2, 3)] for number in rows]


def test_recommendations__whole_and_linked(sheet):
    lines = lines_of(DATA)
    assert [line[:2] for line in lines[:2]] == [["1", "Recommendation"], ["2", "Recommendation"]]
    assert lines[0][2] == LONG.partition(". ")[2]
    assert sheet["P5"].value == "2. Share the learning."
    assert sheet["P5"].hyperlink.location == "Recommendations!A5"
    seventh = [line for line in lines if line[0] == "7"]
    assert [line[1] for line in seventh[1:]] == ["Recommendation (continued)"] * (len(seventh) - 1)
    assert "".join(line[2] for line in seventh) == TOO_LONG.partition(". ")[2]
    assert sheet["P10"].value.endswith("…")
    assert sheet["P10"].hyperlink.location == f"Recommendations!A{4 + lines.index(seventh[0])}"


def test_recommendations__each_once():
    rows = [row(at, recommendation="2. Share the learning.") for at in (1, 2, 3)]
    assert lines_of(issued(rows)) == [["2", "Recommendation", "Share the learning."]]


def test_recommendations__an_action_too_long_for_its_row_is_there_too():
    action = SENTENCE * 6
    data = issued([row(1, action=action)])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Return"]
    assert sheet["B4"].value.endswith(CUT)
    assert sheet["A4"].hyperlink.location == "Recommendations!A5"
    assert lines_of(data)[1] == ["1-EGH", "Action", action]


def test_recommendations__more_than_a_cell_holds():
    text = SENTENCE * 250
    data = issued([row(1, action=text)])
    assert len(text) > MOST_CHARACTERS
    assert "".join(line[2] for line in lines_of(data) if line[0] == "1-EGH") == text


def test_shared__the_action_says_who_leads():
    data = issued([row(1)._replace(shared="Led by POLICE; shared with ASC")])
    action = read_workbook(data).sheet("Return").entry(4, 2).text
    assert action == "Review the policy and brief all front-line staff.\n(Led by POLICE; shared with ASC)"


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
    assert len([1 for (number, column) in read.sheet("Return").cells if number > 3 and column == 1]) == count
    assert next(name.text for name in read.names if name.name == "dhr_col_ref") == f"Return!$A$3:$A${max(4, 3 + count)}"


def test_speed__a_form_of_forty_rows():
    rows = [row(at) for at in range(1, 41)]
    issued(rows)
    began = time.process_time()
    for _ in range(10):
        issued(rows)
    assert (time.process_time() - began) / 10 < 0.1
