"""A round with a real spreadsheet program: what LibreOffice lets an officer type, and what collect makes of it."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from plan_folder import DAY, form


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
