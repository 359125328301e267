"""Read a mail as Outlook saves it (.msg, [MS-OXMSG]: an OLE file) into a RawMail, tolerating what can be tolerated.

python-oxmsg 0.0.2 opens the tree and knows the numbers of properties and code pages. Its Message class is not used: it
refuses the whole mail for one unknown letter or code page, does not open mails within mails, and reads as much as the
file claims to hold.
"""

import datetime as dt
import io
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

from olefile import STGTY_STREAM, OleFileIO
from oxmsg.domain import constants as pid
from oxmsg.domain.encodings import encoding_from_codepage
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.storage import Storage

from dhr_xl.post.incoming.headers import FAULTS as HEADER_FAULTS
from dhr_xl.post.incoming.headers import automatic_from, header, people, read_headers, sent_date
from dhr_xl.post.incoming.html_text import html_to_text, pictures_in, without_pictures
from dhr_xl.post.incoming.mail_problems import WHOLE_FILE, MailRefused, refuse
from dhr_xl.post.incoming.mime import sealed_kind
from dhr_xl.post.incoming.values import OLE, Automatic, Budget, MailPiece, Person, RawMail, display_text
from dhr_xl.post.incoming.words import clean, decode

PROPERTIES: Final = "__properties_version1.0"
FAULTS: Final = (*HEADER_FAULTS, OSError, struct.error, MemoryError)
"""Everything olefile raises on damaged bytes (found by fuzzing)."""
TOP, WITHIN, ATTACHED = 32, 24, 8
"""Bytes of a property stream's header: of the top mail, of a mail within it, of an attachment ([MS-OXMSG] 2.4.1)."""
WIDE, NARROW, BYTES, OBJECT = pid.PTYP_STRING, pid.PTYP_STRING8, pid.PTYP_BINARY, pid.PTYP_OBJECT
SENT_REPRESENTING_SMTP: Final = 0x5D02
"""PidTagSentRepresentingSmtpAddress; python-oxmsg has no name for it."""
ATTACH_LONG_PATHNAME: Final = 0x370D
"""PidTagAttachLongPathname: the path or address of a file that was not put into the mail."""
MAIL_WITHIN: Final = 5
"""PidTagAttachMethod of an attached mail ([MS-OXCMSG] 2.2.2.9)."""
BY_LINK: Final = {2, 3, 4, 7}
"""PidTagAttachMethod of an attachment that is only a path or web address."""
RENDERED: Final = 4
"""PidTagAttachFlags of a picture shown within the text."""
EPOCH: Final = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def is_outlook(data: bytes) -> bool:
    """Whether the bytes are a .msg: an OLE file with the properties of a mail at its top."""
    if not data.startswith(OLE) or PROPERTIES.encode("utf-16-le") not in data:
        return False
    try:
        with OleFileIO(io.BytesIO(data)) as ole:
            return bool(ole.exists(PROPERTIES))
    except FAULTS:
        return True  # it has the properties of a mail, and no spreadsheet program could open it either


def read_msg(data: bytes, budget: Budget) -> RawMail:
    """The mail in `data`. Raises MailRefused for one that is damaged, too large or encrypted."""
    try:
        with OleFileIO(io.BytesIO(data)) as ole:
            sizes = [entry.size for entry in ole.direntries if entry is not None and entry.entry_type == STGTY_STREAM]
            if len(ole.direntries) > budget.limits.entries:
                refuse("too_many_parts")
            if max(sizes, default=0) > len(data):
                refuse("damaged")
            budget.take_bytes(sum(sizes))
            top = Storage.from_ole(ole)
        return _mail(top, TOP, budget)
    except FAULTS:
        refuse("damaged")


class _Storage(NamedTuple):
    """One storage of the tree, a mail or an attachment.

    numbers: property number -> value of its properties of fixed length; page: its encoding for narrow strings, or ''.
    """

    storage: Storage
    numbers: Mapping[int, int]
    page: str = ""

    def number(self, prop: int) -> int:
        """A numeric property; 0 where it is missing."""
        return self.numbers.get(prop, 0)

    def data(self, prop: int) -> bytes:
        """A binary property; b'' where it is missing."""
        return _stream(self.storage, prop, BYTES) or b""

    def text(self, prop: int) -> str:
        """A text property, wide (UTF-16) or narrow (code page); '' where it is missing."""
        wide = _stream(self.storage, prop, WIDE)
        if wide is not None:
            return clean(wide.decode("utf-16-le", "replace").rstrip("\0"))
        return decode((_stream(self.storage, prop, NARROW) or b"").rstrip(b"\0"), self.page)


