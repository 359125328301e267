"""email and chase: write drafts with their workbooks and a list To send.xlsx, or send by the mail server."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Paint, Workspace, open_workspace
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.master.unfit_rows import unsure_contacts
from dhr_xl.commands.messages.drafts import (
    SAME_MATTER,
    MessageFile,
    draft_all,
    draft_name,
    draft_of,
    message_of,
    same_matter,
    set_aside,
    write_list,
)
from dhr_xl.commands.messages.letters import check_can_write
from dhr_xl.commands.messages.one_letter import ONE_LETTER, batch_of
from dhr_xl.commands.messages.outgoing import OutgoingLetter, check_addresses
from dhr_xl.commands.messages.recipients import who_is_reminded
from dhr_xl.commands.returns.corrections import renew_copies
from dhr_xl.commands.returns.forms import write_copies
from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.kinds import MessageKind, MessageState
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.returns.round import round_facts
from dhr_xl.core.returns.to_put_right import still_open
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.files import free_name, plain_name, write_whole
from dhr_xl.post.outgoing.messages import make_eml, marked
from dhr_xl.post.outgoing.smtp import NO_SERVER, MaybeSent, send
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.settings import MailServer, mail_password

COPIES: Final = (MessageKind.CORRECTIONS, MessageKind.CHASE, MessageKind.LETTERS)
"""The kinds of message that bring a corrections copy."""
Confirm = Callable[[Sequence[tuple[str, str, str]]], bool]
"""Called with (to, subject, file) of every message; returns whether to send them."""


class EmailResult(NamedTuple):
    """What `email` or `chase` did.

    problems: sentences on messages that were not made; not_yet, silent: agencies that get no reminder, as in
    `ChaseResult`; list_file: the path of To send.xlsx, or ''; already: agencies that were sent this before.
    """

    what: MessageKind
    sent: bool
    messages: tuple[MessageFile, ...]
    problems: tuple[str, ...]
    not_yet: tuple[str, ...]
    list_file: str
    master_stale: str
    already: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    """Agencies to which nothing is to be said today."""
    master: TakenIn = TakenIn()
    """What came in from master.xlsx first."""


def email(  # noqa: PLR0913 - what a front door may say
    folder: Path,
    what: MessageKind = MessageKind.LETTERS,
    *,
    send: bool = False,
    confirm: Confirm | None = None,
    due: dt.date | None = None,
    now: dt.datetime | None = None,
    paint: Paint | None = None,
) -> EmailResult:
    """Draft the messages of one kind, or send them: by default one letter for each agency that needs one.

    A missing address is reported, and the other messages are made. Raises Stop, with nothing made, where a file could
    go to the wrong agency or where we cannot tell whether an earlier message was sent. due: the return-by date of
    corrections copies; None keeps the date they have, or sets a new one where it has passed.
    """
    with open_workspace(folder, now, paint) as workspace:
        check_due(workspace, what, due)
        with workspace.register.read() as tx:
            check_can_write(workspace, tx, what)
        if send:
            check_can_send(workspace.settings.mail)
        with workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            taken = take_in_master(ledger)
            unsure = unsure_contacts(ledger.left_out)
            snapshot = take_snapshot(tx)
            if what in COPIES:
                renewed = renew_copies(ledger, snapshot, _to_be_asked(workspace, snapshot, what), due)
                snapshot = take_snapshot(tx) if renewed else snapshot
        not_written = write_copies(workspace)
        if not_written:
            raise Unfinished(f"{not_written} No e-mail was made.")
        half = unsure_messages(snapshot)
        if send and half:
            raise Stop(" ".join(half))
        making = batch_of(workspace, snapshot, what)
        letters, missing = check_addresses(snapshot, making.letters, workspace.today, unsure)
        again = [one for one in letters if send and was_sent(workspace, snapshot, one)]
        letters, already = [one for one in letters if one not in again], [one.agency for one in again]
        if send:
            try:
                posted = _send_all(workspace, snapshot, letters, confirm)
            finally:
                with suppress(Stop):  # the list may be open in Excel; what was sent stays sent
                    write_list(workspace)
        else:
            posted = draft_all(workspace, snapshot, ONE_LETTER if what == MessageKind.LETTERS else {what}, letters)
        listed = write_list(workspace, letters) if not send else ""
        _reset_drafted(workspace, snapshot, [] if send else posted)
        stale = publish_master(workspace, last_run=f"e-mails ({what}) {'sent' if send else 'drafted'}: {len(posted)}")
    return EmailResult(
        what, send, tuple(posted), (*half, *missing), making.not_yet, listed, stale, tuple(already), making.silent,
        making.nothing, taken,
    )  # fmt: skip


def check_due(workspace: Workspace, what: MessageKind, due: dt.date | None) -> None:
    """Raise Stop for a return-by date that has passed, or that messages of this kind do not give."""
    if due is None:
        return
    if what not in COPIES:
        raise Stop("--due is for copies to put right only. Use it with: dhr-xl email, or dhr-xl chase")
    if due < workspace.today:
        raise Stop(f"{format_date(due)} has passed. Give a later --due; nothing was written.")


def _to_be_asked(workspace: Workspace, snapshot: Snapshot, what: MessageKind) -> list[str]:
    """The agencies that these messages will bring a corrections copy."""
    if what == MessageKind.CHASE:
        return [one.agency for one in who_is_reminded(workspace, snapshot).owed]
    if what == MessageKind.LETTERS:
        return list(dict.fromkeys(code for one in COPIES[:2] for code in _to_be_asked(workspace, snapshot, one)))
    here = round_facts(snapshot, snapshot.current) if snapshot.current else None
    codes = agencies_with_actions(snapshot) if here else ()
    return [code for code in codes if here and still_open(snapshot, here, code).put_right]


def check_can_send(mail: MailServer) -> None:
    """Raise Stop where the settings have no mail server or no sender."""
    if not mail.server:
        raise Stop(NO_SERVER)
    if not mail.sender:
        raise Stop("There is no sender in dhr_xl.toml. Give an address as sender in the section [mail].")


def unsure_messages(snapshot: Snapshot) -> list[str]:
    """A sentence for each message that may or may not have been sent; none is sent again automatically."""
    return [
        f"The e-mail '{m.subject}' to {', '.join(m.to)} was being sent when dhr-xl last stopped, so we cannot "
        "tell whether it was sent. Look in the sent mail, or ask. If it did not arrive, draft it again without --send "
        f"({m.what})."
        for m in snapshot.messages
        if m.state == MessageState.SENDING
    ]


def was_sent(workspace: Workspace, snapshot: Snapshot, one: OutgoingLetter) -> bool:
    """Whether this was sent before: the same workbook or copy, a reminder today, or the same consolidated workbook."""
    what = one.what
    matter = {what, SAME_MATTER.get(what, what)}
    of_agency = [m for m in snapshot.messages if m.state == MessageState.SENT and m.agency == one.agency]
    sent = [m for m in of_agency if m.what in matter]
    if what in {MessageKind.WORKBOOKS, MessageKind.CORRECTIONS}:
        return any(m.reference == one.reference for m in sent)
    if what in {MessageKind.CHASE, MessageKind.ESCALATION}:
        return any(m.sent_at and m.sent_at.date() == workspace.today for m in sent)
    files = one.attachments(workspace.folder)  # a published copy is never overwritten
    return bool(files) and any(m.attachment == files for m in sent)


def _reset_drafted(workspace: Workspace, snapshot: Snapshot, posted: Sequence[MessageFile]) -> None:
    """Mark a message that may have been sent as a draft again, once its draft was rewritten; a person will check it."""
    drafted = {(one.agency, one.subject) for one in posted}
    for message in snapshot.messages:
        if message.state == MessageState.SENDING and (message.agency, message.subject) in drafted:
            _set_state(workspace, message.id, MessageState.DRAFT, None)


def _send_all(
    workspace: Workspace,
    snapshot: Snapshot,
    letters: Sequence[OutgoingLetter],
    confirm: Confirm | None,
) -> list[MessageFile]:
    """Send each message, recorded as "sending" before and "sent" after. Raises Unfinished where sending breaks off."""
    mail, marking = workspace.settings.mail, snapshot.head.marking
    shown = [
        (", ".join((*one.to, *one.cc)), marked(one.letter.subject, marking), ", ".join(f.name for f in one.files))
        for one in letters
    ]
    if letters and confirm is not None and not confirm(shown):
        raise Stop("Nothing was sent.")
    password = mail_password(mail) if letters else ""
    posted: list[MessageFile] = []
    for one in letters:
        subject = marked(one.letter.subject, marking)
        eml = make_eml(draft_of(one), marking=marking, sender=mail.sender, unsent=False, now=workspace.now)
        kept = free_name(workspace.place("outbox"), f"sent {plain_name(one.what)} {one.agency}.eml")
        write_whole(kept, eml)
        with workspace.register.write() as tx:
            number = tx.add_message(message_of(workspace, snapshot, one, kept, MessageState.SENDING))
        try:
            send(eml, mail, password)
        except MaybeSent as maybe:
            raise Unfinished(f"{maybe} {_so_far(posted, letters)}") from maybe
        except Stop as stop:
            _set_state(workspace, number, MessageState.DRAFT, None)
            raise Unfinished(f"{stop} {_so_far(posted, letters)}") from stop
        _set_state(workspace, number, MessageState.SENT, workspace.now)
        set_aside(workspace, draft_name(one.what, one.agency), *same_matter(one.what, one.agency))
        posted.append(MessageFile(one.agency, ", ".join(one.to), subject, str(kept), MessageState.SENT))
    return posted


def _so_far(posted: Sequence[MessageFile], letters: Sequence[OutgoingLetter]) -> str:
    sent = ", ".join(one.agency for one in posted)
    return f"Sent: {sent or 'none'}; {len(letters) - len(posted)} not sent. Run it again to go on."


def _set_state(workspace: Workspace, number: int, state: MessageState, sent_at: dt.datetime | None) -> None:
    with workspace.register.write() as tx:
        tx.set_message_state(number, state, sent_at)
