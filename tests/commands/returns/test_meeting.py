"""The board's meeting: one workbook out, its decisions back in through collect, and what each agency is shown of it."""

import contextlib
import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board_meeting import DONE, LATER_DATE, MET, SHEET, ask_board, decide_rows, meet, snapshot_of
from board_rounds import JUNE, SEPTEMBER, board, send
from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue, issue_board
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.meeting import CHOICES, Ask
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.returns.board_said import said_by_board
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.views.names import START
from dhr_xl.errors import Stop
from dhr_xl.front.cli.show.collect import show_collect
from dhr_xl.workbooks.meeting.words import column_name
from generated import part
from plan_folder import chase, edit_master, place, rows_of_master

DAY = dt.date(2025, 7, 15)
NEXT, LATER = MET + dt.timedelta(days=1), dt.datetime(2025, 10, 1, 9)
SIGNED = {"1-POLICE": {"decision": "Signed off", "note": "Good work", "decided_on": DAY}}


def action_of(folder, ref):
    return next(a for a in export(folder).actions if a.ref == ref)


def decided(folder, ref):
    action = action_of(folder, ref)
    return str(action.board_decision), action.board_note, action.decided_on


def rows_of_sheet(path):
    """Ref -> heading -> what a row of the board's workbook shows."""
    sheet = openpyxl.load_workbook(path)[SHEET]
    headings, *rows = sheet[sheet.tables["Board_decisions"].ref]
    return {row[0].value: {h.value: c.value for h, c in zip(headings, row, strict=True)} for row in rows}


def changes_in(folder):
    return snapshot_of(folder).changes


def codes(result):
    return [found.code.name for found in result.problems]


# out


def test_issue_board__a_row_for_each_decision_with_what_is_asked(asked):
    result = issue_board(asked, now=MET)
    rows = rows_of_sheet(result.board.file)
    assert list(rows) == ["1-POLICE", "2-SWPB", "3-NHS"]
    assert rows["1-POLICE"]["What is asked"] == "Sign off, or ask for more evidence"
    assert (rows["1-POLICE"]["Evidence"], rows["1-POLICE"]["Outcome"]) == ("Minutes", "Used")
    assert (
        "Agree the new target date 30 September 2026 instead of 31 March 2026, as SWPB asks. Their reason: Staff"
        in (rows["2-SWPB"]["What is asked"])
    )
    assert rows["3-NHS"]["Evidence"] == "None given. Latest progress: It is no longer needed"
    assert rows["3-NHS"]["What is asked"] == "Close without completion, as NHS proposes. Their reason: Overtaken"
    assert (result.board.rows, result.issued) == (3, ())


def test_issue_board__again_with_nothing_new_is_the_same_workbook(asked):
    first, again = issue_board(asked, now=MET).board, issue_board(asked, now=NEXT).board
    assert (again.file, again.reference, again.already) == (first.file, first.reference, True)
    first.file.unlink()
    assert issue_board(asked, now=NEXT).board.reference == first.reference
    send(asked, JUNE, "POLICE", {"4-POLICE": DONE}, NEXT)
    more = issue_board(asked, now=NEXT).board
    assert (more.rows, more.file.stem[-3:], more.reference != first.reference) == (4, "(2)", True)


def test_issue_board__nothing_to_ask_and_no_round_are_said(asked, tmp_path):
    meet(asked, {ref: {"decision": word} for ref, word in (("1-POLICE", "Signed off"), ("3-NHS", "Closed"))})
    edit_master(asked, "Decisions", "id", {"2-SWPB:proposed_target_date": {"decision": "Keep the plan"}})
    with pytest.raises(Stop, match="Nothing waits for the board"):
        issue_board(asked, now=NEXT)


def test_issue_board__without_a_round(issued_folder_without_round):
    with pytest.raises(Stop, match="No round is open"):
        issue_board(issued_folder_without_round, now=MET)


@pytest.fixture
def issued_folder_without_round(tmp_path):
    from plan_folder import make_folder

    return make_folder(tmp_path)


def test_publish__writes_the_boards_workbook_beside_its_copy(asked):
    result = publish(asked, MET)
    assert result.board.file.parent == result.file.parent
    assert result.board.file.name == "Board decisions as at 2025-06-30.xlsx"
    assert "Earlier copies were published" not in publish(asked, NEXT).since


