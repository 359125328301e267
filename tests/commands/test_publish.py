"""publish: what a copy is compared with, the reason for each change, and that no copy is ever overwritten."""

import datetime as dt
import email.policy
import shutil
from email.parser import BytesParser

import openpyxl
import pytest

from board_rounds import DONE, SENT_AGAIN, SEPTEMBER, board, decide, read_copy, send
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email as post
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.errors import Stop
from dhr_xl.front.cli.show.status import show_status
from late_master import master_of
from plan_folder import AS_AT, DAY, DUE, edit_master, fill, form

LATER, STILL_LATER = DAY + dt.timedelta(days=8), DAY + dt.timedelta(days=9)
WHY = "What happened, who did it and why"


def changed(result):
    """ref -> (from, to, why) of a copy's sheet What changed."""
    return {row["Ref"]: (row["From"], row["To"], row[WHY]) for row in read_copy(result.file).table("Changed")}


def why_after(folder, changes, now=STILL_LATER):
    """What the next copy says about 1-POLICE after these edits by the coordinator."""
    board(folder, {"1-POLICE": changes}, now)
    return changed(publish(folder, now)).get("1-POLICE", ("", "", ""))[2]


def test_publish__a_copy_is_never_written_over(issued):
    first = publish(issued, LATER)
    kept = first.file.read_bytes()
    board(issued, {"1-POLICE": {"board_decision": "Superseded"}}, LATER)
    second = publish(issued, LATER)
    assert (first.file.read_bytes(), second.file.name) == (kept, f"{first.file.stem} (2).xlsx")
    assert "issued 2025-07-09" in first.file.name


def test_publish__again_with_nothing_changed_says_so_and_writes_nothing(issued):
    first, again = publish(issued, LATER), publish(issued, LATER)
    assert (again.file, again.same, first.same) == (first.file, True, False)
    assert len(list((issued / "published").rglob("*.xlsx"))) == 1
    assert again.since == first.since


def test_publish__a_copy_that_cannot_be_recorded_leaves_no_file(issued, monkeypatch):
    monkeypatch.setattr("dhr_xl.register.transaction.Tx.add_publication", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(issued, LATER)
    assert list((issued / "published").rglob("*.xlsx")) == []


def test_what_changed__is_since_the_last_copy_not_since_the_round_was_opened(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, LATER)
    publish(issued, LATER)
    board(issued, {"1-POLICE": {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 20)}}, LATER)
    issue(issued, SEPTEMBER, now=SENT_AGAIN)
    result = publish(issued, SENT_AGAIN)
    assert changed(result)["1-POLICE"] == (
        "Complete awaiting sign-off", "Signed off", "Signed off by the board on 20 July 2025.",
    )  # fmt: skip
    today = {word: (count, change) for word, count, change in status(issued, SENT_AGAIN).today.brag}
    assert today["Signed off"] == (1, 0)
    assert changed(publish(issued, SENT_AGAIN + dt.timedelta(days=1))) == {}


def test_what_changed__two_things_in_one_second_are_told_apart(issued):
    publish(issued, LATER)
    board(issued, {"1-POLICE": {"board_decision": "Superseded"}}, LATER)
    assert list(changed(publish(issued, LATER))) == ["1-POLICE"]


def test_first_copy__says_that_there_is_nothing_to_compare_it_with(issued):
    assert {change for _, _, change in status(issued, LATER).today.brag} == {None}
    result = publish(issued, LATER)
    assert "first copy" in result.since
    assert {row["As the board last saw it"] for row in read_copy(result.file).table("Status_words")} == {"–"}


def test_what_changed__a_note_the_board_has_seen_is_not_said_of_its_next_decision(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, LATER)
    board(issued, {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "Which page?"}}, LATER)
    assert publish(issued, LATER).since
    signed_off = {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 10)}
    assert why_after(issued, signed_off) == "Signed off by the board on 10 July 2025."


