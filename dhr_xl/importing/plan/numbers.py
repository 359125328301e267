"""Number the recommendations: infer numbers that were not printed, and find those that are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_LAST_DIGITS: Final = re.compile(r"(.*?)(?<!\d)(\d+)[a-z]?")
_MOST_MISSING: Final = 5
"""More numbers than this missing in one place are not a gap but another way of counting."""


class GivenNumber(NamedTuple):
    """The number given to a recommendation. inferred: none is printed; repeats: the printed number it repeats."""

    number: str
    inferred: bool = False
    repeats: str = ""


def increment_number(number: str) -> str:
    """Return the next number: its last run of digits plus one ("R10" -> "R11", "21.10.1" -> "21.10.2")."""
    match = re.search(r"(\d+)(?!.*\d)", number)
    if match is None:
        return f"{number}2"
    return f"{number[: match.start()]}{int(match[1]) + 1}"


def number_recommendations(printed: Sequence[str]) -> tuple[GivenNumber, ...]:
    """Give each recommendation a unique number, in order. printed: the numbers in the document, '' for none."""
    first = next((number for number in printed if number), "")
    made: list[GivenNumber] = []
    used: set[str] = set()
    previous = _find_start(first, next((place for place, number in enumerate(printed) if number), 0))
    for place, number in enumerate(printed):
        if number:
            unique = _make_unique(number, used)
            made.append(GivenNumber(unique, repeats=number if unique != number else ""))
            previous = number
        else:
            following = next((other for other in printed[place + 1 :] if other), "")
            guess = increment_number(previous) if previous else "1"
            if guess == following or guess in used or guess in printed:
                guess = _add_letter(previous or "0", used | set(printed))
            made.append(GivenNumber(guess, inferred=True))
            previous = guess
        used.add(made[-1].number)
    return tuple(made)


def _find_start(first: str, count: int) -> str:
    """Return the number to count on from where the first recommendations have none; '' where there is no room for it.

    first: the first printed number; count: how many recommendations come before it.
    """
    match = re.search(r"(\d+)(?!.*\d)", first)
    if match is None:
        return ""
    start = int(match[1]) - count - 1
    return f"{first[: match.start()]}{start}" if start >= 0 else ""


def _make_unique(number: str, used: set[str]) -> str:
    """Return the number, with a count where it was used before (for instance where each agency counts from 1)."""
    count, unique = 1, number
    while unique in used:
        count += 1
        unique = f"{number} ({count})"
    return unique


def _add_letter(number: str, used: set[str]) -> str:
    base = re.sub(r"(?<=\d)[a-z]$", "", number)
    letters = (f"{base}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    return next((guess for guess in letters if guess not in used), _make_unique(base, used))


def find_missing_numbers(printed: Sequence[str], given: Sequence[GivenNumber]) -> tuple[str, ...]:
    """Return the numbers skipped between one recommendation and the next ("R3", "R5": R4), where few are skipped."""
    missing: list[str] = []
    known = {each.number for each in given} | set(printed)
    before: GivenNumber | None = None
    for each in given:
        if before is not None and not each.repeats and not before.repeats:
            missing.extend(number for number in _list_between(before.number, each.number) if number not in known)
        elif before is None and each.number.isdigit() and not each.inferred:
            first = int(each.number)
            missing.extend(map(str, range(1, first if first <= _MOST_MISSING else 1)))
        before = each
    return tuple(dict.fromkeys(missing))


def _list_between(one: str, other: str) -> list[str]:
    """List the numbers between two; [] where they do not count alike, or too many are missing."""
    first, second = _LAST_DIGITS.fullmatch(one), _LAST_DIGITS.fullmatch(other)
    if first is None or second is None or first[1] != second[1] or int(second[2]) - int(first[2]) > _MOST_MISSING:
        return []
    return [f"{first[1]}{number}" for number in range(int(first[2]) + 1, int(second[2]))]
