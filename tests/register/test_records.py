"""Every record is read from the register as it was written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.core.plan.model import Agency, Contact, Finding, Round, Unplaced
from dhr_xl.core.plan.records import (
    ChangeRecord,
    DecisionRecord,
    FindingRecord,
    Issue,
    Lock,
    Message,
    Question,
    ReturnRecord,
    RoundRecord,
)
from dhr_xl.errors import Stop

NOW = dt.datetime(2025, 7, 1, 9, 30, 15)
DAY = dt.date(2025, 6, 30)
STATUS = CellKey("1-POLICE", "status")
PROGRESS = CellKey("1-POLICE", "progress", "POLICE", "1")
FILE = "POLICE.xlsx"
SAID = {"when": NOW, "who": "POLICE", "how": "return"}
ISSUE = Issue(
    "RK7-4QZ-9PL", "return", "POLICE", "1", 0, "RK7-4QZ-9PL", NOW, "issued/2025-06-30/POLICE.xlsx", "", None,
    {"1-POLICE": {"status": "Not started", "progress": ""}}, {"locked": ["2-POLICE"]}, True,
)  # fmt: skip
MASTER = ISSUE._replace(reference="MASTER-1", kind="master", agency="", round_id="", generation=1, lineage="MASTER-1")
RETURN = ReturnRecord(
    0, 1, "RK7-4QZ-9PL", "POLICE", "1", "ab" * 32, "mail.eml/POLICE.xlsx", "returned/2025-06-30/POLICE.xlsx", NOW, None,
    "DI Example", "", False, "merged", "standing", {"1-POLICE": {"status": "Complete"}}, {"outcome": "merged"},
)  # fmt: skip
DECISION = DecisionRecord(
    1,
    "RK7-4QZ-9PL",
    None,
    "1-POLICE",
    "status",
    "merged",
    "",
    "Not started",
    "Not started",
    "Complete",
    "Return!G5",
    "",
)
QUESTION = Question(
    "1-POLICE:status", 1, "conflict", "edit", "1-POLICE", "status", "POLICE", "1", "RK7-4QZ-9PL", None, "Not started",
    "Paused", "Complete", "coordinator", "DI Example", "Return!G5", "Which stands?", "open", "", "", "", None, "Paused", "",
)  # fmt: skip
ROUND = RoundRecord("1", DAY, dt.date(2025, 7, 14), "secret", Lock("hash==", "salt==", 100_000), NOW)
MESSAGE = Message(
    0, "chase", "POLICE", "1", ("a@example.org", "b@example.org"), (), "Still to do", "outbox/POLICE.eml", "", "", "draft",
    NOW, None,
)  # fmt: skip
ODD = [
    "",
    " ",
    "'=1+1",
    "line\nbreak\r\n",
    "zero\x00byte",
    "Ångström – “quoted”",
    "👩🏽‍🚒",
    "￾",
    "26-POLICE'; DROP TABLE cells;--",
]


def test_head__as_given(register):
    with register.read() as tx:
        assert tx.head().title == "Northmoor action plan"
        assert tx.head().as_at == dt.date(2025, 3, 31)
        assert tx.plan == "DHR-07"


def test_agencies__keep_their_order(keep):
    first, second = Agency(code="POLICE", name="Police", aliases=("Constabulary", "")), Agency(code="NHS", name="Trust")
    assert keep(lambda tx: (tx.add_agency(first), tx.add_agency(second)), lambda tx: tx.agencies()) == (first, second)
    renamed = Agency(code="POLICE", name="New Police", aliases=("Police",))
    assert keep(lambda tx: tx.set_agency(renamed), lambda tx: tx.agencies()) == (renamed, second)


def test_set_agency__unknown_is_said(register):
    with pytest.raises(Stop, match="no agency with the code NHS"), register.write() as tx:
        tx.set_agency(Agency(code="NHS", name="Trust"))


def test_recommendations__number_changes_behind_the_key(keep):
    second = RecommendationPlace("9a", "9a", True, None, "national", "")
    changed = RecommendationPlace("1", "10", False, "POLICE", "", "Section A")
    places = keep(
        lambda tx: (tx.add_recommendation(second), tx.set_recommendation(changed)),
        lambda tx: tx.recommendation_places(),
    )
    assert places == (changed, second)


def test_actions__keep_their_order(keep):
    places = (ActionPlace("1-POLICE", "1", "a"), ActionPlace("1-NHS", "1", ""))
    assert keep(lambda tx: [tx.add_action(p) for p in places], lambda tx: tx.action_places()) == places


def test_action__needs_its_recommendation(register):
    with pytest.raises(IntegrityError), register.write() as tx:
        tx.add_action(ActionPlace("9-POLICE", "9", ""))


def test_unplaced(keep):
    words = (Unplaced(line=12, text="A footnote"), Unplaced(line=3, text="Before it"))
    assert keep(lambda tx: [tx.add_unplaced(w) for w in words], lambda tx: tx.unplaced()) == words


@pytest.mark.parametrize("text", [text for text in ODD if text])
def test_cells__any_text_as_it_was(keep, text):
    assert keep(lambda tx: tx.load_cells({STATUS: text, PROGRESS: ""}), lambda tx: tx.cells()) == {STATUS: text}


def test_write_cells__changes_blanks_and_remembers(do, look, keep):
    do(lambda tx: tx.load_cells({STATUS: "Not started"}))
    do(lambda tx: tx.write_cells(1, [(STATUS, "Not started", "Paused", FILE), (PROGRESS, "", "Begun", FILE)], **SAID))
    cells = keep(lambda tx: tx.write_cells(1, [(PROGRESS, "Begun", "", FILE)], **SAID), lambda tx: tx.cells())
    assert cells == {STATUS: "Paused"}
    said = ("POLICE", "return", "POLICE.xlsx", None, False)
    assert look(lambda tx: tx.changes()) == (
        ChangeRecord(1, 1, NOW, STATUS, "Not started", "Paused", *said),
        ChangeRecord(2, 1, NOW, PROGRESS, "", "Begun", *said),
        ChangeRecord(3, 1, NOW, PROGRESS, "Begun", "", *said),
    )


def test_write_cells__two_to_one_cell_the_later_stands(look, keep):
    write = [(STATUS, "", "Paused", FILE), (STATUS, "Paused", "Complete", FILE)]
    assert keep(lambda tx: tx.write_cells(1, write, **SAID), lambda tx: tx.cells()) == {STATUS: "Complete"}
    assert [c.after for c in look(lambda tx: tx.changes())] == ["Paused", "Complete"]


def test_write_cells__none(keep):
    assert keep(lambda tx: tx.write_cells(1, [], **SAID), lambda tx: tx.changes()) == ()


def test_write_cells__needs_its_run_and_return(register):
    for run, return_id in ((99, None), (1, 99)):
        with pytest.raises(IntegrityError), register.write() as tx:
            tx.write_cells(run, [(STATUS, "", "Paused", FILE)], **SAID, return_id=return_id)
    with register.read() as tx:
        assert tx.cells() == {}


def test_changes__of_one_ref_or_run_and_undone(look, keep):
    other = CellKey("2-NHS", "status")

    def write(tx):
        second = tx.start_run("collect", "coordinator", NOW)
        tx.write_cells(1, [(STATUS, "", "Paused", FILE)], **SAID)
        tx.write_cells(second, [(other, "", "Paused", FILE), (STATUS, "Paused", "Complete", FILE)], **SAID)
        tx.mark_undone([3])
        tx.mark_undone([])

    assert [c.id for c in keep(write, lambda tx: tx.changes(ref="1-POLICE"))] == [1, 3]
    assert [c.id for c in look(lambda tx: tx.changes(run=2))] == [2, 3]
    assert [c.id for c in look(lambda tx: tx.changes(ref="1-POLICE", run=2))] == [3]
    assert [c.undone for c in look(lambda tx: tx.changes())] == [False, False, True]


def test_runs(keep):
    def write(tx):
        assert tx.start_run("collect", "coordinator", NOW, "two returns") == 2
        tx.mark_run_undone(2)
        tx.set_run_note(1, "imported")

    runs = keep(write, lambda tx: tx.runs())
    assert [(r.id, r.command, r.when, r.undone, r.note) for r in runs] == [
        (1, "new", NOW, False, "imported"), (2, "collect", NOW, True, "two returns"),
    ]  # fmt: skip


def test_rounds__by_as_at_and_the_latest_opened_is_current(look, keep):
    assert look(lambda tx: tx.current_round()) is None
    later = ROUND._replace(id="2", as_at=dt.date(2025, 3, 31), due=None, opened_at=NOW + dt.timedelta(days=1))
    assert keep(lambda tx: (tx.add_round(ROUND), tx.add_round(later)), lambda tx: tx.rounds()) == (later, ROUND)
    assert keep(lambda tx: tx.set_due("2", DAY), lambda tx: tx.current_round()) == later._replace(due=DAY)
    assert ROUND.round == Round(id="1", as_at=DAY, due=dt.date(2025, 7, 14))


def test_set_due__unknown_round_is_said(register):
    with pytest.raises(Stop, match="no round 7"), register.write() as tx:
        tx.set_due("7", None)


@pytest.mark.parametrize("typed", ["RK7-4QZ-9PL", "rk7-4qz-9pl", " RK74QZ9PL ", "rk7 4qz\u20139pl", "RK7\u00a04QZ-9PL"])
def test_issue__found_however_it_was_typed(keep, typed):
    assert keep(lambda tx: tx.add_issue(ISSUE), lambda tx: tx.issue(typed)) == ISSUE


def test_issue__unknown(keep):
    assert keep(lambda tx: tx.add_issue(ISSUE), lambda tx: (tx.issue("RK7"), tx.issue(""))) == (None, None)


def test_issue__reference_is_given_once(do):
    do(lambda tx: tx.add_issue(ISSUE))
    with pytest.raises(IntegrityError):
        do(lambda tx: tx.add_issue(ISSUE._replace(reference="rk7 4qz 9pl")))


def test_issues__of_a_round__a_masters_without_its_tables(do, look):
    other = ISSUE._replace(reference="ABC", round_id="2")
    do(lambda tx: [tx.add_issue(i) for i in (ISSUE, MASTER, other)])
    assert look(lambda tx: tx.issues()) == (ISSUE, other)
    assert look(lambda tx: tx.issues(round_id="2")) == (other,)
    assert look(lambda tx: tx.issues("master")) == (MASTER._replace(tables={}),)


def test_issue__file_and_extended(do, look, keep):
    do(lambda tx: tx.add_issue(ISSUE))
    do(lambda tx: (tx.set_issue_file("rk74qz9pl", "a.xlsx", "cd"), tx.set_extended("RK7-4QZ-9PL", DAY)))
    assert look(lambda tx: tx.issue("RK7-4QZ-9PL")) == ISSUE._replace(file="a.xlsx", sha256="cd", extended=DAY)
    assert keep(lambda tx: tx.set_extended("RK7-4QZ-9PL", None), lambda tx: tx.issue("RK7-4QZ-9PL").extended) is None


@pytest.mark.parametrize(
    "change", [lambda tx: tx.set_extended("NONE", DAY), lambda tx: tx.set_issue_file("NONE", "f", "s")]
)
def test_issue__change_to_an_unknown_one_is_said(register, change):
    with pytest.raises(Stop, match="no workbook with the reference NONE"), register.write() as tx:
        change(tx)


def test_master__generations_and_pruning(do, look, keep):
    masters = [
        MASTER._replace(reference=f"MASTER-{n}", generation=n, tables={"Actions": [{"ref": "1"}]})
        for n in (1, 2, 3, 10)
    ]
    assert look(lambda tx: tx.master()) is None
    do(lambda tx: [tx.add_issue(i) for i in (ISSUE, *masters)])
    assert look(lambda tx: tx.master()) == masters[-1]
    assert look(lambda tx: tx.master(2)) == masters[1]
    assert look(lambda tx: tx.master(4)) is None
    assert keep(lambda tx: tx.prune_masters(5), lambda tx: len(tx.issues("master"))) == 4
    assert [i.generation for i in keep(lambda tx: tx.prune_masters(2), lambda tx: tx.issues("master"))] == [3, 10]
    assert look(lambda tx: tx.master(2)) is None
    assert keep(lambda tx: tx.prune_masters(0), lambda tx: (tx.master(), tx.issue("RK7-4QZ-9PL"))) == (None, ISSUE)


def test_returns__by_issue_and_by_bytes(look, keep):
    second = RETURN._replace(reference="OTHER", sha256="cd", saved_at=NOW, nil=True, state="rejected")
    assert keep(lambda tx: (tx.add_return(RETURN), tx.add_return(second)), lambda tx: tx.returns()) == (
        RETURN._replace(id=1), second._replace(id=2),
    )  # fmt: skip
    assert [r.id for r in look(lambda tx: tx.returns(reference="OTHER"))] == [2]
    assert [r.id for r in look(lambda tx: tx.returns(sha256="ab" * 32))] == [1]
    assert look(lambda tx: tx.returns(reference="OTHER", sha256="ab" * 32)) == ()


def test_return__state_and_result(do, look):
    do(lambda tx: tx.add_return(RETURN))
    do(lambda tx: (tx.set_return_state(1, "taken back"), tx.set_return_result(1, "no_change", {"held": ["1-POLICE"]})))
    (found,) = look(lambda tx: tx.returns())
    assert (found.state, found.outcome, found.result) == ("taken back", "no_change", {"held": ["1-POLICE"]})


@pytest.mark.parametrize(
    "change", [lambda tx: tx.set_return_state(9, "rejected"), lambda tx: tx.set_return_result(9, "", {})]
)
def test_return__change_to_an_unknown_one_is_said(register, change):
    with pytest.raises(Stop, match="no return number 9"), register.write() as tx:
        change(tx)


def test_decisions__by_issue_and_by_return(look, keep):
    def write(tx):
        number = tx.add_return(RETURN)
        tx.add_decisions([DECISION._replace(return_id=number), DECISION._replace(reference="MASTER-1", field="")])
        tx.add_decisions([])

    first, second = DECISION._replace(return_id=1), DECISION._replace(reference="MASTER-1", field="")
    assert keep(write, lambda tx: tx.decisions()) == (first, second)
    assert look(lambda tx: tx.decisions(reference="MASTER-1")) == (second,)
    assert look(lambda tx: tx.decisions(return_id=1)) == (first,)


def test_questions__by_state_and_number(do, look):
    asked = QUESTION._replace(id="1-POLICE:status#2", number=3, state="asked", with_id="1-POLICE:status")
    done = QUESTION._replace(id="2-NHS:row", number=2, field="", state="decided", decided_at=NOW)
    do(lambda tx: [tx.add_question(q) for q in (asked, done, QUESTION)])
    assert look(lambda tx: tx.questions()) == (QUESTION, done, asked)
    assert look(lambda tx: tx.questions(("open", "asked"))) == (QUESTION, asked)
    assert look(lambda tx: tx.question("2-NHS:row")) == done
    assert look(lambda tx: tx.question("2-NHS:status")) is None


def test_question__update_and_its_id_given_once(do, keep, register):
    closed = QUESTION._replace(state="closed", why="Both sides now agree.", decided_at=NOW)
    do(lambda tx: tx.add_question(QUESTION))
    assert keep(lambda tx: tx.update_question(closed), lambda tx: tx.questions()) == (closed,)
    with pytest.raises(IntegrityError), register.write() as tx:
        tx.add_question(QUESTION)
    with pytest.raises(Stop, match="no question 9:row"), register.write() as tx:
        tx.update_question(QUESTION._replace(id="9:row"))


def test_contacts__all_replaced(keep):
    people = (
        Contact(agency="POLICE", name="A", email="a@example.org", role="Deputy", since=DAY),
        Contact(agency="BOARD", job_title="Chair", until=DAY),
    )
    assert keep(lambda tx: tx.set_contacts(people), lambda tx: tx.contacts()) == people
    assert keep(lambda tx: tx.set_contacts(people[::-1]), lambda tx: tx.contacts()) == people[::-1]
    assert keep(lambda tx: tx.set_contacts(()), lambda tx: tx.contacts()) == ()


def test_findings(do, keep, register):
    first = Finding(code="date_guessed", severity="warning", where="1-POLICE", field="target_date", message="A guess.")
    second = Finding(code="no_agency", severity="error", where="line 12", message="Whose?", source="the words")
    do(lambda tx: tx.add_findings((first, second)))
    found = keep(lambda tx: tx.set_finding(2, checked=True, correct="NHS"), lambda tx: tx.findings())
    assert found == (FindingRecord(1, first, False, ""), FindingRecord(2, second, True, "NHS"))
    with pytest.raises(Stop, match="no finding number 9"), register.write() as tx:
        tx.set_finding(9, checked=True, correct="")


def test_extras__all_replaced(look, keep):
    assert look(lambda tx: tx.extras()) == ((), {})
    extra = {"1-POLICE": {"Our officer": "Sam", "RAG": ""}, "2-NHS": {"RAG": "green"}}
    assert keep(lambda tx: tx.set_extras(("RAG", "Our officer"), extra), lambda tx: tx.extras()) == (
        ("RAG", "Our officer"),
        extra,
    )
    assert keep(lambda tx: tx.set_extras(("RAG",), {}), lambda tx: tx.extras()) == (("RAG",), {})


def test_notes__all_replaced(keep):
    assert keep(lambda tx: tx.set_notes({("1-POLICE", "status"): "Rang them"}), lambda tx: tx.notes()) == {
        ("1-POLICE", "status"): "Rang them"
    }
    assert keep(lambda tx: tx.set_notes({}), lambda tx: tx.notes()) == {}


def test_messages(keep, register):
    assert keep(lambda tx: tx.add_message(MESSAGE), lambda tx: tx.messages()) == (MESSAGE._replace(id=1),)
    sent = keep(lambda tx: tx.set_message_state(1, "sent", NOW), lambda tx: tx.messages())
    assert sent == (MESSAGE._replace(id=1, state="sent", sent_at=NOW),)
    with pytest.raises(Stop, match="no message number 9"), register.write() as tx:
        tx.set_message_state(9, "sent", NOW)


def test_meta(look, keep):
    assert look(lambda tx: tx.meta("last_run")) == ""
    assert keep(lambda tx: tx.set_meta("last_run", "a"), lambda tx: tx.meta("last_run")) == "a"
    assert keep(lambda tx: tx.set_meta("last_run", "b"), lambda tx: tx.meta("last_run")) == "b"


def test_time_with_a_zone__refused(register):
    with pytest.raises(Exception, match="local times without a zone"), register.write() as tx:
        tx.start_run("collect", "coordinator", NOW.replace(tzinfo=dt.UTC))


@pytest.mark.parametrize("write", [
    lambda tx, text: tx.load_cells({STATUS: text}),
    lambda tx, text: tx.set_meta("key", text),
    lambda tx, text: tx.start_run(text, "", NOW),
])  # fmt: skip
def test_half_a_character__said_and_nothing_kept(do, look, write):
    def both(tx):
        tx.set_meta("before", "x")
        write(tx, "ab\ud83d")

    with pytest.raises(Stop, match=r"half a character is missing in it: 'ab\\ud83d'"):
        do(both)
    assert look(lambda tx: tx.meta("before")) == ""


@given(st.dictionaries(st.text(), st.dictionaries(st.text(), st.text(), max_size=3), max_size=3))
def test_json__any_text_in_its_order(register, shown):
    with register.write() as tx:
        number = tx.add_return(RETURN._replace(answers=shown, sha256="json"))
    with register.read() as tx:
        (found,) = (r for r in tx.returns(sha256="json") if r.id == number)
    assert found.answers == shown
    assert list(found.answers) == list(shown)
