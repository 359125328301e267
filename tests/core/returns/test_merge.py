"""The merge: its table of cases, groups and kinds, and that every differing cell gets exactly one decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.core.plan.columns import AGENCY_FIELDS, BY_KEY, STATUS_CHOICES
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Copy, Correcting, compare_copies, edits
from dhr_xl.core.returns.merge import IncomingEdits, Settled, decide_merge
from tables import OCCASION, partial, shown

ISSUED = shown("""
    | ref   | status      | evidence_given |
    | 1-GEH | Not started | Minutes        |
""")


def merge(theirs, ours=ISSUED, issued=ISSUED, **more):
    incoming = IncomingEdits(issued, more.pop("agreed", {}), theirs, occasion=OCCASION, **more)
    return {(d.ref, d.field): d for d in decide_merge(incoming, ours)}


def applied(ours, decisions):
    """The register's view once the merged cells are written; what is asked about leaves it as it is."""
    merged = {ref: dict(row) for ref, row in ours.items()}
    for decision in decisions:
        if decision.outcome == "merged":
            merged.setdefault(decision.ref, {})[decision.field] = decision.theirs
    return merged


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome", "kind", "stands"),
    [
        pytest.param("Not started", "Not started", None, None, "Not started", id="1-nobody"),
        pytest.param("Not started", "In progress", "merged", "", "In progress", id="2-agency-only"),
        pytest.param("In progress", "Not started", None, None, "In progress", id="3-council-only"),
        pytest.param("In progress", "In progress", "already", "", "In progress", id="4-agree"),
        pytest.param("Paused", "In progress", "conflict", "edit", "Paused", id="5-disagree"),
    ],
)
def test_every_case_of_the_table(ours, theirs, outcome, kind, stands):
    register = {"1-GEH": {**ISSUED["1-GEH"], "status": ours}}
    decisions = merge({"1-GEH": {"status": theirs}}, register)
    found = decisions.get(("1-GEH", "status"))
    assert (found and found.outcome, found and found.kind) == (outcome, kind)
    assert applied(register, decisions.values())["1-GEH"]["status"] == stands


def test_a_missing_column_says_nothing__it_is_not_a_blank():
    assert merge({"1-GEH": {"status": "Not started"}}) == {}


def test_a_conflict_in_one_cell_holds_its_group__and_progress_still_lands():
    register = {"1-GEH": {**ISSUED["1-GEH"], "status": "Paused"}}
    theirs = partial("""
        | ref   | status      | outcome     | progress    |
        | 1-GEH | In progress | Fewer waits | Trained six |
    """)
    decisions = merge(theirs, register)
    assert decisions["1-GEH", "status"].outcome == "conflict"
    assert (decisions["1-GEH", "outcome"].outcome, decisions["1-GEH", "outcome"].kind) == ("held", "group")
    assert decisions["1-GEH", "progress"].outcome == "merged"


def test_complete_to_anything_less__is_asked_about():
    issued = shown("""
        | ref   | status   | reason |
        | 1-GEH | Complete |        |
    """)
    theirs = partial("""
        | ref   | status      | reason        |
        | 1-GEH | In progress | Audit reopened |
    """)
    decisions = merge(theirs, issued, issued)
    assert decisions["1-GEH", "status"].kind == "backwards"
    assert decisions["1-GEH", "reason"].outcome == "held"


SPOKEN = frozenset({"1-GEH"})


@pytest.mark.parametrize(
    ("ours", "spoken", "outcome"),
    [
        pytest.param("Complete", SPOKEN, "conflict", id="new words beside it contradict the plan"),
        pytest.param("Complete", frozenset(), None, id="an untouched row says nothing"),
        pytest.param("Not started", SPOKEN, None, id="nothing has moved"),
    ],
)
def test_the_status_of_a_row_with_new_words__is_an_answer_even_as_it_was_issued(ours, spoken, outcome):
    register = {"1-GEH": {**ISSUED["1-GEH"], "status": ours}}
    found = merge({"1-GEH": {"status": "Not started", "progress": "More"}}, register, spoken=spoken)
    status = found.get(("1-GEH", "status"))
    assert (status and status.outcome) == outcome
    assert found["1-GEH", "progress"].outcome == "merged"


