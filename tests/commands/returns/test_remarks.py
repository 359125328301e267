"""Words that answer no row wait on Decisions as To read until someone marks them read."""

import datetime as dt

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.returns.remarks import is_courtesy
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from dhr_xl.errors import Stop
from mailed_in import XLSX, mail, workbook
from plan_folder import DAY, edit_master, fill, form, rows_of_master

LATER = DAY + dt.timedelta(days=8)
LEAVING = "I leave on 31 August. The new lead is the Head of Safeguarding."


@pytest.fixture
def known(issued):
    """An issued round, with a contact for each agency."""
    rows = {
        "POLICE": {"email": "ppu@police.example", "role": "To"},
        "NHS": {"email": "nurse@nhs.example", "role": "To"},
    }
    edit_master(issued, "Agencies", "code", rows)
    collect(issued, now=DAY)
    return issued


def send(folder, name="a.xlsx", answers=None, hour=12, **singles):
    answers = answers or {"1-POLICE": {"progress": "Trained six"}}
    saved = dt.datetime(2025, 7, 5, hour)
    return fill(form(folder, "POLICE"), folder / "inbox" / name, answers, saved=saved, **singles).read_bytes()


def words(folder):
    return [(q.id, q.theirs) for q in conflicts(folder) if q.outcome == "to_read"]


def test_a_remark__waits_on_the_sheet_as_to_read_until_it_is_marked_read(known):
    send(known, remarks=LEAVING, completed_by="Detective Inspector")
    result = collect(known, now=LATER)
    assert (result.waiting.to_read, result.waiting.to_decide, result.needs_a_person) == (1, 0, True)
    [row] = rows_of_master(known, "Decisions")
    assert (row["State"], row["Question"], row["Return says"]) == ("To read", "POLICE:words", LEAVING)
    assert row["What is asked"] == (
        f"POLICE wrote under 'Anything else to tell us?': '{LEAVING}' Read it, do what it asks, then choose Read."
    )
    assert row["Return: by whom, file, cell"].startswith("Detective Inspector (a.xlsx); sheet 'Start', cell")
    before = export(known)
    edit_master(known, "Decisions", "id", {"POLICE:words": {"decision": "Read"}})
    result = collect(known, now=LATER)
    assert (result.waiting.to_read, result.needs_a_person) == (0, False)
    assert export(known) == before
    [row] = rows_of_master(known, "Decisions")
    assert (row["State"], row["Your decision"]) == ("Read", "Read")


def test_words_beside_a_row__wait_beside_its_ref(known):
    send(known)
    book = openpyxl.load_workbook(known / "inbox" / "a.xlsx")
    sheet = book["Return"]
    [line] = [cell.row for row in sheet.iter_rows() for cell in row if cell.value == "2-POLICE"]
    sheet.cell(line, sheet.max_column + 2, "Join to 18")
    sheet.cell(line + 20, 3, "See the annex")
    book.save(known / "inbox" / "a.xlsx")
    collect(known, now=LATER)
    assert sorted(words(known)) == [("2-POLICE:words", "Join to 18"), ("POLICE:words", "See the annex")]
    assert "beside 2-POLICE" in next(q.asked for q in conflicts(known) if q.ref == "2-POLICE")


def test_an_e_mail_that_brings_a_workbook__its_words_wait_too(known):
    book = workbook(known, "POLICE", {"1-POLICE": {"progress": "Trained six"}})
    said = f"Please find it attached.\n\n{LEAVING}\n\nRegards\n-- \nAnn\n\nFrom: CSP\nSent: 1 July 2025\nPlease answer"
    mail(known, words=said, files=[("a.xlsx", book, XLSX)])
    result = collect(known, now=LATER)
    assert result.returns[0].outcome == "merged"
    [(name, text)] = words(known)
    assert name == "POLICE:words"
    assert LEAVING in text
    assert "Please answer" not in text
    (known / "inbox" / "again.eml").write_bytes((known / "returned" / "2025-06-30" / "mail.eml").read_bytes())
    collect(known, now=LATER)
    assert len(words(known)) == 1


def test_an_automatic_reply__its_words_wait(known):
    mail(known, words="I am on leave until 1 September. Please write to the duty desk.")
    path = known / "inbox" / "mail.eml"
    path.write_bytes(b"Auto-Submitted: auto-replied\n" + path.read_bytes())
    collect(known, now=LATER)
    assert words(known) == [("POLICE:words", "I am on leave until 1 September. Please write to the duty desk.")]


@pytest.mark.parametrize("text", ["", "No", "None.", "n/a", " - "])
def test_nothing_to_tell__raises_nothing(known, text):
    send(known, remarks=text)
    result = collect(known, now=LATER)
    assert (result.waiting.to_read, result.needs_a_person) == (0, False)


