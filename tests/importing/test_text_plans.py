"""Plans in text copied from a PDF, with rows cut by pages and labels in cells, as a coordinator sees the result."""

import datetime as dt

import pytest

from dhr_xl.core.plan.model import UNASSIGNED

SECTIONS = """
Mereshire Domestic Homicide Review
No. | Recommendation | Action | Evidence | By when | Progress
Mereshire Police
1 | Officers to record children's details | Circulate briefing | Briefing note | March 2018 | Done
2 | Review of policy | Policy review | Policy | June 2018 | Policy being redrafted, due back to the
<page>
Page 2 of 3
No. | Recommendation | Action | Evidence | By when | Progress
 | | | | | Board in July.
NHS Trust
1 | Routine enquiry in A&E | Train all staff | Training records | 30.09.2018 | 45% trained
 | | Audit records | Audit report | 31.12.2018 | Not yet started
2 | Flagging system | Introduce flags | | ASAP | On hold
National recommendations
3 | Write to the Minister | Letter | | 1st May 2018 | COMPLETE
"""


def test_sections_that_each_count_from_one(read):
    plan = read(SECTIONS)
    assert [(a.ref, a.status.value) for a in plan.actions] == [
        ("1-POLICE", "complete"),
        ("2-POLICE", "in_progress"),
        ("1-NHS", "in_progress"),
        ("1-NHS-2", "not_started"),
        ("2-NHS", "paused"),
        (f"3-{UNASSIGNED}", "complete"),
    ]
    assert [r.number for r in plan.recommendations] == ["1", "2", "1 (2)", "2 (2)", "3"]
    assert plan.actions[1].progress.endswith("due back to the Board in July.")
    assert [words.line for words in plan.unplaced] == [7, 8]
    assert (f"3-{UNASSIGNED}", "error") in {(f.where, f.severity) for f in plan.findings}


LABELS = """
Recommendation | Action to take | Evidence | Target date | Progress report
 | | | | As at 31/12/2016
Northmoor Constabulary | | | |
1. The force reviews its policy on repeat incidents so that officers know what | Rewrite the policy. | Policy issued | June 2016 | COMPLETE

counts as one. | | | |
2. The force trains call handlers. | Training for call | Training log | 31 st March 2017 | Ongoing

 | handlers on coercive control | kept by L&D | | 60 of 80 trained
All Agencies | | | |
3. All agencies brief their staff on this review | POLICE: Briefing to all | POLICE: Briefing | May 2016 | COMPLETE
 | NMFT: Team brief | NMFT: Bulletin | May 2016 | To be completed
 | HOUSING: Staff meeting | minutes | |
NMFT: Second briefing for bank staff | Attendance list | July 2016 | In progress
 | Children's Services - cascade by managers | e-mail | August 2016 | COMPLETE
 | | | | COMPLETE
 | COLLEGE: Assembly | | May 2016 |
North Moor Foundation Trust and | Care | | |
4. The Trust appoints a lead nurse | Appoint lead | Post filled | Sept 2016 | Appointed in October. COMPLETE
6. The Trust audits its records | Audit | | Audit report | January 2017
Northmoor County Council - Children's Services | | | |
7. Review thresholds | Review | Paper | Dec 2016 | a) COMPLETE b) draft with Board
"""


def test_labels_and_page_cuts(read):
    plan = read(LABELS)
    actions = {a.ref: a for a in plan.actions}
    assert list(actions) == [
        "1-POLICE", "2-POLICE", "3-POLICE", "3-NMFT", "3-HOUSING", "3-NMFT-2", "3-CHILDRENS", "3-COLLEGE",
        "4-NMFT", "6-NMFT", "7-CHILDRENS",
    ]  # fmt: skip
    assert plan.recommendations[0].text.endswith("what counts as one.")
    assert actions["2-POLICE"].action == "Training for call handlers on coercive control"
    assert actions["3-NMFT-2"].target_date == dt.date(2016, 7, 31)
    assert actions["3-COLLEGE"].progress == "COMPLETE"
    assert actions["7-CHILDRENS"].status == "in_progress"
    assert {"NUMBER_GAP", "STATUS_PARTS_OPEN", "STATUS_ROW_MOVED", "ROW_SLID"} <= {f.code for f in plan.findings}
    names = {agency.code: (agency.name, *agency.aliases) for agency in plan.agencies}
    assert names["POLICE"] == ("Northmoor Constabulary", "POLICE")
    assert names["NMFT"] == ("North Moor Foundation Trust and Care", "NMFT")


def test_actions_cut_by_a_page_and_separate_ones(actions):
    drawn = """
    Ref|Recommendation|Lead Agency|Action|Milestones|Timescale|Status|Update
    Westshire Police|||||||
    WP1|Officers should always complete a form, including where|Westshire Police|Issue an instruction to all|Issued|31.03.2021|Complete|Instruction issued
    |||officers and staff.||||in March 2021.
    |the victim declines.||||||
    WP2|Supervisors should review all cases|Westshire Police|Review the policy|Policy|30.06.2021|In progress|Draft with the
    <page>
    Ref|Recommendation|Lead Agency|Action|Milestones|Timescale|Status|Update
    |||||||policy unit.
    |||Dip sample 20 cases a month|Report to Board|30.09.2021|Not started|
    """
    made = actions(drawn)
    assert list(made) == ["WP1-POLICE", "WP2-POLICE", "WP2-POLICE-2"]
    assert made["WP1-POLICE"].action == "Issue an instruction to all officers and staff."
    assert made["WP2-POLICE"].progress.startswith("Draft with the policy unit.")
    assert made["WP2-POLICE-2"].status == "not_started"


