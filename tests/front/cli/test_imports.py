"""What starting a command loads: no command pays for a library that it does not use."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dhr_xl
from plan_folder import fill, form
from plan_states import make_state

WATCHED = (
    "sqlalchemy", "sqlalchemy.orm", "pydantic", "openpyxl", "xlsxwriter", "lxml", "defusedxml", "olefile", "oxmsg",
    "pdfminer", "xlwings", "pyopenvba", "smtplib",
)  # fmt: skip
"""Libraries that take longer to load than bare Python, or drag along one that does."""
REGISTER = {"sqlalchemy"}
WRITES_MASTER = REGISTER | {"xlsxwriter", "lxml"}
LOADS = {
    "--help": set(),
    "addin status": {"xlwings", "pyopenvba", "pydantic"},
    "": REGISTER,
    "status": REGISTER,
    "conflicts": REGISTER,
    "history": REGISTER,
    "export": REGISTER,
    "check RETURN": REGISTER,
    "collect": WRITES_MASTER,
    "resolve 1-POLICE:status --take ours": WRITES_MASTER,
    "issue --as-at 2025-06-30": WRITES_MASTER,
    "publish": WRITES_MASTER,
    "email": WRITES_MASTER | {"smtplib"},
    "undo --yes": WRITES_MASTER,
    "new NEW --from PLAN": WRITES_MASTER | {"pydantic"},
    "update --from PLAN": WRITES_MASTER | {"pydantic"},
}
"""Command -> the libraries it may load. A new one here is a decision: how much longer does the command take to start?"""
PROGRAM = """
import atexit, json, sys
found, watched = {}, set(sys.argv[1].split(","))
class Watch:
    def find_spec(self, name, path=None, target=None):
        frame = sys._getframe(1)
        while frame and not frame.f_globals.get("__name__", "").startswith("dhr_xl."):
            frame = frame.f_back
        if name in watched:
            found.setdefault(name, frame.f_globals["__name__"] if frame else "another library")
sys.meta_path.insert(0, Watch())
where = open(sys.argv[2], "w")
atexit.register(lambda: (json.dump(found, where), where.close()))
sys.argv = ["dhr-xl", *sys.argv[3:]]
from dhr_xl.front.cli.main import main
main()
"""
"""Runs the command line, and writes down which of the watched libraries were asked for, and by which module."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A plan with a round sent out, a return in the inbox and an earlier document to take in."""
    folder = make_state(tmp_path_factory.mktemp("imports"), "dated", "in a round")
    fill(form(folder, "POLICE"), folder / "inbox" / "police.xlsx", {"1-POLICE": {"progress": "Begun"}})
    return folder


@pytest.mark.parametrize("command", LOADS)
def test_command__loads_no_other_library(kept, tmp_path, command):
    folder = shutil.copytree(kept, tmp_path / "plan")
    given = {
        "RETURN": str(folder / "inbox" / "police.xlsx"),
        "PLAN": str(Path(dhr_xl.__path__[0]) / "example" / "plan.txt"),
        "NEW": str(tmp_path / "new"),
    }
    words = [given.get(word, word) for word in command.split()]
    run = [sys.executable, "-c", PROGRAM, ",".join(WATCHED), tmp_path / "found", "--plan", folder, *words]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 2, 3}, done.stderr
    found = json.loads((tmp_path / "found").read_text())
    assert {name: by for name, by in found.items() if name not in LOADS[command]} == {}
