"""Word and Excel files, and other files packed as they are, to lines of cells or to a sentence that says why not."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from dhr_xl.importing.excel import WORKBOOK, read_excel
from dhr_xl.importing.text import SourceLine
from dhr_xl.importing.word import DOCUMENT, read_word
from dhr_xl.stop import Stop

ZIPPED: Final = b"PK\x03\x04"
_MOST_BYTES: Final = 100_000_000
"""An unpacked document that is larger is no action plan."""
_OTHERS: Final = (
    # a part such a file has: what it is, and what to do
    ("xl/workbook.bin", "a binary Excel workbook", "Open it in Excel and save it as .xlsx"),
    ("ppt/presentation.xml", "a presentation", "Copy the plan's table into a Word document"),
    ("content.xml", "an OpenDocument file", "Open it and save it as .docx or .xlsx"),
)


def read_office(data: bytes, name: str) -> tuple[SourceLine, ...]:
    """The lines of a Word document or Excel workbook. Raises Stop where it is neither, or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
            large = sum(part.file_size for part in package.infolist()) > _MOST_BYTES
            if DOCUMENT in parts and not large:
                return read_word(package)
        if WORKBOOK in parts and not large:
            return read_excel(data)
    except Exception as error:  # openpyxl, zipfile and the XML parser say in many ways that a file is damaged
        message = f"{name} is damaged or protected by a password. Open it, save it again without one, and import that."
        raise Stop(message) from error
    raise Stop(_too_large(name) if large else _neither(parts, name))


def _too_large(name: str) -> str:
    return f"{name} is too large for an action plan. Copy the plan's table into a new document, and import that."


def _neither(parts: set[str], name: str) -> str:
    for part, what, remedy in _OTHERS:
        if part in parts:
            return (
                f"{name} is {what}, which is neither a Word document nor an Excel workbook. {remedy}, and import that."
            )
    return (
        f"{name} is a packed (zip) file and neither a Word document nor an Excel workbook. "
        "Take the action plan out of it, and import that."
    )
