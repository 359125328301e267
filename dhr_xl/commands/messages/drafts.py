"""Write drafts into the outbox, keep the list To send.xlsx, and set aside drafts that are no longer due."""

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.messages.letters import request_letters
from dhr_xl.commands.messages.outgoing import OutgoingLetter, check_addresses
from dhr_xl.core.plan.kinds import MessageKind, MessageState
from dhr_xl.core.plan.records import Message, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.files import free_name, plain_name, write_whole
from dhr_xl.post.outgoing.messages import Draft, body_of, body_written, make_eml, marked
from dhr_xl.post.outgoing.to_send import ToSend, write_to_send
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.xlsx.finishing import finish

OUTBOX: Final = "outbox"
KEPT: Final = "sent "
"""The beginning of a sent message's file name."""
LIST_FILE: Final = "To send.xlsx"
ASK_FOR_RETURN: Final = (
    MessageKind.WORKBOOKS, MessageKind.CORRECTIONS, MessageKind.CHASE, MessageKind.ESCALATION,
    MessageKind.PLEASE_ATTACH, MessageKind.CONSOLIDATED,
)  # fmt: skip
"""The kinds of message that ask for a workbook back: what they ask is out of date once it has come."""
SAME_MATTER: Final[Mapping[MessageKind, MessageKind]] = {
    MessageKind.CORRECTIONS: MessageKind.CHASE,
    MessageKind.CHASE: MessageKind.CORRECTIONS,
}
"""Kinds of message that each list all that is open: the newer one replaces the older."""


class MessageFile(NamedTuple):
    """One message that was made. to: addresses, in one line; file: its path; state: "draft" or "sent"."""

    agency: str
    to: str
    subject: str
    file: str
    state: MessageState


def draft_of(one: OutgoingLetter) -> Draft:
    """A message with the attachment bytes that were checked."""
    attached = tuple((file.name, file.data) for file in one.files)
    return Draft(one.to, one.letter.subject, one.letter.body, one.cc, attached)


def draft_requests(workspace: Workspace, asked: Mapping[str, str]) -> str:
    """Draft a request to each agency that sent a link instead of its workbook; '' or why one was not made."""
    if not asked:
        return ""
    with workspace.register.read() as tx:
        snapshot = take_snapshot(tx)
    letters, missing = check_addresses(snapshot, request_letters(workspace, snapshot, asked), workspace.today)
    draft_all(workspace, snapshot, {MessageKind.PLEASE_ATTACH}, letters)
    write_list(workspace, letters)
    return " ".join(missing)


def draft_all(
    workspace: Workspace, snapshot: Snapshot, whats: Container[MessageKind], letters: Sequence[OutgoingLetter]
) -> list[MessageFile]:
    """Write every draft into the outbox, replacing earlier ones of these kinds; those no longer due are set aside.

    Raises Unfinished where not all could be written; those that were written stay.
    """
    outbox = workspace.place(OUTBOX)
    posted: list[MessageFile] = []
    marking = snapshot.head.marking
    wanted = {draft_name(one.what, one.agency) for one in letters}
    earlier = [path.name for what in MessageKind if what in whats for path in outbox.glob(f"{plain_name(what)} *.eml")]
    set_aside(workspace, *(name for name in earlier if name not in wanted))
    try:
        for one in letters:
            eml = make_eml(draft_of(one), marking=marking, sender=workspace.settings.mail.sender)
            path = outbox / draft_name(one.what, one.agency)
            try:
                write_whole(path, eml)
            except Stop as stop:
                raise Unfinished(f"{stop} {len(posted)} of {len(letters)} drafts are written.") from stop
            subject = marked(one.letter.subject, marking)
            posted.append(MessageFile(one.agency, ", ".join(one.to), subject, str(path), MessageState.DRAFT))
    finally:  # in one transaction: a draft without its record is written again by the next run
        with workspace.register.write() as tx:
            tx.add_messages(
                message_of(workspace, snapshot, one, Path(file.file), MessageState.DRAFT)
                for one, file in zip(letters, posted, strict=False)
            )
        drafted = letters[: len(posted)]
        set_aside(workspace, *(name for one in drafted for name in same_matter(one.what, one.agency)))
    return posted


def draft_name(what: MessageKind, agency: str) -> str:
    """The name of a draft's file."""
    return f"{plain_name(what)} {agency}.eml"


def same_matter(what: MessageKind, agency: str) -> tuple[str, ...]:
    """The file name of the draft that one of this kind replaces, if there can be one."""
    return (draft_name(SAME_MATTER[what], agency),) if what in SAME_MATTER else ()


