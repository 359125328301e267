"""Write invented plans in many layouts, and documents that are no plans, each with its golden answer beside it.

Run `python tests/importing/layouts/build.py FOLDER [NAME]… [--without-office]`, then `python3 scripts/score_import.py
FOLDER`. LibreOffice makes .pdf .odt .doc .rtf .xls .ods; the first four need its Writer. It reports what it cannot
make.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from importing.layouts import forms, messy, more, not_plans, trackers
from importing.layouts.files import convert_all, write_all

MODULES = (trackers, forms, messy, more, not_plans)


def layouts():
    """Return every layout."""
    return [make() for module in MODULES for make in module.LAYOUTS]


def build(folder, names=(), *, convert=convert_all, kinds=None):
    """Write the layouts to a folder; return the kinds that could not be made without LibreOffice.

    convert: converts files with LibreOffice, as `convert_all` does; None leaves its kinds out. kinds: only these.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [layout for layout in layouts() if not names or layout.name in names]
    for layout in wanted:
        golden = json.dumps(layout.golden, indent=1, ensure_ascii=False)
        (folder / f"{layout.name}.json").write_text(golden, encoding="utf-8")
    return write_all(wanted, folder, convert, kinds)


if __name__ == "__main__":
    names = [name for name in sys.argv[2:] if not name.startswith("-")]
    how = None if "--without-office" in sys.argv else convert_all
    for kind in sorted(build(sys.argv[1], names, convert=how)):
        sys.stderr.write(f"Not every .{kind} was made: LibreOffice or its Writer is not installed.\n")
