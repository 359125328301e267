"""Names of sheets and cells stand in core/views/names.py alone."""

import ast
from pathlib import Path

import pytest

import dhr_xl
from dhr_xl.core.views import names

ROOT = Path(dhr_xl.__path__[0]).parent
MODULES = sorted(
    path
    for folder in ("dhr_xl/core", "dhr_xl/workbooks", "dhr_xl/commands", "dhr_xl/front", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "names.py"
)


def words_in(path):
    """Every text of a module that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    ]


def test_defined_names__are_written_nowhere_else():
    found = [(path.name, text) for path in MODULES for text in words_in(path) if text.startswith("dhr_") and text[4:]]
    assert [one for one in found if not one[1].startswith("dhr_xl")] == []


@pytest.mark.parametrize("key", ["status", "risk"])
def test_a_column_and_its_list__are_named_by_its_key(key):
    assert (names.column_name(key), names.list_name(key)) == (f"dhr_col_{key}", f"dhr_list_{key}")
    assert names.master_name("To check", key) == f"dhr_to_check_{key}"
