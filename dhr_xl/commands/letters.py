"""Which messages there are to be, to whom, and whether each may go there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.cells import said_date
from dhr_xl.commands.chase import who_owes
from dhr_xl.commands.corrections import waiting_copy
from dhr_xl.commands.put_master import sha256_of
from dhr_xl.commands.snapshot import Snapshot, agencies_with_actions
from dhr_xl.commands.workspace import Workspace
from dhr_xl.forms import Mark
from dhr_xl.model import BOARD, Contact
from dhr_xl.post.bodies import (
    About,
    Letter,
    Owed,
    Reader,
    chase_letter,
    consolidated_letter,
    corrections_letter,
    file_letter,
    workbook_letter,
)
from dhr_xl.post.checks import Attached, Book, Outgoing, check_missing, check_post
from dhr_xl.post.messages import attachment_name
from dhr_xl.register.values import Issue, Publication, RoundRecord
from dhr_xl.stop import Stop
from dhr_xl.workbooks.refusals import Refused
from dhr_xl.workbooks.return_reader import read_return


class Letters(NamedTuple):
    """One message about to be made. path: the file it brings, if any; reference: the one read from that very file."""

    agency: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    letter: Letter
    path: Path | None
    name: str
    reference: str


class Making(NamedTuple):
    """The messages of one kind; for reminders also who is left alone: not_yet (has longer) and silent (owes no row)."""

    letters: list[Letters]
    not_yet: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def check_can_write(workspace: Workspace, snapshot: Snapshot, what: str) -> None:
    """Raise Stop where there is nothing yet that messages of this kind could be about."""
    if what == "consolidated":
        board_copy(workspace, snapshot)
    elif snapshot.current is None:
        message = "No round has been sent out yet. Begin with: dhr-xl issue --as-at DATE --due DATE"
        raise Stop(message)


def letters_of(workspace: Workspace, snapshot: Snapshot, what: str) -> Making:
    """The messages of one kind. Raises Stop before the first round."""
    check_can_write(workspace, snapshot, what)
    record = snapshot.current
    if what == "consolidated" or record is None:
        return Making(_board_letters(workspace, snapshot))
    if what == "chase":
        return _reminders(workspace, snapshot, record)
    if what == "corrections":
        return _corrections(workspace, snapshot, record)
    made = []
    for code in agencies_with_actions(snapshot):
        if not any(i.agency == code and i.round_id == record.id for i in snapshot.issues):
            continue
        issue = _latest_issue(snapshot, record, code)
        about = _about(workspace, snapshot, record.as_at, issue.extended or record.due)
        file = attachment_name(snapshot.head.reference, code, record.as_at)
        letter = workbook_letter(about, _reader(workspace, snapshot, code), rows=len(issue.as_issued), file=file)
        made.append(_with_workbook(workspace, snapshot, code, letter, issue, file))
    return Making(made)


def _corrections(workspace: Workspace, snapshot: Snapshot, record: RoundRecord) -> Making:
    """The copies that wait to be put right, each to its agency."""
    made = []
    for code in agencies_with_actions(snapshot):
        issue = open_copy(snapshot, record, code)
        if issue is None:
            continue
        about = _about(workspace, snapshot, record.as_at, issue.extended or record.due)
        marks = [Mark(*mark) for mark in issue.tables.get("marks", ())]
        said = [f"{mark.ref}: {mark.message} {mark.remedy}".strip() for mark in marks]
        file = correction_name(snapshot, code, record)
        taken = int(issue.tables.get("taken", 0))
        reader = _reader(workspace, snapshot, code)
        letter = corrections_letter(about, reader, problems=said, taken=taken, file=file)
        made.append(_with_workbook(workspace, snapshot, code, letter, issue, file))
    return Making(made)


def correction_name(snapshot: Snapshot, code: str, record: RoundRecord) -> str:
    """What a corrections copy is called when it is attached."""
    return attachment_name(snapshot.head.reference, f"{code} to correct", record.as_at)


def _reminders(workspace: Workspace, snapshot: Snapshot, record: RoundRecord) -> Making:
    """Reminders, each with the workbook to go on with: what the agency has said already is in it."""
    owing = who_owes(workspace, snapshot)
    made = []
    for one in owing.owed:
        copy = open_copy(snapshot, record, one.agency)
        issue = copy or _latest_issue(snapshot, record, one.agency)
        about = _about(workspace, snapshot, record.as_at, one.last_day)
        rows = [Owed(ref, said) for ref, said in one.lines]
        wrong = [Owed(ref, said) for ref, said in one.corrections]
        named = attachment_name(snapshot.head.reference, one.agency, record.as_at)
        file = correction_name(snapshot, one.agency, record) if copy else named
        reader = _reader(workspace, snapshot, one.agency)
        late = one.last_day is None or workspace.today > one.last_day
        letter = chase_letter(
            about, reader, owed=rows, returned=not one.whole, late=late, file=file, corrections=wrong
        )  # fmt: skip
        made.append(_with_workbook(workspace, snapshot, one.agency, letter, issue, file))
    return Making(made, owing.not_yet, owing.silent)


def _about(workspace: Workspace, snapshot: Snapshot, as_at: dt.date, due: dt.date | None) -> About:
    settings = workspace.settings
    return About(
        review=snapshot.head.reference, as_at=as_at, due=due, marking=snapshot.head.marking, noun=settings.noun,
        return_to=settings.return_to, sender=settings.contact or settings.csp,
    )  # fmt: skip


def _latest_issue(snapshot: Snapshot, record: RoundRecord, code: str) -> Issue:
    """The workbook an agency is to fill in: the last one issued to it, copies to put right left out."""
    issues = [i for i in snapshot.issues if (i.agency, i.round_id) == (code, record.id) and not i.is_correction]
    return issues[-1]


def open_copy(snapshot: Snapshot, record: RoundRecord, code: str) -> Issue | None:
    """The copy an agency was last made to put right in that round, None where none waits for it."""
    issues = [i for i in snapshot.issues if (i.agency, i.round_id) == (code, record.id)]
    return waiting_copy(issues, snapshot.returns)


def _with_workbook(  # noqa: PLR0913 - a message and its workbook, in their surroundings
    workspace: Workspace, snapshot: Snapshot, code: str, letter: Letter, issue: Issue, name: str
) -> Letters:
    """The message with its workbook, whose reference is read from the file itself."""
    path = workspace.folder / issue.file
    try:
        reference = read_return(path.read_bytes()).reference.text
    except (OSError, Refused) as error:
        message = (
            f"The workbook {path} is not there or cannot be read. Move it away if it is there, and write it again "
            f"with: dhr-xl issue --as-at {path.parent.name}. Nothing was drafted or sent."
        )
        raise Stop(message) from error
    to, cc = _addresses(snapshot, workspace.today, code)
    return Letters(code, to, cc, letter, path, name, reference)


def board_copy(workspace: Workspace, snapshot: Snapshot) -> Publication:
    """The copy the board is to be sent: the last published of this round. Raises Stop where it is not as published."""
    as_at = snapshot.as_at or workspace.today
    copy = next((one for one in reversed(snapshot.publications) if one.as_at == as_at), None)
    if copy is None:
        message = f"There is no consolidated workbook as at {said_date(as_at)} yet. Make it with: dhr-xl publish"
        raise Stop(message)
    path = workspace.folder / copy.file
    if not path.is_file() or sha256_of(path.read_bytes()) != copy.sha256:
        message = f"{path} is not there any more as it was published. Publish it again with: dhr-xl publish"
        raise Stop(message)
    return copy


def _board_letters(workspace: Workspace, snapshot: Snapshot) -> list[Letters]:
    copy = board_copy(workspace, snapshot)
    path = workspace.folder / copy.file
    letter = consolidated_letter(
        _about(workspace, snapshot, copy.as_at, None),
        Reader("the board"),
        in_short=copy.in_short,
        asked=copy.asked,
        file=path.name,
    )
    to, cc = _addresses(snapshot, workspace.today, BOARD)
    return [Letters(BOARD, to, cc, letter, path, path.name, "")]


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


def _reader(workspace: Workspace, snapshot: Snapshot, code: str) -> Reader:
    person = next((c for c in _people(snapshot, code, workspace.today) if c.role == "To"), None)
    return Reader(snapshot.name_of(code), person.job_title if person else "")


def _book(snapshot: Snapshot) -> Book:
    codes = [*(a.code for a in snapshot.agencies), BOARD]
    return Book(
        addresses={code: [c.email for c in _people(snapshot, code)] for code in codes},
        owners={i.reference: i.agency for i in snapshot.issues},
        names={a.code: a.name for a in snapshot.agencies if a.name != a.code},
    )


def request_letters(workspace: Workspace, snapshot: Snapshot, asked: Mapping[str, str]) -> list[Letters]:
    """Messages that ask for a file where a link was sent. asked: agency -> the services whose links came."""
    record = snapshot.current
    made = []
    for code, services in asked.items() if record else ():
        due = _latest_issue(snapshot, record, code).extended or record.due if record else None
        about = _about(workspace, snapshot, record.as_at if record else workspace.today, due)
        letter = file_letter(about, _reader(workspace, snapshot, code), services=services)
        to, cc = _addresses(snapshot, workspace.today, code)
        made.append(Letters(code, to, cc, letter, None, "", ""))
    return made


def with_addresses(snapshot: Snapshot, letters: Sequence[Letters]) -> tuple[list[Letters], list[str]]:
    """Those that can go, and a sentence for each that has no address. Raises Stop where one could go astray."""
    book = _book(snapshot)
    outgoing = [
        Outgoing(one.agency, one.to, one.cc, (Attached(one.name, one.reference),) if one.path else ())
        for one in letters
    ]
    missing = list(check_missing(outgoing, book))
    ready = [(one, out) for one, out in zip(letters, outgoing, strict=True) if one.to]
    wrong = check_post([out for _, out in ready], book)
    if wrong:
        raise Stop("\n".join(wrong))
    return [one for one, _ in ready], missing
