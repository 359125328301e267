"""The form under a real clipboard, in LibreOffice: no answer is locked, no formula breaks, no answer is lost."""

import datetime as dt

import pytest

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.returns.reading import read_rows
from dhr_xl.core.returns.rules import Occasion, check
from dhr_xl.workbooks.returned.reader import read_return
from office import need_writer
from workbooks.return_samples import TEMPLATE, issued, row

pytestmark = pytest.mark.office
RETURN, ANSWERS = "Return", "G4:N7"
ACTION = row(1).values["action"]


AS_AT = dt.date(2015, 6, 30)
SENT = tuple(row(at) for at in range(1, 5))


@pytest.fixture
def document(opened):
    return opened(issued(SENT))


@pytest.fixture
def whole(document):
    """Afterwards no answer is locked, all else is, and every formula of Still needed gives words of the form."""
    yield
    assert document.ask("locked", sheet=RETURN, area=ANSWERS) == []
    assert len(document.ask("locked", sheet=RETURN, area="A4:F7")) == 24
    document.ask("recalculate")
    for number in range(4, 8):
        formula = document.ask("show", sheet=RETURN, cell=f"C{number}")["formula"]
        assert formula.startswith("=SUBSTITUTE(")
        assert "#REF" not in formula
        assert document.text(RETURN, f"C{number}") in {"OK", "Update", "Status", "Reason"}


def progress(document, tmp_path):
    """What comes back under Progress, and what is noted."""
    read = read_return(document.save(tmp_path / "saved.xlsx").read_bytes(), TEMPLATE)
    assert len(read.rows) == 4
    return [found.cells["progress"].text for found in read.rows], [entry.text for entry in read.noted]


def move(document, source, target, command="Copy"):
    document.ask("move_cells", sheet=RETURN, source=source, target=target, command=command)


@pytest.mark.usefixtures("whole")
def test_copied__a_locked_cell_into_an_answer(document, tmp_path):
    move(document, "B4", "H5")
    assert progress(document, tmp_path) == (["", ACTION, "", ""], [])


@pytest.mark.usefixtures("whole")
def test_copied__an_answer_onto_a_locked_cell(document, tmp_path):
    document.type(RETURN, "H4", "Staff were trained.")
    move(document, "H4", "B5")
    assert document.text(RETURN, "B5") == ACTION
    assert progress(document, tmp_path) == (["Staff were trained.", "", "", ""], [])


@pytest.mark.usefixtures("whole")
def test_cut__an_answer_into_another_row(document, tmp_path):
    document.type(RETURN, "H4", "Staff were trained.")
    assert (document.text(RETURN, "C4"), document.text(RETURN, "C6")) == ("OK", "Update")
    move(document, "H4", "H6", "Cut")
    assert (document.text(RETURN, "C4"), document.text(RETURN, "C6")) == ("Update", "OK")
    assert progress(document, tmp_path) == (["", "", "Staff were trained.", ""], [])


@pytest.mark.usefixtures("whole")
def test_dragged__answers_of_two_rows_into_two_others(document, tmp_path):
    """A drag with the mouse does what cutting and pasting does (docs/excel.md)."""
    document.type(RETURN, "H4", "Staff were trained.")
    document.type(RETURN, "H5", "A lead was named.")
    move(document, "H4:H5", "H6", "Cut")
    assert progress(document, tmp_path) == (["", "", "Staff were trained.", "A lead was named."], [])
    assert reading(tmp_path / "saved.xlsx") == {}


@pytest.mark.usefixtures("whole")
def test_filtered__what_is_typed_and_cleared_touches_no_hidden_row(document, tmp_path):
    for cell, text in {"G5": "Paused", "H5": "It waits.", "H7": "A lead was named."}.items():
        document.type(RETURN, cell, text)
    assert document.ask("filter_rows", table="dhr_actions", column=6, value="In progress") == [4, 6, 7]
    document.type(RETURN, "H4", "Staff were trained.")
    document.ask("command", sheet=RETURN, area="H4:H6", name="FillDown")
    document.ask("command", sheet=RETURN, area="H6:H7", name="ClearContents")
    assert document.ask("unfilter", sheet=RETURN, table="dhr_actions") == [4, 5, 6, 7]
    assert progress(document, tmp_path) == (["Staff were trained.", "It waits.", "", ""], [])
    assert reading(tmp_path / "saved.xlsx") == {}