def test_a_status_that_stands_as_agreed_and_the_plan_now_says_too__is_already_so():
    agreed = {("1-GEH", "status"): "Paused"}
    register = {"1-GEH": {**ISSUED["1-GEH"], "status": "Complete"}}
    theirs = {"1-GEH": {"status": "Paused", "progress": "More"}}
    assert merge(theirs, register, agreed=agreed, spoken=SPOKEN)["1-GEH", "status"].outcome == "conflict"
    assert merge(theirs, register, agreed=agreed)["1-GEH", "status"].outcome == "already"


def test_an_error_in_a_cell_that_is_not_there__holds_its_group():
    theirs = {"1-GEH": {"status": "Complete", "progress": "Done"}}
    found = merge(theirs, wrong=frozenset({("1-GEH", "evidence_given")}))
    assert (found["1-GEH", "status"].outcome, found["1-GEH", "status"].kind) == ("held", "wrong")
    assert found["1-GEH", "progress"].outcome == "merged"


@pytest.mark.parametrize("left", ["Paused", "In progress", "Propose to close"])
def test_an_answer_that_a_person_decided__stays_decided_whatever_the_plan_says_now(left):
    register = {"1-GEH": {**ISSUED["1-GEH"], "status": left}}
    settled = {("1-GEH", "status"): (Settled("Complete", left),)}
    found = merge({"1-GEH": {"status": "Complete"}}, register, settled=settled)
    assert (found["1-GEH", "status"].outcome, found["1-GEH", "status"].kind) == ("noted", "decided")
    assert merge({"1-GEH": {"status": "Not started"}}, register, settled=settled) == {}


def test_sides_that_fit_alone_and_not_together__are_a_conflict_of_the_row():
    issued = shown("""
        | ref   | status      | evidence_given | completion_date | outcome |
        | 1-GEH | In progress | Minutes        |                 |         |
    """)
    register = {"1-GEH": {**issued["1-GEH"], "evidence_given": ""}}
    decisions = merge({"1-GEH": {"status": "Complete", "evidence_given": "Minutes"}}, register, issued)
    assert decisions["1-GEH", ""].kind == "row"
    assert decisions["1-GEH", "status"].outcome == "held"


def test_locked_text_altered__is_a_proposal_and_never_merges():
    issued = {"1-GEH": {**ISSUED["1-GEH"], "action": "Train staff"}}
    decisions = merge({"1-GEH": {"action": "Train nobody"}}, issued, issued)
    assert (decisions["1-GEH", "action"].outcome, decisions["1-GEH", "action"].kind) == ("proposal", "locked_text")


def test_a_new_target_date__is_a_proposal():
    decisions = merge({"1-GEH": {"proposed_target_date": "2016-01-31"}})
    assert decisions["1-GEH", "proposed_target_date"].outcome == "proposal"


def test_a_withdrawn_row__is_held_whole_and_never_revived():
    decisions = merge({"1-GEH": {"status": "Paused", "progress": "More"}}, held_rows={"1-GEH": "withdrawn"})
    assert {d.outcome for d in decisions.values()} == {"held"}


def copy(table, saved=None, who=""):
    return Copy(saved, who, {ref: {**ISSUED[ref], **row} for ref, row in partial(table).items()})


def voices(new, *earlier):
    return {cell: voice.name for cell, (voice, _) in compare_copies(ISSUED, new, earlier).items()}


EARLY, LATE = OCCASION.as_at, OCCASION.received


def test_one_copy_at_two_times__the_later_speaks_even_where_it_set_a_cell_back():
    first = copy("""
        | ref   | status | progress |
        | 1-GEH | Paused | Waiting  |
    """, EARLY)  # fmt: skip
    second = copy("""
        | ref   | status      | progress |
        | 1-GEH | Not started | Waiting  |
    """, LATE)  # fmt: skip
    assert voices(second, first)["1-GEH", "status"] == "SPEAKS"
    assert voices(first, second)["1-GEH", "status"] == "OLDER"
    unknown = second._replace(saved_at=None)
    assert voices(unknown, first)["1-GEH", "status"] == "UNKNOWN"