def set_aside(workspace: Workspace, *names: str) -> None:
    """Move these files of the outbox, if they are there, into ``outbox/earlier``."""
    outbox = workspace.place(OUTBOX)
    for path in (outbox / name for name in names):
        if path.is_file():
            earlier = outbox / "earlier"
            earlier.mkdir(exist_ok=True)
            path.replace(free_name(earlier, path.name))


def set_aside_earlier(workspace: Workspace, snapshot: Snapshot, record: RoundRecord) -> None:
    """Set aside the drafts of earlier rounds, and their list, when a round begins.

    Files that are not messages of this plan, that hold what was sent, or that are open elsewhere are left alone.
    """
    messages = [m for m in snapshot.messages if m.file.startswith(f"{OUTBOX}/") and m.state != MessageState.SENDING]
    names = {m.file.removeprefix(f"{OUTBOX}/") for m in messages if m.round_id != record.id}
    for name in (*sorted(name for name in names if not name.startswith(KEPT)), LIST_FILE):
        with suppress(OSError):
            set_aside(workspace, name)


def set_aside_answered(workspace: Workspace, came: Container[tuple[str, str]]) -> None:
    """Set aside the drafts that ask an agency, or the board, for a workbook that has come, as those sent by hand.

    came: (agency, the round's as-at date as ISO text) of each.
    """
    with workspace.register.read() as tx:
        messages, days = tx.messages(), {record.id: record.as_at.isoformat() for record in tx.rounds()}
    _set_aside_files(
        workspace,
        [m for m in messages if (m.agency, days.get(m.round_id, "")) in came and m.what in ASK_FOR_RETURN],
    )


def set_aside_since(workspace: Workspace, moment: dt.datetime) -> int:
    """Set aside the drafts written since a moment, which may speak of what was taken back; returns how many."""
    with workspace.register.read() as tx:
        messages = tx.messages()
    drafts = [m for m in messages if m.made_at >= moment and m.state == MessageState.DRAFT]
    return _set_aside_files(workspace, drafts)


def _set_aside_files(workspace: Workspace, messages: Sequence[Message]) -> int:
    """Set aside the drafts of these messages, and write the list of the others; a file open elsewhere stays.

    The drafts that are being sent, and the copies kept of what dhr_xl sent, are left alone.
    """
    sending = {m.file for m in messages if m.state == MessageState.SENDING}
    names = sorted({m.file.removeprefix(f"{OUTBOX}/") for m in messages if m.file and m.file not in sending})
    there = [name for name in names if not name.startswith(KEPT) and (workspace.place(OUTBOX) / name).is_file()]
    with suppress(OSError, Stop):
        set_aside(workspace, *there)
        if there:
            write_list(workspace)
    return len(there)


def message_of(
    workspace: Workspace, snapshot: Snapshot, one: OutgoingLetter, path: Path, state: MessageState
) -> Message:
    """The record of a message whose file is in the outbox."""
    return Message(
        id=0, what=one.what, agency=one.agency, round_id=snapshot.current.id if snapshot.current else "", to=one.to,
        cc=one.cc, subject=marked(one.letter.subject, snapshot.head.marking), file=f"{OUTBOX}/{path.name}",
        attachment=one.attachments(workspace.folder), reference=one.reference, state=state, made_at=workspace.now,
        sent_at=None,
    )  # fmt: skip


def write_list(workspace: Workspace, drafted: Iterable[OutgoingLetter] = ()) -> str:
    """Write ``outbox/To send.xlsx``, a row a draft; returns its path. Without drafts the list is set aside: ''.

    drafted: the letters whose drafts were written just now, so that their files need not be read.
    """
    bodies = {draft_name(one.what, one.agency): body_written(one.letter.body) for one in drafted}
    with workspace.register.read() as tx:
        head, messages = tx.head(), tx.messages()
    folder = workspace.place(OUTBOX)
    newest = {m.file.removeprefix(f"{OUTBOX}/"): m for m in messages if m.file.startswith(f"{OUTBOX}/")}
    drafts = {name: m for name, m in newest.items() if m.state == MessageState.DRAFT and not name.startswith(KEPT)}
    there = [(folder / name, one) for name, one in drafts.items() if (folder / name).is_file()]
    rows = [_row(one, bodies.get(path.name) or body_of(path.read_bytes())) for path, one in there]
    if not rows:
        set_aside(workspace, LIST_FILE)
        return ""
    path = folder / LIST_FILE
    write_whole(path, finish(write_to_send(rows, marking=head.marking)))
    return str(path)


def _row(one: Message, body: str) -> ToSend:
    files = "\n".join(f"../{file}" for file in one.attachment.splitlines())
    return ToSend(", ".join(one.to), ", ".join(one.cc), one.subject, body, files, "Draft")
