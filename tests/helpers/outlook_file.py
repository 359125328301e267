"""Outlook mails (.msg) for tests, made byte by byte: a writer of OLE files ([MS-CFB]) and of a mail's properties ([MS-OXMSG])."""

import datetime as dt
import struct

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, MINI, CUTOFF = 512, 64, 4096
TEXT, NARROW, BYTES, NUMBER, TRUTH, TIME, OBJECT = 0x1F, 0x1E, 0x102, 0x03, 0x0B, 0x40, 0x0D
BY_VALUE, BY_WEB, MAIL, OLE_OBJECT = 1, 7, 5, 6
TABLE = "__properties_version1.0"


def prop(number, kind, value):
    """One property: number, type and value."""
    return (number, kind, value)


def storage(props, header, within=()):
    """The tree of a storage: property table after `header` bytes, a stream for each long property, and what is within."""
    table, tree = bytes(header), {}
    for number, kind, value in props:
        match kind:
            case 0x1F:
                data = value.encode("utf-16-le", "surrogatepass")
            case 0x1E | 0x102:
                data = value
            case 0x0D:
                data = value
            case 0x40:
                data = (
                    int((value - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000
                    if isinstance(value, dt.datetime)
                    else value
                )
            case _:
                data = value
        if isinstance(data, int):
            table += struct.pack("<HHIQ", kind, number, 6, data & 0xFFFFFFFFFFFFFFFF)
        else:
            table += struct.pack("<HHIII", kind, number, 6, 0xFFFFFFFF if isinstance(data, dict) else len(data), 0)
            tree[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return {TABLE: table, **tree, **dict(within)}


def attachment(name="", data=b"", *, kind="", method=BY_VALUE, short="", more=()):
    """An attachment's storage; `data` is bytes, or the tree of a mail."""
    props = [prop(0x3705, NUMBER, method)]
    if isinstance(data, dict):
        props.append(prop(0x3701, OBJECT, data))
    elif data:
        props.append(prop(0x3701, BYTES, data))
    for number, text in ((0x3707, name), (0x3704, short), (0x370E, kind)):
        if text:
            props.append(prop(number, TEXT, text))
    return storage([*props, *more], 8)


def mail(
    *, subject="Return", body="Attached.", html=b"", sender=("Ann Lee", "ann@police.uk"), sent=dt.datetime(2015, 7, 1, 9, 30, tzinfo=dt.UTC),
    message_class="IPM.Note", headers="", attachments=(), more=(), top=True,
):  # fmt: skip
    """A mail's tree."""
    props = [prop(0x001A, TEXT, message_class), prop(0x0037, TEXT, subject)]
    if body:
        props.append(prop(0x1000, TEXT, body))
    if html:
        props.append(prop(0x1013, BYTES, html))
    if sender:
        props += [prop(0x0C1A, TEXT, sender[0]), prop(0x0C1E, TEXT, "SMTP"), prop(0x0C1F, TEXT, sender[1])]
    if sent is not None:
        props.append(prop(0x0039, TIME, sent))
    if headers:
        props.append(prop(0x007D, TEXT, headers))
    within = {f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attachments)}
    within["__nameid_version1.0"] = {
        "__substg1.0_00020102": b"",
        "__substg1.0_00030102": b"",
        "__substg1.0_00040102": b"",
    }
    if not top:
        del within["__nameid_version1.0"]
    return storage([*props, *more], 32 if top else 24, within)


def msg(**given):
    """A mail as the bytes of a .msg file."""
    return ole(mail(**given))


def ole(tree):
    """An OLE file: a tree of names, bytes for a stream and a dict for a storage."""
    entries = [["Root Entry", 5, None, NONE, NONE, NONE, END, 0]]
    _grow(entries, 0, tree)
    sectors, fat, mini, minifat = [], [], b"", []
    for entry in entries:
        if entry[1] != 2:
            continue
        data = entry[2]
        entry[7] = len(data)
        if len(data) >= CUTOFF:
            entry[6] = _put(sectors, fat, data)
        elif data:
            count = -(-len(data) // MINI)
            entry[6] = len(minifat)
            minifat += [*range(len(minifat) + 1, len(minifat) + count), END]
            mini += data.ljust(count * MINI, b"\0")
    entries[0][6], entries[0][7] = _put(sectors, fat, mini), len(mini)
    packed = struct.pack(f"<{len(minifat)}I", *minifat)
    packed += b"\xff" * (-len(packed) % SECTOR)
    mini_at, mini_count = _put(sectors, fat, packed), len(packed) // SECTOR
    directory = b"".join(map(_entry, entries))
    directory_at = _put(sectors, fat, directory + (bytes(68) + b"\xff" * 12 + bytes(48)) * (-len(entries) % 4))
    count = next(n for n in range(1, 110) if len(sectors) + n <= n * 128)
    fat += [FAT] * count + [FREE] * (count * 128 - len(fat) - count)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_at, 0, CUTOFF, mini_at, mini_count, END, 0
    )  # fmt: skip
    head += struct.pack("<109I", *range(len(sectors), len(sectors) + count), *[FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _put(sectors, fat, data):
    """Append data in sectors of its own, and return the first."""
    if not data:
        return END
    first, count = len(sectors), -(-len(data) // SECTOR)
    sectors += [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, count * SECTOR, SECTOR)]
    fat += [*range(first + 1, first + count), END]
    return first


def _grow(entries, parent, tree):
    """Add the children of a storage to the directory, as the balanced tree that readers search."""
    numbers = []
    for name, value in sorted(tree.items(), key=lambda one: (len(one[0]), one[0].upper())):
        entries.append(
            [
                name,
                2 if isinstance(value, bytes) else 1,
                value,
                NONE,
                NONE,
                NONE,
                END if isinstance(value, bytes) else 0,
                0,
            ]
        )
        numbers.append(len(entries) - 1)
    entries[parent][5] = _balance(entries, numbers)
    for number in numbers:
        if entries[number][1] == 1:
            _grow(entries, number, entries[number][2])


def _balance(entries, numbers):
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    at = numbers[middle]
    entries[at][3], entries[at][4] = _balance(entries, numbers[:middle]), _balance(entries, numbers[middle + 1 :])
    return at


def _entry(entry):
    name, kind, _, left, right, child, start, size = entry
    wide = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(wide), kind, 1, left, right, child)
    return wide.ljust(64, b"\0") + links + bytes(16) + struct.pack("<IQQIQ", 0, 0, 0, start, size)
