"""Decode the bytes of a text file, whichever encoding the program that saved it used."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.errors import Stop

_CONTROL_SHARE: Final = 0.02
"""Share of control characters above which a file is not text."""
_MOST_LETTERS: Final = 8_000_000
_MOST_LINES: Final = 50_000
"""Limits on length; a plan of 400 rows has 1 million characters, and 10,000 lines where its cells are wrapped."""


def decode(data: bytes) -> str:
    """Decode bytes to text with single line feeds: as UTF-16, UTF-8, else Windows-1252 or Mac OS Roman."""
    text = data.decode(_guess_encoding(data), errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess_encoding(data: bytes) -> str:
    """Return the name of the encoding that fits the bytes best."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # Mac OS Roman has its dashes and quotes where Windows-1252 has rare capitals, and the other way round
        mac = re.search(rb"[\xd0-\xd5]", data) and not re.search(rb"[\x91-\x97]", data)
        return "mac_roman" if mac or re.search(rb"[\x81\x8d\x8f\x90\x9d]", data) else "cp1252"
    return "utf-8"


def read_text(data: bytes, name: str) -> str:
    """Decode a text file. name: the file's name, for sentences. Raises Stop where it is empty, too long or no text."""
    text = decode(data)
    if not text.strip("\0 \t\n\f\v\ufeff"):
        raise Stop(f"{name} is empty. Choose the file that holds the action plan.")
    if len(text) > _MOST_LETTERS or text.count("\n") > _MOST_LINES:
        raise Stop(
            f"{name} is too large for an action plan ({len(text):,} characters, {text.count(chr(10)):,} lines). "
            "Copy the plan's table into a Word document or an Excel workbook, and import that."
        )
    odd = sum(1 for character in text if ord(character) < ord(" ") and character not in "\t\n\f\v")
    if odd + text.count("\ufffd") > max(2, len(text) * _CONTROL_SHARE):
        raise Stop(
            f"{name} is not text, nor any kind of document that can be read here. "
            "Save the action plan as .docx, .xlsx or .csv, and import that."
        )
    return text
