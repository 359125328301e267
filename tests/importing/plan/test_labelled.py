"""Label-and-value blocks for each recommendation, in paragraphs and in two-column tables."""

from importing.grids import plan_of

EXPECTED = [
    ("3-COLLEGE", "Run a course", "May 2016", "in_progress"),
    ("4-POLICE", "Review the policy", "June 2016", "complete"),
]


def rows(plan):
    return [(a.ref, a.action, a.target_date_text, a.status.value) for a in plan.actions]


def test_paragraphs__a_page_for_each_recommendation():
    plan = plan_of("""
    # Eastmoor DHR action plan
    Recommendation 3
    The college trains its tutors
    Action:
    Run a course
    Lead agency: Eastmoor College
    Target date: May 2016
    Progress: In progress
    Recommendation 4
    The police review their policy
    Action:
    Review the policy
    Lead agency: Eastmoor Police
    Target date: June 2016
    Progress: COMPLETE
    """)
    assert [r.text for r in plan.recommendations] == ["The college trains its tutors", "The police review their policy"]
    assert rows(plan) == EXPECTED


def test_tables__a_block_for_each_recommendation():
    plan = plan_of("""
    Recommendation | 3. The college trains its tutors
    Action | Run a course
    Lead agency | Eastmoor College
    Target date | May 2016
    Progress | In progress
    Recommendation | 4. The police review their policy
    Action | Review the policy
    Lead agency | Eastmoor Police
    Target date | June 2016
    Progress | COMPLETE
    """)
    assert rows(plan) == EXPECTED


def test_tables__a_row_of_headings_is_not_labels():
    plan = plan_of("""
    Recommendation | Action | Target date | Update as at 1 May 2017
    Recommendation 3: All agencies train staff | Police - train all officers | Sept 2016 | Complete
    | NHS Trust: include in training | Dec 2016 | In progress
    Recommendation 4: Publish the learning | CSP: publish a briefing | March 2016 | Complete
    """)
    assert [r.number for r in plan.recommendations] == ["3", "4"]
    assert [a.target_date_text for a in plan.actions] == ["Sept 2016", "Dec 2016", "March 2016"]
