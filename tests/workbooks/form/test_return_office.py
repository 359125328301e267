"""A real spreadsheet program judges the form: LibreOffice opens it, enforces it, fills it in and saves it."""

import re

import pytest

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.returns.reading import is_as_sent
from dhr_xl.core.views.names import SINGLE_NAMES
from dhr_xl.workbooks.form.guidance import GUIDANCE_TITLE
from dhr_xl.workbooks.form.still_needed import is_owed, needed_value
from dhr_xl.workbooks.form.template import SHEETS
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import Refused
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.form.test_return_needed import NEEDS
from workbooks.return_samples import (  # fmt: skip
    LONG,
    NOT_YET,
    PASSWORD,
    ROWS,
    TEMPLATE,
    form,
    issued,
    parts,
    row,
    sheet_and_cell,
)

pytestmark = pytest.mark.office
RETURN = "Return"


@pytest.fixture
def document(opened):
    return opened(issued())


def saved(document, tmp_path):
    return document.save(tmp_path / "saved.xlsx").read_bytes()


def test_open__every_sheet_visible_and_locked(document):
    assert [(sheet["name"], sheet["visible"], sheet["protected"]) for sheet in document.sheets()] == [
        (name, True, True) for name in SHEETS
    ]


def test_open__no_answer_breaks_its_own_rule(document):
    assert document.ask("invalid_cells", sheet=RETURN) == []


@pytest.mark.parametrize(
    "cell", ["A4", "C4", "P5", "D4", "F4", "Start!B11", "Start!A12", "A1", "H3", "H8", "I3", "Q6", "A18"]
)
def test_type__a_locked_cell_refuses(document, cell):
    before = document.text(*sheet_and_cell(cell))
    assert document.type(*sheet_and_cell(cell), "changed") == before


def test_type__the_guidance_refuses(document):
    assert document.type("Guidance", "A1", "x") == GUIDANCE_TITLE
    assert document.type("Recommendations", "C4", "x").startswith("The Trust, with")


REFUSED = {
    "status not on the list": ("G4", "Done", "In progress"),
    "no date": ("I4", "soon", ""),
    "a season": ("I4", "mid-June 2015", ""),
    "a year that is a slip": ("I4", "03/06/2206", ""),
    "a date before any review": ("I4", "03/06/1915", ""),
    "a month": ("I4", "March 2015", ""),
    "a year": ("I4", "2015", ""),
    "a day that has not come": ("I4", "31/12/2098", ""),
    "a new date before the as-at date": ("L4", "29/06/2015", ""),
    "a new date on it": ("L4", "30/06/2015", ""),
    "a new date far away": ("L4", "31/12/2199", ""),
    "a month as a new date": ("L4", "March 2016", ""),
    "neither yes nor no": ("Start!B12", "Maybe", ""),
}


@pytest.mark.parametrize(("cell", "typed", "stays"), REFUSED.values(), ids=REFUSED.keys())
def test_type__outside_the_rules_refuses(document, cell, typed, stays):
    assert document.type(*sheet_and_cell(cell), typed) == stays


def test_type__an_answer_too_long_refuses(document):
    assert document.type("Start", "B13", "x" * 201) == ""
    assert document.type("Start", "B13", "x" * 200) == "x" * 200


TYPED = {
    "status": ("G4", "Complete", "Complete"),
    "day first": ("I4", "03/06/2015", "03/06/2015"),
    "day and month name": ("I4", "3 June 2015", "3 June 2015"),
    "a day after the as-at date": ("L4", "01/07/2015", "01/07/2015"),
    "words": ("H4", "Staff were trained.", "Staff were trained."),
    "yes": ("Start!B12", "Yes, on the sheet Return", "Yes, on the sheet Return"),
}


@pytest.mark.parametrize(("cell", "typed", "shown"), TYPED.values(), ids=TYPED.keys())
def test_type__an_answer_is_taken(document, cell, typed, shown):
    assert document.type(*sheet_and_cell(cell), typed) == shown


