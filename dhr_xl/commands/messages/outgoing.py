"""Messages about to be made, with their files, and the check that each goes only where it may."""

import datetime as dt
from collections.abc import Container, Sequence
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.messages.recipients import book_of
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.errors import Stop
from dhr_xl.post.outgoing.checks import AttachedFile, Outgoing, check_missing, check_post
from dhr_xl.post.outgoing.letters import Letter, RoundDetails


class LetterFile(NamedTuple):
    """A file that a message brings.

    name: what it is called in the message; data: its bytes, read once, which are both checked and sent; reference: the
    return reference read from them, '' for none.
    """

    path: Path
    name: str
    data: bytes
    reference: str = ""


class OutgoingLetter(NamedTuple):
    """One message about to be made. what: its kind; files: those it brings, its workbook or the board's copy first."""

    what: MessageKind
    agency: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    letter: Letter
    files: tuple[LetterFile, ...] = ()

    @property
    def reference(self) -> str:
        """The return reference of its workbook; '' where it brings none."""
        return self.files[0].reference if self.files else ""

    def attachments(self, folder: Path) -> str:
        """The paths of its files within the plan folder, one a line."""
        return "\n".join(file.path.relative_to(folder).as_posix() for file in self.files)


class LetterBatch(NamedTuple):
    """The messages of one kind. not_yet, silent: agencies that get no reminder, as in `ChaseResult`; nothing: agencies
    that were asked in this round and to which nothing is to be said.
    """

    letters: list[OutgoingLetter]
    not_yet: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()


def details(workspace: Workspace, snapshot: Snapshot, as_at: dt.date, due: dt.date | None) -> RoundDetails:
    """What a message of a round says of the plan and of us."""
    settings = workspace.settings
    return RoundDetails(
        review=snapshot.head.reference, as_at=as_at, due=due, marking=snapshot.head.marking, noun=settings.noun,
        return_to=settings.return_to, sender=settings.contact or settings.csp,
    )  # fmt: skip


def check_addresses(
    snapshot: Snapshot, letters: Sequence[OutgoingLetter], today: dt.date, unsure: Container[str] = ()
) -> tuple[list[OutgoingLetter], list[str]]:
    """The letters that can go, and a sentence for each that cannot. Raises Stop where one could go to the wrong agency.

    unsure: codes of agencies with a contact on Agencies that must be corrected first.
    """
    book = book_of(snapshot, today)
    sure = [one for one in letters if one.agency not in unsure]
    missing = list(check_missing([_outgoing(one) for one in sure], book))
    waiting = [book.name_of(one.agency) for one in letters if one.agency in unsure]
    missing += [f"Nothing was written to {name}: correct its contact on Agencies." for name in waiting]
    ready = [one for one in sure if one.to]
    if wrong := check_post([_outgoing(one) for one in ready], book):
        raise Stop("\n".join(wrong))
    return ready, missing


def _outgoing(one: OutgoingLetter) -> Outgoing:
    return Outgoing(one.agency, one.to, one.cc, tuple(AttachedFile(file.name, file.reference) for file in one.files))
