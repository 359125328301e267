"""Which rows are the plan's, under which section, and what is kept outside them."""

import pytest

from dhr_xl.importing.plan import ImportOptions, make_plan
from importing.grids import codes_of, draw_grid, plan_of

HEADINGS = "No | Recommendation | Action | Evidence | By when | Progress"


def test_sections__that_each_count_from_one():
    plan = plan_of(f"""
    {HEADINGS}
    Mereshire Police | < | < | < | < | <
    1 | Record the children | Brief | Note | March 2018 | Done
    2 | Review of policy | Review | Policy | June 2018 | Policy being redrafted
    NHS Trust | < | < | < | < | <
    1 | Routine enquiry | Train | Records | 30.09.2018 | 45% trained
    | | Audit | Report | 31.12.2018 | Not yet started
    National recommendations | < | < | < | < | <
    3 | Write to the Minister | Letter | | 1st May 2018 | COMPLETE
    """)
    assert [(a.ref, a.status.value) for a in plan.actions] == [
        ("1-POLICE", "complete"), ("2-POLICE", "in_progress"), ("1-NHS", "in_progress"), ("1-NHS-2", "not_started"),
        ("3-UNASSIGNED", "complete"),
    ]  # fmt: skip
    assert [r.number for r in plan.recommendations] == ["1", "2", "1 (2)", "3"]
    assert ("1 (2)", "NUMBER_TWICE") in codes_of(plan)
    assert plan.unplaced == ()


@pytest.mark.parametrize(
    "heading",
    ["All agencies", "MULTI-AGENCY", "Single agency recommendations", "Recommendations for Mereshire Police", "Mereshire Police"],
)  # fmt: skip
def test_sections__alone_in_the_first_column_are_not_recommendations(heading):
    plan = plan_of(f"""
    Recommendation | Action | Target date | Progress
    {heading} | | |
    1. Agencies share data. | Write an agreement | May 2017 | Complete
    """)
    assert [(r.number, r.section) for r in plan.recommendations] == [("1", heading)]


@pytest.mark.parametrize("heading", ["All agencies should train staff", "All agencies to train their staff"])
def test_sections__a_recommendation_without_a_number_is_not_a_section(heading):
    plan = plan_of(f"""
    Recommendation | Action | Target date | Progress
    {heading} | | |
    The police should review it | Review | May 2017 | Complete
    """)
    assert [r.text for r in plan.recommendations] == [heading, "The police should review it"]


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param("""
        # Eastmoor DHR action plan
        ## Eastmoor Police
        Recommendation | Action | Target date | Progress
        1. Review it | Review | May 2016 | Complete
        ## Eastmoor NHS Trust
        Recommendation | Action | Target date | Progress
        2. Train staff | Train | June 2016 | Ongoing
        """, id="a table each"),
        pytest.param("""
        Eastmoor DHR action plan | < | < | <
        Eastmoor Police | | |
        Recommendation | Action | Target date | Progress
        1. Review it | Review | May 2016 | Complete
        Eastmoor NHS Trust | | |
        Recommendation | Action | Target date | Progress
        2. Train staff | Train | June 2016 | Ongoing
        """, id="one table"),
        pytest.param("""
        sheet Eastmoor Police:
        Recommendation | Action | Target date | Progress
        1. Review it | Review | May 2016 | Complete

        sheet Eastmoor NHS Trust:
        Recommendation | Action | Target date | Progress
        2. Train staff | Train | June 2016 | Ongoing
        """, id="a sheet each"),
    ],
)  # fmt: skip
def test_sections__with_their_own_headings_below_their_names(drawn):
    assert [a.ref for a in plan_of(drawn).actions] == ["1-POLICE", "2-ENHST"]


def test_sections__a_partnership_named_above_the_one_table_owns_nothing():
    plan = plan_of("""
    Eastmoor Community Safety Partnership
    Recommendation | Action | Target date | Progress
    1. Review it | Review | May 2016 | Complete
    """)
    assert [a.agency for a in plan.actions] == ["UNASSIGNED"]


