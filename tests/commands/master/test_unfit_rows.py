"""A cell of master.xlsx that cannot be taken in stops its own row, not the other edits and not the inbox."""

import datetime as dt
import json

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.core.returns.problems import Code
from late_master import master_of
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def shown(folder, sheet, text):
    """Whether a text is anywhere on a sheet of master.xlsx."""
    page = openpyxl.load_workbook(master_of(folder))[sheet]
    return any(str(cell.value) == text for row in page.iter_rows() for cell in row)


WRONG = {
    "Actions": ("ref", "3-NHS", {"board_decision": "Signed of", "board_note": "Typed beside it"}, "Signed of"),
    "Agencies": ("code", "NHS", {"email": "nhs at example", "job_title": "Typed beside it"}, "nhs at example"),
    "Returns": ("agency", "NHS", {"extended": "next week"}, "next week"),
}


@pytest.mark.parametrize("sheet", WRONG)
def test_a_cell_that_cannot_be_taken__stops_its_row_alone_and_stays_as_it_was_typed(issued, sheet):
    key, name, cells, text = WRONG[sheet]
    edit_master(issued, sheet, key, {name: cells})
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "Agreed"}})
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"2-POLICE": {"progress": "We met"}})
    before = now(issued, "3-NHS")
    result = collect(issued, now=LATER)
    assert (now(issued, "1-POLICE").board_note, now(issued, "2-POLICE").progress) == ("Agreed", "We met")
    assert now(issued, "3-NHS") == before
    [said] = result.master.problems
    assert (said.code, said.cell.sheet, text in said.message) == (Code.NOT_TAKEN, sheet, True)
    assert (result.needs_a_person, list((issued / "inbox").iterdir())) == (True, [])
    assert shown(issued, sheet, text)
    assert status(issued, LATER).edits_waiting


@pytest.mark.parametrize("sheet", WRONG)
def test_a_row_left_out__is_reported_again_until_it_is_corrected(issued, sheet):
    key, name, cells, text = WRONG[sheet]
    edit_master(issued, sheet, key, {name: cells})
    for _ in range(2):
        [said] = collect(issued, now=LATER).master.problems
        assert text in said.message
    right = {"board_decision": "Superseded", "email": "nhs@example.org", "extended": dt.date(2025, 8, 1)}
    edit_master(issued, sheet, key, {name: {k: right[k] for k in cells if k in right}})
    assert collect(issued, now=LATER).master.problems == ()
    assert not status(issued, LATER).edits_waiting
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        contacts = [(c.email, c.job_title) for c in tx.contacts()]
    if sheet == "Actions":
        assert (now(issued, name).board_decision, now(issued, name).board_note) == ("Superseded", "Typed beside it")
    elif sheet == "Agencies":
        assert contacts == [("nhs@example.org", "Typed beside it")]


def test_a_row_left_out__is_still_measured_against_what_it_showed(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": "Supersede", "board_note": "Mine"}})
    old = master_of(issued).read_bytes()
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": None, "board_note": "Theirs"}})
    collect(issued, now=LATER)
    master_of(issued).write_bytes(old)
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": "Superseded"}})
    collect(issued, now=LATER)
    [question] = conflicts(issued)
    assert (question.ours, question.theirs, now(issued, "3-NHS").board_note) == ("Theirs", "Mine", "Theirs")


def test_a_new_action_that_cannot_be_taken__waits_on_the_sheet_with_its_own_columns(issued):
    book = openpyxl.load_workbook(master_of(issued))
    page = book["Actions"]
    top = next(row[0].row for row in page.iter_rows() if row[0].value == "Ref")
    own = max(cell.column for cell in page[top] if cell.value) + 1
    page.cell(top, own, "Lead officer")
    page.cell(top + 4, own, "Superintendent")
    book.save(master_of(issued))
    edit_master(issued, "Actions", "ref", {None: {"number": "77", "agency": "POLICE", "action": "Audit it"}})
    [said] = collect(issued, now=LATER).master.problems
    assert "'77' is none" in said.message
    assert (shown(issued, "Actions", "Audit it"), shown(issued, "Actions", "Superintendent")) == (True, True)
    edit_master(issued, "Actions", "action", {"Audit it": {"number": "1"}})
    assert collect(issued, now=LATER).master.problems == ()
    assert now(issued, "1-POLICE-2").action == "Audit it"
    assert shown(issued, "Actions", "Superintendent")


def test_two_rows_with_one_ref__are_both_left_out(issued):
    book = openpyxl.load_workbook(master_of(issued))
    page = book["Actions"]
    top = next(row[0].row for row in page.iter_rows() if row[0].value == "Ref")
    for cell in page[top + 1]:
        page.cell(top + 4, cell.column, cell.value)
    book.save(master_of(issued))
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "Mine"}, "3-NHS": {"board_note": "Yes"}})
    result = collect(issued, now=LATER)
    assert ["is on two rows" in said.message for said in result.master.problems] == [True, True]
    assert (now(issued, "1-POLICE").board_note, now(issued, "3-NHS").board_note) == ("", "Yes")
    assert shown(issued, "Actions", "Mine")


def test_a_ref_that_is_not_the_plans__waits_on_its_row(issued):
    edit_master(issued, "Actions", "ref", {None: {"ref": "99-POLICE", "action": "Audit it"}})
    for _ in range(2):
        [said] = collect(issued, now=LATER).master.problems
        assert "'99-POLICE' is not a Ref" in said.message
    assert shown(issued, "Actions", "Audit it")


def test_every_command_that_takes_edits_in__says_what_was_left_out(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": "Signed of"}})
    assert "Signed of" in publish(issued, LATER).master_stale
    assert ["Signed of" in said.message for said in resolve(issued, now=LATER).problems] == [True]


def test_resolve__ends_with_3_and_gives_the_problem_as_json(issued, run):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": "Signed of"}})
    code, out, _ = run("--plan", issued, "resolve", "--json")
    assert code == 3
    assert [p["code"] for p in json.loads(out)["problems"]] == ["NOT_TAKEN"]


def test_my_wording_left_blank__waits_with_the_choice_as_it_was_made(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"withdrawn": "Yes"}})
    collect(issued, now=LATER)
    edit_master(issued, "Decisions", "id", {"1-POLICE:withdrawn": {"decision": "Use my wording", "why": "Said twice"}})
    [said] = collect(issued, now=LATER).master.problems
    assert "'My wording' beside it is blank" in said.message
    assert (shown(issued, "Decisions", "Use my wording"), shown(issued, "Decisions", "Said twice")) == (True, True)
