"""`addin status`: what can be seen without Excel is judged rightly, and what cannot is said not to be."""

import json
import sys
from importlib.metadata import version
from pathlib import PureWindowsPath

import pytest

from dhr_xl import __version__
from dhr_xl.errors import Stop
from dhr_xl.front.addin.setup.checking import CHECKLIST, PythonReport, SetUp, ask, judged, look_at, set_up, trusted
from dhr_xl.front.addin.setup.install import install
from dhr_xl.front.addin.setup.places import places_of, row_of
from dhr_xl.front.documents import document

ANSWER = PythonReport(dhr_xl=__version__, xlwings=version("xlwings"), pro=False, lacks=())
APPDATA = {"APPDATA": "C:\\Users\\Ann\\AppData\\Roaming"}
XLSTART = PureWindowsPath("C:\\Users\\Ann\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART")
LOCATION = {
    "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Locations\\Location2\\Path": "%appdata%\\microsoft\\Excel\\XLStart\\"
}
USER, POLICY = "HKCU\\Software\\Microsoft\\Office\\16.0", "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0"


def built():
    return b"the add-in"


def nothing():
    return {}


@pytest.fixture
def installed(computer):
    """Installed with the Python that runs these tests, so that it answers."""
    computer = computer._replace(interpreter=sys.executable)
    install(computer, built)
    return computer


def marks(computer, build=built):
    return {found.what: found.mark for found in look_at(computer, build, nothing)}


def found(computer, what, build=built):
    return next(one for one in look_at(computer, build, nothing) if one.what == what)


def test_status__nothing_installed__says_how(computer):
    [only] = look_at(computer, built, nothing)
    assert (only.mark, only.remedy) == ("look", "Install it: dhr-xl addin install")


def test_status__installed__the_files_and_python_are_fine_and_excel_is_not_claimed(installed):
    seen = marks(installed)
    assert {seen[what] for what in ("Add-in", "Settings", "Python")} == {"ok"}
    assert seen["Excel itself"] == "unseen"
    assert seen.get("AppleScript", "ok") == "ok"
    assert str(CHECKLIST) in found(installed, "Excel itself").remedy
    assert CHECKLIST.is_file()


def test_status__another_add_in_than_this_version_builds__is_found_with_its_version(installed):
    other = found(installed, "Add-in", lambda: b"a newer add-in")
    assert (other.mark, __version__ in other.message) == ("look", True)
    places_of(installed).remembered.unlink()
    assert "unknown" in found(installed, "Add-in", lambda: b"a newer add-in").message


def test_status__the_add_in_cannot_be_built_any_more__says_why(installed):
    def cannot():
        raise Stop("The installed xlwings is too new.")

    one = found(installed, "Add-in", cannot)
    assert (one.mark, one.remedy) == ("look", "The installed xlwings is too new.")


@pytest.mark.parametrize("gone", ["addin", "settings"])
def test_status__a_file_is_gone__is_found(installed, gone):
    getattr(places_of(installed), gone).unlink()
    what = {"addin": "Add-in", "settings": "Settings"}[gone]
    assert (found(installed, what).mark, "Install again" in found(installed, what).remedy) == ("look", True)


def test_status__settings_that_name_no_python__are_found(installed):
    places_of(installed).settings.write_text('"ADD_WORKBOOK_TO_PYTHONPATH","False"\n')
    assert "names no Python" in found(installed, "Settings").message


def test_status__settings_in_another_encoding__are_found(installed):
    places_of(installed).settings.write_bytes(b'"INTERPRETER_WIN","\x81\xff"\n')
    assert found(installed, "Settings").mark == "look"


def test_status__a_name_in_another_case__is_read_as_vba_reads_it(installed):
    key = row_of(installed).interpreter_key.lower()
    places_of(installed).settings.write_text(f'"{key}","{sys.executable}"\n')
    assert marks(installed)["Python"] == "ok"


def test_status__the_python_is_gone__says_it_cannot_be_started(installed, tmp_path):
    key = row_of(installed).interpreter_key
    places_of(installed).settings.write_text(f'"{key}","{tmp_path / "gone" / "python"}"\n')
    assert "cannot be started" in found(installed, "Python").message


