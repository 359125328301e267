"""What came in from master.xlsx, as a value."""

from typing import Final, NamedTuple

from dhr_xl.commands.returns.decide import Resolved
from dhr_xl.core.plan.cells import CellChange
from dhr_xl.core.returns.problems import Problem

MASTER_RUN: Final = "master.xlsx"
"""The command of the run that takes in master.xlsx."""


class TakenIn(NamedTuple):
    """What came in from master.xlsx.

    changes: (ref, field, from, to), including what follows from an edit, such as a slip; resolved: the decisions made
    on the sheet Decisions; conflicts: the ids of the questions its edits raised; sheets: the sheets whose lists it
    changed; edits: how many typed cells of Actions were taken in, a new row counting as one.
    """

    changes: tuple[CellChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    conflicts: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    edits: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing came in."""
        return self == TakenIn()

    @property
    def needs_a_person(self) -> bool:
        """Whether a person must look: at a row left out, a question, or a decision shown again."""
        return (
            bool(self.conflicts)
            or any(found.severity != "note" for found in self.problems)
            or any(one.message for one in self.resolved)
        )
