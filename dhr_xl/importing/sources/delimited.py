"""Text whose columns are parted by commas, semicolons, tabs or bars to a grid; text that is not so to None."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from dhr_xl.importing.sources.grid import Cell, Grid, Paragraph, Row, Table, Words
from dhr_xl.importing.sources.marks import paragraph, tidy
from dhr_xl.stop import Stop

_DELIMITERS: Final = "\t;|,"
_SAID: Final = re.compile(r'\A"?sep=(.)"?[^\S\n]*\n', re.IGNORECASE)
_FEWEST_COLUMNS: Final = 3
_STEADY: Final = 0.7
"""The share of rows, from the first whole one on, that must be as wide as most; prose with commas comes to 0.3."""
_LONGEST_CELL: Final = 60
"""Lines of a quoted cell; past that a lone quotation mark has swallowed rows."""
_MOST_PLACES: Final = 500_000
_BREAK: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)

Line = tuple[int, list[str]]
"""A row as found: the number of the line on which it begins, and its cells; none for a blank line."""


def read_delimited(text: str, name: str) -> Grid | None:
    """The text as one table, or as the tables drawn in it with bars; None where its lines are no rows.

    Text with tabs whose rows are cut by pages and go on below is none: its lines are to be joined first.
    Raises Stop where the table would be far too large.
    """
    drawn = _read_drawn(text, name)
    if drawn:
        return Grid("md", drawn)
    said = _SAID.match(text)
    body = "\n" + text[said.end() :] if said else text
    exported = PurePath(name).suffix.lower() in {".csv", ".tsv", ".tab"} or said
    fewest = _FEWEST_COLUMNS - bool(exported)
    tried = {mark: _rows(body, mark, fewest) for mark in (said[1] if said else _DELIMITERS)}
    rows = max(tried.values(), key=lambda rows: sum(len(cells) for _, cells in rows))
    if not rows or not (exported or _is_whole(rows, text)):
        return None
    filled = [(number, cells) for number, cells in rows if any(map(tidy, cells))]
    return Grid("csv", (_table(filled, 0, name),))


def _rows(text: str, delimiter: str, fewest: int) -> list[Line]:
    """The rows that the text has where `delimiter` parts columns; none where they are of no steady width."""
    try:
        rows = _parsed(text, delimiter)
    except csv.Error:
        return []
    widths = Counter(len(cells) for _, cells in rows if len(cells) >= fewest)
    tabs = delimiter == "\t"  # some programs drop the tabs at a line's end
    wide = [width for width, times in widths.items() if times > 1]
    width = max(wide, key=lambda width: (not tabs and widths[width], width), default=0)
    below = [len(cells) for _, cells in rows[_first(rows, width) :] if cells]
    fitting = sum(1 for found in below if found == width or (tabs and 1 < found < width))
    return rows if width and fitting >= len(below) * _STEADY else []


def _parsed(text: str, delimiter: str) -> list[Line]:
    """The rows by the rules of CSV; a quotation mark that opens no whole cell is one of the words."""
    ways = ({"strict": True}, {"strict": False} if delimiter in ",;" else {"quoting": csv.QUOTE_NONE})
    for way in (*ways, {"quoting": csv.QUOTE_NONE}):
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True, **way)
        rows: list[Line] = []
        before = 0
        try:
            for cells in reader:
                rows.append((before + 1, cells))
                before = reader.line_num
        except csv.Error:
            continue
        if not any(cell.count("\n") > _LONGEST_CELL for _, cells in rows for cell in cells):
            return rows
    return []


def _first(rows: Sequence[Line], width: int) -> int:
    return next((at for at, (_, cells) in enumerate(rows) if len(cells) == width), len(rows))


def _is_whole(rows: Sequence[Line], text: str) -> bool:
    """Whether no row of plain text goes on in the next: no blank line, page's end, second heading, broken words."""
    filled = [(number, cells) for number, cells in rows if cells]
    width = max(len(cells) for _, cells in filled)
    table = [cells for _, cells in filled[_first(filled, width) :]]
    numbers = [number for number, cells in filled[_first(filled, width) :] if len(cells) > 1]
    blank = any(not cells and numbers[0] < number < numbers[-1] for number, cells in rows)
    broken = any(all(cell[:1].islower() for cell in map(tidy, cells) if cell) for cells in table)
    return "\f" not in text and not blank and not broken and table[0] not in table[1:]


def _table(lines: Sequence[Line], headings: int, name: str) -> Table:
    """The rows as a table, short ones filled up with blank cells."""
    width = max(len(cells) for _, cells in lines)
    if width * len(lines) > _MOST_PLACES:
        raise Stop(
            f"{name} has {len(lines):,} rows and up to {width:,} columns, too large for an action plan. "
            "Copy the plan's table into a new workbook, and import that."
        )
    rows = (
        Row(tuple(Cell(_paragraphs(cell), place=f"line {number}") for cell in (*cells, *[""] * (width - len(cells)))))
        for number, cells in lines
    )
    return Table(tuple(rows), f"line {lines[0][0]}", headings=headings)


def _paragraphs(cell: str) -> tuple[Paragraph, ...]:
    return tuple(paragraph(line) for line in cell.split("\n") if tidy(line))


def _read_drawn(text: str, name: str) -> tuple[Table | Words, ...]:
    """The tables drawn with bars and a rule of dashes, and the lines between them; nothing where there are none."""
    blocks: list[Table | Words] = []
    rows: list[Line] = []
    for number, line in enumerate((*text.split("\n"), ""), 1):
        if line.count("|") > 1 or (rows and "|" in line):
            rows.append((number, _drawn_cells(line)))
            continue
        blocks += _drawn_table(rows, name)
        rows = []
        words = line.lstrip("#")
        if tidy(words):
            level = len(line) - len(words) if words[:1] == " " else 0
            blocks.append(Words(paragraph(words if level else line, level=level), f"line {number}"))
    return tuple(blocks) if any(isinstance(block, Table) for block in blocks) else ()


def _drawn_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [_BREAK.sub("\n", cell).replace("\\|", "|").replace("**", "") for cell in re.split(r"(?<!\\)\|", inner)]


def _drawn_table(lines: Sequence[Line], name: str) -> list[Table | Words]:
    """A run of lines with bars as a table; as words where it has no rule or too few columns."""
    rules = [at for at, (_, cells) in enumerate(lines) if "-" in cells[0] and set("".join(cells)) <= set("-:=+ ")]
    width = max((len(cells) for _, cells in lines), default=0)
    if not 0 < len(rules) < len(lines) or width < _FEWEST_COLUMNS:
        return [Words(paragraph(" | ".join(cells)), f"line {number}") for number, cells in lines]
    return [_table([line for at, line in enumerate(lines) if at not in rules], rules[0], name)]
