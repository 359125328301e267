"""Draw the native charts of the consolidated workbook, with labels: agencies by status, and the trend over rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.workbooks import look
from dhr_xl.workbooks.fitting import text_pixels
from dhr_xl.workbooks.look import DrawnWorkbook

WIDTH: Final = 640
"""Pixels: what is left of a small laptop's screen beside the table of status words."""
BAR_HEIGHT, BARS_BESIDE, LEAST_HEIGHT = 24, 130, 290
"""Pixels of a bar with its gap, of what stands above and below all of them, and of the least chart."""
TREND_WIDTH, TREND_HEIGHT = 900, 420
CHART_OFFSET: Final = 12
"""Pixels between a table and the chart beside it."""
LONGEST_LABEL: Final = 20
"""Letters of a label: LibreOffice wraps a longer one over the next bar."""
PLOT_SHARE: Final = 0.75
"""Of the chart's width, for the bars themselves."""
UPRIGHT_SHARE: Final = 0.6
"""Of the chart's height, for the columns themselves."""
LINE: Final = 20.0
"""Pixels a line of a label takes."""
FONT: Final = {"name": "Arial", "size": 12, "color": look.INK}


class CountedTable(NamedTuple):
    """A table of counts that a chart is drawn from.

    sheet, top, left: where its heading of the first status word stands (rows and columns from 0); counted: what its
    first column says of each row -> status word -> count; words: of its columns, in order.
    """

    sheet: str
    top: int
    left: int
    counted: Mapping[str, Mapping[str, int]]
    words: tuple[str, ...]


def words_of(counted: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """List the status words with a count, in the order a board reads them, unknown ones last."""
    found = dict.fromkeys(word for counts in counted for word, count in counts.items() if count)
    known = [word for word in (*look.STANDINGS, look.APART_WORD) if word in found]
    return (*known, *(word for word in found if word not in known))


def counted_words(counts: Mapping[str, int]) -> dict[str, int]:
    """Sum the statuses that are counted apart into one, so that the open ones stay distinct."""
    apart = sum(counts.get(word, 0) for word in look.APART)
    return {**{look.plain_line(w): count for w, count in counts.items() if w not in look.APART}, look.APART_WORD: apart}


def put_bars(  # noqa: PLR0913 - where it stands, and what it says
    book: DrawnWorkbook,
    sheet: Any,  # noqa: ANN401 - XlsxWriter's own
    table: CountedTable,
    names: Mapping[str, str],
    as_at: dt.date,
    place: tuple[int, int],
) -> None:
    """Draw one stacked bar for each agency. names: code -> name, for its description; place: row, column from 0."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    widest = max(1, *(sum(counts.values()) for counts in table.counted.values()))
    _series(chart, table, _along(WIDTH * PLOT_SHARE / widest))
    chart.set_y_axis({"reverse": True, "num_font": FONT})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": widest})
    said = "; ".join(
        f"{names.get(code, code)}: {_in_words(counts, table.words)}" for code, counts in table.counted.items()
    )
    title = f"Actions by lead agency as at {format_date(as_at)}"
    size = (WIDTH, max(LEAST_HEIGHT, BARS_BESIDE + BAR_HEIGHT * len(table.counted)))
    _place(sheet, chart, title, size, place, f"Stacked bar chart. {title}. {said}.")


def put_trend(book: DrawnWorkbook, sheet: Any, table: CountedTable, place: tuple[int, int]) -> None:  # noqa: ANN401
    """Draw one stacked column for each round (by ISO date). place: row, column from 0."""
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    highest = max(1, *(sum(counts.values()) for counts in table.counted.values()))
    _series(chart, table, _across(TREND_HEIGHT * UPRIGHT_SHARE / highest))
    chart.set_x_axis({"num_font": FONT, "num_format": look.DATE_FORMAT, "text_axis": True})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    said = "; ".join(
        f"{format_date(dt.date.fromisoformat(day))}: {_in_words(counts, table.words)}"
        for day, counts in table.counted.items()
    )
    title = "Actions by status, in the last copy of each round"
    _place(sheet, chart, title, (TREND_WIDTH, TREND_HEIGHT), place, f"Stacked column chart. {title}. {said}.")


def _series(chart: Any, table: CountedTable, label: Callable[[str, int], str]) -> None:  # noqa: ANN401
    """Add one series for each word in its colour; `label` makes each part's label from word and count."""
    last = table.top + len(table.counted)
    for col, word in enumerate(table.words, start=table.left):
        known = look.standing(word)
        labels = [
            {"value": text} if (text := label(word, counts.get(word, 0))) else {"delete": True}
            for counts in table.counted.values()
        ]
        chart.add_series(
            {
                "name": [table.sheet, table.top, col],
                "categories": [table.sheet, table.top + 1, 0, last, 0],
                "values": [table.sheet, table.top + 1, col, last, col],
                "fill": {"color": known.bar},
                "border": {"color": look.INK, "width": 1},  # neighbouring colours are not 3 : 1 apart
                "gap": 40,
                "data_labels": {
                    "value": True, "custom": labels, "font": {**FONT, "color": known.label},
                },
            }
        )  # fmt: skip


def _along(pixels: float) -> Callable[[str, int], str]:
    """Label bars whose actions are `pixels` long each: the word if it fits, else the number."""

    def label(word: str, count: int) -> str:
        words = f"{word} {count}"
        fits = len(words) <= LONGEST_LABEL and text_pixels(words) <= pixels * count
        return "" if not count else words if fits else str(count)

    return label


def _across(pixels: float) -> Callable[[str, int], str]:
    """Label columns whose actions are `pixels` high each: the word if a line fits, else nothing."""
    return lambda word, count: f"{word} {count}" if count * pixels >= LINE else ""


def _in_words(counts: Mapping[str, int], words: Sequence[str]) -> str:
    return ", ".join(f"{counts[word]} {word}" for word in words if counts.get(word)) or "none"


def _place(  # noqa: PLR0913 - all of a chart's frame
    sheet: Any,  # noqa: ANN401
    chart: Any,  # noqa: ANN401
    title: str,
    size: tuple[int, int],
    place: tuple[int, int],
    said: str,
) -> None:
    chart.set_title({"name": title, "name_font": {**FONT, "size": 14, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*place, chart, {"description": said, "object_position": 2, "x_offset": CHART_OFFSET})
