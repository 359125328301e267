"""What the rules of the merge say of errors, held answers and decisions, by example: an error holds, a decision stays."""

import datetime as dt

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from oracle.acts import (
    COMPLETE,
    LATER,
    all_cells,
    all_questions,
    answer,
    asked_about,
    board,
    form_of,
    send,
    sent,
    telephone,
    waiting,
    without_column,
)
from plan_folder import chase, edit_master

ROW = "1-POLICE"
AFTER_DUE, AUTUMN = dt.datetime(2025, 7, 20, 9), dt.datetime(2025, 10, 1, 9)
NEXT = dt.date(2025, 9, 30)
NO_EVIDENCE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "outcome": "Used"}


def owed(folder, now=AFTER_DUE):
    """agency -> refs it is reminded of, those it is asked to put right included."""
    return {one.agency: [ref for ref, _ in (*one.lines, *one.corrections)] for one in chase(folder, now).owed}


# an error holds


def test_complete_from_a_workbook_without_its_evidence_column__is_held(issued):
    source = without_column(form_of(issued, "POLICE"), issued.parent / "cut.xlsx", "evidence_given")
    fill_without(issued, source, {ROW: NO_EVIDENCE})
    assert answer(issued, ROW, "POLICE")["status"] == "In progress"
    assert asked_about(issued, ROW, "status", "POLICE", "Complete")


def test_paused_from_a_workbook_without_its_reason_column__is_held(issued):
    source = without_column(form_of(issued, "POLICE"), issued.parent / "cut.xlsx", "reason")
    fill_without(issued, source, {ROW: {"status": "Paused"}})
    assert answer(issued, ROW, "POLICE")["status"] == "In progress"
    assert asked_about(issued, ROW, "status", "POLICE", "Paused")


def test_complete_without_the_evidence_column__when_the_plan_has_evidence_it_merges(issued):
    telephone(issued, ROW, "POLICE", evidence_given="Minutes")
    source = without_column(form_of(issued, "POLICE"), issued.parent / "cut.xlsx", "evidence_given")
    fill_without(issued, source, {ROW: NO_EVIDENCE})
    assert answer(issued, ROW, "POLICE")["status"] == "Complete"
    assert waiting(issued) == []


def fill_without(folder, source, answers):
    """Fill in, by its headings, a workbook one of whose columns is gone, and collect it."""
    book = openpyxl.load_workbook(source)
    sheet, columns = book["Return"], {}
    for key in {"ref", *(key for row in answers.values() for key in row)}:
        area = book.defined_names[f"dhr_col_{key}"].attr_text.split("!")[1].replace("$", "").split(":")[0]
        columns[key] = area.rstrip("0123456789")
    for number in range(1, sheet.max_row + 1):
        for key, value in answers.get(sheet[f"{columns['ref']}{number}"].value, {}).items():
            sheet[f"{columns[key]}{number}"] = value
    book.save(folder / "inbox" / "cut.xlsx")
    [result] = collect(folder, now=LATER).returns
    assert result.outcome != "rejected", result


@pytest.mark.parametrize(
    "first",
    [
        {"evidence_given": "Minutes", "status": "Paused"},  # held: no reason
        {"evidence_given": "Minutes", "completion_date": dt.date(2025, 12, 1)},  # held: not yet
    ],
)
def test_complete_in_a_second_teams_copy_while_the_first_teams_evidence_is_held__is_held(issued, first):
    send(issued, "POLICE", {ROW: {**first, "progress": "North met"}}, who="North")
    assert asked_about(issued, ROW, "evidence_given", "POLICE", "Minutes")
    send(issued, "POLICE", {ROW: {"status": "Complete", "outcome": "Used"}}, "b.xlsx", hour=14, who="South")
    assert answer(issued, ROW, "POLICE")["status"] == "In progress"
    assert answer(issued, ROW, "POLICE")["evidence_given"] == ""
    assert asked_about(issued, ROW, "status", "POLICE", "Complete")


@pytest.mark.parametrize(
    ("row", "held"),
    [
        (NO_EVIDENCE, "status"),
        ({"status": "Paused"}, "status"),
        ({"status": "Propose to close", "outcome": "None"}, "outcome"),
        ({**COMPLETE, "completion_date": dt.date(2025, 12, 1)}, "evidence_given"),
        ({**COMPLETE, "completion_date": "31 September 2024"}, "status"),
        ({"status": "Nearly done", "evidence_given": "Log"}, "evidence_given"),
    ],
)
def test_an_error_holds_its_group__progress_lands(issued, row, held):
    result = send(issued, "POLICE", {ROW: {**row, "progress": "We met"}})
    assert any(problem.severity == "error" for problem in result.problems)
    mine = answer(issued, ROW, "POLICE")
    assert mine == {**mine, "status": "In progress", "completion_date": "", "evidence_given": "", "outcome": ""}
    assert mine["progress"] == "We met"
    assert asked_about(issued, ROW, held, "POLICE", str(row[held]))


