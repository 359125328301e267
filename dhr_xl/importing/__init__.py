"""An existing action plan, in whatever kind of file: a draft plan, and what a person must look at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dhr_xl.core.plan.model import Plan
from dhr_xl.importing.sources.kinds import read_source


def import_plan(
    path: Path,
    *,
    title: str | None = None,
    as_at: dt.date | None = None,
    today: dt.date | None = None,
    anyway: bool = False,
) -> Plan:
    """Read an existing action plan from a file of any kind.

    title, as_at: taken from the document where not given, else the file's name and `today`;
    anyway: take in what reads like no action plan too. Raises Stop, saying what was seen and what to do.
    """
    from dhr_xl.importing.plan import ImportOptions, make_plan  # noqa: PLC0415 - the child that reads a file needs none of it

    return make_plan(read_source(path), path.name, ImportOptions(title, as_at, today, anyway))


__all__ = ["import_plan"]
