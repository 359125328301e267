"""undo: the last run, one return or a numbered run is undone; all else stays, and dependent decisions are named."""

import contextlib
import datetime as dt
import shutil
from email.message import EmailMessage

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history, history_runs
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from dhr_xl.errors import Stop
from dhr_xl.front.sentences.undo import tell_offer, tell_undo
from late_master import master_of
from plan_folder import AS_AT, DAY, DUE, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes of 20 June",
    "outcome": "Every call assessed", "progress": "Instruction issued",
}  # fmt: skip


def at(hour):
    return LATER.replace(hour=hour)


def send(folder, agency, answers, name="return.xlsx", **more):
    return fill(form(folder, agency), folder / "inbox" / name, answers, **more)


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def reading(folder, read):
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return read(tx)


def state_of(folder, name):
    return reading(folder, lambda tx: tx.question(name)).state


def enter(folder, ref, agency, when=LATER, **cells):
    edit_master(folder, "Actions", "ref", {ref: {**cells, "entered_for": agency, "entered_from": "Telephone"}})
    return collect(folder, now=when)


def said(result):
    return "\n".join(tell_undo(result))


# the last run


def test_after_a_board_meeting__the_decisions_are_taken_back_and_not_the_returns_of_before(issued):
    send(issued, "POLICE", {"1-POLICE": DONE})
    collect(issued, now=DAY + dt.timedelta(days=1))
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off"}})
    collect(issued, now=LATER)
    shown = []
    result = undo(issued, confirm=lambda offer: shown.append(list(tell_offer(offer))) or True, now=at(15))
    assert "the edits in master.xlsx of 09/07/2025 09:00" in shown[0][0]
    assert any("1-POLICE, Board decision: from 'Signed off' back to 'blank'" in line for line in shown[0])
    assert (now(issued, "1-POLICE").board_decision, now(issued, "1-POLICE").evidence_given) == (
        "",
        "Minutes of 20 June",
    )
    assert result.left == ()


def test_said_no__nothing_is_changed(issued):
    send(issued, "POLICE", {"1-POLICE": DONE})
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_note": "Ask again"}})
    before = {path: path.read_bytes() for path in issued.rglob("*") if path.is_file()}
    with pytest.raises(Stop, match="Nothing was taken back"):
        undo(issued, confirm=lambda _: False, now=at(15))
    assert {path: path.read_bytes() for path in issued.rglob("*") if path.is_file()} == before


def test_changed_by_another_while_it_asks__nothing_is_taken_back(issued):
    send(issued, "POLICE", {"1-POLICE": DONE})
    collect(issued, now=at(9))

    def they_ring_meanwhile(_):
        enter(issued, "3-NHS", "NHS", at(10), progress="They rang")
        return True

    with pytest.raises(Stop, match="while you were asked"):
        undo(issued, confirm=they_ring_meanwhile, now=at(11))
    assert (now(issued, "1-POLICE").status, now(issued, "3-NHS").progress) == ("complete", "They rang")


def test_one_after_another__each_takes_back_the_run_before(issued):
    was = export(issued)
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}})
    collect(issued, now=at(10))
    enter(issued, "3-NHS", "NHS", at(11), progress="They rang")
    send(issued, "NHS", {"2-POLICE": {"progress": "We did not"}})
    collect(issued, now=at(12))
    taken = [undo(issued, now=at(hour)).offer.what for hour in (13, 14, 15)]
    assert [what[: what.index(" of")] for what in taken] == ["the collect", "the edits in master.xlsx", "the collect"]
    assert export(issued) == was
    with pytest.raises(Stop, match="nothing to take back"):
        undo(issued, now=at(16))


def test_edits_and_returns_of_one_collect__the_returns_first_and_the_edits_are_said_to_stay(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_note": "Ask again"}})
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}})
    collect(issued, now=LATER)
    result = undo(issued, now=at(15))
    assert "What came in with it stays: the edits in master.xlsx" in said(result)
    assert (now(issued, "1-POLICE").progress, now(issued, "3-NHS").board_note) == ("", "Ask again")
    undo(issued, now=at(16))
    assert now(issued, "3-NHS").board_note == ""