def test_command_line__either_a_round_or_the_board(run, asked):
    code, out, _ = run("--plan", asked, "issue", "--board", "--json")
    said = json.loads(out)
    assert (code, said["board"]["rows"], said["issued"]) == (0, 3, [])
    for more in ((), ("--board", "--as-at", "2025-06-30"), ("--board", "--again", "NHS")):
        code, _, err = run("--plan", asked, "issue", *more)
        assert (code, "--board" in err) == (2, True)


# back in


def test_collect__decisions_become_the_plans_with_the_board_in_the_history(asked):
    result = meet(
        asked,
        {
            **SIGNED,
            "2-SWPB": {"decision": "Date agreed", "note": "The last time", "decided_on": DAY},
            "3-NHS": {"decision": "Keep open", "note": "Still needed", "decided_on": DAY},
        },
    )
    assert (result.agency, result.round, result.outcome, result.problems) == (BOARD, "2025-06-30", "merged", ())
    assert decided(asked, "1-POLICE") == ("Signed off", "Good work", DAY)
    assert decided(asked, "3-NHS") == ("Keep open", "Still needed", DAY)
    moved = action_of(asked, "2-SWPB")
    assert (moved.agreed_target_date, moved.slips, str(moved.board_decision)) == (dt.date(2026, 9, 30), 1, "")
    [date] = [q for q in snapshot_of(asked).questions if q.field == "proposed_target_date"]
    assert (date.state, date.decision) == ("decided", "theirs")
    assert date.why == "Decided by the board on 15 July 2025: The last time"
    [change] = [c for c in changes_in(asked) if c.key.field == "board_decision" and c.key.ref == "1-POLICE"]
    assert (change.who, change.how) == (BOARD, "return")
    assert change.source.startswith("board.xlsx, sheet 'Board decisions', cell H")


def test_collect__the_other_words(asked):
    meet(
        asked,
        {
            "1-POLICE": {"decision": "not agreed", "note": "Not yet in use"},
            "2-SWPB": {"decision": "Not agreed"},
            "3-NHS": {"decision": "Closed"},
        },
    )
    assert decided(asked, "1-POLICE") == ("Not agreed", "Not yet in use", MET.date())
    assert decided(asked, "3-NHS")[0] == "Closed – agreed"
    assert action_of(asked, "2-SWPB").agreed_target_date is None
    assert not [q for q in conflicts(asked) if q.state == "open"]


@pytest.mark.parametrize("word", ["More evidence needed", "Not agreed"])
def test_collect__what_is_sent_back_is_owed_again(asked, word):
    assert "1-POLICE" not in {row.ref for owed in chase(asked, NEXT).owed for row in owed.lines}
    meet(asked, {"1-POLICE": {"decision": word, "note": "Send the audit"}})
    [said] = [row.what for owed in chase(asked, NEXT).owed for row in owed.lines if row.ref == "1-POLICE"]
    assert said.endswith(": Send the audit")
    assert "1-POLICE" not in rows_of_sheet(ask_board(asked, NEXT))


def test_collect__asked_for_more_evidence_a_second_time_is_owed_a_second_time(asked):
    meet(asked, {"1-POLICE": {"decision": "More evidence needed", "note": "Send the audit"}})
    send(asked, JUNE, "POLICE", {"1-POLICE": {**DONE, "evidence_given": "The audit"}}, NEXT)
    assert "1-POLICE" in rows_of_sheet(ask_board(asked, NEXT))
    again = NEXT + dt.timedelta(days=30)
    result = meet(asked, {"1-POLICE": {"decision": "More evidence needed", "note": "And the log"}}, now=again)
    assert result.outcome == "merged"
    assert decided(asked, "1-POLICE") == ("More evidence needed", "And the log", again.date())
    assert "1-POLICE" in {row.ref for owed in chase(asked, again).owed for row in owed.lines}


def test_collect__an_untouched_workbook_changes_nothing(asked):
    was = export(asked)
    result = meet(asked, {})
    assert (result.outcome, result.problems, export(asked)) == ("no_change", (), was)


def test_check__says_it_and_changes_nothing(asked, tmp_path):
    path = decide_rows(ask_board(asked), tmp_path / "b.xlsx", SIGNED)
    was = export(asked)
    [result] = check(asked, [path], now=MET).returns
    assert (result.agency, result.outcome, export(asked)) == (BOARD, "merged", was)


