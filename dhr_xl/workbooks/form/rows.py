"""Draw the rows of a form's table, and the sheet In full, which holds texts too long for a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import CUT, FIELDS, Field
from dhr_xl.core.views.names import ANYTHING_NEW_CELL, IN_FULL, RETURN
from dhr_xl.core.views.values import FormRow, ReturnForm
from dhr_xl.workbooks.fitting import fit_row, split_to_fit
from dhr_xl.workbooks.form.marking import NO_MARKS, Marking
from dhr_xl.workbooks.form.still_needed import is_owed, needed_formula, needed_value
from dhr_xl.workbooks.form.template import SheetLook, TemplateParts
from dhr_xl.workbooks.form.words import GOES_ON
from dhr_xl.workbooks.xlsx.addresses import address
from dhr_xl.workbooks.xlsx.cell_xml import FIRST_DAY, MOST_CHARACTERS, date_cell, day_of, formula_cell, text_cell, units
from dhr_xl.workbooks.xlsx.numbers import serial_of

OPEN, CLOSED, TOO_LONG = 0, 1, 2
"""The template's sample rows, whose styles the cells take."""
LEAST_POINTS: Final = 48.0
"""The least height of a row in points: three lines, so that there is room to type."""
DATES: Final = ("target_date", *(field.key for field in FIELDS if field.kind == "date"))
"""Columns whose ISO text is written as a real date."""
IN_FULL_HEADING_ROW: Final = 3
REASON_FOLLOWS: Final = ("status", "proposed_target_date")
"""The columns whose change needs a reason."""
LONGEST_LITERAL: Final = 100
"""The longest text a formula repeats in full: Excel allows 255 characters, and a quotation mark counts twice."""


class InFull(NamedTuple):
    """A text too long for a row. link: the Ref's cell on Return; row: the row of its first piece on `In full`."""

    link: str
    key: str
    ref: str
    heading: str
    pieces: tuple[str, ...]
    row: int


class FormTable(NamedTuple):
    """The table as drawn.

    needs: what each row still needs; open_rows: numbers of the rows to be filled in; heights: of the rows, in points.
    """

    xml: str
    last_row: int
    needs: list[str]
    open_rows: tuple[int, ...]
    in_full: tuple[InFull, ...]
    heights: tuple[float, ...]


def draw_table(form: ReturnForm, look: TemplateParts, marking: Marking = NO_MARKS) -> FormTable:
    """Draw every row of the form, in the template's columns."""
    widths = look.sheets[RETURN].widths
    needs, drawn, in_full, heights = list[str](), list[str](), list[InFull](), list[float]()
    for number, row in enumerate(form.rows, look.first_row):
        values = {field.key: row.values.get(field.key, "") for field in look.fields} | {"ref": row.ref}
        owed, asked = is_owed(values), row.evidence_was
        needed = needed_value(
            values, owed=owed, closed=row.locked, evidence_was=asked, settled=row.settled, columns=look.columns
        )
        values["needed"] = marking.words(row.ref, needed)
        cells = ((displayed_text(field.key, values), widths.get(look.columns[field.key], 9.0)) for field in look.fields)
        fit = fit_row(cells, LEAST_POINTS)
        for at in fit.too_long if IN_FULL in look.sheets else ():
            in_full.append(_in_full(look.fields[at], values, number, look, in_full))
        long = {text.key for text in in_full if text.ref == row.ref}
        cells_xml = (
            _draw_cell(field, number, row, values, look, long, marking, owed=owed) for field in _in_order(look)
        )
        drawn.append(f'<row r="{number}" ht="{fit.height:g}">{"".join(cells_xml)}</row>')
        needs.append(values["needed"])
        heights.append(fit.height)
    last_row = max(look.first_row, look.heading_row + len(form.rows))
    open_rows = tuple(number for number, row in enumerate(form.rows, look.first_row) if not row.locked)
    return FormTable("".join(drawn), last_row, needs, open_rows, tuple(in_full), tuple(heights))


