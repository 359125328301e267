"""What a row still needs: the words, the formula that says them on the sheet, and how high a row must be."""

import datetime as dt
import re

import pytest

from dhr_xl.workbooks.fitting import MOST_POINTS, count_lines, fit_row, split_to_fit
from dhr_xl.workbooks.form.refused import refused_formula
from dhr_xl.workbooks.form.still_needed import (
    WANTS,
    count_value,
    is_owed,
    needed_formula,
    needed_value,
    ready_value,
    settled_wants,
)
from workbooks.return_samples import DONE, LONG, NOT_YET, SENTENCE

GOING = {"status": "In progress", "last_status": "In progress"}
ENDED = {"status": "Complete", "last_status": "In progress"}
NEEDS = {
    # (owed, what the row says, what it still needs)
    "nothing said, nothing owed": (False, GOING, "OK"),
    "nothing said, owed": (True, GOING, "Update"),
    "nothing ever said": (True, NOT_YET, "Update"),
    "progress": (True, {**GOING, "progress": "Trained staff."}, "OK"),
    "only blanks": (True, {**GOING, "progress": "   "}, "Update"),
    "only a query": (True, {**NOT_YET, "query": "Not ours"}, "OK"),
    "progress without a status": (True, {**NOT_YET, "progress": "Trained staff."}, "Status"),
    "status wiped": (False, {"last_status": "In progress"}, "Status"),
    "complete": (True, ENDED, "Evidence, Date completed, Outcome"),
    "complete with evidence": (True, {**ENDED, "evidence_given": "Log"}, "Date completed, Outcome"),
    "complete with a date": (True, {**ENDED, "completion_date": "2015-06-03"}, "Evidence, Outcome"),
    "complete with all": (True, {**DONE, "last_status": "In progress"}, "OK"),
    "complete already": (False, {**DONE, "evidence_given": ""}, "OK"),
    "paused": (True, {**GOING, "status": "Paused"}, "Reason"),
    "paused with a reason": (True, {**GOING, "status": "Paused", "reason": "No staff"}, "OK"),
    "paused still": (False, {"status": "Paused", "last_status": "Paused"}, "OK"),
    "propose to close": (True, {**GOING, "status": "Propose to close"}, "Reason"),
    "reopened": (True, {"status": "In progress", "last_status": "Complete"}, "Reason"),
    "a new date": (True, {**GOING, "proposed_target_date": "2016-01-31"}, "Reason"),
    "a new date and why": (True, {**GOING, "proposed_target_date": "2016-01-31", "reason": "No staff"}, "OK"),
}


@pytest.mark.parametrize(("owed", "row", "needed"), NEEDS.values(), ids=NEEDS.keys())
def test_needed__in_words(owed, row, needed):
    assert needed_value(row, owed=owed, closed=False) == needed


def test_needed__closed_and_nil():
    assert needed_value(NOT_YET, owed=True, closed=True) == "OK (closed)"
    assert needed_value(NOT_YET, owed=True, closed=False, nil=True) == "OK"


CONTRADICTS = {
    "progress": {"progress": "Trained staff."},
    "another status": {"status": "Complete"},
    "a new date": {"proposed_target_date": "2016-01-31"},
    "a query": {"query": "Not ours"},
    "evidence": {"evidence_given": "Log"},
    "evidence taken away": {"evidence_given": ""},
}


@pytest.mark.parametrize("said", CONTRADICTS.values(), ids=CONTRADICTS.keys())
def test_needed__of_a_row_that_contradicts_nothing_has_changed(said):
    issued = {**GOING, "evidence_given": "Minutes"}
    assert needed_value({**issued, **said}, owed=True, closed=False, nil=True, issued=issued) == "Question 1"
    assert needed_value(issued, owed=True, closed=False, nil=True, issued=issued) == "OK"


