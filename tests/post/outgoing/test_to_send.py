"""To send.xlsx: texts are read back as text, the file as a link, and LibreOffice opens it."""

import io

import openpyxl
import pytest

from dhr_xl.post.outgoing.to_send import COLUMNS, HEADING_ROW, ToSend, inert, link_target, write_to_send

ROW = ToSend("head@police.uk", "deputy@police.uk", "OFFICIAL: DHR-07: update", "Dear colleague,\n\nPlease.\n", "../issued/2015-06-30/POLICE.xlsx", "Draft")  # fmt: skip


def read(rows, **more):
    return openpyxl.load_workbook(io.BytesIO(write_to_send(rows, **more))).active


def body_of(sheet, row=HEADING_ROW + 2):
    return [sheet.cell(row, column).value for column in range(1, len(COLUMNS) + 1)]


def test_write_to_send__a_row_a_message():
    sheet = read([ROW, ROW._replace(to="b@c.uk")])
    assert sheet["A1"].value == "Messages to send"
    assert [cell.value for cell in sheet[HEADING_ROW + 1]] == [
        "To",
        "Copy",
        "Subject",
        "Body",
        "File to attach",
        "State",
    ]
    assert body_of(sheet) == [*ROW[:4], "POLICE.xlsx", "Draft"]
    assert body_of(sheet, HEADING_ROW + 3)[0] == "b@c.uk"
    assert sheet.cell(HEADING_ROW + 2, 5).hyperlink.target == r"..\issued\2015-06-30\POLICE.xlsx"


def test_write_to_send__no_message_still_gives_a_sheet():
    assert read([]).max_row == HEADING_ROW + 1


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")', "{=1}", "http://evil.example",
        "mailto:a@b.uk", "external:c:/x", "<r><t>x</t></r>", "<b>&amp;</b>", "_x0041_", "12", "1/2", "TRUE", "#N/A",
        " two  spaces ", "one\ntwo",
    ],
)  # fmt: skip
def test_write_to_send__text_stays_text(text):
    sheet = read([ToSend(text, text, text, text, "", text)])
    for place, value in enumerate(body_of(sheet), start=1):
        if place != 5:
            cell = sheet.cell(HEADING_ROW + 2, place)
            assert (value.rstrip() if text.startswith("<r>") else value.replace("_x005F_", "_")) == text
            assert cell.data_type == "s"
            assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["\x00\x01", "\ud800", "\ufffe\uffff", "\U0001fffe", "\x1b[31m", "x" * 40_000, "\r\n"])
def test_write_to_send__text_that_a_cell_cannot_hold(text):
    sheet = read([ToSend(text, text, text, text, text, text)], marking=text[:9])
    assert body_of(sheet)[0] == inert(text).replace("\n", "\n")
    assert len(body_of(sheet)[3]) < 32_767


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("../issued/2015-06-30/DHR 07 POLICE.xlsx", "external:../issued/2015-06-30/DHR%2007%20POLICE.xlsx"),
        ("..\\issued\\a.xlsx", "external:../issued/a.xlsx"),
        ("a#1 100%.xlsx", "external:a%231%20100%25.xlsx"),
        ("http://evil.example/a.xlsx", ""),
        ("javascript:x", ""),
        ("C:\\a.xlsx", ""),
        ("\\\\server\\a.xlsx", ""),
        ("//server/a.xlsx", ""),
        ("/etc/passwd", ""),
        ("a\nb", ""),
        ("", ""),
    ],
)
def test_link_target__relative_paths_only(path, target):
    assert link_target(path) == target


def test_write_to_send__marked_on_every_page_without_an_author():
    book = openpyxl.load_workbook(io.BytesIO(write_to_send([ROW], marking="Official & Sensitive")))
    sheet = book.active
    assert sheet.oddHeader.center.text == "OFFICIAL && SENSITIVE"
    assert sheet.oddFooter.center.text == "OFFICIAL && SENSITIVE"
    assert sheet["A1"].value == "Messages to send  OFFICIAL & SENSITIVE"
    assert not book.properties.creator
    assert book.properties.title == "Messages to send"


def test_write_to_send__headings_stay_in_sight_and_on_each_page():
    sheet = read([ROW])
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert all(state == "visible" for state in [sheet.sheet_state])


@pytest.mark.office
def test_write_to_send__libreoffice_opens_it_and_its_link_leads_to_the_file(office, tmp_path):
    path = tmp_path / "outbox" / "To send.xlsx"
    path.parent.mkdir()
    row = ROW._replace(subject="=1+1", file="../issued/2015-06-30/DHR 07 #1.xlsx")
    path.write_bytes(write_to_send([row], marking="OFFICIAL"))
    office.convert(path, tmp_path / "To send.fods")
    shown = (tmp_path / "To send.fods").read_text(encoding="utf-8")
    assert ">=1+1<" in shown
    assert 'xlink:href="issued/2015-06-30/DHR%2007%20%231.xlsx"' in shown
