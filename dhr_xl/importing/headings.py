"""Where a table's headings stand: a row of them, or several lines where narrow columns wrapped them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.columns import Columns, read_columns
from dhr_xl.importing.text import SourceLine

_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a accepted account accountable achieve achieved achievement action actioned actions activity actual address
        addressed agencies agency agreed and any are area as assurance at be been blue body brag by category change code
        colour comment commentary comments complete completed completion current date dates deadline deliver delivered
        delivery describe description desired detail details did do does done due e eg enacting end evidence evidenced
        expected finding findings for frame from g had has have how i id identified ie if impact implement
        implementation implemented implementing in individual intended is issue item its job key know kpi kpis latest
        lead leads learning lesson lessons level light line local made make manager measure measured measures milestone
        milestones monitor monitored monitoring name national need needed next no not note notes num number of off
        officer on or organisation organisations our outcome outcomes output outputs owner owners partner partners
        person persons plan planned point points position post priority progress proposed rag rating reason rec
        recommendation recommendations recs ref reference regional remarks report reported required resource resources
        response responses responsibility responsible result results review reviewed risk role s scale scope section
        sign signed single source start started status step steps success summary take taken target task tasks term the
        theme themes this time timeframe timeline timescale timescales title to topic traffic type undertaken update
        updated updates was we what when which who whom will with worked you your
        """,
    )
)
"""Words of headings. A line of these alone, under a line of headings, is more of them."""
_MOST_LINES: Final = 8
_LONGEST_PIECE: Final = 60


class Headings(NamedTuple):
    """A table's headings: the place of their first line among the lines, how many lines they take, and the columns."""

    place: int
    lines: int
    columns: Columns


def are_heading_words(text: str) -> bool:
    """Whether a text is made of words of headings and of nothing else."""
    words = re.findall(r"[^\W\d_]+", text.lower().replace("’", "").replace("'", ""))
    return bool(words) and all(word in _WORDS for word in words) and not re.search(r"\d", text)


def read_headings(lines: Sequence[SourceLine], place: int) -> Headings | None:
    """The headings that begin on this line, or None; as many lines of them as fit together are taken."""
    first = lines[place]
    if len([cell for cell in first.cells if cell]) <= 1 or first.aside:
        return None
    block = [first]
    for line in lines[place + 1 : place + _MOST_LINES]:
        if line.aside or not _goes_on(block, line):
            break
        block.append(line)
    for count in range(len(block), 0, -1):
        columns = read_columns(_joined(block[:count]))
        if columns is not None:
            return Headings(place, count, columns)
    return None


def _goes_on(block: Sequence[SourceLine], line: SourceLine) -> bool:
    filled = [cell for cell in line.cells if cell]
    if any(len(cell) > _LONGEST_PIECE or not are_heading_words(cell) for cell in filled):
        return False
    if len(line.cells) > max(len(other.cells) for other in block):
        return False
    lone = len(filled) == 1 and bool(line.cells[0])
    return not (lone and filled[0][0].isupper() and (line.after_break or " " in filled[0]))


def _joined(block: Sequence[SourceLine]) -> SourceLine:
    width = max(len(line.cells) for line in block)
    cells = (" ".join(line.cells[n] for line in block if n < len(line.cells) and line.cells[n]) for n in range(width))
    return SourceLine(block[0].number, tuple(cells), block[0].after_break)
