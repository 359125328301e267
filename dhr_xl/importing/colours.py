"""What a plan's colours mean, by the key it prints: councils use opposite meanings, so without one they say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from dhr_xl.importing.statuses import status_of_words
from dhr_xl.model import Status

_NAMES: Final = ("red", "amber", "green", "blue", "yellow", "grey", "white", "purple", "black")
_NAME: Final = "|".join(_NAMES)
_PIECE: Final = re.compile(
    rf"\b({_NAME})\b\s*(?:[-–—:=(]|means\b|is\b)\s*(.{{2,60}}?)(?=$|[,;.|)\n]|\s+(?:{_NAME})\b)", re.IGNORECASE
)
_LEAST: Final = 2
"""Colours that a key explains at least; one alone may be a sentence about something else."""

Key = Mapping[str, Status]
"""A colour's name in small letters -> the status it stands for."""


def read_key(texts: Iterable[str]) -> Key:
    """The key of colours in these words, {} where none is printed."""
    key: dict[str, Status] = {}
    for text in texts:
        for colour, words in _PIECE.findall(text):
            pieces = re.split(r"(?<!\s)\s++(?:and|or|but|with)\s+|/|,", words.strip())
            status = next((said for piece in pieces if (said := status_of_words(piece))), None)
            if status is not None:
                key.setdefault(colour.lower(), status)
    return key if len(key) >= _LEAST else {}


def status_of_colour(text: str, key: Key) -> Status | None:
    """The status a cell tells that holds a colour's name, or its first letter, and nothing else."""
    word = text.strip(" .()").lower()
    if word in key:
        return key[word]
    fitting = [status for colour, status in key.items() if len(word) == 1 and colour.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None
