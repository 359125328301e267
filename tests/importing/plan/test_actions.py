"""An action's dates, status and reports; every guess is reported."""

import datetime as dt

import pytest

from importing.grids import actions_of, codes_of, plan_of

AS_AT = dt.date(2016, 6, 30)
HOME_OFFICE = """
# Fenland DHR Action Plan
As at 31 March 2019
Recommendation | Scope of recommendation i.e. local or regional | Action to take | Lead Agency | Key milestones achieved in enacting recommendation | Target Date | Date of completion and outcome
1. GP practices should adopt routine enquiry | Local | Circulate guidance to practices | Fenland CCG | Guidance agreed | 30/06/2018 | 12 June 2018. All practices confirmed receipt.
 | | Train practice leads | Fenland CCG | 20 leads trained | Dec 2018 | Ongoing - 12 of 42 trained
2. The Constabulary should review its process | Local | Review the process | Fenland Constabulary | Review report | 31 September 2018 | Completed 01/09/2018
3. The Home Office should consider new guidance | National | Write to the Minister | Fenland CSP | Letter | March 2019 | Letter sent, reply awaited
4. Services should share chronologies | Local | Agree a protocol | Adult Social Care / Children's Services | Protocol signed | TBC | Not started
"""


def test_home_office_template():
    plan = plan_of(HOME_OFFICE)
    assert (plan.title, plan.as_at) == ("Fenland DHR Action Plan", dt.date(2019, 3, 31))
    assert [(a.ref, a.status.value, str(a.target_date or "")) for a in plan.actions] == [
        ("1-CCG", "complete", "2018-06-30"), ("1-CCG-2", "in_progress", "2018-12-31"), ("2-CONSTABULARY", "complete", ""),
        ("3-CSP", "in_progress", "2019-03-31"), ("4-ASC", "not_started", ""),
    ]  # fmt: skip
    assert plan.actions[0].completion_date == dt.date(2018, 6, 12)
    assert plan.actions[2].completion_date == dt.date(2018, 9, 1)
    assert plan.actions[4].agencies == ("ASC", "CHILDRENS")
    assert [r.scope for r in plan.recommendations] == ["Local", "Local", "National", "Local"]
    assert {("2-CONSTABULARY", "DATE_IMPOSSIBLE"), ("1-CCG", "COMPLETION_DATE_READ")} <= codes_of(plan)


def dated(cell):
    plan = plan_of(f"No | Recommendation | Action | Lead | Target date\n1 | Do it | Train | CSP | {cell}", as_at=AS_AT)
    [action] = plan.actions
    assert action.target_date_text == cell
    return str(action.target_date or ""), {code for _, code in codes_of(plan) if code.startswith("DATE")}


@pytest.mark.parametrize(
    ("cell", "date", "said"),
    [
        ("30 June 2015", "2015-06-30", set()),
        ("31 st December 2014", "2014-12-31", set()),
        ("19/01/2015", "2015-01-19", set()),
        ("Apr-21", "2021-04-30", {"DATE_ASSUMED"}),
        ("October 2014", "2014-10-31", {"DATE_ASSUMED"}),
        ("2015-16", "2016-03-31", {"DATE_ASSUMED"}),
        ("October 2014- April 2015", "2015-04-30", {"DATE_ASSUMED"}),
        ("a) October 2012 b) December 2014", "2014-12-31", {"DATE_SEVERAL"}),
        ("31 Rhagfyr 2014", "2014-12-31", set()),
        ("31 September 2020", "", {"DATE_IMPOSSIBLE"}),
        ("Ongoing", "", {"DATE_ONGOING"}),
        ("within six months of publication", "", {"DATE_NOT_UNDERSTOOD"}),
        ("ASAP", "", {"DATE_NOT_UNDERSTOOD"}),
    ],
)
def test_dates(cell, date, said):
    assert dated(cell) == (date, said)


def test_dates__a_plan_without_any_is_imported_and_reported_once():
    plan = plan_of(
        "Recommendation | Action | Lead | Progress\n1. Do it | Train | CSP | Begun\n2. Do that | Tell | CSP | Begun"
    )
    assert len(plan.actions) == 2
    assert [code for _, code in codes_of(plan) if code.startswith("DATE")] == ["DATES_NONE"]


