"""Facts that several sheets, rules and readers share are written once, and each of them follows the one value."""

import datetime as dt

import pytest

from dhr_xl.core.plan.columns import BY_KEY, COMPLETE, DECISIONS, MASTER_SHEETS, STATUS_CHOICES, TAKE_WORDS
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS, NEEDS_REASON, is_newly_complete, is_reopened
from dhr_xl.core.plan.date_values import FIRST_DAY, LAST_DAY
from dhr_xl.core.plan.dates import read_answer_date, read_plan_date
from dhr_xl.core.plan.model import STATUS_OF_WORD, STATUS_WORDS, Action, AgencyAnswer, CellRef, Entry, Status
from dhr_xl.core.plan.standing import BRAGS, CALLED_DONE, COUNTED_APART, is_owed, is_still_open
from dhr_xl.core.returns.answer_dates import PLAIN, read_day
from dhr_xl.core.returns.fitting_answers import ANSWER_LISTS, GENERAL_WORDS
from dhr_xl.core.returns.rules import MISSING_AT_COMPLETE, Occasion, RowToCheck, check_row
from dhr_xl.post.incoming.headers import sent_date
from dhr_xl.workbooks import look
from dhr_xl.workbooks.board import writer
from dhr_xl.workbooks.form import guidance, still_needed
from package_source import PACKAGE, words_of

DAY = dt.timedelta(days=1)
OUTSIDE = (FIRST_DAY - DAY, LAST_DAY + DAY)
OCCASION = Occasion(dt.date(2025, 6, 30), dt.date(2025, 7, 10))


def modules_that_write(words):
    """The names of the modules that write one of these words."""
    return {path.stem for path in PACKAGE.rglob("*.py") if words & words_of(path).texts}


@pytest.mark.parametrize("day", OUTSIDE)
def test_range_of_dates__no_reader_takes_a_day_outside(day):
    text = f"{day:%d/%m/%Y}"
    assert read_answer_date(text).value is read_plan_date(text).value is None
    assert read_day(Entry(day.isoformat(), CellRef("", ""), "date"), day.isoformat(), PLAIN).value is None
    assert sent_date(f"{day:%a, %d %b %Y} 12:00:00 +0000") is None


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_range_of_dates__each_reader_takes_its_ends(day):
    text = f"{day:%d/%m/%Y}"
    assert read_answer_date(text).value == read_plan_date(text).value == day
    assert read_day(Entry(day.isoformat(), CellRef("", ""), "date"), day.isoformat(), PLAIN).value == day
    assert sent_date(f"{day:%a, %d %b %Y} 12:00:00 +0000").date() == day


def test_range_of_dates__cells_of_master_take_the_same():
    assert (look.DATE_RULE["minimum"], look.DATE_RULE["maximum"]) == (FIRST_DAY, LAST_DAY)


@pytest.mark.parametrize("missing", COMPLETE_NEEDS)
def test_complete_needs__rules_and_form_ask_for_the_same(missing):
    """One answer left out of a row newly Complete: the rules name it, and so does 'Still needed'."""
    answers = {"evidence_given": "Minutes", "completion_date": "2025-06-01", "outcome": "Safer", missing: ""}
    row = {"status": COMPLETE, "last_status": "In progress", "progress": "", "reason": "", "query": "",
           "proposed_target_date": "", **answers}  # fmt: skip
    found = check_row(RowToCheck("1-POLICE", row, "In progress", frozenset({"status"}), {}, OCCASION))
    assert [problem.code for problem in found] == [MISSING_AT_COMPLETE[missing]]
    assert still_needed.needed_value(row, owed=False, closed=False) == still_needed.NEEDED_WORDS[missing]
    assert still_needed.NEEDED_WORDS[missing] in " ".join(words for words, _ in guidance.NEEDED)


@pytest.mark.parametrize("before", ["", *STATUS_CHOICES])
@pytest.mark.parametrize("status", ["", *STATUS_CHOICES])
def test_statuses__rules_and_form_ask_for_a_reason_alike(status, before):
    row = {"status": status, "last_status": before, "progress": "New", "reason": "", "query": "", "evidence_given": "x",
           "completion_date": "x", "outcome": "x", "proposed_target_date": ""}  # fmt: skip
    changed = frozenset({"status"}) if status != before else frozenset()
    found = check_row(RowToCheck("1-POLICE", row, before, changed, {}, OCCASION))
    asked = any(problem.field == "reason" for problem in found)
    assert asked is ((status != before and status in NEEDS_REASON) or is_reopened(status, before))
    assert (still_needed.REASON in still_needed.needed_value(row, owed=False, closed=False)) is asked


def test_newly_complete__only_where_it_was_less():
    assert [before for before in ("", *STATUS_CHOICES) if not is_newly_complete(COMPLETE, before)] == [COMPLETE]


@pytest.mark.parametrize("status", Status)
def test_owed__register_and_form_ask_one_rule(status):
    answer = AgencyAnswer(agency="POLICE", status=status)
    action = Action(ref="1-POLICE", agency="POLICE", agencies=("POLICE",), answers=(answer,))
    owed = is_owed(action, "POLICE", answered=False, evidence_asked=False)
    assert owed is is_still_open(status) is (status not in CALLED_DONE)
    assert still_needed.is_owed({"last_status": STATUS_WORDS[status]}) is owed
    assert STATUS_OF_WORD[STATUS_WORDS[status]] is status


def test_words_of_decisions__stand_in_one_table():
    column = next(column for column in MASTER_SHEETS["Decisions"] if column.key == "decision")
    assert column.choices == DECISIONS == tuple(ANSWER_LISTS["decision"])
    assert {take: words for words, take in GENERAL_WORDS.items()} == TAKE_WORDS
    assert modules_that_write({*DECISIONS}) == {"columns"}
    special = {words for answers in ANSWER_LISTS.values() for words in answers} - {*TAKE_WORDS.values()}
    assert modules_that_write(special) == {"fitting_answers"}


def test_headings__of_the_board_s_copy_are_those_of_form_and_master():
    master = {column.key: column.heading for column in MASTER_SHEETS["Returns"]}
    plan = {column.key: column.heading for column in writer.PLAN.columns}
    returns = {column.key: column.heading for column in writer.OTHERS["returns"].columns}
    assert [plan[key] for key in ("ref", "target_date")] == [BY_KEY[key].heading for key in ("ref", "target_date")]
    assert {key: heading for key, heading in returns.items() if key != "name"} == {
        key: master[key] for key in returns if key != "name"
    }


def test_standings__each_has_its_look_in_the_board_s_order():
    assert list(look.STANDINGS) == [standing.word for standing in BRAGS]
    assert tuple(standing.word for standing in COUNTED_APART) == look.APART
