"""Entries that look like the coordinator's mistakes: asked about, and their row waits until they are decided."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.core.returns.problems import Code
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
COMPLETE = {"status": "Complete", "entered_for": "POLICE", "entered_from": "Telephone"}
SLIPS = {
    "no agency calls it Complete": ("board_decision", {"board_decision": "Signed off", "board_note": "As agreed"}),
    "without a reason": ("withdrawn", {"withdrawn": "Yes", "board_note": "As agreed"}),
    "without evidence": ("status", {**COMPLETE, "board_note": "As agreed"}),
}


def now(folder, ref="1-POLICE"):
    return next(action for action in export(folder).actions if action.ref == ref)


def type_in(folder, **cells):
    edit_master(folder, "Actions", "ref", {"1-POLICE": cells})
    return collect(folder, now=LATER)


def decide(folder, name, words):
    edit_master(folder, "Decisions", "id", {name: {"decision": words}})
    return collect(folder, now=LATER)


@pytest.mark.parametrize("said", SLIPS)
def test_a_doubtful_entry__is_asked_before_anything_of_its_row_changes(issued, said):
    field, cells = SLIPS[said]
    before = now(issued)
    result = type_in(issued, **cells)
    assert (now(issued), result.master.changes, result.needs_a_person) == (before, (), True)
    [question] = conflicts(issued)
    assert (question.id, said in question.asked) == (f"1-POLICE:{field}", True)


@pytest.mark.parametrize("said", SLIPS)
def test_a_doubtful_entry__that_is_confirmed_is_taken_in_with_the_rest_of_its_row(issued, said):
    field, cells = SLIPS[said]
    type_in(issued, **cells)
    decide(issued, f"1-POLICE:{field}", "Use the return")
    action = now(issued)
    got = {"board_decision": action.board_decision, "withdrawn": action.withdrawn, "status": str(action.status)}
    assert got[field] == {"board_decision": "Signed off", "withdrawn": True, "status": "complete"}[field]
    assert (action.board_note, conflicts(issued)) == ("As agreed", ())


def test_a_doubtful_entry__that_is_taken_back_leaves_the_plan_and_may_be_typed_again(issued):
    type_in(issued, board_decision="Signed off")
    before = now(issued)
    decide(issued, "1-POLICE:board_decision", "Keep the plan")
    assert (now(issued), conflicts(issued)) == (before, ())
    type_in(issued, board_decision="Signed off")
    assert [q.field for q in conflicts(issued)] == ["board_decision"]


def test_a_doubtful_entry__on_a_new_row_is_asked_about_too(issued):
    edit_master(issued, "Actions", "ref", {None: {"number": "1", "agency": "POLICE", "action": "Do more", **COMPLETE}})
    collect(issued, now=LATER)
    assert [(q.id, "without evidence" in q.asked) for q in conflicts(issued)] == [("1-POLICE-2:status", True)]
    assert str(now(issued, "1-POLICE-2").status) != "complete"


def test_no_doubtful_entry__is_asked_about_where_there_is_none(issued):
    type_in(issued, evidence_given="Minutes", board_decision="Signed off", board_note="Agreed", **COMPLETE)
    assert (now(issued).board_decision, conflicts(issued)) == ("Signed off", ())
    type_in(issued, withdrawn="Yes", withdrawn_reason="Merged with 2")
    assert now(issued).withdrawn


def test_a_sign_off__of_what_one_agency_of_it_calls_complete_is_no_doubtful_entry(issued):
    done = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "X"}
    fill(form(issued, "NHS"), issued / "inbox" / "a.xlsx", {"2-POLICE": done})
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"board_decision": "Signed off"}})
    collect(issued, now=LATER)
    assert now(issued, "2-POLICE").board_decision == "Signed off"


def test_ask_the_agency__of_an_edit_of_ones_own_is_said_to_be_nobodys_to_answer(issued):
    type_in(issued, withdrawn="Yes")
    [said] = decide(issued, "1-POLICE:withdrawn", "Ask the agency").master.problems
    assert "there is no agency to ask" in said.message
    assert [q.state for q in conflicts(issued)] == ["open"]


def test_decided_on__left_blank_is_the_day_it_was_taken_in(issued):
    type_in(issued, board_decision="More evidence needed")
    assert now(issued).decided_on == LATER.date()
    type_in(issued, board_decision="Superseded", decided_on=dt.date(2025, 7, 3))
    assert now(issued).decided_on == dt.date(2025, 7, 3)


def test_decided_on__of_a_sign_off_that_was_asked_about_is_the_day_it_was_confirmed(issued):
    type_in(issued, board_decision="Signed off")
    decide(issued, "1-POLICE:board_decision", "Use the return")
    assert now(issued).decided_on == LATER.date()


def test_an_agreed_date__is_credited_to_the_coordinator_who_agreed_it(issued):
    new = {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Teams merge"}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": new})
    collect(issued, now=LATER)
    decide(issued, "1-POLICE:proposed_target_date", "Use the return")
    [made] = [c for c in history(issued, "1-POLICE") if c.key.field == "agreed_target_date"]
    assert (made.who.startswith("coordinator ("), made.after) == (True, "2026-01-31")


def test_a_conflict_over_dates__decided_on_the_sheet_is_not_said_to_have_moved(issued):
    type_in(issued, **{**COMPLETE, "evidence_given": "Minutes", "completion_date": dt.date(2025, 6, 2)})
    done = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes"}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": done})
    collect(issued, now=LATER)
    [question] = conflicts(issued)
    assert question.field == "completion_date"
    assert not [r for r in decide(issued, question.id, "Use the return").master.resolved if r.message]
    assert now(issued).completion_date == dt.date(2025, 6, 20)


def test_a_doubtful_entry__names_the_one_who_typed_it_once(issued):
    type_in(issued, board_decision="Signed off")
    type_in(issued, **COMPLETE)
    said = {q.field: q.theirs_by for q in conflicts(issued)}
    coordinator = said["board_decision"].partition(" (master.xlsx")[0]
    assert (coordinator[:13], said["board_decision"].count("coordinator")) == ("coordinator (", 1)
    assert said["status"].startswith(f"POLICE, entered by the {coordinator}, from: telephone (master.xlsx")


def test_a_word_chosen_on_a_question_that_is_closed__is_not_called_another_copy(issued):
    type_in(issued, board_decision="Signed off")
    decide(issued, "1-POLICE:board_decision", "Keep the plan")
    [said] = decide(issued, "1-POLICE:board_decision", "Use the return").master.problems
    assert said.code is Code.NOT_WAITING
    assert str(said).endswith(
        "1-POLICE:board_decision does not wait for a decision, so 'Use the return' was not taken."
    )
