"""A mail as programs other than Outlook save it (.eml): the standard library's parser, bounded, into plain values."""

from __future__ import annotations

import email
import functools
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64CharactersDefect, InvalidBase64LengthDefect
from email.message import EmailMessage
from email.policy import Policy
from typing import Any, Final

from dhr_xl.post.incoming.headers import (
    FAULTS,
    automatic_from,
    bounded_policy,
    file_name,
    header,
    parameter,
    people,
    sent_date,
)  # fmt: skip
from dhr_xl.post.incoming.html_text import html_to_text, pictures_in, without_pictures
from dhr_xl.post.incoming.values import WHOLE_FILE, Budget, MailPiece, MailRefused, RawMail, refuse, shown
from dhr_xl.post.incoming.words import decode

PROOFS: Final = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
SEALED: Final = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
SIGNED: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""The object identifier near the start of sealed bytes that are signed rather than encrypted (RFC 5652, 5.1)."""
WHOLE_MAILS: Final = {"message/rfc822", "message/global", "message/news"}


class _Part(EmailMessage):
    """One part of a mail, counted as it is found."""

    def __init__(self, budget: Budget, policy: Policy) -> None:
        super().__init__(policy=policy)
        self.budget, self.nested = budget, 0

    def attach(self, payload: Any) -> None:  # noqa: ANN401 - the library's own type
        """Take in a part, as the parser comes to it."""
        payload.nested = self.nested + 1
        self.budget.part(payload.nested)
        super().attach(payload)


def read_eml(data: bytes, budget: Budget) -> RawMail:
    """The mail in `data`, headers first. Raises MailRefused for one that is sealed, endless or without its parts."""
    if data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") > budget.limits.lines:
        refuse("too_big")
    try:
        part = email.message_from_bytes(data, _class=functools.partial(_Part, budget), policy=bounded_policy(budget))
        return _mail(part, budget)
    except FAULTS:
        refuse("damaged")


def sealed_kind(data: bytes) -> str:
    """Whether CMS bytes (smime.p7m) are signed or encrypted."""
    return "signed" if SIGNED in data[:100] else "encrypted"


def _mail(part: EmailMessage, budget: Budget) -> RawMail:
    """A parsed mail as values. Raises MailRefused for one that is sealed as a whole."""
    kind = part.get_content_type()
    if kind in SEALED:
        refuse(sealed_kind(_content(part)[0]))
    if kind == "multipart/encrypted":
        refuse("encrypted")
    walk = _MailWalk(budget)
    text = walk.text(part)
    return RawMail(
        "eml", people(part, "from") or people(part, "sender"), sent_date(header(part, "date")),
        shown(header(part, "subject")), text, "\n".join(walk.pages), frozenset(walk.pictures), tuple(walk.pieces),
        automatic_from(part), tuple(walk.faults),
    )  # fmt: skip


class _MailWalk:
    """The way through one mail's parts: its words come back, everything else is gathered."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.pieces: list[MailPiece] = []
        self.pages: list[str] = []
        self.pictures: set[str] = set()
        self.faults: dict[str, None] = {}

    def text(self, part: EmailMessage) -> str:
        """The words of a part and of those in it."""
        kind = part.get_content_type()
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
            self.faults["cut_short"] = None
        if kind in WHOLE_MAILS and part.is_multipart():
            self.mail(part)
            return ""
        if part.get_content_maintype() == "multipart":
            return self.several(part, kind)
        if (
            kind in {"text/plain", "text/html"}
            and not file_name(part)
            and part.get_content_disposition() != "attachment"
        ):
            return self.body(part, kind)
        self.leaf(part, kind)
        return ""

    def several(self, part: EmailMessage, kind: str) -> str:
        """The words of a part that has parts: of alternatives the first that says something, plain before HTML."""
        if not part.is_multipart():
            refuse("no_parts")
        children: list[EmailMessage] = part.get_payload()  # type: ignore[assignment]
        said = [(child.get_content_type() == "text/plain", self.text(child)) for child in children]
        if kind == "multipart/alternative":
            ranked = sorted((one for one in said if one[1].strip()), key=lambda one: not one[0])
            return ranked[0][1] if ranked else ""
        return "\n\n".join(words for _, words in said if words.strip())

    def body(self, part: EmailMessage, kind: str) -> str:
        """The words of a text part; HTML is kept too, for its links and pictures."""
        data, _ = _content(part)
        self.budget.take(len(data))
        words = decode(data, parameter(part, "content-type", "charset"))
        if kind == "text/html":
            words = without_pictures(words)
        kept = self.budget.words(words)
        if len(kept) < len(words):
            self.faults["long_words"] = None
        if kind == "text/plain":
            return kept
        self.pictures |= pictures_in(words)
        self.pages.append(html_to_text(kept))
        return self.pages[-1]

    def mail(self, part: EmailMessage) -> None:
        """A mail within this one. One that is encoded as a file is left to be recognised by its bytes."""
        inner: EmailMessage = part.get_payload(0)  # type: ignore[assignment]
        name, kind = file_name(part), part.get_content_type()
        encoding = header(part, "content-transfer-encoding").strip().lower()
        if encoding in {"base64", "quoted-printable"} and not inner.keys():
            file = EmailMessage()
            file["Content-Transfer-Encoding"] = encoding
            file.set_payload(inner.get_payload())
            data, trouble = _content(file)
            self.budget.take(len(data))
            self.pieces.append(MailPiece(name, kind, data, trouble=trouble))
            return
        try:
            self.pieces.append(MailPiece(name, kind, inside=_mail(inner, self.budget)))
        except MailRefused as refused:
            if refused.code in WHOLE_FILE:
                raise
            self.pieces.append(MailPiece(name, kind, trouble=refused.code))

    def leaf(self, part: EmailMessage, kind: str) -> None:
        """Everything that is neither words nor parts."""
        data, trouble = _content(part)
        self.budget.take(len(data))
        if kind in SEALED:
            trouble = sealed_kind(data)
        elif kind == "message/external-body":
            trouble = "elsewhere"
        content_id = header(part, "content-id").strip().strip("<>")
        attached = part.get_content_disposition() == "attachment"
        layout = kind in PROOFS or (kind.startswith("image/") and bool(content_id) and not attached)
        self.pieces.append(MailPiece(file_name(part), kind, data, content_id, layout, trouble=trouble))


def _content(part: EmailMessage) -> tuple[bytes, str]:
    """A part's bytes, and 'broken' where their encoding was damaged."""
    try:
        if part.is_multipart():
            return b"\n".join(bytes(child) for child in part.get_payload()), ""  # type: ignore[arg-type]
        data = part.get_payload(decode=True)
    except FAULTS:
        return b"", "broken"
    broken = any(isinstance(d, InvalidBase64LengthDefect | InvalidBase64CharactersDefect) for d in part.defects)
    return data if isinstance(data, bytes) else b"", "broken" if broken else ""
