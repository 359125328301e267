"""Print a drawn plan in each of the ways plans come: cut by pages, wrapped, aligned by spaces, in Office."""

import csv
import datetime as dt
import io
import re
import textwrap

import openpyxl
from docx import Document

from dhr_xl.core.plan.dates import DateKind, read_plan_date
from importing.reading import saved

WIDTHS = {
    "number": 8, "scope": 15, "theme": 12, "recommendation": 34, "action": 28, "agency": 18, "owner": 20, "evidence": 24,
    "target": 15, "progress": 30, "completed": 28, "status": 12, "rag": 7, "other": 14,
}  # fmt: skip
ROWS_OF_A_PAGE = 4
AFTER = "This plan is reviewed at every meeting of the partnership and was last agreed by its board."


def _table(drawn):
    """Return every line of the table, all as wide as the headings."""
    width = len(drawn.headings)
    yield "#", drawn.headings
    for kind, cells in drawn.lines:
        yield kind, (*cells, *[""] * (width - len(cells)))


def _above(drawn):
    return [drawn.title, f"As at {drawn.as_at}", ""]


def rows(drawn):
    """One line of tabbed cells for each row."""
    return "\n".join([*_above(drawn), *("\t".join(cells) for _, cells in _table(drawn))]) + "\n"


def ragged(drawn):
    """The same without tabs after the last words of a line, and with stray carriage returns and line feeds."""
    return "\r\n".join(line.rstrip("\t") for line in rows(drawn).split("\n"))


def _cut(cells, share):
    """Cut a row in two by a page break: long cells continue, short ones are printed whole above."""
    first, rest = [], []
    for cell in cells:
        words = cell.split()
        place = len(words) if len(words) < 6 else max(1, int(len(words) * share))
        first.append(" ".join(words[:place]))
        rest.append(" ".join(words[place:]))
    return tuple(first), tuple(rest)


