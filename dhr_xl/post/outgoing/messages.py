"""Write a message as a draft (.eml) that opens in Outlook, Apple Mail or Thunderbird, to be checked and sent."""

import datetime as dt
import email.policy
import email.utils
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, Final, NamedTuple

from dhr_xl.errors import Stop
from dhr_xl.post.names import one_line, safe_name, safe_names
from dhr_xl.post.outgoing.checks import address_problem

UNFOLDED: Final = email.policy.SMTP.clone(max_line_length=900)


class HeaderLines(email.policy.EmailPolicy):
    """The policy for folding header lines; lines end with CRLF.

    ASCII headers are not folded: Python 3.11 folds a long subject before its first word, which some programs show as a
    blank, and RFC 5322 allows 998 characters. Others are, since an encoded word has at most 75 (RFC 2047, 2).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - a header, or its text
        """Fold one header, as bytes."""
        how = UNFOLDED if str(value).isascii() else email.policy.SMTP
        return how.fold_binary(name, value)


LINES: Final = HeaderLines(linesep="\r\n")
XLSX: Final = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PLAIN_BYTES: Final = ("application", "octet-stream")
OWN_HEADERS: Final = re.compile(r"(X-(?!Unsent$)[A-Za-z0-9-]+|Reply-To|In-Reply-To|References)", re.IGNORECASE)


class Draft(NamedTuple):
    """A message before it is written.

    to, cc: bare addresses; subject: without the marking; body: plain text; attachments: (name, bytes);
    headers: additional ones (X-…, Reply-To, In-Reply-To, References).
    """

    to: tuple[str, ...]
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    headers: Mapping[str, str] = {}


def make_eml(
    draft: Draft, *, marking: str, sender: str = "", unsent: bool = True, now: dt.datetime | None = None
) -> bytes:
    """A draft as the bytes of an .eml file (RFC 5322, CRLF).

    marking: begins the subject, in capitals; sender: an address or ``Name <address>``, '' only where `unsent`: the mail
    program then puts its user's own. unsent: Outlook opens it as a message still to be sent (X-Unsent), and the same
    draft gives the same bytes; otherwise it has a date (now, local time) and a Message-ID.
    Raises Stop for an address that is missing or wrong; ValueError for a header that a draft may not set.
    """
    message = EmailMessage(policy=LINES)
    if unsent:
        message["X-Unsent"] = "1"
    from_ = _sender(sender) if sender.strip() or not unsent else None
    if from_:
        message["From"] = from_
    message["To"] = _addresses(draft.to, "To")
    if draft.cc:
        message["Cc"] = _addresses(draft.cc, "Copy")
    message["Subject"] = marked(draft.subject, marking)
    if from_ and not unsent:
        message["Date"] = email.utils.format_datetime((now or dt.datetime.now()).astimezone())
        message["Message-ID"] = email.utils.make_msgid(domain=from_.domain)
    for name, value in draft.headers.items():
        if not OWN_HEADERS.fullmatch(name):
            raise ValueError(f"{name!r} is not a header that a draft may set")
        message[name] = one_line(value)
    message.set_content(plain_text(draft.body), cte="quoted-printable")
    for name, data in zip(safe_names(name for name, _ in draft.attachments), draft.attachments, strict=True):
        maintype, subtype = XLSX if name.casefold().endswith(".xlsx") else PLAIN_BYTES
        message.add_attachment(data[1], maintype=maintype, subtype=subtype, filename=name)
    if message.is_multipart():
        message.set_boundary(_boundary(draft))
    return message.as_bytes()


def body_of(eml: bytes) -> str:
    """The body of a draft that `make_eml` wrote, from its file; '' where it can no longer be read."""
    try:
        part = BytesParser(policy=email.policy.default).parsebytes(eml).get_body(("plain",))
        text = part.get_content() if part else ""
    except (LookupError, ValueError, AttributeError):  # something else was saved under its name
        return ""
    return text if isinstance(text, str) else ""


def body_written(body: str) -> str:
    """What `body_of` reads in the file of a draft with this body: its lines end with CRLF."""
    text = plain_text(body)
    return (text if text.endswith("\n") else f"{text}\n").replace("\n", "\r\n")


def marked(subject: str, marking: str) -> str:
    """A subject on one line that begins with the marking in capitals, never twice."""
    words, mark = one_line(subject), one_line(marking).upper()
    if not mark or words.upper() == mark or words.upper().startswith(f"{mark}: "):
        return words
    return f"{mark}: {words}"


def plain_text(text: str) -> str:
    """A body with what mail cannot carry replaced by �: control characters but line breaks and tabs, surrogates."""
    lines = re.sub(r"\r\n?", "\n", text)
    if lines.replace("\n", "").replace("\t", "").isprintable():  # as nearly all are
        return lines
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"} else "\N{REPLACEMENT CHARACTER}" for c in lines
    )


def attachment_name(review: str, code: str, as_at: dt.date) -> str:
    """The name of an agency's attached workbook: ``<review reference> <CODE> as at 2015-06-30.xlsx``."""
    return safe_name(f"{review or 'Action plan'} {code} as at {as_at.isoformat()}.xlsx")


def _sender(sender: str) -> Address:
    """The From address of a message. Raises Stop where it is not one valid address."""
    words = one_line(sender)
    named = re.fullmatch(r"([^<>]*)<([^<>]*)>", words)
    name, address = (named[1].strip(' "'), named[2].strip()) if named else ("", words)
    problem = address_problem(address)
    if problem:
        raise Stop(f"The sender in dhr_xl.toml cannot be used. {problem}")
    return Address(display_name=name, addr_spec=address)


def _addresses(addresses: tuple[str, ...], where: str) -> tuple[Address, ...]:
    """The addresses of one header. Raises Stop where there is none or one is wrong."""
    problem = "" if addresses else "There is no e-mail address."
    problem = next(filter(None, (address_problem(address) for address in addresses)), problem)
    if problem:
        raise Stop(f"{problem} It is under {where}: correct it on the sheet Agencies of master.xlsx.")
    return tuple(Address(addr_spec=address) for address in addresses)


def _boundary(draft: Draft) -> str:
    """The MIME boundary, made from the content: the same draft gives the same file, and no text can contain it."""
    digest = hashlib.sha256(repr((draft.to, draft.cc, draft.subject, draft.body)).encode("utf-8", "replace"))
    for name, data in draft.attachments:
        digest.update(name.encode("utf-8", "replace") + b"\0" + data)
    return f"=_{digest.hexdigest()[:40]}_="
