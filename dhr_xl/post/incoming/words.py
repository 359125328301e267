"""The text of a mail: decode bytes, separate the sender's words from quoted history, find links to files."""

import codecs
import re
import urllib.parse
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dhr_xl.post.incoming.values import INVISIBLE, FileLink, Service

LATIN: Final = {"ascii", "iso8859-1"}
"""Charsets under which programs send cp1252 or UTF-8 (the WHATWG Encoding standard reads them so too)."""
ONE_BYTE: Final = ("cp125", "iso8859", "koi8", "mac")
"""Prefixes of Python's names for single-byte encodings."""
NO_TEXT: Final = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem"}
"""Encodings of Python's that no mail uses: slow, unsafe, or depending on the computer."""
BROKEN: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, charset: str = "") -> str:
    """Decode bytes to text with line feeds. Where `charset` is a single-byte encoding, valid UTF-8 is read as UTF-8
    (text in the other is never valid UTF-8 by chance). Else the charset decides; where it fails, UTF-8, then cp1252.
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
    """Python's name for a charset; UTF-8 for one that is unknown or no text's."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return "utf-8-sig"
    return "utf-8-sig" if name in LATIN or name in NO_TEXT or name == "utf-8" else name


def clean(text: str) -> str:
    """Text with line feeds only, control characters replaced by � and invisible characters dropped."""
    lines = re.sub(r"\r\n?|[\x0c\x85\u2028\u2029]", "\n", text)
    return BROKEN.sub("\N{REPLACEMENT CHARACTER}", INVISIBLE.sub("", lines))


class SplitText(NamedTuple):
    """The text of a mail in parts: the sender's words, the signature below ``-- ``, and the quoted history."""

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
"""The first characters of lines that may match one of the patterns above."""
HEADS: Final = 4
"""Lines after From: that are searched for Sent: or Date:."""


def split_words(text: str) -> SplitText:
    """Split a mail's text by the marks that mail programs make (Outlook, Gmail, Apple Mail; English and Welsh).

    Lines that begin with ``>`` are quoted, and lines between them are the sender's; below a heading such as
    ``From: … Sent: …`` everything is quoted. Every line is in one of the three parts.
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
    return SplitText(*("\n".join(part).strip("\n ") for part in kept))


def _quoted_from(lines: Sequence[str], at: int) -> int:
    """The number of lines from `at` on that are quoted."""
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
    """Whether a quoted mail's head begins at line `at`: From:, and a date within HEADS lines that are not blank."""
    found = [line for line in lines[at : at + 3 * HEADS] if line.strip()][: HEADS + 1]
    return bool(found) and bool(FROM.match(found[0])) and any(SENT.match(line) for line in found[1:])


ADDRESS: Final = re.compile(
    r"https?://(?:[^\s<>\"'|\\^`{}/?#@]{0,200}@)?(?P<host>[^\s<>\"'|\\^`{}/?#:@]{1,255})[^\s<>\"'|\\^`{}]{0,2000}",
    re.IGNORECASE,
)
LINKS: Final = 200
"""Links kept of one mail at most."""
SERVICES: Final[Sequence[tuple[str, Service]]] = (
    ("1drv.ms", "OneDrive"), ("onedrive.live.com", "OneDrive"), ("onedrive.com", "OneDrive"),
    ("sharepoint.com", "SharePoint"), ("drive.google.com", "Google Drive"), ("docs.google.com", "Google Drive"),
    ("wetransfer.com", "WeTransfer"), ("we.tl", "WeTransfer"), ("dropbox.com", "Dropbox"), ("db.tt", "Dropbox"),
    ("dropboxusercontent.com", "Dropbox"),
)  # fmt: skip
"""Host, also as a suffix after a dot, and its service."""
WRAPPED: Final = ".safelinks.protection.outlook.com"
"""Host of Outlook's Safe Links, which carries the original address in its parameter ``url``."""


def find_links(*texts: str) -> tuple[FileLink, ...]:
    """The links to files of known services, each address once; quoted where it is in the quoted history only."""
    found: dict[str, FileLink] = {}
    for text in texts:
        split = split_words(text)
        for quoted, part in ((False, f"{split.words}\n{split.signature}"), (True, split.history)):
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
    return next((service for end, service in SERVICES if host == end or host.endswith(f".{end}")), None)


def _wrapped_host(address: str) -> str:
    """The host of the original address in a Safe Links address; '' where there is none."""
    try:
        inner = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query, max_num_fields=50).get("url", [""])[0]
        return urllib.parse.urlsplit(inner).hostname or ""
    except ValueError:
        return ""
