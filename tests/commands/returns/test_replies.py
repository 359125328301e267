"""E-mails in the inbox: their workbooks, replies in words, other files and links, and their senders."""

import datetime as dt

import pytest

import outlook_file as outlook
from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.core.returns.problems import Code
from mailed_in import XLSX, mail, workbook
from plan_folder import DAY, chase, edit_master

LATER = DAY + dt.timedelta(days=8)


@pytest.fixture
def known(issued):
    """An issued round, with a contact for each agency."""
    for code, address in (("POLICE", "ppu@police.example"), ("NHS", "nurse@nhs.example")):
        edit_master(issued, "Agencies", "code", {code: {"email": address, "role": "To"}})
        collect(issued, now=DAY)
    return issued


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def test_a_workbook_in_an_e_mail__is_taken_in_and_the_history_says_who_sent_it(known):
    book = workbook(known, "POLICE", {"1-POLICE": {"progress": "Trained six"}})
    data = mail(known, files=[("our return.xlsx", book, XLSX)])
    [result] = collect(known, now=LATER).returns
    assert (result.source, result.agency, result.outcome) == ("mail.eml/our return.xlsx", "POLICE", "merged")
    assert result.notes == (("mail.eml", "Please find it attached."),)
    assert now(known, "1-POLICE").progress == "Trained six"
    source = history(known, "1-POLICE")[-1].source
    assert source.startswith("mail.eml/our return.xlsx (from ppu@police.example, sent 5 July 2025), sheet 'Return'")
    kept = known / "returned" / "2025-06-30"
    assert (kept / "mail.eml").read_bytes() == data
    assert (kept / "our return.xlsx").read_bytes() == book
    assert list((known / "inbox").iterdir()) == []


def test_outlooks_own_file__is_read_as_well(known):
    book = workbook(known, "POLICE", {"1-POLICE": {"progress": "Trained six"}})
    sent = dt.datetime(2025, 7, 5, 9, 0, tzinfo=dt.UTC)
    data = outlook.msg(
        sender=("Ann Lee", "ppu@police.example"), sent=sent, attachments=[outlook.attachment("our return.xlsx", book)]
    )
    (known / "inbox" / "Our return.msg").write_bytes(data)
    [result] = collect(known, now=LATER).returns
    assert (result.source, result.outcome) == ("Our return.msg/our return.xlsx", "merged")
    assert "(from ppu@police.example, sent 5 July 2025)" in history(known, "1-POLICE")[-1].source


def test_two_workbooks_in_one_e_mail__each_by_its_inside(known):
    files = [
        ("a.xlsx", workbook(known, "POLICE", {"1-POLICE": {"progress": "Ours"}}), XLSX),
        ("a.xlsx", workbook(known, "NHS", {"3-NHS": {"status": "In progress"}}), XLSX),
    ]
    mail(known, files=files)
    results = {result.agency: result for result in collect(known, now=LATER).returns}
    assert set(results) == {"POLICE", "NHS"}
    assert (now(known, "1-POLICE").progress, now(known, "3-NHS").status) == ("Ours", "in_progress")
    assert [p.code for p in results["NHS"].problems] == [Code.SENDER_DIFFERS]


def test_other_files__are_filed_unopened_as_evidence(known):
    book = workbook(known, "POLICE", {"1-POLICE": {"progress": "Ours"}})
    mail(known, files=[("a.xlsx", book, XLSX), ("../minutes.pdf", b"%PDF-1.4 minutes", "pdf")])
    [result] = collect(known, now=LATER).returns
    assert result.evidence == ("evidence/2025-06-30/POLICE/minutes.pdf",)
    assert (known / result.evidence[0]).read_bytes() == b"%PDF-1.4 minutes"


