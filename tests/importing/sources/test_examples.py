"""The Word documents and web pages of each example plan say the same as its Excel workbook."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dhr_xl.importing.sources.html import read_html
from dhr_xl.importing.sources.word import read_word

EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "examples"
PLANS = [
    "dardr_midshire_2025", "eastholme_tracker_2024", "home_office_seven_2022", "kmpt_mr_s_2020",
    "si444_homicide_review_2015", "suffolk_dhr_2016_multiagency",
]  # fmt: skip
IN_TABLES = [*(f"{plan}.docx" for plan in PLANS), *(f"{plan}.html" for plan in PLANS if "kmpt" not in plan)]


def example(name):
    """Return an example's bytes; skip the test where the examples are missing."""
    path = EXAMPLES / name
    if not path.exists():
        pytest.skip(f"{path} is not there: the example plans stand beside the repository")
    return path.read_bytes()


def read(name):
    return (read_html if name.endswith(".html") else read_word)(example(name), name)


def rows_of(grid):
    """Return every row of the tables below their headings, as texts; merged cells repeat what they are merged into."""
    for table in grid.tables:
        for row in table.rows[table.headings :]:
            yield [
                table.rows[cell.origin[0]].cells[cell.origin[1]].text if cell.origin else cell.text
                for cell in row.cells
            ]


def rows_of_workbook(plan):
    """Return every row of the plan's sheet below the headings, without dates, which are numbers there."""
    example(f"{plan}.xlsx")
    sheet = load_workbook(EXAMPLES / f"{plan}.xlsx")["Action plan"]
    merged = {
        cell: sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for line in area.cells
        for cell in [line]
    }
    shown = list(sheet.iter_rows())
    begun = next(number for number, row in enumerate(shown) if sum(cell.value is not None for cell in row) > 4) + 1
    for row in shown[begun:]:
        yield [merged.get((cell.row, cell.column), cell).value for cell in row]


def agree(words, value):
    """Tell whether a cell's words are those of the workbook's cell, where that has words."""
    return not isinstance(value, str) or words.split() == value.split()


@pytest.mark.parametrize("name", IN_TABLES)
def test_tables__every_cell_equals_the_workbooks(name):
    plan = name.partition(".")[0]
    wanted = [row for row in rows_of_workbook(plan) if any(row) and row[-1] != "BRAG" and "Q1 2025/26" not in row]
    found = list(rows_of(read(name)))
    if name == "dardr_midshire_2025.html":
        found = [row for row in found if "Q1 2025/26" not in row]
    assert len(found) == len(wanted)
    for words, values in zip(found, wanted, strict=True):
        assert [(word, value) for word, value in zip(words, values, strict=True) if not agree(word, value)] == []
