"""Every pattern over a text from outside takes time in proportion to its length, whatever is typed."""

import re

import pytest

from dhr_xl.core.returns.privacy import _spelt
from dhr_xl.importing.sources.text.sections import find_label, split_shares
from dhr_xl.workbooks.corrections.words import _any_of
from dhr_xl.workbooks.form.words import fold_words, own_words
from linear.patterns import Found, Made, Text, patterns, texts_for
from linear.work import FOUR_TIMES, growth

LENGTH = 300
LABELS = frozenset({"POLICE", "National Probation Service"})
MADE = {
    # where a pattern is put together          one such pattern, None where it is a text word for word, or one asked below
    "dhr_xl.core.returns.answer_dates._other_weekday": re.compile(r"(?:on\s+|by\s+)?mon"),
    "dhr_xl.core.returns.answers._holds": None,
    "dhr_xl.importing.sources.text.sections.find_label": None,
    "dhr_xl.importing.sources.text.sections.split_shares": None,
    "dhr_xl.importing.sources.text.joining._has_previous_item": re.compile(r"(?:^|\s)\(?a[.)]"),
    "dhr_xl.importing.plan.actions._read_action_status": re.compile(r"^police\s*:\s*", re.IGNORECASE),
    "dhr_xl.importing.plan.labelled._split_at_labels": re.compile(
        r"(?<=[.!?])\s(?=(?:Action|Lead\W+agency)\s?:)", re.IGNORECASE
    ),
    "dhr_xl.importing.plan.owners._find_body_at_start": None,
    "dhr_xl.core.returns.privacy._spelt": _spelt("Mary-Ann O'Neill - Smith"),
    "dhr_xl.settings._line_of": re.compile(r"^\s*[\"']?csp[\"']?\s*="),
    "dhr_xl.workbooks.corrections.words._any_of": _any_of(("To put right: a reason", "To put right: a day, a day")),
    "dhr_xl.workbooks.form.words.own_words": None,
    "dhr_xl.workbooks.master.reader._their_headings": None,
}
ALL = [*patterns(), *(Found(where, made, ("search",)) for where, made in MADE.items() if made)]
FOUND = [one for one in ALL if isinstance(one, Found)]


def operation(found, name):
    """What asks a pattern of a text, to the end of it."""
    if name == "finditer":
        return lambda text: [None for _ in found.pattern.finditer(text)]
    if name == "sub":
        return lambda text: found.pattern.sub(text[:0], text)
    return getattr(found.pattern, name)


def slow(do, text, *, encoded=False):
    """How the time of a text grows with its length, 0 where it takes none worth telling."""
    make = (lambda length: text.of(length).encode()) if encoded else text.of
    return growth(do, make, LENGTH)


def test_patterns__each_is_found_and_says_how_it_is_asked():
    assert len(FOUND) > 150
    unknown = sorted({one.where for one in FOUND if not one.operations})
    assert unknown == [], "say in WITHIN of linear/patterns.py how these patterns are asked of a text"


def test_patterns__those_put_together_while_running_are_each_known():
    unknown = sorted({one.where for one in ALL if isinstance(one, Made)} - set(MADE))
    assert unknown == [], "put one such pattern into MADE, or ask its function below"


@pytest.mark.parametrize("found", FOUND, ids=[one.where for one in FOUND])
def test_patterns__four_times_the_text_takes_about_four_times_the_time(found):
    encoded = isinstance(found.pattern.pattern, bytes)
    for text in texts_for(found.pattern):
        for name in found.operations:
            grown = slow(operation(found, name), text, encoded=encoded)
            assert grown < FOUR_TIMES, f"{found.where}: {found.pattern.pattern!r} {name} {text!r}: {grown:.0f} times"


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda text: own_words().hold(fold_words(text)), ("update from ", ": review ", "as at 1 may 2015 ")),
        (
            lambda text: own_words(["{plan}: plan of {agency}, as at {as_at} for {csp}."]).hold(fold_words(text)),
            (": plan of ", ": plan of x, as at ", ", as at 1 may 2015 for "),
        ),
        (lambda text: split_shares(text, LABELS), ("POLICE: ", "POLICE ", "National ")),
        (lambda text: find_label(text, LABELS, loose=True), ("POLICE", "National ")),
    ],
    ids=["own_words", "own_words of a template", "split_shares", "label_of"],
)
def test_patterns_made__four_times_the_text_takes_about_four_times_the_time(do, words):
    for unit in (*words, " ", "a", "\n", "-", "1"):
        for before in ("", *words):
            text = Text(before, unit, "!")
            assert slow(do, text) < FOUR_TIMES, text
