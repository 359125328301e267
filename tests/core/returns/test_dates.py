"""Dates of answers: a single reading is used and reported, two readings are asked about, an impossible date is held."""

import datetime as dt

import openpyxl
import pytest

from core.returns.cases import answer, both, cell_xml, collect_bytes, edited, issued_bytes, put, xml
from dhr_xl.core.returns.problems import Code

DONE = {"status": "Complete", "evidence_given": "Minutes, held by PPU", "outcome": "Safer"}
JUNE_20 = dt.date(2025, 6, 20)

TAKEN = {
    "a real date": (JUNE_20, "2025-06-20", False),
    "a real date with a time": (dt.datetime(2025, 6, 20, 14, 30), "2025-06-20", True),
    "ISO": ("2025-06-20", "2025-06-20", False),
    "ISO with slashes": ("2025/06/20", "2025-06-20", True),
    "as the form asks": ("20/06/2025", "2025-06-20", False),
    "as the form asks, can be turned": ("06/07/2025", "2025-07-06", False),
    "as the form asks, in one digit": ("6/7/2025", "2025-07-06", False),
    "dotted": ("20.06.2025", "2025-06-20", True),
    "dashed": ("20-6-2025", "2025-06-20", True),
    "long dashes": ("20–06–2025", "2025-06-20", True),
    "two digits of the year": ("20/06/25", "2025-06-20", True),
    "ordinal": ("20th June 2025", "2025-06-20", True),
    "words": ("20 June 2025", "2025-06-20", True),
    "short words": ("20-Jun-25", "2025-06-20", True),
    "month first in words": ("June 20, 2025", "2025-06-20", True),
    "day of the week": ("Friday 20 June 2025", "2025-06-20", True),
    "with a time": ("20/06/2025 14:30", "2025-06-20", True),
    "with a time in words": ("20 June 2025 at 2:30pm", "2025-06-20", True),
    "ISO with a time": ("2025-06-20T00:00:00", "2025-06-20", True),
    "blanks and a zero-width space": (" 20/06/\u200b2025 ", "2025-06-20", False),
    "no-break spaces": ("20\u00a0June\u00a02025", "2025-06-20", True),
    "a full stop after it": ("20 June 2025.", "2025-06-20", True),
}


@pytest.mark.parametrize(("typed", "day", "said"), TAKEN.values(), ids=TAKEN.keys())
def test_one_reading__is_taken_and_said(collected, typed, day, said):
    came = collected(answer("1-POLICE", completion_date=typed, **DONE))
    assert came.changed["1-POLICE", "completion_date"].isoformat() == day
    assert (Code.DATE_READ in came.codes) is said
    assert came.loud == ()


HELD = {
    "US order": ("06/30/2025", "there is no month 30"),
    "31 February": ("31/02/2025", "there is no such day"),
    "31 September in words": ("31 September 2025", "there is no such day"),
    "29 February": ("29/02/2025", "there is no such day"),
    "day 0": ("0/06/2025", "there is no such day"),
    "month 13": ("13/13/2025", "there is no month 13"),
    "1900": ("01/01/1900", "the year 1900 cannot be meant"),
    "1900 as a date": (dt.date(1900, 3, 1), "the year 1900 cannot be meant"),
    "2206": ("20/06/2206", "the year 2206 cannot be meant"),
    "2206 as a date": (dt.date(2206, 6, 20), "the year 2206 cannot be meant"),
    "a year typed into a date": (2025, "it is a number, not a date"),
    "a small number typed into a date": (3, "it is a number, not a date"),
    "a negative number": (-5, "it is a number, not a date"),
    "eight digits": (20062025, "it is a number, not a date"),
    "eight digits as text": ("20062025", "it is not a date"),
    "month only": ("June 2025", "no day is given"),
    "year only": ("2025", "no day is given"),
    "no year": ("20 June", "no year is given"),
    "no year, numbers": ("20/6", "it is not a date"),
    "TBC": ("TBC", "it is not a date"),
    "Ongoing": ("Ongoing", "it names no end"),
    "N/A": ("N/A", "it says there is none"),
    "a dash": ("-", "it says there is none"),
    "two dates": ("20/06/2025 and 21/06/2025", "it holds more than one date"),
    "two days of a month": ("20-21 June 2025", "there are other words beside the date"),
    "a range": ("1 June 2025 - 20 June 2025", "it holds more than one date"),
    "about": ("about 20 June 2025", "there are other words beside the date"),
    "a question": ("20/06/2025?", "there are other words beside the date"),
    "another day of the week": ("Monday 20 June 2025", "20 June 2025 is a Friday, not a Monday"),
    "financial year": ("2024/25", "no day is given"),
    "a word": ("Complete", "it is not a date"),
    "TRUE": (True, "it is not a date"),
    "too many digits": ("20/06/20255", "it is not a date"),
    "slashes doubled": ("20//06//2025", "no day is given"),
}


@pytest.mark.parametrize(("typed", "why"), HELD.values(), ids=HELD.keys())
def test_no_reading__is_held_and_never_rolled_over(collected, typed, why):
    came = collected(answer("1-POLICE", completion_date=typed, **DONE))
    assert came.changed == {}
    assert came.loud == (Code.DATE_WRONG,)
    [found] = [p for p in came.result.problems if p.code is Code.DATE_WRONG]
    assert (found.cell.cell, found.field) == ("I4", "completion_date")
    assert why in found.message


