"""Find a table's headings and decide what each column holds: by its heading, confirmed by its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import read_plan_date
from dhr_xl.importing.plan.colours import is_colour, is_tick
from dhr_xl.importing.sources.grid import GridRow, GridTable
from dhr_xl.importing.terms.headings import FIRST_WORDS, OTHER_DOCUMENTS, Role, find_role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.statuses import says_status
from dhr_xl.importing.terms.words import is_acronym, names_body

_LONGEST_HEADING: Final = 260
"""Characters of a heading at most."""
_ENOUGH: Final = 2
"""Columns of telling roles that a heading row has at least."""
_PRINTED_NUMBER: Final = re.compile(r"[A-Z]{0,8}[ .-]?(?:\(\d\d/\d\d\) ?)?\d[\w./]{0,6}(?: ?\([a-z]{1,4}\))?\.?")
"""A number as plans print them: "9a", "R10", "21.10.1", "SR (25/26) 01", "2 (i)"."""
_RESPONSE_HEADING: Final = re.compile(r"action|response", re.IGNORECASE)
_PAST_COMPLETION: Final = re.compile(r"\b(?:completed|achieved|closed|done|actual)\b", re.IGNORECASE)
"""Words of a heading over dates that have passed, as opposed to planned ones ("Completion date")."""
_SHARED_ROLES: Final = frozenset({None, Role.OTHER, Role.RAG, Role.STATUS, Role.SCOPE, Role.THEME})
"""Roles that do not show a table to be a plan, because a colour key has such columns too."""
_SINGLE_ROLES: Final = frozenset({Role.NUMBER, Role.PART, Role.RECOMMENDATION, Role.TARGET, Role.ACTION, Role.OWNER})
"""Roles that one column of a plan at most has."""
_TELLING_HEADINGS: Final = {
    Role.OWNER: re.compile(r"agenc|organi[sz]ation|\bbod(?:y|ies)\b|partner|service|corff", re.IGNORECASE),
    Role.RECOMMENDATION: re.compile(r"recommend|argymhell", re.IGNORECASE),
}
"""Words of the heading to prefer where several columns have a role; without them the first has it."""


class PlanColumns(NamedTuple):
    """The columns of a table. roles: the role of each; headings: each as printed."""

    roles: tuple[Role, ...]
    headings: tuple[str, ...]

    def has(self, role: Role) -> bool:
        """Tell whether a column has this role."""
        return role in self.roles

    def leads_with(self, role: Role) -> bool:
        """Tell whether a column of this role is to the left of the recommendations."""
        return self.has(Role.RECOMMENDATION) and role in self.roles[: self.roles.index(Role.RECOMMENDATION)]


class HeadingRows(NamedTuple):
    """The headings found in a table. first: their first row; rows: how many rows they take."""

    first: int
    rows: int
    columns: PlanColumns


def find_headings(table: GridTable, start: int = 0) -> HeadingRows | None:
    """Find the first headings from row `start` on, in one row or two, that name a recommendation or action column."""
    for first in range(start, len(table.rows)):
        headed = _read_headings_at(table, first)
        if headed is not None and {Role.RECOMMENDATION, Role.ACTION} & set(headed.columns.roles):
            return headed
    return None


def _read_headings_at(table: GridTable, first: int) -> HeadingRows | None:
    """Read the headings in a row, or in it and the one below; None where there are none."""
    texts = _list_texts(table.rows[first])
    alone, both = _find_roles(texts), _combine_heading_rows(table, first)
    if both:
        below = _list_texts(table.rows[first + 1])
        own = _find_roles(below)
        pair = tuple(
            Role.STATUS if is_bare_status(text) and Role.STATUS in alone else role or over  # a column to tick
            for role, over, text in zip(own, _find_roles(both), below, strict=True)
        )
        named = _count_known(pair)
        more = named > _count_known(alone) and named >= _count_known(own)
        better = more and _heads_groups(table.rows[first]) and _is_heading_row(pair, both)
        if better or (_is_heading_row(alone, texts) and _is_second_heading_row(table, first)):
            return HeadingRows(first, 2, _settle_roles(pair, both, table.rows[first + 2 :]))
    if _is_heading_row(alone, texts):
        return HeadingRows(first, 1, _settle_roles(alone, texts, table.rows[first + 1 :]))
    return None


def find_other_kind(table: GridTable) -> str:
    """Say which other kind of document a table's headings show: minutes, a risk register, a chronology; else ''."""
    rows = (tuple(text for text in _list_texts(row) if text) for row in table.rows[:6])
    top = next((texts for texts in rows if len(texts) > _ENOUGH), ())
    if not top or Role.RECOMMENDATION in _find_roles(top) or any(len(text) > FIRST_WORDS for text in top):
        return ""
    return next((what for what, pattern in OTHER_DOCUMENTS for text in top if pattern.search(text)), "")


