"""Run every test: `python3 scripts/test.py [--all] [pytest's own arguments]`. Needs nothing but Python 3.11.

They run on every processor at once; `-n 0` runs them in one process, in order, and is quicker for one file.
--all: also the slow ones (sets DHR_XL_ALL=1). Tests that need LibreOffice (Calc, Writer), or strace (which
makes the faults of the crash tests), are skipped, and shown as skipped, where it is not there and cannot be installed.
The Open XML SDK's validator and SheetJS come from npm, with Node where there is none; else openxml-audit judges alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import _environment
import _node

PACKAGES = (
    "libreoffice-calc", "libreoffice-writer", "python3-uno", "poppler-utils", "fonts-liberation", "strace",
)  # fmt: skip
PROGRAMS = ("soffice", "lowriter", "pdftoppm", "strace")
AT_ONCE = ("-n", "auto", "--dist", "worksteal")
"""A process for each processor, each with its own half of the files until one has nothing left to do."""
UNO = Path("/usr/lib/python3/dist-packages/uno.py")


def main():
    """Make the environment and install LibreOffice if need be, then run pytest; its exit status is this one's."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--all"]
    environment = dict(os.environ)
    if "--all" in sys.argv[1:]:
        environment["DHR_XL_ALL"] = "1"
    # compiled once for all the processes that tests start, and not into the folders of the project
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(_environment.VENV / "compiled")
    python = _environment.ready()
    have_office()
    _node.ready(python, _environment.say)
    environment["DHR_XL_NODE"] = str(_node.folder())
    command = [python, "-m", "pytest", *AT_ONCE, *arguments]
    return _environment.run(command, cwd=str(_environment.ROOT), env=environment)


def have_office():
    """Install what the tests marked `office`, and those of crashes, need, where that can be done; else say how."""
    if all(map(shutil.which, PROGRAMS)) and UNO.is_file():
        return
    install = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (root and shutil.which("apt-get")):
        how = f"On Debian or Ubuntu: sudo {install}" if shutil.which("apt-get") else "See https://www.libreoffice.org"
        _environment.say(f"LibreOffice and strace are not all here, so the tests that need them are skipped. {how}")
        return
    _environment.say("Installing LibreOffice and strace for the tests (a few minutes the first time) …")
    quiet = {"env": dict(os.environ, DEBIAN_FRONTEND="noninteractive"), "stdout": subprocess.PIPE}
    for command in (["apt-get", "update"], [*install.split(), "--yes"]):
        done = subprocess.run(command, stderr=subprocess.STDOUT, check=False, **quiet)
        if done.returncode:
            _environment.say(done.stdout.decode(errors="replace")[-600:].strip())
            _environment.say("LibreOffice and strace could not be installed, so the tests that need them are skipped.")
            return


if __name__ == "__main__":
    _environment.end_with(main)
