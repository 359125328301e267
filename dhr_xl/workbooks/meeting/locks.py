"""Lock a workbook that XlsxWriter drew as an agency's form is locked: SHA-512, and what is pasted into stays open.

XlsxWriter knows only Excel's old 16-bit hash and no lock of the structure (docs/excel.md).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from dhr_xl.core.plan.records import Lock
from dhr_xl.workbooks.look import ZIP_DATE
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute

CELL_FORMATS: Final = re.compile(r"(<cellXfs[^>]*>)(.*?)(</cellXfs>)", re.DOTALL)
NORMAL_FORMAT: Final = re.compile(r"(<cellStyleXfs[^>]*>\s*<xf [^>]*?)/>")
FORMAT: Final = re.compile(r"<xf ([^>]*?)(?:/>|>(.*?)</xf>)", re.DOTALL)
LOCKED, OPEN = '<protection locked="1"/>', '<protection locked="0"/>'


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
                part = _lock_formats(part.decode()).encode()
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


def _lock_formats(styles: str) -> str:
    styles = NORMAL_FORMAT.sub(rf'\1 applyProtection="1">{OPEN}</xf>', styles, count=1)
    return CELL_FORMATS.sub(lambda found: found[1] + FORMAT.sub(_locked, found[2]) + found[3], styles, count=1)


def _locked(found: re.Match[str]) -> str:
    attributes, inside = found[1], found[2] or ""
    if "<protection" in inside:
        return found[0]
    return f'<xf {attributes} applyProtection="1">{inside}{LOCKED}</xf>'