# a held answer is no update, and the rows it leaves are owed


def test_a_held_answer__leaves_its_row_owed(issued):
    send(issued, "POLICE", {ROW: NO_EVIDENCE, "2-POLICE": {"progress": "We met"}})
    assert ROW in owed(issued)["POLICE"]
    assert "2-POLICE" not in owed(issued)["POLICE"]


def test_one_row_by_telephone__does_not_silence_the_others(issued):
    telephone(issued, "2-POLICE", "NHS", progress="We met")
    assert owed(issued)["NHS"] == ["3-NHS", "4-NHS"]
    lines = {line.code: line.owed for line in status(issued, AFTER_DUE).today.agencies}
    assert lines["NHS"] == 2


def test_more_evidence_needed__the_row_is_owed_again_in_the_next_round(issued):
    send(issued, "POLICE", {ROW: COMPLETE})
    board(issued, ROW, "More evidence needed", board_note="Send the audit")
    made = issue(issued, NEXT, due=dt.date(2025, 10, 14), now=AUTUMN)
    assert "POLICE" in [one.agency for one in made.issued]
    assert ROW in owed(issued, dt.datetime(2025, 10, 20))["POLICE"]
    send(
        issued,
        "POLICE",
        {ROW: {"evidence_given": "The audit"}},
        "b.xlsx",
        source=form_of(issued, "POLICE", NEXT),
        now=AUTUMN,
    )
    assert answer(issued, ROW, "POLICE")["evidence_given"] == "The audit"
    assert ROW not in owed(issued, dt.datetime(2025, 10, 20))["POLICE"]


def test_more_evidence_needed__the_boards_note_is_on_the_next_form(issued):
    send(issued, "POLICE", {ROW: COMPLETE})
    board(issued, ROW, "More evidence needed", board_note="Send the audit")
    issue(issued, NEXT, due=dt.date(2025, 10, 14), now=AUTUMN)
    sheet = openpyxl.load_workbook(form_of(issued, "POLICE", NEXT))["Return"]
    [row] = [cells for cells in sheet.iter_rows(values_only=True) if ROW in cells]
    assert any("Send the audit" in str(text) for text in row)


def test_more_evidence_needed__it_no_longer_stands_as_awaiting_sign_off(issued):
    send(issued, "POLICE", {ROW: COMPLETE})
    assert counts(issued)["Complete awaiting sign-off"] == 1
    board(issued, ROW, "More evidence needed", board_note="Send the audit")
    assert counts(issued)["Complete awaiting sign-off"] == 0


def counts(folder):
    return {word: count for word, count, _ in status(folder, AFTER_DUE).today.brag}


def test_an_agency_that_owes_nothing__gets_no_workbook(issued):
    send(issued, "MARAC", {"4-NHS": COMPLETE})
    made = issue(issued, NEXT, due=dt.date(2025, 10, 14), now=AUTUMN)
    assert sorted(one.agency for one in made.issued) == ["NHS", "POLICE"]


# a decision stays decided


def decided(folder, **how):
    """A status in question is decided in some way, and then the agency saves its copy again with something else."""
    telephone(folder, ROW, "POLICE", status="Not started")
    send(folder, "POLICE", {ROW: {"status": "Paused", "reason": "Staff", "progress": "We met"}})
    [question] = waiting(folder, ROW)
    resolve(folder, [question.id], now=LATER, **how)
    before = all_cells(folder)
    send(folder, "POLICE", {"2-POLICE": {"progress": "More"}}, "b.xlsx", source=sent(folder), hour=14)
    return before


@pytest.mark.parametrize("how", [{"take": "ours"}, {"take": "base"}, {"value": "Propose to close"}, {"take": "theirs"}])
def test_decided_and_then_a_later_save_of_the_same_copy__nothing_moves_unseen(issued, how):
    before = decided(issued, **how)
    after = {key: text for key, text in all_cells(issued).items() if key.ref == ROW}
    assert after == {key: text for key, text in before.items() if key.ref == ROW}
    assert answer(issued, "2-POLICE", "POLICE")["progress"] == "More"


