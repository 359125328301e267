"""Import an existing action plan from a file of any kind: the draft plan, with findings for a person to check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dhr_xl.core.plan.model import Plan
from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.sources.file_kinds import read_source


def import_plan(
    path: Path,
    *,
    title: str | None = None,
    as_at: dt.date | None = None,
    today: dt.date | None = None,
    anyway: bool = False,
) -> Plan:
    """Read an existing action plan from a file of any kind.

    title, as_at: override what the document says. Without them the file's name and `today` stand in for what it omits.
    anyway: also take in a document that does not read like an action plan.
    Raises Stop, saying what was found in the file and what to do.
    """
    return make_plan(read_source(path), path.name, ImportOptions(title, as_at, today, anyway))
