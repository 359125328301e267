"""Forms as they are issued, and what people and programs do to them on the way back."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from dhr_xl.core.plan.records import Lock
from dhr_xl.core.views.values import FormRow, ReturnForm
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import Refused

TEMPLATE = (Path(__file__).parents[2] / "workbook_templates" / "return.xlsx").read_bytes()
# the SHA-512 hash of PASSWORD with this salt, spun 1,000 times
PASSWORD = "kfhw-23mn-zzt4"
LOCK = Lock(
    "BcyjYWItBgvytI7d0yK/DU6QpmMFfC1QYzjx9XXP2ask140TvmQu69GUAA6OjfwZzcWsgdsQB3Fzr4ikcafnEA==",
    "AAECAwQFBgcICQoLDA0ODw==",
    1000,
)
SENTENCE = (
    "The Trust, with the Community Safety Partnership, should look again at how reports of domestic abuse that are no "
    "crime are written down, judged for risk and shared, so that what comes again and again is seen together. "
)
LONG = "1. " + (SENTENCE * 9)[:1691]
TOO_LONG = "7. " + (SENTENCE * 40)[:7000]


def row(number, **values):
    """One open row with everything filled that a form shows."""
    shown = {
        "recommendation": f"{number}. {SENTENCE}",
        "action": "Review the policy and brief all front-line staff.",
        "evidence": "Revised policy; training log",
        "target_date": "2015-04-30",
        "last_status": "In progress",
        "status": "In progress",
        "last_progress": "Policy drafted and sent round; training dates agreed for May.",
        **values,
    }
    return FormRow(f"{number}-EGH", shown)


NOT_YET = {"status": "", "last_status": "", "last_progress": ""}
DONE = {
    "status": "Complete", "last_status": "Complete", "completion_date": "2014-05-27",
    "evidence_given": "Minutes of the board, with the business manager", "outcome": "Staff know what to ask.",
}  # fmt: skip
ROWS = (
    row(1, recommendation=LONG),
    row(2, recommendation="2. Share the learning.", target_date="October 2014", **NOT_YET),
    row(3, **DONE),
    row(4, last_progress="March: group set up.\nApril: first meeting.\nMay: three of five done.\nJune: report."),
    row(5, **DONE)._replace(locked=True),
    row(6, target_date="2016-12-31"),
    row(7, recommendation=TOO_LONG),
)


def form(rows=ROWS, **changes):
    """An agency's form as at 30 June 2015."""
    plain = ReturnForm(
        reference="K7QM-4XWP-ZB2C-H9RT",
        review="DHR-07",
        plan_title="Eastmarch action plan",
        agency_code="EGH",
        agency_name="Eastmarch General Hospital NHS Trust",
        as_at=dt.date(2015, 6, 30),
        due=dt.date(2015, 7, 14),
        return_to="reviews@eastmarch.gov.uk",
        contact="Reviews Coordinator, 01234 567890",
        marking="Official-Sensitive",
        rows=tuple(rows),
        lock=LOCK,
    )
    return plain._replace(**changes)


def issued(rows=ROWS, **changes):
    """A form as bytes."""
    return write_return_form(form(rows, **changes), TEMPLATE)


def sheet_and_cell(address):
    """The two of ``Start!B12``; the sheet is Return where it is not named."""
    sheet, _, cell = address.rpartition("!")
    return sheet or "Return", cell


def cell_of(book, address):
    """A cell of an openpyxl workbook, of Return where the address does not name another sheet."""
    sheet, cell = sheet_and_cell(address)
    return book[sheet][cell]


def edited(data, do):
    """A workbook changed by `do(openpyxl workbook)` and saved as openpyxl does."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    do(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def filled(data, cells):
    """A workbook with some cells filled in: address -> value, of Return where it does not name another sheet."""

    def fill(book):
        for address, value in cells.items():
            cell_of(book, address).value = value

    return edited(data, fill)


def parts(data):
    """The parts of a package, as text where they are XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    return {name: part.decode() if name.endswith((".xml", ".rels", ".vml")) else part for name, part in read.items()}


def packed(members):
    """Parts as a package."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return saved.getvalue()


def changed(data, part, old, new, *, pattern=False):
    """A workbook with words of one part replaced; fails where they are not there."""
    members = parts(data)
    text = re.sub(old, new, members[part]) if pattern else members[part].replace(old, new)
    assert text != members[part], f"{old!r} is not in {part}"
    return packed({**members, part: text})


def code_of(read, *given):
    """The code with which a reader refuses what it is given."""
    with pytest.raises(Refused) as refused:
        read(*given)
    return refused.value.code


def answers(data):
    """What a return says: ref -> field key -> text."""
    return {found.ref.text: {key: cell.text for key, cell in found.cells.items()} for found in read_return(data).rows}
