"""A row with new words is one answer, an agency answers only for itself, errors hold, and decisions stay made."""

import datetime as dt

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.core.plan.cells import status_text
from plan_folder import DAY, edit_master, fill, form, saved_at

LATER = DAY + dt.timedelta(days=8)
DONE = {"status": "Complete", "evidence_given": "Rota", "completion_date": dt.date(2025, 6, 20), "outcome": "Seen"}


def send(folder, agency, answers, name="return.xlsx", **singles):
    return fill(form(folder, agency), folder / "inbox" / name, answers, **singles)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def without_column(path, key):
    """Delete a column of a return, as someone does who thinks it is not needed."""
    book = openpyxl.load_workbook(path)
    name = book.defined_names.pop(f"dhr_col_{key}")
    letters = name.attr_text.split("!")[1].split("$")[1]
    sheet = book["Return"]
    for row in range(1, sheet.max_row + 1):
        sheet[f"{letters}{row}"] = None
    book.save(path)
    path.write_bytes(saved_at(path.read_bytes(), dt.datetime(2025, 7, 5, 12, 0)))


@pytest.mark.parametrize("order", [("POLICE", "NHS"), ("NHS", "POLICE")])
def test_a_helper_calls_a_shared_action_complete_and_the_lead_does_not__an_answer_each_and_one_question(issued, order):
    said = {"NHS": DONE, "POLICE": {"status": "In progress", "progress": "Still outstanding"}}
    for agency in order:
        send(issued, agency, {"2-POLICE": said[agency]}, f"{agency}.xlsx")
        collect(issued, now=LATER)
    [waiting] = conflicts(issued)
    assert (waiting.id, waiting.kind) == ("2-POLICE:status", "agencies")
    assert (waiting.ours, waiting.theirs) == ("In progress", "Complete")
    assert "POLICE says 'In progress', NHS says 'Complete'" in waiting.asked
    action = now(issued, "2-POLICE")
    assert [(a.agency, a.status) for a in action.answers] == [("POLICE", "in_progress"), ("NHS", "complete")]
    assert (action.status, status_text(action)) == ("in_progress", "POLICE: In progress. NHS: Complete")
    done = resolve(issued, ["2-POLICE:status"], take="theirs", now=LATER)
    assert (done.resolved[0].state, done.waiting) == ("decided", ())
    assert (now(issued, "2-POLICE").status, now(issued, "2-POLICE").evidence_given) == ("complete", "Rota")
    assert now(issued, "2-POLICE").answer_of("POLICE").status == "in_progress"


def test_a_shared_action__the_question_closes_itself_and_a_decision_ends_with_a_new_answer(issued):
    send(issued, "NHS", {"2-POLICE": DONE}, "nhs.xlsx")
    send(issued, "POLICE", {"2-POLICE": {"status": "In progress", "progress": "Not yet"}}, "a.xlsx")
    collect(issued, now=LATER)
    resolve(issued, ["2-POLICE:status"], value="nhs", now=LATER)
    assert now(issued, "2-POLICE").status == "complete"
    later = {"saved": dt.datetime(2025, 7, 6)}
    send(
        issued,
        "POLICE",
        {"2-POLICE": {"status": "Paused", "progress": "Not yet", "reason": "Staff"}},
        "b.xlsx",
        **later,
    )
    collect(issued, now=LATER)
    assert now(issued, "2-POLICE").status == "paused"
    assert [q.id for q in conflicts(issued)] == ["2-POLICE:status#2"]
    said = {**DONE, "progress": "Not yet", "evidence_given": "Ours"}
    send(issued, "POLICE", {"2-POLICE": said}, "c.xlsx", saved=dt.datetime(2025, 7, 7))
    collect(issued, now=LATER)
    assert conflicts(issued) == ()
    assert now(issued, "2-POLICE").status == "complete"


def test_two_agencies_of_a_shared_action__neither_done_is_no_contradiction(issued):
    send(issued, "POLICE", {"2-POLICE": {"status": "In progress", "progress": "We met"}})
    collect(issued, now=LATER)
    send(issued, "NHS", {"2-POLICE": {"status": "Paused", "reason": "No staff", "progress": "We did not"}})
    [result] = collect(issued, now=LATER).returns
    assert (result.conflicts, conflicts(issued)) == ((), ())
    assert now(issued, "2-POLICE").progress == "POLICE: We met\nNHS: We did not"
    assert now(issued, "2-POLICE").status == "in_progress"