def test_edits_that_wait_in_master__are_taken_in_and_stay(issued):
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}})
    collect(issued, now=LATER)
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_note": "Ask again"}})
    result = undo(issued, now=at(15))
    assert "taken in first, and stay" in said(result)
    assert (now(issued, "1-POLICE").progress, now(issued, "3-NHS").board_note) == ("", "Ask again")


def test_only_edits_that_wait__they_are_not_what_is_taken_back(issued):
    edit_master(issued, "Actions", "ref", {"3-NHS": {"board_note": "Ask again"}})
    with pytest.raises(Stop, match=r"nothing to take back.*master\.xlsx are not taken in yet"):
        undo(issued, now=LATER)
    collect(issued, now=LATER)
    assert now(issued, "3-NHS").board_note == "Ask again"


@pytest.mark.parametrize("kept", ["nil", "rejected"])
def test_a_collect_that_changed_no_cell(issued, kept):
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}})
    collect(issued, now=at(9))
    if kept == "nil":
        send(issued, "NHS", {}, anything_new="No, nothing has changed")
    else:
        (issued / "inbox" / "letter.xlsx").write_bytes(b"Dear colleague")
    collect(issued, now=at(10))
    assert undo(issued, now=at(11)).files == (f"returned/{AS_AT.isoformat()}/return{' (2)' * (kept == 'nil')}.xlsx",)
    assert bool(now(issued, "1-POLICE").progress) == (kept == "nil")


# questions


def disagree(folder):
    """A question about 1-POLICE: the plan was changed by telephone, and a return contradicts it."""
    enter(folder, "1-POLICE", "POLICE", at(9), status="In progress")
    send(folder, "POLICE", {"1-POLICE": {"status": "Paused", "reason": "Staff"}})
    collect(folder, now=at(10))
    assert [q.id for q in conflicts(folder)] == ["1-POLICE:status"]


@pytest.mark.parametrize("take", ["ours", "theirs", "ask"])
def test_a_decision_by_name__waits_again_and_the_plan_is_as_before(issued, take):
    disagree(issued)
    was, asked = export(issued), conflicts(issued)
    resolve(issued, ["1-POLICE:status"], take=take, why="By telephone", now=at(11))
    result = undo(issued, now=at(12))
    assert (export(issued), conflicts(issued), result.opened) == (was, asked, ("1-POLICE:status",))
    assert "Waiting for you again on Decisions: 1-POLICE:status" in said(result)


def test_a_decision_on_the_sheet__waits_again(issued):
    disagree(issued)
    was = export(issued)
    edit_master(issued, "Decisions", "id", {"1-POLICE:status": {"decision": "Use the return"}})
    collect(issued, now=at(11))
    assert now(issued, "1-POLICE").status == "paused"
    assert undo(issued, now=at(12)).opened == ("1-POLICE:status",)
    assert export(issued) == was


def test_a_question_decided_long_ago__stays_decided(issued):
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="ours", now=at(11))
    send(issued, "NHS", {"3-NHS": {"progress": "Begun"}}, name="nhs.xlsx")
    collect(issued, now=at(12))
    assert undo(issued, now=at(13)).opened == ()
    assert conflicts(issued) == ()


def test_asked_of_the_agency_and_decided_since__the_asking_cannot_be_taken_back(issued):
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="ask", now=at(11))
    run = reading(issued, lambda tx: tx.runs())[-1].id
    resolve(issued, ["1-POLICE:status"], take="ours", now=at(12))
    with pytest.raises(Stop, match=f"Nothing of run {run} can be taken back any more"):
        undo(issued, run=run, now=at(13))
    assert (conflicts(issued), state_of(issued, "1-POLICE:status")) == ((), "decided")


