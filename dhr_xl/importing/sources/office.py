"""Older and OpenDocument files made into .docx or .xlsx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final, Literal

from dhr_xl.errors import Stop

TIMEOUT: Final = 25
"""Seconds; a plan takes 5, the first time after an installation 15."""
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
"""Microsoft's program, LibreOffice's, its filter, and the endings of files that are one stream and of packed ones."""


def convert(data: bytes, name: str, to: Literal["docx", "xlsx"]) -> bytes:
    """The bytes of the same document as .docx or .xlsx. Raises Stop where that cannot be done, saying what to do.

    LibreOffice runs without a window and with a profile of its own, so that neither an open one nor its macros matter.
    """
    program = find_libreoffice()
    microsoft, libreoffice, converter, old, packed = CONVERSIONS[to]
    remedy = f"Open it in {microsoft}, save it as .{to}, and import that."
    if not program:
        raise Stop(f"{name} is of a kind that is read only where LibreOffice is installed. {remedy}")
    # the name that a file came with may say anything
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
    """Where LibreOffice is on this computer, '' where it is not."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in USUAL_PLACES if Path(place).is_file()), "")


def _run(command: list[str]) -> bool:
    """Run a program to its end; end it and what it started where it takes too long."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - LibreOffice itself, and a file that was named here
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