def test_copies_published_before_the_register_kept_them__are_not_compared_with(issued):
    old = issued / "published" / "2025-06-30" / "DHR-07 consolidated as at 2025-06-30.xlsx"
    old.parent.mkdir(parents=True)
    shutil.copy(form(issued, "POLICE"), old)
    assert "before the register kept them" in publish(issued, LATER).since
    assert "issued 9 July 2025" in publish(issued, STILL_LATER).since


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"board_decision": "Closed – not accepted", "decided_on": dt.date(2025, 7, 8), "board_note": "Not ours"},
            "Closed by the board as not accepted on 8 July 2025: Not ours.",
        ),
        (
            {"board_decision": "Superseded", "decided_on": dt.date(2025, 7, 9)},
            "Superseded by decision of the board on 9 July 2025.",
        ),
        (
            {"withdrawn": "Yes", "withdrawn_reason": "Twice in the plan"},
            "Withdrawn by the coordinator: Twice in the plan.",
        ),
        ({"agency": "NHS"}, "Moved from POLICE to NHS by the coordinator."),
        ({"supporting": "NHS"}, "Shared with NHS too, by the coordinator."),
        (
            {"agreed_target_date": dt.date(2026, 1, 31)},
            "Slipped once, to 31 January 2026 (from 31 May 2025), agreed by the coordinator.",
        ),
        (
            {"agreed_target_date": dt.date(2025, 4, 30)},
            "Target date brought forward to 30 April 2025 (from 31 May 2025), agreed by the coordinator.",
        ),
        (
            {"status": "Paused", "reason": "Staff left", "entered_for": "POLICE", "entered_from": "Telephone"},
            "POLICE now says Paused (entered by the coordinator, from: telephone). Reason: Staff left.",
        ),
        (
            {"status": "Propose to close", "reason": "Done elsewhere", "entered_for": "POLICE", "entered_from": "E-mail"},
            "POLICE proposes to close it (entered by the coordinator, from: e-mail). Reason: Done elsewhere.",
        ),
    ],
)  # fmt: skip
def test_what_changed__says_what_happened_and_who_did_it(issued, typed, said):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"progress": "On", "status": "In progress"}}, LATER)
    publish(issued, LATER)
    assert why_after(issued, typed).startswith(said.rstrip("."))


def test_what_changed__more_evidence_is_asked_for_and_then_given(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, LATER)
    publish(issued, LATER)
    sent_back = {"board_decision": "More evidence needed", "board_note": "Send the audit", "decided_on": LATER.date()}
    said = why_after(issued, sent_back)
    assert said.startswith("More evidence asked for by the board on 9 July 2025: Send the audit")
    given = {"evidence_given": "The audit", "entered_for": "POLICE", "entered_from": "E-mail"}
    assert "New evidence from POLICE" in why_after(issued, given, STILL_LATER + dt.timedelta(days=1))


def test_what_changed__what_undo_took_back_is_not_credited_to_the_agency(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, LATER)
    publish(issued, LATER)
    undo(issued, now=STILL_LATER)
    _, _, why = changed(publish(issued, STILL_LATER))["1-POLICE"]
    assert why.startswith("POLICE's answer 'Complete' was taken back by the coordinator, to 'Not started'")


def test_what_changed__words_of_the_plan_corrected_as_an_agency_proposed(issued):
    publish(issued, LATER)
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"action": "Do it properly", "progress": "On"}}, LATER)
    decide(issued, "1-POLICE", STILL_LATER, take="theirs")
    _, _, why = changed(publish(issued, STILL_LATER))["1-POLICE"]
    assert why == "The action's words were put right by the coordinator, as POLICE proposed."


def test_what_changed__a_new_action_and_one_put_back(issued):
    board(issued, {"1-POLICE": {"withdrawn": "Yes", "withdrawn_reason": "Slip"}}, LATER)
    publish(issued, LATER)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"withdrawn": None, "withdrawn_reason": None}})
    edit_master(issued, "Actions", "ref", {None: {"number": "1", "agency": "NHS", "action": "Do more"}})
    collect(issued, now=STILL_LATER)
    rows = changed(publish(issued, STILL_LATER))
    assert rows["1-NHS"] == ("Not in the plan", "No update", "Added to the plan by the coordinator.")
    assert rows["1-POLICE"][2].startswith("Put back into the plan by the coordinator")


def test_a_shared_action__completed_by_the_helper_is_said_of_the_helper(issued):
    publish(issued, LATER)
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE, "3-NHS": {"status": "In progress", "progress": "On"}}, LATER)
    result = publish(issued, STILL_LATER)
    assert changed(result)["2-POLICE"][2].startswith("Called Complete by NHS, done on 20 June 2025")
    row = next(row for row in read_copy(result.file).table("Plan") if row["Ref"] == "2-POLICE")
    assert row["Progress"].startswith("POLICE: Not started. NHS: Complete")
    assert (row["Standing"], "Completed: NHS: 20 June 2025" in row["Evidence and outcome"]) == ("Overdue", True)
    decide(issued, "2-POLICE", STILL_LATER, take="theirs")
    said = changed(publish(issued, STILL_LATER))["2-POLICE"]
    assert said[1:] == (
        "Complete awaiting sign-off", "The coordinator decided that the answer of NHS stands for the whole action.",
    )  # fmt: skip


