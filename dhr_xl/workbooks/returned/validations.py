"""Find the answer cells of a returned table that have lost their data validation, which a paste takes away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.plan.model import CellRef
from dhr_xl.workbooks.returned.table import ReturnTable
from dhr_xl.workbooks.xlsx.addresses import address, read_area
from dhr_xl.workbooks.xlsx.workbook import Sheet


def find_unvalidated(table: ReturnTable) -> frozenset[CellRef]:
    """Find the answer cells, blank ones too, without a validation where a column of their kind still has one.

    A program that keeps no validations of a kind (text, date, choice) leaves none of that kind anywhere: then nothing
    can be told from a cell without one. The same where columns were moved and left their names, and so their
    validations, behind.
    """
    if table.moved:
        return frozenset()
    columns = {column: BY_KEY[key].kind for key, column in table.columns.items() if BY_KEY[key].who == "agency"}
    return unvalidated_cells(table.sheet, columns, list(table.rows()))


def unvalidated_cells(sheet: Sheet, columns: Mapping[int, str], rows: Sequence[int]) -> frozenset[CellRef]:
    """The cells of some columns without a validation, as `find_unvalidated` finds them.

    columns: number -> kind; rows: their numbers, ascending.
    """
    areas: dict[int, list[tuple[int, int]]] = {column: [] for column in columns}
    for area in filter(None, map(read_area, sheet.validated)):
        for column in columns:
            if area.left <= column <= area.right:
                areas[column].append((area.top, area.bottom))
    without = {column: _rows_outside(rows, areas[column]) for column in columns}
    kept = {kind for column, kind in columns.items() if len(without[column]) < len(rows)}
    return frozenset(
        CellRef(sheet.name, address(row, column))
        for column, kind in columns.items()
        if kind in kept
        for row in without[column]
    )


def _rows_outside(rows: Sequence[int], areas: Iterable[tuple[int, int]]) -> list[int]:
    """The rows in none of the areas, given as first and last row. rows: ascending."""
    outside, left = list[int](), sorted(areas, reverse=True)
    last = 0
    for row in rows:
        while left and left[-1][0] <= row:
            last = max(last, left.pop()[1])
        if row > last:
            outside.append(row)
    return outside
