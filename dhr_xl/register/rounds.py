"""The rounds, and the workbooks issued in them; a generation of master.xlsx is an issued workbook too."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from sqlalchemy import select

from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.records import Issue, Lock, RoundRecord
from dhr_xl.register import tables
from dhr_xl.register.rows import Condition, RegisterRows

LOCK_COLUMNS: Final = ("lock_hash_value", "lock_salt_value", "lock_spin_count")
ROUND_COLUMNS: Final = ("id", "as_at", "due", "password", *LOCK_COLUMNS, "opened_at")
WITHOUT_TABLES: Final = tuple(name for name in Issue._fields if name != "tables")
SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces and hyphens, and the dashes that programs put in their place."""


def plain_reference(reference: str) -> str:
    """A return reference in the form in which it is compared: capitals, without spaces and hyphens."""
    return SEPARATORS.sub("", reference.upper())


def add_round(tx: RegisterRows, record: RoundRecord) -> None:
    """Add a round."""
    row = record._asdict()
    row.update(zip(LOCK_COLUMNS, row.pop("lock"), strict=True))
    tx.insert(tables.rounds, [{**row, "position": tx.next_position(tables.rounds)}])


def rounds(tx: RegisterRows) -> tuple[RoundRecord, ...]:
    """Every round, sorted by its as-at date."""
    rows = tx.rows(tables.rounds, ROUND_COLUMNS, order=("as_at", "position"))
    return tuple(RoundRecord._make((*row[:4], Lock(*row[4:7]), row[7])) for row in rows)


def current_round(tx: RegisterRows) -> RoundRecord | None:
    """The round that was opened last; None before the first."""
    last = tx.rows(tables.rounds, ("id",), order=("opened_at", "position"))[-1:]
    return next((record for record in rounds(tx) if last and record.id == last[0][0]), None)


def set_due(tx: RegisterRows, round_id: str, due: dt.date | None) -> None:
    """Change the due date of a round. Raises Stop where there is none of that id."""
    tx.update(tables.rounds, tables.rounds.c.id == round_id, {"due": due}, f"The register holds no round {round_id}.")


def add_issue(tx: RegisterRows, issue: Issue) -> None:
    """Record a workbook before its file is written."""
    row = {**issue._asdict(), "plain_reference": plain_reference(issue.reference)}
    tx.insert(tables.issues, [{**row, "position": tx.next_position(tables.issues)}])


def issue(tx: RegisterRows, reference: str) -> Issue | None:
    """The workbook with this reference, whatever its case, spaces and hyphens; None where there is none."""
    rows = tx.rows(tables.issues, Issue._fields, _has_reference(reference), order=())
    return Issue._make(rows[0]) if rows else None


def issues(tx: RegisterRows, kind: IssueKind = IssueKind.RETURN, round_id: str | None = None) -> tuple[Issue, ...]:
    """Workbooks of a kind in the order in which they were recorded, of one round or all. `tables` is {} for masters."""
    table = tables.issues
    where = [table.c.kind == kind]
    where += [table.c.round_id == round_id] if round_id is not None else []
    fields = Issue._fields if kind == IssueKind.RETURN else WITHOUT_TABLES
    rows = tx.rows(table, fields, *where, order=("position",))
    return tuple(Issue(**{"tables": {}, **dict(zip(fields, row, strict=True))}) for row in rows)


def line_of(tx: RegisterRows, lineage: str) -> tuple[str, ...]:
    """The references of one lineage: the form that was issued first, then its corrections copies."""
    table = tables.issues
    return tuple(row[0] for row in tx.rows(table, ("reference",), table.c.lineage == lineage, order=("position",)))


def master(tx: RegisterRows, generation: int | None = None) -> Issue | None:
    """One generation of master.xlsx with its tables, by default the latest; None where it is not kept."""
    table = tables.issues
    generations = _generations(tx)
    wanted = generation if generation is not None else (generations[-1] if generations else None)
    if wanted not in generations:
        return None
    rows = tx.rows(
        table, Issue._fields, table.c.kind == IssueKind.MASTER, table.c.generation == wanted, order=("position",)
    )
    return Issue._make(rows[-1])


def set_issue_file(tx: RegisterRows, reference: str, file: str, sha256: str) -> None:
    """Set the file that an issue was written to, and its hash. Raises Stop for an unknown reference."""
    tx.update(tables.issues, _has_reference(reference), {"file": file, "sha256": sha256}, _unknown(reference))


def set_extended(tx: RegisterRows, reference: str, extended: dt.date | None) -> None:
    """Set a later due date for one workbook's return; None removes it. Raises Stop for an unknown reference."""
    tx.update(tables.issues, _has_reference(reference), {"extended": extended}, _unknown(reference))


def prune_masters(tx: RegisterRows, keep: int, keep_from: int | None = None) -> None:
    """Forget generations of master.xlsx but the newest `keep`, and those from number `keep_from` on."""
    old = _generations(tx)[: -keep if keep > 0 else None]
    old = [generation for generation in old if keep_from is None or generation < keep_from]
    if old:
        tx.remove(tables.issues, tables.issues.c.kind == IssueKind.MASTER, tables.issues.c.generation <= old[-1])


def _generations(tx: RegisterRows) -> list[int]:
    table = tables.issues
    query = select(table.c.generation).where(table.c.plan == tx.plan, table.c.kind == IssueKind.MASTER)
    return list(tx.connection.execute(query.order_by(table.c.generation)).scalars())


def _has_reference(reference: str) -> Condition:
    return tables.issues.c.plain_reference == plain_reference(reference)


def _unknown(reference: str) -> str:
    return f"The register holds no workbook with the reference {reference}."
