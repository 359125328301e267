"""email and chase: drafts with their workbooks and a list To send.xlsx, or sending by the mail server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from email.parser import BytesParser
from email.policy import default as default_policy
from pathlib import Path
from typing import Final, Literal, NamedTuple

from dhr_xl.commands.chase import who_owes
from dhr_xl.commands.corrections import copies_to_go_on
from dhr_xl.commands.drawing_forms import write_copies
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.letters import Letters, check_can_write, letters_of, request_letters, with_addresses
from dhr_xl.commands.publish import safe_name
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.snapshot import Snapshot, take_snapshot
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import Paint, Workspace, free_name, open_workspace, write_whole
from dhr_xl.post.messages import Draft, make_eml, marked
from dhr_xl.post.smtp import NO_SERVER, MaybeSent, send
from dhr_xl.post.to_send import ToSend, write_to_send
from dhr_xl.register.values import Message
from dhr_xl.settings import Mail, mail_password
from dhr_xl.stop import Stop, Unfinished

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
    """The messages, why others were not made, who is not reminded yet, who was sent this before, who owes no row."""

    what: str
    sent: bool
    messages: tuple[Posted, ...]
    problems: tuple[str, ...]
    not_yet: tuple[str, ...]
    list_file: str
    master_stale: str
    already: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def email(  # noqa: PLR0913 - what a front door may say
    folder: Path,
    what: str = "workbooks",
    *,
    send: bool = False,
    confirm: Confirm | None = None,
    now: dt.datetime | None = None,
    paint: Paint | None = None,
) -> EmailResult:
    """Make the messages of one kind. A missing address is told of and the others are made; anything that could send
    a file to the wrong agency stops it all (Stop), as does a message found half-sent.
    """
    with open_workspace(folder, now, paint) as workspace:
        with workspace.register.read() as tx:
            check_can_write(workspace, take_snapshot(tx), what)
        if send:
            check_can_send(workspace.settings.mail)
        with workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            take_in_master(ledger)
            snapshot = take_snapshot(tx)
            if what == "chase":
                owing = who_owes(workspace, snapshot)
                copies_to_go_on(ledger, [(one.agency, one.lines) for one in owing.owed])
                snapshot = take_snapshot(tx)
        not_written = write_copies(workspace)
        if not_written:
            raise Unfinished(f"{not_written} No e-mail was made.")
        half = half_sent(snapshot)
        if send and half:
            raise Stop(" ".join(half))
        making = letters_of(workspace, snapshot, what)
        letters, missing = with_addresses(snapshot, making.letters)
        already = [one.agency for one in letters if was_sent(workspace, snapshot, what, one)] if send else []
        letters = [one for one in letters if one.agency not in already]
        if send:
            posted = _send_all(workspace, snapshot, what, letters, confirm)
        else:
            posted = _draft_all(workspace, snapshot, what, letters)
        listed = write_list(workspace, snapshot, posted) if not send else ""
        _settle(workspace, snapshot, [] if send else posted)
        stale = publish_master(workspace, last_run=f"e-mails ({what}) {'sent' if send else 'drafted'}: {len(posted)}")
    return EmailResult(
        what, send, tuple(posted), (*half, *missing), making.not_yet, listed, stale, tuple(already), making.silent
    )


def check_can_send(mail: Mail) -> None:
    """Raise Stop where the settings name no mail server or no sender."""
    if not mail.server:
        raise Stop(NO_SERVER)
    if not mail.sender:
        raise Stop("There is no sender in dhr_xl.toml. Give an address as sender in the section [mail].")


def half_sent(snapshot: Snapshot) -> list[str]:
    """A sentence for each message of which it is not known whether it went; none is sent again by itself."""
    return [
        f"The e-mail '{m.subject}' to {', '.join(m.to)} was being sent when dhr-xl last stopped, so it may have gone "
        f"or not. Look in the sent mail or ask; if it did not arrive, draft it again without --send ({m.what})."
        for m in snapshot.messages
        if m.state == "sending"
    ]


def was_sent(workspace: Workspace, snapshot: Snapshot, what: str, one: Letters) -> bool:
    """Whether this went before: that workbook, a reminder today, or that very consolidated workbook."""
    sent = [m for m in snapshot.messages if (m.state, m.what, m.agency) == ("sent", what, one.agency) and m.sent_at]
    if what == "workbooks":
        return any(m.reference == one.reference for m in sent)
    if what == "chase":
        return any(m.sent_at and m.sent_at.date() == workspace.today for m in sent)
    if one.path is None:
        return False
    if what == "consolidated":  # a published copy is never overwritten
        return any(m.attachment == one.path.relative_to(workspace.folder).as_posix() for m in sent)
    written = dt.datetime.fromtimestamp(one.path.stat().st_mtime)
    file = one.path.relative_to(workspace.folder).as_posix()
    return any(m.sent_at and m.sent_at >= written.replace(microsecond=0) and m.attachment == file for m in sent)


def _settle(workspace: Workspace, snapshot: Snapshot, posted: Sequence[Posted]) -> None:
    """Take a message that may have gone as a draft again once its draft was written anew: a person will see to it."""
    drafted = {(one.agency, one.subject) for one in posted}
    for message in snapshot.messages:
        if message.state == "sending" and (message.agency, message.subject) in drafted:
            _mark(workspace, message.id, "draft", None)


def _draft(one: Letters) -> Draft:
    attached = ((one.name, one.path.read_bytes()),) if one.path else ()
    return Draft(one.to, one.letter.subject, one.letter.body, one.cc, attached)


def draft_requests(workspace: Workspace, asked: Mapping[str, str]) -> str:
    """Draft a message to each agency that sent a link instead of its workbook; '' or why one was not made."""
    if not asked:
        return ""
    with workspace.register.read() as tx:
        snapshot = take_snapshot(tx)
    letters, missing = with_addresses(snapshot, request_letters(workspace, snapshot, asked))
    _draft_all(workspace, snapshot, "please attach", letters)
    return " ".join(missing)


def _draft_all(workspace: Workspace, snapshot: Snapshot, what: str, letters: Sequence[Letters]) -> list[Posted]:
    """Write every draft into outbox; one written again replaces the one before it, and one no longer due is set aside.

    Raises Unfinished where the disk cannot take them all: those that were written stand.
    """
    outbox = workspace.place("outbox")
    posted: list[Posted] = []
    marking = snapshot.head.marking
    set_aside(outbox, what, {one.agency for one in letters})
    for one in letters:
        eml = make_eml(_draft(one), marking=marking, sender=workspace.settings.mail.sender)
        path = outbox / draft_name(what, one.agency)
        try:
            write_whole(path, eml)
        except Stop as stop:
            raise Unfinished(f"{stop} {len(posted)} of {len(letters)} drafts are written.") from stop
        subject = marked(one.letter.subject, marking)
        with workspace.register.write() as tx:
            tx.add_message(_message(workspace, snapshot, what, one, subject, f"outbox/{path.name}", "draft"))
        posted.append(Posted(one.agency, ", ".join(one.to), subject, str(path), "draft"))
    return posted


def draft_name(what: str, agency: str) -> str:
    """The name of a draft's file."""
    return f"{safe_name(what)} {agency}.eml"


