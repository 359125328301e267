"""The rows of a plan, out of a document's tables, each under its headings and section; and what belongs to no row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from dhr_xl.core.plan.dates import read_plan_date
from dhr_xl.importing.plan.alone import LONGEST_SECTION, is_section, role_alone
from dhr_xl.importing.plan.colours import is_colour
from dhr_xl.importing.plan.columns import Headed, TableColumns, find_headings, is_printed_number, other_document
from dhr_xl.importing.plan.explaining import is_help
from dhr_xl.importing.plan.labelled import labelled_table, labelled_words
from dhr_xl.importing.plan.values import Beside, Piece, PlanRow, PlanRows, Section
from dhr_xl.importing.sources.grid import Cell, Grid, GridRow, GridTable, Passage
from dhr_xl.importing.terms.headings import Role, role_of
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.words import EVERYBODY, WORDED, names_body, read_number

_FEWEST_AGAIN: Final = 3
_LONGEST_AGAIN: Final = 25
"""Characters that headings printed within a table have on average at most."""
_KEY: Final = re.compile(r"(?:(?:b?rag|colour|status)\s*)?(?:key|legend)\W*|b?rag|colours?", re.IGNORECASE)
_COLUMNS_OF_KEY: Final = 2
_MOST_BETWEEN: Final = 3
"""Paragraphs between two tables at most, for the second to go on under the first one's headings."""
_TOTAL: Final = re.compile(r"(?:grand |sub)?\W?totals?\b", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MANY: Final = 4
"""Words that no cell of a row of totals has beside its figure."""


class _RowPass:
    """What one pass over a document's blocks gathers."""

    def __init__(self) -> None:
        self.rows: list[PlanRow] = []
        self.columns: list[TableColumns] = []
        self.beside: list[Beside] = []
        self.others: list[str] = []
        self.words: list[Passage] = []  # paragraphs since the last table
        self.width = 0
        self.section: Section | None = None
        self.parted = False  # each of several tables stands under the name of a body


def find_rows(grid: Grid) -> PlanRows:
    """Every row of every table that is a plan's, in order; of label-and-value paragraphs where no table is one."""
    reading = _RowPass()
    reading.parted = _are_parted(grid)
    sheets = [table for table in grid.tables if not table.hidden and find_headings(table)]
    for block in grid.blocks:
        if isinstance(block, Passage):
            (reading.beside.append(_beside(block, "aside")) if block.aside else reading.words.append(block))
        else:
            _take_table(reading, block, several=len(sheets) > 1)
    _leave_words(reading)
    if not reading.rows:
        made = labelled_words([block for block in grid.blocks if isinstance(block, Passage) and not block.aside])
        if made is not None:
            used = {id(words) for words in made.used}
            reading.beside = [
                _beside(block, "aside" if block.aside else "words")
                for block in grid.blocks
                if isinstance(block, Passage) and id(block) not in used
            ] + [beside for beside in reading.beside if beside.what not in ("words", "above", "aside")]
            _take_table(reading, made.table, several=False)
    return PlanRows(tuple(reading.rows), tuple(reading.columns), tuple(reading.beside), tuple(reading.others))


def _are_parted(grid: Grid) -> bool:
    """Whether a body's name stands right above each of several of the document's tables."""
    above = (
        block.paragraph
        for block, after in pairwise(grid.blocks)
        if isinstance(block, Passage) and not block.aside and isinstance(after, GridTable) and find_headings(after)
    )
    return sum(1 for line in above if line.level != 1 and is_section(line.printed) and names_body(line.printed)) > 1


def _heads_part(table: GridTable, place: int) -> bool:
    """Whether the row above one of headings holds the name of a body and nothing else."""
    texts = {cell.text for cell in table.rows[place - 1].cells if cell.text} if place else set()
    text = texts.pop() if len(texts) == 1 else ""
    return table.rows[place - 1].cells[0].text == text and is_section(text) and names_body(text)


def _beside(words: Passage, what: str) -> Beside:
    printed = " ".join(filter(None, (words.paragraph.printed, words.paragraph.struck)))
    return Beside(printed, words.place, what)


def _leave_words(reading: _RowPass, what: str = "words") -> None:
    reading.beside.extend(_beside(words, what) for words in reading.words if words.paragraph.printed)
    reading.words = []


def _take_table(reading: _RowPass, table: GridTable, *, several: bool) -> None:
    other = other_document(table)
    if not (other or table.hidden or table.headings):
        table = labelled_table(table) or table
    headed = None if other or table.hidden else find_headings(table)
    if headed is None and reading.columns and _goes_on(reading, table) and not other and not table.hidden:
        headed = Headed(0, 0, reading.columns[-1])
    if headed is None:
        if other:
            reading.others.append(other)
        _leave_words(reading)
        reading.beside.extend(_of_table(table, "hidden sheet" if table.hidden else "table"))
        return
    _take_words_above(reading, table, headed, several=several)
    if (
        headed.rows
        and _heads_part(table, headed.first)
        and any(
            _heads_part(table, place)
            for place in range(headed.first + 1, len(table.rows))
            if _joined(table.rows[place]) == _joined(table.rows[headed.first])
        )
    ):
        reading.section = Section(
            table.rows[headed.first - 1].cells[0].text, table.rows[headed.first - 1].cells[0].place
        )
    reading.width = len(table.rows[0].cells) if table.rows else 0
    for row in table.rows[: headed.first]:
        above = _recommendation_above(row, reading.section) if not headed.columns.has(Role.RECOMMENDATION) else None
        if above is not None:
            reading.rows.append(above)
        else:
            reading.beside.extend(_of_row(row, "above"))
    reading.rows.extend(_rows(reading, table, headed))


def _take_words_above(reading: _RowPass, table: GridTable, headed: Headed, *, several: bool) -> None:
    """The last short paragraph above a table is its rows' section, or a recommendation printed above its actions."""
    recommendations = headed.columns.has(Role.RECOMMENDATION)
    kept: list[Passage] = []
    section = Section(table.name, table.place) if several and _names_owner(table.name) else None
    for words in reading.words:
        text = words.paragraph.printed
        parted = reading.parted and words is reading.words[-1]
        if words.paragraph.level == 1 or re.search(r"\bplan\b", text, re.IGNORECASE):
            kept.append(words)  # the document's title
        elif WORDED.match(text) and read_number(text) and not recommendations:
            row = PlanRow(
                (Piece(Role.RECOMMENDATION, "", Cell((words.paragraph,), place=words.place)),), words.place, section
            )
            reading.rows.append(row)
        elif (
            (is_section(text) and names_body(text) and (words.paragraph.level or reading.columns or parted))
            or (is_section(text) and words.paragraph.level and reading.columns)
            or EVERYBODY.match(text)
            or (re.search(r"\b(?:single|multi)\W?agency\b", text, re.IGNORECASE) and len(text) <= LONGEST_SECTION)
        ):
            section = Section(text, words.place)
        else:
            kept.append(words)
    reading.words = kept
    _leave_words(reading, "words" if reading.columns else "above")
    reading.section = section


def _recommendation_above(row: GridRow, section: Section | None) -> PlanRow | None:
    """A recommendation printed above its table's headings: "Recommendation 3: …" across, or a label with its words."""
    own = [cell for cell in row.cells if cell.origin is None and cell.text]
    if not own:
        return None
    numbered = read_number(own[0].text)
    if len(own) > 1 and numbered and not numbered.rest:
        return PlanRow((Piece(Role.NUMBER, "", own[0]), Piece(Role.RECOMMENDATION, "", own[1])), own[0].place, section)
    if len(own) > 1 and role_of(own[0].text) in (Role.RECOMMENDATION, Role.NUMBER):
        own = own[1:]
    elif not (WORDED.match(own[0].text) and numbered):
        return None
    pieces = [Piece(Role.NUMBER if is_printed_number(cell.text) else Role.RECOMMENDATION, "", cell) for cell in own]
    return PlanRow(tuple(pieces), own[0].place, section)


def _names_owner(name: str) -> bool:
    """Whether a sheet's name is that of a body, and not "Action plan" or "Sheet1"."""
    return not re.search(
        r"\b(?:actions?|plans?|recommendations?|sheet|tracker|log|completed?|open|closed|dhr|dardr|review|data|version)\b|\d",
        name,
        re.IGNORECASE,
    )


def _goes_on(reading: _RowPass, table: GridTable) -> bool:
    """Whether a table without headings goes on with the one before it."""
    return bool(table.rows) and len(table.rows[0].cells) == reading.width and len(reading.words) <= _MOST_BETWEEN


def _rows(reading: _RowPass, table: GridTable, headed: Headed) -> Iterator[PlanRow]:
    columns = headed.columns
    reading.columns.append(columns)
    for row in table.rows[headed.first : headed.first + headed.rows]:
        reading.beside.extend(_of_row(row, "headings"))
    known = {_joined(row) for row in table.rows[headed.first : headed.first + headed.rows]}
    place = headed.first + headed.rows
    fresh = headed.rows > 0
    while place < len(table.rows):
        row = table.rows[place]
        again = _headings_again(table, place, columns)
        if _begins_key(row):
            for each in table.rows[place:]:
                reading.beside.extend(_of_row(each, "table"))
            return
        if _joined(row) in known and _joined(row):
            reading.beside.extend(_of_row(row, "headings"))  # printed again on a later page
        elif fresh and is_help(row, columns, table.rows[place + 1] if place + 1 < len(table.rows) else None):
            reading.beside.extend(_of_row(row, "help"))
        elif again is not None:
            columns = again.columns
            reading.columns.append(columns)
            for each in table.rows[place : place + again.rows]:
                reading.beside.extend(_of_row(each, "words"))  # other words than the first: kept, were they none
            known |= {_joined(each) for each in table.rows[place : place + again.rows]}
            place += again.rows - 1
            fresh = True
        else:
            fresh = False
            made = _row(reading, table, place, columns)
            if made is not None:
                yield made
        place += 1


def _begins_key(row: GridRow) -> bool:
    """Whether a key of colours begins here, below the plan on one sheet: its heading, or a colour and its meaning."""
    texts = [cell.text for cell in row.cells if cell.origin is None and cell.text]
    headed = bool(texts) and _KEY.fullmatch(texts[0]) is not None and len(texts) <= _COLUMNS_OF_KEY
    return headed or (len(texts) == _COLUMNS_OF_KEY and is_colour(texts[0]) and len(texts[0]) > 1)


def _headings_again(table: GridTable, place: int, columns: TableColumns) -> Headed | None:
    """Headings of a further part of the table, where this row holds some: most of its cells say what a column is."""
    texts = [cell.text for cell in table.rows[place].cells if cell.origin is None and cell.text]
    said = {" ".join(heading.lower().split()) for heading in columns.headings}
    alike = sum(1 for text in texts if " ".join(text.lower().split()) in said)
    named = (text for text in texts if not (is_bare_status(text) or read_plan_date(text).value))  # those are values
    roles = {role for text in named if (role := role_of(text))} - {Role.OTHER}
    content = any(text.endswith(".") or is_printed_number(text) for text in texts)
    few = len(roles) < max(_FEWEST_AGAIN, len(set(columns.roles)) // 2)
    if few or content or (alike * 2 < len(texts) and sum(map(len, texts)) > _LONGEST_AGAIN * len(texts)):
        return None
    again = find_headings(table._replace(rows=table.rows[: place + 2]), place)
    return again if again is not None and again.first == place else None


def _row(reading: _RowPass, table: GridTable, place: int, columns: TableColumns) -> PlanRow | None:
    """One row under its headings; None where it is blank, or the heading of a section (which is then remembered)."""
    row = table.rows[place]
    filled = [n for n, cell in enumerate(row.cells) if cell.origin is None and (cell.text or cell.fill)]
    worded = [n for n in filled if row.cells[n].text]
    down = [n for n, cell in enumerate(row.cells) if cell.origin and cell.origin[0] < place]
    if not worded and not (filled and down):
        return None
    where = row.cells[worded[0] if worded else filled[0]].place
    texts = [row.cells[n].text for n in worded]
    if texts and _TOTAL.match(texts[0]) and all(len(_LETTERS.findall(text)) < _MANY for text in texts):
        reading.beside.extend(_of_row(row, "words"))  # it adds up the rows above
        return None
    if len(set(texts)) == 1 and not down:
        text, at = texts[0], worded[0]
        wide = len(worded) > 1 or all(cell.origin == (place, at) for n, cell in enumerate(row.cells) if n != at)
        kind = role_alone(text, columns.roles[at], columns, wide=wide)
        if kind is Role.THEME:
            reading.section = Section(text, where)
            return None
        if kind is not None:
            return PlanRow((Piece(kind, "", row.cells[at]),), where, reading.section, row.hidden, place)
    pieces: list[Piece] = []
    for n, cell in enumerate(row.cells):
        if cell.origin and cell.origin[0] == place:
            continue  # merged over from the left: the words are those of the first column
        whole = table.rows[cell.origin[0]].cells[cell.origin[1]] if cell.origin else cell
        if cell.origin and cell.origin[1] != n:
            continue
        if whole.text or whole.fill:
            pieces.append(Piece(columns.roles[n], columns.headings[n], whole, own=cell.origin is None))
    return PlanRow(tuple(pieces), where, reading.section, row.hidden, place)


def _joined(row: GridRow) -> str:
    return "|".join("" if cell.origin else " ".join(cell.text.split()).lower() for cell in row.cells)


def _of_row(row: GridRow, what: str) -> list[Beside]:
    text = " | ".join(cell.text for cell in row.cells if cell.origin is None and cell.text)
    return [Beside(text, row.cells[0].place, what)] if text else []


def _of_table(table: GridTable, what: str) -> list[Beside]:
    """A table's words as one, so that a person ticks them once."""
    rows: Sequence[str] = [beside.text for row in table.rows for beside in _of_row(row, what)]
    place = f"sheet {table.name}" if table.name else table.place
    return [Beside("\n".join(rows), place, what)] if rows else []
