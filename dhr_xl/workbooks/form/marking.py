"""The cells of a form that are to be put right, and the style and words of each, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.workbooks.form.validations import short_title


class ListLine(NamedTuple):
    """One line of the list. number: its row; cell: the marked cell on Return, '' where there is none."""

    number: int
    mark: Mark
    cell: str
    heading: str
    wrote: str


class Marked(NamedTuple):
    """One marked cell of Return.

    word: what Still needed says until the cell is changed, '' if only the cell's note says what is wrong;
    wrong: the formula that tests this, '' if the cell is blank and Still needed asks for it anyway.
    """

    cell: str
    ref: str
    key: str
    marks: tuple[Mark, ...]
    word: str
    wrong: str


class Marking(NamedTuple):
    """All of a form's marks. cells: (ref, key) -> Marked; styles: a cell's style -> the same, marked."""

    lines: tuple[ListLine, ...] = ()
    cells: Mapping[tuple[str, str], Marked] = {}
    styles: Mapping[str, str] = {}

    def style(self, ref: str, key: str, style: str) -> str:
        """Choose the style of a cell: marked, if the cell is."""
        return self.styles.get(style, style) if (ref, key) in self.cells else style

    def words(self, ref: str, needed: str) -> str:
        """Put a row's marks into the words of Still needed. needed: the words without marks."""
        wrong = "".join(f"{found.word}, " for found in self._of(ref) if found.wrong)
        return (wrong + needed).replace(", OK", "") + self._after(ref)

    def formula(self, ref: str, needed: str) -> str:
        """Put a row's marks into the formula of Still needed. needed: the formula without marks."""
        wrong = [f'IF({found.wrong},"{found.word}, ","")' for found in self._of(ref) if found.wrong]
        after = self._after(ref)
        inner = f'SUBSTITUTE({"&".join(wrong)}&{needed},", OK","")' if wrong else needed
        return f'{inner}&"{after}"' if after else inner

    def _of(self, ref: str) -> list[Marked]:
        return [found for found in self.cells.values() if found.ref == ref]

    def _after(self, ref: str) -> str:
        return "".join(f". See the note on {short_heading(found.key)}" for found in self._of(ref) if not found.word)


def short_heading(key: str) -> str:
    """Shorten a column's heading for Still needed and for notes: without the words in brackets."""
    return short_title(BY_KEY[key].heading)


NO_MARKS: Final = Marking()
