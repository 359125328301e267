"""The JSON document of `collect` and `check`."""

from typing import Any, Final

from dhr_xl.commands.check import CollectResult
from dhr_xl.core.documents import Shape
from dhr_xl.front.documents.taken_in import TAKEN_IN

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(CollectResult, "collect", spread="waiting", flags="master_stale"),
    TAKEN_IN,
)
