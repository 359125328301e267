"""Lock a workbook that XlsxWriter drew as an agency's form is locked: SHA-512, and what is pasted into stays open.

XlsxWriter knows only Excel's old 16-bit hash and no lock of the structure (docs/excel.md).
"""

import re
from typing import Final

from dhr_xl.core.plan.records import Lock
from dhr_xl.workbooks.xlsx.addresses import LAST_COLUMN
from dhr_xl.workbooks.xlsx.finishing import SHEETS, STYLES, rewrite
from dhr_xl.workbooks.xlsx.locking import lock_formats, sheet_lock, structure_lock

BOOK: Final = "xl/workbook.xml"
LAST_DRAWN: Final = 40
"""The last column XlsxWriter is told of, which takes 20 ms a sheet for all 16,384: its format goes on to the end."""
GOES_ON: Final = re.compile(rf'(<col min="\d+" max="){LAST_DRAWN}"'.encode())


def lock_workbook(data: bytes, lock: Lock) -> bytes:
    """Give every protected sheet this password, lock the structure, and lock each cell by its own format.

    The style Normal is unlocked: a cell that is pasted into takes that style's lock in some programs, and its copy's in
    others; an area without a password covers the latter.
    """

    def locked(name: str, part: bytes) -> bytes:
        if name.startswith(SHEETS):
            part = GOES_ON.sub(rb'\g<1>%d"' % LAST_COLUMN, part)
            return part.replace(b"<sheetProtection ", f"<sheetProtection{sheet_lock(lock)} ".encode())
        if name == BOOK:
            return part.replace(b"<bookViews>", f"{structure_lock(lock)}<bookViews>".encode())
        return lock_formats(part) if name == STYLES else part

    return rewrite(data, locked)
