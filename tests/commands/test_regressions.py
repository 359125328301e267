"""Faults that the conservation tests once found, each held by a test of its own: nothing an agency wrote may be lost."""

import datetime as dt

import openpyxl
import pytest

from accounting import account_for, cells_of
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from dhr_xl.core.returns.round import round_facts
from dhr_xl.register.snapshot import take_snapshot
from plan_folder import AS_AT, DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "outcome": "Used"}


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def send(folder, agency, answers, typed=(), name="return.xlsx", **more):
    """Collect a filled form and account for every value in it. typed: (sheet, cell, value) typed past its locks."""
    path = fill(form(folder, agency), folder / "inbox" / name, answers, **more)
    if typed:
        book = openpyxl.load_workbook(path)
        for sheet, cell, value in typed:
            book[sheet][cell] = value
        book.save(path)
    data = path.read_bytes()
    [result] = collect(folder, now=LATER).returns
    account_for(folder, form(folder, agency), data, result)
    return result


def by_telephone(folder, ref, agency, **cells):
    edit_master(folder, "Actions", "ref", {ref: {**cells, "entered_for": agency, "entered_from": "Telephone"}})
    collect(folder, now=LATER)


# values that were lost


def test_words_typed_over_still_needed__are_noted(issued):
    # "Still needed" is a column of the table, but is not compared with what was sent
    send(issued, "POLICE", {}, [("Return", "C4", "Ask the ward manager")])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("B10", "Another plan", id="plan"),
        pytest.param("B9", "Northmoor Constabulary", id="agency-that-is-no-agency-of-the-plan"),
        pytest.param("B5", dt.date(2024, 6, 30), id="as-at"),
        pytest.param("B6", dt.date(2025, 8, 31), id="due"),
        pytest.param("A4", "PUBLIC", id="marking"),
    ],
)
def test_a_locked_answer_on_start_changed__is_reported(issued, cell, value):
    # the return reference alone identifies a workbook, so nothing else reads these cells
    send(issued, "POLICE", {}, [("Start", cell, value)])


@pytest.mark.parametrize("sheet", ["Start", "Recommendations", "Guidance", "Lists"])
def test_words_under_the_forms_own_on_another_sheet__are_noted(issued, sheet):
    # the form has words of its own in the first columns of these sheets
    send(issued, "POLICE", {}, [(sheet, "A60", "We have questions about this")])


def test_a_row_that_was_not_sent__is_held_with_every_word_on_it(issued):
    # an agency may add an action of its own; more than its yellow cells must be kept
    row = [("Return", "A6", "4-NEW"), ("Return", "B6", "We also train the night staff")]
    send(issued, "POLICE", {}, row)


def test_a_row_sent_back_twice__is_held_with_locked_words_that_were_changed(issued):
    # the locked cells of a repeated row may hold new words as well
    row = [("Return", "A6", "1-POLICE"), ("Return", "B6", "Do it by May"), ("Return", "H6", "Begun")]
    send(issued, "POLICE", {}, row)


def test_words_for_anything_new__are_noted(issued):
    # the cell has a list of two, but pasting overwrites lists
    send(issued, "POLICE", {}, anything_new="We have a new policy")


def test_words_that_begin_with_no__are_no_nil_return(issued):
    # only "No, nothing has changed" itself is a nil return
    fill(form(issued, "NHS"), issued / "inbox" / "a.xlsx", {}, anything_new="Not known before the board meets")
    collect(issued, now=LATER)
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        assert round_facts(take_snapshot(tx), tx.rounds()[0]).nil == frozenset()


# words of the form that were taken for the agency's


def test_an_untouched_return_of_a_round_without_a_return_by_date__is_no_change(folder):
    # the form's line is shorter where the round has no return-by date
    issue(folder, AS_AT, now=DAY)
    result = send(folder, "POLICE", {})
    assert (result.outcome, result.notes) == ("no_change", ())


# questions that were lost, or were wrong


def test_a_conflict_that_closes_itself__leaves_what_was_held_with_it_to_be_asked(issued):
    # the reason waits along with the status; once the status closes, it must be asked about by itself
    by_telephone(issued, "1-POLICE", "POLICE", status="In progress")
    send(issued, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff"}})
    by_telephone(issued, "1-POLICE", "POLICE", status="Paused")
    asked = [question.field for question in conflicts(issued)]
    assert asked == ["reason"] or "Staff" in cells_of(issued).values()


def test_undo__opens_a_conflict_again_that_what_is_taken_back_had_closed(issued):
    # the change that made both sides agree is undone, so the question must wait again
    by_telephone(issued, "1-POLICE", "POLICE", status="In progress")
    send(issued, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff"}})
    assert [question.id for question in conflicts(issued)] == ["1-POLICE:status"]
    by_telephone(issued, "1-POLICE", "POLICE", status="Paused", reason="Staff")
    assert [question.id for question in conflicts(issued)] == ["1-POLICE:reason"]
    assert undo(issued, now=LATER).opened == ("1-POLICE:status",)
    assert now(issued, "1-POLICE").status == "in_progress"
    assert [question.id for question in conflicts(issued)] == ["1-POLICE:status"]


def test_undo__asks_again_which_agencys_answer_stands(issued):
    done = {**DONE, "evidence_given": "Log"}
    send(issued, "NHS", {"2-POLICE": done}, name="1.xlsx")
    [asked] = conflicts(issued)
    send(issued, "POLICE", {"2-POLICE": done}, name="2.xlsx")
    assert conflicts(issued) == ()
    undo(issued, now=LATER)
    [again] = conflicts(issued)
    assert (again.id, again.kind, again.asked) == (asked.id, "agencies", asked.asked)
    undo(issued, now=LATER)
    assert conflicts(issued) == ()


def test_a_conflict_over_an_agencys_own_cell__is_with_the_coordinator_and_no_other_agency(issued):
    by_telephone(issued, "2-POLICE", "POLICE", evidence_given="Log")
    send(issued, "NHS", {"2-POLICE": {"evidence_given": "Rota"}}, name="1.xlsx")
    send(issued, "POLICE", {"2-POLICE": {"evidence_given": "Minutes"}}, name="2.xlsx")
    [question] = conflicts(issued)
    assert (question.kind, question.ours) == ("edit", "Log")


def test_row__the_return_is_shown_and_taken_as_it_was_returned(issued):
    # the return holds the evidence; the plan's blank must not be shown, or written, as what the return says
    second = dt.date(2025, 9, 30)
    send(issued, "POLICE", {"1-POLICE": {"evidence_given": "Minutes"}})
    issue(issued, second, due=dt.date(2025, 10, 14), now=LATER)
    by_telephone(issued, "1-POLICE", "POLICE", evidence_given=None)
    fill(issued / "issued" / second.isoformat() / "POLICE.xlsx", issued / "inbox" / "b.xlsx", {"1-POLICE": DONE})
    collect(issued, now=LATER)
    [question] = conflicts(issued)
    assert "Evidence: what, and where held: Minutes" in question.theirs
    resolve(issued, [question.id], take="theirs", now=LATER)
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").evidence_given) == ("complete", "Minutes")
