"""Find the rows of a plan in a document's tables, each under its headings and section; keep what is in no row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from dhr_xl.core.plan.dates import read_plan_date
from dhr_xl.importing.plan.extra_rows import is_help_row, is_totals_row, starts_colour_key
from dhr_xl.importing.plan.labelled import read_labelled_paragraphs, read_labelled_table
from dhr_xl.importing.plan.roles import HeadingRows, PlanColumns, find_headings, find_other_kind, is_printed_number
from dhr_xl.importing.plan.single_texts import LONGEST_SECTION, classify_single_text, is_section_heading
from dhr_xl.importing.plan.values import FoundRows, OutsideText, PlanCell, PlanRow, PlanSection
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable, LooseParagraph
from dhr_xl.importing.terms.headings import Role, find_role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.words import EVERYBODY, RECOMMENDATION_WORD, names_body, read_number

_FEWEST_HEADINGS_AGAIN: Final = 3
"""Roles that headings inside a table have at least."""
_LONGEST_HEADINGS_AGAIN: Final = 25
"""Characters of a cell on average at most, for headings inside a table."""
_MOST_BETWEEN: Final = 3
"""Paragraphs between two tables at most for the second to continue under the first one's headings."""


class _RowCollector:
    """What one pass over a document's blocks collects."""

    def __init__(self) -> None:
        self.rows: list[PlanRow] = []
        self.columns: list[PlanColumns] = []
        self.outside: list[OutsideText] = []
        self.others: list[str] = []
        self.words: list[LooseParagraph] = []  # paragraphs since the last table
        self.width = 0
        self.section: PlanSection | None = None
        self.parted = False  # several tables have a body's name above them


def find_rows(grid: Grid) -> FoundRows:
    """Find every row of every table that is a plan's, in order; where there is none, of label-and-value paragraphs."""
    reading = _RowCollector()
    reading.parted = _has_body_names_above(grid)
    sheets = [table for table in grid.tables if not table.hidden and find_headings(table)]
    for block in grid.blocks:
        if isinstance(block, LooseParagraph):
            (reading.outside.append(_make_outside(block, "aside")) if block.aside else reading.words.append(block))
        else:
            _take_table(reading, block, several=len(sheets) > 1)
    _flush_words(reading)
    loose = [block for block in grid.blocks if isinstance(block, LooseParagraph)]
    made = None if reading.rows else read_labelled_paragraphs([block for block in loose if not block.aside])
    if made is not None:
        used = {id(words) for words in made.used}
        free = (block for block in loose if id(block) not in used)
        tables = [outside for outside in reading.outside if outside.what not in ("words", "above", "aside")]
        reading.outside = [_make_outside(block, "aside" if block.aside else "words") for block in free] + tables
        _take_table(reading, made.table, several=False)
    return FoundRows(tuple(reading.rows), tuple(reading.columns), tuple(reading.outside), tuple(reading.others))


def _has_body_names_above(grid: Grid) -> bool:
    """Tell whether several of the document's tables have a body's name right above them."""
    pairs = ((block, table) for block, table in pairwise(grid.blocks) if isinstance(table, GridTable))
    above = (
        block.paragraph
        for block, table in pairs
        if isinstance(block, LooseParagraph) and not block.aside and find_headings(table)
    )
    return sum(line.level != 1 and _is_body_name(line.printed) for line in above) > 1


def _is_body_name(text: str) -> bool:
    return is_section_heading(text) and names_body(text)


def _follows_body_name(table: GridTable, place: int) -> bool:
    """Tell whether the row above this one holds the name of a body and nothing else."""
    texts = {cell.text for cell in table.rows[place - 1].cells if cell.text} if place else set()
    text = texts.pop() if len(texts) == 1 else ""
    return table.rows[place - 1].cells[0].text == text and _is_body_name(text)


def _has_parts(table: GridTable, first: int) -> bool:
    """Tell whether the headings have a body's name above them, both in row `first` and where they are repeated."""
    headings = _normalise_row(table.rows[first])
    again = (n for n in range(first + 1, len(table.rows)) if _normalise_row(table.rows[n]) == headings)
    return _follows_body_name(table, first) and any(_follows_body_name(table, n) for n in again)


def _make_outside(words: LooseParagraph, what: str) -> OutsideText:
    """Keep a paragraph's words, those struck out too."""
    printed = " ".join(filter(None, (words.paragraph.printed, words.paragraph.struck)))
    return OutsideText(printed, words.place, what)


def _flush_words(reading: _RowCollector, what: str = "words") -> None:
    """Keep the paragraphs since the last table as words in no row."""
    reading.outside.extend(_make_outside(words, what) for words in reading.words if words.paragraph.printed)
    reading.words = []


