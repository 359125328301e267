"""The coordinator's own edits in master.xlsx, taken in by every command that writes."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.resolve import conflicts
from dhr_xl.commands.status import status
from dhr_xl.problems import Code
from dhr_xl.stop import Stop
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def test_a_board_decision__is_kept_and_in_the_history(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off", "board_note": "Agreed 3 July"}})
    assert status(issued, LATER).edits_waiting
    result = collect(issued, now=LATER)
    assert {change[1] for change in result.master.changes} == {"board_decision", "board_note"}
    assert now(issued, "1-POLICE").board_decision == "Signed off"
    assert history(issued, "1-POLICE")[-1].who == "coordinator"
    assert not status(issued, LATER).edits_waiting


def test_an_answer_by_telephone__is_credited_to_the_agency(issued):
    said = {"status": "In progress", "progress": "They rang", "entered_for": "NHS", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"3-NHS": said})
    collect(issued, now=LATER)
    assert (now(issued, "3-NHS").status, now(issued, "3-NHS").progress) == ("in_progress", "They rang")
    made = history(issued, "3-NHS")[-1]
    assert (made.who, "telephone" in made.how) == ("NHS", True)


def test_an_answer_without_its_agency__stops_and_names_the_cell(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"status": "In progress"}})
    with pytest.raises(Stop, match=r"sheet 'Actions', cell [A-Z]+\d+: an agency's answer was changed"):
        collect(issued, now=LATER)
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


def test_a_decision_on_the_sheet__is_applied(issued):
    for agency, word in (("POLICE", "In progress"), ("NHS", "Paused")):
        fill(form(issued, agency), issued / "inbox" / "a.xlsx", {"2-POLICE": {"status": word, "reason": "So it is"}})
        collect(issued, now=LATER)
    edit_master(issued, "Decisions", "id", {"2-POLICE:status": {"decision": "Use the return", "why": "Rang them"}})
    collect(issued, now=LATER)
    assert now(issued, "2-POLICE").status == "paused"
    assert conflicts(issued) == ()


def test_my_wording_left_blank__stops_and_names_the_cell(issued):
    for agency, word in (("POLICE", "In progress"), ("NHS", "Paused")):
        fill(form(issued, agency), issued / "inbox" / "a.xlsx", {"2-POLICE": {"status": word, "reason": "So it is"}})
        collect(issued, now=LATER)
    edit_master(issued, "Decisions", "id", {"2-POLICE:status": {"decision": "Use my wording"}})
    with pytest.raises(Stop, match="'My wording' beside it is blank"):
        collect(issued, now=LATER)


def test_extended_to__keeps_an_agency_waiting(issued):
    edit_master(issued, "Returns", "agency", {"NHS": {"extended": dt.date(2025, 8, 1)}})
    collect(issued, now=LATER)
    late = DAY + dt.timedelta(days=20)
    states = {line.agency: line.state for line in status(issued, late).today.agencies}
    assert states == {"Northmoor Police": "Late", "Hospitals Trust": "Waiting"}


def test_an_old_copy_put_back__merges_against_its_own_generation(issued):
    old = (issued / "master.xlsx").read_bytes()
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "First"}})
    collect(issued, now=LATER)
    (issued / "master.xlsx").write_bytes(old)
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"board_note": "From the old copy"}})
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").board_note == "First"
    assert now(issued, "2-POLICE").board_note == "From the old copy"
