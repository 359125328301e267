"""An agency that has become another: one entry on Agencies moves its open rows, and its credit stays."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.agency_cells import successors
from dhr_xl.core.plan.cells import CellKey
from late_master import master_of
from plan_folder import DAY, chase, edit_master, fill, form, make_issued, rows_of_master

LATER = DAY + dt.timedelta(days=8)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}


def owners(folder):
    return {action.ref: action.agencies for action in export(folder).actions}


def become(folder, agency, heir, now=LATER, **more):
    edit_master(folder, "Agencies", "code", {agency: {"is_now": heir, **more}})
    return collect(folder, now=now)


@pytest.fixture
def answered(tmp_path):
    """POLICE has completed its first action; its second is open."""
    folder = make_issued(tmp_path)
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": DONE, "2-POLICE": {"progress": "Begun"}})
    collect(folder, now=LATER)
    return folder


def test_is_now__moves_the_open_rows_in_one_entry_and_leaves_the_finished_ones(answered):
    before = owners(answered)
    result = become(answered, "POLICE", "nhs")
    assert [(c.ref, c.field, c.before, c.after) for c in result.master.changes] == [
        ("2-POLICE", "agency", "POLICE", "NHS"), ("2-POLICE", "supporting", "NHS", ""),
    ]  # fmt: skip
    assert owners(answered) == {**before, "2-POLICE": ("NHS",)}
    [row] = [row for row in rows_of_master(answered, "Agencies") if row["Agency"] == "POLICE"]
    assert row["Is now (agency code)"] == "NHS"


def test_is_now__the_old_owner_is_in_the_history_and_keeps_its_credit(answered):
    become(answered, "POLICE", "NHS")
    moved = [c for c in history(answered, "2-POLICE") if c.key.field == "agency"]
    assert [(c.before, c.after, c.how) for c in moved] == [("POLICE", "NHS", "POLICE is now NHS")]
    assert [c.who for c in history(answered, "2-POLICE") if c.after == "Begun"] == ["POLICE"]
    done = next(action for action in export(answered).actions if action.ref == "1-POLICE")
    assert (done.agency, done.status, done.answer_of("POLICE").outcome) == ("POLICE", "complete", "Used")


def test_is_now__a_new_workbook_goes_to_the_successor(answered):
    become(answered, "POLICE", "NHS")
    issued = issue(answered, dt.date(2025, 9, 30), now=LATER).issued
    assert [one.agency for one in issued] == ["NHS"]


@pytest.mark.parametrize("heir", ["NHS", "ICB"])
def test_is_now__the_next_step_is_a_workbook_for_the_successor(tmp_path, heir):
    """Whether it has a workbook of this round already, or none."""
    folder = make_issued(tmp_path)
    edit_master(folder, "Agencies", "code", {None: {"code": "ICB", "agency_name": "Care Board"}})
    become(folder, "POLICE", heir)
    wanted = f"Write a workbook for {heir} with the actions that moved there: dhr-xl issue --as-at 2025-06-30 --again"
    assert status(folder, LATER).today.do_next == f"{wanted} {heir}"
    [one] = issue(folder, dt.date(2025, 6, 30), again=[heir], now=LATER).issued
    assert (one.agency, "Write a workbook" in status(folder, LATER).today.do_next) == (heir, False)
    assert "1-POLICE" in {row.ref for owed in chase(folder, LATER).owed for row in owed.lines if owed.agency == heir}


def test_is_now__a_return_of_the_old_owner_is_asked_about(tmp_path):
    folder = make_issued(tmp_path)
    become(folder, "POLICE", "NHS")
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"2-POLICE": {"progress": "Begun"}})
    collect(folder, now=LATER)
    assert {question.kind for question in conflicts(folder)} == {"withdrawn"}


def test_is_now_from__waits_for_its_day(answered):
    day = LATER.date() + dt.timedelta(days=10)
    become(answered, "POLICE", "NHS", is_now_from=day)
    assert owners(answered)["2-POLICE"] == ("POLICE", "NHS")
    assert collect(answered, now=LATER + dt.timedelta(days=9)).master.changes == ()
    result = collect(answered, now=LATER + dt.timedelta(days=10))
    assert owners(answered)["2-POLICE"] == ("NHS",)
    assert {change.ref for change in result.master.changes} == {"2-POLICE"}


def test_is_now__undo_takes_back_the_entry_and_what_moved(answered):
    before = owners(answered)
    become(answered, "POLICE", "NHS")
    undo(answered, confirm=lambda _: True, now=LATER)
    assert owners(answered) == before
    collect(answered, now=LATER)
    assert owners(answered) == before


@pytest.mark.parametrize("heir", ["POLICE", "BOARD", "NOBODY"])
def test_is_now__what_cannot_be_a_successor_is_said_on_its_row(answered, heir):
    before = owners(answered)
    [said] = become(answered, "POLICE", heir).master.problems
    assert f"'{heir}' cannot be what POLICE is now. Give the code of another agency of this plan: " in said.message
    assert owners(answered) == before


def test_is_now__an_agency_added_in_the_same_master(answered):
    edit_master(
        answered, "Agencies", "code",
        {"POLICE": {"is_now": "NORTHPOL"}, None: {"code": "NORTHPOL", "agency_name": "North Police"}},
    )  # fmt: skip
    collect(answered, now=LATER)
    assert owners(answered)["2-POLICE"] == ("NORTHPOL", "NHS")


def test_is_now__of_an_agency_that_only_shares_an_action(answered):
    edit_master(
        answered, "Agencies", "code", {"NHS": {"is_now": "ICB"}, None: {"code": "ICB", "agency_name": "Care Board"}}
    )
    collect(answered, now=LATER)
    assert owners(answered) == {"1-POLICE": ("POLICE",), "2-POLICE": ("POLICE", "ICB"), "3-NHS": ("ICB",)}


def test_is_now__two_copies_that_name_different_agencies_are_asked_about(answered):
    copy = master_of(answered).read_bytes()
    edit_master(answered, "Agencies", "code", {None: {"code": "ICB", "agency_name": "Care Board"}})
    become(answered, "NHS", "ICB")
    master_of(answered).write_bytes(copy)
    become(answered, "NHS", "POLICE")
    assert [question.id for question in conflicts(answered)] == ["NHS:is_now"]
    assert owners(answered)["3-NHS"] == ("ICB",)


def test_is_now__cleared_moves_no_more(answered):
    become(answered, "POLICE", "NHS")
    become(answered, "POLICE", None)
    edit_master(answered, "Actions", "ref", {"2-POLICE": {"agency": "POLICE"}})
    collect(answered, now=LATER)
    assert owners(answered)["2-POLICE"] == ("POLICE",)


def became(**cells):
    return successors({CellKey(code, "is_now"): heir for code, heir in cells.items()}, LATER.date())


def test_successors__the_last_of_a_chain_and_no_circle():
    assert became(A1="B1", B1="C1") == {"A1": "C1", "B1": "C1"}
    assert became(A1="B1", B1="A1", D1="A1") == {}
