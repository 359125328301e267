"""Take RunPython's VBA from the installed xlwings, without what lets a workbook choose the program that is run.

As shipped, xlwings looks for the interpreter on a sheet of the open workbook, then in a file beside it, and puts the
workbook's folder and name into the command. A workbook that came by e-mail must not decide that: what is kept reads
one settings file in the user's home, and takes only the name from the open workbook.
"""

import importlib.util
import re
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.errors import Stop

PROJECT: Final = "dhr_xl"
"""Names the settings file that the VBA reads: ``.dhr_xl/dhr_xl.conf`` in the home folder, ``dhr_xl.conf`` on a Mac."""
FILE: Final = "xlwings_custom_addin.bas"
KEPT: Final = (
    "RunPython", "ExecuteMac", "ExecuteWindows", "CleanUp", "GetConfigFilePath", "GetConfig", "GetConfigFromFile",
    "WScript", "FileExists", "FileExistsOnWindows", "FileOrFolderExistsOnMac", "ParentFolder", "KillFileOnMac",
    "ToMacPath", "GetMacDir", "ToPosixPath", "ShowError", "ExpandEnvironmentStrings", "ReadFile", "CreateGUID",
)  # fmt: skip
"""The procedures that RunPython calls. All others go: functions for cells, conda, settings sheets, OneDrive."""
NOT_SET_UP: Final = (
    "dhr_xl is not set up for Excel on this computer. Close Excel, type in a terminal: dhr-xl addin install, "
    "and open Excel again."
)
SAY_SO: Final = f'MsgBox "{NOT_SET_UP}", vbExclamation, "DHR Returns"'
BROKE: Final = (
    "dhr_xl could not be run. In a terminal, dhr-xl addin status says what is wrong. "
    "For whoever looks after this computer:"
)


class Change(NamedTuple):
    """Lines of one procedure ('' for the constants) that are replaced.

    first: the first line replaced; until: the next line kept; instead: the new lines. Lines are compared without
    indents.
    """

    procedure: str
    first: str
    until: str
    instead: tuple[str, ...] = ()


DIM: Final = "    Dim interpreter As String, PYTHONPATH As String"
NAME: Final = f'Public Const PROJECT_NAME As String = "{PROJECT}"'
CHANGES: Final = (
    Change("", 'Public Const PROJECT_NAME As String = "myaddin"', "", (NAME,)),
    # only the interpreter that the installer wrote: a bare "python" could be found in Excel's current folder
    Change("RunPython", "Dim i As Integer", "#If Mac Then", (DIM, "")),
    Change(
        "RunPython", "' Legacy", "End If",
        (f"        {SAY_SO}", "        RunPython = -1", "        Exit Function"),
    ),
    # no Python from a sheet of the workbook, and its path not in the command: "false" adds nothing to sys.path
    Change(
        "RunPython", "' Check for embedded Python code", "' Call Python platform-dependent",
        ('    PYTHONPATH = "false"', ""),
    ),
    Change(
        "RunPython", "If OPTIMIZED_CONNECTION = True Then", "#End If",
        ("        RunPython = ExecuteWindows(False, PythonCommand, interpreter, PYTHONPATH)",),
    ),
    Change(
        "ExecuteMac",
        "MsgBox \"To enable RunPython, please run 'xlwings runpython install' in a terminal once and try again.\","
        " vbCritical",
        "#End If",
        (f"    {SAY_SO}", "    Application.StatusBar = False"),
    ),
    Change(
        "ExecuteWindows", 'MsgBox "Could not find Interpreter!", vbCritical', "Exit Function",
        (f"            {SAY_SO}", "            ExecuteWindows = -1"),
    ),
    Change(
        "ExecuteWindows", 'CondaPath = GetConfig("CONDA PATH")', "' Handle ampersands and backslashes in file paths",
    ),
    Change("ExecuteWindows", 'If CondaPath <> "" And CondaEnv <> "" Then', "If IsFrozen = False Then"),
    # Windows' own command window, not a cmd.exe in Excel's current folder
    Change(
        "ExecuteWindows", 'ExitCode = WScript.Run("cmd.exe /C " & DriveCommand & _', "RunCommand & _",
        ('    ExitCode = WScript.Run(Environ("COMSPEC") & " /C " & DriveCommand & _',),
    ),
    # in plain words first; never on a new sheet of the open workbook
    Change(
        "ShowError", 'If GetConfig("SHOW_ERROR_POPUPS", "True") = "False" Then', "End Sub",
        (
            f'    Content = "{BROKE}" & vbCrLf & vbCrLf & Content',
            "    #If Mac Then",
            '        MsgBox Content, vbCritical, "DHR Returns"',
            "    #Else",
            '        WScript.Popup Content, AUTO_DISMISS, "DHR Returns", OK_BUTTON_ERROR',
            "    #End If",
        ),
    ),
    # no settings from a sheet or from the workbook's folder
    Change(
        "GetConfig",
        "' If source is provided, returns the value from this source only, otherwise it goes through all layers until",
        "Dim configValue As String", ("    ' The user's own settings file, and no other",),
    ),
    Change("GetConfig", "' Sheet", "' User Config"),
)  # fmt: skip
"""Every change to the procedures in KEPT."""

