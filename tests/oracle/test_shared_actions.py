"""What the rules of the merge say of actions that several agencies share, by example and through real files."""

import datetime as dt

import pytest

from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from oracle.acts import (
    COMPLETE,
    LATER,
    action_now,
    all_questions,
    answer,
    asked_about,
    credited,
    send,
    telephone,
    waiting,
)
from plan_folder import chase

SHARED = "2-POLICE"
STILL = {"progress": "Options paper still outstanding"}
HELPING = {"status": "In progress", **STILL}
"""The helper's form shows no status: it has given none so far."""


def helper_says_complete(folder):
    send(folder, "NHS", {SHARED: COMPLETE}, "nhs.xlsx")


def owner_is_still_at_it(folder):
    send(folder, "POLICE", {SHARED: STILL}, "police.xlsx")


@pytest.mark.parametrize("first", ["helper", "owner"])
def test_helper_complete_and_owner_in_progress__an_answer_each_and_one_question(issued, first):
    acts = [helper_says_complete, owner_is_still_at_it]
    for act in acts if first == "helper" else acts[::-1]:
        act(issued)
    police, nhs = (answer(issued, SHARED, code) for code in ("POLICE", "NHS"))
    assert (police["status"], police["progress"], police["evidence_given"]) == ("In progress", STILL["progress"], "")
    assert (nhs["status"], nhs["evidence_given"], nhs["completion_date"]) == ("Complete", "Minutes", "2025-06-20")
    assert action_now(issued, SHARED)["status"] == "in_progress"
    [question] = waiting(issued, SHARED)
    assert (question.kind, question.id) == ("agencies", f"{SHARED}:status")
    assert credited(issued, SHARED, "status", "Complete") == {"NHS"}


def test_owner_complete_and_helper_not__both_are_shown_and_the_owner_stands(issued):
    send(issued, "POLICE", {SHARED: COMPLETE}, "police.xlsx")
    send(issued, "NHS", {SHARED: HELPING}, "nhs.xlsx")
    assert answer(issued, SHARED, "NHS")["status"] == "In progress"
    assert action_now(issued, SHARED)["status"] == "complete"
    assert [q.kind for q in waiting(issued, SHARED)] == ["agencies"]


def test_complete_entered_by_telephone_against_its_own_form__is_asked_about(issued):
    telephone(issued, SHARED, "POLICE", **COMPLETE)
    assert answer(issued, SHARED, "POLICE")["status"] == "Complete"
    owner_is_still_at_it(issued)
    mine = answer(issued, SHARED, "POLICE")
    assert (mine["status"], mine["progress"]) == ("Complete", STILL["progress"])
    assert asked_about(issued, SHARED, "status", "POLICE", "In progress")


def test_complete_by_telephone_of_an_action_of_one_agency__is_asked_about_too(issued):
    telephone(issued, "1-POLICE", "POLICE", **COMPLETE)
    send(issued, "POLICE", {"1-POLICE": STILL})
    assert answer(issued, "1-POLICE", "POLICE")["status"] == "Complete"
    assert asked_about(issued, "1-POLICE", "status", "POLICE", "In progress")


def test_complete_by_telephone_for_the_helper__is_the_helpers_and_one_question(issued):
    telephone(issued, SHARED, "NHS", **COMPLETE)
    assert answer(issued, SHARED, "NHS")["status"] == "Complete"
    assert answer(issued, SHARED, "POLICE")["status"] == "In progress"
    owner_is_still_at_it(issued)
    assert action_now(issued, SHARED)["status"] == "in_progress"
    assert [q.kind for q in waiting(issued, SHARED)] == ["agencies"]


def test_the_helpers_own_form_against_its_telephone_answer__is_asked_about(issued):
    telephone(issued, SHARED, "NHS", **COMPLETE)
    send(issued, "NHS", {SHARED: HELPING})
    assert answer(issued, SHARED, "NHS")["status"] == "Complete"
    assert asked_about(issued, SHARED, "status", "NHS", "In progress")


@pytest.mark.parametrize(("take", "stands"), [("theirs", "complete"), ("ours", "in_progress")])
def test_the_question_of_the_agencies_decided__moves_no_answer_and_is_not_asked_again(issued, take, stands):
    helper_says_complete(issued)
    owner_is_still_at_it(issued)
    resolve(issued, [f"{SHARED}:status"], take=take, now=LATER)
    assert action_now(issued, SHARED)["status"] == stands
    assert [answer(issued, SHARED, code)["status"] for code in ("POLICE", "NHS")] == ["In progress", "Complete"]
    assert waiting(issued, SHARED) == []
    send(issued, "MARAC", {"4-NHS": STILL}, "marac.xlsx")
    assert waiting(issued, SHARED) == []


def test_the_question_of_the_agencies__closes_when_they_agree(issued):
    helper_says_complete(issued)
    owner_is_still_at_it(issued)
    below = {"evidence_given": "NHS: Minutes\nRota", "outcome": "NHS: Used\nUsed twice"}
    telephone(issued, SHARED, "POLICE", **{**COMPLETE, **below})
    assert answer(issued, SHARED, "POLICE")["status"] == "Complete"
    assert waiting(issued, SHARED) == []
    assert [q.kind for q in all_questions(issued) if q.state == "closed"] == ["agencies"]


def test_three_agencies_of_one_action__each_keeps_its_own_and_one_question_is_asked(issued):
    send(issued, "MARAC", {"4-NHS": COMPLETE}, "marac.xlsx")
    send(issued, "POLICE", {"4-NHS": {"status": "Paused", "reason": "Staff"}}, "police.xlsx")
    send(issued, "NHS", {"4-NHS": STILL}, "nhs.xlsx")
    statuses = {code: answer(issued, "4-NHS", code)["status"] for code in ("NHS", "POLICE", "MARAC")}
    assert statuses == {"NHS": "In progress", "POLICE": "Paused", "MARAC": "Complete"}
    assert [q.kind for q in waiting(issued)] == ["agencies"]


def test_one_agency_complete__the_row_is_still_owed_by_the_others(issued):
    helper_says_complete(issued)
    owed = {one.agency: [ref for ref, _ in one.lines] for one in chase(issued, dt.datetime(2025, 7, 20)).owed}
    assert owed == {"POLICE": ["1-POLICE", "2-POLICE", "4-NHS"], "NHS": ["3-NHS", "4-NHS"], "MARAC": ["4-NHS"]}


def test_the_next_form__shows_each_agency_its_own_status(issued):
    helper_says_complete(issued)
    owner_is_still_at_it(issued)
    issue(issued, dt.date(2025, 9, 30), now=LATER + dt.timedelta(days=90))
    send(issued, "POLICE", {SHARED: {"progress": "Paper written"}}, "autumn.xlsx",
         source=issued / "issued" / "2025-09-30" / "POLICE.xlsx", now=LATER + dt.timedelta(days=95))  # fmt: skip
    assert answer(issued, SHARED, "POLICE")["status"] == "In progress"
    assert answer(issued, SHARED, "NHS")["status"] == "Complete"
    assert [q.kind for q in waiting(issued, SHARED)] == ["agencies"]
