"""Plans of other counties, with other columns: what a coordinator would see of each."""

import datetime as dt

import pytest

from dhr_xl.model import UNASSIGNED

HOME_OFFICE = """
Fenland DHR Action Plan
As at 31 March 2019
Recommendation | Scope of recommendation i.e. local or regional | Action to take | Lead Agency | Key milestones achieved in enacting recommendation | Target Date | Date of completion and outcome
1. GP practices should adopt routine enquiry | Local | Circulate guidance to practices | Fenland CCG | Guidance agreed | 30/06/2018 | 12 June 2018. All practices confirmed receipt.
 | | Train practice leads | Fenland CCG | 20 leads trained | Dec 2018 | Ongoing - 12 of 42 trained
2. The Constabulary should review its process | Local | Review the process | Fenland Constabulary | Review report | 31 September 2018 | Completed 01/09/2018
3. The Home Office should consider new guidance | National | Write to the Minister | Fenland CSP | Letter | March 2019 | Letter sent, reply awaited
4. Services should share chronologies | Local | Agree a protocol | Adult Social Care / Children's Services | Protocol signed | TBC | Not started
"""


def test_home_office_template(read):
    plan = read(HOME_OFFICE)
    rows = [(a.ref, a.status.value, str(a.target_date or "")) for a in plan.actions]
    assert plan.title == "Fenland DHR Action Plan"
    assert plan.as_at == dt.date(2019, 3, 31)
    assert rows == [
        ("1-CCG", "complete", "2018-06-30"),
        ("1-CCG-2", "in_progress", "2018-12-31"),
        ("2-CONSTABULARY", "complete", ""),
        ("3-CSP", "in_progress", "2019-03-31"),
        ("4-ASC", "not_started", ""),
    ]
    assert plan.actions[0].completion_date == dt.date(2018, 6, 12)
    assert plan.actions[4].agencies == ("ASC", "CHILDRENS")
    assert [r.scope for r in plan.recommendations] == ["Local", "Local", "National", "Local"]
    assert ("2-CONSTABULARY", "DATE_IMPOSSIBLE") in {(f.where, f.code) for f in plan.findings}


RAG = """
Ref | Recommendation | Owner | Timescale | RAG | Status | Comments
R1 | Improve information sharing | Brackshire Police | 31/12/2020 | Green | Complete | Protocol signed.
R2 | Commission a programme | Head of Community Safety, Brackshire Council | 2021/22 | Amber | In progress | Tender out.
R3 | Review the threshold document | NHS Trust | Apr-21 | Red | Not started |
R5 | Audit of referrals | Brackshire Police and Probation | Q3 2021 | Amber | Delayed | Waiting for data
9a | Letter to the Home Office | CSP | 06/25/2021 | Blue | Closed | Sent
"""


def test_ref_status_and_rag_columns(read):
    plan = read(RAG, name="brackshire_plan.txt")
    assert plan.title == "Brackshire plan"
    assert [(a.ref, a.status.value, str(a.target_date or "")) for a in plan.actions] == [
        ("R1-POLICE", "complete", "2020-12-31"),
        ("R2-COUNCIL", "in_progress", "2022-03-31"),
        ("R3-NHS", "not_started", "2021-04-30"),
        ("R5-POLICE", "in_progress", "2021-09-30"),
        ("9a-CSP", "complete", ""),
    ]
    assert plan.actions[0].progress == "Protocol signed.\nStatus: Complete\nRAG: Green"
    assert plan.actions[3].agencies == ("POLICE", "PROBATION")
    said = {(f.where, f.code) for f in plan.findings}
    assert {("R4", "NUMBER_GAP"), ("R2-COUNCIL", "AGENCY_GUESSED"), ("R5-POLICE", "AGENCY_SEVERAL")} <= said
    assert plan.unplaced == ()


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
    assert (actions["6-NMFT"].evidence, actions["6-NMFT"].target_date_text) == ("Audit report", "January 2017")
    assert actions["7-CHILDRENS"].status == "in_progress"
    assert {"NUMBER_GAP", "STATUS_PARTS_OPEN", "STATUS_ROW_MOVED", "ROW_SLID"} <= {f.code for f in plan.findings}
    names = {agency.code: (agency.name, *agency.aliases) for agency in plan.agencies}
    assert names["POLICE"] == ("Northmoor Constabulary", "POLICE")
    assert names["NMFT"] == ("North Moor Foundation Trust and Care", "NMFT")


