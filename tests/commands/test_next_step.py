"""Today: its counts match the sheets it names, and the next step is never one already taken."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.publish import publish
from dhr_xl.commands.status import status
from dhr_xl.core.plan.model import Finding, Plan, Unplaced
from late_master import master_of
from plan_folder import AS_AT, DAY, DUE, PLAN, edit_master, fill, form, make_folder, rows_of_master

LATER = DAY + dt.timedelta(days=8)
LATE = DAY + dt.timedelta(days=20)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}
ADDRESSES = {code: {"email": f"{code.lower()}@{code.lower()}.example", "role": "To"} for code in ("POLICE", "NHS")}


def do_next(folder, when):
    """The next step as `status` says it; the sheet Today must say the same once a command has written it."""
    return status(folder, when).today.do_next


def written(folder, when):
    """Do the next step `dhr-xl email`: the agency and the kind of each letter it writes."""
    assert do_next(folder, when).endswith(": dhr-xl email")
    files = [Path(one.file).stem for one in email(folder, now=when).messages]
    return {(code, what) for what, _, code in (name.rpartition(" ") for name in files)}


def on_the_sheet(folder):
    page = openpyxl.load_workbook(master_of(folder))["Today"]
    return {page.cell(row, 1).value: page.cell(row, 2).value for row in range(1, page.max_row + 1)}


@pytest.fixture
def addressed(folder):
    """A plan with a contact for each agency."""
    edit_master(folder, "Agencies", "code", ADDRESSES)
    collect(folder, now=DAY)
    return folder


GOING_ON = {"status": "In progress", "progress": "We met"}
ANSWERS = {"POLICE": {"1-POLICE": DONE, "2-POLICE": GOING_ON}, "NHS": {"2-POLICE": GOING_ON, "3-NHS": DONE}}


def answer(folder, when, answers):
    for code, rows in answers.items():
        fill(form(folder, code), folder / "inbox" / f"{code}.xlsx", rows)
    return collect(folder, now=when)


def test_before_the_first_round__it_names_only_what_is_to_be_done(folder):
    assert do_next(folder, DAY) == (
        "Put contacts on Agencies, save, then send the first round out: dhr-xl issue --as-at DATE --due DATE"
    )
    edit_master(folder, "Agencies", "code", ADDRESSES)
    collect(folder, now=DAY)
    assert do_next(folder, DAY) == "Send the first round out: dhr-xl issue --as-at DATE --due DATE"


def test_an_empty_plan__has_a_next_step_too(tmp_path):
    folder = make_folder(tmp_path, Plan(title="Empty", reference="E-1", agencies=PLAN.agencies))
    assert do_next(folder, DAY) == "Add the plan's actions on Actions, save, then run: dhr-xl collect"


def test_a_round__goes_step_by_step_to_its_end(addressed):
    issue(addressed, AS_AT, due=DUE, now=DAY)
    assert do_next(addressed, DAY) == "Send the workbooks out: dhr-xl email"
    assert written(addressed, DAY) == {("POLICE", "workbooks"), ("NHS", "workbooks")}
    assert do_next(addressed, DAY).startswith(
        "Send the drafts that are still in the folder outbox, and put returns into"
    )
    assert do_next(addressed, LATE) == "Remind POLICE and NHS: dhr-xl email"
    assert written(addressed, LATE) == {("POLICE", "chase"), ("NHS", "chase")}
    assert "returns into the folder inbox" in do_next(addressed, LATE)
    assert on_the_sheet(addressed)["Do next"] == do_next(addressed, LATE)
    assert do_next(addressed, LATE + dt.timedelta(days=7)) == "Remind POLICE and NHS: dhr-xl email"
    answer(addressed, LATE, ANSWERS)
    assert do_next(addressed, LATE) == "Nothing more is to come. Draw the board's copy: dhr-xl publish"
    publish(addressed, now=LATE)
    assert do_next(addressed, LATE) == (
        "Put the board's contact on Agencies (BOARD), save, then send the board its copy: "
        "dhr-xl email --what consolidated"
    )
    left = {"email": "board@csp.example", "role": "To", "until": LATE.date() - dt.timedelta(days=1)}
    edit_master(addressed, "Agencies", "code", {"BOARD": left})
    collect(addressed, now=LATE)
    assert do_next(addressed, LATE).startswith("Put the board's contact on Agencies")
    edit_master(addressed, "Agencies", "code", {None: {"code": "BOARD", "email": "chair@csp.example", "role": "To"}})
    collect(addressed, now=LATE)
    assert do_next(addressed, LATE) == "Send the board its copy: dhr-xl email --what consolidated"
    email(addressed, "consolidated", now=LATE)
    assert (
        do_next(addressed, LATE)
        == "Put the board's workbook into the folder inbox when it is back (2 actions), or enter what it decides on "
        "Actions, save, then run: dhr-xl collect"
    )
    decided = {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 20)}
    edit_master(addressed, "Actions", "ref", {"1-POLICE": decided})
    collect(addressed, now=LATE)
    assert do_next(addressed, LATE) == "Nothing more is to come. Draw the board's copy: dhr-xl publish"
    edit_master(addressed, "Actions", "ref", {"3-NHS": decided, "2-POLICE": {"board_decision": "Superseded"}})
    collect(addressed, now=LATE)
    publish(addressed, now=LATE)
    email(addressed, "consolidated", now=LATE)
    assert do_next(addressed, LATE) == "Nothing is left to do: every action is closed."


def test_part_done__is_reminded_and_then_waited_for(addressed):
    issue(addressed, AS_AT, due=DUE, now=DAY)
    assert written(addressed, DAY) == {("POLICE", "workbooks"), ("NHS", "workbooks")}
    answer(addressed, LATER, {**ANSWERS, "POLICE": {"1-POLICE": DONE}})
    assert do_next(addressed, LATER) == "Remind POLICE: dhr-xl email"
    assert written(addressed, LATER) == {("POLICE", "chase")}
    assert "returns into the folder inbox" in do_next(addressed, LATER)


def test_workbooks_sent_by_hand__are_known_by_what_came_of_them(addressed):
    issue(addressed, AS_AT, due=DUE, now=DAY)
    answer(addressed, LATER, {"NHS": ANSWERS["NHS"]})
    assert do_next(addressed, LATER) == "Put returns into the folder inbox as they come, then run: dhr-xl collect"


def test_a_copy_to_correct__is_sent_once(addressed):
    issue(addressed, AS_AT, due=DUE, now=DAY)
    assert written(addressed, DAY) == {("POLICE", "workbooks"), ("NHS", "workbooks")}
    fill(form(addressed, "POLICE"), addressed / "inbox" / "a.xlsx", {"1-POLICE": {"status": "Paused"}})
    collect(addressed, now=LATER)
    assert do_next(addressed, LATER) == "Decide 1 question on Decisions, save, then run: dhr-xl collect"
    [row] = rows_of_master(addressed, "Decisions")
    edit_master(addressed, "Decisions", "id", {row["Question"]: {"decision": "Ask the agency"}})
    collect(addressed, now=LATER)
    assert do_next(addressed, LATER) == "Send POLICE what is to be put right: dhr-xl email"
    assert written(addressed, LATER) >= {("POLICE", "corrections")}
    assert "corrections" not in do_next(addressed, LATER)


def test_words_to_read__are_next_after_questions(addressed):
    issue(addressed, AS_AT, due=DUE, now=DAY)
    fill(form(addressed, "POLICE"), addressed / "inbox" / "a.xlsx", {"1-POLICE": DONE}, remarks="I leave on 31 August")
    collect(addressed, now=LATER)
    assert do_next(addressed, LATER) == "Read 1 remark on Decisions, save, then run: dhr-xl collect"
    fill(form(addressed, "NHS"), addressed / "inbox" / "b.xlsx", {"3-NHS": {"status": "Paused"}})
    collect(addressed, now=LATER)
    assert do_next(addressed, LATER) == (
        "Decide 1 question and read 1 remark on Decisions, save, then run: dhr-xl collect"
    )


def test_to_check_and_today__agree_on_how_many(tmp_path):
    words = (Unplaced(line=7, text="Join to 18", ref="1-POLICE"), Unplaced(line=9, text="See the annex"))
    folder = make_folder(tmp_path, PLAN._replace(unplaced=words))
    findings = [
        Finding(code="X", severity=severity, where=where, field="action", guessed="", message="Check it.")
        for severity, where in (("error", "1-POLICE"), ("warning", "2-POLICE"), ("note", "3-NHS"), ("note", "line 9"))
    ]
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings(findings)
        assert publish_master(workspace, last_run="imported") == ""

    def counted():
        rows = [row for row in rows_of_master(folder, "To check") if not row["Checked"] and row["No."]]
        interest = sum(row["Kind"] == "For interest" for row in rows)
        said = on_the_sheet(folder)
        today = (said["Guesses to check"], said["More to check, for interest only"])
        assert today == (len(rows) - interest, interest)
        return today

    assert counted() == (3, 2)
    edit_master(folder, "To check", "id", {"words 1": {"checked": "Yes"}, "1": {"checked": "Yes"}})
    collect(folder, now=DAY)
    assert counted() == (1, 2)
    assert collect(folder, now=DAY).master.nothing