def test_type__still_needed_follows(document):
    assert (document.text(RETURN, "C4"), document.text(RETURN, "A2")) == ("Update", "Still needed: 5 of 7 rows")
    document.type(RETURN, "G4", "Complete")
    assert document.text(RETURN, "C4") == "Evidence, Date completed, Outcome"
    for cell, answer in (("I4", "03/06/2015"), ("J4", "Log"), ("K4", "Sooner")):
        document.type(*sheet_and_cell(cell), answer)
    assert (document.text(RETURN, "C4"), document.text(RETURN, "A2")) == ("OK", "Still needed: 4 of 7 rows")
    document.type("Start", "B12", "No, nothing has changed")
    assert (document.text(RETURN, "C4"), document.text(RETURN, "A2")) == ("Question 1", "Still needed: 1 of 7 rows")


def test_formula__says_what_the_stored_value_says(opened):
    rows = [row(at, **{"status": "", "last_status": "", **said}) for at, (_, said, _) in enumerate(NEEDS.values(), 1)]
    document = opened(issued(rows))
    document.ask("recalculate")
    area = document.ask("texts", sheet=RETURN, area=f"C4:C{3 + len(rows)}")
    wanted = [needed_value(r.values, owed=is_owed(r.values), closed=False) for r in rows]
    assert [text for (text,) in area] == wanted
    assert len(set(wanted)) > 5


def test_password__and_no_other_unlocks(document):
    assert document.ask("try_password", sheet=RETURN, password="") is False
    assert document.ask("try_password", sheet=RETURN, password="wrong") is False
    assert document.ask("try_password", sheet=RETURN, password=PASSWORD) is True


def test_heights__show_every_text_whole(opened):
    document = opened(issued([row(1, recommendation=LONG), *ROWS[1:6]]))
    heights = document.ask("row_heights", sheet=RETURN, first=1, last=9)
    for stored, best in zip(heights["stored"], heights["best"], strict=True):
        assert stored >= best
    assert max(heights["stored"]) < 1.35 * max(heights["best"]), "white paper"


ANSWERS = {
    "Start!B12": "Yes, on the sheet Return", "Start!B13": "Matron", "Start!B14": "Please note our new address.",
    "G4": "Complete", "H4": "Policy agreed; all staff trained.", "I4": "03/06/2015", "J4": "Training log, Ward 4 office",
    "K4": "Staff ask sooner.", "G5": "Paused", "M5": "No trainer until September", "L5": "31/01/2016", "N7": "Not ours",
}  # fmt: skip


def test_return__filled_in_and_saved_comes_back(document, tmp_path):
    for cell, answer in ANSWERS.items():
        document.type(*sheet_and_cell(cell), answer)
    data = saved(document, tmp_path)
    read = read_return(data)
    rows = {found.ref.text: {key: entry.text for key, entry in found.cells.items()} for found in read.rows}
    assert (read.anything_new.text, read.completed_by.text, read.remarks.text) == (
        "Yes, on the sheet Return", "Matron", "Please note our new address.",
    )  # fmt: skip
    changed = {
        "1-EGH": {"status": "Complete", "progress": "Policy agreed; all staff trained.", "completion_date": "2015-06-03",
                  "evidence_given": "Training log, Ward 4 office", "outcome": "Staff ask sooner."},
        "2-EGH": {"status": "Paused", "reason": "No trainer until September", "proposed_target_date": "2016-01-31"},
        "4-EGH": {"query": "Not ours"},
    }  # fmt: skip
    for sent in ROWS:
        wanted = {field.key: sent.values.get(field.key, "") for field in FIELDS if field.key not in {"ref", "needed"}}
        for key, text in (wanted | changed.get(sent.ref, {})).items():
            assert is_as_sent(key, rows[sent.ref][key], text), (sent.ref, key)
    assert (read.reference.text, read.property_reference) == ("K7QM-4XWP-ZB2C-H9RT", "K7QM-4XWP-ZB2C-H9RT")
    assert (read.missing, read.noted, read.found_by) == ((), (), "names")
    assert read.saved_at is not None
    assert read.saved_at.year > 2015


