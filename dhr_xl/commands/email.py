"""email and chase: drafts with their workbooks and a list To send.xlsx, or sending by the mail server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from dhr_xl.commands.letters import Letters, letters_of, with_addresses
from dhr_xl.commands.publish import safe_name
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.snapshot import Snapshot, take_snapshot
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import Workspace, free_name, open_workspace, write_whole
from dhr_xl.post.messages import Draft, make_eml, marked
from dhr_xl.post.smtp import MaybeSent, send
from dhr_xl.post.to_send import ToSend, write_to_send
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Message
from dhr_xl.settings import mail_password
from dhr_xl.stop import Stop

LIST_FILE: Final = "To send.xlsx"
Confirm = Callable[[Sequence[tuple[str, str, str]]], bool]
"""Shown (to, subject, file) of every message; whether to send them."""


class Posted(NamedTuple):
    """One message made: to whom, what it says, its file, and whether it is a draft or sent."""

    agency: str
    to: str
    subject: str
    file: str
    state: str


class EmailResult(NamedTuple):
    """The messages, why others were not made, and who is not reminded yet."""

    what: str
    sent: bool
    messages: tuple[Posted, ...]
    problems: tuple[str, ...]
    not_yet: tuple[str, ...]
    list_file: str
    master_stale: str


def email(
    folder: Path,
    what: str = "workbooks",
    *,
    send: bool = False,
    confirm: Confirm | None = None,
    now: dt.datetime | None = None,
) -> EmailResult:
    """Make the messages of one kind. A missing address is told of and the others are made; anything that could send
    a file to the wrong agency stops it all (Stop), as does a message found half-sent.
    """
    with open_workspace(folder, now) as workspace:
        with workspace.register.write() as tx:
            take_in_master(workspace, tx)
            snapshot = take_snapshot(tx)
        _check_half_sent(snapshot)
        letters, not_yet = letters_of(workspace, snapshot, what)
        letters, missing = with_addresses(snapshot, letters)
        if send:
            posted = _send_all(workspace, snapshot, what, letters, confirm)
        else:
            posted = _draft_all(workspace, snapshot, what, letters)
        listed = write_list(workspace, snapshot) if not send else ""
        stale = publish_master(workspace, last_run=f"{len(posted)} {what} e-mails {'sent' if send else 'drafted'}")
    return EmailResult(what, send, tuple(posted), tuple(missing), not_yet, listed, stale)


def _check_half_sent(snapshot: Snapshot) -> None:
    half = [m for m in snapshot.messages if m.state == "sending"]
    if half:
        message = (
            f"A message to {', '.join(half[0].to)} was being sent when dhr-xl last stopped, so it may have gone or not. "
            "Ask the agency or look in the sent mail; then draft it again without --send if it did not arrive."
        )
        raise Stop(message)


def _draft(one: Letters) -> Draft:
    return Draft(one.to, one.letter.subject, one.letter.body, one.cc, ((one.name, one.path.read_bytes()),))


def _draft_all(workspace: Workspace, snapshot: Snapshot, what: str, letters: Sequence[Letters]) -> list[Posted]:
    """Write every draft into outbox; a draft written again replaces the one before it."""
    outbox = workspace.place("outbox")
    posted = []
    marking = snapshot.head.marking
    for one in letters:
        eml = make_eml(_draft(one), marking=marking, sender=workspace.settings.mail.sender)
        path = outbox / f"{safe_name(what)} {one.agency}.eml"
        write_whole(path, eml)
        subject = marked(one.letter.subject, marking)
        with workspace.register.write() as tx:
            tx.add_message(_message(workspace, snapshot, what, one, subject, f"outbox/{path.name}", "draft"))
        posted.append(Posted(one.agency, ", ".join(one.to), subject, str(path), "draft"))
    return posted


def _message(  # noqa: PLR0913 - a message has these parts
    workspace: Workspace,
    snapshot: Snapshot,
    what: str,
    one: Letters,
    subject: str,
    file: str,
    state: Literal["draft", "sending"],
) -> Message:
    return Message(
        id=0, what=what, agency=one.agency, round_id=snapshot.current.id if snapshot.current else "", to=one.to,
        cc=one.cc, subject=subject, file=file, attachment=one.path.relative_to(workspace.folder).as_posix(), reference=one.reference, state=state,
        made_at=workspace.now, sent_at=None,
    )  # fmt: skip


def write_list(workspace: Workspace, snapshot: Snapshot) -> str:
    """``outbox/To send.xlsx``: every draft that is still there, for when one will not open."""
    outbox = workspace.place("outbox")
    with workspace.register.read() as tx:
        latest = {m.file: m for m in tx.messages() if m.state == "draft" and (workspace.folder / m.file).is_file()}
    rows = [
        ToSend(
            ", ".join(m.to),
            ", ".join(m.cc),
            m.subject,
            _body_of(workspace.folder / m.file),
            f"../{m.attachment}",
            "Draft",
        )
        for m in latest.values()
    ]
    if not rows:
        return ""
    path = outbox / LIST_FILE
    write_whole(path, write_to_send(rows, marking=snapshot.head.marking))
    return str(path)


def _body_of(path: Path) -> str:
    import email as standard_email
    import email.policy as policies

    message = standard_email.message_from_bytes(path.read_bytes(), policy=policies.default)
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _send_all(
    workspace: Workspace, snapshot: Snapshot, what: str, letters: Sequence[Letters], confirm: Confirm | None
) -> list[Posted]:
    """Send each, recorded as "sending" before and "sent" after; what was sent before an error stays sent."""
    mail, marking = workspace.settings.mail, snapshot.head.marking
    shown = [(", ".join((*one.to, *one.cc)), marked(one.letter.subject, marking), one.name) for one in letters]
    if letters and confirm is not None and not confirm(shown):
        message = "Nothing was sent."
        raise Stop(message)
    password = mail_password(mail) if letters else ""
    posted = []
    for one in letters:
        subject = marked(one.letter.subject, marking)
        eml = make_eml(_draft(one), marking=marking, sender=mail.sender, unsent=False, now=workspace.now)
        kept = free_name(workspace.place("outbox"), f"sent {safe_name(what)} {one.agency}.eml")
        write_whole(kept, eml)
        with workspace.register.write() as tx:
            number = tx.add_message(_message(workspace, snapshot, what, one, subject, f"outbox/{kept.name}", "sending"))
        try:
            send(eml, mail, password)
        except MaybeSent:
            raise
        except Stop:
            _mark(workspace, number, "draft", None)
            raise
        _mark(workspace, number, "sent", workspace.now)
        posted.append(Posted(one.agency, ", ".join(one.to), subject, str(kept), "sent"))
    return posted


def _mark(workspace: Workspace, number: int, state: Literal["draft", "sent"], sent_at: dt.datetime | None) -> None:
    tx: Tx
    with workspace.register.write() as tx:
        tx.set_message_state(number, state, sent_at)
