"""Account for every word: find the words of the document that are in no part of the plan, and keep them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dhr_xl.core.plan.model import Plan, Unplaced
from dhr_xl.importing.plan.actions import is_whole_day
from dhr_xl.importing.plan.values import FoundRows
from dhr_xl.importing.sources.grid import Grid, LooseParagraph, Paragraph
from dhr_xl.importing.terms.headings import Role

_KEPT_ONCE: Final = frozenset({Role.OWNER, Role.NUMBER, Role.RECOMMENDATION, Role.SCOPE, Role.THEME, Role.PART})
"""Columns whose words are kept once, though they are printed in row after row."""


def collect_unplaced(
    grid: Grid, plan: Plan, found: FoundRows, as_at: str, refs: Mapping[str, str]
) -> tuple[Unplaced, ...]:
    """Collect the words that have no place in the plan, each with its line or its number in the list.

    as_at: the heading that gives the plan's date, or ''; refs: place -> the ref of the action in whose row it is.
    """
    dated = (Unplaced(line=0, text=as_at, place="the table's headings", checked=True),) if as_at else ()
    outside = (*dated, *_collect_words_outside(found, plan.title), *_collect_struck_out(grid))
    made: list[Unplaced] = []
    for number, words in enumerate((*outside, *_collect_left_over(grid, plan, found, outside)), 1):
        line = re.fullmatch(r"line (\d+)", words.place)
        where = {"line": int(line[1]) if line else number, "ref": refs.get(words.place, "")}
        made.append(words._replace(**where))
    return tuple(made)


def _collect_words_outside(found: FoundRows, title: str) -> tuple[Unplaced, ...]:
    """Collect the texts in no row that are neither headings nor the title, each once, in the document's order."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for number, outside in enumerate(found.outside):
        if outside.text and outside.what != "headings" and _split_bare_words(outside.text) != _split_bare_words(title):
            apart = "" if outside.what == "aside" else str(number)  # all asides of one place are one entry
            texts = grouped.setdefault((outside.place, apart), [])
            texts.extend([] if outside.text in texts else [outside.text])
    made = {"\n".join(texts): place for (place, _), texts in reversed(grouped.items())}
    return _number_words(reversed(made.items()))


def _collect_left_over(grid: Grid, plan: Plan, found: FoundRows, outside: tuple[Unplaced, ...]) -> tuple[Unplaced, ...]:
    """Collect the words of cells and paragraphs that are nowhere in the plan or in `outside`, one entry for each place.

    A word of an action's own cells must be in the plan as often as it is printed. Words of names, numbers,
    recommendations and headings are kept once.
    """
    pieces = [piece for row in found.rows for piece in row.pieces if piece.own]
    # kept as dates
    days = [piece.cell for piece in pieces if piece.role is Role.COMPLETED and is_whole_day(piece.cell.text)]
    often = Counter(word for text in _iterate_plan_texts(plan) for word in _split_tokens(text))
    others = (*(each.text for each in found.outside), *(cell.text for cell in days), *(each.text for each in outside))
    have = often + Counter(word for text in others for word in _split_tokens(text))
    have["recommendation"] += 1  # the word before a number, which is kept without it
    made: dict[str, list[str]] = {}
    for piece in (piece for piece in pieces if piece.role not in _KEPT_ONCE and piece.cell not in days):
        for word in " ".join(paragraph.text for paragraph in piece.cell.paragraphs).split():
            missing = [token for token in _split_tokens(word) if often[token] <= 0]
            often.subtract(_split_tokens(word))
            if missing:
                made.setdefault(piece.cell.place, []).append(word)
    have.update(word for words in made.values() for word in _split_tokens(" ".join(words)))
    for place, paragraph in _iterate_paragraphs(grid):
        words = paragraph.text.split()
        lost = [word for word in words if any(have[token] <= 0 for token in _split_tokens(word))]
        if lost:
            made.setdefault(place, []).extend(lost)
            have.update(_split_tokens(" ".join(lost)))
    return _number_words((" ".join(words), place) for place, words in made.items())


def _number_words(found: Iterable[tuple[str, str]]) -> tuple[Unplaced, ...]:
    return tuple(Unplaced(line=n, text=text, place=place) for n, (text, place) in enumerate(found, 1))


def _split_tokens(text: str) -> list[str]:
    """Split a text into words; a sign by itself is one too."""
    return [token for word in text.split() for token in (_split_bare_words(word) or [word])]


def _collect_struck_out(grid: Grid) -> tuple[Unplaced, ...]:
    """Collect words that the document has struck out or deleted: no part of the plan, but kept."""
    struck = ((place, each.struck) for place, each in _iterate_paragraphs(grid) if _split_bare_words(each.struck))
    return _number_words((f"Struck out: {words}", place) for place, words in struck)


def _iterate_paragraphs(grid: Grid) -> Iterator[tuple[str, Paragraph]]:
    for block in grid.blocks:
        if isinstance(block, LooseParagraph):
            yield block.place, block.paragraph
        else:
            own = (cell for row in block.rows for cell in row.cells if cell.origin is None)
            yield from ((cell.place, paragraph) for cell in own for paragraph in cell.paragraphs)


def _iterate_plan_texts(plan: Plan) -> Iterator[str]:
    """Yield every text of a plan that the register keeps and the export shows."""
    yield plan.title
    for agency in plan.agencies:
        yield from (agency.name, *agency.aliases)
    for recommendation in plan.recommendations:
        yield from (recommendation.number, recommendation.text, recommendation.section, recommendation.scope)
        for action in recommendation.actions:
            yield from (action.action, action.evidence, action.target_date_text, action.progress, action.part)
            yield from (text for pair in action.own for text in pair)


def _split_bare_words(text: str) -> list[str]:
    """Split a text into lower-case words without punctuation."""
    return "".join(letter.lower() if letter.isalnum() else " " for letter in text).split()