def test_a_question_the_collect_put__is_asked_no_more_and_asked_again_when_it_comes_again(issued):
    disagree(issued)
    result = undo(issued, now=at(11))
    assert (conflicts(issued), result.closed) == ((), ("1-POLICE:status",))
    collect(issued, [issued / result.files[0]], now=at(12))
    [again] = conflicts(issued)
    assert (again.ref, again.field, again.theirs) == ("1-POLICE", "status", "Paused")


def test_decided_and_then_the_return_taken_back__the_decision_stays_and_is_reported(issued):
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="theirs", now=at(11))
    result = undo(issued, returned="return.xlsx", now=at(12))
    assert now(issued, "1-POLICE").status == "paused"
    assert {change.key.field for change in result.left} == {"status", "reason"}
    assert "decided by a person since: 1-POLICE, Status" in said(result)


def test_the_decision_taken_back_after_its_return__is_asked_about_no_more(issued):
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="ours", now=at(11))
    undo(issued, returned="return.xlsx", now=at(12))
    undo(issued, now=at(13))
    assert (conflicts(issued), state_of(issued, "1-POLICE:status")) == ((), "taken back")


# collecting again


def test_taken_back_and_collected_again__merges_as_the_first_time(issued):
    was = export(issued)
    path = send(issued, "POLICE", {"1-POLICE": DONE, "2-POLICE": {"status": "Complete"}})
    data = path.read_bytes()
    first = collect(issued, now=LATER).returns[0]
    then = export(issued)
    result = undo(issued, now=at(15))
    assert export(issued) == was
    assert f"dhr-xl --plan {issued.as_posix()} collect {issued.as_posix()}/{first_stored(issued)}" in said(result)
    [again] = collect(issued, [issued / result.files[0]], now=at(16)).returns
    assert (again.outcome, again.changes, again.held) == (first.outcome, first.changes, first.held)
    assert export(issued) == then
    assert (issued / result.files[0]).read_bytes() == data


def first_stored(folder):
    return reading(folder, lambda tx: tx.returns())[0].stored


def test_a_correction_taken_back__the_agreed_value_is_that_of_before(issued):
    send(issued, "POLICE", {"1-POLICE": {"status": "In progress"}}, name="a.xlsx", saved=dt.datetime(2025, 7, 3))
    collect(issued, now=at(9))
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"status": "Paused", "reason": "Staff"}},
        name="b.xlsx",
        saved=dt.datetime(2025, 7, 4),
    )
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"status": "Paused", "reason": "Staff"}},
        name="c.xlsx",
        saved=dt.datetime(2025, 7, 5),
    )
    kept = (issued / "inbox" / "b.xlsx").read_bytes()
    (issued / "inbox" / "c.xlsx").unlink()
    collect(issued, now=at(10))
    undo(issued, now=at(11))
    assert now(issued, "1-POLICE").status == "in_progress"
    (issued / "inbox" / "b.xlsx").write_bytes(kept)
    collect(issued, now=at(12))
    assert (now(issued, "1-POLICE").status, conflicts(issued)) == ("paused", ()) or conflicts(issued)


def test_a_decision_taken_back__its_value_is_agreed_on_no_more(issued):
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="theirs", now=at(11))
    undo(issued, now=at(12))
    answers = {"1-POLICE": {"status": "Paused", "reason": "Staff", "progress": "We met"}}
    send(issued, "POLICE", answers, name="later.xlsx", saved=dt.datetime(2025, 7, 8))
    collect(issued, now=at(13))
    assert now(issued, "1-POLICE").status == "in_progress"
    assert [q.id for q in conflicts(issued)] == ["1-POLICE:status"]


