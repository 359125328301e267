"""What an answer should not hold: names on the private list, and what looks personal (docs/field.md, Privacy)."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.core.returns.answers import UNSEEN

HIDDEN: Final = "[private name]"
"""Replaces a name of the private list wherever text of a return is shown."""
PERSONAL: Final = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44\s?(?:\(0\)\s?)?\d|\(?0\d)(?:[\s()-]*\d){8,9}(?!\d)")),
    ("an NHS number", re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)|(?i:nhs\s*(?:no\.?|number)\D{0,4}\d{10})")),
    ("a date of birth", re.compile(r"(?i)\b(?:d\.?o\.?b\.?|born(?: on)?|date of birth)\b[^\n]{0,12}\d")),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|PC|DC|DS|DI|DCI|Sgt|Insp)\.? [A-Z][\w'’-]+")),
)
"""What each detail is called, and its pattern."""
APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")


@functools.lru_cache(maxsize=256)
def _spelt(name: str) -> re.Pattern[str] | None:
    """A pattern for a name: any blanks between its words, and its last word first or last; None without words."""
    parts = re.split(r"[\s,]+", _plain(name)[0].strip())
    # a word of dashes and points alone also matches between words, so searching would take quadratic time
    words = [re.escape(word) for word in parts if word.strip("-‐‑–.,_")]
    if not words:
        return None
    between = r"[\s\-‐‑–.,_]*" if len(words) > 1 else ""
    orders = [between.join(words)]
    if len(words) > 1:
        orders.append(between.join([words[-1], *words[:-1]]))
    return re.compile(rf"(?<!\w)(?:{'|'.join(orders)})(?!\w)")


def _plain(text: str) -> tuple[str, list[int]]:
    """Text in the form that names are searched in, and for each of its characters its index in `text`."""
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
    """Replace every name of the private list in a text; the text itself where there is none."""
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
    """Whether a text has a name of the private list."""
    return hide_names(text, names) != text


def personal_details(text: str) -> Iterable[str]:
    """The kinds of personal detail a text seems to have, in words."""
    return (what for what, pattern in PERSONAL if pattern.search(text))
