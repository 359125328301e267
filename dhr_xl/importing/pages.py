"""Plans laid out a page for each recommendation, a label and its value on each line, turned to rows under headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.columns import Role, role_of
from dhr_xl.importing.furniture import find_furniture
from dhr_xl.importing.headings import are_heading_words
from dhr_xl.importing.shapes import EVERYBODY, is_title, names_body
from dhr_xl.importing.text import SourceLine

_SECTION: Final = "#"
_LONGEST_LABEL: Final = 60
_LEAST_LABELS: Final = 3
_WORDS_OF_LABEL: Final = 4
_LABEL: Final = re.compile(r"^(?P<label>[^\W\d_][^:]{1,58}?):\s+(?P<value>.*)$")
_COUNTED: Final = re.compile(r"^(?P<name>\D+?)(?:(?<!\s)\s++)?(?P<number>[A-Z]{0,3}\d(?:[\w.]*\w)?)[.:)]*$")


class _Pair(NamedTuple):
    """A label of a page and its value.

    number: the one printed in the label ("Recommendation 3"), or ''; role None: a line that is no label's, a page's
    furniture or (with number "#") the heading of a section.
    """

    line: int
    label: str
    role: Role | None
    number: str
    value: str


def turn_pages(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """The pages as a table: one heading row, then a row for each action; () where the lines are no such pages."""
    pairs = _pairs(lines)
    labelled = [pair for pair in pairs if pair.role]
    roles = {pair.role for pair in labelled}
    if len(roles) < _LEAST_LABELS or Role.RECOMMENDATION not in roles or Role.ACTION not in roles:
        return ()
    first = labelled[0]
    labels = list(dict.fromkeys(pair.label for pair in labelled))
    opening = first.label if first.role in (Role.NUMBER, Role.RECOMMENDATION) else ""
    sections = {pair.line for pair in pairs if pair.number == _SECTION}
    made = [line for line in lines if line.number < first.line and line.number not in sections]
    made = [*made, SourceLine(first.line, tuple(labels)), *_headings_above(pairs, first.line, len(labels))]
    row: dict[str, str] = {}
    start = first.line
    for pair in pairs:
        if pair.line < first.line:
            continue
        begins = pair.label == opening or (not opening and pair.role is Role.RECOMMENDATION)
        if row and (begins or pair.label in row or pair.number == _SECTION):
            made.append(SourceLine(start, tuple(row.get(label, "") for label in labels)))
            row, start = {}, pair.line
        if pair.role is None:
            section = pair.number == _SECTION
            made.append(SourceLine(pair.line, (pair.value, *[""] * (len(labels) - 1) * section), aside=not section))
            continue
        start = start if row else pair.line
        mark = "." if pair.role is Role.RECOMMENDATION else ""
        row[pair.label] = f"{pair.number}{mark} {pair.value}".strip() if pair.number else pair.value
    if row:
        made.append(SourceLine(start, tuple(row.get(label, "") for label in labels)))
    return tuple(made)


def _headings_above(pairs: Sequence[_Pair], line: int, width: int) -> list[SourceLine]:
    """The heading of the first section, which stands above the first label."""
    return [
        SourceLine(pair.line, (pair.value, *[""] * (width - 1)))
        for pair in pairs
        if pair.line < line and pair.number == _SECTION
    ]


def _pairs(lines: Sequence[SourceLine]) -> list[_Pair]:
    """The labels with their values; a line without a label goes on with the value above it."""
    furniture = find_furniture(lines, ())
    parted = [_parted(line) for line in lines]
    often = Counter(_name(label) for label, _ in parted)
    made: list[_Pair] = []
    for place, line in enumerate(lines):
        label, value = parted[place]
        counted = _COUNTED.match(label)
        name = counted["name"] if counted else label
        known = name and (often[_name(label)] > 1 or are_heading_words(name))
        role = role_of(name) if known else None
        following = parted[place + 1][0] if place + 1 < len(lines) else ""
        if role is not None:
            made.append(_Pair(line.number, name.strip(), role, counted["number"] if counted else "", value.strip()))
        elif place in furniture:
            made.append(_Pair(line.number, "", None, "", value))
        elif not label and _is_section(value) and role_of(following.rstrip("0123456789. ")) is Role.RECOMMENDATION:
            made.append(_Pair(line.number, "", None, _SECTION, value))
        elif made:
            last = max((n for n, pair in enumerate(made) if pair.role), default=-1)
            words = f"{label} {value}" if label else value
            if last >= 0:
                made[last] = made[last]._replace(value=" ".join(f"{made[last].value} {words}".split()))
    return made


def _name(label: str) -> str:
    """A label without the number in it."""
    counted = _COUNTED.match(label)
    return (counted["name"] if counted else label).strip()


def _is_section(text: str) -> bool:
    return bool(EVERYBODY.match(text)) or (is_title(text) and names_body(text) and not text.endswith("."))


def _parted(line: SourceLine) -> tuple[str, str]:
    """A line's label and what stands after it: with a colon, in a cell of its own, or alone; '' for none."""
    filled = [cell for cell in line.cells if cell]
    text = filled[0] if filled else ""
    match = _LABEL.match(text)
    if match and role_of(match["label"]) is not None:
        return match["label"], " ".join((match["value"], *filled[1:]))
    if len(filled) > 1 and len(text) <= _LONGEST_LABEL:
        return text.rstrip(":"), " ".join(filled[1:])
    bare = text.rstrip(": ")
    counted = _COUNTED.match(bare)
    if len(filled) == 1 and len(bare) <= _LONGEST_LABEL and are_heading_words(counted["name"] if counted else bare):
        ends = text.endswith(":") or (counted and role_of(counted["name"]) is Role.RECOMMENDATION)
        if ends or (text[:1].isupper() and role_of(bare) is not None and len(bare.split()) <= _WORDS_OF_LABEL):
            return bare, ""
    return "", " ".join(filled)
