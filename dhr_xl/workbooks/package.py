"""The one way in for bytes from outside: a workbook's parts, or a refusal; never a traceback."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.workbooks.kinds import kind_of_bytes, kind_of_main, kind_of_zip
from dhr_xl.workbooks.parsing import elements
from dhr_xl.workbooks.refusals import Refused, refuse
from dhr_xl.workbooks.zip_members import Member, read_members, unpack

__all__ = ["LIMITS", "Limits", "Package", "Refused", "Relationship", "fold_name", "open_package"]


class Limits(NamedTuple):
    """How much a workbook may be. At the very worst they allow 11 s and 210 MB (measured); the bound is 30 s, 300 MB.

    They count what is in the file, never the clock: a workbook that is read on one computer is read on all.

    packed, unpacked: bytes; a form of 400 long rows unpacks to 1 MB, a sheet with a million formatted rows to 45 MB.
    ratio: how many times larger than its packed size one part may be; Office's own reach 60, a zip bomb 1,000;
    ratio_from: bytes from which the ratio is asked, since a tiny part of blanks may pack very well.
    members: parts; a form has 15, and a workbook with 200 pictures 250.
    tags: ``<`` in all parts together, each costing a microsecond; a million formatted rows have 1 million.
    cells: that hold something, notes and merged areas too, each costing 500 bytes; a form of 400 rows has 7,000.
    strings: shared ones, used or not. characters: in all cells together, counted where they are shown, for one shared
    string can be shown a million times; a form of 400 rows has 1 million.
    names: defined names; workbooks that sheets were copied into for years have gathered 50,000.
    """

    packed: int = 32 * 2**20
    unpacked: int = 64 * 2**20
    ratio: int = 200
    ratio_from: int = 2**20
    members: int = 1000
    tags: int = 8_000_000
    cells: int = 200_000
    strings: int = 200_000
    characters: int = 8_000_000
    names: int = 100_000


LIMITS: Final = Limits()
OWN_LIMITS: Final = LIMITS._replace(cells=1_000_000, strings=1_000_000, characters=40_000_000)
"""For master.xlsx, which comes from no one's mailbox and may hold 40,000 rows."""
DECLARATION: Final = re.compile(rb"<!\s*(?i:DOCTYPE|ENTITY)")
UNSAFE: Final = re.compile(r"(?:^|/)\.\.?(?:/|$)|//|^[A-Za-z]:|[\x00-\x1f]")
MIMETYPE_SIZE: Final = 200
BEFORE_XML: Final = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
"""What may stand before a part's first tag: marks of its encoding, blanks, halves of wide letters."""


class Relationship(NamedTuple):
    """One relationship of a part. kind: the last word of its type's address; target: a part's name, '' if outside."""

    id: str
    kind: str
    target: str


class Package(NamedTuple):
    """The parts of a workbook, unpacked. parts: name folded to lower case -> bytes; main: the workbook part's name.

    known: relationships that were read already, by the part's name.
    """

    parts: Mapping[str, bytes]
    main: str
    known: dict[str, tuple[Relationship, ...]]

    def part(self, name: str) -> bytes | None:
        """A part by its name in any case, with or without a leading slash; None where it is not there."""
        return self.parts.get(fold_name(name))

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """What a part is related to ('' for the package itself), in the file's order."""
        if name not in self.known:
            self.known[name] = _relationships(self.parts, name)
        return self.known[name]

    def related(self, name: str, kind: str) -> str:
        """The name of the first part so related to `name`, or ''."""
        return next((found.target for found in self.relationships(name) if found.kind == kind), "")

    def all_related(self, name: str, kind: str) -> Iterator[bytes]:
        """The parts so related to `name`, each once. Raises Refused where one is not in the package."""
        for target in dict.fromkeys(found.target for found in self.relationships(name) if found.kind == kind):
            data = self.parts.get(target)
            if data is None:
                refuse("damaged")
            yield data

    def related_part(self, name: str, kind: str) -> bytes | None:
        """The one part so related to `name`, None where there is none. Raises Refused where there are two."""
        found = list(self.all_related(name, kind))
        if len(found) > 1:
            refuse("damaged")
        return found[0] if found else None


def fold_name(name: str) -> str:
    """A part's name as it is compared: no leading slash, forward slashes, lower case."""
    return name.replace("\\", "/").lstrip("/").lower()


