"""The form under a real clipboard, in LibreOffice: no answer is locked, no formula breaks, no answer is lost."""

import pytest

from dhr_xl.workbooks.returned.reader import read_return
from office import need_writer
from workbooks.return_samples import TEMPLATE, issued, row

pytestmark = pytest.mark.office
RETURN, ANSWERS = "Return", "G4:N7"
ACTION = row(1).values["action"]


@pytest.fixture
def document(opened):
    return opened(issued([row(at) for at in range(1, 5)]))


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
    "a table": "<table><tr><td>First.</td></tr><tr><td>Second.</td></tr><tr><td>Third.</td></tr></table>",
}


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED.keys())
def test_pasted__from_a_word_processor_over_several_rows(document, opened, office, tmp_path, text):
    """It spills into the rows below, as in every spreadsheet: all of it comes back, cell by cell."""
    need_writer()
    (tmp_path / "words.html").write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
    words = office.open(path=str(tmp_path / "words.html"))
    document.ask("paste_from", sheet=RETURN, target="H4", other=words)
    came, noted = progress(document, tmp_path)
    assert [cell.strip() for cell in came if cell.strip()] == ["First.", "Second.", "Third."]
    assert noted == []
