"""The sheet To check: the import's guesses are confirmed, or corrected where they were wrong."""

import datetime as dt
import re

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.model import Finding, Unplaced
from plan_folder import DAY, edit_master, rows_of_master

LATER = DAY + dt.timedelta(days=1)


def finding(where, field, guessed):
    return Finding(code="X", severity="warning", where=where, field=field, guessed=guessed, message="Check it.")


@pytest.fixture
def guessed(folder):
    """A plan with guesses of the import."""
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


def test_a_recommendation_and_its_number__are_corrected_too(guessed):
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


def test_a_status_put_right__is_not_said_of_the_agency_that_never_said_it(guessed):
    typed = {"status": "Complete", "evidence_given": "Rota", "entered_for": "NHS", "entered_from": "Telephone"}
    edit_master(guessed, "Actions", "ref", {"3-NHS": typed})
    collect(guessed, now=LATER)
    put_right(guessed, 3, "In progress")
    [question] = conflicts(guessed, LATER)
    assert re.fullmatch(
        r"The plan has NHS's answer as Complete; master\.xlsx generation \d puts it right to 'In progress'\. Is it open "
        r"again\?",
        question.asked,
    )


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


GROUPED = [
    finding("1-POLICE", "target_date", "2025-05-31"), finding("2-POLICE", "target_date", "2025-05-31"),
    finding("3-NHS", "target_date", "2025-05-31"),
]  # fmt: skip
NOTES = [
    Finding(code=code, severity="note", where=ref, field="status", guessed="In progress", message="Read from prose.")
    for code, ref in (("N", "1-POLICE"), ("N", "2-POLICE"), ("M", "3-NHS"))
]


@pytest.fixture
def grouped(folder):
    """A plan with three guesses of one kind, three notes of two kinds, and two texts that could not be placed."""
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings([*GROUPED, *NOTES])
            for number, ref in ((7, ""), (8, ""), (9, "1-POLICE")):
                tx.add_unplaced(Unplaced(line=number, text=f"Words {number}", place=f"table 1, row {number}", ref=ref))
        assert publish_master(workspace, last_run="imported") == ""
    return folder


def ticked(folder):
    return {row["Check"]: row["Checked"] for row in rows_of_master(folder, "To check")}


def tick(folder, **changes):
    edit_master(folder, "To check", "id", {name.replace("_", " "): cells for name, cells in changes.items()})
    return collect(folder, now=LATER).master


def test_rows__stand_by_kind_under_a_row_that_heads_them_what_needs_a_person_first(grouped):
    rows = rows_of_master(grouped, "To check")
    assert [(row["Check"], row["No."]) for row in rows] == [
        ("all X", ""), ("1", 1), ("2", 2), ("3", 3), ("words 3", 4), ("more", ""), ("more N", ""), ("4", 5), ("5", 6),
        ("6", 7), ("more WORDS", ""), ("words 1", 8), ("words 2", 9),
    ]  # fmt: skip
    assert [row["What to look at"] for row in rows if row["Check"] in {"all X", "more WORDS"}] == [
        "3 of these: Check it.", "2 pieces of the document stand in no action.",
    ]  # fmt: skip
    assert rows[4]["Place in the document"] == "table 1, row 9"


def test_a_tick_on_the_row_that_heads_a_group__ticks_its_rows_and_a_later_master_shows_it(grouped):
    taken = tick(grouped, all_X={"checked": "Yes"})
    assert (taken.problems, taken.sheets) == ((), ("To check",))
    shown = ticked(grouped)
    assert {name for name, mark in shown.items() if mark} == {"all X", "1", "2", "3"}
    assert list(shown)[-4:] == ["all X", "1", "2", "3"]
    assert collect(grouped, now=LATER).master.nothing


def test_a_tick_on_all_of_interest__leaves_what_needs_a_person(grouped):
    tick(grouped, more={"checked": "Yes"})
    today = status(grouped, LATER).today
    assert {what: count for what, count, _ in today.needs_you}["Guesses to check"] == 4
    assert today.needs_nothing[1][1] == 0


def test_a_row_corrected_or_ticked_alone__still_works_beside_the_head(grouped):
    tick(grouped, **{"2": {"checked": "Yes"}})
    assert {name for name, mark in ticked(grouped).items() if mark} == {"2"}
    tick(grouped, all_X={"checked": "Yes"}, **{"1": {"correct": dt.date(2025, 9, 30)}})
    assert now(grouped, "1-POLICE").target_date == dt.date(2025, 9, 30)
    assert {name for name, mark in ticked(grouped).items() if mark} == {"all X", "1", "2", "3"}


def test_a_row_that_does_not_fit__is_left_out_though_its_head_is_ticked(grouped):
    [found] = tick(grouped, all_X={"checked": "Yes"}, **{"1": {"correct": "ask them"}}).problems
    assert "is not a date" in found.message
    assert {name for name, mark in ticked(grouped).items() if mark} == {"2", "3"}


def test_a_tick_taken_away__from_the_head_or_from_one_row(grouped):
    tick(grouped, all_X={"checked": "Yes"})
    tick(grouped, **{"2": {"checked": None}})
    assert {name for name, mark in ticked(grouped).items() if mark} == {"1", "3"}
    tick(grouped, **{"2": {"checked": "Yes"}})
    tick(grouped, all_X={"checked": None})
    assert not any(ticked(grouped).values())


def test_words_typed_beside_a_head__wait_and_are_said(grouped):
    [found] = tick(grouped, all_X={"correct": "30 June 2026"}).problems
    assert "heads the rows below it" in found.message
    assert not any(ticked(grouped).values())


def test_undo__takes_the_ticks_of_a_whole_group_back(grouped):
    tick(grouped, more_N={"checked": "Yes"})
    undo(grouped, now=LATER, confirm=lambda _: True)
    assert not any(ticked(grouped).values())
