"""What is said of a return is true of the round it is said in: forms that come late, rows closed meanwhile, nil returns."""

import datetime as dt

import openpyxl
import pytest

from board_rounds import (
    BACK,
    BACK_AGAIN,
    DONE,
    FIRST,
    JUNE,
    MET,
    SENT_AGAIN,
    SEPTEMBER,
    THIRD,
    board,
    decide,
    read_copy,
    send,
)  # fmt: skip
from copy_seen import column
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email as post
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.messages.one_letter import batch_of
from dhr_xl.commands.publish import publish
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.returns.round import owed_rows, round_facts
from dhr_xl.front.sentences.collect import tell_collect
from dhr_xl.register.snapshot import take_snapshot
from mailed_in import mail
from plan_folder import edit_master, fill, rows_of_master

SENT_BACK = {"board_decision": "More evidence needed", "decided_on": MET.date(), "board_note": "Which page?"}
SIGNED = {"board_decision": "Signed off", "decided_on": MET.date()}
RING = {"entered_for": "POLICE", "entered_from": "Telephone"}


def next_round(folder):
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)


def corrected(folder, agency, answers, now):
    """A copy to put right, filled in and collected."""
    source = folder / "returned" / JUNE.isoformat() / f"{agency} to correct.xlsx"
    fill(source, folder / "inbox" / "corrected.xlsx", answers, saved=now)
    return collect(folder, now=now)


def said(result):
    """The codes of what was said of the one return that came."""
    [came] = result.returns
    return [found.code.name for found in came.problems]


def state_of(folder, agency, now):
    """An agency's state as Today has it."""
    return next(one.state for one in status(folder, now).today.agencies if one.code == agency)


