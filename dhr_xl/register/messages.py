"""The e-mails that were written, and the copies for the board that were published."""

from __future__ import annotations

import datetime as dt

from dhr_xl.core.plan.kinds import MessageState
from dhr_xl.core.plan.records import Message, Publication
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def add_message(tx: RegisterRows, message: Message) -> int:
    """Record an e-mail and return the number it is given; the record's own id is ignored."""
    row = message._asdict()
    del row["id"]
    return tx.insert_numbered(tables.messages, row)


def messages(tx: RegisterRows) -> tuple[Message, ...]:
    """Every e-mail that was written, oldest first."""
    return tuple(map(Message._make, tx.rows(tables.messages, Message._fields)))


def set_message_state(
    tx: RegisterRows, message_id: int, state: MessageState, sent_at: dt.datetime | None = None
) -> None:
    """Set the state of an e-mail, and when it was sent. Raises Stop where there is none of that number."""
    values = {"state": state, "sent_at": sent_at}
    missing = f"The register holds no message number {message_id}."
    tx.update(tables.messages, tables.messages.c.id == message_id, values, missing)


def add_publication(tx: RegisterRows, publication: Publication) -> int:
    """Record a copy for the board and return the number it is given; the record's own id is ignored."""
    row = publication._asdict()
    del row["id"]
    return tx.insert_numbered(tables.publications, row)


def publications(tx: RegisterRows) -> tuple[Publication, ...]:
    """Every published copy for the board, oldest first."""
    return tuple(map(Publication._make, tx.rows(tables.publications, Publication._fields)))