def test_return__saved_keeps_locks_lists_and_names(document, tmp_path, opened):
    data = saved(document, tmp_path)
    assert {name.name for name in read_workbook(data).names} >= set(SINGLE_NAMES)
    again = opened(data)
    assert again.type(RETURN, "G4", "Done") == "In progress"
    assert again.type(RETURN, "P5", "x") == "2. Share the learning."
    assert again.ask("try_password", sheet=RETURN, password=PASSWORD) is True


def test_return__pasted_past_the_lists_is_read_as_it_is(document, tmp_path):
    document.paste(RETURN, "G4", "done")
    document.paste(RETURN, "I4", "early June")
    cells = read_return(saved(document, tmp_path)).rows[0].cells
    assert (cells["status"].text, cells["completion_date"].text) == ("done", "early June")


def test_return__errors_truths_and_formulas_typed_in_stay_words(document, tmp_path):
    document.paste(RETURN, "H4", "#N/A")
    document.paste(RETURN, "J4", "TRUE")
    document.paste(RETURN, "K4", "=1/0")
    cells = read_return(saved(document, tmp_path)).rows[0].cells
    assert (cells["progress"].text, cells["progress"].kind) in {("#N/A", "error"), ("#N/A", "text")}
    assert cells["evidence_given"].text == "TRUE"
    assert (cells["outcome"].text, cells["outcome"].formula) == ("=1/0", "")


def unlocked(opened, data):
    document = opened(data)
    document.ask("try_password", sheet=RETURN, password=PASSWORD)
    return document


def test_moved__rows_and_columns_inserted(opened, tmp_path):
    document = unlocked(opened, issued([row(1), row(2)]))
    document.ask("insert_rows", sheet=RETURN, before=5, count=1)
    document.ask("insert_rows", sheet=RETURN, before=2, count=1)
    document.ask("insert_columns", sheet=RETURN, before=3, count=2)
    document.paste(RETURN, "J5", "Staff were trained.")
    document.paste(RETURN, "C4", "our own column")
    read = read_return(saved(document, tmp_path))
    assert [found.ref.text for found in read.rows] == ["1-EGH", "2-EGH"]
    assert read.rows[0].cells["progress"].text == "Staff were trained."
    assert read.reference.text == "K7QM-4XWP-ZB2C-H9RT"
    assert [entry.text for entry in read.noted] == ["our own column"]


def test_moved__a_column_removed(opened, tmp_path):
    document = unlocked(opened, issued([row(1), row(2)]))
    document.ask("remove_columns", sheet=RETURN, first=6, count=1)
    read = read_return(saved(document, tmp_path))
    assert read.missing == ("last_progress",)
    assert read.rows[0].cells["status"].text == "In progress"


def test_copied__sheet_alone_or_beside_one_that_differs(opened, tmp_path):
    document = opened(issued([row(1, **NOT_YET)]))
    document.ask("copy_sheet", sheet=RETURN, name="Ward 4")
    document.paste("Ward 4", "H4", "Staff were trained.")
    both = saved(document, tmp_path)
    with pytest.raises(Refused) as refused:
        read_return(both)
    assert refused.value.code == "two_forms"
    assert "'Ward 4'" in refused.value.message
    document.ask("remove_sheet", sheet=RETURN)
    read = read_return(saved(document, tmp_path))
    assert read.rows[0].cells["progress"].text == "Staff were trained."
    assert read.rows[0].cells["progress"].ref.sheet == "Ward 4"


def test_awkward_text__shown_as_text(opened):
    document = opened(issued([row(1, action="=1+1", evidence="a_x0041_b", last_progress="+44 1926\n<b>&")]))
    assert document.text(RETURN, "B4") == "=1+1"
    assert document.text(RETURN, "O4") == "a_x0041_b"
    assert document.text(RETURN, "F4") == "+44 1926\n<b>&"