def test_undo__takes_it_back_and_it_may_come_again(asked):
    was, source = export(asked), ask_board(asked)
    rows = {**SIGNED, "2-SWPB": {"decision": "Date agreed"}}
    meet(asked, rows, source=source)
    then = export(asked)
    undo(asked, returned="board.xlsx", now=NEXT)
    assert export(asked) == was
    [date] = [q for q in conflicts(asked) if q.field == "proposed_target_date"]
    assert date.state == "open"
    meet(asked, rows, source=source)
    assert export(asked) == then


# where the plan has moved since


def waiting(folder):
    return [q for q in conflicts(folder) if q.agency == BOARD and not q.with_id]


def test_moved__a_new_answer_is_asked_about(asked):
    source = ask_board(asked)
    answer = {**DONE, "status": "In progress", "reason": "Reopened", "completion_date": None, "outcome": None}
    send(asked, JUNE, "POLICE", {"1-POLICE": answer}, NEXT)
    resolve(asked, [q.id for q in conflicts(asked) if q.ref == "1-POLICE"][:1], take="theirs", now=NEXT)
    result = meet(asked, SIGNED, source=source, now=NEXT)
    assert (result.outcome, codes(result)) == ("merged_with_problems", ["BOARD_MOVED"])
    assert decided(asked, "1-POLICE")[0] == ""
    [question] = waiting(asked)
    assert (question.kind, question.field) == ("board", "board_decision")
    assert "Status was changed from 'Complete' to 'In progress'" in question.asked
    resolve(asked, [question.id], take="theirs", now=NEXT)
    assert decided(asked, "1-POLICE") == ("Signed off", "Good work", DAY)
    last = [c for c in changes_in(asked) if c.key.field == "board_decision"][-1]
    assert last.who == BOARD


def test_moved__another_decision_of_the_coordinators_is_asked_about(asked):
    source = ask_board(asked)
    board(asked, {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "By telephone"}}, NEXT)
    result = meet(asked, SIGNED, source=source, now=NEXT)
    [question] = waiting(asked)
    assert (question.kind, question.ours, question.theirs) == ("board", "More evidence needed", "Signed off")
    assert "Board decision was changed to 'More evidence needed'" in question.asked
    assert result.outcome == "merged_with_problems"
    resolve(asked, [question.id], take="ours", now=NEXT)
    assert decided(asked, "1-POLICE")[:2] == ("More evidence needed", "By telephone")
    again = decide_rows(source, asked / "inbox" / "again.xlsx", SIGNED, saved=dt.datetime(2025, 7, 15, 18))
    assert again
    collect(asked, now=NEXT)
    assert waiting(asked) == []


def test_moved__the_same_decision_entered_meanwhile_is_no_question(asked):
    source = ask_board(asked)
    board(asked, {"1-POLICE": {"board_decision": "Signed off", "decided_on": DAY, "board_note": "Good work"}}, NEXT)
    result = meet(asked, SIGNED, source=source, now=NEXT)
    assert (result.outcome, waiting(asked)) == ("no_change", [])


@pytest.mark.parametrize(("take", "word"), [("ours", "Date agreed"), ("theirs", "Not agreed")])
def test_moved__a_date_decided_otherwise_is_asked_about(asked, take, word):
    source = ask_board(asked)
    resolve(asked, ["2-SWPB:proposed_target_date"], take=take, now=NEXT)
    before = action_of(asked, "2-SWPB").agreed_target_date
    meet(asked, {"2-SWPB": {"decision": word, "note": "As we said"}}, source=source, now=NEXT)
    [question] = waiting(asked)[:1]
    assert (question.kind, question.field) == ("board", "agreed_target_date")
    assert action_of(asked, "2-SWPB").agreed_target_date == before
    assert any("As we said" in q.theirs for q in snapshot_of(asked).questions if q.kind == "words")
    resolve(asked, [question.id], take="theirs", now=NEXT)
    assert action_of(asked, "2-SWPB").agreed_target_date == (dt.date(2026, 9, 30) if word == "Date agreed" else None)


