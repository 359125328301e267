"""Read mails from bytes: recognise one, read it as values, and decide what it is about."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from dhr_xl.post.incoming.mail_problems import WHOLE_FILE, MailProblem, MailRefused, mail_problem, refuse
from dhr_xl.post.incoming.values import (
    LIMITS,
    OLE,
    Attachment,
    Automatic,
    Budget,
    FileLink,
    Mail,
    MailLimits,
    MailPiece,
    Person,
    RawMail,
    display_names,
    display_text,
)
from dhr_xl.post.incoming.words import find_links, split_words

__all__ = [
    "LIMITS", "Attachment", "FileLink", "Mail", "MailContents", "MailLimits", "MailProblem", "MailRefused", "MailText",
    "Person", "decide_contents", "kind_of_mail", "read_mail",
]  # fmt: skip

LEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
"""What may come before the first header: a byte order mark, blank lines."""
FIELD: Final = re.compile(rb"^([!-9;-~]{1,76})[ \t]{0,9}:", re.MULTILINE)
BLANK: Final = re.compile(rb"\n[ \t]{0,99}\r?\n")
MBOX: Final = re.compile(rb"From [^\r\n]{0,500}\r?\n")
"""The line before each mail of a mail folder (mbox, RFC 4155)."""
NEXT: Final = re.compile(rb"\n\r?\nFrom [^\r\n]{1,200} (?:19|20)\d\d[^\r\n]{0,20}\r?\n[!-9;-~]{1,76}:")
"""The beginning of the next mail of a mail folder."""
LOOK_AT: Final = 4 * 2**20
"""Bytes searched for headers to tell whether a text is a mail; one header may list thousands of recipients."""
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
"""The beginning of a text saved as UTF-16 ("Unicode" in Notepad), and its encoding."""
ENOUGH: Final = 2
"""Headers of MAIL_FIELDS that make a text a mail; other text may begin with one by chance."""
WRAPPINGS: Final = (
    ("tnef", b"\x78\x9f\x3e\x22", {"application/ms-tnef", "application/vnd.ms-tnef"}),
    ("protected", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", {"application/x-microsoft-rpmessage-message"}),
)
"""Wrappings that only Outlook opens: code of the problem, first bytes, content types."""
ENDINGS: Final = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx", "application/vnd.ms-excel": ".xls",
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "message/rfc822": ".eml",
    "text/plain": ".txt",
}  # fmt: skip
"""Content type -> ending of the name given to a file that was sent without one."""


def kind_of_mail(data: bytes) -> Literal["", "eml", "msg"]:
    """The format of the mail in these bytes, '' where they are none. The file's name is not considered.

    Call this before recognising workbooks: a .msg with an old .xls in it has the marks of both.
    """
    if data.startswith(OLE):
        from dhr_xl.post.incoming.outlook import is_outlook  # noqa: PLC0415 - no other kind needs it

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
    """The mail in the bytes of a file called `name`. Mails attached to it are opened too, whatever their names.

    Raises MailRefused, and nothing else, for what is not a mail, is encrypted, damaged as a whole or beyond the limits.
    What is wrong with one attachment is recorded on it.
    """
    budget = Budget(limits)
    return _mail(_read_raw(data, budget), display_text(name), budget, 1)


def _from_first_header(data: bytes) -> bytes:
    """The text from its first header on, in UTF-8: without byte order mark and leading blank lines."""
    wide = next((name for mark, name in WIDE if mark.match(data)), "")
    if wide:
        data = data.decode(wide, "replace").encode()
    lead = LEAD.match(data)
    return data[lead.end() :] if lead else data


def _read_raw(data: bytes, budget: Budget) -> RawMail:
    if not data:
        refuse("empty")
    if len(data) > budget.limits.size:
        refuse("too_big")
    kind = kind_of_mail(data)
    if kind == "msg":
        from dhr_xl.post.incoming.outlook import read_msg  # noqa: PLC0415 - no other kind needs it

        return _open_signed(read_msg(data, budget), budget)
    if not kind:
        refuse("not_mail")
    text = _from_first_header(data)
    if MBOX.match(text) and NEXT.search(text):
        refuse("several")
    return _read_eml(text, budget)


def _read_eml(data: bytes, budget: Budget) -> RawMail:
    from dhr_xl.post.incoming.mime import read_eml  # noqa: PLC0415 - needed only where a mail came in

    return read_eml(data, budget)


def _open_signed(raw: RawMail, budget: Budget) -> RawMail:
    """A signed Outlook mail with the text and files of its signed part, which Outlook keeps as one attachment."""
    if not raw.mime:
        return raw
    inner = _read_eml(raw.mime, budget)
    return raw._replace(
        text=inner.text or raw.text, page=inner.page, pictures=inner.pictures, pieces=inner.pieces, mime=b""
    )


def _mail(raw: RawMail, path: str, budget: Budget, depth: int) -> Mail:
    """A mail with its parts named, sorted into kinds, and opened where they are mails. depth: from 1."""
    attachments: list[Attachment] = []
    inline: list[Attachment] = []
    mails: list[Mail] = []
    for piece, name in zip(raw.pieces, display_names(map(_name, raw.pieces)), strict=True):
        where = f"{path}/{name}"
        attachment = _attachment(piece, name, where)
        try:
            within = _mail_within(piece, budget, depth)
        except MailRefused as refused:
            if refused.code in WHOLE_FILE:
                raise
            within = None
            attachment = attachment._replace(problem=mail_problem(refused.code) if _meant_as_mail(piece) else None)
        if within is not None:
            mails.append(_mail(within, where, budget, depth + 1))
            attachments += mails[-1].attachments
            inline += mails[-1].inline
        elif piece.layout or (piece.content_type.startswith("image/") and piece.content_id.lower() in raw.pictures):
            inline.append(attachment)
        else:
            attachments.append(attachment)
    page = "" if raw.page == raw.text else raw.page
    links = (
        *find_links(raw.text, page, *(piece.address for piece in raw.pieces)),
        *(link for mail in mails for link in mail.links),
    )
    return Mail(
        path, raw.kind, next(iter(raw.senders), Person()), raw.senders, raw.sent, raw.subject, raw.text,
        tuple(attachments), tuple(inline), tuple(dict.fromkeys(links)), tuple(mails), raw.automatic,
        tuple(map(mail_problem, raw.problems)),
    )  # fmt: skip


def _name(piece: MailPiece) -> str:
    """The name that a part was sent under, or one made from its content type."""
    ending = ".eml" if piece.inside else ENDINGS.get(piece.content_type, "")
    return piece.sent_as if piece.sent_as.strip() else ("message.eml" if ending == ".eml" else f"unnamed{ending}")


def _attachment(piece: MailPiece, name: str, path: str) -> Attachment:
    wrapped = next(
        (code for code, mark, types in WRAPPINGS if piece.content_type in types or piece.data.startswith(mark)), ""
    )
    code = wrapped or piece.problem
    return Attachment(
        name, display_text(piece.sent_as), piece.content_type, piece.data, path, mail_problem(code) if code else None
    )


def _mail_within(piece: MailPiece, budget: Budget, depth: int) -> RawMail | None:
    """The mail that a part is, None for any other file. Raises MailRefused for one that cannot be opened."""
    if piece.inside is None and (piece.layout or not kind_of_mail(piece.data)):
        return None
    if depth >= budget.limits.mails:
        refuse("too_deep")
    return piece.inside if piece.inside is not None else _read_raw(piece.data, budget)


def _meant_as_mail(piece: MailPiece) -> bool:
    """Whether a part that looks like a mail was attached as one; headers quoted in a report are only text."""
    return piece.inside is not None or not piece.content_type.startswith("text/")


class MailText(NamedTuple):
    """The words of one sender in a mail or in one attached to it, without signature and quoted history."""

    path: str
    sender: Person
    sent: dt.datetime | None
    words: str


class MailContents(NamedTuple):
    """What a mail is about.

    workbooks: files meant as returns, readable or not; none in a delivery report or receipt, which holds our own mail;
    others: every other file, such as evidence; links: to files that were not attached, outside the quoted history;
    texts: the sender's words, then those of the mails attached, blank ones left out; automatic: as in the mail;
    problems: of the mail as a whole, to be shown to a person (an attachment has its own problem).
    """

    workbooks: tuple[Attachment, ...]
    others: tuple[Attachment, ...]
    links: tuple[FileLink, ...]
    texts: tuple[MailText, ...]
    automatic: Automatic
    problems: tuple[MailProblem, ...]


def decide_contents(mail: Mail) -> MailContents:
    """Decide what a mail is about, from its values alone. Pure."""
    reported = mail.automatic in {"delivery_report", "receipt"}
    workbooks = () if reported else tuple(found for found in mail.attachments if _is_workbook(found))
    links = tuple(link for link in mail.links if not link.quoted)
    texts = (MailText(one.path, one.sender, one.sent, split_words(one.text).words) for one in _all_mails(mail))
    problems = (*_problems_of_kind(mail, workbooks, links), *(p for one in _all_mails(mail) for p in one.problems))
    return MailContents(
        workbooks,
        tuple(found for found in mail.attachments if found not in workbooks),
        links,
        tuple(one for one in texts if one.words),
        mail.automatic,
        tuple(dict.fromkeys(problems)),
    )


def _problems_of_kind(
    mail: Mail, workbooks: tuple[Attachment, ...], links: tuple[FileLink, ...]
) -> Iterator[MailProblem]:
    """The problem of a mail that a program sent, or that brings no workbook."""
    if mail.automatic:
        yield mail_problem(mail.automatic)
    elif not workbooks and links:
        yield mail_problem("link_only", services=", ".join(dict.fromkeys(link.service for link in links)))
    elif not workbooks:
        yield mail_problem("no_workbook")


def _all_mails(mail: Mail) -> Iterator[Mail]:
    """A mail and the mails in it, at every depth."""
    yield mail
    for within in mail.mails:
        yield from _all_mails(within)


NAMED_WORKBOOK: Final = re.compile(r"\.(?:xl[st][xmb]?|ods|numbers|csv)$", re.IGNORECASE)
NAMED_OTHER: Final = re.compile(r"\.(?:do[ct][xm]?|pp[st][xm]?|pdf|msg|vsd|mpp)$", re.IGNORECASE)
TYPES: Final = ("spreadsheet", "ms-excel", "text/csv")
MEMBER: Final = re.compile(
    rb"PK\x01\x02.{42}(?:xl/|(?![^/]{1,20}/)[^\x00]{1,250}?\.xls[xmb]?)", re.DOTALL | re.IGNORECASE
)
"""A member of a zip's directory that is part of a workbook, or a workbook not below a folder."""
MARKS: Final = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book", "EncryptedPackage"))
"""Names of streams of an old .xls and of an encrypted .xlsx, as an OLE directory has them."""


def _is_workbook(found: Attachment) -> bool:
    """Whether a file is or was meant as a workbook: one that cannot be read is reported, not ignored."""
    data = found.data
    if NAMED_WORKBOOK.search(found.name) or any(mark in found.content_type for mark in TYPES):
        return True
    if data.startswith(b"PK\x03\x04"):
        return bool(MEMBER.search(data)) or b"opendocument.spreadsheet" in data[:200]
    return data.startswith(OLE) and not NAMED_OTHER.search(found.name) and any(mark in data for mark in MARKS)
