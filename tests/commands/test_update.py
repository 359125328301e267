"""update: a newer edition of the plan's document is merged with the last one as base, and nothing is dropped."""

import datetime as dt
import json
import shutil

import pytest
from click.testing import CliRunner

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.commands.update import take_edition, update
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import Status
from dhr_xl.core.plan.records import Edition
from dhr_xl.errors import Stop
from dhr_xl.front.cli.main import main
from dhr_xl.front.sentences.update import tell_update
from dhr_xl.register.editions import read_editions
from editions import FIRST, HEADINGS, PROBATION, SECOND, WRITERS, write_docx
from office import need_writer
from plan_folder import AS_AT, DAY, DUE, PLAN, edit_master, fill, form, make_folder, rows_of_master

LATER = DAY + dt.timedelta(days=8)


@pytest.fixture
def write(tmp_path):
    """Write an edition as a Word document; returns its path."""

    def of(lines, name="second", **more):
        return write_docx(tmp_path / f"{name}.docx", lines, **more)

    return of


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A plan folder begun with the first edition; nobody changes it."""
    place = tmp_path_factory.mktemp("begun")
    return new(place / "plan", write_docx(place / "first.docx", FIRST), now=DAY).folder


@pytest.fixture
def folder(begun, tmp_path):
    """A copy of it."""
    return shutil.copytree(begun, tmp_path / "plan")


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def numbers(folder):
    return [(r.number, [a.ref for a in r.actions]) for r in export(folder).recommendations]


def named(rows):
    return [row.ref for row in rows]


def changed(result, outcome="merged"):
    return {(c.ref, c.field): c.after for c in result.changed if c.outcome == outcome}


def send_out(folder, *returns):
    """Issue a round and collect agencies' answers: (agency, ref -> field -> answer)."""
    issue(folder, AS_AT, due=DUE, without_address=True, now=DAY)
    for agency, answers in returns:
        fill(form(folder, agency), folder / "inbox" / f"{agency}.xlsx", answers)
    return collect(folder, now=DAY + dt.timedelta(days=3))


def state(folder):
    """The plan without rows that an undo has withdrawn; their refs stay in the register."""
    plan = export(folder)
    return [
        (r.number, r.text, r.lead, r.section, kept)
        for r in plan.recommendations
        if (kept := [a for a in r.actions if a.withdrawn_reason != "taken back"])
    ], plan.as_at


KINDS = (("docx", "docx"), ("xlsx", "xlsx"), ("pdf", "pdf"), ("docx", "pdf"))


@pytest.fixture
def written(tmp_path, request):
    """Write an edition as Word or Excel saves it, or as Word prints it: its path."""

    def of(name, kind, lines):
        if kind != "pdf":
            return WRITERS[kind](tmp_path / f"{name}.{kind}", lines)
        need_writer()
        office = request.getfixturevalue("office")
        return office.convert(write_docx(tmp_path / f"{name} printed.docx", lines), tmp_path / f"{name}.pdf")

    return of


@pytest.mark.parametrize(("first", "second"), KINDS, ids=[" then ".join(kinds) for kinds in KINDS])
def test_update__two_changed_two_new_one_gone_one_moved(tmp_path, written, first, second):
    folder = new(tmp_path / "plan", written("first", first, FIRST), now=DAY).folder
    result = update(folder, written("second", second, SECOND), now=LATER)
    assert named(result.new) == ["3 (2)", "3-PROBATION", "6", "6-HOUSING"]
    assert named(result.withdrawn) == ["4", "4-POLICE"]
    assert {(row.ref, row.was, row.number) for row in result.reordered} == {("5", "5", "4"), ("3", "3", "5")}
    assert {ref for ref, _ in changed(result)} == {"2-NHT", "3-HOUSING"}
    assert (result.questions, result.unsure, result.unchanged) == ((), (), 2)
    assert numbers(folder) == [
        ("1", ["1-POLICE"]), ("2", ["2-NHT"]), ("3", ["3-PROBATION"]), ("4", ["5-NHT"]), ("5", ["3-HOUSING"]),
        ("4", ["4-POLICE"]), ("6", ["6-HOUSING"]),
    ]  # fmt: skip
    assert now(folder, "2-NHT").target_date == dt.date(2025, 12, 31)
    assert "two wards" in now(folder, "2-NHT").progress
    assert now(folder, "3-HOUSING").action.endswith("and the leaflet")
    assert not now(folder, "4-POLICE").withdrawn
    assert now(folder, "3-PROBATION").target_date == dt.date(2025, 11, 30)


