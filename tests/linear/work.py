"""How the work of something grows with the length of what it is given, told on a busy machine too."""

from __future__ import annotations

import gc
import time

ENOUGH = 0.003
"""Seconds of processor time below which nothing is told from a time."""
FOUR_TIMES = 9.0
"""Four times the length may take this many times the time: it takes 4 where the work is linear, 16 where quadratic."""
TIMES = 3


def seconds(do, given):
    """The processor time of one go."""
    begun = time.process_time()
    do(given)
    return time.process_time() - begun


def least(do, given, *, below=0.0):
    """The least processor time of some goes, for the rest of the machine only adds to it; one below `below` will do."""
    best = float("inf")
    for _ in range(TIMES):
        best = min(best, seconds(do, given))
        if best < below or best > 1:
            break
    return best


def growth(do, make, length):
    """How many times longer four times the length takes; 0 where even that takes no time worth telling.

    do: the work, given a text; make: a text by its length. A ratio that is too high is measured again: noise passes.
    """
    long = least(do, make(4 * length), below=ENOUGH)
    if long < ENOUGH:
        return 0.0
    gc.collect()
    best = long / max(least(do, make(length)), 1e-6)
    for _ in range(TIMES):
        if best < FOUR_TIMES:
            break
        best = min(best, least(do, make(4 * length)) / max(least(do, make(length)), 1e-6))
    return best
