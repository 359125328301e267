"""The parts of an agency that can change, as cells of the plan: its name and its aliases."""

from typing import Final

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import Agency

AGENCY_CELLS: Final = ("agency_name", "aliases")
"""Fields of these cells. Their ref is the agency's code; the register keeps them in its table of agencies."""


def cells_of_agency(agency: Agency) -> dict[CellKey, str]:
    """An agency's name and aliases as cells, blanks left out."""
    values = {"agency_name": agency.name, "aliases": "; ".join(agency.aliases)}
    return {CellKey(agency.code, field): text for field, text in values.items() if text}


def aliases_of(text: str) -> tuple[str, ...]:
    """Split a cell of aliases, which are separated by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