READY = {
    "nothing yet": ((["Update", "OK", "Reason"], "", ""), "Not yet: question 1, 2 rows and your job title"),
    "one row": ((["Update", "OK"], "Yes", "Matron"), "Not yet: 1 row"),
    "a row and a title": ((["Update"], "Yes", ""), "Not yet: 1 row and your job title"),
    "the questions": ((["OK (closed)"], "", ""), "Not yet: question 1 and your job title"),
    "all": ((["OK"], "No, nothing has changed", "Matron"), "Ready to send"),
}


@pytest.mark.parametrize(("given", "words"), READY.values(), ids=READY.keys())
def test_ready__says_what_is_missing(given, words):
    assert ready_value(*given) == words


def test_formula__survives_cut_and_paste():
    """It names no cell that can be cut: each is looked up by its row in a whole column."""
    cells = {key: f"{letter}4" for key, letter in zip(
        ("status", "last_status", *(key for want in WANTS for key in want.keys), "proposed_target_date", "query"),
        "ABCDEFGHIJKLMNOPQ", strict=False)}  # fmt: skip
    cells |= {"progress": "H4"}
    formula = needed_formula(cells, "Start!$B$12", owed=True, closed=False, evidence_asked=True)
    assert set(re.findall(r"\$?[A-Z]+\$?\d+", formula)) == {"$B$12"}


def test_formula__is_short_enough_and_old_enough():
    cells = {key: f"{letter}106" for key, letter in zip(
        ("status", "last_status", *(key for want in WANTS for key in want.keys), "proposed_target_date", "query"),
        "ABCDEFGHIJKLMNOPQ", strict=False)}  # fmt: skip
    cells |= {"progress": "H104"}
    formula = needed_formula(cells, "Start!$B$12", owed=True, closed=False)
    assert len(formula) < 1500, "Excel takes 8,192 characters"
    assert not any(young in formula for young in ("LET(", "TEXTJOIN(", "IFS(", "CONCAT(", "XLOOKUP("))
    assert formula.count("(") == formula.count(")")


def test_formula__of_what_the_rules_refuse_survives_cut_and_paste_and_is_old_enough():
    cells = {"status": "G4", "completion_date": "I4", "proposed_target_date": "L4"}
    formula = refused_formula(cells, {"completion_date": '3/6/"15'}, dt.date(2015, 6, 30))
    assert not re.findall(r"(?<![A-Z(])\$?[A-Z]+\$?\d+", formula)
    assert formula.count("(") == formula.count(")")
    assert len(formula) < 1500
    assert not any(young in formula for young in ("LET(", "TEXTJOIN(", "IFS(", "CONCAT(", "XLOOKUP(", "{"))
    assert '<>"3/6/""15"' in formula
    assert refused_formula({}, {}, dt.date(2015, 6, 30)) == ""


OWED = {
    "no status": ({"last_status": ""}, True),
    "in progress, whenever it is due": ({"last_status": "In progress", "target_date": "2015-07-01"}, True),
    "called complete": ({"last_status": "Complete", "target_date": "2014-01-01"}, False),
    "to be closed": ({"last_status": "Propose to close", "target_date": "2014-01-01"}, False),
    "paused": ({"last_status": "Paused", "target_date": "2014-01-01"}, True),
}


@pytest.mark.parametrize(("row", "owed"), OWED.values(), ids=OWED.keys())
def test_owed__as_the_merge_has_it(row, owed):
    assert is_owed(row) is owed


COMPLETE = {"status": "Complete", "last_status": "Complete", "evidence_given": "Log"}
SENT_BACK = {
    "nothing said": (COMPLETE, False, "Evidence"),
    "nothing has changed": (COMPLETE, True, "Evidence"),
    "more evidence": ({**COMPLETE, "evidence_given": "Log and minutes"}, False, "OK"),
    "progress": ({**COMPLETE, "progress": "The log is being copied"}, False, "OK"),
    "progress, yet nothing has changed": ({**COMPLETE, "progress": "The log is being copied"}, True, "Question 1"),
    "reopened": ({**COMPLETE, "status": "In progress"}, False, "Reason"),
}


@pytest.mark.parametrize(("row", "nil", "needed"), SENT_BACK.values(), ids=SENT_BACK.keys())
def test_needed__of_a_row_the_board_sent_back(row, nil, needed):
    assert needed_value(row, owed=False, closed=False, nil=nil, issued=COMPLETE, evidence_asked=True) == needed


