"""What can change about an agency, as cells of the plan: its name and its aliases."""

from __future__ import annotations

from typing import Final

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import Agency

AGENCY_CELLS: Final = ("agency_name", "aliases")
"""Kept under the agency's code as ref; the register has them in its table of agencies."""


def cells_of_agency(agency: Agency) -> dict[CellKey, str]:
    """What can change about an agency, blanks left out."""
    values = {"agency_name": agency.name, "aliases": "; ".join(agency.aliases)}
    return {CellKey(agency.code, field): text for field, text in values.items() if text}


def aliases_of(text: str) -> tuple[str, ...]:
    """The aliases that a cell lists."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
