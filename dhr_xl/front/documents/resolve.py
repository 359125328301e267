"""The JSON document of `resolve`."""

from typing import Any, Final

from dhr_xl.commands.resolve import ResolveResult
from dhr_xl.core.documents import Shape
from dhr_xl.core.plan.kinds import Take
from dhr_xl.front.documents.taken_in import TAKEN_IN

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(
        ResolveResult, "resolve", flags="master_stale",
        adds={"takes": lambda _: sorted(take for take in Take if take is not Take.BASE)},
    ),
    TAKEN_IN,
)  # fmt: skip
