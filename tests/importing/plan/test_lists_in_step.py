"""Lists in step: items that carry the same numbers, or pair line by line, become actions of their own."""

import pytest

from importing.grids import codes_of, plan_of

HEADINGS = "No | Recommendation | Action | Lead | Date | Progress"


def parts(cells):
    plan = plan_of(f"{HEADINGS}\n1 | Do it | {cells}")
    return plan, [(a.part, a.action, a.agency, a.target_date_text, a.status.value) for a in plan.actions]


def test_numbered__each_with_its_own_lead_date_and_report():
    plan, made = parts(
        "1. Write it // 2. Agree it // 3. Use it | 1. Police // 2. CSP // 3. NHS Trust "
        "| 1. May 2016 // 2. June 2016 // 3. July 2016 | 1. Complete // 2. In progress // 3. Not started"
    )
    assert made == [
        ("1", "Write it", "POLICE", "May 2016", "complete"), ("2", "Agree it", "CSP", "June 2016", "in_progress"),
        ("3", "Use it", "NHS", "July 2016", "not_started"),
    ]  # fmt: skip
    assert [a.ref for a in plan.actions if (a.ref, "LIST_SPLIT") in codes_of(plan)] == ["1-POLICE"]


def test_lettered__a_lead_for_all():
    _, made = parts("a) Write it // b) Agree it | CSP | a) May 2016 // b) June 2016 | a) Complete // b) Ongoing")
    assert made == [
        ("a", "Write it", "CSP", "May 2016", "complete"),
        ("b", "Agree it", "CSP", "June 2016", "in_progress"),
    ]


def test_lines__pair_where_every_line_of_a_date_cell_is_a_date():
    _, made = parts("Write it // Agree it | Police // CSP | May 2016 // June 2016 | Complete // Ongoing")
    assert made == [
        ("", "Write it", "POLICE", "May 2016", "complete"), ("", "Agree it", "CSP", "June 2016", "in_progress")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param("1. Write it // 2. Agree it | CSP | May 2016 | Begun", id="one date"),
        pytest.param("Write it // Agree it | CSP | May 2016 | We met. // We agreed.", id="prose in lines"),
        pytest.param(
            "a. Write it // b. Agree it c. Use it d. Look at it | CSP | a) May 2016 // b) June 2016 c) July 2016 d) NA | Begun",
            id="a list that goes on in its line",
        ),
    ],
)
def test_kept__anything_else_stays_one_action(cells):
    _, made = parts(cells)
    assert len(made) == 1


def test_kept__is_reported_where_both_cells_are_lists():
    plan, _ = parts("1. Write it // 2. Agree it // 3. Use it | CSP | May 2016 | Begun // Held // Sent // Done")
    assert ("1-CSP", "LIST_KEPT") in codes_of(plan)


def test_shared__one_report_for_several_actions_is_given_to_each_and_reported():
    plan, _ = parts("1. Write it // 2. Agree it | CSP | 1. May 2016 // 2. June 2016 | All of it was done. COMPLETE")
    assert [a.progress for a in plan.actions] == ["All of it was done. COMPLETE"] * 2
    assert {("1-CSP", "REPORT_SHARED"), ("1-CSP-2", "REPORT_SHARED")} <= codes_of(plan)


@pytest.mark.parametrize("between", [" // ", " "])
def test_labels__of_bodies_in_one_cell_make_an_action_each(between):
    plan = plan_of(f"""
    Recommendation | Action | Target date | Update as at 1 May 2017
    Multi-agency recommendations | < | < | <
    4: Publish the learning | CSP: publish a briefing{between}POLICE: share it | March 2016 // April 2016 | CSP: Complete{between}POLICE: Not started
    """)
    assert [(a.ref, a.target_date_text, a.status.value) for a in plan.actions] == [
        ("4-CSP", "March 2016", "complete"), ("4-POLICE", "April 2016", "not_started")
    ]  # fmt: skip


def test_labels__of_the_agencies_that_the_agency_column_lists():
    plan = plan_of(f"""
    {HEADINGS}
    1 | All to review policy. | POLICE: Review it // HEALTH: Review it | Police and Health | June 2020 | POLICE: Complete // HEALTH: Ongoing
    2 | All to brief staff. | Probation: Brief all staff | All agencies | May 2020 | Complete
    | | Housing - brief managers | All agencies | May 2020 | Ongoing
    """)
    assert [(a.ref, a.status.value) for a in plan.actions] == [
        ("1-POLICE", "complete"), ("1-HEALTH", "in_progress"), ("2-PROBATION", "complete"), ("2-HOUSING", "in_progress")
    ]  # fmt: skip
