"""Every workbook we write can be read by everybody, but for the exceptions that docs/excel.md gives reasons for."""

import openpyxl
import pytest

from accessible import contrast, faults
from workbooks.every_workbook import WORKBOOKS
from workbooks.return_samples import edited, issued

EXCEPT = {
    "template": {"language"},
    "board's decisions": {"Guidance: no table", "Lists: no table"},
    "master": {"table", "blank rows", "hidden", "Courier New"},
}
"""Words of the points that a workbook need not meet; a questionnaire such as Start is no table."""


@pytest.mark.parametrize("name", [*WORKBOOKS, "master"])
def test_accessible__every_point_but_the_exceptions(small_master, name):
    data = small_master if name == "master" else WORKBOOKS[name]()
    but = {"Start: no table", *EXCEPT.get(name, ())}
    found = list(faults(data, least_size=10 if name == "master" else 12))
    assert [said for said in found if not any(words in said for words in but)] == []


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
    "is a name Excel keeps": lambda book: setattr(book["Lists"], "title", "History"),
}


@pytest.mark.parametrize("words", SPOILT)
def test_accessible__what_is_spoilt_is_seen(words):
    assert any(words in said for said in faults(edited(issued(), SPOILT[words]), least_size=12))


def test_contrast__as_the_guidelines_count_it():
    assert (round(contrast("000000", "FFFFFF")), round(contrast("777777", "FFFFFF"), 2)) == (21, 4.48)