def owed_by(folder, agency, now):
    """The refs that an agency owes in the newest round."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        snapshot = take_snapshot(tx)
    here = round_facts(snapshot, snapshot.current)
    return [action.ref for action in owed_rows(snapshot, here, agency)]


def letter_to(folder, agency, now):
    """The body of the one letter that an agency needs."""
    with open_workspace(folder, now) as workspace:
        with workspace.register.read() as tx:
            snapshot = take_snapshot(tx)
        letters = batch_of(workspace, snapshot, MessageKind.LETTERS).letters
    return next(one.letter.body for one in letters if one.agency == agency)


def returns_of(folder, agency):
    """What the sheet Returns has of an agency, newest round first."""
    return [row for row in rows_of_master(folder, "Returns") if row["Agency"] == agency]


def test_a_day_before_the_boards_next_copy__is_not_said_to_be_marked_in_it(played):
    next_round(played)
    assert "DATE_AFTER_AS_AT" not in said(send(played, JUNE, "NHS", {"5-NHS": DONE | {
        "completion_date": dt.date(2025, 9, 1)}}, BACK_AGAIN))  # fmt: skip
    assert "DATE_AFTER_AS_AT" in said(send(played, JUNE, "POLICE", {"1-POLICE": DONE | {
        "completion_date": dt.date(2025, 10, 5)}}, BACK_AGAIN))  # fmt: skip


def test_a_row_signed_off_meanwhile__is_not_held_for_what_a_copy_to_put_right_was_filled_in_with(played):
    missing = {"status": "Complete", "evidence_given": "Minutes", "completion_date": dt.date(2025, 6, 20)}
    send(played, JUNE, "POLICE", {"1-POLICE": DONE, "4-POLICE": missing}, BACK)
    board(played, {"1-POLICE": SIGNED}, FIRST)
    result = corrected(played, "POLICE", {"4-POLICE": {"outcome": "Seen"}}, MET)
    assert (said(result), result.returns[0].outcome) == ([], "merged")


def test_a_row_signed_off_meanwhile__is_held_where_a_copy_to_put_right_changes_it(played):
    missing = {"status": "Complete", "evidence_given": "Minutes", "completion_date": dt.date(2025, 6, 20)}
    send(played, JUNE, "POLICE", {"1-POLICE": DONE, "4-POLICE": missing}, BACK)
    board(played, {"1-POLICE": SIGNED}, FIRST)
    result = corrected(played, "POLICE", {"1-POLICE": {"progress": "More"}}, MET)
    assert "ROW_CLOSED" in said(result)
    [question] = conflicts(played, MET)
    assert question.ref == "1-POLICE"
    assert question.asked.startswith("POLICE answered an action that was signed off after the workbook went out.")


def test_nothing_to_report__does_not_hide_what_the_board_asked_for(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    board(played, {"1-POLICE": SENT_BACK}, MET)
    next_round(played)
    send(played, SEPTEMBER, "POLICE", {}, BACK_AGAIN, anything_new="No, nothing has changed")
    rows = {row["Agency"]: row["What happened"] for row in read_copy(publish(played, THIRD).file).table("Returns")}
    assert rows["POLICE"] == "Nothing to report; 1 action still owed"


@pytest.mark.parametrize("decision", ["More evidence needed", "Not agreed", "Keep open"])
def test_nothing_to_report__is_no_answer_for_what_the_board_sent_back__all_say(played, decision):
    to_close = {"status": "Propose to close", "reason": "Overtaken", "progress": "Stopped"}
    send(played, JUNE, "POLICE", {"1-POLICE": to_close if decision == "Keep open" else DONE}, BACK)
    board(played, {"1-POLICE": SENT_BACK | {"board_decision": decision}}, MET)
    next_round(played)
    assert "is no answer for a row that the board sent back" in letter_to(played, "POLICE", SENT_AGAIN)
    came = send(played, SEPTEMBER, "POLICE", {}, BACK_AGAIN, anything_new="No, nothing has changed")
    assert said(came) == ["NIL_SENT_BACK"]
    [row] = returns_of(played, "POLICE")[:1]
    assert "no answer for what the board sent back: 1-POLICE" in row["What to look at"]
    assert owed_by(played, "POLICE", BACK_AGAIN) == ["1-POLICE"]
    wanted = "That was taken in for the rows not named below; for these it is no answer."
    assert wanted in letter_to(played, "POLICE", BACK_AGAIN)


def test_nothing_has_changed_beside_answers__stands_for_the_other_rows__all_say(played):
    came = send(played, JUNE, "NHS", {"3-NHS": {"progress": "Begun"}}, BACK, anything_new="No, nothing has changed")
    assert said(came) == ["NIL_WITH_EDITS"]
    assert "for the other rows it counts as 'nothing has changed'" in " ".join(tell_collect(came, dry=False))
    assert owed_by(played, "NHS", BACK) == []
    assert state_of(played, "NHS", BACK) == "Returned"
    copy = read_copy(publish(played, FIRST).file)
    assert {row["Agency"]: row["What happened"] for row in copy.table("Returns")}["NHS"] == "Returned"
    assert "No update" not in {row["Standing"] for row in copy.table("Plan") if row["Ref"].endswith("-NHS")}


def test_nothing_has_changed_beside_an_answer_that_is_held__does_not_answer_that_row(played):
    wrong = {"3-NHS": {"status": "Complete"}}
    send(played, JUNE, "NHS", wrong, BACK, anything_new="No, nothing has changed")
    assert owed_by(played, "NHS", BACK) == ["3-NHS"]


def test_a_question_shown_again__names_who_gave_the_plan_what_it_says_now(played):
    board(played, {"1-POLICE": {"status": "Not started", **RING}}, BACK)
    send(played, JUNE, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff", "progress": "Stopped"}}, FIRST)
    board(played, {"1-POLICE": {"status": "In progress", **RING}}, MET)
    edit_master(played, "Decisions", "id", {"1-POLICE:status": {"decision": "Use the return"}})
    board(played, {"1-POLICE": {"status": "Propose to close", "reason": "Old", **RING}}, MET)
    [question] = conflicts(played, MET)
    assert (question.ours, question.ours_by[:20]) == ("Propose to close", "POLICE, 15 July 2025")


def test_what_was_put_right_since__is_not_to_look_at_any_more(played):
    missing = {"status": "Complete", "evidence_given": "Minutes", "completion_date": dt.date(2025, 6, 20)}
    send(played, JUNE, "POLICE", {"1-POLICE": missing, "4-POLICE": missing}, BACK)
    assert len(returns_of(played, "POLICE")[0]["What to look at"].splitlines()) == 2
    corrected(played, "POLICE", {"1-POLICE": {"outcome": "Seen"}}, FIRST)
    left = "4-POLICE The action is called Complete, but not what changed for people."
    assert returns_of(played, "POLICE")[0]["What to look at"] == left
    board(played, {"4-POLICE": SIGNED}, MET)
    assert returns_of(played, "POLICE")[0]["What to look at"] == ""


def test_a_return_taken_back_and_collected_again__is_listed_once(played):
    send(played, JUNE, "POLICE", {"1-POLICE": {"progress": "On"}}, BACK, remarks="Call us.")
    undo(played, now=FIRST)
    send(played, JUNE, "POLICE", {"1-POLICE": {"progress": "On"}}, BACK, remarks="Call us.")
    [row] = returns_of(played, "POLICE")
    assert (row["File"], row["Anything else they told us"]) == ("POLICE.xlsx", "Call us.")


def test_what_only_the_coordinator_can_decide__is_not_to_correct(played):
    board(played, {"1-POLICE": {"withdrawn": "Yes", "withdrawn_reason": "Covered by 4."}}, BACK)
    send(played, JUNE, "POLICE", {"1-POLICE": {"progress": "On"}, "4-POLICE": {"progress": "On"}}, FIRST)
    assert state_of(played, "POLICE", FIRST) == "Returned"


def test_an_action_reopened_without_a_reason__is_to_correct_though_it_is_asked_about_as_well(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE, "4-POLICE": {"progress": "On"}}, BACK)
    next_round(played)
    reopened = {"status": "In progress", "progress": "Again"}
    send(played, SEPTEMBER, "POLICE", {"1-POLICE": reopened, "4-POLICE": {"progress": "Half"}}, BACK_AGAIN)
    assert state_of(played, "POLICE", BACK_AGAIN) == "To correct"
    decide(played, "1-POLICE", THIRD, take="ours")
    assert state_of(played, "POLICE", THIRD) == "Returned"


def test_a_reply_in_words__is_not_told_as_a_row_held(played):
    edit_master(played, "Agencies", "code", {"POLICE": {"email": "ppu@police.example", "role": "To"}})
    collect(played, now=BACK)
    mail(played, words="1-POLICE: we have met twice.")
    assert next(tell_collect(collect(played, now=FIRST), dry=False)) == "mail.eml: POLICE, a reply in words"


@pytest.mark.parametrize("decision", ["More evidence needed", "Keep open"])
@pytest.mark.parametrize("anything_new", [None, "No, nothing has changed"])
def test_last_answers_that_stand_filled_in__are_no_answer_for_what_the_board_sent_back(played, decision, anything_new):
    to_close = {"status": "Propose to close", "reason": "Overtaken", "progress": "Stopped"}
    wrong = {"status": "Nearly done!", "progress": "Begun"}
    first = to_close if decision == "Keep open" else DONE
    send(played, JUNE, "POLICE", {"1-POLICE": first, "4-POLICE": wrong}, BACK)
    edit_master(played, "Agencies", "code", {"POLICE": {"email": "ppu@police.example", "role": "To"}})
    board(played, {"1-POLICE": SENT_BACK | {"board_decision": decision}}, MET)
    post(played, "corrections", now=MET)
    source = played / "returned" / JUNE.isoformat() / "POLICE to correct.xlsx"
    more = {"anything_new": anything_new} if anything_new else {}
    fill(source, played / "inbox" / "corrected.xlsx", {}, saved=SENT_AGAIN, **more)
    came = collect(played, now=SENT_AGAIN)
    assert ("NIL_SENT_BACK" if anything_new else "UNCHANGED_SENT_BACK") in said(came)
    assert "1-POLICE" in owed_by(played, "POLICE", SENT_AGAIN)
    assert "what the board sent back: 1-POLICE" in returns_of(played, "POLICE")[0]["What to look at"]
    next_round(played)
    form = played / "issued" / SEPTEMBER.isoformat() / "POLICE.xlsx"
    needed = column(openpyxl.load_workbook(form, data_only=True), "needed")
    assert needed["1-POLICE"] == ("Update" if decision == "Keep open" else "Evidence")
    answer = {"evidence_given": "Page 4"} if decision == "More evidence needed" else {"progress": "Begun again"}
    send(played, SEPTEMBER, "POLICE", {"1-POLICE": answer, "4-POLICE": {"progress": "Met"}}, BACK_AGAIN)
    assert owed_by(played, "POLICE", BACK_AGAIN) == []


def test_a_form_that_is_sent_again__is_no_answer_for_what_the_board_sent_back(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    board(played, {"1-POLICE": SENT_BACK}, MET)
    assert said(send(played, JUNE, "POLICE", {"1-POLICE": DONE}, SENT_AGAIN)) == ["UNCHANGED_SENT_BACK"]
    assert "1-POLICE" in owed_by(played, "POLICE", SENT_AGAIN)
    send(played, JUNE, "POLICE", {"1-POLICE": {**DONE, "evidence_given": "Page 4"}}, BACK_AGAIN)
    assert "1-POLICE" not in owed_by(played, "POLICE", BACK_AGAIN)


def test_nothing_has_changed_after_a_form_that_came_back_empty__is_an_answer(played):
    def happened(came):
        return came.returns[0].outcome, came.returns[0].message, returns_of(played, "MARAC")[0]["What happened"]

    empty = "It is as it was sent: nothing was filled in."
    assert happened(send(played, JUNE, "MARAC", {}, BACK)) == ("no_change", empty, "No change")
    assert happened(send(played, JUNE, "MARAC", {}, MET)) == ("no_change", empty, "No change")
    nil = {"anything_new": "No, nothing has changed"}
    assert happened(send(played, JUNE, "MARAC", {}, SENT_AGAIN, **nil)) == (
        "nothing_to_report",
        "",
        "Nothing to report",
    )
    assert owed_by(played, "MARAC", SENT_AGAIN) == []
    again = happened(send(played, JUNE, "MARAC", {}, BACK_AGAIN, **nil))
    assert again == ("no_change", "These answers had all been taken in before.", "No change")
