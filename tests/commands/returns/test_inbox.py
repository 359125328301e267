"""Files in the inbox that are large or oddly named: taken in, refused in a sentence, or left; always kept whole."""

import datetime as dt
import os

import pytest

import outlook_file as outlook
from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.returns import inbox
from dhr_xl.errors import Stop
from dhr_xl.post.incoming.values import LIMITS as MAIL_LIMITS
from dhr_xl.workbooks.xlsx.package import LIMITS
from mailed_in import XLSX, mail, workbook
from plan_folder import DAY

LATER = DAY + dt.timedelta(days=8)
SCAN = b"%PDF-1.4 " + bytes(range(256)) * (LIMITS.packed // 256)


@pytest.fixture
def answers(issued):
    """The police's filled workbook, as bytes."""
    return workbook(issued, "POLICE", {"1-POLICE": {"progress": "Trained six"}})


def test_an_e_mail_larger_than_a_workbook_may_be__is_taken_in_whole(issued, answers):
    data = mail(issued, files=[("scan.pdf", SCAN, "pdf"), ("a.xlsx", answers, XLSX)])
    assert len(data) > LIMITS.packed
    [result] = collect(issued, now=LATER).returns
    assert (result.source, result.outcome) == ("mail.eml/a.xlsx", "merged")
    assert "Trained six" in [action.progress for action in export(issued).actions]
    assert (issued / "returned" / "2025-06-30" / "mail.eml").read_bytes() == data
    assert (issued / result.evidence[0]).read_bytes() == SCAN
    assert list((issued / "inbox").iterdir()) == []


def test_outlooks_own_file_that_large__is_taken_in_whole(issued, answers):
    data = outlook.msg(
        sender=("Ann Lee", "ppu@police.example"),
        attachments=[outlook.attachment("a.xlsx", answers)],
    )
    data += bytes(LIMITS.packed)  # unused sectors, as Outlook leaves them behind
    assert len(data) > LIMITS.packed
    (issued / "inbox" / "Our return.msg").write_bytes(data)
    [result] = collect(issued, now=LATER).returns
    assert (result.source, result.outcome) == ("Our return.msg/a.xlsx", "merged")
    assert (issued / "returned" / "2025-06-30" / "Our return.msg").read_bytes() == data


@pytest.mark.parametrize("name", ["mail.eml", "mail.msg", "book.xlsx"])
def test_a_file_too_large_to_be_opened__is_refused_in_a_sentence_and_kept_whole(issued, answers, name):
    if name == "mail.eml":
        mail(issued, files=[("a.xlsx", answers, XLSX)])
    elif name == "mail.msg":
        (issued / "inbox" / name).write_bytes(outlook.msg(attachments=[outlook.attachment("a.xlsx", answers)]))
    else:
        (issued / "inbox" / name).write_bytes(answers)
    with (issued / "inbox" / name).open("ab") as file:
        file.write(b"\r\n" * (MAIL_LIMITS.size // 2))
    data = (issued / "inbox" / name).read_bytes()
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "rejected"
    assert result.problems[0].message
    assert result.message.endswith(f"kept as returned/unknown/{name}.")
    assert (issued / "returned" / "unknown" / name).read_bytes() == data
    assert list((issued / "inbox").iterdir()) == []


def test_a_file_too_large_that_is_swapped_while_it_is_read__stays_and_nothing_is_merged(issued, monkeypatch):
    path = issued / "inbox" / "large.xlsx"
    path.write_bytes(b"x" * 100)
    read = inbox.read_start

    def swapped(path):
        start = read(path)
        path.write_bytes(b"another file")
        return start

    monkeypatch.setattr(inbox, "read_start", swapped)
    with pytest.raises(Stop, match="was changed while it was being read"):
        collect(issued, now=LATER)
    assert path.read_bytes() == b"another file"
    assert not (issued / "returned" / "unknown" / "large.xlsx").exists()


@pytest.mark.parametrize("name", ["r" * 245 + ".xlsx", "é" * 120 + ".xlsx"])
def test_a_very_long_name__is_taken_in_and_kept(issued, answers, name):
    (issued / "inbox" / name).write_bytes(answers)
    [result] = collect(issued, now=LATER).returns
    assert (result.source, result.outcome) == (name, "merged")
    kept = [path.read_bytes() for path in (issued / "returned" / "2025-06-30").iterdir()]
    assert kept == [answers]


def test_a_very_long_name_in_an_e_mail__is_taken_in_and_kept(issued, answers):
    mail(issued, files=[("😀" * 200 + ".xlsx", answers, XLSX), ("😀" * 200 + ".pdf", b"%PDF-1.4", "pdf")])
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "merged"
    kept = {path.read_bytes() for path in (issued / "returned" / "2025-06-30").iterdir()}
    assert answers in kept


def test_a_name_that_is_no_text__is_taken_in_and_kept(issued, answers):
    (issued / "inbox" / os.fsdecode(b"r\xe9ponse.xlsx")).write_bytes(answers)
    [result] = collect(issued, now=LATER).returns
    assert result.outcome == "merged"
    kept = [path.read_bytes() for path in (issued / "returned" / "2025-06-30").iterdir()]
    assert kept == [answers]
