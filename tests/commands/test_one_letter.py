"""One letter an agency: what it needs today in one message, nothing where nothing is to be said."""

import datetime as dt
import email as mail
import email.policy
import shutil
from pathlib import Path

import openpyxl
import pytest

from board_rounds import read_copy
from copy_seen import column
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.cells import format_date
from dhr_xl.errors import Stop
from dhr_xl.front.sentences.undo import tell_undo
from dhr_xl.settings import FILE
from dhr_xl.workbooks.returned.reader import read_return
from plan_folder import AS_AT, DAY, DUE, PLAN, copy_of, edit_master, fill, form, make_folder, rows_of_master

WEEK, LATE = DAY + dt.timedelta(days=7), DAY + dt.timedelta(days=20)
PEOPLE = {code: {"email": f"{code.lower()}@{code.lower()}.example", "role": "To"} for code in ("POLICE", "NHS")}
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}
GOING_ON = {"status": "In progress", "progress": "We met"}


def sent_out(folder, plan):
    """A round that was sent out, with a contact for each agency."""
    shutil.copytree(make_folder(folder.with_suffix(".plan"), plan), folder)
    edit_master(folder, "Agencies", "code", PEOPLE)
    collect(folder, now=DAY)
    issue(folder, AS_AT, due=DUE, now=DAY)


@pytest.fixture
def issued(tmp_path):
    """A copy of that folder."""
    return copy_of(sent_out, tmp_path / "plan", PLAN)


def letters(folder, when, **more):
    """The drafts of one call: agency -> (kind, subject, body, attachments), and its result."""
    result = email(folder, now=when, **more)
    read = {}
    for one in result.messages:
        message = mail.message_from_bytes(Path(one.file).read_bytes(), policy=mail.policy.default)
        body = message.get_body(("plain",)).get_content()
        attached = [part.get_filename() for part in message.iter_attachments()]
        kind = Path(one.file).stem.rpartition(" ")[0]
        read[one.agency, kind] = (message["To"], message["Subject"], body, attached)
    return read, result


def sent_by_hand(folder, when, *codes):
    """The coordinator enters on Returns that the letters were sent."""
    edit_master(
        folder, "Returns", "reference", {reference(folder, code): {"letter_sent": when.date()} for code in codes}
    )
    collect(folder, now=when)


def reference(folder, code):
    """The return reference of an agency's workbook."""
    return next(row["Return reference"] for row in rows_of_master(folder, "Returns") if row["Agency"] == code)


def test_a_round_begins__each_agency_gets_its_workbook(issued):
    made, result = letters(issued, DAY)
    assert sorted(made) == [("NHS", "workbooks"), ("POLICE", "workbooks")]
    assert made["NHS", "workbooks"][3] == ["DHR-07 NHS as at 2025-06-30.xlsx"]
    assert result.nothing == ()


def test_a_draft_is_a_draft__the_workbook_is_drafted_again_until_it_is_marked_as_sent(issued):
    letters(issued, DAY)
    assert len(letters(issued, WEEK)[0]) == 2
    sent_by_hand(issued, WEEK, "NHS")
    [row] = [row for row in rows_of_master(issued, "Returns") if row["Agency"] == "NHS"]
    assert row["Letter sent on"].date() == WEEK.date()
    made, result = letters(issued, WEEK)
    assert (sorted(made), result.nothing) == ([("POLICE", "workbooks")], ("NHS",))


def test_marked_by_mistake__blanking_the_day_makes_it_a_draft_again(issued):
    letters(issued, DAY)
    sent_by_hand(issued, WEEK, "NHS")
    edit_master(issued, "Returns", "reference", {reference(issued, "NHS"): {"letter_sent": None}})
    collect(issued, now=WEEK)
    assert len(letters(issued, WEEK)[0]) == 2


def test_a_day_that_is_none__is_left_out_and_said(issued):
    letters(issued, DAY)
    edit_master(issued, "Returns", "reference", {reference(issued, "NHS"): {"letter_sent": "yesterday"}})
    assert any("yesterday" in said.message for said in collect(issued, now=WEEK).master.problems)


