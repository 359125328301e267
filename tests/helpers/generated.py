"""How many cases are generated: few each time and always the same; many, and new ones, with `scripts/test.py --all`.

A test says nothing of numbers, but for those that write real files for each case: they take a `part` of them.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

ALL = bool(os.environ.get("DHR_XL_ALL"))
"""Whether everything is looked at that can be, however long it takes."""
EVERY_TIME, FURTHER = 15, 1000
"""Cases of a test, each time and with --all."""

# a slow computer is no failure: no deadline, and HealthCheck.too_slow is off for the same reason
_ANY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
settings.register_profile("every_time", max_examples=EVERY_TIME, derandomize=True, **_ANY)
settings.register_profile("further", max_examples=FURTHER, print_blob=True, **_ANY)


def load() -> None:
    """Let all tests of this process generate as many cases as this run asks for."""
    settings.load_profile("further" if ALL else "every_time")


def cases(share: int = 1) -> int:
    """How many cases a test makes: one in so many of those of this run."""
    return (FURTHER if ALL else EVERY_TIME) // share


def part(share: int) -> settings:
    """One case in so many, and each time none made smaller: what goes through real files takes a second for each."""
    quick = {} if ALL else {"phases": set(Phase) - {Phase.shrink, Phase.explain}}
    return settings(max_examples=cases(share), **quick)