def open_package(data: bytes, limits: Limits = LIMITS) -> Package:
    """The parts of the workbook in `data`. Raises Refused for all that is not a whole, safe .xlsx or .xlsm."""
    kind = kind_of_bytes(data)
    if kind:
        refuse(kind)
    if len(data) > limits.packed:
        refuse("too_big")
    parts = _unpack(data, limits)
    known = {"": _relationships(parts, "")}
    return Package(parts, _main_part(parts, known[""]), known)


def _unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Every part, whole and proven by its checksum, and looked at before anything parses it."""
    members = read_members(data, limits.members)
    names = [fold_name(member.name) for member in members]
    _check_directory(members, names, limits)
    mimetype = next((member for member in members if member.name == "mimetype"), None)
    kind = kind_of_zip(set(names), unpack(data, mimetype)[:MIMETYPE_SIZE] if mimetype else b"")
    if kind:
        refuse(kind)
    parts: dict[str, bytes] = {}
    tags = 0
    for name, member in zip(names, members, strict=True):
        part = parts[name] = unpack(data, member)
        if _is_xml(name, part):
            _check_declarations(part)
            tags += part.count(b"<")
            if tags > limits.tags:
                refuse("too_big")
    return parts


def _check_directory(members: list[Member], names: list[str], limits: Limits) -> None:
    """What can be refused from the list of members alone."""
    if any(member.encrypted for member in members):
        refuse("password")
    if any(member.symlink or member.name.startswith(("/", "\\")) for member in members):
        refuse("unsafe_part")
    if any(UNSAFE.search(name) for name in names):
        refuse("unsafe_part")
    if len(set(names)) < len(names):
        refuse("same_part_twice")
    if sum(member.size for member in members) > limits.unpacked:
        refuse("too_big")
    if any(member.size > max(limits.ratio_from, member.packed * limits.ratio) for member in members):
        refuse("bomb")


def _is_xml(name: str, part: bytes) -> bool:
    """Whether a part is XML, by its name or its beginning: any part may be named anything."""
    return name.endswith((".xml", ".rels", ".vml")) or part[:64].lstrip(BEFORE_XML).startswith(b"<")


def _check_declarations(part: bytes) -> None:
    """No document type and no entities, in whichever width the part's letters are."""
    narrow = part.replace(b"\0", b"") if b"\0" in part[:4] or part[:2] in {b"\xff\xfe", b"\xfe\xff"} else part
    if b"!" in narrow and DECLARATION.search(narrow):
        refuse("doctype")


def _relationships(parts: Mapping[str, bytes], name: str) -> tuple[Relationship, ...]:
    """The relationships of a part; targets may be absolute, relative, or climb with ``..``.

    Raises Refused where two have one id: which of them is meant cannot be told.
    """
    folder, _, leaf = fold_name(name).rpartition("/")
    found: list[Relationship] = []
    for element in elements(parts.get(f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels")):
        given = element.attributes
        if element.text.strip():
            refuse("damaged")  # a tag that became words
        if element.name == "Relationship":
            kind = given.get("Type", "").rpartition("/")[2]
            found.append(Relationship(given.get("Id", ""), kind, _target(folder, given)))
    if len({known.id for known in found}) < len(found):
        refuse("damaged")
    return tuple(found)


def _target(folder: str, attributes: Mapping[str, str]) -> str:
    """The part that a relationship leads to, '' where it leads outside: that is never followed."""
    if attributes.get("TargetMode", "").lower() == "external":
        return ""
    target = attributes.get("Target", "").replace("\\", "/")
    absolute = target if target.startswith("/") else f"{folder}/{target}"
    return fold_name(posixpath.normpath(f"/{absolute.lstrip('/')}"))


def _main_part(parts: Mapping[str, bytes], relationships: tuple[Relationship, ...]) -> str:
    """The workbook part: what the package's own relationships say, of a type that is a workbook's."""
    mains = {found.target for found in relationships if found.kind == "officeDocument"}
    main = min(mains, default="")
    if not main:
        refuse("damaged" if "xl/workbook.xml" in parts else "zip")
    kind = kind_of_main(_content_type(parts["[content_types].xml"], main))
    if kind:
        refuse(kind)
    if main not in parts or len(mains) > 1:
        refuse("damaged")
    return main


def _content_type(types: bytes, name: str) -> str:
    """The content type of a part: its own override, else its extension's default."""
    own = by_extension = ""
    for element in elements(types):
        given = element.attributes
        if element.name == "Override" and fold_name(given.get("PartName", "")) == name:
            own = own or given.get("ContentType", "")
        if element.name == "Default" and given.get("Extension", "").lower() == name.rpartition(".")[2]:
            by_extension = given.get("ContentType", "")
    return own or by_extension
