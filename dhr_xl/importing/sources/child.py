"""The process that reads one file: bytes from standard input, what was found to standard output, limits before both."""

from __future__ import annotations

import sys

from dhr_xl.importing.sources.bounds import MEMORY, MOST_FOUND, SECONDS, dump
from dhr_xl.importing.sources.kinds import read_data
from dhr_xl.stop import Stop


def _set_limits() -> None:
    """Processor time, memory and bytes written, where the system has such limits (Windows has not)."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, MOST_FOUND),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows some limits and refuses to set them
            continue


def main() -> None:
    """Read the file and write what was found; what else is raised ends the process, and its parent says so."""
    _set_limits()
    name = sys.argv[1]
    try:
        found = dump(read_data(sys.stdin.buffer.read(), name))
    except Stop as stop:
        found = dump(stop)
    except MemoryError:
        found = dump(
            Stop(
                f"{name} needs more memory than a plan does, so it was left. "
                "Copy the plan's table into a new Word document or Excel workbook, and import that."
            )
        )
    sys.stdout.buffer.write(found)


if __name__ == "__main__":
    main()
