"""What the rules of the merge say of a row with new words, by example: it is one answer, its status included."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from oracle.acts import (
    COMPLETE,
    LATER,
    action_now,
    all_cells,
    all_questions,
    answer,
    asked_about,
    send,
    sent,
    telephone,
    waiting,
)

ROW = "1-POLICE"
PAUSED = {"status": "Paused", "reason": "Staff"}


def test_new_words_and_the_plan_as_it_was__only_the_words_merge_and_nothing_is_asked(issued):
    result = send(issued, "POLICE", {ROW: {"progress": "We met"}})
    assert [change[:2] for change in result.changes] == [(ROW, "progress")]
    assert result.outcome == "merged"
    assert waiting(issued) == []


@pytest.mark.parametrize(
    "words", [{"progress": "We met"}, {"evidence_given": "Log"}, {"reason": "Staff"}, {"outcome": "Calls"}]
)
def test_new_words_beside_a_status_the_plan_has_moved_from__the_status_is_asked_about(issued, words):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    send(issued, "POLICE", {ROW: words})
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert asked_about(issued, ROW, "status", "POLICE", "In progress")
    if "progress" in words:
        assert answer(issued, ROW, "POLICE")["progress"] == "We met"
    else:  # one in question holds the group
        [(key, text)] = words.items()
        assert asked_about(issued, ROW, key, "POLICE", text)
        assert all_cells(issued).get((ROW, key, "POLICE", ""), "") == COMPLETE.get(key, "")


def test_a_row_that_is_not_spoken_for__keeps_the_plan_and_asks_nothing(issued):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    send(issued, "POLICE", {"2-POLICE": {"progress": "We met"}})
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert waiting(issued, ROW) == []


@pytest.mark.parametrize("said", [{}, {"anything_new": "No, nothing has changed"}])
def test_an_untouched_form_and_a_nil_return__say_nothing_of_any_row(issued, said):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    before = all_cells(issued)
    send(issued, "POLICE", {}, **said)
    assert all_cells(issued) == before
    assert waiting(issued) == []


def test_new_words_beside_the_status_the_plan_moved_to__already_so(issued):
    telephone(issued, ROW, "POLICE", **PAUSED)
    result = send(issued, "POLICE", {ROW: {**PAUSED, "progress": "We met"}})
    assert answer(issued, ROW, "POLICE")["status"] == "Paused"
    assert waiting(issued) == []
    assert result.held == ()


def test_a_later_save_with_new_words__answers_with_the_status_it_had(issued):
    send(issued, "POLICE", {ROW: {**PAUSED, "progress": "We met"}})
    telephone(issued, ROW, "POLICE", **COMPLETE)
    send(issued, "POLICE", {ROW: {"outcome": "Calls fell"}}, "b.xlsx", source=sent(issued), hour=14)
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert asked_about(issued, ROW, "status", "POLICE", "Paused")


def test_a_later_save_that_leaves_the_row_alone__asks_nothing_of_it(issued):
    send(issued, "POLICE", {ROW: {**PAUSED, "progress": "We met"}})
    telephone(issued, ROW, "POLICE", **COMPLETE)
    send(issued, "POLICE", {"2-POLICE": {"progress": "Also this"}}, "b.xlsx", source=sent(issued), hour=14)
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert waiting(issued, ROW) == []


def test_another_teams_new_words_beside_the_status_the_first_team_changed__are_asked_about(issued):
    send(issued, "POLICE", {ROW: COMPLETE}, who="North")
    send(issued, "POLICE", {ROW: {"progress": "We met"}}, "b.xlsx", hour=14, who="South")
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert asked_about(issued, ROW, "status", "POLICE", "In progress")


def test_a_team_that_changes_the_status_the_first_team_answered_with__is_asked_about_too(issued):
    send(issued, "POLICE", {ROW: {"progress": "We met"}}, who="North")
    send(issued, "POLICE", {ROW: COMPLETE}, "b.xlsx", hour=14, who="South")
    assert answer(issued, ROW, "POLICE")["status"] == "In progress"
    assert asked_about(issued, ROW, "status", "POLICE", "Complete")


# two teams who chose the same from a list


def test_two_teams_who_both_chose_a_status__are_two_teams_and_both_count(issued):
    answers = {"3-NHS": {"status": "In progress"}, "2-POLICE": {"progress": "North met"}}
    send(issued, "NHS", answers, who="North")
    send(
        issued,
        "NHS",
        {"3-NHS": {"status": "In progress"}, "4-NHS": {"progress": "South met"}},
        "b.xlsx",
        hour=14,
        who="South",
    )
    assert answer(issued, "2-POLICE", "NHS")["progress"] == "North met"
    assert answer(issued, "4-NHS", "NHS")["progress"] == "South met"
    assert answer(issued, "3-NHS", "NHS")["status"] == "In progress"
    assert waiting(issued) == []


def test_two_teams_who_chose_the_same_date__are_two_teams_and_both_count(issued):
    send(issued, "NHS", {"3-NHS": COMPLETE, "2-POLICE": {"progress": "North met"}}, who="North")
    second = {**COMPLETE, "evidence_given": "Rota", "outcome": "Fewer calls"}
    send(issued, "NHS", {"4-NHS": second}, "b.xlsx", hour=14, who="South")
    assert answer(issued, "2-POLICE", "NHS")["progress"] == "North met"
    assert [answer(issued, ref, "NHS")["evidence_given"] for ref in ("3-NHS", "4-NHS")] == ["Minutes", "Rota"]


# Complete to anything less


def reopened(folder):
    send(folder, "POLICE", {ROW: COMPLETE})
    issue(folder, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=LATER + dt.timedelta(days=90))
    send(folder, "POLICE", {ROW: {"status": "In progress", "reason": "Recall", "progress": "Again"}}, "b.xlsx",
         source=folder / "issued" / "2025-09-30" / "POLICE.xlsx", now=LATER + dt.timedelta(days=95))  # fmt: skip


def test_reopened__is_asked_about_and_when_agreed_the_date_and_outcome_are_set_aside(issued):
    reopened(issued)
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    [question] = waiting(issued, ROW)
    assert question.kind == "backwards"
    resolve(issued, [question.id], take="theirs", now=LATER + dt.timedelta(days=96))
    mine = answer(issued, ROW, "POLICE")
    assert (mine["status"], mine["completion_date"], mine["outcome"]) == ("In progress", "", "")
    assert mine["evidence_given"] == "Minutes"
    action = action_now(issued, ROW)
    assert (action["status"], action["completion_date"], action["outcome"]) == ("in_progress", None, "")


def test_reopened_by_telephone__the_date_and_outcome_are_set_aside(issued):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    telephone(issued, ROW, "POLICE", now=LATER + dt.timedelta(hours=1), status="In progress", reason="Recall")
    for question in waiting(issued, ROW):
        resolve(issued, [question.id], take="theirs", now=LATER + dt.timedelta(hours=2))
    mine = answer(issued, ROW, "POLICE")
    assert (mine["status"], mine["completion_date"], mine["outcome"]) == ("In progress", "", "")


def test_the_same_bytes_again__change_nothing_and_ask_nothing(issued):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    send(issued, "POLICE", {ROW: {"progress": "We met"}})
    before = all_cells(issued), all_questions(issued)
    (issued / "inbox" / "again.xlsx").write_bytes(sent(issued).read_bytes())
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "duplicate"
    assert (all_cells(issued), all_questions(issued)) == before


def test_words_by_telephone_that_begin_like_those_shown__are_kept_whole(issued):
    send(issued, "POLICE", {ROW: {"progress": "We met"}})
    issue(issued, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=LATER + dt.timedelta(days=90))
    telephone(issued, ROW, "POLICE", now=LATER + dt.timedelta(days=95), progress="We met again")
    assert answer(issued, ROW, "POLICE")["progress"] == "We met again"
