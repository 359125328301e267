"""The words of a mail: bytes to text, what the sender wrote apart from what is quoted, and links to files."""

from __future__ import annotations

import codecs
import re
import urllib.parse
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dhr_xl.post.incoming.values import INVISIBLE, FileLink, Service

LATIN: Final = {"ascii", "iso8859-1"}
"""Names under which programs send what is cp1252 or UTF-8 (the HTML standard reads them so too)."""
ONE_BYTE: Final = ("cp125", "iso8859", "koi8", "mac")
"""How Python's names for encodings of one byte a letter begin."""
NO_TEXT: Final = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem"}
"""Encodings that Python knows and mail does not: slow, unsafe, or the computer's own."""
BROKEN: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, charset: str = "") -> str:
    """Text of bytes with line feeds, whatever the charset claims.

    What is right as UTF-8 is UTF-8 where the claim is of one byte a letter (its letters beyond ASCII make no UTF-8 by
    chance); else the claim, else UTF-8, else cp1252.
    """
    claimed = _codec(charset)
    for name in ("utf-8-sig", claimed) if claimed.startswith(ONE_BYTE) else (claimed, "utf-8-sig"):
        try:
            text = data.decode(name)
            break
        except (ValueError, LookupError):
            continue
    else:
        text = data.decode("cp1252", "replace")
    return clean(text)


def _codec(charset: str) -> str:
    """The encoding Python knows by a name in a mail; UTF-8 for one it does not, or that is no text's."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return "utf-8-sig"
    return "utf-8-sig" if name in LATIN or name in NO_TEXT or name == "utf-8" else name


def clean(text: str) -> str:
    """Text with line feeds alone, without control characters (each shown as �) and invisible ones."""
    lines = re.sub(r"\r\n?|[\x0c\x85\u2028\u2029]", "\n", text)
    return BROKEN.sub("\N{REPLACEMENT CHARACTER}", INVISIBLE.sub("", lines))


class Written(NamedTuple):
    """A mail's text taken apart: what the sender wrote, the signature below ``-- ``, and the mail it answers."""

    words: str
    signature: str
    history: str


DIVIDER: Final = re.compile(
    r"[ \t]{0,9}(?:-{2,40}\s{0,3}(?:(?:Original|Forwarded) (?:Message|Appointment)|Neges Wreiddiol)\s{0,3}-{2,40}"
    r"|Begin forwarded message:)\s{0,9}$",
    re.IGNORECASE,
)
RULE: Final = re.compile(r"[ \t]{0,9}_{20,200}\s{0,9}$")
ON: Final = re.compile(r"[ \t]{0,9}(?:On|Ar) ", re.IGNORECASE)
FROM: Final = re.compile(r"[ \t*]{0,9}(?:From|Oddi wrth):[ \t*]", re.IGNORECASE)
SENT: Final = re.compile(r"[ \t*]{0,9}(?:Sent|Date|Anfonwyd|Dyddiad):[ \t*]", re.IGNORECASE)
WROTE: Final = re.compile(r"[ \t]{0,9}(?:On|Ar) .{5,300}(?:wrote|ysgrifennodd)\s?:\s{0,9}$", re.IGNORECASE)
MARKED: Final = frozenset(">-_*FfOoAaBb \t")
"""How a line begins that may be one of these."""
HEADS: Final = 4
"""Lines after From: within which Sent: or Date: stands."""


def split_words(text: str) -> Written:
    """Take a mail's text apart by the marks that mail programs make (Outlook, Gmail, Apple Mail; English and Welsh).

    A line that begins with ``>`` is quoted and answers between such lines are the sender's; below a heading such as
    ``From: … Sent: …`` all is quoted. Nothing is lost: every line is in one of the three.
    """
    lines = text.split("\n")
    kept: tuple[list[str], list[str], list[str]] = ([], [], [])
    place = number = 0
    while number < len(lines):
        line = lines[number]
        quoted = _quoted_from(lines, number) if line[:1] in MARKED else 0
        if quoted:
            kept[2].extend(lines[number : number + quoted])
            number += quoted
            place = 0
            continue
        place = 1 if line in {"-- ", "--"} else place
        kept[place].append(line)
        number += 1
    return Written(*("\n".join(part).strip("\n ") for part in kept))


