"""Corrections of the plan itself: target dates as typed, and notes on rows that agencies have in hand."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.core.plan.cells import format_date, parse_date
from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.answers import tidy
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import heading_of

CORRECTED: Final = ("action", "evidence", "target_date", "supporting")
"""Fields of the plan itself that agencies' workbooks show."""
NO_DAY: Final = (DateKind.IMPOSSIBLE, DateKind.AMBIGUOUS)


def read_target_date(entry: Entry, near: dt.date | None) -> dict[str, str]:
    """A typed target date, read as the import reads dates, and its words. Raises UnfitCell for an impossible date."""
    text = tidy(entry.text)
    if entry.kind in {"error", "formula"}:
        raise UnfitCell(
            entry.ref, "this is a formula or an error of Excel's. Type the date itself.", field="target_date"
        )
    if entry.kind == "date":
        text = format_date(parse_date(text[:10]) or dt.date.min)
    read = read_plan_date(text, near=near)
    if read.kind in NO_DAY:
        raise UnfitCell(entry.ref, f"'{text}' cannot be right: {read.note}. Type the date that was meant.", value=text)
    return {"target_date": read.value.isoformat() if read.value else "", "target_date_text": text}


def notes_for_issued(
    snapshot: Snapshot, ref: str, corrected: Sequence[str], cells: Mapping[Cell, CellRef]
) -> list[Problem]:
    """A note for each corrected field of a row that is in agencies' workbooks in the current round."""
    current = snapshot.current.id if snapshot.current else None
    out = {i.agency for i in snapshot.issues if i.round_id == current and i.valid and ref in i.as_issued}
    names = ", ".join(sorted(out))
    return [
        problem(
            Code.CHANGED_WHILE_OUT, cells.get((ref, field)), ref=ref, field=field,
            heading=heading_of(field), agencies=names,
        )
        for field in corrected
        if out
    ]  # fmt: skip
