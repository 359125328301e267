"""Detect a file's kind by its bytes, and read it with the reader for that kind."""

from __future__ import annotations

import io
import re
from pathlib import Path, PurePath
from typing import Final

from dhr_xl.core.zips.members import Unsafe
from dhr_xl.core.zips.parts import LIMITS, checked_members, unpack_parts
from dhr_xl.errors import Stop
from dhr_xl.importing.sources.bounds import read_bounded
from dhr_xl.importing.sources.decoding import decode, read_text
from dhr_xl.importing.sources.grid import Grid

_MOST_CELLS: Final = 200_000
"""Cells of a sheet or document at most; a plan of 400 rows has 7,000."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: Final = {
    "picture": ((0, b"\x89PNG"), (0, b"\xff\xd8\xff"), (0, b"GIF8"), (0, b"II*\0"), (0, b"MM\0*"), (4, b"ftyp")),
    "packed": ((0, b"\x1f\x8b"), (0, b"7z\xbc\xaf\x27\x1c"), (0, b"Rar!\x1a\x07")),
    "link": ((0, b"\x4c\0\0\0\x01\x14\x02\0"), (0, b"[InternetShortcut]")),
    "ole": ((0, _OLE),),
    "zip": ((0, b"PK\x03\x04"), (0, b"PK\x05\x06")),
    "rtf": ((0, b"{\\rtf"),),
}
"""Kind -> the bytes that its files have, and at which offset."""
_OLE_STREAMS: Final = {
    "EncryptedPackage": "password", "__properties_version1.0": "mail", "PowerPoint Document": "presentation",
    "WordDocument": "doc", "Workbook": "xls", "Book": "xls",
}  # fmt: skip
"""Stream of an old Office container -> kind; the first stream present decides. Source: [MS-OFFCRYPTO] 2.2."""
_MAIN_PART: Final = re.compile(
    rb"(?P<xlsb>ms-excel\.sheet\.binary)|(?:(?P<docx>wordprocessingml|ms-word)|(?P<xlsx>spreadsheetml|ms-excel)"
    rb"|(?P<presentation>presentationml|ms-powerpoint))\.[a-z.]{0,40}main"
)
"""The content type of an Office package's main part, in lower case."""
_OPEN_DOCUMENT: Final = re.compile(
    rb"application/vnd\.oasis\.opendocument\.(?:(?P<odt>text)|(?P<ods>spreadsheet)|(?P<presentation>.))"
)
"""The content type of an OpenDocument file."""
_CONVERTED: Final = {"doc": "docx", "odt": "docx", "rtf": "docx", "xls": "xlsx", "ods": "xlsx"}
"""Kinds that LibreOffice, where installed, converts into one that is read here."""
_COPY_TABLE: Final = "Copy the plan's table into a Word document or an Excel workbook, and import that."
_SAVE_AGAIN: Final = "Open it in the program that made it, save it again, and import that."
_REFUSED: Final = {
    "picture": ("a picture", "Ask for the document it was taken from, or type the plan's table into Word or Excel."),
    "packed": ("a packed file", "Unpack it, take the action plan out of it, and import that."),
    "zip": (
        "a packed (zip) file, or an Apple Pages or Numbers file",
        "Take the action plan out of it, or choose File, Export To, Word or Excel, and import that.",
    ),
    "link": ("a link to a file or page", "Open it, save a copy of the document itself, and import that."),
    "password": (
        "protected by a password",
        "Open it, choose File, Info, Protect, Encrypt with Password, clear the password, save a copy, and import that.",
    ),
    "mail": ("an e-mail or a page saved as .mht", "Save the plan that is attached, or the page as .html; import that."),
    "presentation": ("a presentation", _COPY_TABLE),
    "ole": ("an old Office file, but neither a Word document nor an Excel workbook", _COPY_TABLE),
    "xlsb": ("a binary Excel workbook (.xlsb)", "Open it in Excel, save it as .xlsx, and import that."),
    "xml": ("an XML file", "Open it in Word or Excel, save it as .docx or .xlsx, and import that."),
    **dict.fromkeys(("too_big", "too_many_parts", "bomb"), ("far larger unpacked than an action plan", _COPY_TABLE)),
    **dict.fromkeys(
        ("doctype", "unsafe_part", "same_part_twice"), ("packed in a way that no Office program packs", _SAVE_AGAIN)
    ),
    "damaged": ("damaged", _SAVE_AGAIN),
}
"""Kinds that are not read: what the file is, and what to do."""


