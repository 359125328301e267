"""Text that was taken out of a PDF, columns parted by tabs: its lines are put together to a table again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dhr_xl.importing.headings import Role
from dhr_xl.importing.sources.grid import Grid
from dhr_xl.importing.sources.text.gridding import make_grid
from dhr_xl.importing.sources.text.joining import Known, join_rows
from dhr_xl.importing.sources.text.labels import find_labels
from dhr_xl.importing.sources.text.lines import split_lines
from dhr_xl.importing.sources.text.rows import Row, read_table
from dhr_xl.importing.sources.text.sections import count_words, sort_rows
from dhr_xl.importing.words import starts_mid_sentence
from dhr_xl.stop import Stop

_INSTEAD: Final = "Import the plan's Word, Excel or PDF file instead, or save its table from Word or Excel as .csv."
_LONGEST: Final = 1_000_000
_MOST_LINES: Final = 5_000
_LONGEST_PIECE: Final = 90
"""Characters of a printed line of a cell, at most."""
_WHOLE: Final = 0.6
"""The share of its columns that a whole row fills at least."""
_FEW_LONG: Final = 0.1
_MANY_GOING_ON: Final = 0.3
"""Of a wrapped table so few cells are longer than that, and so many lines go on with the line above."""
_FEWEST_WRAPPED: Final = 3


def read_text_plan(text: str, name: str) -> Grid:
    """The grid of a text: one table, whose rows are the plan's. What was guessed of them is in its remarks.

    Raises Stop where the text is no table with tabs between its columns.
    """
    if len(text) > _LONGEST or text.count("\n") > _MOST_LINES:
        raise Stop(f"{name} is longer than any action plan ({len(text):,} characters). {_INSTEAD}")
    table = read_table(split_lines(text))
    if table is None:
        raise Stop(
            f"No action plan was found in {name}: no line has headings such as Recommendation, Action and Target date "
            f"with tabs between them. {_INSTEAD}"
        )
    if not table.rows:
        raise Stop(f"{name} has a plan's headings on line {table.columns[0].line} and nothing under them. {_INSTEAD}")
    small = _small(table.rows)
    if _is_wrapped(table.rows, small):
        raise Stop(f"The cells of the table in {name} are cut into several lines each. {_INSTEAD}")
    words = count_words(table.rows)
    rows, asides = sort_rows(table.rows, words)
    owners = table.has(Role.OWNER)
    labels = frozenset() if owners else find_labels(rows)
    items = join_rows(rows, Known(labels, words, owners, table.has(Role.NUMBER), small))
    return make_grid(table, items, asides)


def _small(rows: Sequence[Row]) -> frozenset[str]:
    """The columns whose cells begin small as a matter of course, in a table of mostly whole rows."""
    begun: dict[str, list[bool]] = {}
    for row in rows:
        for key, text in row.cells.items():
            begun.setdefault(key, []).append(starts_mid_sentence(text))
    whole = sum(1 for row in rows if len(row.cells) >= _WHOLE * len(begun))
    return frozenset(key for key, small in begun.items() if 2 * sum(small) >= len(small) and 3 * whole >= 2 * len(rows))


def _is_wrapped(rows: Sequence[Row], small: frozenset[str]) -> bool:
    """Whether the cells of a table run over several lines each."""
    cells = [cell for row in rows for cell in row.cells.values()]
    long = sum(1 for cell in cells if len(cell) > _LONGEST_PIECE)
    going_on = sum(
        1
        for row in rows
        if not row.line.after_break and any(starts_mid_sentence(row.cells[key]) for key in set(row.cells) - small)
    )
    return len(rows) >= _FEWEST_WRAPPED and long <= _FEW_LONG * len(cells) and going_on >= _MANY_GOING_ON * len(rows)
