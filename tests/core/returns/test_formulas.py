"""Formulas: the value shown may be used and is reported; no formula is run, and none is read as blank."""

import csv
import datetime as dt
import io

import openpyxl
import pytest

from core.returns.cases import COLUMN, ROW, answer, both, cell_xml, collect_bytes, edited, issued_bytes, on_start, put
from dhr_xl.commands.export import export, plan_csv
from dhr_xl.commands.history import history
from dhr_xl.core.returns.problems import Code

SOMETHING = answer("4-POLICE", progress="Fourth")
FOURTH = {("4-POLICE", "progress"): "Fourth"}


def formula(address, text, value, kind=' t="str"'):
    """A workbook in which a cell holds a formula and the value it showed; value None: none was saved."""
    shown = "" if value is None else f"<v>{value}</v>"
    return lambda data: cell_xml(data, address, f"<f>{text}</f>{shown}", kind if value is not None else "")


TAKEN = {
    "text": (formula("H4", 'R1&amp;" met"', "We met"), ("1-POLICE", "progress", "We met")),
    "a number": (formula("H4", "SUM(R1:R7)", "12", ""), ("1-POLICE", "progress", "12")),
    "another workbook": (formula("H4", "[1]Sheet1!$A$1", "We met"), ("1-POLICE", "progress", "We met")),
    "HYPERLINK": (formula("H4", 'HYPERLINK("http://x.invalid","our minutes")', "our minutes"), ("1-POLICE", "progress", "our minutes")),
    "DDE": (formula("H4", "cmd|'/c calc'!A0", "0"), ("1-POLICE", "progress", "0")),
    "WEBSERVICE": (formula("H4", 'WEBSERVICE("http://x.invalid")', "pwned"), ("1-POLICE", "progress", "pwned")),
    "a status": (formula("G4", "R1", "In progress"), ("1-POLICE", "status", "in_progress")),
}  # fmt: skip


@pytest.mark.parametrize(("change", "taken"), TAKEN.values(), ids=TAKEN.keys())
def test_with_its_value__is_taken_and_said(folder, change, taken):
    came = collect_bytes(folder, change(edited(issued_bytes(folder), SOMETHING)))
    ref, field, value = taken
    assert came.changed == {**FOURTH, (ref, field): value}
    assert came.loud == (Code.FORMULA_TAKEN,)


HELD = {
    "without its value": (formula("H4", "R1", None), Code.FORMULA_EMPTY),
    "with a blank value": (formula("H4", "R1", ""), Code.FORMULA_EMPTY),
    "a status without its value": (formula("G4", "R1", None), Code.FORMULA_EMPTY),
    "a date without its value": (formula("L4", "R1", None), Code.FORMULA_EMPTY),
    "an error": (formula("H4", "1/0", "#DIV/0!", ' t="e"'), Code.CELL_ERROR),
    "a lost reference": (formula("H4", "#REF!", "#REF!", ' t="e"'), Code.CELL_ERROR),
    "N/A": (formula("G4", "NA()", "#N/A", ' t="e"'), Code.CELL_ERROR),
    "today": (formula("L4", "TODAY()", "46000", ""), Code.FORMULA_MOVES),
    "now in words": (formula("H4", 'TEXT(NOW(),"d mmmm")', "5 July"), Code.FORMULA_MOVES),
}


@pytest.mark.parametrize(("change", "code"), HELD.values(), ids=HELD.keys())
def test_without_a_lasting_value__is_held_and_never_blank(folder, change, code):
    came = collect_bytes(folder, change(edited(issued_bytes(folder), SOMETHING)))
    assert came.changed == FOURTH
    assert code in came.loud
    assert came.result.held == ("1-POLICE",)


def test_an_error_typed_in__is_no_answer(collected):
    came = collected(both(SOMETHING, put(H4="#N/A")))
    assert (came.changed, came.loud) == (FOURTH, (Code.CELL_ERROR,))


def test_true_saved_again_as_a_formula__is_a_word(folder):
    data = formula("H4", "TRUE()", "1", ' t="b"')(edited(issued_bytes(folder), SOMETHING))
    came = collect_bytes(folder, data)
    assert (came.changed, came.codes) == ({**FOURTH, ("1-POLICE", "progress"): "TRUE"}, ())


OUTSIDE = {
    "a locked cell": ("B4", "=R1"),
    "the remarks": ("remarks", "=R1"),
    "who completed it": ("completed_by", "=R1"),
    "anything new": ("anything_new", "=R1"),
    "beside the table": ("R6", "=R1"),
    "a row without a Ref": ("H10", "=R1"),
    "a Ref": ("A10", "=R1"),
}


@pytest.mark.parametrize(("address", "typed"), OUTSIDE.values(), ids=OUTSIDE.keys())
def test_without_its_value_elsewhere__is_shown_not_read_as_blank(collected, address, typed):
    came = collected(both(SOMETHING, (on_start if address.islower() else put)(**{address: typed})))
    assert came.changed == FOURTH
    if address != "completed_by":
        assert typed in came.words + str(came.result.proposals)


DANGEROUS = (
    "=1+1",
    "+44 1926",
    "-5+cmd|'/c calc'!A0",
    "@SUM(A1)",
    '=HYPERLINK("http://x.invalid","x")',
    "=cmd|'/c calc'!A0",
)


def as_text(ref, text):
    def do(book):
        cell = book["Return"][f"{COLUMN['progress']}{ROW[ref]}"]
        cell.value = text
        cell.data_type = "s"

    return do


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula__is_inert_wherever_it_goes(collected, master, text):
    came = collected(as_text("1-POLICE", text))
    assert came.changed == {("1-POLICE", "progress"): text}
    book = openpyxl.load_workbook(master)
    holding = [cell for page in book for row in page.iter_rows() for cell in row if cell.value == text]
    assert holding
    assert all(cell.data_type == "s" for cell in holding)
    rows = list(csv.DictReader(io.StringIO(plan_csv(export(came.folder)))))
    assert all(not (value or "").startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert [change.after for change in history(came.folder, "1-POLICE")] == [text]


def test_a_formula_in_a_column_of_days__is_a_day(folder):
    data = formula("L4", "R1", "46000", "")(edited(issued_bytes(folder), answer("1-POLICE", reason="Staff left")))
    came = collect_bytes(folder, data)
    assert came.loud == (Code.FORMULA_TAKEN,)
    assert came.result.proposals == (("1-POLICE", "proposed_target_date", "", dt.date(2025, 12, 9).isoformat()),)