def test_update__each_change_names_the_edition_it_came_from(folder, write):
    path = write(SECOND)
    update(folder, path, now=LATER)
    changes = history(folder, "3-HOUSING")
    assert {(change.how, change.source) for change in changes} == {("new edition", path.name)}


def test_update__twice_changes_nothing(folder, write):
    path = write(SECOND)
    update(folder, path, now=LATER)
    before, runs = export(folder), len(history(folder))
    again = update(folder, path, now=LATER)
    assert (again.nothing, again.needs_a_person) == (True, False)
    saved_again = update(folder, write(SECOND, "saved again"), now=LATER)
    assert (saved_again.nothing, saved_again.needs_a_person) == (True, False)
    assert (export(folder), len(history(folder))) == (before, runs)
    assert "nothing has changed" in " ".join(tell_update(saved_again))


def test_update__the_first_edition_again_changes_nothing(folder, write):
    assert update(folder, write(FIRST, "again"), now=LATER).nothing


def test_update__what_agencies_answered_since_stays(folder, write):
    done = {
        "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Form 12",
        "outcome": "Attendance is seen", "progress": "In use everywhere.",
    }  # fmt: skip
    send_out(folder, ("NHT", {"2-NHT": done}), ("POLICE", {"1-POLICE": {"progress": "All trained."}}))
    result = update(folder, write(SECOND), now=LATER)
    assert now(folder, "2-NHT").status is Status.COMPLETE
    assert now(folder, "2-NHT").progress == "In use everywhere."
    assert now(folder, "2-NHT").target_date == dt.date(2025, 12, 31)
    assert now(folder, "1-POLICE").progress == "All trained."
    [name] = result.questions
    [asked] = [one for one in conflicts(folder) if one.id == name]
    assert (asked.kind, asked.field, asked.agency, asked.ours) == ("edit", "progress", "NHT", "In use everywhere.")
    assert "new edition second" in asked.asked
    assert "NHT's answer" in asked.asked
    assert "2-NHT" in result.out
    resolve(folder, [name], take="theirs", now=LATER)
    assert "two wards" in now(folder, "2-NHT").progress
    assert history(folder, "2-NHT")[-1].who.startswith("coordinator")


def test_update__an_answer_the_edition_prints_is_already_so(folder, write):
    words = "Form in use in two wards."
    send_out(folder, ("NHT", {"2-NHT": {"progress": words}}))
    first = export(folder)
    printed = next(a for a in first.actions if a.ref == "2-NHT").progress
    lines = [line._replace(progress=words) if line.number == "2" else line for line in FIRST]
    result = update(folder, write(lines), now=LATER)
    assert printed == words
    assert [c.outcome for c in result.changed if c.field == "progress"] in (["already"], ["conflict"])
    assert now(folder, "2-NHT").progress == words


def test_update__a_word_the_coordinator_changed_too_is_asked(folder, write):
    edit_master(
        folder, "Actions", "ref", {"3-HOUSING": {"action": "Ask at every visit"}, "1-POLICE": {"action": "Train staff"}}
    )
    result = update(folder, write(SECOND), now=LATER)
    assert result.master.edits == 2
    [name] = result.questions
    [asked] = [one for one in conflicts(folder) if one.id == name]
    assert (asked.ref, asked.field, asked.ours) == ("3-HOUSING", "action", "Ask at every visit")
    assert "new edition second" in asked.asked
    assert now(folder, "3-HOUSING").action == "Ask at every visit"
    assert now(folder, "1-POLICE").action == "Train staff"
    assert any(name == asked.id for name in result.questions)
    assert status(folder).today.do_next
    resolve(folder, [name], take="ours", now=LATER)
    again = update(folder, write(SECOND, "third"), now=LATER)
    assert (again.nothing, again.questions) == (True, ())
    assert now(folder, "3-HOUSING").action == "Ask at every visit"


