"""Read a file in a separate process with limits on time and memory, because a file may claim to be any size."""

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
from dhr_xl.importing.sources.grid import Grid

SECONDS: Final = 30
"""Limit on processor time and on wall time; the largest of the example plans takes 3."""
MEMORY: Final = 500 * 2**20
"""Limit on the child's memory, in bytes."""
_LARGEST_RESULT: Final = 64 * 2**20
"""Bytes of a grid as JSON at most; a plan of 400 rows comes to 1 MB."""
_CHILD: Final = "from dhr_xl.importing.sources.bounds import read_in_child; read_in_child()"
_REMEDY: Final = "Copy the plan's table into a new Word document or Excel workbook, and import that."


class _ChildResult(NamedTuple):
    """What the child reports: a grid, the ending of the kind to convert the file to, or why it stopped."""

    grid: Grid | None = None
    convert_to: str = ""
    stop: str = ""


_ADAPTER: Final = TypeAdapter(_ChildResult)


def read_bounded(data: bytes, name: str) -> Grid | str:
    """Read a file's bytes in a child process, as `kinds.read_data` does.

    Return its grid, or the ending of the kind to convert the file to first.
    Raises Stop where `read_data` does, and where the file takes too much time or memory or crashes its reader.
    """
    try:
        found = _ADAPTER.validate_json(_run_child(data, name))
    except ValidationError:  # the child crashed and wrote nothing, or not everything
        found = _ChildResult()
    if found.stop:
        raise Stop(found.stop)
    if not (found.grid or found.convert_to):
        raise Stop(f"{name} could not be read: it needs more time or memory than a plan does, or is damaged. {_REMEDY}")
    return found.grid or found.convert_to


def _run_child(data: bytes, name: str) -> bytes:
    """Run the child on the bytes and return what it wrote. The child has ended when this returns or raises."""
    places = (str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH", ""))
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(data)
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - runs this Python with our own module
                [sys.executable, "-P", "-c", _CHILD, name], stdin=given, stdout=written, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONUTF8": "1"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise Stop(f"{name} could not be read: no second Python could be started ({error}). Try again.") from error
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Stop(
                f"{name} takes longer than {SECONDS} seconds to read, so we stopped reading it. {_REMEDY}"
            ) from error
        finally:
            process.kill()
            process.wait()
        written.seek(0)
        return written.read(_LARGEST_RESULT)


def read_in_child() -> None:
    """Read the bytes from standard input and write the result to standard output. Any other error ends the process."""
    _set_limits()
    from dhr_xl.importing.sources.file_kinds import read_data  # noqa: PLC0415 - that module imports this one

    name = sys.argv[1]
    try:
        read = read_data(sys.stdin.buffer.read(), name)
        found = _ChildResult(convert_to=read) if isinstance(read, str) else _ChildResult(read)
    except Stop as stop:
        found = _ChildResult(stop=str(stop))
    except MemoryError:
        found = _ChildResult(stop=f"{name} needs more memory than a plan does, so we stopped reading it. {_REMEDY}")
    sys.stdout.buffer.write(_ADAPTER.dump_json(found))


def _set_limits() -> None:
    """Limit processor time, memory and output size, where the operating system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, _LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with suppress(ValueError, OSError):  # macOS has some of these limits but refuses to set them
            resource.setrlimit(what, (most, most))
