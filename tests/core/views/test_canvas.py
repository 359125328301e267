"""Rectangles and runs of equal values, and addresses."""

import pytest

from dhr_xl.core.views.canvas import Area, SizeRun, rectangles, runs_of


@pytest.mark.parametrize(
    ("grid", "count"),
    [
        (["aa", "aa"], 1),
        (["ab", "ab"], 2),
        (["aab", "aab", "aac"], 3),
        (["abc", "adc", "aec"], 5),
        (["aaa", "bbb", "aaa"], 3),
        (["a"], 1),
        ([], 0),
    ],
)
def test_rectangles__cover_each_cell_once_with_what_it_is(grid, count):
    found = rectangles([tuple(row) for row in grid])
    covered = [
        (row, column, worth)
        for area, worth in found
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]
    assert sorted(covered) == [(r, c, worth) for r, row in enumerate(grid, 1) for c, worth in enumerate(row, 1)]
    assert len(found) == count


def test_runs_of__puts_neighbours_of_one_size_together():
    assert runs_of([3.0, 3.0, 5.0, 3.0]) == (SizeRun(1, 2, 3.0), SizeRun(3, 3, 5.0), SizeRun(4, 4, 3.0))


@pytest.mark.parametrize(
    ("area", "address"), [(Area(3, 4, 3, 4), "$D$3"), (Area(5, 1, 80, 27), "$A$5:$AA$80"), (Area(1, 702, 1, 703), "$ZZ$1:$AAA$1")]
)  # fmt: skip
def test_area__is_said_as_excel_says_it(area, address):
    assert area.address == address
