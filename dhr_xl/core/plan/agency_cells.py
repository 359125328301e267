"""The parts of an agency that can change, as cells of the plan: its name, its aliases, and who took over from it."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from dhr_xl.core.plan.cells import CellKey, Cells, parse_date
from dhr_xl.core.plan.model import Agency

AGENCY_CELLS: Final = ("agency_name", "aliases")
"""Fields of these cells. Their ref is the agency's code; the register keeps them in its table of agencies."""

IS_NOW, IS_NOW_FROM = "is_now", "is_now_from"
SUCCESSION: Final = (IS_NOW, IS_NOW_FROM)
"""Fields of the cells that say which agency (its code) took over from one, and from which day (ISO text; '' for any).
Their ref is the agency's code, too; the register keeps them with the cells of actions."""


def successors(cells: Cells, today: dt.date) -> Mapping[str, str]:
    """The agencies that have become others by `today`: code -> the code of the one that has its actions now.

    Where that one has become another in its turn, the last of them counts; agencies that lead back to themselves are
    left out.
    """
    became = {
        key.ref: text
        for key, text in cells.items()
        if key.field == IS_NOW and (parse_date(cells.get(CellKey(key.ref, IS_NOW_FROM), "")) or today) <= today
    }
    last: dict[str, str] = {}
    for code, heir in became.items():
        seen, at = {code}, heir
        while at in became and at not in seen:
            seen.add(at)
            at = became[at]
        if at not in seen:
            last[code] = at
    return last


def cells_of_agency(agency: Agency) -> dict[CellKey, str]:
    """An agency's name and aliases as cells, blanks left out."""
    values = {"agency_name": agency.name, "aliases": "; ".join(agency.aliases)}
    return {CellKey(agency.code, field): text for field, text in values.items() if text}


def aliases_of(text: str) -> tuple[str, ...]:
    """Split a cell of aliases, which are separated by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
