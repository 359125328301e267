"""Open the package of a workbook from outside (ECMA-376 part 2): its parts, or a refusal; never a traceback."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.zips.members import Unsafe, unpack
from dhr_xl.core.zips.parts import LIMITS, PackageLimits, checked_members, fold_name, unpack_parts
from dhr_xl.workbooks.xlsx.file_kinds import kind_of_bytes, kind_of_main, kind_of_zip
from dhr_xl.workbooks.xlsx.refusals import Refused, refuse
from dhr_xl.workbooks.xlsx.xml import elements

__all__ = ["LIMITS", "Package", "PackageLimits", "Refused", "Relationship", "fold_name", "open_package"]


OWN_LIMITS: Final = LIMITS._replace(cells=1_000_000, strings=1_000_000, characters=40_000_000)
"""Limits for master.xlsx, which is not sent in by anyone and may hold 40,000 rows."""
MIMETYPE_SIZE: Final = 200


class Relationship(NamedTuple):
    """One relationship of a part. kind: the last word of its type; target: a part's name, '' outside the package."""

    id: str
    kind: str
    target: str


class Package(NamedTuple):
    """The unpacked parts of a workbook.

    parts: name in lower case -> bytes; main: name of the workbook part; known: relationships read so far, by part.
    """

    parts: Mapping[str, bytes]
    main: str
    known: dict[str, tuple[Relationship, ...]]

    def part(self, name: str) -> bytes | None:
        """A part by its name in any case, with or without a leading slash; None where it is missing."""
        return self.parts.get(fold_name(name))

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """The relationships of a part ('' for the package itself), in the file's order."""
        if name not in self.known:
            self.known[name] = _relationships(self.parts, name)
        return self.known[name]

    def related(self, name: str, kind: str) -> str:
        """The name of the first part with this kind of relationship to `name`, or ''."""
        return next((found.target for found in self.relationships(name) if found.kind == kind), "")

    def all_related(self, name: str, kind: str) -> Iterator[bytes]:
        """The parts with this kind of relationship to `name`, each once. Raises Refused where one is missing."""
        for target in dict.fromkeys(found.target for found in self.relationships(name) if found.kind == kind):
            data = self.parts.get(target)
            if data is None:
                refuse("damaged")
            yield data

    def related_part(self, name: str, kind: str) -> bytes | None:
        """The part with this kind of relationship to `name`, or None. Raises Refused where there are two."""
        found = list(self.all_related(name, kind))
        if len(found) > 1:
            refuse("damaged")
        return found[0] if found else None


def open_package(data: bytes, limits: PackageLimits = LIMITS) -> Package:
    """The package in `data`. Raises Refused for anything but a complete, safe .xlsx or .xlsm within the limits."""
    kind = kind_of_bytes(data)
    if kind:
        refuse(kind)
    if len(data) > limits.packed:
        refuse("too_big")
    parts = _unpack(data, limits)
    known = {"": _relationships(parts, "")}
    return Package(parts, _main_part(parts, known[""]), known)


def _unpack(data: bytes, limits: PackageLimits) -> dict[str, bytes]:
    """Every part, with its checksum verified, and checked before it is parsed. Raises Refused."""
    try:
        members = checked_members(data, limits)
        mimetype = unpack(data, members["mimetype"])[:MIMETYPE_SIZE] if "mimetype" in members else b""
        kind = kind_of_zip(set(members), mimetype)
        if kind:
            refuse(kind)
        return unpack_parts(data, members, limits)
    except Unsafe as unsafe:
        refuse(unsafe.code)


def _relationships(parts: Mapping[str, bytes], name: str) -> tuple[Relationship, ...]:
    """Read the relationships of a part; targets may be absolute or relative.

    Raises Refused where two have the same id, since either may be meant.
    """
    folder, _, leaf = fold_name(name).rpartition("/")
    found: list[Relationship] = []
    for element in elements(parts.get(f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels")):
        attributes = element.attributes
        if element.text.strip():
            refuse("damaged")  # a damaged tag that is text now
        if element.name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append(Relationship(attributes.get("Id", ""), kind, _target(folder, attributes)))
    if len({known.id for known in found}) < len(found):
        refuse("damaged")
    return tuple(found)


def _target(folder: str, attributes: Mapping[str, str]) -> str:
    """The target part of a relationship; '' for an external target, which is never followed."""
    if attributes.get("TargetMode", "").lower() == "external":
        return ""
    target = attributes.get("Target", "").replace("\\", "/")
    absolute = target if target.startswith("/") else f"{folder}/{target}"
    return fold_name(posixpath.normpath(f"/{absolute.lstrip('/')}"))


def _main_part(parts: Mapping[str, bytes], relationships: tuple[Relationship, ...]) -> str:
    """The name of the workbook part, from the relationships of the package. Raises Refused where there is none."""
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
    """The content type of a part: its Override, else the Default of its extension."""
    own = by_extension = ""
    for element in elements(types):
        attributes = element.attributes
        if element.name == "Override" and fold_name(attributes.get("PartName", "")) == name:
            own = own or attributes.get("ContentType", "")
        if element.name == "Default" and attributes.get("Extension", "").lower() == name.rpartition(".")[2]:
            by_extension = attributes.get("ContentType", "")
    return own or by_extension
