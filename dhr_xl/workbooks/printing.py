"""How a workbook is printed: A4 sideways, its marking on every page, and no letters under nine points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from dhr_xl.workbooks.fitting import BOLD, WIDTHS

PAPER: Final = 9
"""Excel's number of A4."""
MARGINS: Final = {"left": 0.25, "right": 0.25, "top": 0.75, "bottom": 0.75}
"""In inches."""
WIDTH: Final = 805.0
HEIGHT: Final = 487.0
"""Points between the margins of A4 landscape."""
LEAST_PRINTED: Final = 9
"""The smallest letters on paper, in points."""
RUNNING_POINTS: Final = 12
"""The letters of page headers and footers, in points; they shrink with the sheet (LibreOffice does so in any case)."""
RUNNING_LOOK: Final = f'&{RUNNING_POINTS}&"Arial,{{}}"'
"""The codes of their size and font. The font comes second: a text that begins with a digit would join the size."""
RUNNING_LETTERS: Final = 70
"""The most letters of a part: Excel allows 255 for the three parts and their codes."""
OFFSET: Final = {"margin": 0.3}
"""Of headers and footers: inches from the paper's edge."""
GAP: Final = 12.0
"""Points between the parts of a header."""
POINTS_A_PIXEL: Final = 0.75


class Running(NamedTuple):
    """The three parts of a page header or footer, as plain text; codes such as ``&P`` are written as they are."""

    left: str
    centre: str
    right: str

    def code(self) -> str:
        """Write it as Excel has it, the centre in bold."""
        looks = {"L": "Regular", "C": "Bold", "R": "Regular"}
        return "".join(
            f"&{place}{RUNNING_LOOK.format(looks[place])}{part}"
            for place, part in zip("LCR", self, strict=True)
            if part
        )


def marking_text(marking: str) -> str:
    """Make the marking safe for the centre of a header."""
    return running_text(marking.upper(), WIDTH / 2)


def beside(marking: str) -> float:
    """Give the points that a part beside the marking may use, so that the two never meet."""
    return (WIDTH - running_points(marking) * BOLD) / 2 - GAP


def running_points(text: str) -> float:
    """Measure a line of a header in points."""
    return sum(map(WIDTHS.__getitem__, text)) * RUNNING_POINTS / 1000


def running_text(text: str, room: float = WIDTH, lines: int = 1) -> str:
    """Make a text safe for a page header, where ``&`` starts a code, in so many lines of so many points; cut it there.

    Two lines fit the margin.
    """
    line, kept = " ".join(text.split()), list[str]()
    rest = line[:RUNNING_LETTERS]
    while rest and len(kept) < lines:
        end = _fitting_letters(rest, room)
        at_word = rest.rfind(" ", 0, end + 1) if end < len(rest) else end
        cut = at_word if at_word > 0 else max(end, 1)
        kept.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest or len(line) > RUNNING_LETTERS:
        kept[-1] = f"{kept[-1][: _fitting_letters(kept[-1], room - running_points('…'))].rstrip()}…"
    return "\n".join(kept).replace("&", "&&")


def _fitting_letters(text: str, room: float) -> int:
    """Count the letters of a line that fit so many points."""
    used = 0.0
    for at, letter in enumerate(text):
        used += running_points(letter)
        if used > room:
            return at
    return len(text)


def set_page(sheet: Any, header: Running, footer: Running, repeated_row: int | None = None) -> None:  # noqa: ANN401 - XlsxWriter's own
    """Set paper, margins, header, footer, and the row (from 0) repeated on each page."""
    sheet.set_landscape()
    sheet.set_paper(PAPER)
    sheet.set_margins(**MARGINS)
    sheet.set_header(header.code(), OFFSET)
    sheet.set_footer(footer.code(), OFFSET)
    if repeated_row is not None:
        sheet.repeat_rows(repeated_row)


def spread_columns(  # noqa: PLR0913 - what the pages of a sheet depend on
    sheet: Any,  # noqa: ANN401 - XlsxWriter's own
    pixels: Sequence[float],
    size: int,
    *,
    keep: int = 0,
    starts: Iterable[int] = (),
    one_page_high: bool = False,
) -> bool:
    """Put a sheet's columns on one page where its letters are large enough then, else on several; whether on several.

    pixels: the columns' widths; size: the letters' in points; keep: columns at the left repeated on each page;
    starts: columns (from 0) that begin a page, where there are several.
    """
    points = [width * POINTS_A_PIXEL * _widening(size) for width in pixels]
    percent = -(-100 * LEAST_PRINTED // size)
    room = WIDTH * 100 / percent
    if sum(points) <= room:
        sheet.fit_to_pages(1, 1 if one_page_high else 0)
        return False
    breaks = list(page_starts(points, room, keep=keep, starts=frozenset(starts)))
    sheet.set_v_pagebreaks(breaks)
    if keep:
        sheet.repeat_columns(0, keep - 1)
    sheet.set_print_scale(percent)
    return True


def _widening(size: int) -> float:
    """Say how much wider columns are to a program that does not round a digit of Arial to whole pixels."""
    digit = WIDTHS["0"] / 1000 * size / POINTS_A_PIXEL
    return max(1.0, digit / round(digit))


def page_starts(points: Sequence[float], room: float, *, keep: int, starts: frozenset[int]) -> Iterator[int]:
    """Give the columns that begin a further page: those of `starts`, and each that no longer fits its page."""
    kept = sum(points[:keep])
    used = 0.0
    for at, width in enumerate(points):
        if at > keep and (at in starts or used + width > room):
            yield at
            used = kept
        used += width


def points_at(size: int) -> float:
    """Give the height of a page in points of a sheet that is printed as small as allowed."""
    return HEIGHT * size / LEAST_PRINTED
