"""Draw grids in a test: a line for each row with bars between its cells, and paragraphs before, between and after."""

import re

from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.sources.grid import Grid, GridCell, GridRow, GridTable, LooseParagraph
from dhr_xl.importing.sources.marks import make_paragraph


def draw_grid(drawn, kind="docx"):
    """Return the grid of a drawing.

    A line with bars is a row; `^` is a cell merged down, `<` one merged to the left; `//` ends a line in a cell;
    `{RRGGBB}` before the words is the cell's colour. A line without bars is a paragraph; `#` before it makes a heading
    of
    level 1, `##` of level 2, `@` a header or footer; `sheet NAME:` begins a sheet.
    """
    blocks, rows, name = [], [], ""
    for line in [*(line.strip() for line in drawn.strip("\n").splitlines()), ""]:
        if "|" in line:
            rows.append([cell.strip() for cell in line.split("|")])
            continue
        if rows:
            blocks.append(_table(rows, name, sum(isinstance(block, GridTable) for block in blocks) + 1))
            rows = []
        if line.startswith("sheet "):
            name = line[6:].rstrip(":")
        elif line:
            bare = line.lstrip("#@ ")
            level = len(line) - len(line.lstrip("#"))
            blocks.append(
                LooseParagraph(make_paragraph(bare, level=level), f"paragraph {len(blocks) + 1}", aside=line[0] == "@")
            )
    return Grid(kind, tuple(blocks))


def draw_table(drawn):
    """Return the only table of a drawing."""
    return draw_grid(drawn).tables[0]


def plan_of(drawn, name="plan.docx", **wanted):
    """Return the plan that a drawing becomes."""
    return make_plan(draw_grid(drawn), name, ImportOptions(**wanted))


def actions_of(drawn, **wanted):
    """Return the plan's actions by ref."""
    return {action.ref: action for action in plan_of(drawn, **wanted).actions}


def codes_of(plan):
    """Return the plan's findings as (where, code)."""
    return {(finding.where, finding.code) for finding in plan.findings}


def _table(rows, name, number):
    width = max(map(len, rows))
    made, origins = [], {}
    for y, row in enumerate(rows):
        cells = []
        for x, text in enumerate([*row, *[""] * (width - len(row))]):
            place = f"sheet {name}, {'ABCDEFGHIJKLM'[x]}{y + 1}" if name else f"table {number}, row {y + 1}"
            above = {"^": (y - 1, x), "<": (y, x - 1)}.get(text)
            origins[y, x] = origins[above] if above else (y, x)
            fill = re.match(r"\{([0-9A-F]{6})\}", text)
            words = text[fill.end() :] if fill else text
            lines = () if above else tuple(make_paragraph(line.strip()) for line in words.split("//") if line.strip())
            cells.append(GridCell(lines, origins[y, x] if above else None, fill[1] if fill else "", place=place))
        made.append(GridRow(tuple(cells)))
    return GridTable(tuple(made), f"table {number}", name)
