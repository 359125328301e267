"""One direction: front -> commands -> importing, workbooks, register, post -> core; the core is pure."""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import dhr_xl

PACKAGE = Path(dhr_xl.__path__[0])

MAY_IMPORT = {
    "errors": (),
    "files": ("errors",),
    "settings": ("errors",),
    "core.sentences": (),
    "core.plan": ("core.sentences",),
    "core.returns": ("core.plan", "core.sentences", "errors"),
    "core.views": ("core.plan", "core.returns", "core.sentences"),
    "core.documents": ("core.plan", "core.returns", "core.views"),
    "core.zips": (),
    "importing.terms": ("core",),
    "importing.sources": ("core", "errors", "importing.terms"),
    "importing.plan": ("core", "errors", "importing.sources", "importing.terms"),
    "importing": ("core", "errors", "importing.plan", "importing.sources", "importing.terms"),
    "workbooks.xlsx": ("core", "errors"),
    "workbooks.fitting": (),
    "workbooks.printing": ("workbooks.fitting",),
    "workbooks.look": ("core", "workbooks.fitting", "workbooks.xlsx"),
    "workbooks.templates": ("errors",),
    "workbooks.form": ("core", "workbooks.fitting", "workbooks.printing", "workbooks.xlsx"),
    "workbooks.corrections": ("core", "workbooks.fitting", "workbooks.form", "workbooks.xlsx"),
    "workbooks.return_form": ("core", "workbooks.corrections", "workbooks.form"),
    "workbooks.returned": ("core", "workbooks.corrections", "workbooks.form", "workbooks.xlsx"),
    "workbooks.meeting": ("core", "workbooks.fitting", "workbooks.look", "workbooks.printing", "workbooks.returned",
        "workbooks.xlsx"),
    "workbooks.master": ("core", "workbooks.fitting", "workbooks.look", "workbooks.printing", "workbooks.xlsx"),
    "workbooks.board": ("core", "workbooks.fitting", "workbooks.look", "workbooks.printing", "workbooks.xlsx"),
    "register": ("core", "errors", "files"),
    "post.names": (),
    "post.incoming": ("core", "errors", "post.names"),
    "post.outgoing": ("core", "errors", "post.names"),
    "commands.folder": ("core", "errors", "files", "settings", "register"),
    "commands.returns": ("commands.folder", "core", "errors", "files", "post", "register", "workbooks"),
    "commands.master": ("commands.folder", "commands.returns", "core", "errors", "files", "importing", "register",
        "workbooks"),
    "commands.messages": ("commands.folder", "core", "errors", "files", "post", "register", "workbooks"),
    "commands.edition": ("commands.folder", "commands.master", "commands.returns", "core", "errors", "importing",
        "register"),
    "commands.undoing": ("commands.folder", "commands.master", "commands.returns", "core", "errors", "register"),
    "commands": ("commands", "core", "errors", "files", "importing", "post", "register", "settings", "workbooks"),
    "front.log": (),
    "front.sentences": ("commands", "core"),
    "front.addin.paint": ("core", "errors"),
    "front.addin.setup": ("__version__", "errors", "files"),
    "front.documents": ("commands", "core", "front.addin.setup", "front.sentences"),
    "front.addin.xlam": ("errors",),
    "front.addin": ("commands", "core", "errors", "front.addin", "front.log", "front.sentences"),
    "front.cli": ("__version__", "commands", "core", "errors", "files", "front"),
    "__main__": ("front.cli",),
}  # fmt: skip
"""Every room, lowest first, and what its modules may import beside their own room: whole rooms by their names."""
ONLY_IN = {
    "click": "front.cli",
    "smtplib": "post.outgoing",
    "olefile": ("importing.sources", "post.incoming"),
    "oxmsg": "post.incoming",
    "pyopenvba": "front.addin.xlam",
    "sqlalchemy": "register",
    "xlwings": "front.addin",
}
"""Libraries that one room alone stands on."""
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
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if name != "__init__" and not (path.stem == "__init__" and room_of(name.removesuffix(".__init__")) is None):
            yield name.removesuffix(".__init__"), path


def imports(tree):
    """Every import of a module, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from (Import(whole_name(base, alias.name), node.lineno) for alias in node.names)


def whole_name(base, name):
    """What `from base import name` imports: a module of ours by its own name, else what it is taken from."""
    inner = PACKAGE.joinpath(*base.split(".")[1:])
    is_module = (inner / f"{name}.py").is_file() or (inner / name).is_dir()
    return f"{base}.{name}" if base == "dhr_xl" or (base.startswith("dhr_xl.") and is_module) else base


def room_of(name):
    """The room a dotted name lies in: the longest that begins it; None where it has none."""
    return max((room for room in MAY_IMPORT if inside(name, room)), key=len, default=None)


def inside(name, rooms):
    """Whether a dotted name lies in one of these rooms."""
    rooms = (rooms,) if isinstance(rooms, str) else rooms
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def faults(name, source):
    """What is wrong with a module's imports and calls, as sentences."""
    tree, room = ast.parse(source), room_of(name)
    if room is None:
        yield f"{name} has no room: put it into MAY_IMPORT"
        return
    for found in imports(tree):
        yield from (f"{name}:{found.line} {fault}" for fault in import_faults(name, room, found.name))
    if inside(name, "core"):
        yield from (f"{name}:{fault}" for fault in call_faults(tree))


