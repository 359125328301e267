"""Counts and lists as a sentence says them."""

from collections.abc import Iterable


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 action", "1,200 actions". many: the plural, where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(parts: Iterable[str]) -> str:
    """Things as a sentence lists them: "a, b and c"."""
    *some, last = [*parts] or [""]
    return f"{', '.join(some)} and {last}" if some else last
