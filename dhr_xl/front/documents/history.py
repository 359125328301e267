"""The JSON document of `history`."""

from typing import Any, Final, NamedTuple

from dhr_xl.commands.history import RunDone
from dhr_xl.core.documents import Shape
from dhr_xl.core.plan.records import ChangeRecord


class ChangesAndRuns(NamedTuple):
    """What `history` shows: changes and runs, oldest first."""

    changes: tuple[ChangeRecord, ...]
    runs: tuple[RunDone, ...]


SHAPES: Final[tuple[Shape[Any], ...]] = (Shape(ChangesAndRuns, "history"),)