def test_a_decision_taken_back__a_later_save_that_takes_the_answer_back_says_nothing(issued):
    words = {"progress": "We met"}
    enter(issued, "1-POLICE", "POLICE", at(8), status="In progress")
    paused = {"1-POLICE": {"status": "Paused", "reason": "Staff", **words}}
    send(issued, "POLICE", paused, saved=dt.datetime(2025, 7, 5))
    collect(issued, now=at(9))
    resolve(issued, ["1-POLICE:status"], take="theirs", now=at(10))
    undo(issued, now=at(11))
    send(issued, "POLICE", {"2-POLICE": words, "1-POLICE": words}, name="later.xlsx", saved=dt.datetime(2025, 7, 8))
    collect(issued, now=at(12))
    assert (now(issued, "1-POLICE").status, [q.theirs for q in conflicts(issued)]) == ("in_progress", [])


def test_edits_taken_back_and_the_older_copy_put_back__are_taken_as_the_first_time(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "Ask again"}})
    kept = master_of(issued).read_bytes()
    collect(issued, now=at(9))
    undo(issued, now=at(10))
    assert now(issued, "1-POLICE").board_note == ""
    master_of(issued).write_bytes(kept)
    collect(issued, now=at(11))
    assert now(issued, "1-POLICE").board_note == "Ask again"


def test_edits_while_master_is_open__is_refused_for_saving_it_would_bring_them_in_again(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_note": "Ask again"}})
    collect(issued, now=at(9))
    (issued / "~$master.xlsx").write_bytes(b"")
    with pytest.raises(Stop, match="open in Excel and shows what would be taken back"):
        undo(issued, now=at(10))
    assert now(issued, "1-POLICE").board_note == "Ask again"


# undoing one return or one run


def two_returns(folder):
    send(folder, "POLICE", {"1-POLICE": {"progress": "We met"}}, name="police.xlsx")
    send(folder, "NHS", {"3-NHS": {"progress": "Begun"}}, name="nhs.xlsx")
    collect(folder, now=LATER)


@pytest.mark.parametrize("how", ["name", "NAME", "stored", "full path", "same bytes"])
def test_one_return__however_it_is_named(issued, tmp_path, how):
    two_returns(issued)
    stored = f"returned/{AS_AT.isoformat()}/nhs.xlsx"
    named = {"name": "nhs.xlsx", "NAME": "NHS.XLSX", "stored": stored, "full path": issued / stored}.get(how)
    if how == "same bytes":
        named = shutil.copy(issued / stored, tmp_path / "what they sent.xlsx")
    result = undo(issued, returned=named, now=at(15))
    assert result.files == (stored,)
    assert (now(issued, "1-POLICE").progress, now(issued, "3-NHS").progress) == ("We met", "")
    undo(issued, now=at(16))
    assert now(issued, "1-POLICE").progress == ""


def test_several_returns_of_one_name__are_named_and_nothing_is_done(issued):
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}})
    collect(issued, now=at(9))
    send(issued, "NHS", {"3-NHS": {"progress": "Begun"}})
    collect(issued, now=at(10))
    with pytest.raises(Stop, match=r"Several.*return\.xlsx \(POLICE.*return \(2\)\.xlsx \(NHS"):
        undo(issued, returned="return.xlsx", now=at(11))
    assert undo(issued, returned=f"returned/{AS_AT}/return (2).xlsx", now=at(12)).files == (
        f"returned/{AS_AT}/return (2).xlsx",
    )


@pytest.mark.parametrize(
    ("name", "why"), [("b.xlsx", "No return called 'b.xlsx'"), ("nhs.xlsx", "was taken back already")]
)
def test_one_return_that_cannot_be__says_why(issued, name, why):
    two_returns(issued)
    undo(issued, returned="nhs.xlsx", now=at(15))
    with pytest.raises(Stop, match=why):
        undo(issued, returned=name, now=at(16))


def test_one_run__by_the_number_that_history_gives(issued):
    enter(issued, "3-NHS", "NHS", at(9), outcome="Fewer calls")
    two_returns(issued)
    run = history(issued, "3-NHS")[0].run
    assert run in {one.run for one in history_runs(issued)}
    undo(issued, run=run, now=at(15))
    assert (now(issued, "3-NHS").progress, now(issued, "3-NHS").outcome) == ("Begun", "")
    assert [one.undone for one in history_runs(issued) if one.run == run] == [True]