def _take_table(reading: _RowCollector, table: GridTable, *, several: bool) -> None:
    """Take a table: its rows where it is a plan's, else its words."""
    other = find_other_kind(table)
    if not (other or table.hidden or table.headings):
        table = read_labelled_table(table) or table
    headed = None if other or table.hidden else find_headings(table)
    if headed is None and reading.columns and _continues_table(reading, table) and not other and not table.hidden:
        headed = HeadingRows(0, 0, reading.columns[-1])
    if headed is None:
        if other:
            reading.others.append(other)
        _flush_words(reading)
        reading.outside.extend(_keep_table(table, "hidden sheet" if table.hidden else "table"))
        return
    _take_words_above(reading, table, headed, several=several)
    if headed.rows and _has_parts(table, headed.first):
        name = table.rows[headed.first - 1].cells[0]
        reading.section = PlanSection(name.text, name.place)
    reading.width = len(table.rows[0].cells) if table.rows else 0
    for row in table.rows[: headed.first]:
        above = None if headed.columns.has(Role.RECOMMENDATION) else _read_recommendation_above(row, reading.section)
        if above is not None:
            reading.rows.append(above)
        else:
            reading.outside.extend(_keep_rows([row], "above"))
    reading.rows.extend(_read_rows(reading, table, headed))


def _take_words_above(reading: _RowCollector, table: GridTable, headed: HeadingRows, *, several: bool) -> None:
    """Take the paragraphs above a table: a section for its rows, or recommendations printed above their actions."""
    recommendations = headed.columns.has(Role.RECOMMENDATION)
    kept: list[LooseParagraph] = []
    section = PlanSection(table.name, table.place) if several and _names_owner(table.name) else None
    for words in reading.words:
        text = words.paragraph.printed
        parted = reading.parted and words is reading.words[-1]
        if words.paragraph.level == 1 or re.search(r"\bplan\b", text, re.IGNORECASE):
            kept.append(words)  # a title of the document
        elif RECOMMENDATION_WORD.match(text) and read_number(text) and not recommendations:
            cell = PlanCell(Role.RECOMMENDATION, "", GridCell((words.paragraph,), place=words.place))
            reading.rows.append(PlanRow((cell,), words.place, section))
        elif (
            (_is_body_name(text) and (words.paragraph.level or reading.columns or parted))
            or (is_section_heading(text) and words.paragraph.level and reading.columns)
            or EVERYBODY.match(text)
            or (re.search(r"\b(?:single|multi)\W?agency\b", text, re.IGNORECASE) and len(text) <= LONGEST_SECTION)
        ):
            section = PlanSection(text, words.place)
        else:
            kept.append(words)
    reading.words = kept
    _flush_words(reading, "words" if reading.columns else "above")
    reading.section = section


def _read_recommendation_above(row: GridRow, section: PlanSection | None) -> PlanRow | None:
    """Read a recommendation printed above a table's headings: "Recommendation 3: …", or a label and its words."""
    own = row.filled
    if not own:
        return None
    numbered = read_number(own[0].text)
    if len(own) > 1 and numbered and not numbered.rest:
        both = PlanCell(Role.NUMBER, "", own[0]), PlanCell(Role.RECOMMENDATION, "", own[1])
        return PlanRow(both, own[0].place, section)
    if len(own) > 1 and find_role(own[0].text) in (Role.RECOMMENDATION, Role.NUMBER):
        own = own[1:]
    elif not (RECOMMENDATION_WORD.match(own[0].text) and numbered):
        return None
    pieces = (PlanCell(Role.NUMBER if is_printed_number(cell.text) else Role.RECOMMENDATION, "", cell) for cell in own)
    return PlanRow(tuple(pieces), own[0].place, section)


def _names_owner(name: str) -> bool:
    """Tell whether a sheet's name is a body's, and not "Action plan" or "Sheet1"."""
    return not re.search(
        r"\b(?:actions?|plans?|recommendations?|sheet|tracker|log|completed?|open|closed|dhr|dardr|review|data|version)\b|\d",
        name,
        re.IGNORECASE,
    )


def _continues_table(reading: _RowCollector, table: GridTable) -> bool:
    """Tell whether a table without headings continues the one before it."""
    return bool(table.rows) and len(table.rows[0].cells) == reading.width and len(reading.words) <= _MOST_BETWEEN


