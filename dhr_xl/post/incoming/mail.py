"""Mails on their way in: what bytes are one, the mail in them as values, and what it is about. No file, no network."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from dhr_xl.post.incoming.mime import read_eml
from dhr_xl.post.incoming.outlook import OLE, is_outlook, read_msg
from dhr_xl.post.incoming.values import (
    LIMITS,
    WHOLE_FILE,
    Attachment,
    Automatic,
    Budget,
    FileLink,
    Mail,
    MailLimits,
    MailPiece,
    MailRefused,
    Person,
    RawMail,
    Trouble,
    refuse,
    shown,
    shown_names,
    trouble,
)  # fmt: skip
from dhr_xl.post.incoming.words import find_links, split_words

__all__ = [
    "LIMITS", "Attachment", "FileLink", "Mail", "MailContents", "MailLimits", "MailRefused", "MailWords", "Person",
    "Trouble", "decide_about", "kind_of_mail", "read_mail",
]  # fmt: skip

LEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
"""What may stand before the first header: the mark of a text file, blank lines."""
FIELD: Final = re.compile(rb"^([!-9;-~]{1,76})[ \t]{0,9}:", re.MULTILINE)
BLANK: Final = re.compile(rb"\n[ \t]{0,99}\r?\n")
MBOX: Final = re.compile(rb"From [^\r\n]{0,500}\r?\n")
"""The line that a mail folder (mbox) puts before each mail."""
NEXT: Final = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200} (?:19|20)\d\d[^\r\n]{0,20}\r?\n[!-9;-~]{1,76}:")
"""Where the next mail of a mail folder begins."""
LOOK_AT: Final = 4 * 2**20
"""Bytes of headers that decide whether text is a mail; programs have put everyone's names into one."""
MAIL_FIELDS: Final = {
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path",
    b"content-type", b"delivered-to", b"reply-to", b"sender", b"x-unsent", b"dkim-signature", b"arc-seal",
    b"authentication-results",
}  # fmt: skip
WIDE: Final = (
    (re.compile(rb"\xff\xfe|\xfe\xff"), "utf-16"),
    (re.compile(rb"(?:[!-~]\0){4}"), "utf-16-le"),
    (re.compile(rb"(?:\0[!-~]){4}"), "utf-16-be"),
)
"""How text begins that was saved again with two bytes a letter ("Unicode" in Notepad)."""
ENOUGH: Final = 2
"""Headers of a mail that make text one; other text may begin with one by chance."""
WRAPPINGS: Final = (
    ("tnef", b"\x78\x9f\x3e\x22", {"application/ms-tnef", "application/vnd.ms-tnef"}),
    ("protected", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", {"application/x-microsoft-rpmessage-message"}),
)
"""What wraps a mail so that only Outlook opens it: its trouble, how its bytes begin, its content types."""
ENDINGS: Final = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx", "application/vnd.ms-excel": ".xls",
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "message/rfc822": ".eml",
    "text/plain": ".txt",
}  # fmt: skip
"""How the name begins to be useful where a file was sent without one."""


def kind_of_mail(data: bytes) -> Literal["", "eml", "msg"]:
    """What mail these bytes are, '' for none; a file's name is never asked.

    Ask this before asking what workbook they are: a .msg with an old .xls in it holds the marks of both.
    """
    if data.startswith(OLE):
        return "msg" if is_outlook(data) else ""
    head = _from_first_header(data[:LOOK_AT])
    first = MBOX.match(head)
    head = head[first.end() :] if first else head
    if not FIELD.match(head):
        return ""
    end = BLANK.search(head)
    names = {found[1].lower() for found in FIELD.finditer(head, 0, end.start() if end else len(head))}
    return "eml" if len(names & MAIL_FIELDS) >= ENOUGH else ""


def read_mail(data: bytes, name: str, limits: MailLimits = LIMITS) -> Mail:
    """The mail in `data`, which lay in a file called `name`.

    Mails attached to it are opened too, whatever they are called. Raises MailRefused, and nothing else, for what is no
    mail, is sealed, damaged as a whole or beyond the limits. What is wrong with one attachment is said on it.
    """
    budget = Budget(limits)
    return _mail(_taken(data, budget), shown(name), budget, 1)


