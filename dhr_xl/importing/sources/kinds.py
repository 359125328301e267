"""Which kind of document a file is, by its bytes first and its ending second, and its reader."""

from __future__ import annotations

import io
import re
from pathlib import Path, PurePath
from typing import Final

from dhr_xl.importing.sources.bounds import read_bounded
from dhr_xl.importing.sources.decoding import decode, read_text
from dhr_xl.importing.sources.grid import Grid
from dhr_xl.stop import Stop
from dhr_xl.zip_members import Unsafe
from dhr_xl.zip_parts import LIMITS, checked_members, unpack_parts

_START: Final = 4096
_MOST_CELLS: Final = 200_000
"""Of a sheet or document; a plan of 400 rows has 7,000."""
_COPY: Final = "Copy the plan's table into a Word document or an Excel workbook, and import that."
_RESAVE: Final = "Open it in Excel, save it as 'Excel Workbook (.xlsx)', and import that."
_AGAIN: Final = "Open it in the program that made it, save it again, and import that."
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS: Final = (
    *(
        (at, mark, "a picture", "Ask for the document it was taken from, or type the plan's table into Word or Excel.")
        for at, mark in (
            (0, b"\x89PNG"), (0, b"\xff\xd8\xff"), (0, b"GIF8"), (0, b"II*\0"), (0, b"MM\0*"), (0, b"BM"), (4, b"ftyp"),
            (8, b"WEBP"),
        )
    ),
    *(
        (0, mark, "a packed file", "Unpack it, take the action plan out of it, and import that.")
        for mark in (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
    ),
    (0, b"x\x9f>\x22", "Outlook's winmail.dat", "Ask for the action plan to be sent again, in a message in HTML."),
    (0, b"\x4c\0\0\0\x01\x14\x02\0", "a link to a file", "Open it, save a copy of the file itself, and import that."),
    (0, b"[InternetShortcut]", "a link to a page", "Open it, save a copy of the document itself, and import that."),
)  # fmt: skip
"""Where which bytes stand in files that cannot be read, what they are and what to do."""
_STREAMS: Final = (
    ("EncryptedPackage", "password"), ("EncryptionInfo", "password"), ("\x06DataSpaces", "password"),
    ("__properties_version1.0", "mail"), ("PowerPoint Document", "presentation"), ("WordDocument", "doc"),
    ("Workbook", "xls"), ("Book", "xls"), ("VisioDocument", "drawing"),
)  # fmt: skip
"""Which stream tells the kind of an old Office container, the first that is there; [MS-OFFCRYPTO] 2.2."""
_MAIN: Final = re.compile(
    rb"(?:(?P<docx>wordprocessingml|ms-word)|(?P<xlsx>spreadsheetml|ms-excel)|(?P<presentation>presentationml|ms-powerpoint))"
    rb"\.(?P<rest>[a-z.]{0,40})main"
)
"""The content type of an Office package's main part, in lower case."""
_REFUSED: Final = {
    "password": (
        "protected by a password",
        "Open it, choose File, Info, Protect, Encrypt with Password, clear the password, save a copy, and import that.",
    ),
    "mail": ("an e-mail", "Save the action plan that is attached to it, and import that."),
    "presentation": ("a presentation", _COPY),
    "drawing": ("a drawing", _COPY),
    "ole": ("an old Office file, but neither a Word document nor an Excel workbook", _COPY),
    "xlsb": ("a binary Excel workbook (.xlsb)", _RESAVE),
    "zip": ("a packed (zip) file", "Take the action plan out of it, and import that."),
    "apple": ("an Apple Pages or Numbers file", "Choose File, Export To, Word or Excel, and import that."),
    "xml": ("an XML file", "Open it in Word or Excel, save it as .docx or .xlsx, and import that."),
    **dict.fromkeys(("too_big", "too_many_parts", "bomb"), ("far larger unpacked than an action plan", _COPY)),
    **dict.fromkeys(
        ("doctype", "unsafe_part", "same_part_twice"), ("packed in a way that no Office program packs", _AGAIN)
    ),
    "damaged": ("damaged", _AGAIN),
}
_CONVERTED: Final = {"doc": "docx", "odt": "docx", "rtf": "docx", "xls": "xlsx", "ods": "xlsx"}
"""Kinds that LibreOffice turns into one that is read here, where it is installed."""
_HEADERS: Final = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|subject|date|message-id|mime-version|x-[\w-]+): "
)
_NOT_TEXT: Final = {".docx", ".docm", ".xlsx", ".xlsm", ".pdf", ".doc", ".odt", ".ods"}


def read_source(path: Path) -> Grid:
    """The grid of a file of any kind, read within bounds. Raises Stop, saying what was seen and what to do."""
    data = _file_bytes(path)
    found = read_bounded(data, path.name)
    if isinstance(found, str):
        from dhr_xl.importing.sources.office import convert  # noqa: PLC0415 - each kind imports what it alone needs

        found = read_bounded(convert(data, path.name, "docx" if found == "docx" else "xlsx"), path.name)
    if isinstance(found, str):
        raise Stop(f"{path.name} cannot be read here. Open it, save it as .{found}, and import that.")
    return found


