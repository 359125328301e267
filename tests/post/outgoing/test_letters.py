"""The text of letters: what a reader must be told is there, and nothing else about anyone."""

import datetime as dt

import pytest

from dhr_xl.core.returns.owing import OwedRow
from dhr_xl.post.outgoing import reminder
from dhr_xl.post.outgoing.letters import (
    Addressee,
    RoundDetails,
    consolidated_letter,
    corrections_letter,
    listing,
    workbook_letter,
)
from dhr_xl.post.outgoing.reminder import chase_letter

ABOUT = RoundDetails(
    review="DHR-07", as_at=dt.date(2015, 6, 30), due=dt.date(2015, 7, 14), return_to="returns@council.gov.uk",
    sender="Community Safety Team, 01234 567890",
)  # fmt: skip
READER = Addressee("George Eliot Hospital", "Head of Safeguarding")
OWED = (
    OwedRow("26-GEH", "no status has been given yet"),
    OwedRow("9-GEH", "was due on 1 May 2015 and is not called Complete"),
)


def all_letters(about=ABOUT, reader=READER):
    return [
        workbook_letter(about, reader, rows=7, file="GEH.xlsx"),
        chase_letter(about, reader, owed=OWED, returned=False, file="GEH.xlsx"),
        corrections_letter(about, reader, problems=["Return J7: no evidence."], taken=3, file="GEH.xlsx"),
        consolidated_letter(about, reader, in_short=["5 are done."], asked=2, file="All.xlsx"),
    ]


@pytest.mark.parametrize(
    ("refs", "count"),
    [("1 2", "2 rows"), ("1", "1 row"), ("1 1 2", "3 points on 2 rows"), ("1 1", "2 points on 1 row")],
)
def test_listing__counts_rows_and_what_is_said_of_them_where_a_row_has_several_lines(refs, count):
    lines = listing("Decided", [OwedRow(ref, "done") for ref in refs.split()]).splitlines()
    assert lines[0] == f"Decided ({count}):"
    assert len(lines) == 1 + len(refs.split())


def test_workbook_letter__whole():
    letter = workbook_letter(ABOUT, READER, rows=7, file="DHR-07 GEH as at 2015-06-30.xlsx")
    assert letter.subject == "DHR-07: update as at 30 June 2015, due 14 July 2015"
    assert letter.body == (
        "OFFICIAL-SENSITIVE\n\n"
        "Dear Head of Safeguarding,\n\n"
        "Attached is the workbook for George Eliot Hospital: 7 actions from the action plan of review DHR-07. "
        "Please tell us where each stands as at 30 June 2015.\n\n"
        "How to do it (about 20 minutes):\n"
        "1. Save the attachment, DHR-07 GEH as at 2015-06-30.xlsx, and open it in Excel or LibreOffice.\n"
        "2. Fill in the yellow cells. 'Still needed' says what each row lacks; the sheet Guidance says how.\n"
        "3. If nothing has changed, choose 'No, nothing has changed' on the sheet Start. That is an answer too.\n"
        "4. Save it, under any name, and send it to returns@council.gov.uk by 14 July 2015.\n\n"
        "Use job titles and the pseudonym. Do not name the person who died, their family or staff.\n\n"
        "Regards\nCommunity Safety Team, 01234 567890\n"
    )


def test_chase_letter__says_exactly_which_rows_and_what_each_lacks():
    letter = chase_letter(ABOUT, READER, owed=OWED, returned=False, file="GEH.xlsx")
    assert letter.subject == "DHR-07: reminder: 2 rows to answer"
    assert "We have not had the return" in letter.body
    assert "It was due by 14 July 2015." in letter.body
    assert (
        "Still to be answered (2 rows):\n"
        "- 26-GEH: no status has been given yet\n"
        "- 9-GEH: was due on 1 May 2015 and is not called Complete\n"
    ) in letter.body
    assert "put right" not in letter.body


@pytest.mark.parametrize(
    ("case", "first", "day"),
    [
        ({"returned": False, "late": True}, reminder.LATE, reminder.LATE_DAY),
        ({"returned": False, "late": False}, reminder.DUE_SOON, reminder.DUE_SOON_DAY),
        ({"returned": True, "late": True}, reminder.IN_PART, ""),
    ],
)
def test_chase_letter__begins_with_the_sentence_of_its_case(case, first, day):
    form = "the return from George Eliot Hospital on the action plan of review DHR-07, as at 30 June 2015"
    opening = f"{first.format(form=form)} {day.format(day='14 July 2015')}".strip()
    assert f"\n\n{opening}\n\n" in chase_letter(ABOUT, READER, owed=OWED, file="GEH.xlsx", **case).body


