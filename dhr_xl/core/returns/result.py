"""What became of one returned file, as a value: its outcome, what changed, what is asked, and what is said of it."""

from typing import NamedTuple

from dhr_xl.core.plan.cells import CellChange
from dhr_xl.core.plan.kinds import ReturnOutcome
from dhr_xl.core.returns.problems import Problem


class ReturnNote(NamedTuple):
    """Words of a return that answer no question. where: a cell, or the place they were read at."""

    where: str
    text: str


class ReturnResult(NamedTuple):
    """What became of one file. conflicts: names of questions; held: refs of rows.

    proposals: changes of the plan's own words or dates that a person decides on; to_correct: where its corrections copy
    lies in the plan's folder, '' where it needs none; evidence: where the other files of its e-mail lie.
    """

    source: str
    sha256: str
    agency: str
    round: str
    outcome: ReturnOutcome
    changes: tuple[CellChange, ...] = ()
    conflicts: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    proposals: tuple[CellChange, ...] = ()
    notes: tuple[ReturnNote, ...] = ()
    problems: tuple[Problem, ...] = ()
    message: str = ""
    to_correct: str = ""
    evidence: tuple[str, ...] = ()
