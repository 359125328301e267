"""Names of sheets and cells stand in core/views/names.py alone."""

import pytest

from dhr_xl.core.views import names
from package_source import ROOT, words_of

MODULES = sorted(
    path
    for folder in ("dhr_xl/core", "dhr_xl/workbooks", "dhr_xl/commands", "dhr_xl/front", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if path.name != "names.py"
)


def test_defined_names__are_written_nowhere_else():
    found = [
        (path.name, text) for path in MODULES for text in words_of(path).texts if text.startswith("dhr_") and text[4:]
    ]
    assert [one for one in found if not one[1].startswith("dhr_xl")] == []


@pytest.mark.parametrize("key", ["status", "risk"])
def test_a_column_and_its_list__are_named_by_its_key(key):
    assert (names.column_name(key), names.list_name(key)) == (f"dhr_col_{key}", f"dhr_list_{key}")
    assert names.master_name("To check", key) == f"dhr_to_check_{key}"
