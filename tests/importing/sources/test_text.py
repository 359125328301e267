"""Text copied from a PDF: its lines as rows of a grid, what was guessed about them, and texts that are no plan."""

import re
from collections import Counter

import pytest
from hypothesis import given

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import LooseParagraph
from dhr_xl.importing.sources.text import read_text_plan
from dhr_xl.importing.terms.words import read_number
from importing.drawn_plans import NAMES, read_drawn
from importing.mangling import mangled
from importing.printed import REFUSED, SLID, TEXTS

HEADINGS = "Recommendation\tAction\tEvidence\tTarget date\tProgress"


def grid_of(*lines, headings=HEADINGS):
    return read_text_plan("\n".join([headings, *lines]) + "\n", "plan.txt")


def rows_of(grid):
    """Return every row under the headings as texts; a merged cell as "^" (down) or "<" (across)."""
    table = grid.tables[0]
    made = []
    for number, row in enumerate(table.rows[1:], 1):
        cells = [cell.text if cell.origin is None else "<" if cell.origin[0] == number else "^" for cell in row.cells]
        made.append(tuple(cells))
    return made


def said(grid):
    return [(guess.row, guess.code) for guess in grid.remarks]


def printed(grid):
    cells = [cell.text for table in grid.tables for row in table.rows for cell in row.cells]
    return " ".join([*cells, *(block.paragraph.printed for block in grid.blocks if isinstance(block, LooseParagraph))])


@pytest.fixture(scope="module")
def grid(warwickshire_text):
    return read_text_plan(warwickshire_text, "plan.txt")


def test_warwickshire__each_action_is_a_row_under_its_recommendation(grid, warwickshire_text):
    rows = rows_of(grid)
    printed, below = (line.split("\t") for line in warwickshire_text.splitlines()[:2])
    *first, last = map(str.strip, printed)
    headings = [cell.text for cell in grid.tables[0].rows[0].cells]
    assert (len(first), last, "".join(below).strip()) == (4, "Progress report", "As at 30 June 2015")
    assert headings == [*first, "Progress report As at 30 June 2015", "Lead agency"]
    sections = [row for row in rows if row[1] == "<"]
    numbers = [read_number(row[0]) for row in rows if row[0] != "^" and row[1] != "<"]
    assert (len(sections), len(numbers), len(rows) - len(sections)) == (10, 36, 68)
    lost = {1, 3, 10, 11, 15, 16, 19, 25}
    assert [int(each.number) for each in numbers if each] == [n for n in range(1, 38) if n not in lost]


def test_warwickshire__labels_name_the_agencies(grid):
    labels = Counter(row[-1] for row in rows_of(grid) if row[-1] not in ("", "<"))
    assert set(labels) == {
        "POLICE", "CWPT", "GEH", "NBBC", "WMAS", "PROBATION", "HARMONI", "SWFT", "Children's Services",
    }  # fmt: skip
    assert set(labels.values()) == {3, 4}
    assert labels["GEH"] == 3


def test_warwickshire__every_guess_is_reported(grid):
    codes = Counter(guess.code for guess in grid.remarks)
    assert codes == {
        "ROW_SLID": 9, "CELL_SHARED": 2, "ACTION_JOINED": 3, "STATUS_ROW_MOVED": 2, "HEADING_MENDED": 9,
        "LINE_GARBLED": 2, "ACTION_SEPARATED": 1, "WORDS_BEFORE": 1,
    }  # fmt: skip
    for guess in grid.remarks:
        gaps = dict.fromkeys(("guessed", "why", "other", "line", "field", "source"), "") | dict(guess.gaps)
        assert "  " not in FindingCode[guess.code].value.message.format_map(gaps)
        assert (guess.row == -1) == (guess.code == "LINE_GARBLED")


def test_warwickshire__no_word_is_lost_and_few_are_duplicated(grid, warwickshire_text):
    source = Counter(warwickshire_text.split())
    kept = Counter(printed(grid).split())
    assert source - kept == Counter()
    labels = sum(len(row[-1].split()) for row in rows_of(grid) if row[1] != "<") + 2
    assert sum((kept - source).values()) - labels < 12
    aside = {block.place for block in grid.blocks if isinstance(block, LooseParagraph)}
    assert aside == {"line 33", "line 45", "line 61", "line 100", "line 101", "line 105"}


def test_rows__cut_in_two_by_a_page():
    grid = grid_of(
        "1. The trust should train its staff in\tWrite a course and\tCourse\tMay 2016\tIn progress",
        "",
        "all of its hospitals.\thold it.\t\t\t",
        "2. The trust should tell GPs.\tWrite to GPs.\tLetter\tJune 2016\tCOMPLETE",
    )
    assert rows_of(grid) == [
        ("1. The trust should train its staff in all of its hospitals.", "Write a course and hold it.", "Course",
         "May 2016", "In progress"),
        ("2. The trust should tell GPs.", "Write to GPs.", "Letter", "June 2016", "COMPLETE"),
    ]  # fmt: skip
    assert said(grid) == []


