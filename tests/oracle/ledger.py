"""An independent judge of the merge: its rules once more, plainly, kept as a ledger of what each agency typed.

It shares no code with the merge it judges. For each cell of a return it says what may become of it; where the rules
leave that open it allows more than one thing, and the ledger goes on with what happened (see playing.py).
"""

from __future__ import annotations

import copy as copying
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

Cell = tuple[str, str]
"""(ref, field key)."""

ANSWER: Final = ("status", "completion_date", "evidence_given", "outcome")
GROUP: Final = (*ANSWER, "reason")
ROUNDS: Final = ("progress", "reason", "query")
FIELDS: Final = (*ANSWER, *ROUNDS)
WORDS: Final = ("progress", "evidence_given", "outcome", "reason", "query")
DONE: Final = ("Complete", "Propose to close")
NEED_REASON: Final = ("Paused", "Propose to close")
BOARD_CLOSED: Final = ("Signed off", "Closed – agreed", "Closed – not accepted", "Superseded")

MERGED, ALREADY, ASKED, NOTHING, DECIDED, NOTED = "merged", "already", "asked", "nothing", "decided", "noted"


class Copy(NamedTuple):
    """One returned workbook. values, shown: cell -> text, as it came back and as its own workbook showed it.

    corrects: it came back in a copy to put right, which holds what the agency had said before.
    """

    values: Mapping[Cell, str]
    shown: Mapping[Cell, str]
    saved: dt.datetime
    who: str
    corrects: bool = False


@dataclass
class Line:
    """One workbook that went out to an agency, and every copy of it that came back and stands.

    bases: cell -> the values that may be the agreed one; decided: (cell, value) that a person decided about.
    """

    agency: str
    round: str
    issued: dict[Cell, str]
    bases: dict[Cell, set[str]] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    decided: set[tuple[Cell, str]] = field(default_factory=set)

    def __post_init__(self):
        self.bases = self.bases or {cell: {text} for cell, text in self.issued.items()}

    def snapshot(self) -> Line:
        return copying.deepcopy(self)

    @property
    def refs(self) -> list[str]:
        return list(dict.fromkeys(ref for ref, _ in self.issued))


class Verdict(NamedTuple):
    """What a return says in one cell, and what may become of it."""

    says: str
    may: frozenset[str]


def share_words(line: Line, one: Copy, other: Copy) -> bool:
    """Whether two returns of one workbook share an edited cell of words, so that they are one copy at two times."""
    return any(one.values[cell] == other.values[cell] != line.issued[cell] for cell in line.issued if cell[1] in WORDS)


class Said(NamedTuple):
    """A return beside the other copies of its workbook: those of its own copy, and those of other teams."""

    line: Line
    copy: Copy
    family: list[Copy]
    teams: list[Copy]

    @property
    def previous(self) -> Mapping[Cell, str]:
        """What this copy of the workbook said before."""
        earlier = [one for one in self.family if one.saved <= self.copy.saved]
        if self.copy.corrects:
            return self.copy.shown
        return max(earlier, key=lambda one: one.saved).values if earlier else self.line.issued

    @property
    def newer(self) -> Copy | None:
        later = [one for one in self.family if one.saved > self.copy.saved]
        return max(later, key=lambda one: one.saved) if later else None

    def changed(self, cell: Cell) -> bool:
        return self.copy.values[cell] != self.previous[cell]

    def spoken(self, ref: str) -> bool:
        """Whether the row has new words, so that its status is an answer even if it was left as it stood."""
        return any(self.changed((ref, key)) for key in FIELDS)

    def states(self, cell: Cell) -> bool:
        """Whether the return says anything in a cell."""
        if cell[1] == "status" and self.copy.values[cell] and self.spoken(cell[0]):
            return True
        issued = self.line.issued[cell]
        return self.copy.values[cell] != issued or self.previous[cell] != issued


def beside(line: Line, copy: Copy) -> Said:
    """A return among the other copies of its workbook; a copy to put right is of all that came before it."""
    family = [one for one in line.copies if copy.corrects or share_words(line, copy, one)]
    return Said(line, copy, family, [one for one in line.copies if one not in family])


def unsure(said: Said) -> bool:
    """Whether the rules do not say which of several copies this one is later than.

    So it is of one that shares words with a copy that was put right, or that puts several teams' copies right.
    """
    if said.copy.corrects:
        return not all(share_words(said.line, one, other) for one in said.family for other in said.family)
    return bool(said.family) and any(one.corrects for one in said.line.copies)


def judge(line: Line, copy: Copy, ours: Mapping[Cell, str], shut: Mapping[str, str]) -> dict[Cell, Verdict]:
    """What may become of each cell of a return. ours: the plan's values of that agency and round, '' if absent.

    shut: ref -> "withdrawn" or "closed" for rows that are no longer out with the agency.
    """
    said = beside(line, copy)
    verdicts: dict[Cell, Verdict] = {}
    for ref in line.refs:
        row = {key: cell_verdict(said, (ref, key), ours) for key in FIELDS if said.states((ref, key))}
        hold_group(said, ref, row, ours)
        for key, may in row.items():
            if shut.get(ref) == "withdrawn":
                may = {ASKED, ALREADY, NOTHING, DECIDED}  # noqa: PLW2901 - the rule of the whole row replaces the cell's
            elif shut.get(ref) == "closed":
                may |= {ASKED}
            verdicts[ref, key] = Verdict(copy.values[ref, key], frozenset(may))
    return verdicts


