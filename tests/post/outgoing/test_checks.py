"""Checks before sending: no agency is sent another's rows, and every reason is given at once."""

import pytest

from dhr_xl.core.plan.model import BOARD
from dhr_xl.post.outgoing.checks import AddressBook, AttachedFile, Outgoing, check_post

BOOK = AddressBook(
    addresses={
        "POLICE": ("head@police.uk", "deputy@police.uk"),
        "GEH": ("nurse@geh.nhs.uk",),
        "BOARD": ("chair@council.gov.uk", "head@police.uk"),
    },
    owners={"K7QM-4XWP": "POLICE", "A2BC-9ZYX": "GEH"},
    names={"POLICE": "Warwickshire Police", "GEH": "George Eliot Hospital"},
)
POLICE = Outgoing("POLICE", ("head@police.uk",), ("deputy@police.uk",), (AttachedFile("POLICE.xlsx", "K7QM-4XWP"),))
GEH = Outgoing("GEH", ("nurse@geh.nhs.uk",), (), (AttachedFile("GEH.xlsx", "A2BC-9ZYX"),))
TO_BOARD = Outgoing(BOARD, ("chair@council.gov.uk",), (), (AttachedFile("Consolidated.xlsx"),))


def test_check_post__all_in_order():
    assert check_post([POLICE, GEH, TO_BOARD], BOOK) == ()


def test_check_post__capitals_and_spaces_do_not_matter():
    assert check_post([POLICE._replace(to=("Head@Police.UK",))], BOOK) == ()


def test_check_post__a_message_without_a_file_is_no_problem():
    assert check_post([POLICE._replace(files=())], BOOK) == ()


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (POLICE._replace(files=(AttachedFile("GEH.xlsx", "A2BC-9ZYX"),)), "GEH.xlsx belongs to George Eliot Hospital (GEH) and must not go to Warwickshire Police (POLICE)."),
        (POLICE._replace(files=(AttachedFile("x.xlsx", "ZZZZ-ZZZZ"),)), "x.xlsx has a return reference that was not issued for this plan"),
        (POLICE._replace(files=(AttachedFile("x.xlsx"),)), "x.xlsx has no return reference"),
        (TO_BOARD._replace(files=(AttachedFile("GEH.xlsx", "A2BC-9ZYX"),)), "must not go to the board"),
        (POLICE._replace(files=(*POLICE.files, AttachedFile("GEH.xlsx", "A2BC-9ZYX"))), "GEH.xlsx belongs to"),
        (POLICE._replace(to=()), "There is no e-mail address for Warwickshire Police (POLICE)."),
        (POLICE._replace(to=("",)), "There is no e-mail address for Warwickshire Police (POLICE)."),
        (POLICE._replace(to=("nurse@geh.nhs.uk",)), "nurse@geh.nhs.uk is not a contact of Warwickshire Police (POLICE)"),
        (POLICE._replace(cc=("nurse@geh.nhs.uk",)), "nurse@geh.nhs.uk is not a contact of"),
        (TO_BOARD._replace(to=("nurse@geh.nhs.uk",)), "nurse@geh.nhs.uk is not a contact of the board"),
        (Outgoing("WMAS", ("a@wmas.uk",)), "a@wmas.uk is not a contact of WMAS"),
    ],
)  # fmt: skip
def test_check_post__one_thing_wrong_is_one_sentence(message, said):
    (sentence,) = check_post([GEH, message], BOOK)
    assert said in sentence


def test_check_post__a_wrong_address():
    book = BOOK._replace(addresses={**BOOK.addresses, "POLICE": ("head at police",)})
    (sentence,) = check_post([POLICE._replace(to=("head at police",), cc=())], book)
    assert "'head at police' has a space in it." in sentence
    assert "Warwickshire Police (POLICE)" in sentence


def test_check_post__an_address_under_two_agencies_stops_all_messages():
    book = BOOK._replace(addresses={**BOOK.addresses, "WMAS": ("x@wmas.uk", "Head@police.uk ")})
    (sentence,) = check_post([GEH], book)
    assert "head@police.uk is listed under two agencies: Warwickshire Police (POLICE) and WMAS" in sentence


def test_check_post__twice_under_one_agency_is_no_problem():
    book = BOOK._replace(addresses={**BOOK.addresses, "GEH": ("nurse@geh.nhs.uk", "Nurse@geh.nhs.uk")})
    assert check_post([GEH], book) == ()


def test_check_post__each_reason_once():
    wrong = POLICE._replace(cc=("",), to=(), files=(AttachedFile("x.xlsx"),))
    assert len(check_post([wrong, wrong], BOOK)) == 2
