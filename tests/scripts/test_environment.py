"""What a person runs with whatever Python they have: one sentence when it cannot be, nothing to wait for the second time."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
OLD = (3, 6)


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The bootstrap, its project in a folder of the test's own, and every program it would have started."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import _environment

    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    for name, place in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "LOCK": tmp_path / "requirements.lock",
        "STAMP": tmp_path / ".venv" / "dhr_xl.stamp",
    }.items():
        monkeypatch.setattr(_environment, name, place)
    started, fails = [], {}

    def run(command, **more):
        started.append(command)
        for word, said in fails.items():
            if word in command:
                return SimpleNamespace(returncode=1, stdout=said.encode())
        if "venv" in command:
            python = _environment._python()
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return SimpleNamespace(returncode=0, stdout=b"")

    def call(command, **more):
        return 0 if Path(command[0]).is_file() else 1

    monkeypatch.setattr(_environment, "subprocess", SimpleNamespace(run=run, call=call, PIPE=-1, STDOUT=-2, DEVNULL=-3))
    yield SimpleNamespace(module=_environment, started=started, fails=fails)
    sys.modules.pop("_environment", None)


@pytest.mark.parametrize("name", ["_environment", "_node", "demo", "lint", "test"])
def test_scripts__an_old_python_can_read_them(name):
    ast.parse((SCRIPTS / f"{name}.py").read_text(encoding="utf-8"), feature_version=OLD)


def test_ready__made_once_then_at_once(environment, capsys):
    environment.module.ready()
    assert ["venv" in c for c in environment.started] == [True, False, False]
    assert "requirements.lock" in environment.started[1][-4]
    assert "Making a virtual environment" in capsys.readouterr().err
    environment.started.clear()
    environment.module.ready()
    assert environment.started == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_ready__what_it_was_made_from_has_changed(environment, name):
    environment.module.ready()
    environment.started.clear()
    (environment.module.ROOT / name).write_text("other\n")
    environment.module.ready()
    assert len(environment.started) == 2


def test_ready__broken_off_half_way_is_done_again(environment):
    environment.fails["--editable"] = "no"
    with pytest.raises(SystemExit):
        environment.module.ready()
    environment.fails.clear()
    environment.started.clear()
    environment.module.ready()
    assert len(environment.started) == 2


def test_ready__no_network(environment, capsys):
    environment.fails["--requirement"] = "x\n" * 50 + "ERROR: no matching distribution"
    with pytest.raises(SystemExit) as end:
        environment.module.ready()
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "ERROR: no matching distribution\nThe libraries could not be installed." in said
    assert "HTTPS_PROXY" in said
    assert len(said.splitlines()) < 20


def test_ready__debian_without_python3_venv(environment, capsys):
    environment.fails["venv"] = (
        "The virtual environment was not created successfully because ensurepip is not available."
    )
    with pytest.raises(SystemExit) as end:
        environment.module.ready()
    assert end.value.code == 2
    assert "sudo apt install python3-venv" in capsys.readouterr().err
    assert not environment.module.VENV.exists()


def test_ready__too_old_a_python(environment, capsys, monkeypatch):
    monkeypatch.setattr(environment.module.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(environment.module.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit) as end:
        environment.module.ready()
    assert end.value.code == 2
    assert "needs Python 3.11 or newer; this is Python 3.9.2." in capsys.readouterr().err


def test_ready__too_old_a_python_with_a_newer_one_beside_it(environment, monkeypatch):
    monkeypatch.setattr(environment.module.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(environment.module.shutil, "which", lambda name: sys.executable if "3.12" in name else None)
    environment.module.ready()
    assert environment.started[0][0] == sys.executable


def test_program__where_windows_and_others_have_it(environment, monkeypatch):
    assert environment.module.program("dhr-xl").parts[-3:] == (".venv", "bin", "dhr-xl")
    monkeypatch.setattr(environment.module, "os", SimpleNamespace(name="nt"))
    assert environment.module.program("dhr-xl").parts[-3:] == (".venv", "Scripts", "dhr-xl.exe")


@pytest.fixture
def script(environment, monkeypatch):
    """scripts/test.py with its commands listed instead of run."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("the_test_script", SCRIPTS / "test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ran = []
    monkeypatch.setattr(module._environment, "ready", lambda: "python")
    monkeypatch.setattr(module._environment, "run", lambda command, **more: ran.append((command, more)) or 5)
    monkeypatch.setattr(module._node, "ready", lambda *_: True)
    return SimpleNamespace(module=module, ran=ran)


def test_test_script__arguments_and_exit_status_are_passed_on(script, monkeypatch):
    monkeypatch.setattr(script.module, "have_office", lambda: None)
    monkeypatch.setattr(sys, "argv", ["test.py", "-k", "merge", "--all"])
    assert script.module.main() == 5
    ((command, more),) = script.ran
    assert command == ["python", "-m", "pytest", *script.module.AT_ONCE, "-k", "merge"]
    assert more["env"]["DHR_XL_ALL"] == "1"


