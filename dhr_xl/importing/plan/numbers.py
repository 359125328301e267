"""Recommendations' numbers: inferring those that were not printed, and telling which are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_LAST_DIGITS: Final = re.compile(r"(.*?)(?<!\d)(\d+)[a-z]?")
_MOST_MISSING: Final = 5
"""More numbers than this left out in one place are no gap but another way of counting."""


class GivenNumber(NamedTuple):
    """A number given to a recommendation: whether it was inferred, and the one it repeats, or ''."""

    number: str
    inferred: bool = False
    repeats: str = ""


def increment_number(number: str) -> str:
    """The number that follows one: its last run of digits counted on, so "R10" -> "R11", "21.10.1" -> "21.10.2"."""
    match = re.search(r"(\d+)(?!.*\d)", number)
    if match is None:
        return f"{number}2"
    return f"{number[: match.start()]}{int(match[1]) + 1}"


def number_recommendations(printed: Sequence[str]) -> tuple[GivenNumber, ...]:
    """A number for each recommendation, in order; '' means none was printed. No number is given twice."""
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
    """The number that would stand before the first inferred one, where the first printed one leaves room for it."""
    match = re.search(r"(\d+)(?!.*\d)", first)
    if match is None:
        return ""
    start = int(match[1]) - count - 1
    return f"{first[: match.start()]}{start}" if start >= 0 else ""


def _make_unique(number: str, used: set[str]) -> str:
    """The number, or it with a count where it was printed before (each agency counting from 1, for one)."""
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
    """The numbers left out between one recommendation and the next ("R3", "R5": R4), where few are left out."""
    missing: list[str] = []
    known = {each.number for each in given} | set(printed)
    before: GivenNumber | None = None
    for each in given:
        if before is not None and not each.repeats and not before.repeats:
            missing.extend(number for number in _list_between(before.number, each.number) if number not in known)
        elif before is None and each.number.isdigit() and not each.inferred:
            missing.extend(
                str(number)
                for number in range(1, min(int(each.number), _MOST_MISSING + 1))
                if int(each.number) <= _MOST_MISSING
            )
        before = each
    return tuple(dict.fromkeys(missing))


def _list_between(one: str, other: str) -> list[str]:
    first, second = _LAST_DIGITS.fullmatch(one), _LAST_DIGITS.fullmatch(other)
    if first is None or second is None or first[1] != second[1] or int(second[2]) - int(first[2]) > _MOST_MISSING:
        return []
    return [f"{first[1]}{number}" for number in range(int(first[2]) + 1, int(second[2]))]