def cell_verdict(said: Said, cell: Cell, ours: Mapping[Cell, str]) -> set[str]:
    """What may become of one cell by itself."""
    line, says, now = said.line, said.copy.values[cell], ours.get(cell, "")
    if unsure(said):
        return {NOTHING, ALREADY, NOTED, ASKED, DECIDED, MERGED}
    if said.newer is not None:
        return {NOTHING, ALREADY, NOTED, ASKED, DECIDED}
    if cell[1] == "query":
        return {ASKED, NOTHING, DECIDED} if says in {"", said.previous[cell]} else {ASKED}
    if any(one.saved == said.copy.saved and one.values[cell] != says for one in said.family):
        return {ASKED, ALREADY, DECIDED}
    if not said.changed(cell) and (cell, says) in line.decided:
        return {DECIDED, ALREADY, NOTHING} | ({ASKED} if said.spoken(cell[0]) else set())
    may = set()
    for base in line.bases[cell]:
        may |= by_the_table(base, now, says, answered=cell[1] == "status" and bool(says) and said.spoken(cell[0]))
    return by_teams(said, cell, may, now)


def by_the_table(base: str, ours: str, theirs: str, *, answered: bool) -> set[str]:
    """The table of cases. answered: an answer even where it stands as it was issued (the status of a spoken row)."""
    if theirs == ours:
        return {ALREADY, NOTHING}
    if theirs == base and not answered:
        return {NOTHING}
    return {MERGED} if ours == base else {ASKED}


def by_teams(said: Said, cell: Cell, may: set[str], ours: str) -> set[str]:
    """The same where another team's copy of the workbook speaks of that cell too."""
    says, issued = said.copy.values[cell], said.line.issued[cell]
    others = [one for one in said.teams if Said(said.line, one, [], []).states(cell) and one.values[cell] != says]
    if not others:
        return may
    if said.family:
        return may | {ASKED, NOTHING, ALREADY, DECIDED}
    if says == issued and cell[1] != "status":
        return may
    return {ASKED} | ({ALREADY, NOTHING} if says == ours else set()) | ({DECIDED} if said.line.decided else set())


def hold_group(said: Said, ref: str, row: dict[str, set[str]], ours: Mapping[Cell, str]) -> None:
    """The group of a row merges whole or not at all."""
    group = [key for key in GROUP if key in row]
    wrong = errors(said, ref, row, ours)
    hard = wrong == "yes" or any(row[key] == {ASKED} for key in group)
    soft = wrong == "maybe" or any(row[key] & {ASKED, DECIDED} for key in group)
    for key in group:
        if hard and MERGED in row[key]:
            row[key] = row[key] - {MERGED} | {ASKED}
        elif soft and MERGED in row[key]:
            row[key] |= {ASKED}


def errors(said: Said, ref: str, row: Mapping[str, set[str]], ours: Mapping[Cell, str]) -> str:
    """Whether something of the row is an error, so that its group is held: "yes", "maybe" or "no"."""
    found = {*reopened(said, ref, ours), *missing_words(said, ref, row, ours), *blanked(said, ref)}
    if "yes" in found and any(
        (cell, said.copy.values[cell]) in said.line.decided for cell in said.line.issued if cell[0] == ref
    ):
        return "maybe"
    return "yes" if "yes" in found else "maybe" if found else "no"


def reopened(said: Said, ref: str, ours: Mapping[Cell, str]) -> list[str]:
    """Complete to anything less is asked about."""
    status, bases, now = said.copy.values[ref, "status"], said.line.bases[ref, "status"], ours.get((ref, "status"), "")
    if status == "Complete" or "Complete" not in {*bases, now}:
        return []
    return ["yes" if bases == {"Complete"} and now == "Complete" and said.states((ref, "status")) else "maybe"]


def missing_words(said: Said, ref: str, row: Mapping[str, set[str]], ours: Mapping[Cell, str]) -> list[str]:
    """Newly Complete needs evidence; newly Paused or Propose to close a reason."""
    values, now = said.copy.values, ours.get((ref, "status"), "")
    status, bases = values[ref, "status"], said.line.bases[ref, "status"]
    needs = "evidence_given" if status == "Complete" else "reason" if status in NEED_REASON else ""
    if needs and not values[ref, needs] and said.changed((ref, needs)):
        return ["maybe"]  # they were given and set back
    if not needs or values[ref, needs] or "status" not in row or bases == {status}:
        return []
    return ["maybe" if status == now or status in bases or ours.get((ref, needs)) else "yes"]


def blanked(said: Said, ref: str) -> list[str]:
    """An answer that was filled in must not be blanked unasked; set back to blank by a later save: who can say."""
    found = []
    for key in ANSWER:
        cell = (ref, key)
        if not said.copy.values[cell] and said.states(cell):
            found.append(
                "yes" if said.line.issued[cell] and said.line.bases[cell] == {said.line.issued[cell]} else "maybe"
            )
    return found if any(said.changed((ref, key)) for key in GROUP) else []


# who owes what


def owes(status: str, board: str, *, withdrawn: bool, came: bool | None, asked_since: bool) -> bool | None:
    """Whether a row is owed by an agency; None where the rules leave it open.

    came: whether new words came from it for this round, None where they came otherwise than by a merge;
    asked_since: the board asked for more evidence after those words.
    """
    if withdrawn or board in BOARD_CLOSED:
        return False
    more = board == "More evidence needed"
    if status in DONE and not more:
        return False
    if more and asked_since and came is not False:
        return None
    return None if came is None else not came


def at_odds(statuses: Mapping[str, str]) -> bool | None:
    """Whether the agencies of one action disagree on whether it is done; None where one has said nothing yet."""
    if "Complete" not in statuses.values():
        return False
    others = [status for status in statuses.values() if status not in DONE]
    return False if not others else None if not any(others) else True
