"""Every word is in the plan or listed as unplaced; no content of the cells breaks the import."""

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.errors import Stop
from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.plan.rows import find_rows
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable, LooseParagraph, Paragraph
from generated import part
from importing.grids import draw_grid, plan_of
from importing.measuring import lost_words, words

HEADINGS = (
    "No", "Recommendation", "Action to take", "Lead agency", "Evidence", "Target date", "Progress", "Status", "Theme", "Cost",
    "Date completed", "RAG",
)  # fmt: skip
WORDS = st.sampled_from(
    ["Northmoor", "Police", "NMFT:", "GEH:", "All", "agencies", "trains", "staff.", "the", "policy", "and", "COMPLETE", "On",
     "going", "In", "progress", "3.", "R4", "12", "a)", "b)", "June", "2014", "31/05/14", "Trust", "Council", "-", "N/A", ",",
     "1", "004", "Review", "Children's", "Services", "Complete", "to", "be", "O.", "Head", "of", "Total", "Recommendation", "=1+1"]
)  # fmt: skip
TEXT = st.lists(WORDS, max_size=7).map(" ".join)
MARKS = st.sampled_from(["", "", "1.", "2.", "a)", "•"])
PARAGRAPH = st.tuples(TEXT, MARKS, st.sampled_from(["", "", "old words"])).map(lambda made: Paragraph(*made))
CELL = st.tuples(st.lists(PARAGRAPH, max_size=3).map(tuple), st.sampled_from(["", "", "FF0000", "00B050"])).map(
    lambda made: GridCell(made[0], fill=made[1])
)


def placed(rows, name=""):
    """Return the rows as a table, each cell with a place of its own."""
    made = tuple(
        GridRow(tuple(cell._replace(place=f"table 1, row {y}, column {x}") for x, cell in enumerate(row)))
        for y, row in enumerate(rows, 1)
    )
    return GridTable(made, "table 1", name)


@st.composite
def tables(draw):
    """Generate a table under a plan's headings, with some cells merged down."""
    headings = draw(
        st.lists(st.sampled_from(HEADINGS), min_size=3, max_size=8, unique=True).filter(
            lambda some: {"Recommendation", "Action to take"} & set(some)
        )
    )
    rows = draw(st.lists(st.lists(CELL, min_size=len(headings), max_size=len(headings)), max_size=8))
    grid = [[GridCell((Paragraph(heading),)) for heading in headings], *rows]
    for y in range(2, len(grid)):
        for x in range(len(headings)):
            if draw(st.integers(0, 9)) == 0:
                grid[y][x] = GridCell(origin=grid[y - 1][x].origin or (y - 1, x))
    return placed(grid)


any_table = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6).map(placed)
)
any_words = st.tuples(PARAGRAPH, st.just("paragraph 1"), st.booleans()).map(lambda made: LooseParagraph(*made))


def printed(grid):
    """Return every word of a grid."""
    cells = [cell for table in grid.tables for row in table.rows for cell in row.cells]
    lines = [paragraph for cell in cells for paragraph in cell.paragraphs]
    lines += [block.paragraph for block in grid.blocks if isinstance(block, LooseParagraph)]
    return " ".join(f"{line.printed} {line.struck}" for line in lines)


@part(2)
@given(st.lists(st.one_of(tables(), any_table, any_words), min_size=1, max_size=4))
def test_any_grid__no_word_is_lost_and_nothing_breaks(blocks):
    grid = Grid("docx", tuple(blocks))
    try:
        plan = make_plan(grid, "plan.docx", ImportOptions(anyway=True))
    except Stop:
        return
    heads = [beside.text for beside in find_rows(grid).outside if beside.what == "headings"]
    assert lost_words(plan, printed(grid), heads) == []


@part(2)
@given(tables())
def test_any_table__refs_numbers_and_codes_are_valid_and_unique(table):
    try:
        plan = make_plan(Grid("docx", (table,)), "plan.docx", ImportOptions(anyway=True))
    except Stop:
        return
    for names in (
        [a.ref for a in plan.actions],
        [r.number for r in plan.recommendations],
        [a.code for a in plan.agencies],
    ):
        assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9.]+-[A-Z][A-Z0-9]+(-\d+)?", action.ref) for action in plan.actions)
    assert {action.agency for action in plan.actions} <= {*(agency.code for agency in plan.agencies), "UNASSIGNED"}
    refs = {action.ref for action in plan.actions} | {r.number for r in plan.recommendations} | {"plan"}
    assert {finding.where for finding in plan.findings if finding.code != "NUMBER_GAP"} <= refs


@given(st.lists(TEXT.filter(words), min_size=1, max_size=6))
def test_reports__are_kept_word_for_word_and_once(reports):
    rows = "\n".join(f"{n} | Do it {n} | Train {n} | CSP | May 2016 | {text}" for n, text in enumerate(reports, 1))
    plan = plan_of(f"No | Recommendation | Action | Lead | Date | Progress\n{rows}", anyway=True)
    kept = Counter(words(" ".join([*(a.progress for a in plan.actions), *(u.text for u in plan.unplaced)])))
    assert Counter(words(" ".join(reports))) - kept == Counter()


def test_struck_out__words_are_kept_outside_the_plans_cells():
    grid = draw_grid("No | Recommendation | Action | Lead | Progress\n1 | Do it | Train | CSP | Begun")
    [table] = grid.tables
    cells = list(table.rows[1].cells)
    cells[4] = cells[4]._replace(paragraphs=(Paragraph("Begun", struck="Complete"),))
    grid = grid._replace(blocks=(table._replace(rows=(table.rows[0], GridRow(tuple(cells)))),))
    plan = make_plan(grid, "plan.docx", ImportOptions())
    assert plan.actions[0].status == "in_progress"
    assert [(u.text, u.place) for u in plan.unplaced] == [("Struck out: Complete", "table 1, row 2")]


def test_completion_dates__are_not_listed_again():
    plan = plan_of("""
    No | Recommendation | Action | Lead | Target date | Date completed
    1 | Do it | Train | CSP | 01/04/2018 | 15/05/2018
    2 | Do that | Tell | CSP | 01/04/2018 | Completed 16/05/2018
    """)
    assert plan.unplaced == ()
