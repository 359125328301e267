"""Turn one stored cell into an Entry: its value by type and style, its formula, and what is struck out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.workbooks.xlsx.addresses import address
from dhr_xl.workbooks.xlsx.numbers import Kind, show_number, whole_number
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.strings_and_styles import Style, Text, unescape
from dhr_xl.workbooks.xlsx.xml import new

Place = tuple[int, int]
"""Row and column, both counted from 1."""

BOOLEANS: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
TYPED_AS_FORMULA: Final = {"TRUE()", "FALSE()", "NA()"}
"""Formulas as which LibreOffice saves TRUE, FALSE and #N/A that were typed."""
TYPED: Final[AbstractSet[Kind]] = {"boolean", "error"}
NEVER_BLANK: Final = {"s", "b", "e", "d"}
"""Cell types (ECMA-376 part 1, 18.18.11) whose value, if there is one, is never empty: an empty one is damaged."""
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]{1,15}Z?)?", re.ASCII)
"""A value of the type d (ISO 8601)."""
COUNT_EVERY: Final = 100_000
"""Characters read between two checks of the limits; a check at each cell would take time."""
MOST_PAINTED: Final = 50_000
"""Coloured cells kept of a sheet; where there are more, colours mark nothing."""
PLAIN: Final = (Style(),)


class CellBudget:
    """The limits on cells and characters over all sheets of a workbook: what is still allowed."""

    def __init__(self, cells: int, characters: int) -> None:
        """Begin with everything allowed."""
        self.cells, self.characters = cells, characters

    def take(self, cells: int, characters: int) -> None:
        """Count cells or notes and their characters. Raises Refused where the limits are passed."""
        self.cells -= cells
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            refuse("too_big")


class Tables(NamedTuple):
    """What the cells of a workbook refer to, and the limits on them."""

    strings: Sequence[Text]
    styles: Sequence[Style]
    date1904: bool
    budget: CellBudget


class CellReader:
    """Reads the cells of one sheet.

    found: place -> Entry of each cell that holds something; painted: place -> style of each coloured cell, blank ones
    too, up to MOST_PAINTED.
    """

    __slots__ = ("_characters", "_counted", "_shared", "_sheet", "_strings", "_styles", "_tables", "found", "painted")

    def __init__(self, sheet: str, tables: Tables) -> None:
        """Begin the sheet of this name."""
        self._sheet, self._tables, self._strings = sheet, tables, tables.strings
        self._styles: dict[str | None, Style] = {}
        self._shared: dict[str, str] = {}
        self._counted = self._characters = 0
        self.found: dict[Place, Entry] = {}
        self.painted: dict[Place, Style] = {}

    def count(self) -> None:
        """Count what was read since the last call. Raises Refused where the limits are passed."""
        self._tables.budget.take(len(self.found) - self._counted, self._characters)
        self._counted, self._characters = len(self.found), 0

    def read(  # noqa: PLR0913 - a cell's parts; a value for each cell would take time
        self, place: Place, index: str | None, where: str | None, cell_type: str | None, shared: str,
        formula_text: str | None, stored: str | None, inline: tuple[str, str] | None,
    ) -> bool:  # fmt: skip
        """Read one cell, and return whether it holds something. Parts that the cell does not have are None.

        index: of its style; where: its address as written; shared: index of its shared formula, or ''; stored: the text
        of ``v``; inline: the string in ``is``, and the part of it struck out.
        Raises ValueError or LookupError for a cell that cannot be.
        """
        style = self._styles.get(index) or self._learn_style(index)
        if (style.behind or style.letters) and len(self.painted) < MOST_PAINTED:
            self.painted[place] = style
        if stored is None and inline is None and formula_text is None:
            return False
        struck = formula = ""
        kind: Kind = "text"
        if inline is not None and (cell_type == "inlineStr" or not stored):
            text, struck = inline
        elif cell_type == "s" and stored:
            text, struck = self._strings[whole_number(stored)]
        else:
            text, kind = self._plain(stored, cell_type, style, formula_text)
        if formula_text is not None:
            formula = self._formula(formula_text, shared)
            if formula in TYPED_AS_FORMULA and kind in TYPED:
                formula = ""
            elif not stored and (stored is None or cell_type != "str"):
                text, kind = "", "formula"
        if not text and not formula:
            return False
        self._characters += len(text) + len(formula)
        if self._characters > COUNT_EVERY:
            self.count()
        remark = "" if not (struck or style.struck) else _struck(text, "" if style.struck else struck)
        cell_ref = new(CellRef, (self._sheet, where or address(*place)))
        self.found[place] = new(Entry, (text, cell_ref, kind, formula, remark))
        return True

    def _learn_style(self, index: str | None) -> Style:
        """The style of an index; a workbook without styles has one, which is plain."""
        styles, number = self._tables.styles or PLAIN, whole_number(index or "0")
        return self._styles.setdefault(index, styles[number])

    def _formula(self, text: str, shared: str) -> str:
        if shared:
            text = self._shared.setdefault(shared, text) if text else self._shared.get(shared, "")
        return text or "…"

    def _plain(
        self, stored: str | None, cell_type: str | None, style: Style, formula_text: str | None
    ) -> tuple[str, Kind]:
        """Text and kind of a value stored in the cell itself, with or without a formula."""
        if not stored:
            if stored is not None and formula_text is None and cell_type in NEVER_BLANK:
                raise ValueError(cell_type)
            return "", "text"
        if cell_type in {None, "n"}:
            return show_number(stored, style.number, date1904=self._tables.date1904)
        if cell_type in {"str", "inlineStr"}:
            return unescape(stored), "text"
        if cell_type in {"b", "e"}:
            return (BOOLEANS[stored.strip()], "boolean") if cell_type == "b" else (stored.strip(), "error")
        if cell_type != "d":
            raise ValueError(cell_type)
        try:
            moment = dt.datetime.fromisoformat(stored.strip()).replace(tzinfo=None)
        except ValueError:
            if DAY.fullmatch(stored.strip()):  # no such day: the answer is held, and the workbook is not refused
                return stored.strip(), "text"
            raise
        return (moment.date() if moment.time() == dt.time.min else moment).isoformat(), "date"


def _struck(text: str, struck: str) -> str:
    """The remark on a text of which `struck` is struck out; '' for all of it."""
    return "struck out" if struck in {"", text} else f"struck out: '{struck}'"
