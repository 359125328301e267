"""Write what was issued, what the register holds or what came back the way it looks on the sheet."""

from __future__ import annotations

import datetime as dt

from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.model import AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.core.returns.rules import Occasion

OCCASION = Occasion(dt.date(2015, 6, 30), dt.date(2015, 7, 9), ("Jane Doe",))
BLANK = {field.key: "" for field in AGENCY_FIELDS}


def shown(table: str) -> dict[str, dict[str, str]]:
    """ref -> field -> text; columns that are not in the table are blank."""
    header, *body = (
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()
    )
    return {row[0]: {**BLANK, **dict(zip(header[1:], row[1:], strict=True))} for row in body}


def partial(table: str) -> dict[str, dict[str, str]]:
    """The same, with only the columns that are in the table."""
    header, *_ = (line for line in table.strip().splitlines())
    keys = [cell.strip() for cell in header.strip().strip("|").split("|")][1:]
    return {ref: {key: row[key] for key in keys} for ref, row in shown(table).items()}


def blank_entry(cell: str = "A1") -> Entry:
    """A cell with nothing in it."""
    return Entry("", CellRef("Return", cell), "blank")


def returned(table: str, **singles: str) -> AgencyReturn:
    """A return whose table has these columns; further cells by keyword (anything_new, remarks …)."""
    rows = []
    for number, (ref, cells) in enumerate(partial(table).items(), start=6):
        entries = {key: Entry(text, CellRef("Return", f"{key}{number}")) for key, text in cells.items()}
        rows.append(ReturnedRow(Entry(ref, CellRef("Return", f"A{number}")), entries))
    parts = {
        name: Entry(singles.get(name, ""), CellRef("Return", "B2"))
        for name in ("reference", "plan", "agency", "as_at", "anything_new", "completed_by", "remarks")
    }
    return AgencyReturn(property_reference="", saved_at=None, rows=tuple(rows), **parts)
