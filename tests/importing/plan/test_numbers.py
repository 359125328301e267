"""Numbers that were not printed, and numbers that are missing."""

import pytest

from dhr_xl.importing.plan.numbers import find_missing_numbers, number_recommendations


@pytest.mark.parametrize(
    ("printed", "given"),
    [
        (["", "2", "", "4"], ["1", "2", "3", "4"]),
        (["1", "", "", "4"], ["1", "2", "3", "4"]),
        (["5", "", "6"], ["5", "5a", "6"]),
        (["R9", "", "R11"], ["R9", "R10", "R11"]),
        (["21.9", "21.10", ""], ["21.9", "21.10", "21.11"]),
        (["", "", ""], ["1", "2", "3"]),
        (["1", "2", "1", "2"], ["1", "2", "1 (2)", "2 (2)"]),
        (["9", "9a", ""], ["9", "9a", "10"]),
        ([], []),
    ],
)
def test_number_recommendations(printed, given):
    assert [each.number for each in number_recommendations(printed)] == given


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        (["1", "2", "4"], ["3"]),
        (["R1", "R3"], ["R2"]),
        (["3", "4"], ["1", "2"]),
        (["1", "", "3"], []),
        (["1", "40"], []),
        (["9", "9a", "10"], []),
        (["21.10.1", "21.10.3"], ["21.10.2"]),
    ],
)
def test_find_missing_numbers(printed, missing):
    assert list(find_missing_numbers(printed, number_recommendations(printed))) == missing
