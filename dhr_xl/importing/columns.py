"""Which column is which, told by the words of a heading row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from dhr_xl.dates import read_plan_date
from dhr_xl.importing.shapes import read_number
from dhr_xl.importing.text import SourceLine


class Role(StrEnum):
    """What a column of an action plan holds."""

    NUMBER = "number"
    RECOMMENDATION = "recommendation"
    SCOPE = "scope"
    THEME = "theme"
    ACTION = "action"
    OWNER = "owner"
    EVIDENCE = "evidence"
    TARGET = "target_date"
    PROGRESS = "progress"
    STATUS = "status"
    RAG = "rag"
    COMPLETED = "completed"
    OTHER = "other"


HEADINGS: Final = tuple(
    (role, re.compile("|".join(patterns), re.IGNORECASE))
    for role, patterns in (
        # the first that fits is taken: the words that tell a column apart stand before those that many share
        (Role.RAG, (r"\bb?rag\b", r"\brating\b", r"\bcolour\b", r"traffic light")),
        (Role.SCOPE, (r"\bscope\b", r"local\W+regional", r"local or (?:regional|national)", r"^level$")),
        (Role.NUMBER, (
            r"^recs?\W*$", r"^(?:#|item)$",
            r"^(?:(?:rec\w*|action|item|our)\W*)?(?:ref(?:erence)?|no|number|num|id|#|nr)\W*(?:no\W*|number)?$",
        )),
        (Role.COMPLETED, (
            r"\bdate (?:of )?(?:completion|completed|achieved)\b", r"\bcompletion date\b", r"\bcompleted on\b",
            r"\bactual date\b",
        )),
        (Role.STATUS, (r"\bstatus\b", r"^complete[d?]*\W*$")),
        (Role.OWNER, (
            r"\blead\b", r"\bowner", r"\bresponsib", r"\bby whom\b", r"^who\b", r"\baccountable\b",
            r"^(?:agency|agencies|organisation|body|partner)\b(?!.*(?:response|update|comment))",
        )),
        (Role.TARGET, (
            r"\btarget\b", r"time\s?-?(?:scale|frame|line)", r"\bdeadline\b", r"\bdue\b", r"\bby when\b", r"^when\b",
            r"^dates?$", r"\bcomplet(?:ion|e) by\b",
        )),
        (Role.EVIDENCE, (
            r"\bevidence\b", r"milestone", r"\bsuccess\b", r"\bmeasure", r"how will (?:we|you) know", r"\bimpact\b",
            r"(?:desired|expected|intended|planned) outcome", r"\bkpi",
        )),
        (Role.PROGRESS, (
            r"progress", r"\bupdates?\b", r"\bcomments?\b", r"\bresponse\b", r"\boutcomes?\b", r"\bnotes?\b",
            r"\bposition\b", r"\bachieved\b", r"\bwhat has been done\b",
        )),
        (Role.THEME, (r"^(?:theme|section|category|area|priority|topic)\b",)),
        (Role.RECOMMENDATION, (r"recommend", r"\blearning (?:point|identified)", r"\bfinding", r"\blesson")),
        (Role.ACTION, (r"\baction", r"\btasks?\b", r"\bsteps?\b", r"^what\b", r"\bactivity\b", r"\bhow\b")),
        (Role.OTHER, (r"sign\W?off", r"\bresources?\b", r"\bcosts?\b", r"\brisk")),
    )
)  # fmt: skip
"""The words by which a column is known. The Home Office template has them, and counties add their own."""

_ENOUGH: Final = 3
"""Columns that must be known before a row is taken for headings."""
_LONGEST_HEADING: Final = 110
_AS_AT: Final = re.compile(r"\bas\s+(?:at|of|on)\b:?\s*(?P<date>.{4,30})", re.IGNORECASE)


_ONCE: Final = frozenset({Role.NUMBER, Role.RECOMMENDATION, Role.TARGET, Role.ACTION, Role.OWNER})
"""What only one column can be; a further one of the kind is kept under its own heading."""
_BODY_HEADING: Final = re.compile(r"agenc|organisation|partner|body", re.IGNORECASE)
"""Of two columns that say who, the one for bodies and not for people."""


class Columns(NamedTuple):
    """A heading row: the line it stands on, the role of each column, and its headings as printed."""

    line: int
    roles: tuple[Role, ...]
    headings: tuple[str, ...]

    def has(self, role: Role) -> bool:
        """Whether there is such a column."""
        return role in self.roles

    def is_before(self, one: Role, other: Role) -> bool:
        """Whether one column stands left of another: its cells may be merged down over several of the other's."""
        return one in self.roles and other in self.roles and self.roles.index(one) < self.roles.index(other)


def role_of(heading: str) -> Role | None:
    """The role of one heading, or None where its words say nothing."""
    return next((role for role, words in HEADINGS if words.search(heading)), None)


def read_columns(line: SourceLine) -> Columns | None:
    """The columns, where this line is a heading row; None where it is not."""
    cells = line.cells
    while cells and not cells[-1]:
        cells = cells[:-1]
    filled = [cell for cell in cells if cell]
    if len(filled) < _ENOUGH or any(len(cell) > _LONGEST_HEADING for cell in filled):
        return None
    if any(_is_content(cell) for cell in filled):
        return None
    roles = [role_of(cell) for cell in cells]
    known = [role for role in roles if role is not None]
    if len(set(known)) < _ENOUGH or len(known) < len(filled) * 0.6:
        return None
    if not {Role.RECOMMENDATION, Role.ACTION} & set(known):
        return None
    return Columns(line.number, _settle(roles, cells), cells)


def _is_content(cell: str) -> bool:
    """Whether a cell holds what stands under headings: a numbered text, or a date that is not the as-at date."""
    numbered = read_number(cell)
    return bool(numbered and numbered.rest) or bool(read_plan_date(cell).value and not _AS_AT.search(cell))


def _settle(roles: Sequence[Role | None], headings: Sequence[str]) -> tuple[Role, ...]:
    """The roles with doubts settled: unknown columns are OTHER, and a completion date alone is the target."""
    settled = [role or Role.OTHER for role in roles]
    if Role.TARGET not in settled and Role.PROGRESS in settled and Role.COMPLETED in settled:
        settled[settled.index(Role.COMPLETED)] = Role.TARGET
    if Role.ACTION not in settled and settled.count(Role.RECOMMENDATION) > 1:
        settled[len(settled) - 1 - settled[::-1].index(Role.RECOMMENDATION)] = Role.ACTION
    first = {role: settled.index(role) for role in settled}
    owners = [place for place, role in enumerate(settled) if role is Role.OWNER]
    first[Role.OWNER] = next(
        (place for place in owners if _BODY_HEADING.search(headings[place])), first.get(Role.OWNER, 0)
    )
    for place, role in enumerate(settled):
        if role in _ONCE and first[role] != place:
            settled[place] = {Role.TARGET: Role.COMPLETED}.get(role, Role.OTHER)
    return tuple(settled)


def read_as_at(cells: Sequence[str]) -> dt.date | None:
    """The date after "as at" in these words, where there is a whole one."""
    for cell in cells:
        match = _AS_AT.search(cell)
        reading = read_plan_date(match["date"]) if match else None
        if reading and reading.value:
            return reading.value
    return None


def is_help(cells: Sequence[str]) -> bool:
    """Whether a row just under the headings explains them ("i.e. local or regional", "As at …")."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        _AS_AT.match(cell) or (re.match(r"[(a-z]|(?:i\.?e|e\.?g)\b", cell) and len(cell) <= _LONGEST_HEADING)
        for cell in filled
    )
