"""Which column is which, told by the words of a heading row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from dhr_xl.dates import read_plan_date
from dhr_xl.importing.sources.text.lines import Line
from dhr_xl.importing.words import read_number


class Role(StrEnum):
    """What a column of an action plan holds, by the name its heading has in the grid where the text gives none."""

    NUMBER = "No"
    RECOMMENDATION = "Recommendation"
    SCOPE = "Scope"
    THEME = "Theme"
    ACTION = "Action"
    OWNER = "Lead agency"
    EVIDENCE = "Evidence"
    TARGET = "Target date"
    PROGRESS = "Progress"
    STATUS = "Status"
    RAG = "RAG"
    COMPLETED = "Date completed"
    OTHER = "Other"


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
    )
)  # fmt: skip
"""The words by which a column is known. The Home Office template has them, and counties add their own."""

_ENOUGH: Final = 3
"""Columns that must be known before a line is taken for headings."""
_LONGEST_HEADING: Final = 110
_AS_AT: Final = re.compile(r"\bas\s+(?:at|of|on)\b", re.IGNORECASE)
_BODY_HEADING: Final = re.compile(r"agenc|organisation|partner|body", re.IGNORECASE)
"""Of two columns that say who, the one for bodies and not for people."""


class Columns(NamedTuple):
    """A heading row: the line it stands on, the key of each column, and its headings as printed.

    keys: a `Role`; a further column of a role and one that is not known have their heading for a key.
    """

    line: int
    keys: tuple[str, ...]
    headings: tuple[str, ...]

    def has(self, role: Role) -> bool:
        """Whether there is such a column."""
        return role in self.keys


def read_columns(line: Line) -> Columns | None:
    """The columns, where this line is a heading row; None where it is not."""
    cells = line.cells
    while cells and not cells[-1]:
        cells = cells[:-1]
    filled = [cell for cell in cells if cell]
    if len(filled) < _ENOUGH or any(len(cell) > _LONGEST_HEADING or _is_content(cell) for cell in filled):
        return None
    roles = [next((role for role, words in HEADINGS if words.search(cell)), Role.OTHER) for cell in cells]
    known = [role for role in roles if role is not Role.OTHER]
    if len(set(known)) < _ENOUGH or len(known) < len(filled) * 0.6:
        return None
    if not {Role.RECOMMENDATION, Role.ACTION} & set(known):
        return None
    return Columns(line.number, _settle(roles, cells), cells)


def _is_content(cell: str) -> bool:
    """Whether a cell holds what stands under headings: a numbered text, or a date that is not the as-at date."""
    numbered = read_number(cell)
    return bool(numbered and numbered.rest) or bool(read_plan_date(cell).value and not _AS_AT.search(cell))


def _settle(roles: list[Role], headings: Sequence[str]) -> tuple[str, ...]:
    """The keys with doubts settled: a completion date alone is the target, a second recommendation is the action."""
    if Role.TARGET not in roles and Role.PROGRESS in roles and Role.COMPLETED in roles:
        roles[roles.index(Role.COMPLETED)] = Role.TARGET
    if Role.ACTION not in roles and roles.count(Role.RECOMMENDATION) > 1:
        roles[len(roles) - 1 - roles[::-1].index(Role.RECOMMENDATION)] = Role.ACTION
    first = {role: roles.index(role) for role in roles}
    owners = [place for place, role in enumerate(roles) if role is Role.OWNER and _BODY_HEADING.search(headings[place])]
    first[Role.OWNER] = owners[0] if owners else first.get(Role.OWNER, 0)
    return tuple(
        role if role is not Role.OTHER and first[role] == place else headings[place] or f"{Role.OTHER} {place + 1}"
        for place, role in enumerate(roles)
    )


def is_help(cells: Sequence[str]) -> bool:
    """Whether a line just under the headings explains them ("i.e. local or regional", "As at …")."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        _AS_AT.match(cell) or (re.match(r"[(a-z]|(?:i\.?e|e\.?g)\b", cell) and len(cell) <= _LONGEST_HEADING)
        for cell in filled
    )
