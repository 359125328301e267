"""The package's own source, for the tests that look at how it is written: each module is parsed once in a process."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import NamedTuple

import dhr_xl

PACKAGE = Path(dhr_xl.__path__[0])
ROOT = PACKAGE.parent


class Words(NamedTuple):
    """What one module names and writes.

    attributes: the names asked of anything (``x.name``); texts: every text that is not a docstring.
    """

    attributes: frozenset[str]
    texts: frozenset[str]


@functools.cache
def words_of(path: Path) -> Words:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return Words(
        frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute)),
        frozenset(
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ),
    )
