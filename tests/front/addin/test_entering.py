"""How values are put together to be entered, and what counts as entered; no Excel needed."""

import datetime as dt

import pytest

from dhr_xl.front.addin.paint.entering import MOST_AT_ONCE, EnteredBlock, as_entered, is_so, pieces

LONG = "x" * (MOST_AT_ONCE + 1)


@pytest.mark.parametrize(
    ("rows", "later", "expected"),
    [
        ([("a", "b"), ("c", None)], (), [EnteredBlock(1, 1, (("a", "b"), ("c", None)))]),
        ([("a", "b"), ("c", LONG), ("d", "e")], (),
         [EnteredBlock(1, 1, (("a", "b"),)), EnteredBlock(2, 1, (("c",),)), EnteredBlock(2, 2, ((LONG,),)), EnteredBlock(3, 1, (("d", "e"),))]),
        ([(LONG, LONG, "z")], (), [EnteredBlock(1, 1, ((LONG,),)), EnteredBlock(1, 2, ((LONG,),)), EnteredBlock(1, 3, (("z",),))]),
        ([("a", "b", "c")], [(1, 2)], [EnteredBlock(1, 1, (("a",),)), EnteredBlock(1, 3, (("c",),))]),
        ([(LONG,)], [(1, 1)], []),
    ],
    ids=["all at once", "a long text alone", "two side by side", "one for later", "a long one for later"],
)  # fmt: skip
def test_pieces(rows, later, expected):
    assert list(pieces(rows, later)) == expected


def test_as_entered__a_day_is_a_number_whatever_the_region():
    assert as_entered(dt.date(2015, 6, 30)) == 42185.0


@pytest.mark.parametrize(
    ("held", "value", "so"),
    [
        (None, None, True),
        ("", None, True),
        ("x", None, False),
        (dt.datetime(2015, 6, 30), dt.date(2015, 6, 30), True),
        (42185.0, dt.date(2015, 6, 30), True),
        (dt.datetime(2015, 6, 29), dt.date(2015, 6, 30), False),
        ("0012", "0012", True),
        (12.0, "0012", False),
        ("quoted'", "'quoted'", False),
        ("a\rb", "a\nb", True),
        (3.0, 3.0, True),
        (True, 1.0, False),
        ("3", 3.0, False),
        (None, "x", False),
    ],
)
def test_is_so(held, value, so):
    assert is_so(held, value) is so