@pytest.mark.parametrize(
    ("said", "nil", "needed"),
    [({}, False, "Update"), ({}, True, "Update"), ({"progress": "Begun again"}, True, "Question 1")],
)
def test_needed__of_a_row_the_board_keeps_open(said, nil, needed):
    row = {"status": "Propose to close", "last_status": "Propose to close", "reason": ""}
    assert needed_value({**row, **said}, owed=True, closed=False, nil=nil, issued=row, kept_open=True) == needed


def test_count__leaves_out_what_is_ok():
    assert count_value(["OK", "Update", "OK (closed)", "Evidence, Outcome"]) == "Still needed: 2 of 4 rows"


def test_lines__wrapped_at_words():
    assert count_lines("one", 60) == 1
    assert count_lines("one\ntwo\n\nfour", 60) == 4
    assert count_lines("word " * 100, 20) == 25
    assert count_lines("x" * 1000, 20) > 1000 * 8 / (20 * 9) * 0.9


def test_lines__a_paragraph_of_blanks_is_a_line():
    assert count_lines("   ", 20) == 1


def test_fit__the_longest_of_the_real_plan_fits_at_width_60():
    fit = fit_row([(LONG, 60.0)])
    assert 306 <= fit.height <= MOST_POINTS
    assert fit.too_long == ()


def test_fit__what_is_too_long_is_said():
    assert fit_row([("short", 60.0), (SENTENCE * 40, 60.0), ("", 5.0)]) == (MOST_POINTS, (1,))


def test_fit__at_least():
    assert fit_row([("x", 60.0)], 48.0).height == 48.0


@pytest.mark.parametrize("text", [SENTENCE * 60, "x" * 20_000, "line\n" * 500, "short"])
def test_split__each_piece_fits_and_nothing_is_lost(text):
    pieces = split_to_fit(text, 100.0)
    assert "".join(pieces) == text
    assert all(fit_row([(piece, 100.0)]).too_long == () for piece in pieces)


SETTLED = {
    # (what the row shows, its marked cells, what it still needs)
    "paused, and nothing is asked": ({**GOING, "status": "Paused"}, (), "OK"),
    "paused, and the reason is asked for": ({**GOING, "status": "Paused"}, ("reason",), "Reason"),
    "complete, and the evidence is asked for": (ENDED, ("evidence_given",), "Evidence"),
    "the row as a whole": (ENDED, ("",), "Evidence, Date completed, Outcome"),
    "answered in another way": (GOING, (), "OK"),
    "not answered yet": (GOING, ("progress",), "Update"),
}


@pytest.mark.parametrize(("row", "marked", "needed"), SETTLED.values(), ids=SETTLED.keys())
def test_needed__of_a_row_that_was_decided(row, marked, needed):
    settled = settled_wants(row, marked, owed=False)
    assert needed_value(row, owed=True, closed=False, settled=settled) == needed


def test_formula__asks_again_for_the_reason_of_another_status_or_date():
    cells = dict.fromkeys(
        (*ENDED, *(key for want in WANTS for key in want.keys), "proposed_target_date", "query"), "A1"
    )
    came = {"status": "Paused", "proposed_target_date": "31/01/2016"}
    plain, settled = (needed_formula(cells, "Start!$B$12", owed=True, closed=False, settled=s, came=came)
                      for s in ((), ("Update", "Reason", "Evidence")))  # fmt: skip
    here = "INDEX($A:$A,ROW())"
    assert f'OR({here}<>"Paused",{here}<>"31/01/2016")' in settled
    assert [word for word in (", Update", ", Evidence", ", Reason", ", Outcome") if word in settled] == [
        ", Reason",
        ", Outcome",
    ]
    assert '<>"31/01/2016"' not in plain
    everything = frozenset(want.word for want in WANTS)
    formula = needed_formula(cells, "Start!$B$12", owed=True, closed=False, settled=everything, came={})
    assert not any(f'", {want.word}"' in formula for want in WANTS)