def test_chase_letter__part_done_thanks_and_asks_for_the_rest_alone():
    letter = chase_letter(ABOUT, READER, owed=OWED[:1], returned=True, file="GEH.xlsx")
    assert letter.subject == "DHR-07: reminder: 1 row to answer"
    assert "Thank you for the return" in letter.body
    assert "Still to be answered (1 row):\n- 26-GEH: no status has been given yet\n" in letter.body
    assert "nothing has changed" not in letter.body
    assert "9-GEH" not in letter.body


def test_letters__nothing_has_changed_is_no_answer_for_what_the_board_sent_back():
    sent_back = (OwedRow("9-GEH", "the board keeps it open"),)
    workbook = workbook_letter(ABOUT, READER, rows=7, file="x", sent_back=sent_back).body
    reminder = chase_letter(ABOUT, READER, owed=sent_back, returned=False, file="x", sent_back=True).body
    for body in (workbook, reminder):
        assert "is no answer for a row that the board sent back" in body
        assert "an answer too" not in body


def test_chase_letter__says_what_nothing_has_changed_counts_for():
    letter = chase_letter(ABOUT, READER, owed=OWED, returned=True, file="x", nil=True)
    assert "It says 'No, nothing has changed'. That was taken in for the rows not named below" in letter.body


def test_chase_letter__what_waits_to_be_put_right_is_apart():
    letter = chase_letter(
        ABOUT, READER, owed=(), returned=True, file="x", corrections=(OwedRow("3-GEH", "no evidence"),)
    )
    assert letter.subject == "DHR-07: reminder: 1 answer to put right"
    assert "To be put right (1 row):\n- 3-GEH: no evidence\n" in letter.body
    assert "Still to be answered" not in letter.body


def test_chase_letter__a_ref_is_named_once():
    owed = (OwedRow("3-GEH", "3-GEH is called Complete, with no evidence."),)
    letter = chase_letter(ABOUT, READER, owed=(), returned=True, file="x", corrections=owed)
    assert "\n- 3-GEH is called Complete, with no evidence.\n" in letter.body


def test_chase_letter__silence_with_no_row_due_asks_for_the_return():
    letter = chase_letter(ABOUT._replace(due=None), READER, owed=(), returned=False, file="GEH.xlsx")
    assert letter.subject == "DHR-07: reminder of the return"
    assert "asked for by" not in letter.body
    assert "nothing has changed" in letter.body


def test_corrections_letter__each_problem_a_line_and_what_was_taken():
    letter = corrections_letter(ABOUT, READER, problems=["Return J7: a.", "Return K9: b."], taken=1, file="GEH.xlsx")
    assert letter.subject == "DHR-07: 2 things to put right in your return"
    assert "1 answer was taken in" in letter.body
    assert "- Return J7: a.\n- Return K9: b.\n" in letter.body


def test_corrections_letter__nothing_taken_in_is_not_thanked_for():
    assert "taken in" not in corrections_letter(ABOUT, READER, problems=["a."], taken=0, file="x").body


@pytest.mark.parametrize(
    ("asked", "said"),
    [(0, "No decision is asked"), (1, "1 action waits for the board's"), (2, "2 actions wait for the board's")],
)
def test_consolidated_letter__what_is_asked_of_the_board(asked, said):
    assert said in consolidated_letter(ABOUT, READER, in_short=["a"], asked=asked, file="All.xlsx").body


def test_consolidated_letter__of_the_first_copy_speaks_of_none_before_it():
    first, second = (
        consolidated_letter(ABOUT, READER, in_short=["a"], asked=1, file="All.xlsx", first=first).body
        for first in (True, False)
    )
    assert ("Start with the sheet Summary.\n" in first, "What changed" in first) == (True, False)
    assert "Start with the sheet Summary; What changed says what happened since the copy before.\n" in second


def test_letters__without_a_reference_the_subject_says_action_plan():
    for letter in all_letters(ABOUT._replace(review="")):
        assert letter.subject.startswith("Action plan: ")
        assert "the action plan" in letter.body


def test_letters__the_noun_is_the_partnership_s_own():
    assert "the action plan of DARDR DHR-07" in all_letters(ABOUT._replace(noun="DARDR"))[0].body


def test_letters__marked_addressed_to_a_post_and_signed():
    for letter in all_letters():
        assert letter.body.startswith("OFFICIAL-SENSITIVE\n\nDear Head of Safeguarding,\n\n")
        assert letter.body.endswith("\n\nRegards\nCommunity Safety Team, 01234 567890\n")
        assert "\n\n\n" not in letter.body
        assert "  " not in letter.body
        assert ".." not in letter.body


def test_letters__nothing_known_of_the_reader_or_sender_leaves_no_gap():
    bare = RoundDetails(review="DHR-07", as_at=dt.date(2015, 6, 30), marking="")
    for letter in all_letters(bare, Addressee("George Eliot Hospital")):
        assert letter.body.startswith("Dear colleague,\n\n")
        assert letter.body.endswith("\n\nRegards\n")
        assert "None" not in letter.body
    assert "reply to this message with it attached" in all_letters(bare)[0].body
