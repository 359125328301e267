"""Read an .eml file (RFC 5322, MIME) with the standard library's parser, within limits, into a RawMail."""

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
from dhr_xl.post.incoming.mail_problems import WHOLE_FILE, MailRefused, refuse
from dhr_xl.post.incoming.values import Budget, MailPiece, RawMail, display_text
from dhr_xl.post.incoming.words import decode

PROOFS: Final = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
SEALED: Final = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
SIGNED: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""The object identifier near the start of CMS bytes that are signed, not encrypted (RFC 5652, 5.1)."""
WHOLE_MAILS: Final = {"message/rfc822", "message/global", "message/news"}


class _Part(EmailMessage):
    """One part of a mail, which counts its parts while they are parsed."""

    def __init__(self, budget: Budget, policy: Policy) -> None:
        super().__init__(policy=policy)
        self.budget, self.nested = budget, 0

    def attach(self, payload: Any) -> None:  # noqa: ANN401 - the library's own type
        """Add a part; called by the parser. Raises MailRefused where it is one too many."""
        payload.nested = self.nested + 1
        self.budget.take_part(payload.nested)
        super().attach(payload)


def read_eml(data: bytes, budget: Budget) -> RawMail:
    """The mail in `data`. Raises MailRefused for one that is encrypted, too large, damaged or without its parts."""
    if data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") > budget.limits.lines:
        refuse("too_big")
    try:
        part = email.message_from_bytes(data, _class=functools.partial(_Part, budget), policy=bounded_policy(budget))
        return _mail(part, budget)
    except FAULTS:
        refuse("damaged")


def sealed_kind(data: bytes) -> str:
    """Whether CMS bytes (smime.p7m) are "signed" or "encrypted"."""
    return "signed" if SIGNED in data[:100] else "encrypted"


def _mail(part: EmailMessage, budget: Budget) -> RawMail:
    """A parsed mail as values. Raises MailRefused where the whole mail is signed or encrypted in CMS."""
    kind = part.get_content_type()
    if kind in SEALED:
        refuse(sealed_kind(_content(part)[0]))
    if kind == "multipart/encrypted":
        refuse("encrypted")
    walk = _MailWalk(budget)
    text = walk.text(part)
    return RawMail(
        "eml", people(part, "from") or people(part, "sender"), sent_date(header(part, "date")),
        display_text(header(part, "subject")), text, "\n".join(walk.pages), frozenset(walk.pictures),
        tuple(walk.pieces), automatic_from(part), tuple(walk.problems),
    )  # fmt: skip


class _MailWalk:
    """Walks the parts of one mail. Text is returned; pages, pictures, other parts and problems are collected."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.pieces: list[MailPiece] = []
        self.pages: list[str] = []
        self.pictures: set[str] = set()
        self.problems: dict[str, None] = {}

    def text(self, part: EmailMessage) -> str:
        """The text of a part and of the parts within it."""
        kind = part.get_content_type()
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
            self.problems["cut_short"] = None
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
        """The text of a multipart: of alternatives the first with words, plain text before HTML; else all of them."""
        if not part.is_multipart():
            refuse("no_parts")
        children: list[EmailMessage] = part.get_payload()  # type: ignore[assignment]
        said = [(child.get_content_type() == "text/plain", self.text(child)) for child in children]
        if kind == "multipart/alternative":
            ranked = sorted((one for one in said if one[1].strip()), key=lambda one: not one[0])
            return ranked[0][1] if ranked else ""
        return "\n\n".join(words for _, words in said if words.strip())

    def body(self, part: EmailMessage, kind: str) -> str:
        """The text of a text part; that of HTML is also kept for its links and pictures."""
        data, _ = _content(part)
        self.budget.take_bytes(len(data))
        words = decode(data, parameter(part, "content-type", "charset"))
        if kind == "text/html":
            words = without_pictures(words)
        kept = self.budget.take_words(words)
        if len(kept) < len(words):
            self.problems["long_words"] = None
        if kind == "text/plain":
            return kept
        self.pictures |= pictures_in(words)
        self.pages.append(html_to_text(kept))
        return self.pages[-1]

    def mail(self, part: EmailMessage) -> None:
        """Add a mail within this one. One that is encoded like a file is recognised by its bytes later."""
        inner: EmailMessage = part.get_payload(0)  # type: ignore[assignment]
        name, kind = file_name(part), part.get_content_type()
        encoding = header(part, "content-transfer-encoding").strip().lower()
        if encoding in {"base64", "quoted-printable"} and not inner.keys():
            file = EmailMessage()
            file["Content-Transfer-Encoding"] = encoding
            file.set_payload(inner.get_payload())
            data, problem = _content(file)
            self.budget.take_bytes(len(data))
            self.pieces.append(MailPiece(name, kind, data, problem=problem))
            return
        try:
            self.pieces.append(MailPiece(name, kind, inside=_mail(inner, self.budget)))
        except MailRefused as refused:
            if refused.code in WHOLE_FILE:
                raise
            self.pieces.append(MailPiece(name, kind, problem=refused.code))

    def leaf(self, part: EmailMessage, kind: str) -> None:
        """Add a part that is neither text nor a multipart."""
        data, problem = _content(part)
        self.budget.take_bytes(len(data))
        if kind in SEALED:
            problem = sealed_kind(data)
        elif kind == "message/external-body":
            problem = "elsewhere"
        content_id = header(part, "content-id").strip().strip("<>")
        attached = part.get_content_disposition() == "attachment"
        layout = kind in PROOFS or (kind.startswith("image/") and bool(content_id) and not attached)
        self.pieces.append(MailPiece(file_name(part), kind, data, content_id, layout, problem=problem))


def _content(part: EmailMessage) -> tuple[bytes, str]:
    """A part's bytes, and 'broken' where their encoding is damaged, else ''."""
    try:
        if part.is_multipart():
            return b"\n".join(bytes(child) for child in part.get_payload()), ""  # type: ignore[arg-type]
        data = part.get_payload(decode=True)
    except FAULTS:
        return b"", "broken"
    broken = any(isinstance(d, InvalidBase64LengthDefect | InvalidBase64CharactersDefect) for d in part.defects)
    return data if isinstance(data, bytes) else b"", "broken" if broken else ""
