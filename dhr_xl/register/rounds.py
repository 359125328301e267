"""Rounds and issues: what was asked of whom, and the base every return is merged against."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import delete, func, update

from dhr_xl.forms import Lock
from dhr_xl.register import tables
from dhr_xl.register.rows import Rows, pick
from dhr_xl.register.values import Issue, RoundRecord


def plain_reference(reference: str) -> str:
    """A reference as it is compared: capitals and digits only, so that one typed over by hand is still known."""
    return re.sub(r"[\s\-‐‑‒–—]+", "", reference).upper()


class Rounds(Rows):
    """Rows of the rounds."""

    def add_round(self, record: RoundRecord) -> None:
        """Open a round."""
        self.put(tables.rounds, record._asdict() | {"lock": list(record.lock)})

    def rounds(self) -> tuple[RoundRecord, ...]:
        """By as-at date."""
        rows = self.all(tables.rounds, order=tables.rounds.c.as_at)
        return tuple(RoundRecord(**pick(row, RoundRecord) | {"lock": Lock(*row["lock"])}) for row in rows)

    def current_round(self) -> RoundRecord | None:
        """The round that was opened last."""
        return max(self.rounds(), key=lambda record: (record.opened_at, int(record.id)), default=None)

    def set_due(self, round_id: str, due: dt.date) -> None:
        """Another return-by date."""
        table = tables.rounds
        self.connection.execute(
            update(table).where(table.c.plan == self.plan, table.c.id == round_id).values(due=due)
        )

    def add_issue(self, issue: Issue) -> None:
        """One workbook about to be written."""
        self.put(tables.issues, issue._asdict())

    def issue(self, reference: str) -> Issue | None:
        """The issue of that reference, whatever its case and hyphens; None where it was not issued here."""
        table = tables.issues
        plain = func.replace(func.upper(table.c.reference), "-", "")
        found = self.all(table, plain == plain_reference(reference))
        return Issue(**pick(found[0], Issue)) if found else None

    def issues(self, kind: str = "return", round_id: str | None = None) -> tuple[Issue, ...]:
        """Every issue of a kind, oldest first; of one round where given."""
        table = tables.issues
        where = [table.c.kind == kind] + ([table.c.round_id == round_id] if round_id is not None else [])
        return tuple(Issue(**pick(row, Issue)) for row in self.all(table, *where, order=table.c.issued_at))

    def master(self, generation: int | None = None) -> Issue | None:
        """A generation of master.xlsx, the latest where none is named."""
        table = tables.issues
        where = [table.c.kind == "master"] + ([table.c.generation == generation] if generation is not None else [])
        found = self.all(table, *where, order=table.c.generation.desc())
        return Issue(**pick(found[0], Issue)) if found else None

    def set_extended(self, reference: str, extended: dt.date | None) -> None:
        """A later return-by date for one workbook, or none any more."""
        table = tables.issues
        where = (table.c.plan == self.plan, table.c.reference == reference)
        self.connection.execute(update(table).where(*where).values(extended=extended))

    def prune_masters(self, keep: int) -> None:
        """Forget all but the newest generations of master.xlsx."""
        latest = self.master()
        if latest:
            table = tables.issues
            where = (table.c.plan == self.plan, table.c.kind == "master", table.c.generation <= latest.generation - keep)
            self.connection.execute(delete(table).where(*where))
