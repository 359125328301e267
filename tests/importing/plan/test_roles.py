"""What each column holds, by its heading and by its cells."""

import pytest

from dhr_xl.importing.plan.roles import find_headings, find_other_kind
from dhr_xl.importing.terms.headings import Role, find_role
from importing.grids import codes_of, draw_table, plan_of

NUMBER, PART, REC, ACTION, OWNER, OFFICER = (
    Role.NUMBER, Role.PART, Role.RECOMMENDATION, Role.ACTION, Role.OWNER, Role.OFFICER,
)  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Rec No.", NUMBER), ("Ref", NUMBER), ("Rhif", NUMBER), ("Action No", PART),
        ("Recommendation (do not change the wording)", REC), ("Argymhelliad", REC), ("Learning point", REC),
        ("Scope of recommendation i.e. local or regional", Role.SCOPE),
        ("Action to take", ACTION), ("What will we do?", ACTION), ("Recommen dation", REC),
        ("Lead Agency", OWNER), ("Which agency is responsible", OWNER), ("By whom", OWNER),
        ("Lead officer", OFFICER), ("Supporting agencies", Role.SUPPORT),
        ("Key milestones achieved in enacting recommendation", Role.EVIDENCE), ("How will we know?", Role.EVIDENCE),
        ("Evidence to be probed", Role.EVIDENCE), ("Target Date", Role.TARGET), ("To be completed by", Role.TARGET),
        ("By when", Role.TARGET), ("Timescale", Role.TARGET),
        ("Date of completion and outcome", Role.COMPLETED), ("Date Completed", Role.COMPLETED),
        ("Update Q1 2024/25", Role.PROGRESS), ("Progress report as at 30 June", Role.PROGRESS),
        ("BRAG", Role.RAG), ("Progress RAG status", Role.PROGRESS), ("Status", Role.STATUS),
        ("Sign-off", Role.OTHER), ("Cost", Role.OTHER), ("Weather", None),
    ],
)  # fmt: skip
def test_role__the_words_of_a_heading(heading, role):
    assert find_role(heading) is role


def roles(drawn):
    headed = find_headings(draw_table(drawn))
    return headed and (headed.first, headed.rows, headed.columns.roles)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param(
            "Recommendation | Action | Target date\n1. Do it | Train | May 2016", (0, 1, (REC, ACTION, Role.TARGET)), id="plain"
        ),
        pytest.param(
            """
            Eastmoor DHR action plan | < | <
            Recommendation | Action | Target date
            1. Do it | Train | May 2016
            """,
            (1, 1, (REC, ACTION, Role.TARGET)), id="a title above them",
        ),
        pytest.param(
            """
            Recommendation | < | What will be done | < | Progress
            No | Wording | Action | By | Update
            1 | Do it | Train | May 2016 | Begun
            """,
            (0, 2, (NUMBER, REC, ACTION, Role.TARGET, Role.PROGRESS)), id="two rows of them",
        ),
        pytest.param(
            "Rec | Recommendation | Action | Status | Progress RAG\n1 | Do it | Train | Done | Long words of what was done",
            (0, 1, (NUMBER, REC, ACTION, Role.STATUS, Role.PROGRESS)), id="words under RAG are a report",
        ),
        pytest.param(
            "Rec | Recommendation | Action | Agreed\n1 | Do it | Train | 01/05/2016\n2 | Do that | Tell | 02/05/2016",
            (0, 1, (NUMBER, REC, ACTION, Role.TARGET)), id="a column of dates without a telling heading",
        ),
        pytest.param(
            "| Recommendation | Action | Lead\n1 | Do it | Train | CSP\n2 | Do that | Tell | CSP",
            (0, 1, (NUMBER, REC, ACTION, OWNER)), id="numbers under no heading",
        ),
        pytest.param(
            "Rec | Recommendation | Action | Lead | Lead agency\n1 | Do it | Train | A Smith | CSP",
            (0, 1, (NUMBER, REC, ACTION, OFFICER, OWNER)), id="a person's column beside the agency's",
        ),
        pytest.param("Name | Age\nAnn | 3", None, id="no plan"),
        pytest.param("Colour | What it means\nGreen | Complete", None, id="a key"),
    ],
)  # fmt: skip
def test_headings(drawn, expected):
    assert roles(drawn) == expected


