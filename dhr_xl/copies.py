"""Two returns of one issue: which cells of a copy speak, by MERGE's four rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from enum import IntEnum
from typing import NamedTuple

from dhr_xl.answers import same_answer
from dhr_xl.rules import Shown


class Voice(IntEnum):
    """What a cell of this copy counts for, beside the copies already taken in; the highest found wins."""

    SILENT = 0
    """Left as issued in another team's copy: says nothing."""
    SPEAKS = 1
    """Counts, also where it was set back to what was issued in a later save of one copy."""
    TEAMS = 2
    """Two teams' copies differ on it."""
    UNKNOWN = 3
    """One copy at two times, and which was saved later is not known."""
    OLDER = 4
    """One copy at two times, and this one is the earlier."""


class Copy(NamedTuple):
    """A return of this issue: when it was saved, who completed it, and what it says."""

    saved_at: dt.datetime | None
    who: str
    values: Shown
    number: int = 0


Cell = tuple[str, str]
"""(ref, field key)"""


def edits(as_issued: Shown, values: Shown) -> dict[Cell, str]:
    """The cells of a copy that differ from what was issued."""
    return {
        (ref, key): text
        for ref, row in values.items()
        for key, text in row.items()
        if not same_answer(key, text, as_issued.get(ref, {}).get(key, ""))
    }


def compare_copies(
    as_issued: Shown, new: Copy, earlier: Sequence[Copy], corrects: Container[int] = ()
) -> dict[Cell, tuple[Voice, Copy | None]]:
    """For every cell of `new`: what it counts for, and the earlier copy that decided it.

    corrects: the numbers of the earlier copies that `new`, a corrections copy, was made from: it is one copy with
    them, and later than they are, whatever either says.

    #                          | the other copy edited it  | the other copy left it as issued
    #  they share an edit (one | saved later: SPEAKS; earlier: OLDER; equal or unknown: UNKNOWN
    #  copy at two times)      |   (a cell set back as issued included)
    #  they share none (teams) | edited here: TEAMS        | SPEAKS
    #                          | as issued here: SILENT    |
    """
    mine = edits(as_issued, new.values)
    voices: dict[Cell, tuple[Voice, Copy | None]] = {}
    for ref, row in new.values.items():
        for key in row:
            voices[ref, key] = (Voice.SPEAKS, None)
    for other in earlier:
        theirs = edits(as_issued, other.values)
        corrected = other.number in corrects
        one_copy = corrected or any(
            cell in mine and same_answer(cell[1], mine[cell], text) for cell, text in theirs.items()
        )
        for cell, held in voices.items():
            voice = _voice(cell, mine, theirs, new, other, one_copy=one_copy)
            if voice is not None and corrected:
                voice = Voice.SPEAKS
            present = cell[1] in other.values.get(cell[0], {})
            if voice is not None and present and _outranks(voice, held):
                voices[cell] = (voice, other)
    return voices


def _outranks(voice: Voice, held: tuple[Voice, Copy | None]) -> bool:
    """Whether a verdict replaces the one held: a first real one always does, then the graver."""
    return held[1] is None or voice > held[0]


def _voice(  # noqa: PLR0913 - the two copies, each with its edits
    cell: Cell, mine: dict[Cell, str], theirs: dict[Cell, str], new: Copy, other: Copy, *, one_copy: bool
) -> Voice | None:
    """What one cell counts for beside one other copy; None where the two agree."""
    here, there = mine.get(cell), theirs.get(cell)
    if here == there or (here is not None and there is not None and same_answer(cell[1], here, there)):
        return None
    if one_copy:
        if new.saved_at is None or other.saved_at is None or new.saved_at == other.saved_at:
            return Voice.UNKNOWN
        return Voice.SPEAKS if new.saved_at > other.saved_at else Voice.OLDER
    if here is None:
        return Voice.SILENT
    return Voice.SPEAKS if there is None else Voice.TEAMS
