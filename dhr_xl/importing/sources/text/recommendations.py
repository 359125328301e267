"""Rows cut by pages to whole recommendations: where one begins, and which words go on with the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.importing.sources.text.actions import give_waiting, take_action
from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.drafts import SHARED, Draft, Known, Reading
from dhr_xl.importing.sources.text.rows import Row
from dhr_xl.importing.sources.text.sections import Section
from dhr_xl.importing.words import Numbered, is_closed, list_letter, read_number

_FURTHEST: Final = 60
"""By how much a printed number may jump and still be a recommendation's."""


def draft_plan(items: Sequence[Section | Row], known: Known) -> list[Draft]:
    """Put rows together to recommendations and actions, in the plan's order."""
    reading = Reading(known)
    for item in items:
        if isinstance(item, Section):
            reading.section, reading.fresh = item, True
        else:
            _take(reading, item)
    give_waiting(reading)
    return reading.done


def _numbered(row: Row) -> Numbered | None:
    """The number printed for this row, and the words of its recommendation without one that stands before them."""
    own, text = row.get(Role.NUMBER), row.get(Role.RECOMMENDATION)
    before = read_number(text)
    read = read_number(own)
    if read and not read.rest:
        if before is not None and read.number.startswith(f"{before.number}."):
            return before  # the column numbers actions: 3.1 of recommendation 3
        return Numbered(read.number, "", text)
    if own:
        return Numbered(own, "", text) if len(own) <= 8 and " " not in own else None  # noqa: PLR2004 - "A", "iv"
    return before


def _take(reading: Reading, row: Row) -> None:
    """One row: a new recommendation, or more of the one before."""
    numbered = _numbered(row)
    text = row.get(Role.RECOMMENDATION)
    if not reading.done or _begins(reading, row, numbered):
        mark, text = (numbered.mark, numbered.rest) if numbered else ("", text)
        cells: dict[str, str] = {key: row.get(key) for key in SHARED if row.get(key)}
        number = numbered.number if numbered else ""
        reading.done.append(Draft(row.line, number, mark, text, reading.section, cells))
        reading.fresh = False
    elif text:
        last = reading.last
        again = numbered is not None and numbered.number == last.number
        more = numbered.rest if numbered and again else text
        if more and more != last.text:
            reading.done[-1] = last._replace(text=f"{last.text} {more}".strip())
    take_action(reading, row, _part(row, reading.last.number))


def _part(row: Row, number: str) -> str:
    """The number printed for the action itself, in a column that numbers actions within recommendations; or ''."""
    own = read_number(row.get(Role.NUMBER))
    return row.get(Role.NUMBER) if own and not own.rest and own.number != number else ""


def _begins(reading: Reading, row: Row, numbered: Numbered | None) -> bool:  # noqa: PLR0911 - a case each
    """Whether this row begins a recommendation. The cases, in the order they are asked:"""
    last, text = reading.last, row.get(Role.RECOMMENDATION)
    if numbered and row.get(Role.NUMBER):
        # 1. a number of its own column: new, unless it is the same again, or numbers an action of the same one
        part = not text and bool(last.number) and numbered.number.startswith(f"{last.number}.")
        return numbered.number != last.number and not part and (bool(text) or not last.text or not last.actions)
    if numbered:
        # 2. a number before the words: new where it follows, else it numbers a list inside the words
        return reading.fresh or _follows(last.number, numbered.number)
    if not text or text == last.text:
        return False
    if reading.fresh:
        # 3. the first words under a heading
        return True
    if reading.known.goes_on(row, Role.RECOMMENDATION):
        # 4. a sentence going on
        return False
    letter = list_letter(text)
    if letter > "a" and re.search(rf"(?:^|\s)\(?{chr(ord(letter) - 1)}[.)]", last.text):
        # 5. the next item of its list
        return False
    numberless = reading.known.numbers and bool(last.number)
    if (row.after_break or numberless) and not is_closed(last.text):
        # 6. cut by a page in mid-sentence, or without a number where the others have one
        return False
    # 7. words with an action of their own, or whole sentences
    return bool(row.get(Role.ACTION)) or (is_closed(last.text) and not row.after_break)


def _follows(before: str, number: str) -> bool:
    if not before or number[0].isalpha() != before[0].isalpha():
        return True
    first, second = ([int(piece) for piece in re.findall(r"\d+", each)] for each in (before, number))
    if before.isdecimal() and number.isdecimal():
        return first < second <= [first[0] + _FURTHEST]
    return second >= first
