"""Read text copied from a PDF, with tabs between columns: put its lines together into a table again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable, LooseParagraph, Paragraph, ReaderGuess
from dhr_xl.importing.sources.text.joining import SHARED, RowJoiner, TextAction, TextRecommendation
from dhr_xl.importing.sources.text.rows import LineFinding, TextLine, TextRow, TextTable, read_table, split_lines
from dhr_xl.importing.sources.text.sections import TextSection, count_words, find_labels, separate_sections
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import starts_mid_sentence

_REMEDY: Final = "Import the plan's Word, Excel or PDF file instead, or save its table from Word or Excel as .csv."
_LONGEST: Final = 1_000_000
"""Characters of a text at most."""
_MOST_LINES: Final = 5_000
_LONGEST_PIECE: Final = 90
"""Characters of a printed line of a cell at most."""
_WHOLE: Final = 0.6
"""Share of its columns that a whole row fills at least."""
_FEW_LONG: Final = 0.1
_MANY_GOING_ON: Final = 0.3
"""A table is wrapped where so few cells are longer than `_LONGEST_PIECE`, and so many lines continue the one above."""
_FEWEST_WRAPPED: Final = 3
_MERGED: Final = frozenset({*SHARED, Role.RECOMMENDATION, Role.ACTION})
"""Columns in which an empty cell continues the one above it in the same recommendation."""


def read_text_plan(text: str, name: str) -> Grid:
    """Read a text into a grid of one table, whose rows are the plan's; its remarks are what was guessed about them.

    name: the file's name, for sentences. Raises Stop where the text is not a table with tabs between its columns.
    """
    if len(text) > _LONGEST or text.count("\n") > _MOST_LINES:
        raise Stop(f"{name} is longer than any action plan ({len(text):,} characters). {_REMEDY}")
    table = read_table(split_lines(text))
    if table is None:
        raise Stop(
            f"No action plan was found in {name}: no line has headings such as Recommendation, Action and Target date "
            f"with tabs between them. {_REMEDY}"
        )
    if not table.rows:
        raise Stop(f"{name} has a plan's headings on line {table.columns[0].line} and nothing under them. {_REMEDY}")
    small = _find_lower_case_columns(table.rows)
    if _is_wrapped(table.rows, small):
        raise Stop(f"The cells of the table in {name} are cut into several lines each. {_REMEDY}")
    words = count_words(table.rows)
    rows, asides = separate_sections(table.rows, words)
    keys = {key for columns in table.columns for key in columns.keys}
    labels = frozenset() if Role.OWNER in keys else find_labels(rows)
    items = RowJoiner(labels, words, Role.NUMBER in keys, small).join_rows(rows)
    return _make_grid(table, items, asides)


def _find_lower_case_columns(rows: Sequence[TextRow]) -> frozenset[str]:
    """Find the columns whose cells usually begin in lower case, in a table of mostly whole rows."""
    begun: dict[str, list[bool]] = {}
    for row in rows:
        for key, text in row.cells.items():
            begun.setdefault(key, []).append(starts_mid_sentence(text))
    whole = sum(1 for row in rows if len(row.cells) >= _WHOLE * len(begun))
    return frozenset(key for key, small in begun.items() if 2 * sum(small) >= len(small) and 3 * whole >= 2 * len(rows))


def _is_wrapped(rows: Sequence[TextRow], small: frozenset[str]) -> bool:
    """Tell whether the cells of a table each run over several lines."""
    cells = [cell for row in rows for cell in row.cells.values()]
    long = sum(len(cell) > _LONGEST_PIECE for cell in cells)
    unbroken = [row for row in rows if not row.line.after_break]
    going_on = sum(any(starts_mid_sentence(row.cells[key]) for key in set(row.cells) - small) for row in unbroken)
    return len(rows) >= _FEWEST_WRAPPED and long <= _FEW_LONG * len(cells) and going_on >= _MANY_GOING_ON * len(rows)


def _make_grid(read: TextTable, items: Sequence[TextSection | TextRecommendation], asides: Sequence[TextLine]) -> Grid:
    """Make the grid of a table whose rows were put together. asides: words in no row."""
    headings = _collect_headings(read, items)
    place = f"line {read.columns[0].line}"
    rows = [GridRow(tuple(GridCell(_make_paragraphs(text), place=place) for text in headings.values()))]
    guesses: list[ReaderGuess] = []
    for item in items:
        if isinstance(item, TextSection):
            place = f"line {item.line}"
            rest = [GridCell(origin=(len(rows), 0), place=place) for _ in range(len(headings) - 1)]
            rows.append(GridRow((GridCell((Paragraph(item.text),), place=place), *rest)))
            continue
        for number, action in enumerate(item.actions or [TextAction(item.line)]):
            mended = item.section.pending if item.section else ()
            guesses += [_make_guess(len(rows), pending) for pending in (*action.pending, *mended)]
            rows.append(_make_row(item, action, tuple(headings), rows, first=number == 0))
    guesses += [_make_guess(-1, LineFinding(FindingCode.LINE_GARBLED, line.number, line.text)) for line in read.garbled]
    table = GridTable(tuple(rows), place=f"line {read.columns[0].line}", headings=1)
    above = (LooseParagraph(Paragraph(line.text), f"line {line.number}") for line in read.above)
    loose = sorted((*asides, *read.aside, *read.garbled))
    below = (LooseParagraph(Paragraph(line.text), f"line {line.number}", aside=True) for line in loose)
    return Grid("txt", (*above, table, *below), tuple(guesses))


def _collect_headings(read: TextTable, items: Sequence[TextSection | TextRecommendation]) -> dict[str, str]:
    """Return each column's heading with its explanation; labels add an agency column where the table has none."""
    made: dict[str, str] = {}
    for columns in read.columns:
        made = dict(zip(columns.keys, columns.headings, strict=True)) | made
    owned = any(action.owner for item in items if isinstance(item, TextRecommendation) for action in item.actions)
    return {**made, Role.OWNER: "Lead agency"} if owned and Role.OWNER not in made else made


def _make_row(
    item: TextRecommendation, action: TextAction, keys: Sequence[str], above: Sequence[GridRow], *, first: bool
) -> GridRow:
    """Make the row of an action. first: the recommendation's first row, which has its text."""
    texts: dict[str, str] = {**action.cells, Role.OWNER: action.owner}
    if first:
        texts |= {key: f"{text} {texts.get(key, '')}".strip() for key, text in item.cells.items()}
        texts[Role.RECOMMENDATION] = item.text
    cells: list[GridCell] = []
    for column, key in enumerate(keys):
        text = texts.get(key, "")
        origin = None
        if not text and not first and key in _MERGED:
            origin = above[-1].cells[column].origin or (len(above) - 1, column)
        cells.append(GridCell(_make_paragraphs(text), origin=origin, place=f"line {action.line}"))
    return GridRow(tuple(cells))


def _make_paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line) for line in text.split("\n") if line)


def _make_guess(row: int, pending: LineFinding) -> ReaderGuess:
    gaps = {**pending.gaps, "line": str(pending.line), "source": pending.source}
    return ReaderGuess(row, pending.code.name, tuple(gaps.items()))
