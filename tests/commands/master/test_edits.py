"""The coordinator's edits in master.xlsx, which every command that writes takes in first."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.comments import Comment

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.master.publish import KEPT_GENERATIONS
from dhr_xl.commands.status import status
from dhr_xl.core.plan.cells import all_answers
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.views.canvas import BEING_PAINTED
from dhr_xl.workbooks.master.reader import read_master
from late_master import master_of
from plan_folder import DAY, chase, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def test_a_board_decision__is_kept_and_in_the_history(issued):
    decided = {"board_decision": "More evidence needed", "board_note": "Agreed 3 July"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": decided})
    assert status(issued, LATER).edits_waiting
    result = collect(issued, now=LATER)
    assert {change[1] for change in result.master.changes} == {"board_decision", "board_note", "decided_on"}
    assert now(issued, "1-POLICE").board_decision == "More evidence needed"
    assert history(issued, "1-POLICE")[-1].who.startswith("coordinator (")
    assert not status(issued, LATER).edits_waiting


def test_an_answer_by_telephone__is_credited_to_the_agency(issued):
    said = {"status": "In progress", "progress": "They rang", "entered_for": "NHS", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"3-NHS": said})
    collect(issued, now=LATER)
    assert (now(issued, "3-NHS").status, now(issued, "3-NHS").progress) == ("in_progress", "They rang")
    made = history(issued, "3-NHS")[-1]
    assert (made.who, "telephone" in made.how) == ("NHS", True)


def test_an_answer_without_its_agency__stops_its_row_and_names_the_cell(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"status": "In progress"}})
    [said] = collect(issued, now=LATER).master.problems
    assert (said.cell.sheet, said.ref, "an agency's answer was changed" in said.message) == ("Actions", "3-NHS", True)
    assert now(issued, "3-NHS").status == "unknown"


def test_a_new_row_without_a_ref__becomes_an_action(issued):
    new = {"number": "1", "agency": "POLICE", "action": "Audit it", "target_date": dt.date(2026, 3, 31)}
    edit_master(issued, "Actions", "ref", {None: new})
    collect(issued, now=LATER)
    assert (now(issued, "1-POLICE-2").action, now(issued, "1-POLICE-2").target_date) == (
        "Audit it",
        dt.date(2026, 3, 31),
    )


def test_a_changed_owner__moves_the_action_and_the_old_form_is_held(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"agency": "POLICE"}})
    collect(issued, now=LATER)
    fill(form(issued, "NHS"), issued / "inbox" / "a.xlsx", {"3-NHS": {"progress": "Ours still"}})
    [result] = collect(issued, now=LATER).returns
    assert Code.ROW_MOVED in [p.code for p in result.problems]
    assert conflicts(issued)[0].kind == "withdrawn"
    assert now(issued, "3-NHS").progress == ""


def test_a_withdrawn_action__never_comes_back_by_a_return(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"withdrawn": "Yes", "withdrawn_reason": "Merged with 2"}})
    collect(issued, now=LATER)
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": {"status": "In progress"}})
    assert collect(issued, now=LATER).returns[0].held == ("1-POLICE",)
    assert now(issued, "1-POLICE").status == "not_started"


def test_a_grey_cell_changed__comes_back_as_a_problem_and_is_put_back(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"recommendation": "Something else"}})
    result = collect(issued, now=LATER)
    assert [p.code for p in result.master.problems] == [Code.GREY_CHANGED]
    assert export(issued).recommendations[0].text == "Police assess risk."


def contradict(folder):
    """A return that contradicts an answer entered from a telephone call."""
    said = {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(folder, "Actions", "ref", {"1-POLICE": said})
    collect(folder, now=LATER)
    answers = {"1-POLICE": {"status": "Paused", "reason": "So it is"}}
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", answers)
    collect(folder, now=LATER)


def test_a_decision_on_the_sheet__is_applied(issued):
    contradict(issued)
    edit_master(issued, "Decisions", "id", {"1-POLICE:status": {"decision": "Use the return", "why": "Rang them"}})
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").status == "paused"
    assert conflicts(issued) == ()


def test_my_wording_left_blank__stops_its_row_and_names_the_cell(issued):
    contradict(issued)
    edit_master(issued, "Decisions", "id", {"1-POLICE:status": {"decision": "Use my wording"}})
    [said] = collect(issued, now=LATER).master.problems
    assert ("'My wording' beside it is blank" in said.message, said.cell.sheet) == (True, "Decisions")


def test_extended_to__keeps_an_agency_waiting(issued):
    edit_master(issued, "Returns", "agency", {"NHS": {"extended": dt.date(2025, 8, 1)}})
    collect(issued, now=LATER)
    late = DAY + dt.timedelta(days=20)
    states = {line.agency: line.state for line in status(issued, late).today.agencies}
    assert states == {"Northmoor Police": "Late", "Hospitals Trust": "Waiting"}


def test_an_old_copy_put_back__merges_against_its_own_generation(issued):
    old = master_of(issued).read_bytes()
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "First"}})
    collect(issued, now=LATER)
    master_of(issued).write_bytes(old)
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"board_note": "From the old copy"}})
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").board_note == "First"
    assert now(issued, "2-POLICE").board_note == "From the old copy"


def test_a_new_row_kept_open_in_excel__is_added_once_and_then_changed(issued):
    new = {"number": "1", "agency": "POLICE", "action": "Audit it"}
    edit_master(issued, "Actions", "ref", {None: new})
    lock = issued / "~$master.xlsx"
    lock.touch()
    assert "open in Excel" in collect(issued, now=LATER).master_stale
    row = {"Audit it": {"action": "Audit it twice", "evidence": "A report"}}
    edit_master(issued, "Actions", "action", row)
    lock.unlink()
    collect(issued, now=LATER)
    [added] = [action for action in export(issued).actions if action.ref.startswith("1-POLICE-")]
    assert (added.ref, added.action, added.evidence) == ("1-POLICE-2", "Audit it twice", "A report")


def test_everything_typed_on_a_new_row__is_kept(issued):
    new = {
        "number": "1", "agency": "POLICE", "action": "Audit it", "board_note": "Asked for in July",
        "status": "In progress", "progress": "Begun", "entered_for": "POLICE", "entered_from": "Meeting",
    }  # fmt: skip
    edit_master(issued, "Actions", "ref", {None: new})
    own_column(issued, "Lead officer", {"Audit it": "Superintendent", "Do 3-NHS": "Matron"})
    collect(issued, now=LATER)
    added = now(issued, "1-POLICE-2")
    assert (added.board_note, added.status, added.progress) == ("Asked for in July", "in_progress", "Begun")
    assert own_words(issued, "Lead officer") == {"Audit it": "Superintendent", "Do 3-NHS": "Matron"}


def test_a_new_row_with_a_new_number__adds_its_recommendation_too(issued):
    new = {"number": "9", "recommendation": "Councils meet.", "agency": "POLICE", "action": "Meet"}
    edit_master(issued, "Actions", "ref", {None: new})
    result = collect(issued, now=LATER)
    assert result.master.problems == ()
    [added] = [r for r in export(issued).recommendations if r.number == "9"]
    assert (added.text, [action.ref for action in added.actions]) == ("Councils meet.", ["9-POLICE"])


@pytest.mark.parametrize(
    ("number", "text"), [("9", ""), ("", "Councils meet."), ("to follow", "Councils meet."), ("9 maybe", "They meet.")]
)
def test_a_new_row_of_no_recommendation__waits_and_says_how_to_add_one(issued, number, text):
    new = {"number": number, "recommendation": text, "agency": "POLICE", "action": "Meet"}
    edit_master(issued, "Actions", "ref", {None: new})
    [said] = collect(issued, now=LATER).master.problems
    assert f"'{number}' is none. To add a recommendation too, give its number" in said.message
    assert "9" not in [r.number for r in export(issued).recommendations]


def test_other_words_for_a_recommendation_on_a_new_row__are_reported(issued):
    new = {"number": "1", "recommendation": "Something else", "agency": "POLICE", "action": "Audit it"}
    edit_master(issued, "Actions", "ref", {None: new})
    [found] = collect(issued, now=LATER).master.problems
    assert (found.code, found.value) == (Code.GREY_CHANGED, "Something else")
    assert export(issued).recommendations[0].text == "Police assess risk."


def test_an_old_copy_put_back__takes_nothing_from_what_was_written_since(issued):
    old = master_of(issued).read_bytes()
    own_column(issued, "Lead officer", {"Do 1-POLICE": "Superintendent"})
    edit_master(issued, "Agencies", "code", {"NHS": {"email": "nhs@example.org", "job_title": "Matron"}})
    collect(issued, now=LATER)
    master_of(issued).write_bytes(old)
    own_column(issued, "Lead officer", {"Do 3-NHS": "Matron"})
    edit_master(issued, "Agencies", "code", {"POLICE": {"email": "police@example.org", "job_title": "Head"}})
    collect(issued, now=LATER)
    assert own_words(issued, "Lead officer") == {"Do 1-POLICE": "Superintendent", "Do 3-NHS": "Matron"}
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        assert {c.email for c in tx.contacts()} == {"nhs@example.org", "police@example.org"}


def test_evidence_of_two_agencies__each_keeps_its_own_words(issued):
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"2-POLICE": {"evidence_given": "Our minutes"}})
    collect(issued, now=LATER)
    said = {"entered_for": "NHS", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"evidence_given": "Our minutes\nA rota", **said}})
    collect(issued, now=LATER)
    assert all_answers(now(issued, "2-POLICE"), "evidence_given") == "POLICE: Our minutes\nNHS: A rota"
    both = "POLICE: Our minutes\nNHS: A rota of June"
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"evidence_given": both, **said}})
    collect(issued, now=LATER)
    assert all_answers(now(issued, "2-POLICE"), "evidence_given") == both
    made = [c for c in history(issued, "2-POLICE") if c.key.field == "evidence_given"]
    assert [(c.who, c.after) for c in made] == [("POLICE", "Our minutes"), ("NHS", "A rota"), ("NHS", "A rota of June")]


def test_another_agencys_words_changed__stops_the_row(issued):
    for agency, words in (("POLICE", "Our minutes"), ("NHS", "A rota")):
        fill(form(issued, agency), issued / "inbox" / "a.xlsx", {"2-POLICE": {"evidence_given": words}})
        collect(issued, now=LATER)
    said = {"entered_for": "NHS", "entered_from": "Telephone"}
    typed = "POLICE: Our minutes of May\nNHS: A rota"
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"evidence_given": typed, **said}})
    [said] = collect(issued, now=LATER).master.problems
    assert "this cell shows what several agencies said" in said.message


def test_an_agency_that_rang__has_replied_without_the_form_and_is_not_chased(issued):
    said = {"status": "In progress", "progress": "They rang", "entered_for": "NHS", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"progress": "They rang", **said}, "3-NHS": said})
    collect(issued, now=LATER)
    states = {line.code: line.state for line in status(issued, LATER).today.agencies}
    assert states["NHS"] == "Replied without the form"
    assert [owed.agency for owed in chase(issued, LATER).owed] == ["POLICE"]


def test_an_agency_added_on_the_sheet__may_be_given_an_action_at_once(issued):
    edit_master(issued, "Agencies", "code", {None: {"code": "FIRE", "agency_name": "Fire and Rescue"}})
    edit_master(issued, "Actions", "ref", {"3-NHS": {"agency": "FIRE"}})
    collect(issued, now=LATER)
    assert now(issued, "3-NHS").agency == "FIRE"


def own_column(folder, heading, words):
    """Add a column of the coordinator's own to Actions: the action's text -> words."""
    path = master_of(folder)
    book = openpyxl.load_workbook(path)
    page = book["Actions"]
    top, action = next((cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.value == "Action")
    known = [cell.column for cell in page[top] if cell.value == heading]
    own = known[0] if known else max(cell.column for cell in page[top] if cell.value) + 1
    page.cell(top, own, heading)
    for row in range(top + 1, page.max_row + 1):
        if page.cell(row, action).value in words:
            page.cell(row, own, words[page.cell(row, action).value])
    book.save(path)


def own_words(folder, heading):
    """What that column holds: the action's text -> words."""
    page = openpyxl.load_workbook(master_of(folder))["Actions"]
    top, action = next((cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.value == "Action")
    own = next(cell.column for cell in page[top] if cell.value == heading)
    rows = range(top + 1, page.max_row + 1)
    return {page.cell(row, action).value: page.cell(row, own).value for row in rows if page.cell(row, own).value}


def test_a_master_saved_half_painted__is_kept_in_previous_and_written_anew(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "Half"}})
    book = openpyxl.load_workbook(master_of(issued))
    book["Today"]["B3"] = BEING_PAINTED
    book.save(master_of(issued))
    data = master_of(issued).read_bytes()
    result = collect(issued, now=LATER)
    assert [found.code for found in result.master.problems] == [Code.HALF_PAINTED]
    assert now(issued, "1-POLICE").board_note == ""
    assert data in {path.read_bytes() for path in (issued / "previous").iterdir()}
    found = read_master(master_of(issued).read_bytes())
    assert not found.half_painted
    assert "Half" not in {entry.text for row in found.tables["Actions"] for entry in row.values()}
    assert collect(issued, now=LATER).master.nothing