@pytest.mark.parametrize("what", ["gone", "changed"])
def test_status__the_macs_script_is_not_as_xlwings_has_it__is_found(mac, what):
    install(mac, built)
    script = next(places_of(mac).scripts.iterdir())
    script.unlink() if what == "gone" else script.write_text("other")
    assert found(mac, "AppleScript").mark == "look"


def test_ask__this_python_answers_from_anywhere_with_its_versions(monkeypatch, tmp_path):
    """As Excel starts it: not in the folder, nor with the settings, of this terminal."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "xlwings.py").write_text("raise SystemExit('not this one')")
    answer = ask(sys.executable, ("json", "no_such_module_here"))
    assert answer == ANSWER.model_copy(update={"lacks": ("no_such_module_here",)})


def test_ask__a_python_without_dhr_xl__says_what_is_missing(tmp_path):
    import venv

    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    python = next(path for path in (tmp_path / "bare").glob("*/python*") if path.is_file())
    with pytest.raises(Stop, match="No module named"):
        ask(str(python), ())


def test_ask__a_python_that_does_not_answer__is_waited_for_no_longer_than_told():
    with pytest.raises(Stop, match="did not answer within"):
        ask(sys.executable, (), seconds=0.001)


@pytest.mark.parametrize(
    ("answer", "what", "words"),
    [
        (ANSWER.model_copy(update={"dhr_xl": "0.0.9"}), "Python", "dhr_xl 0.0.9"),
        (ANSWER.model_copy(update={"xlwings": "0.1"}), "Python", "xlwings 0.1"),
        (ANSWER.model_copy(update={"pro": True}), "xlwings", "PRO"),
        (ANSWER.model_copy(update={"lacks": ("win32com",)}), "xlwings", "win32com"),
    ],
)
def test_answer__what_is_not_right_is_found(answer, what, words):
    [wrong] = [one for one in judged(answer) if one.mark == "look"]
    assert (wrong.what, words in wrong.message, bool(wrong.remedy)) == (what, True, True)


def test_answer__right__nothing_is_to_be_looked_at():
    assert not SetUp("win32", {}, tuple(judged(ANSWER))).look


@pytest.mark.parametrize(
    ("folder", "values", "mark", "words"),
    [
        (XLSTART, LOCATION, "ok", "among Excel's trusted locations"),
        (XLSTART, {}, "unseen", "does not say"),
        (XLSTART / "other", LOCATION, "unseen", "does not say"),
        (XLSTART, LOCATION | {f"{POLICY}\\excel\\security\\trusted locations\\alllocationsdisabled": 1}, "look", "switched off"),
        (XLSTART, LOCATION | {f"{USER}\\Excel\\Security\\RequireAddinSig": 1}, "look", "signed"),
        (XLSTART, LOCATION | {f"{USER}\\Excel\\Security\\RequireAddinSig": 0}, "ok", "among"),
        (XLSTART, LOCATION | {f"{POLICY}\\Excel\\Security\\DisableAllAddins": 1}, "look", "all add-ins"),
        (XLSTART, LOCATION | {f"{POLICY}\\Common\\VBAOff": 1}, "look", "VBA is switched off"),
        (XLSTART, LOCATION | {f"{POLICY}\\Common\\Security\\Trusted Locations\\Allow User Locations": 0}, "look", "IT names"),
        (PureWindowsPath("\\\\server\\ann\\Excel\\XLSTART"), {}, "look", "on the network"),
        (
            PureWindowsPath("\\\\server\\ann\\Excel\\XLSTART"),
            {f"{POLICY}\\Excel\\Security\\Trusted Locations\\AllowNetworkLocations": 1},
            "unseen",
            "does not say",
        ),
    ],
)  # fmt: skip
def test_trusted_place__as_the_registry_says(folder, values, mark, words):
    [one] = trusted(folder, values, APPDATA)
    assert (one.mark, words in one.message) == (mark, True)


def test_document__is_plain_json_with_the_keys_others_rely_on(installed):
    told = json.loads(json.dumps(document(set_up(installed, built, nothing))))
    assert told["schema"] == "dhr_xl/addin-status/1"
    assert set(told) == {"schema", "platform", "versions", "look", "findings"}
    assert set(told["findings"][0]) == {"what", "mark", "message", "remedy"}
