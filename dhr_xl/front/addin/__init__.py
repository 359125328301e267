"""The Excel ribbon: its sources, its builder, its installer, and a function for each of its buttons.

Each button calls the function of its name here, through xlwings' RunPython. xlwings and the commands are imported only
then: the builder and the installer need neither.
"""

import sys
from collections.abc import Callable
from importlib import import_module

from dhr_xl.front.addin.buttons import BUTTONS, Button


def function_of(button: Button) -> Callable[[], None]:
    """What a button calls; where it cannot even show a message box, it exits with a sentence, which xlwings shows."""

    def press() -> None:
        try:
            import_module("dhr_xl.front.addin.live").press(button.name)
        except Exception:  # noqa: BLE001 - a sentence and a log, no traceback
            log = import_module("dhr_xl.front.log").keep_log()
            sys.exit(f"The buttons cannot work here. To see why: dhr-xl addin status. The details are in {log}")

    press.__name__, press.__doc__ = button.name, f"The button {button.label}: it {button.does}."
    return press


globals().update({button.name: function_of(button) for button in BUTTONS})
