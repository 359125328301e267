"""Read a file in a process of its own, which may take so much time and memory, whatever the file claims."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from dhr_xl.importing.sources.grid import Grid
from dhr_xl.stop import Stop

SECONDS: Final = 30
"""Of processor and of wall time; the largest of the example plans takes 3."""
MEMORY: Final = 500 * 2**20
MOST_FOUND: Final = 64 * 2**20
"""Bytes of a grid as JSON; a plan of 400 rows comes to 1 MB."""
GRID, CONVERT, STOP = "grid", "convert", "stop"
"""What the child found: a grid as JSON, the ending of the kind to convert the file to, or why it stopped."""
_ADAPTER: Final = TypeAdapter(Grid)
_REMEDY: Final = "Copy the plan's table into a new Word document or Excel workbook, and import that."


def read_bounded(data: bytes, name: str) -> Grid | str:
    """What `kinds.read_data` makes of a file's bytes: its grid, or the ending of the kind to convert it to.

    Raises Stop where it does, and where the file takes too long or too much memory or crashes its reader.
    """
    kind, found = _run_child(data, name)
    if kind == GRID:
        try:
            return _ADAPTER.validate_json(found)
        except ValidationError as error:
            raise Stop(f"{name} could not be read: its reader broke off. {_REMEDY}") from error
    words = found.decode(errors="replace")
    if kind == CONVERT:
        return words
    raise Stop(words)


def _run_child(data: bytes, name: str) -> tuple[str, bytes]:
    """What the child found and how it calls it. The child is gone when this returns, however it returns."""
    command = [sys.executable, "-P", "-m", "dhr_xl.importing.sources.child", name]
    places = (str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", ""))
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as found:
        given.write(data)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - this Python and a module of ours
                command, stdin=given, stdout=found, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONUTF8": "1"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise Stop(f"{name} could not be read: no second Python could be started ({error}). Try again.") from error
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            message = f"{name} takes longer than {SECONDS} seconds to read, so it was left. {_REMEDY}"
            raise Stop(message) from error
        finally:
            process.kill()
            process.wait()
        found.seek(0)
        kind, _, rest = found.read(MOST_FOUND).partition(b"\n")
    said = kind.decode(errors="replace")
    if code or said not in {GRID, CONVERT, STOP}:
        raise Stop(f"{name} could not be read: it needs more time or memory than a plan does, or is damaged. {_REMEDY}")
    return said, rest


def dump(found: Grid | str | Stop) -> bytes:
    """What the child writes of what it found."""
    if isinstance(found, Grid):
        return GRID.encode() + b"\n" + _ADAPTER.dump_json(found)
    return f"{STOP if isinstance(found, Stop) else CONVERT}\n{found}".encode(errors="replace")
