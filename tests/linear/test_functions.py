"""What reads a text from outside takes time in proportion to its length, whatever is typed: the functions whole."""

import datetime as dt
from difflib import SequenceMatcher

import pytest

from dhr_xl.core.plan.columns import BY_KEY, STATUS_CHOICES
from dhr_xl.core.plan.dates import read_answer_date, read_plan_date
from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.returns.answer_dates import DateHints, read_day
from dhr_xl.core.returns.answers import fold, hint_of, read_answer
from dhr_xl.core.returns.joint_cells import own_words
from dhr_xl.core.returns.privacy import hide_names, personal_details
from dhr_xl.importing.plan.colours import read_colour_key
from dhr_xl.importing.plan.organisations import find_heading_body, split_owner
from dhr_xl.importing.sources.text.rows import read_table, split_lines
from dhr_xl.importing.terms.statuses import has_status, read_report, split_parts
from dhr_xl.importing.terms.words import LONGEST_COMPARED, compare_texts, read_label, read_number
from dhr_xl.post.incoming.html_text import html_to_text
from dhr_xl.post.incoming.words import clean, find_links, split_words
from dhr_xl.post.names import one_line, safe_name
from dhr_xl.workbooks.corrections.words import remove_our_words
from linear.patterns import Text
from linear.work import FOUR_TIMES, growth

LENGTH = 500
HEADINGS = "Recommendation\tAction to take\tLead agency\tTarget date"
ROW = "1. Ask\tMay 2015\n"
NAMES = ("Jane Smith", "O'Brien - Jones", "a")
RUNS = (
    "a", "A", "1", " ", ".", "@", "-", "_", ",", "(", "'", '"', "<", "&", "=", "[", "\n", "\r", "½", "é", "ﷺ", "\u0301",
    "a ", "1 ", "1/", "a1 .@-\n", "A a", "a.", "a@", "01 ", "jan ", "1 may ", "2015 ", "mid-", "to ", "Mr A", "nhs ", "dob ",
    "Complete ", "a) done ", "b", "<a ", "<!--", "<p>", '"a', "a\t", "\t", "http://a", "http:", "jane ", "smith jane ", ">a\n",
    "From: a\n", "To put right: ", "amber: ", "POLICE: ", "now ", "this is now ",
)  # fmt: skip


def entry(text):
    return Entry(text, CellRef("Return", "G5"))


FUNCTIONS = {
    "fold": fold,
    "read_answer of words": lambda text: read_answer("1", BY_KEY["progress"], entry(text)),
    "read_answer of a choice": lambda text: read_answer("1", BY_KEY["status"], entry(text)),
    "read_answer of a date": lambda text: read_answer("1", BY_KEY["completion_date"], entry(text)),
    "read_day of turned dates": lambda text: read_day(entry(text), text, DateHints(turned="so it seems")),
    "hint_of": lambda text: hint_of(text, STATUS_CHOICES),
    "read_answer_date": read_answer_date,
    "read_plan_date": lambda text: read_plan_date(text, near=dt.date(2015, 6, 30)),
    "personal_details": lambda text: list(personal_details(text)),
    "hide_names": lambda text: hide_names(text, NAMES),
    "own_words": lambda text: own_words(f"NHS: {text}", f"NHS: {text}a", {"NHS": text, "POLICE": "b"}, "NHS"),
    "remove_our_words": lambda text: remove_our_words(text, ("To put right: a reason", "To put right: a date")),
    "html_to_text": html_to_text,
    "split_words": split_words,
    "clean": clean,
    "find_links": find_links,
    "one_line": one_line,
    "safe_name": safe_name,
    "read_report": read_report,
    "has_status": has_status,
    "split_parts": split_parts,
    "read_key": lambda text: read_colour_key([text]),
    "read_label": read_label,
    "read_number": read_number,
    "split_owner": split_owner,
    "body_of_heading": find_heading_body,
    "split_lines": split_lines,
    "read_table": lambda text: read_table(split_lines(f"{HEADINGS}\t{text}\n{ROW * (len(text) // 9)}")),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions__four_times_the_text_takes_about_four_times_the_time(name):
    slow = {
        unit: round(times)
        for unit in RUNS
        if (times := growth(FUNCTIONS[name], Text("x", unit, "!").of, LENGTH)) >= FOUR_TIMES
    }
    assert slow == {}, f"{name}: times as long for four times such a run"


@pytest.mark.parametrize("unit", ["a", "ab ", "a safer place "])
def test_likeness__of_long_texts_takes_no_longer_than_of_their_ends(unit):
    text = Text("x", unit, "!")
    times = growth(lambda given: compare_texts(f"y{given}", f"{given}z"), text.of, LONGEST_COMPARED)
    assert times < FOUR_TIMES


def test_likeness__of_texts_of_usual_length_is_that_of_all_their_letters():
    one, other = "The Partnership reviews its training. " * 40, "The Partnership renews its training. " * 40
    assert len(one) < LONGEST_COMPARED
    whole = SequenceMatcher(None, one.lower().replace(".", ""), other.lower().replace(".", ""), autojunk=False)
    assert compare_texts(one, other) == pytest.approx(whole.ratio(), abs=0.01)
    assert compare_texts(one * 10, one * 10) == 1