SAYS_SO: Final = "'Changed by the builder of dhr_xl's add-in: what RunPython has no need of is left out."
HEADING: Final = re.compile(r"(?:Public |Private )?(?:Function|Sub) (\w+)\(")
LICENCE_ENDS: Final = '\'Attribute VB_Name = "Main"'
CONSTANTS: Final = ("Public Const XLWINGS_VERSION", "Public Const PROJECT_NAME")
WORDS: Final = re.compile(r"\"[^\"\n]*\"|'[^\n]*|(\w+(?:\.\w+)?)")


def xlwings_vba() -> str:
    """The text of the module ``xlwings``, lines ending in LF. Raises Stop where the installed one differs."""
    return _made_safe(_shipped())


def _shipped() -> str:
    spec = importlib.util.find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise Stop("xlwings is not installed: pip install xlwings, and build the add-in again.")
    path = Path(spec.origin).parent / FILE
    try:
        return path.read_text(encoding="cp1252")
    except OSError as error:
        raise Stop(f"xlwings' file {path} cannot be read ({error.strerror}): install xlwings again.") from error


def _made_safe(shipped: str) -> str:
    lines = shipped.splitlines()
    if LICENCE_ENDS not in lines:
        raise Stop(_unexpected(f"no line {LICENCE_ENDS}"))
    procedures = _procedures(lines)
    missing = [name for name in KEPT if name not in procedures]
    if missing:
        raise Stop(_unexpected(f"no procedure {missing[0]}"))
    blocks = {"": [line for line in lines if line.startswith(CONSTANTS)]}
    blocks |= {name: procedures[name] for name in KEPT}
    for change in CHANGES:
        blocks[change.procedure] = _changed(blocks[change.procedure], change)
    top = [*(line for line in lines[: lines.index(LICENCE_ENDS)] if line.strip()), SAYS_SO]
    text = "\n\n".join("\n".join(block) for block in (top, *blocks.values())) + "\n"
    _check_nothing_is_left(text, dropped=set(procedures) - set(KEPT))
    return text


def _procedures(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        heading = HEADING.match(line)
        if heading and not name:
            name = heading[1]
            found[name] = []
        if name:
            found[name].append(line)
        if line.startswith(("End Function", "End Sub")):
            name = ""
    return found


def _changed(block: list[str], change: Change) -> list[str]:
    bare = [line.strip() for line in block]
    if bare.count(change.first) != 1:
        raise Stop(_unexpected(f"{change.procedure or 'the constants'}: not exactly one line {change.first}"))
    start = bare.index(change.first)
    if not change.until:
        return [*block[:start], *change.instead, *block[start + 1 :]]
    if change.until not in bare[start + 1 :]:
        raise Stop(_unexpected(f"{change.procedure}: no line {change.until}"))
    return [*block[:start], *change.instead, *block[bare.index(change.until, start + 1) :]]


def _check_nothing_is_left(text: str, dropped: set[str]) -> None:
    """Raise Stop where more than the name of the open workbook is read, or a dropped procedure is still called."""
    for found in WORDS.finditer(text):
        word = found[1]
        if not word:
            continue
        first = word.partition(".")[0]
        if first in {"ActiveWorkbook", "ThisWorkbook"} and word != "ActiveWorkbook.Name":
            raise Stop(_unexpected(f"{word} is still read"))
        if first in dropped:
            raise Stop(_unexpected(f"{first} is still called"))


def _unexpected(what: str) -> str:
    return (
        f"The add-in cannot be built from the installed xlwings ({what}): "
        "install the version that dhr_xl's requirements.lock names."
    )