def test_template__restyled_by_a_spreadsheet_program_still_works(opened, tmp_path):
    """LibreOffice opens the template and saves it, as a council would after changing a colour."""
    template = saved(opened(TEMPLATE), tmp_path)
    data = write_return_form(form(), template)
    read = read_return(data, template)
    assert [found.ref.text for found in read.rows] == [sent.ref for sent in ROWS]
    assert read.noted == ()
    document = opened(data)
    assert document.type(RETURN, "G4", "Done") == "In progress"
    assert document.type(RETURN, "G4", "Complete") == "Complete"
    assert document.text(RETURN, "C4") == "Evidence, Date completed, Outcome"
    assert document.type(RETURN, "P5", "x") == "2. Share the learning."
    assert "OFFICIAL-SENSITIVE" in parts(data)["xl/worksheets/sheet2.xml"]


def test_printed__on_a4_sideways(opened, tmp_path):
    """One short row: Return on three pages, each of the other sheets on A4 too."""
    pdf = opened(issued([row(1)])).save(tmp_path / "form.pdf", "pdf").read_bytes()
    sizes = [
        tuple(round(float(n)) for n in found.split()) for found in re.findall(rb"/MediaBox ?\[0 0 ([\d. ]+)\]", pdf)
    ]
    assert set(sizes) == {(842, 595)}
    assert len(sizes) <= 10


def test_kept_open_by_the_board__nothing_has_changed_is_no_answer(opened):
    document = opened(issued((ROWS[0]._replace(kept_open=True), *ROWS[1:])))
    document.type("Start", "B12", "No, nothing has changed")
    assert (document.text(RETURN, "C4"), document.text(RETURN, "A2")) == ("Update", "Still needed: 1 of 7 rows")
    document.type(RETURN, "H4", "Begun again")
    assert document.text(RETURN, "C4") == "Question 1"


STATUS, DAY, NEW = "Status: not on the list", "Date completed: not a day in range", "New date: not a day in range"
PASTED = {
    # what is pasted into row 4, past the rules of its cells -> what Still needed says
    "a status misspelt": ({"G4": "Compleet"}, STATUS),
    "a status in other letters": ({"G4": "in  PROGRESS", "H4": "We met"}, "OK"),
    "a month": ({"H4": "We met", "I4": "June 2015"}, DAY),
    "words": ({"H4": "We met", "I4": "soon"}, DAY),
    "a day": ({"H4": "We met", "I4": "03/06/2015"}, "OK"),
    "a day in words": ({"H4": "We met", "I4": "3 June 2015"}, "OK"),
    "a day that has not come": ({"H4": "We met", "I4": "31/12/2098"}, DAY),
    "a day long ago": ({"H4": "We met", "I4": "03/06/1915"}, DAY),
    "a new date before the as-at date": ({"L4": "29/06/2015", "M4": "Staff"}, NEW),
    "a new date": ({"L4": "01/07/2016", "M4": "Staff"}, "OK"),
    "all three": ({"G4": "Done", "I4": "mid June 2015", "L4": "2016", "M4": "Staff"}, f"{STATUS}, {DAY}, {NEW}"),
}


@pytest.mark.parametrize(("typed", "needed"), PASTED.values(), ids=PASTED.keys())
def test_pasted__still_needed_says_what_the_rules_refuse(document, typed, needed):
    document.type("Start", "B12", "Yes, on the sheet Return")
    document.type("Start", "B13", "Matron")
    for cell, text in typed.items():
        document.paste(RETURN, cell, text)
    assert document.text(RETURN, "C4") == needed
    rows = 4 + (needed != "OK")
    assert document.text("Start", "B15") == f"Not yet: {rows} rows"


def test_contradiction__is_said_on_the_row(document):
    document.type("Start", "B12", "No, nothing has changed")
    document.type("Start", "B13", "Matron")
    assert document.text("Start", "B15") == "Ready to send"
    document.type(RETURN, "H5", "All staff were trained.")
    assert document.text(RETURN, "C5") == "Question 1"
    assert document.text("Start", "B15") == "Not yet: 1 row"
