"""Timing for the bench: two jobs in turn, the processor time of a program, and the ratio of two medians."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

try:
    import resource
except ModuleNotFoundError:  # on Windows
    resource = None

ROOT = Path(__file__).resolve().parent.parent
LOOK = 3
"""The exit code of a command that did its work and found something for a person."""


class Ratio(NamedTuple):
    """Medians in seconds of our way and of another. inverse: the other's time in ours, rather than ours in the other's.

    beside: what the other way is.
    """

    ours: float
    theirs: float
    beside: str
    inverse: bool = False

    def __str__(self):
        text = f"1/{self.theirs / self.ours:.1f}" if self.inverse else f"{self.ours / self.theirs:.2f} x"
        return f"{text} ({self.ours * 1000:.1f} ms; {self.beside}: {self.theirs * 1000:.1f} ms)"


def pair(ours, theirs, *, times):
    """Median seconds of each job, run in turn."""
    taken = ([], [])
    for _ in range(times):
        for number, job in enumerate((ours, theirs)):
            begun = time.perf_counter()
            job()
            taken[number].append(time.perf_counter() - begun)
    return [statistics.median(seconds) for seconds in taken]


def processor_time(command):
    """The processor time of a program, in seconds; on Windows, which does not tell, the time that passed."""
    wrote = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    before, begun = used_by_children(), time.perf_counter()
    done = subprocess.run(command, env=wrote, capture_output=True, check=False)
    if done.returncode not in {0, LOOK}:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    used = used_by_children()
    return time.perf_counter() - begun if used is None else used - before


def used_by_children():
    """Processor time of all programs run from here that have ended; None on Windows."""
    if resource is None:
        return None
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