def test_moved__a_withdrawn_action_is_not_revived(asked):
    source = ask_board(asked)
    edit_master(asked, "Actions", "ref", {"1-POLICE": {"withdrawn": "Yes", "withdrawn_reason": "Said twice"}})
    result = meet(asked, SIGNED, source=source, now=NEXT)
    assert "the action was withdrawn" in result.problems[0].message
    assert (decided(asked, "1-POLICE")[0], len(waiting(asked))) == ("", 1)


def test_ask__the_boards_decision_is_not_put_to_an_agency(asked):
    source = ask_board(asked)
    board(asked, {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "By telephone"}}, NEXT)
    meet(asked, SIGNED, source=source, now=NEXT)
    with pytest.raises(Stop, match="the board's decision"):
        resolve(asked, [waiting(asked)[0].id], take="ask", now=NEXT)


# what is wrong


WRONG = {
    "CHOICE_WRONG": {"1-POLICE": {"decision": "Date agreed"}},
    "DATE_WRONG": {"1-POLICE": {"decision": "Signed off", "decided_on": "31 September 2025"}},
    "DECISION_FUTURE": {"1-POLICE": {"decision": "Signed off", "decided_on": dt.date(2026, 7, 15)}},
    "DECISION_MISSING": {"1-POLICE": {"note": "We talked about it"}},
    "CELL_ERROR": {"1-POLICE": {"decision": "#N/A"}},
}


@pytest.mark.parametrize("code", sorted(WRONG))
def test_wrong__is_held_said_and_asked_about(asked, code):
    was = export(asked)
    result = meet(asked, {**WRONG[code], "3-NHS": {"decision": "Closed"}})
    assert codes(result) == [code]
    assert (result.outcome, result.held) == ("merged_with_problems", ("1-POLICE",))
    assert result.problems[0].remedy
    assert result.to_correct == ""
    assert decided(asked, "1-POLICE") == ("", "", None)
    assert decided(asked, "3-NHS")[0] == "Closed – agreed"
    assert [q.ref for q in waiting(asked)] == ["1-POLICE"]
    assert [a for a in export(asked).actions if a.ref not in {"1-POLICE", "3-NHS"}] == [
        a for a in was.actions if a.ref not in {"1-POLICE", "3-NHS"}
    ]


WARNED = {
    "DECISION_NOTE_MISSING": {"1-POLICE": {"decision": "More evidence needed"}},
    "DECISION_EARLY": {"1-POLICE": {"decision": "Signed off", "decided_on": dt.date(2024, 7, 15)}},
    "CHOICE_SPELT": {"1-POLICE": {"decision": " signed  OFF"}},
    "PERSONAL_DETAIL": {"1-POLICE": {"decision": "Signed off", "note": "Call 07700 900123"}},
}


@pytest.mark.parametrize("code", sorted(WARNED))
def test_warned__is_taken_in_and_said(asked, code):
    result = meet(asked, WARNED[code])
    assert codes(result) == [code]
    assert decided(asked, "1-POLICE")[0] in {"Signed off", "More evidence needed"}


def test_a_day_filled_down_beside_no_decision__is_only_noted(asked):
    result = meet(asked, {**SIGNED, "2-SWPB": {"decided_on": DAY}, "3-NHS": {"decided_on": "July"}})
    assert codes(result) == ["DECISION_DAY_ONLY", "DECISION_DAY_ONLY"]
    assert (result.outcome, decided(asked, "3-NHS")) == ("merged", ("", "", None))


def test_two_dates_of_one_action__cannot_both_be_agreed(asked):
    send(asked, JUNE, "MARAC", {"2-SWPB": {"proposed_target_date": dt.date(2026, 12, 31), "reason": "Rota"}}, NEXT)
    rows = {"2-SWPB": {"decision": "Date agreed"}, "2-SWPB (2)": {"decision": "Date agreed"}}
    result = meet(asked, rows, now=NEXT)
    assert codes(result) == ["DATES_DIFFER"]
    assert action_of(asked, "2-SWPB").agreed_target_date is None


def test_two_dates_of_one_action__one_is_agreed_and_the_other_not(asked):
    send(asked, JUNE, "MARAC", {"2-SWPB": {"proposed_target_date": dt.date(2026, 12, 31), "reason": "Rota"}}, NEXT)
    rows = {"2-SWPB": {"decision": "Not agreed"}, "2-SWPB (2)": {"decision": "Date agreed"}}
    assert meet(asked, rows, now=NEXT).problems == ()
    assert action_of(asked, "2-SWPB").agreed_target_date == dt.date(2026, 12, 31)
    dates = {q.agency: str(q.decision) for q in snapshot_of(asked).questions if q.kind == "date"}
    assert dates == {"SWPB": "ours", "MARAC": "theirs"}