def test_update__decided_for_the_edition_its_words_are_taken(folder, write):
    edit_master(
        folder, "Actions", "ref", {"3-HOUSING": {"action": "Ask at every visit", "target_date": "30 June 2025"}}
    )
    lines = [line._replace(date="31 August 2025") if line.number == "5" else line for line in SECOND]
    [name] = update(folder, write(lines), now=LATER).questions
    resolve(folder, [name], take="theirs", now=LATER)
    action = now(folder, "3-HOUSING")
    assert action.action.endswith("and the leaflet")
    assert (action.target_date, action.target_date_text) == (dt.date(2025, 8, 31), "31 August 2025")


def test_undo__takes_all_of_it_back(folder, write):
    edit_master(folder, "Actions", "ref", {"3-HOUSING": {"action": "Ask at every visit"}})
    collect(folder, now=LATER)
    before, looks = state(folder), rows_of_master(folder, "To check")
    update(folder, write(SECOND), now=LATER)
    assert state(folder) != before
    result = undo(folder, now=LATER)
    assert "newer edition" in result.offer.what
    assert state(folder) == before
    assert conflicts(folder) == ()
    assert rows_of_master(folder, "To check") == looks
    assert now(folder, "3-PROBATION").withdrawn


def test_undo_then_update_again__merges_as_the_first_time(folder, write):
    first = update(folder, write(SECOND), now=LATER)
    after = state(folder)
    undo(folder, now=LATER)
    again = update(folder, write(SECOND), now=LATER)
    assert changed(again) == changed(first)
    assert [row.number for row in again.new] == [row.number for row in first.new]
    assert named(again.new) == ["3 (2)", "3-PROBATION-2", "6", "6-HOUSING-2"]
    assert named(again.withdrawn) == named(first.withdrawn)
    plain = [
        [(n, t, [a.action for a in actions]) for n, t, _, _, actions in plan] for plan, _ in (after, state(folder))
    ]
    assert plain[0] == plain[1]


def test_update__a_third_edition_has_the_second_as_its_base(folder, write):
    update(folder, write(SECOND), now=LATER)
    third = [line._replace(date="31 January 2026") if line.number == "2" else line for line in SECOND]
    result = update(folder, write(third, "third"), now=LATER)
    assert set(changed(result)) == {("2-NHT", "target_date"), ("2-NHT", "target_date_text")}
    assert (result.new, result.withdrawn, result.reordered) == ((), (), ())


def test_update__what_an_edition_left_out_and_the_next_has_again_is_no_new_action(folder, write):
    update(folder, write(SECOND), now=LATER)
    back = (*SECOND, FIRST[3]._replace(number="7"))
    result = update(folder, write(back, "third"), now=LATER)
    assert (result.new, result.withdrawn) == ((), ())
    assert ("7", ["4-POLICE"]) in numbers(folder)


def test_update__another_plans_document_is_refused(folder, write):
    other = [
        line._replace(recommendation=f"Rivers must be {word} for otters and fish", action=f"Plant {word} willow on the banks")
        for line, word in zip(FIRST, ("cleaned", "shaded", "deepened", "fenced", "dredged"), strict=True)
    ]  # fmt: skip
    before = export(folder)
    with pytest.raises(Stop, match="seems to be another plan's document"):
        update(folder, write(other), now=LATER)
    assert export(folder) == before
    result = update(folder, write(other), anyway=True, now=LATER)
    assert len(result.new) == 10
    assert len(result.withdrawn) == 10


def test_update__two_things_of_one_number_are_not_taken_for_one(folder, write):
    other = PROBATION._replace(number="4", agency="Northmoor Police")
    result = update(folder, write((*FIRST[:3], other, FIRST[4])), now=LATER)
    assert named(result.new) == ["4 (2)", "4-POLICE-2"]
    assert named(result.withdrawn) == ["4", "4-POLICE"]
    assert [finding.code for finding in result.unsure] == ["EDITION_NOT_PAIRED"]
    assert now(folder, "4-POLICE").action == FIRST[3].action


def test_update__of_an_action_that_was_withdrawn(folder, write):
    edit_master(folder, "Actions", "ref", {
        "3-HOUSING": {"withdrawn": "Yes", "withdrawn_reason": "Done by another"},
        "5-NHT": {"withdrawn": "Yes", "withdrawn_reason": "Done by another"},
        "4-POLICE": {"withdrawn": "Yes", "withdrawn_reason": "Done by another"},
    })  # fmt: skip
    result = update(folder, write(SECOND), now=LATER)
    assert len(result.questions) == 2
    assert {(one.ref, one.kind) for one in conflicts(folder)} == {("3-HOUSING", "withdrawn")}
    assert now(folder, "3-HOUSING").withdrawn
    assert result.withdrawn == ()