def _quoted_from(lines: Sequence[str], at: int) -> int:
    """How many lines from here on are quoted."""
    line = lines[at]
    if line.startswith(">"):
        return 1
    rest = len(lines) - at
    if DIVIDER.match(line) or (FROM.match(line) and _heads(lines, at)) or (RULE.match(line) and _heads(lines, at + 1)):
        return rest
    for length in (1, 2) if ON.match(line) else ():
        if WROTE.match(" ".join(lines[at : at + length])[:400]):
            below = next((text for text in lines[at + length : at + length + HEADS] if text.strip()), "")
            return length if below.startswith(">") else rest
    return 0


def _heads(lines: Sequence[str], at: int) -> bool:
    """Whether a quoted mail's head stands here: From:, and its date within a few lines, blank ones not counted."""
    found = [line for line in lines[at : at + 3 * HEADS] if line.strip()][: HEADS + 1]
    return bool(found) and bool(FROM.match(found[0])) and any(SENT.match(line) for line in found[1:])


ADDRESS: Final = re.compile(
    r"https?://(?:[^\s<>\"'|\\^`{}/?#@]{0,200}@)?(?P<host>[^\s<>\"'|\\^`{}/?#:@]{1,255})[^\s<>\"'|\\^`{}]{0,2000}",
    re.IGNORECASE,
)
LINKS: Final = 200
"""Links kept of one mail."""
SERVICES: Final[Sequence[tuple[str, Service]]] = (
    ("1drv.ms", "OneDrive"), ("onedrive.live.com", "OneDrive"), ("onedrive.com", "OneDrive"),
    ("sharepoint.com", "SharePoint"), ("drive.google.com", "Google Drive"), ("docs.google.com", "Google Drive"),
    ("wetransfer.com", "WeTransfer"), ("we.tl", "WeTransfer"), ("dropbox.com", "Dropbox"), ("db.tt", "Dropbox"),
    ("dropboxusercontent.com", "Dropbox"),
)  # fmt: skip
"""Host, or what it ends with after a dot -> the service."""
WRAPPED: Final = ".safelinks.protection.outlook.com"
"""The gateway that puts the address it checked into its own, as ``url``."""


def find_links(*texts: str) -> tuple[FileLink, ...]:
    """The links to files of the services known here, each address once; quoted where it stands in history alone."""
    found: dict[str, FileLink] = {}
    for text in texts:
        written = split_words(text)
        for quoted, part in ((False, f"{written.words}\n{written.signature}"), (True, written.history)):
            for address, service in _addresses(part):
                if address not in found or (found[address].quoted and not quoted):
                    found[address] = FileLink(service, address, quoted)
                if len(found) >= LINKS:
                    return tuple(found.values())
    return tuple(found.values())


def _addresses(text: str) -> Iterator[tuple[str, Service]]:
    for match in ADDRESS.finditer(text):
        host = match["host"].lower().rstrip(".")
        service = _service(_wrapped_host(match[0]) if host.endswith(WRAPPED) else host)
        if service:
            yield match[0].rstrip(".,;:!?)*_"), service


def _service(host: str) -> Service | None:
    """The service a host belongs to; None for any other."""
    return next((service for end, service in SERVICES if host == end or host.endswith(f".{end}")), None)


def _wrapped_host(address: str) -> str:
    """The host of the address within a gateway's."""
    try:
        inner = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query, max_num_fields=50).get("url", [""])[0]
        return urllib.parse.urlsplit(inner).hostname or ""
    except ValueError:
        return ""
