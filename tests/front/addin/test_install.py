"""The installer: the right files in the right places, a second one upgrades, uninstalling leaves nothing."""

import csv
import json
import re
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from dhr_xl import __version__
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.files import sha256_of
from dhr_xl.front.addin.setup.install import install, uninstall
from dhr_xl.front.addin.setup.places import interpreter_for_excel, places_of, settings_text, this_computer

XLWINGS = Path(find_spec("xlwings").origin).parent
SCRIPT = f"xlwings-{version('xlwings')}.applescript"
SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"
WRITTEN = {
    "windows": {
        "AppData/Roaming/Microsoft/Excel/XLSTART/dhr_xl.xlam",
        ".dhr_xl/dhr_xl.conf",
        ".dhr_xl/dhr_xl.installed.json",
    },
    "mac": {
        "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/dhr_xl.xlam",
        "Library/Containers/com.microsoft.Excel/Data/dhr_xl.conf",
        "Library/Containers/com.microsoft.Excel/Data/dhr_xl.installed.json",
        f"{SCRIPTS}/{SCRIPT}",
    },
}


def built():
    return b"the add-in"


def rebuilt():
    return b"a newer add-in"


def tree(computer):
    """Everything in a home: folders as None, files as their bytes."""
    found = sorted(computer.home.rglob("*"))
    return {str(p.relative_to(computer.home)): None if p.is_dir() else p.read_bytes() for p in found}


def files(computer):
    return {name for name, data in tree(computer).items() if data is not None}


@pytest.mark.parametrize("name", WRITTEN)
def test_install__each_file_is_where_excel_and_xlwings_look_for_it(request, name):
    computer = request.getfixturevalue(name)
    done = install(computer, built)
    assert files(computer) == WRITTEN[name]
    assert places_of(computer).addin.read_bytes() == b"the add-in"
    assert (done.replaced, done.notes) == ("", ())
    assert {str(f.relative_to(computer.home)) for f in done.files} == {w for w in WRITTEN[name] if "json" not in w}


