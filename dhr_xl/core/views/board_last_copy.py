"""The copy the board last received, and the actions as it showed them."""

from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.core.plan.model import Action
from dhr_xl.core.plan.records import Publication
from dhr_xl.core.plan.snapshot import Snapshot, plan_after


class LastSeen(NamedTuple):
    """The board's last copy, and the actions as it showed them, by their refs."""

    copy: Publication
    actions: Mapping[str, Action]


def last_seen(snapshot: Snapshot) -> LastSeen | None:
    """The board's last copy with its actions; None where no copy was recorded."""
    if not snapshot.publications:
        return None
    copy = snapshot.publications[-1]
    plan = plan_after(snapshot, copy.last_change, copy.standings)
    return LastSeen(copy, {action.ref: action for action in plan.actions})
