"""What the message to the board says of a consolidated workbook, read from that very workbook."""

import pytest

from dhr_xl.workbooks.board.reader import read_in_short
from dhr_xl.workbooks.board.writer import write_consolidated
from dhr_xl.workbooks.xlsx.refusals import Refused
from workbooks.samples import consolidated_view

LONG = "No return has come from " + ", ".join(f"the Agency for Matter Number {n}" for n in range(20)) + "."


def awaiting(count, words="Sign off"):
    return tuple({"ref": f"{n}-GEH", "agency": "GEH", "action": words, "asked": "Sign off"} for n in range(count))


def test_sentences__are_those_of_summary_however_long():
    view = consolidated_view(in_short=("5 of 9 actions are called complete; 2 of them signed off.", "Two.", LONG))
    assert read_in_short(write_consolidated(view)).sentences == view.in_short


@pytest.mark.parametrize("count", [0, 1, 30])
def test_asked__counts_the_actions_that_await_the_board(count):
    assert read_in_short(write_consolidated(consolidated_view(awaiting=awaiting(count)))).asked == count


@pytest.mark.parametrize("agencies", range(3, 40, 4))
def test_read_in_short__a_sentence_of_several_lines_is_one_wherever_they_break(agencies):
    owing = " and ".join(f"Hospital {number} (1 action)" for number in range(agencies))
    view = consolidated_view(
        in_short=("46 of 67 actions are called complete.", f"Answers are still owed by {owing}.", "One. Two."),
        since="Compared with the board's last copy, issued 20 October 2015, as at 30 September 2015. It has more words.",
    )
    assert read_in_short(write_consolidated(view)).sentences == view.in_short


def test_asked__an_action_that_goes_on_below_is_one():
    view = consolidated_view(awaiting=awaiting(2, "Many words. " * 900))
    assert read_in_short(write_consolidated(view)).asked == 2


def test_another_workbook__is_refused(small_master):
    with pytest.raises(Refused):
        read_in_short(small_master)