@pytest.mark.xfail(
    strict=True, reason="a row that slid under an agency without a name of its own is joined to the one above"
)
def test_whole_row_shifted_by_one_column(actions):
    drawn = """
    Recommendation | Action | Evidence | Target date | Progress
    All agencies | | | |
    1. All agencies do one thing. | POLICE: Do it | Report | May 2016 | COMPLETE
     | | GEH: Do it too | Report | June 2016
    """
    assert actions(drawn)["1-GEH"].target_date == dt.date(2016, 6, 30)


def test_footers_are_not_agencies(read):
    page = "Eastmoor Safety Partnership | | | |\n<page>\n"
    rows = [f"{n}. The body does thing {n}. | Do {n} | E | May 2016 | Done" for n in range(1, 7)]
    drawn = "Recommendation | Action | Evidence | Target date | Progress\nEastmoor Police | | | |\n"
    drawn += f"{rows[0]}\n{page}{rows[1]}\n{page}NHS Trust | | | |\n{rows[2]}\n{page}{rows[3]}"
    plan = read(drawn)
    assert [a.agency for a in plan.actions] == ["POLICE", "POLICE", "NHS", "NHS"]
    assert [agency.code for agency in plan.agencies] == ["POLICE", "NHS"]


def test_posts_under_the_headings_of_their_bodies(read):
    drawn = """
    Recommendation | Action | Who | When | Status
    Adult Social Care | | | |
    1. Practitioners use professional curiosity and test it in | Supervision policy | Principal Social Worker | June 2019 | Green
    <page>
    supervision. | reviewed | | | Complete
    2. Managers assure quality. | Audit | Head of Service | Sep-19 | Red - delayed
    Hospital Trust | | | |
    3. Nurses ask. | Training | Named Nurse | ongoing | Blue
    """
    plan = read(drawn)
    assert [(a.ref, a.status.value) for a in plan.actions] == [
        ("1-ASC", "complete"), ("2-ASC", "in_progress"), ("3-HOSPITAL", "in_progress")
    ]  # fmt: skip
    assert plan.agencies[0].aliases == ("Principal Social Worker", "Head of Service")
    assert sum(f.code == "AGENCY_GUESSED" for f in plan.findings) == 3


@pytest.mark.xfail(strict=True, reason="no line shows where the page ends, so the rest of the row is read as a row")
def test_an_agency_column_cut_by_a_page(actions):
    drawn = """
    No | Recommendation | Action required | Lead | Target date | Progress
    1 | That the police review orders and report to the Community Safety | Review of orders by the | Dunshire | End March 2017 | Review done. Report to
     | Partnership | force lead | Police | | CSP in April. Complete.
    """
    made = actions(drawn)
    assert list(made) == ["1-POLICE"]
    assert made["1-POLICE"].action == "Review of orders by the force lead"
    assert made["1-POLICE"].status == "complete"


def test_labels_of_bodies_without_a_typical_word(read):
    drawn = """
    Recommendation | Action to take | Target date | Progress
    MULTI-AGENCY | | |
    1. Partners to review referral routes. | Police - Review routes | May 2017 | Completed
     | NHS Trust: Review routes in A&E and | June | Ongoing

     | maternity | 2017 |
     | Adult Social Care – Review thresholds | end of July 2017 | Awaiting sign off
     | Education: Review in schools | Autumn 2017 | Not started
     | Voluntary sector to be consulted | Sept 2017 |
    """
    plan = read(drawn)
    rows = [(a.ref, str(a.target_date), a.status.value) for a in plan.actions]
    assert rows == [
        ("1-POLICE", "2017-05-31", "complete"),
        ("1-NHS", "2017-06-30", "in_progress"),
        ("1-ASC", "2017-07-31", "in_progress"),
        ("1-EDUCATION", "2017-11-30", "not_started"),
        ("1-EDUCATION-2", "2017-09-30", "unknown"),
    ]
    assert ("1-EDUCATION-2", "AGENCY_FROM_ABOVE") in {(f.where, f.code) for f in plan.findings}


@pytest.mark.xfail(strict=True, reason="the line above the first headings is not read as their section")
def test_sections_with_their_own_headings_below_their_names(read):
    drawn = """
    Eastmoor DHR action plan
    Eastmoor Police
    Recommendation | Action | Target date | Progress
    1. Review it | Review | May 2016 | Complete
    Eastmoor NHS Trust
    Recommendation | Action | Target date | Progress
    2. Train staff | Train | June 2016 | Ongoing
    """
    plan = read(drawn)
    assert [a.ref for a in plan.actions] == ["1-POLICE", "2-ENHST"]
    assert "Eastmoor Police" not in [words.text for words in plan.unplaced]
