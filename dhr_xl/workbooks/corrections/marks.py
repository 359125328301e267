"""The marks of a corrections copy: which cells to put right; and, read back, its notes told from the agency's."""

from __future__ import annotations

from typing import Final

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.core.views.names import CORRECT
from dhr_xl.core.views.values import FormRow, ReturnForm
from dhr_xl.workbooks.corrections.words import BLANK, GOES_ON, WHOLE_ROW, WROTE_MOST
from dhr_xl.workbooks.form.marking import ListLine, Marked, Marking, short_heading
from dhr_xl.workbooks.form.still_needed import WANTS, by_row, is_owed, needed_value
from dhr_xl.workbooks.form.template import TemplateParts
from dhr_xl.workbooks.xlsx.addresses import address
from dhr_xl.workbooks.xlsx.cell_xml import day_of, units

FIRST_LINE: Final = 5
"""The row of the list's first line, from 1."""
WROTE: Final = "D"
"""The list's column 'What you wrote'."""


def find_marks(form: ReturnForm, look: TemplateParts) -> Marking:
    """Place the form's marks in the order of the sheet, those of rows it does not hold last; no styles yet.

    A mark in a column that the form does not have is one of its whole row.
    """
    rows = {row.ref: (number, row) for number, row in enumerate(form.rows, look.first_row)}
    columns = look.columns
    marks = [mark if mark.key in columns else mark._replace(key="") for mark in form.marks]

    def place(mark: Mark) -> tuple[bool, int, int]:
        number = rows[mark.ref][0] if mark.ref in rows else 0
        return not number, number, columns[_key(mark)]

    lines = tuple(
        _line(at, mark, look, rows.get(mark.ref))
        for at, mark in enumerate(sorted(marks, key=place), FIRST_LINE)
    )  # fmt: skip
    cells: dict[tuple[str, str], Marked] = {}
    for line in lines:
        if not line.cell:
            continue
        where = line.mark.ref, _key(line.mark)
        if where in cells:
            cells[where] = cells[where]._replace(marks=(*cells[where].marks, line.mark))
        else:
            cells[where] = _marked(line, rows[line.mark.ref][1])
    return Marking(lines, cells)


def _key(mark: Mark) -> str:
    """The column a mark stands in: Ref for the row as a whole."""
    return mark.key or "ref"


def _line(at: int, mark: Mark, look: TemplateParts, found: tuple[int, FormRow] | None) -> ListLine:
    key = _key(mark)
    cell = address(found[0], look.columns[key]) if found else ""
    if key == "ref":
        return ListLine(at, mark, cell, WHOLE_ROW, _short_text(mark.value) if mark.value else f"({WHOLE_ROW.lower()})")
    value = mark.value or (found[1].values.get(key, "") if found else "")
    heading = BY_KEY[key].heading.partition(" (")[0]
    return ListLine(at, mark, cell, heading, _short_text(value) if value.strip() else BLANK)


def _short_text(value: str) -> str:
    """Shorten an answer for the list."""
    day = day_of(value)
    if day:
        return f"{day:%d/%m/%Y}"
    return value if len(value) <= WROTE_MOST else value[: WROTE_MOST - len(GOES_ON)] + GOES_ON


def _marked(line: ListLine, row: FormRow) -> Marked:
    key, value = _key(line.mark), row.values.get(_key(line.mark), "")
    marked = Marked(line.cell, row.ref, key, (line.mark,), "", "")
    if row.locked or BY_KEY[key].who != "agency":
        return marked
    if not value.strip():
        values = {known: row.values.get(known, "") for known in BY_KEY}
        said = needed_value(
            values,
            owed=is_owed(values) or row.kept_open,
            closed=False,
            issued=row.before,
            evidence_asked=row.evidence_asked,
            settled=row.settled,
        )
        wanted = next((want.word for want in WANTS if key in want.keys and want.word in said), "")
        if wanted:
            return marked._replace(word=wanted)
    return marked._replace(word=f"Put right {short_heading(key)}", wrong=_unchanged(line, value))


def _unchanged(line: ListLine, value: str) -> str:
    """Write the test for a cell that is unchanged; a short answer is compared with the list's own line."""
    cell = by_row(line.cell)
    if not value.strip():
        return f'TRIM({cell})=""'
    if value == line.wrote or day_of(value):
        return f"EXACT({cell},'{CORRECT}'!${WROTE}${line.number})"
    return f"LEN({cell})={units(value.replace(chr(13) + chr(10), chr(10)))}"
