"""The sheet Agencies: the board's contacts, contacts who have left, and agencies' names and aliases."""

import datetime as dt

import openpyxl

from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.publish import publish
from dhr_xl.commands.status import status
from late_master import master_of
from plan_folder import DAY, edit_master

LATER = DAY + dt.timedelta(days=8)
CHAIR = {"code": "BOARD", "job_title": "Chair", "email": "chair@example.org", "role": "To"}
NURSE = {"job_title": "Named nurse", "email": "nurse@nhs.example", "role": "To"}


def agency_rows(folder):
    """(code, name, aliases, job title, e-mail) of each row on Agencies."""
    page = openpyxl.load_workbook(master_of(folder))["Agencies"]
    rows = [[cell.value or "" for cell in row] for row in page.iter_rows(min_row=6, max_col=9)]
    return [(row[0], row[1], row[2], row[4], row[5]) for row in rows if row[0]]


def type_in(folder, row, **cells):
    edit_master(folder, "Agencies", "code", {row: cells})
    return collect(folder, now=LATER)


def names(folder):
    return {agency.code: (agency.name, agency.aliases) for agency in export(folder).agencies}


def test_a_board_contact__is_shown_again_ended_by_until_and_then_sent_nothing(issued):
    type_in(issued, None, **CHAIR)
    assert ("BOARD", "The board", "", "Chair", "chair@example.org") in agency_rows(issued)
    publish(issued, LATER)
    assert [m.to for m in email(issued, "consolidated", now=LATER).messages] == ["chair@example.org"]
    type_in(issued, "BOARD", until=LATER.date() - dt.timedelta(days=1))
    assert ("BOARD", "The board", "", "Chair", "chair@example.org") in agency_rows(issued)
    assert email(issued, "consolidated", now=LATER).messages == ()


def test_the_board_without_a_contact__has_a_row_to_write_one_in(issued):
    assert ("BOARD", "The board", "", "", "") in agency_rows(issued)
    type_in(issued, "BOARD", job_title="Chair", email="chair@example.org")
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        assert [(c.agency, c.email) for c in tx.contacts()] == [("BOARD", "chair@example.org")]
    assert "BOARD" not in names(issued)


def test_a_contact_that_ended__gets_nothing_of_any_kind_and_counts_as_missing(issued):
    type_in(issued, "NHS", **NURSE, until=DAY.date())
    for what in ("workbooks", "chase"):
        assert "NHS" not in [m.agency for m in email(issued, what, now=LATER + dt.timedelta(days=30)).messages]
    missing = {what: count for what, count, _ in status(issued, LATER).today.needs_you}["Contacts missing"]
    assert missing == 2


def test_somebody_who_moved_to_another_agency__is_written_to_as_its_contact_alone(issued):
    edit_master(issued, "Agencies", "code", {"NHS": {**NURSE, "until": DAY.date()}, None: {"code": "POLICE", **NURSE}})
    assert [m.agency for m in email(issued, "workbooks", now=LATER).messages] == ["POLICE"]


def test_a_contact_that_waits_to_be_corrected__is_not_written_to_at_the_old_address(issued):
    type_in(issued, "NHS", **NURSE)
    edit_master(issued, "Agencies", "code", {"NHS": {"email": "new nurse at nhs"}})
    result = email(issued, "workbooks", now=LATER)
    assert (result.messages, "Hospitals Trust" in result.problems[-1]) == ((), True)


def test_a_further_row_with_name_and_aliases_blank__leaves_them_alone(issued):
    type_in(issued, "NHS", aliases="The Trust; Acute", **NURSE)
    type_in(issued, None, code="NHS", job_title="Deputy", email="deputy@nhs.example", role="Deputy")
    assert names(issued)["NHS"] == ("Hospitals Trust", ("The Trust", "Acute"))
    assert [row[1:4] for row in agency_rows(issued) if row[0] == "NHS"] == [
        ("Hospitals Trust", "The Trust; Acute", "Named nurse"), ("Hospitals Trust", "The Trust; Acute", "Deputy"),
    ]  # fmt: skip


def test_a_change_of_name_or_aliases__is_in_the_history(issued):
    type_in(issued, "NHS", agency_name="George Eliot Hospital", aliases="GEH")
    assert names(issued)["NHS"] == ("George Eliot Hospital", ("GEH",))
    made = [(c.key.field, c.before, c.after) for c in history(issued, "NHS")]
    assert made == [("agency_name", "Hospitals Trust", "George Eliot Hospital"), ("aliases", "", "GEH")]
    assert all(c.who.startswith("coordinator (") for c in history(issued, "nhs"))


def test_a_name_changed_on_one_of_two_rows__counts(issued):
    type_in(issued, "NHS", **NURSE)
    type_in(issued, None, code="NHS", job_title="Deputy", email="deputy@nhs.example")
    type_in(issued, "NHS", agency_name="The Hospital")
    assert names(issued)["NHS"][0] == "The Hospital"


def test_a_contact_given_to_another_agency__does_not_rename_it(issued):
    type_in(issued, "NHS", **NURSE)
    type_in(issued, "NHS", code="POLICE")
    assert names(issued)["POLICE"] == ("Northmoor Police", ())
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        assert [(c.agency, c.email) for c in tx.contacts()] == [("POLICE", "nurse@nhs.example")]


def test_aliases_cleared_on_every_row__are_gone(issued):
    type_in(issued, "NHS", aliases="The Trust")
    type_in(issued, "NHS", aliases=None)
    assert names(issued)["NHS"] == ("Hospitals Trust", ())


def test_two_names_for_one_agency__stop_the_second_row(issued):
    edit_master(
        issued, "Agencies", "code", {"NHS": {"agency_name": "One"}, None: {"code": "NHS", "agency_name": "Two"}}
    )
    [said] = collect(issued, now=LATER).master.problems
    assert ("'Two'" in said.message, "'One'" in said.message) == (True, True)
    assert names(issued)["NHS"][0] == "One"
