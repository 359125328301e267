"""JSON made from typed values: every field under its own name, except where the table of shapes says otherwise.

Other programs rely on these documents: keys may be added, never renamed or removed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from dhr_xl.core.plan.cells import OTHER, CellChange, CellKey
from dhr_xl.core.plan.model import Action, AgencyAnswer, Plan, Recommendation, Unplaced
from dhr_xl.core.plan.records import ChangeRecord, Edition, Question
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.returns.result import ReturnResult
from dhr_xl.core.views.values import BragCount, Need, Today, TodayAgency
from dhr_xl.core.views.waiting import Waiting

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Typed = TypeVar("Typed")


class Shape(NamedTuple, Generic[Typed]):
    """How values of one type are shown, where that is not simply every field under its own name.

    kind: the type; schema: the name of the document it makes, '' where it is only part of others. Fields by name,
    separated by spaces: without: not shown; nulls: null where blank; if_any: shown only where not blank; flags: shown
    as whether they hold anything; spread: the field's own keys stand beside the others. names: field -> its key;
    adds: key -> what is shown under it.
    """

    kind: type[Typed]
    schema: str = ""
    without: str = ""
    nulls: str = ""
    if_any: str = ""
    flags: str = ""
    spread: str = ""
    names: Mapping[str, str] = {}
    adds: Mapping[str, Callable[[Typed], object]] = {}


def _other_answer(key: str, given: Action | AgencyAnswer) -> str:
    return given.other.get(key, "")


OTHER_ANSWERS: Final = {key: partial(_other_answer, key) for key in OTHER}
"""Answers of the form that an action has no attribute for."""
BEFORE_AFTER: Final = {"before": "from", "after": "to"}
SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(Plan, "export", without="reference marking"),
    Shape(Recommendation, adds={"number": lambda one: int(one.number) if one.number.isdigit() else one.number}),
    Shape(Action, without="stands other", adds={**OTHER_ANSWERS, "own": lambda one: dict(one.own)}),
    Shape(AgencyAnswer, without="other", adds=OTHER_ANSWERS),
    Shape(Unplaced, without="checked"),
    Shape(CellKey, without="round_id"),
    Shape(CellChange, names=BEFORE_AFTER),
    Shape(ChangeRecord, without="id return_id", spread="key", names=BEFORE_AFTER),
    Shape(Edition, without="id run day plan keys", adds={"as_at": lambda one: one.plan.as_at}),
    Shape(
        Question,
        without="number agency round_id reference return_id cell decision wording why decided_at seen_ours with_id "
        "closed_run",
        nulls="field",
    ),
    Shape(
        Problem,
        without="cell",
        nulls="ref field",
        adds={
            "code": lambda found: found.code.name,
            "severity": lambda found: found.severity,
            "sheet": lambda found: found.cell and found.cell.sheet,
            "cell": lambda found: found.cell and found.cell.cell,
        },
    ),
    Shape(ReturnResult, nulls="agency round to_correct"),
    Shape(Today, without="last_run", names={"do_next": "next", "brag": "standings"}),
    Shape(Need, names={"how_many": "count"}),
    Shape(BragCount, names={"how_many": "count"}),
    Shape(TodayAgency, names={"agency": "name", "code": "agency"}),
    Shape(
        Waiting,
        names={
            "conflicts": "conflicts_open", "held": "held_open", "proposals": "proposals_open",
            "to_read": "to_read_open", "asked": "asked_open",
        },
    ),
)  # fmt: skip
"""The types of the core that documents show otherwise than field by field."""


Plain = tuple[type | UnionType, Callable[[Any], Json]]
"""A kind of single value, and what is shown of it."""
PLAIN: Final[tuple[Plain, ...]] = (
    (StrEnum, lambda one: one.value),
    (Enum, lambda one: one.name),
    (str | int | float | NoneType, lambda one: one),
    (dt.datetime, lambda moment: moment.isoformat(timespec="seconds")),
    (dt.date, lambda day: day.isoformat()),
)
"""The first that fits counts: a StrEnum is a text too, a moment a day."""


class Encoder:
    """Makes JSON of typed values. shapes: of typed values; plain: how each kind of single value is shown."""

    def __init__(self, shapes: Iterable[Shape[Any]] = SHAPES, plain: tuple[Plain, ...] = PLAIN) -> None:
        self.shapes: dict[type, Shape[Any]] = {shape.kind: shape for shape in shapes}
        self.plain = plain

    def document(self, value: object) -> dict[str, Json]:
        """The whole document of a value whose shape has a schema, its name first. Raises KeyError where it has none."""
        return {"schema": f"dhr_xl/{self.shapes[type(value)].schema}/1"} | self.keys(value)

    def keys(self, value: object) -> dict[str, Json]:
        """A NamedTuple's keys and values; none for None."""
        return {key: self.encode(shown) for key, shown in self._shown(value)}

    def encode(self, value: object) -> Json:
        """Any value: a single one, a typed one, or a mapping or list of them. Raises TypeError for any other."""
        for kind, show in self.plain:
            if isinstance(value, kind):
                return show(value)
        if _is_typed(value):
            return self.keys(value)
        if isinstance(value, Mapping):
            return {str(key): self.encode(one) for key, one in value.items()}
        if isinstance(value, tuple | list):
            return [self.encode(one) for one in value]
        raise TypeError(f"no document shows a {type(value).__name__}: give it a shape")

    def _shown(self, value: object) -> Iterator[tuple[str, object]]:
        """Each key with the value it is made from."""
        shape = self.shapes.get(type(value), Shape(type(value)))
        without, nulls, if_any, flags, spread = (
            names.split() for names in (shape.without, shape.nulls, shape.if_any, shape.flags, shape.spread)
        )
        for field in _fields(value):
            held = getattr(value, field)
            if field in spread:
                yield from self.keys(held).items()
            elif field in without or (field in if_any and not held) or shape.names.get(field, field) in shape.adds:
                continue
            elif field in flags:
                yield shape.names.get(field, field), bool(held)
            else:
                yield shape.names.get(field, field), None if field in nulls and not held else held
        for key, make in shape.adds.items():
            yield key, make(value)


def _is_typed(value: object) -> bool:
    return hasattr(value, "_fields")


def _fields(value: object) -> Iterable[str]:
    """The names of a NamedTuple's fields, in their order."""
    return getattr(value, "_fields", ())


encode_core: Final = Encoder().keys
"""The keys and values of a value of the core."""
encode_whole: Final = Encoder(()).keys
"""Every field of a value of the core under its own name, as the register stores it; its type reads it back."""