def test_whose_answer_stands__ended_by_a_new_answer_is_not_called_a_decision(issued):
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE, "3-NHS": {"status": "In progress", "progress": "On"}}, LATER)
    decide(issued, "2-POLICE", LATER, take="theirs")
    publish(issued, LATER)
    send(issued, AS_AT, "POLICE", {"2-POLICE": DONE}, STILL_LATER)
    _, _, why = changed(publish(issued, STILL_LATER))["2-POLICE"]
    assert why == (
        "Called Complete by POLICE, done on 20 June 2025. "
        "The answer of NHS stands for the whole action no longer."
    )  # fmt: skip


def test_whose_answer_stands__decided_for_the_lead_after_another_is_a_decision_and_taken_back_is_said_so(issued):
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE}, LATER)
    decide(issued, "2-POLICE", LATER, take="theirs")
    publish(issued, LATER)
    undo(issued, now=STILL_LATER)
    _, _, why = changed(publish(issued, STILL_LATER))["2-POLICE"]
    assert why == "The answer of NHS stands for the whole action no longer: the coordinator took that back."


def test_what_changed__a_second_slip_says_how_many_there_were(issued):
    publish(issued, LATER)
    assert why_after(issued, {"agreed_target_date": dt.date(2026, 1, 31)}).startswith("Slipped once, to")
    assert why_after(issued, {"agreed_target_date": dt.date(2026, 3, 31)}, STILL_LATER + dt.timedelta(days=1)) == (
        "Slipped once more (twice in all), to 31 March 2026 (from 31 January 2026), agreed by the coordinator."
    )


def test_what_changed__a_reason_in_the_coordinators_words_is_not_the_agencys(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "Paused", "progress": "No staff"}}, LATER)
    publish(issued, LATER)
    decide(issued, "1-POLICE", STILL_LATER, value="Two posts are vacant")
    _, _, why = changed(publish(issued, STILL_LATER))["1-POLICE"]
    assert why == "POLICE now says Paused. Reason, as worded by the coordinator: Two posts are vacant."


def test_what_changed__a_note_that_asks_something_keeps_its_question_mark_alone(issued):
    board(issued, {"1-POLICE": {**DONE, "entered_for": "POLICE", "entered_from": "Telephone"}}, LATER)
    publish(issued, LATER)
    board(issued, {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "Which page?"}}, STILL_LATER)
    _, _, why = changed(publish(issued, STILL_LATER))["1-POLICE"]
    assert why.startswith("More evidence asked for by the board on 10 July 2025: Which page?")
    assert "?." not in why


def test_something_is_being_checked__is_said_only_while_something_is(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "Paused", "progress": "No staff"}}, LATER)

    def said():
        rows = read_copy(publish(issued, STILL_LATER).file).table("Returns")
        return next(row["What happened"] for row in rows if row["Agency"] == "POLICE")

    assert said().startswith("Returned; something is being checked")
    decide(issued, "1-POLICE", STILL_LATER, value="Two posts are vacant")
    assert conflicts(issued) == ()
    assert said() == "Returned; 1 action still owed"


def test_a_held_answer__is_no_update(issued):
    board(issued, {"1-POLICE": {"target_date": dt.date(2027, 1, 31)}}, LATER)

    def standing():
        rows = read_copy(publish(issued, STILL_LATER).file).table("Plan")
        return next(row["Standing"] for row in rows if row["Ref"] == "1-POLICE")

    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "Paused"}}, LATER)
    assert [q.outcome for q in conflicts(issued)] == ["held"]
    assert standing() == "No update"
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"progress": "We met"}}, STILL_LATER)
    assert standing() == "On track"


def test_a_nil_return__says_nothing_of_an_action_that_came_to_its_agency_since_and_holds_beside_a_telephone_call(
    issued,
):
    send(issued, AS_AT, "NHS", {}, LATER, anything_new="No, nothing has changed")
    later = {"agency": "NHS", "agreed_target_date": dt.date(2026, 1, 31)}
    by_telephone = {"progress": "On", "entered_for": "NHS", "entered_from": "Telephone"}
    board(issued, {"1-POLICE": later, "2-POLICE": by_telephone}, LATER)
    copy = read_copy(publish(issued, LATER).file)
    stand = {row["Ref"]: row["Standing"] for row in copy.table("Plan")}
    assert stand["1-POLICE"] == "No update"
    assert {r["Agency"]: r["What happened"] for r in copy.table("Returns")}["NHS"] == "Nothing to report"


