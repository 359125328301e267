"""Read the members of a zip whose directory and member headers agree; nothing is unpacked unless asked.

Python's zipfile is not used for files from outside: it lists half a million members before they can be counted,
allocates whatever an LZMA member asks for, and ignores bytes before, between and after the members.
Layout: PKWARE's APPNOTE 6.3, 4.3.7 (a member's own header), 4.3.12 (the directory), 4.3.16 (its end).
"""

import struct
import zlib
from typing import Final, NamedTuple, NoReturn

OWN: Final = struct.Struct("<4s5H3I2H")
ENTRY: Final = struct.Struct("<4s6H3I5H2I")
END: Final = struct.Struct("<4s4H2IH")
END_64: Final = struct.Struct("<4sQ2H2I4Q")
LOCATOR_64: Final = struct.Struct("<4sIQI")
OWN_MARK, ENTRY_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_64_MARK, LOCATOR_64_MARK = b"PK\x06\x06", b"PK\x06\x07"
LONGEST_COMMENT: Final = 0xFFFF
FULL: Final = 0xFFFFFFFF
"""Marks a size or offset that is in the 64-bit extra field."""
ENCRYPTED, STREAMED, UTF_8 = 0x1, 0x8, 0x800
"""Flags of a member; a STREAMED one has its sizes after its bytes."""
STORED, DEFLATED = 0, 8
UNIX, KIND_OF_FILE, SYMLINK = 3, 0o170000, 0o120000


class Unsafe(Exception):
    """The package is damaged, too large or malicious. code: the reason, as in `refuse`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def refuse(code: str) -> NoReturn:
    """Raise Unsafe. code: damaged, password, too_big, too_many_parts, bomb, unsafe_part, same_part_twice or doctype."""
    raise Unsafe(code)


class Member(NamedTuple):
    """One member as both its headers describe it.

    offset: where its own header is; start, packed: where its bytes are; size, crc: what they unpack to.
    """

    name: str
    offset: int
    start: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool
    symlink: bool


class _DirectoryLine(NamedTuple):
    """One entry of the directory; its sizes and offset are not checked yet."""

    name: bytes
    offset: int
    packed: int
    size: int
    crc: int
    method: int
    flags: int
    symlink: bool


def read_members(data: bytes, most: int) -> list[Member]:
    """The members of a zip in the order of its directory, folders left out. Raises Unsafe for more than `most` of them,
    and where directory and members do not agree to the byte.
    """
    try:
        count, start, end = _find_directory(data)
        if count > most:
            refuse("too_many_parts")
        members = [_member(data, entry, start) for entry in _read_directory(data, count, start, end)]
    except (struct.error, UnicodeDecodeError):
        refuse("damaged")
    _check_apart(members)
    return [member for member in members if not member.name.endswith("/")]


def unpack(data: bytes, member: Member) -> bytes:
    """Unpack a member, no more bytes than its stated size; size and checksum are verified."""
    packed = memoryview(data)[member.start : member.start + member.packed]
    if member.method == STORED:
        plain = bytes(packed)
    elif member.method == DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            plain = inflater.decompress(packed, member.size + 1)
        except zlib.error:
            refuse("damaged")
        if inflater.unused_data:
            refuse("damaged")
    else:
        refuse("damaged")
    if len(plain) != member.size or zlib.crc32(plain) != member.crc:
        refuse("damaged")
    return plain


def _find_directory(data: bytes) -> tuple[int, int, int]:
    """The number of members, and the start and end of their directory. Bytes after the end record are allowed (some
    programs pad with zeros), a second end record among them is not.
    """
    at = data.rfind(END_MARK, max(len(data) - END.size - LONGEST_COMMENT, 0))
    directory = _directory_before(data, at) if at >= 0 else None
    if directory is None:
        refuse("damaged")
    return directory


def _directory_before(data: bytes, at: int) -> tuple[int, int, int] | None:
    """The directory that the end record at `at` belongs to; None where it is no end record."""
    if at + END.size > len(data):
        return None
    _, disk, first_disk, here, count, size, start, comment = END.unpack_from(data, at)
    end = at
    locator = at - LOCATOR_64.size
    if locator >= 0 and data.startswith(LOCATOR_64_MARK, locator):
        end = LOCATOR_64.unpack_from(data, locator)[2]
        if not data.startswith(END_64_MARK, end):
            return None
        *_, here, count, size, start = END_64.unpack_from(data, end)
    whole = disk == first_disk == 0 and here == count and start + size == end
    return (count, start, end) if whole and at + END.size + comment <= len(data) else None


def _read_directory(data: bytes, count: int, start: int, end: int) -> list[_DirectoryLine]:
    entries = []
    at = start
    for _ in range(count):
        mark, made, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, outside, offset = (
            ENTRY.unpack_from(data, at)
        )
        at += ENTRY.size
        if mark != ENTRY_MARK:
            refuse("damaged")
        called = data[at : at + name]
        if FULL in {packed, size, offset}:
            size, packed, offset = _wide(data[at + name : at + name + extra], [size, packed, offset])
        symlink = made >> 8 == UNIX and (outside >> 16) & KIND_OF_FILE == SYMLINK
        entries.append(_DirectoryLine(called, offset, packed, size, crc, method, flags, symlink))
        at += name + extra + comment
    if at != end:
        refuse("damaged")
    return entries


def _wide(extra: bytes, values: list[int]) -> list[int]:
    """Size, packed size and offset; those equal to FULL are read from the 64-bit extra field (APPNOTE 4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            return [next(wide, value) if value == FULL else value for value in values]
        at += 4 + length
    return values


def _member(data: bytes, entry: _DirectoryLine, end: int) -> Member:
    """The member of a directory entry. Raises Unsafe where its own header says something else."""
    if entry.offset > end:
        refuse("damaged")
    mark, _, flags, method, _, _, crc, packed, size, name, extra = OWN.unpack_from(data, entry.offset)
    start = entry.offset + OWN.size + name + extra
    same = (
        mark == OWN_MARK
        and data[entry.offset + OWN.size : start - extra] == entry.name
        and method == entry.method
        and start + entry.packed <= end
    )
    if not flags & STREAMED:
        same &= crc == entry.crc and packed in {entry.packed, FULL} and size in {entry.size, FULL}
    if not same:
        refuse("damaged")
    decoded = entry.name.decode("utf-8" if entry.flags & UTF_8 else "cp437")
    encrypted = bool((flags | entry.flags) & ENCRYPTED)
    return Member(decoded, entry.offset, start, entry.packed, entry.size, entry.crc, method, encrypted, entry.symlink)


def _check_apart(members: list[Member]) -> None:
    """Raise Unsafe unless members start at byte 0 and do not overlap, so that no file is two packages."""
    free = 0
    for at, member in enumerate(sorted(members, key=lambda found: found.offset)):
        if member.offset < free or (at == 0 and member.offset):
            refuse("damaged")
        free = member.start + member.packed
