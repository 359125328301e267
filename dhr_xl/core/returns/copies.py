"""Two returns of one issue: which cells of a copy speak (docs/merge.md, Copies of one return)."""

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.reading import FormValues


class Voice(IntEnum):
    """How a cell of this copy counts against the copies already taken in. The highest value found applies."""

    SILENT = 0
    """It says nothing: left as issued in another team's copy, or as sent in a corrections copy."""
    SPEAKS = 1
    """It counts, also where a later save of one copy sets it back to what was issued."""
    TEAMS = 2
    """Two teams' copies differ on it."""
    UNKNOWN = 3
    """Two saves of one copy, and which is later is not known."""
    OLDER = 4
    """Two saves of one copy, and this is the earlier one."""


class Copy(NamedTuple):
    """A return of this issue: when it was saved, who completed it, its values, and its number in the register."""

    saved_at: dt.datetime | None
    who: str
    values: FormValues
    number: int = 0


class Correcting(NamedTuple):
    """What a corrections copy was sent to correct.

    returns: the numbers of the earlier copies it was made from; marked: refs of the rows with cells to put right;
    sent: what it was filled in with, ref -> field -> text (as issued where absent).
    """

    returns: Container[int] = ()
    marked: frozenset[str] = frozenset()
    sent: FormValues = MappingProxyType({})


Cell = tuple[str, str]
"""(ref, field key)"""
WORDS: Final = frozenset({"board_note", *(field.key for field in AGENCY_FIELDS if field.kind == "text")})
"""Text answers. The same text in two copies shows that they are saves of one copy; a choice or date does not."""


def sent_with(issue: Issue) -> dict[str, dict[str, str]]:
    """What a copy was filled in with: the agency's answers and, in place of some, the plan's values."""
    answered, shown = (issue.tables.get(name, {}) for name in ("answered", "shown"))
    return {ref: {**answered.get(ref, {}), **shown.get(ref, {})} for ref in {*answered, *shown}}


def edits(as_issued: FormValues, values: FormValues) -> dict[Cell, str]:
    """The cells of a copy that differ from what was issued."""
    return {
        (ref, key): text
        for ref, row in values.items()
        for key, text in row.items()
        if not same_answer(key, text, as_issued.get(ref, {}).get(key, ""))
    }


def new_cells(issue: Issue, answers: FormValues, earlier: Iterable[FormValues]) -> set[Cell]:
    """The cells of a return that say something new: neither as its workbook was sent, whatever it was filled in with,
    nor as an earlier return of that workbook said. earlier: the answers of those.
    """
    sent = sent_with(issue)
    filled = {ref: {**row, **sent.get(ref, {})} for ref, row in issue.as_issued.items()}
    said = edits(filled, answers)
    for one in earlier:
        said = {(ref, key): text for (ref, key), text in said.items() if not _says(one, ref, key, text)}
    return set(said)


def _says(values: FormValues, ref: str, key: str, text: str) -> bool:
    return key in values.get(ref, {}) and same_answer(key, values[ref][key], text)


def answers_in(as_issued: FormValues, values: FormValues) -> dict[Cell, str]:
    """The answers of a copy: its edits, and the Status of every edited row, which counts even if unchanged."""
    said = edits(as_issued, values)
    rows = {ref for ref, _ in said}
    standing = {(ref, "status"): values[ref]["status"] for ref in rows if values[ref].get("status")}
    return {**standing, **said}


def new_words(as_issued: FormValues, agreed: Mapping[Cell, str], new: Copy, earlier: Sequence[Copy]) -> frozenset[str]:
    """Refs of the rows where `new` has a value that is neither agreed nor in an earlier copy."""

    def said_before(cell: Cell, text: str) -> bool:
        ref, key = cell
        return any(same_answer(key, one.values.get(ref, {}).get(key, ""), text) for one in earlier)

    issued = {cell: as_issued.get(cell[0], {}).get(cell[1], "") for cell in edits(as_issued, new.values)}
    issued |= agreed
    return frozenset(
        ref
        for (ref, key), base in issued.items()
        if key in new.values.get(ref, {})
        and not same_answer(key, new.values[ref][key], base)
        and not said_before((ref, key), new.values[ref][key])
    )


def compare_copies(
    as_issued: FormValues, new: Copy, earlier: Sequence[Copy], correcting: Correcting | None = None
) -> dict[Cell, tuple[Voice, Copy | None]]:
    """How every cell of `new` counts, and the earlier copy that decided it.

    correcting: given where `new` is a corrections copy. It counts as a later save of the copies it was made from;
    a cell outside its marked rows that came back as sent says nothing.

    #                           | the other copy edited it  | the other copy left it as issued
    #  they share words (one    | saved later: SPEAKS; earlier: OLDER; equal or unknown: UNKNOWN
    #  copy at two times)       |   (a cell set back as issued included)
    #  they share none (teams)  | answered here: TEAMS      | SPEAKS
    #                           | as issued here: SILENT    |
    """
    mine = edits(as_issued, new.values)
    about = correcting or Correcting()
    voices: dict[Cell, tuple[Voice, Copy | None]] = {}
    for ref, row in new.values.items():
        for key, text in row.items():
            as_sent = about.sent.get(ref, {}).get(key, as_issued.get(ref, {}).get(key, ""))
            silent = correcting is not None and ref not in about.marked and same_answer(key, text, as_sent)
            voices[ref, key] = (Voice.SILENT if silent else Voice.SPEAKS, None)
    speaking = [cell for cell, (voice, _) in voices.items() if voice is not Voice.SILENT]
    for other in earlier:
        theirs = edits(as_issued, other.values)
        corrected = other.number in about.returns
        one_copy = corrected or any(
            cell[1] in WORDS and text and cell in mine and same_answer(cell[1], mine[cell], text)
            for cell, text in theirs.items()
        )
        here, there = (mine, theirs) if one_copy else (answers_in(as_issued, c.values) for c in (new, other))
        for cell in speaking:
            voice = _voice(cell, here, there, new, other, one_copy=one_copy)
            if voice is not None and corrected:
                voice = Voice.SPEAKS
            present = cell[1] in other.values.get(cell[0], {})
            highest, found_by = voices[cell]  # the first verdict of a copy counts, then the highest
            if voice is not None and present and (found_by is None or voice > highest):
                voices[cell] = (voice, other)
    return voices


def _voice(  # noqa: PLR0913 - the two copies, each with what it says
    cell: Cell, mine: Mapping[Cell, str], theirs: Mapping[Cell, str], new: Copy, other: Copy, *, one_copy: bool
) -> Voice | None:
    """How one cell counts against one other copy; None where the two agree."""
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
