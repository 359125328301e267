"""An existing action plan, as text, Word or Excel: a draft plan, and what a person must look at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dhr_xl.findings import Look, find
from dhr_xl.importing.aligned import cut_columns
from dhr_xl.importing.beside import about_beside, about_columns, beside
from dhr_xl.importing.bodies import body_of_heading, name_bodies
from dhr_xl.importing.colours import read_key
from dhr_xl.importing.columns import Role, read_as_at
from dhr_xl.importing.conserving import left_over, never_kept
from dhr_xl.importing.drafts import Draft, Known
from dhr_xl.importing.labels import find_labels
from dhr_xl.importing.office import ZIPPED, read_office
from dhr_xl.importing.owners import fuller_cells, owner_names
from dhr_xl.importing.pages import turn_pages
from dhr_xl.importing.plan import Ground, make_recommendations
from dhr_xl.importing.recommendations import draft_plan
from dhr_xl.importing.rows import Table, read_table
from dhr_xl.importing.sections import Heading, Sorted, count_words, sort_rows
from dhr_xl.importing.text import DELIMITERS, SourceLine, read_bytes, read_text, split_lines
from dhr_xl.model import Finding, Plan, Unplaced
from dhr_xl.stop import Stop

_TITLE: Final = re.compile(r"review|action plan|\bdhr\b|\bdardr\b|homicide", re.IGNORECASE)


def import_plan(path: Path, *, title: str | None = None, as_at: dt.date | None = None) -> Plan:
    """Read an existing action plan from a text file, a Word document or an Excel workbook.

    title, as_at: taken from the document, else the file's name and nothing, where not given.
    Raises Stop where there is no such file, it cannot be read, or no table of a plan is in it.
    """
    for lines in _read_lines(path):
        table = read_table(lines)
        if table is not None:
            return make_plan(table, lines, title=title or _title(lines, table, path), as_at=as_at)
    message = (
        f"No action plan was found in {path.name}: no row has headings such as Recommendation, Action and Target date. "
        "Save the plan's table as text (tab delimited), headings included."
    )
    raise Stop(message)


def _read_lines(path: Path) -> Iterator[tuple[SourceLine, ...]]:
    """The file's lines of cells, once for each way of telling its columns apart."""
    data = read_bytes(path)
    if data.startswith(ZIPPED):
        lines = read_office(data, path.name)
        yield from (lines, turn_pages(lines))
        return
    text = read_text(data, path.name)
    yield from (split_lines(text, delimiter) for delimiter in DELIMITERS[:1])
    yield cut_columns(text)
    yield from (split_lines(text, delimiter) for delimiter in DELIMITERS[1:])
    yield turn_pages(split_lines(text, DELIMITERS[0]))


def make_plan(table: Table, lines: Sequence[SourceLine], *, title: str, as_at: dt.date | None) -> Plan:
    """The plan in a table. as_at: taken from the words at and above the headings where None."""
    placed = {row.line for row in table.rows}
    above = [
        line for line in lines if line.number < table.columns.line and not line.aside and line.number not in placed
    ]
    if as_at is None:
        as_at = read_as_at([*table.columns.headings, *(cell for line in (*table.aside, *above) for cell in line.cells)])
    rows = sort_rows(table.rows)
    owners = any(columns.has(Role.OWNER) for columns in table.all_columns)
    labels = find_labels(rows.items, owners=owners)
    drafts = draft_plan(rows.items, Known(labels, count_words(table.rows), owners, table.columns.has(Role.NUMBER)))
    names = _names(rows, drafts)
    listed = [
        name for item in rows.items if isinstance(item, Heading) and item.everybody for name in _listed(item.text)
    ]
    document = " ".join(cell for row in table.rows for cell in row.raw)
    used = list(dict.fromkeys(action.label for draft in drafts for action in draft.actions if action.label))
    document_lines = [cell for line in lines for cell in line.cells if cell]
    bodies = name_bodies(names, used, listed, fuller_cells(drafts), document)
    made = make_recommendations(drafts, bodies, Ground(table.columns, as_at, read_key(document_lines)))
    kept = (*(_aside(line) for line in table.aside), *rows.unplaced, *beside(above, title))
    left = left_over(rows.items, made.recommendations, bodies.agencies)
    unplaced = (*kept, *left)
    findings = (
        *made.findings,
        *rows.findings,
        *_about_words(rows, left),
        *about_beside(above, title),
        *about_columns(table.all_columns),
    )
    plan = Plan(
        title=title, as_at=as_at, agencies=bodies.agencies, recommendations=made.recommendations, unplaced=unplaced,
        findings=findings,
    )  # fmt: skip
    unplaced = (*unplaced, *never_kept(lines, plan))
    return plan.model_copy(update={"unplaced": tuple(sorted(unplaced, key=lambda words: words.line))})


def _names(rows: Sorted, drafts: Sequence[Draft]) -> list[str]:
    """The bodies that headings and the agency column name; a heading counts where an action can come from it."""
    headings = [body_of_heading(item.text) for item in rows.items if isinstance(item, Heading)]
    owners = owner_names(drafts)
    return owners if any(action.owner for draft in drafts for action in draft.actions) else [n for n in headings if n]


def _listed(text: str) -> list[str]:
    """The bodies that a heading for all agencies lists after "including" or a colon."""
    after = re.split(r"\bincluding\b|:|\(", text, maxsplit=1)
    return [name.strip(" ).") for name in re.split(r",|;|\)", after[1]) if name.strip(" ).")] if len(after) > 1 else []


def _aside(line: SourceLine) -> Unplaced:
    return Unplaced(line=line.number, text=" ".join(cell for cell in line.cells if cell))


def _about_words(rows: Sorted, left: Sequence[Unplaced]) -> list[Finding]:
    said: list[Finding] = []
    about = {finding.where for finding in rows.findings}
    said.extend(
        find(Look.WORDS_UNPLACED, f"line {words.line}", source=words.text)
        for words in (*rows.unplaced, *left)
        if f"line {words.line}" not in about and re.search(r"\w", words.text)
    )
    return said


def _title(lines: Sequence[SourceLine], table: Table, path: Path) -> str:
    """The document's title: the first line above the table that names a review or plan, else the file's name."""
    for line in lines:
        text = " ".join(cell for cell in line.cells if cell)
        if line.number >= table.columns.line:
            break
        if _TITLE.search(text) and len(text) <= 150:  # noqa: PLR2004 - a title, not a paragraph
            return text
    name = re.sub(r"[_\s-]+", " ", path.stem).strip()
    return name[:1].upper() + name[1:]


__all__ = ["import_plan", "make_plan"]
