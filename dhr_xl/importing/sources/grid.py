"""The grid that every reader makes of its kind of file: tables of cells, and the paragraphs between them."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph or line of a cell or of the document, as printed.

    text: its words with single spaces, without the list mark;
    mark: the list number, letter or bullet before it ("1.", "a)", "•"), automatic ones too; '' for none;
    struck: words struck out or deleted in a tracked change; `text` does not contain them;
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

    paragraphs: its content; origin: (row, column) of the cell it is merged into, None for a cell of its own;
    fill: its background as RRGGBB in capitals, '' for none or white; value: the date or number the file holds for it;
    place: where a person finds it ("sheet Police, D14", "table 2, row 7", "page 3, table 1, row 2", "line 12").
    """

    paragraphs: tuple[Paragraph, ...] = ()
    origin: tuple[int, int] | None = None
    fill: str = ""
    value: dt.date | float | None = None
    place: str = ""

    @property
    def text(self) -> str:
        """All its words in one line, with list marks."""
        return " ".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs that are not blank, as printed."""
        return tuple(paragraph.printed for paragraph in self.paragraphs if paragraph.printed)


class GridRow(NamedTuple):
    """A row of a table; all rows of a table have the same number of cells.

    cut: it continues the row above, which the end of a page cut; hidden: the file does not show it.
    """

    cells: tuple[GridCell, ...]
    cut: bool = False
    hidden: bool = False

    @property
    def filled(self) -> tuple[GridCell, ...]:
        """Its cells that have words and are not merged into another."""
        return tuple(cell for cell in self.cells if cell.origin is None and cell.text)


class GridTable(NamedTuple):
    """A table, or the cells of a sheet.

    name: the sheet's name, '' for other tables; headings: how many rows at the top the file marks as headings;
    hidden: the sheet is hidden.
    """

    rows: tuple[GridRow, ...]
    place: str = ""
    name: str = ""
    headings: int = 0
    hidden: bool = False


class LooseParagraph(NamedTuple):
    """A paragraph outside tables. aside: it is in a header, footer, footnote, text box or comment."""

    paragraph: Paragraph
    place: str = ""
    aside: bool = False


class ReaderGuess(NamedTuple):
    """What a reader guessed about a row, where its kind of file has no tables (text).

    row: the index in the grid's one table, -1 for a line in no row; code: the name of a `FindingCode`;
    gaps: (name, value) to fill its sentence with.
    """

    row: int
    code: str
    gaps: tuple[tuple[str, str], ...] = ()


class Grid(NamedTuple):
    """A document. blocks: in reading order; kind: its usual file ending ("docx"); remarks: see `ReaderGuess`."""

    kind: str
    blocks: tuple[GridTable | LooseParagraph, ...]
    remarks: tuple[ReaderGuess, ...] = ()

    @property
    def tables(self) -> tuple[GridTable, ...]:
        """The tables alone."""
        return tuple(block for block in self.blocks if isinstance(block, GridTable))
