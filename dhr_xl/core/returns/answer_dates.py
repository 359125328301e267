"""Read the date in an answer: a single reading is used and reported, two readings are asked about, none is held."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.date_values import is_likely_year
from dhr_xl.core.plan.dates import DateKind, read_answer_date
from dhr_xl.core.plan.model import Entry

EPOCH: Final = dt.date(1899, 12, 30)
"""Day 0 of Excel's serial numbers (valid from 1 March 1900 on); see docs/excel.md, "Dates"."""
EPOCHS_APART: Final = 1462
"""Days between Excel's two date systems, 1900 and 1904."""
TIME: Final = re.compile(
    r"(?<![\s,])[\s,]++(?:at\s++)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s?(?:[ap]\.?m\.?|hrs|h)?$", re.IGNORECASE
)
TIME_LEFT: Final = "; the time of day was left out"
AS_ASKED: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
"""A date as the form asks for it, of which nothing is to be said."""
YEAR_FIRST: Final = re.compile(r"(\d{4})\s?[/.]\s?(\d{1,2})\s?[/.]\s?(\d{1,2})")
DAY_MONTH: Final = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(?:\d{4}|\d{2})(?![\d/.-])")
AMERICAN: Final = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:\d{4}|\d{2})(?![\d/])")
"""06/30/2015: a date only where the month comes first."""
WHY_NOT: Final = {
    DateKind.MONTH: "no day is given",
    DateKind.ONGOING: "it is not an end",
    DateKind.SEVERAL: "it holds more than one date",
    DateKind.IMPOSSIBLE: "there is no such day",
    DateKind.AMBIGUOUS: "it can be read two ways",
}


class DateHints(NamedTuple):
    """How the rest of a workbook suggests its dates should be read.

    counts_from_1904: its date system; turned: why day and month may be swapped, '' where nothing suggests it;
    moved: why all dates may be off by four years and a day, '' where nothing suggests it.
    """

    counts_from_1904: bool = False
    turned: str = ""
    moved: str = ""


PLAIN: Final = DateHints()


class DayRead(NamedTuple):
    """A cell read as one day. value: None where it is none; why: why not, or what was assumed; said: report it.

    other: the second possible day, None where there is only one reading.
    """

    value: dt.date | None
    why: str = ""
    said: bool = False
    other: dt.date | None = None


def read_day(entry: Entry, text: str, sense: DateHints) -> DayRead:
    """Read a filled cell as one day, however it is stored."""
    if entry.kind == "date":
        read = _read_stored(text)
    elif entry.kind == "number":
        read = _read_serial(text, sense)
    else:
        read = _read_text(text)
    if read.value is None or not sense.turned:
        return read
    numeric = entry.kind != "text" or DAY_MONTH.search(text)
    return read._replace(other=swap_day_and_month(read.value)) if numeric else read


def _read_stored(text: str) -> DayRead:
    """A real date. A time of day is dropped and reported."""
    day = day_of(text)
    if day is None:
        return DayRead(None, "there is no such day")
    if not is_likely_year(day.year):
        return DayRead(None, f"the year {day.year} cannot be meant")
    timed = "T" in text
    return DayRead(day, TIME_LEFT if timed else "", said=timed)


def _read_serial(text: str, sense: DateHints) -> DayRead:
    """A number without a date format: read as a serial number where it can be nothing else."""
    found = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    day = EPOCH + dt.timedelta(int(found[1])) if found else None
    if day is None or not is_likely_year(day.year):
        return DayRead(None, "it is a number, not a date")
    if sense.counts_from_1904:
        return DayRead(None, "it is a number, and this workbook counts its days in another way than most")
    return DayRead(day, ", the day Excel keeps under that number", said=True)


def _read_text(text: str) -> DayRead:
    """A date typed as text: day first, or year first."""
    words = " ".join(text.split())
    plain = TIME.sub("", words)
    year_first = YEAR_FIRST.fullmatch(plain)
    if year_first:
        plain = "{}-{:0>2}-{:0>2}".format(*year_first.groups())
    read = read_answer_date(plain)
    if read.value is None or read.kind is not DateKind.DAY:
        return DayRead(None, read.note or WHY_NOT.get(read.kind, "it is not a date"))
    numbers = {int(number) for number in re.findall(r"\d+", plain)}
    if read.value.day not in numbers:
        return DayRead(None, WHY_NOT[DateKind.IMPOSSIBLE])
    wrong_day = _other_weekday(plain, read.value)
    if wrong_day:
        return DayRead(None, wrong_day)
    note = f" ({read.note})" if read.note else ""
    timed = TIME_LEFT if TIME.search(words) else ""
    return DayRead(read.value, note + timed, said=not AS_ASKED.fullmatch(words))


def _other_weekday(text: str, day: dt.date) -> str:
    """The problem of a weekday that does not match the date, else ''."""
    names = [name.casefold() for name in calendar.day_name]
    given = next((name for name in names if re.match(rf"(?:on\s+|by\s+)?{name[:3]}", text.casefold())), "")
    is_one = names[day.weekday()]
    return f"{format_date(day)} is a {is_one.title()}, not a {given.title()}" if given and given != is_one else ""


def swap_day_and_month(day: dt.date | None) -> dt.date | None:
    """Swap day and month; None where that gives the same day or no day."""
    if day is None or day.day > 12 or day.day == day.month:  # noqa: PLR2004 - months of the year
        return None
    return day.replace(month=day.day, day=day.month)


def day_of(text: str) -> dt.date | None:
    """The day of ISO text, with or without a time; None for other text."""
    try:
        return dt.date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d\d-\d\d(?:$|T)", text) else None
    except ValueError:
        return None


def date_hints(texts: Iterable[str], known: Iterable[tuple[str, str]], *, counts_from_1904: bool) -> DateHints:
    """How a workbook's dates should be read.

    texts: every answer; known: (as sent, as returned) of the cells that had a date when they were sent.
    """
    american = next((found[0] for text in texts if (found := AMERICAN.search(text))), "")
    why_turned = f"'{american}' elsewhere in the workbook has its month first" if american else ""
    why_moved = ""
    for sent, came in known:
        was, now = day_of(sent), day_of(came)
        if was is None or now is None or was == now:
            continue
        if swap_day_and_month(was) == now and not why_turned:
            why_turned = f"{format_date(was)} was sent out and came back as {format_date(now)}"
        if abs((was - now).days) == EPOCHS_APART and not why_moved:
            why_moved = f"{format_date(was)} was sent out and came back as {format_date(now)}"
    return DateHints(counts_from_1904, why_turned, why_moved)
