"""Corrections copies: the agency's own answers, the cells to put right marked, and what happens when they return."""

import datetime as dt

import openpyxl
import pytest

from accounting import account_for
from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email as post
from dhr_xl.commands.export import export
from dhr_xl.commands.undo import undo
from dhr_xl.core.returns.problems import Code
from dhr_xl.workbooks.returned.reader import read_return
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
BACK = DAY + dt.timedelta(days=9)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


@pytest.fixture
def wrong(issued):
    """A return with a wrong status, a Complete without evidence, and progress that is fine."""
    answers = {
        "1-POLICE": {"status": "Nearly done!", "progress": "Drafted"},
        "2-POLICE": {"status": "Complete", "outcome": "Used", "completion_date": dt.date(2025, 6, 20)},
    }
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    [result] = collect(issued, now=LATER).returns
    assert result.to_correct == "returned/2025-06-30/POLICE to correct.xlsx"
    return issued


def copy_of(folder):
    return folder / "returned" / "2025-06-30" / "POLICE to correct.xlsx"


def put_right(folder, answers, saved=dt.datetime(2025, 7, 10, 9, 0)):
    fill(copy_of(folder), folder / "inbox" / "b.xlsx", answers, saved=saved)
    return collect(folder, now=BACK).returns[0]


def test_the_copy__holds_what_was_sent_and_marks_what_is_wrong(wrong):
    found = read_return(copy_of(wrong).read_bytes())
    rows = {row.ref.text: row.cells for row in found.rows}
    assert rows["1-POLICE"]["status"].text == "Nearly done!"
    assert rows["1-POLICE"]["progress"].text == "Drafted"
    sheet = openpyxl.load_workbook(copy_of(wrong))["To correct"]
    said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "'Nearly done!' is not one of the choices" in said
    assert "no evidence" in said


WORDS = "The unit met each month, and the log was checked against the record. "
LONG_ANSWERS = {
    "a page": WORDS * 58,
    "a page and two words": WORDS * 58 + "Quite done.",
    "in lines": f"{WORDS}\n\n- first\n- second\n" * 100,
    "one word": "x" * 10_000,
    "nearly a full cell": (WORDS * 470)[:32_000],
}


@pytest.mark.parametrize("key", ["progress", "evidence_given"])
@pytest.mark.parametrize("words", LONG_ANSWERS.values(), ids=LONG_ANSWERS.keys())
def test_a_long_answer__whole_on_recommendations__comes_back_as_ours(issued, words, key):
    answers = {"1-POLICE": {"status": "Nearly done!"}, "2-POLICE": {key: words}}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    collect(issued, now=LATER)
    sheet = openpyxl.load_workbook(copy_of(issued))["Recommendations"]
    assert words.strip() in "".join(str(row[2].value or "") for row in sheet.iter_rows())
    result = put_right(issued, {"1-POLICE": {"status": "In progress"}})
    assert Code.WORDS_OUTSIDE not in {found.code for found in result.problems}
    assert not [q for q in conflicts(issued, BACK) if q.kind == "words"]


def test_a_word_put_into_a_long_answer_on_recommendations__is_the_agencys(issued):
    answers = {"1-POLICE": {"status": "Nearly done!"}, "2-POLICE": {"progress": WORDS * 58}}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    collect(issued, now=LATER)
    book = openpyxl.load_workbook(copy_of(issued))
    [last] = [row[2] for row in book["Recommendations"].iter_rows() if "continued" in str(row[1].value)][-1:]
    last.value += "Not in August."
    book.save(issued / "inbox" / "b.xlsx")
    [result] = collect(issued, now=BACK).returns
    assert any(words.text.endswith("Not in August.") for words in result.notes)
    assert [q.theirs.endswith("Not in August.") for q in conflicts(issued, BACK) if q.kind == "words"] == [True]


def test_corrected__the_row_merges_and_its_questions_close(wrong):
    result = put_right(wrong, {"1-POLICE": {"status": "In progress"}, "2-POLICE": {"evidence_given": "Minutes"}})
    assert (result.outcome, result.held, result.problems) == ("merged", (), ())
    assert (now(wrong, "1-POLICE").status, now(wrong, "1-POLICE").progress) == ("in_progress", "Drafted")
    assert (now(wrong, "2-POLICE").status, now(wrong, "2-POLICE").evidence_given) == ("complete", "Minutes")
    assert conflicts(wrong) == ()


