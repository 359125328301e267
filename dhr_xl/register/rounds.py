"""The rounds, and what goes out in them: workbooks, e-mails, copies for the board.

A generation of master.xlsx is an issued workbook too.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from dhr_xl.core.plan.kinds import IssueKind, MessageState
from dhr_xl.core.plan.records import Issue, Lock, Message, Publication, RoundRecord
from dhr_xl.register import tables
from dhr_xl.register.rows import Condition, RegisterRows, without_id

LOCK_COLUMNS: Final = ("lock_hash_value", "lock_salt_value", "lock_spin_count")
ROUND_COLUMNS: Final = ("id", "as_at", "due", "password", *LOCK_COLUMNS, "opened_at")
WITHOUT_TABLES: Final = tuple(name for name in Issue._fields if name != "tables")
SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
"""Spaces and hyphens, and the dashes that programs put in their place."""


def plain_reference(reference: str) -> str:
    """A return reference in the form in which it is compared: capitals, without spaces and hyphens."""
    return SEPARATORS.sub("", reference.upper())


class RoundRows(RegisterRows):
    """The rounds of a plan, and what was issued, written and published."""

    def add_round(self, record: RoundRecord) -> None:
        """Add a round."""
        row = record._asdict()
        row.update(zip(LOCK_COLUMNS, row.pop("lock"), strict=True))
        self.insert_last(tables.rounds, row)

    def rounds(self) -> tuple[RoundRecord, ...]:
        """Every round, sorted by its as-at date."""
        rows = self.rows(tables.rounds, ROUND_COLUMNS, order=("as_at", "position"))
        return tuple(RoundRecord._make((*row[:4], Lock(*row[4:7]), row[7])) for row in rows)

    def current_round(self) -> RoundRecord | None:
        """The round that was opened last; None before the first."""
        last = self.rows(tables.rounds, ("id",), order=("opened_at", "position"))[-1:]
        return next((record for record in self.rounds() if last and record.id == last[0][0]), None)

    def set_due(self, round_id: str, due: dt.date | None) -> None:
        """Change the due date of a round. Raises Stop where there is none of that id."""
        self.update(
            tables.rounds, tables.rounds.c.id == round_id, {"due": due}, f"The register holds no round {round_id}."
        )

    def add_issue(self, issue: Issue) -> None:
        """Record a workbook before its file is written."""
        self.insert_last(tables.issues, {**issue._asdict(), "plain_reference": plain_reference(issue.reference)})

    def issue(self, reference: str) -> Issue | None:
        """The workbook with this reference, whatever its case, spaces and hyphens; None where there is none."""
        return next(iter(self.records(Issue, tables.issues, _has_reference(reference), order=())), None)

    def issues(self, kind: IssueKind = IssueKind.RETURN, round_id: str | None = None) -> tuple[Issue, ...]:
        """Workbooks of a kind, of one round or all, in the order they were recorded. `tables` is {} for masters."""
        fields = WITHOUT_TABLES if kind == IssueKind.MASTER else Issue._fields
        rows = self.rows(tables.issues, fields, order=("position",), kind=kind, round_id=round_id)
        return tuple(Issue(**{"tables": {}, **dict(zip(fields, row, strict=True))}) for row in rows)

    def line_of(self, lineage: str) -> tuple[str, ...]:
        """The references of one lineage: the form that was issued first, then its corrections copies."""
        rows = self.rows(tables.issues, ("reference",), order=("position",), lineage=lineage)
        return tuple(row[0] for row in rows)

    def master(self, generation: int | None = None) -> Issue | None:
        """One generation of master.xlsx with its tables, by default the latest; None where it is not kept."""
        generations = self._generations()
        wanted = generation if generation is not None else (generations[-1] if generations else None)
        if wanted not in generations:
            return None
        return self.records(Issue, tables.issues, order=("position",), kind=IssueKind.MASTER, generation=wanted)[-1]

    def set_issue_file(self, reference: str, file: str, sha256: str) -> None:
        """Set the file that an issue was written to, and its hash. Raises Stop for an unknown reference."""
        self.update(tables.issues, _has_reference(reference), {"file": file, "sha256": sha256}, _unknown(reference))

    def set_extended(self, reference: str, extended: dt.date | None) -> None:
        """Set a later due date for one workbook's return; None removes it. Raises Stop for an unknown reference."""
        self.update(tables.issues, _has_reference(reference), {"extended": extended}, _unknown(reference))

    def prune_masters(self, keep: int, keep_from: int | None = None) -> None:
        """Forget generations of master.xlsx but the newest `keep`, and those from number `keep_from` on."""
        old = self._generations()[: -keep if keep > 0 else None]
        old = [generation for generation in old if keep_from is None or generation < keep_from]
        if old:
            self.remove(tables.issues, tables.issues.c.kind == IssueKind.MASTER, tables.issues.c.generation <= old[-1])

    def _generations(self) -> list[int]:
        rows = self.rows(tables.issues, ("generation",), order=("generation",), kind=IssueKind.MASTER)
        return [row[0] for row in rows]

    def add_message(self, message: Message) -> int:
        """Record an e-mail and return the number it is given; the record's own id is ignored."""
        return self.insert_numbered(tables.messages, without_id(message))

    def add_messages(self, messages: Iterable[Message]) -> None:
        """Record several e-mails, each as `add_message` does."""
        self.insert(tables.messages, map(without_id, messages))

    def messages(self) -> tuple[Message, ...]:
        """Every e-mail that was written, oldest first."""
        return self.records(Message, tables.messages)

    def set_message_state(self, message_id: int, state: MessageState, sent_at: dt.datetime | None = None) -> None:
        """Set the state of an e-mail, and when it was sent. Raises Stop where there is none of that number."""
        values = {"state": state, "sent_at": sent_at}
        missing = f"The register holds no message number {message_id}."
        self.update(tables.messages, tables.messages.c.id == message_id, values, missing)

    def add_publication(self, publication: Publication) -> int:
        """Record a copy for the board and return the number it is given; the record's own id is ignored."""
        return self.insert_numbered(tables.publications, without_id(publication))

    def publications(self) -> tuple[Publication, ...]:
        """Every published copy for the board, oldest first."""
        return self.records(Publication, tables.publications)


def _has_reference(reference: str) -> Condition:
    return tables.issues.c.plain_reference == plain_reference(reference)


def _unknown(reference: str) -> str:
    return f"The register holds no workbook with the reference {reference}."
