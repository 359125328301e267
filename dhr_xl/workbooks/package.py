"""The one way in for bytes from outside: a workbook's parts, or a refusal; never a traceback."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.workbooks.kinds import kind_of_bytes, kind_of_main, kind_of_zip
from dhr_xl.workbooks.parsing import elements
from dhr_xl.workbooks.refusals import Refused, refuse

__all__ = ["LIMITS", "Limits", "Package", "Refused", "Relationship", "fold_name", "open_package"]


class Limits(NamedTuple):
    """How much a workbook may be.

    packed, unpacked: bytes; a form of 400 long rows unpacks to 1 MB, a sheet with a million formatted rows to 45 MB.
    ratio: how many times larger than its packed size one part may be; Office's own reach 60, a zip bomb 1,000;
    ratio_from: bytes from which the ratio is asked, since a tiny part of blanks may pack very well.
    members: parts; a form has 15, and a workbook with 200 pictures 250.
    """

    packed: int = 32 * 2**20
    unpacked: int = 64 * 2**20
    ratio: int = 200
    ratio_from: int = 2**20
    members: int = 1000


LIMITS: Final = Limits()
ZIP_FAULTS: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    EOFError, OSError, OverflowError, NotImplementedError, RuntimeError, ValueError, LookupError,
)  # fmt: skip
"""All that zipfile raises on damaged bytes (seen by damaging workbooks at random)."""
DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
UNSAFE: Final = re.compile(r"(?:^|/)\.\.?(?:/|$)|^[A-Za-z]:|[\x00-\x1f]")
ENCRYPTED_FLAG: Final = 0x1
HEADER: Final = 30
"""Bytes of a member's own header before its name."""
CHUNK: Final = 2**16


class Relationship(NamedTuple):
    """One relationship of a part. kind: the last word of its type's address; target: a part's name, '' if outside."""

    id: str
    kind: str
    target: str


class Package(NamedTuple):
    """The parts of a workbook, unpacked. parts: name folded to lower case -> bytes; main: the workbook part's name."""

    parts: Mapping[str, bytes]
    main: str

    def part(self, name: str) -> bytes | None:
        """A part by its name in any case, with or without a leading slash; None where it is not there."""
        return self.parts.get(fold_name(name))

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """What a part is related to ('' for the package itself), in the file's order."""
        return _relationships(self.parts, name)

    def related(self, name: str, kind: str) -> str:
        """The name of the first part so related to `name`, or ''."""
        return next((found.target for found in self.relationships(name) if found.kind == kind), "")


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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _unpack(archive, limits)
    except ZIP_FAULTS:
        refuse("damaged")
    return Package(parts, _main_part(parts))


def _unpack(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    """Every member, bounded as it is inflated whatever the directory says of its size, and looked at before parsing."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    _check_directory(members, limits)
    mimetype = next((member for member in members if member.filename == "mimetype"), None)
    kind = kind_of_zip({fold_name(member.filename) for member in members},
                       _inflate(archive, mimetype, 200, 200) if mimetype else b"")  # fmt: skip
    if kind:
        refuse(kind)
    parts: dict[str, bytes] = {}
    left = limits.unpacked
    for member in members:
        most = max(limits.ratio_from, member.compress_size * limits.ratio)
        data = _inflate(archive, member, left, most)
        left -= len(data)
        if _is_xml(member.filename):
            _check_declarations(data)
        parts[fold_name(member.filename)] = data
    return parts


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What can be refused from the list of members alone."""
    if len(members) > limits.members:
        refuse("too_many_parts")
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        refuse("password")
    names = [fold_name(member.filename) for member in members]
    if any(UNSAFE.search(name) for name in names) or any(m.filename.startswith(("/", "\\")) for m in members):
        refuse("unsafe_part")
    if len(set(names)) < len(names):
        refuse("same_part_twice")
    if _overlapping(members):
        refuse("damaged")
    if sum(member.file_size for member in members) > limits.unpacked:
        refuse("too_big")


def _overlapping(members: list[zipfile.ZipInfo]) -> bool:
    """Whether members lie over one another, or begin elsewhere than the file does: one file that is two packages."""
    end = 0
    for at, member in enumerate(sorted(members, key=lambda found: found.header_offset)):
        if member.header_offset < end or (at == 0 and member.header_offset != 0):
            return True
        end = member.header_offset + HEADER + len(member.filename.encode()) + member.compress_size
    return False


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, most: int) -> bytes:
    """One member's bytes, its checksum proven; refused past `left` (the whole package's) or `most` (its ratio's)."""
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as source:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > left:
                refuse("too_big")
            if size > most:
                refuse("bomb")
            chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _check_declarations(data: bytes) -> None:
    """No document type and no entities, in whichever width the part's letters are."""
    narrow = data.replace(b"\0", b"") if b"\0" in data[:4] or data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data
    if DECLARATION.search(narrow):
        refuse("doctype")


def _relationships(parts: Mapping[str, bytes], name: str) -> tuple[Relationship, ...]:
    """The relationships of a part; targets may be absolute, relative, or climb with ``..``."""
    folder, _, leaf = fold_name(name).rpartition("/")
    found = parts.get(f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels")
    return tuple(
        Relationship(
            element.attributes.get("Id", ""),
            element.attributes.get("Type", "").rpartition("/")[2],
            "" if element.attributes.get("TargetMode") == "External" else _target(folder, element.attributes),
        )
        for element in elements(found)
        if element.name == "Relationship"
    )


def _target(folder: str, attributes: Mapping[str, str]) -> str:
    target = attributes.get("Target", "").replace("\\", "/")
    absolute = target if target.startswith("/") else f"{folder}/{target}"
    return fold_name(posixpath.normpath(f"/{absolute.lstrip('/')}"))


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The workbook part: what the package's own relationships say, of a type that is a workbook's."""
    main = next((found.target for found in _relationships(parts, "") if found.kind == "officeDocument"), "")
    if not main:
        refuse("damaged" if "xl/workbook.xml" in parts else "zip")
    kind = kind_of_main(_content_type(parts["[content_types].xml"], main))
    if kind:
        refuse(kind)
    if main not in parts:
        refuse("damaged")
    return main


def _content_type(types: bytes, name: str) -> str:
    """The content type of a part: its own override, else its extension's default."""
    by_extension = ""
    for element in elements(types):
        given = element.attributes
        if element.name == "Override" and fold_name(given.get("PartName", "")) == name:
            return given.get("ContentType", "")
        if element.name == "Default" and given.get("Extension", "").lower() == name.rpartition(".")[2]:
            by_extension = given.get("ContentType", "")
    return by_extension
