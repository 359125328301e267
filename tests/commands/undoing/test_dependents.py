"""Undo names what depended on an undone answer, before and after: decisions, older copies, the board's copies."""

import datetime as dt

from board_rounds import DONE, decide, send
from dhr_xl.commands.publish import publish
from dhr_xl.commands.undo import undo
from dhr_xl.front.sentences.undo import tell_offer, tell_undo
from plan_folder import AS_AT, DAY

LATER = DAY + dt.timedelta(days=8)


def at(hour):
    return LATER.replace(hour=hour)


def look_at(folder, stored, hour):
    """The dependents named when a return is undone; they are the same before the confirmation and afterwards."""
    shown = []
    result = undo(folder, returned=stored, confirm=lambda offer: shown.extend(tell_offer(offer)) or True, now=at(hour))
    assert set(result.offer.dependents) <= set(shown) & set(tell_undo(result))
    return result.offer.dependents


def stored(result):
    [came] = result.returns
    return f"returned/2025-06-30/{came.source}"


def test_a_question_decided_on_what_is_taken_back__is_named_once_with_what_the_plan_had(issued):
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "In progress"}}, at(9))
    paused = {"1-POLICE": {"status": "Paused", "reason": "Staff"}}
    second = send(issued, AS_AT, "POLICE", paused, at(10), completed_by="Sergeant")
    assert second.waiting.to_decide == 1
    decide(issued, "1-POLICE", at(11), take="ours")
    [said] = look_at(issued, "returned/2025-06-30/POLICE.xlsx", 12)
    assert said == (
        "1-POLICE:status was decided on 9 July 2025, when the plan had Status now ('In progress'), taken back now: "
        "look at it."
    )


def test_an_older_copy_put_aside_for_what_is_taken_back__is_named(issued):
    words = "Teams trained"
    later = {"1-POLICE": {"status": "Paused", "reason": "Staff", "progress": words}}
    send(issued, AS_AT, "POLICE", later, at(12))
    send(issued, AS_AT, "POLICE", {"1-POLICE": {"status": "In progress", "progress": words}}, at(10))
    said = look_at(issued, "returned/2025-06-30/POLICE.xlsx", 13)
    assert any("POLICE (2).xlsx, an older copy, says something else in 1-POLICE Status now" in one for one in said), (
        said
    )


def test_a_copy_of_the_board_that_shows_what_is_taken_back__is_named(issued):
    came = send(issued, AS_AT, "POLICE", {"1-POLICE": DONE}, at(9))
    copy = publish(issued, at(10))
    file = copy.file.relative_to(issued).as_posix()
    assert look_at(issued, stored(came), 11) == (f"{file}, published on 9 July 2025, shows what is taken back.",)
    assert look_at(issued, stored(send(issued, AS_AT, "NHS", {"3-NHS": DONE}, at(12))), 13) == ()