def test_what_the_plan_says_now__beside_a_question_that_waits(issued):
    enter(issued, "3-NHS", "NHS", at(9), progress="They rang")
    two_returns(issued)
    assert conflicts(issued)[0].ours == "They rang"
    undo(issued, run=history(issued, "3-NHS")[0].run, now=at(15))
    assert (conflicts(issued)[0].ours, conflicts(issued)[0].theirs) == ("", "Begun")


@pytest.mark.parametrize("which", ["none", "undo", "twice", "both"])
def test_one_run_that_cannot_be__says_why(issued, which):
    two_returns(issued)
    undo(issued, now=at(15))
    runs = {one.what.split(":")[0]: one.run for one in history_runs(issued)}
    number = {"none": 99, "undo": runs["undo"]}.get(which, runs["collect"])
    why = {
        "none": "no run 99",
        "undo": "took something back",
        "twice": "can be taken back any more",
        "both": "not both",
    }
    with pytest.raises(Stop, match=why[which]):
        undo(issued, run=number, returned="a.xlsx" if which == "both" else None, now=at(16))


def test_changed_since__is_left_and_listed(issued):
    send(issued, "POLICE", {"1-POLICE": DONE})
    collect(issued, now=at(9))
    run = history(issued)[-1].run
    enter(issued, "1-POLICE", "POLICE", at(10), outcome="Fewer calls")
    result = undo(issued, run=run, now=at(11))
    assert [change.key.field for change in result.left] == ["outcome"]
    [words] = [
        line for line in tell_undo(result) if line.startswith("Left as it is, because it was changed since by POLICE")
    ]
    assert "1-POLICE, Outcome" in words
    assert (now(issued, "1-POLICE").outcome, now(issued, "1-POLICE").evidence_given) == ("Fewer calls", "")


def left_lines(result):
    """The lines in which `undo` says that 1-POLICE's status stays."""
    return [line for line in tell_undo(result) if line.startswith("Left as it is") and "1-POLICE, Status" in line]


@pytest.fixture
def decided(issued):
    """The run of a collect of two teams' copies that differ in a status; the second one was decided to stand."""
    one = {"1-POLICE": {"status": "In progress", "progress": "We met"}}
    other = {"1-POLICE": {"status": "Paused", "reason": "No staff"}}
    send(issued, "POLICE", one, name="a.xlsx", saved=dt.datetime(2025, 7, 3))
    send(issued, "POLICE", other, name="b.xlsx", saved=dt.datetime(2025, 7, 4))
    collect(issued, now=at(9))
    run = history(issued)[-1].run
    [question] = conflicts(issued)
    resolve(issued, [question.id], take="theirs", now=at(11))
    return run


def test_one_run__a_cell_that_was_decided_since_is_reported_once_with_what_stands(issued, decided):
    result = undo(issued, run=decided, now=at(13))
    assert left_lines(result) == [
        "Left as it is, because it was decided by a person since: 1-POLICE, Status now of POLICE, 'Paused'"
    ]
    assert now(issued, "1-POLICE").status == "paused"


def test_one_run__a_cell_decided_and_then_changed_is_reported_once_with_what_stands(issued, decided):
    enter(issued, "1-POLICE", "POLICE", at(12), status="Not started")
    result = undo(issued, run=decided, now=at(13))
    [line] = left_lines(result)
    assert line.startswith("Left as it is, because it was changed since by POLICE (entered by the coordinator")
    assert line.endswith("1-POLICE, Status now of POLICE, 'Not started'")


def test_changed_and_changed_back_since__is_left(issued):
    enter(issued, "1-POLICE", "POLICE", at(9), outcome="Fewer calls")
    run = history(issued)[-1].run
    enter(issued, "1-POLICE", "POLICE", at(10), outcome="More calls")
    enter(issued, "1-POLICE", "POLICE", at(11), outcome="Fewer calls")
    with pytest.raises(Stop, match="1 of its changes were changed since"):
        undo(issued, run=run, now=at(12))
    assert now(issued, "1-POLICE").outcome == "Fewer calls"