def _pages(drawn, turn):
    """Return the lines with a page break in the middle of every fourth row, or after it where nothing can be cut."""
    count = 0
    made = [*_above(drawn)]
    for kind, cells in _table(drawn):
        count += kind == "row"
        if kind == "row" and count % ROWS_OF_A_PAGE == 0:
            first, rest = _cut(cells, 0.6)
            made += ["\t".join(first), *turn(count // ROWS_OF_A_PAGE), *(["\t".join(rest)] if any(rest) else [])]
        else:
            made.append("\t".join(cells))
    return "\n".join(made) + "\n"


def cut_by_pages(drawn):
    """Pages that end in the middle of a row, with only a blank line to show it."""
    return _pages(drawn, lambda _: [""])


def with_headers(drawn):
    """The same with a footer, a page number, a form feed, a running header and repeated headings."""
    headings = "\t".join(drawn.headings)
    return _pages(
        drawn, lambda page: ["OFFICIAL-SENSITIVE until published", f"Page {page} of 3", "\f" + drawn.title, headings]
    )


def _wrapped(drawn):
    """Return every row as the printed lines of its cells."""
    widths = [WIDTHS[column] for column in drawn.columns]
    for kind, cells in _table(drawn):
        if kind == "##":
            yield kind, [cells]
            continue
        columns = [textwrap.wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        deep = max(map(len, columns))
        yield kind, [tuple(c[n] if n < len(c) else "" for c in columns) for n in range(deep)]


def wrapped(drawn):
    """Cells wrapped over several lines, with tabs between their pieces."""
    made = [*_above(drawn)]
    for _, lines in _wrapped(drawn):
        made += ["\t".join(cells) for cells in lines]
    return "\n".join(made) + "\n"


def wrapped_pages(drawn):
    """The same over pages that end anywhere, even inside a row, with a page number and repeated headings."""
    headings, *rest = _wrapped(drawn)
    lines = ["\t".join(cells) for _, printed in rest for cells in printed]
    top = ["\t".join(cells) for cells in headings[1]]
    made = [*_above(drawn), *top]
    for start in range(0, len(lines), 23):
        made += [f"Page {start // 23}", "\f" + top[0], *top[1:]] if start else []
        made += lines[start : start + 23]
    return "\n".join(made) + "\n"


def _spread(drawn, cells, kind, margin):
    widths = [WIDTHS[column] + 3 for column in drawn.columns]
    line = "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return " " * margin + (cells[0] if kind == "##" else line).rstrip()


def aligned(drawn):
    """Cells wrapped over several lines and aligned under their headings by spaces, a blank line between rows."""
    made = [*_above(drawn)]
    for kind, lines in _wrapped(drawn):
        made += [*(_spread(drawn, cells, kind, 2) for cells in lines), ""]
    return "\n".join(made) + "\n"


def tight(drawn):
    """The same with nothing between rows."""
    return re.sub(r"\n{2,}", "\n", aligned(drawn))


def aligned_pages(drawn):
    """Pages of such lines, each with its own margin, that end anywhere, with a footer and repeated headings."""
    headings, *rest = _wrapped(drawn)
    lines = [(kind, cells) for kind, printed in rest for cells in printed]
    made = [*_above(drawn)]
    for start in range(0, len(lines), 31):
        margin = 1 + start % 7
        made += ["", f"{' ' * 60}{start // 31}", "\f"] if start else []
        made += [_spread(drawn, cells, "#", margin) for cells in headings[1]]
        made += [_spread(drawn, cells, kind, margin) for kind, cells in lines[start : start + 31]]
    return "\n".join(made) + "\n"


def centred(drawn):
    """Wrapped cells, of which short ones are centred vertically in their row."""
    made = [*_above(drawn)]
    middle = {"number", "scope", "theme", "target", "status", "rag", "agency", "owner"}
    for kind, lines in _wrapped(drawn):
        columns = [list(column) for column in zip(*lines, strict=True)]
        for place, column in enumerate(drawn.columns):
            filled = [cell for cell in columns[place] if cell]
            if column in middle and kind == "row":
                above = (len(lines) - len(filled)) // 2
                columns[place] = [""] * above + filled + [""] * (len(lines) - len(filled) - above)
        made += ["\t".join(cells) for cells in zip(*columns, strict=True)]
    return "\n".join(made) + "\n"


def slid(drawn):
    """Rows whose first cells are empty begin at the left edge, as some programs extract them."""
    made = [*_above(drawn)]
    for kind, cells in _table(drawn):
        filled = list(cells)
        while kind == "row" and filled and not filled[0]:
            filled.pop(0)
        made.append("\t".join(filled))
    return "\n".join(made) + "\n"


def commas(drawn):
    """The table as a spreadsheet saves it with commas."""
    stream = io.StringIO()
    csv.writer(stream).writerows([*([text] for text in _above(drawn)), *(cells for _, cells in _table(drawn))])
    return stream.getvalue()


def label_pages(drawn):
    """A page for each action of a recommendation: a label and its value on each line, long values wrapped."""
    made = [*_above(drawn)]
    for kind, cells in _table(drawn):
        if kind == "##":
            made.append("\f" + cells[0])
        if kind != "row":
            continue
        named = dict(zip(drawn.columns, cells, strict=True))
        label, text = _first_label(named)
        if text:
            made += [label if "\f" in made[-1] else "\f" + label, text]
        made += [
            f"{heading}: {cell}"
            for heading, column, cell in zip(drawn.headings, drawn.columns, cells, strict=True)
            if cell and column not in ("number", "recommendation")
        ]
    return "\n".join(made) + "\n"


def _first_label(named):
    text = named["recommendation"]
    match = re.match(r"(?:Recommendation\s*)?(\w+)\s*[.:)]+\s*", text)
    if match and "number" not in named:
        return f"Recommendation {match[1]}", text[match.end() :]
    match = re.match(r"Recommendation (\w+):\s*", text)
    if match:
        return f"Recommendation {match[1]}", text[match.end() :]
    return f"Recommendation {named.get('number', '')}", text


def docx(drawn):
    """A Word document: recommendations merged down over their actions, sections across, a paragraph a sentence."""
    document = Document()
    for text in filter(None, _above(drawn)):
        document.add_paragraph(text)
    lines = [*_table(drawn)]
    grid = [row.cells for row in document.add_table(len(lines), len(drawn.headings)).rows]
    started = {}
    for y, (kind, cells) in enumerate(lines):
        if kind == "##":
            grid[y][0].merge(grid[y][len(cells) - 1]).text = cells[0]
            started = {}
            continue
        for x, (column, cell) in enumerate(zip(drawn.columns, cells, strict=True)):
            if cell or kind != "row" or column not in ("number", "recommendation", "theme"):
                first, *rest = re.split(r"(?<=[.;]) ", cell)
                grid[y][x].text = first
                for piece in rest:
                    grid[y][x].add_paragraph(piece)
                started[x] = y
            elif x in started:
                words = grid[started[x]][x].text
                grid[started[x]][x].merge(grid[y][x]).text = words
    document.add_paragraph(AFTER)
    return saved(document)


def xlsx(drawn):
    """A workbook: a sheet of notes before the plan, a title above it, merged cells, whole dates as dates."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active.append(["Version 3", "Agreed by the board"])
    sheet = workbook.create_sheet("Action plan")
    sheet.append([drawn.title])
    sheet.append([f"As at {drawn.as_at}"])
    sheet.append([])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(drawn.headings))
    started = 0
    for kind, cells in _table(drawn):
        sheet.append(_values(drawn, cells))
        if kind == "##":
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(cells))
        if kind == "row" and cells[drawn.columns.index("recommendation")]:
            started = sheet.max_row
        elif kind == "row":
            place = drawn.columns.index("recommendation") + 1
            if started == sheet.max_row - 1:
                sheet.merge_cells(start_row=started, end_row=sheet.max_row, start_column=place, end_column=place)
    return saved(workbook)


def shown(drawn, layout):
    """Return the plan's words as an office program shows them; a workbook's dates are written out."""
    if layout == "docx":
        return f"{rows(drawn)} {AFTER}"
    cells = [cell or "" for _, cells in _table(drawn) for cell in _values(drawn, cells)]
    dates = (f"{cell.day} {cell:%B %Y}" if isinstance(cell, dt.datetime) else cell for cell in cells)
    return " ".join([drawn.title, drawn.as_at, "Version 3 Agreed by the board", *dates])


def _values(drawn, cells):
    dated = [column in ("target", "completed") for column in drawn.columns]
    return [_value(cell) if date else cell or None for cell, date in zip(cells, dated, strict=True)]


def _value(cell):
    reading = read_plan_date(cell)
    whole = reading.kind is DateKind.DAY and reading.value and re.fullmatch(r"[\d/.]+", cell)
    return dt.datetime.combine(reading.value, dt.time()) if whole else cell or None


TEXTS = {layout.__name__: layout for layout in (rows, ragged, cut_by_pages, with_headers, commas)}
"""Layouts in text that can be imported."""
REFUSED = {
    layout.__name__: layout
    for layout in (wrapped, wrapped_pages, aligned, tight, aligned_pages, centred, label_pages)
}  # fmt: skip
"""Layouts in which no table can be recognised with certainty."""
SLID = {"slid": slid}
"""A layout that only the reader of text can repair."""
OFFICE = {"docx": docx, "xlsx": xlsx}
