"""Corrections of the plan itself: on Actions, on To check, and by a wording for an agency's query."""

import datetime as dt

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.model import Finding, Unplaced
from dhr_xl.core.returns.problems import Code
from late_master import master_of
from plan_folder import DAY, edit_master, fill, form, rows_of_master

LATER = DAY + dt.timedelta(days=8)
MARCH = dt.date(2026, 3, 31)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def type_in(folder, ref, **cells):
    edit_master(folder, "Actions", "ref", {ref: cells})
    return collect(folder, now=LATER).master


@pytest.mark.parametrize(
    ("cells", "attribute", "value", "before"),
    [
        ({"action": "Train every officer"}, "action", "Train every officer", "Do 1-POLICE"),
        ({"evidence": "A report"}, "evidence", "A report", "Minutes"),
        ({"supporting": "NHS"}, "agencies", ("POLICE", "NHS"), ""),
        ({"target_date": MARCH}, "target_date", MARCH, "2025-05-31"),
        ({"target_date": "end of March 2026"}, "target_date", MARCH, "2025-05-31"),
    ],
)
def test_the_plans_words__are_corrected_and_the_old_ones_kept_in_the_history(folder, cells, attribute, value, before):
    assert type_in(folder, "1-POLICE", **cells).problems == ()
    assert getattr(now(folder, "1-POLICE"), attribute) == value
    made = {c.key.field: c for c in history(folder, "1-POLICE")}
    [field] = cells
    assert (made[field].before, made[field].who.startswith("coordinator (")) == (before, True)


def test_a_target_date_in_words__keeps_the_words_and_may_be_typed_in_excel(folder):
    type_in(folder, "1-POLICE", target_date="end of March 2026")
    action = now(folder, "1-POLICE")
    assert (action.target_date_text, action.target_date_kind) == ("end of March 2026", "part")
    type_in(folder, "1-POLICE", target_date="Ongoing")
    assert (now(folder, "1-POLICE").target_date, now(folder, "1-POLICE").target_date_kind) == (None, "ongoing")
    page = openpyxl.load_workbook(master_of(folder))["Actions"]
    column = next(c.column_letter for row in page.iter_rows() for c in row if c.value == "Target date")
    rules = [rule for rule in page.data_validations.dataValidation if f"{column}6" in rule.sqref]
    assert rules == []


def test_a_day_that_cannot_be__stops_its_row(folder):
    [said] = type_in(folder, "1-POLICE", target_date="31 September 2025", board_note="Agreed").problems
    assert (said.code, "31 September 2025" in said.message) == (Code.NOT_TAKEN, True)
    assert now(folder, "1-POLICE").board_note == ""


def test_an_action_without_words__stops_its_row(folder):
    [said] = type_in(folder, "1-POLICE", action=None).problems
    assert "choose Withdrawn" in said.message
    assert now(folder, "1-POLICE").action == "Do 1-POLICE"


def test_a_correction_to_a_row_that_is_out__says_with_whom_and_ends_with_0(issued):
    edit_master(issued, "Actions", "ref", {"2-POLICE": {"evidence": "A report"}})
    result = collect(issued, now=LATER)
    [said] = result.master.problems
    assert (said.code, "NHS, POLICE" in said.message, result.needs_a_person) == (Code.CHANGED_WHILE_OUT, True, False)


def ask(folder, **cells):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": cells})
    collect(folder, now=LATER)
    return next(q for q in conflicts(folder) if q.field in cells)


@pytest.mark.parametrize("by_name", [True, False])
def test_my_wording_for_a_query__is_the_actions_wording(issued, by_name):
    question = ask(issued, query="The wording is wrong: we have no night staff")
    if by_name:
        resolve(issued, [question.id], value="Train the day staff", now=LATER)
    else:
        said = {"decision": "Use my wording", "wording": "Train the day staff"}
        edit_master(issued, "Decisions", "id", {question.id: said})
        collect(issued, now=LATER)
    assert (now(issued, "1-POLICE").action, conflicts(issued)) == ("Train the day staff", ())
    made = history(issued, "1-POLICE")[-1]
    assert (made.before, made.who.startswith("coordinator (")) == ("Do 1-POLICE", True)