def test_a_master_painted_where_properties_cannot_be_changed__is_known_by_its_cells(issued):
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "New"}})
    book = openpyxl.load_workbook(master_of(issued))
    for name, old in (("dhr_master_reference", "AAAA-AAAA-AAAA-AAAA"), ("dhr_master_generation", "1")):
        book.custom_doc_props[name].value = old
    book.save(master_of(issued))
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").board_note == "New"


def test_generations__the_one_before_the_coordinator_is_known_however_often_none_could_be_put(issued):
    lock = issued / ".~lock.master.xlsx#"
    lock.touch()
    for number in range(KEPT_GENERATIONS + 2):
        fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": {"progress": f"Step {number}"}})
        assert collect(issued, now=LATER).master_stale
    lock.unlink()
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_note": "Kept"}})
    assert collect(issued, now=LATER).master_stale == ""
    assert now(issued, "3-NHS").board_note == "Kept"


def test_an_own_column_and_a_note__are_said_to_be_taken_in(issued):
    book = openpyxl.load_workbook(master_of(issued))
    book["Actions"]["B6"].comment = Comment("Ask the chair", "me")
    book.save(master_of(issued))
    assert collect(issued, now=LATER).master.sheets == ("Actions",)
    assert collect(issued, now=LATER).master.sheets == ()
