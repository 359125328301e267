"""The add-in is made from text, whole, the same each time, and lets no workbook choose what is run."""

import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from defusedxml.ElementTree import fromstring

import dhr_xl
from dhr_xl.errors import Stop
from dhr_xl.front.addin.xlam import builder, xlwings_vba
from dhr_xl.front.addin.xlam.builder import build_addin, build_from
from front.addin.parts import CALLBACKS_TEXT, RIBBON, modules_of, parts_of

SHIPPED = (Path(importlib.util.find_spec("xlwings").origin).parent / xlwings_vba.FILE).read_text(encoding="cp1252")


@pytest.fixture(scope="module")
def addin():
    return build_addin()


def as_stored(text):
    return text.replace("\n", "\r\n")


def test_build__gives_the_same_bytes_each_time_in_another_process_too(addin):
    code = "import sys; from dhr_xl.front.addin.xlam.builder import build_addin; sys.stdout.buffer.write(build_addin())"
    root = Path(dhr_xl.__path__[0]).parent
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root)
    assert again.stdout == addin == build_addin()


def test_build__holds_each_module_exactly_and_no_other(addin):
    modules = modules_of(addin)
    assert modules.pop("DhrRibbon") == as_stored(CALLBACKS_TEXT)
    assert modules.pop("xlwings") == as_stored(xlwings_vba.xlwings_vba())
    assert sorted(modules) == ["Sheet1", "ThisWorkbook"]
    code = [line for text in modules.values() for line in text.splitlines() if not line.startswith("Attribute ")]
    assert code == []


def test_build__any_text_comes_back_as_it_was_given():
    long = 'Attribute VB_Name = "Long"\n' + "".join(f"' line {n} of many, {n * 7919 % 1000}\n" for n in range(3000))
    assert modules_of(build_from({"Long": long}, RIBBON))["Long"] == as_stored(long)


def test_build__is_an_excel_add_in_with_every_part_its_lists_name(addin):
    parts = parts_of(addin)
    types = parts["[Content_Types].xml"].decode()
    assert 'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.addin.macroEnabled.main+xml"' in types
    for name in re.findall(r'PartName="/([^"]+)"', types):
        assert name in parts
    for name in parts:
        assert (
            f'PartName="/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types or name.startswith("[")
        )
    for target in re.findall(r'Target="([^"]+)"', parts["_rels/.rels"].decode()):
        assert target in parts
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            fromstring(content)


def test_build__names_nobody_and_no_folder(addin):
    parts = parts_of(addin)
    assert b"DHR Returns" in parts["docProps/core.xml"]
    for content in parts.values():
        assert not re.search(rb"creator|lastModifiedBy|William Smith", content)
    places = {str(Path.home()), str(Path(dhr_xl.__path__[0]).parent), str(Path(sys.prefix))}
    for text in [*modules_of(addin).values(), *(content.decode("latin-1") for content in parts.values())]:
        assert [place for place in places if f"{place}{os.sep}" in text] == []


