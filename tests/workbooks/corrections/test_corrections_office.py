"""A real spreadsheet program judges the corrections copy: opened, led through, corrected and saved in LibreOffice."""

import pytest

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.returns.reading import is_as_sent
from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.core.views.names import CORRECT
from dhr_xl.workbooks.corrections.came_back import our_notes
from dhr_xl.workbooks.corrections.notes import size_of
from dhr_xl.workbooks.corrections.styles import FILL
from dhr_xl.workbooks.corrections.words import join_notes, remove_our_words
from dhr_xl.workbooks.form.template import SHEETS
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.corrections_samples import CELLS, COPY, HELD, MARKS, NEEDS, RETURN, STATUS
from workbooks.return_samples import PASSWORD, TEMPLATE, form, issued, row

pytestmark = pytest.mark.office


def test_office__opens_on_the_list_all_locked(opened):
    document = opened(COPY)
    assert document.ask("active_sheet") == CORRECT
    assert [(found["name"], found["visible"], found["protected"]) for found in document.sheets()] == [
        (name, True, True) for name in (CORRECT, *SHEETS)
    ]


def test_office__notes_are_there_and_wait_to_be_hovered(opened):
    notes = opened(COPY).ask("notes", sheet=RETURN)
    assert {found["cell"]: found["text"] for found in notes} == {
        cell: join_notes(marks) for cell, marks in CELLS.items()
    }
    assert not any(found["shown"] for found in notes)


def test_office__notes_open_beside_their_cells_and_large_enough(opened):
    boxes = opened(COPY).ask("note_boxes", sheet=RETURN)
    assert set(boxes) == set(CELLS)
    for cell, (right, down, wide, high) in boxes.items():
        width, height = (pixels * 2540 / 96 for pixels in size_of(join_notes(CELLS[cell])))
        assert 0 < right < 14000, "a column's width and a little"
        assert 0 <= down < 200
        assert wide == pytest.approx(width, rel=0.05)
        assert 0.98 * height <= high <= 1.4 * height


def test_office__each_link_goes_to_its_cell(opened):
    document = opened(COPY)
    for number, cell in enumerate(["G4", "I5", "J5", "H7", "H7", "I7", "M9", "A10"], 5):
        for column in "BC":
            assert document.ask("follow", sheet=CORRECT, cell=f"{column}{number}") == [RETURN, cell]


def test_office__only_the_answers_can_be_changed(opened):
    document = opened(COPY)
    for sheet, cell in (
        (CORRECT, "A1"),
        (CORRECT, "D5"),
        (CORRECT, "F5"),
        (CORRECT, "E20"),
        ("Start", "B11"),
        (RETURN, "A10"),
        (RETURN, "C4"),
    ):
        before = document.text(sheet, cell)
        assert document.type(sheet, cell, "changed") == before, (sheet, cell)
    assert document.type(RETURN, "G4", "Finished") == "Done", "the list takes no other word"
    assert document.type(RETURN, "I5", "soon") == "TBC"
    assert document.ask("try_password", sheet=CORRECT, password="wrong") is False
    assert document.ask("try_password", sheet=CORRECT, password=PASSWORD) is True


def test_office__still_needed_follows_each_correction(opened):
    document = opened(COPY)
    before = document.ask("texts", sheet=RETURN, area="C4:C10")
    document.ask("recalculate")
    assert document.ask("texts", sheet=RETURN, area="C4:C10") == before == [[words] for _, words in NEEDS.values()]
    assert document.text(RETURN, "A2") == "Still needed: 4 of 7 rows"
    document.type(RETURN, "G4", "In progress")
    assert document.text(RETURN, "C4") == "OK"
    document.type(RETURN, "H7", "Staff were trained.")
    assert document.text(RETURN, "C7") == "Put right Date completed"
    document.delete(RETURN, "I7")
    assert document.text(RETURN, "C7") == "OK"
    document.type(RETURN, "I5", "03/06/2015")
    assert document.text(RETURN, "C5") == "Evidence, Outcome"
    assert document.text(RETURN, "A2") == "Still needed: 2 of 7 rows"


