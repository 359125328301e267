"""The board's letter: it brings the copy and the workbook in which the board decides, and is marked as sent by hand."""

import datetime as dt
import email as mail
import email.policy
import shutil
from pathlib import Path

import openpyxl
import pytest

from board_meeting import MET, make_asked, meet
from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.publish import publish
from dhr_xl.core.plan.model import BOARD
from dhr_xl.errors import Stop
from plan_folder import edit_master, rows_of_master

LATER = MET + dt.timedelta(days=1)
SIGNED = {"1-POLICE": {"decision": "Signed off"}}


@pytest.fixture(scope="module")
def published_once(tmp_path_factory):
    """A plan of which three things wait for the board, with a contact of the board's, published."""
    folder = make_asked(tmp_path_factory.mktemp("asked"))
    edit_master(folder, "Agencies", "code", {BOARD: {"email": "board@council.example", "role": "To"}})
    publish(folder, MET)
    return folder


@pytest.fixture
def published(published_once, tmp_path):
    return shutil.copytree(published_once, tmp_path / "plan")


def letter(folder, when=LATER):
    """The board's draft: its body, and its files as (name, bytes)."""
    [made] = email(folder, "consolidated", now=when).messages
    message = mail.message_from_bytes(Path(made.file).read_bytes(), policy=mail.policy.default)
    files = [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]
    return message.get_body(("plain",)).get_content(), files


def row_of_board(folder):
    [row] = [row for row in rows_of_master(folder, "Returns") if row["Agency"] == BOARD]
    return row


def test_it_brings_the_copy_and_the_workbook_in_which_the_board_decides(published):
    body, files = letter(published)
    folder = published / "published" / "2025-06-30"
    assert dict(files) == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [name.split(" as at")[0] for name, _ in files] == ["DHR-07 consolidated", "Board decisions"]
    assert "Board decisions as at 2025-06-30.xlsx is for your meeting: enter each decision" in body.replace("\n", " ")


def test_the_list_to_send__names_both_files(published):
    letter(published)
    sheet = openpyxl.load_workbook(published / "outbox" / "To send.xlsx").active
    [cell] = [c for c in sheet[4] if c.hyperlink]
    assert [name.split(" as at")[0] for name in cell.value.split("\n")] == ["DHR-07 consolidated", "Board decisions"]
    assert cell.hyperlink.target == "..\\published\\2025-06-30\\"


def test_once_the_board_has_decided__its_letter_brings_the_copy_alone(published):
    [workbook] = (published / "published" / "2025-06-30").glob("Board decisions*.xlsx")
    assert meet(published, SIGNED, source=workbook).outcome == "merged"
    body, files = letter(published)
    assert ([name.split(" as at")[0] for name, _ in files], "meeting" in body) == (["DHR-07 consolidated"], False)


def test_another_round_s_or_an_agencys_workbook_in_its_place__stops_it(published):
    [workbook] = (published / "published" / "2025-06-30").glob("Board decisions*.xlsx")
    [form] = (published / "issued" / "2025-06-30").glob("*POLICE*.xlsx")
    workbook.write_bytes(form.read_bytes())
    with pytest.raises(Stop, match="is not the workbook that was written for the board"):
        letter(published)
    workbook.unlink()
    with pytest.raises(Stop, match="is not there or cannot be read"):
        letter(published)
    publish(published, LATER)
    assert len(letter(published)[1]) == 2


@pytest.mark.parametrize("sent", [False, True])
def test_once_its_decisions_are_in__the_boards_letter_is_no_longer_in_the_outbox(published, sent):
    letter(published)
    collect(published, now=LATER)
    if sent:
        marked = {row_of_board(published)["Return reference"]: {"letter_sent": LATER.date()}}
        edit_master(published, "Returns", "reference", marked)
        collect(published, now=LATER)
    draft = published / "outbox" / "consolidated BOARD.eml"
    assert draft.is_file()
    [workbook] = (published / "published" / "2025-06-30").glob("Board decisions*.xlsx")
    meet(published, SIGNED, source=workbook, now=LATER)
    assert not draft.exists()


@pytest.mark.parametrize("drafted", [True, False])
def test_sent_by_hand__is_entered_and_taken_back_on_the_boards_row_of_returns(published, drafted):
    if drafted:
        letter(published)
    collect(published, now=LATER)
    reference = row_of_board(published)["Return reference"]
    edit_master(published, "Returns", "reference", {reference: {"letter_sent": LATER.date()}})
    collect(published, now=LATER)
    assert row_of_board(published)["Letter sent on"].date() == LATER.date()
    edit_master(published, "Returns", "reference", {reference: {"letter_sent": None}})
    collect(published, now=LATER)
    assert not row_of_board(published)["Letter sent on"]