def _item(storage: Storage, offset: int, page: str = "") -> _Storage:
    """A storage with its properties. page: encoding of the mail around it."""
    table = storage.properties_stream_bytes[offset:]
    whole = table[: len(table) // 16 * 16]
    numbers = {prop: value for _, prop, _, value in struct.iter_unpack("<HHIQ", whole)}
    return _Storage(storage, numbers, page or _page(numbers.get(pid.PID_MESSAGE_CODEPAGE, 0)))


def _page(number: int) -> str:
    """The encoding of a Windows code page; '' for an unknown one."""
    try:
        return encoding_from_codepage(number & 0xFFFFFFFF)
    except (UnrecognizedCodePageError, UnsupportedEncodingError):
        return ""


def _stream(storage: Storage, prop: int, kind: int) -> bytes | None:
    try:
        return storage.property_stream_bytes(prop, kind)
    except KeyError:
        return None


def _mail(storage: Storage, offset: int, budget: Budget, nested: int = 0) -> RawMail:
    """The mail of a storage as values. nested: its depth within other mails."""
    budget.take_part(nested)
    item = _item(storage, offset)
    headers = read_headers(item.text(pid.PID_TRANSPORT_MESSAGE_HEADERS), budget)
    kind = item.text(pid.PID_MESSAGE_CLASS).lower()
    html, body = without_pictures(_html(item)), item.text(pid.PID_BODY)
    kept, html_kept = budget.take_words(body), budget.take_words(html)
    page = html_to_text(html_kept)
    text = kept if kept.strip() else page
    pieces = tuple(_piece(one, item.page, budget, nested) for one in storage.iter_attachment_storages())
    problems = (
        ("rtf_only", not text.strip() and bool(item.data(pid.PID_RTF_COMPRESSED))),
        ("long_words", len(kept) + len(html_kept) < len(body) + len(html)),
    )
    return RawMail(
        "msg", _senders(item, people(headers, "from")), _sent(item) or sent_date(header(headers, "date")),
        display_text(item.text(pid.PID_SUBJECT)), text, page, pictures_in(html), pieces,
        _automatic(kind) or automatic_from(headers), tuple(code for code, is_so in problems if is_so),
        _signed(kind, pieces),
    )  # fmt: skip


def _html(item: _Storage) -> str:
    """The HTML body: binary in the mail's own code page, or a text property in old mails."""
    data = item.data(pid.PID_HTML)
    return decode(data, _page(item.number(pid.PID_INTERNET_CODEPAGE))) if data else item.text(pid.PID_HTML)


def _sent(item: _Storage) -> dt.datetime | None:
    """When the mail was sent, else when it arrived; None where neither is known."""
    for prop in (pid.PID_CLIENT_SUBMIT_TIME, pid.PID_MESSAGE_DELIVERY_TIME):
        ticks = item.number(prop)
        if ticks:
            try:
                return sent_date((EPOCH + dt.timedelta(microseconds=ticks // 10)).strftime("%d %b %Y %H:%M:%S +0000"))
            except (OverflowError, ValueError):
                return None
    return None


def _senders(item: _Storage, named: tuple[Person, ...]) -> tuple[Person, ...]:
    """The senders named in the headers if any has an address; else the first of: on whose behalf, sent by, headers.
    Those with an address come before those with a name only. Exchange's own addresses (``/o=…``) do not count.
    """
    others = tuple(
        Person(
            display_text(item.text(name)),
            next((display_text(found) for prop in props if "@" in (found := item.text(prop))), ""),
        )
        for name, props in (
            (pid.PID_SENT_REPRESENTING_NAME, (SENT_REPRESENTING_SMTP, pid.PID_SENT_REPRESENTING_EMAIL_ADDRESS)),
            (pid.PID_SENDER_NAME, (pid.PID_SENDER_SMTP_ADDRESS, pid.PID_SENDER_EMAIL_ADDRESS)),
        )
    )
    if any(person.address for person in named):
        return named
    ranked = sorted(filter(any, (*others, *named)), key=lambda person: not person.address)
    return tuple(ranked[:1])


def _automatic(kind: str) -> Automatic:
    """The kind of automatic mail by its message class in lower case ([MS-OXCMAIL] 2.2.3.7); '' for none."""
    if kind.startswith("report."):
        return "receipt" if kind.endswith((".ipnrn", ".ipnnrn")) else "delivery_report"
    return "reply" if "oof" in kind.rpartition("rules.")[2] and "rules." in kind else ""


def _signed(kind: str, pieces: tuple[MailPiece, ...]) -> bytes:
    """The bytes of the signed mail inside, b'' where it is not signed. Raises MailRefused for an encrypted one."""
    if not kind.startswith("ipm.note.smime") or len(pieces) != 1:
        return b""
    if not kind.endswith("multipartsigned"):
        refuse(sealed_kind(pieces[0].data))
    return pieces[0].data


def _piece(storage: Storage, page: str, budget: Budget, nested: int) -> MailPiece:
    budget.take_part(nested)
    item = _item(storage, ATTACHED, page)
    name = (
        item.text(pid.PID_ATTACH_LONG_FILENAME) or item.text(pid.PID_ATTACH_FILENAME) or item.text(pid.PID_DISPLAY_NAME)
    )
    kind = display_text(item.text(pid.PID_ATTACH_MIME_TAG)).lower() or "application/octet-stream"
    method = item.number(pid.PID_ATTACH_METHOD) & 0xFFFFFFFF
    within = next(
        (one for one in storage.storages if one.name.endswith(f"_{pid.PID_ATTACH_DATA_BINARY:04X}{OBJECT:04X}")), None
    )
    if method == MAIL_WITHIN and within is not None:
        return _within(name, within, budget, nested)
    data, address = item.data(pid.PID_ATTACH_DATA_BINARY), item.text(ATTACH_LONG_PATHNAME)
    if method in BY_LINK and not data:
        return MailPiece(name, kind, address=address, problem="elsewhere")
    content_id = item.text(pid.PID_ATTACH_CONTENT_ID).strip("<>")
    layout = kind.startswith("image/") and bool(
        item.number(pid.PID_ATTACH_FLAGS) & RENDERED or item.number(pid.PID_ATTACHMENT_HIDDEN) & 0xFF
    )
    missing = "" if data or within is None else "elsewhere"
    return MailPiece(name, kind, data, content_id, layout and bool(content_id), problem=missing)


def _within(name: str, storage: Storage, budget: Budget, nested: int) -> MailPiece:
    """An attached mail; its problem where it cannot be read."""
    try:
        return MailPiece(name, "message/rfc822", inside=_mail(storage, WITHIN, budget, nested + 1))
    except MailRefused as refused:
        if refused.code in WHOLE_FILE:
            raise
        return MailPiece(name, "message/rfc822", problem=refused.code)
    except FAULTS:
        return MailPiece(name, "message/rfc822", problem="damaged")
