"""A row of master.xlsx that was not taken in and waits for a correction, as values."""

from types import MappingProxyType
from typing import NamedTuple

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.model import CellRef
from dhr_xl.errors import Stop


class UnfitCell(Stop):
    """One cell of master.xlsx cannot be used. where: the cell; why: what is wrong and what to do."""

    def __init__(self, where: CellRef, why: str, *, value: str = "", field: str = "") -> None:
        """value: the text of the cell; field: its field's key, or ''."""
        super().__init__(f"{where}: {why}")
        self.where, self.why, self.value, self.field = where, why, value, field


class LeftOutRow(NamedTuple):
    """One row that was left out.

    name: what its sheet knows the row by, '' for a row of its own (a new action, a contact); typed: its edited cells;
    was: what those cells showed before (of a contact, the whole row); place: "row 12", where it stood;
    own, notes: the coordinator's own columns and notes of a row that has no Ref yet; why: what is wrong with it.
    """

    sheet: str
    name: str
    typed: Row
    was: Row
    place: str = ""
    own: Row = MappingProxyType({})
    notes: Row = MappingProxyType({})
    why: str = ""