def test_a_reply_in_words__is_on_decisions_and_does_not_answer_its_rows(known):
    data = mail(known, by="nurse@nhs.example", words="We have begun; the rota is out in May.")
    [result] = collect(known, now=LATER).returns
    assert (result.agency, result.held) == ("NHS", ("NHS",))
    [question] = conflicts(known)
    assert (question.id, question.theirs) == ("NHS:reply", "We have begun; the rota is out in May.")
    late = DAY + dt.timedelta(days=20)
    assert {line.code: line.state for line in status(known, late).today.agencies}["NHS"] == "Replied without the form"
    assert [owed.agency for owed in chase(known, late).owed] == ["POLICE", "NHS"]  # its rows are still owed
    resolve(known, ["NHS:reply"], take="ours", now=LATER)
    assert conflicts(known) == ()
    (known / "inbox" / "again.eml").write_bytes(data)
    assert collect(known, now=LATER).returns[0].outcome == "duplicate"
    assert conflicts(known) == ()


def test_a_reply_of_the_board__is_not_taken_for_an_agencys_answers(known):
    edit_master(known, "Agencies", "code", {"BOARD": {"email": "board@csp.example", "role": "To"}})
    collect(known, now=DAY)
    mail(known, by="board@csp.example", words="The chair agrees to close 1-POLICE.")
    collect(known, now=LATER)
    [question] = conflicts(known)
    assert question.asked == (
        "The board wrote: 'The chair agrees to close 1-POLICE.'. Enter what it decided on Actions, "
        "then choose Read here."
    )


def test_a_reply_in_words__the_next_edit_in_master_is_taken_in(known):
    mail(known, by="nurse@nhs.example", words="We have begun; the rota is out in May.")
    collect(known, now=LATER)
    edit_master(known, "Actions", "ref", {"1-POLICE": {"board_note": "Asked for the minutes"}})
    assert [change[1] for change in collect(known, now=LATER).master.changes] == ["board_note"]


def test_a_link_instead_of_the_file__is_named_and_the_file_asked_for(known):
    mail(known, words="It is here: https://nhs-my.sharepoint.com/:x:/g/personal/return.xlsx")
    [result] = collect(known, now=LATER).returns
    [told] = result.problems
    assert (told.code, "SharePoint" in told.message) == (Code.MAIL_SAYS, True)
    draft = known / "outbox" / "please attach POLICE.eml"
    assert b"ppu@police.example" in draft.read_bytes()
    assert b"SharePoint" in draft.read_bytes()


def test_an_e_mail_from_nobody_we_know__is_refused_and_kept(known):
    data = mail(known, by="someone@else.example")
    [result] = collect(known, now=LATER).returns
    assert (result.outcome, [p.code for p in result.problems]) == ("rejected", [Code.NO_WORKBOOK])
    assert (known / "returned" / "unknown" / "mail.eml").read_bytes() == data
    assert conflicts(known) == ()


def test_an_e_mail_with_a_document_instead__says_what_the_document_is(known):
    mail(known, files=[("return.xlsx", b"%PDF-1.4 printed", XLSX)])
    [result] = collect(known, now=LATER).returns
    assert (result.outcome, [p.code for p in result.problems]) == ("rejected", [Code.FILE_REFUSED])
    assert "PDF" in result.problems[0].message


def test_check__says_the_same_and_changes_nothing(known):
    mail(known, by="nurse@nhs.example", words="Nothing new.")
    before = sorted(known.rglob("*"))
    [result] = check(known, [known / "inbox"], now=LATER).returns
    assert result.agency == "NHS"
    assert (sorted(known.rglob("*")), conflicts(known)) == (before, ())


def test_a_private_name_in_a_reply__is_shown_nowhere(known):
    settings = known / "dhr_xl.toml"
    text = settings.read_text(encoding="utf-8").replace("private_names = []", 'private_names = ["Jane Doe"]')
    settings.write_text(text, encoding="utf-8")
    mail(known, by="nurse@nhs.example", words="Jane Doe was seen in May.")
    collect(known, now=LATER)
    [question] = conflicts(known)
    assert "Jane" not in f"{question.theirs}{question.asked}"
