"""How sheets, the structure and cells are locked: SHA-512 of a password, and each locked cell by its own format."""

from lxml import etree

from dhr_xl.core.plan.records import Lock
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute
from dhr_xl.workbooks.xlsx.edit_package import MAIN, to_bytes


def sheet_lock(lock: Lock) -> str:
    """Write the password's attributes of ``sheetProtection``."""
    return _attributes(lock, "algorithmName", "hashValue", "saltValue", "spinCount")


def structure_lock(lock: Lock) -> str:
    """Write ``workbookProtection``, which keeps sheets from being added, moved or removed."""
    said = _attributes(lock, "workbookAlgorithmName", "workbookHashValue", "workbookSaltValue", "workbookSpinCount")
    return f'<workbookProtection lockStructure="1"{said}/>'


def _attributes(lock: Lock, algorithm: str, value: str, salt: str, spins: str) -> str:
    said = ((algorithm, "SHA-512"), (value, lock.hash_value), (salt, lock.salt_value), (spins, str(lock.spin_count)))
    return "".join(f' {key}="{escape_attribute(text)}"' for key, text in said)


def lock_formats(styles: bytes) -> bytes:
    """Unlock the style Normal and the format of cells without one, and lock all others that do not say.

    A cell that is pasted into takes that style's lock in some programs; XlsxWriter has no option for it.
    """
    root = etree.fromstring(styles)
    bases, formats = (root.find(f"{{{MAIN}}}{name}") for name in ("cellStyleXfs", "cellXfs"))
    for one, locked in ((bases[0], "0"), (formats[0], "0"), *((found, "1") for found in formats[1:])):
        if one.find(f"{{{MAIN}}}protection") is None:
            etree.SubElement(one, f"{{{MAIN}}}protection", locked=locked)
            one.set("applyProtection", "1")
    return to_bytes(root)
