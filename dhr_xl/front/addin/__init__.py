"""The Excel ribbon: its sources, its builder, its installer, and the functions that its buttons call.

Each button calls one function here by name, through xlwings' RunPython. xlwings and the commands are imported only
then: the builder and the installer need neither.
"""

import sys
from importlib import import_module


def _press(name: str) -> None:
    """Run a button; where it cannot even show a message box, exit with a sentence, which xlwings shows."""
    try:
        import_module("dhr_xl.front.addin.live").press(name)
    except Exception:  # noqa: BLE001 - a sentence and a log, no traceback
        log = import_module("dhr_xl.front.log").keep_log()
        sys.exit(f"The buttons cannot work here. To see why: dhr-xl addin status. The details are in {log}")


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
    """Say what Collect would make of a file; change nothing."""
    _press("check")


def decide() -> None:
    """Apply the choices made on Decisions."""
    _press("decide")


def publish() -> None:
    """Write the consolidated workbook for the board."""
    _press("publish")


def email_workbooks() -> None:
    """Draft the e-mails that bring agencies their workbooks."""
    _press("email_workbooks")


def email_corrections() -> None:
    """Draft the e-mails that send corrections copies back."""
    _press("email_corrections")


def email_consolidated() -> None:
    """Draft the e-mail that brings the board its workbook."""
    _press("email_consolidated")


def where() -> None:
    """Say where the plan stands."""
    _press("where")


def guide() -> None:
    """Say what each button does."""
    _press("guide")
