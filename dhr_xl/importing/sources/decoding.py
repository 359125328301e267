"""The bytes of a text file to its words, in whichever alphabet the program that saved it wrote."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.errors import Stop

_CONTROL_SHARE: Final = 0.02
"""Text that holds more control characters than this is none."""
_MOST_LETTERS: Final = 8_000_000
_MOST_LINES: Final = 50_000
"""A plan of 400 rows has 1 million letters, and 10,000 lines where its cells are wrapped."""


def decode(data: bytes) -> str:
    """Bytes to text with single line feeds: UTF-16, UTF-8, else Windows' Western alphabet or the old Mac's."""
    text = data.decode(_guess_encoding(data), errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # the Mac's dashes and quotation marks are rare capitals in Windows' alphabet, and Windows' the Mac's accents
        mac = re.search(rb"[\xd0-\xd5]", data) and not re.search(rb"[\x91-\x97]", data)
        return "mac_roman" if mac or re.search(rb"[\x81\x8d\x8f\x90\x9d]", data) else "cp1252"
    return "utf-8"


def read_text(data: bytes, name: str) -> str:
    """The text in a file's bytes. Raises Stop where there is none, or far too much."""
    text = decode(data)
    if not text.strip("\0 \t\n\f\v\ufeff"):
        raise Stop(f"{name} is empty. Choose the file that holds the action plan.")
    if len(text) > _MOST_LETTERS or text.count("\n") > _MOST_LINES:
        raise Stop(
            f"{name} is too large for an action plan ({len(text):,} letters, {text.count(chr(10)):,} lines). "
            "Copy the plan's table into a Word document or an Excel workbook, and import that."
        )
    odd = sum(1 for character in text if ord(character) < ord(" ") and character not in "\t\n\f\v")
    if odd + text.count("\ufffd") > max(2, len(text) * _CONTROL_SHARE):
        raise Stop(
            f"{name} is not text, nor any kind of document that can be read here. "
            "Save the action plan as .docx, .xlsx or .csv, and import that."
        )
    return text
