"""The JSON documents of `new` and its preview."""

from typing import Any, Final, NamedTuple

from dhr_xl.commands.new import NewResult, own_headings
from dhr_xl.core.documents import Shape
from dhr_xl.core.plan.model import Plan


class Preview(NamedTuple):
    """What `new --preview` shows: the plan it would make, as `export` gives it."""

    plan: Plan
    as_at_from: str


SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(
        NewResult, "new", without="plan source preview",
        adds={
            "title": lambda result: result.plan.title,
            "as_at": lambda result: result.plan.as_at,
            "recommendations": lambda result: len(result.plan.recommendations),
            "actions": lambda result: len(result.plan.actions),
            "agencies": lambda result: [agency.code for agency in result.plan.agencies],
            "unplaced": lambda result: len(result.plan.unplaced),
            "own_columns": lambda result: own_headings(result.plan),
            "findings": lambda result: result.plan.findings,
        },
    ),
    Shape(Preview, "preview", spread="plan"),
)  # fmt: skip
