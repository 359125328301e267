"""Rounds, and the workbooks that went out in them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from sqlalchemy import select

from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.records import Issue, Lock, RoundRecord
from dhr_xl.register import tables
from dhr_xl.register.scope import Condition, Scope

LOCK_COLUMNS: Final = ("lock_hash_value", "lock_salt_value", "lock_spin_count")
ROUND_COLUMNS: Final = ("id", "as_at", "due", "password", *LOCK_COLUMNS, "opened_at")
LIGHT: Final = tuple(name for name in Issue._fields if name != "tables")
SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces, and the hyphens and dashes that programs put in their place."""


def plain_reference(reference: str) -> str:
    """A return reference as it is compared: capitals, without spaces and hyphens."""
    return SEPARATORS.sub("", reference.upper())


def add_round(tx: Scope, record: RoundRecord) -> None:
    """Add a round."""
    row = record._asdict()
    row.update(zip(LOCK_COLUMNS, row.pop("lock"), strict=True))
    tx.insert(tables.rounds, [{**row, "position": tx.next_position(tables.rounds)}])


def rounds(tx: Scope) -> tuple[RoundRecord, ...]:
    """Every round, by its as-at date."""
    rows = tx.rows(tables.rounds, ROUND_COLUMNS, order=("as_at", "position"))
    return tuple(RoundRecord._make((*row[:4], Lock(*row[4:7]), row[7])) for row in rows)


def current_round(tx: Scope) -> RoundRecord | None:
    """The round opened last, None before the first."""
    last = tx.rows(tables.rounds, ("id",), order=("opened_at", "position"))[-1:]
    return next((record for record in rounds(tx) if last and record.id == last[0][0]), None)


def set_due(tx: Scope, round_id: str, due: dt.date | None) -> None:
    """Change the day a round's returns are due."""
    tx.update(tables.rounds, tables.rounds.c.id == round_id, {"due": due}, f"The register holds no round {round_id}.")


def add_issue(tx: Scope, issue: Issue) -> None:
    """Record a workbook before its file is written."""
    row = {**issue._asdict(), "plain_reference": plain_reference(issue.reference)}
    tx.insert(tables.issues, [{**row, "position": tx.next_position(tables.issues)}])


def issue(tx: Scope, reference: str) -> Issue | None:
    """The workbook with that reference, however its letters' case, spaces and hyphens were typed."""
    rows = tx.rows(tables.issues, Issue._fields, _called(reference), order=())
    return Issue._make(rows[0]) if rows else None


def issues(tx: Scope, kind: IssueKind = IssueKind.RETURN, round_id: str | None = None) -> tuple[Issue, ...]:
    """Workbooks in the order they were recorded, of one round or of all; of a master, `tables` is left empty."""
    table = tables.issues
    where = [table.c.kind == kind]
    where += [table.c.round_id == round_id] if round_id is not None else []
    fields = Issue._fields if kind == IssueKind.RETURN else LIGHT
    rows = tx.rows(table, fields, *where, order=("position",))
    return tuple(Issue(**{"tables": {}, **dict(zip(fields, row, strict=True))}) for row in rows)


def line_of(tx: Scope, lineage: str) -> tuple[str, ...]:
    """The references of one line of workbooks: the first, then the copies sent out to be put right."""
    table = tables.issues
    return tuple(row[0] for row in tx.rows(table, ("reference",), table.c.lineage == lineage, order=("position",)))


def master(tx: Scope, generation: int | None = None) -> Issue | None:
    """One generation of master.xlsx whole, the latest where none is named; None where it is not kept."""
    table = tables.issues
    generations = _generations(tx)
    wanted = generation if generation is not None else (generations[-1] if generations else None)
    if wanted not in generations:
        return None
    rows = tx.rows(
        table, Issue._fields, table.c.kind == IssueKind.MASTER, table.c.generation == wanted, order=("position",)
    )
    return Issue._make(rows[-1])


def set_issue_file(tx: Scope, reference: str, file: str, sha256: str) -> None:
    """Say which file an issue was written to, and what is in it."""
    tx.update(tables.issues, _called(reference), {"file": file, "sha256": sha256}, _unknown(reference))


def set_extended(tx: Scope, reference: str, extended: dt.date | None) -> None:
    """Give one workbook's return a later day to be due, or take that back."""
    tx.update(tables.issues, _called(reference), {"extended": extended}, _unknown(reference))


def prune_masters(tx: Scope, keep: int, standing: int | None = None) -> None:
    """Keep the newest `keep` generations of master.xlsx and forget the older ones, from `standing` on none."""
    old = _generations(tx)[: -keep if keep > 0 else None]
    old = [generation for generation in old if standing is None or generation < standing]
    if old:
        tx.remove(tables.issues, tables.issues.c.kind == IssueKind.MASTER, tables.issues.c.generation <= old[-1])


def _generations(tx: Scope) -> list[int]:
    table = tables.issues
    query = select(table.c.generation).where(table.c.plan == tx.plan, table.c.kind == IssueKind.MASTER)
    return list(tx.connection.execute(query.order_by(table.c.generation)).scalars())


def _called(reference: str) -> Condition:
    return tables.issues.c.plain_reference == plain_reference(reference)


def _unknown(reference: str) -> str:
    return f"The register holds no workbook with the reference {reference}."