def test_build__parts_carry_no_time(addin):
    with zipfile.ZipFile(BytesIO(addin)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_build__a_missing_source_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(builder, "SOURCES", tmp_path)
    with pytest.raises(Stop, match=r"DhrRibbon\.bas cannot be read .*install dhr_xl again"):
        build_addin()


# what xlwings' VBA may do


def code_of(text):
    """VBA without its comments."""
    return "\n".join(re.sub(r"(\"[^\"]*\")|'.*", r"\1", line) for line in text.splitlines())


def test_xlwings__the_open_workbook_gives_its_name_and_nothing_else(addin):
    code = code_of(modules_of(addin)["xlwings"])
    assert set(re.findall(r"(?:ActiveWorkbook|ThisWorkbook|ActiveSheet|Worksheets|Sheets)\b\S*", code)) == {
        "ActiveWorkbook.Name"
    }


def test_xlwings__settings_come_from_one_file_in_the_users_home(addin):
    code = code_of(modules_of(addin)["xlwings"])
    read = {line.strip() for line in code.splitlines() if "GetConfigFromFile(" in line and "Function" not in line}
    assert read == {"If GetConfigFromFile(GetConfigFilePath(), configKey, configValue) Then"}
    path = code.partition("Function GetConfigFilePath")[2].partition("End Function")[0]
    assert re.findall(r"GetConfigFilePath = (.*)", path) == [
        'GetMacDir("$HOME", False) & "/" & PROJECT_NAME & ".conf"',
        'Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"',
    ]
    assert 'PROJECT_NAME As String = "dhr_xl"' in code


def test_xlwings__the_interpreter_is_the_one_written_down_or_none(addin):
    code = code_of(modules_of(addin)["xlwings"])
    assert re.findall(r"interpreter = (.*\))", code) == [
        'GetConfig("INTERPRETER_MAC", "")',
        'GetConfig("INTERPRETER_WIN", "")',
    ]
    assert re.findall(r"PYTHONPATH = (?!Replace)(.*)", code) == ['"false"']


@pytest.mark.parametrize(
    "word",
    [
        "XLPy",
        "Declare",
        "conda ",
        "OneDrive",
        "UDF",
        ".dll",
        "Dictionary",
        "ActiveWorkbook.FullName",
        "xlwings runpython",
    ],
)
def test_xlwings__what_runpython_has_no_need_of_is_gone(addin, word):
    assert word in SHIPPED or word == "Dictionary"
    assert word not in code_of(modules_of(addin)["xlwings"])


def test_xlwings__what_is_kept_is_word_for_word_xlwings_own():
    kept = xlwings_vba.xlwings_vba().splitlines()
    ours = [line for change in xlwings_vba.CHANGES for line in change.instead]
    theirs = SHIPPED.splitlines()
    assert [line for line in kept if line not in theirs and line not in ours and line != xlwings_vba.SAYS_SO] == []
    assert '\'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND' in kept


def test_xlwings__every_procedure_that_is_called_is_there(addin):
    text = modules_of(addin)["xlwings"]
    shipped = set(xlwings_vba._procedures(SHIPPED.splitlines()))
    here = set(xlwings_vba._procedures(text.splitlines()))
    words = set(re.findall(r"\w+", re.sub(r'"[^"\n]*"', "", code_of(text))))
    assert here == set(xlwings_vba.KEPT)
    assert (words & shipped) - here == set()


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("Function GetConfigFromFile(", "Function ReadConfig(", "no procedure GetConfigFromFile"),
        ("    ' Sheet\n", "", "GetConfig: not exactly one line ' Sheet"),
        ("    ' User Config\n", "", "GetConfig: no line ' User Config"),
        ("    ' User Config\n", "    ' User Config\n    Set wb = ActiveWorkbook\n", "ActiveWorkbook is still read"),
        ("    ' User Config\n", "    ' User Config\n    x = ThisWorkbook.Path\n", "ThisWorkbook.Path is still read"),
        ("    ' User Config\n", "    ' User Config\n    x = GetDirectoryConfigFilePath()\n", "GetDirectoryConfigFilePath is still called"),
        ("'Attribute VB_Name = \"Main\"\n", "", "no line 'Attribute VB_Name"),
        ('"myaddin"', '"another"', "the constants: not exactly one line Public Const PROJECT_NAME"),
    ],
)  # fmt: skip
def test_xlwings__another_one_than_is_expected_stops_the_build(monkeypatch, tmp_path, was, becomes, said):
    assert was in SHIPPED
    (tmp_path / xlwings_vba.FILE).write_text(SHIPPED.replace(was, becomes), encoding="cp1252")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    with pytest.raises(Stop, match=re.escape(said)):
        build_addin()


def test_xlwings__none_at_all_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Stop, match="xlwings is not installed: pip install xlwings"):
        build_addin()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: SimpleNamespace(origin=str(tmp_path / "__init__.py")))
    with pytest.raises(Stop, match=r"cannot be read .*install xlwings again"):
        build_addin()


def test_modules__can_be_read_by_every_excel(addin):
    for name, text in modules_of(addin).items():
        assert text.isascii(), name  # a Mac's letters are others than Windows'
        assert max(len(line) for line in text.splitlines()) < 1023, name
        assert len(re.findall(r"(?: _\r\n[^\r]*){25}", text)) == 0, name
