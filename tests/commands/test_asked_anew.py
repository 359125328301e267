"""An answer that was decided in one round and is given again in the next is asked about again, never passed over."""

import datetime as dt

from board_rounds import BACK, BACK_AGAIN, DONE, JUNE, MET, SENT_AGAIN, SEPTEMBER, board, decide, send  # fmt: skip
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.issue import issue

REOPENED = {"status": "In progress", "reason": "The audit found gaps.", "progress": "Again"}
LATER_DAY = {"proposed_target_date": dt.date(2026, 12, 31), "reason": "Two teams merge.", "progress": "Slower"}
RING = {"entered_for": "POLICE", "entered_from": "Telephone"}


def next_round(folder):
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)


def asked(folder, ref, now=BACK_AGAIN):
    """What is asked of one action: name -> sentence."""
    return {q.id: q.asked for q in conflicts(folder, now) if q.ref == ref}


def test_an_action_reopened_again_in_the_next_round__is_asked_about(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    send(played, JUNE, "POLICE", {"1-POLICE": {**DONE, **REOPENED}}, MET)
    decide(played, "1-POLICE", MET, take="ours")
    next_round(played)
    send(played, SEPTEMBER, "POLICE", {"1-POLICE": REOPENED}, BACK_AGAIN)
    assert asked(played, "1-POLICE") == {
        "1-POLICE:status#2": "The plan has POLICE's answer as Complete; now POLICE says 'In progress'. Is it open again?"
    }


def test_what_the_coordinator_had_put_right__is_no_answer_of_the_agencys(played):
    board(played, {"1-POLICE": {"status": "Complete", "evidence_given": "Rota", **RING}}, BACK)
    board(played, {"1-POLICE": {"status": "In progress", **RING}}, MET)
    decide(played, "1-POLICE", MET, take="ours")
    next_round(played)
    send(played, SEPTEMBER, "POLICE", {"1-POLICE": REOPENED}, BACK_AGAIN)
    assert [name for name in asked(played, "1-POLICE") if name.startswith("1-POLICE:status")]


def test_a_date_that_was_refused_and_is_asked_for_again__is_put_to_the_board_again(played):
    send(played, JUNE, "NHS", {"5-NHS": LATER_DAY}, BACK)
    decide(played, "5-NHS", MET, take="ours")
    next_round(played)
    send(played, SEPTEMBER, "NHS", {"5-NHS": LATER_DAY}, BACK_AGAIN)
    assert list(asked(played, "5-NHS")) == ["5-NHS:proposed_target_date#2"]


def test_the_same_answer_on_another_copy_of_the_same_round__stays_decided(played):
    send(played, JUNE, "NHS", {"5-NHS": LATER_DAY}, BACK)
    decide(played, "5-NHS", MET, take="ours")
    issue(played, JUNE, due=JUNE + dt.timedelta(days=14), again=["NHS"], now=MET)
    again = next(path for path in sorted((played / "issued" / "2025-06-30").glob("NHS*.xlsx"))[1:])
    send(played, JUNE, again.stem, {"5-NHS": LATER_DAY}, MET)
    assert asked(played, "5-NHS", MET) == {}
