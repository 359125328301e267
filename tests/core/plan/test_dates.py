"""Dates as people write them in plans and returns."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.core.plan.date_values import FIRST_DAY, LAST_DAY
from dhr_xl.core.plan.dates import DateKind, read_answer_date, read_plan_date, split_dates

NEAR = dt.date(2015, 6, 30)


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        # whole
        ("30 June 2015", "2015-06-30", "day"),
        ("31 st December 2014", "2014-12-31", "day"),
        ("27 th Jan 2015", "2015-01-27", "day"),
        ("21 st may 2014", "2014-05-21", "day"),
        ("9th April 2014", "2014-04-09", "day"),
        ("19/01/2015", "2015-01-19", "day"),
        ("31/05/14", "2014-05-31", "day"),
        ("12.3.15", "2015-03-12", "day"),
        ("3-Apr-15", "2015-04-03", "day"),
        ("By 31/12/2016", "2016-12-31", "day"),
        ("-20/01/2020", "2020-01-20", "day"),
        ("Complete 04/03/2020.", "2020-03-04", "day"),
        ("2015-06-30", "2015-06-30", "day"),
        ("2015-06-30 00:00:00", "2015-06-30", "day"),
        ("April 24th, 2014", "2014-04-24", "day"),
        ("1-31 March 2015", "2015-03-31", "day"),
        ("01/02/95", "1995-02-01", "day"),
        # without a year, or a day
        ("26th Jan", "2015-01-26", "day"),
        ("11 November", "2015-11-11", "day"),
        ("October 2014", "2014-10-31", "month"),
        ("Feb 2016", "2016-02-29", "month"),
        ("December 14", "2014-12-31", "month"),
        ("July2014", "2014-07-31", "month"),
        ("APRIL 2014", "2014-04-30", "month"),
        ("Apr-21", "2021-04-30", "month"),
        ("September", "2015-09-30", "month"),
        # vague, or a range
        ("mid-February 2015", "2015-02-15", "part"),
        ("end of April 2014", "2014-04-30", "part"),
        ("early May 2016", "2016-05-10", "part"),
        ("by summer 2016", "2016-08-31", "part"),
        ("Q3 2016", "2016-09-30", "part"),
        ("Q4 2014/15", "2015-03-31", "part"),
        ("mid 2016", "2016-06-30", "part"),
        ("2014/15", "2015-03-31", "year"),
        ("2015-16", "2016-03-31", "year"),
        ("2019-2022", "2022-12-31", "year"),
        ("by end 2016", "2016-12-31", "year"),
        ("October 2014- April 2015", "2015-04-30", "range"),
        ("April - June 2015", "2015-06-30", "range"),
        ("since April", None, "ongoing"),
        ("from April 2015", None, "ongoing"),
        ("January 2020 - Ongoing", None, "ongoing"),
        # several
        ("a) October 2012 b)June 2014 c) NA d) April each year e) May 2015", "2015-05-31", "several"),
        ("May 2014 23 rd June 2014.July 2014, September 2014", "2014-09-30", "several"),
        ("1. 28 February 2020 2. TBC 3. 31 October 2020", "2020-10-31", "several"),
        ("31 March and 30 June 2015", "2015-06-30", "several"),
        ("Achieved May 2014 April 2015", "2015-04-30", "several"),
        # with a remark
        ("August 2014 (to allow for recruiting)", "2014-08-31", "month"),
        ("Ongoing July 2015 (it may be sooner)", "2015-07-31", "month"),
        ("31 September 2014, then 30 June 2015", "2015-06-30", "day"),
        # none
        ("Action completed", None, "words"),
        ("a) Completed b)Completed c)30/06/14", None, "words"),
        ("Already in place", None, "words"),
        ("Significant holiday dates", None, "words"),
        ("within three months", None, "words"),
        ("it may be sooner", None, "words"),
        ("TBC", None, "words"),
        ("Ongoing", None, "ongoing"),
        ("On-going", None, "ongoing"),
        ("On going", None, "ongoing"),
        ("NA", None, "none"),
        ("N/A", None, "none"),
        ("", None, "blank"),
        ("  \n ", None, "blank"),
        # impossible
        ("31 September 2020", None, "impossible"),
        ("29 Feb 2015", None, "impossible"),
        ("03/04/2206", None, "impossible"),
        ("06/25/2015", None, "ambiguous"),
    ],
)  # fmt: skip
def test_plan_date(text, value, kind):
    reading = read_plan_date(text, near=NEAR)
    assert (reading.value, reading.kind) == (day(value), DateKind(kind))


def test_plan_date__without_a_year_and_nothing_near():
    assert read_plan_date("26th Jan").value is None
    assert read_plan_date("31 September").kind is DateKind.WORDS


def test_plan_date__nearest_year():
    assert read_plan_date("11 November", near=dt.date(2015, 2, 1)).value == dt.date(2014, 11, 11)


@pytest.mark.parametrize(
    "text", ["2014/15", "mid-May 2015", "October 2014 - April 2015", "May 2014 June 2014", "26th Jan"]
)
def test_plan_date__says_what_it_assumed(text):
    assert read_plan_date(text, near=NEAR).note


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("2015-07-03", "2015-07-03", "day"),
        ("03/07/2015", "2015-07-03", "day"),
        ("3.7.15", "2015-07-03", "day"),
        ("3rd July 2015", "2015-07-03", "day"),
        ("Friday 3 July 2015.", "2015-07-03", "day"),
        ("July 2015", None, "month"),
        ("3 July", None, "words"),
        ("TBC", None, "words"),
        ("Ongoing", None, "ongoing"),
        ("31/09/2015", None, "impossible"),
        ("06/25/2015", None, "ambiguous"),
        ("25/06/1915", None, "impossible"),
        ("25/06/2206", None, "impossible"),
        ("1 July 2015 and 3 July 2015", None, "several"),
        ("3 July 2015, if agreed", None, "words"),
        ("2014/15", None, "year"),
        ("n/a", None, "none"),
        ("", None, "blank"),
    ],
)  # fmt: skip
def test_answer_date(text, value, kind):
    reading = read_answer_date(text)
    assert (reading.value, reading.kind) == (day(value), DateKind(kind))
    assert reading.value or reading.kind is DateKind.BLANK or reading.note


@pytest.mark.parametrize(
    ("text", "said"), [("03/07/2015", True), ("07/07/2015", False), ("13/07/2015", False), ("2015-07-03", False)]
)
def test_answer_date__day_first_is_said_where_it_could_be_turned_round(text, said):
    assert bool(read_answer_date(text).note) is said


@given(
    st.dates(FIRST_DAY, LAST_DAY),
    st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y"]),
)
def test_dates__every_day_is_read_back(value, form):
    text = value.strftime(form)
    assert read_plan_date(text).value == value
    assert read_answer_date(text).value == value


@given(st.text())
def test_dates__never_break(text):
    read_plan_date(text, near=NEAR)
    read_answer_date(text)
    assert "".join("".join(split_dates(text)).split()) == "".join(text.split()) or split_dates(text) is not None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Dec 2014 March 2014", ("Dec 2014", "March 2014")),
        ("March 2016, tbc", ("March 2016, tbc",)),
        ("Ongoing", ("Ongoing",)),
        ("", ()),
    ],
)
def test_split_dates(text, pieces):
    assert split_dates(text) == pieces