def test_new_words_beside_a_status_left_as_issued__contradict_what_came_by_telephone(issued):
    by_telephone = {"entered_for": "POLICE", "entered_from": "Telephone", **DONE}
    edit_master(issued, "Actions", "ref", {"1-POLICE": by_telephone})
    collect(issued, now=LATER)
    send(issued, "POLICE", {"1-POLICE": {"progress": "The paper is still outstanding"}})
    collect(issued, now=LATER)
    [waiting] = conflicts(issued)
    assert (waiting.ref, waiting.field, waiting.ours, waiting.theirs) == (
        "1-POLICE",
        "status",
        "Complete",
        "Not started",
    )
    assert now(issued, "1-POLICE").status == "complete"


def test_a_helpers_answer_by_telephone__is_held_against_its_own_and_not_the_leads(issued):
    send(issued, "POLICE", {"2-POLICE": {"status": "In progress", "progress": "We met"}})
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"entered_for": "NHS", "entered_from": "Telephone", **DONE}})
    collect(issued, now=LATER)
    action = now(issued, "2-POLICE")
    assert [(a.agency, a.status) for a in action.answers] == [("POLICE", "in_progress"), ("NHS", "complete")]
    assert [q.kind for q in conflicts(issued)] == ["agencies"]
    send(issued, "NHS", {"2-POLICE": {"progress": "Not quite"}})
    collect(issued, now=LATER)
    assert sorted(q.kind for q in conflicts(issued)) == ["agencies"]
    assert now(issued, "2-POLICE").answer_of("NHS").progress == "Not quite"


