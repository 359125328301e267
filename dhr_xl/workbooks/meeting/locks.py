"""Lock a workbook that XlsxWriter drew as an agency's form is locked: SHA-512, and what is pasted into stays open.

XlsxWriter knows only Excel's old 16-bit hash and no lock of the structure (docs/excel.md).
"""

from dhr_xl.core.plan.records import Lock
from dhr_xl.workbooks.xlsx.finishing import SHEETS, STYLES, rewrite
from dhr_xl.workbooks.xlsx.locking import lock_formats, sheet_lock, structure_lock

BOOK = "xl/workbook.xml"


def lock_workbook(data: bytes, lock: Lock) -> bytes:
    """Give every protected sheet this password, lock the structure, and lock each cell by its own format.

    The style Normal is unlocked: a cell that is pasted into takes that style's lock in some programs, and its copy's in
    others; an area without a password covers the latter.
    """

    def locked(name: str, part: bytes) -> bytes:
        if name.startswith(SHEETS):
            return part.replace(b"<sheetProtection ", f"<sheetProtection{sheet_lock(lock)} ".encode())
        if name == BOOK:
            return part.replace(b"<bookViews>", f"{structure_lock(lock)}<bookViews>".encode())
        return lock_formats(part) if name == STYLES else part

    return rewrite(data, locked)