def _list_texts(row: GridRow) -> tuple[str, ...]:
    """Return a row's words by column; a cell merged over several columns counts in the first."""
    return tuple("" if cell.origin else cell.text for cell in row.cells)


def _combine_heading_rows(table: GridTable, first: int) -> tuple[str, ...]:
    """Combine the headings of two rows: each group's heading before those under it; () where there is no second row."""
    if first + 1 >= len(table.rows):
        return ()
    above, below = table.rows[first], table.rows[first + 1]
    made: list[str] = []
    for cell, head in zip(below.cells, above.cells, strict=True):
        over = (table.rows[head.origin[0]].cells[head.origin[1]] if head.origin else head).text
        own = "" if cell.origin and cell.origin[0] <= first else cell.text
        made.append(own if over == own else f"{over} {own}".strip())
    return tuple(made)


def _is_second_heading_row(table: GridTable, first: int) -> bool:
    """Tell whether the row below the headings is part of them: merged with them, or marked as such in the file."""
    below = table.rows[first + 1]
    if table.headings >= first + 2:
        return True
    into = [cell for cell in below.cells if cell.origin and cell.origin[0] == first]
    own = below.filled
    whole = len(into) + len(own) >= len(below.cells) - 1
    return bool(into) and whole and all(len(cell.text) <= FIRST_WORDS for cell in own)


def _heads_groups(row: GridRow) -> bool:
    """Tell whether a row heads groups of columns: some cells are merged over several, or blank beside others."""
    texts = set(_list_texts(row))
    return len(texts - {""}) > 1 and "" in texts and not any(text.endswith(".") for text in texts)


def _find_roles(texts: Sequence[str]) -> tuple[Role | None, ...]:
    return tuple(find_role(text) if 0 < len(text) <= _LONGEST_HEADING else None for text in texts)


def _count_known(roles: Sequence[Role | None]) -> int:
    return len({role for role in roles if role and role is not Role.OTHER})


def _is_heading_row(roles: Sequence[Role | None], texts: Sequence[str]) -> bool:
    """Tell whether a row holds headings: enough roles, a recommendation's or action's among them, and no content."""
    if not {Role.RECOMMENDATION, Role.ACTION} & set(roles) or len(set(roles) - _SHARED_ROLES) < _ENOUGH:
        return False
    filled = [text for text in texts if text]
    return not any(map(_is_content, filled)) and sum(map(bool, roles)) * 2 >= len(filled)


def _is_content(text: str) -> bool:
    """Tell whether a cell holds content and no heading: a numbered sentence, a date, a whole sentence."""
    sentence = text.endswith(".") and len(text) > FIRST_WORDS
    if len(text) < FIRST_WORDS and find_role(text) is not None and not text.lower().startswith("recommendation"):
        return False
    numbered = re.match(r"(?:recommendation\s*)?\d+\W+\w.*", text, re.IGNORECASE)
    return sentence or bool(numbered) or (text[0].isdigit() and _is_date(text))


