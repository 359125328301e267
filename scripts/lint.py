"""Check style and types: `python3 scripts/lint.py [ruff-check] [ruff-format] [mypy]`, all three where none is named.

Runs in the environment that `_environment.py` makes. Exit status: 0 where all is well, 1 where a check failed.
"""

import sys

import _environment

FOLDERS = ("dhr_xl", "tests", "scripts")
CHECKS = {
    "ruff-check": ("ruff", "check", *FOLDERS),
    "ruff-format": ("ruff", "format", "--check", *FOLDERS),
    "mypy": ("mypy", "--strict"),
}


def main():
    """Run every check asked for, also after one that failed; say which they are and which failed."""
    wanted = sys.argv[1:] or list(CHECKS)
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        _environment.stop("There is no check {}; there are {}.".format(unknown[0], ", ".join(CHECKS)))
    _environment.ready()
    failed = []
    for name in wanted:
        program, *arguments = CHECKS[name]
        print("== {} {}".format(program, " ".join(arguments)))
        command = [_environment.program(program), *arguments]
        if _environment.run(command, cwd=str(_environment.ROOT)):
            failed.append(name)
    if failed:
        _environment.say("Not in order: {}.".format(", ".join(failed)))
    return bool(failed)


if __name__ == "__main__":
    _environment.end_with(main)
