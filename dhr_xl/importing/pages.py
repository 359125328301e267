"""Plans laid out a page for each recommendation, a label and its value on each line, turned to rows under headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.columns import Role, role_of
from dhr_xl.importing.text import SourceLine

_LONGEST_LABEL: Final = 60
_LEAST_LABELS: Final = 3
_LABEL: Final = re.compile(r"^(?P<label>[^\W\d_][^:]{1,58}?):\s+(?P<value>.*)$")
_COUNTED: Final = re.compile(r"^(?P<name>\D+?)\s*(?P<number>[A-Z]{0,3}\d[\w.]*)$")


class _Pair(NamedTuple):
    """A label of a page and its value; number: the one printed in the label ("Recommendation 3"), or ''."""

    line: int
    label: str
    role: Role
    number: str
    value: str


def turn_pages(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """The pages as a table: one heading row, then a row for each action; () where the lines are no such pages."""
    pairs = _pairs(lines)
    roles = list(dict.fromkeys(pair.role for pair in pairs))
    if len(roles) < _LEAST_LABELS or Role.RECOMMENDATION not in roles or Role.ACTION not in roles:
        return ()
    first = pairs[0].role if pairs[0].role in (Role.NUMBER, Role.RECOMMENDATION) else Role.RECOMMENDATION
    headings = {pair.role: pair.label for pair in reversed(pairs)}
    above = [line for line in lines if line.number < pairs[0].line]
    made = [*above, SourceLine(pairs[0].line, tuple(headings[role] for role in roles))]
    row: dict[Role, str] = {}
    start = pairs[0].line
    for pair in pairs:
        if row and (pair.role is first or (pair.role in row and pair.role is not Role.RECOMMENDATION)):
            made.append(SourceLine(start, tuple(row.get(role, "") for role in roles)))
            row, start = {}, pair.line
        value = f"{pair.number}. {pair.value}" if pair.number and pair.role is Role.RECOMMENDATION else pair.value
        row[pair.role] = f"{row.get(pair.role, '')} {value}".strip()
    made.append(SourceLine(start, tuple(row.get(role, "") for role in roles)))
    return tuple(made)


def _pairs(lines: Sequence[SourceLine]) -> list[_Pair]:
    """The labels with their values; a line without a label goes on with the value above it."""
    made: list[_Pair] = []
    for line in lines:
        filled = [cell for cell in line.cells if cell]
        match = _LABEL.match(filled[0])
        if match and role_of(match["label"]) is not None:
            label, value = match["label"], " ".join((match["value"], *filled[1:]))
        elif len(filled) > 1 and len(filled[0]) <= _LONGEST_LABEL:
            label, value = filled[0].rstrip(":"), " ".join(filled[1:])
        else:
            label, value = "", " ".join(filled)
        counted = _COUNTED.match(label)
        role = role_of(counted["name"] if counted else label) if label else None
        if role is not None:
            made.append(_Pair(line.number, label, role, counted["number"] if counted else "", value.strip()))
        elif made:
            words = f"{made[-1].value} {label} {value}" if label else f"{made[-1].value} {value}"
            made[-1] = made[-1]._replace(value=" ".join(words.split()))
    return made
