"""email and chase: drafts to the right people, and to nobody who owes nothing."""

import datetime as dt
import email.policy
from email.parser import BytesParser

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email as post
from dhr_xl.commands.issue import issue
from dhr_xl.commands.messages import outgoing
from dhr_xl.commands.publish import publish
from dhr_xl.errors import Stop
from dhr_xl.post.outgoing.smtp import MaybeSent
from plan_folder import AS_AT, DAY, chase, edit_master, fill, form

LATE = DAY + dt.timedelta(days=20)
CONTACTS = {
    "POLICE": {"job_title": "Superintendent", "email": "ppu@police.example", "role": "To"},
    "NHS": {"job_title": "Named nurse", "email": "nurse@nhs.example", "role": "To"},
}


def read(path):
    return BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())


def test_a_missing_address__is_reported_and_the_others_are_drafted(issued):
    edit_master(issued, "Agencies", "code", {"POLICE": CONTACTS["POLICE"]})
    result = post(issued, "workbooks", now=DAY)
    assert [m.agency for m in result.messages] == ["POLICE"]
    assert "Hospitals Trust" in result.problems[0]
    draft = read(issued / "outbox" / "workbooks POLICE.eml")
    assert (draft["To"], draft["X-Unsent"]) == ("ppu@police.example", "1")
    assert draft["Subject"].startswith("OFFICIAL-SENSITIVE: DHR-07")
    [file] = list(draft.iter_attachments())
    assert file.get_content() == form(issued, "POLICE").read_bytes()
    assert (issued / "outbox" / "To send.xlsx").is_file()


def test_one_address_under_two_agencies__stops_everything(issued):
    same = {code: {**cells, "email": "one@example.org"} for code, cells in CONTACTS.items()}
    edit_master(issued, "Agencies", "code", same)
    with pytest.raises(Stop, match="listed under two agencies"):
        post(issued, "workbooks", now=DAY)
    assert list((issued / "outbox").iterdir()) == []


