"""Makes workbooks as other programs or attackers do: zips written by hand, parts rewritten."""

import io
import re
import struct
import zipfile
import zlib

from dhr_xl.workbooks.returned.reader import read_return
from workbooks.return_samples import DONE, NOT_YET, filled, issued, packed, parts, row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = "xl/worksheets/sheet2.xml"

ISSUED = issued((row(1, **NOT_YET), row(2, **DONE), row(3), row(4)))
SAID = {
    "Start!B12": "Yes, on the sheet Return", "Start!B13": "Matron", "Start!B14": "We have moved & the old post box is <closed>.\nPlease note it.",
    "G4": "In progress", "H4": "Staff were trained; “all” of them – in May & June.\nMore in July.", "L4": "Autumn 2016",
    "M4": "No trainer until September", "N4": "Is this ours?", "G6": "Complete", "I6": "03/06/2015",
    "J6": "Training log", "K6": "Staff ask sooner.", "H7": "  ünïcode 東京 😀 = + - @ 0012",
}  # fmt: skip
FILLED = filled(ISSUED, SAID)
"""A form with something in every kind of answer, as openpyxl saves it."""


def said(data):
    """The contents of a return without their places: what must be the same whichever program saved it."""
    read = read_return(data)
    singles = (read.reference, read.plan, read.agency, read.as_at, read.anything_new, read.completed_by, read.remarks)
    rows = [
        (found.ref.text, {key: (cell.text, cell.kind) for key, cell in found.cells.items() if key != "needed"})
        for found in read.rows
    ]
    noted = [(cell.ref.sheet, cell.ref.cell, cell.text) for cell in read.noted]
    return [cell.text for cell in singles], read.property_reference, rows, read.missing, noted


def as_excel(data):
    """A package as Excel saves it: shared strings, rows with spans and an extension's attribute."""
    members = parts(data)
    table = {}

    def share(found):
        return f'<c{found[1]} t="s"><v>{table.setdefault(found[2], len(table))}</v></c>'

    for name in [name for name in members if name.startswith("xl/worksheets/sheet")]:
        text = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), members[name])
        text = re.sub(r'<c((?: [rs]="\w+")*) t="inlineStr"><is>(.*?)</is></c>', share, text, flags=re.DOTALL)
        text = re.sub(r"<row ", '<row spans="1:16" x14ac:dyDescent="0.25" ', text)
        space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
        members[name] = text.replace("<worksheet ", f'<worksheet xmlns:x14ac="{space}" ', 1)
    items = "".join(f"<si>{text}</si>" for text in table)
    strings = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<sst xmlns="{MAIN}" count="9" uniqueCount="9">{items}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = members["[Content_Types].xml"]
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    members["[Content_Types].xml"] = types.replace("</Types>", override)
    return related(packed(members), "xl/workbook.xml", "sharedStrings", "xl/sharedStrings.xml", strings)


def members_of(data):
    """The members of a zip in order: name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data, **changes):
    """A package with parts added or replaced: keys name them, with ``__`` for ``/`` (or a dict as `parts`)."""
    return packed({**parts(data), **changes.pop("parts", {}), **{k.replace("__", "/"): v for k, v in changes.items()}})


def rewritten(data, *edits):
    """A package with text of its parts replaced: (part's name or pattern, pattern, replacement) each."""
    members = parts(data)
    for name, pattern, new in edits:
        touched = False
        for part in [found for found in members if re.fullmatch(name, found)]:
            text = re.sub(pattern, new, members[part])
            touched |= text != members[part]
            members[part] = text
        assert touched, f"{pattern!r} is not in {name}"
    return packed(members)


def unlocked(data):
    """A form without its locks: LibreOffice asks for the password before it saves a locked one as .xls."""
    return rewritten(data, (r"xl/worksheets/sheet\d\.xml", "<sheetProtection[^>]*/>", ""),
                     ("xl/workbook.xml", "<workbookProtection[^>]*/>", ""))  # fmt: skip


def related(data, part, kind, name, text, base="http://schemas.openxmlformats.org/officeDocument/2006/relationships"):
    """A package in which `part` has one more relationship of a kind, to a new part with this text."""
    folder, _, leaf = part.rpartition("/")
    rels = f"{folder}/_rels/{leaf}.rels".lstrip("/")
    members = parts(data)
    link = f'<Relationship Id="added" Type="{base}/{kind}" Target="/{name}"/>'
    known = members.get(rels, f'<Relationships xmlns="{PACKAGE}"></Relationships>')
    members[rels] = known.replace("</Relationships>", f"{link}</Relationships>")
    return packed({**members, name: text})


class Raw:
    """A zip written field by field, so that any field can be false."""

    def __init__(self):
        self.bodies, self.directory, self.size = [], [], 0

    def add(self, name, data=b"", **lies):
        """Add a member. lies: false values for size, packed, crc, flags, method, body, local_name, mode, offset, strategy."""
        data = data.encode() if isinstance(data, str) else data
        method = lies.get("method", 8)
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9, lies.get("strategy", zlib.Z_DEFAULT_STRATEGY))
        body = lies.get("body", squeeze.compress(data) + squeeze.flush() if method == 8 else data)
        flags, crc = lies.get("flags", 0), lies.get("crc", zlib.crc32(data))
        sizes = lies.get("packed", len(body)), lies.get("size", len(data))
        raw = name if isinstance(name, bytes) else name.encode()
        local = lies.get("local_name", raw)
        streamed = flags & 8
        head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, flags, method, 0, 0, 0 if streamed else crc,
                           0 if streamed else sizes[0], 0 if streamed else sizes[1], len(local), 0)  # fmt: skip
        tail = struct.pack("<4s3I", b"PK\x07\x08", crc, *sizes) if streamed else b""
        offset = lies.get("offset", self.size)
        self.directory.append(
            struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 0x0314, 20, flags, method, 0, 0, crc, *sizes, len(raw),
                        0, 0, 0, 0, lies.get("mode", 0o100644) << 16, offset) + raw
        )  # fmt: skip
        self.bodies.append(head + local + body + tail)
        self.size += len(self.bodies[-1])
        return self

    def bytes(self, **lies):
        """The whole zip. lies: false values for count, start, before, after, comment."""
        directory = b"".join(self.directory)
        count, comment = lies.get("count", len(self.directory)), lies.get("comment", b"")
        end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory),
                          lies.get("start", self.size), len(comment))  # fmt: skip
        return b"".join((lies.get("before", b""), *self.bodies, directory, end, comment, lies.get("after", b"")))


def raw(data, **more):
    """The members of a package as a Raw zip. more: lies for every member."""
    made = Raw()
    for name, part in members_of(data).items():
        made.add(name, part, **more)
    return made


EXCEL = as_excel(FILLED)
"""The same form as Excel saves it."""
