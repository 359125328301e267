"""One cell as its part has it, to the Entry it is: its value by type and style, its formula, what is struck out."""

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
"""LibreOffice saves TRUE, FALSE and #N/A that were typed as these formulas."""
TYPED: Final[AbstractSet[Kind]] = {"boolean", "error"}
NEVER_BLANK: Final = {"s", "b", "e", "d"}
"""Types of cells that hold something, or have no value at all: an empty one was damaged on the way."""
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]{1,15}Z?)?", re.ASCII)
"""How a day is stored as a date of its own."""
SETTLED: Final = 100_000
"""Characters after which the room for them is asked for; asking at each cell takes time."""
MOST_PAINTED: Final = 50_000
PLAIN: Final = (Style(),)


class Room:
    """What a workbook may still hold, over all its sheets; each thing found takes some of it."""

    def __init__(self, cells: int, characters: int) -> None:
        """Begin with all of it."""
        self.cells, self.characters = cells, characters

    def take(self, cells: int, characters: int) -> None:
        """Make room for so many cells or notes and their characters. Raises Refused where there is none left."""
        self.cells -= cells
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            refuse("too_big")


class Tables(NamedTuple):
    """What the cells of a workbook point into, and the room that is left for them."""

    strings: Sequence[Text]
    styles: Sequence[Style]
    date1904: bool
    room: Room


class CellReader:
    """Reads the cells of one sheet.

    found: place -> Entry of those that hold something; painted: place -> style of those with colours, blank ones too.
    """

    __slots__ = ("_characters", "_counted", "_shared", "_sheet", "_strings", "_styles", "_tables", "found", "painted")

    def __init__(self, sheet: str, tables: Tables) -> None:
        """Begin a sheet of that name."""
        self._sheet, self._tables, self._strings = sheet, tables, tables.strings
        self._styles: dict[str | None, Style] = {}
        self._shared: dict[str, str] = {}
        self._counted = self._characters = 0
        self.found: dict[Place, Entry] = {}
        self.painted: dict[Place, Style] = {}

    def settle(self) -> None:
        """Take the room of the cells read since the last time. Raises Refused where there is none left."""
        self._tables.room.take(len(self.found) - self._counted, self._characters)
        self._counted, self._characters = len(self.found), 0

    def read(  # noqa: PLR0913 - a cell as its tags say it, named here so that no value is made of each
        self, place: Place, index: str | None, where: str | None, given: str | None, shared: str,
        written: str | None, stored: str | None, inline: tuple[str, str] | None,
    ) -> bool:  # fmt: skip
        """Read one cell; whether it holds something. None stands for what its tags do not say.

        index: of its style; where: its address as written; given: its type; shared: its shared formula's index, or '';
        written: its formula; stored: what ``v`` holds; inline: the string in ``is``, and what of it is struck out.
        Past the first MOST_PAINTED cells with colours a sheet is painted all over, and none stands out.
        Raises ValueError or LookupError where it cannot be.
        """
        style = self._styles.get(index) or self._learn_style(index)
        if (style.behind or style.letters) and len(self.painted) < MOST_PAINTED:
            self.painted[place] = style
        if stored is None and inline is None and written is None:
            return False
        struck = formula = ""
        kind: Kind = "text"
        if inline is not None and (given == "inlineStr" or not stored):
            text, struck = inline
        elif given == "s" and stored:
            text, struck = self._strings[whole_number(stored)]
        else:
            text, kind = self._plain(stored, given, style, written)
        if written is not None:
            formula = self._formula(written, shared)
            if formula in TYPED_AS_FORMULA and kind in TYPED:
                formula = ""
            elif not stored and (stored is None or given != "str"):
                text, kind = "", "formula"
        if not text and not formula:
            return False
        self._characters += len(text) + len(formula)
        if self._characters > SETTLED:
            self.settle()
        remark = "" if not (struck or style.struck) else _struck(text, "" if style.struck else struck)
        cell_ref = new(CellRef, (self._sheet, where or address(*place)))
        self.found[place] = new(Entry, (text, cell_ref, kind, formula, remark))
        return True

    def _learn_style(self, index: str | None) -> Style:
        """The style that a cell names; a workbook without any has one, which is plain."""
        styles, number = self._tables.styles or PLAIN, whole_number(index or "0")
        return self._styles.setdefault(index, styles[number])

    def _formula(self, text: str, shared: str) -> str:
        if shared:
            text = self._shared.setdefault(shared, text) if text else self._shared.get(shared, "")
        return text or "…"

    def _plain(
        self, stored: str | None, kind_of_cell: str | None, style: Style, written: str | None
    ) -> tuple[str, Kind]:
        """Text and kind of a value that stands in the cell itself, beside a formula or by itself."""
        if not stored:
            if stored is not None and written is None and kind_of_cell in NEVER_BLANK:
                raise ValueError(kind_of_cell)
            return "", "text"
        if kind_of_cell in {None, "n"}:
            return show_number(stored, style.number, date1904=self._tables.date1904)
        if kind_of_cell in {"str", "inlineStr"}:
            return unescape(stored), "text"
        if kind_of_cell in {"b", "e"}:
            return (BOOLEANS[stored.strip()], "boolean") if kind_of_cell == "b" else (stored.strip(), "error")
        if kind_of_cell != "d":
            raise ValueError(kind_of_cell)
        try:
            moment = dt.datetime.fromisoformat(stored.strip()).replace(tzinfo=None)
        except ValueError:
            if DAY.fullmatch(stored.strip()):  # a day no calendar has: the answer is held, not the whole workbook
                return stored.strip(), "text"
            raise
        return (moment.date() if moment.time() == dt.time.min else moment).isoformat(), "date"


def _struck(text: str, struck: str) -> str:
    """What is said of a text of which some words are struck out; '' stands for all of them."""
    return "struck out" if struck in {"", text} else f"struck out: '{struck}'"
