"""The sheet To check: guesses of the import confirmed, and put right where they were wrong."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.status import status
from dhr_xl.commands.workspace import open_workspace
from dhr_xl.model import Finding
from plan_folder import DAY, edit_master

LATER = DAY + dt.timedelta(days=1)


def finding(where, field, guessed):
    return Finding(code="X", severity="warning", where=where, field=field, guessed=guessed, message="Check it.")


@pytest.fixture
def guessed(folder):
    """A plan whose import guessed some things."""
    findings = [
        finding("1-POLICE", "agency", "POLICE"), finding("1-POLICE", "target_date", "2025-05-31"),
        finding("3-NHS", "status", ""), finding("2-POLICE", "action", "Do 2-POLICE"),
        finding("2", "recommendation", "They work together."), finding("3", "number", "3"),
        finding("2-POLICE", "progress", ""), finding("line 7", "", ""),
    ]  # fmt: skip
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings(findings)
        assert publish_master(workspace, last_run="imported") == ""
    return folder


def put_right(folder, number, correct, **more):
    edit_master(folder, "To check", "id", {str(number): {"correct": correct, **more}})
    collect(folder, now=LATER)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


@pytest.mark.parametrize(
    ("number", "correct", "ref", "attribute", "value"),
    [
        (1, "nhs", "1-POLICE", "agency", "NHS"),
        (2, dt.date(2025, 9, 30), "1-POLICE", "target_date", dt.date(2025, 9, 30)),
        (2, "30th September 2025", "1-POLICE", "target_date", dt.date(2025, 9, 30)),
        (3, "in progress", "3-NHS", "status", "in_progress"),
        (4, "Train every officer", "2-POLICE", "action", "Train every officer"),
        (7, "All trained", "2-POLICE", "progress", "All trained"),
    ],
)
def test_what_is_right__is_written_where_the_guess_was(guessed, number, correct, ref, attribute, value):
    put_right(guessed, number, correct)
    assert getattr(now(guessed, ref), attribute) == value
    assert "put right on To check" in {change.how for change in history(guessed, ref)}


def test_a_recommendation_and_its_number__are_put_right_too(guessed):
    put_right(guessed, 5, "They work together, and say so.")
    put_right(guessed, 6, "3a")
    recommendations = {r.number: r.text for r in export(guessed).recommendations}
    assert (recommendations["2"], recommendations["3a"]) == ("They work together, and say so.", "The Trust asks.")
    assert now(guessed, "3-NHS").ref == "3-NHS"


def test_a_tick__is_one_less_to_check(guessed):
    def left():
        return {what: count for what, count, _ in status(guessed, LATER).today.needs_you}["Guesses to check"]

    assert left() == 8
    edit_master(guessed, "To check", "id", {"1": {"checked": "Yes"}, "8": {"checked": "Yes"}})
    collect(guessed, now=LATER)
    assert left() == 6


@pytest.mark.parametrize(
    ("number", "correct", "said"),
    [(1, "FIRE", "no agency 'FIRE'"), (2, "31 September 2025", "cannot be right"), (8, "words", "on Actions")],
)
def test_what_does_not_fit__stops_its_row_and_names_the_cell(guessed, number, correct, said):
    before = export(guessed)
    edit_master(guessed, "To check", "id", {str(number): {"correct": correct}})
    [found] = collect(guessed, now=LATER).master.problems
    assert (found.cell.sheet, said in found.message) == ("To check", True)
    assert export(guessed) == before
