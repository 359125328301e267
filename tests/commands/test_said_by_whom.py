"""What changed, and what an agency reads, names who gave each part: the day, the date asked for, the words, the note."""

import datetime as dt

import openpyxl
import pytest

from board_rounds import (
    BACK,
    DONE,
    FIRST,
    JUNE,
    MET,
    SECOND,
    SENT,
    SENT_AGAIN,
    SEPTEMBER,
    board,
    decide,
    read_copy,
    send,
)  # fmt: skip
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.publish import publish
from dhr_xl.commands.undo import undo
from dhr_xl.commands.update import update
from editions import FIRST as EDITION_1
from editions import SECOND as EDITION_2
from editions import write_docx
from plan_folder import place

ASKED = {"proposed_target_date": dt.date(2026, 12, 31), "reason": "Two teams merge.", "progress": "Slower"}
SENT_BACK = {"board_decision": "More evidence needed", "decided_on": MET.date(), "board_note": "Which page?"}


@pytest.fixture(autouse=True)
def first_copy(played):
    """The copy the board received before anything came back."""
    publish(played, SENT)


def changes(folder, *refs):
    """What the board's next copy says happened to these actions, in the plan's order."""
    rows = read_copy(publish(folder, SECOND).file).table("Changed")
    return [row["What happened, who did it and why"] for row in rows if row["Ref"] in refs]


def last_time(folder, agency, ref):
    """What an agency's form of the second round shows as said last time."""
    book = openpyxl.load_workbook(folder / "issued" / SEPTEMBER.isoformat() / f"{agency}.xlsx")
    refs, said = (place(book, f"dhr_col_{key}")[0] for key in ("ref", "last_progress"))
    sheet = book["Return"]
    return next(
        sheet[f"{said}{row}"].value for row in range(1, sheet.max_row + 1) if sheet[f"{refs}{row}"].value == ref
    )


def changed(folder, ref):
    """What it says happened to one action."""
    [said] = changes(folder, ref)
    return said


def test_another_date_than_was_asked_for__is_not_said_to_have_been_asked_for(played):
    send(played, JUNE, "NHS", {"5-NHS": ASKED}, BACK)
    decide(played, "5-NHS", MET, value="30 November 2026")
    assert changed(played, "5-NHS") == (
        "Slipped once, to 30 November 2026 (from 30 June 2026), agreed by the coordinator; NHS asked for 31 December "
        "2026. Reason: Two teams merge. New words from NHS."
    )


def test_a_day_the_coordinator_gave__is_not_said_of_the_agency(played):
    send(played, JUNE, "POLICE", {"4-POLICE": {**DONE, "completion_date": "June 2025"}}, BACK)
    decide(played, "4-POLICE", MET, value="Date completed: 30/06/2025")
    assert changed(played, "4-POLICE") == (
        "Called Complete by POLICE, done on 30 June 2025 (as dated by the coordinator)."
    )


def test_other_words_than_were_proposed__are_not_said_to_be_those(played):
    send(played, JUNE, "NHS", {"5-NHS": {"action": "Train them"}, "8-NHS": {"action": "Ask them"}}, BACK)
    send(played, JUNE, "MARAC", {"6-MARAC": {"query": "There are two teams"}}, BACK)
    decide(played, "5-NHS", MET, value="Train all staff")
    decide(played, "8-NHS", MET, take="theirs")
    decide(played, "6-MARAC", MET, value="Ask both teams")
    put_right = "The action's words were put right by the coordinator"
    assert changes(played, "5-NHS", "8-NHS", "6-MARAC") == [
        f"{put_right}, in other words than NHS proposed.",
        f"{put_right}, after MARAC said that something was wrong. New words from MARAC.",
        f"{put_right}, as NHS proposed.",
    ]


def test_a_note_on_an_earlier_decision__is_not_said_with_the_next(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    board(played, {"1-POLICE": SENT_BACK}, FIRST)
    board(played, {"1-POLICE": {"board_decision": "Signed off", "decided_on": MET.date()}}, MET)
    assert changed(played, "1-POLICE").startswith("Signed off by the board on 15 July 2025. ")


def test_a_note_left_from_the_sign_off__is_not_what_the_board_asks_an_agency(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    board(played, {"1-POLICE": {**SENT_BACK, "board_decision": "Signed off", "board_note": "Well done."}}, FIRST)
    board(played, {"1-POLICE": {"board_decision": "More evidence needed"}}, MET)
    issue(played, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    assert last_time(played, "POLICE", "1-POLICE") == "The board asked for more evidence\nFinished"


def test_another_agencys_progress__is_named_on_the_form_of_the_one_that_shares_the_action(played):
    send(played, JUNE, "SWPB", {"2-SWPB": {"progress": "Options paper outstanding"}}, BACK)
    issue(played, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    assert last_time(played, "MARAC", "2-SWPB") == "SWPB: Options paper outstanding"
    assert last_time(played, "SWPB", "2-SWPB") == "Options paper outstanding"


def test_an_action_moved_from_an_agency_that_had_done_it__says_so(played):
    send(played, JUNE, "NHS", {"8-NHS": DONE}, BACK)
    publish(played, FIRST)
    board(played, {"8-NHS": {"agency": "MARAC"}}, MET)
    assert changed(played, "8-NHS") == (
        "Moved from NHS, which had called it Complete, to MARAC by the coordinator. No update has come from MARAC as at "
        "30 June 2025."
    )


def test_a_sign_off_taken_back__is_not_told_as_the_decision_before_it(played):
    send(played, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    board(played, {"1-POLICE": SENT_BACK}, FIRST)
    board(played, {"1-POLICE": {"board_decision": "Signed off", "decided_on": SECOND.date()}}, MET)
    publish(played, MET)
    undo(played, now=MET)
    assert changed(played, "1-POLICE") == (
        "The board's decision 'Signed off' was taken back by the coordinator, so 'More evidence needed' of 15 July 2025 "
        "stands again. POLICE has not answered the board yet."
    )


def test_an_agreed_date_taken_back__is_not_told_as_another_agreed(played):
    board(played, {"1-POLICE": {"agreed_target_date": dt.date(2026, 1, 31)}}, BACK)
    board(played, {"1-POLICE": {"agreed_target_date": dt.date(2026, 6, 30)}}, FIRST)
    publish(played, FIRST)
    undo(played, now=MET)
    assert changed(played, "1-POLICE") == (
        "The agreed new target date was taken back by the coordinator, from 30 June 2026 to 31 January 2026."
    )


def test_what_a_newer_edition_changed__is_not_said_of_the_coordinator(tmp_path):
    folder = new(tmp_path / "own", write_docx(tmp_path / "first.docx", EDITION_1), now=SENT).folder
    publish(folder, SENT)
    update(folder, write_docx(tmp_path / "second.docx", EDITION_2), now=MET)
    said = read_copy(publish(folder, SECOND).file).table("Changed")
    words = " ".join(row["What happened, who did it and why"] for row in said)
    assert "the coordinator" not in words
    assert "Added to the plan by the document's newer edition." in words
    assert "The plan's target date put right by the document's newer edition, from 30 June 2025 to 31 December" in words
    assert "The action's words were put right by the document's newer edition." in words
