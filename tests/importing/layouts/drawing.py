"""Describe a document once, as values, and write it as Word, Excel, a saved web page or CSV, untidy as in practice."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    text: one paragraph a line; span, down: how many columns and rows it takes; fill: RRGGBB;
    list: "number", "letter" or "bullet" where Word numbers the lines itself; day: a real date in Excel;
    struck, inserted, deleted: a run after the text that is struck out or tracked; control: put a content control around
    the words; footnote, comment: attached to the last word; nested: the rows of a table inside the cell.
    """

    text: str = ""
    span: int = 1
    down: int = 1
    fill: str = ""
    bold: bool = False
    list: str = ""
    day: dt.date | None = None
    struck: str = ""
    inserted: str = ""
    deleted: str = ""
    control: bool = False
    footnote: str = ""
    comment: str = ""
    nested: tuple = ()


@dataclass(frozen=True)
class Para:
    """A paragraph. level: 0 for plain text, 1 for a heading; box: in a text box; deleted: tracked as deleted."""

    text: str
    level: int = 0
    box: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells or plain strings. heads: rows to repeat on each page; widths: in centimetres, else what fits."""

    rows: list
    heads: int = 1
    widths: tuple = ()
    borders: bool = True


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. hidden_rows: from 1, as in Excel; columns: the letters of hidden columns."""

    name: str
    blocks: list
    hidden: bool = False
    hidden_rows: tuple = ()
    hidden_columns: tuple = ()
    filtered: bool = False
    freeze: bool = True


@dataclass(frozen=True)
class Layout:
    """A document, and what a careful person makes of it.

    blocks: for Word, the web and CSV; sheets: for Excel (none: the blocks on one sheet); kinds: what to write it as.
    """

    name: str
    golden: dict
    blocks: list = field(default_factory=list)
    sheets: list = field(default_factory=list)
    kinds: tuple = ("docx", "pdf", "html")
    header: str = ""
    footer: str = ""
    landscape: bool = True


def cell(value):
    """Make a cell of a cell or a plain text."""
    return value if isinstance(value, Cell) else Cell(str(value))


def placed(rows):
    """Yield (row, column, cell), taking merged cells into account; last, the table's size as (rows, columns, None)."""
    taken, width = set(), 0
    for y, row in enumerate(rows):
        x = 0
        for value in map(cell, row):
            while (y, x) in taken:
                x += 1
            yield y, x, value
            taken |= {(y + j, x + i) for j in range(value.down) for i in range(value.span)}
            x += value.span
            width = max(width, x)
    yield len(rows), max(width, max((i + 1 for _, i in taken), default=0)), None


def marks(style, count):
    """Return the marks that a program prints before the items of a list."""
    made = {"number": lambda n: f"{n + 1}.", "letter": lambda n: f"{chr(97 + n)})", "bullet": lambda _: "•"}
    return [made[style](n) for n in range(count)]


def lines(value, *, printed=False):
    """Return the paragraphs of a cell. printed: with the marks of its list, as in Excel and CSV."""
    found = value.text.split("\n")
    if printed and value.list:
        found = [f"{mark} {line}" for mark, line in zip(marks(value.list, len(found)), found, strict=True)]
    return found


def shown(value):
    """Return a cell's words for a format in which nothing can be struck out or nested."""
    words = "\n".join(lines(value, printed=True))
    more = "\n".join("\t".join(cell(c).text for c in row) for row in value.nested)
    return "\n".join(filter(None, [f"{words}{value.inserted}", more]))
