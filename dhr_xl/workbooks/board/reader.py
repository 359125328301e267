"""Read the sentences of Summary back from a consolidated workbook, for the e-mail that brings it."""

from __future__ import annotations

from typing import Final, NamedTuple

from dhr_xl.workbooks.board.summary import FIRST_SENTENCE, GOES_ON, LINE_LETTERS, STATUS, SUMMARY
from dhr_xl.workbooks.board.tables import CONTINUED, NONE
from dhr_xl.workbooks.board.writer import HEADING_ROW, OTHERS
from dhr_xl.workbooks.xlsx.package import OWN_LIMITS
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.workbook import Sheet, read_workbook

AWAITING: Final = OTHERS["awaiting"].name


class InShort(NamedTuple):
    """sentences: those of Summary; asked: on how many actions the board is asked to decide, and on which sheet."""

    sentences: tuple[str, ...]
    asked: int
    sheet: str = AWAITING


def read_in_short(data: bytes) -> InShort:
    """Read the board's copy in `data`. Raises Refused if it is not a consolidated workbook."""
    book = read_workbook(data, OWN_LIMITS)
    summary, awaiting = book.sheet(SUMMARY), book.sheet(AWAITING)
    if summary is None or awaiting is None:
        refuse("unknown")
    sentences = _sentences(summary)
    if not sentences:
        refuse("unknown")
    first = HEADING_ROW + 2
    refs = [awaiting.entry(row, 1).text for row in awaiting.rows_from(first)]
    asked = [ref for ref in refs if ref not in {"", NONE} and not ref.endswith(CONTINUED)]
    return InShort(sentences, len(asked))


def _sentences(sheet: Sheet) -> tuple[str, ...]:
    """Read the lines above the table of status words, but for the last, which names the copy compared with.

    In copies of earlier versions a sentence goes on where its line had no room for the next word.
    """
    rows = sheet.rows_from(FIRST_SENTENCE + 1)
    after = next((row for row in rows if sheet.entry(row, 1).text == STATUS[0].heading), 0)
    said: list[str] = []
    room, goes_on = LINE_LETTERS, False
    for line in (sheet.entry(row, 1).text for row in rows if row < after):
        filled = bool(said) and not said[-1].endswith(".") and len(line.split(maxsplit=1)[0]) >= room
        if goes_on or filled:
            said[-1] = f"{said[-1]} {line.strip()}"
        else:
            said.append(line.strip())
        room, goes_on = LINE_LETTERS - len(line), line.endswith(GOES_ON)
    return tuple(said[:-1])
