"""Give each body a code: an acronym that the document prints for it, else initials or shortened words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.core.plan.model import BOARD, UNASSIGNED
from dhr_xl.importing.terms.words import is_acronym

RESERVED: Final = frozenset(
    {UNASSIGNED, BOARD, "CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in range(10)}
)
"""Codes that no body may have: our own, and names Windows reserves for devices, since files are named after codes."""

SERVICE_NAMES: Final = frozenset({
    "police", "probation", "ambulance", "housing", "education", "council", "constabulary", "fire", "csp",
    "ccg", "icb", "crc", "nps",
})  # fmt: skip
"""Names of services, which name a body by themselves or after the name of their place."""
_BODY_TYPES: Final = frozenset({"council", "college", "university", "hospital", "school", "court"})
"""Types of body whose code may be the type itself, where their name is a place and a type."""
_SMALL_WORDS: Final = frozenset(["and", "of", "the", "for", "to", "in", "&", "on", "with"])
_TOO_COMMON: Final = frozenset({"NHS", "GP", "GPS", "FT", "DA", "DV", "DVA", "UK"})


def make_initials(name: str) -> str:
    """Return the initials of a name's main words; an acronym in the name is kept whole."""
    words = [word for word in _split_name(name) if word.lower() not in _SMALL_WORDS]
    capitals = name.isupper()
    return "".join(word if word.isupper() and len(word) > 1 and not capitals else word[0].upper() for word in words)


def _split_name(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.replace("’", "").replace("'", ""))


def make_codes(groups: Sequence[Sequence[str]], text: str) -> list[str]:
    """Return a code for each body, in order, each unique.

    groups: the names of each body; text: all words of the plan, to find its acronyms.
    """
    printed = Counter(re.findall(r"\b[A-Z]{3,8}\b", text))
    made: list[str] = []
    for group in groups:
        guesses = [code for code in _propose_codes(group, printed) if re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code)]
        free = [code for code in guesses if _is_code(code) and code not in made]
        base = (free or guesses or ["BODY"])[0]
        code, count = base, 1
        while code in made or not _is_code(code):
            count += 1
            code = f"{base}{count}"
        made.append(code)
    return made


def _is_code(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code)) and code not in RESERVED


def _propose_codes(group: Sequence[str], printed: Counter[str]) -> Iterable[str]:
    """Yield codes that a body could have, best first."""
    acronyms = [re.sub(r"[^A-Z0-9]", "", name) for name in group if is_acronym(name)]
    yield from acronyms
    name = max(group, key=len)
    whole = make_initials(name)
    if whole in printed:
        yield whole
    words = _split_name(name)
    yield from (word for word in words if word.isupper() and len(word) > 1 and word not in _TOO_COMMON)
    yield from (word.upper() for word in words if word.lower() in SERVICE_NAMES - {"council"})
    short = _split_name(min(group, key=len))
    if len(short) <= 2 and len(group) > 1:  # noqa: PLR2004
        yield short[0].upper()[:12]
    longest = max(map(len, printed), default=0)
    parts = [whole[start:end] for end in range(len(whole), 2, -1) for start in range(max(0, end - longest), end - 2)]
    yield from sorted((part for part in parts if printed[part] > 1), key=lambda part: (-len(part), -printed[part]))
    main_words = [word for word in words if word.lower() not in _SMALL_WORDS]
    if len(main_words) == 2 and main_words[1].lower() in _BODY_TYPES:  # noqa: PLR2004
        yield main_words[1].upper()
    if len(main_words) <= 2:  # noqa: PLR2004
        yield main_words[0].upper()[:12] if main_words else ""
        yield "".join(main_words).upper()[:12]
    yield whole[:12]
    yield from (word.upper()[:12] for word in main_words)
