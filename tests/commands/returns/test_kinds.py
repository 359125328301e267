"""Every kind of question, raised by real workbooks, and what Keep the plan and Use the return do with it."""

import datetime as dt

import openpyxl
import pytest

from accounting import account_for
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from plan_folder import DAY, edit_master, fill, form, make_issued

LATER = DAY + dt.timedelta(days=8)
SECOND = dt.date(2025, 9, 30)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def send(folder, agency, answers, **more):
    fill(form(folder, agency), folder / "inbox" / f"{agency}.xlsx", answers, **more)
    return collect(folder, now=LATER).returns[0]


def by_telephone(folder, ref, agency, **cells):
    edit_master(folder, "Actions", "ref", {ref: {**cells, "entered_for": agency, "entered_from": "Telephone"}})
    collect(folder, now=LATER)


@pytest.fixture
def edited(issued):
    """The coordinator and the agency have both changed the status."""
    by_telephone(issued, "1-POLICE", "POLICE", status="In progress")
    assert send(issued, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff"}}).conflicts == (
        "1-POLICE:status",
    )
    return issued


def test_edit__keep_the_plan(edited):
    [question] = conflicts(edited)
    assert (question.kind, question.ours, question.theirs) == ("edit", "In progress", "Paused")
    assert resolve(edited, [question.id], take="ours", now=LATER).waiting == ()
    assert now(edited, "1-POLICE").status == "in_progress"


def test_edit__use_the_return_brings_the_rest_of_its_group(edited):
    resolve(edited, ["1-POLICE:status"], take="theirs", now=LATER)
    assert now(edited, "1-POLICE").status == "paused"


def test_edit__closes_itself_when_both_sides_agree(edited):
    by_telephone(edited, "1-POLICE", "POLICE", status="Paused")
    assert [(q.id, q.theirs) for q in conflicts(edited)] == [("1-POLICE:reason", "Staff")]


def test_edit__if_the_plan_moves_before_the_decision_it_is_shown_again(edited):
    edit_master(edited, "Decisions", "id", {"1-POLICE:status": {"decision": "Use the return"}})
    said = {"status": "Propose to close", "entered_for": "POLICE", "entered_from": "E-mail"}
    edit_master(edited, "Actions", "ref", {"1-POLICE": said})
    result = collect(edited, now=LATER)
    assert "has changed since" in result.master.resolved[0].message
    assert [q.ours for q in conflicts(edited)] == ["Propose to close"]


def test_backwards__complete_to_less_is_asked(tmp_path):
    folder = make_issued(tmp_path)
    assert send(folder, "POLICE", {"1-POLICE": DONE}).outcome == "merged"
    issue(folder, dt.date(2025, 9, 30), now=LATER)
    second = folder / "issued" / "2025-09-30" / "POLICE.xlsx"
    fill(second, folder / "inbox" / "b.xlsx", {"1-POLICE": {"status": "In progress", "reason": "Audit failed"}})
    collect(folder, now=LATER)
    [question] = conflicts(folder)
    assert question.kind == "backwards"
    assert now(folder, "1-POLICE").status == "complete"


def test_locked_text__is_a_proposal_the_coordinator_may_accept(issued):
    path = fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {})
    book = openpyxl.load_workbook(path)
    book["Return"]["B4"] = "Do it properly"
    book.save(path)
    [result] = collect(issued, now=LATER).returns
    assert [p[:2] for p in result.proposals] == [("1-POLICE", "action")]
    assert now(issued, "1-POLICE").action == "Do 1-POLICE"
    resolve(issued, ["1-POLICE:action"], take="theirs", now=LATER)
    assert now(issued, "1-POLICE").action == "Do it properly"


def test_another_rows_locked_text__holds_both_rows(issued):
    answers = {"1-POLICE": {"progress": "A"}, "2-POLICE": {"progress": "B"}}
    path = fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    sheet["B4"], sheet["B5"] = sheet["B5"].value, sheet["B4"].value
    book.save(path)
    assert set(collect(issued, now=LATER).returns[0].held) == {"1-POLICE", "2-POLICE"}
    assert (now(issued, "1-POLICE").progress, now(issued, "2-POLICE").progress) == ("", "")


@pytest.fixture
def apart(issued):
    """The evidence was withdrawn by telephone, and the agency's return relies on it to say Complete."""
    send(issued, "POLICE", {"1-POLICE": {"evidence_given": "Minutes"}})
    issue(issued, SECOND, due=dt.date(2025, 10, 14), now=LATER)
    by_telephone(issued, "1-POLICE", "POLICE", evidence_given=None)
    answers = {**DONE, "evidence_given": "Minutes", "progress": "It runs"}
    path = issued / "issued" / SECOND.isoformat() / "POLICE.xlsx"
    data = fill(path, issued / "inbox" / "b.xlsx", {"1-POLICE": answers}).read_bytes()
    [result] = collect(issued, now=LATER).returns
    assert (result.conflicts, result.held) == (("1-POLICE:row",), ("1-POLICE",))
    assert {account.outcome for account in account_for(issued, path, data, result)} == {"held", "merged"}
    return issued


def test_row__each_side_fits_alone_and_not_together(apart):
    [question] = conflicts(apart)
    assert (question.kind, question.field, question.agency) == ("row", "", "POLICE")
    assert "Status now: Not started" in question.ours
    assert "Status now: Complete" in question.theirs
    assert now(apart, "1-POLICE").status == "not_started"
    assert now(apart, "1-POLICE").progress == "It runs"


def test_row__keep_the_plan(apart):
    assert resolve(apart, ["1-POLICE:row"], take="ours", now=LATER).waiting == ()
    stands = now(apart, "1-POLICE")
    assert (stands.status, stands.completion_date, stands.outcome) == ("not_started", None, "")


def test_row__use_the_return_brings_all_that_was_held_with_it(apart):
    assert resolve(apart, ["1-POLICE:row"], take="theirs", now=LATER).waiting == ()
    stands = now(apart, "1-POLICE")
    assert (stands.status, stands.completion_date, stands.outcome) == ("complete", DONE["completion_date"], "Used")


def test_a_pause_by_telephone__stands_beside_an_outcome_by_return(issued):
    by_telephone(issued, "1-POLICE", "POLICE", status="Paused", reason="Staff")
    result = send(issued, "POLICE", {"1-POLICE": {"outcome": "Used", "status": "Paused", "reason": "Staff"}})
    assert result.outcome == "merged"
    assert now(issued, "1-POLICE").status == "paused"
