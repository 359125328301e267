"""What a text is read as where it holds a date: the kind, the day, and each date in it."""

from __future__ import annotations

import calendar
import datetime as dt
from enum import StrEnum
from typing import Final, NamedTuple

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
"""Years outside these are slips of the keyboard: no review is that old, and no plan looks that far ahead."""


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
        if self.year is None or not FIRST_YEAR <= self.year <= LAST_YEAR:
            return None
        try:
            last = calendar.monthrange(self.year, self.month)[1]
            return dt.date(self.year, self.month, last if self.day is None else self.day)
        except ValueError:
            return None