def _from_first_header(data: bytes) -> bytes:
    """Text as a mail begins: no mark of a text file and no blank lines before it, one byte a letter."""
    wide = next((name for mark, name in WIDE if mark.match(data)), "")
    if wide:
        data = data.decode(wide, "replace").encode()
    lead = LEAD.match(data)
    return data[lead.end() :] if lead else data


def _taken(data: bytes, budget: Budget) -> RawMail:
    """The mail in `data` by the reader of its kind."""
    if not data:
        refuse("empty")
    if len(data) > budget.limits.size:
        refuse("too_big")
    kind = kind_of_mail(data)
    if kind == "msg":
        return _unsigned(read_msg(data, budget), budget)
    if not kind:
        refuse("not_mail")
    text = _from_first_header(data)
    if MBOX.match(text) and NEXT.search(text):
        refuse("several")
    return read_eml(text, budget)


def _unsigned(taken: RawMail, budget: Budget) -> RawMail:
    """A signed Outlook mail with the words and files out of the signed part, which Outlook keeps as one attachment."""
    if not taken.mime:
        return taken
    inner = read_eml(taken.mime, budget)
    return taken._replace(
        text=inner.text or taken.text, page=inner.page, pictures=inner.pictures, pieces=inner.pieces, mime=b""
    )


def _mail(taken: RawMail, path: str, budget: Budget, depth: int) -> Mail:
    """A mail with everything in it named, told apart and opened."""
    attachments: list[Attachment] = []
    inline: list[Attachment] = []
    mails: list[Mail] = []
    for piece, name in zip(taken.pieces, shown_names(map(_name, taken.pieces)), strict=True):
        where = f"{path}/{name}"
        found = _found(piece, name, where)
        try:
            within = _within(piece, budget, depth)
        except MailRefused as refused:
            if refused.code in WHOLE_FILE:
                raise
            within, found = None, found._replace(trouble=trouble(refused.code) if _meant_as_mail(piece) else None)
        if within is not None:
            mails.append(_mail(within, where, budget, depth + 1))
            attachments += mails[-1].attachments
            inline += mails[-1].inline
        elif piece.layout or (piece.content_type.startswith("image/") and piece.content_id.lower() in taken.pictures):
            inline.append(found)
        else:
            attachments.append(found)
    page = "" if taken.page == taken.text else taken.page
    links = (
        *find_links(taken.text, page, *(piece.address for piece in taken.pieces)),
        *(link for mail in mails for link in mail.links),
    )
    return Mail(
        path, taken.kind, next(iter(taken.senders), Person()), taken.senders, taken.sent, taken.subject, taken.text,
        tuple(attachments), tuple(inline), tuple(dict.fromkeys(links)), tuple(mails), taken.automatic,
        tuple(map(trouble, taken.faults)),
    )  # fmt: skip


def _name(piece: MailPiece) -> str:
    """The name a piece was sent under, or one that says as much as can be said."""
    ending = ".eml" if piece.inside else ENDINGS.get(piece.content_type, "")
    return piece.sent_as if piece.sent_as.strip() else ("message.eml" if ending == ".eml" else f"unnamed{ending}")


def _found(piece: MailPiece, name: str, path: str) -> Attachment:
    """A piece as an attachment, with what is wrong with it."""
    wrapped = next(
        (code for code, mark, types in WRAPPINGS if piece.content_type in types or piece.data.startswith(mark)), ""
    )
    code = wrapped or piece.trouble
    return Attachment(name, shown(piece.sent_as), piece.content_type, piece.data, path, trouble(code) if code else None)


def _within(piece: MailPiece, budget: Budget, depth: int) -> RawMail | None:
    """The mail a piece is, None for any other file. Raises MailRefused for one that cannot be opened."""
    if piece.inside is None and (piece.layout or not kind_of_mail(piece.data)):
        return None
    if depth >= budget.limits.mails:
        refuse("too_deep")
    return piece.inside if piece.inside is not None else _taken(piece.data, budget)


