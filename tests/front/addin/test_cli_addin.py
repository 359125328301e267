"""`dhr-xl addin`: what a person, or a program, sees of building, installing, looking and uninstalling."""

import json
import sys
from importlib.util import find_spec

import pytest

from dhr_xl.front.addin.setup import places
from dhr_xl.front.addin.xlam.builder import build_addin


@pytest.fixture
def on(monkeypatch, computer):
    """The program believes to be on a computer with Excel; the Python it runs in is a real one."""
    computer = computer._replace(interpreter=sys.executable)
    monkeypatch.setattr(places, "this_computer", lambda: computer)
    return computer


def test_build__writes_the_add_in_and_says_how_to_load_it(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("addin", "build")
    assert (code, err, (tmp_path / "dhr_xl.xlam").read_bytes()) == (0, "", build_addin())
    for words in (
        str(tmp_path / "dhr_xl.xlam"),
        "File, Options, Add-ins",
        "Tools, Excel Add-ins",
        "dhr-xl addin install",
    ):
        assert words in out
    code, out, _ = run("addin", "build", tmp_path / "it.xlam", "--json")
    assert (code, json.loads(out)["file"], (tmp_path / "it.xlam").read_bytes()) == (
        0,
        str(tmp_path / "it.xlam"),
        build_addin(),
    )


@pytest.mark.parametrize(("name", "words"), [("addin.xlsx", "named .xlam"), ("folder", "is a folder"), ("file/x.xlam", "x.xlam")])  # fmt: skip
def test_build__a_name_that_cannot_be__is_one_sentence(run, tmp_path, name, words):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    code, out, err = run("addin", "build", tmp_path / name)
    assert (code, out, words in err, "Traceback" in err) == (2, "", True, False)


def test_install_status_uninstall__the_way_a_person_goes(run, on):
    code, out, err = run("addin", "status")
    assert (code, "dhr-xl addin install" in out, err) == (3, True, "")
    code, out, err = run("addin", "install")
    assert (str(places.places_of(on).addin) in out, "DHR Returns" in out, err) == (True, True, "")
    _, out, _ = run("addin", "install")
    assert "updated" in out
    code, out, _ = run("addin", "status")
    words = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert words.count("ok") >= 3
    assert words[-1] == "unseen"
    assert (code == 3) == ("LOOK" in words)
    code, out, err = run("addin", "uninstall")
    assert (code, "is removed" in out, err) == (0, True, "")
    code, out, err = run("addin", "uninstall")
    assert (code, "was not installed here" in out, err) == (0, True, "")


def test_status__the_only_thing_to_look_at_is_what_this_system_lacks(run, on):
    """On Linux that is xlwings' way to Excel; where it is there, nothing is, and the exit code is 0."""
    lacks = [name for name in places.row_of(on).needs if find_spec(name) is None]
    run("addin", "install")
    code, out, _ = run("addin", "status", "--json")
    looks = [one["what"] for one in json.loads(out)["findings"] if one["mark"] == "look"]
    assert (code, looks) == ((3, ["xlwings"]) if lacks else (0, []))


def test_json__each_command_gives_one_document(run, on):
    for command in ("install", "status", "uninstall"):
        for arguments in (("addin", command, "--json"), ("--json", "addin", command)):
            _, out, err = run(*arguments)
            assert (json.loads(out)["schema"], err) == (f"dhr_xl/addin-{command}/1", "")


def test_uninstall__a_changed_script_is_left_named_and_a_person_must_look(run, mac, monkeypatch):
    monkeypatch.setattr(places, "this_computer", lambda: mac)
    run("addin", "install")
    script = next(places.places_of(mac).scripts.iterdir())
    script.write_text("changed by hand")
    code, out, _ = run("addin", "uninstall")
    assert (code, str(script) in out) == (3, True)


@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
def test_linux__one_sentence_and_exit_2(run, monkeypatch, linux, command):
    monkeypatch.setattr(places, "this_computer", lambda: linux)
    code, out, err = run("addin", command)
    assert (code, out) == (2, "")
    assert "no desktop Excel" in err
    assert "scripts/" in err


def test_addin__alone_shows_its_commands(run):
    code, out, err = run("addin")
    assert (code, err) == (0, "")
    for command in ("build", "install", "uninstall", "status"):
        assert f"\n  {command} " in out


def test_usage__a_wrong_option_names_the_help_that_helps(run):
    assert "See: dhr-xl addin install --help" in run("addin", "install", "--nonsense")[2]


def test_help__loads_neither_excel_nor_the_register():
    import subprocess

    code = "import sys, dhr_xl.front.cli.main; print([m for m in ('xlwings', 'sqlalchemy', 'openpyxl', 'pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
