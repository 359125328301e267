"""Where the add-in's files go: one table, a row for each platform; needs no administrator rights and no Excel."""

import locale
import os
import re
import sys
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from typing import Final, NamedTuple

from dhr_xl.errors import Stop

ADDIN: Final = "dhr_xl.xlam"
SETTINGS: Final = "dhr_xl.conf"
REMEMBERED: Final = "dhr_xl.installed.json"
MAC_PLAIN: Final = re.compile(r"[A-Za-z0-9_./+@,:=-]+")
"""Excel for Mac starts Python by a shell command that puts no quotes around the path."""


class Computer(NamedTuple):
    """What decides where the files go and what they contain.

    platform: as Python calls it (win32, darwin, linux); interpreter: the running Python, by its path in the virtual
    environment, links not followed; code_page: the encoding in which Excel's VBA reads a text file; base: the folder
    of the Python that the environment was made from.
    """

    platform: str
    home: Path
    environment: Mapping[str, str]
    interpreter: str
    code_page: str
    base: str = ""


class Platform(NamedTuple):
    """One platform: its folders, and the names that xlwings' VBA and Excel expect.

    A folder is (environment variable, folder under home where that is not set, path below it).
    """

    excel: str
    addin: tuple[str, str, str]
    settings: tuple[str, str, str]
    scripts: str
    interpreter_key: str
    line_end: str
    needs: tuple[str, ...]
    refused: str


TABLE: Final[Mapping[str, Platform]] = {
    "win32": Platform(
        excel="Excel for Windows",
        addin=("APPDATA", "AppData/Roaming", "Microsoft/Excel/XLSTART"),
        settings=("USERPROFILE", "", ".dhr_xl"),
        scripts="",
        interpreter_key="INTERPRETER_WIN",
        line_end="\r\n",
        needs=("pythoncom", "win32com"),
        refused="Windows does not replace an add-in that is in use. Close every window of Excel and try again.",
    ),
    "darwin": Platform(
        excel="Excel for Mac",
        addin=("", "Library/Group Containers/UBF8T346G9.Office", "User Content.localized/Startup.localized/Excel"),
        settings=("", "Library/Containers/com.microsoft.Excel", "Data"),
        scripts="Library/Application Scripts/com.microsoft.Excel",
        interpreter_key="INTERPRETER_MAC",
        line_end="\n",
        needs=("appscript", "psutil"),
        refused=(
            "macOS asks before one program writes in another's folders. Answer Allow, or allow your terminal under "
            "System Settings, Privacy & Security, App Management (or Full Disk Access); quit Excel and try again."
        ),
    ),
}


class Places(NamedTuple):
    """Full paths of the files on one computer. scripts: None where Excel needs no AppleScript."""

    addin: Path
    settings: Path
    remembered: Path
    scripts: Path | None


def this_computer() -> Computer:
    """The computer this runs on; nothing else asks the system."""
    return Computer(
        sys.platform, Path.home(), dict(os.environ), sys.executable, locale.getencoding(), sys.base_exec_prefix
    )


def row_of(computer: Computer) -> Platform:
    """The computer's row of the table. Raises Stop where there is no desktop Excel."""
    if computer.platform not in TABLE:
        raise Stop(
            "There is no desktop Excel for this system, so the ribbon cannot be installed. "
            "The command line does the same: dhr-xl --help, and so do the scripts in scripts/."
        )
    return TABLE[computer.platform]


def places_of(computer: Computer) -> Places:
    """Where the files go. Raises Stop where there is no desktop Excel."""
    row = row_of(computer)
    settings = _below(computer, *row.settings)
    scripts = computer.home / row.scripts if row.scripts else None
    return Places(_below(computer, *row.addin) / ADDIN, settings / SETTINGS, settings / REMEMBERED, scripts)


def _below(computer: Computer, variable: str, instead: str, rest: str) -> Path:
    root = computer.environment.get(variable) if variable else ""
    return (Path(root) if root else computer.home / instead) / rest


def interpreter_for_excel(computer: Computer) -> str:
    """The Python that Excel will start: the running one, never pythonw, whose messages would be lost.

    Raises Stop where Excel could not start it, saying why and what to do.
    """
    row = row_of(computer)
    if not computer.interpreter:
        raise Stop("This Python does not say where it is. Run dhr-xl from a virtual environment and try again.")
    if computer.platform == "darwin":
        if not MAC_PLAIN.fullmatch(computer.interpreter):
            raise Stop(
                f"{row.excel} cannot start {computer.interpreter}: its path may have only plain letters and "
                "figures, no spaces. Make the environment in such a folder (for example in your home folder), and "
                "install again with it."
            )
        return computer.interpreter
    _check_windows(computer, row)
    path = PureWindowsPath(computer.interpreter)
    if path.stem.lower().startswith("pythonw"):
        return str(path.with_name("python" + path.name[len("pythonw") :]))
    return computer.interpreter


def _check_windows(computer: Computer, row: Platform) -> None:
    if "\\windowsapps\\" in f"{computer.base}\\".lower():
        raise Stop(
            "This Python is from the Microsoft Store: Windows would keep the add-in where Excel does not see it. "
            "Install Python from python.org (for your account only, which needs no administrator), make a new "
            "environment with it, and install again."
        )
    try:
        computer.interpreter.encode(computer.code_page)
    except UnicodeEncodeError as error:
        strange = computer.interpreter[error.start : error.end]
        raise Stop(
            f"{row.excel} cannot read the path {computer.interpreter}: {strange} is not in this computer's code page "
            f"({computer.code_page}). Make the environment in a folder with plain letters (for example C:\\dhr), and "
            "install again with it."
        ) from error
    if "%" in computer.interpreter:
        raise Stop(
            f"{row.excel} cannot start {computer.interpreter}: Windows reads % as the beginning of a variable. "
            "Make the environment in a folder without it, and install again."
        )


def settings_text(computer: Computer) -> bytes:
    """The settings file as xlwings' VBA reads it: a quoted name and value a line, in the code page.

    It keeps the folder of a workbook off Python's path. Raises Stop as `interpreter_for_excel` does.
    """
    row = row_of(computer)
    lines = {row.interpreter_key: interpreter_for_excel(computer), "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
    text = "".join(f'"{name}","{value}"{row.line_end}' for name, value in lines.items())
    return text.encode(computer.code_page)


def xlwings_script() -> Path:
    """The AppleScript of the installed xlwings, with which Excel for Mac starts Python. Raises Stop without it."""
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise Stop("xlwings is not installed in this Python. Install it: python -m pip install xlwings")
    path = Path(found.origin).with_name(f"xlwings-{version('xlwings')}.applescript")
    if not path.is_file():
        raise Stop(f"The installed xlwings lacks {path.name}. Install it again: python -m pip install -U xlwings")
    return path
