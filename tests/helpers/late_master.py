"""master.xlsx as late as may be: not at the end of each command, but when a test edits it or looks at it.

To write it takes half of a command's time. In a test that asks for the fixture `late_master`, what a command would write
waits, and the older file stays, which no command reads again. `edit_master` and `rows_of_master` of `plan_folder` write
it first; whoever opens the file asks `master_of` for it.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from dhr_xl.commands.folder.workspace import Workspace, open_workspace
from dhr_xl.commands.master.publish import open_elsewhere, publish_master

COMMANDS = ("collect", "email", "issue", "publish", "resolve", "undo", "update")
WAITING: dict[Path, tuple[dt.datetime, str]] = {}
"""The folders whose master.xlsx waits to be written: when the last command ran, and what it says of itself."""


@contextmanager
def late_master() -> Iterator[None]:
    """Commands do not write master.xlsx; nothing else that they do or say is another's."""
    with ExitStack() as stack:
        for name in COMMANDS:
            module = importlib.import_module(f"dhr_xl.commands.{name}")
            stack.enter_context(mock.patch.object(module, "publish_master", _wait))
        yield


def _wait(workspace: Workspace, *, last_run: str, left_out_reported: bool = False) -> str:
    if open_elsewhere(workspace.master):  # a command says what it could not write
        return publish_master(workspace, last_run=last_run, left_out_reported=left_out_reported)
    WAITING[workspace.folder.resolve()] = workspace.now, last_run
    return ""


def master_of(folder: Path) -> Path:
    """Where master.xlsx is, up to date."""
    waiting = WAITING.pop(folder.resolve(), None)
    if waiting:
        now, last_run = waiting
        with open_workspace(folder, now) as workspace:
            assert publish_master(workspace, last_run=last_run, left_out_reported=True) == ""
    return folder / "master.xlsx"
