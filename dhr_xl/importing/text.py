"""A file's bytes to lines of cells, each remembering its line and whether a page was cut just before it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.stop import Stop

OTHER_KINDS: Final = {
    # how such a file begins: what it is, and how to get text out of it
    b"%PDF": ("a PDF", "Open it in Word and save it as .docx, or as text"),
    b"\xd0\xcf\x11\xe0": ("an old Word or Excel file", "Open it and save it as .docx or .xlsx"),
    b"{\\rtf": ("a rich text file", "Open it in Word and save it as .docx"),
    **dict.fromkeys(
        (
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"II*\x00",
            b"MM\x00*",
            b"BM",
            b"\x00\x00\x00\x18ftyp",
            b"\x00\x00\x00\x1cftyp",
        ),
        ("a picture", "Ask for the document it was taken from, or type the plan's table into Word or Excel"),
    ),
    **dict.fromkeys(
        (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), ("a packed file", "Unpack it and take the action plan out of it")
    ),
    **dict.fromkeys(
        (b"<!DOCTYPE html", b"<!doctype html", b"<html", b"<HTML"),
        ("a web page", "Open it, copy the plan's table into Word or Excel and save it there"),
    ),
}
_OLD: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a document that a password protects; the file then looks like an old one."""
DELIMITERS: Final = ("\t", "|", ";", ",")
"""What columns may be parted by; the first by which a heading row is found is the one."""
_PAGE_WORDS: Final = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?|-\s*\d{1,3}\s*-|page\s+\d{1,3}.{0,12}", re.IGNORECASE
)
_MOST_LINES_OF_A_CELL: Final = 60
_CONTROL_SHARE: Final = 0.02


class SourceLine(NamedTuple):
    """One line of the source.

    number: counts from 1; after_break: an empty line or a page's end stood just before it; new_page: a page's end did;
    aside: words that belong to no table (a note beside it, a sheet without a plan), to be kept as they are.
    """

    number: int
    cells: tuple[str, ...]
    after_break: bool = False
    new_page: bool = False
    aside: bool = False


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises Stop, saying what to do, where it cannot be read or is of a kind that cannot be."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        message = f"There is no file {path}. Check the name and the folder."
        raise Stop(message) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Name one file that you may open."
        raise Stop(message) from error
    if data.startswith(_OLD) and _ENCRYPTED in data:
        message = f"{path.name} is protected by a password. Open it, save a copy without one, and import that."
        raise Stop(message)
    for begins, (what, remedy) in OTHER_KINDS.items():
        if data.startswith(begins):
            message = f"{path.name} is {what}, which cannot be read here. {remedy}, and import that."
            raise Stop(message)
    return data


def read_text(data: bytes, name: str) -> str:
    """The text in a file's bytes. Raises Stop where there is none."""
    text = decode(data)
    if not text.strip():
        message = f"{name} is empty. Save the action plan as text (tab delimited) again."
        raise Stop(message)
    odd = sum(1 for character in text if ord(character) < ord(" ") and character not in "\t\r\n\f\v")
    if odd > max(2, len(text) * _CONTROL_SHARE):
        message = f"{name} is not text. Save the action plan as text (tab delimited), and import that."
        raise Stop(message)
    return text


def decode(data: bytes) -> str:
    """Bytes to text: UTF-16 with its mark, UTF-8 with or without one, else Windows' Western alphabet."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def tidy(text: str) -> str:
    """The text with its white space made single, soft hyphens gone and nothing else changed."""
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def split_lines(text: str, delimiter: str) -> tuple[SourceLine, ...]:
    """The text's lines, parted into cells; empty lines and page ends become `after_break` of the next line."""
    made: list[SourceLine] = []
    after_break = new_page = False
    for number, raw in _whole_lines(text):
        if "\f" in raw:
            after_break = new_page = True
        line = raw.replace("\f", "")
        if not line.strip(" \t\v|"):
            after_break = True
            continue
        cells = tuple(tidy(cell) for cell in _cells(line, delimiter))
        if delimiter == "|" and _is_rule(cells):
            continue
        made.append(SourceLine(number, cells, after_break, new_page))
        after_break = new_page = False
    return tuple(made)


def _is_rule(cells: tuple[str, ...]) -> bool:
    """The row of dashes under the headings of a drawn table."""
    return all(re.fullmatch(r":?-+:?", cell) for cell in cells if cell)


def read_lines(text: str) -> list[tuple[int, str]]:
    """The printed lines with their numbers."""
    return list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))


def _whole_lines(text: str) -> list[tuple[int, str]]:
    """The lines with their numbers; a quoted cell that runs over several lines is one."""
    lines = [line for _, line in read_lines(text)]
    made: list[tuple[int, str]] = []
    place = 0
    while place < len(lines):
        last = _end_of_quoted(lines, place)
        made.append((place + 1, "\n".join(lines[place : last + 1])))
        place = last + 1
    return made


def _end_of_quoted(lines: list[str], place: int) -> int:
    """The last line of the cell that opens with a quotation mark here and closes on a later line; else this one."""
    if not re.search(r'(?:^|[\t,;|])"[^"\t]*(?:""[^"]*)*$', lines[place]):
        return place
    opened = place
    while closed := _closing_line(lines, opened):
        if not _opens_again(lines[closed]):
            return closed
        opened = closed
    return opened


def _closing_line(lines: list[str], opened: int) -> int:
    """The line below on which the cell that opens on a line closes; 0 where it closes on none."""
    below = range(opened + 1, min(len(lines), opened + _MOST_LINES_OF_A_CELL))
    closes = (last for last in below if re.match(r'[^"]*(?:""[^"]*)*"(?:[\t,;|]|$)', lines[last]))
    return next(closes, 0)


def _opens_again(line: str) -> bool:
    return bool(re.search(r'[\t,;|]"[^"\t]*(?:""[^"]*)*$', line))


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "|":
        return line.strip().removeprefix("|").removesuffix("|").split("|")
    if '"' in line and (delimiter != "\t" or re.search(r'(?:^|\t)"(?:[^"]|"")*"(?:\t|$)', line)):
        return next(csv.reader([line.replace("\n", " ")], delimiter=delimiter), [line])
    return line.replace("\n", " ").split(delimiter)


def is_page_mark(cells: tuple[str, ...]) -> bool:
    """Whether a line holds a page number and nothing else."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and bool(_PAGE_WORDS.fullmatch(filled[0]))