def read_data(data: bytes, name: str) -> Grid | str:
    """The grid of a file's bytes, or the ending of the kind to convert it to first. Raises Stop where there is none."""
    try:
        kind = _kind(data, name)
    except Unsafe as unsafe:
        kind = unsafe.code
    if kind in _CONVERTED:
        return _CONVERTED[kind]
    if kind in _REFUSED:
        what, remedy = _REFUSED[kind]
        raise Stop(f"{name} cannot be read: it is {what}. {remedy}")
    return _read(kind, data, name)


def _read(kind: str, data: bytes, name: str) -> Grid:
    found: Grid
    if kind == "docx":
        from dhr_xl.importing.sources.word import read_word  # noqa: PLC0415

        found = read_word(data, name)
    elif kind == "xlsx":
        from dhr_xl.importing.sources.excel import read_excel  # noqa: PLC0415

        found = read_excel(data, name)
    elif kind == "pdf":
        from dhr_xl.importing.sources.pdf import read_pdf  # noqa: PLC0415

        found = read_pdf(data, name)
    elif kind == "html":
        from dhr_xl.importing.sources.html import read_html  # noqa: PLC0415

        found = read_html(data, name)
    else:
        found = _read_lines(data, name)
    return found


def _read_lines(data: bytes, name: str) -> Grid:
    from dhr_xl.importing.sources.delimited import read_delimited  # noqa: PLC0415

    text = read_text(data, name)
    ending = PurePath(name).suffix.lower()
    if ending in _NOT_TEXT:
        raise Stop(f"{name} ends in {ending} and holds plain text. Rename it to end in .txt or .csv, and import that.")
    found = read_delimited(text, name)
    if found is None:
        from dhr_xl.importing.sources.text import read_text_plan  # noqa: PLC0415

        found = read_text_plan(text, name)
    return found


def _file_bytes(path: Path) -> bytes:
    if path.name.startswith(("~$", ".~lock.")):
        raise Stop(f"{path.name} is what Office keeps beside an open document. Choose the document itself.")
    try:
        if path.stat().st_size > LIMITS.unpacked:
            raise Stop(f"{path.name} is larger than {LIMITS.unpacked // 2**20} MB. {_COPY}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Stop(f"There is no file {path}. Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise Stop(f"{path} is a folder. Choose the one file in it that holds the action plan.") from error
    except OSError as error:
        if path.is_dir():  # Windows says of a folder that it may not be opened
            raise Stop(f"{path} is a folder. Choose the one file in it that holds the action plan.") from error
        raise Stop(f"{path} cannot be read ({error.strerror}). Choose a file that you may open.") from error


def _kind(data: bytes, name: str) -> str:
    """The kind by the file's bytes: a key of _REFUSED or CONVERTED, or docx, xlsx, pdf, html, text."""
    if not data:
        raise Stop(f"{name} is empty (0 bytes). Ask for the file again, or choose the one that holds the action plan.")
    for at, mark, what, remedy in _MARKS:
        if data.startswith(mark, at) and (mark != b"BM" or b"\0" in data[:16]):  # words may begin with BM
            raise Stop(f"{name} cannot be read: it is {what}. {remedy}")
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    return _kind_of_text(data, name)


def _kind_of_text(data: bytes, name: str) -> str:
    start = decode(data[:_START]).lower().lstrip().encode()
    if _HEADERS.match(start) and b"\nmime-version:" in b"\n" + start:
        archive = PurePath(name).suffix.lower() in {".mht", ".mhtml"} or b"snapshot-content-location" in start
        return "html" if archive else "mail"
    if b"<html" in start or b"<!doctype html" in start or b"<table" in start:
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    return "html" if PurePath(name).suffix.lower() in {".html", ".htm"} and b"<" in start else "text"


def _kind_of_ole(data: bytes) -> str:
    import olefile  # noqa: PLC0415 - no other kind needs it

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            stream, kind = next((found for found in _STREAMS if file.exists(found[0])), ("", "ole"))
            start = file.openstream(stream).read(32) if kind in _CONVERTED else b""
    except Exception as error:  # olefile says in many ways that a container is damaged
        raise Unsafe("damaged") from error
    # [MS-DOC] 2.5.2: fEncrypted; [MS-XLS] 2.4.117: FilePass stands right after the first record
    locked = (kind == "doc" and start[11:12] and start[11] & 1) or (kind == "xls" and start[20:22] == b"\x2f\0")
    return "password" if locked else kind


def _kind_of_zip(data: bytes) -> str:
    members = checked_members(data)
    parts = unpack_parts(data, members)
    if any(part.count(end) > _MOST_CELLS for part in parts.values() for end in (b"</w:tc>", b"</v>")):
        raise Unsafe("too_big")
    mimetype, types = parts.get("mimetype", b""), parts.get("[content_types].xml", b"").lower()
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        leaf = mimetype.rpartition(b".")[2]
        return "ods" if leaf.startswith(b"spreadsheet") else "odt" if leaf.startswith(b"text") else "presentation"
    if any(part.endswith((".iwa", "index.zip")) for part in parts):
        return "apple"
    main = _MAIN.search(types)
    if main is None or b"binary" in main["rest"]:
        return "xlsb" if main else "zip"
    return next(kind for kind in ("docx", "xlsx", "presentation") if main[kind])
