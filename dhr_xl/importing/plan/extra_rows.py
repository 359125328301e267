"""Recognise rows of a plan's table that hold no action: help under the headings, totals, a colour key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.importing.plan.colours import is_colour
from dhr_xl.importing.plan.roles import PlanColumns
from dhr_xl.importing.sources.grid import GridRow
from dhr_xl.importing.terms.headings import Role

_ENOUGH: Final = 2
"""Filled cells of a row at least for a word in the number column to show that the row is help."""
_HELP: Final = re.compile(
    r"^\W*(?:\((?!\w{1,3}[.)])|i\.?e\b|e\.?g\b|please\b|insert\b|enter\b|state\b|describe\b|list\b|who\b|what\b|how\b|when\b|which\b|include\b|"
    r"(?:red|amber|green|blue)\b(?:\W+(?:red|amber|green|blue|and|or)\b)+|as at\b)|\?\W*$",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(r"(?:grand |sub)?\W?totals?\b", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MANY_WORDS: Final = 4
"""A row with this many words in a cell is not a row of totals."""
_COLOUR_KEY_HEADING: Final = re.compile(
    r"(?:(?:b?rag|colour|status)\s*)?(?:key|legend)\W*|b?rag|colours?", re.IGNORECASE
)
_COLUMNS_OF_KEY: Final = 2
_MIXED: Final = re.compile(r"\(|i\.?e\b|e\.?g\b")


def is_help_row(row: GridRow, columns: PlanColumns, below: GridRow | None) -> bool:
    """Tell whether a row just under the headings only explains them ("i.e. local or regional", "What is to be done?").

    below: the row after it, which shows whether the number column holds numbers.
    """
    texts = [cell.text for cell in row.filled]
    if any(re.fullmatch(r"\W*d{1,2}\W?m{1,2}\W?y{2,4}\W*", text, re.IGNORECASE) for text in texts):
        return True
    if Role.NUMBER in columns.roles and below is not None and len(texts) > _ENOUGH:
        place = columns.roles.index(Role.NUMBER)
        here, after = row.cells[place].text, below.cells[place].text
        if len(here) > 3 and not re.search(r"\d", here) and re.search(r"\d", after):  # noqa: PLR2004 - longer than "iv"
            return True
    explaining = sum(
        1 for text in texts if _HELP.search(text) and (_MIXED.match(text) or "?" in text or _gives_instructions(text))
    )
    numbered = any(
        re.match(r"\W*[A-Z]{0,4}\W?\d+", cell.text)
        for cell, role in zip(row.cells, columns.roles, strict=True)
        if role in (Role.NUMBER, Role.RECOMMENDATION)
    )
    return bool(texts) and not numbered and explaining * 2 > len(texts)


def _gives_instructions(text: str) -> bool:
    """Tell whether a text lists colours or says what to write, as help under a heading does."""
    return bool(
        re.match(
            r"\W*(?:red|amber|green|blue|i\.?e|e\.?g|please|insert|enter|state|describe|as at)\b", text, re.IGNORECASE
        )
    )


def is_totals_row(texts: Sequence[str]) -> bool:
    """Tell whether a row adds up the rows above. texts: of its filled cells."""
    return bool(texts and _TOTAL.match(texts[0])) and all(len(_LETTERS.findall(text)) < _MANY_WORDS for text in texts)


def starts_colour_key(row: GridRow) -> bool:
    """Tell whether a colour key begins here, below the plan: its heading, or a colour and its meaning."""
    texts = [cell.text for cell in row.filled]
    headed = bool(texts) and _COLOUR_KEY_HEADING.fullmatch(texts[0]) is not None and len(texts) <= _COLUMNS_OF_KEY
    return headed or (len(texts) == _COLUMNS_OF_KEY and is_colour(texts[0]) and len(texts[0]) > 1)
