"""Make the virtual environment that the scripts run in: `.venv` beside this folder, made once and then reused.

Any Python may read this file, so it uses nothing newer than Python 3.6: an old one must be able to say that it is
too old, instead of failing on the syntax.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "dhr_xl.stamp"
OLDEST = (3, 11)
KNOWN = ("python3.11", "python3.12", "python3.13")
COULD_NOT_START = 2
INTERRUPTED = 130


def say(text):
    """Print a line on standard error, so that standard output stays the program's."""
    print(text, file=sys.stderr, flush=True)


def stop(text):
    """Print why the script cannot go on, and exit."""
    say(text)
    sys.exit(COULD_NOT_START)


def end_with(main):
    """Run a script's main function and exit with its status; Ctrl-C exits without a traceback."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def ready():
    """Make sure of the virtual environment, anew only where its sources have changed; the path of its Python."""
    wanted = _stamp()
    if _python().is_file() and STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return _python()
    if not _works(_python()):
        _make()
    if STAMP.exists():
        STAMP.unlink()
    say("Installing the pinned libraries (about a minute the first time) …")
    _pip("install", "--requirement", str(LOCK))
    say("Installing dhr_xl itself …")
    _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text(wanted, encoding="utf-8")
    return _python()


def dhr_xl(*arguments):
    """Make the environment if need be, then run dhr-xl with these arguments; its exit status."""
    ready()
    return run([program("dhr-xl"), *arguments])


def program(name):
    """The path of a program installed in the environment."""
    folder = _python().parent
    return folder / (name + ".exe" if os.name == "nt" else name)


def run(command, **more):
    """Run a program with this one's input and output; its exit status."""
    sys.stdout.flush()
    try:
        return subprocess.call([str(part) for part in command], **more)
    except KeyboardInterrupt:
        return INTERRUPTED


def _python():
    """The path of the environment's Python, on Windows or elsewhere."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _stamp():
    """A hash of what the environment is made from; it is made again when any of it changes, the path included."""
    parts = [str(ROOT).encode(), LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _works(python):
    """Whether a Python starts and is new enough."""
    check = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        command = [str(python), "-c", check]
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def _interpreter():
    """The Python to make the environment with: this one, or a newer one found on the PATH."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for name in KNOWN:
        found = shutil.which(name)
        if found and _works(found):
            return found
    version = ".".join(str(part) for part in sys.version_info[:3])
    return stop(
        f"dhr_xl needs Python 3.11 or newer; this is Python {version}. "
        "Install a newer one (https://www.python.org/downloads/) and run this again with it."
    )


def _make():
    """Make the environment anew."""
    python = _interpreter()
    say("Making a virtual environment in .venv …")
    command = [str(python), "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if made.returncode == 0:
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    words = made.stdout.decode(errors="replace").strip()
    if "ensurepip" in words or "No module named venv" in words:
        stop("This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv")
    stop(f"The virtual environment {VENV} could not be made:\n{words}")


def _pip(*arguments):
    """Run the environment's pip quietly; where it fails, print the end of its output and what usually helps."""
    command = [str(_python()), "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode == 0:
        return
    words = done.stdout.decode(errors="replace").strip().splitlines()
    say("\n".join(words[-12:]))
    stop(
        "The libraries could not be installed. Connect this computer to the network; behind a proxy set HTTPS_PROXY, "
        "and if your organisation has its own package index set PIP_INDEX_URL. Then try again."
    )