def import_faults(name, room, imported):
    """What is wrong with one import."""
    first, _, rest = imported.partition(".")
    if first == "dhr_xl":
        if room_of(rest) != room and not inside(rest, MAY_IMPORT[room]):
            yield f"({room}) imports dhr_xl.{rest}"
        return
    if imported.startswith("."):
        yield f"imports {imported}: write imports whole"
    elif not inside(name, ONLY_IN.get(first, name)):
        yield f"imports {first}, which only {ONLY_IN[first]} may"
    elif inside(name, "core") and (first in TOUCHING or first not in sys.stdlib_module_names):
        yield f"(core) imports {first}"


def call_faults(tree):
    """Where the core opens, prints, asks a person or asks the time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in NOT_CALLED:
            yield f"{node.lineno} (core) calls {node.id}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NOT_ASKED:
            yield f"{node.lineno} (core) asks the time: {ast.unparse(node.func)}"


def test_rooms__each_module_keeps_to_its_own():
    """One list of everything that is wrong, so that one run shows it all."""
    found = [fault for name, path in modules() for fault in faults(name, path.read_text(encoding="utf-8"))]
    assert found == []


def test_modules__are_short_and_say_what_they_are():
    found = [fault for name, path in modules() for fault in shape_faults(name, path.read_text(encoding="utf-8"))]
    assert found == []


def shape_faults(name, text):
    """What is wrong with a module's length and first line, as sentences."""
    docstring = ast.get_docstring(ast.parse(text)) or ""
    if not docstring.partition("\n")[0].strip():
        yield f"{name} does not say in its first line what it is for"
    if len(text.splitlines()) >= LONGEST:
        yield f"{name} has {len(text.splitlines())} lines"


def test_classes__each_name_is_defined_once():
    """A leading underscore makes no other name: whoever looks for a class finds one."""
    found = {}
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name.lstrip("_"), []).append(f"{name}.{node.name}")
    assert [places for places in found.values() if len(places) > 1] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = 1", "does not say"),
        ('"""\nLate."""', ""),
        ('"""One thing."""' + "\n" * LONGEST, "has 300 lines"),
    ],
)
def test_modules__one_out_of_shape_is_found(text, fault):
    assert fault in " ".join(shape_faults("core.plan.new", text))


@pytest.mark.parametrize(
    ("name", "source", "fault"),
    [
        ("core.returns.rules", "import os", "imports os"),
        ("core.returns.rules", "def f():\n    from pathlib import Path", "imports pathlib"),
        ("core.returns.rules", "import click", "imports click"),
        ("core.returns.rules", "import openpyxl", "(core) imports openpyxl"),
        ("core.returns.rules", "from dhr_xl import commands", "imports dhr_xl.commands"),
        ("core.returns.rules", "from dhr_xl.post.outgoing.smtp import send", "imports dhr_xl.post"),
        (
            "core.returns.rules",
            "from dhr_xl.core.views.values import Today",
            "(core.returns) imports dhr_xl.core.views",
        ),
        ("core.plan.model", "from dhr_xl.core.returns.rules import RULES", "(core.plan) imports dhr_xl.core.returns"),
        ("core.returns.rules", "print(1)", "calls print"),
        ("core.returns.rules", "import datetime as dt\ndt.date.today()", "asks the time"),
        ("core.returns.rules", "from . import model", "write imports whole"),
        ("post.outgoing.smtp", "from dhr_xl.settings import Mail", "(post.outgoing) imports dhr_xl.settings"),
        ("register.tables", "import dhr_xl.commands.new", "imports dhr_xl.commands"),
        ("register.tables", "import smtplib", "which only post.outgoing may"),
        ("commands.new", "from dhr_xl.front.cli.main import main", "imports dhr_xl.front"),
        ("commands.folder.ledger", "from dhr_xl.commands.collect import collect", "imports dhr_xl.commands"),
        ("front.cli.main", "from dhr_xl.register import open_register", "(front.cli) imports dhr_xl.register"),
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
        ("core.returns.rules", "import re\nfrom typing import NamedTuple\nfrom dhr_xl.core.plan.model import Plan"),
        (
            "post.outgoing.smtp",
            "import smtplib\nfrom dhr_xl.post.outgoing.messages import Draft\nfrom dhr_xl.errors import Stop",
        ),
        ("commands.new", "from dhr_xl.post.outgoing.smtp import send\nfrom dhr_xl.core.plan.model import Plan"),
        ("front.cli.main", "import click\nfrom dhr_xl import __version__\nfrom dhr_xl.commands.new import new"),
    ],
)
def test_rooms__what_a_module_may_do_is_let_be(name, source):
    assert list(faults(name, source)) == []


def test_rooms__the_table_has_no_circle():
    """Each room may import only rooms that stand above it in the table, or rooms whole that hold such."""
    names = list(MAY_IMPORT)
    back = [
        (room, other)
        for at, room in enumerate(names)
        for other in MAY_IMPORT[room]
        if other != "__version__" and not inside(room, other)
        and not all(names.index(one) < at for one in names if inside(one, other))
    ]  # fmt: skip
    assert back == []


def test_rooms__each_is_there():
    whole = {name for name, _ in modules()}
    assert [room for room in MAY_IMPORT if not any(inside(name, room) for name in whole)] == []