def test_sent_without_a_draft__counts_as_sent_too(issued):
    sent_by_hand(issued, WEEK, "NHS", "POLICE")
    assert letters(issued, WEEK)[1].nothing == ("POLICE", "NHS")


def test_something_to_put_right__the_corrections_copy_and_no_second_letter(issued):
    sent_by_hand(issued, DAY, "NHS", "POLICE")
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": {"status": "Nearly", "progress": "We met"}})
    collect(issued, now=WEEK)
    made, result = letters(issued, WEEK)
    assert (list(made), result.nothing) == ([("POLICE", "corrections")], ("NHS",))
    body = made["POLICE", "corrections"][2]
    assert ("'Nearly'" in body, "2-POLICE" in body) == (True, True)


def test_a_form_that_came_back_empty__is_no_return_and_every_view_says_so(issued):
    chief = {"code": "NHS", "email": "chief@nhs.example", "role": "Escalate to", "job_title": "Chief Nurse"}
    edit_master(issued, "Agencies", "code", {None: chief})
    fill(form(issued, "NHS"), issued / "inbox" / "NHS.xlsx", {})
    [came] = collect(issued, now=WEEK).returns
    assert came.message == "It is as it was sent: nothing was filled in."
    made, _ = letters(issued, WEEK)
    body = made["NHS", "chase"][2]
    assert "The form came back empty: nothing was filled in. We still ask for the return" in body
    assert "Thank you" not in body
    late = dt.datetime.combine(DUE, dt.time(9)) + dt.timedelta(days=14)
    made, _ = letters(issued, late)
    assert "Its form came back empty: nothing was filled in." in made["NHS", "escalation"][2]
    assert next(one.state for one in status(issued, now=late).today.agencies if one.code == "NHS") == "Late"
    copy = read_copy(publish(issued, now=late).file)
    [(name, *said)] = [
        (row["Name"], row["Received"], row["What happened"]) for row in copy.table("Returns") if row["Agency"] == "NHS"
    ]
    assert said == ["–", f"No return; its form came back empty on {format_date(WEEK.date())}"]
    words = " ".join(map(str, copy.words))
    assert f"No return of this round has come from {name}" in words
    assert f"A form came back empty from {name}." in words
    fill(form(issued, "NHS"), issued / "inbox" / "NHS.xlsx", {"3-NHS": GOING_ON}, saved=late)
    collect(issued, now=late)
    copy = read_copy(publish(issued, now=late).file)
    assert not any("empty" in row["What happened"] for row in copy.table("Returns"))


def test_late__a_reminder_with_the_workbook_row_by_row(issued):
    letters(issued, DAY)
    made, _ = letters(issued, LATE)
    assert sorted(made) == [("NHS", "chase"), ("POLICE", "chase")]
    assert all(ref in made["NHS", "chase"][2] for ref in ("2-POLICE", "3-NHS"))
    assert [path.name for path in (issued / "outbox").glob("workbooks *.eml")] == []


def test_what_the_board_decided__is_in_the_next_letter_once(issued):
    sent_by_hand(issued, DAY, "NHS", "POLICE")
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": DONE, "2-POLICE": GOING_ON})
    collect(issued, now=WEEK)
    edit_master(
        issued, "Actions", "ref",
        {"1-POLICE": {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 7), "board_note": "Well done."}},
    )  # fmt: skip
    collect(issued, now=WEEK)
    made, result = letters(issued, WEEK)
    assert (list(made), result.nothing) == ([("POLICE", "decisions")], ("NHS",))
    _, subject, body, attached = made["POLICE", "decisions"]
    assert ("1-POLICE: the board signed it off on 7 July 2025: Well done." in body, attached) == (True, [])
    assert subject.endswith("DHR-07: decisions on 1 action")
    sent_by_hand(issued, LATE, "POLICE")
    assert ("POLICE", "decisions") not in letters(issued, LATE)[0]


