"""Draw the native charts of the consolidated workbook, with labels: agencies by status, and the trend over rounds."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from dhr_xl.core.plan.cells import format_date
from dhr_xl.workbooks import look
from dhr_xl.workbooks.look import DrawnWorkbook

SHEET: Final = "Summary"
WIDTH: Final = 1400
"""Pixels, within the printed page."""
BAR_HEIGHT, BARS_BESIDE = 38, 130
"""Pixels of a bar with its gap, and of what stands above and below all of them."""
TREND_HEIGHT: Final = 420
LETTER: Final = 8.0
"""Pixels a letter of a label takes."""
PLOT_SHARE: Final = 0.75
"""Of the chart's width, for the bars themselves."""
UPRIGHT_SHARE: Final = 0.6
"""Of the chart's height, for the columns themselves."""
LINE: Final = 18.0
"""Pixels a line of a label takes."""
ROW_PIXELS: Final = 20
GAP_ROWS: Final = 1
FONT: Final = {"name": "Arial", "size": 12, "color": look.INK}


def words_of(counted: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """List the status words with a count, in the order a board reads them, unknown ones last."""
    found = dict.fromkeys(word for counts in counted for word, count in counts.items() if count)
    known = [word for word in (*look.STANDINGS, look.APART_WORD) if word in found]
    return (*known, *(word for word in found if word not in known))


def counted_words(counts: Mapping[str, int]) -> dict[str, int]:
    """Sum the statuses that are counted apart into one, so that the open ones stay distinct."""
    apart = sum(counts.get(word, 0) for word in look.APART)
    return {**{look.plain_line(w): count for w, count in counts.items() if w not in look.APART}, look.APART_WORD: apart}


def put_bars(  # noqa: PLR0913 - where its numbers and it stand
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401 - XlsxWriter's own
    by_agency: Mapping[str, Mapping[str, int]],
    as_at: dt.date,
    top: int,
    bottom: int,
) -> int:
    """Draw one stacked bar for each agency below its table (headings on row `top`, from 0); returns the next row."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    widest = max(1, *(sum(counts.values()) for counts in by_agency.values()))
    words = words_of(by_agency.values())
    _series(chart, words, by_agency, top, _along(WIDTH * PLOT_SHARE / widest))
    chart.set_y_axis({"reverse": True, "num_font": FONT})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": widest})
    said = "; ".join(f"{agency}: {_in_words(counts, words)}" for agency, counts in by_agency.items())
    title = f"Actions by lead agency and status as at {format_date(as_at)}"
    height = BARS_BESIDE + BAR_HEIGHT * len(by_agency)
    return _place(sheet, chart, title, height, bottom, f"Stacked bar chart. {title}. {said}.")


def put_trend(
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401 - XlsxWriter's own
    by_round: Mapping[str, Mapping[str, int]],
    top: int,
    bottom: int,
) -> int:
    """Draw one stacked column for each round (by ISO date) below its table; returns the next row."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    words = words_of(by_round.values())
    highest = max(1, *(sum(counts.values()) for counts in by_round.values()))
    _series(chart, words, by_round, top, _across(TREND_HEIGHT * UPRIGHT_SHARE / highest))
    chart.set_x_axis({"num_font": FONT, "num_format": look.DATE_FORMAT, "text_axis": True})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    said = "; ".join(
        f"{format_date(dt.date.fromisoformat(day))}: {_in_words(counts, words)}" for day, counts in by_round.items()
    )
    title = "Actions by status, in the last copy of each round"
    return _place(sheet, chart, title, TREND_HEIGHT, bottom, f"Stacked column chart. {title}. {said}.")


def _series(
    chart: Any,  # noqa: ANN401 - XlsxWriter's own
    words: Sequence[str],
    counted: Mapping[str, Mapping[str, int]],
    top: int,
    label: Callable[[str, int], str],
) -> None:
    """Add one series for each word in its colour; `label` makes each part's label from word and count."""
    last = top + len(counted)
    for col, word in enumerate(words, start=1):
        known = look.standing(word)
        labels = [
            {"value": text} if (text := label(word, counts.get(word, 0))) else {"delete": True}
            for counts in counted.values()
        ]
        chart.add_series(
            {
                "name": [SHEET, top, col],
                "categories": [SHEET, top + 1, 0, last, 0],
                "values": [SHEET, top + 1, col, last, col],
                "fill": {"color": known.bar},
                "border": {"color": "#FFFFFF", "width": 1},
                "gap": 40,
                "data_labels": {
                    "value": True, "custom": labels, "font": {**FONT, "size": 10, "color": known.label},
                },
            }
        )  # fmt: skip


def _along(pixels: float) -> Callable[[str, int], str]:
    """Label bars whose actions are `pixels` long each: the word if it fits, else the number."""

    def label(word: str, count: int) -> str:
        words = f"{word} {count}"
        return "" if not count else words if len(words) * LETTER <= pixels * count else str(count)

    return label


def _across(pixels: float) -> Callable[[str, int], str]:
    """Label columns whose actions are `pixels` high each: the word if a line fits, else nothing."""
    return lambda word, count: f"{word} {count}" if count * pixels >= LINE else ""


def _in_words(counts: Mapping[str, int], words: Sequence[str]) -> str:
    return ", ".join(f"{counts[word]} {word}" for word in words if counts.get(word)) or "none"


def _place(sheet: Any, chart: Any, title: str, height: int, row: int, said: str) -> int:  # noqa: ANN401, PLR0913
    chart.set_title({"name": title, "name_font": {**FONT, "size": 14, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_size({"width": WIDTH, "height": height})
    sheet.insert_chart(row, 0, chart, {"description": said, "object_position": 2, "y_offset": 6, "x_offset": 4})
    return row + math.ceil(height / ROW_PIXELS) + GAP_ROWS
