"""The parts of a Word document as trees of plain local names, so that strict and transitional ones read alike."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from lxml import etree

from dhr_xl.stop import Stop

Element: TypeAlias = Any
"""lxml has no types."""

MOST_BYTES: Final = 64 * 2**20
"""Unpacked; a plan with pictures has 20 MB, a zip bomb any number."""
MOST_XML: Final = 16 * 2**20
"""Of one part; a report of 500 pages has 10 MB, a plan 1."""
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, KeyError, RuntimeError, ValueError, EOFError, OSError,
)  # fmt: skip
"""What zipfile and lxml raise of a damaged file, one with a password, and one that was made to do harm."""
READ: Final = frozenset(
    {
        "officeDocument", "numbering", "styles", "header", "footer", "footnotes", "endnotes", "comments", "diagramData",
    }
)  # fmt: skip
"""Relations whose parts are read."""


class _TooLargeError(Exception):
    """The document, or a part of it, is larger than is read."""


class Document(NamedTuple):
    """body: the main part's tree; related: (kind, tree) of its other parts ("header" …), in their order."""

    body: Element
    related: tuple[tuple[str, Element], ...]

    def part(self, kind: str) -> Element:
        """The first part of a kind; an empty element where there is none."""
        return next((tree for found, tree in self.related if found == kind), etree.Element("none"))


def attribute(element: Element, name: str = "val") -> str:
    """An attribute by its local name; '' where it, or the element, is not there."""
    found = {} if element is None else element.attrib
    return next((str(found[key]) for key in found if key.rpartition("}")[2] == name), "")


def is_on(element: Element) -> bool:
    """Whether a property stands and is not switched off."""
    return element is not None and attribute(element) not in {"0", "false", "off", "none"}


def number(element: Element, name: str = "val") -> int:
    """An attribute that is a whole number; 0 where it is none, or larger than any that is printed."""
    value = attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < len("100000") else 0


def open_document(data: bytes, name: str) -> Document:
    """The document in the bytes of a .docx or .docm. Raises Stop where it is none, damaged, too large or unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(sum(member.file_size for member in package.infolist()), MOST_BYTES)
            main = next((target for kind, target in _relations(package, "") if kind == "officeDocument"), "")
            parts = tuple((kind, _tree(package, target)) for kind, target in _relations(package, main) if target)
            return Document(_tree(package, main), parts)
    except _TooLargeError as error:
        message = (
            f"{name} is larger unpacked than any action plan. "
            "Copy the plan's table into a new document without pictures, and import that."
        )
        raise Stop(message) from error
    except (*DAMAGED, RecursionError) as error:
        message = (
            f"{name} does not open as a Word document: it is damaged, or protected by a password. "
            "Open it in Word, save it again as .docx without a password, and import that."
        )
        raise Stop(message) from error


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise _TooLargeError


def _relations(package: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """The kind and the part's name of every relation of a part that is read."""
    folder, leaf = posixpath.split(name)
    path = posixpath.join(folder, "_rels", f"{leaf}.rels")
    for relation in _tree(package, path) if path in package.NameToInfo else ():
        kind = attribute(relation, "Type").rpartition("/")[2]
        if kind in READ and attribute(relation, "TargetMode") != "External":
            yield kind, posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target"))).lstrip("/")


def _tree(package: zipfile.ZipFile, name: str) -> Element:
    """A part's tree. Raises what zipfile and lxml raise of a damaged one."""
    part = package.getinfo(name)
    _check_size(part.file_size, MOST_XML)
    if part.compress_type not in METHODS:
        raise zipfile.BadZipFile
    data = package.read(name)
    if DECLARATION.search(data.replace(b"\0", b"")):
        raise ValueError
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root
