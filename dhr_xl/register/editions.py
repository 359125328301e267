"""The editions of the plan's document, each as it was imported: the base for merging the next edition."""

from __future__ import annotations

from dhr_xl.core.plan.model import Plan
from dhr_xl.core.plan.records import Edition
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def add_edition(tx: RegisterRows, edition: Edition) -> int:
    """Record an edition and return the number it is given; the record's own id is ignored."""
    row = {name: value for name, value in edition._asdict().items() if name not in {"id", "plan", "keys"}}
    document = {"plan": edition.plan.model_dump(mode="json"), "keys": list(edition.keys)}
    return tx.insert_numbered(tables.editions, row | {"document": document, "undone": False})


def editions(tx: RegisterRows) -> tuple[Edition, ...]:
    """Every edition that was not taken back, oldest first; () in a register from before editions were kept."""
    names = ("id", "run", "source", "sha256", "day", "document")
    rows = tx.rows(tables.editions, names, tables.editions.c.undone.is_(False))
    return tuple(Edition._make((*row[:5], Plan.model_validate(row[5]["plan"]), tuple(row[5]["keys"]))) for row in rows)


def set_edition_undone(tx: RegisterRows, edition_id: int) -> None:
    """Mark an edition as taken back. Raises Stop where there is none of that id."""
    missing = f"The register holds no edition number {edition_id}."
    tx.update(tables.editions, tables.editions.c.id == edition_id, {"undone": True}, missing)
