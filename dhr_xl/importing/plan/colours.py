"""What a plan's colours mean, by the key it prints: councils use opposite meanings, so without one they say nothing."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Mapping
from typing import Final

from dhr_xl.core.plan.model import Status
from dhr_xl.importing.terms.status_words import read_bare_status

_NAMES: Final = ("red", "amber", "green", "blue", "yellow", "grey", "white", "purple", "black")
_NAME: Final = "|".join(_NAMES)
_NAMED_MEANING: Final = re.compile(
    rf"\b({_NAME})\b\s*(?:[-–—:=(]|means\b|is\b)\s*(.{{2,60}}?)(?=$|[,;.|)\n]|\s+(?:{_NAME})\b)", re.IGNORECASE
)
_LETTERS: Final = {"B": "blue", "R": "red", "A": "amber", "G": "green", "Y": "yellow"}
_LETTER_MEANING: Final = re.compile(r"\b([BRAGY])\s*[=–:-]\s*(.{2,60}?)(?=$|[,;.|)\n]|\s+[BRAGY]\s*[=–:-])")
"""The same with a letter for each colour: "R = not started; A = in progress"."""
_FEWEST_COLOURS: Final = 2
"""Colours that a key explains at least; one alone may be a sentence about something else."""
_HUES: Final = (
    (20, "red"),
    (49, "amber"),
    (70, "yellow"),
    (170, "green"),
    (260, "blue"),
    (320, "purple"),
    (361, "red"),
)
"""Degrees of the colour circle up to which a colour is called so; Excel's own amber (FFC000) stands at 45."""
_PALE: Final = 0.15
_COLOUR_ALONE: Final = re.compile(rf"(?:b?rag\W*)?(?:{_NAME}|[bragy])\W*", re.IGNORECASE)

ColourKey = Mapping[str, Status]
"""A colour's name in small letters -> the status it stands for."""


def read_colour_key(texts: Iterable[str], painted: Iterable[tuple[str, str]] = ()) -> ColourKey:
    """The key of colours that a document prints, {} where it prints none.

    texts: its lines, in which a colour's name stands before its meaning; painted: a cell's colour (its name or its
    background as RRGGBB) and the words beside it. A background that the key has is known by its very shade.
    """
    key: dict[str, Status] = {}
    pairs = [
        *painted,
        *(pair for text in texts for form in (_NAMED_MEANING, _LETTER_MEANING) for pair in form.findall(text)),
    ]
    for colour, words in pairs:
        pieces = re.split(r"(?<!\s)\s++(?:and|or|but|with)\s+|/|,|\s[-–—]\s", words.strip())
        status = next((said for piece in pieces if (said := read_bare_status(piece))), None)
        if status is not None:
            key.setdefault(_LETTERS.get(colour, colour.lower()), status)
            key.setdefault(name_colour(colour) or colour.lower(), status)
    return key if len(set(map(_name_key_colour, key))) >= _FEWEST_COLOURS else {}


def _name_key_colour(colour: str) -> str:
    return name_colour(colour.upper()) or colour


def is_colour(text: str) -> bool:
    """Whether a text is a colour's name, or its first letter, and nothing else."""
    return bool(_COLOUR_ALONE.fullmatch(text.strip()))


def is_tick(text: str) -> bool:
    """Whether a cell holds a tick or a cross and nothing else."""
    return bool(re.fullmatch(r"[✓✔☑✗✘☒●•xX×]|[Yy](?:es)?", text.strip()))


def name_colour(fill: str) -> str:
    """The name of a background's colour ("FFC000": "amber"), '' for none and for greys and whites."""
    if not re.fullmatch(r"[0-9A-F]{6}", fill):
        return ""
    red, green, blue = (int(fill[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, _, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < _PALE or max(red, green, blue) - min(red, green, blue) < _PALE:
        return ""
    return next(name for up_to, name in _HUES if hue * 360 < up_to)


def read_colour_status(text: str, key: ColourKey) -> Status | None:
    """The status a cell tells that holds a colour's name, or its first letter, and nothing else."""
    word = text.strip(" .()").lower()
    if word in key:
        return key[word]
    fitting = [status for colour, status in key.items() if len(word) == 1 and colour.startswith(word)]
    if word == "yellow" and "amber" in key:
        return key["amber"]
    return fitting[0] if len(fitting) == 1 else None