def _read_rows(reading: _RowCollector, table: GridTable, headed: HeadingRows) -> Iterator[PlanRow]:
    """Read the rows under a table's headings, with further headings and a colour key among them."""
    columns = headed.columns
    reading.columns.append(columns)
    place = headed.first + headed.rows
    reading.outside.extend(_keep_rows(table.rows[headed.first : place], "headings"))
    known = set(map(_normalise_row, table.rows[headed.first : place]))
    fresh = headed.rows > 0
    while place < len(table.rows):
        row = table.rows[place]
        again = _find_headings_again(table, place, columns)
        if starts_colour_key(row):
            reading.outside.extend(_keep_rows(table.rows[place:], "table"))
            return
        if _normalise_row(row) in known and _normalise_row(row):
            reading.outside.extend(_keep_rows([row], "headings"))  # repeated on a later page
        elif fresh and is_help_row(row, columns, table.rows[place + 1] if place + 1 < len(table.rows) else None):
            reading.outside.extend(_keep_rows([row], "help"))
        elif again is not None:
            columns = again.columns
            reading.columns.append(columns)
            headings = table.rows[place : place + again.rows]
            reading.outside.extend(_keep_rows(headings, "words"))  # worded differently: kept in case they are content
            known.update(map(_normalise_row, headings))
            place += again.rows - 1
            fresh = True
        else:
            fresh = False
            made = _read_row(reading, table, place, columns)
            if made is not None:
                yield made
        place += 1


def _find_headings_again(table: GridTable, place: int, columns: PlanColumns) -> HeadingRows | None:
    """Find headings of a further part of the table in this row; None where there are none."""
    texts = [cell.text for cell in table.rows[place].filled]
    printed = {" ".join(heading.lower().split()) for heading in columns.headings}
    alike = sum(1 for text in texts if " ".join(text.lower().split()) in printed)
    named = (text for text in texts if not (is_bare_status(text) or read_plan_date(text).value))
    roles = {role for text in named if (role := find_role(text))} - {Role.OTHER}
    content = any(text.endswith(".") or is_printed_number(text) for text in texts)
    few = len(roles) < max(_FEWEST_HEADINGS_AGAIN, len(set(columns.roles)) // 2)
    if few or content or (alike * 2 < len(texts) and sum(map(len, texts)) > _LONGEST_HEADINGS_AGAIN * len(texts)):
        return None
    again = find_headings(table._replace(rows=table.rows[: place + 2]), place)
    return again if again is not None and again.first == place else None


def _read_row(reading: _RowCollector, table: GridTable, place: int, columns: PlanColumns) -> PlanRow | None:
    """Read one row under its headings; None where it is blank, or a section heading, which is then remembered."""
    row = table.rows[place]
    filled = [n for n, cell in enumerate(row.cells) if cell.origin is None and (cell.text or cell.fill)]
    worded = [n for n in filled if row.cells[n].text]
    down = [n for n, cell in enumerate(row.cells) if cell.origin and cell.origin[0] < place]
    if not worded and not (filled and down):
        return None
    where = row.cells[worded[0] if worded else filled[0]].place
    texts = [row.cells[n].text for n in worded]
    if is_totals_row(texts):
        reading.outside.extend(_keep_rows([row], "words"))
        return None
    if len(set(texts)) == 1 and not down:
        text, at = texts[0], worded[0]
        wide = len(worded) > 1 or all(cell.origin == (place, at) for n, cell in enumerate(row.cells) if n != at)
        kind = classify_single_text(text, columns.roles[at], columns, wide=wide)
        if kind is Role.THEME:
            reading.section = PlanSection(text, where)
            return None
        if kind is not None:
            return PlanRow((PlanCell(kind, "", row.cells[at]),), where, reading.section, row.hidden, place)
    pieces: list[PlanCell] = []
    for n, cell in enumerate(row.cells):
        if cell.origin and (cell.origin[0] == place or cell.origin[1] != n):
            continue  # merged with a cell to its left, which has the words
        whole = table.rows[cell.origin[0]].cells[cell.origin[1]] if cell.origin else cell
        if whole.text or whole.fill:
            pieces.append(PlanCell(columns.roles[n], columns.headings[n], whole, own=cell.origin is None))
    return PlanRow(tuple(pieces), where, reading.section, row.hidden, place)


def _normalise_row(row: GridRow) -> str:
    """Return a row's words in one text, for comparison."""
    return "|".join("" if cell.origin else " ".join(cell.text.split()).lower() for cell in row.cells)


def _keep_rows(rows: Iterable[GridRow], what: str) -> Iterator[OutsideText]:
    """Keep the words of each row that is not blank as one text."""
    for row in rows:
        if row.filled:
            yield OutsideText(" | ".join(cell.text for cell in row.filled), row.cells[0].place, what)


def _keep_table(table: GridTable, what: str) -> list[OutsideText]:
    """Keep a table's words as one text, so that a person ticks them once."""
    text = "\n".join(outside.text for outside in _keep_rows(table.rows, what))
    place = f"sheet {table.name}" if table.name else table.place
    return [OutsideText(text, place, what)] if text else []
