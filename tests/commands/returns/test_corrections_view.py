"""A corrections copy shows decided answers as the plan has them now and does not ask about them; nothing is lost."""

import datetime as dt

import openpyxl
import pytest

from accounting import account_for
from copy_seen import column, copy, copy_path, counts, needed_in, said_in
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email as post
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
BACK = DAY + dt.timedelta(days=9)
SAVED = dt.datetime(2025, 7, 10, 9, 0)
PAUSED = {"status": "Paused", "progress": "Drafted"}
UNPROVEN = {"status": "Complete", "outcome": "Used", "completion_date": dt.date(2025, 6, 20)}
OWN = "Status now: Paused\nReason (date, paused, closing, reopened): No staff"


@pytest.fixture
def held(issued):
    """Paused without a reason, and Complete without evidence: both rows are held, and the agency is asked about both."""
    contacts = {"POLICE": {"email": "ppu@police.example", "role": "To"}}
    edit_master(issued, "Agencies", "code", contacts)
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": PAUSED, "2-POLICE": UNPROVEN})
    collect(issued, now=LATER)
    return issued


def shown(folder, ref):
    book = copy(folder)
    return {key: column(book, key)[ref] for key in ("status", "reason", "progress")}


def back(folder, answers):
    fill(copy_path(folder), folder / "inbox" / "b.xlsx", answers, saved=SAVED)
    return collect(folder, now=BACK).returns[0]


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def decide(folder, take, value=""):
    resolve(folder, ["1-POLICE:reason"], take=take, value=value or None, now=LATER)
    post(folder, "corrections", now=LATER)


DECIDED = {
    "kept the plan": ({"take": "ours"}, "Not started", ""),
    "used the return": ({"take": "theirs"}, "Paused", ""),
    "own words": ({"take": None, "value": OWN}, "Paused", "No staff"),
}


@pytest.mark.parametrize(("how", "status", "reason"), DECIDED.values(), ids=DECIDED.keys())
def test_what_was_decided__is_shown_as_the_plan_has_it_and_needed_no_more(held, how, status, reason):
    decide(held, **how)
    assert shown(held, "1-POLICE") == {"status": status, "reason": reason, "progress": "Drafted"}
    assert counts(held) == (1, 1, 1)
    assert needed_in(held) == [ref for ref, _ in said_in(copy(held))] == ["2-POLICE"]


@pytest.mark.parametrize(("how", "status", "reason"), DECIDED.values(), ids=DECIDED.keys())
def test_a_copy_that_comes_back__says_nothing_of_what_was_decided(held, how, status, reason):
    decide(held, **how)
    before = [(c.key, c.who) for c in history(held, "1-POLICE")]
    result = back(held, {"2-POLICE": {"evidence_given": "Minutes"}})
    assert (result.outcome, result.conflicts, result.held, conflicts(held)) == ("merged", (), (), ())
    assert now(held, "2-POLICE").status == "complete"
    assert [(c.key, c.who) for c in history(held, "1-POLICE")] == before
    assert {ref for ref, *_ in result.changes} == {"2-POLICE"}


def test_a_copy_sent_back_as_it_came__changes_nothing_and_every_value_is_accounted_for(held):
    decide(held, None, OWN)
    sent = held.parent / "sent.xlsx"
    sent.write_bytes(copy_path(held).read_bytes())
    data = fill(sent, held / "inbox" / "b.xlsx", {}, saved=SAVED).read_bytes()
    before = [question.id for question in conflicts(held)]
    [result] = collect(held, now=BACK).returns
    assert (result.changes, [question.id for question in conflicts(held)]) == ((), before)
    account_for(held, sent, data, result)


