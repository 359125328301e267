"""The values that reading a date gives: its kind, its day, and each date found in a text."""

import calendar
import datetime as dt
from enum import StrEnum
from typing import Final, NamedTuple

FIRST_DAY: Final = dt.date(1990, 1, 1)
LAST_DAY: Final = dt.date(2099, 12, 31)
"""Days outside these are typing mistakes: no review is that old, and no plan looks that far ahead.

The readers of plans, returns and mails and the date cells of every workbook take their limits from here.
"""


def is_likely_year(year: int) -> bool:
    """Whether a date of that year can be meant."""
    return FIRST_DAY.year <= year <= LAST_DAY.year


class DateKind(StrEnum):
    """The kind of date in a text. The value is stored as `target_date_kind` and written by `export`."""

    DAY = "day"
    MONTH = "month"
    PART = "part"
    YEAR = "year"
    RANGE = "range"
    SEVERAL = "several"
    ONGOING = "ongoing"
    NONE = "none"
    WORDS = "words"
    IMPOSSIBLE = "impossible"
    AMBIGUOUS = "ambiguous"
    BLANK = "blank"


class DateReading(NamedTuple):
    """A text read as a date. value: None where it has none; note: what was assumed or why not, as a clause."""

    value: dt.date | None
    kind: DateKind
    note: str = ""


class DateItem(NamedTuple):
    """One date in a text. start, end: its place; day None: the last day of the month; year None: no year is written."""

    start: int
    end: int
    kind: DateKind
    day: int | None
    month: int
    year: int | None
    note: str = ""

    @property
    def value(self) -> dt.date | None:
        """The date, for a month alone its last day; None where it does not exist or is out of range."""
        if self.year is None or not is_likely_year(self.year):
            return None
        try:
            last = calendar.monthrange(self.year, self.month)[1]
            return dt.date(self.year, self.month, last if self.day is None else self.day)
        except ValueError:
            return None
