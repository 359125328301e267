"""Every pattern of the package with the ways it is asked, and the texts that make a bad one slow."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import dhr_xl

PACKAGE = Path(dhr_xl.__path__[0])
OPERATIONS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")
OWN_TEXT = {
    "dhr_xl.front.addin": "the add-in's own sources, and Excel's own settings",
}
"""Packages whose patterns never see a text from outside, and what they see."""
WITHIN = {
    "dhr_xl.core.returns.privacy.PERSONAL": ("search",),
    "dhr_xl.core.plan.dates.FORMS": ("search",),
    "dhr_xl.importing.terms.status_words.STATUS_PATTERNS": ("fullmatch",),
    "dhr_xl.importing.terms.headings.HEADINGS": ("search",),
    "dhr_xl.importing.terms.headings.OTHER_DOCUMENTS": ("search",),
    "dhr_xl.importing.plan.title_and_date._AS_AT_PATTERNS": ("search",),
    "dhr_xl.importing.plan.title_and_date._TITLE_WORDS": ("search",),
    "dhr_xl.importing.plan.roles._TELLING_HEADINGS": ("search",),
    "dhr_xl.importing.plan.colours._NAMED_MEANING": ("findall",),
    "dhr_xl.importing.plan.colours._LETTER_MEANING": ("findall",),
    "dhr_xl.post.incoming.mail.WIDE": ("match",),
}
"""Patterns that stand in a table, and how they are asked."""


class Found(NamedTuple):
    """One pattern: where it stands, and how it is asked of a text."""

    where: str
    pattern: re.Pattern
    operations: tuple[str, ...]


class Made(NamedTuple):
    """A call of re whose pattern is put together while running."""

    where: str


def modules():
    """Every module of the package by its dotted name, with its source."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("dhr_xl", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        if not name.startswith(tuple(OWN_TEXT)) and path.stem != "__main__":  # importing it runs the program
            yield name, path.read_text(encoding="utf-8")


def patterns():
    """Every pattern of the package (Found), and every call that makes one as it goes (Made)."""
    sources = dict(modules())
    asked = defaultdict(set)
    for source in sources.values():
        for key, operation in re.findall(rf"\b(\w+)\.({'|'.join(OPERATIONS)})\(", source):
            asked[key].add(operation)
    for name, source in sources.items():
        module = importlib.import_module(name)
        own = set(re.findall(r"^(\w+)\b.*=", source, re.MULTILINE))  # what it imports is another module's
        for key in [key for key in vars(module) if key in own]:
            yield from _kept(f"{name}.{key}", vars(module)[key], asked[key])
        if re.search(r"\bre\.[a-z]+\(", source):  # to parse one takes a while
            yield from _called(name, ast.parse(source))


def _kept(where, value, asked):
    if isinstance(value, re.Pattern):
        yield Found(where, value, tuple(sorted(asked)) or WITHIN.get(where, ()))
        return
    for pattern in _inside(value):
        yield Found(where, pattern, WITHIN.get(where, ()))


def _inside(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, frozenset)) and depth < 3:
        for one in value:
            yield from _inside(one, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        for one in value.values():
            yield from _inside(one, depth + 1)


def _called(name, tree):
    """The calls of re.search(pattern, …) and the like."""
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            made_by = node.func.value
            if not (isinstance(made_by, ast.Name) and made_by.id == "re") or node.func.attr == "escape":
                continue
            first, where = node.args[0], f"{name}.{function.name}"
            if not isinstance(first, ast.Constant):
                yield Made(where)
            elif node.func.attr != "compile":
                said = ast.unparse(node)
                flags = (re.IGNORECASE if "IGNORECASE" in said else 0) | (re.DOTALL if "DOTALL" in said else 0)
                yield Found(where, re.compile(first.value, flags), (node.func.attr,))


# texts

SIGNS = (
    "a", "A", "1", "0", " ", "\n", "\t", "\r\n", ".", ",", "-", "–", "_", "/", ":", ";", "(", ")", "[", "<", ">", '"', "'",
    "@", "=", "+", "&", "#", "*", "|", "\\", "\0", "é", "½",
)  # fmt: skip
PLAIN = ("a", "A", "1", " ", "\n", ".", ",", "-", "(", "<", '"')
MOST_WORDS = 15
REST = ("!", "")
"""What ends a text, so that what has matched so far is not enough."""


class Text(NamedTuple):
    """A text of any length: what stands before the run, what is repeated, and what ends it."""

    before: str
    unit: str
    rest: str

    def of(self, length):
        """The text with a run of that many characters."""
        return self.before + (self.unit * (length // len(self.unit) + 1))[:length] + self.rest


def texts_for(pattern):
    """Texts that a bad pattern like this one would be slow on: runs of signs, pairs of them, and of its own words."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    words = sorted(set(re.findall(r"[a-z]{2,}", source, re.IGNORECASE)))[:MOST_WORDS]
    own = {sign for sign in re.sub(r"\\.|\w", "", source) if sign not in "?*+{}"}
    signs = dict.fromkeys((*PLAIN, *sorted(own)))
    units = dict.fromkeys((*SIGNS, *(a + b for a in signs for b in signs), *(w + s for w in words for s in PLAIN)))
    befores = [(before, unit) for before in (*words, *signs) for unit in ("a", "A", "1", " ", "\n", "-", ".")]
    yield from (Text("", unit, rest) for unit in units for rest in REST)
    yield from (Text(before, unit, "!") for before, unit in befores)
