"""Plays a history on a real plan folder, through real files, and holds each step against the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.core.plan.cells import CellKey
from late_master import WAITING
from oracle.acts import form_of
from oracle.at_the_desk import decide, enter
from oracle.happenings import (
    AGENCIES,
    ROUNDS_AT,
    ROWS,
    SHARED,
    Board,
    Happening,
    NextRound,
    PutAside,
    Resolve,
    Return,
    Telephone,
    Undo,
)
from oracle.ledger import ANSWER, Line, owes
from oracle.returning import Name, Sent, take_return
from oracle.seeing import Seen, check_moment, differing, read_form, round_ids, see
from oracle.taking_back import undo_run
from plan_folder import DAY


class Disagreement(AssertionError):
    """The product and the ledger do not agree."""


class Game:
    """A plan folder and what the ledger knows of it.

    lines: (agency, round number) -> its workbook; files: the same -> the last file sent of it; came: (agency, ref,
    round number) -> what came of each row, run by run; taken: the copies each run took in.
    """

    def __init__(self, folder: Path):
        self.folder, self.now, self.round = folder, DAY + dt.timedelta(days=8), 0
        self.lines: dict[Name, Line] = {}
        self.files: dict[Name, Path] = {}
        self.corrections: dict[Name, Path] = {}
        self.came: list[tuple[int, str, str, int, bool | None]] = []
        self.asked_more: dict[str, int] = {}
        self.taken: dict[int, list[tuple[Name, Sent]]] = {}
        self.aside: tuple[bytes, Seen] | None = None
        self.number = 0
        self.undoable: tuple[Seen, dict[Name, Line]] | None = None
        (folder.parent / "sent").mkdir(exist_ok=True)
        self.open_round()
        self.look()

    def play(self, history: Sequence[Happening]) -> None:
        """Play it, and raise Disagreement at the first step whose outcome is not what it should be."""
        for number, happening in enumerate(history):
            before = self.seen
            lines = {name: line.snapshot() for name, line in self.lines.items()}
            wrong = self.do(happening, before)
            after = self.seen if self.seen is not before else self.look()
            if not isinstance(happening, Undo):
                self.undoable = (before, lines) if differing(before.cells, after.cells) else None
            wrong += [*check_moment(before, after), *self.check_owed(after)]
            if wrong:
                steps = "\n  ".join(map(repr, history[: number + 1]))
                raise Disagreement("\n- ".join([f"after\n  {steps}\n", *wrong]))
            self.now += dt.timedelta(hours=1)

    def write_master(self) -> None:
        """Write master.xlsx as every command does; a history leaves it out wherever nobody looks at it."""
        WAITING.pop(self.folder.resolve(), None)
        with open_workspace(self.folder, self.now) as workspace:
            publish_master(workspace, last_run="")

    def look(self) -> Seen:
        """See the plan as it is now, what is owed as it will be once the round is due."""
        self.seen = see(self.folder, self.now + dt.timedelta(days=30))
        return self.seen

    def do(self, happening: Happening, before: Seen) -> list[str]:
        match happening:
            case Return():
                return list(take_return(self, happening, before))
            case Telephone() | Board():
                return list(enter(self, happening, before))
            case Resolve():
                return list(decide(self, happening, before))
            case Undo():
                return list(undo_run(self, happening, before))
            case PutAside():
                self.write_master()
                self.aside = (self.folder / "master.xlsx").read_bytes(), before
                return []
            case NextRound():
                return list(self.next_round(before))

    # rounds

    def open_round(self) -> None:
        """Read the workbooks of the round that was sent out."""
        self.id = round_ids(self.folder)[ROUNDS_AT[self.round]]
        for agency in AGENCIES:
            path = form_of(self.folder, agency, ROUNDS_AT[self.round])
            if path.is_file():
                self.lines[agency, self.round] = Line(agency, self.id, read_form(path))

    def next_round(self, before: Seen):
        if self.round == len(ROUNDS_AT) - 1:
            return
        self.now = dt.datetime.combine(ROUNDS_AT[self.round + 1], dt.time(9)) + dt.timedelta(days=8)
        issue(self.folder, ROUNDS_AT[self.round + 1], due=self.now.date(), now=self.now)
        self.round += 1
        self.open_round()
        for agency in AGENCIES:
            line = self.lines.get((agency, self.round))
            owed = {ref: self.owed(before, agency, ref) for ref in ROWS[agency]}
            if any(owed.values()) and line is None:
                yield f"{agency} owes {owed} and was sent no workbook"
            if line is not None and not any(one is not False for one in owed.values()):
                yield f"{agency} owes nothing and was sent a workbook"
            for (ref, key), text in line.issued.items() if line else ():
                own = before.cells.get(CellKey(ref, key, agency), "") if key in ANSWER else ""
                if text != own:
                    yield f"the form of {agency} shows {key} of {ref} as '{text}', and its own last is '{own}'"
        yield from (f"{key} was changed by sending out a round" for key in differing(before.cells, self.look().cells))

    def owed(self, seen: Seen, agency: str, ref: str) -> bool | None:
        """Whether a row is owed in the current round; None where the rules leave it open."""
        line = self.lines.get((agency, self.round))
        if line is not None and ref not in line.refs:  # it was not on the workbook: who can say
            return None if agency in SHARED[ref] else False
        came = [(run, number, how) for run, who, row, number, how in self.came if (who, row) == (agency, ref)]
        board, asked = seen.cells.get(CellKey(ref, "board_decision"), ""), self.asked_more.get(ref, -1)
        now = [how for _, number, how in came if number == self.round]
        merged = [run for run, number, how in came if number == self.round and how]
        if board == "More evidence needed" and any(run > asked for run, *_ in came):
            now.append(None)  # words for an earlier round that came after the board asked
        return owes(
            seen.status_of(ref, agency), board, withdrawn=False,
            came=True if merged else None if now else False, asked_since=asked >= max(merged, default=asked),
        )  # fmt: skip

    def check_owed(self, seen: Seen):
        """chase and status name the rows that are owed, and no others."""
        for agency in AGENCIES:
            if (agency, self.round) not in self.lines:
                continue
            named, wrong = seen.owed.get(agency, set()), seen.wrong.get(agency, set())
            for ref in ROWS[agency]:
                owed = self.owed(seen, agency, ref)
                if owed and ref not in named | wrong:
                    yield f"{ref} is owed by {agency}, and chase names {sorted(named)}"
                if owed is False and ref in named:
                    yield f"{ref} is not owed by {agency}, and chase names {sorted(named)}"
            if not len(named) <= seen.counted.get(agency, 0) <= len(named | wrong):
                yield f"status counts {seen.counted.get(agency, 0)} rows owed by {agency}, chase {sorted(named)}, {sorted(wrong)}"