def _settle_roles(roles: Sequence[Role | None], headings: Sequence[str], rows: Sequence[GridRow]) -> PlanColumns:
    """Settle doubtful roles by the cells in the rows under each heading, and give each single role to one column."""
    cells = [[row.cells[place] for row in rows] for place in range(len(roles))]
    filled = [[cell.text for cell in column if cell.origin is None and cell.text] for column in cells]
    settled = [role or Role.OTHER for role in roles]
    for place, role in enumerate(roles):
        settled[place] = _confirm_role(role, headings[place], filled[place], settled)
    if Role.ACTION not in settled and settled.count(Role.RECOMMENDATION) > 1:
        settled[len(settled) - 1 - settled[::-1].index(Role.RECOMMENDATION)] = Role.ACTION
    answers = [n for n, role in enumerate(settled) if role is Role.PROGRESS and _RESPONSE_HEADING.search(headings[n])]
    if Role.ACTION not in settled and answers:
        settled[answers[0]] = Role.ACTION  # "Response and action"
    _keep_one(settled, headings)
    _reassign(settled, Role.TARGET, Role.REVISED)
    _assign_by_content(settled, Role.TARGET, headings, filled, _is_date)
    done = any(_PAST_COMPLETION.search(headings[n]) for n, role in enumerate(settled) if role is Role.COMPLETED)
    if not done:
        _reassign(settled, Role.TARGET, Role.COMPLETED)
    _assign_by_content(settled, Role.OWNER, headings, filled, _is_body)
    _reassign(settled, Role.OWNER, Role.OFFICER, Role.SUPPORT)
    _reassign(settled, Role.RECOMMENDATION, Role.THEME)
    if Role.NUMBER not in settled and Role.PART in settled and Role.RECOMMENDATION not in settled:
        settled[settled.index(Role.PART)] = Role.NUMBER
    return PlanColumns(tuple(settled), tuple(headings))


def _confirm_role(role: Role | None, heading: str, texts: Sequence[str], settled: Sequence[Role]) -> Role:
    """Confirm a column's role by its cells: figures cannot be actions, nor sentences statuses."""
    prose = [text for text in texts if not (is_colour(text) or says_status(text) or is_tick(text))]
    bare = [text for text in texts if find_role(text) is None]
    numbers = Role.NUMBER not in settled and bool(bare) and all(map(is_printed_number, bare))
    figures = bool(texts) and all(re.fullmatch(r"[\d,.%]+", text) for text in texts)
    if role in (Role.ACTION, Role.RECOMMENDATION) and figures:
        return Role.OTHER
    if role in (Role.RAG, Role.STATUS) and len(prose) * 2 > len(texts):
        return Role.PROGRESS
    if numbers and (not heading or (role is Role.RECOMMENDATION and settled.count(role) > 1)):
        return Role.NUMBER
    return role or Role.OTHER


def _keep_one(settled: list[Role], headings: Sequence[str]) -> None:
    """Leave each single role to one column."""
    for role in _SINGLE_ROLES:
        places = [place for place, other in enumerate(settled) if other is role]
        telling = _TELLING_HEADINGS.get(role)
        named = (place for place in places if telling and telling.search(headings[place]))
        best = next(named, next(iter(places), None))
        for place in places:
            if place != best:
                settled[place] = {Role.OWNER: Role.OFFICER, Role.NUMBER: Role.PART}.get(role, Role.OTHER)


def _assign_by_content(
    settled: list[Role],
    role: Role,
    headings: Sequence[str],
    filled: Sequence[Sequence[str]],
    fits: Callable[[str], bool],
) -> None:
    """Give a missing role to a column with an unknown heading, where most of its cells fit."""
    if {role, Role.OFFICER if role is Role.OWNER else role} & set(settled):
        return
    for place, other in enumerate(settled):
        unknown = other is Role.OTHER and find_role(headings[place]) is not Role.OTHER
        if unknown and sum(map(fits, filled[place])) * 2 > len(filled[place]):
            settled[place] = role
            return


def _is_date(text: str) -> bool:
    return len(text) <= 40 and read_plan_date(text).value is not None  # noqa: PLR2004 - longer texts are sentences


def _is_body(text: str) -> bool:
    return len(text) <= 60 and (is_acronym(text) or names_body(text)) and not text.endswith(".")  # noqa: PLR2004


def _reassign(settled: list[Role], role: Role, *others: Role) -> None:
    """Give a missing role to the first column of the first of the other roles that is there."""
    found = next((other for other in others if other in settled), None)
    if found and role not in settled:
        settled[settled.index(found)] = role


def is_printed_number(text: str) -> bool:
    """Tell whether a text is a number as plans print them, and nothing else."""
    return bool(_PRINTED_NUMBER.fullmatch(text))
