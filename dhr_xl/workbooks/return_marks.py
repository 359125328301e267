"""Meaning that was put on cells rather than in them: merged cells, colours, white letters; pointed out, not guessed."""

from __future__ import annotations

import colorsys
import functools
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dhr_xl.fields import BY_KEY
from dhr_xl.workbooks.areas import Area, address, read_address, read_area
from dhr_xl.workbooks.cells_read import Place
from dhr_xl.workbooks.correct_words import FILL
from dhr_xl.workbooks.package import Package, open_package
from dhr_xl.workbooks.parsing import elements, local, parse_part
from dhr_xl.workbooks.return_table import Table

WHITE: Final = {"FFFFFF", "theme 0", "indexed 9", "indexed 1"}
BIGGEST_PART: Final = 8_000_000
"""Bytes of a sheet past which its colours are not looked for: every row of it is formatted."""
HUES: Final = ((0.04, "red"), (0.135, "orange"), (0.2, "yellow"), (0.46, "green"), (0.7, "blue"), (0.93, "purple"))
"""Up to which hue (of a whole turn) a colour is called what."""


class Paint(NamedTuple):
    """How a cell is painted: the colour behind it and of its letters, '' where it has none of its own."""

    behind: str = ""
    letters: str = ""


def with_marks(data: bytes, table: Table, template: bytes | None) -> Table:
    """The table with what was done to its cells beside their text, as remarks on them."""
    marks = _merged(table)
    if template is not None:
        for place, words in _painted(data, table, _own_colours(template)).items():
            marks[place] = f"{marks[place]}; {words}" if place in marks else words
    cells = dict(table.sheet.cells)
    for place, words in marks.items():
        entry = table.sheet.entry(*place)
        cells[place] = entry._replace(remark=f"{entry.remark}; {words}" if entry.remark else words)
    return table._replace(sheet=table.sheet._replace(cells=cells)) if marks else table


def _merged(table: Table) -> dict[Place, str]:
    """Cells of the table that were merged with others: only the first of them can hold anything."""
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


def _first(area: Area) -> str:
    return address(area.top, area.left)


def _painted(data: bytes, table: Table, own: frozenset[str]) -> dict[Place, str]:
    """Rows with a colour that the form does not have, said once a row and colour; and letters nobody can see."""
    paints = _paints(open_package(data), table)
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
    for (row, behind), columns in by_row.items():
        first = min(columns, key=lambda column: order[column])
        where = f", with {len(columns) - 1} more of this row" if len(columns) > 1 else ""
        marks[row, first] = f"is coloured {name_of(behind)}{where}"
    return marks


def _paints(package: Package, table: Table) -> dict[Place, Paint]:
    """How the cells of the table's rows and columns are painted."""
    part = package.part(_sheet_part(package, table.sheet.name)) or b""
    if len(part) > BIGGEST_PART:
        return {}
    styles = _styles(package)
    rows, columns = set(table.rows()), set(table.columns.values())
    found: dict[Place, Paint] = {}

    def start(name: str, given: dict[str, str]) -> None:
        if local(name) == "c" and "r" in given:
            place = read_address(given["r"])
            index = given.get("s", "0")
            if place and place[0] in rows and place[1] in columns and index.isdigit() and int(index) < len(styles):
                found[place] = styles[int(index)]

    parse_part(part, start, lambda _: None, lambda _: None)
    return found


def _sheet_part(package: Package, sheet: str) -> str:
    targets = {found.id: found.target for found in package.relationships(package.main)}
    for element in elements(package.part(package.main)):
        if element.name == "sheet" and element.attributes.get("name", "").casefold() == sheet.casefold():
            return targets.get(element.attributes.get("id", ""), "")
    return ""


def _styles(package: Package) -> list[Paint]:
    """How each cell style is painted."""
    fonts: list[str] = []
    fills: list[str] = []
    styles: list[Paint] = []
    letters = behind = ""
    for element in elements(package.part(package.related(package.main, "styles"))):
        name, path, given = element.name, element.path, element.attributes
        if name == "color" and path[-3:-1] == ("fonts", "font"):
            letters = colour_of(given)
        elif name == "font" and path[-2] == "fonts":
            fonts.append(letters)
            letters = ""
        elif name == "fgColor" and "fills" in path:
            behind = colour_of(given)
        elif name == "patternFill" and given.get("patternType", "none") == "none":
            behind = ""
        elif name == "fill" and path[-2] == "fills":
            fills.append(behind)
            behind = ""
        elif name == "xf" and "cellXfs" in path:
            styles.append(Paint(_at(fills, given.get("fillId", "0")), _at(fonts, given.get("fontId", "0"))))
    return styles


def _at(colours: list[str], index: str) -> str:
    return colours[int(index)] if index.isdigit() and int(index) < len(colours) else ""


def colour_of(given: Mapping[str, str]) -> str:
    """A colour as it is compared: six hexadecimal digits, or the number it has in a theme or a palette."""
    if given.get("rgb"):
        return given["rgb"][-6:].upper()
    return next((f"{kind} {given[kind]}" for kind in ("theme", "indexed") if kind in given), "")


def name_of(colour: str) -> str:
    """A colour as a person calls it."""
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
    """The colours we paint cells in: the template's, and that of a cell to put right."""
    return frozenset((*(paint.behind for paint in _styles(open_package(template))), FILL[-6:]))
