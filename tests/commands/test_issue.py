"""issue: an agency gets its own rows only, bases are committed first, and the same date writes only what is missing."""

import datetime as dt

import openpyxl
import pytest

from dhr_xl.commands.issue import issue
from dhr_xl.errors import Stop
from plan_folder import AS_AT, DAY, DUE, edit_master, form


def refs(path):
    sheet = openpyxl.load_workbook(path)["Return"]
    return [row[0].value for row in sheet.iter_rows(min_row=4, max_col=1) if row[0].value]


def test_each_agency__gets_its_own_rows_only(issued):
    assert refs(form(issued, "POLICE")) == ["1-POLICE", "2-POLICE"]
    assert refs(form(issued, "NHS")) == ["2-POLICE", "3-NHS"]


def test_the_same_date_again__writes_only_what_is_missing_with_the_same_reference(issued):
    was = form(issued, "NHS").read_bytes()
    form(issued, "POLICE").unlink()
    again = issue(issued, AS_AT, due=DUE, now=DAY)
    assert ([one.agency for one in again.issued], again.already) == (["POLICE"], ("NHS",))
    assert form(issued, "NHS").read_bytes() == was
    [first] = again.issued
    assert refs(form(issued, "POLICE")) == ["1-POLICE", "2-POLICE"]
    form(issued, "POLICE").unlink()
    assert issue(issued, AS_AT, now=DAY).issued[0].reference == first.reference


def test_again__makes_a_second_workbook_beside_the_first(issued):
    was = form(issued, "NHS").read_bytes()
    [made] = issue(issued, AS_AT, again=["NHS"], now=DAY).issued
    assert made.file.name == "NHS (2).xlsx"
    assert form(issued, "NHS").read_bytes() == was


def test_signed_off_rows__are_not_sent_unless_asked(folder):
    edit_master(folder, "Actions", "ref", {"1-POLICE": {"board_decision": "Superseded"}})
    issue(folder, AS_AT, due=DUE, now=DAY)
    assert refs(form(folder, "POLICE")) == ["2-POLICE"]
    issue(folder, dt.date(2025, 9, 30), include_done=True, now=DAY + dt.timedelta(days=90))
    assert refs(folder / "issued" / "2025-09-30" / "POLICE.xlsx") == ["1-POLICE", "2-POLICE"]


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("before the as-at date", {"due": dt.date(2025, 6, 1)}),
        ("There is no agency GHOST", {"agencies": ["GHOST"]}),
    ],
)
def test_bad_choices__stop_with_nothing_written(folder, words, choices):
    with pytest.raises(Stop, match=words):
        issue(folder, AS_AT, now=DAY, **choices)
    assert not (folder / "issued" / "2025-06-30").exists()


def test_the_password__opens_every_sheet_of_the_round_and_is_shown_only_when_asked(issued):
    shown = issue(issued, AS_AT, show_password=True, now=DAY)
    assert (len(shown.password) > 10, issue(issued, AS_AT, now=DAY).password) == (True, "")
