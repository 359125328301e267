"""Recommendations and actions to the grid: one table, a row an action, and the words that stand in none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.findings import Look
from dhr_xl.importing.sources.grid import Cell, Grid, Guess, Paragraph, Row, Table, Words
from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.drafts import SHARED, Draft, Seen, see
from dhr_xl.importing.sources.text.lines import Line
from dhr_xl.importing.sources.text.rows import Table as Read
from dhr_xl.importing.sources.text.sections import Aside, Section

_MERGED: Final = frozenset({*SHARED, Role.RECOMMENDATION, Role.ACTION})
"""Columns in which an empty cell goes on with the one above it in the same recommendation."""
NO_ROW: Final = -1
"""The row of a guess about words that stand in no row."""


class _Made(NamedTuple):
    """A row of the grid in making: its words by column, where it stands, whether it begins something, what is said."""

    cells: Mapping[str, str]
    line: int
    first: bool
    across: bool = False
    seen: tuple[Seen, ...] = ()


def make_grid(read: Read, drafts: Sequence[Draft], sections: Iterable[Section], asides: Sequence[Aside]) -> Grid:
    """The grid of a table whose rows were put together."""
    headings = _headings(read, drafts)
    items: list[Draft | Section] = [*drafts, *sections]
    made = [each for item in sorted(items, key=lambda item: item.line) for each in _rows(item)]
    rows = [_heading_row(read, headings)]
    for each in made:
        rows.append(_row(each, tuple(headings), rows))
    guesses = [
        Guess(number, seen.look.name, seen.gaps) for number, each in enumerate(made, start=1) for seen in each.seen
    ]
    garbled = [
        Guess(NO_ROW, Look.LINE_GARBLED.name, (("line", str(words.line)), ("source", words.text)))
        for words in asides
        if words.garbled
    ]
    table = Table(tuple(rows), place=_place(read.columns[0].line), headings=1)
    above = [_words(line.number, line.text, aside=False) for line in read.above]
    loose = [*((words.line, words.text) for words in asides), *((line.number, line.text) for line in read.aside)]
    below = [_words(line, text, aside=True) for line, text in sorted(loose)]
    return Grid("txt", (*above, table, *below), (*guesses, *garbled))


def with_lost_words(grid: Grid, lines: Sequence[Line]) -> Grid:
    """The grid and every word of the text that no rule put anywhere: the last net, empty where each did its work."""
    cells = (cell.text for table in grid.tables for row in table.rows for cell in row.cells)
    loose = (block.paragraph.printed for block in grid.blocks if isinstance(block, Words))
    have = {word for text in (*cells, *loose) for word in _bare(text)}
    found: list[Words] = []
    for line in lines:
        missing = [word for word in line.text.split() if not set(_bare(word)) <= have]
        if missing:
            have.update(_bare(" ".join(missing)))
            found.append(_words(line.number, " ".join(missing), aside=True))
    return grid._replace(blocks=(*grid.blocks, *found))


def _headings(read: Read, drafts: Sequence[Draft]) -> dict[str, str]:
    """The columns in order and their headings as printed; the agency's is added where labels name it."""
    made = {
        key: heading
        for columns in reversed(read.columns)
        for key, heading in zip(columns.keys, columns.headings, strict=True)
    }
    ordered = {key: made[key] for columns in read.columns for key in columns.keys}
    if Role.RECOMMENDATION not in ordered:
        ordered = {Role.RECOMMENDATION: Role.RECOMMENDATION, **ordered}
    labelled = any(action.label for draft in drafts for action in draft.actions)
    return ordered if Role.OWNER in ordered or not labelled else {**ordered, Role.OWNER: Role.OWNER}


def _heading_row(read: Read, headings: Mapping[str, str]) -> Row:
    """The headings, with the words under them that explain them."""
    helps: dict[str, list[str]] = {}
    for line, columns in read.helps:
        for place, cell in enumerate(line.cells):
            if cell:
                helps.setdefault(columns.keys[min(place, len(columns.keys) - 1)], []).append(cell)
    return Row(
        tuple(
            Cell(
                tuple(Paragraph(text) for text in (heading, *helps.get(key, ())) if text),
                place=_place(read.columns[0].line),
            )
            for key, heading in headings.items()
        )
    )


def _rows(item: Draft | Section) -> Iterator[_Made]:
    if isinstance(item, Section):
        yield _Made({"": item.text}, item.line, first=True, across=True)
        return
    section = item.section
    mended: tuple[Seen, ...] = ()
    if section and section.mended:
        mended = (see(Look.HEADING_MENDED, guessed=section.text, line=str(section.line), source=section.mended),)
    text = f"{item.mark} {item.text}".strip()
    if not item.actions:
        yield _Made({**item.cells, Role.RECOMMENDATION: text}, item.line, first=True)
    for place, action in enumerate(item.actions):
        shared: dict[str, str] = {key: "" for key in SHARED if action.cells.get(key) == item.cells.get(key)}
        own = item.cells if not place else shared
        cells = {**action.cells, **own, Role.OWNER: action.label or action.owner}
        if not place:
            cells[Role.RECOMMENDATION] = text
        yield _Made(cells, action.line, first=not place, seen=(*action.seen, *mended))


def _row(made: _Made, keys: Sequence[str], above: Sequence[Row]) -> Row:
    number, place = len(above), _place(made.line)
    if made.across:
        first = Cell((Paragraph(made.cells[""]),), place=place)
        return Row((first, *(Cell(origin=(number, 0), place=place) for _ in keys[1:])))
    cells: list[Cell] = []
    for column, key in enumerate(keys):
        text = made.cells.get(key, "")
        origin = None
        if not text and not made.first and key in _MERGED:
            origin = above[-1].cells[column].origin or (number - 1, column)
        cells.append(Cell((Paragraph(text),) if text else (), origin=origin, place=place))
    return Row(tuple(cells))


def _words(line: int, text: str, *, aside: bool) -> Words:
    return Words(Paragraph(text), _place(line), aside=aside)


def _place(line: int) -> str:
    return f"line {line}"


def _bare(text: str) -> list[str]:
    """The words of a text in small letters, without what stands round them."""
    return re.findall(r"[^\W_]+", text.lower())