def test_a_private_name__holds_the_row_and_is_shown_nowhere(asked):
    settings = asked / "dhr_xl.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("private_names = []", 'private_names = ["Jane Doe"]'), encoding="utf-8")
    assert "Jane Doe" in settings.read_text(encoding="utf-8")
    result = meet(asked, {"1-POLICE": {"decision": "Signed off", "note": "Jane Doe's family agree"}})
    assert codes(result) == ["PRIVATE_NAME"]
    assert decided(asked, "1-POLICE")[0] == ""
    assert "Jane Doe" not in str(result)


# files


def test_the_same_bytes__are_a_duplicate(asked):
    source = ask_board(asked)
    path = decide_rows(source, asked / "b.xlsx", SIGNED)
    outcomes = [collect(asked, [path], now=when).returns[0].outcome for when in (MET, NEXT)]
    assert outcomes == ["merged", "duplicate"]


def test_a_later_copy__counts_and_an_older_one_never_undoes_it(asked):
    source = ask_board(asked)
    first = {"1-POLICE": {"decision": "More evidence needed", "note": "Send the audit"}}
    then = {"1-POLICE": {"decision": "Signed off", "note": "Send the audit"}, "3-NHS": {"decision": "Closed"}}
    meet(asked, first, source=source, saved=dt.datetime(2025, 7, 15, 12), name="1.xlsx")
    later = meet(asked, then, source=source, saved=dt.datetime(2025, 7, 15, 14), name="2.xlsx")
    assert (later.outcome, decided(asked, "1-POLICE")[0]) == ("merged", "Signed off")
    older = meet(asked, first, source=source, saved=dt.datetime(2025, 7, 15, 13), name="3.xlsx", now=NEXT)
    assert decided(asked, "1-POLICE")[0] == "Signed off"
    assert "COPY_OLDER" in codes(older)


def test_two_people_who_decided_differently__are_asked_about(asked):
    source = ask_board(asked)
    meet(asked, {"1-POLICE": {"decision": "Signed off"}}, source=source, name="1.xlsx")
    result = meet(asked, {"1-POLICE": {"decision": "Not agreed", "note": "No"}}, source=source, name="2.xlsx")
    assert result.outcome == "merged_with_problems"
    assert {q.kind for q in waiting(asked)} == {"teams"}
    assert decided(asked, "1-POLICE")[0] == "Signed off"


@pytest.mark.parametrize(
    ("note", "read"), [("Which page?", "Which page? "), ("Ask.", "Ask. "), ("Ask", "Ask. "), ("", "")]
)
def test_a_note_beside_a_new_date_and_its_day__are_to_be_read_with_one_stop_between(asked, note, read):
    row = {"decision": "Perhaps", "note": note, "decided_on": dt.date(2025, 7, 15)}
    result = meet(asked, {"2-SWPB": row})
    [words] = [found.value for found in result.problems if found.code is Code.WORDS_OUTSIDE]
    assert words == f"{read}Decided on: 15 July 2025"


def test_two_copies_with_the_day_left_blank__show_no_day_as_what_the_board_wrote(asked):
    source = ask_board(asked)
    late, early = dt.datetime(2025, 7, 15, 14), dt.datetime(2025, 7, 15, 12)
    meet(asked, {"1-POLICE": {"decision": "Signed off"}}, source=source, saved=late, name="1.xlsx")
    first = decided(asked, "1-POLICE")
    row = {"decision": "More evidence needed", "note": "Send it"}
    result = meet(asked, {"1-POLICE": row}, source=source, saved=early, name="2.xlsx", now=NEXT)
    [question] = waiting(asked)
    assert question.asked == (
        "Two copies of BOARD's workbook differ. The first: Board decision 'Signed off'. "
        "This one: Board decision 'More evidence needed'. Which stands?"
    )
    assert not any("July" in problem.message for problem in result.problems)
    assert decided(asked, "1-POLICE") == first
    resolve(asked, [question.id], take="theirs", now=NEXT)
    assert decided(asked, "1-POLICE") == ("More evidence needed", "Send it", NEXT.date())
    assert not waiting(asked)