def test_what_a_return_that_stands_said_too__stays(issued):
    # the second copy only repeats the first's answer: undoing the first must leave the words in the plan
    send(issued, "POLICE", {"1-POLICE": {"progress": "We met"}}, name="a.xlsx", saved=dt.datetime(2025, 7, 3))
    collect(issued, now=at(9))
    answers = {"1-POLICE": {"progress": "We met", "outcome": "Used"}}
    send(issued, "POLICE", answers, name="b.xlsx", saved=dt.datetime(2025, 7, 4))
    collect(issued, now=at(10))
    result = undo(issued, returned="a.xlsx", now=at(11))
    assert (now(issued, "1-POLICE").progress, now(issued, "1-POLICE").outcome) == ("We met", "Used")
    assert "repeated since, in b.xlsx" in said(result)


# lists besides the plan's cells


def test_lists__are_put_back_and_named(issued):
    contact = {"POLICE": {"email": "ppu@police.example", "role": "To", "aliases": "The Force"}}
    edit_master(issued, "Agencies", "code", contact)
    edit_master(issued, "Returns", "agency", {"NHS": {"extended": dt.date(2025, 7, 31)}})
    before = reading(issued, lists)
    collect(issued, now=at(9))
    assert reading(issued, lists) != before
    result = undo(issued, now=at(10))
    assert reading(issued, lists) == before
    for words in ("contact ppu@police.example of POLICE", "NHS, Extended to"):
        assert words in said(result)


def lists(tx):
    return tx.contacts(), tx.agencies(), [one.extended for one in tx.issues()], tx.extras(), tx.notes(), tx.findings()


def test_an_added_action__is_withdrawn_and_its_ref_stays(issued):
    new = {"number": "1", "agency": "POLICE", "action": "Audit it", "target_date": dt.date(2026, 3, 31)}
    edit_master(issued, "Actions", "ref", {None: new})
    collect(issued, now=at(9))
    result = undo(issued, now=at(10))
    added = now(issued, "1-POLICE-2")
    assert (added.withdrawn, added.withdrawn_reason, added.action) == (True, "taken back", "Audit it")
    assert "1-POLICE-2, which it added, is withdrawn" in said(result)
    with pytest.raises(Stop, match="nothing to take back"):
        undo(issued, now=at(11))


# dependent decisions


def test_signed_off_on_evidence_that_is_taken_back__is_reported(issued):
    send(issued, "POLICE", {"1-POLICE": DONE})
    collect(issued, now=at(9))
    decided = {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 5)}
    edit_master(issued, "Actions", "ref", {"1-POLICE": decided})
    collect(issued, now=at(10))
    shown = []
    result = undo(
        issued, returned="return.xlsx", confirm=lambda offer: shown.extend(tell_offer(offer)) or True, now=at(11)
    )
    [words] = result.offer.dependents
    assert words.startswith("1-POLICE was signed off by the board on 5 July 2025, and its ")
    assert "Evidence" in words
    assert words in shown
    assert words in said(result)


def test_who_gave_the_value_of_before__is_still_said(issued):
    # a later question names the agency that gave the plan its value, not the person who undid something
    enter(issued, "1-POLICE", "POLICE", at(9), status="In progress")
    enter(issued, "1-POLICE", "POLICE", at(10), status="Paused", reason="Staff")
    undo(issued, now=at(11))
    send(issued, "POLICE", {"1-POLICE": {"status": "Propose to close", "reason": "Audit"}})
    collect(issued, now=at(12))
    [question] = conflicts(issued)
    assert (question.ours, question.ours_by[:19]) == ("In progress", "POLICE, 9 July 2025")


# an edit that asks what a return has asked already