def test_a_date_asked_for__says_who_asks_for_it_and_is_no_check(issued):
    asked = {"proposed_target_date": dt.date(2025, 12, 31), "reason": "Staff left.", "progress": "Slow"}
    send(issued, AS_AT, "POLICE", {"1-POLICE": asked, "2-POLICE": {"progress": "On"}}, LATER)
    copy = read_copy(publish(issued, LATER).file)
    [row] = copy.table("For_decision")
    assert row["Decision asked"] == (
        "Agree the new target date 31 December 2025 instead of 31 May 2025, as POLICE asks. Their reason: Staff left"
    )
    assert [r["What happened"] for r in copy.table("Returns")] == ["Returned", "No return"]


def test_email__brings_the_numbers_of_the_copy_it_brings(issued):
    board_row = {"code": "BOARD", "agency_name": "The board", "job_title": "Chair", "email": "chair@board.example"}
    edit_master(issued, "Agencies", "code", {None: {**board_row, "role": "To"}})
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, LATER)
    copy = publish(issued, LATER)
    board(issued, {"1-POLICE": {"board_decision": "Signed off"}}, STILL_LATER)
    post(issued, "consolidated", now=STILL_LATER)
    draft = (issued / "outbox" / "consolidated BOARD.eml").read_bytes()
    body = BytesParser(policy=email.policy.default).parsebytes(draft).get_body().get_content()
    assert all(sentence in " ".join(body.split()) for sentence in copy.in_short)
    assert "1 action waits for the board's decision" in " ".join(body.split())
    copy.file.write_bytes(b"another")
    with pytest.raises(Stop, match="changed since it was published"):
        post(issued, "consolidated", now=STILL_LATER)


def test_history__names_whose_answer_the_coordinator_recorded(issued):
    send(issued, AS_AT, "NHS", {"2-POLICE": {"status": "Paused", "progress": "No staff"}}, LATER)
    decide(issued, "2-POLICE", LATER, value="Posts are vacant")
    rows = [change for change in history(issued, "2-POLICE") if change.key.field == "reason"]
    assert [(change.key.agency, change.after) for change in rows] == [("NHS", "Posts are vacant")]
    shown = openpyxl.load_workbook(master_of(issued))["Changes"]
    assert any(cell.value and str(cell.value).endswith("(NHS)") for row in shown.iter_rows() for cell in row)


def test_in_short__an_agency_that_owes_nothing_is_not_named_as_silent(folder):
    issue(folder, AS_AT, due=DUE, now=DAY)
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    late = fill(form(folder, "NHS"), folder / "inbox" / "late.xlsx", {"2-POLICE": DONE, "3-NHS": DONE})
    assert late.exists()
    collect(folder, now=SENT_AGAIN)
    assert publish(folder, SENT_AGAIN).in_short[2] == "No return of this round has come from Northmoor Police."


def test_a_completion_after_the_as_at_date__is_marked_in_the_boards_copy(issued):
    done = {**DONE, "completion_date": dt.date(2025, 7, 3)}
    send(issued, AS_AT, "POLICE", {"1-POLICE": done, "2-POLICE": done}, LATER)
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE}, LATER)
    said = {row["Ref"]: row["Evidence and outcome"] for row in read_copy(publish(issued, LATER).file).table("Plan")}
    assert said["1-POLICE"].endswith("Completed: 3 July 2025 (after the as-at date)")
    assert said["2-POLICE"].endswith("Completed: POLICE: 3 July 2025 (after the as-at date)\nNHS: 20 June 2025")


def test_status__a_standing_that_no_action_has_any_more_still_says_that_it_went_down(issued, capsys):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "Propose to close", "reason": "No use"}}, LATER)
    publish(issued, LATER)
    board(issued, {"1-POLICE": {"board_decision": "Superseded"}}, STILL_LATER)
    show_status(status(issued, STILL_LATER), as_json=False)
    [row] = [line for line in capsys.readouterr().out.splitlines() if "Propose to close" in line]
    assert row.rsplit(maxsplit=2) == ["Propose to close", "0", "-1"]


