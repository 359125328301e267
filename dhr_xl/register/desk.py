"""The coordinator's desk: contacts, what to look at in the import, their own columns and notes, and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from dhr_xl.core.plan.kinds import MessageState
from dhr_xl.core.plan.model import Contact, Finding
from dhr_xl.core.plan.records import FindingRecord, Message, Publication
from dhr_xl.register import tables
from dhr_xl.register.scope import Scope

CONTACT_FIELDS = tuple(Contact.model_fields)
FINDING_FIELDS = tuple(Finding.model_fields)
TAKEN_BACK = ""
"""The message of a finding that was taken back."""


def contacts(tx: Scope) -> tuple[Contact, ...]:
    """Whom to write to, in the order they were given."""
    rows = tx.rows(tables.contacts, CONTACT_FIELDS)
    return tuple(Contact(**dict(zip(CONTACT_FIELDS, row, strict=True))) for row in rows)


def set_contacts(tx: Scope, contacts: Iterable[Contact]) -> None:
    """Put these in the place of all contacts there were."""
    tx.remove(tables.contacts)
    tx.insert(tables.contacts, (contact.model_dump() for contact in contacts))


def add_findings(tx: Scope, findings: Iterable[Finding]) -> None:
    """Add what a person should look at, none of it looked at yet."""
    tx.insert(tables.findings, ({**finding.model_dump(), "checked": False, "correct": ""} for finding in findings))


def findings(tx: Scope) -> tuple[FindingRecord, ...]:
    """What a person should look at, in the order it was added."""
    rows = tx.rows(
        tables.findings, ("id", "checked", "correct", *FINDING_FIELDS), tables.findings.c.message != TAKEN_BACK
    )
    return tuple(
        FindingRecord(row[0], Finding(**dict(zip(FINDING_FIELDS, row[3:], strict=True))), row[1], row[2])
        for row in rows
    )


def set_finding(tx: Scope, finding_id: int, checked: bool, correct: str) -> None:  # noqa: FBT001 - a column's value
    """Say that a finding was looked at, and what was put in its place."""
    values = {"checked": checked, "correct": correct}
    missing = f"The register holds no finding number {finding_id}."
    tx.update(tables.findings, tables.findings.c.id == finding_id, values, missing)


def remove_finding(tx: Scope, finding_id: int) -> None:
    """Take a finding back. Its number is never given to another one, for a copy of master.xlsx may show it."""
    missing = f"The register holds no finding number {finding_id}."
    tx.update(tables.findings, tables.findings.c.id == finding_id, {"message": TAKEN_BACK}, missing)


def extras(tx: Scope) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
    """The coordinator's own columns: their headings in order, and ref -> heading -> text."""
    headings = tuple(row[0] for row in tx.rows(tables.extra_headings, ("heading",), order=("position",)))
    extra: dict[str, dict[str, str]] = {}
    for ref, heading, text in tx.rows(tables.extras, ("ref", "heading", "text"), order=("ref", "heading")):
        extra.setdefault(ref, {})[heading] = text
    return headings, extra


def set_extras(tx: Scope, headings: Sequence[str], extra: Mapping[str, Mapping[str, str]]) -> None:
    """Put these in the place of all the coordinator's own columns there were."""
    tx.remove(tables.extra_headings)
    tx.remove(tables.extras)
    tx.insert(tables.extra_headings, ({"position": n, "heading": heading} for n, heading in enumerate(headings)))
    rows = ({"ref": ref, "heading": h, "text": text} for ref, row in extra.items() for h, text in row.items())
    tx.insert(tables.extras, rows)


def notes(tx: Scope) -> dict[tuple[str, str], str]:
    """The notes on cells of master.xlsx: (ref, column key) -> text."""
    return {(ref, key): text for ref, key, text in tx.rows(tables.notes, ("ref", "key", "text"), order=("ref", "key"))}


def set_notes(tx: Scope, notes: Mapping[tuple[str, str], str]) -> None:
    """Put these in the place of all notes there were."""
    tx.remove(tables.notes)
    tx.insert(tables.notes, ({"ref": ref, "key": key, "text": text} for (ref, key), text in notes.items()))


def add_message(tx: Scope, message: Message) -> int:
    """Record an e-mail: the number it is given (the record's own is ignored)."""
    row = message._asdict()
    del row["id"]
    return tx.insert_numbered(tables.messages, row)


def messages(tx: Scope) -> tuple[Message, ...]:
    """Every e-mail written, oldest first."""
    return tuple(map(Message._make, tx.rows(tables.messages, Message._fields)))


def set_message_state(tx: Scope, message_id: int, state: MessageState, sent_at: dt.datetime | None = None) -> None:
    """Say how far an e-mail has got, and when it was sent."""
    values = {"state": state, "sent_at": sent_at}
    missing = f"The register holds no message number {message_id}."
    tx.update(tables.messages, tables.messages.c.id == message_id, values, missing)


def add_publication(tx: Scope, publication: Publication) -> int:
    """Record a copy for the board: the number it is given (the record's own is ignored)."""
    row = publication._asdict()
    del row["id"]
    return tx.insert_numbered(tables.publications, row)


def publications(tx: Scope) -> tuple[Publication, ...]:
    """Every copy for the board that was published, oldest first."""
    return tuple(map(Publication._make, tx.rows(tables.publications, Publication._fields)))


def meta(tx: Scope, key: str) -> str:
    """A small fact kept about the plan, '' where it was never set."""
    rows = tx.rows(tables.meta, ("value",), tables.meta.c.key == key, order=())
    return str(rows[0][0]) if rows else ""


def set_meta(tx: Scope, key: str, value: str) -> None:
    """Keep a small fact about the plan."""
    tx.remove(tables.meta, tables.meta.c.key == key)
    tx.insert(tables.meta, [{"key": key, "value": value}])
