"""The add-in opens in LibreOffice, and each button's VBA runs there up to the Python command it hands to xlwings."""

import os
from pathlib import Path

import openpyxl
import pytest

from dhr_xl.front.addin.xlam.builder import build_addin, build_from
from dhr_xl.front.addin.xlam.xlwings_vba import _shipped, xlwings_vba
from front.addin.parts import CALLBACKS, CALLBACKS_TEXT, RIBBON
from office import running_office

pytestmark = pytest.mark.office

BUTTONS = 'Attribute VB_Name = "Buttons"\nOption Explicit\n' + "".join(
    f"Public Sub Press{name}()\n    DhrRibbon.{name} Nothing\nEnd Sub\n" for name in CALLBACKS
)
"""Presses each button: LibreOffice has no ribbon that would."""
NO_WORKBOOK = "Public ActiveWorkbook As Object\n"
"""Excel's own ActiveWorkbook hidden behind one that is Nothing, as it is with no workbook open."""


SHOWN = 'MsgBox sorry, vbInformation, "DHR Returns"'


def stub(log, more=""):
    """A RunPython and a box that write down what they are given: xlwings' own needs Excel, and nobody sees a box."""
    return (
        f'Attribute VB_Name = "xlwings"\nOption Explicit\n{more}'
        "Public Function RunPython(PythonCommand As String)\n"
        "    Dim n As Integer\n    n = FreeFile\n"
        f'    Open "{log}" For Append As #n\n    Print #n, PythonCommand\n    Close #n\n'
        "End Function\n"
        'Public Sub Told(words As String)\n    RunPython "told: " & words\nEnd Sub\n'
    )


@pytest.fixture
def opened(office, tmp_path):
    """Open an add-in of these modules; closed at the end of the test."""
    documents = []

    def open_it(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        documents.append(office.document(path, macros=True))
        return documents[-1]

    yield open_it
    for document in reversed(documents):
        document.close()


@pytest.fixture
def log(tmp_path):
    return tmp_path / "commands.txt"


def with_stub(log, more=""):
    assert SHOWN in CALLBACKS_TEXT
    callbacks = CALLBACKS_TEXT.replace(SHOWN, "Told sorry")
    return build_from({"DhrRibbon": callbacks, "xlwings": stub(log, more), "Buttons": BUTTONS}, RIBBON)


def master(tmp_path, name="master.xlsx"):
    openpyxl.Workbook().save(tmp_path / name)
    return (tmp_path / name).read_bytes()


def test_addin__opens_with_its_modules(opened):
    document = opened("dhr_xl.xlam", build_addin())
    assert document.ask("filter_of") == "Calc MS Excel 2007 VBA XML"
    modules = document.ask("macros")
    assert {"DhrRibbon", "xlwings"} <= set(modules)
    for name in CALLBACKS:
        assert f"Sub {name}(control" in modules["DhrRibbon"]


@pytest.mark.parametrize(("callback", "function"), CALLBACKS.items())
def test_callback__runs_up_to_its_python_command(opened, tmp_path, log, callback, function):
    addin = opened("stub.xlam", with_stub(log))
    opened("master.xlsx", master(tmp_path))
    addin.ask("run_macro", macro=f"VBAProject.Buttons.Press{callback}")
    assert log.read_text(encoding="utf-8") == f"import dhr_xl.front.addin; dhr_xl.front.addin.{function}()\n"


def test_callback__with_no_workbook_open_says_so_and_runs_nothing(opened, log):
    addin = opened("stub.xlam", with_stub(log, NO_WORKBOOK))
    addin.ask("run_macro", macro="VBAProject.Buttons.PressOnCollect")
    (told,) = log.read_text(encoding="utf-8").splitlines()
    assert told.startswith("told: No workbook is open to work on. Open master.xlsx in the plan's folder")


def test_callback__a_workbook_whose_name_could_be_a_command_runs_nothing(opened, tmp_path, log):
    addin = opened("stub.xlam", with_stub(log))
    opened("$(touch x).xlsx", master(tmp_path))
    addin.ask("run_macro", macro="VBAProject.Buttons.PressOnCollect")
    (told,) = log.read_text(encoding="utf-8").splitlines()
    assert told.startswith("told: This workbook's name has a character that cannot be used here: $(touch x).xlsx. Open")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("master.xlsx", True),
        ("Warwickshire (2) – höher & weiter's, 100 漢.xlsx", True),
        ("a$(touch x).xlsx", False), ("a`id`.xlsx", False), ('a".xlsx', False), ("a\\.xlsx", False),
        ("x|python|.xlsx", False), ("%COMSPEC%.xlsx", False), ("a^b.xlsx", False), ("a=b.xlsx", False),
        ("a!b.xlsx", False), ("a\nb.xlsx", False),
    ],
)  # fmt: skip
def test_name__only_one_that_can_say_nothing_else_is_passed_on(opened, log, name, plain):
    addin = opened("stub.xlam", with_stub(log))
    assert addin.ask("run_macro", macro="VBAProject.DhrRibbon.IsPlain", arguments=[name]) is plain