def _in_order(look: TemplateParts) -> list[Field]:
    """Sort the columns as they stand on the sheet: cells must be written in that order."""
    return sorted(look.fields, key=lambda field: look.columns[field.key])


def displayed_text(key: str, values: Mapping[str, str]) -> str:
    """The text whose length decides the row's height: a date as the sheet shows it."""
    day = day_of(values[key]) if key in DATES else None
    return f"{day:%d/%m/%Y}" if day else values[key]


def _in_full(field: Field, values: Mapping[str, str], number: int, look: TemplateParts, before: list[InFull]) -> InFull:
    """Split a text that does not fit into pieces, and place them below those already on `In full`."""
    width = look.sheets[IN_FULL].widths.get(3, 9.0)
    row = before[-1].row + len(before[-1].pieces) if before else IN_FULL_HEADING_ROW + 1
    pieces = split_to_fit(values[field.key], width)
    return InFull(address(number, look.columns["ref"]), field.key, values["ref"], field.heading, pieces, row)


def _draw_cell(  # noqa: PLR0913 - a cell is where all of these meet
    field: Field,
    number: int,
    row: FormRow,
    values: Mapping[str, str],
    look: TemplateParts,
    long: set[str],
    marking: Marking,
    *,
    owed: bool,
) -> str:
    """Draw one cell in the style of the matching sample row of the template."""
    column = look.columns[field.key]
    sample = TOO_LONG if long and field.key == "ref" else CLOSED if row.locked else OPEN
    where, text = address(number, column), values[field.key]
    style = marking.style(row.ref, field.key, look.styles.get((sample, column), "0"))
    if field.key == "needed":
        letters = {known.key: address(number, look.columns[known.key]) for known in look.fields}
        nil = address(*look.singles[ANYTHING_NEW_CELL])
        nil = "$" + nil.rstrip("0123456789") + "$" + nil.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        came = {key: literal for key in REASON_FOLLOWS if (literal := _literal(key, values[key]))}
        formula = needed_formula(
            letters, nil, owed=owed, closed=row.locked, evidence_was=row.evidence_was, settled=row.settled,
            came=came if len(came) == len(REASON_FOLLOWS) else {},
        )  # fmt: skip
        formula = marking.formula(row.ref, formula)
        return formula_cell(where, style, formula, text)
    day = day_of(text) if field.key in DATES else None
    if day:
        return date_cell(where, style, day)
    note = GOES_ON if field.key in long and field.who != "agency" else ""
    return text_cell(where, style, cut(note + text))


def _literal(key: str, text: str) -> str:
    """Write a cell's value as a literal of a formula, '' if it is too long for one."""
    day = day_of(text) if key in DATES else None
    if day and day >= FIRST_DAY:
        return str(serial_of(day))
    return '"' + text.replace('"', '""') + '"' if len(text) <= LONGEST_LITERAL else ""


def cut(text: str) -> str:
    """Cut a text to what one cell can hold; `In full` has the whole of it."""
    if units(text) <= MOST_CHARACTERS:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (MOST_CHARACTERS - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT


def draw_in_full(sheet: SheetLook, texts: tuple[InFull, ...]) -> str:
    """Draw the rows of `In full`: the template's rows down to the headings, then one row for each piece."""
    width = sheet.widths.get(3, 9.0)
    styles = {
        cell.column: cell.style for row in sheet.rows if row.number == IN_FULL_HEADING_ROW + 1 for cell in row.cells
    }
    drawn = [
        f'<row r="{row.number}"{row.attributes}>{"".join(cell.xml for cell in row.cells)}</row>'
        for row in sheet.rows
        if row.number <= IN_FULL_HEADING_ROW
    ]
    for text in texts:
        for at, piece in enumerate(text.pieces):
            number = text.row + at
            heading = f"{text.heading} (continued)" if at else text.heading
            height = fit_row([(piece, width)]).height
            cells = ((1, text.ref), (2, heading), (3, piece))
            xml = "".join(text_cell(address(number, column), styles.get(column, "0"), words) for column, words in cells)
            drawn.append(f'<row r="{number}" ht="{height:g}">{xml}</row>')
    return "".join(drawn)