def own_edit(folder):
    """POLICE's return reopens a Complete action, which is asked about; the coordinator then enters the same for it."""
    enter(
        folder,
        "1-POLICE",
        "POLICE",
        at(7),
        status="Complete",
        completion_date=dt.date(2025, 6, 20),
        evidence_given="Log",
    )
    second = dt.date(2025, 9, 30)
    issue(folder, second, due=DUE.replace(month=10), now=at(8))
    path = folder / "issued" / second.isoformat() / "POLICE.xlsx"
    answers = {"1-POLICE": {"status": "In progress", "reason": "Two left"}}
    fill(path, folder / "inbox" / "return.xlsx", answers)
    collect(folder, now=at(9))
    [question] = conflicts(folder)
    assert (question.id, question.kind) == ("1-POLICE:status", "backwards")
    enter(folder, "1-POLICE", "POLICE", at(10), status="In progress", reason="Two left")
    assert [q.id for q in conflicts(folder)] == ["1-POLICE:status"]


def test_an_own_edit_that_became_a_returns_question__is_still_asked_when_the_return_goes(issued):
    own_edit(issued)
    result = undo(issued, returned="return.xlsx", now=at(11))
    [question] = conflicts(issued)
    assert (question.theirs, question.theirs_by, question.return_id) == ("In progress", "POLICE (master.xlsx)", None)
    assert "1-POLICE:status is still asked, because POLICE (master.xlsx) said the same" in said(result)
    resolve(issued, [question.id], take="theirs", now=at(12))
    assert now(issued, "1-POLICE").status == "in_progress"


def test_the_return_and_then_the_own_edit_taken_back__nothing_is_asked(issued):
    own_edit(issued)
    undo(issued, returned="return.xlsx", now=at(11))
    undo(issued, now=at(12))
    assert (conflicts(issued), state_of(issued, "1-POLICE:status")) == ((), "taken back")


def test_the_own_edit_taken_back__the_return_is_still_asked_about(issued):
    own_edit(issued)
    undo(issued, now=at(11))
    [question] = conflicts(issued)
    assert question.theirs_by.endswith("(return.xlsx)")


def test_decided_meanwhile__and_the_decision_taken_back_after_the_return__the_edit_is_asked_about(issued):
    own_edit(issued)
    resolve(issued, ["1-POLICE:status"], take="ours", now=at(11))
    undo(issued, returned="return.xlsx", now=at(12))
    assert conflicts(issued) == ()
    undo(issued, now=at(13))
    [question] = conflicts(issued)
    assert (question.theirs, question.theirs_by) == ("In progress", "POLICE (master.xlsx)")


def test_an_edit_that_only_said_the_same__is_taken_back_and_the_value_stays(issued):
    # an older copy of master.xlsx repeats what was taken in: undoing that leaves the value to the first copy
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"outcome": "Fewer calls", "entered_for": "POLICE"}})
    kept = master_of(issued).read_bytes()
    collect(issued, now=at(9))
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"outcome": "None yet", "entered_for": "POLICE"}})
    collect(issued, now=at(10))
    undo(issued, now=at(11))
    assert now(issued, "1-POLICE").outcome == "Fewer calls"
    master_of(issued).write_bytes(kept)
    collect(issued, now=at(12))
    undo(issued, now=at(13))
    assert now(issued, "1-POLICE").outcome == "Fewer calls"
    undo(issued, now=at(14))
    assert now(issued, "1-POLICE").outcome == ""


def test_a_reply_without_the_form__is_asked_no_more_and_may_come_again(issued):
    edit_master(issued, "Agencies", "code", {"NHS": {"email": "nurse@nhs.example", "role": "To"}})
    collect(issued, now=at(8))
    message = EmailMessage()
    message["From"], message["Subject"] = "nurse@nhs.example", "Our return"
    message["Date"] = "Sat, 05 Jul 2025 10:00:00 +0100"
    message.set_content("We have begun.")
    (issued / "inbox" / "reply.eml").write_bytes(message.as_bytes())
    collect(issued, now=at(9))
    waiting = [q.theirs for q in conflicts(issued)]
    assert waiting == ["We have begun."]
    result = undo(issued, returned="reply.eml", now=at(10))
    assert conflicts(issued) == ()
    collect(issued, [issued / result.files[0]], now=at(11))
    assert [q.theirs for q in conflicts(issued)] == waiting


