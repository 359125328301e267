"""What bytes are, by looking at them and never at the file's name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOK_AT: Final = 4096
"""How many bytes at the start decide what a file is; none of the marks below stands further in."""

STARTS: Final = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
)
"""How files begin that people send instead of a workbook."""
OPENDOCUMENT: Final = b"application/vnd.oasis.opendocument."

MAIN_TYPES: Final[Mapping[str, str]] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": "",
    "application/vnd.ms-excel.template.macroenabled.main+xml": "",
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "binary_workbook",
}
"""Content type (lower case) of a main part -> why it is refused, '' where it is read. Macros are only data."""
OTHER_TYPES: Final = (("wordprocessingml", "word"), ("ms-word", "word"), ("presentationml", "powerpoint"))


def kind_of_bytes(data: bytes) -> str:
    """'' for what may be a workbook (a zip), else the code of the refusal."""
    start = data[:LOOK_AT]
    if not data:
        return "empty"
    if data.startswith(b"PK\x03\x04"):
        return ""
    if data.startswith(OLE):
        return kind_of_ole(data)
    for mark, kind in STARTS:
        if data.startswith(mark):
            return kind
    if not start.strip(b"\0"):
        return "damaged"
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> str:
    """The kind of what may be text: a web page, XML, lines of text, or none of these."""
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.replace(b"\0", b"") if wide else start
    plain = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<!doctype html", b"<html")) or b"<html" in plain or b"<table" in plain:
        return "html"
    if plain.startswith(b"<?xml"):
        return "xml_spreadsheet"
    control = bytes(range(9)) + bytes(range(14, 32))
    return "unknown" if any(byte in control for byte in text) else "text"


def kind_of_ole(data: bytes) -> str:
    """An old Office container: encrypted, an .xls, or something else. Its directory names streams in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return "password"
    if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")):
        return "old_excel"
    return "ole"


def kind_of_zip(names: Collection[str], mimetype: bytes) -> str:
    """'' for a zip that may be an Office package, else the code of the refusal. names: members in lower case."""
    if mimetype.startswith(OPENDOCUMENT):
        return "opendocument"
    if "[content_types].xml" in names:
        return ""
    if any(name.endswith(".iwa") for name in names):
        return "numbers"
    return "zip"


def kind_of_main(content_type: str) -> str:
    """'' for a main part we read, else the code of the refusal."""
    folded = content_type.lower()
    if folded in MAIN_TYPES:
        return MAIN_TYPES[folded]
    return next((code for mark, code in OTHER_TYPES if mark in folded), "unknown")