# the settings, as the VBA itself reads them


def as_windows_compiles_it(text):
    """What LibreOffice can run: the lines for Windows alone (it knows no #Const), without the call of Windows' own
    shell, an optional argument given (it does not fill in its default).
    """
    lines, taken = [], [True]
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#If"):
            taken.append(
                bare in {"#If VBA7 Then", "#If Win64 Then", '#If App = "Microsoft Excel" Then', "#If Not Mac Then"}
            )
        elif bare == "#Else":
            taken[-1] = not taken[-1]
        elif bare.startswith("#ElseIf"):
            taken[-1] = False
        elif bare == "#End If":
            taken.pop()
        elif all(taken) and not bare.startswith("#Const"):
            lines.append(line)
    text = "\n".join(lines).replace("= WScript.ExpandEnvironmentStrings(s)", "= s")
    return text.replace('GetConfig("INTERPRETER_WIN", "")', 'GetConfig("INTERPRETER_WIN", "", "")')


@pytest.fixture
def asked(tmp_path, own_home):
    """What a procedure of this xlwings VBA answers while a workbook that would have a say in it is open."""
    evil = openpyxl.Workbook()
    sheet = evil.create_sheet("dhr_xl.conf")
    sheet.append(["INTERPRETER_WIN", "from the sheet"])
    sheet.append(["INTERPRETER", "from the sheet"])
    evil.create_sheet("evil.py")
    evil.save(tmp_path / "master.xlsx")
    for beside in (tmp_path / "dhr_xl.conf", Path(f"{tmp_path}\\dhr_xl.conf")):
        beside.write_text('"INTERPRETER_WIN","from the folder"\r\n"INTERPRETER","from the folder"\r\n')
    assert os.environ["USERPROFILE"] == str(own_home)
    with running_office(HOME=str(own_home)) as office:  # one of its own, for its home folder is read when it starts

        def ask(vba, procedure, *arguments):
            path = tmp_path / "settings.xlam"
            path.write_bytes(build_from({"xlwings": as_windows_compiles_it(vba)}, RIBBON))
            addin, workbook = office.document(path, macros=True), office.document(tmp_path / "master.xlsx")
            try:
                return addin.ask("run_macro", macro=f"VBAProject.xlwings.{procedure}", arguments=arguments)
            finally:
                workbook.close()
                addin.close()

        yield ask


def write_settings(own_home, text):
    """Where Windows' path, read on a computer whose folders are parted by slashes, leads to."""
    Path(f"{own_home}\\.dhr_xl\\dhr_xl.conf").write_text(text)


def test_settings__the_users_own_file_is_read_and_no_other(asked, own_home):
    assert asked(xlwings_vba(), "GetConfig", "INTERPRETER_WIN", "none", "") == "none"
    assert asked(xlwings_vba(), "RunPython", "import dhr_xl") == -1
    write_settings(own_home, '"OTHER","x"\r\n"INTERPRETER_WIN","from the home folder"\r\n')
    assert asked(xlwings_vba(), "GetConfig", "INTERPRETER_WIN", "none", "") == "from the home folder"
    assert asked(xlwings_vba(), "GetConfig", "INTERPRETER", "none", "") == "none"


def test_settings__as_shipped_the_open_workbook_has_a_say(asked, own_home):
    write_settings(own_home, '"INTERPRETER_WIN","from the home folder"\r\n')
    shipped = _shipped().replace('"myaddin"', '"dhr_xl"')
    assert asked(shipped, "GetConfig", "INTERPRETER_WIN", "none", "user") == "from the home folder"
    # it goes to the workbook's sheet first, and breaks off there: LibreOffice has no Scripting.Dictionary
    assert asked(shipped, "GetConfig", "INTERPRETER_WIN", "none", "") in {None, ""}
