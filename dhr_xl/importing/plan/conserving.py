"""The last check of an import: words of the document that reached no part of the plan are found here, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dhr_xl.importing.plan.rows import PlanRows
from dhr_xl.importing.sources.grid import Grid, Paragraph, Table, Words
from dhr_xl.model import Plan, Unplaced


def words_beside(found: PlanRows, title: str) -> tuple[Unplaced, ...]:
    """What stands in no row and is neither a heading nor the title, each block of it once, in the document's order."""
    grouped: dict[str, Unplaced] = {}
    for number, beside in enumerate(found.beside, start=1):
        if _bare(beside.text) and beside.what != "headings" and _bare(beside.text) != _bare(title):
            grouped.setdefault(beside.text, Unplaced(line=number, text=beside.text, place=beside.place))
    return tuple(grouped.values())


def left_over(grid: Grid, plan: Plan, found: PlanRows, beside: tuple[Unplaced, ...]) -> tuple[Unplaced, ...]:
    """The words of every cell and paragraph that stand nowhere in the plan or beside it, one entry for each place.

    A word printed twice in a row's own cells must stand twice in what was made of the document; words of names, numbers
    and headings are kept once.
    """
    headings = [each.text for each in found.beside]
    have = Counter(word for text in (*_texts(plan), *headings, *(words.text for words in beside)) for word in _bare(text))
    made: list[Unplaced] = []
    for place, text in _all(grid):
        missing = [word for word in text.split() if any(have[bare] <= 0 for bare in _bare(word))]
        if missing:
            made.append(Unplaced(line=len(beside) + len(made) + 1, text=" ".join(missing), place=place))
            have.update(_bare(" ".join(missing)))
    return tuple(made)


def struck_out(grid: Grid) -> tuple[Unplaced, ...]:
    """Words that the document has struck out or deleted: not part of the plan, and kept."""
    made: list[Unplaced] = []
    for place, paragraph in _paragraphs(grid):
        if _bare(paragraph.struck):
            made.append(Unplaced(line=len(made) + 1, text=f"Struck out: {paragraph.struck}", place=place))
    return tuple(made)


def _all(grid: Grid) -> Iterator[tuple[str, str]]:
    for place, paragraph in _paragraphs(grid):
        if paragraph.text:
            yield place, paragraph.text


def _paragraphs(grid: Grid) -> Iterator[tuple[str, Paragraph]]:
    for block in grid.blocks:
        if isinstance(block, Words):
            yield block.place, block.paragraph
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    if cell.origin is None:
                        yield from ((cell.place, paragraph) for paragraph in cell.paragraphs)


def _texts(plan: Plan) -> Iterator[str]:
    """Every text of a plan that the register keeps and the export shows."""
    yield plan.title
    for agency in plan.agencies:
        yield from (agency.name, *agency.aliases)
    for recommendation in plan.recommendations:
        yield from (recommendation.number, recommendation.text, recommendation.section, recommendation.scope)
        for action in recommendation.actions:
            yield from (action.action, action.evidence, action.target_date_text, action.progress, action.part)
            yield from (text for pair in action.own for text in pair)


def _bare(text: str) -> list[str]:
    """The words of a text in small letters, without what stands round them."""
    return "".join(letter.lower() if letter.isalnum() else " " for letter in text).split()
