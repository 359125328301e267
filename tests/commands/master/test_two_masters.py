"""Two copies of master.xlsx: one from another computer, or an older one put back, never overwrites without a word."""

import datetime as dt

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.resolve import resolve
from dhr_xl.settings import FILE as SETTINGS_FILE
from late_master import master_of
from plan_folder import DAY, edit_master

LATER = DAY + dt.timedelta(days=8)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def named(folder, name):
    """The same folder with another coordinator's name in its settings."""
    path = folder / SETTINGS_FILE
    text = path.read_text(encoding="utf-8")
    start = text.index("coordinator = ")
    end = text.index("\n", start)
    path.write_text(f'{text[:start]}coordinator = "{name}"{text[end:]}', encoding="utf-8")


def type_in(folder, ref, who="", **cells):
    if who:
        named(folder, who)
    edit_master(folder, "Actions", "ref", {ref: cells})
    return collect(folder, now=LATER)


def put_back(folder, old):
    master_of(folder).write_bytes(old)


TWO = {
    "board_decision": ("More evidence needed", "Superseded"),
    "decided_on": (dt.date(2025, 7, 2), dt.date(2025, 7, 3)),
    "board_note": ("Agreed", "Not agreed"),
    "agreed_target_date": (dt.date(2025, 9, 30), dt.date(2025, 10, 31)),
    "agency": ("NHS", "FIRE"),
    "supporting": ("NHS", "FIRE"),
    "withdrawn_reason": ("Merged with 2", "Said twice"),
    "action": ("Train officers", "Train all staff"),
    "evidence": ("A report", "An audit"),
    "target_date": (dt.date(2025, 12, 31), dt.date(2026, 1, 31)),
}


@pytest.mark.parametrize("field", sorted(TWO))
def test_a_cell_that_moved_since__is_a_conflict_and_the_first_stands(issued, field):
    edit_master(issued, "Agencies", "code", {None: {"code": "FIRE", "agency_name": "Fire and Rescue"}})
    collect(issued, now=LATER)
    old = master_of(issued).read_bytes()
    first, second = TWO[field]
    type_in(issued, "1-POLICE", "A Jones", **{field: first})
    before = now(issued, "1-POLICE")
    put_back(issued, old)
    type_in(issued, "1-POLICE", "B Smith", **{field: second})
    assert now(issued, "1-POLICE") == before
    question = next(q for q in conflicts(issued) if q.field == field)
    assert (question.kind, question.ours) == ("edit", str(first))
    assert "A Jones" in question.ours_by
    assert ("B Smith" in question.theirs_by, "master.xlsx generation" in question.theirs_by) == (True, True)
    resolve(issued, [question.id], take="theirs", now=LATER)
    value = getattr(now(issued, "1-POLICE"), field if field != "supporting" else "agencies")
    assert second in value if field == "supporting" else value == second
    made = [c for c in history(issued, "1-POLICE") if c.key.field == field][-1]
    assert made.who == "coordinator (B Smith)"


def test_withdrawn_here_and_signed_off_there__waits_on_the_sheet_with_who_said_so(issued):
    old = master_of(issued).read_bytes()
    type_in(issued, "1-POLICE", "A Jones", board_decision="More evidence needed", board_note="Send the minutes")
    put_back(issued, old)
    type_in(issued, "1-POLICE", "B Smith", board_decision="Superseded", board_note="By 2")
    action = now(issued, "1-POLICE")
    assert (action.board_decision, action.board_note) == ("More evidence needed", "Send the minutes")
    edit_master(issued, "Decisions", "id", {"1-POLICE:board_decision": {"decision": "Use the return"}})
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").board_decision == "Superseded"


def test_the_same_edit_in_both_copies__is_no_question(issued):
    old = master_of(issued).read_bytes()
    type_in(issued, "1-POLICE", board_decision="Superseded", board_note="By 2")
    put_back(issued, old)
    type_in(issued, "1-POLICE", board_decision="Superseded", board_note="By 2")
    assert conflicts(issued) == ()


def test_the_open_workbook_saved_again__is_one_copy_and_its_own_later_words_count(issued):
    lock = issued / "~$master.xlsx"
    lock.touch()
    type_in(issued, "1-POLICE", board_note="Agreed", evidence="An audit")
    type_in(issued, "1-POLICE", board_note="Agreed on 3 July")
    lock.unlink()
    assert conflicts(issued) == ()
    assert now(issued, "1-POLICE").board_note == "Agreed on 3 July"


