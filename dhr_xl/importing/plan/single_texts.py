"""Classify a row or line that holds a single text: a section heading, a recommendation, or an ordinary row."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.importing.plan.roles import PlanColumns
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import (
    EVERYBODY,
    RECOMMENDATION_WORD,
    ends_sentence,
    is_title,
    names_body,
    read_number,
)

LONGEST_SECTION: Final = 200
"""Characters of a section heading at most."""
_WORDS_OF_NAME: Final = 6
"""Words of a body's or part's name at most; that many capitalised words are a heading and no recommendation."""
_LONGEST_NUMBER: Final = 20
_OBLIGATION: Final = re.compile(r"\b(?:should|must|will|shall|to|needs?)\b", re.IGNORECASE)


def classify_single_text(text: str, role: Role, columns: PlanColumns, *, wide: bool) -> Role | None:  # noqa: PLR0911 - one return for each case
    """Classify the only text of a row.

    role: of the column it stands in; wide: it fills the row, or is merged across it.
    Return THEME for a section heading, RECOMMENDATION, or None for a row like others.
    """
    numbered = read_number(text)
    has = columns.has(Role.RECOMMENDATION)
    if RECOMMENDATION_WORD.match(text) and numbered and (wide or (role in (Role.NUMBER, Role.THEME) and numbered.rest)):
        return Role.RECOMMENDATION
    if wide:
        whole = len(text.split()) > 6 and (ends_sentence(text) or not is_title(text))  # noqa: PLR2004 - a sentence
        if not has and not EVERYBODY.match(text) and ((numbered and numbered.rest) or whole):
            return Role.RECOMMENDATION
        return Role.THEME
    if role is Role.NUMBER and len(text) > _LONGEST_NUMBER:
        return Role.THEME
    if role is Role.NUMBER and numbered is None and not re.search(r"\d", text) and len(text) > 3:  # noqa: PLR2004 - "iv"
        return Role.THEME
    short = len(text.split()) <= _WORDS_OF_NAME and all(
        word[0].isupper() for word in text.split() if len(word) > len("the")
    )
    titled = not numbered and (_is_group_heading(text) or (is_section_heading(text) and (names_body(text) or short)))
    if role in (Role.RECOMMENDATION, Role.THEME, Role.SCOPE) and titled:
        return Role.THEME
    return None


def _is_group_heading(text: str) -> bool:
    """Tell whether a text heads a group of recommendations: "All agencies", "Single agency recommendations"."""
    kind = EVERYBODY.match(text) or re.search(r"\brecommendations\W*$", text, re.IGNORECASE)
    return bool(kind) and not ends_sentence(text) and not _OBLIGATION.search(text)


def is_section_heading(text: str) -> bool:
    """Tell whether a text is written like a section heading."""
    return 0 < len(text) <= LONGEST_SECTION and is_title(text) and not text.endswith((".", ";"))
