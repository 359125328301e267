"""What Still needed says of an answer that the sheet's own rules refuse: a paste takes those rules away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.workbooks.form.still_needed import NEEDED_WORDS, NO_DAY, NOT_LISTED, WANTS, by_row, literal
from dhr_xl.workbooks.form.validations import SEPARATORS, days_allowed

NEW_DATE: Final = "New date"
"""What the column calls a proposed new target date."""
DAYS: Final = {"completion_date": NEEDED_WORDS["completion_date"], "proposed_target_date": NEW_DATE}
"""The columns of days, and what Still needed calls them."""
MARKED: Final = {**{want.word: want.keys for want in WANTS}, NEW_DATE: ("proposed_target_date",)}
"""The words of Still needed, and the columns whose cells are marked while a word stands there."""


def refused_formula(cells: Mapping[str, str], came: Mapping[str, str], as_at: dt.date) -> str:
    """Write the formula for what is wrong in a row: ", Status: not on the list" …, '' for nothing.

    cells: field key -> address; came: key -> what the sheet showed of these cells when it was sent, of which nothing is
    said until it is changed; as_at: of the form.
    """
    tests = {"Status": _not_listed(cells["status"])} if "status" in cells else {}
    said = {"Status": NOT_LISTED, **dict.fromkeys(DAYS.values(), NO_DAY)}
    keys = {"Status": "status", **{word: key for key, word in DAYS.items()}}
    tests |= {word: _no_day(key, cells[key], as_at) for key, word in DAYS.items() if key in cells}
    return "&".join(
        f'IF(AND({_changed(cells[keys[word]], came.get(keys[word], ""))},{test}),", {word}: {said[word]}","")'
        for word, test in tests.items()
    )


def _changed(cell: str, came: str) -> str:
    """Write the test for an answer that is not what the cell came with; one too long to repeat is no choice or day."""
    return f"TRIM({by_row(cell)})<>{literal(came.strip()[:100])}"


def _not_listed(cell: str) -> str:
    choices = (f'TRIM({by_row(cell)})<>"{choice}"' for choice in ("", *BY_KEY["status"].choices))
    return f"AND({','.join(choices)})"


def _no_day(key: str, cell: str, as_at: dt.date) -> str:
    """Write the test for a cell that holds no day as the column's own rule allows it (see `days_allowed`)."""
    first, last = days_allowed(BY_KEY[key], as_at)
    text = plain = f"TRIM({by_row(cell)})"
    for separator in SEPARATORS:
        plain = f'SUBSTITUTE({plain},"{separator}","")'
    number = f"ISNUMBER({by_row(cell)})"
    whole = f"OR({number},LEN({text})-LEN({plain})=2)"
    day = f"IF({number},{by_row(cell)},DATEVALUE({text}))"
    within = f"ABS(2*{day}-{first}-{last})<={last}-{first}"
    return f'{text}<>"",NOT(IFERROR(AND({whole},{within}),FALSE))'
