"""Tables on a terminal: nothing is lost, nothing is wider than the terminal where that can be, and no cell steers it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.front.cli.tables import lines_of_table, width_of

ROWS = [("POLICE", "Northmoor Police", ""), ("NHS", "Hospitals Trust of Northmoor and the Vale", "")]


def test_table__as_it_is_printed():
    assert list(lines_of_table(("Code", "Agency", "Owed"), ROWS, 30)) == [
        "Code    Agency",
        "------  ----------------------",
        "POLICE  Northmoor Police",
        "NHS     Hospitals Trust of",
        "        Northmoor and the Vale",
    ]


def test_table__a_column_without_a_value_is_left_out():
    assert "Owed" not in next(lines_of_table(("Code", "Agency", "Owed"), ROWS, 80))


@pytest.mark.parametrize("width", [20, 40, 80])
@given(cells=st.lists(st.tuples(*[st.text("ab 中é\n", max_size=60)] * 3), min_size=1, max_size=4))
def test_table__every_word_is_there_and_fits(width, cells):
    headings = ("A", "B", "C")
    lines = list(lines_of_table(headings, cells, width))
    assert max(map(width_of, lines), default=0) <= max(width, 3 * 12 + 4)
    printed = sorted("".join(lines[2:]).replace(" ", ""))
    assert printed == sorted("".join("".join(cell.split()) for row in cells for cell in row))


def test_table__no_cell_steers_the_terminal():
    assert "\x1b" not in "".join(lines_of_table(("File",), [("\x1b[2Jreturn\x07.xlsx",)], 80))


def test_table__a_wide_character_takes_two_places():
    first, _, second = lines_of_table(("中文", "B"), [("a", "b")], 80)
    assert (first, second) == ("中文  B", "a     b")


def test_table__one_long_word_takes_linear_time():
    begun = time.process_time()
    assert len(list(lines_of_table(("A",), [("é" * 200_000,)], 80))) > 2000
    assert time.process_time() - begun < 5