def test_overdue__an_action_the_board_sent_back_is_said_to_be_called_complete_and_sent_back(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": DONE, "2-POLICE": {"progress": "On"}}, LATER)
    board(issued, {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "Which page?"}}, STILL_LATER)
    copy = read_copy(publish(issued, STILL_LATER).file)
    said = {row["Ref"]: row["Agency says"] for row in copy.table("Overdue")}
    assert said["1-POLICE"] == "Complete; the board asked for more evidence"
    assert said["2-POLICE"] == "POLICE: Not started"


def test_in_short__names_of_this_round_who_owes_and_sent_nothing_and_who_sent_an_earlier_form(folder):
    issue(folder, AS_AT, due=DUE, now=DAY)
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    fill(form(folder, "POLICE"), folder / "inbox" / "late.xlsx", {"1-POLICE": {"progress": "On"}})
    collect(folder, now=SENT_AGAIN)
    copy = publish(folder, SENT_AGAIN)
    assert copy.in_short[2] == (
        "No return of this round has come from Hospitals Trust and Northmoor Police. "
        "A form of an earlier round came meanwhile from Northmoor Police (1 October 2025)."
    )
    assert {row["Agency"]: row["What happened"] for row in read_copy(copy.file).table("Returns")} == {
        "NHS": "No return",
        "POLICE": "No return of this round; an earlier round's form came on 1 October 2025",
    }


def test_in_short__where_nothing_is_owed_any_more_nobody_is_named(folder):
    issue(folder, AS_AT, due=DUE, now=DAY)
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    fill(form(folder, "NHS"), folder / "inbox" / "late.xlsx", {"2-POLICE": DONE, "3-NHS": DONE})
    collect(folder, now=SENT_AGAIN)
    board(folder, {ref: {"board_decision": "Superseded"} for ref in ("1-POLICE", "2-POLICE")}, SENT_AGAIN)
    copy = publish(folder, SENT_AGAIN)
    assert copy.in_short[2] == "No answer is owed."
    outcomes = {row["Agency"]: row["What happened"] for row in read_copy(copy.file).table("Returns")}
    assert outcomes["POLICE"] == "No return; nothing is owed"


def test_done_after_the_as_at_date__is_marked_wherever_the_day_is_shown(issued):
    publish(issued, LATER)
    done = {**DONE, "completion_date": dt.date(2025, 7, 3)}
    send(issued, AS_AT, "POLICE", {"1-POLICE": done, "2-POLICE": done}, LATER)
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE, "3-NHS": DONE}, LATER)
    result = publish(issued, STILL_LATER)
    copy = read_copy(result.file)
    asked = {
        "1-POLICE": "Sign off, or ask for more evidence. Completed 3 July 2025, after the as-at date",
        "2-POLICE": "Sign off, or ask for more evidence. POLICE: completed 3 July 2025, after the as-at date",
        "3-NHS": "Sign off, or ask for more evidence",
    }
    for table in ("For_decision",):
        assert {row["Ref"]: row["Decision asked"] for row in copy.table(table)} == asked
    assert changed(result)["1-POLICE"][2] == "Called Complete by POLICE, done on 3 July 2025, after the as-at date."
    assert changed(result)["3-NHS"][2] == "Called Complete by NHS, done on 20 June 2025."
    sheet = openpyxl.load_workbook(master_of(issued))["Actions"]
    marked = [row[0].value for row in sheet.iter_rows() if any("after the as-at date" in str(c.value) for c in row)]
    assert marked == ["1-POLICE", "2-POLICE"]


def test_for_the_board__a_shared_action_that_its_agencies_do_not_agree_on_says_so(issued):
    send(issued, AS_AT, "NHS", {"2-POLICE": DONE}, LATER)
    decide(issued, "2-POLICE", LATER, take="theirs")
    [row] = read_copy(publish(issued, LATER).file).table("For_decision")
    assert row["Decision asked"] == "Sign off, or ask for more evidence"
    assert row["Agency says"] == "POLICE: Not started. NHS: Complete"


def test_a_reason_that_asks_something__keeps_its_question_mark_alone_before_what_follows(issued):
    closing = {"status": "Propose to close", "reason": "Who pays?", "progress": "Stopped"}
    send(issued, AS_AT, "POLICE", {"2-POLICE": closing}, LATER)
    [row] = read_copy(publish(issued, LATER).file).table("For_decision")
    assert row["Decision asked"] == "Agree to close without completion, as POLICE proposes. Their reason: Who pays?"
