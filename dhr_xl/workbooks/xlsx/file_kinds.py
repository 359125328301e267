"""Recognise what a file is from its bytes, never from its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOK_AT: Final = 4096
"""Bytes at the start that tell what a file is; none of the marks below is further in."""

MARKS: Final = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF8", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (0, b"BM", "image"),
    (4, b"ftyp", "image"),
    (8, b"WEBP", "image"),
    (0, b"{\\rtf", "rtf"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"x\x9f>\x22", "winmail"),
    (0, b"\x4c\0\0\0\x01\x14\x02\0", "shortcut"),
    (0, b"[InternetShortcut]", "shortcut"),
    *((0, bytes((9, version)) + length, "old_excel") for version in (0, 2, 4) for length in (b"\x04\0", b"\x06\0")),
)
"""Offset, mark and kind of files that people send instead of a workbook; the last are of Excel before 1993."""
ZIP: Final = b"PK\x03\x04"
OPENDOCUMENT: Final = b"application/vnd.oasis.opendocument."
OLE_NAMES: Final = (
    ("__properties_version1.0", "mail"),
    ("DRMEncrypted", "rights_managed"),
    ("DRMContent", "rights_managed"),
    ("EncryptedPackage", "password"),
    ("EncryptionInfo", "password"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "powerpoint"),
    ("Workbook\0", "old_excel"),
    ("Book\0", "old_excel"),
)
"""Stream of an OLE file -> kind; the first that is there decides. Encrypted ones: [MS-OFFCRYPTO] 2.2."""
HEADERS: Final = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|subject|date|message-id|mime-version|x-[\w-]+): ", re.IGNORECASE
)
SHORTCUTS: Final = (b"docs.google.com", b"<key>url</key>")
"""Marks of a file that only links to the workbook: Google Drive's, and macOS's."""

MAIN_TYPES: Final[Mapping[str, str]] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": "",
    "application/vnd.ms-excel.template.macroenabled.main+xml": "",
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "binary_workbook",
}
"""Content type (lower case) of a main part -> code of the refusal, '' where it is read. Macros are never run."""
OTHER_TYPES: Final = (("wordprocessingml", "word"), ("ms-word", "word"), ("presentationml", "powerpoint"))


def kind_of_bytes(data: bytes) -> str:
    """'' for what may be a workbook (a zip), else the code of the refusal."""
    start = data[:LOOK_AT]
    if not data:
        return "empty"
    if data.startswith(ZIP):
        return ""
    if data.startswith(OLE):
        return kind_of_ole(data)
    kind = next((kind for at, mark, kind in MARKS if data.startswith(mark, at)), "")
    if kind:
        return kind
    if not start.strip(b"\0") or (ZIP in start and b"[Content_Types].xml" in data):
        return "damaged"
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> str:
    """The code of what may be text: a web page, XML, plain text, or unknown."""
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.replace(b"\0", b"") if wide else start
    plain = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if HEADERS.match(plain) and b"\nmime-version:" in b"\n" + plain:
        return "mail"
    if len(start) < LOOK_AT and any(mark in plain for mark in SHORTCUTS):
        return "shortcut"
    if plain.startswith((b"<!doctype html", b"<html")) or b"<html" in plain or b"<table" in plain:
        return "html"
    if plain.startswith(b"<?xml"):
        return "xml_spreadsheet"
    control = bytes(range(9)) + bytes(range(14, 32))
    return "unknown" if any(byte in control for byte in text) else "text"


def kind_of_ole(data: bytes) -> str:
    """The code of an OLE file: encrypted, an .xls, or something else. Its directory names streams in UTF-16."""
    return next((kind for name, kind in OLE_NAMES if name.encode("utf-16-le") in data), "ole")


def kind_of_zip(names: Collection[str], mimetype: bytes) -> str:
    """'' for a zip that may be an Office package, else the code of the refusal. names: members in lower case."""
    if mimetype.startswith(OPENDOCUMENT):
        return "opendocument" if b"spreadsheet" in mimetype else "opendocument_other"
    if "[content_types].xml" in names:
        return ""
    if any(name.endswith((".iwa", "index.zip")) for name in names):
        return "numbers"
    return "opendocument" if {"content.xml", "meta-inf/manifest.xml"} <= set(names) else "zip"


def kind_of_main(content_type: str) -> str:
    """'' for a main part we read, else the code of the refusal."""
    folded = content_type.lower()
    if folded in MAIN_TYPES:
        return MAIN_TYPES[folded]
    return next((code for mark, code in OTHER_TYPES if mark in folded), "unknown")
