"""Every workbook we write can be read by everybody, but for the exceptions that docs/excel.md gives reasons for."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from accessible import contrast, faults
from dhr_xl.core.plan.columns import MASTER_SHEETS
from workbooks.every_workbook import WORKBOOKS
from workbooks.return_samples import edited, issued, packed, parts

DOCS = Path(__file__).resolve().parents[2] / "docs" / "excel.md"
NO_TABLE = "no table is marked as one"
EXCEPT = {
    "template": (f"Start: {NO_TABLE}",),
    "form": (f"Start: {NO_TABLE}",),
    "corrections copy": (f"Start: {NO_TABLE}", "Return: H7 needs 179 points of height and has 150"),
    "board's decisions": tuple(f"{sheet}: {NO_TABLE}" for sheet in ("Start", "Guidance", "Lists")),
    "master": (
        *(f"{sheet}: {NO_TABLE}" for sheet in ("Today", *MASTER_SHEETS, "Lists")),
        "To check: hidden rows or columns: [15, 16, 17]",
    ),
}
"""What a workbook does not meet, to the word, and nothing else of it: docs/excel.md has the reasons."""
LEAST_SIZE = {"master": 11}
FIRST_THING_TO_DO = {
    "form": ("Start", None),
    "corrections copy": ("To correct", "1-EGH"),
    "board's copy": ("Summary", "Review DHR-07: action plan as at 30 June 2015"),
    "board's decisions": ("Start", "Go to the decisions"),
    "to send": ("To send", "lead@egh.example"),
    "master": ("Today", "Decide 9 questions on Decisions, save, then run: dhr-xl collect"),
}
"""The first sheet and what stands in its selected cell; in the form's, the first answer will."""
A_POINT = 2540 / 72
"""In hundredths of a millimetre, in which LibreOffice counts."""
NO_LINE = 5
"""Points that no letter loses: a third of a line."""
ROWS_EXCEPT = {"corrections copy": ["Return: row 7 has 150 points and needs 166"]}
"""As EXCEPT has it of H7."""
NAMES = [*WORKBOOKS, "master"]


@pytest.fixture
def workbook(small_master):
    """Gives a workbook's bytes by its name."""
    return lambda name: small_master if name == "master" else WORKBOOKS[name]()


@pytest.mark.parametrize("name", NAMES)
def test_accessible__every_point_but_the_exceptions(workbook, name):
    assert sorted(faults(workbook(name), least_size=LEAST_SIZE.get(name, 12))) == sorted(EXCEPT.get(name, ()))


def test_exceptions__each_has_its_reason_in_the_docs():
    table = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for name, sentences in EXCEPT.items():
        called = {"template": "form", "board's decisions": "board's workbook", "master": "`master.xlsx`"}.get(
            name, name
        )
        lines = [line for line in table if called in line.split("|")[1]]
        for sheet in {said.partition(":")[0] for said in sentences}:
            assert any(f"`{sheet}`" in line for line in lines), (name, sheet)


@pytest.mark.parametrize("name", FIRST_THING_TO_DO)
def test_opens__at_the_first_thing_to_do(workbook, name):
    book = openpyxl.load_workbook(io.BytesIO(workbook(name)))
    first = book.worksheets[0]
    assert book.active is first
    assert (first.title, first[first.sheet_view.selection[-1].activeCell].value) == FIRST_THING_TO_DO[name]


SPOILT = {
    "blank rows": lambda book: book["Guidance"].insert_rows(2),
    "merged cells": lambda book: book["Lists"].merge_cells("A3:A4"),
    "is hidden": lambda book: setattr(book["Guidance"], "sheet_state", "hidden"),
    "A1 has no title": lambda book: book["Return"].__setitem__("A1", None),
    "points": lambda book: setattr(book["Start"]["A5"], "font", openpyxl.styles.Font(name="Arial", sz=9)),
    "is in Calibri": lambda book: setattr(book["Start"]["A5"], "font", openpyxl.styles.Font(name="Calibri", sz=12)),
    "hardly be told": lambda book: setattr(
        book["Start"]["A5"], "font", openpyxl.styles.Font(name="Arial", sz=12, color="FFEEEEEE")
    ),
    "of height and has 20": lambda book: setattr(book["Return"].row_dimensions[4], "height", 20),
    "is cut by the edge": lambda book: setattr(book["Start"].column_dimensions["A"], "width", 4),
    "blank columns: B": lambda book: book["Lists"].insert_cols(2),
    "has no border at its left": lambda book: setattr(book["Return"]["G4"], "border", openpyxl.styles.Border()),
    "told from what is at its top": lambda book: setattr(
        book["Return"]["G4"], "border", openpyxl.styles.Border(*[openpyxl.styles.Side("thin", "FFDDDDDD")] * 4)
    ),
    "does not open on its first": lambda book: setattr(book, "active", 2),
    "is a name Excel keeps": lambda book: setattr(book["Lists"], "title", "History"),
}


@pytest.mark.parametrize("words", SPOILT)
def test_accessible__what_is_spoilt_is_seen(words):
    assert any(words in said for said in faults(edited(issued(), SPOILT[words]), least_size=12))


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/drawings/drawing1.xml", r'descr="[^"]*"', 'descr=""', "no alternative text"),
        ("xl/charts/chart1.xml", r"<a:ln[ >].*?</a:ln>", "", "can hardly be told apart"),
    ],
)
def test_accessible__a_spoilt_chart_is_seen(workbook, part, old, new, said):
    members = parts(workbook("board's copy"))
    assert re.search(old, members[part])
    spoilt = packed({**members, part: re.sub(old, new, members[part])})
    assert any(said in found for found in faults(spoilt, least_size=12))


def test_contrast__as_the_guidelines_count_it():
    assert (round(contrast("000000", "FFFFFF")), round(contrast("777777", "FFFFFF"), 2)) == (21, 4.48)


@pytest.mark.office
@pytest.mark.parametrize("name", NAMES)
def test_rows__as_high_as_libreoffice_would_have_them(opened, workbook, name):
    data = workbook(name)
    book = opened(data)
    low = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        found = book.ask("row_heights", sheet=sheet.title, first=1, last=sheet.max_row)
        hidden = {row for row, one in sheet.row_dimensions.items() if one.hidden}
        for row, (stored, best) in enumerate(zip(found["stored"], found["best"], strict=True), 1):
            if best > stored + NO_LINE * A_POINT and row not in hidden:
                low.append(f"{sheet.title}: row {row} has {stored / A_POINT:.0f} points and needs {best / A_POINT:.0f}")
    assert low == ROWS_EXCEPT.get(name, [])