@pytest.mark.parametrize(
    "help_row",
    [
        "| What is to change? | What will be done? | Who? | dd/mm/yyyy",
        "Number | i.e. as printed in the report | please list every step | one agency | when it is due",
    ],
)
def test_help__a_row_under_the_headings_is_not_a_recommendation(help_row):
    plan = plan_of(f"""
    No | Recommendation | Action | Lead agency | Target date
    {help_row}
    1 | Do it | Train | CSP | May 2016
    """)
    assert [r.number for r in plan.recommendations] == ["1"]
    assert set(help_row.replace("|", " ").split()) <= set(" ".join(u.text for u in plan.unplaced).split())


def test_help__a_first_row_of_lettered_lists_is_not_help():
    plan = plan_of("""
    Recommendation | Action | Lead agency | Evidence | Target date
    | | i.e. body accountable | |
    1) Record the children | a) Revise the form b) Train officers | Westfold Police | a) Form b) Register | a) May 2015 b) June 2015
    """)
    assert [(r.number, r.lead) for r in plan.recommendations] == [("1", "POLICE")]


def test_headings__a_sentence_above_them_is_not_a_heading():
    plan = plan_of("""
    Recommendation | R21/1 | Agencies should hold a meeting within ten days of a third alert. | < | <
    Why this matters | Wounds were looked at alone. | < | < | <
    Action | < | Lead agency | Target date | Progress
    Write it | < | Adult Social Care | 30/04/2022 | Done
    """)
    assert [(r.number, r.text, len(r.actions)) for r in plan.recommendations] == [
        ("R21/1", "Agencies should hold a meeting within ten days of a third alert.", 1)
    ]
    assert [words.text for words in plan.unplaced] == ["Why this matters | Wounds were looked at alone."]


@pytest.mark.parametrize(
    ("headings", "what"),
    [
        ("Item | Discussion | Action | Owner", "minutes of a meeting"),
        ("Risk | Likelihood | Impact | Mitigating action | Owner", "a risk register"),
        ("Date | Event | Action taken | Source", "a chronology"),
        ("Recommendation | Risks | Action | Owner", ""),
    ],
)
def test_find_other_kind__by_the_headings(headings, what):
    assert find_other_kind(draw_table(f"{headings}\n1 | b | c | d")) == what


def test_unknown_columns__are_kept_as_the_coordinators_own():
    [action] = plan_of("""
    No | Recommendation | Action | Lead agency | Lead officer | Cost | Sign-off
    1 | Review it | Review | NHS Trust | Head of Safeguarding | £200 | Board
    """).actions
    assert action.own == (("Lead officer", "Head of Safeguarding"), ("Cost", "£200"), ("Sign-off", "Board"))


def test_columns__in_another_order_with_other_words():
    plan = plan_of("""
    What we will do | Who will do it | By when | Recommendation | How will we know
    Issue guidance | Police | 1 April 2016 | 1. Improve risk assessment | Guidance issued
    Dip sample cases | Police | 1 July 2016 | 1. Improve risk assessment | Audit of 20 cases
    Offer joint visits | Housing Team | May 2016 | 2. Improve joint working | Number of visits
    """)
    assert [(a.ref, a.evidence) for a in plan.actions] == [
        ("1-POLICE", "Guidance issued"), ("1-POLICE-2", "Audit of 20 cases"), ("2-HOUSING", "Number of visits")
    ]  # fmt: skip


def test_columns__the_newest_of_quarterly_updates_gives_the_status():
    [action] = plan_of("""
    No | Recommendation | Action | Lead | Update Q1 2024/25 | Update Q2 2024/25
    1 | Review it | Review | CSP | In progress | Complete
    """).actions
    assert (action.progress, action.status.value) == (
        "Update Q1 2024/25: In progress\nUpdate Q2 2024/25: Complete", "complete",
    )  # fmt: skip


def test_columns__of_a_second_table_may_differ():
    plan = plan_of("""
    Recommendation | Scope | Action to take | Lead agency | Key milestones | Target date | Date of completion and outcome
    OR1. Partners share data | Local | Write agreement | CSP | Agreement | Jan 2022 | 14/01/2022 Agreement signed by all
    Individual agency recommendations | | | | | |
    Agency | Recommendation | Action | Target date | Progress | |
    Ashmoor Police | IMR 1 Improve records | Add a field | Feb 2022 | Complete | |
    """)
    assert [(a.ref, a.status.value) for a in plan.actions] == [("OR1-CSP", "complete"), ("IMR1-POLICE", "complete")]
    assert [r.number for r in plan.recommendations] == ["OR1", "IMR 1"]
    assert ("OR1-CSP", "STATUS_FROM_COMPLETED") in codes_of(plan)
