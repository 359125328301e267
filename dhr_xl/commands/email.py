"""email and chase: drafts with their workbooks and a list To send.xlsx, or sending by the mail server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from dhr_xl.commands.chase import who_owes
from dhr_xl.commands.publish import safe_name
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.snapshot import Snapshot, agencies_with_actions, take_snapshot
from dhr_xl.commands.take_in import take_in_master
from dhr_xl.commands.workspace import Workspace, free_name, open_workspace, write_whole
from dhr_xl.model import BOARD, Contact
from dhr_xl.post.bodies import About, Letter, Owed, Reader, chase_letter, consolidated_letter, workbook_letter
from dhr_xl.post.checks import Attached, Book, Outgoing, check_missing, check_post
from dhr_xl.post.messages import Draft, attachment_name, make_eml, marked
from dhr_xl.post.smtp import MaybeSent, send
from dhr_xl.post.to_send import ToSend, write_to_send
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue, Message, RoundRecord
from dhr_xl.settings import mail_password
from dhr_xl.stop import Stop
from dhr_xl.workbooks.refusals import Refused
from dhr_xl.workbooks.return_reader import read_return

What = Literal["workbooks", "chase", "consolidated"]
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


class Letters(NamedTuple):
    """One message about to be made. path: the file it brings; reference: the one read from that very file."""

    agency: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    letter: Letter
    path: Path
    name: str
    reference: str


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
        letters, not_yet = _letters(workspace, snapshot, what)
        letters, missing = _with_addresses(snapshot, letters)
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


def _letters(workspace: Workspace, snapshot: Snapshot, what: str) -> tuple[list[Letters], tuple[str, ...]]:
    if what == "consolidated":
        return _board_letters(workspace, snapshot), ()
    record = snapshot.current
    if record is None:
        message = "No round has been sent out yet. Begin with: dhr-xl issue --as-at DATE --due DATE"
        raise Stop(message)
    if what == "chase":
        owing = who_owes(workspace, snapshot)
        made = []
        for one in owing.owed:
            issue = _latest_issue(snapshot, record, one.agency)
            about = _about(workspace, snapshot, record.as_at, one.last_day)
            rows = [Owed(ref, said) for ref, said in (*one.lines, *one.corrections)]
            file = attachment_name(snapshot.head.reference, one.agency, record.as_at)
            letter = chase_letter(about, _reader(snapshot, one.agency), owed=rows, returned=not one.whole, file=file)
            made.append(_with_workbook(workspace, snapshot, one.agency, letter, issue, file))
        return made, owing.not_yet
    made = []
    for code in agencies_with_actions(snapshot):
        if not any(i.agency == code and i.round_id == record.id for i in snapshot.issues):
            continue
        issue = _latest_issue(snapshot, record, code)
        about = _about(workspace, snapshot, record.as_at, issue.extended or record.due)
        file = attachment_name(snapshot.head.reference, code, record.as_at)
        letter = workbook_letter(about, _reader(snapshot, code), rows=len(issue.as_issued), file=file)
        made.append(_with_workbook(workspace, snapshot, code, letter, issue, file))
    return made, ()


def _about(workspace: Workspace, snapshot: Snapshot, as_at: dt.date, due: dt.date | None) -> About:
    settings = workspace.settings
    return About(
        review=snapshot.head.reference, as_at=as_at, due=due, marking=snapshot.head.marking, noun=settings.noun,
        return_to=settings.return_to, sender=settings.contact or settings.csp,
    )  # fmt: skip


def _latest_issue(snapshot: Snapshot, record: RoundRecord, code: str) -> Issue:
    return [i for i in snapshot.issues if i.agency == code and i.round_id == record.id][-1]


def _with_workbook(
    workspace: Workspace, snapshot: Snapshot, code: str, letter: Letter, issue: Issue, name: str
) -> Letters:
    """The message with its workbook, whose reference is read from the file itself."""
    path = workspace.folder / issue.file
    try:
        reference = read_return(path.read_bytes()).reference.text
    except (OSError, Refused) as error:
        message = f"The workbook {path} cannot be read. Delete it and issue again; nothing was drafted or sent."
        raise Stop(message) from error
    to, cc = _addresses(snapshot, workspace.today, code)
    return Letters(code, to, cc, letter, path, name, reference)


def _board_letters(workspace: Workspace, snapshot: Snapshot) -> list[Letters]:
    as_at = snapshot.as_at or workspace.today
    folder = workspace.folder / "published" / as_at.isoformat()
    files = sorted(folder.glob("*.xlsx"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    if not files:
        message = f"There is no consolidated workbook as at {as_at} yet. Make it with: dhr-xl publish"
        raise Stop(message)
    asked = sum(a.status.value in {"complete", "propose_to_close"} and not a.board_decision for a in snapshot.plan.actions)
    letter = consolidated_letter(
        _about(workspace, snapshot, as_at, None), Reader("the board"), in_short=(), asked=asked, file=files[-1].name
    )
    to, cc = _addresses(snapshot, workspace.today, BOARD)
    return [Letters(BOARD, to, cc, letter, files[-1], files[-1].name, "")]


def _people(snapshot: Snapshot, code: str, today: dt.date | None = None) -> list[Contact]:
    """An agency's contacts with an address, of the day where one is given."""
    return [
        c
        for c in snapshot.contacts
        if c.agency == code
        and c.email
        and (today is None or ((c.since is None or c.since <= today) and (c.until is None or today <= c.until)))
    ]


