"""Rows grouped into recommendations and actions."""

import pytest

from importing.grids import codes_of, plan_of

HEADINGS = "No | Recommendation | Action | Lead | Date | Progress"


def counts(plan):
    return [(r.number, r.text, len(r.actions)) for r in plan.recommendations]


def test_rows__that_begin_in_lower_case_are_never_joined():
    plan = plan_of("""
    Recommendation | Action | Lead | Date
    the police should train | hold a course | Police | May 2016
    the trust should train | hold another | NHS Trust | June 2016
    the council should train | hold a third | Council | July 2016
    """)
    assert counts(plan) == [
        ("1", "the police should train", 1), ("2", "the trust should train", 1), ("3", "the council should train", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("1 | Do it | Train | CSP | May 2016 |\n^ | ^ | Tell | CSP | June 2016 |", id="merged down"),
        pytest.param("1 | Do it | Train | CSP | May 2016 |\n | | Tell | CSP | June 2016 |", id="blank"),
        pytest.param("1 | Do it | Train | CSP | May 2016 |\n1 | Do it | Tell | CSP | June 2016 |", id="printed again"),
        pytest.param("1 | Do it | Train | CSP | May 2016 |\n1 | | Tell | CSP | June 2016 |", id="its number again"),
    ],
)
def test_recommendations__with_several_actions(rows):
    plan = plan_of(f"{HEADINGS}\n{rows}")
    assert counts(plan) == [("1", "Do it", 2)]
    assert [a.action for a in plan.actions] == ["Train", "Tell"]


@pytest.mark.parametrize(
    ("cell", "number", "text"),
    [
        ("9a. Do it", "9a", "Do it"),
        ("R10 Do it", "R10", "Do it"),
        ("21.10.1 Do it", "21.10.1", "Do it"),
        ("2 (i) Do it", "2 (i)", "Do it"),
        ("SR (25/26) 01 Do it", "SR (25/26) 01", "Do it"),
        ("Recommendation 3: Do it", "3", "Do it"),
        ("Recommendation 3 // Do it // and that", "3", "Do it and that"),
        ("4 // Do it", "4", "Do it"),
    ],
)
def test_references__are_as_printed(cell, number, text):
    plan = plan_of(f"Recommendation | Action | Lead | Date\n{cell} | Train | CSP | May 2016")
    assert counts(plan) == [(number, text, 1)]


@pytest.mark.parametrize("number", ["9a", "R10", "21.10.1", "SR (25/26) 01", "PROVUL8.5", "2 (i)"])
def test_references__in_a_column_of_their_own(number):
    assert counts(plan_of(f"{HEADINGS}\n{number} | Do it | Train | CSP | May 2016 |")) == [(number, "Do it", 1)]


def test_references__gaps_are_reported_once():
    plan = plan_of(
        f"{HEADINGS}\n1 | Do it | Train | CSP | May 2016 |\n3 | Do that | Tell | CSP | May 2016 |\n6 | Do all | Tell | CSP | May 2016 |"
    )
    [gap] = [finding for finding in plan.findings if finding.code == "NUMBER_GAP"]
    assert gap.guessed == "2, 4 and 5"


def test_references__not_printed_are_inferred_and_reported():
    plan = plan_of(
        "Recommendation | Action | Lead | Date\nDo it. | Train | CSP | May 2016\nDo that. | Tell | CSP | May 2016"
    )
    assert [(r.number, r.number_inferred) for r in plan.recommendations] == [("1", True), ("2", True)]
    assert {("1", "NUMBER_INFERRED"), ("2", "NUMBER_INFERRED")} <= codes_of(plan)


def test_actions__numbered_by_a_column_of_their_own():
    plan = plan_of("""
    Action Ref | Recommendation | Agency | Action | Target Date | Date Completed
    1.1 | 1. Improve meetings | Police | Refer all | 01/04/2018 | 15/05/2018
    1.2 | | Health | Attend | 01/04/2018 |
    2.1 | 2. Improve recording | Police | Audit | 30/06/2018 | Not completed
    """)
    assert [(a.ref, a.part, a.status.value, str(a.completion_date or "")) for a in plan.actions] == [
        ("1-POLICE", "1.1", "complete", "2018-05-15"), ("1-HEALTH", "1.2", "unknown", ""), ("2-POLICE", "2.1", "in_progress", ""),
    ]  # fmt: skip
    assert plan.unplaced == ()


def test_actions__a_recommendation_without_one_is_reported():
    plan = plan_of(f"{HEADINGS}\n1 | Do this | | | |\n2 | Do that | Do | CSP | May 2016 |")
    assert [len(r.actions) for r in plan.recommendations] == [0, 1]
    assert ("1", "ACTION_NONE") in codes_of(plan)


def test_actions__without_a_column_the_recommendation_is_the_action():
    plan = plan_of("""
    Ref | Recommendation | Owner | Timescale | RAG | Status | Comments
    R1 | Improve sharing | Brackshire Police | 31/12/2020 | Green | Complete | Protocol signed.
    R5 | Audit referrals | Brackshire Police and Probation | Q3 2021 | Amber | Delayed | Waiting for data
    9a | Letter to the Home Office | CSP | 06/25/2021 | Blue | Closed | Sent
    """)
    assert [(a.ref, a.action, a.status.value, str(a.target_date or "")) for a in plan.actions] == [
        ("R1-POLICE", "Improve sharing", "complete", "2020-12-31"),
        ("R5-POLICE", "Audit referrals", "in_progress", "2021-09-30"),
        ("9a-CSP", "Letter to the Home Office", "complete", ""),
    ]  # fmt: skip
    assert plan.actions[0].own == (("RAG", "Green"), ("Status", "Complete"))
    assert plan.actions[1].agencies == ("POLICE", "PROBATION")
    assert {("R2", "NUMBER_GAP"), ("R5-POLICE", "AGENCY_SEVERAL"), ("9a-CSP", "DATE_IMPOSSIBLE")} <= codes_of(plan)


def test_recommendations__listed_above_their_table_are_the_same():
    plan = plan_of("""
    No | Recommendation | Date
    1 | Agencies share what they know | May 2016
    2 | Agencies train their staff | May 2016

    No | Recommendation | Action | Lead | Date
    1 | Agencies share what they know | Write it | CSP | May 2016
    2 | Agencies train their staff | Train | CSP | June 2016
    """)
    assert [r.number for r in plan.recommendations] == ["1", "2"]


def test_scope__a_column_or_words_before_the_recommendation():
    plan = plan_of("""
    Recommendation | Scope of recommendation i.e. local or regional | Action | Lead
    1. Do it | Local | Train | CSP
    2. (National) Do that | | Tell | CSP
    """)
    assert [(r.scope, r.text) for r in plan.recommendations] == [("Local", "Do it"), ("National", "Do that")]


def test_refs__windows_device_names_are_not_codes():
    [agency] = plan_of(f"{HEADINGS}\n1 | Do this | Do | CON | May 2016 |").agencies
    assert agency.name == "CON"
    assert agency.code != "CON"