def drop_names(book):
    for name in list(book.defined_names):
        del book.defined_names[name]


def test_lost_names__are_found_by_the_headings(asked):
    result = meet(asked, SIGNED, change=drop_names)
    assert (codes(result), decided(asked, "1-POLICE")[0]) == (["FOUND_BY_HEADINGS"], "Signed off")


def test_another_sheets_copy__is_understood_and_two_that_differ_are_refused(asked):
    def copy(book):
        book.copy_worksheet(book[SHEET])["H4"] = "Not agreed"

    result = meet(asked, SIGNED, change=copy)
    assert (result.outcome, codes(result)) == ("rejected", ["FILE_REFUSED"])


def test_an_unknown_ref_and_one_given_twice__are_held(asked):
    def change(book):
        letter, first = place(book, column_name("ref"))
        book[SHEET][f"{letter}{first + 3}"] = "1-POLICE"
        book[SHEET][f"{letter}{first + 2}"] = "9-POLICE"

    result = meet(asked, {ref: {"decision": "Signed off"} for ref in ("1-POLICE", "2-SWPB", "3-NHS")}, change=change)
    assert {"ROW_TWICE", "ROW_UNKNOWN"} <= set(codes(result))
    assert set(result.held) == {"1-POLICE", "9-POLICE"}
    assert decided(asked, "1-POLICE")[0] == ""


def test_a_part_of_the_sheet_sorted__holds_both_rows(asked):
    def change(book):
        sheet = book[SHEET]
        sheet["C4"], sheet["C6"] = sheet["C6"].value, sheet["C4"].value

    result = meet(asked, {"1-POLICE": {"decision": "Signed off"}, "3-NHS": {"decision": "Closed"}}, change=change)
    assert set(result.held) == {"1-POLICE", "3-NHS"}
    assert {q.kind for q in waiting(asked)} == {"shifted"}


def paste_notes(book):
    """Two notes come as one paste: their cells lose the validation."""
    sheet = book[SHEET]
    sheet["I4"], sheet["I5"] = "The audit is wanted.", "It was agreed by all."
    for rule in [rule for rule in sheet.data_validations.dataValidation if str(rule.sqref) in {"I4", "I5"}]:
        sheet.data_validations.dataValidation.remove(rule)


def test_notes_that_came_in_one_paste__hold_their_rows(asked):
    rows = {"1-POLICE": {"decision": "More evidence needed"}, "2-SWPB": {"decision": "Not agreed"}}
    result = meet(asked, rows | {"3-NHS": {"decision": "Closed"}}, change=paste_notes)
    said = [p for p in result.problems if p.code is Code.PASTED_ROWS]
    assert [(p.ref, p.cell.cell) for p in said] == [("1-POLICE", "I4"), ("2-SWPB", "I5")]
    assert "I4:I5 (1-POLICE and 2-SWPB)" in said[0].message
    assert set(result.held) == {"1-POLICE", "2-SWPB"}
    assert (decided(asked, "1-POLICE")[0], decided(asked, "3-NHS")[0]) == ("", "Closed – agreed")


def test_words_beside_the_rows__wait_to_be_read(asked):
    def change(book):
        book[SHEET]["L4"] = "Ask the chair"
        book[SHEET]["E4"] = "Minutes, not seen"
        book["Guidance"]["A30"] = "Next meeting in October"

    meet(asked, SIGNED, change=change)
    words = {q.theirs: q.ref for q in snapshot_of(asked).questions if q.kind == "words"}
    assert words == {"Ask the chair": "1-POLICE", "Minutes, not seen": "1-POLICE", "Next meeting in October": BOARD}


def test_references_mixed_up__are_refused(asked):
    source = ask_board(asked)
    form = asked / "issued" / JUNE.isoformat() / "NHS.xlsx"
    [one] = [i.reference for i in snapshot_of(asked).issues if i.agency == "NHS"]
    [ours] = [i.reference for i in snapshot_of(asked).meetings]

    def put(reference):
        def change(book):
            letter, row = place(book, "dhr_return_reference")
            book[START][f"{letter}{row}"] = reference
            del book.custom_doc_props["dhr_return_reference"]

        return change

    result = meet(asked, SIGNED, source=source, change=put(one))
    assert (result.outcome, codes(result)) == ("rejected", ["OTHER_WORKBOOK"])
    book = openpyxl.load_workbook(form)
    area = book.defined_names["dhr_return_reference"].attr_text
    sheet, cell = area.replace("$", "").replace("'", "").split("!")
    book[sheet][cell] = ours
    del book.custom_doc_props["dhr_return_reference"]
    book.save(asked / "inbox" / "mixed.xlsx")
    [result] = collect(asked, now=MET).returns
    assert (result.outcome, codes(result)) == ("rejected", ["OTHER_WORKBOOK"])