def test_the_plan_moved_since__is_not_set_back_by_what_the_copy_showed(held):
    decide(held, None, OWN)
    said = {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(held, "Actions", "ref", {"1-POLICE": said})
    result = back(held, {"2-POLICE": {"evidence_given": "Minutes"}})
    assert (result.outcome, conflicts(held)) == ("merged", ())
    assert now(held, "1-POLICE").status == "in_progress"


def test_new_words_of_the_agency_on_a_decided_row__are_taken_in(held):
    decide(held, "ours")
    back(held, {"1-POLICE": {"status": "In progress"}, "2-POLICE": {"evidence_given": "Minutes"}})
    assert (now(held, "1-POLICE").status, conflicts(held)) == ("in_progress", ())


@pytest.mark.parametrize(
    "answer",
    [{"status": "Not started"}, {"status": "Propose to close", "reason": "No money"}],
    ids=lambda a: a["status"],
)
def test_an_answer_put_in_the_place_of_the_coordinators__is_asked_about(held, answer):
    decide(held, None, "Status now: In progress\nReason (date, paused, closing, reopened): blank")
    result = back(held, {"1-POLICE": answer, "2-POLICE": {"evidence_given": "Minutes"}})
    assert result.outcome == "merged_with_problems"
    [question] = conflicts(held)
    assert (question.field, question.theirs, question.ours) == ("status", answer["status"], "In progress")
    assert now(held, "1-POLICE").status == "in_progress"


def test_the_answer_that_was_decided_given_again__is_not_asked_about_again(held):
    decide(held, "ours")
    back(held, {"1-POLICE": {"status": "Paused"}, "2-POLICE": {"evidence_given": "Minutes"}})
    assert (now(held, "1-POLICE").status, conflicts(held)) == ("not_started", ())


def test_a_decision_taken_back__shows_what_the_agency_wrote_again(held):
    decide(held, "ours")
    undo(held, now=LATER)
    post(held, "corrections", now=LATER)
    assert shown(held, "1-POLICE")["status"] == "Paused"
    assert needed_in(held) == list(dict.fromkeys(ref for ref, _ in said_in(copy(held)))) == ["1-POLICE", "2-POLICE"]


@pytest.fixture
def two(issued):
    """A row with two questions: Paused without a reason, and a new target date that cannot be read."""
    edit_master(issued, "Agencies", "code", {"POLICE": {"email": "ppu@police.example", "role": "To"}})
    answers = {"1-POLICE": {**PAUSED, "proposed_target_date": "end of November"}, "2-POLICE": {"progress": "Met"}}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    collect(issued, now=LATER)
    return issued


def test_two_questions_of_which_one_is_decided__the_other_alone_is_asked(two):
    decide(two, "theirs")
    assert [key for _, key in said_in(copy(two))] == ["Proposed new target date"]
    assert counts(two) == (1, 1, 1)
    said = column(openpyxl.load_workbook(copy_path(two), data_only=True), "needed")
    assert said == {"1-POLICE": "Put right Proposed new target date", "2-POLICE": "OK"}
    result = back(two, {"1-POLICE": {"proposed_target_date": dt.date(2025, 11, 30)}})
    assert [(q.field, q.theirs) for q in conflicts(two)] == [("proposed_target_date", "2025-11-30")]
    assert (now(two, "1-POLICE").status, result.held) == ("paused", ())


def test_new_words_beside_a_status_the_plan_moved_since__are_asked_about(two):
    decide(two, None, "Status now: In progress\nReason (date, paused, closing, reopened): blank")
    said = {"status": "Complete", "entered_for": "POLICE", "entered_from": "Telephone", "evidence_given": "Minutes"}
    edit_master(two, "Actions", "ref", {"1-POLICE": said})
    back(two, {"1-POLICE": {"proposed_target_date": dt.date(2025, 11, 30)}})
    asked = {q.field: (q.base, q.ours, q.theirs) for q in conflicts(two)}
    assert asked["status"] == ("In progress", "Complete", "In progress")


def test_a_row_the_board_closed_meanwhile__is_locked_and_needs_nothing(held):
    closed = {"board_decision": "Superseded", "decided_on": dt.date(2025, 7, 8)}
    edit_master(held, "Actions", "ref", {"1-POLICE": closed})
    post(held, "corrections", now=LATER)
    assert counts(held) == (1, 1, 1)
    assert needed_in(held) == ["2-POLICE"]
    assert column(copy(held), "needed")["1-POLICE"] == '="OK (closed)"'


def test_a_row_answered_by_telephone__is_needed_no_more(known_two):
    assert needed_in(known_two) == [ref for ref, _ in said_in(copy(known_two))] == ["1-POLICE"]
    assert counts(known_two) == (1, 1, 1)


@pytest.fixture(params=["telephone", "another team"])
def known_two(issued, request):
    """A row to put right, and a row that was answered otherwise than by a return."""
    edit_master(issued, "Agencies", "code", {"POLICE": {"email": "ppu@police.example", "role": "To"}})
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": PAUSED})
    collect(issued, now=LATER)
    if request.param == "telephone":
        said = {"progress": "We met", "entered_for": "POLICE", "entered_from": "Telephone"}
        edit_master(issued, "Actions", "ref", {"2-POLICE": said})
    else:
        words = {"2-POLICE": {"progress": "We met"}}
        fill(form(issued, "POLICE"), issued / "inbox" / "b.xlsx", words, saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    post(issued, "corrections", now=LATER)
    return issued
