"""The JSON document of `update`."""

from typing import Any, Final

from dhr_xl.commands.edition.differences import PlanItem
from dhr_xl.commands.edition.rows import EditionChange
from dhr_xl.commands.edition.take_in import UpdateResult
from dhr_xl.core.documents import BEFORE_AFTER, Shape

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(
        UpdateResult, "update", without="folder", flags="master_stale",
        adds={"master": lambda result: {"problems": result.master.problems}},
    ),
    Shape(PlanItem, if_any="was"),
    Shape(EditionChange, names=BEFORE_AFTER),
)  # fmt: skip
