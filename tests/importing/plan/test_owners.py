"""The owner of an action: by its column, its label, its section or the row above; each guess is reported."""

import pytest

from importing.grids import actions_of, codes_of, plan_of

HEADINGS = "No | Recommendation | Action | Lead | Date | Progress"


def owner(cell):
    plan = plan_of(f"{HEADINGS}\n1 | Do it | Train | {cell} | May 2016 | Begun")
    names = {agency.code: agency.name for agency in plan.agencies}
    [action] = plan.actions
    about = {code for _, code in codes_of(plan) if code.startswith("AGENCY")}
    return [names.get(code, code) for code in action.agencies], about


@pytest.mark.parametrize(
    ("cell", "names", "said"),
    [
        ("Northmoor Police", ["Northmoor Police"], set()),
        ("Director of Nursing, ELFT", ["ELFT"], {"AGENCY_GUESSED"}),
        ("Jane Roe // Head of Safeguarding // Northmoor NHS Trust", ["Northmoor NHS Trust"], {"AGENCY_GUESSED"}),
        ("Northmoor Police // Northmoor Council", ["Northmoor Police", "Northmoor Council"], {"AGENCY_SEVERAL"}),
        ("Northmoor Police and Northmoor Council", ["Northmoor Police", "Northmoor Council"], {"AGENCY_SEVERAL"}),
        ("Adult Social Care / Children's Services", ["Adult Social Care", "Children's Services"], {"AGENCY_SEVERAL"}),
        (
            "Northmoor Community Safety // Partnership",
            ["Northmoor Community Safety", "Partnership"],
            {"AGENCY_SEVERAL"},
        ),
        ("Department of // Health", ["Department of Health"], set()),
        ("Head of Safeguarding", ["Head of Safeguarding"], {"AGENCY_POST"}),
        ("All agencies", ["UNASSIGNED"], {"AGENCY_EVERYBODY"}),
        ("", ["UNASSIGNED"], {"AGENCY_UNKNOWN"}),
    ],
)
def test_column(cell, names, said):
    made, about = owner(cell)
    assert made == names
    assert said <= about or not said


def test_column__the_same_as_above():
    plan = plan_of(
        f"{HEADINGS}\n1 | Do it | Train | Eastmoor Police | May 2019 | Begun\n2 | Do that | Tell | As above | May 2019 | Begun"
    )
    assert [a.ref for a in plan.actions] == ["1-POLICE", "2-POLICE"]
    assert ("2-POLICE", "AGENCY_FROM_ABOVE") in codes_of(plan)


def test_column__left_of_the_recommendations_continues_where_it_is_blank():
    plan = plan_of("""
    Agency | Rec | Recommendation | Action | By when | Outcome
    Ashmoor Police | 1 | Train officers | Deliver training | Dec 2020 | Completed
     | 2 | Review bail | Review the policy | Feb 2021 | In progress
    Ashmoor Hospitals NHS Trust | 3 | Flag attenders | Introduce a flag | March 2021 | Not started
    """)
    assert [a.ref for a in plan.actions] == ["1-POLICE", "2-POLICE", "3-AHNHST"]
    assert ("2-POLICE", "AGENCY_FROM_ABOVE") in codes_of(plan)


def test_column__blank_for_another_recommendation_means_no_agency():
    plan = plan_of(
        f"{HEADINGS}\n1 | Do it | Train | Police | May 2019 | Begun\n2 | Do that | Tell | | May 2019 | Begun"
    )
    assert [a.agency for a in plan.actions] == ["POLICE", "UNASSIGNED"]
    assert ("2-UNASSIGNED", "AGENCY_UNKNOWN") in codes_of(plan)


def test_label__under_all_agencies():
    made = actions_of("""
    Recommendation | Action | Target date | Progress
    ALL AGENCIES | < | < | <
    1. Review routes. | Police - Review routes | May 2017 | Completed
     | NHS Trust: Review routes in A&E | June 2017 | Ongoing
     | Adult Social Care – Review thresholds | July 2017 | Awaiting sign off
     | Education: Review in schools | Autumn 2017 | Not started
     | Voluntary sector to be consulted | Sept 2017 |
    """)
    assert list(made) == ["1-POLICE", "1-NHS", "1-ASC", "1-EDUCATION", "1-EDUCATION-2"]


def test_section__posts_belong_to_the_body_of_their_section():
    plan = plan_of("""
    Recommendation | Action | Who | When | Status
    Adult Social Care | < | < | < | <
    1. Use curiosity. | Supervision | Principal Social Worker | June 2019 | Complete
    2. Assure quality. | Audit | Head of Service | Sep-19 | Red - delayed
    Hospital Trust | < | < | < | <
    3. Nurses ask. | Training | Named Nurse | ongoing | Blue
    """)
    assert [a.agency for a in plan.actions] == ["ASC", "ASC", "HOSPITAL"]
    assert plan.agencies[0].aliases == ("Principal Social Worker", "Head of Service")
    assert sum(f.code == "AGENCY_GUESSED" for f in plan.findings) == 3


def test_united__two_names_of_one_body_are_reported():
    plan = plan_of(f"""
    {HEADINGS}
    1 | Do it | Train | Westvale Community Safety Partnership | May 2019 | Begun
    2 | Do that | Tell | Westvale CSP | May 2019 | Begun
    """)
    assert len(plan.agencies) == 1
    assert "AGENCY_UNITED" in {code for _, code in codes_of(plan)}


def test_support__is_named_after_the_lead():
    [action] = plan_of("""
    No | Recommendation | Action | Lead agency | Supporting agencies | Date
    1 | Do it | Train | Northmoor Police | Northmoor Council, Northmoor NHS Trust | May 2019
    """).actions
    assert len(action.agencies) == 3
    assert action.agency == action.agencies[0] == "POLICE"


def test_none__a_plan_that_names_no_agency_is_imported_and_reported():
    plan = plan_of("Recommendation | Action | Date\n1. Do it | Train | May 2019\n2. Do that | Tell | May 2019")
    assert ("plan", "AGENCIES_NONE") in codes_of(plan)


def test_first_words__of_the_action_name_a_body_of_the_plan():
    plan = plan_of(
        f"{HEADINGS}\n1 | Do it | Train | Police | May 2019 | Begun\n2 | Do that | Police to tell all | | May 2019 | Begun"
    )
    assert ("2-POLICE", "AGENCY_GUESSED") in codes_of(plan)