def _meant_as_mail(piece: MailPiece) -> bool:
    """Whether a piece that looks like a mail should have been one; headers quoted in a report are only text."""
    return piece.inside is not None or not piece.content_type.startswith("text/")


class MailWords(NamedTuple):
    """What one person wrote in a mail or in one attached to it, without signature and quoted history."""

    path: str
    sender: Person
    sent: dt.datetime | None
    words: str


class MailContents(NamedTuple):
    """What a mail is about.

    workbooks: what was meant as a return, readable or not; others: every other file, such as evidence; a report about a
    mail of ours holds that mail, so nothing in it is a return;
    links: to files that were not attached, outside the quoted history; said: the sender's words first, then those of
    the mails attached, blank ones left out; automatic: as the mail's own;
    remarks: what a person must be told of the mail as a whole (an attachment's own trouble is on it).
    """

    workbooks: tuple[Attachment, ...]
    others: tuple[Attachment, ...]
    links: tuple[FileLink, ...]
    said: tuple[MailWords, ...]
    automatic: Automatic
    remarks: tuple[Trouble, ...]


def decide_about(mail: Mail) -> MailContents:
    """What a mail is about, from its values alone. Pure."""
    reported = mail.automatic in {"delivery_report", "receipt"}
    workbooks = () if reported else tuple(found for found in mail.attachments if _is_workbook(found))
    links = tuple(link for link in mail.links if not link.quoted)
    said = (MailWords(one.path, one.sender, one.sent, split_words(one.text).words) for one in _all_mails(mail))
    return MailContents(
        workbooks,
        tuple(found for found in mail.attachments if found not in workbooks),
        links,
        tuple(one for one in said if one.words),
        mail.automatic,
        tuple(dict.fromkeys((*_lacking(mail, workbooks, links), *(f for one in _all_mails(mail) for f in one.faults)))),
    )


def _lacking(mail: Mail, workbooks: tuple[Attachment, ...], links: tuple[FileLink, ...]) -> Iterator[Trouble]:
    """What to say of a mail that is no person's, or that brings no workbook."""
    if mail.automatic:
        yield trouble(mail.automatic)
    elif not workbooks and links:
        yield trouble("link_only", services=", ".join(dict.fromkeys(link.service for link in links)))
    elif not workbooks:
        yield trouble("no_workbook")


def _all_mails(mail: Mail) -> Iterator[Mail]:
    """A mail and those in it, at every depth."""
    yield mail
    for within in mail.mails:
        yield from _all_mails(within)


NAMED_WORKBOOK: Final = re.compile(r"\.(?:xl[st][xmb]?|ods|numbers|csv)$", re.IGNORECASE)
NAMED_OTHER: Final = re.compile(r"\.(?:do[ct][xm]?|pp[st][xm]?|pdf|msg|vsd|mpp)$", re.IGNORECASE)
TYPES: Final = ("spreadsheet", "ms-excel", "text/csv")
MEMBER: Final = re.compile(
    rb"PK\x01\x02.{42}(?:xl/|(?![^/]{1,20}/)[^\x00]{1,250}?\.xls[xmb]?)", re.DOTALL | re.IGNORECASE
)
"""A zip's own list of what is in it has a workbook's parts, or a workbook beside nothing deeper."""
MARKS: Final = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book", "EncryptedPackage"))
"""Streams of an old .xls and of an encrypted .xlsx."""


def _is_workbook(found: Attachment) -> bool:
    """Whether a file is, or was meant as, a workbook: one that cannot be read must be refused aloud, not ignored."""
    data = found.data
    if NAMED_WORKBOOK.search(found.name) or any(mark in found.content_type for mark in TYPES):
        return True
    if data.startswith(b"PK\x03\x04"):
        return bool(MEMBER.search(data)) or b"opendocument.spreadsheet" in data[:200]
    return data.startswith(OLE) and not NAMED_OTHER.search(found.name) and any(mark in data for mark in MARKS)