def test_use_the_return_for_a_query__changes_nothing_in_the_plan(issued):
    question = ask(issued, query="Not ours")
    before = now(issued, "1-POLICE")
    resolve(issued, [question.id], take="theirs", now=LATER)
    assert now(issued, "1-POLICE") == before


@pytest.mark.parametrize("field", ["action", "evidence"])
def test_my_wording_for_changed_locked_words__is_written_to_that_field(issued, field):
    question = ask(issued, **{field: "Something else"})
    resolve(issued, [question.id], value="Third words", now=LATER)
    assert getattr(now(issued, "1-POLICE"), field) == "Third words"
    assert history(issued, "1-POLICE")[-1].who.startswith("coordinator (")


def test_locked_words_corrected_meanwhile__are_shown_again_before_a_proposal_is_taken(issued):
    question = ask(issued, action="Something else")
    later = LATER + dt.timedelta(days=1)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"action": "Put right"}})
    collect(issued, now=later)
    edit_master(issued, "Decisions", "id", {question.id: {"decision": "Use the return"}})
    [shown_again] = collect(issued, now=later).master.resolved
    assert "Put right" in shown_again.message
    assert now(issued, "1-POLICE").action == "Put right"
    edit_master(issued, "Decisions", "id", {question.id: {"decision": "Use the return"}})
    collect(issued, now=later)
    assert now(issued, "1-POLICE").action == "Something else"


# To check


def finding(where, field, guessed=""):
    return Finding(code="X", severity="warning", where=where, field=field, guessed=guessed, message="Check it.")


FINDINGS = [
    finding("1-POLICE", "target_date", "2025-05-31"), finding("1-POLICE", ""), finding("2-POLICE", "evidence"),
    finding("3", "number", "3"), finding("19", "number", "19"), finding("3", "action"), finding("3-NHS", "status"),
    finding("line 7", ""), finding("1-POLICE", "agency", "POLICE"),
]  # fmt: skip


@pytest.fixture
def guessed(folder):
    """A plan with guesses of the import."""
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings(FINDINGS)
        assert publish_master(workspace, last_run="imported") == ""
    return folder


def put_right(folder, number, correct):
    edit_master(folder, "To check", "id", {str(number): {"correct": correct}})
    return collect(folder, now=LATER).master


@pytest.mark.parametrize(
    ("number", "remark", "said"),
    [
        (1, "ask the agency", "is not a date"),
        (2, "The date of this one is wrong", "is not about one field"),
        (3, "ok", "reads as a remark"),
        (3, "Is this theirs?", "reads as a remark"),
        (4, "see page 12", "is not a recommendation's number"),
        (4, "2", "another recommendation has the number 2"),
        (5, "19", "there is no recommendation 19"),
        (6, "Write to all wards", "is about recommendation 3 as a whole"),
        (7, "they say it is nearly done", "is not one of the choices"),
        (8, "Put this under 3-NHS", "write them into it on Actions"),
        (9, "Probably the county", "there is no agency"),
    ],
)
def test_a_remark_under_correct__is_no_value_is_said_and_stays_to_be_read(guessed, number, remark, said):
    before = export(guessed)
    [found] = put_right(guessed, number, remark).problems
    assert (found.code, said in found.message, found.cell.sheet) == (Code.NOT_TAKEN, True, "To check")
    assert export(guessed) == before
    page = openpyxl.load_workbook(master_of(guessed))["To check"]
    assert remark in [str(cell.value) for row in page.iter_rows() for cell in row]


def test_a_date_in_words_under_correct__is_understood(guessed):
    assert put_right(guessed, 1, "end of March 2026").problems == ()
    assert (now(guessed, "1-POLICE").target_date, now(guessed, "1-POLICE").target_date_text) == (
        MARCH, "end of March 2026",
    )  # fmt: skip


def test_an_agency_by_its_name_under_correct__is_understood(guessed):
    put_right(guessed, 9, "Hospitals Trust")
    assert now(guessed, "1-POLICE").agency == "NHS"


