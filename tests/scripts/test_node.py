"""What tests run under Node is installed once, outside the project; where it cannot be, one line says so."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "_node.py"


@pytest.fixture
def node(tmp_path, monkeypatch):
    """scripts/_node.py with its commands listed instead of run: those in `fails` fail, npm's makes its folder."""
    spec = importlib.util.spec_from_file_location("the_node_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ran, fails, said, programs = [], {}, [], {"node", "npm"}

    def run(command, cwd, **more):
        ran.append(command)
        for word, words in fails.items():
            if word in command:
                return SimpleNamespace(returncode=1, stdout=words.encode())
        if "install" in command and "pip" not in command:
            (Path(cwd) / "node_modules").mkdir()
        return SimpleNamespace(returncode=0, stdout=b"")

    monkeypatch.setenv("DHR_XL_NODE", str(tmp_path / "cache" / "node"))
    monkeypatch.setattr(module, "subprocess", SimpleNamespace(run=run, PIPE=-1, STDOUT=-2, DEVNULL=-3))
    monkeypatch.setattr(module.shutil, "which", lambda name: name if name in programs else None)
    return SimpleNamespace(
        ready=lambda: module.ready("python", said.append), folder=module.folder, ran=ran, fails=fails, said=said,
        programs=programs, cache=tmp_path / "cache",
    )  # fmt: skip


def test_ready__once(node):
    assert node.ready()
    assert node.ready()
    assert [command[:2] for command in node.ran] == [["npm", "install"]]
    assert sorted(path.name for path in node.folder().iterdir()) == [
        "node_modules",
        "package-lock.json",
        "package.json",
    ]


def test_ready__node_comes_from_pypi_where_there_is_none(node):
    node.programs.clear()
    assert node.ready()
    assert [command[1] if "pip" in command else Path(command[1]).name for command in node.ran] == ["-m", "npm-cli.js"]


@pytest.mark.parametrize("fails", ["install", "pip"])
def test_ready__one_line_where_it_cannot_be(node, fails):
    node.fails[fails] = "npm error there is no network\nnpm error A complete log of this run is in x\n"
    if fails == "pip":
        node.programs.clear()
    assert not node.ready()
    assert node.said[-1].endswith("openxml-audit judges the workbooks instead: npm error there is no network")
    assert list(node.cache.iterdir()) == []


def test_folder__in_the_cache_and_of_these_versions(node, monkeypatch, tmp_path):
    monkeypatch.delenv("DHR_XL_NODE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert node.folder().parent == tmp_path / "dhr_xl"