def test_two_teams__cells_left_as_issued_say_nothing_and_different_edits_conflict():
    one = copy("""
        | ref   | status | progress |
        | 1-GEH | Paused | Wards    |
    """, EARLY, "Ward lead")  # fmt: skip
    other = copy("""
        | ref   | status      | progress |
        | 1-GEH | Not started | Clinics  |
    """, LATE, "Clinic lead")  # fmt: skip
    found = voices(other, one)
    assert (found["1-GEH", "evidence_given"], found["1-GEH", "progress"]) == ("SPEAKS", "TEAMS")
    assert found["1-GEH", "status"] == "TEAMS"  # it stands beside new words, so it is an answer


def test_two_teams__a_row_that_one_of_them_left_alone_says_nothing():
    one = copy("""
        | ref   | status | evidence_given |
        | 1-GEH | Paused | Rota           |
    """, EARLY)  # fmt: skip
    other = copy("""
        | ref   | status      | evidence_given |
        | 1-GEH | Not started | Minutes        |
    """, LATE)  # fmt: skip
    found = voices(other, one)
    assert (found["1-GEH", "status"], found["1-GEH", "evidence_given"]) == ("SILENT", "SILENT")


def test_the_same_choice_in_two_copies__does_not_make_them_one():
    one = copy("""
        | ref   | status      | progress |
        | 1-GEH | In progress | Wards    |
    """, EARLY)  # fmt: skip
    other = copy("""
        | ref   | status      | progress |
        | 1-GEH | In progress | Clinics  |
    """, LATE)  # fmt: skip
    found = voices(other, one)
    assert (found["1-GEH", "status"], found["1-GEH", "progress"]) == ("SPEAKS", "TEAMS")


def test_a_corrections_copy__says_nothing_of_rows_it_did_not_ask_about_and_nobody_changed():
    sent = {"1-GEH": {"progress": "Wards"}}
    back = copy("""
        | ref   | status      | progress |
        | 1-GEH | Not started | Wards    |
    """, LATE)  # fmt: skip
    found = compare_copies(ISSUED, back, [], Correcting(frozenset(), frozenset(), sent))
    assert {voice.name for voice, _ in found.values()} == {"SILENT"}
    found = compare_copies(ISSUED, back, [], Correcting(frozenset(), frozenset({"1-GEH"}), sent))
    assert {voice.name for voice, _ in found.values()} == {"SPEAKS"}


texts = st.sampled_from(["", "a", "b", "c"])
statuses = st.sampled_from(["", *STATUS_CHOICES])
rows = st.fixed_dictionaries(
    {field.key: statuses if field.key == "status" else texts for field in AGENCY_FIELDS}
)  # fmt: skip
sheets = st.fixed_dictionaries({"1-A": rows, "2-A": rows})


@given(issued=sheets, ours=sheets, theirs=sheets)
def test_conservation__every_cell_that_differs_has_exactly_one_decision(issued, ours, theirs):
    decisions = decide_merge(IncomingEdits(issued, {}, theirs, occasion=OCCASION), ours)
    cells = [(d.ref, d.field) for d in decisions if d.field]
    assert len(cells) == len(set(cells))
    assert set(edits(issued, theirs)) <= set(cells)
    merged = applied(ours, decisions)
    for ref, row in merged.items():
        for key, text in row.items():
            assert text in {ours[ref][key], theirs[ref][key]}
    for d in decisions:
        if d.asked and d.field:
            assert merged[d.ref][d.field] == ours[d.ref][d.field]


@given(issued=sheets, ours=sheets, theirs=sheets)
def test_collected_twice__nothing_is_applied_again(issued, ours, theirs):
    first = decide_merge(IncomingEdits(issued, {}, theirs, occasion=OCCASION), ours)
    merged = applied(ours, first)
    agreed = {(d.ref, d.field): d.theirs for d in first if d.outcome in {"merged", "already"}}
    again = decide_merge(IncomingEdits(issued, agreed, theirs, occasion=OCCASION), merged)
    assert [d for d in again if d.outcome == "merged" and d.field in BY_KEY] == []
    assert applied(merged, again) == merged


@given(issued=sheets, ours=sheets)
def test_an_untouched_return__changes_nothing(issued, ours):
    assert decide_merge(IncomingEdits(issued, {}, issued, occasion=OCCASION), ours) == []


@given(one=texts, other=texts)
def test_same_answer__is_symmetric(one, other):
    assert same_answer("progress", one, other) == same_answer("progress", other, one)
