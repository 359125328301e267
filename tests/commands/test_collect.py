"""collect, resolve and undo on real workbooks: what a coordinator and an agency would notice."""

import datetime as dt
import hashlib

import openpyxl
import pytest

from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from dhr_xl.core.returns.problems import Code
from dhr_xl.errors import Stop
from late_master import master_of
from plan_folder import DAY, fill, form

LATER = DAY + dt.timedelta(days=8)
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes of 20 June, held by PPU",
    "outcome": "Every call assessed", "progress": "Instruction issued",
}  # fmt: skip


def send(folder, agency, answers, name="return.xlsx", **singles):
    return fill(form(folder, agency), folder / "inbox" / name, answers, **singles)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def codes(result):
    return [problem.code for problem in result.problems]


def test_a_good_return__merges_and_says_where_each_change_came_from(issued):
    send(issued, "POLICE", {"1-POLICE": DONE}, completed_by="Superintendent")
    [result] = collect(issued, now=LATER).returns
    assert (result.agency, result.outcome, result.problems) == ("POLICE", "merged", ())
    assert now(issued, "1-POLICE").status == "complete"
    assert now(issued, "1-POLICE").evidence_given == "Minutes of 20 June, held by PPU"
    made = {change.key.field: change for change in history(issued, "1-POLICE")}
    assert made["status"].who == "POLICE"
    assert made["status"].source.startswith("return.xlsx, sheet 'Return', cell G")


def test_the_original__is_kept_byte_for_byte_and_leaves_the_inbox(issued):
    path = send(issued, "POLICE", {"1-POLICE": DONE})
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    collect(issued, now=LATER)
    assert not path.exists()
    [kept] = (issued / "returned" / "2025-06-30").iterdir()
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == was


def test_complete_without_evidence__holds_the_row_and_progress_still_lands(issued):
    send(issued, "POLICE", {"1-POLICE": {"status": "Complete", "progress": "Instruction issued"}})
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "merged_with_problems"
    assert Code.EVIDENCE_NEEDED in codes(result)
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").progress) == ("not_started", "Instruction issued")
    assert result.held == ("1-POLICE",)


def test_a_pasted_over_status__is_held_with_the_choices_named(issued):
    send(issued, "NHS", {"3-NHS": {"status": "Nearly done!"}})
    [result] = collect(issued, now=LATER).returns
    [found] = [p for p in result.problems if p.code is Code.CHOICE_WRONG]
    assert (found.cell.sheet, found.ref) == ("Return", "3-NHS")
    assert "Not started, In progress" in found.remedy
    assert now(issued, "3-NHS").status == "unknown"


def test_the_same_file_again__is_a_duplicate_and_changes_nothing(issued):
    path = send(issued, "POLICE", {"1-POLICE": DONE})
    data = path.read_bytes()
    collect(issued, now=LATER)
    before = export(issued)
    (issued / "inbox" / "again.xlsx").write_bytes(data)
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "duplicate"
    assert export(issued) == before


def test_nothing_has_changed__is_a_nil_return(issued):
    send(issued, "NHS", {}, anything_new="No, nothing has changed")
    assert collect(issued, now=LATER).returns[0].outcome == "nothing_to_report"


def test_an_untouched_return__is_no_change(issued):
    send(issued, "NHS", {})
    assert collect(issued, now=LATER).returns[0].outcome == "no_change"


def test_a_decided_question__is_never_asked_twice(issued):
    send(issued, "POLICE", {"2-POLICE": {"status": "In progress"}})
    collect(issued, now=LATER)
    path = send(issued, "NHS", {"2-POLICE": DONE})
    data = path.read_bytes()
    collect(issued, now=LATER)
    resolve(issued, ["2-POLICE:status"], take="ours", now=LATER)
    (issued / "inbox" / "copy.xlsx").write_bytes(data)
    collect(issued, now=LATER)
    send(issued, "NHS", {"2-POLICE": DONE}, saved=dt.datetime(2025, 7, 6))
    collect(issued, now=LATER)
    assert conflicts(issued) == ()
    assert now(issued, "2-POLICE").status == "in_progress"


def test_two_teams_copies__both_count_and_a_contradiction_is_asked(issued):
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"status": "In progress", "progress": "North"}},
        "north.xlsx",
        completed_by="North",
    )
    send(
        issued, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff"}, "2-POLICE": {"progress": "South"}},
        "south.xlsx", completed_by="South", saved=dt.datetime(2025, 7, 6),
    )  # fmt: skip
    results = {r.source: r for r in collect(issued, now=LATER).returns}
    assert results["south.xlsx"].conflicts == ("1-POLICE:status",)
    [waiting] = conflicts(issued)
    assert waiting.kind == "teams"
    assert ("North" in waiting.asked, "South" in waiting.asked) == (True, True)
    assert now(issued, "2-POLICE").progress == "South"


