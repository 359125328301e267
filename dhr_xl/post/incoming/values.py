"""A mail that came in, as values: what it holds, and the limits on how much it may hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from dhr_xl.post.incoming.mail_problems import MailProblem, refuse
from dhr_xl.post.names import distinct_names, one_line, safe_name

Automatic = Literal["", "delivery_report", "receipt", "reply", "generated"]
"""The kind of mail that a program sent; '' for a person's mail.

delivery_report: whether a mail arrived; receipt: somebody opened one; reply: out of office and the like; generated: any
other program's.
"""
Service = Literal["OneDrive", "SharePoint", "Google Drive", "WeTransfer", "Dropbox"]
"""A service that files are shared from by link."""


class MailLimits(NamedTuple):
    """Limits on the size of a mail. The times were measured.

    size: bytes of the file; Exchange allows 36 MB by default and 150 MB at most, and a form has 0.1 MB.
    unpacked: bytes of everything taken out of one file, mails within mails included.
    parts: parts of one file; a mail with ten pictures has 15, a forwarded folder of 100 mails has 500.
    mails: depth of mails within mails; a mail forwarded by five people in turn has six.
    nested: depth of parts within parts; a mail within a mail usually adds three.
    lines: lines of the file; the parser looks at each once per enclosing part (1,200,000 in 30 parts take 3 s).
    header, headers: characters read of one header, and of all; a file name of 255 emoji takes 3,100.
    marks: quotation marks, backslashes and brackets in one header; twenty people have 40, and the parser's work grows
    with the square of their number (4,000 take 0.2 s).
    words: characters of all texts and HTML pages; a reply above years of quoted history has a million.
    entries: directory entries of an Outlook file; one with 200 recipients and 20 files has 4,500, and 9,000 entries in
    one folder take 10 s.
    """

    size: int = 64 * 2**20
    unpacked: int = 128 * 2**20
    parts: int = 1000
    mails: int = 10
    nested: int = 30
    lines: int = 1_200_000
    header: int = 4000
    headers: int = 400_000
    marks: int = 200
    words: int = 6_000_000
    entries: int = 6000


LIMITS: Final = MailLimits()
SHOWN: Final = 300
"""Characters shown of a subject, a person's name or a file's name as sent."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of an OLE file: a .msg, or an old Office document."""
INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Invisible characters, and those that reverse the direction of text: a name with them is not what it seems."""
FORMULA: Final = re.compile(r"[=+@-]")
"""The first character of text that a spreadsheet program may take for a formula."""


class Person(NamedTuple):
    """Whom a mail claims to be from; nothing proves it. address: ``name@place``, '' where there is none."""

    name: str = ""
    address: str = ""


class FileLink(NamedTuple):
    """A link to a file that was not attached; it is never followed.

    address: as in the mail, a mail gateway's wrapping included; quoted: it is in the quoted history only.
    """

    service: Service
    address: str
    quoted: bool = False


class Attachment(NamedTuple):
    """A file in a mail. Its kind is told from its bytes, never from its name.

    name: for display only, one line without folders, control or invisible characters, unique within its mail;
    sent_as: the name on one line as the sender's program wrote it, '' where it had none;
    content_type: lower case, as claimed; path: ``mail.eml/name.xlsx``, ``mail.eml/message.eml/name.xlsx``;
    problem: why the bytes are missing or may be incomplete; a workbook that opens all the same is complete.
    """

    name: str
    sent_as: str
    content_type: str
    data: bytes
    path: str
    problem: MailProblem | None = None


class Mail(NamedTuple):
    """A mail as it was read.

    path: the file's name, after the names of the mails it is in; kind: format of the bytes;
    sender: the first sender, Person() where none is named; senders: all of them; sent: with its time zone, None where
    the date is missing or absurd; subject: one line;
    text: the body with line feeds, quoted history included (HTML turned to text where there is no plain text);
    attachments: at every depth, in order; inline: logos, pictures of the layout, and signature files;
    links: of this mail and those in it; mails: the mails attached to this one;
    automatic: '' for a person's mail; problems: what a person must know although the mail could be read.
    """

    path: str
    kind: Literal["eml", "msg"]
    sender: Person
    senders: tuple[Person, ...]
    sent: dt.datetime | None
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    inline: tuple[Attachment, ...] = ()
    links: tuple[FileLink, ...] = ()
    mails: tuple[Mail, ...] = ()
    automatic: Automatic = ""
    problems: tuple[MailProblem, ...] = ()


class MailPiece(NamedTuple):
    """One part of a mail as a reader finds it.

    content_id: without its brackets; layout: it is part of the mail's look; address: of its file, where that was not
    put into the mail; inside: the mail it holds, if any; problem: a code of MAIL_SENTENCES, or ''.
    """

    sent_as: str
    content_type: str
    data: bytes = b""
    content_id: str = ""
    layout: bool = False
    address: str = ""
    inside: RawMail | None = None
    problem: str = ""


class RawMail(NamedTuple):
    """A mail as a reader finds it, before its parts are named and opened.

    page: the text of its HTML, for the links; pictures: Content-IDs that the HTML shows; problems: codes of
    MAIL_SENTENCES; mime: the bytes of the signed mail inside, b'' where it is not signed.
    """

    kind: Literal["eml", "msg"]
    senders: tuple[Person, ...]
    sent: dt.datetime | None
    subject: str
    text: str
    page: str
    pictures: frozenset[str]
    pieces: tuple[MailPiece, ...]
    automatic: Automatic = ""
    problems: tuple[str, ...] = ()
    mime: bytes = b""


class Budget:
    """What may still be taken out of one file. Methods raise MailRefused where a limit is passed."""

    def __init__(self, limits: MailLimits) -> None:
        """Begin with the whole of `limits`."""
        self.limits = limits
        self._parts, self._bytes = limits.parts, limits.unpacked
        self._headers, self._words = limits.headers, limits.words

    def take_part(self, nested: int = 0) -> None:
        """Count one more part, `nested` deep."""
        self._parts -= 1
        if self._parts < 0:
            refuse("too_many_parts")
        if nested > self.limits.nested:
            refuse("too_deep")

    def take_bytes(self, size: int) -> None:
        """Count `size` more bytes."""
        self._bytes -= size
        if self._bytes < 0:
            refuse("too_big")

    def take_header(self, size: int) -> None:
        """Count `size` more characters of headers."""
        self._headers -= size
        if self._headers < 0:
            refuse("too_many_parts")

    def take_words(self, text: str) -> str:
        """Cut text where the limit of words is passed: the one limit that refuses nothing."""
        kept = text[: self._words]
        self._words -= len(kept)
        return kept


def display_text(text: str) -> str:
    """Text of a header for display: one line, without invisible characters, at most SHOWN characters."""
    line = one_line(INVISIBLE.sub("", text[: 4 * SHOWN]))
    return f"{line[:SHOWN]}…" if len(line) > SHOWN else line


def display_names(sent_as: Iterable[str]) -> tuple[str, ...]:
    """Names of files for display: safe, without folders, made unique by a number."""
    return distinct_names(map(_base_name, sent_as))


def _base_name(name: str) -> str:
    """A name without its folders, which no spreadsheet program takes for a formula."""
    last = re.split(r"[\\/]", INVISIBLE.sub("", name).rstrip("\\/"))[-1]
    safe = safe_name(last)
    return f"_{safe}" if FORMULA.match(safe) else safe
