"""The published plan that the import must read first: its numbers, codes, dates and statuses, without its sentences."""

import datetime as dt
from collections import Counter

import pytest

from dhr_xl.core.plan.model import UNASSIGNED

AS_AT = dt.date(2015, 6, 30)
LEADS = {
    "SWPB": range(1, 7), "WCC": [7], "MARAC": range(8, 12), "POLICE": range(12, 17), "LCJB": [17], "PROBATION": [18],
    "GEH": range(20, 25), None: range(25, 29), "CCG": range(29, 36), "CHILDRENS": range(36, 38),
}  # fmt: skip
ALL_AGENCIES = ("POLICE", "CWPT", "GEH", "NBBC", "WMAS", "PROBATION", "HARMONI", "SWFT", "CHILDRENS")
OVERDUE = [
    "1-SWPB", "2-SWPB", "3-SWPB", "4-SWPB", "9-MARAC", "12-POLICE", "17-LCJB", "25-WMAS", "25-HARMONI", "25-CHILDRENS",
    "26-POLICE", "26-WMAS", "26-HARMONI", "27-CWPT", "27-NBBC", "27-WMAS", "27-CHILDRENS", "28-WMAS", "28-CHILDRENS",
    "36-CHILDRENS", "37-CHILDRENS",
]  # fmt: skip
COMPLETE = [
    "5-SWPB", "6-SWPB", "7-WCC", "8-MARAC", "13-POLICE", "14-POLICE", "15-POLICE", "16-POLICE", "18-PROBATION-2",
    "20-GEH", "21-GEH", "22-GEH", "23-GEH", "24-GEH", "25-POLICE", "25-CWPT", "25-GEH", "25-NBBC", "25-PROBATION",
    "25-SWFT", "26-CWPT", "26-NBBC", "26-PROBATION", "26-SWFT", "27-POLICE", "27-GEH", "27-PROBATION", "27-HARMONI",
    "27-SWFT", "28-POLICE", "28-CWPT", "28-GEH", "28-NBBC", "28-PROBATION", "28-HARMONI", "28-SWFT", "29-CCG",
    "30-CCG", "31-CCG", "32-CCG", "33-CCG", "34-CCG", "35-CCG",
]  # fmt: skip
DATES = {
    "1-SWPB": "2014-12-31", "2-SWPB": "2015-03-31", "5-SWPB": "", "7-WCC": "2012-04-30", "9-MARAC": "2015-03-31",
    "10-MARAC": "", "12-POLICE": "2014-08-31", "13-POLICE": "", "14-POLICE": "2015-07-31", "17-LCJB": "2015-04-30",
    "21-GEH": "2015-04-30", "25-NBBC": "2014-12-31", "26-POLICE": "2014-12-31", "26-CWPT": "2014-04-30",
    "26-SWFT": "", "26-CHILDRENS": "2015-07-31", "27-SWFT": "", "29-CCG": "2014-05-21", "32-CCG": "2014-06-30",
    "35-CCG": "2015-03-31", "37-CHILDRENS": "2015-04-30",
}  # fmt: skip


@pytest.fixture(scope="module")
def plan(warwickshire):
    return warwickshire


@pytest.fixture(scope="module")
def actions(plan):
    return {action.ref: action for action in plan.actions}


def test_recommendations__have_all_numbers_but_the_lost_one(plan):
    assert [r.number for r in plan.recommendations] == [str(n) for n in range(1, 38) if n != 19]
    assert [r.number for r in plan.recommendations if r.number_inferred] == ["1", "3", "10", "11", "15", "16", "25"]
    assert [f.where for f in plan.findings if f.code == "NUMBER_GAP"] == ["19"]


def test_recommendations__each_have_their_body(plan):
    assert {r.number: r.lead for r in plan.recommendations} == {
        str(n): code for code, numbers in LEADS.items() for n in numbers
    }


def test_recommendations__none_is_cut_by_a_page(plan):
    for recommendation in plan.recommendations:
        assert recommendation.text[0].isupper() or recommendation.text.startswith("a. ")
        assert not recommendation.text.endswith((" and", " the", " to", " of"))


def test_agencies__fourteen_with_their_labels(plan):
    assert len(plan.agencies) == 14
    assert {"POLICE", "GEH", "PROBATION"} <= {alias for agency in plan.agencies for alias in agency.aliases}
    assert not [a.ref for a in plan.actions if a.agency == UNASSIGNED]


def test_actions__one_for_each_agency_under_all_agencies(plan):
    by_number = {r.number: [a.agency for a in r.actions] for r in plan.recommendations}
    assert by_number["25"] == list(ALL_AGENCIES)
    assert by_number["26"] == [code for code in ALL_AGENCIES if code != "GEH"]
    assert by_number["27"] == by_number["28"] == list(ALL_AGENCIES)
    assert all(len(by_number[str(n)]) == 1 for n in (*range(1, 18), *range(20, 25), *range(29, 38)))


def test_dates(actions):
    read = {ref: str(actions[ref].target_date or "") for ref in DATES}
    assert read == DATES


def test_statuses__complete_ones_exactly(actions):
    assert {ref for ref, action in actions.items() if action.status == "complete"} == set(COMPLETE)


def test_statuses__unknown_ones_are_reported(plan, actions):
    unknown = {ref for ref, action in actions.items() if action.status == "unknown"}
    assert unknown == {"12-POLICE", "27-WMAS"}
    assert unknown == {f.where for f in plan.findings if f.code == "STATUS_NONE"}


def test_overdue(actions):
    overdue = [a.ref for a in actions.values() if a.target_date and a.target_date < AS_AT and a.status != "complete"]
    assert sorted(overdue) == sorted(OVERDUE)


def test_rows_that_shifted_or_were_shared(actions):
    assert actions["26-WMAS"].target_date_text == "March 2015"
    assert actions["26-WMAS"].status == "in_progress"
    assert actions["26-SWFT"].progress == "COMPLETE"
    assert actions["26-POLICE"].target_date_text == "Dec 2014"
    assert actions["26-CWPT"].evidence.startswith("CWPT:")
    assert len(actions["28-PROBATION"].evidence.split()) == 3


def test_lines_that_cannot_be_read_are_kept(plan):
    assert {words.line for words in plan.unplaced if not words.checked} == {33, 45, 61, 100, 101, 105}
    assert [words.text for words in plan.unplaced if words.checked] == ["Progress report As at 30 June 2015"]
    assert {f.where for f in plan.findings if f.code == "LINE_GARBLED"} == {"line 61", "line 105"}


def test_no_word_is_lost_and_few_are_duplicated(plan, warwickshire_text):
    source = Counter(word for line in warwickshire_text.splitlines()[1:] for word in line.split())
    kept = Counter()
    for recommendation in plan.recommendations:
        printed = "" if recommendation.number_inferred else f"{recommendation.number}."
        kept.update(f"{printed} {recommendation.text}".split())
        for action in recommendation.actions:
            kept.update(f"{action.action} {action.evidence} {action.target_date_text} {action.progress}".split())
    for words in {r.section for r in plan.recommendations} | {words.text for words in plan.unplaced}:
        kept.update(words.split())
    assert source - kept == Counter()
    assert sum((kept - source).values()) < 20