def test_update__a_column_that_is_missing_says_nothing(folder, write):
    result = update(folder, write(FIRST, headings=tuple(h for h in HEADINGS if h != "Evidence")), now=LATER)
    assert now(folder, "1-POLICE").evidence == "Training records"
    assert not changed(result)
    back = [line._replace(evidence="All training records") if line.number == "1" else line for line in FIRST]
    again = update(folder, write(back, "third"), now=LATER)
    assert changed(again) == {("1-POLICE", "evidence"): "All training records"}


def owned(headings, words):
    """The small plan with a column that plans have no field for, holding these words, one text an action."""
    recommendations, cells = [], iter(words)
    for one in PLAN.recommendations:
        rows = [a._replace(own=tuple(zip(headings, next(cells), strict=True))) for a in one.actions]
        recommendations.append(one._replace(actions=tuple(rows)))
    return PLAN._replace(recommendations=tuple(recommendations))


def test_update__columns_kept_as_the_coordinators_own(tmp_path):
    folder = make_folder(tmp_path)
    first = owned(["Theme", "Risk"], [("Risk", "High"), ("Training", "Low"), ("Records", "")])
    second = owned(["Theme"], [("Risk",), ("Learning",), ("Paper records",)])

    def take(plan):
        with open_workspace(folder, LATER) as workspace, workspace.register.write() as tx:
            return take_edition(Ledger(workspace, tx), Edition(0, None, "newer", "", DAY.date(), plan, ()))

    def own(ref):
        with open_workspace(folder, LATER) as workspace, workspace.register.read() as tx:
            return tx.extras()[1].get(ref, {})

    take(first)
    assert own("1-POLICE") == {"Theme": "Risk", "Risk": "High"}
    with open_workspace(folder, LATER) as workspace, workspace.register.write() as tx:
        headings, extra = tx.extras()
        tx.set_extras(headings, {**extra, "3-NHS": {"Theme": "Notes"}})
    result = take(second)
    assert (own("1-POLICE"), own("2-POLICE"), own("3-NHS")) == (
        {"Theme": "Risk", "Risk": "High"}, {"Theme": "Learning", "Risk": "Low"}, {"Theme": "Notes"},
    )  # fmt: skip
    assert changed(result) == {("2-POLICE", "Theme"): "Learning"}
    assert [(f.code, f.where) for f in result.unsure] == [("EDITION_OWN", "3-NHS")]
    assert take(second).nothing
    undo(folder, now=LATER)
    assert own("2-POLICE") == {"Theme": "Training", "Risk": "Low"}


def test_update__a_status_left_blank_is_asked(folder, write):
    lines = [line._replace(status="", progress="") if line.number == "5" else line for line in FIRST]
    result = update(folder, write(lines), now=LATER)
    assert now(folder, "5-NHT").status is Status.COMPLETE
    asked = conflicts(folder)
    assert [(q.ref, q.field, q.kind) for q in asked] == [("5-NHT", "status", "cleared")]
    assert result.needs_a_person


def test_update__an_action_that_moved_to_another_recommendation(folder, write):
    moved = FIRST[3]._replace(number="3", recommendation="")
    result = update(folder, write((*FIRST[:3], moved, FIRST[4])), now=LATER)
    assert ("4-POLICE", "4", "3") in {(row.ref, row.was, row.number) for row in result.reordered}
    assert ("3", ["3-HOUSING", "4-POLICE"]) in numbers(folder)
    undo(folder, now=LATER)
    assert ("4", ["4-POLICE"]) in numbers(folder)


def test_update__an_action_the_coordinator_added_that_the_document_now_prints(folder, write):
    edit_master(folder, "Actions", "ref", {None: {
        "number": "1", "agency": "POLICE", "action": "Audit a sample of calls every month", "target_date": "30 June 2025",
    }})  # fmt: skip
    collect(folder, now=LATER)
    printed = FIRST[0]._replace(
        recommendation="", action="Audit a sample of calls every month", date="30 June 2025", evidence="", progress="",
    )  # fmt: skip
    result = update(folder, write((FIRST[0], printed, *FIRST[1:])), now=LATER)
    assert result.new == ()
    assert ("1", ["1-POLICE", "1-POLICE-2"]) in numbers(folder)
    assert result.questions == ()