@pytest.mark.parametrize(
    ("text", "polite"),
    [
        ("Please find it attached.", True),
        ("Dear all,\n\nPlease see the completed form attached, as requested.\n\nKind regards,\nAnn Lee\nHead of Safeguarding", True),
        ("Hi Ann,\nMany thanks!", True),
        ("Hi Ann, I leave on 31 August", False),
        ("Please find it attached.\n\nRegards\nAnn\n\nI leave in August", False),
        ("Please find it attached. It is not complete.", False),
        ("Is the form ours?", False),
        ("Dear team, stop", False),
    ],
)  # fmt: skip
def test_good_manners_alone__are_told_from_words(text, polite):
    assert is_courtesy(text) is polite


def test_the_same_words__are_never_put_twice(known):
    data = send(known, remarks=LEAVING)
    collect(known, now=LATER)
    (known / "inbox" / "bytes.xlsx").write_bytes(data)
    collect(known, now=LATER)
    send(known, "later.xlsx", {"1-POLICE": {"progress": "Trained six", "outcome": "Used"}}, hour=13, remarks=LEAVING)
    collect(known, now=LATER)
    assert words(known) == [("POLICE:words", LEAVING)]
    resolve(known, ["POLICE:words"], take="read", now=LATER)
    send(known, "third.xlsx", {"1-POLICE": {"progress": "Trained seven"}}, hour=14, remarks=LEAVING)
    collect(known, now=LATER)
    assert words(known) == []
    send(known, "other.xlsx", {"1-POLICE": {"progress": "Trained seven"}}, hour=15, remarks="The date is wrong.")
    collect(known, now=LATER)
    assert words(known) == [("POLICE:words#2", "The date is wrong.")]


def test_a_refused_workbook__its_words_wait_all_the_same(known):
    path = fill(form(known, "POLICE"), known / "inbox" / "a.xlsx", {}, remarks=LEAVING)
    book = openpyxl.load_workbook(path)
    for row in book["Return"].iter_rows():
        for cell in row:
            if cell.value in {"1-POLICE", "2-POLICE"}:
                cell.value = None
    book.save(path)
    [result] = collect(known, now=LATER).returns
    assert result.outcome == "rejected"
    assert words(known) == [("POLICE:words", LEAVING)]


def test_undo__takes_them_back_and_they_may_come_again(known):
    data = send(known, remarks=LEAVING)
    collect(known, now=LATER)
    undo(known, now=LATER)
    assert words(known) == []
    (known / "inbox" / "a.xlsx").write_bytes(data)
    collect(known, now=LATER)
    assert [text for _, text in words(known)] == [LEAVING]


def test_words__are_no_decision(known):
    send(
        known, remarks=LEAVING, answers={"1-POLICE": {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Staff"}}
    )
    collect(known, now=LATER)
    for take in ("ours", "theirs", "ask"):
        with pytest.raises(Stop, match="choose Read"):
            resolve(known, ["POLICE:words"], take=take, now=LATER)
    with pytest.raises(Stop, match="needs a decision"):
        resolve(known, ["1-POLICE:proposed_target_date"], take="read", now=LATER)
    needs = {what: count for what, count, _ in status(known, LATER).today.needs_you}
    assert (needs["Questions to decide"], needs["Remarks to read"]) == (1, 1)


def test_a_private_name_in_a_remark__is_shown_nowhere(known):
    settings = known / "dhr_xl.toml"
    text = settings.read_text(encoding="utf-8").replace("private_names = []", 'private_names = ["Jane Doe"]')
    settings.write_text(text, encoding="utf-8")
    send(known, remarks="x " * 55 + "Jane Doe was seen.")
    collect(known, now=LATER)
    assert "Jane" not in str(rows_of_master(known, "Decisions"))


def test_words_to_read__are_nothing_that_the_boards_copy_calls_checked(known):
    send(known, remarks=LEAVING)
    collect(known, now=LATER)
    book = openpyxl.load_workbook(publish(known, now=LATER).file)
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(text.startswith("Returned") for text in said)
    assert not any("being checked" in text for text in said)


def test_json_and_the_exit_code__say_that_words_wait(run, known):
    send(known, remarks=LEAVING)
    code, out, _ = run("--plan", known, "collect", "--json")
    assert (code, '"to_read_open": 1' in out) == (3, True)
    code, out, _ = run("--plan", known, "collect")
    assert code == 3
    assert "Waiting for you on Decisions of master.xlsx: 1 remark to read." in out
    assert run("--plan", known, "resolve", "POLICE:words", "--take", "read")[0] == 0
    assert run("--plan", known, "collect")[0] == 0