# what is shown of it


def test_the_next_form__says_what_the_board_decided(asked):
    meet(
        asked,
        {
            "1-POLICE": {"decision": "More evidence needed", "note": "Send the audit", "decided_on": DAY},
            "2-SWPB": {"decision": "Date agreed", "decided_on": DAY},
            "3-NHS": {"decision": "Keep open", "note": "Still needed", "decided_on": DAY},
        },
    )
    issue(asked, SEPTEMBER, now=LATER)
    shown = {
        ref: row["last_progress"].splitlines()[0]
        for i in snapshot_of(asked).issues
        if i.issued_at == LATER
        for ref, row in i.as_issued.items()
        if row["last_progress"]
    }
    assert shown["1-POLICE"] == "The board asked for more evidence: Send the audit"
    assert shown["2-SWPB"] == "The board agreed the new target date 30 September 2026 on 15 July 2025"
    assert shown["3-NHS"] == "The board keeps it open: Still needed"


def test_the_next_form__asks_an_update_of_an_action_that_is_kept_open(asked):
    meet(asked, {"3-NHS": {"decision": "Keep open"}, "1-POLICE": {"decision": "Not agreed"}})
    issue(asked, SEPTEMBER, now=LATER)
    for agency, ref, needed in (("NHS", "3-NHS", "Update"), ("POLICE", "1-POLICE", "Evidence")):
        sheet = openpyxl.load_workbook(form_of(asked, agency), data_only=True)["Return"]
        [row] = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0] == ref]
        assert row[2] == needed


def form_of(folder, agency):
    return folder / "issued" / SEPTEMBER.isoformat() / f"{agency}.xlsx"


def test_said_by_board__since_a_moment_and_for_each_agency(asked):
    meet(asked, {**SIGNED, "2-SWPB": {"decision": "Not agreed", "note": "Too late", "decided_on": DAY}})
    snapshot = snapshot_of(asked)
    assert said_by_board(snapshot, "POLICE") == (("1-POLICE", "the board signed it off on 15 July 2025: Good work"),)
    [(ref, words)] = said_by_board(snapshot, "SWPB")
    assert (ref, words) == (
        "2-SWPB",
        (
            "the board did not agree the new target date 30 September 2026 on 15 July 2025; it stays 31 March 2026: "
            "Too late"
        ),
    )
    assert said_by_board(snapshot, "MARAC") == ()
    assert said_by_board(snapshot, "POLICE", MET) == ()


def test_publish__says_what_the_board_decided_since_its_last_copy(asked):
    publish(asked, MET)
    meet(asked, {**SIGNED, "2-SWPB": {"decision": "Date agreed"}})
    copy = openpyxl.load_workbook(publish(asked, NEXT).file)
    told = "\n".join(str(cell.value) for row in copy["What changed"] for cell in row if cell.value)
    assert "Signed off by the board on 15 July 2025: Good work" in told
    assert "agreed by the board, asked for by SWPB. Reason: Staff" in told


def test_every_view__is_drawn_with_a_meeting_in_the_plan(asked, capsys):
    result = meet(asked, {**SIGNED, "3-NHS": {"decision": "Nearly"}})
    assert result.held == ("3-NHS",)
    assert status(asked, now=NEXT).today.agencies
    assert BOARD in {row["Agency"] for row in rows_of_master(asked, "Decisions")}
    [came] = [row for row in rows_of_master(asked, "Returns") if row["Agency"] == BOARD]
    assert (came["File"], came["What happened"], came["Due"]) == ("board.xlsx", "Merged with problems", "")
    assert BOARD in {row["By"] for row in rows_of_master(asked, "Changes")}
    assert show_collect(check(asked, [ask_board(asked, NEXT)], now=NEXT), as_json=False, dry=True) == 3
    assert BOARD in capsys.readouterr().out