def test_decided_and_owed__one_letter_says_both(issued):
    sent_by_hand(issued, DAY, "NHS", "POLICE")
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": DONE})
    collect(issued, now=WEEK)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off"}})
    collect(issued, now=WEEK)
    made, _ = letters(issued, WEEK)
    body = made["POLICE", "chase"][2]
    assert ("2-POLICE" in body, "the board signed it off" in body) == (True, True)


ABOVE = {
    None: {"code": "POLICE", "email": "chief@police.example", "role": "Escalate to", "job_title": "Chief Constable"}
}


@pytest.mark.parametrize(("days", "written"), [(0, False), (13, False), (14, True), (40, True)])
def test_those_above__are_written_to_from_the_fourteenth_day_and_never_before(issued, days, written):
    edit_master(issued, "Agencies", "code", ABOVE)
    collect(issued, now=DAY)
    when = dt.datetime.combine(DUE, dt.time(9)) + dt.timedelta(days=days)
    made, _ = letters(issued, when)
    assert (("POLICE", "escalation") in made) is written
    if written:
        to, subject, body, attached = made["POLICE", "escalation"]
        assert (to, attached) == ("chief@police.example", [])
        assert subject.endswith(f"return of Northmoor Police is {days} days late")
        assert "- 1-POLICE: no status" not in body
        assert "1-POLICE" in body


def test_those_above__how_long_is_a_setting(issued):
    edit_master(issued, "Agencies", "code", ABOVE)
    collect(issued, now=DAY)
    settings = issued / FILE
    settings.write_text(settings.read_text(encoding="utf-8").replace("= 14", "= 3"), encoding="utf-8")
    made, _ = letters(issued, dt.datetime.combine(DUE, dt.time(9)) + dt.timedelta(days=3))
    assert ("POLICE", "escalation") in made


def above_police(folder):
    edit_master(folder, "Agencies", "code", ABOVE)
    collect(folder, now=DAY)
    return dt.datetime.combine(DUE, dt.time(9)) + dt.timedelta(days=15)


