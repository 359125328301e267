"""What is new, removed or moved in a newer edition, by number and ref; and the order of the merged plan."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from dhr_xl.commands.edition.base import Base, Newer
from dhr_xl.core.plan.model import Recommendation
from dhr_xl.importing.edition import find_reordered


class PlanItem(NamedTuple):
    """What a report names. what: "recommendation" or "action"; ref: also a key; number: its recommendation's now."""

    what: str
    ref: str
    number: str
    was: str
    text: str


def keyed(newer: Newer) -> Iterator[tuple[str, Recommendation]]:
    """The newer edition's recommendations, each with its key."""
    return zip(newer.edition.keys, newer.edition.plan.recommendations, strict=True)


def new_items(base: Base, newer: Newer) -> Iterator[PlanItem]:
    """The new recommendations and actions; a recommendation that an undo left without actions counts as new again."""
    for key, one in keyed(newer):
        left = key not in base.recommendations and all(action.ref in newer.new for action in one.actions)
        if key in newer.new or left:
            yield PlanItem("recommendation", key, one.number, "", one.text)
        for action in one.actions:
            if action.ref in newer.new:
                yield PlanItem("action", action.ref, one.number, "", action.action)


def removed_items(
    base: Base, newer: Newer, numbers: Mapping[str, str], withdrawn: Container[str]
) -> Iterator[PlanItem]:
    """What only the last edition has. numbers: key -> number now; withdrawn: refs withdrawn already, left out here."""
    keys, refs = set(newer.edition.keys), {action.ref for action in newer.edition.plan.actions}
    for key, one in zip(base.keys, base.last.plan.recommendations, strict=True):
        gone = [action for action in one.actions if action.ref not in refs and action.ref not in withdrawn]
        if key not in keys and (gone or not one.actions):
            yield PlanItem("recommendation", key, numbers[key], "", one.text)
        for action in gone:
            yield PlanItem("action", action.ref, numbers[key], "", action.action)


def moved_items(base: Base, newer: Newer) -> Iterator[PlanItem]:
    """Recommendations with a new number or place, and actions with a new recommendation or place."""
    moved = set(find_reordered(base.keys, newer.edition.keys))
    of = {action.ref: key for key, one in keyed(newer) for action in one.actions}
    for key, one in keyed(newer):
        before = base.recommendations.get(key)
        if before and key in base.keys and (key in moved or before.number != one.number):
            yield PlanItem("recommendation", key, one.number, before.number, one.text)
        then = [ref for ref in base.refs if base.of[ref] == key == of.get(ref)]
        shifted = set(find_reordered(then, [action.ref for action in one.actions]))
        for action in one.actions:
            was = base.of.get(action.ref, key)
            if was != key or action.ref in shifted:
                yield PlanItem("action", action.ref, one.number, base.recommendations[was].number, action.action)


def merged_order(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """All names in the order of `after`; a name that is only in `before` follows what it followed there."""
    order = list(after)
    known, last = set(order), -1
    for name in before:
        if name in known:
            last = order.index(name)
        else:
            last += 1
            order.insert(last, name)
    return order