def test_chase__names_the_rows_and_leaves_alone_who_owes_nothing(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    fill(form(issued, "NHS"), issued / "inbox" / "n.xlsx", {}, anything_new="No, nothing has changed")
    fill(form(issued, "POLICE"), issued / "inbox" / "p.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    collect(issued, now=DAY + dt.timedelta(days=8))
    [owed] = chase(issued, LATE).owed
    assert (owed.agency, owed.state, [ref for ref, _ in owed.lines]) == ("POLICE", "Part-done", ["2-POLICE"])
    [message] = post(issued, "chase", now=LATE).messages
    assert "2-POLICE" in read(issued / "outbox" / "chase POLICE.eml").get_body().get_content()
    assert message.agency == "POLICE"


def test_an_extension__is_obeyed(issued):
    edit_master(issued, "Returns", "agency", {"NHS": {"extended": dt.date(2025, 8, 1)}})
    collect(issued, now=DAY)
    result = chase(issued, LATE)
    assert ([one.agency for one in result.owed], result.not_yet) == (["POLICE"], ("NHS",))


def test_the_board_without_a_contact__is_a_clear_message(issued):
    publish(issued, LATE)
    result = post(issued, "consolidated", now=LATE)
    assert (result.messages, "the board" in result.problems[0]) == ((), True)


@pytest.fixture
def outbox(issued, monkeypatch):
    """A plan with contacts and a mail server; messages that would be sent are collected in a list."""
    edit_master(issued, "Agencies", "code", CONTACTS)
    settings = issued / "dhr_xl.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[mail]\nserver = "mail.example"\nsender = "csp@council.example"\n'
        if "[mail]" not in settings.read_text(encoding="utf-8")
        else settings.read_text(encoding="utf-8")
        .replace('server = ""', 'server = "mail.example"')
        .replace('sender = ""', 'sender = "csp@council.example"'),
        encoding="utf-8",
    )
    handed = []
    monkeypatch.setattr("dhr_xl.commands.email.send", lambda eml, *_: handed.append(eml))
    monkeypatch.setenv("DHR_XL_SMTP_PASSWORD", "secret")
    return handed


def test_send__asks_first_and_is_recorded_as_sent(issued, outbox):
    shown = []
    result = post(issued, "workbooks", send=True, confirm=lambda rows: not shown.extend(rows), now=DAY)
    assert [(m.agency, m.state) for m in result.messages] == [("POLICE", "sent"), ("NHS", "sent")]
    assert [row[0] for row in shown] == ["ppu@police.example", "nurse@nhs.example"]
    assert len(outbox) == 2


def test_send__a_no_sends_nothing(issued, outbox):
    with pytest.raises(Stop, match="Nothing was sent"):
        post(issued, "workbooks", send=True, confirm=lambda _: False, now=DAY)
    assert outbox == []


def test_send__one_found_half_sent_is_asked_about_and_never_sent_again_by_itself(issued, outbox, monkeypatch):
    def break_off(*_):
        raise MaybeSent("The connection broke.")

    monkeypatch.setattr("dhr_xl.commands.email.send", break_off)
    with pytest.raises(Stop, match="connection broke"):
        post(issued, "workbooks", send=True, now=DAY)
    with pytest.raises(Stop, match="we cannot tell whether it was sent"):
        post(issued, "workbooks", send=True, now=DAY)


def test_one_found_half_sent__is_drafted_again_by_a_person_and_then_forgotten(issued, outbox, monkeypatch):
    def break_off(*_):
        raise MaybeSent("The connection broke.")

    monkeypatch.setattr("dhr_xl.commands.email.send", break_off)
    with pytest.raises(Stop, match="connection broke"):
        post(issued, "workbooks", send=True, now=DAY)
    drafted = post(issued, "workbooks", now=DAY)
    assert [m.agency for m in drafted.messages] == ["POLICE", "NHS"]
    assert "we cannot tell whether it was sent" in drafted.problems[0]
    assert post(issued, "workbooks", now=DAY).problems == ()


def test_send__again_sends_only_what_has_not_gone(issued, outbox):
    post(issued, "workbooks", send=True, now=DAY)
    again = post(issued, "workbooks", send=True, now=DAY)
    assert (again.messages, again.already, len(outbox)) == ((), ("POLICE", "NHS"), 2)
    issue(issued, AS_AT, again=["NHS"], now=DAY)
    assert [m.agency for m in post(issued, "workbooks", send=True, now=DAY).messages] == ["NHS"]


def attached(eml):
    [file] = list(BytesParser(policy=email.policy.default).parsebytes(eml).iter_attachments())
    return file.get_content()


def swap(one, other):
    """Swap two files."""
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def test_send__files_swapped_while_it_asks_change_nothing_of_what_is_sent(issued, outbox):
    police, nhs = form(issued, "POLICE"), form(issued, "NHS")
    checked = [police.read_bytes(), nhs.read_bytes()]

    def swapped_meanwhile(_):
        swap(police, nhs)
        return True

    post(issued, "workbooks", send=True, confirm=swapped_meanwhile, now=DAY)
    assert [attached(eml) for eml in outbox] == checked


def test_drafts__files_swapped_once_they_were_checked_change_nothing_of_the_drafts(issued, monkeypatch):
    edit_master(issued, "Agencies", "code", CONTACTS)
    police, nhs = form(issued, "POLICE"), form(issued, "NHS")
    checked = [police.read_bytes(), nhs.read_bytes()]
    look = outgoing.check_post

    def swapped_after(messages, book):
        found = look(messages, book)
        swap(police, nhs)
        return found

    monkeypatch.setattr(outgoing, "check_post", swapped_after)
    post(issued, "workbooks", now=DAY)
    drafts = [issued / "outbox" / f"workbooks {code}.eml" for code in ("POLICE", "NHS")]
    assert [attached(draft.read_bytes()) for draft in drafts] == checked


@pytest.fixture
def board(issued, outbox):
    """The same plan, with a contact for the board."""
    chair = {"code": "BOARD", "email": "chair@council.example", "role": "To"}
    edit_master(issued, "Agencies", "code", {None: chair})
    return outbox


def test_the_boards_copy__its_letter_says_what_stands_in_it_and_not_what_the_plan_says_by_now(issued, board):
    published = publish(issued, LATE)
    done = {"status": "Complete", "evidence_given": "Minutes", "entered_for": "POLICE", "entered_from": "E-mail"}
    edit_master(issued, "Actions", "ref", {"2-POLICE": done})
    data = published.file.read_bytes()
    post(issued, "consolidated", send=True, confirm=lambda _: published.file.write_bytes(b"another") > 0, now=LATE)
    [eml] = board
    body = BytesParser(policy=email.policy.default).parsebytes(eml).get_body().get_content()
    assert [line for line in body.splitlines() if line.startswith("- ")] == [f"- {s}" for s in published.in_short]
    assert "No decision is asked of the board" in body
    assert attached(eml) == data


def test_the_boards_copy__is_never_another_workbook(issued, board):
    published = publish(issued, LATE)
    published.file.write_bytes(form(issued, "POLICE").read_bytes())
    with pytest.raises(Stop, match="missing, or was changed since it was published"):
        post(issued, "consolidated", send=True, now=LATE)
    assert board == []


def test_the_boards_copy__what_a_program_leaves_beside_it_is_not_it(issued, board):
    published = publish(issued, LATE)
    (published.file.parent / f"~${published.file.name}").write_bytes(b"owner")
    assert [m.agency for m in post(issued, "consolidated", now=LATE).messages] == ["BOARD"]


def test_a_row_the_board_sent_back__is_in_the_letter_with_the_boards_note(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    asked = {"board_decision": "More evidence needed", "board_note": "Show the audit of May"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": asked})
    post(issued, "workbooks", now=DAY)
    body = read(issued / "outbox" / "workbooks POLICE.eml").get_body().get_content()
    assert "- 1-POLICE: the board asked for more evidence: Show the audit of May" in body.splitlines()
    assert "sent back" not in read(issued / "outbox" / "workbooks NHS.eml").get_body().get_content().lower()


def test_the_list__is_set_aside_with_the_drafts_that_are_not_due_any_more(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    post(issued, "chase", now=LATE)
    for code in CONTACTS:
        fill(form(issued, code), issued / "inbox" / f"{code}.xlsx", {}, anything_new="No, nothing has changed")
    collect(issued, now=LATE)
    assert post(issued, "chase", now=LATE).messages == ()
    assert [path.name for path in (issued / "outbox").iterdir()] == ["earlier"]
    assert (issued / "outbox" / "earlier" / "To send.xlsx").is_file()


def test_another_workbook_of_the_same_agency__is_not_sent_in_place_of_the_latest(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    issue(issued, AS_AT, again=["NHS"], now=DAY)
    latest = issued / "issued" / AS_AT.isoformat() / "NHS (2).xlsx"
    latest.write_bytes(form(issued, "NHS").read_bytes())
    with pytest.raises(Stop, match="is another one of NHS's"):
        post(issued, "workbooks", now=DAY)


def test_a_new_round__sets_aside_the_drafts_of_the_one_before_and_their_list(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    post(issued, "workbooks", now=DAY)
    post(issued, "chase", now=LATE)
    outbox = issued / "outbox"
    (outbox / "My notes.txt").write_text("Ring the Trust")
    names = {path.name for path in outbox.iterdir()} - {"My notes.txt"}
    issue(issued, AS_AT, again=["NHS"], now=LATE)
    assert {path.name for path in outbox.iterdir()} == {*names, "My notes.txt"}
    issue(issued, dt.date(2025, 9, 30), now=DAY + dt.timedelta(days=95))
    assert {path.name for path in outbox.iterdir()} == {"earlier", "My notes.txt"}
    assert names <= {path.name for path in (outbox / "earlier").iterdir()}
    post(issued, "workbooks", now=DAY + dt.timedelta(days=95))
    assert (outbox / "workbooks POLICE.eml").is_file()
    issue(issued, dt.date(2025, 9, 30), now=DAY + dt.timedelta(days=96))
    assert (outbox / "workbooks POLICE.eml").is_file()


def listed(folder):
    """The rows of To send.xlsx: To, the beginning of Body, and the file."""
    sheet = openpyxl.load_workbook(folder / "outbox" / "To send.xlsx").active
    rows = sheet.iter_rows(min_row=4, values_only=True)
    return [(to, file) for to, _, _, body, file, _ in rows if body]


def test_the_list__names_all_that_is_in_the_outbox_and_nothing_twice(issued):
    contacts = {**CONTACTS, "BOARD": {"job_title": "Chair", "email": "chair@board.example", "role": "To"}}
    edit_master(issued, "Agencies", "code", contacts)
    post(issued, "workbooks", now=DAY)
    post(issued, "chase", now=LATE)
    publish(issued, LATE)
    result = post(issued, "consolidated", now=LATE)
    assert [m.agency for m in result.messages] == ["BOARD"]
    police, nhs = (CONTACTS[code]["email"] for code in ("POLICE", "NHS"))
    copy = next((issued / "published").rglob("*.xlsx")).name
    assert listed(issued) == [
        (police, "POLICE.xlsx"), (nhs, "NHS.xlsx"), (police, "POLICE.xlsx"), (nhs, "NHS.xlsx"),
        ("chair@board.example", copy),
    ]  # fmt: skip
    post(issued, "chase", now=LATE)
    assert len(listed(issued)) == 5


def test_the_list__says_what_the_draft_says(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    post(issued, "workbooks", now=DAY)
    post(issued, "chase", now=LATE)
    sheet = openpyxl.load_workbook(issued / "outbox" / "To send.xlsx").active
    draft = read(issued / "outbox" / "workbooks POLICE.eml")
    assert [sheet.cell(4, column).value for column in (1, 3)] == [draft["To"], draft["Subject"]]
    assert sheet["D4"].value.split() == draft.get_body().get_content().split()
    assert sheet["D6"].value.split() == read(issued / "outbox" / "chase POLICE.eml").get_body().get_content().split()


def test_the_list__leaves_out_what_is_no_longer_there(issued):
    edit_master(issued, "Agencies", "code", CONTACTS)
    post(issued, "workbooks", now=DAY)
    (issued / "outbox" / "workbooks POLICE.eml").unlink()
    post(issued, "chase", now=LATE)
    police, nhs = (CONTACTS[code]["email"] for code in ("POLICE", "NHS"))
    assert [to for to, _ in listed(issued)] == [nhs, police, nhs]


def test_the_list__leaves_out_what_was_sent(issued, outbox):
    post(issued, "workbooks", now=DAY)
    post(issued, "chase", now=LATE)
    post(issued, "chase", send=True, now=LATE)
    assert len(outbox) == 2
    assert [file for _, file in listed(issued)] == ["POLICE.xlsx", "NHS.xlsx"]
    post(issued, "workbooks", send=True, now=LATE)
    assert not (issued / "outbox" / "To send.xlsx").exists()
