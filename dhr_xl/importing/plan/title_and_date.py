"""Find what a document says about itself: its title, and the date its position is as at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.importing.sources.grid import Grid, LooseParagraph

_TITLE_WORDS: Final = re.compile(
    r"review|action plan|\bdhr\b|\bdardr\b|\bsusr\b|homicide|tracker|recommendations", re.IGNORECASE
)
_LONGEST_TITLE: Final = 150
"""Characters of a title, or of a line that gives the document's date, at most."""
_AS_AT_PATTERNS: Final = tuple(
    re.compile(rf"\b(?:{words})\b\W*(?P<date>.{{0,40}})", re.IGNORECASE)
    for words in (
        (
            r"(?:position |correct |progress )?as (?:at|of|on)|(?:position|status|progress) (?:at|on)"
            r"|up to date (?:at|to)|fel ar"
        ),
        (
            r"(?:last )?(?:updated|revised|reviewed)(?: on)?|updated? (?:at|as of)"
            r"|date of (?:this )?(?:update|report|plan|version)|report date|update for"
        ),
        r"publication date|published(?: on)?|date published|version date|dated",
    )
)
"""How a document gives the date of its position, the most reliable wording first."""


def find_title(grid: Grid, name: str) -> str:
    """Return the document's title: its first heading or line that mentions a review or plan, else the file's name."""
    loose = [block for block in grid.blocks if isinstance(block, LooseParagraph)]
    lines = [block.paragraph for block in loose if not block.aside]
    largest = [line.text for line in lines if line.level == 1 and 0 < len(line.text) <= _LONGEST_TITLE]
    if largest:
        return next(filter(_TITLE_WORDS.search, largest), largest[0])
    tops = [row for table in grid.tables if not table.hidden for row in table.rows[:3]]
    cells = [cell.text for row in tops for cell in row.cells if cell.origin is None]
    asides = [block.paragraph.text for block in loose if block.aside]
    for text in filter(_TITLE_WORDS.search, (*(line.text for line in lines[:12]), *cells, *asides)):
        if len(text) <= _LONGEST_TITLE and len(text.split()) > 1 and not text.endswith((".", ":", "?")):
            return text
    stem = re.sub(r"[_\s-]+", " ", re.sub(r"\.[A-Za-z]{2,5}$", "", name)).strip()
    return stem[:1].upper() + stem[1:]


def find_as_at(texts: Sequence[str]) -> tuple[dt.date | None, str]:
    """Find the date the document's position is as at, or else the date it was updated or published.

    texts: its lines outside the plan's rows, in order. Return the date and the line that gives it, else (None, "").
    """
    for pattern in _AS_AT_PATTERNS:
        for place, text in enumerate(texts):
            match = pattern.search(text)
            if match is None or len(text) > _LONGEST_TITLE:
                continue  # a date in a long paragraph is about something else
            following = texts[place + 1] if not match["date"].strip(" :") and place + 1 < len(texts) else match["date"]
            reading = read_plan_date(following[:40])
            if reading.value and reading.kind in (DateKind.DAY, DateKind.MONTH):
                return reading.value, text
    return None, ""
