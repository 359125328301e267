"""Read a file in a process of its own, which may take so much time and memory, whatever the file claims."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import SourceGrid

SECONDS: Final = 30
"""Of processor and of wall time; the largest of the example plans takes 3."""
MEMORY: Final = 500 * 2**20
_LARGEST_RESULT: Final = 64 * 2**20
"""Bytes of a grid as JSON; a plan of 400 rows comes to 1 MB."""
_CHILD: Final = "from dhr_xl.importing.sources.bounds import read_in_child; read_in_child()"
_REMEDY: Final = "Copy the plan's table into a new Word document or Excel workbook, and import that."


class _ChildResult(NamedTuple):
    """What the child found: a grid, the ending of the kind to convert the file to, or why it stopped."""

    grid: SourceGrid | None = None
    convert_to: str = ""
    stop: str = ""


_ADAPTER: Final = TypeAdapter(_ChildResult)


def read_bounded(data: bytes, name: str) -> SourceGrid | str:
    """What `kinds.read_data` makes of a file's bytes: its grid, or the ending of the kind to convert it to.

    Raises Stop where it does, and where the file takes too long or too much memory or crashes its reader.
    """
    try:
        found = _ADAPTER.validate_json(_run_child(data, name))
    except ValidationError:  # it crashed, and wrote nothing or not all
        found = _ChildResult()
    if found.stop:
        raise Stop(found.stop)
    if not (found.grid or found.convert_to):
        raise Stop(f"{name} could not be read: it needs more time or memory than a plan does, or is damaged. {_REMEDY}")
    return found.grid or found.convert_to


def _run_child(data: bytes, name: str) -> bytes:
    """What the child wrote. It is gone when this returns, however it returns."""
    places = (str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", ""))
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(data)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - this Python and a module of ours
                [sys.executable, "-P", "-c", _CHILD, name], stdin=given, stdout=written, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONUTF8": "1"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise Stop(f"{name} could not be read: no second Python could be started ({error}). Try again.") from error
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            message = f"{name} takes longer than {SECONDS} seconds to read, so it was left. {_REMEDY}"
            raise Stop(message) from error
        finally:
            process.kill()
            process.wait()
        written.seek(0)
        return written.read(_LARGEST_RESULT)


def read_in_child() -> None:
    """Read the bytes from standard input and write what was found; what else is raised ends the process."""
    _set_limits()
    from dhr_xl.importing.sources.kinds import read_data  # noqa: PLC0415 - it starts this process

    name = sys.argv[1]
    try:
        read = read_data(sys.stdin.buffer.read(), name)
        found = _ChildResult(convert_to=read) if isinstance(read, str) else _ChildResult(read)
    except Stop as stop:
        found = _ChildResult(stop=str(stop))
    except MemoryError:
        found = _ChildResult(stop=f"{name} needs more memory than a plan does, so it was left. {_REMEDY}")
    sys.stdout.buffer.write(_ADAPTER.dump_json(found))


def _set_limits() -> None:
    """Processor time, memory and bytes written, where the system has such limits."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, _LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):  # macOS knows some limits and refuses to set them
            resource.setrlimit(what, (most, most))
