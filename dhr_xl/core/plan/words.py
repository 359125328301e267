"""Counts and lists as a sentence says them."""

from collections.abc import Iterable


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 action", "1,200 actions". many: the plural, where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(parts: Iterable[str]) -> str:
    """Things as a sentence lists them: "a, b and c"."""
    return _joined(parts, "and")


def alternatives(parts: Iterable[str]) -> str:
    """Things to choose from, as a sentence lists them: "a, b or c"."""
    return _joined(parts, "or")


def _joined(parts: Iterable[str], last_word: str) -> str:
    *some, last = [*parts] or [""]
    return f"{', '.join(some)} {last_word} {last}" if some else last
