"""Convert older and OpenDocument files to .docx or .xlsx with LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Literal

from dhr_xl.errors import Stop

TIMEOUT: Final = 25
"""Seconds for LibreOffice at most; a plan takes 5, the first after installation 15."""
USUAL_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
OPTIONS: Final = ("--headless", "--norestore", "--nologo", "--nolockcheck")
CONVERSIONS: Final = {
    "docx": ("Word", "Writer", "docx:MS Word 2007 XML", ".doc", ".odt"),
    "xlsx": ("Excel", "Calc", "xlsx:Calc MS Excel 2007 XML", ".xls", ".ods"),
}
"""Target ending -> Microsoft's program, LibreOffice's, its filter, and the ending to give a file that is one stream or
packed."""


def convert(data: bytes, name: str, to: Literal["docx", "xlsx"]) -> bytes:
    """Convert a document to .docx or .xlsx. Raises Stop where that fails, saying what to do.

    LibreOffice runs without a window and with a temporary profile, so an open LibreOffice and its macros are not used.
    """
    program = find_libreoffice()
    microsoft, libreoffice, converter, old, packed = CONVERSIONS[to]
    remedy = f"Open it in {microsoft}, save it as .{to}, and import that."
    if not program:
        raise Stop(f"{name} is of a kind that is read only where LibreOffice is installed. {remedy}")
    # choose the ending by the content, because the file's own name may be wrong
    ending = ".rtf" if data.startswith(b"{\\rtf") else packed if data.startswith(b"PK") else old
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, f"plan{ending}"), Path(folder, "made", f"plan.{to}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, *OPTIONS, "--convert-to", converter, "--outdir", str(made.parent), str(source)]
        if not _run(command):
            raise Stop(f"LibreOffice did not open {name} within {TIMEOUT} seconds. {remedy}")
        if not made.is_file():
            raise Stop(
                f"LibreOffice could not open {name}: it is damaged or protected by a password, "
                f"or LibreOffice's {libreoffice} is not installed. {remedy}"
            )
        return made.read_bytes()


def find_libreoffice() -> str:
    """Return the path of LibreOffice on this computer, '' where it is not installed."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in USUAL_PLACES if Path(place).is_file()), "")


def _run(command: list[str]) -> bool:
    """Run a program to its end. Return False, and kill it and its children, where it takes too long."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - runs LibreOffice on a file name of our own
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as running:
        try:
            running.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                os.killpg(running.pid, 9)
            running.kill()
            return False
    return True
