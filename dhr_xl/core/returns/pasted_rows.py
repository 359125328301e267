"""Answers of several rows that came in one paste: the paragraphs of one answer may stand beside other actions."""

import string
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.plan.words import listed
from dhr_xl.core.returns.answers import Answer, fold
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import Reading
from dhr_xl.core.returns.shifted_rows import shifted_rows

MOST_NAMED: Final = 4
"""Refs named one by one; of more, the first and the last."""


class _PastedCell(NamedTuple):
    """A cell without its validation. row: its number on the sheet; filled: whether it holds a new answer."""

    ref: str
    answer: Answer
    row: int
    filled: bool


def pasted_rows(reading: Reading, uncounted: Container[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each new answer in cells of one column, on rows one below the other, that lost their validation.

    The same words on every row are one answer that was meant for all of them. uncounted: cells that were judged with an
    earlier copy. Nothing is said of rows whose answers may be another row's for another reason.
    """
    if not reading.unvalidated:
        return
    shifted = shifted_rows(reading)
    for field in AGENCY_FIELDS:
        cells = [
            _PastedCell(
                ref, row[field.key], _row_of(row[field.key].cell), _is_filled(reading, ref, field.key, uncounted)
            )
            for ref, row in reading.rows.items()
            if ref not in shifted and field.key in row and row[field.key].cell in reading.unvalidated
        ]
        for run in _runs(sorted(cells, key=lambda cell: cell.row)):
            filled = [cell for cell in run if cell.filled]
            if len({fold(cell.answer.value) for cell in filled}) > 1:
                yield from _problems(field.key, filled)


def _row_of(cell: CellRef) -> int:
    number = cell.cell.lstrip(string.ascii_uppercase)
    return int(number) if number.isdecimal() else 0


def _is_filled(reading: Reading, ref: str, key: str, uncounted: Container[tuple[str, str]]) -> bool:
    return key in reading.edited(ref) and bool(reading.rows[ref][key].value) and (ref, key) not in uncounted


def _runs(cells: Sequence[_PastedCell]) -> Iterator[list[_PastedCell]]:
    """Group cells, sorted by row, into runs of rows one below the other."""
    run: list[_PastedCell] = []
    for cell in cells:
        if run and cell.row != run[-1].row + 1:
            yield run
            run = []
        run.append(cell)
    yield run


def _problems(key: str, filled: Sequence[_PastedCell]) -> Iterator[Problem]:
    first, last = filled[0], filled[-1]
    area = f"{first.answer.cell.cell}:{last.answer.cell.cell}"
    refs = [cell.ref for cell in filled]
    named = listed(refs) if len(refs) <= MOST_NAMED else f"{refs[0]} to {refs[-1]}"
    for cell in filled:
        about = {"ref": cell.ref, "field": key, "value": cell.answer.value}
        yield problem(Code.PASTED_ROWS, cell.answer.cell, cells=area, refs=named, **about)