LATE = {
    "after the day of receipt": (dt.date(2025, 7, 20), Code.DATE_FUTURE, False),
    "after the as-at date": (dt.date(2025, 7, 2), Code.DATE_AFTER_AS_AT, True),
    "a decade ago": (dt.date(2015, 6, 20), Code.DATE_LONG_AGO, False),
}


@pytest.mark.parametrize(("typed", "code", "merged"), LATE.values(), ids=LATE.keys())
def test_an_unlikely_day(collected, typed, code, merged):
    came = collected(answer("1-POLICE", completion_date=typed, **DONE))
    assert code in came.codes
    assert (("1-POLICE", "completion_date") in came.changed) is merged


def test_a_serial_number_without_its_format__is_the_day_it_counts(folder):
    data = edited(issued_bytes(folder), answer("1-POLICE", **DONE))
    came = collect_bytes(folder, cell_xml(data, "I4", "<v>45828</v>", plain=True))
    assert came.changed["1-POLICE", "completion_date"] == JUNE_20
    assert came.codes == (Code.DATE_READ,)
    assert "the day Excel keeps under that number" in came.words


def count_from_1904(book):
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def test_a_workbook_that_counts_from_1904__is_read_as_it_counts(folder):
    def change(book):
        count_from_1904(book)
        answer("1-POLICE", completion_date=JUNE_20, **DONE)(book)
        for row in book["Return"].iter_rows():
            for cell in row:
                if isinstance(cell.value, dt.datetime):
                    cell.value = cell.value  # written again in the other count

    came = collect_bytes(folder, edited(issued_bytes(folder), change))
    assert came.changed["1-POLICE", "completion_date"] == JUNE_20


def test_a_number_in_a_workbook_that_counts_from_1904__is_held(folder):
    data = edited(issued_bytes(folder), both(count_from_1904, answer("1-POLICE", **DONE)))
    came = collect_bytes(folder, cell_xml(data, "I4", "<v>45828</v>", plain=True))
    assert ("1-POLICE", "completion_date") not in came.changed
    assert "counts its days in another way" in came.words


def test_the_count_of_days_switched__no_moved_date_merges(folder):
    data = edited(issued_bytes(folder), answer("1-POLICE", completion_date=dt.date(2021, 6, 19), **DONE))
    data = xml(data, "xl/workbook.xml", r"<workbookPr ?", '<workbookPr date1904="1" ')
    came = collect_bytes(folder, data)
    assert came.changed == {}
    assert Code.DATE_SYSTEM in came.codes
    assert "four years and a day" in came.words


TURNED = {
    "another answer is American": answer("2-POLICE", progress="Met on 06/30/2025"),
    "another date is American": answer("2-POLICE", proposed_target_date="12/31/2025", reason="Staff"),
    "a locked date came back turned": put(D7=dt.date(2025, 6, 9)),
    "a date sent out came back turned": answer("3-POLICE", completion_date=dt.date(2025, 3, 2)),
}


@pytest.mark.parametrize("also", TURNED.values(), ids=TURNED.keys())
@pytest.mark.parametrize("typed", ["06/07/2025", "6.7.2025", dt.date(2025, 7, 6)], ids=["text", "dotted", "a date"])
def test_a_workbook_that_turns_day_and_month__is_asked_about_every_day_that_can_turn(collected, also, typed):
    came = collected(both(answer("1-POLICE", completion_date=typed, **DONE), also))
    assert not {key for key in came.changed if key[1] in {"completion_date", "target_date"}}
    [found] = [p for p in came.result.problems if p.code is Code.DATE_TWO_WAYS and p.ref == "1-POLICE"]
    assert "6 July 2025 or 7 June 2025" in found.message
    assert "1-POLICE:completion_date" in came.waiting


def test_an_american_workbook__keeps_the_days_that_cannot_turn(collected):
    came = collected(both(
        answer("1-POLICE", completion_date="20 June 2025", **DONE), answer("2-POLICE", progress="Met on 06/30/2025"),
    ))  # fmt: skip
    assert came.changed["1-POLICE", "completion_date"] == JUNE_20


PROPOSED = {
    "later": (dt.date(2025, 12, 31), ()),
    "not later": (dt.date(2025, 5, 1), (Code.DATE_NOT_LATER,)),
    "the same": (dt.date(2025, 5, 31), (Code.DATE_NOT_LATER,)),
}


@pytest.mark.parametrize(("typed", "codes"), PROPOSED.values(), ids=PROPOSED.keys())
def test_a_proposed_date__waits_for_the_board(collected, typed, codes):
    came = collected(answer("1-POLICE", proposed_target_date=typed, reason="Staff left"))
    assert came.codes == codes
    assert came.waiting == ("1-POLICE:proposed_target_date",)
    assert ("1-POLICE", "target_date") not in came.changed


def test_a_date_no_calendar_has_as_xml__is_held(folder):
    data = edited(issued_bytes(folder), answer("1-POLICE", **DONE))
    stored, shown = (cell_xml(data, "I4", "<v>2025-02-31</v>", f' t="{kind}"') for kind in ("d", "str"))
    came = collect_bytes(folder, stored, seen=shown)
    assert came.changed == {}
    assert came.codes in {(Code.DATE_WRONG,), (Code.FILE_REFUSED,)}
