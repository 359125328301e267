"""What is printed on every page and belongs to none of its rows: page numbers, footers, running headers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from dhr_xl.importing.shapes import EVERYBODY, is_title, names_body, read_number
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.text import SourceLine, is_page_mark

_MARKING: Final = re.compile(
    r"^(?:not\s+)?"
    r"(?:official|restricted|confidential|protect(?:ed)?\b|sensitive|private and confidential|draft\b|version\b|v\d|"
    r"©|copyright|www\.|https?:|printed\b|last updated)",
    re.IGNORECASE,
)
"""How a footer or a running header begins that is printed once only."""
_NEAR: Final = 4
"""Lines from a page's end within which its footer and the next page's header stand."""


def find_furniture(lines: Sequence[SourceLine], headings: Collection[int]) -> frozenset[int]:
    """The places of lines that are a page's furniture. headings: the places at which headings are printed again."""
    lone = {place: text for place, line in enumerate(lines) if (text := _alone(line))}
    first = min(headings, default=0)
    above = {_sign(text) for place, text in lone.items() if place < first}
    often = Counter(_sign(text) for text in lone.values())
    ends = _ends(lines, headings, lone)
    found = {place for place, text in lone.items() if place > first and is_page_mark((text,))}
    for place, text in lone.items():
        if place <= first or place in found or _is_of_the_plan(text):
            continue
        sign = _sign(text)
        if place in ends and (_MARKING.match(text) or (often[sign] > 1 and not _is_section(text)) or sign in above):
            found.add(place)
    return frozenset(found | _under_the_edge(lone, headings, found, first))


def _alone(line: SourceLine) -> str:
    filled = [cell for cell in line.cells if cell]
    return filled[0] if len(filled) == 1 and (line.cells[0] or len(line.cells) == 1) else ""


def _sign(text: str) -> str:
    """A line without its numbers, by which it is known again on the next page."""
    return re.sub(r"[\W\d_]+", " ", text).strip().lower()


def _is_of_the_plan(text: str) -> bool:
    return is_bare_status(text) or bool(read_number(text)) or bool(EVERYBODY.match(text))


def _is_kept(text: str) -> bool:
    return _is_of_the_plan(text) or _is_section(text)


def is_section(line: SourceLine) -> bool:
    """Whether a line is nothing but the heading of a body's section."""
    return _is_section(_alone(line))


def _is_section(text: str) -> bool:
    return is_title(text) and names_body(text)


def _ends(lines: Sequence[SourceLine], headings: Collection[int], lone: dict[int, str]) -> set[int]:
    """The places near a page's end: of a page number, a form feed, or headings printed again, lone lines between."""
    marks = {place for place, text in lone.items() if is_page_mark((text,))} | set(headings)
    marks |= {place for place, line in enumerate(lines) if line.new_page}
    near: set[int] = set()
    for mark in marks:
        for step in (-1, 1):
            place = mark
            for _ in range(_NEAR):
                near.add(place)
                place += step
                if place not in lone:
                    break
    return near


def _under_the_edge(lone: dict[int, str], headings: Collection[int], found: Collection[int], first: int) -> set[int]:
    """A running header: lone lines right above headings printed again, at the top of a page."""
    made: set[int] = set()
    for place in headings:
        run = []
        above = place - 1
        while above > first and above in lone and above not in found and not _is_kept(lone[above]):
            run.append(above)
            above -= 1
        if above in found:
            made.update(run)
    return made