def _addresses(snapshot: Snapshot, today: dt.date, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To and Copy of an agency today; where nobody is To, its deputies are."""
    people = _people(snapshot, code, today)
    to = tuple(c.email for c in people if c.role == "To") or tuple(c.email for c in people if c.role == "Deputy")
    return to, tuple(c.email for c in people if c.role == "Copy")


def _reader(snapshot: Snapshot, code: str) -> Reader:
    person = next((c for c in snapshot.contacts if c.agency == code and c.role == "To"), None)
    return Reader(snapshot.name_of(code), person.job_title if person else "")


def _book(snapshot: Snapshot) -> Book:
    codes = [*(a.code for a in snapshot.agencies), BOARD]
    return Book(
        addresses={code: [c.email for c in _people(snapshot, code)] for code in codes},
        owners={i.reference: i.agency for i in snapshot.issues},
        names={a.code: a.name for a in snapshot.agencies if a.name != a.code},
    )


def _with_addresses(snapshot: Snapshot, letters: Sequence[Letters]) -> tuple[list[Letters], list[str]]:
    """Those that can go, and a sentence for each that has no address. Raises Stop where one could go astray."""
    book = _book(snapshot)
    outgoing = [Outgoing(one.agency, one.to, one.cc, (Attached(one.name, one.reference),)) for one in letters]
    missing = list(check_missing(outgoing, book))
    ready = [(one, out) for one, out in zip(letters, outgoing, strict=True) if one.to]
    wrong = check_post([out for _, out in ready], book)
    if wrong:
        raise Stop("\n".join(wrong))
    return [one for one, _ in ready], missing


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
        cc=one.cc, subject=subject, file=file, attachment=one.name, reference=one.reference, state=state,
        made_at=workspace.now, sent_at=None,
    )  # fmt: skip


def write_list(workspace: Workspace, snapshot: Snapshot) -> str:
    """``outbox/To send.xlsx``: every draft that is still there, for when one will not open."""
    outbox = workspace.place("outbox")
    with workspace.register.read() as tx:
        latest = {m.file: m for m in tx.messages() if m.state == "draft" and (workspace.folder / m.file).is_file()}
    rows = [
        ToSend(", ".join(m.to), ", ".join(m.cc), m.subject, _body_of(workspace.folder / m.file), Path(m.file).name, "Draft")
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


def _mark(workspace: Workspace, number: int, state: str, sent_at: dt.datetime | None) -> None:
    tx: Tx
    with workspace.register.write() as tx:
        tx.set_message_state(number, state, sent_at)