def test_install__the_settings_are_read_as_xlwings_vba_reads_them(computer):
    """What VBA asks for by name is what is written: the names are taken from the installed xlwings' own source."""
    install(computer, built)
    data = places_of(computer).settings.read_bytes()
    end = b"\r\n" if computer.platform == "win32" else b"\n"
    assert data.endswith(end)
    assert data.count(b"\n") == data.count(end) == 2
    told = dict(csv.reader(data.decode(computer.code_page).splitlines()))
    vba = (XLWINGS / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    asked = set(re.findall(r'GetConfig\("(INTERPRETER_\w+|ADD_WORKBOOK_TO_PYTHONPATH)"', vba))
    assert set(told) == asked - {"INTERPRETER_MAC" if computer.platform == "win32" else "INTERPRETER_WIN"}
    assert computer.interpreter in told.values()
    assert told["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"


def test_install__the_paths_are_those_of_xlwings_vba_and_command_line():
    vba = (XLWINGS / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    line = (XLWINGS / "cli.py").read_text(encoding="utf-8")
    assert r'Environ("USERPROFILE") & "\." & PROJECT_NAME & "\" & PROJECT_NAME & ".conf"' in vba
    assert "~/Library/Containers/com.microsoft.Excel/Data/xlwings.conf" in vba
    assert f"/{SCRIPTS}" in line
    assert f'XLWINGS_VERSION As String = "{version("xlwings")}"' in vba
    assert '"xlwings-" & XLWINGS_VERSION & ".applescript"' in vba


def test_install__a_second_one_upgrades_and_says_what_it_replaced(computer):
    before = tree(computer)
    install(computer, built)
    first = files(computer)
    newer = install(computer._replace(interpreter=computer.interpreter.replace("dhr", "new")), rebuilt)
    assert newer.replaced == __version__
    assert files(computer) == first
    assert places_of(computer).addin.read_bytes() == b"a newer add-in"
    assert b"new" in places_of(computer).settings.read_bytes()
    uninstall(computer)
    assert tree(computer) == before


def test_install__over_one_not_remembered__says_so(computer):
    install(computer, built)
    places_of(computer).remembered.write_text("not json")
    assert install(computer, built).replaced == "unknown"


def test_install__the_applescript_of_an_older_xlwings_goes_if_it_is_ours(mac):
    install(mac, built)
    scripts = mac.home / SCRIPTS
    older, theirs = scripts / "xlwings-0.30.0.applescript", scripts / "xlwings-0.29.0.applescript"
    (scripts / SCRIPT).rename(older)
    theirs.write_text("somebody else's")
    kept = places_of(mac).remembered
    kept.write_text(kept.read_text().replace(SCRIPT, older.name))
    install(mac, built)
    assert {path.name for path in scripts.iterdir()} == {SCRIPT, theirs.name}
    uninstall(mac)
    assert [path.name for path in scripts.iterdir()] == [theirs.name]


def test_install__xlwings_own_applescript__is_used_and_never_taken_away(mac):
    scripts = mac.home / SCRIPTS
    scripts.mkdir(parents=True)
    (scripts / SCRIPT).write_bytes((XLWINGS / SCRIPT).read_bytes())
    assert install(mac, built).notes == ()
    uninstall(mac)
    assert (scripts / SCRIPT).exists()


def test_install__another_applescript_of_that_name__is_left_and_named(mac):
    scripts = mac.home / SCRIPTS
    scripts.mkdir(parents=True)
    (scripts / SCRIPT).write_text("changed by hand")
    [note] = install(mac, built).notes
    assert str(scripts / SCRIPT) in note
    assert (scripts / SCRIPT).read_text() == "changed by hand"


def test_install__an_older_applescript_of_ours_changed_since__is_left_and_named(mac):
    install(mac, built)
    older = mac.home / SCRIPTS / "xlwings-0.30.0.applescript"
    (mac.home / SCRIPTS / SCRIPT).rename(older)
    kept = places_of(mac).remembered
    kept.write_text(kept.read_text().replace(SCRIPT, older.name))
    older.write_text("changed by hand")
    [note] = install(mac, built).notes
    assert older.name in note
    assert older.exists()


def test_install__a_mac_where_excel_was_never_started__says_to_start_it(tmp_path, mac):
    fresh = mac._replace(home=tmp_path / "fresh")
    fresh.home.mkdir()
    [note] = install(fresh, built).notes
    assert "has not been started" in note
    uninstall(fresh)
    assert tree(fresh) == {}


def test_install__what_a_killed_one_left_half_written__is_swept_away(computer):
    install(computer, built)
    addin = places_of(computer).addin
    (addin.parent / f".{addin.name}.4711.part").write_bytes(b"half")
    (addin.parent / ".other.xlam.4711.part").write_bytes(b"somebody else's")
    install(computer, built)
    assert {p.name for p in addin.parent.iterdir()} == {"dhr_xl.xlam", ".other.xlam.4711.part"}


@pytest.mark.parametrize("then", [install, uninstall])
def test_excel_is_open__one_sentence_and_nothing_changed(computer, monkeypatch, then):
    install(computer, built)
    before = tree(computer)

    def in_use(path, *_):
        raise PermissionError(13, "The process cannot access the file because it is being used")

    unlink = Path.unlink
    monkeypatch.setattr(Path, "replace", in_use)  # as Windows does it to an add-in that is loaded
    monkeypatch.setattr(Path, "unlink", lambda path, **how: (in_use if path.suffix == ".xlam" else unlink)(path, **how))
    with pytest.raises(Stop) as stop:
        then(computer, rebuilt) if then is install else then(computer)
    assert not isinstance(stop.value, Unfinished)
    assert "dhr_xl.xlam" in str(stop.value)
    assert ("Close every window of Excel" if computer.platform == "win32" else "quit Excel") in str(stop.value)
    assert tree(computer) == before


def test_install__the_settings_may_not_be_written__says_what_is_done_and_what_to_do(windows):
    (windows.home / ".dhr_xl").write_text("a file where the folder should be")
    with pytest.raises(Unfinished) as stop:
        install(windows, built)
    assert "install again" in str(stop.value)


def test_uninstall__nothing_is_left_and_folders_that_were_there_stay(computer):
    before = tree(computer)
    done = install(computer, built)
    removed = uninstall(computer)
    assert tree(computer) == before
    assert set(done.files) <= set(removed.files)
    assert removed.left == ()


def test_uninstall__other_peoples_files_and_their_folders_stay(computer):
    install(computer, built)
    other = places_of(computer).addin.with_name("PERSONAL.XLSB")
    other.write_bytes(b"mine")
    uninstall(computer)
    assert files(computer) == {str(other.relative_to(computer.home))}


def test_uninstall__twice_finds_nothing(computer):
    install(computer, built)
    uninstall(computer)
    assert uninstall(computer) == ((), ())


def test_uninstall__an_applescript_changed_since__is_left_and_named(mac):
    install(mac, built)
    script = mac.home / SCRIPTS / SCRIPT
    script.write_text("changed by hand")
    assert uninstall(mac).left == (script,)
    assert files(mac) == {str(script.relative_to(mac.home))}


def test_uninstall__the_memory_names_a_file_elsewhere__it_is_not_touched(mac, tmp_path):
    """Whoever writes into the file beside the settings gets nothing deleted outside the folder of scripts."""
    install(mac, built)
    precious = tmp_path / "xlwings-.applescript"
    precious.write_bytes(b"precious")
    kept = places_of(mac).remembered
    document = json.loads(kept.read_text())
    document["scripts"] = {f"../../../../{precious.name}": sha256_of(b"precious")}
    kept.write_text(json.dumps(document))
    uninstall(mac)
    assert precious.exists()


def test_interpreter__pythonw_would_swallow_what_went_wrong__so_python_is_named(windows):
    for given, named in {
        "pythonw.exe": "python.exe",
        "pythonw3.11.exe": "python3.11.exe",
        "python.exe": "python.exe",
    }.items():
        computer = windows._replace(interpreter=f"C:\\Ann & Co\\{given}")
        assert interpreter_for_excel(computer) == f"C:\\Ann & Co\\{named}"


def test_interpreter__in_the_code_page__is_written_in_it(windows):
    computer = windows._replace(interpreter="C:\\Users\\José\\python.exe")
    assert "José".encode("cp1252") in settings_text(computer)


@pytest.mark.parametrize(
    ("platform", "path", "words"),
    [
        ("windows", "C:\\Users\\Łukasz\\python.exe", "Ł is not in this computer's code page"),
        ("windows", "C:\\100%\\python.exe", "reads %"),
        ("mac", "/Users/ann/My plans/bin/python3", "no spaces"),
        ("mac", "/Users/ann/$(date)/bin/python3", "plain letters"),
        ("mac", "/Users/ann/dhr|x/bin/python3", "plain letters"),
        ("windows", "", "does not say where it is"),
    ],
)
def test_interpreter__excel_could_not_start_it__one_sentence_and_nothing_written(request, platform, path, words):
    computer = request.getfixturevalue(platform)._replace(interpreter=path)
    with pytest.raises(Stop) as stop:
        install(computer, built)
    assert words in str(stop.value)
    assert path in str(stop.value)
    assert files(computer) == set()


def test_interpreter__from_the_microsoft_store__would_hide_the_add_in_from_excel(windows):
    store = "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_3.11.9_x64"
    with pytest.raises(Stop, match=r"python\.org"):
        install(windows._replace(base=store), built)
    assert files(windows) == set()


def test_places__another_appdata_is_followed_and_none_has_its_default(windows, tmp_path):
    elsewhere = windows._replace(environment={"APPDATA": str(tmp_path / "H"), "USERPROFILE": str(tmp_path / "U")})
    assert places_of(elsewhere).addin == tmp_path / "H/Microsoft/Excel/XLSTART/dhr_xl.xlam"
    assert places_of(elsewhere).settings == tmp_path / "U/.dhr_xl/dhr_xl.conf"
    assert places_of(windows._replace(environment={})) == places_of(windows)


def test_linux__has_no_excel_and_is_told_the_way_round_it(linux):
    for refused in (lambda: install(linux, built), lambda: uninstall(linux)):
        with pytest.raises(Stop, match=r"no desktop Excel.*command line"):
            refused()


def test_this_computer__names_the_python_that_runs_and_not_what_it_stands_for(own_home):
    computer = this_computer()
    assert computer.interpreter == sys.executable
    assert computer.home == own_home
    assert computer.platform == sys.platform