def test_rows__first_columns_lost_on_a_page():
    grid = grid_of(
        "ALL AGENCIES\t\t\t\t",
        "1. All agencies should train their staff.\tPOLICE: Hold a course\tCourse\tMay 2016\tCOMPLETE",
        "",
        "GEH: Hold a course\tCourse\tJune 2016\tOngoing",
        "PROBATION: Hold a course\tCourse\tJuly 2016\tCOMPLETE",
    )
    assert rows_of(grid) == [
        ("ALL AGENCIES", "<", "<", "<", "<", "<"),
        (
            "1. All agencies should train their staff.",
            "POLICE: Hold a course",
            "Course",
            "May 2016",
            "COMPLETE",
            "POLICE",
        ),
        ("^", "GEH: Hold a course", "Course", "June 2016", "Ongoing", "GEH"),
        ("^", "PROBATION: Hold a course", "Course", "July 2016", "COMPLETE", "PROBATION"),
    ]
    assert said(grid) == [(3, "ROW_SLID"), (4, "ROW_SLID")]


def test_rows__whose_cells_usually_begin_in_lower_case():
    grid = grid_of(
        "the police should train\thold a course\tcourse\tMay 2016\tdone",
        "the trust should train\thold another\tcourse\tJune 2016\tongoing",
        "the council should train\thold a third\tcourse\tJuly 2016\tongoing",
    )
    assert [row[:2] for row in rows_of(grid)] == [
        ("the police should train", "hold a course"),
        ("the trust should train", "hold another"),
        ("the council should train", "hold a third"),
    ]


def test_rows__further_columns_stay_apart():
    grid = grid_of(
        "R1\tTrain staff.\tHold a course\tPolice\tMay 2016\tBegun\tHeld\tNone",
        "R2\tTell GPs.\tWrite\tTrust\tJune 2016\tSent\tAnswered\tStaff time",
        headings="Ref\tRecommendation\tAction\tLead\tTarget date\tUpdate Q1\tUpdate Q2\tCost",
    )
    assert rows_of(grid)[1] == ("R2", "Tell GPs.", "Write", "Trust", "June 2016", "Sent", "Answered", "Staff time")


@pytest.mark.parametrize("layout", ["rows", "ragged", "cut_by_pages", "with_headers", "slid"])
@pytest.mark.parametrize("name", NAMES)
def test_drawn__each_recommendation_and_action(name, layout):
    drawn = read_drawn(name)
    rows = [row for row in rows_of(read_text_plan((TEXTS | SLID)[layout](drawn), name)) if row[1] != "<"]
    column = drawn.columns.index("recommendation")
    actions = Counter(row[drawn.columns.index("action")] for row in rows)
    assert sum(row[column] != "^" for row in rows) == len(drawn.recommendations)
    assert actions == Counter(action.action for action in drawn.actions)


@given(text=mangled())
def test_mangled__no_word_is_lost_and_there_is_one_table(text):
    try:
        grid = read_text_plan(text, "plan.txt")
    except Stop:
        return
    lost = set(re.findall(r"[^\W_]+", text.lower())) - set(re.findall(r"[^\W_]+", printed(grid).lower()))
    assert lost == set()
    [table] = grid.tables
    assert len({len(row.cells) for row in table.rows}) == 1
    for row in table.rows:
        for cell in row.cells:
            assert cell.origin is None or table.rows[cell.origin[0]].cells[cell.origin[1]].origin is None
    assert all(guess.row == -1 or 0 < guess.row < len(table.rows) for guess in grid.remarks)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The panel met on 4 May.\nIt agreed that staff should be trained.\n", "no line has headings"),
        ("Recommendation   Action   Target date\n1. Train.   Hold a course   May 2016\n", "no line has headings"),
        (f"{HEADINGS}\n\n", "nothing under them"),
        (REFUSED["wrapped"](read_drawn(NAMES[0])), "cut into several lines"),
        ("Recommendation\tAction\tTarget date\n" + "1.\t2.\t3.\n" * 5_001, "longer than any action plan"),
    ],
)
def test_stop__says_what_was_found_and_what_to_do(text, why):
    with pytest.raises(Stop, match=why) as stopped:
        read_text_plan(text, "plan.txt")
    assert "plan.txt" in str(stopped.value)
    assert re.search(r"Import the plan's Word, Excel or PDF file", str(stopped.value))
