"""What is said to Excel on the Mac, where no test can run it: at least every word of it is one that Excel has there."""

import ast
import inspect
import re
from pathlib import Path

import xlwings

from dhr_xl.front.addin.paint import native

OURS = {"api", "get", "set", "book", "hfs_to_posix_path"}
"""xlwings' and appscript's own."""


def mac_branches():
    """The code of every `if MAC:` of the module, and of where its words come from."""
    for node in ast.walk(ast.parse(inspect.getsource(native))):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "MAC":
            yield from node.body


def test_mac__every_word_is_in_excels_dictionary():
    dictionary = (Path(xlwings.__path__[0]) / "mac_dict.py").read_text(encoding="utf-8")
    known = set(re.findall(r'"(\w+)"', dictionary))
    nodes = [node for branch in mac_branches() for node in ast.walk(branch)]
    said = {node.arg for node in nodes if isinstance(node, ast.keyword)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) != "rule"
    }
    assert len(said) > 15
    assert said - OURS - known == set()
