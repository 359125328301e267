"""LibreOffice judges the board's workbook: it opens it, enforces its locks and drop-downs, and saves it back whole."""

import pytest

from dhr_xl.workbooks.meeting.reader import read_meeting
from dhr_xl.workbooks.meeting.words import SHEET
from workbooks.meeting_samples import FORM, meeting_workbook

pytestmark = pytest.mark.office
DECISIONS = "H6:J9"


@pytest.fixture
def document(opened):
    return opened(meeting_workbook())


def test_open__every_sheet_visible_and_locked_and_no_rule_broken(document):
    assert all(sheet["visible"] and sheet["protected"] for sheet in document.sheets())
    assert document.ask("invalid_cells", sheet=SHEET) == []


@pytest.mark.parametrize("cell", ["A1", "A4", "A6", "C6", "E6", "G6", "H5", "K6", "A10"])
def test_type__a_locked_cell_refuses(document, cell):
    before = document.text(SHEET, cell)
    assert document.type(SHEET, cell, "changed") == before


REFUSED = {
    "another row's word": ("H6", "Date agreed"),
    "no word of the list": ("H7", "Nearly"),
    "a closing for a sign-off": ("H6", "Closed"),
    "no date": ("J6", "soon"),
    "a year that is a slip": ("J6", "03/06/2206"),
}


@pytest.mark.parametrize(("cell", "typed"), REFUSED.values(), ids=REFUSED.keys())
def test_type__outside_the_rules_refuses(document, cell, typed):
    assert document.type(SHEET, cell, typed) == ""


def test_type__decisions_are_taken_and_come_back_as_typed(document, tmp_path):
    typed = {"H6": "Signed off", "I6": "Good work", "J6": "15/07/2025", "H7": "Not agreed", "H9": "Keep open"}
    for cell, text in typed.items():
        document.type(SHEET, cell, text)
    found = read_meeting(document.save(tmp_path / "saved.xlsx").read_bytes())
    said = {row.ref.text: [row.cells[key].text for key in ("decision", "note", "decided_on")] for row in found.rows}
    assert said == {
        "1-POLICE": ["Signed off", "Good work", "2025-07-15"],
        "1-POLICE (2)": ["Not agreed", "", ""],
        "2-SWPB": ["", "", ""],
        "3-NHS": ["Keep open", "", ""],
    }
    assert (found.reference.text, found.property_reference, found.found_by) == (FORM.reference, FORM.reference, "names")


def test_copied__a_locked_cell_into_a_note_comes_back_and_locks_no_other(document, tmp_path):
    """On the first sheet LibreOffice locks the cell that was pasted into (docs/excel.md); only undo helps there."""
    document.ask("move_cells", sheet=SHEET, source="C6", target="I7", command="Copy")
    assert set(document.ask("locked", sheet=SHEET, area=DECISIONS)) <= {"I7"}
    assert len(document.ask("locked", sheet=SHEET, area="A6:G9")) == 28
    found = read_meeting(document.save(tmp_path / "saved.xlsx").read_bytes())
    assert [row.cells["note"].text for row in found.rows] == ["", "Do 1-POLICE", "", ""]