def test_test_script__without_all_nothing_is_added(script, monkeypatch):
    monkeypatch.setattr(script.module, "have_office", lambda: None)
    monkeypatch.delenv("DHR_XL_ALL", raising=False)
    monkeypatch.setattr(sys, "argv", ["test.py"])
    script.module.main()
    assert "DHR_XL_ALL" not in script.ran[0][1]["env"]


@pytest.mark.parametrize(
    ("root", "have", "ran", "said"),
    [
        (True, {"soffice", "lowriter", "pdftoppm", "strace", "apt-get"}, [], ""),
        (True, {"soffice", "lowriter", "pdftoppm", "apt-get"}, ["update", "install"], "and strace"),
        (True, {"soffice", "pdftoppm", "strace", "apt-get"}, ["update", "install"], "Installing LibreOffice"),
        (True, {"apt-get"}, ["update", "install"], "Installing LibreOffice"),
        (False, {"apt-get"}, [], "sudo apt-get install"),
        (True, set(), [], "https://www.libreoffice.org"),
    ],
)
def test_have_office__installed_where_that_needs_no_asking(
    script, monkeypatch, capsys, tmp_path, root, have, ran, said
):
    started = []
    uno = tmp_path / "uno.py"
    uno.touch()
    monkeypatch.setattr(script.module, "UNO", uno)
    monkeypatch.setattr(script.module.shutil, "which", lambda name: name if name in have else None)
    monkeypatch.setattr(script.module, "os", SimpleNamespace(geteuid=lambda: 0 if root else 1000, environ={}))
    monkeypatch.setattr(
        script.module, "subprocess",
        SimpleNamespace(run=lambda command, **_: started.append(command) or SimpleNamespace(returncode=0), PIPE=-1, STDOUT=-2),
    )  # fmt: skip
    script.module.have_office()
    assert [command[1] for command in started] == ran
    assert said in capsys.readouterr().err


@pytest.fixture
def linting(environment, monkeypatch):
    """scripts/lint.py with its commands listed instead of run; the programs in `fails` fail."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("the_lint_script", SCRIPTS / "lint.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ran, fails = [], set()

    def run(command, **more):
        ran.append([Path(command[0]).name, *command[1:]])
        return int(ran[-1][0] in fails)

    monkeypatch.setattr(module._environment, "run", run)
    monkeypatch.setattr(module._environment, "ready", lambda: "python")
    return SimpleNamespace(module=module, ran=ran, fails=fails)


def test_lint__all_three_also_after_one_that_failed(linting, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lint.py"])
    assert linting.module.main() == 0
    assert [command[:2] for command in linting.ran] == [["ruff", "check"], ["ruff", "format"], ["mypy", "--strict"]]
    linting.ran.clear()
    linting.fails.add("ruff")
    assert linting.module.main() == 1
    assert len(linting.ran) == 3
    assert "Not in order: ruff-check, ruff-format." in capsys.readouterr().err


def test_lint__only_what_is_named(linting, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lint.py", "mypy"])
    assert linting.module.main() == 0
    assert linting.ran == [["mypy", "--strict"]]
    monkeypatch.setattr(sys, "argv", ["lint.py", "pylint"])
    with pytest.raises(SystemExit):
        linting.module.main()
    assert "There is no check pylint; there are ruff-check, ruff-format, mypy." in capsys.readouterr().err


def test_pre_commit__has_every_check():
    hooks = (SCRIPTS.parent / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    lint = (SCRIPTS / "lint.py").read_text(encoding="utf-8")
    checks = re.findall(r'^    "([\w-]+)": \(', lint, re.MULTILINE)
    assert len(checks) == 3
    entries = re.findall(r"entry: (.+)", hooks)
    assert entries == [*(f"python3 scripts/lint.py {name}" for name in checks), "python3 scripts/test.py"]


@pytest.mark.skipif(os.name == "nt", reason="bash")
@pytest.mark.parametrize(("linted", "tested", "status"), [(0, 0, 0), (0, 7, 7), (1, 0, 1), (1, 7, 7)])
def test_ci_run__ends_with_the_tests_closing_line_and_the_right_status(tmp_path, linted, tested, status):
    for name in (".ci", "scripts", "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / ".ci" / "run").write_bytes((SCRIPTS.parent / ".ci" / "run").read_bytes())
    (tmp_path / "scripts" / "lint.py").write_text(f"import sys\nprint('checked')\nsys.exit({linted})\n")
    (tmp_path / "scripts" / "test.py").write_text(f"import sys\nprint('== 3 failed ==')\nsys.exit({tested})\n")
    (tmp_path / "bin" / "python3").write_text("#!/bin/sh\nexit 1\n")  # one that does not fit
    (tmp_path / "bin" / "python3").chmod(0o755)
    (tmp_path / "bin" / "python3.11").symlink_to(sys.executable)
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", str(tmp_path / ".ci" / "run")], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (status, "checked\n== 3 failed ==\n")
