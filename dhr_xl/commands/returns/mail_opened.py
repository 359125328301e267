"""An e-mail file opened: who sent it and when, and what is in it; nothing is decided of it yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from dhr_xl.core.plan.cells import said_date
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.post.incoming.mail import MailContents, MailRefused, decide_about, read_mail


class Sent(NamedTuple):
    """Who an e-mail says it is from, and when it was sent: nothing proves either."""

    address: str
    when: dt.datetime | None

    def __str__(self) -> str:
        """In words, for the history."""
        by = f"from {self.address}" if self.address else "from an unknown sender"
        return f"{by}, sent {said_date(self.when.date())}" if self.when else by


class Mailed(NamedTuple):
    """One e-mail file. about: what is in it, or why it cannot be read; data: None where it is too large to be read.

    kept: where its original is; evidence: where its other files are; agency: whose it is, '' where that is not known.
    """

    path: Path
    source: str
    sha256: str
    data: bytes | None
    sent: Sent
    about: MailContents | Problem
    kept: str = ""
    evidence: tuple[str, ...] = ()
    agency: str = ""


def open_mail(path: Path, name: str, data: bytes, sha256: str) -> Mailed:
    """The e-mail in a file, opened as far as its attachments' names and bytes."""
    try:
        mail = read_mail(data, name)
    except MailRefused as refused:
        said = problem(Code.FILE_REFUSED, why=refused.why, remedy=refused.remedy)
        return Mailed(path, name, sha256, data, Sent("", None), said)
    return Mailed(path, name, sha256, data, Sent(mail.sender.address, mail.sent), decide_about(mail))
