"""Spare a short command the garbage collector: a third of its processor time went into it.

A command imports some 100,000 objects that live as long as it does. Python's collector walks through them again and
again while they are made, and three times more at exit. Measured with `conflicts` on 14 actions: 36 times bare Python
before, 23 times after.
"""

import atexit
import gc
from typing import Final

OBJECTS: Final = 300_000
"""New objects after which the collector looks at the newest; Python's own figure is 700."""


def spare_collector() -> None:
    """Have this process collect rarely, and not at all at exit, when the system takes back the memory anyway."""
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)
