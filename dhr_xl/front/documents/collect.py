"""The JSON document of `collect` and `check`."""

from typing import Any, Final

from dhr_xl.commands.check import CollectResult
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.core.documents import Shape

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(CollectResult, "collect", spread="waiting", flags="master_stale"),
    Shape(TakenIn, without="resolved edits"),
)