def test_office__what_was_decided_is_needed_again_only_for_another_status_or_date(opened):
    decided = row(1, status="Paused", last_status="Not started", progress="Met")._replace(settled=frozenset({"Reason"}))
    document = opened(issued([decided, row(2, status="Done")], marks=[STATUS._replace(ref="2-EGH")]))
    document.ask("recalculate")
    assert document.ask("texts", sheet=RETURN, area="C4:C5") == [["OK"], ["Put right Status now"]]
    assert document.text(RETURN, "A2") == "Still needed: 1 of 2 rows"
    document.type(RETURN, "G4", "Propose to close")
    assert document.text(RETURN, "C4") == "Reason"
    document.type(RETURN, "G4", "Paused")
    assert document.text(RETURN, "C4") == "OK"


def test_office__corrected_saved_and_read(opened, tmp_path):
    document = opened(COPY)
    typed = {"G4": "Complete", "I5": "03/06/2015", "J5": "Training log", "H7": "The matron trained all staff.",
             "M9": "No trainer until September"}  # fmt: skip
    for cell, words in typed.items():
        document.type(RETURN, cell, words)
    data = document.save(tmp_path / "saved.xlsx").read_bytes()
    read = read_return(data)
    rows = {found.ref.text: found.cells for found in read.rows}
    corrected = {
        ("1-EGH", "status"): "Complete", ("2-EGH", "completion_date"): "2015-06-03", ("4-EGH", "progress"): typed["H7"],
        ("2-EGH", "evidence_given"): "Training log", ("6-EGH", "reason"): typed["M9"],
    }  # fmt: skip
    for sent in HELD:
        for field in FIELDS:
            if field.key not in {"ref", "needed"}:
                wanted = corrected.get((sent.ref, field.key), sent.values.get(field.key, ""))
                assert is_as_sent(field.key, rows[sent.ref][field.key].text, wanted), (sent.ref, field.key)
    assert (read.reference.text, read.missing, read.found_by) == ("K7QM-4XWP-ZB2C-H9RT", (), "names")
    assert {entry.ref.sheet for entry in read.noted} <= {RETURN}, "no word of the list is taken for the agency's"
    back = read_workbook(data)
    assert {remove_our_words(note, our_notes(back)) for note in back.sheet(RETURN).notes.values()} == {""}
    assert len(back.sheet(RETURN).notes) == len(CELLS)


def test_office__odd_words_shown_as_they_are(opened):
    marks = [Mark("1-EGH", "progress", "=1+1", "<b>&", "=1+1")]
    document = opened(issued([row(1, progress="=1+1")], marks=marks))
    assert (document.text(RETURN, "H4"), document.text(CORRECT, "D5")) == ("=1+1", "=1+1")
    assert document.text(RETURN, "C4") == "Put right Progress since last time"
    assert document.ask("notes", sheet=RETURN)[0]["text"] == "To put right: =1+1 <b>&"


def test_office__a_template_that_a_spreadsheet_program_restyled(opened, tmp_path):
    template = opened(TEMPLATE).save(tmp_path / "template.xlsx").read_bytes()
    document = opened(write_return_form(form(HELD, marks=MARKS), template))
    assert document.ask("active_sheet") == CORRECT
    assert {found["cell"] for found in document.ask("notes", sheet=RETURN)} == set(CELLS)
    assert document.ask("background", sheet=RETURN, cell="G4") == FILL[2:]
    assert document.ask("background", sheet=RETURN, cell="G5") == "FFF9C4"
    assert document.type(RETURN, "G4", "Finished") == "Done"
    assert document.type(RETURN, "G4", "Complete") == "Complete"


def test_office__no_text_of_the_list_is_cut(opened):
    heights = opened(COPY).ask("row_heights", sheet=CORRECT, first=1, last=13)
    for stored, best in zip(heights["stored"], heights["best"], strict=True):
        assert stored >= best
