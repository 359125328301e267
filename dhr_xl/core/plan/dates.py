"""Read dates as people write them. The day always comes before the month. Forms seen: docs/field.md, "Dates"."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from dhr_xl.core.plan.date_values import FIRST_DAY, DateItem, DateKind, DateReading, is_likely_year

__all__ = ["DateKind", "DateReading", "read_answer_date", "read_plan_date", "split_dates"]

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_YEAR: Final = r"(?P<year>\d{4}|['’]?\d{2})(?!\d|/\d|\s*(?:st|nd|rd|th)\b)"
_CENTURY: Final = r"(?P<year>(?:19|20|21|22)\d\d)(?!\d)"
_DAY: Final = r"(?P<day>\d{1,2})\s*+(?:(?:st|nd|rd|th)\s*+)?(?:of\s++)?"
_PART: Final = r"(?:(?P<part>mid|middle of|early(?: in)?|beginning of|start of|late|end of|end)[\s-]*)?"
_PART_DAYS: Final = {"mid": 15, "middle": 15, "early": 10, "beginning": 10, "start": 10}
_SEASONS: Final = {"spring": 5, "summer": 8, "autumn": 11}


def _month_of(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"].lower()[:3]) + 1


def _year_of(match: re.Match[str]) -> int:
    year = int(match["year"].lstrip("'’"))
    if year > 99:  # noqa: PLR2004 - written in full
        return year
    return year + (1900 if year >= FIRST_DAY.year % 100 else 2000)


def _read_numeric(match: re.Match[str]) -> DateItem:
    day, month, year = int(match["day"]), int(match["number"]), _year_of(match)
    if month > 12:  # noqa: PLR2004 - months of the year
        kind = DateKind.AMBIGUOUS if day <= 12 else DateKind.IMPOSSIBLE  # noqa: PLR2004
        note = f"there is no month {month}; the day comes before the month here"
        return DateItem(*match.span(), kind, 32, 1, year, note)
    return DateItem(*match.span(), DateKind.DAY, day, month, year)


def _read_day(match: re.Match[str]) -> DateItem:
    year = _year_of(match) if "year" in match.re.groupindex else None
    return DateItem(*match.span(), DateKind.DAY, int(match["day"]), _month_of(match), year)


def _read_month(match: re.Match[str]) -> DateItem:
    year = _year_of(match) if "year" in match.re.groupindex else None
    part = re.split(r"[\s-]", (match["part"] or "").lower())[0]
    day = _PART_DAYS.get(part)
    note = f"'{part}' was read as the {day}th" if day else ""
    return DateItem(*match.span(), DateKind.PART if part else DateKind.MONTH, day, _month_of(match), year, note)


def _read_quarter(match: re.Match[str]) -> DateItem:
    month, year = int(match["quarter"]) * 3, _year_of(match)
    if match["financial"]:
        month, year = (3, year + 1) if month == 12 else (month + 3, year)  # noqa: PLR2004 - April to March
    return DateItem(*match.span(), DateKind.PART, None, month, year, "a quarter: its last day was taken")


def _read_season(match: re.Match[str]) -> DateItem:
    month, note = _SEASONS[match["season"].lower()], "a season: its last month was taken"
    return DateItem(*match.span(), DateKind.PART, None, month, _year_of(match), note)


def _read_financial(match: re.Match[str]) -> DateItem:
    year = _year_of(match) + 1
    if int(match["next"]) % 100 != year % 100:
        return DateItem(*match.span(), DateKind.YEAR, None, 12, int(match["next"]), "years: the last day of the last")
    return DateItem(*match.span(), DateKind.YEAR, None, 3, year, "a financial year: 31 March was taken")


def _read_year(match: re.Match[str]) -> DateItem:
    if (match["part"] or "").lower().startswith("mid"):
        return DateItem(*match.span(), DateKind.PART, None, 6, _year_of(match), "read as the end of June")
    return DateItem(*match.span(), DateKind.YEAR, None, 12, _year_of(match), "a year alone: 31 December was taken")


_Reader = Callable[[re.Match[str]], DateItem]
_FORMS: Final[tuple[tuple[str, _Reader], ...]] = (
    (r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})(?:[ T]\d\d:\d\d(?::\d\d)?)?(?!\d)", _read_numeric),
    (r"(?P<day>\d{1,2})\s?([/.-])\s?(?P<number>\d{1,2})\s?\2\s?(?P<year>\d{4}|\d{2})(?!\d)", _read_numeric),
    (rf"q(?:uarter\s?)?(?P<quarter>[1-4])[\s,:-]*{_CENTURY}(?P<financial>\s?[/-]\s?\d\d(?!\d))?", _read_quarter),
    (r"q(?:uarter\s?)?(?P<quarter>[1-4])[\s,:-]*(?P<year>\d\d)(?P<financial>\s?[/-]\s?\d\d)(?!\d)", _read_quarter),
    (rf"{_DAY}[-/]?\s?{_MONTH}[.,]?[\s/-]*{_YEAR}", _read_day),  # 31 st December 2014, 3-Apr-15
    (rf"{_MONTH}\s++(?P<day>\d{{1,2}})(?:\s*+(?:st|nd|rd|th),?|\s*+,)?+\s++{_CENTURY}", _read_day),  # April 24th, 2014
    (rf"{_PART}{_MONTH}[.,]?[\s/–-]*{_YEAR}", _read_month),  # July2014, mid-February 2015, Apr-21, December 14
    (rf"{_DAY}{_MONTH}\b", _read_day),  # 26th Jan
    (rf"(?P<season>spring|summer|autumn)\s+(?:of\s+)?{_CENTURY}", _read_season),
    (r"(?P<year>(?:19|20)\d\d)\s?[/–-]\s?(?P<next>(?:20)?\d\d)(?!\d)", _read_financial),  # 2014/15
    (r"(?:fy|financial year)\s?(?P<year>\d\d)\s?[/–-]\s?(?P<next>\d\d)(?!\d)", _read_financial),  # FY24/25
    (rf"{_PART}{_CENTURY}", _read_year),
    (rf"{_PART}{_MONTH}\b(?!\s+(?:be|have|not|need|also|include)\b)", _read_month),  # since April
)
FORMS: Final = tuple((re.compile(r"(?<![A-Za-z\d])" + form, re.IGNORECASE | re.ASCII), read) for form, read in _FORMS)
"""Every way of writing a date, with its reader. The first that matches at a place is used."""

_YEARLY: Final = re.compile(r"\s*(?:(?:each|every) year|annually|yearly)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*(?:-|–|—|to|until|till|through)\s*", re.IGNORECASE)
_ONGOING: Final = re.compile(
    r"\bon[\s-]*going\b|\bcontinu(?:ous|al|ing|es)(?:ly)?\b|\brolling\b|\bonwards?\b|\bannual(?:ly)?\b|\bsince\b",
    re.IGNORECASE,
)
_START_BEFORE: Final = re.compile(r"\b(?:since|from|starting|commenc(?:ed|es|ing))\s*$", re.IGNORECASE)
_START_AFTER: Final = re.compile(
    r"\s*+(?:(?:(?:-|–|—|to|and)\s*+)?on[\s-]*going\b|(?:-\s*+)?onwards?\b)", re.IGNORECASE
)
_PARTS: Final = re.compile(r"(?:^|(?<=[\s;,]))\(?[a-h][).]")
_DONE: Final = re.compile(r"(?:action\s+)?(?:completed?|done|achieved)\W*", re.IGNORECASE)
_NONE: Final = re.compile(r"(?:n\s?/?\s?a|not applicable|none|nil|-+|–|—)\.?", re.IGNORECASE)


def _find_items(text: str) -> list[DateItem]:
    """Every date in the text, in order. Recurring dates ("April each year") and the verbs may and march are skipped."""
    found: list[DateItem] = []
    next_of = {rank: match for rank, (form, _) in enumerate(FORMS) if (match := form.search(text))}
    # the next match of each form; only those that begin before `place` are searched again, so this takes linear time
    alone = text.strip(" .")
    while next_of:
        rank, match = min(next_of.items(), key=lambda each: (each[1].start(), each[0]))
        place = match.end()
        if not _YEARLY.match(text, place) and _is_meant(match, rank, alone):
            found.append(FORMS[rank][1](match))
        for passed in [rank for rank, match in next_of.items() if match.start() < place]:
            later = FORMS[passed][0].search(text, place)
            if later:
                next_of[passed] = later
            else:
                del next_of[passed]
    return found


def _is_meant(match: re.Match[str], rank: int, alone: str) -> bool:
    """A month alone counts where it is capitalised or is the whole text (`alone`)."""
    return rank != len(FORMS) - 1 or match["month"][0].isupper() or match[0] == alone


def read_plan_date(text: str, *, near: dt.date | None = None) -> DateReading:
    """Read a plan's target date, in any form. Of several dates the last one counts.

    near: the plan's as-at date; a date without a year gets the year nearest to it. Without `near` it is read as words.
    """
    text = " ".join(text.split())
    if not text:
        return DateReading(None, DateKind.BLANK)
    if _NONE.fullmatch(text):
        return DateReading(None, DateKind.NONE, "the plan says there is none")
    if _is_part_done(text):
        return DateReading(None, DateKind.WORDS, "some parts are done and others have dates")
    items = _with_years(_find_items(text), near)
    good = [item for item in items if item.value is not None]
    if not good:
        return _without_date(text, items)
    if len(good) == 1 and (_START_BEFORE.search(text[: good[0].start]) or _START_AFTER.match(text[good[0].end :])):
        return DateReading(None, DateKind.ONGOING, "only its start is given")
    return _latest(text, good, len(items) - len(good))


def _is_part_done(text: str) -> bool:
    """Whether a lettered part is done and has no date ("a) Completed b) 30/06/16")."""
    parts = _PARTS.split(text)[1:]
    return len(parts) > 1 and any(_DONE.fullmatch(part.strip()) for part in parts)


def _latest(text: str, good: list[DateItem], unread: int) -> DateReading:
    last = max(good, key=lambda item: item.value or dt.date.min)
    if len(good) == 2 and _BETWEEN.fullmatch(text[good[0].end : good[1].start]):  # noqa: PLR2004 - from, to
        return DateReading(good[1].value, DateKind.RANGE, "a range: its end was taken")
    if len({item.value for item in good}) > 1:
        return DateReading(last.value, DateKind.SEVERAL, f"{len(good)} dates: the latest was taken")
    return DateReading(last.value, last.kind, last.note or ("another date beside it cannot be read" if unread else ""))


def _without_date(text: str, items: list[DateItem]) -> DateReading:
    for item in items:
        if item.kind in (DateKind.AMBIGUOUS, DateKind.IMPOSSIBLE):
            return DateReading(None, item.kind, item.note)
        if item.year is not None:
            return DateReading(None, DateKind.IMPOSSIBLE, _why_impossible(item.year))
    if _ONGOING.search(text):
        return DateReading(None, DateKind.ONGOING, "it names no end")
    return DateReading(None, DateKind.WORDS, "no year is given" if items else "it is not a date")


def _why_impossible(year: int) -> str:
    return "there is no such day" if is_likely_year(year) else f"the year {year} cannot be meant"


def _with_years(items: list[DateItem], near: dt.date | None) -> list[DateItem]:
    """Give each date without a year that of the next date, else of the one before, else the year nearest `near`."""
    after: list[int | None] = []
    for item in reversed(items):
        after.append(item.year if item.year is not None else after[-1] if after else None)
    given: list[DateItem] = []
    before: int | None = None
    for item, following in zip(items, reversed(after), strict=True):
        before = before if item.year is None else item.year
        beside = before if following is None else following
        if item.year is not None or (beside is None and near is None):
            given.append(item)
        elif beside is not None or near is None:
            given.append(item._replace(year=beside))
        else:
            year = _nearest_year(item, near)
            given.append(item._replace(year=year, note=f"no year is given: {year} was assumed"))
    return given


def _nearest_year(item: DateItem, near: dt.date) -> int:
    values = [item._replace(year=year).value for year in (near.year, near.year - 1, near.year + 1)]
    return min((value for value in values if value), key=lambda value: abs(value - near), default=near).year


_WEEKDAY: Final = re.compile(
    r"(?:on|by)?\s*+(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)?[\s,.]*", re.IGNORECASE
)


def read_answer_date(text: str) -> DateReading:  # noqa: PLR0911 - one answer for each thing that can be wrong
    """Read a date that an agency typed as text. It has a value only if it is one whole day, day first, and no more."""
    text = " ".join(text.split())
    if not text:
        return DateReading(None, DateKind.BLANK)
    if _NONE.fullmatch(text):
        return DateReading(None, DateKind.NONE, "it says there is none")
    items = _find_items(text)
    if len(items) != 1:
        return DateReading(None, DateKind.SEVERAL, "it holds more than one date") if items else _without_date(text, [])
    item = items[0]
    if item.kind in (DateKind.AMBIGUOUS, DateKind.IMPOSSIBLE):
        return DateReading(None, item.kind, item.note)
    if item.year is None:
        return DateReading(None, DateKind.MONTH if item.day is None else DateKind.WORDS, "no year is given")
    if item.value is None:
        return DateReading(None, DateKind.IMPOSSIBLE, _why_impossible(item.year))
    if item.kind is not DateKind.DAY:
        return DateReading(None, item.kind, "no day is given")
    if not _WEEKDAY.fullmatch(text[: item.start]) or text[item.end :].strip(" ."):
        kind = DateKind.ONGOING if _ONGOING.search(text) else DateKind.WORDS
        return DateReading(None, kind, "there are other words beside the date")
    return DateReading(item.value, DateKind.DAY, _day_first(text[item.start : item.end], item))


def _day_first(written: str, item: DateItem) -> str:
    """A note where day and month could be swapped: both numeric, both at most 12, different, and not ISO."""
    numbers = re.findall(r"\d+", written)
    swappable = re.match(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]", written) and int(numbers[0]) <= 12  # noqa: PLR2004
    return "the day was read before the month" if swappable and item.day != item.month else ""


def split_dates(text: str) -> tuple[str, ...]:
    """Split a text after each of its dates, to hand several dates to several actions in order."""
    ends = [item.end for item in _find_items(text)]
    if not ends:
        return (text,) if text else ()
    starts = [0, *ends[:-1]]
    ends[-1] = len(text)
    return tuple(text[start:end].strip(" ,;/") for start, end in zip(starts, ends, strict=True))