# whatever is decided

WORDS = {"1-POLICE": Ask.SIGN_OFF, "2-SWPB": Ask.DATE, "3-NHS": Ask.CLOSE}
ROW = {
    "note": st.sampled_from(["Good", "Send it\nsoon", "=1+1", " x ", "Call 07700 900123"]),
    "decided_on": st.sampled_from([DAY, dt.date(2025, 7, 10), "15/07/2025", "31 September 2025", dt.date(2026, 1, 1)]),
}


def rows_of(word_of):
    return st.fixed_dictionaries(
        {},
        optional={
            ref: st.fixed_dictionaries({}, optional={"decision": word_of(ask), **ROW}) for ref, ask in WORDS.items()
        },
    )


VALID = rows_of(lambda ask: st.sampled_from([*CHOICES[ask], "Nearly"]))


@contextlib.contextmanager
def copy_of(folder):
    with tempfile.TemporaryDirectory() as where:
        yield shutil.copytree(folder, Path(where) / "plan")


def plain(value):
    """A value as text, without blanks at its ends; days as ISO."""
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


def kept_in(folder, result):
    """Every text in which something that was filled in may be found again: the plan, questions and what was said."""
    snapshot = snapshot_of(folder)
    texts = [change.after for change in snapshot.changes if change.who == BOARD]
    for q in snapshot.questions:
        texts += [q.theirs, q.why] if q.agency == BOARD or q.why.startswith("Decided by the board") else []
        texts += [str(q.decision)] if q.why.startswith("Decided by the board") else []
    texts += [found.value for found in result.problems]
    return texts


@part(5)
@example(rows={"1-POLICE": {"decision": "Signed off", "note": "Good"}}, answer=False)
@example(rows={"2-SWPB": {"decision": "Not agreed", "note": "Good", "decided_on": DAY}}, answer=True)
@example(rows={"2-SWPB": {"decision": "Date agreed", "decided_on": DAY}}, answer=False)
@given(rows=VALID, answer=st.booleans())
def test_whatever_is_decided__comes_back_equal_or_is_asked_about_and_nothing_is_applied_twice(asked_once, rows, answer):
    with copy_of(asked_once) as folder:
        source = ask_board(folder)
        if answer:
            send(folder, JUNE, "SWPB", {"2-SWPB": {**LATER_DATE, "progress": "We met"}}, MET)
        result = meet(folder, rows, source=source)
        asked = {q.ref for q in waiting(folder)}
        for ref, row in rows.items():
            word = row.get("decision", "")
            texts = kept_in(folder, result)
            for key in ("note", "decided_on"):
                said = row.get(key)
                spelt = {plain(said), "2025-07-15", "15 July 2025", "10 July 2025", "1 January 2026"} if said else set()
                assert not said or any(any(one in text for one in spelt) for text in texts), (ref, key)
            if ref in asked:
                continue
            if ref == "2-SWPB" and word:
                agreed = action_of(folder, ref).agreed_target_date
                assert agreed == (dt.date(2026, 9, 30) if word == "Date agreed" else None)
            elif word:
                assert decided(folder, ref)[:2] == (str(CHOICES[WORDS[ref]][word]), plain(row.get("note", "")))
        wrong = {ref for ref, row in rows.items() if row.get("decision") == "Nearly"}
        assert wrong <= asked
        every = {(d.ref, d.field) for d in snapshot_of(folder).decisions if d.agency == BOARD}
        assert {ref for ref, row in rows.items() if row} <= {ref for ref, _ in every}
        was = export(folder), snapshot_of(folder).questions
        again = meet(folder, rows, source=source, saved=dt.datetime(2025, 7, 15, 18), now=NEXT, name="again.xlsx")
        assert again.outcome == "no_change"
        assert (export(folder), snapshot_of(folder).questions) == was


@part(10)
@given(rows=VALID)
def test_undo__brings_back_the_plan_whatever_was_decided(asked_once, rows):
    with copy_of(asked_once) as folder:
        source, was = ask_board(folder), export(folder)
        meet(folder, rows, source=source)
        then = export(folder)
        undo(folder, returned="board.xlsx", now=NEXT)
        assert export(folder) == was
        meet(folder, rows, source=source)
        assert export(folder) == then