def read_source(path: Path) -> Grid:
    """Read a file of any kind within limits. Raises Stop, saying what was found and what to do."""
    data = _read_bytes(path)
    found = read_bounded(data, path.name)
    if isinstance(found, str):
        from dhr_xl.importing.sources.office import convert  # noqa: PLC0415 - only needed for this kind

        found = read_bounded(convert(data, path.name, "docx" if found == "docx" else "xlsx"), path.name)
    if isinstance(found, str):
        raise Stop(f"{path.name} cannot be read here. Open it, save it as .{found}, and import that.")
    return found


def read_data(data: bytes, name: str) -> Grid | str:
    """Return the grid of a file's bytes, or the ending of the kind to convert it to first. Raises Stop on refusal."""
    if not data:
        raise Stop(f"{name} is empty (0 bytes). Ask for the file again, or choose the one that holds the action plan.")
    try:
        kind = _detect_kind(data, name)
    except Unsafe as unsafe:
        kind = unsafe.code
    if kind in _REFUSED:
        what, remedy = _REFUSED[kind]
        raise Stop(f"{name} cannot be read: it is {what}. {remedy}")
    return _CONVERTED.get(kind) or _read_kind(kind, data, name)


def _read_kind(kind: str, data: bytes, name: str) -> Grid:
    """Read the bytes with the reader for this kind. Each reader is imported when needed, to save time and memory."""
    if kind == "docx":
        from dhr_xl.importing.sources.word import read_word  # noqa: PLC0415

        return read_word(data, name)
    if kind == "xlsx":
        from dhr_xl.importing.sources.excel import read_excel  # noqa: PLC0415

        return read_excel(data, name)
    if kind == "pdf":
        from dhr_xl.importing.sources.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(data, name)
    if kind == "html":
        from dhr_xl.importing.sources.html import read_html  # noqa: PLC0415

        return read_html(data, name)
    from dhr_xl.importing.sources.delimited import read_delimited  # noqa: PLC0415
    from dhr_xl.importing.sources.text import read_text_plan  # noqa: PLC0415

    text = read_text(data, name)
    return read_delimited(text, name) or read_text_plan(text, name)


def _read_bytes(path: Path) -> bytes:
    """Read the file. Raises Stop where it is missing, a folder, too large or a lock file of Office."""
    if path.name.startswith(("~$", ".~lock.")):
        raise Stop(f"{path.name} is a lock file that Office keeps beside an open document. Choose the document itself.")
    if path.is_dir():
        raise Stop(f"{path} is a folder. Choose the one file in it that holds the action plan.")
    try:
        if path.stat().st_size > LIMITS.unpacked:
            raise Stop(f"{path.name} is larger than {LIMITS.unpacked // 2**20} MB. {_COPY_TABLE}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Stop(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}). Choose a file that you may open.") from error


def _detect_kind(data: bytes, name: str) -> str:
    """Return the kind: a key of `_REFUSED` or `_CONVERTED`, or docx, xlsx, pdf, html or text."""
    marks = ((kind, at, mark) for kind, marks in _SIGNATURES.items() for at, mark in marks)
    kind = next((kind for kind, at, mark in marks if data.startswith(mark, at)), "")
    if kind == "ole":
        return _detect_ole_kind(data)
    if kind == "zip":
        return _detect_zip_kind(data)
    if not kind and b"%PDF-" in data[:1024]:
        return "pdf"
    return kind or _detect_text_kind(data, name)


def _detect_text_kind(data: bytes, name: str) -> str:
    """Return the kind of a text file: mail, html, xml or text."""
    start = decode(data[:4096]).lower().lstrip()
    if re.match(r"[\w-]+: ", start) and "\nmime-version:" in f"\n{start}":
        return "mail"
    if re.search("<html|<!doctype html|<table", start):
        return "html"
    if start.startswith("<?xml"):
        return "xml"
    return "html" if PurePath(name).suffix.lower() in {".html", ".htm"} and "<" in start else "text"


def _detect_ole_kind(data: bytes) -> str:
    """Return the kind of an old Office container by its streams. Raises Unsafe where it is damaged."""
    import olefile  # noqa: PLC0415 - no other kind needs it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return next((kind for stream, kind in _OLE_STREAMS.items() if file.exists(stream)), "ole")
    except Exception as error:  # olefile raises many types for a damaged container
        raise Unsafe("damaged") from error


def _detect_zip_kind(data: bytes) -> str:
    """Return the kind of a zip file by its main part. Raises Unsafe where it is too large or unsafe to unpack."""
    parts = unpack_parts(data, checked_members(data))
    if any(part.count(end) > _MOST_CELLS for part in parts.values() for end in (b"</w:tc>", b"</v>")):
        raise Unsafe("too_big")
    main = _OPEN_DOCUMENT.match(parts.get("mimetype", b"")) or _MAIN_PART.search(
        parts.get("[content_types].xml", b"").lower()
    )
    return (main and main.lastgroup) or "zip"