def test_two_labels_in_one_cell(actions):
    drawn = """
    Recommendation | Action | Target date | Update as at 1 May 2017
    Multi-agency recommendations
    Recommendation 3: All agencies to train staff | Police - train all officers | Sept 2016 | Complete
     | NHS Trust: include in training | Dec 2016 | In progress
    Recommendation 4: Publish the learning | CSP: publish a briefing POLICE: share with officers | March 2016 April 2016 | CSP: Complete POLICE: To be completed
    """
    made = actions(drawn)
    assert list(made) == ["3-POLICE", "3-NHS", "4-CSP", "4-POLICE"]
    assert [a.target_date_text for a in made.values()] == ["Sept 2016", "Dec 2016", "March 2016", "April 2016"]
    assert [a.status.value for a in made.values()] == ["complete", "in_progress", "complete", "in_progress"]


def test_columns_in_another_order_and_repeated_recommendations(actions):
    drawn = """
    What we will do | Who will do it | By when | Recommendation | How will we know
    Issue guidance | Police | 1 April 2016 | 1. Improve risk assessment | Guidance issued
    Dip sample cases | Police | 1 July 2016 | 1. Improve risk assessment | Audit of 20 cases
    Offer joint visits | Housing Team | May 2016 | 2. Improve joint working | Number of visits
    """
    made = actions(drawn)
    assert list(made) == ["1-POLICE", "1-POLICE-2", "2-HOUSING"]
    assert made["1-POLICE-2"].evidence == "Audit of 20 cases"


def test_dotted_numbers_themes_and_posts(read):
    drawn = """
    Ref no. | Theme | Recommendation | Agency response | Action required | Responsible officer | Deadline | Status | Sign-off
    21.10.1 | Training | Provide training | Accepted | Develop package | Training Manager, Housing Solutions | 31st Jan 2022 | Ongoing | No
    21.10.2 | Training | Include in induction | Accepted | Update pack | HR Lead, Lorshire County Council | February 2022 | Completed Feb 2022 | Yes
    21.10.10 | Records | Flag repeat callers | Accepted in part | System change | Detective Inspector | End of March 2022 | Partially complete |
    """
    plan = read(drawn)
    assert [(a.ref.split("-")[0], a.status.value) for a in plan.actions] == [
        ("21.10.1", "in_progress"), ("21.10.2", "complete"), ("21.10.10", "in_progress")
    ]  # fmt: skip
    assert [agency.name for agency in plan.agencies] == [
        "Housing Solutions",
        "Lorshire County Council",
        "Detective Inspector",
    ]
    assert sum(f.code == "AGENCY_GUESSED" for f in plan.findings) == 3
    assert plan.actions[0].progress == "Accepted\nStatus: Ongoing\nSign-off: No"


def test_actions_cut_by_a_page_and_apart(actions):
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


def test_whole_row_slid_one_column(actions):
    drawn = """
    Recommendation | Action | Evidence | Target date | Progress
    All agencies | | | |
    1. All agencies do one thing. | POLICE: Do it | Report | May 2016 | COMPLETE
     | | GEH: Do it too | Report | June 2016
    """
    assert actions(drawn)["1-GEH"].target_date == dt.date(2016, 6, 30)


def test_no_numbers_at_all(read):
    drawn = """
    Recommendation | Action | Lead | Date
    The board reviews its policy. | Review | CSP | May 2016
    The college trains tutors. | Train | Eastmoor College | June 2016
    """
    plan = read(drawn)
    assert [(r.number, r.number_inferred) for r in plan.recommendations] == [("1", True), ("2", True)]
    assert {f.code for f in plan.findings} >= {"NUMBER_INFERRED"}


def test_a_recommendation_without_an_action_is_reported(read):
    plan = read("Recommendation | Action | Lead | Date\n1. Do this. | | |\n2. Do that. | Do | CSP | May 2016")
    assert [len(r.actions) for r in plan.recommendations] == [0, 1]
    assert ("1", "ACTION_NONE") in {(f.where, f.code) for f in plan.findings}


