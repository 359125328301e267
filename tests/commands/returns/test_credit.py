"""Credit: whoever said or did something is named for it, and nobody else is."""

import datetime as dt

from board_rounds import DONE, board, decide, send
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.history import history
from dhr_xl.commands.undo import undo
from plan_folder import AS_AT, DAY

LATER, STILL_LATER = DAY + dt.timedelta(days=8), DAY + dt.timedelta(days=9)


def open_questions(folder):
    return {q.id: q for q in conflicts(folder, STILL_LATER)}


def test_an_agency_that_goes_back__is_asked_about_its_own_answer_and_not_the_leads(issued):
    send(issued, AS_AT, "POLICE", {"2-POLICE": {"status": "In progress", "progress": "Slow"}}, LATER)
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE}, LATER)
    send(issued, AS_AT, "NHS", {"2-POLICE": {**DONE, "status": "Paused", "reason": "It lapsed"}}, STILL_LATER)
    asked = [q.asked for q in open_questions(issued).values() if q.kind == "backwards"]
    assert asked == ["The plan has NHS's answer as Complete; now NHS says 'Paused'. Is it open again?"]


def test_an_answer_by_telephone__is_the_agencys_entered_by_the_coordinator(issued):
    typed = {"status": "In progress", "progress": "Begun", "entered_for": "NHS", "entered_from": "Telephone"}
    board(issued, {"3-NHS": typed}, LATER)
    paused = {"status": "Paused", "reason": "Staff", "progress": "Stopped"}
    send(issued, AS_AT, "NHS", {"3-NHS": paused}, STILL_LATER, completed_by="Named nurse")
    question = open_questions(issued)["3-NHS:status"]
    assert question.ours_by.startswith("NHS, 9 July 2025 (entered by the coordinator")
    assert question.ours_by.endswith(", from: telephone)")
    assert question.theirs_by == "Named nurse, NHS (NHS.xlsx)"


def test_what_was_taken_back__is_not_said_of_the_agency_whose_answer_it_was(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "In progress", "progress": "On"}}, LATER)
    undo(issued, now=LATER)
    [last] = [c for c in history(issued, "1-POLICE") if c.key.field == "status"][-1:]
    assert (last.who != "POLICE", last.after) == (True, "Not started")


def test_the_coordinators_wording__is_not_said_of_the_agency(issued):
    send(issued, AS_AT, "NHS", {"2-POLICE": {"status": "Paused", "progress": "No staff"}}, LATER)
    decide(issued, "2-POLICE", LATER, value="Posts are vacant")
    [change] = [c for c in history(issued, "2-POLICE") if c.key.field == "reason"]
    assert (change.who != "NHS", change.key.agency) == (True, "NHS")