def test_all_of_it_one_by_one__leaves_the_plan_as_it_was_sent_out(issued):
    was = export(issued)
    disagree(issued)
    resolve(issued, ["1-POLICE:status"], take="theirs", now=at(11))
    send(
        issued,
        "NHS",
        {"2-POLICE": {**DONE, "proposed_target_date": dt.date(2026, 1, 31), "reason": "Staff"}},
        name="b.xlsx",
    )
    collect(issued, now=at(12))
    enter(issued, "2-POLICE", "POLICE", at(13), status="In progress", progress="We rang")
    for question in conflicts(issued):
        resolve(issued, [question.id], take="theirs", now=at(14))
    with contextlib.suppress(Stop):
        for minutes in range(20):
            undo(issued, now=at(15) + dt.timedelta(minutes=minutes))
    with pytest.raises(Stop, match="nothing to take back"):
        undo(issued, now=at(16))
    assert (export(issued), conflicts(issued)) == (was, ())


def test_two_saves_of_one_collect_taken_back_one_by_one__nothing_is_asked_for_either(issued):
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"status": "Nearly done", "reason": "Audit"}},
        name="a.xlsx",
        saved=dt.datetime(2025, 7, 3),
    )
    later = {"1-POLICE": {"status": "In progress", "reason": "Audit"}}
    send(issued, "POLICE", later, name="b.xlsx", saved=dt.datetime(2025, 7, 4))
    collect(issued, now=at(9))
    assert conflicts(issued) == ()
    undo(issued, returned="b.xlsx", now=at(10))
    assert [q.theirs for q in conflicts(issued)] == ["Nearly done"]
    undo(issued, now=at(11))
    assert conflicts(issued) == ()


def test_two_returns_of_one_collect_that_changed_one_cell__both_go(issued):
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"progress": "We met", "outcome": "Used"}},
        name="a.xlsx",
        saved=dt.datetime(2025, 7, 3),
    )
    send(
        issued,
        "POLICE",
        {"1-POLICE": {"progress": None, "outcome": "Used"}},
        name="b.xlsx",
        saved=dt.datetime(2025, 7, 4),
    )
    collect(issued, now=at(9))
    result = undo(issued, now=at(10))
    assert (result.left, now(issued, "1-POLICE").progress, now(issued, "1-POLICE").outcome) == ((), "", "")


def test_the_same_words_beside_two_returns__are_still_to_read_when_one_is_taken_back(issued):
    leaving = "I leave on 31 August"
    for name in ("a.xlsx", "b.xlsx"):
        send(issued, "NHS", {"3-NHS": {"progress": name}}, name=name, remarks=leaving, completed_by=name[0].upper())
        collect(issued, now=at(9))
    [asked] = [q for q in conflicts(issued) if q.theirs == leaving]
    undo(issued, returned="a.xlsx", now=at(10))
    [question] = [q for q in conflicts(issued) if q.theirs == leaving]
    assert (asked.theirs_by, question.theirs_by) == ("A (a.xlsx)", "B (b.xlsx)")
    undo(issued, now=at(11))
    assert [q for q in conflicts(issued) if q.theirs == leaving] == []


def test_an_agency_that_was_added__stays_under_its_code(issued):
    edit_master(issued, "Agencies", "code", {None: {"code": "WMAS", "agency_name": "Ambulance Service"}})
    collect(issued, now=at(9))
    result = undo(issued, now=at(10))
    assert "Left as it is: agency WMAS, added" in said(result)
    [agency] = [a for a in reading(issued, lambda tx: tx.agencies()) if a.code == "WMAS"]
    assert agency.name in {"", "WMAS"}
    with pytest.raises(Stop, match="nothing to take back"):
        undo(issued, now=at(11))
