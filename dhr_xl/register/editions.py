"""The editions of a plan's document in the register: each as it was imported, the base of the next one's merge."""

from __future__ import annotations

from dhr_xl.core.plan.model import Plan
from dhr_xl.core.plan.records import Edition
from dhr_xl.register import tables
from dhr_xl.register.scope import Scope


def add_edition(tx: Scope, edition: Edition) -> int:
    """Keep an edition: the number it is given (the record's own is ignored)."""
    row = {name: value for name, value in edition._asdict().items() if name not in {"id", "plan", "keys"}}
    document = {"plan": edition.plan.model_dump(mode="json"), "keys": list(edition.keys)}
    return tx.insert_numbered(tables.editions, row | {"document": document, "undone": False})


def editions(tx: Scope) -> tuple[Edition, ...]:
    """Every edition that was not taken back, oldest first; none where the register is older than editions are kept."""
    names = ("id", "run", "source", "sha256", "day", "document")
    rows = tx.rows(tables.editions, names, tables.editions.c.undone.is_(False))
    return tuple(Edition._make((*row[:5], Plan.model_validate(row[5]["plan"]), tuple(row[5]["keys"]))) for row in rows)


def set_edition_undone(tx: Scope, edition_id: int) -> None:
    """Say of an edition that it was taken back."""
    missing = f"The register holds no edition number {edition_id}."
    tx.update(tables.editions, tables.editions.c.id == edition_id, {"undone": True}, missing)
