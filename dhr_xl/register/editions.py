"""Read the editions of the plan's document, each with the plan that was read from it."""

from typing import Final

from pydantic import TypeAdapter

from dhr_xl.core.plan.model import Plan
from dhr_xl.core.plan.records import Edition
from dhr_xl.register import tables
from dhr_xl.register.transaction import Tx

PLANS: Final = TypeAdapter(Plan)
"""Makes plans of the JSON that `Tx.add_edition` stores, by the types of their fields."""


def read_editions(tx: Tx) -> tuple[Edition, ...]:
    """Every edition that was not taken back, oldest first; () in a register from before editions were kept."""
    rows = tx.rows(tables.editions, ("id", "run", "source", "sha256", "day", "document"), undone=False)
    return tuple(
        Edition._make((*row[:5], PLANS.validate_python(row[5]["plan"]), tuple(row[5]["keys"]))) for row in rows
    )