def test_headings__repeated_on_a_later_page_are_not_a_row():
    plan = plan_of(f"""
    {HEADINGS}
    1 | Record the children | Brief | Note | March 2018 | Done
    {HEADINGS}
    2 | Review of policy | Review | Policy | June 2018 | Begun
    """)
    assert [r.number for r in plan.recommendations] == ["1", "2"]
    assert plan.unplaced == ()


def test_headings__a_row_that_mentions_columns_is_not_a_heading():
    plan = plan_of("""
    No | Recommendation | Action | Lead agency | Target date | Status
    1 | Improve learning | Training | Police | June 2016 | COMPLETE
    2 | Review the policy | Update | Trust | July 2016 | Complete
    """)
    assert [(a.ref, a.status.value) for a in plan.actions] == [("1-POLICE", "complete"), ("2-TRUST", "complete")]


def test_table__without_headings_continues_the_one_before():
    plan = plan_of(f"""
    {HEADINGS}
    1 | Record the children | Brief | Note | March 2018 | Done
    continued
    2 | Review of policy | Review | Policy | June 2018 | Begun
    """)
    assert [r.number for r in plan.recommendations] == ["1", "2"]


@pytest.mark.parametrize(
    "total", ["Total | 4 | | | |", " | Total actions: 4 | < | Total | 4 | ", "Totals: 3 of 4 | | | | |"]
)
def test_totals__are_not_recommendations_and_are_kept(total):
    plan = plan_of(f"{HEADINGS}\n1 | Record them | Brief | Note | March 2018 | Done\n{total}")
    assert [r.number for r in plan.recommendations] == ["1"]
    assert any("Total" in words.text for words in plan.unplaced)


def test_rows__that_are_hidden_are_imported_and_reported():
    grid = draw_grid(
        f"{HEADINGS}\n1 | Record them | Brief | Note | March 2018 | Done\n2 | Tell them | Tell | Note | May 2018 | Done"
    )
    [table] = grid.tables
    rows = (*table.rows[:2], table.rows[2]._replace(hidden=True))
    plan = make_plan(grid._replace(blocks=(table._replace(rows=rows),)), "plan.xlsx", ImportOptions())
    assert [r.number for r in plan.recommendations] == ["1", "2"]
    assert ("plan", "ROWS_HIDDEN") in codes_of(plan)


def test_recommendations__printed_across_their_actions():
    plan = plan_of("""
    Ref | Action | Lead | Timescale | Progress | Status
    Recommendation 1 | < | < | < | < | <
    The partnership makes sure that every agency knows how to refer. | < | < | < | < | <
    1.1 | Publish a directory | CSP | March 2021 | Published | Complete
    1.2 | Train champions | Ashmoor Council | June 2021 | 22 trained | Ongoing
    Recommendation 2: Ashmoor Police reviews how it closes cases. | | | | |
    2.1 | Review closing | Police | 30/04/2021 | Review done | Complete
    """)
    assert [r.text for r in plan.recommendations] == [
        "The partnership makes sure that every agency knows how to refer.", "Ashmoor Police reviews how it closes cases.",
    ]  # fmt: skip
    assert [(a.ref, a.part) for a in plan.actions] == [("1-CSP", "1.1"), ("1-COUNCIL", "1.2"), ("2-POLICE", "2.1")]
    assert plan.unplaced == ()


def test_outside__every_word_outside_the_rows_is_kept_with_its_place():
    plan = plan_of(f"""
    @ OFFICIAL-SENSITIVE
    # Eastmoor DHR action plan
    Agreed by the board in May
    {HEADINGS}
    1 | Record them | Brief | Note | March 2018 | Done

    Term | Meaning
    MARAC | A conference
    """)
    assert plan.title == "Eastmoor DHR action plan"
    assert [words.text for words in plan.unplaced] == [
        "OFFICIAL-SENSITIVE", "Agreed by the board in May", "Term | Meaning\nMARAC | A conference",
    ]  # fmt: skip
