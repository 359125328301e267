"""Remove from the template the columns that were added to the form after one was issued."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Callable, Container, Iterable
from typing import Final

from lxml import etree

from dhr_xl.core.views.names import COLUMN_PREFIX, RETURN
from dhr_xl.workbooks.xlsx.addresses import LAST_COLUMN, address, column_letters, column_number, read_address
from dhr_xl.workbooks.xlsx.edit_package import (
    MAIN,
    WORKBOOK_PART,
    Members,
    Node,
    local,
    read_members,
    related,
    sheet_paths,
    to_bytes,
)
from dhr_xl.workbooks.xlsx.workbook import read_workbook

CELL: Final = re.compile(r"(:?\$?)\b([A-Z]{1,3})(\$?\d+)\b(?!\()")
"""A cell in a formula or a list of areas: what stands before its column, the column, and its row."""


@functools.lru_cache(maxsize=8)
def keep_columns(template: bytes, keys: tuple[str, ...]) -> bytes:
    """Keep only the columns with these keys; the columns to the right of a removed one move left.

    The cells above the table stay where they are. Guidance and Lists still tell of the removed columns.
    """
    book = read_workbook(template)
    columns = {
        name.name.removeprefix(COLUMN_PREFIX): name.area
        for name in book.names
        if name.name.startswith(COLUMN_PREFIX) and name.area
    }
    gone = {key: area for key, area in columns.items() if key not in keys}
    if not gone or "ref" not in columns:
        return template
    members = read_members(template)
    workbook = etree.fromstring(members[WORKBOOK_PART])
    paths = sheet_paths(workbook, members)
    heading_row, lefts = columns["ref"].top, sorted(area.left for area in gone.values())
    _edit(members, paths[RETURN], lambda root: _close_up(root, heading_row, lefts))
    table = related(members, paths[RETURN], "table")
    if table:
        _edit(members, table, lambda root: _narrow_table(root, lefts))
    _move_names(workbook, heading_row, lefts, {f"{COLUMN_PREFIX}{key}" for key in gone})
    members[WORKBOOK_PART] = to_bytes(workbook)
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return into.getvalue()


def _edit(members: Members, part: str, change: Callable[[Node], None]) -> None:
    root = etree.fromstring(members[part])
    change(root)
    members[part] = to_bytes(root)


def _moved(column: int, gone: Iterable[int]) -> int:
    """The number of a column after the columns in `gone` are removed."""
    return column - sum(left < column for left in gone)


def _close_up(root: Node, heading_row: int, gone: list[int]) -> None:
    """Remove columns from the table: cells from the headings down, widths, conditional formats and page breaks."""
    for row in root.iter(f"{{{MAIN}}}row"):
        row.attrib.pop("spans", None)
        for cell in list(row) if int(row.get("r")) >= heading_row else ():
            number, column = read_address(cell.get("r")) or (0, 0)
            if column in gone:
                row.remove(cell)
            else:
                cell.set("r", address(number, _moved(column, gone)))
    _move_widths(root, gone)
    for element in list(root.iter()):
        name = local(element)
        if name == "conditionalFormatting" and element.get("sqref"):
            _move_attribute(element, "sqref", gone)
        elif name in {"formula", "f", "sqref"} and element.text:
            element.text = _move_cells(element.text, gone)
        elif name == "brk" and element.getparent().tag.endswith("}colBreaks"):
            element.set("id", str(_moved(int(element.get("id")) + 1, gone) - 1))


def _narrow_table(root: Node, gone: list[int]) -> None:
    """Remove columns from the Excel table over the form's table."""
    for element in (root, *root.iter(f"{{{MAIN}}}autoFilter")):
        element.set("ref", _move_cells(element.get("ref"), gone))
    columns = root.find(f"{{{MAIN}}}tableColumns")
    left = min(column_number(cell[2]) for cell in CELL.finditer(root.get("ref")))
    for at, column in enumerate(list(columns), left):
        if at in gone:
            columns.remove(column)
    columns.set("count", str(len(columns)))


def _move_widths(root: Node, gone: list[int]) -> None:
    """Keep the width of each column that moves."""
    table = root.find(f"{{{MAIN}}}cols")
    for column in list(table) if table is not None else ():
        first, last = int(column.get("min")), int(column.get("max"))
        ends = last if last == LAST_COLUMN else _moved(last + 1, gone) - 1
        column.set("min", str(_moved(first, gone)))
        column.set("max", str(ends))
        if ends < _moved(first, gone):
            table.remove(column)


def _move_attribute(element: Node, name: str, gone: list[int]) -> None:
    """Move the areas of a conditional format; remove the format if no area is left."""
    kept = [area for area in element.get(name).split() if _column_of(area) not in gone]
    if kept:
        element.set(name, _move_cells(" ".join(kept), gone))
    else:
        element.getparent().remove(element)


def _column_of(area: str) -> int:
    """The column of an area that is one column wide; 0 of any other."""
    found = {column_number(cell[2]) for cell in CELL.finditer(area)}
    return found.pop() if len(found) == 1 else 0


def _move_cells(text: str, gone: list[int]) -> str:
    """Move the cells of a formula or of areas; an area whose last column is removed ends one column earlier."""

    def move(found: re.Match[str]) -> str:
        column = column_number(found[2])
        ends = found[1].startswith(":") and column in gone
        return f"{found[1]}{column_letters(_moved(column, gone) - ends)}{found[3]}"

    return CELL.sub(move, text)


def _move_names(workbook: Node, heading_row: int, gone: list[int], dropped: Container[str]) -> None:
    """Move the defined names of the table's columns and areas; remove those in `dropped`."""
    for name in list(workbook.iter(f"{{{MAIN}}}definedName")):
        if name.get("name") in dropped:
            name.getparent().remove(name)
            continue
        sheet, found, cells = (name.text or "").rpartition("!")
        rows = [int(cell[3].lstrip("$")) for cell in CELL.finditer(cells)]
        if found and sheet.strip("'") == RETURN and rows and min(rows) >= heading_row:
            name.text = f"{sheet}!{_move_cells(cells, gone)}"
