"""Refuse a document that is not an action plan, or that was not understood, saying what was found."""

from __future__ import annotations

from collections import Counter
from typing import Final

from dhr_xl.core.plan.model import Plan
from dhr_xl.errors import Stop
from dhr_xl.importing.plan.values import FoundRows
from dhr_xl.importing.sources.grid import Grid

_LARGEST_SHARE: Final = 1 / 3
"""Share of all words in one cell; above it, the table was probably not separated from the text around it."""
_FEWEST_WORDS: Final = 600
"""Words of a plan at least before one long cell is suspicious."""
_ANYWAY: Final = "If it is an action plan after all, run the command again with --anyway, then check every row."


def check_rows(found: FoundRows, grid: Grid, name: str) -> None:
    """Raise Stop where no row of a plan was found, saying what the document seems to be."""
    if found.rows:
        return
    if found.others:
        raise Stop(
            f"{name} reads like {found.others[0]}, not like an action plan. Choose the document that has the plan."
        )
    if found.columns:
        raise Stop(
            f"{name} has the headings of an action plan, but no row under them is filled in: it is a form left blank. "
            "Choose the document that is filled in."
        )
    words = sum(len(outside.text.split()) for outside in found.outside)
    if not words:
        raise Stop(f"{name} holds no words. Choose the document that has the plan's table.")
    seen = f"{len(grid.tables)} tables" if len(grid.tables) > 1 else ("one table" if grid.tables else "no table")
    raise Stop(
        f"No action plan was found in {name}: it holds {seen} and {words:,} words, but no headings such as "
        "Recommendation, Action and Target date. Add a row of such headings above the plan's table, and import that."
    )


def check_plan(plan: Plan, found: FoundRows, name: str) -> None:
    """Raise Stop where the result reads like another kind of document, or like a table that was not understood."""
    if found.others and not any(recommendation.text for recommendation in plan.recommendations):
        raise Stop(f"{name} reads like {found.others[0]}, not like an action plan. {_ANYWAY}")
    filled = [one for one in plan.recommendations if one.text or one.actions]
    if not any(one.text or any(action.action for action in one.actions) for one in filled):
        raise Stop(
            f"{name} has the headings of an action plan, but no recommendation or action under them: it is a form "
            "left blank. Choose the document that is filled in."
        )
    sizes = Counter({one.number: len(one.text.split()) for one in filled})
    total = sizes.total()
    for action in plan.actions:
        texts = (action.action, action.evidence, action.progress)
        total += sum(len(text.split()) for text in texts)
        sizes[action.ref] = max(len(text.split()) for text in (*texts, action.target_date_text))
    largest, size = sizes.most_common(1)[0]
    if total > _FEWEST_WORDS and size > total * _LARGEST_SHARE:
        raise Stop(
            f"{name} was not understood: one cell of {largest} would hold {size:,} of the plan's {total:,} words, so "
            "the table could not be separated from the text around it. Copy the table into a new Word or Excel file, "
            f"and import that. {_ANYWAY}"
        )
    without = sum(not one.actions for one in filled)
    if len(filled) > 3 and without * 2 > len(filled):  # noqa: PLR2004 - a short plan may have no actions yet
        raise Stop(
            f"{name} gives {len(filled)} recommendations, and {without} of them have no action, date or report: it is "
            f"a list of recommendations and not a plan yet. Choose the document that has the actions. {_ANYWAY}"
        )
