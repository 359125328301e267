"""The Excel ribbon: its sources, its builder, its installer, and the functions its buttons call.

Each button calls one function here, by its name, through xlwings' RunPython. xlwings and the commands are imported when
one is called: the builder and the installer need neither.
"""

from __future__ import annotations

import sys
from importlib import import_module


def _press(name: str) -> None:
    """Have the button's work done; where not even a box can be shown, xlwings shows what is left on standard error."""
    try:
        import_module("dhr_xl.front.addin.live").press(name)
    except Exception:  # noqa: BLE001 - a sentence and a log, never a traceback
        log = import_module("dhr_xl.front.log").keep_log()
        sys.exit(f"The buttons cannot work here. What happened is written in {log} Look with: dhr-xl addin status")


def issue() -> None:
    """Write a locked workbook for each agency, for the dates on Today."""
    _press("issue")


def chase() -> None:
    """Draft reminders to those who still owe something."""
    _press("chase")


def collect() -> None:
    """Take in the inbox and the edits in the open master.xlsx."""
    _press("collect")


def check() -> None:
    """Say what collecting a file would do, changing nothing."""
    _press("check")


def decide() -> None:
    """Carry out what was chosen on Decisions."""
    _press("decide")


def publish() -> None:
    """Write the board's workbook."""
    _press("publish")


def email_workbooks() -> None:
    """Draft the e-mails with the round's workbooks."""
    _press("email_workbooks")


def email_corrections() -> None:
    """Draft the e-mails with what is to be put right."""
    _press("email_corrections")


def email_consolidated() -> None:
    """Draft the e-mail with the board's workbook."""
    _press("email_consolidated")


def where() -> None:
    """Say where the plan stands."""
    _press("where")


def guide() -> None:
    """Say what each button does."""
    _press("guide")
