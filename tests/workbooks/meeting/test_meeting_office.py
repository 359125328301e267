"""LibreOffice judges the board's workbook: it opens it, enforces its locks and drop-downs, and saves it back whole."""

import pytest

from dhr_xl.core.views.names import START
from dhr_xl.workbooks.meeting.reader import read_meeting
from dhr_xl.workbooks.meeting.words import SHEET
from office import need_writer
from workbooks.meeting_samples import FORM, meeting_workbook

pytestmark = pytest.mark.office
DECISIONS, READY = "H4:J7", "B14"


@pytest.fixture
def document(opened):
    return opened(meeting_workbook())


def test_open__every_sheet_visible_and_locked_and_no_rule_broken(document):
    assert all(sheet["visible"] and sheet["protected"] for sheet in document.sheets())
    assert document.ask("invalid_cells", sheet=SHEET) == []


@pytest.mark.parametrize("cell", ["A1", "A2", "A4", "C4", "E4", "G4", "H3", "K4", "A8"])
def test_type__a_locked_cell_refuses(document, cell):
    before = document.text(SHEET, cell)
    assert document.type(SHEET, cell, "changed") == before


REFUSED = {
    "another row's word": ("H4", "Date agreed"),
    "no word of the list": ("H5", "Nearly"),
    "a closing for a sign-off": ("H4", "Closed"),
    "no date": ("J4", "soon"),
    "a year that is a slip": ("J4", "03/06/2206"),
}


@pytest.mark.parametrize(("cell", "typed"), REFUSED.values(), ids=REFUSED.keys())
def test_type__outside_the_rules_refuses(document, cell, typed):
    assert document.type(SHEET, cell, typed) == ""


def test_type__decisions_are_taken_and_come_back_as_typed(document, tmp_path):
    typed = {"H4": "Signed off", "I4": "Good work", "J4": "15/07/2025", "H5": "Not agreed", "H7": "Keep open"}
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


def test_start__says_when_it_is_ready(document):
    """The formula follows what is typed, cut and pasted elsewhere, and filled down."""
    assert document.text(START, READY) == "Not yet: no decision is filled in"
    document.type(SHEET, "I5", "Why not")
    assert document.text(START, READY) == "Not yet: 1 row has a note but no decision"
    document.ask("move_cells", sheet=SHEET, source="I5", target="I7", command="Cut")
    document.type(SHEET, "H7", "Keep open")
    assert document.text(START, READY) == "Ready to send: 1 of 4 decided"
    document.ask("move_cells", sheet=SHEET, source="H7", target="H4", command="Cut")
    assert document.text(START, READY) == "Not yet: 1 row has a note but no decision"
    document.ask("recalculate")
    assert "#REF" not in document.formula(START, READY)


def test_start__leads_to_the_first_decision_and_back(document):
    assert document.ask("follow", sheet=START, cell="A15") == [SHEET, "H4"]
    assert document.ask("follow", sheet=SHEET, cell="A2") == [START, "A1"]


def test_copied__a_locked_cell_into_a_note_comes_back_and_locks_none(document, tmp_path):
    document.ask("move_cells", sheet=SHEET, source="C4", target="I5", command="Copy")
    assert document.ask("locked", sheet=SHEET, area=DECISIONS) == []
    assert len(document.ask("locked", sheet=SHEET, area="A4:G7")) == 28
    found = read_meeting(document.save(tmp_path / "saved.xlsx").read_bytes())
    assert [row.cells["note"].text for row in found.rows] == ["", "Do 1-POLICE", "", ""]


def test_pasted__two_paragraphs_over_two_notes_are_told_from_typed_ones(document, office, tmp_path):
    need_writer()
    document.type(SHEET, "I7", "Typed.")
    (tmp_path / "words.html").write_text("<html><body><p>First.</p><p>Second.</p></body></html>", encoding="utf-8")
    document.ask("paste_from", sheet=SHEET, target="I4", other=office.open(path=str(tmp_path / "words.html")))
    found = read_meeting(document.save(tmp_path / "saved.xlsx").read_bytes())
    assert {place.cell for place in found.unvalidated} == {"I4", "I5"}
    assert document.ask("locked", sheet=SHEET, area=DECISIONS) == []
