"""What is printed on every page and belongs to none of its rows: page numbers, footers, running headers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from dhr_xl.importing.sources.text.lines import Line, is_page_mark
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.words import EVERYBODY, is_title, names_body, read_number

_NEAR: Final = 4
"""Lines from a page's end within which its footer and the next page's header stand."""


def find_furniture(lines: Sequence[Line], headings: Collection[int]) -> frozenset[int]:
    """The places of lines that are a page's furniture. headings: the places at which headings are printed again."""
    first = min(headings, default=0)
    lone = {place: line.filled[0] for place, line in enumerate(lines) if len(line.filled) == 1}
    above = {_sign(text) for place, text in lone.items() if place < first}
    often = Counter(_sign(text) for text in lone.values())
    marks = {place for place, text in lone.items() if place > first and is_page_mark((text,))}
    ends = _ends(lines, marks | set(headings), lone)
    found = set(marks)
    for place, text in lone.items():
        if place <= first or place not in ends or not lines[place].alone or _is_of_the_plan(text):
            continue
        section = is_title(text) and names_body(text)
        if (often[_sign(text)] > 1 and not section) or _sign(text) in above:
            found.add(place)
    return frozenset(found)


def _sign(text: str) -> str:
    """A line without its numbers, by which it is known again on the next page."""
    return re.sub(r"[\W\d_]+", " ", text).strip().lower()


def _is_of_the_plan(text: str) -> bool:
    return is_bare_status(text) or bool(read_number(text)) or bool(EVERYBODY.match(text))


def _ends(lines: Sequence[Line], marks: Collection[int], lone: Mapping[int, str]) -> set[int]:
    """The places near a page's end: of a page number, a form feed, or headings printed again, lone lines between."""
    near: set[int] = set()
    for mark in {*marks, *(place for place, line in enumerate(lines) if line.new_page)}:
        for step in (-1, 1):
            for place in range(mark, mark + step * _NEAR, step):
                near.add(place)
                if place + step not in lone:
                    break
    return near