def test_a_decision_typed_in_both_copies__the_first_stands_and_the_second_is_reported(issued):
    old = master_of(issued).read_bytes()
    type_in(issued, "1-POLICE", board_note="A")
    put_back(issued, old)
    type_in(issued, "1-POLICE", board_note="B")
    asked = master_of(issued).read_bytes()
    for decision in ("Keep the plan", "Use the return"):
        put_back(issued, asked)
        edit_master(issued, "Decisions", "id", {"1-POLICE:board_note": {"decision": decision}})
        result = collect(issued, now=LATER)
    assert now(issued, "1-POLICE").board_note == "A"
    assert [p.ref for p in result.master.problems] == ["1-POLICE"]
    assert "Use the return" in result.master.problems[0].message


def test_a_new_row_in_the_same_place_of_both_copies__makes_two_actions(issued):
    old = master_of(issued).read_bytes()
    for words in ("Audit it", "Train them"):
        put_back(issued, old)
        edit_master(issued, "Actions", "ref", {None: {"number": "1", "agency": "POLICE", "action": words}})
        collect(issued, now=LATER)
    assert (now(issued, "1-POLICE-2").action, now(issued, "1-POLICE-3").action) == ("Audit it", "Train them")


def contacts(folder):
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return sorted((c.agency, c.job_title, c.email, str(c.until or "")) for c in tx.contacts())


def contact(folder, **cells):
    edit_master(folder, "Agencies", "code", {"NHS": cells})
    return collect(folder, now=LATER)


@pytest.fixture
def matron(issued):
    """A plan with one contact."""
    contact(issued, email="nhs@example.org", job_title="Matron")
    return issued, master_of(issued).read_bytes()


def test_a_contact_changed_in_both_copies__in_other_cells_is_put_together(matron):
    folder, old = matron
    contact(folder, until=dt.date(2025, 7, 1))
    put_back(folder, old)
    assert contact(folder, job_title="Head of Nursing").master.problems == ()
    assert contacts(folder) == [("NHS", "Head of Nursing", "nhs@example.org", "2025-07-01")]


def test_a_contact_changed_in_both_copies__to_different_values_is_kept_twice_and_said(matron):
    folder, old = matron
    contact(folder, email="one@example.org")
    put_back(folder, old)
    [said] = contact(folder, email="two@example.org").master.problems
    assert ("one@example.org" in said.message, "two@example.org" in said.message) == (True, True)
    assert [email for _, _, email, _ in contacts(folder)] == ["one@example.org", "two@example.org"]


GONE = {"name": None, "job_title": None, "email": None, "role": None}


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_contact_removed_in_one_copy_and_changed_in_the_other__is_kept_and_said(matron, removed_first):
    folder, old = matron
    edits = [GONE, {"job_title": "Head of Nursing"}]
    contact(folder, **edits[not removed_first])
    put_back(folder, old)
    [said] = contact(folder, **edits[removed_first]).master.problems
    assert "Head of Nursing" in said.message
    assert contacts(folder) == [("NHS", "Head of Nursing", "nhs@example.org", "")]


def test_an_agencys_name_changed_in_both_copies__is_asked(issued):
    old = master_of(issued).read_bytes()
    contact(issued, agency_name="The Trust")
    put_back(issued, old)
    contact(issued, agency_name="NHS Trust")
    [question] = conflicts(issued)
    assert (question.ref, question.field, question.ours, question.theirs) == (
        "NHS", "agency_name", "The Trust", "NHS Trust",
    )  # fmt: skip
    resolve(issued, [question.id], take="theirs", now=LATER)
    assert {a.code: a.name for a in export(issued).agencies}["NHS"] == "NHS Trust"


def test_extended_to_in_both_copies__the_first_stands_and_it_is_reported(issued):
    old = master_of(issued).read_bytes()
    for day in (dt.date(2025, 8, 1), dt.date(2025, 8, 8)):
        put_back(issued, old)
        edit_master(issued, "Returns", "agency", {"NHS": {"extended": day}})
        result = collect(issued, now=LATER)
    assert "2025-08-01" in result.master.problems[0].message
    with open_workspace(issued) as workspace, workspace.register.read() as tx:
        assert [i.extended for i in tx.issues() if i.agency == "NHS"] == [dt.date(2025, 8, 1)]