def state_of(folder, code):
    """The kinds of message to an agency and to those above it, with how far each got."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return {(message.what, message.state) for message in tx.messages() if message.agency == code}


def test_sent_by_hand__is_the_agencys_letter_with_what_was_drafted_for_it_then(issued):
    when = above_police(issued)
    letters(issued, when)
    sent_by_hand(issued, when, "POLICE")
    assert state_of(issued, "POLICE") == {("chase", "sent"), ("escalation", "sent")}


def test_those_above__are_written_to_once_a_round(issued):
    when = above_police(issued)
    letters(issued, when)
    assert ("POLICE", "escalation") in letters(issued, when + dt.timedelta(days=1))[0]
    sent_by_hand(issued, when + dt.timedelta(days=1), "POLICE")
    assert ("POLICE", "escalation") not in letters(issued, when + dt.timedelta(days=2))[0]


def test_blanking_the_day__of_the_letter_that_was_sent_though_another_is_drafted(issued):
    letters(issued, DAY)
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    letters(issued, LATE)
    edit_master(issued, "Returns", "reference", {reference(issued, "NHS"): {"letter_sent": None}})
    collect(issued, now=LATE)
    [row] = [row for row in rows_of_master(issued, "Returns") if row["Agency"] == "NHS"]
    assert row["Letter sent on"] == ""


def test_decided_between_the_draft_and_the_day_it_was_sent__is_in_the_next_letter(issued):
    letters(issued, DAY)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=DAY + dt.timedelta(hours=3))
    sent_by_hand(issued, DAY + dt.timedelta(days=1), "POLICE", "NHS")
    body = letters(issued, WEEK)[0]["POLICE", "decisions"][2]
    assert "1-POLICE: the board closed it as superseded" in body


def test_decided_between_two_drafts_of_which_the_earlier_was_sent__is_in_the_next_letter(issued):
    letters(issued, DAY)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=WEEK)
    letters(issued, WEEK)
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    assert ("POLICE", "decisions") in letters(issued, WEEK)[0]


def test_told_on_the_day_it_was_decided__is_not_told_again(issued):
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=WEEK)
    assert ("POLICE", "decisions") in letters(issued, WEEK + dt.timedelta(hours=1))[0]
    sent_by_hand(issued, WEEK + dt.timedelta(hours=2), "POLICE")
    assert letters(issued, WEEK + dt.timedelta(days=1))[1].nothing == ("POLICE", "NHS")


def test_corrections_that_were_sent__are_not_drafted_again_before_their_day(issued):
    sent_by_hand(issued, DAY, "NHS", "POLICE")
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": {"status": "Nearly", "progress": "We met"}})
    collect(issued, now=WEEK)
    letters(issued, WEEK)
    sent_by_hand(issued, WEEK + dt.timedelta(days=1), "POLICE")
    made, result = letters(issued, WEEK + dt.timedelta(days=2))
    assert (list(made), result.nothing) == ([], ("POLICE", "NHS"))
    assert ("POLICE", "corrections") in letters(issued, LATE + dt.timedelta(days=7))[0]


def test_a_reminder_that_was_sent__is_not_drafted_again_for_a_week(issued):
    letters(issued, LATE)
    sent_by_hand(issued, LATE, "POLICE", "NHS")
    assert list(letters(issued, LATE + dt.timedelta(days=6))[0]) == []
    assert len(letters(issued, LATE + dt.timedelta(days=7))[0]) == 2


def test_drafted_twice_on_the_day_it_was_sent__what_was_decided_between_is_told_again_rather_than_never(issued):
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    letters(issued, LATE)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=LATE + dt.timedelta(hours=1))
    letters(issued, LATE + dt.timedelta(hours=2))
    sent_by_hand(issued, LATE, "POLICE")
    again = letters(issued, LATE + dt.timedelta(days=1))[0]
    assert "1-POLICE: the board closed it as superseded" in again["POLICE", "decisions"][2]
    sent_by_hand(issued, LATE + dt.timedelta(days=1), "POLICE")
    assert "POLICE" in letters(issued, LATE + dt.timedelta(days=2))[1].nothing


def test_drafted_before_and_again_on_the_day_it_was_sent__the_later_went(issued):
    letters(issued, LATE)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=LATE + dt.timedelta(hours=1))
    day = LATE + dt.timedelta(days=2)
    letters(issued, day)
    sent_by_hand(issued, day, "POLICE")
    assert "POLICE" in letters(issued, day + dt.timedelta(days=1))[1].nothing


def test_a_letter_that_came_late__is_no_reminder_and_none_above_is_told(issued):
    """Others had their letters in time; the police had none, because it had no address."""
    above_police(issued)
    edit_master(issued, "Agencies", "email", {PEOPLE["POLICE"]["email"]: {"email": None}})
    collect(issued, now=DAY)
    letters(issued, DAY)
    edit_master(issued, "Agencies", "email", {None: {"code": "POLICE", **PEOPLE["POLICE"]}})
    late = dt.datetime.combine(DUE, dt.time(9)) + dt.timedelta(days=15)
    collect(issued, now=late)
    made = letters(issued, late)[0]
    assert [kind for code, kind in made if code == "POLICE"] == ["workbooks"]


def test_what_the_board_sent_back_since__is_no_reason_to_write_to_those_above(issued):
    when = above_police(issued)
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": DONE, "2-POLICE": GOING_ON})
    collect(issued, now=WEEK)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "More evidence needed"}})
    collect(issued, now=when)
    assert [kind for code, kind in letters(issued, when)[0] if code == "POLICE"] == ["chase"]


def ask_police(folder):
    """A return of the police with a question that the coordinator puts to it."""
    fill(form(folder, "POLICE"), folder / "inbox" / "p.xlsx", {"1-POLICE": {"status": "Paused"}, "2-POLICE": GOING_ON})
    collect(folder, now=WEEK)
    [question] = conflicts(folder, WEEK)
    resolve(folder, [question.id], take="ask", now=WEEK)


def test_asked_in_an_earlier_round__is_asked_on_in_the_letter_and_on_the_form(issued):
    ask_police(issued)
    later = LATE + dt.timedelta(days=60)
    issue(issued, later.date(), due=later.date() + dt.timedelta(days=14), now=later)
    body = letters(issued, later)[0]["POLICE", "workbooks"][2]
    assert "Asked of you before, and not answered yet (1 row):\n- 1-POLICE: " in body.replace("\r", "")
    sheet = openpyxl.load_workbook(issued / "issued" / str(later.date()) / "POLICE.xlsx")["Return"]
    shown = {row[0]: row[5] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert shown["1-POLICE"].startswith("You were asked: ")
    assert "You were asked" not in shown["2-POLICE"]
    path = issued / "issued" / str(later.date()) / "POLICE.xlsx"
    assert column(openpyxl.load_workbook(path, data_only=True), "needed")["1-POLICE"] == "Update"
    sent_by_hand(issued, later, "POLICE", "NHS")
    assert letters(issued, later + dt.timedelta(days=1))[1].nothing == ("POLICE", "NHS")
    [question] = conflicts(issued, later)
    resolve(issued, [question.id], take="ask", now=later + dt.timedelta(days=2))
    body = letters(issued, later + dt.timedelta(days=3))[0]["POLICE", "decisions"][2]
    assert "Please answer by a reply to this message." in body
    assert "There is nothing to send back" not in body


def test_decisions_alone__do_not_say_that_nothing_is_owed_where_something_is(issued):
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    collect(issued, now=WEEK)
    body = letters(issued, WEEK)[0]["POLICE", "decisions"][2].replace("\r\n", " ").replace("\n", " ")
    assert "Your answer on 1 row is still awaited" in body
    assert "nothing to send back" not in body


@pytest.mark.parametrize(
    ("key", "day", "says"),
    [
        ("letter_sent", WEEK.date() + dt.timedelta(days=1), "give a day from the one to the other"),
        ("letter_sent", DAY.date() - dt.timedelta(days=1), "There was nothing to send before"),
        ("extended", DUE - dt.timedelta(days=1), "the round's own day is"),
        ("extended", DUE + dt.timedelta(days=400), "the round's own day is"),
    ],
)
def test_a_day_that_cannot_be__stays_on_its_row_and_is_said(issued, key, day, says):
    letters(issued, DAY)
    edit_master(issued, "Returns", "reference", {reference(issued, "POLICE"): {key: day}})
    result = collect(issued, now=WEEK)
    assert any(says in f"{found}" for found in result.master.problems)
    assert ("POLICE", "workbooks") in letters(issued, WEEK)[0]


def test_an_agency_without_a_workbook__has_a_row_to_enter_when_its_letter_was_sent(issued):
    sent_by_hand(issued, DAY, "POLICE", "NHS")
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"agency": "SWPB", "board_decision": "Superseded"}})
    contact = {"code": "SWPB", "agency_name": "Women's Board", "email": "s@swpb.example", "role": "To"}
    edit_master(issued, "Agencies", "code", {None: contact})
    collect(issued, now=WEEK)
    assert ("SWPB", "decisions") in letters(issued, WEEK)[0]
    collect(issued, now=WEEK)
    sent_by_hand(issued, WEEK, "SWPB")
    made, _ = letters(issued, WEEK + dt.timedelta(days=1))
    assert ("SWPB", "decisions") not in made
    [row] = [row for row in rows_of_master(issued, "Returns") if row["Agency"] == "SWPB"]
    assert row["Letter sent on"].date() == WEEK.date()


def test_undo__sets_aside_the_drafts_that_may_speak_of_what_it_takes_back(issued):
    ask_police(issued)
    assert ("POLICE", "corrections") in letters(issued, WEEK + dt.timedelta(hours=1))[0]
    result = undo(issued, now=WEEK + dt.timedelta(hours=2))
    assert result.drafts >= 1
    assert list((issued / "outbox").glob("*.eml")) == []
    assert "outbox/earlier" in " ".join(tell_undo(result))


def test_a_workbook_that_came_back__its_draft_is_no_longer_to_be_sent(issued):
    letters(issued, DAY)
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"2-POLICE": GOING_ON})
    collect(issued, now=WEEK)
    assert [path.name for path in (issued / "outbox").glob("*.eml")] == ["workbooks NHS.eml"]


def drafts_in(folder):
    return sorted(path.name for path in (folder / "outbox").glob("*.eml"))


@pytest.mark.parametrize("sent", [False, True])
def test_a_reminder_that_was_answered__is_no_longer_in_the_outbox_though_it_was_sent_by_hand(issued, sent):
    sent_by_hand(issued, DAY, "NHS", "POLICE")
    letters(issued, LATE)
    if sent:
        sent_by_hand(issued, LATE, "POLICE")
    assert drafts_in(issued) == ["chase NHS.eml", "chase POLICE.eml"]
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": GOING_ON, "2-POLICE": GOING_ON})
    collect(issued, now=LATE)
    assert drafts_in(issued) == ["chase NHS.eml"]
    assert [path.name for path in (issued / "outbox" / "earlier").glob("chase*")] == ["chase POLICE.eml"]


def test_a_copy_to_put_right_that_came_back__its_draft_is_no_longer_to_be_sent(issued):
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": {"status": "Nearly", "progress": "We met"}})
    [came] = collect(issued, now=WEEK).returns
    letters(issued, WEEK)
    assert "corrections POLICE.eml" in drafts_in(issued)
    fill(issued / came.to_correct, issued / "inbox" / "again.xlsx", {"1-POLICE": {"status": "In progress"}})
    collect(issued, now=WEEK)
    assert "corrections POLICE.eml" not in drafts_in(issued)


def test_a_form_of_an_earlier_round__leaves_the_letter_of_this_round_to_be_sent(issued):
    earlier = shutil.copy(form(issued, "POLICE"), issued.parent / "earlier.xlsx")
    after = DAY + dt.timedelta(days=100)
    issue(issued, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=after)
    letters(issued, after)
    fill(earlier, issued / "inbox" / "p.xlsx", {"2-POLICE": GOING_ON})
    [came] = collect(issued, now=after).returns
    assert (came.outcome, "workbooks POLICE.eml" in drafts_in(issued)) == ("merged", True)


def test_a_workbook_is_read_whole_only_where_its_bytes_are_not_those_issued(issued, monkeypatch):
    whole = []
    monkeypatch.setattr(
        "dhr_xl.commands.messages.letters.read_return", lambda data: whole.append(data) or read_return(data)
    )
    letters(issued, DAY)
    assert whole == []
    path = issued / "issued" / AS_AT.isoformat() / "NHS.xlsx"
    openpyxl.load_workbook(path).save(path)
    letters(issued, DAY)
    assert whole == [path.read_bytes()]


def test_another_agency_s_workbook_in_its_place_goes_to_nobody(issued):
    place = issued / "issued" / AS_AT.isoformat()
    (place / "NHS.xlsx").write_bytes((place / "POLICE.xlsx").read_bytes())
    with pytest.raises(Stop):
        email(issued, now=DAY)
    assert not list((issued / "outbox").glob("*.eml"))


def test_nothing_has_changed__is_no_answer_to_a_question_of_an_earlier_round(issued):
    ask_police(issued)
    later = LATE + dt.timedelta(days=60)
    issue(issued, later.date(), due=later.date() + dt.timedelta(days=14), now=later)
    source = issued / "issued" / str(later.date()) / "POLICE.xlsx"
    formula = column(openpyxl.load_workbook(source), "needed")
    assert '", Update"' in formula["1-POLICE"].partition("No, nothing has changed")[2].partition("Question 1")[0]
    fill(source, issued / "inbox" / "p.xlsx", {}, anything_new="No, nothing has changed")
    [came] = collect(issued, now=later + dt.timedelta(days=1)).returns
    assert [(found.code.name, found.message) for found in came.problems] == [
        ("NIL_ASKED", "'No, nothing has changed' is no answer to what POLICE was asked before: 1-POLICE.")
    ]
    fill(source, issued / "inbox" / "p.xlsx", {"1-POLICE": {"progress": "Staff left"}})
    assert "NIL_ASKED" not in [found.code.name for found in collect(issued, now=later).returns[0].problems]
