"""What stands beside the table: the lines above it, and its own headings. Kept, and said, so that no word is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.findings import Look, find
from dhr_xl.importing.columns import Columns, Role
from dhr_xl.importing.text import SourceLine
from dhr_xl.model import Finding, Unplaced

_LONGEST_BLOCK: Final = 8000
"""Characters of the lines above that are kept together; more begin another block."""

ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.NUMBER: "number",
    Role.RECOMMENDATION: "recommendation",
    Role.SCOPE: "scope",
    Role.THEME: "theme",
    Role.ACTION: "action",
    Role.OWNER: "agency",
    Role.EVIDENCE: "evidence",
    Role.TARGET: "target date",
    Role.PROGRESS: "progress",
    Role.STATUS: "status",
    Role.RAG: "colour, kept with progress",
    Role.COMPLETED: "completion, kept with progress",
    Role.OTHER: "no field of its own, kept with progress",
}
"""What a column was taken for, in words a coordinator uses."""


def beside(lines: Sequence[SourceLine], title: str) -> tuple[Unplaced, ...]:
    """The lines above a table as few pieces of text, without the one that became the plan's title."""
    made: list[Unplaced] = []
    for line in lines:
        text = text_of(line)
        if text == title or not text:
            continue
        if made and len(made[-1].text) + len(text) < _LONGEST_BLOCK:
            made[-1] = Unplaced(line=made[-1].line, text=f"{made[-1].text}\n{text}")
        else:
            made.append(Unplaced(line=line.number, text=text))
    return tuple(made)


def about_beside(lines: Sequence[SourceLine], title: str) -> list[Finding]:
    """What is said about them: one sentence for each piece."""
    return [
        find(Look.LINES_ABOVE, f"line {words.line}", why=_counted(words.text.count("\n") + 1), source=words.text)
        for words in beside(lines, title)
    ]


def about_columns(headings: Sequence[Columns]) -> list[Finding]:
    """What each column was taken for."""
    return [find(Look.COLUMNS_READ, f"line {columns.line}", why=_taken(columns)) for columns in headings]


def text_of(line: SourceLine) -> str:
    """A line's words, its cells one after another."""
    return " ".join(cell for cell in line.cells if cell)


def _taken(columns: Columns) -> str:
    return ", ".join(
        f"‘{heading}’ {ROLE_WORDS[role]}"
        for heading, role in zip(columns.headings, columns.roles, strict=True)
        if heading
    )


def _counted(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
