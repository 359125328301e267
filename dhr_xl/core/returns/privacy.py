"""What an answer should not hold: names on the private list, and what looks personal (docs/field.md, Privacy)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.core.returns.answers import UNSEEN

HIDDEN: Final = "[private name]"
"""Stands for a name of the private list wherever words of a return are shown."""
PERSONAL: Final = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44\s?(?:\(0\)\s?)?\d|\(?0\d)(?:[\s()-]*\d){8,9}(?!\d)")),
    ("an NHS number", re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)|(?i:nhs\s*(?:no\.?|number)\D{0,4}\d{10})")),
    ("a date of birth", re.compile(r"(?i)\b(?:d\.?o\.?b\.?|born(?: on)?|date of birth)\b[^\n]{0,12}\d")),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|PC|DC|DS|DI|DCI|Sgt|Insp)\.? [A-Z][\w'’-]+")),
)
"""What to call it, and how it looks."""
APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")


@functools.lru_cache(maxsize=256)
def _spelt(name: str) -> re.Pattern[str] | None:
    """What matches a name in any case, with any blanks, accents, apostrophes, and with its last word first."""
    parts = re.split(r"[\s,]+", _plain(name)[0].strip())
    # a word of nothing but dashes and points is among what may stand between words, and would be sought twice
    words = [re.escape(word) for word in parts if word.strip("-‐‑–.,_")]
    if not words:
        return None
    between = r"[\s\-‐‑–.,_]*" if len(words) > 1 else ""
    orders = [between.join(words)]
    if len(words) > 1:
        orders.append(between.join([words[-1], *words[:-1]]))
    return re.compile(rf"(?<!\w)(?:{'|'.join(orders)})(?!\w)")


def _plain(text: str) -> tuple[str, list[int]]:
    """Text as names are sought in it, and for each of its characters the place it has in `text`."""
    if text.isascii() and text.isprintable():
        return text.translate(APOSTROPHES).casefold(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if ord(character) in UNSEEN:
            continue
        for part in unicodedata.normalize("NFKD", character.translate(APOSTROPHES)).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(at)
    return "".join(letters), places


def hide_names(text: str, names: Sequence[str]) -> str:
    """Text with every name of the private list taken out; the very same text where there is none."""
    plain, places = _plain(text) if names else ("", [])
    for pattern in filter(None, map(_spelt, names)):
        kept: list[str] = []
        end = 0
        for found in pattern.finditer(plain):
            kept += (text[end : places[found.start()]], HIDDEN)
            end = places[found.end() - 1] + 1
        if end:
            text = "".join((*kept, text[end:]))
            plain, places = _plain(text)
    return text


def holds_name(text: str, names: Sequence[str]) -> bool:
    """Whether a name of the private list stands in a text."""
    return hide_names(text, names) != text


def personal_details(text: str) -> Iterable[str]:
    """What a text seems to hold that it should not, in words."""
    return (what for what, pattern in PERSONAL if pattern.search(text))