def test_windows_device_names_are_no_codes(read):
    plan = read("Ref | Recommendation | Action | Lead | Date\n1 | Do this | Do | CON | May 2016")
    assert plan.agencies[0].name == "CON"
    assert plan.agencies[0].code != "CON"


def test_footers_are_no_agencies(read):
    page = "Eastmoor Safety Partnership | | | |\n<page>\n"
    rows = [f"{n}. The body does thing {n}. | Do {n} | E | May 2016 | Done" for n in range(1, 7)]
    drawn = "Recommendation | Action | Evidence | Target date | Progress\nEastmoor Police | | | |\n"
    drawn += f"{rows[0]}\n{page}{rows[1]}\n{page}NHS Trust | | | |\n{rows[2]}\n{page}{rows[3]}"
    plan = read(drawn)
    assert [a.agency for a in plan.actions] == ["POLICE", "POLICE", "NHS", "NHS"]
    assert [agency.code for agency in plan.agencies] == ["POLICE", "NHS"]


@pytest.mark.parametrize("title", ["Review of Rose", None])
def test_title_as_at__given_ones_are_taken(read, title):
    plan = read(HOME_OFFICE, title=title, as_at=dt.date(2020, 1, 1))
    assert plan.title == (title or "Fenland DHR Action Plan")
    assert plan.as_at == dt.date(2020, 1, 1)


def test_a_page_for_each_recommendation(read):
    drawn = """
    Eastmoor DHR action plan
    Recommendation 3: | The college trains its tutors
    in what to look for
    Action: | Run a course
    Lead agency: | Eastmoor College
    Target date: | May 2016
    Progress: | In progress

    Recommendation 4 | The police review their policy
    Action | Review the policy
    Lead agency | Eastmoor Police
    Target date | June 2016
    Progress | COMPLETE
    Action | Publish it
    Lead agency | Eastmoor Police
    Target date | July 2016
    """
    plan = read(drawn)
    assert plan.recommendations[0].text == "The college trains its tutors in what to look for"
    assert [(a.ref, a.action, a.target_date_text, a.status.value) for a in plan.actions] == [
        ("3-COLLEGE", "Run a course", "May 2016", "in_progress"),
        ("4-POLICE", "Review the policy", "June 2016", "complete"),
        ("4-POLICE-2", "Publish it", "July 2016", "unknown"),
    ]


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


def test_a_column_that_numbers_actions(read):
    drawn = """
    Action Ref | Recommendation | Agency | Action | Target Date | Date Completed
    1.1 | 1. Improve meetings | Police | Refer all | 01/04/2018 | 15/05/2018
    1.2 | | Health | Attend | 01/04/2018 |
    2.1 | 2. Improve recording | Police | Audit | 30/06/2018 | Not completed
    """
    plan = read(drawn)
    assert [(a.ref, a.part, a.status.value) for a in plan.actions] == [
        ("1-POLICE", "1.1", "complete"), ("1-HEALTH", "1.2", "unknown"), ("2-POLICE", "2.1", "in_progress")
    ]  # fmt: skip


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


def test_labels_of_bodies_without_a_telling_word(read):
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
    assert ("1-EDUCATION-2", "AGENCY_GUESSED") in {(f.where, f.code) for f in plan.findings}


def test_a_column_for_the_officer_beside_the_agency(read):
    drawn = """
    Ref | Recommendation | Action | Lead officer | Lead agency | Deadline | Update
    1 | Review it | Review | Head of Safeguarding | NHS Trust | May 2016 | Done
    """
    action = read(drawn).actions[0]
    assert (action.agency, action.progress) == ("NHS", "Done\nLead officer: Head of Safeguarding")


def test_recommendations_printed_across_their_actions(read):
    drawn = """
    Ref | Action | Lead | Timescale | Progress | Status
    Recommendation 1
    The partnership makes sure that every agency knows how to refer.
    1.1 | Publish a directory | CSP | March 2021 | Published | Complete
    1.2 | Train champions | Ashmoor Council | June 2021 | 22 trained | Ongoing
    Recommendation 2: Ashmoor Police reviews how it closes cases. | | | | |
    2.1 | Review closing | Police | 30/04/2021 | Review done | Complete
    """
    plan = read(drawn)
    assert [r.text for r in plan.recommendations] == [
        "The partnership makes sure that every agency knows how to refer.",
        "Ashmoor Police reviews how it closes cases.",
    ]
    assert [(a.ref, a.part) for a in plan.actions] == [("1-CSP", "1.1"), ("1-COUNCIL", "1.2"), ("2-POLICE", "2.1")]


