"""What a text is read as where it holds a date: the kind, the day, and each date in it."""

from __future__ import annotations

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
    """What sort of date a text holds. The value is kept as `target_date_kind` and in `export`."""

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
    """A text read as a date: the date or None, its kind, and one short clause saying what was assumed or why not."""

    value: dt.date | None
    kind: DateKind
    note: str = ""


class DateItem(NamedTuple):
    """One date in a text: where it stands, and its parts. No day means the month's last; no year means none written."""

    start: int
    end: int
    kind: DateKind
    day: int | None
    month: int
    year: int | None
    note: str = ""

    @property
    def value(self) -> dt.date | None:
        """The day it is, a month alone being its last; None where there is no such day."""
        if self.year is None or not is_likely_year(self.year):
            return None
        try:
            last = calendar.monthrange(self.year, self.month)[1]
            return dt.date(self.year, self.month, last if self.day is None else self.day)
        except ValueError:
            return None