def test_a_later_save_of_one_copy__corrects_the_first_and_never_the_other_way(issued):
    first = send(issued, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff", "progress": "A"}}, "1.xlsx")
    early = first.read_bytes()
    first.unlink()
    send(
        issued, "POLICE", {"1-POLICE": {"status": "In progress", "progress": "A"}}, "2.xlsx",
        saved=dt.datetime(2025, 7, 8),
    )  # fmt: skip
    collect(issued, now=LATER)
    (issued / "inbox" / "late.xlsx").write_bytes(early)
    [result] = collect(issued, now=LATER).returns
    assert Code.COPY_OLDER in codes(result)
    assert now(issued, "1-POLICE").status == "in_progress"


def test_a_new_target_date__waits_for_the_board_and_the_first_date_stays(issued):
    new = {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Teams merge"}
    send(issued, "POLICE", {"1-POLICE": new})
    [result] = collect(issued, now=LATER).returns
    assert [(p[1], p[3]) for p in result.proposals] == [("proposed_target_date", "2026-01-31")]
    resolve(issued, ["1-POLICE:proposed_target_date"], take="theirs", now=LATER)
    action = now(issued, "1-POLICE")
    assert (action.target_date, action.agreed_target_date, action.slips) == (
        dt.date(2025, 5, 31),
        dt.date(2026, 1, 31),
        1,
    )


def test_check__changes_nothing(issued):
    path = send(issued, "POLICE", {"1-POLICE": DONE})
    before = {p: p.read_bytes() for p in issued.rglob("*") if p.is_file()}
    assert check(issued, [path], now=LATER).returns[0].outcome == "merged"
    assert {p: p.read_bytes() for p in issued.rglob("*") if p.is_file()} == before


def test_not_a_workbook__is_refused_in_a_sentence_and_kept(issued):
    (issued / "inbox" / "POLICE.xlsx").write_bytes(b"%PDF-1.7 hello")
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "rejected"
    assert "PDF" in result.problems[0].message
    assert (issued / "returned" / "unknown" / "POLICE.xlsx").read_bytes() == b"%PDF-1.7 hello"


def test_undo_of_a_collect__its_file_may_come_again(issued):
    path = send(issued, "POLICE", {"1-POLICE": DONE})
    data = path.read_bytes()
    before = export(issued)
    collect(issued, now=LATER)
    result = undo(issued, now=LATER)
    assert len(result.undone) == len(DONE)
    assert export(issued) == before
    (issued / "inbox" / "again.xlsx").write_bytes(data)
    assert collect(issued, now=LATER).returns[0].outcome == "merged"
    assert now(issued, "1-POLICE").status == "complete"


def test_undo_with_nothing_to_take_back__says_so(issued):
    with pytest.raises(Stop, match="nothing to take back"):
        undo(issued, now=LATER)


def test_master_open_in_excel__the_merge_stands_and_the_file_is_left(issued):
    (issued / "~$master.xlsx").write_bytes(b"")
    was = master_of(issued).read_bytes()
    send(issued, "POLICE", {"1-POLICE": DONE})
    result = collect(issued, now=LATER)
    assert "open in Excel" in result.master_stale
    assert master_of(issued).read_bytes() == was
    assert now(issued, "1-POLICE").status == "complete"


def test_a_path_that_is_not_there__stops_with_nothing_changed(issued):
    with pytest.raises(Stop, match="There is no file"):
        collect(issued, [issued / "nowhere.xlsx"], now=LATER)


def test_a_note_on_an_answer_left_as_it_was__is_shown(issued):
    path = send(issued, "NHS", {})
    book = openpyxl.load_workbook(path)
    book["Return"]["G4"].comment = openpyxl.comments.Comment("We finished this in May", "x")
    book.save(path)
    [result] = collect(issued, now=LATER).returns
    assert "We finished this in May" in " ".join(p.message for p in result.problems)


def test_a_file_that_is_refused__is_kept_and_on_record(issued):
    (issued / "inbox" / "notes.xlsx").write_bytes(b"not a workbook")
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "rejected"
    assert (issued / "returned" / "unknown" / "notes.xlsx").read_bytes() == b"not a workbook"
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        [record] = tx.returns()
    assert (record.source, record.state, record.stored) == ("notes.xlsx", "rejected", "returned/unknown/notes.xlsx")
