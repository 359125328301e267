"""Report what formatting may mean: merged cells, colours, white letters. It is pointed out, never interpreted."""

from __future__ import annotations

import colorsys
import functools
from collections.abc import Iterable
from typing import Final

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.workbooks.corrections.words import FILL
from dhr_xl.workbooks.returned.table import ReturnTable
from dhr_xl.workbooks.xlsx.addresses import SheetArea, address, read_area
from dhr_xl.workbooks.xlsx.cells import Place
from dhr_xl.workbooks.xlsx.package import open_package
from dhr_xl.workbooks.xlsx.strings_and_styles import read_styles

WHITE: Final = {"FFFFFF", "theme 0", "indexed 9", "indexed 1"}
HUES: Final = ((0.04, "red"), (0.135, "orange"), (0.2, "yellow"), (0.46, "green"), (0.7, "blue"), (0.93, "purple"))
"""Hue (0 to 1) up to which a colour has each name."""


def with_marks(table: ReturnTable, template: bytes | None) -> ReturnTable:
    """Add remarks to the table's cells about merging, colours and white letters."""
    marks = _merged(table)
    if template is not None:
        for place, words in _painted(table, _own_colours(template)).items():
            marks[place] = f"{marks[place]}; {words}" if place in marks else words
    cells = dict(table.sheet.cells)
    for place, words in marks.items():
        entry = table.sheet.entry(*place)
        cells[place] = entry._replace(remark=f"{entry.remark}; {words}" if entry.remark else words)
    return table._replace(sheet=table.sheet._replace(cells=cells)) if marks else table


def _merged(table: ReturnTable) -> dict[Place, str]:
    """Find the table's merged cells: only the first of them can hold a value."""
    rows, columns = set(table.rows()), set(table.columns.values())
    found: dict[Place, str] = {}
    for text in table.sheet.merges:
        area = read_area(text)
        if area is None:
            continue
        for row in _within(rows, area.top, area.bottom):
            for column in _within(columns, area.left, area.right):
                first = (row, column) == (area.top, area.left)
                counts = (
                    "so it counts for its own cell only"
                    if first
                    else f"so it cannot say anything beside {_first(area)}"
                )
                found[row, column] = f"is one of the merged cells {text}, {counts}"
    return found


def _within(numbers: Iterable[int], first: int, last: int) -> list[int]:
    return sorted(number for number in numbers if first <= number <= last)


def _first(area: SheetArea) -> str:
    return address(area.top, area.left)


def _painted(table: ReturnTable, own: frozenset[str]) -> dict[Place, str]:
    """Find rows in a colour the form does not use, once for each row and colour; and letters in white."""
    rows, columns = set(table.rows()), set(table.columns.values())
    paints = {place: paint for place, paint in table.sheet.painted.items() if place[0] in rows and place[1] in columns}
    agency = [column for key, column in table.columns.items() if BY_KEY[key].who == "agency"]
    order = {column: at for at, column in enumerate((*agency, *table.columns.values()))}
    by_row: dict[tuple[int, str], list[int]] = {}
    marks: dict[Place, str] = {}
    for (row, column), paint in paints.items():
        behind = paint.behind
        if behind and behind not in own and behind not in WHITE:
            by_row.setdefault((row, behind), []).append(column)
        elif paint.letters in WHITE and column in agency and table.sheet.entry(row, column).text.strip():
            marks[row, column] = "is written in white, so that nobody can see it"
    for (row, behind), coloured in by_row.items():
        first = min(coloured, key=lambda column: order[column])
        where = f", with {len(coloured) - 1} more of this row" if len(coloured) > 1 else ""
        marks[row, first] = f"is coloured {name_of(behind)}{where}"
    return marks


def name_of(colour: str) -> str:
    """Name a colour as a person would."""
    try:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return "in another colour than it was sent"
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < 0.15 or light < 0.08:  # noqa: PLR2004 - no colour to speak of
        return "black" if light < 0.2 else "grey"  # noqa: PLR2004
    return next((name for most, name in HUES if hue <= most), "red")


@functools.lru_cache(maxsize=4)
def _own_colours(template: bytes) -> frozenset[str]:
    """Collect the colours we use: the template's, and that of a cell to put right."""
    package = open_package(template)
    styles = read_styles(package.related_part(package.main, "styles"))
    return frozenset((*(style.behind for style in styles), FILL[-6:]))
