"""What the rules of the merge say of two people with a copy each of master.xlsx, and of the coordinator's slips, by example."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.undo import undo
from dhr_xl.errors import Stop
from late_master import master_of
from oracle.acts import COMPLETE, LATER, action_now, all_cells, answer, asked_about, board, send, telephone, waiting

ROW, SHARED = "1-POLICE", "4-NHS"
NEXT_DAY = LATER + dt.timedelta(days=1)


@pytest.fixture
def second(issued):
    """Puts the copy of master.xlsx a second person took before anything happened back into the folder."""
    data = master_of(issued).read_bytes()
    return lambda: master_of(issued).write_bytes(data)


def problems_of(act, *arguments, **more):
    """What is said of an entry that was not taken: a problem of that row, or the sentence the command stopped with."""
    try:
        return list(act(*arguments, **more).problems)
    except Stop as stop:
        return [stop]


def test_a_board_decision_in_the_second_copy__does_not_win_over_the_first(issued, second):
    send(issued, "POLICE", {ROW: COMPLETE})
    board(issued, ROW, "Signed off")
    second()
    said = problems_of(board, issued, ROW, "More evidence needed", now=NEXT_DAY)
    assert action_now(issued, ROW)["board_decision"] == "Signed off"
    assert said or [q for q in waiting(issued, ROW) if q.field == "board_decision"]


def test_the_second_copy_with_nothing_typed_in_it__changes_nothing(issued, second):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    before = all_cells(issued)
    second()
    collect(issued, now=NEXT_DAY)
    assert all_cells(issued) == before
    assert waiting(issued) == []


def test_another_row_in_the_second_copy__both_count(issued, second):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    second()
    telephone(issued, "3-NHS", "NHS", now=NEXT_DAY, progress="We met")
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert answer(issued, "3-NHS", "NHS")["progress"] == "We met"
    assert waiting(issued) == []


def test_the_same_answer_in_the_second_copy__is_already_so(issued, second):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    before = all_cells(issued)
    second()
    telephone(issued, ROW, "POLICE", now=NEXT_DAY, **COMPLETE)
    assert all_cells(issued) == before
    assert waiting(issued) == []


def test_another_answer_of_the_same_agency_in_the_second_copy__is_asked_about(issued, second):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    second()
    telephone(issued, ROW, "POLICE", now=NEXT_DAY, status="Paused", reason="Staff")
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert [q.theirs for q in waiting(issued, ROW) if q.field == "status"] == ["Paused"]


@pytest.mark.parametrize(
    "given",
    [COMPLETE, {**COMPLETE, "evidence_given": "Log", "outcome": "Calls", "completion_date": dt.date(2025, 6, 2)}],
)
def test_an_answer_of_another_agency_of_the_row_in_the_second_copy__is_its_own(issued, second, given):
    telephone(issued, SHARED, "POLICE", **COMPLETE)
    second()
    telephone(issued, SHARED, "MARAC", now=NEXT_DAY, **given)
    mine = answer(issued, SHARED, "MARAC")
    assert mine["status"] == "Complete" or asked_about(issued, SHARED, "status", "MARAC", "Complete")
    assert mine["evidence_given"] == given["evidence_given"] or asked_about(
        issued, SHARED, "evidence_given", "MARAC", given["evidence_given"]
    )
    assert answer(issued, SHARED, "POLICE")["evidence_given"] == "Minutes"


# the coordinator's slips


def test_a_sign_off_of_an_action_no_agency_calls_complete__is_asked_before_anything_changes(issued):
    said = problems_of(board, issued, ROW, "Signed off")
    assert action_now(issued, ROW)["board_decision"] == ""
    assert said or waiting(issued, ROW)


def test_complete_entered_without_evidence__is_asked_before_anything_changes(issued):
    entered = {key: text for key, text in COMPLETE.items() if key != "evidence_given"}
    said = problems_of(telephone, issued, ROW, "POLICE", **entered)
    assert answer(issued, ROW, "POLICE")["status"] == "In progress"
    assert said or waiting(issued, ROW)


# the coordinator's own edit of what a return asked about


def test_an_own_edit_of_what_a_return_asked_about__stays_when_the_return_is_taken_back(issued):
    telephone(issued, ROW, "POLICE", evidence_given="Log")
    send(issued, "POLICE", {ROW: {"evidence_given": "Rota", "progress": "We met"}}, now=NEXT_DAY)
    telephone(issued, ROW, "POLICE", now=NEXT_DAY + dt.timedelta(hours=1), evidence_given="Rota")
    undo(issued, returned="a.xlsx", now=NEXT_DAY + dt.timedelta(hours=2))
    assert answer(issued, ROW, "POLICE")["evidence_given"] == "Rota"


def test_an_own_edit_that_became_a_question_a_return_had_asked__survives_the_return(issued, second):
    telephone(issued, ROW, "POLICE", evidence_given="Log")
    send(issued, "POLICE", {ROW: {"evidence_given": "Rota", "progress": "We met"}}, now=NEXT_DAY)
    second()
    telephone(issued, ROW, "POLICE", now=NEXT_DAY + dt.timedelta(hours=1), evidence_given="Rota")
    undo(issued, returned="a.xlsx", now=NEXT_DAY + dt.timedelta(hours=2))
    assert answer(issued, ROW, "POLICE")["evidence_given"] == "Log"
    assert [q.theirs for q in waiting(issued, ROW) if q.field == "evidence_given"] == ["Rota"]
