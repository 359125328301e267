"""Lock a workbook that XlsxWriter drew as an agency's form is locked: SHA-512, and what is pasted into stays open.

XlsxWriter knows only Excel's old 16-bit hash and no lock of the structure (docs/excel.md).
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from lxml import etree

from dhr_xl.core.plan.records import Lock
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute
from dhr_xl.workbooks.xlsx.finishing import ZIP_DATE

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def lock_workbook(data: bytes, lock: Lock) -> bytes:
    """Give every protected sheet this password, lock the structure, and lock each cell by its own format.

    The style Normal is unlocked: a cell that is pasted into takes that style's lock in some programs, and its copy's in
    others; an area without a password covers the latter.
    """
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as drawn, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as locked:
        for known in drawn.infolist():
            part = drawn.read(known)
            if known.filename.startswith("xl/worksheets/sheet"):
                part = part.replace(b"<sheetProtection ", f"<sheetProtection{_hash(lock, '')} ".encode())
            elif known.filename == "xl/workbook.xml":
                hashed = _hash(lock, "workbook")
                mark = f'<workbookProtection lockStructure="1"{hashed}/><bookViews>'
                part = part.replace(b"<bookViews>", mark.encode())
            elif known.filename == "xl/styles.xml":
                part = _lock_formats(part)
            member = zipfile.ZipInfo(known.filename, ZIP_DATE)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, known.external_attr
            locked.writestr(member, part)
    return into.getvalue()


def _hash(lock: Lock, of: str) -> str:
    """Write the password's attributes; of: what their names begin with."""
    said = {
        "algorithmName": "SHA-512", "hashValue": lock.hash_value, "saltValue": lock.salt_value,
        "spinCount": str(lock.spin_count),
    }  # fmt: skip
    named = {f"{of}{key[0].upper()}{key[1:]}" if of else key: text for key, text in said.items()}
    return "".join(f' {key}="{escape_attribute(text)}"' for key, text in named.items())


def _lock_formats(styles: bytes) -> bytes:
    """Unlock the style Normal and the format of cells without one, and lock all others."""
    root = etree.fromstring(styles)
    bases, formats = (root.find(f"{MAIN}{name}") for name in ("cellStyleXfs", "cellXfs"))
    assert bases is not None  # noqa: S101 - XlsxWriter writes both
    assert formats is not None  # noqa: S101
    for one, locked in ((bases[0], "0"), (formats[0], "0"), *((found, "1") for found in formats[1:])):
        if one.find(f"{MAIN}protection") is None:
            etree.SubElement(one, f"{MAIN}protection", locked=locked)
            one.set("applyProtection", "1")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