@pytest.mark.usefixtures("whole")
def test_filtered__what_is_pasted_over_hidden_rows_is_said(document, office, tmp_path):
    """It goes into the hidden row too, and takes the place of what was there."""
    need_writer()
    document.type(RETURN, "G5", "Paused")
    document.type(RETURN, "H5", "It waits.")
    assert document.ask("filter_rows", table="dhr_actions", column=6, value="In progress") == [4, 6, 7]
    paste(document, office, tmp_path, PASTED["three paragraphs"], "H4")
    assert document.ask("unfilter", sheet=RETURN, table="dhr_actions") == [4, 5, 6, 7]
    assert progress(document, tmp_path)[0][:3] == ["First.", "Second.", "Third."]
    assert reading(tmp_path / "saved.xlsx") == {"progress": ["1-EGH", "2-EGH", "3-EGH"]}


@pytest.mark.usefixtures("whole")
def test_filled_down_deleted_and_undone(document, tmp_path):
    document.type(RETURN, "H4", "Staff were trained.")
    document.ask("command", sheet=RETURN, area="H4:H6", name="FillDown")
    assert document.text(RETURN, "H6") == "Staff were trained."
    document.ask("command", sheet=RETURN, area="H5:H6", name="ClearContents")
    assert document.text(RETURN, "H6") == ""
    document.ask("command", sheet=RETURN, area="H4", name="Undo")
    assert progress(document, tmp_path) == (["Staff were trained."] * 3 + [""], [])


PASTED = {
    "three paragraphs": "<p>First.</p><p>Second.</p><p>Third.</p>",
    "three paragraphs, blank ones between": "<p>First.</p><p></p><p>Second.</p>",
    "a table": "<table><tr><td>First.</td></tr><tr><td>Second.</td></tr><tr><td>Third.</td></tr></table>",
}


def paste(document, office, tmp_path, html, target):
    (tmp_path / "words.html").write_text(f"<html><body>{html}</body></html>", encoding="utf-8")
    words = office.open(path=str(tmp_path / "words.html"))
    document.ask("paste_from", sheet=RETURN, target=target, other=words)
    office.close_document(document=words)


def reading(path):
    """What is read of a saved form beside what was sent out, and the refs of which one paste is said, by column."""
    sent = {made.ref: {key: made.values.get(key, "") for key in BY_KEY} for made in SENT}
    found = check(read_rows(read_return(path.read_bytes(), TEMPLATE), sent), Occasion(AS_AT, AS_AT))
    said: dict[str, list[str]] = {}
    for one in found:
        if one.code is Code.PASTED_ROWS:
            said.setdefault(one.field, []).append(one.ref)
    return said


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_pasted__from_a_word_processor_over_several_rows(document, office, tmp_path, text):
    """It spills into the rows below, as in every spreadsheet: all of it comes back cell by cell, and it is said."""
    need_writer()
    paste(document, office, tmp_path, text, "H4")
    came, noted = progress(document, tmp_path)
    filled = [(f"{at}-EGH", cell.strip()) for at, cell in enumerate(came, 1) if cell.strip()]
    assert [cell for _, cell in filled] == ["First.", "Second.", "Third."][: len(filled)]
    assert len(filled) > 1
    assert noted == []
    refs = [ref for ref, _ in filled]
    assert reading(tmp_path / "saved.xlsx") == {"progress": refs}
    again = office.convert(office.convert(tmp_path / "saved.xlsx", tmp_path / "as.ods"), tmp_path / "again.xlsx")
    assert reading(again) == {"progress": refs}


def test_pasted__a_table_over_rows_and_columns(document, office, tmp_path):
    need_writer()
    paste(document, office, tmp_path, "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "J5")
    said = reading(document.save(tmp_path / "saved.xlsx"))
    assert said == {"evidence_given": ["3-EGH", "4-EGH"], "outcome": ["3-EGH", "4-EGH"]}


def test_pasted__one_paragraph_typed_filled_down_and_saved_anew_is_no_spill(document, office, tmp_path):
    need_writer()
    document.type(RETURN, "H4", "Staff were trained.")
    document.type(RETURN, "H5", "A lead was named.")
    paste(document, office, tmp_path, "<p>The policy was signed.</p>", "H6")
    document.type(RETURN, "J4", "Training log")
    document.ask("command", sheet=RETURN, area="J4:J7", name="FillDown")
    saved = document.save(tmp_path / "saved.xlsx")
    again = office.convert(office.convert(saved, tmp_path / "as.ods"), tmp_path / "again.xlsx")
    assert reading(saved) == reading(again) == {}
    assert read_return(again.read_bytes(), TEMPLATE).rows[2].cells["progress"].text == "The policy was signed."
