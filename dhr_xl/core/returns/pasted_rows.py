"""Answers of several rows that came in one paste: the paragraphs of one answer may stand beside other actions."""

import string
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.meeting import AGREED_DATE, AgendaRow, Ask
from dhr_xl.core.plan.model import AgencyReturn, CellRef
from dhr_xl.core.plan.words import listed
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import Reading
from dhr_xl.core.returns.shifted_rows import shifted_rows

MOST_NAMED: Final = 4
"""Refs named one by one; of more, the first and the last."""


class _PastedCell(NamedTuple):
    """A cell without its validation. key: of the plan's cell it is about; filled: whether it holds a new answer."""

    ref: str
    key: str
    text: str
    cell: CellRef
    filled: bool

    @property
    def row(self) -> int:
        """Its number on the sheet."""
        number = self.cell.cell.lstrip(string.ascii_uppercase)
        return int(number) if number.isdecimal() else 0


def pasted_rows(reading: Reading, uncounted: Container[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each new answer in cells of one column, on rows one below the other, that lost their validation.

    The same words on every row are one answer that was meant for all of them. uncounted: cells that were judged with an
    earlier copy. Nothing is said of rows whose answers may be another row's for another reason.
    """
    if not reading.unvalidated:
        return
    shifted = shifted_rows(reading)
    for field in AGENCY_FIELDS:
        key = field.key
        cells = [
            _PastedCell(ref, key, row[key].value, row[key].cell, _is_filled(reading, ref, key, uncounted))
            for ref, row in reading.rows.items()
            if ref not in shifted and key in row and row[key].cell in reading.unvalidated
        ]
        yield from _problems(cells)


def pasted_notes(found: AgencyReturn, agenda: Mapping[str, AgendaRow]) -> Iterator[Problem]:
    """The same of the notes on the board's workbook. agenda: Ref as it shows, folded -> its row."""
    cells = [
        _PastedCell(
            row.ref, AGREED_DATE if row.ask is Ask.DATE else "board_note", note.text, note.ref, bool(note.text.strip())
        )
        for one in found.rows
        if (row := agenda.get(fold(one.ref.text))) and (note := one.cells.get("note")) and note.ref in found.unvalidated
    ]
    return _problems(cells)


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


def _problems(cells: Iterable[_PastedCell]) -> Iterator[Problem]:
    """The problems of one column's cells without a validation."""
    for run in _runs(sorted(cells, key=lambda cell: cell.row)):
        filled = [cell for cell in run if cell.filled]
        if len({fold(cell.text) for cell in filled}) < 2:  # noqa: PLR2004 - one text, wherever it stands
            continue
        area = f"{filled[0].cell.cell}:{filled[-1].cell.cell}"
        refs = list(dict.fromkeys(cell.ref for cell in filled))
        named = listed(refs) if len(refs) <= MOST_NAMED else f"{refs[0]} to {refs[-1]}"
        for cell in filled:
            about = {"ref": cell.ref, "field": cell.key, "value": cell.text}
            yield problem(Code.PASTED_ROWS, cell.cell, cells=area, refs=named, **about)
