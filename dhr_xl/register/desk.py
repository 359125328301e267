"""The coordinator's desk: contacts, guesses to check, their own columns and notes, messages, and small facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert, select, update

from dhr_xl.model import Contact, Finding
from dhr_xl.register import tables
from dhr_xl.register.rows import Rows, pick
from dhr_xl.register.values import FindingRecord, Message


class Desk(Rows):
    """Rows of the desk."""

    def contacts(self) -> tuple[Contact, ...]:
        """In the order of the sheet."""
        rows = self.all(tables.contacts, order=tables.contacts.c.position)
        return tuple(Contact(**{name: row[name] for name in Contact.model_fields}) for row in rows)

    def set_contacts(self, contacts: Sequence[Contact]) -> None:
        """The whole list anew."""
        self.connection.execute(delete(tables.contacts).where(tables.contacts.c.plan == self.plan))
        self.put_all(tables.contacts, ({**c.model_dump(), "position": at} for at, c in enumerate(contacts)))

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """What the import guessed."""
        self.put_all(
            tables.findings, ({"finding": f.model_dump(mode="json"), "checked": False, "correct": ""} for f in findings)
        )

    def findings(self) -> tuple[FindingRecord, ...]:
        """In the order found."""
        rows = self.all(tables.findings, order=tables.findings.c.id)
        return tuple(FindingRecord(r["id"], Finding(**r["finding"]), r["checked"], r["correct"]) for r in rows)

    def set_finding(self, finding_id: int, checked: bool, correct: str) -> None:  # noqa: FBT001 - a column's value
        """What a person said of it."""
        table = tables.findings
        self.connection.execute(update(table).where(table.c.id == finding_id).values(checked=checked, correct=correct))

    def extras(self) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
        """The coordinator's own columns: their headings in order, and ref -> heading -> text."""
        names = tuple(row["heading"] for row in self.all(tables.headings, order=tables.headings.c.position))
        kept: dict[str, dict[str, str]] = {}
        for row in self.all(tables.extras):
            kept.setdefault(row["ref"], {})[row["heading"]] = row["text"]
        return names, kept

    def set_extras(self, names: Sequence[str], extra: Mapping[str, Mapping[str, str]]) -> None:
        """The whole of them anew."""
        for table in (tables.headings, tables.extras):
            self.connection.execute(delete(table).where(table.c.plan == self.plan))
        self.put_all(tables.headings, ({"position": at, "heading": name} for at, name in enumerate(names)))
        self.put_all(
            tables.extras,
            ({"ref": ref, "heading": h, "text": text} for ref, row in extra.items() for h, text in row.items() if text),
        )

    def notes(self) -> dict[tuple[str, str], str]:
        """(ref, column key) -> the coordinator's note on that cell."""
        return {(row["ref"], row["key"]): row["text"] for row in self.all(tables.notes)}

    def set_notes(self, notes: Mapping[tuple[str, str], str]) -> None:
        """The whole of them anew."""
        self.connection.execute(delete(tables.notes).where(tables.notes.c.plan == self.plan))
        self.put_all(tables.notes, ({"ref": ref, "key": key, "text": text} for (ref, key), text in notes.items()))

    def add_message(self, message: Message) -> int:
        """Keep one message; its id is given here."""
        values = message._asdict() | {"to": list(message.to), "cc": list(message.cc)}
        del values["id"]
        return self.put(tables.messages, values)

    def messages(self) -> tuple[Message, ...]:
        """Oldest first."""
        rows = self.all(tables.messages, order=tables.messages.c.id)
        return tuple(Message(**pick(row, Message) | {"to": tuple(row["to"]), "cc": tuple(row["cc"])}) for row in rows)

    def set_message_state(self, message_id: int, state: str, sent_at: dt.datetime | None = None) -> None:
        """draft, sending, sent."""
        table = tables.messages
        self.connection.execute(update(table).where(table.c.id == message_id).values(state=state, sent_at=sent_at))

    def meta(self, key: str) -> str:
        """A small fact, '' where it is not there."""
        found = select(tables.meta.c.value).where(tables.meta.c.name == key)
        return self.connection.execute(found).scalar() or ""

    def set_meta(self, key: str, value: str) -> None:
        """Keep a small fact."""
        self.connection.execute(delete(tables.meta).where(tables.meta.c.name == key))
        self.connection.execute(insert(tables.meta).values(name=key, value=value))