def test_sent_back_untouched__changes_nothing_and_asks_nothing_new(wrong):
    before = [question.id for question in conflicts(wrong)]
    put_right(wrong, {})
    assert [question.id for question in conflicts(wrong)] == before
    assert now(wrong, "1-POLICE").progress == "Drafted"


def test_the_earlier_workbook_arriving_late__does_not_undo_what_was_corrected(wrong):
    put_right(wrong, {"1-POLICE": {"status": "In progress"}})
    answers = {"1-POLICE": {"status": "Paused", "reason": "Staff", "progress": "Drafted"}}
    fill(form(wrong, "POLICE"), wrong / "inbox" / "c.xlsx", answers, saved=dt.datetime(2025, 7, 4))
    [result] = collect(wrong, now=BACK).returns
    assert now(wrong, "1-POLICE").status == "in_progress"
    assert Code.COPY_OLDER in [problem.code for problem in result.problems]


def test_what_the_copy_says_differently__is_accounted_for(wrong):
    sent = wrong.parent / "sent.xlsx"
    sent.write_bytes(copy_of(wrong).read_bytes())
    data = fill(sent, wrong / "inbox" / "b.xlsx", {"1-POLICE": {"progress": "Drafted and sent"}}).read_bytes()
    [result] = collect(wrong, now=BACK).returns
    account_for(wrong, sent, data, result)


def test_the_letter__lists_what_to_correct_and_brings_the_copy(wrong):
    edit_master(wrong, "Agencies", "code", {"POLICE": {"email": "p@police.example", "role": "To"}})
    [message] = post(wrong, "corrections", now=BACK).messages
    assert message.agency == "POLICE"
    assert (wrong / "outbox" / "corrections POLICE.eml").is_file()
    put_right(wrong, {"1-POLICE": {"status": "In progress"}, "2-POLICE": {"evidence_given": "Minutes"}})
    assert post(wrong, "corrections", now=BACK).messages == ()


def test_a_reminder_to_one_that_has_answered_part__brings_what_it_said(issued):
    edit_master(issued, "Agencies", "code", {"POLICE": {"email": "p@police.example", "role": "To"}})
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    collect(issued, now=LATER)
    post(issued, "chase", now=DAY + dt.timedelta(days=20))
    put_right(issued, {"2-POLICE": {"progress": "We met"}}, saved=dt.datetime(2025, 7, 22))
    assert (now(issued, "1-POLICE").progress, now(issued, "2-POLICE").progress) == ("Drafted", "We met")


def test_a_reminder_after_a_collect_was_taken_back__brings_a_copy_of_what_stands(issued):
    edit_master(issued, "Agencies", "code", {"POLICE": {"email": "p@police.example", "role": "To"}})
    for name, saved, words in (("a.xlsx", 1, "Drafted"), ("b.xlsx", 2, "Drafted and agreed")):
        answers = {"1-POLICE": {"progress": words}}
        fill(form(issued, "POLICE"), issued / "inbox" / name, answers, saved=dt.datetime(2025, 7, saved))
        collect(issued, now=LATER)
        post(issued, "chase", now=DAY + dt.timedelta(days=20))
        if words == "Drafted":
            undo(issued, now=DAY + dt.timedelta(days=21))
    put_right(issued, {"2-POLICE": {"progress": "We met"}}, saved=dt.datetime(2025, 7, 22))
    assert now(issued, "1-POLICE").progress == "Drafted and agreed"
    assert now(issued, "2-POLICE").progress == "We met"


def test_check__names_no_copy_that_it_does_not_write(issued):
    path = fill(form(issued, "POLICE"), issued / "a.xlsx", {"1-POLICE": {"status": "Nearly done"}})
    [told] = check(issued, [path], now=DAY).returns
    assert (told.outcome, told.held, told.to_correct) == ("merged_with_problems", ("1-POLICE",), "")