def status(headings, *cells):
    plan = plan_of(f"No | Recommendation | Action | Lead | {headings}\n1 | Do it | Train | CSP | {' | '.join(cells)}")
    [action] = plan.actions
    return action.status.value, {code for _, code in codes_of(plan) if code.startswith("STATUS")}


@pytest.mark.parametrize(
    ("headings", "cells", "read", "said"),
    [
        ("Status", ["Complete"], "complete", set()),
        ("Status | Progress", ["In progress", "COMPLETE"], "in_progress", set()),
        ("Progress", ["COMPLETE"], "complete", set()),
        ("Progress", ["Draft circulated for comment"], "in_progress", {"STATUS_FROM_PROSE"}),
        ("Progress", [""], "unknown", {"STATUS_NONE"}),
        ("Progress", ["1. Complete // 2. Complete // 3. Complete"], "complete", {"STATUS_OF_LIST"}),
        ("Progress", ["1. Complete // 2. Not started"], "in_progress", {"STATUS_PARTS_OPEN"}),
        ("Progress", ["a) COMPLETE b) draft with Board"], "in_progress", {"STATUS_PARTS_OPEN"}),
        ("Progress", ["a) Complete // b) Complete c) draft with Board"], "in_progress", {"STATUS_PARTS_OPEN"}),
        ("Progress", ["(i) Complete (ii) to be agreed"], "in_progress", {"STATUS_PARTS_OPEN"}),
        ("Target date | Progress", ["Action completed", ""], "complete", {"STATUS_FROM_DATE_COLUMN"}),
        ("Date completed | Progress", ["15/05/2018", "We met."], "complete", {"STATUS_FROM_COMPLETED"}),
        ("Completion date | Progress", ["15/05/2018", "Draft circulated"], "in_progress", {"STATUS_FROM_PROSE"}),
    ],
)
def test_status(headings, cells, read, said):
    got, about = status(headings, *cells)
    assert got == read
    assert about == said


def test_status__the_column_that_is_ticked():
    [action] = plan_of("""
    No | Recommendation | Action | Lead | Status (tick one) | < | <
    ^ | ^ | ^ | ^ | Not started | In progress | Complete
    1 | Do it | Train | CSP | | ✓ |
    """).actions
    assert action.status == "in_progress"


COLOURS = """
{key}
No | Recommendation | Action | Lead | Date | RAG | Comments
1 | Do one thing | Do it | Police | May 2020 | Green | Looked at by the team
2 | Do another | Do that | NHS Trust | May 2020 | Amber |
3 | Do a third | Start it | CSP | June 2020 | R |
4 | Do a fourth | Start it | CSP | June 2020 | {{FF0000}} |
"""


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        (
            "Key: Red - not started, Amber - in progress, Green - complete",
            ["complete", "in_progress", "not_started", "not_started"],
        ),
        ("Key: Green = on track; Amber = delayed; Red = overdue", ["in_progress"] * 4),
        ("Key: Red – complete; Green – not started", ["not_started", "unknown", "complete", "complete"]),
        ("The county's colours are green and gold", ["unknown"] * 4),
    ],
)
def test_colours__mean_what_the_plans_key_says_and_nothing_without_one(key, statuses):
    plan = plan_of(COLOURS.format(key=key))
    assert [a.status.value for a in plan.actions] == statuses
    for action in plan.actions:
        code = "STATUS_NONE" if action.status == "unknown" else "STATUS_FROM_COLOUR"
        assert (action.ref, code) in codes_of(plan)
    assert [dict(a.own)["RAG"] for a in plan.actions] == ["Green", "Amber", "R", "Red"]


def test_colours__words_take_precedence():
    made = actions_of("""
    Key: Green - complete; Red - not started
    No | Recommendation | Action | Lead | RAG | Status
    1 | Do it | Train | CSP | Green | In progress
    """)
    assert made["1-CSP"].status == "in_progress"


def test_complete__with_open_work_is_reported():
    got, about = status("Status | Progress", "Complete", "Training is to be arranged in May")
    assert got == "complete"
    assert about == {"STATUS_WORDS_OPEN"}


def test_findings__give_the_place_of_the_words():
    [finding] = [
        f for f in plan_of("No | Recommendation | Action | Lead | Target date\n1 | Do it | Train | CSP | ASAP").findings
        if f.code == "DATE_NOT_UNDERSTOOD"
    ]  # fmt: skip
    assert (finding.where, finding.source, finding.place) == ("1-CSP", "ASAP", "table 1, row 2, Target date")