def test_reopened__the_date_and_the_outcome_of_the_answer_are_set_aside(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"entered_for": "POLICE", "entered_from": "Meeting", **DONE}})
    collect(issued, now=LATER)
    back = {"status": "In progress", "reason": "Audit", "entered_for": "POLICE", "entered_from": "Meeting"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": back})
    collect(issued, now=LATER)
    for question in conflicts(issued):
        resolve(issued, [question.id], take="theirs", now=LATER)
    action = now(issued, "1-POLICE")
    assert (action.status, action.completion_date, action.outcome) == ("in_progress", None, "")
    assert any(change.before == "2025-06-20" and change.after == "" for change in history(issued, "1-POLICE"))


@pytest.mark.parametrize("column", ["evidence_given", "reason"])
def test_an_error_about_a_column_that_is_gone__holds_the_row_all_the_same(issued, column):
    said = {"evidence_given": {"status": "Complete"}, "reason": {"status": "Paused"}}[column]
    path = send(issued, "POLICE", {"1-POLICE": {**said, "progress": "Done"}})
    without_column(path, column)
    [result] = collect(issued, now=LATER).returns
    assert "error" in {problem.severity for problem in result.problems}
    assert now(issued, "1-POLICE").status == "not_started"
    assert [(q.ref, q.outcome) for q in conflicts(issued)] == [("1-POLICE", "held")]


def test_complete_in_a_second_teams_copy__does_not_stand_on_evidence_that_is_held(issued):
    send(
        issued, "POLICE", {"1-POLICE": {"evidence_given": "#REF!", "progress": "North"}}, "a.xlsx", completed_by="North"
    )
    collect(issued, now=LATER)
    said = {"status": "Complete", "progress": "South"}
    send(issued, "POLICE", {"1-POLICE": said}, "b.xlsx", completed_by="South", saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").status == "not_started"


@pytest.mark.parametrize(("take", "left"), [("ours", "paused"), ("base", "not_started"), ("value", "propose_to_close")])
def test_a_decision_stays_decided__when_a_later_save_leaves_that_cell_untouched(issued, take, left):
    paused = {"status": "Paused", "reason": "Staff", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": paused})
    collect(issued, now=LATER)
    said = {"1-POLICE": {"status": "In progress", "progress": "We met"}}
    send(issued, "POLICE", said, "a.xlsx")
    collect(issued, now=LATER)
    resolve(issued, ["1-POLICE:status"], take=None if take == "value" else take,
            value="Propose to close" if take == "value" else None, now=LATER)  # fmt: skip
    assert now(issued, "1-POLICE").status == left
    more = {**said, "2-POLICE": {"progress": "Another row"}}
    send(issued, "POLICE", more, "b.xlsx", saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    assert (now(issued, "1-POLICE").status, conflicts(issued)) == (left, ())
    assert now(issued, "2-POLICE").progress == "Another row"


def test_what_waits_along_with_a_question__is_shown_again_where_the_plan_has_moved(issued):
    paused = {"status": "Paused", "reason": "Staff", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": paused})
    collect(issued, now=LATER)
    send(issued, "POLICE", {"1-POLICE": {"status": "In progress", "evidence_given": "Log"}})
    collect(issued, now=LATER)
    typed = {"evidence_given": "Minutes of May", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": typed})
    collect(issued, now=LATER)
    done = resolve(issued, ["1-POLICE:status"], take="theirs", now=LATER)
    assert (done.resolved[0].state, "Minutes of May" in done.resolved[0].message) == ("open", True)
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").evidence_given) == ("paused", "Minutes of May")
    resolve(issued, ["1-POLICE:status"], take="theirs", now=LATER)
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").evidence_given) == ("in_progress", "Log")


def test_more_answers_on_a_row_that_was_decided__are_asked_about_if_they_are_held(issued):
    send(issued, "POLICE", {"1-POLICE": {"status": "Paused"}}, "a.xlsx")
    collect(issued, now=LATER)
    [waiting] = conflicts(issued)
    resolve(issued, [waiting.id], take="ours", now=LATER)
    said = {"1-POLICE": {"status": "Paused", "evidence_given": "Log", "outcome": "Fewer waits"}}
    send(issued, "POLICE", said, "b.xlsx", saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    action = now(issued, "1-POLICE")
    held = [q for q in conflicts(issued) if q.ref == "1-POLICE"]
    assert (action.evidence_given, action.outcome) == ("Log", "Fewer waits") or held


def test_two_teams_that_chose_the_same_status__are_not_one_copy(issued):
    one = {"1-POLICE": {"status": "In progress", "progress": "North"}}
    other = {"1-POLICE": {"status": "In progress"}, "2-POLICE": {"status": "In progress", "progress": "South"}}
    send(issued, "POLICE", one, "north.xlsx", completed_by="North")
    send(issued, "POLICE", other, "south.xlsx", completed_by="South", saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    assert (now(issued, "1-POLICE").progress, now(issued, "2-POLICE").progress) == ("North", "South")
    assert conflicts(issued) == ()


def test_the_same_answers_saved_again__are_no_change_and_one_question_says_what_the_plan_says_now(issued):
    by_telephone = {"entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"progress": "We met", **by_telephone}})
    collect(issued, now=LATER)
    send(issued, "POLICE", {"1-POLICE": {"progress": "Done"}}, "a.xlsx")
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"progress": "No use", **by_telephone}})
    collect(issued, now=LATER)
    send(issued, "POLICE", {"1-POLICE": {"progress": "Done"}}, "b.xlsx", saved=dt.datetime(2025, 7, 6))
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "no_change"
    assert [(q.id, q.ours, q.theirs) for q in conflicts(issued)] == [("1-POLICE:progress", "No use", "Done")]


def test_the_board_asks_an_agency_that_got_no_workbook__its_row_is_owed_and_the_next_step_is_to_write_one(issued):
    send(issued, "NHS", {"2-POLICE": DONE, "3-NHS": DONE}, "nhs.xlsx")
    send(issued, "POLICE", {"2-POLICE": {**DONE, "progress": "Done"}}, "police.xlsx")
    collect(issued, now=LATER)
    later = LATER + dt.timedelta(days=90)
    written = issue(issued, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=later)
    assert written.nothing_to_send == ("NHS",)
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_decision": "More evidence needed", "board_note": "Which?"}})
    collect(issued, now=later)
    today = status(issued, later).today
    assert {line.code: (line.state, line.owed) for line in today.agencies}["NHS"] == ("Not sent", 1)
    assert "dhr-xl issue --as-at 2025-09-30" in today.do_next
    assert [one.agency for one in issue(issued, dt.date(2025, 9, 30), now=later).issued] == ["NHS"]


def test_the_board_signs_a_contradicted_action_off__nobody_is_asked_which_answer_stands_any_more(issued):
    send(issued, "NHS", {"2-POLICE": DONE}, "nhs.xlsx")
    send(issued, "POLICE", {"2-POLICE": {"status": "In progress", "progress": "Not yet"}}, "a.xlsx")
    collect(issued, now=LATER)
    assert [q.kind for q in conflicts(issued)] == ["agencies"]
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"board_decision": "Signed off"}})
    collect(issued, now=LATER)
    assert conflicts(issued) == ()
