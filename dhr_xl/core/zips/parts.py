"""Unpack the parts of a zipped document from outside, checking each before anything parses it."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.zips.members import Member, read_members, refuse, unpack

DECLARATION: Final = re.compile(rb"<!\s*(?i:DOCTYPE|ENTITY)")
UNSAFE: Final = re.compile(r"(?:^|/)\.\.?(?:/|$)|//|^[A-Za-z]:|[\x00-\x1f]")
BEFORE_XML: Final = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"
"""Bytes allowed before a part's first tag: byte order marks, blanks, zero bytes of UTF-16."""


class PackageLimits(NamedTuple):
    """Limits for one workbook. The worst file they allow takes 11 s and 210 MB (measured; the target is 30 s, 300 MB).

    They count what is in the file and not time, so that a workbook that can be read on one computer can be read on all.

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


LIMITS: Final = PackageLimits()


def fold_name(name: str) -> str:
    """A part's name for comparison: no leading slash, forward slashes, lower case."""
    return name.replace("\\", "/").lstrip("/").lower()


def checked_members(data: bytes, limits: PackageLimits = LIMITS) -> dict[str, Member]:
    """The members by folded name, nothing unpacked. Raises Unsafe for faults that their headers show."""
    members = read_members(data, limits.members)
    named = {fold_name(member.name): member for member in members}
    if any(member.encrypted for member in members):
        refuse("password")
    if any(member.symlink or member.name.startswith(("/", "\\")) for member in members):
        refuse("unsafe_part")
    if any(UNSAFE.search(name) for name in named):
        refuse("unsafe_part")
    if len(named) < len(members):
        refuse("same_part_twice")
    if sum(member.size for member in members) > limits.unpacked:
        refuse("too_big")
    if any(member.size > max(limits.ratio_from, member.packed * limits.ratio) for member in members):
        refuse("bomb")
    return named


def unpack_parts(data: bytes, members: Mapping[str, Member], limits: PackageLimits = LIMITS) -> dict[str, bytes]:
    """Unpack every part, its checksum verified. Raises Unsafe for document type declarations and for too many tags."""
    parts: dict[str, bytes] = {}
    tags = 0
    for name, member in members.items():
        part = parts[name] = unpack(data, member)
        if _is_xml(name, part):
            _check_declarations(part)
            tags += part.count(b"<")
            if tags > limits.tags:
                refuse("too_big")
    return parts


def _is_xml(name: str, part: bytes) -> bool:
    """Whether a part is XML, by its name or its first bytes: a part may have any name."""
    return name.endswith((".xml", ".rels", ".vml")) or part[:64].lstrip(BEFORE_XML).startswith(b"<")


def _check_declarations(part: bytes) -> None:
    """Raise Unsafe for a document type or entity declaration, in UTF-8 or UTF-16."""
    narrow = part.replace(b"\0", b"") if b"\0" in part[:4] or part[:2] in {b"\xff\xfe", b"\xfe\xff"} else part
    if b"!" in narrow and DECLARATION.search(narrow):
        refuse("doctype")
