"""The grid: what every reader makes of its kind of file, tables of cells and the paragraphs between them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph or line of a cell or of the document, as printed.

    text: its words, white space made single, without its list mark;
    mark: the list number, letter or bullet printed before it ("1.", "a)", "•"), automatic ones too; '' for none;
    struck: words struck out or deleted in a tracked change; they stand in no text;
    level: of a heading, 1 for the largest; 0 for ordinary words.
    """

    text: str
    mark: str = ""
    struck: str = ""
    level: int = 0

    @property
    def printed(self) -> str:
        """The words with their mark."""
        return f"{self.mark} {self.text}".strip()


class GridCell(NamedTuple):
    """One place of a table.

    paragraphs: what stands in it; origin: (row, column) of the cell it is merged into, None where it is a cell itself;
    fill: its background as RRGGBB in capitals, '' for none or white; value: the date or number the file keeps for it;
    place: where a person finds it ("sheet Police, D14", "table 2, row 7", "page 3, table 1, row 2", "line 12").
    """

    paragraphs: tuple[Paragraph, ...] = ()
    origin: tuple[int, int] | None = None
    fill: str = ""
    value: dt.date | float | None = None
    place: str = ""

    @property
    def text(self) -> str:
        """All its words in one line, list marks included."""
        return " ".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs that hold words, as printed."""
        return tuple(paragraph.printed for paragraph in self.paragraphs if paragraph.printed)


class GridRow(NamedTuple):
    """A row of a table; every row of a table has as many cells.

    cut: the row goes on with the one above, which a page's end cut; hidden: the file does not show it.
    """

    cells: tuple[GridCell, ...]
    cut: bool = False
    hidden: bool = False


class GridTable(NamedTuple):
    """A table, or a sheet's.

    name: the sheet's name, '' elsewhere; headings: how many rows at its top the file itself calls headings;
    hidden: the sheet is not shown.
    """

    rows: tuple[GridRow, ...]
    place: str = ""
    name: str = ""
    headings: int = 0
    hidden: bool = False


class LooseParagraph(NamedTuple):
    """A paragraph outside tables. aside: of a header, footer, footnote, text box or comment."""

    paragraph: Paragraph
    place: str = ""
    aside: bool = False


class ReaderGuess(NamedTuple):
    """What a reader guessed of a row's cells where its kind of file holds no table (text).

    row: the index in the grid's one table; code: a `findings.Look` by name; gaps: what its sentence is filled with.
    """

    row: int
    code: str
    gaps: tuple[tuple[str, str], ...] = ()


class SourceGrid(NamedTuple):
    """A document: its blocks in the order they stand. kind: its usual ending ("docx"); remarks: see Guess."""

    kind: str
    blocks: tuple[GridTable | LooseParagraph, ...]
    remarks: tuple[ReaderGuess, ...] = ()

    @property
    def tables(self) -> tuple[GridTable, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, GridTable))