def set_aside(outbox: Path, what: str, wanted: AbstractSet[str]) -> None:
    """Move drafts of this kind that nobody is to be sent now into ``outbox/earlier``."""
    keep = {draft_name(what, agency) for agency in wanted}
    for path in outbox.glob(f"{safe_name(what)} *.eml"):
        if path.name not in keep:
            earlier = outbox / "earlier"
            earlier.mkdir(exist_ok=True)
            path.replace(free_name(earlier, path.name))


def _message(  # noqa: PLR0913 - a message has these parts
    workspace: Workspace,
    snapshot: Snapshot,
    what: str,
    one: Letters,
    subject: str,
    file: str,
    state: Literal["draft", "sending"],
) -> Message:
    attachment = one.path.relative_to(workspace.folder).as_posix() if one.path else ""
    return Message(
        id=0, what=what, agency=one.agency, round_id=snapshot.current.id if snapshot.current else "", to=one.to,
        cc=one.cc, subject=subject, file=file, attachment=attachment,
        reference=one.reference, state=state,
        made_at=workspace.now, sent_at=None,
    )  # fmt: skip


def write_list(workspace: Workspace, snapshot: Snapshot, posted: Sequence[Posted]) -> str:
    """``outbox/To send.xlsx``: the drafts just made, for when one will not open."""
    outbox = workspace.place("outbox")
    files = {Path(one.file).relative_to(workspace.folder).as_posix() for one in posted}
    with workspace.register.read() as tx:
        latest = {m.file: m for m in tx.messages() if m.state == "draft" and m.file in files}
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
    message = BytesParser(policy=default_policy).parsebytes(path.read_bytes())
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
    posted: list[Posted] = []
    for one in letters:
        subject = marked(one.letter.subject, marking)
        eml = make_eml(_draft(one), marking=marking, sender=mail.sender, unsent=False, now=workspace.now)
        kept = free_name(workspace.place("outbox"), f"sent {safe_name(what)} {one.agency}.eml")
        write_whole(kept, eml)
        with workspace.register.write() as tx:
            number = tx.add_message(_message(workspace, snapshot, what, one, subject, f"outbox/{kept.name}", "sending"))
        try:
            send(eml, mail, password)
        except MaybeSent as maybe:
            raise Unfinished(f"{maybe} {_so_far(posted, letters)}") from maybe
        except Stop as stop:
            _mark(workspace, number, "draft", None)
            raise Unfinished(f"{stop} {_so_far(posted, letters)}") from stop
        _mark(workspace, number, "sent", workspace.now)
        posted.append(Posted(one.agency, ", ".join(one.to), subject, str(kept), "sent"))
    return posted


def _so_far(posted: Sequence[Posted], letters: Sequence[Letters]) -> str:
    sent = ", ".join(one.agency for one in posted)
    return f"Sent: {sent or 'none'}; {len(letters) - len(posted)} not sent. Run it again to go on."


def _mark(workspace: Workspace, number: int, state: Literal["draft", "sent"], sent_at: dt.datetime | None) -> None:
    with workspace.register.write() as tx:
        tx.set_message_state(number, state, sent_at)
