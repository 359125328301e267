"""A round with a real spreadsheet program: what LibreOffice lets an officer type, and what collect makes of it."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.core.returns.problems import Code
from plan_folder import DAY, fill, form


@pytest.mark.office
def test_typed_in_libreoffice__locks_and_lists_refuse_and_the_rest_is_merged(office, issued):
    sheet = office.document(form(issued, "POLICE"))
    locked = sheet.text("Return", "P4")
    assert sheet.type("Return", "P4", "Rewritten") == locked
    assert sheet.type("Return", "G4", "Nearly done") == "Not started"
    assert sheet.type("Return", "I4", "soon") == ""
    assert sheet.type("Return", "G4", "Complete") == "Complete"
    sheet.type("Return", "H4", "Instruction issued")
    sheet.type("Return", "I4", "20/06/2025")
    sheet.type("Return", "J4", "Minutes of 20 June")
    sheet.type("Return", "K4", "Every call assessed")
    sheet.type("Start", "B13", "Superintendent")
    sheet.paste("Return", "G5", "Almost")
    sheet.save(issued / "inbox" / "from LibreOffice.xlsx")
    sheet.close()
    [result] = collect(issued, now=DAY + dt.timedelta(days=8)).returns
    assert (result.agency, result.held) == ("POLICE", ("2-POLICE",))
    assert [p.code.name for p in result.problems if p.severity != "note"] == ["CHOICE_WRONG"]
    action = next(a for a in export(issued).actions if a.ref == "1-POLICE")
    assert (action.status, action.completion_date, action.progress) == (
        "complete",
        dt.date(2025, 6, 20),
        "Instruction issued",
    )
    assert (action.evidence_given, action.outcome) == ("Minutes of 20 June", "Every call assessed")


@pytest.mark.office
def test_opened_and_saved_in_libreoffice__is_no_change(office, issued):
    sheet = office.document(form(issued, "NHS"))
    sheet.save(issued / "inbox" / "untouched.xlsx")
    sheet.close()
    assert collect(issued, now=DAY).returns[0].outcome == "no_change"


@pytest.mark.office
def test_long_answers_saved_by_libreoffice__are_ours_on_a_copy_and_on_the_next_form(office, issued):
    lines = "The unit met each month.\n\n- the log was checked against the record\n" * 450
    answers = {
        "1-POLICE": {"status": "Nearly done!", "evidence_given": lines[:10_000]},
        "2-POLICE": {"progress": lines[:4_100], "evidence_given": lines[:32_000]},
    }
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    collect(issued, now=DAY)
    assert words_outside(office, issued, issued / "returned" / "2025-06-30" / "POLICE to correct.xlsx") == []
    issue(issued, dt.date(2025, 9, 30), now=DAY)
    assert words_outside(office, issued, issued / "issued" / "2025-09-30" / "POLICE.xlsx") == []


def words_outside(office, folder, workbook):
    """The words outside the table that collect reads in a workbook saved by LibreOffice."""
    sheet = office.document(workbook)
    sheet.save(folder / "inbox" / workbook.name)
    sheet.close()
    [result] = collect(folder, now=DAY + dt.timedelta(days=8)).returns
    asked = [q.theirs for q in conflicts(folder, DAY) if q.kind == "words"]
    return [found.value for found in result.problems if found.code is Code.WORDS_OUTSIDE] + asked