def test_a_wording_under_correct__is_taken_and_reported_beside_the_old_one(guessed):
    [said] = put_right(guessed, 3, "Minutes of every meeting").problems
    assert (said.code, "it was 'Minutes'" in said.message) == (Code.WORDING_PUT_RIGHT, True)
    assert now(guessed, "2-POLICE").evidence == "Minutes of every meeting"


def test_what_was_corrected_on_actions_meanwhile__is_not_put_back_from_to_check(guessed):
    old = master_of(guessed).read_bytes()
    type_in(guessed, "2-POLICE", evidence="A report")
    master_of(guessed).write_bytes(old)
    put_right(guessed, 3, "An audit")
    assert now(guessed, "2-POLICE").evidence == "A report"
    assert [(q.field, q.theirs) for q in conflicts(guessed)] == [("evidence", "An audit")]


def test_a_correction_from_to_check_of_a_row_that_is_out__says_so(issued):
    with open_workspace(issued, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings([finding("1-POLICE", "agency", "POLICE"), finding("1-POLICE", "target_date")])
        publish_master(workspace, last_run="imported")
    assert [p.code for p in put_right(issued, 2, "30 June 2026").problems] == [Code.CHANGED_WHILE_OUT]


def test_words_typed_beside_what_could_not_be_placed__wait_and_are_said(folder):
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_unplaced(Unplaced(line=7, text="See the appendix"))
        publish_master(workspace, last_run="imported")
    edit_master(folder, "To check", "place", {"line 7": {"correct": "This is for the Trust"}})
    for _ in range(2):
        [said] = collect(folder, now=LATER).master.problems
        assert "belong to no action" in said.message
    page = openpyxl.load_workbook(master_of(folder))["To check"]
    words = [str(cell.value) for row in page.iter_rows() for cell in row]
    assert (words.count("This is for the Trust"), words.count("See the appendix")) == (1, 1)


def listed(folder):
    return [(row["No."], row["Where"], row["Place in the document"]) for row in rows_of_master(folder, "To check")]


def test_words_of_an_actions_own_row__stand_above_what_is_only_of_interest(folder):
    about = {"code": "X", "where": "1-POLICE", "field": "status", "guessed": "", "message": "Look."}
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings([Finding(severity=severity, **about) for severity in ("note", "warning")])
            tx.add_unplaced(Unplaced(line=7, text="See the appendix", place="table 1, row 4", ref="1-POLICE"))
            tx.add_unplaced(Unplaced(line=9, text="Printed in Northmoor"))
        publish_master(workspace, last_run="imported")
    assert listed(folder) == [
        (1, "1-POLICE", ""),
        (2, "1-POLICE", "table 1, row 4"),
        ("", "", ""),
        (3, "1-POLICE", ""),
        (4, "", "line 9"),
    ]
    edit_master(folder, "To check", "place", {"table 1, row 4": {"checked": "Yes"}})
    collect(folder, now=LATER)
    assert listed(folder) == [
        (1, "1-POLICE", ""),
        ("", "", ""),
        (2, "1-POLICE", ""),
        (3, "", "line 9"),
        (4, "1-POLICE", "table 1, row 4"),
    ]


def test_an_agency_corrected_before_anything_was_sent__takes_what_the_document_said_with_it(folder):
    edit_master(folder, "Actions", "ref", {"1-POLICE": {"agency": "NHS"}})
    collect(folder, now=LATER)
    action = next(action for action in export(folder).actions if action.ref == "1-POLICE")
    assert (action.agency, action.status, [a.agency for a in action.answers]) == ("NHS", "not_started", ["NHS"])


def test_an_agency_changed_after_the_workbooks_went_out__leaves_the_answers_with_the_one_before(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"agency": "NHS"}})
    collect(issued, now=LATER)
    action = next(action for action in export(issued).actions if action.ref == "1-POLICE")
    assert (action.agency, action.status, action.answer_of("POLICE").status) == ("NHS", "unknown", "not_started")
