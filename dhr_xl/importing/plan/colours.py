"""Read what a plan's colours mean from the key it prints. Without a key a colour says nothing: councils differ."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from dhr_xl.core.plan.model import Status
from dhr_xl.importing.sources.grid import Grid
from dhr_xl.importing.terms.status_words import read_bare_status

_NAMES: Final = ("red", "amber", "green", "blue", "yellow", "grey", "white", "purple", "black")
_NAME: Final = "|".join(_NAMES)
_NAMED_MEANING: Final = re.compile(
    rf"\b({_NAME})\b\s*(?:[-–—:=(]|means\b|is\b)\s*(.{{2,60}}?)(?=$|[,;.|)\n]|\s+(?:{_NAME})\b)", re.IGNORECASE
)
_LETTERS: Final = {"B": "blue", "R": "red", "A": "amber", "G": "green", "Y": "yellow"}
_LETTER_MEANING: Final = re.compile(r"\b([BRAGY])\s*[=–:-]\s*(.{2,60}?)(?=$|[,;.|)\n]|\s+[BRAGY]\s*[=–:-])")
"""A meaning after a colour's first letter: "R = not started; A = in progress"."""
_FEWEST_COLOURS: Final = 2
"""Colours that a key explains at least; a single one may be a sentence about something else."""
_HUES: Final = (
    (20, "red"), (49, "amber"), (70, "yellow"), (170, "green"), (260, "blue"), (320, "purple"), (361, "red"),
)  # fmt: skip
"""Degrees of the colour circle up to which each colour goes; Excel's own amber (FFC000) is at 45."""
_PALE: Final = 0.15
_COLOUR_ALONE: Final = re.compile(rf"(?:b?rag\W*)?(?:{_NAME}|[bragy])\W*", re.IGNORECASE)

ColourKey = Mapping[str, Status]
"""A colour's name in lower case, or its shade as RRGGBB in lower case -> the status it stands for."""


def read_colour_key(texts: Iterable[str], painted: Iterable[tuple[str, str]] = ()) -> ColourKey:
    """Read the colour key that a document prints; {} where it prints none.

    texts: its lines, in which a colour's name comes before its meaning;
    painted: a cell's colour (its name, or its background as RRGGBB) and the words beside it.
    A background in the key is recognised by its exact shade first.
    """
    key: dict[str, Status] = {}
    named = (pair for text in texts for form in (_NAMED_MEANING, _LETTER_MEANING) for pair in form.findall(text))
    for colour, words in (*painted, *named):
        pieces = re.split(r"(?<!\s)\s++(?:and|or|but|with)\s+|/|,|\s[-–—]\s", words.strip())
        status = next((found for piece in pieces if (found := read_bare_status(piece))), None)
        if status is not None:
            key.setdefault(_LETTERS.get(colour, colour.lower()), status)
            key.setdefault(name_colour(colour) or colour.lower(), status)
    return key if len({name_colour(colour.upper()) or colour for colour in key}) >= _FEWEST_COLOURS else {}


def find_coloured_cells(grid: Grid, rows: Container[int]) -> Iterator[tuple[str, str]]:
    """Yield each coloured cell, or cell that names a colour, with the words beside it: the form of a key in a table."""
    for table in grid.tables:
        for row in table.rows:
            for cell, beside in pairwise(row.cells):
                if id(cell) in rows or id(beside) in rows:
                    continue
                if beside.text and (name_colour(cell.fill) or is_colour(cell.text)):
                    yield cell.text if is_colour(cell.text) else cell.fill, beside.text
                elif cell.text and name_colour(cell.fill):
                    yield cell.fill, cell.text


def is_colour(text: str) -> bool:
    """Tell whether a text is the name of a colour, or its first letter, and nothing else."""
    return bool(_COLOUR_ALONE.fullmatch(text.strip()))


def is_tick(text: str) -> bool:
    """Tell whether a cell holds a tick or cross and nothing else."""
    return bool(re.fullmatch(r"[✓✔☑✗✘☒●•xX×]|[Yy](?:es)?", text.strip()))


def name_colour(fill: str) -> str:
    """Return the name of a background colour ("FFC000": "amber"); '' for none, greys and white."""
    if not re.fullmatch(r"[0-9A-F]{6}", fill):
        return ""
    red, green, blue = (int(fill[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, _, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < _PALE or max(red, green, blue) - min(red, green, blue) < _PALE:
        return ""
    return next(name for up_to, name in _HUES if hue * 360 < up_to)


def read_colour_status(text: str, key: ColourKey) -> Status | None:
    """Return the status of a cell that holds only a colour's name or first letter, by the plan's key; else None."""
    word = text.strip(" .()").lower()
    if word in key:
        return key[word]
    fitting = [status for colour, status in key.items() if len(word) == 1 and colour.startswith(word)]
    if word == "yellow" and "amber" in key:
        return key["amber"]
    return fitting[0] if len(fitting) == 1 else None