@pytest.mark.parametrize("how", [{"take": "ours"}, {"take": "base"}, {"value": "Minutes of May"}])
def test_evidence_decided_in_some_way__a_later_save_does_not_bring_it_back(issued, how):
    telephone(issued, ROW, "POLICE", evidence_given="Log")
    send(issued, "POLICE", {ROW: {"evidence_given": "Rota", "progress": "We met"}})
    [question] = waiting(issued, ROW)
    resolve(issued, [question.id], now=LATER, **how)
    before = {key: text for key, text in all_cells(issued).items() if key.ref == ROW}
    send(issued, "POLICE", {"2-POLICE": {"progress": "More"}}, "b.xlsx", source=sent(issued), hour=14)
    assert {key: text for key, text in all_cells(issued).items() if key.ref == ROW} == before
    assert waiting(issued) == []


def test_what_waits_along_with_a_question_and_was_changed_since__is_shown_before_it_is_written(issued):
    telephone(issued, ROW, "POLICE", status="Not started")
    send(issued, "POLICE", {ROW: {"status": "Paused", "evidence_given": "Rota", "reason": "Staff"}})
    edit = {"evidence_given": "Log", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {ROW: edit})
    collect(issued, now=LATER)
    assert answer(issued, ROW, "POLICE")["evidence_given"] == "Log"
    [question] = [q for q in waiting(issued, ROW) if q.field == "status"]
    resolve(issued, [question.id], take="theirs", now=LATER)
    assert answer(issued, ROW, "POLICE")["evidence_given"] == "Log"
    assert asked_about(issued, ROW, "evidence_given", "POLICE", "Rota")


def test_the_same_held_answer__is_not_asked_twice(issued):
    send(issued, "POLICE", {ROW: NO_EVIDENCE})
    before = [q.id for q in all_questions(issued)]
    send(issued, "POLICE", {"2-POLICE": {"progress": "More"}}, "b.xlsx", source=sent(issued), hour=14)
    open_now = [(q.ref, q.field) for q in all_questions(issued) if q.state in {"open", "asked"}]
    assert len(open_now) == len(set(open_now)) == len(before)


def test_the_same_answers_saved_again_after_the_plan_moved__are_asked_about_once(issued):
    telephone(issued, ROW, "POLICE", progress="We met")
    send(issued, "POLICE", {ROW: {"progress": "Done"}})
    telephone(issued, ROW, "POLICE", now=LATER + dt.timedelta(hours=1), progress="No use")
    result = send(issued, "POLICE", {}, "b.xlsx", source=sent(issued), hour=14, now=LATER + dt.timedelta(hours=2))
    assert result.outcome == "no_change"
    assert [(q.field, q.ours, q.theirs) for q in waiting(issued, ROW)] == [("progress", "No use", "Done")]


# a held answer always has somebody asked about it


def test_a_copy_to_put_right_that_is_still_wrong__asks_about_what_it_brings(issued):
    result = send(issued, "POLICE", {ROW: {"status": "Paused", "progress": "We met"}})
    for question in waiting(issued, ROW):
        resolve(issued, [question.id], take="ours", now=LATER)
    send(issued, "POLICE", {ROW: {"status": "Paused", "evidence_given": "Rota", "outcome": "None"}}, "b.xlsx",
         source=issued / result.to_correct, hour=14)  # fmt: skip
    mine = answer(issued, ROW, "POLICE")
    for key, text in (("evidence_given", "Rota"), ("outcome", "None")):
        assert mine[key] == text or asked_about(issued, ROW, key, "POLICE", text)
    assert mine["status"] == "In progress"


@pytest.mark.parametrize("take", ["ours", "base"])
def test_a_held_row_whose_question_was_decided__a_later_save_with_more_is_asked_about_or_merged(issued, take):
    send(issued, "POLICE", {ROW: {"status": "Paused", "progress": "We met"}})
    for question in waiting(issued, ROW):
        resolve(issued, [question.id], take=take, now=LATER)
    send(issued, "POLICE", {ROW: {"evidence_given": "Rota"}}, "b.xlsx", source=sent(issued), hour=14)
    mine = answer(issued, ROW, "POLICE")
    assert mine["evidence_given"] == "Rota" or asked_about(issued, ROW, "evidence_given", "POLICE", "Rota")


def test_what_is_undone_and_collected_again__merges_as_the_first_time(issued):
    telephone(issued, ROW, "POLICE", **COMPLETE)
    before = all_cells(issued)
    send(issued, "POLICE", {ROW: {"progress": "We met"}, "2-POLICE": COMPLETE})
    first = all_cells(issued), [(q.ref, q.field, q.theirs) for q in waiting(issued)]
    undo(issued, now=LATER)
    assert all_cells(issued) == before
    assert waiting(issued) == []
    (issued / "inbox" / "again.xlsx").write_bytes(sent(issued).read_bytes())
    collect(issued, now=LATER)
    assert (all_cells(issued), [(q.ref, q.field, q.theirs) for q in waiting(issued)]) == first
