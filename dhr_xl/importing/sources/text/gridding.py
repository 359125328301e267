"""Recommendations and actions to the grid: one table, a row an action, and the words that stand in none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dhr_xl.findings import Look
from dhr_xl.importing.headings import Role
from dhr_xl.importing.sources.grid import Cell, Grid, Guess, Paragraph, Row, Table, Words
from dhr_xl.importing.sources.text.joining import SHARED, Action, Recommendation
from dhr_xl.importing.sources.text.lines import Line
from dhr_xl.importing.sources.text.rows import Seen
from dhr_xl.importing.sources.text.rows import Table as Read
from dhr_xl.importing.sources.text.sections import Section

_MERGED: Final = frozenset({*SHARED, Role.RECOMMENDATION, Role.ACTION})
"""Columns in which an empty cell goes on with the one above it in the same recommendation."""
_NO_ROW: Final = -1


def make_grid(read: Read, items: Sequence[Section | Recommendation], asides: Sequence[Line]) -> Grid:
    """The grid of a table whose rows were put together. asides: words that stand in no row."""
    headings = _headings(read, items)
    place = f"line {read.columns[0].line}"
    rows = [Row(tuple(Cell(_paragraphs(text), place=place) for text in headings.values()))]
    guesses: list[Guess] = []
    for item in items:
        if isinstance(item, Section):
            place = f"line {item.line}"
            rest = [Cell(origin=(len(rows), 0), place=place) for _ in range(len(headings) - 1)]
            rows.append(Row((Cell((Paragraph(item.text),), place=place), *rest)))
            continue
        for number, action in enumerate(item.actions or [Action(item.line)]):
            guesses += [_guess(len(rows), seen) for seen in (*action.seen, *_mended(item.section))]
            rows.append(_row(item, action, tuple(headings), rows, first=number == 0))
    guesses += [_guess(_NO_ROW, Seen(Look.LINE_GARBLED, line.number, line.text)) for line in read.garbled]
    table = Table(tuple(rows), place=f"line {read.columns[0].line}", headings=1)
    above = (Words(Paragraph(line.text), f"line {line.number}") for line in read.above)
    loose = sorted((*asides, *read.aside, *read.garbled))
    below = (Words(Paragraph(line.text), f"line {line.number}", aside=True) for line in loose)
    return Grid("txt", (*above, table, *below), tuple(guesses))


def _headings(read: Read, items: Sequence[Section | Recommendation]) -> dict[str, str]:
    """Each column's heading with the words that explain it; the agency's column is added where labels name it."""
    made: dict[str, str] = {}
    for columns in read.columns:
        made = dict(zip(columns.keys, columns.headings, strict=True)) | made
    owned = any(action.owner for item in items if isinstance(item, Recommendation) for action in item.actions)
    return {**made, Role.OWNER: "Lead agency"} if owned and Role.OWNER not in made else made


def _row(item: Recommendation, action: Action, keys: Sequence[str], above: Sequence[Row], *, first: bool) -> Row:
    texts: dict[str, str] = {**action.cells, Role.OWNER: action.owner}
    if first:
        texts |= {key: f"{text} {texts.get(key, '')}".strip() for key, text in item.cells.items()}
        texts[Role.RECOMMENDATION] = f"{item.mark} {item.text}".strip()
    cells: list[Cell] = []
    for column, key in enumerate(keys):
        text = texts.get(key, "")
        origin = None
        if not text and not first and key in _MERGED:
            origin = above[-1].cells[column].origin or (len(above) - 1, column)
        cells.append(Cell(_paragraphs(text), origin=origin, place=f"line {action.line}"))
    return Row(tuple(cells))


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in text.split("\n") if line)


def _mended(section: Section | None) -> Sequence[Seen]:
    if section is None or not section.mended:
        return ()
    return (Seen(Look.HEADING_MENDED, section.line, section.mended, {"guessed": section.text}),)


def _guess(row: int, seen: Seen) -> Guess:
    gaps = {**seen.gaps, "line": str(seen.line), "source": seen.source}
    return Guess(row, seen.look.name, tuple(gaps.items()))