def test_an_agency_merged_down_over_its_recommendations(read):
    drawn = """
    Agency | Rec | Recommendation | Action | By when | Outcome
    Ashmoor Police | 1 | Train officers | Deliver training | Dec 2020 | Completed
     | 2 | Review bail | Review the policy | Feb 2021 | In progress
    Ashmoor Hospitals NHS Trust | 3 | Flag attenders | Introduce a flag | March 2021 | Not started
    """
    plan = read(drawn)
    assert [a.ref for a in plan.actions] == ["1-POLICE", "2-POLICE", "3-AHNHST"]
    assert ("2-POLICE", "AGENCY_GUESSED") in {(f.where, f.code) for f in plan.findings}


COLOURS = """
{key}
No | Recommendation | Action | Lead | Date | RAG | Comments
1 | Do one thing | Do it | Police | May 2020 | Green | Done by the team
2 | Do another | Do that | NHS Trust | May 2020 | Amber |
3 | Do a third | Start it | CSP | June 2020 | R |
"""


@pytest.mark.parametrize(
    ("key", "statuses"),
    [
        ("Key: Red - not started, Amber - in progress, Green - complete", ["complete", "in_progress", "not_started"]),
        ("Key: Green = on track; Amber = delayed; Red = overdue", ["in_progress"] * 3),
        ("The county's colours are green and gold", ["unknown"] * 3),
    ],
)
def test_colours_mean_what_the_plans_key_says(read, key, statuses):
    plan = read(COLOURS.format(key=key))
    assert [a.status.value for a in plan.actions] == statuses
    code = "STATUS_NONE" if "unknown" in statuses else "STATUS_FROM_COLOUR"
    assert [f.where for f in plan.findings if f.code == code] == [a.ref for a in plan.actions]


def test_two_tables_with_other_columns(read):
    drawn = """
    Recommendation | Scope | Action to take | Lead agency | Key milestones | Target date | Date of completion and outcome
    OR1. Partners share data | Local | Write agreement | CSP | Agreement | Jan 2022 | 14/01/2022 Agreement signed by all
    Individual agency recommendations | | | | | |
    Agency | Recommendation | Action | Target date | Progress
    Ashmoor Police | IMR 1 Improve records | Add a field | Feb 2022 | Complete
    """
    plan = read(drawn)
    assert [(a.ref, a.status.value) for a in plan.actions] == [("OR1-CSP", "complete"), ("IMR1-POLICE", "complete")]
    assert plan.recommendations[1].number == "IMR 1"


def test_labels_of_the_agencies_that_the_agency_column_lists(read):
    drawn = """
    Rec No | Recommendation | Action | Lead agency | Deadline | Update
    1 | All to review policy. | POLICE: Review it HEALTH: Review it | Police and Health | June 2020 | POLICE: Complete HEALTH: Ongoing
    2 | All to brief staff. | Probation: Brief all staff | All agencies | May 2020 | Complete
     | | Housing - brief managers | All agencies | May 2020 | Ongoing
    """
    assert [(a.ref, a.status.value) for a in read(drawn).actions] == [
        ("1-POLICE", "complete"), ("1-HEALTH", "in_progress"), ("2-PROBATION", "complete"), ("2-HOUSING", "in_progress")
    ]  # fmt: skip


def test_sections_with_headings_of_their_own_beneath_their_names(read):
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


def test_an_agency_that_is_the_same_as_above(read):
    drawn = """
    Rec | Recommendation | Action | Lead | Date | Progress
    1 | Review it | Review | Eastmoor Police | May 2019 | (i) Complete (ii) to be agreed
    2 | Publish it | Publish | As above | May 2019 | Not progressed for want of money
    """
    plan = read(drawn)
    assert [(a.ref, a.status.value) for a in plan.actions] == [("1-POLICE", "in_progress"), ("2-POLICE", "not_started")]
    assert ("2-POLICE", "AGENCY_GUESSED") in {(f.where, f.code) for f in plan.findings}
