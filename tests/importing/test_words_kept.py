"""Every word is in the plan, in what is said of it or listed as unplaced with its line; whatever the table holds."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhr_xl.importing import make_plan
from dhr_xl.importing.rows import read_table
from dhr_xl.importing.text import split_lines
from importing.measuring import lost_words

HEADINGS = ("Recommendation", "Action to take", "Lead agency", "Evidence", "Target date", "Progress", "Status", "Theme")
WORDS = st.sampled_from(
    [
        "Northmoor",
        "Police",
        "NMFT:",
        "GEH:",
        "All",
        "agencies",
        "trains",
        "staff.",
        "the",
        "policy",
        "and",
        "COMPLETE",
        "On",
        "going",
        "In",
        "progress",
        "3.",
        "R4",
        "12",
        "a)",
        "b)",
        "June",
        "2014",
        "31/05/14",
        "Trust",
        "Council",
        "-",
        "N/A",
        ",",
        "T",
        "1",
        "004",
        "Review",
        "Children's",
        "Services",
        "reviewed",
        "Complete",
        "to",
        "be",
        "14/14",
        "O.",
        "I.",
        "Head",
        "of",
    ]
)
CELL = st.lists(WORDS, max_size=9).map(" ".join)


@st.composite
def tables(draw):
    headings = draw(
        st.lists(st.sampled_from(HEADINGS), min_size=4, max_size=7, unique=True).filter(
            lambda h: {"Recommendation", "Action to take"} & set(h)
        )
    )
    rows = draw(st.lists(st.lists(CELL, min_size=1, max_size=len(headings) + 1), max_size=12))
    return "\n".join("\t".join(row) for row in [headings, *rows])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_words__none_is_lost(text):
    lines = split_lines(text, "\t")
    table = read_table(lines)
    if table is None:
        return
    plan = make_plan(table, lines, title="Plan", as_at=None)
    assert lost_words(plan, text) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_refs__are_whole_and_each_given_once(text):
    table = read_table(lines := split_lines(text, "\t"))
    if table is None:
        return
    plan = make_plan(table, lines, title="Plan", as_at=None)
    refs = [action.ref for action in plan.actions]
    numbers = [r.number for r in plan.recommendations]
    assert len(set(refs)) == len(refs)
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"[A-Za-z0-9.]+-[A-Z][A-Z0-9]+(-\d+)?", ref) for ref in refs)
    codes = [agency.code for agency in plan.agencies]
    assert len(set(codes)) == len(codes)
    assert {a.agency for a in plan.actions} <= {*codes, "UNASSIGNED"}
