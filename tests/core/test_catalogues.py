"""Every catalogue is written in one way, some code says each of its sentences, and Stop says whole sentences."""

import ast
import functools
import re
from string import Formatter

import pytest

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.returns import question_sentences as questions
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.sentences import SEVERITIES, Sentence
from dhr_xl.post.incoming.mail_problems import MAIL_SENTENCES
from dhr_xl.register.database_errors import SQLITE_ERRORS
from dhr_xl.workbooks.xlsx.refusals import REFUSALS
from package_source import PACKAGE, words_of

CATALOGUES = {
    "core/plan/findings.py": {code.name: code.value for code in FindingCode},
    "core/returns/problems.py": {code.name: code.value for code in Code},
    "post/incoming/mail_problems.py": MAIL_SENTENCES,
    "workbooks/xlsx/refusals.py": REFUSALS,
}
"""The module of each catalogue, and its table: code -> Sentence."""
SQLITE = {f"SQLite {code}": sentence for code, sentence in SQLITE_ERRORS.items()}
"""The register's catalogue, whose codes are SQLite's own."""
QUESTIONS = {
    f"{name} {kind}": Sentence("note", sentence, questions.HINTS[kind])
    for name in ("OF_RETURN", "OF_MASTER", "OF_EDITION", "OF_EDITION_ANSWER")
    for kind, sentence in getattr(questions, name).items()
}
"""The catalogue of questions, which tests/core/plan/test_kinds.py holds to the kinds that are asked about."""
SAYERS = {
    "core/plan/findings.py": (),
    "core/returns/problems.py": (),
    "post/incoming/mail_problems.py": ("post/incoming",),
    "workbooks/xlsx/refusals.py": ("core/zips", "workbooks/master", "workbooks/returned", "workbooks/xlsx"),
}
"""The rooms that name its codes as text; () where any module may, as members of its enumeration."""
ENTRIES = [(module, code) for module, table in CATALOGUES.items() for code in table]


@functools.cache
def said_by(module):
    """The codes that other modules name, as a member of an enumeration or as text."""
    rooms = SAYERS[module]
    names = {path: path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    others = [path for path, name in names.items() if name != module and (not rooms or name.startswith(rooms))]
    return frozenset().union(*(words_of(path).texts if rooms else words_of(path).attributes for path in others))


@pytest.mark.parametrize(("module", "code"), ENTRIES, ids=[code for _, code in ENTRIES])
def test_every_sentence__is_said_by_some_code(module, code):
    assert code in said_by(module)


@pytest.mark.parametrize(
    "sentence",
    [*(CATALOGUES[module][code] for module, code in ENTRIES), *SQLITE.values(), *QUESTIONS.values()],
    ids=[*(code for _, code in ENTRIES), *SQLITE, *QUESTIONS],
)
def test_every_sentence__is_whole(sentence):
    assert isinstance(sentence, Sentence)
    assert sentence.severity in SEVERITIES
    whole = f"{sentence.message} {sentence.remedy}".strip()
    for template in filter(None, (whole, sentence.agency_remedy, sentence.several)):
        words = {name for _, name, _, _ in Formatter().parse(template) if name}
        said = template.format(**dict.fromkeys(words, "Words."))
        assert said[0].isupper() or said.startswith(("'", "master.xlsx"))
        assert re.search(r"[.?:]['’)]*$", said), said
        assert "  " not in said


def test_no_two_codes__say_the_same():
    for table in CATALOGUES.values():
        assert len(set(table.values())) == len(table)


def stops():
    """The text of every Stop that is written where it is raised: (module and line, its parts; None for a value)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            texts = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    texts[node.targets[0].id] = node.value
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Stop", "Unfinished"} and node.args:
                    argument = node.args[0]
                    text = texts.get(argument.id) if isinstance(argument, ast.Name) else argument
                    if isinstance(text, ast.JoinedStr | ast.Constant):
                        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
                        yield (
                            f"{path.relative_to(PACKAGE)}:{node.lineno}",
                            [part.value if isinstance(part, ast.Constant) else None for part in parts],
                        )


BEGINS = re.compile(r"[A-Z'(\d]|--due|xlwings|master\.xlsx|dhr-xl")
ENDS = re.compile(r"[.?)'…]$|: (?:dhr-xl|pip|python -m pip) [^.]*$")
"""A sentence's end, or a command to copy."""


def test_every_stop__is_whole_sentences():
    found = list(stops())
    assert len(found) > 100
    assert [(where, parts[0]) for where, parts in found if parts[0] and not BEGINS.match(parts[0])] == []
    assert [(where, parts[-1]) for where, parts in found if parts[-1] and not ENDS.search(parts[-1])] == []
