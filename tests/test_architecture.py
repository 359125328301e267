"""One direction: front doors -> commands -> edges -> core, never back; and the core touches nothing but values."""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import dhr_xl

PACKAGE = Path(dhr_xl.__path__[0])

ROOMS = {
    "core": (
        "agency_cells", "answer_dates", "answers", "asking", "board", "canvas", "cells", "consequences", "copies",
        "date_values", "dates", "fields", "forms", "merge", "model", "privacy", "problems", "progress",
        "questions", "reading", "rounds", "rules", "said_together", "stop", "zip_members", "zip_parts",
    ),
    "edges": ("importing", "post", "register", "settings", "templates", "workbooks"),
    "verbs": ("commands",),

    "doors": ("addin", "cli", "cli_addin", "cli_history", "screen", "show", "show_returns", "told", "told_new",
        "told_edition", "told_undo"),
}  # fmt: skip
"""Every module and package at the top of dhr_xl has a room. One that does not exist yet is simply not there."""
MAY_IMPORT = {
    "core": {"core"},
    "edges": {"core"},  # and itself, never another edge
    "verbs": {"core", "edges", "verbs"},
    "doors": {"core", "verbs", "doors"},
}
ONLY_IN = {
    "click": {"cli", "cli_addin", "cli_history", "screen", "show", "show_returns"},
    "rich": {"screen"},
    "smtplib": {"post"},
    "olefile": {"importing", "post"},
    "oxmsg": {"post"},
    "pyopenvba": {"addin"},
    "sqlalchemy": {"register"},
    "xlwings": {"addin"},
}
"""Libraries that one place alone stands on."""
TOUCHING = {
    "asyncio", "builtins", "ctypes", "fileinput", "getpass", "glob", "http", "importlib", "io", "locale", "logging",
    "multiprocessing", "os", "pathlib", "platform", "random", "secrets", "shutil", "signal", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "zipfile",
}  # fmt: skip
"""The standard library's ways to files, clocks, chance and other programs: none of them is the core's."""
NOT_CALLED = {"open", "print", "input", "exec", "eval", "breakpoint", "__import__"}
NOT_ASKED = {"now", "today", "utcnow"}
LONGEST = 300
"""Lines of a module: past that, ask what second thing is in it."""


class Import(NamedTuple):
    """One import of a module: the dotted name that is imported, and where."""

    name: str
    line: int


def modules():
    """Every module of the package, by its dotted name within it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(path.relative_to(PACKAGE).with_suffix("").parts), path


def imports(tree):
    """Every import of a module, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            names = [f"{base}.{alias.name}" for alias in node.names] if base == "dhr_xl" else [base]
            yield from (Import(name, node.lineno) for name in names)


def room_of(top):
    """The room of a top-level name, or None."""
    return next((room for room, names in ROOMS.items() if top in names), None)


def faults(name, source):
    """What is wrong with a module's imports and calls, as sentences."""
    tree, top = ast.parse(source), name.partition(".")[0]
    room = room_of(top)
    if room is None:
        yield f"{name} has no room: put {top} into ROOMS"
        return
    for found in imports(tree):
        yield from (f"{name}:{found.line} {fault}" for fault in import_faults(top, room, found.name))
    if room == "core":
        yield from (f"{name}:{fault}" for fault in call_faults(tree))


def import_faults(top, room, imported):
    """What is wrong with one import."""
    first, _, rest = imported.partition(".")
    if first == "dhr_xl":
        other = rest.partition(".")[0]
        itself = other == top or (other == "__version__" and room in {"doors", "verbs"})
        if not itself and room_of(other) not in MAY_IMPORT[room]:
            yield f"({room}) imports dhr_xl.{other} ({room_of(other)})"
        return
    if imported.startswith("."):
        yield f"imports {imported}: write imports whole"
    elif top not in ONLY_IN.get(first, {top}):
        yield f"imports {first}, which only {', '.join(sorted(ONLY_IN[first]))} may"
    elif room == "core" and (first in TOUCHING or (first not in sys.stdlib_module_names and first != "pydantic")):
        yield f"(core) imports {first}"


def call_faults(tree):
    """Where the core opens, prints, asks a person or asks the time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in NOT_CALLED:
            yield f"{node.lineno} (core) calls {node.id}"
        if isinstance(node, ast.Attribute) and node.attr in NOT_ASKED:
            yield f"{node.lineno} (core) asks the time: {ast.unparse(node)}"


CASES = [(name, path) for name, path in modules() if name != "__init__"]


@pytest.mark.parametrize(("name", "path"), CASES, ids=[name for name, _ in CASES])
def test_rooms__each_module_keeps_to_its_own(name, path):
    assert list(faults(name, path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("name", "source", "fault"),
    [
        ("rules", "import os", "imports os"),
        ("rules", "def f():\n    from pathlib import Path", "imports pathlib"),
        ("rules", "import click", "imports click"),
        ("rules", "import openpyxl", "(core) imports openpyxl"),
        ("rules", "from dhr_xl import commands", "imports dhr_xl.commands"),
        ("rules", "from dhr_xl.post.smtp import send", "imports dhr_xl.post"),
        ("rules", "print(1)", "calls print"),
        ("rules", "import datetime as dt\ndt.date.today()", "asks the time"),
        ("rules", "from . import model", "write imports whole"),
        ("post.smtp", "from dhr_xl.settings import Mail", "(edges) imports dhr_xl.settings"),
        ("register.tables", "import dhr_xl.commands.new", "imports dhr_xl.commands"),
        ("register.tables", "import smtplib", "which only post may"),
        ("commands.new", "from dhr_xl.cli import main", "imports dhr_xl.cli"),
        ("cli", "from dhr_xl.register import open_register", "(doors) imports dhr_xl.register"),
        ("newcomer", "", "has no room"),
    ],
)
def test_rooms__a_module_that_strays_is_found(name, source, fault):
    found = list(faults(name, source))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("rules", "import re\nfrom pydantic import BaseModel\nfrom dhr_xl.model import Plan"),
        ("post.smtp", "import smtplib\nfrom dhr_xl.post.messages import Draft\nfrom dhr_xl.stop import Stop"),
        ("commands.new", "from dhr_xl.post.smtp import send\nfrom dhr_xl.model import Plan"),
        ("cli", "import click\nfrom dhr_xl import __version__\nfrom dhr_xl.commands.new import new"),
    ],
)
def test_rooms__what_a_module_may_do_is_let_be(name, source):
    assert list(faults(name, source)) == []


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[name for name, _ in modules()])
def test_modules__are_short_and_say_what_they_are(name, path):
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, f"{name} has no docstring"
    assert docstring.splitlines()[0].strip(), f"{name}'s docstring begins with a blank line"
    assert len(text.splitlines()) < LONGEST, f"{name} has {len(text.splitlines())} lines"


def test_rooms__no_name_stands_in_two():
    names = [name for room in ROOMS.values() for name in room]
    assert sorted(names) == sorted(set(names))