def test_update__an_agency_that_changed(folder, write):
    lines = [line._replace(agency="Northmoor Probation") if line.number == "4" else line for line in FIRST]
    result = update(folder, write(lines), now=LATER)
    action = now(folder, "4-POLICE")
    assert (action.agency, action.status) == ("PROBATION", Status.IN_PROGRESS)
    assert result.agencies == ("PROBATION",)
    undo(folder, now=LATER)
    assert now(folder, "4-POLICE").agency == "POLICE"


def test_update__no_guess_is_put_before_a_person_twice(folder, write):
    vague = [line._replace(date="as soon as may be") if line.number == "3" else line for line in FIRST]
    before = rows_of_master(folder, "To check")
    result = update(folder, write(vague), now=LATER)
    new_rows = [row for row in rows_of_master(folder, "To check") if row not in before]
    assert result.findings
    assert {finding.where for finding in result.findings} == {"3-HOUSING"}
    assert len(new_rows) >= len(result.findings)
    again = [line._replace(evidence="The new sheet") if line.number == "3" else line for line in vague]
    assert [f for f in update(folder, write(again, "third"), now=LATER).findings if f.field == "target_date"] == []


def test_update__of_a_register_made_before_editions_were_kept(folder, write):
    edit_master(folder, "Actions", "ref", {"1-POLICE": {"action": "Train staff"}, "3-HOUSING": {"action": "Ask"}})
    collect(folder, now=LATER)
    with open_workspace(folder, LATER) as workspace, workspace.register.write() as tx:
        for edition in read_editions(tx):
            tx.set_edition_undone(edition.id)
    result = update(folder, write(SECOND), now=LATER)
    assert now(folder, "1-POLICE").action == "Train staff"
    assert [(c.ref, c.field) for c in result.changed if c.outcome == "conflict"] == [("3-HOUSING", "action")]
    assert now(folder, "2-NHT").target_date == dt.date(2025, 12, 31)
    undo(folder, now=LATER)
    assert update(folder, write(SECOND), now=LATER).changed


def test_update__a_number_both_changed_is_reported_and_the_coordinators_stays(folder, write):
    with open_workspace(folder, LATER) as workspace, workspace.register.write() as tx:
        ledger = Ledger(workspace, tx)
        place = next(p for p in tx.recommendation_places() if p.key == "5")
        tx.set_recommendation(place._replace(number="5a"))
        assert ledger.cells[CellKey("5", "recommendation")]
    result = update(folder, write(SECOND), now=LATER)
    assert ("5a", ["5-NHT"]) in numbers(folder)
    assert [(f.code, f.where) for f in result.unsure] == [("EDITION_NUMBER", "5")]


def test_command__prints_a_screen_and_one_document(folder, write):
    typed = ["--plan", str(folder), "update", "--from", str(write(SECOND))]
    shown = CliRunner().invoke(main, typed)
    assert shown.exit_code == 3, shown.stderr
    assert len(shown.stdout.splitlines()) < 24
    for words in ("recommendation 6 (6-HOUSING)", "3-HOUSING (Action", "recommendation 4 (was 5)", "4-POLICE", "undo"):
        assert words in shown.stdout
    again = CliRunner().invoke(main, [*typed, "--json"])
    assert again.exit_code == 0, again.stderr
    document = json.loads(again.stdout)
    assert document["schema"] == "dhr_xl/update/1"
    assert {"edition", "new", "changed", "withdrawn", "reordered", "questions", "unchanged"} <= set(document)
    assert (document["new"], document["changed"]) == ([], [])


def test_command__nothing_to_look_at_is_0(folder, write):
    lines = [line._replace(evidence="All training records") if line.number == "1" else line for line in FIRST]
    typed = ["--plan", str(folder), "--json", "update", "--from", str(write(lines)), "--as-at", "2025-04-30"]
    shown = CliRunner().invoke(main, typed)
    assert shown.exit_code == 0, shown.stdout
    document = json.loads(shown.stdout)
    assert document["changed"] == [
        {"ref": "1-POLICE", "field": "evidence", "from": "Training records", "to": "All training records", "outcome": "merged"}
    ]  # fmt: skip
    assert export(folder).as_at == dt.date(2025, 4, 30)
    undo(folder, now=LATER)
    assert export(folder).as_at == dt.date(2025, 3, 31)
