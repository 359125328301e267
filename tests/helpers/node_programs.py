"""Programs that run under Node or come from npm: the Open XML SDK's validator, and SheetJS as a reader of workbooks.

`scripts/_node.py` installs them, as `scripts/test.py` asks it to; where they are not, `why_not()` says so.
"""

import functools
import importlib.util
import json
import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "_node.py"
READ_CELLS = Path(__file__).resolve().parents[1] / "node" / "read_cells.js"
OFFICES = ("Office2013", "Office2016", "Office2019", "Microsoft365")
"""Names that the validator knows; it takes any other for the last."""
HOW_TO_GET_IT = "python3 scripts/test.py installs it from npm where that can be reached"
SECONDS = 120
QUICKER = {"DOTNET_TieredPGO": "0", "DOTNET_gcConcurrent": "0"}
"""The validator takes one file a run, so its start is most of its time."""


def _installer():
    spec = importlib.util.spec_from_file_location("_node", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOLDER = _installer().folder()
"""Where they are: asked when tests are collected, because each test has a home of its own."""
NODE = _installer().node(FOLDER)


@functools.cache
def validator():
    """The path of the validator's program; None where it is not."""
    found = sorted((FOLDER / "node_modules" / "@xarsh").glob("ooxml-validator-*/ooxml-validator*"))
    return next((path for path in found if path.suffix in {"", ".exe"}), None)


def why_not_validator():
    """'' where the Open XML SDK's validator is, else what to do."""
    return "" if validator() else f"the Open XML SDK's validator is not here: {HOW_TO_GET_IT}"


def why_not_sheetjs():
    """'' where SheetJS is, else what to do."""
    here = NODE and (FOLDER / "node_modules" / "xlsx").is_dir()
    return "" if here else f"SheetJS is not here: {HOW_TO_GET_IT}"


def sdk_faults(path, office):
    """What the Open XML SDK finds in a workbook, as that version of Office takes it: a sentence each."""
    assert office in OFFICES
    ran = subprocess.run(
        [validator(), path, office], capture_output=True, text=True, check=True, timeout=SECONDS, env=os.environ | QUICKER
    )  # fmt: skip
    return [f"{found['path']} {found['xPath']}: {found['description']}" for found in json.loads(ran.stdout)["errors"]]


def sheetjs_cells(paths):
    """Workbooks as SheetJS reads them: for each, sheet name -> address -> value. Dates are numbers."""
    own = os.environ | {"NODE_PATH": str(FOLDER / "node_modules")}
    ran = subprocess.run(
        [NODE, READ_CELLS, *paths], capture_output=True, text=True, check=True, timeout=SECONDS, env=own
    )  # fmt: skip
    return json.loads(ran.stdout)
