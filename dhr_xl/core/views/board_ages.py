"""How long the open actions of a plan have been past the day they were first due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.model import Action
from dhr_xl.core.plan.standing import STILL_TO_DO, Brag

BANDS: Final = ((0, "Not yet due"), (91, "Up to 3 months"), (182, "3 to 6 months"), (365, "6 to 12 months"))
"""Days past the first target date, at most, and what a board calls it."""
OLDER, NO_DATE = "Over a year", "The plan gives no date"


def ages_of_open_actions(actions: Sequence[Action], now: Mapping[str, Brag], as_at: dt.date) -> tuple[Row, ...]:
    """One row an age: how many open actions have it, and their refs, the longest first.

    Open is what Summary counts as on track, at risk, overdue, paused, without an update or without a clear date. An age
    counts from the target date in the plan, whatever later date was agreed. now: ref -> standing.
    """
    still = [action for action in actions if now[action.ref] in STILL_TO_DO]
    late = {action.ref: (as_at - action.target_date).days for action in still if action.target_date}
    by_age: dict[str, list[str]] = {age: [] for age in (*(age for _, age in BANDS), OLDER, NO_DATE)}
    for ref, days in sorted(late.items(), key=lambda one: -one[1]):
        by_age[next((age for most, age in BANDS if days <= most), OLDER)].append(ref)
    by_age[NO_DATE] = [action.ref for action in still if action.ref not in late]
    return tuple({"age": age, "actions": str(len(refs)), "refs": ", ".join(refs)} for age, refs in by_age.items())
