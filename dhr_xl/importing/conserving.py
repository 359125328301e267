"""The last check of an import: words of the table that reached no part of the plan are found here, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from dhr_xl.importing.columns import Role
from dhr_xl.importing.rows import Row
from dhr_xl.importing.sections import Heading
from dhr_xl.importing.text import SourceLine
from dhr_xl.model import Agency, Plan, Recommendation, Unplaced

_NAMES: Final = frozenset({Role.OWNER, Role.NUMBER, Role.RECOMMENDATION, Role.SCOPE, Role.THEME})
"""Columns whose words are kept once though they are printed on row after row."""

_JOINING: Final = {
    Role.OWNER: frozenset({"and"}),
    Role.NUMBER: frozenset({"recommendation", "rec", "no", "number"}),
    Role.RECOMMENDATION: frozenset({"recommendation", "rec", "no", "number"}),
}
"""Words that join names in a cell, or stand before a number, and say nothing by themselves."""


def left_over(
    items: Sequence[Heading | Row], recommendations: Sequence[Recommendation], agencies: Sequence[Agency]
) -> tuple[Unplaced, ...]:
    """The words of rows that stand nowhere in the plan, with their lines: none where every rule did its work."""
    have = Counter(word for text in _texts(recommendations) for word in text.split())
    names = {word for agency in agencies for text in (agency.name, *agency.aliases) for word in _bare(text)}
    once = {word for text in _once(recommendations) for word in _bare(text)} | names
    made: list[Unplaced] = []
    for item in items:
        missing = _missing(item, have, once) if isinstance(item, Row) else _missing_heading(item, once)
        if missing:
            made.append(Unplaced(line=item.line, text=" ".join(missing)))
    return tuple(made)


def never_kept(lines: Sequence[SourceLine], plan: Plan) -> tuple[Unplaced, ...]:
    """The words of the whole document that stand nowhere in a plan, each with the first line that has it.

    The last net: whatever the rules did, what this finds is kept too.
    """
    have = set(_bare(" ".join(_all_texts(plan))))
    made: list[Unplaced] = []
    for line in lines:
        missing = [word for cell in line.cells for word in cell.split() if not set(_bare(word)) <= have]
        if missing:
            have.update(_bare(" ".join(missing)))
            made.append(Unplaced(line=line.number, text=" ".join(missing)))
    return tuple(made)


def _all_texts(plan: Plan) -> list[str]:
    """Every text of a plan that the register keeps and the export shows."""
    return [
        plan.title,
        *_texts(plan.recommendations),
        *_once(plan.recommendations),
        *(name for agency in plan.agencies for name in (agency.name, *agency.aliases)),
        *(words.text for words in plan.unplaced),
        *(finding.message for finding in plan.findings),
    ]


def _missing_heading(heading: Heading, once: set[str]) -> list[str]:
    """A heading's words, where nothing stands under it and no body is called so."""
    return [] if set(_bare(heading.text)) <= once else [heading.text]


def _missing(row: Row, have: Counter[str], once: set[str]) -> list[str]:
    missing: list[str] = []
    for role, text in row.cells.items():
        words = text.split()
        kept = once | _JOINING.get(role, frozenset()) if len(words) > 1 else once
        for word in words:
            if role in _NAMES and set(_bare(word)) <= kept:
                continue
            if role not in _NAMES and have[word] > 0:
                have[word] -= 1
                continue
            missing.append(word)
    return missing


def _texts(recommendations: Sequence[Recommendation]) -> list[str]:
    """The words that are kept as often as they are printed."""
    return [
        text
        for recommendation in recommendations
        for action in recommendation.actions
        for text in (action.action, action.evidence, action.target_date_text, action.progress)
    ]


def _once(recommendations: Sequence[Recommendation]) -> list[str]:
    return [
        text
        for recommendation in recommendations
        for text in (
            recommendation.number, recommendation.text, recommendation.section, recommendation.scope,
            *(action.part for action in recommendation.actions),
        )
    ]  # fmt: skip


def _bare(text: str) -> list[str]:
    """The words of a text in small letters, without what stands round them."""
    return "".join(letter.lower() if letter.isalnum() else " " for letter in text).split()
