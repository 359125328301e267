"""Draw the rows of a form's table, and the sheet Recommendations, which holds texts too long for a row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import FIELDS, Field, Row
from dhr_xl.core.plan.shown_texts import CUT, CUT_SHORT, NOTHING
from dhr_xl.core.views.names import ANYTHING_NEW_CELL, RECOMMENDATIONS, RETURN
from dhr_xl.core.views.values import FormRow, ReturnForm
from dhr_xl.workbooks.fitting import cut_to_fit, fit_row, split_to_fit, text_height
from dhr_xl.workbooks.form.marking import NO_MARKS, Marking
from dhr_xl.workbooks.form.refused import refused_formula
from dhr_xl.workbooks.form.still_needed import by_row, is_owed, length_of, needed_formula, needed_value
from dhr_xl.workbooks.form.template import TABLE_ROW, SheetLook, TemplateParts
from dhr_xl.workbooks.xlsx.addresses import SheetArea, address, column_letters
from dhr_xl.workbooks.xlsx.cell_xml import MOST_CHARACTERS, date_cell, day_of, formula_cell, text_cell, units

OPEN, CLOSED, LINKED = 0, 1, 2
"""The template's sample rows, whose styles the cells take; the last is of locked cells that are links."""
LEAST_POINTS: Final = 48.0
"""The least height of a row in points: three lines, so that there is room to type."""
MOST_POINTS: Final = 150.0
"""The greatest: a higher row cannot be read whole on a small screen at 200 per cent."""
DATES: Final = ("target_date", *(field.key for field in FIELDS if field.kind == "date"))
"""Columns whose values are ISO dates; the sheet shows them as day/month/year."""
REASON_FOLLOWS: Final = ("status", "proposed_target_date")
"""The columns whose change needs a reason."""
LONG_ANSWER: Final = ". Long answer: whole on the sheet Recommendations"
"""Follows what a row still needs where an answer that it came with is too long for the row, so that print cuts it."""
ONE_LINE: Final = 18.0
"""Points of a recommendation on Return. It is a link, and LibreOffice does not wrap links."""
NUMBERED: Final = re.compile(r"(\S{1,12})\. (.*)", re.DOTALL)
"""A recommendation as it is issued: its number and its text."""


class TextInFull(NamedTuple):
    """A text on Recommendations. name: a recommendation's number, or an action's Ref; row: of its first piece."""

    name: str
    heading: str
    text: str
    pieces: tuple[str, ...]
    row: int


class Link(NamedTuple):
    """A cell of Return that leads to a text's row on Recommendations."""

    cell: str
    row: int


class FormTable(NamedTuple):
    """The table as drawn.

    needs: what each row still needs; open_rows: numbers of the rows to be filled in; heights: of the rows, in points.
    """

    xml: str
    last_row: int
    needs: list[str]
    open_rows: tuple[int, ...]
    whole: tuple[TextInFull, ...]
    links: tuple[Link, ...]
    heights: tuple[float, ...]


def draw_table(form: ReturnForm, look: TemplateParts, marking: Marking = NO_MARKS) -> FormTable:
    """Draw every row of the form, in the template's columns."""
    whole = TextsInFull(look.sheets[RECOMMENDATIONS].widths.get(3, 9.0))
    for row in form.rows:
        if "recommendation" in look.columns:
            whole.add_recommendation(row.values.get("recommendation", ""))
    drawn = [
        _draw_row(row, number, look, marking, whole, form.as_at) for number, row in enumerate(form.rows, look.first_row)
    ]
    last_row = max(look.first_row, look.heading_row + len(form.rows))
    open_rows = tuple(number for number, row in enumerate(form.rows, look.first_row) if not row.locked)
    return FormTable(
        "".join(row.xml for row in drawn), last_row, [row.needed for row in drawn], open_rows,
        tuple(whole.texts.values()), tuple(link for row in drawn for link in row.links),
        tuple(row.height for row in drawn),
    )  # fmt: skip


class TextsInFull:
    """The rows of Recommendations, as they are collected. texts: (name, text) -> its place."""

    def __init__(self, width: float) -> None:
        self.texts: dict[tuple[str, str], TextInFull] = {}
        self._width = width
        self._next = TABLE_ROW + 1

    def add_recommendation(self, issued: str) -> int:
        """Add a recommendation, once; returns its row, 0 for none."""
        found = NUMBERED.fullmatch(issued)
        number, text = found.groups() if found else ("", issued)
        return self.add(number, "Recommendation", text) if text.strip() else 0

    def add(self, name: str, heading: str, text: str) -> int:
        """Add a text, once; returns its row."""
        if (name, text) not in self.texts:
            pieces = split_to_fit(text, self._width)
            self.texts[name, text] = TextInFull(name, heading, text, pieces, self._next)
            self._next += len(pieces)
        return self.texts[name, text].row


class _DrawnRow(NamedTuple):
    xml: str
    needed: str
    height: float
    links: tuple[Link, ...]


def _draw_row(  # noqa: PLR0913 - what a row is drawn from
    row: FormRow, number: int, look: TemplateParts, marking: Marking, whole: TextsInFull, as_at: dt.date
) -> _DrawnRow:
    """Draw one row: locked texts cut to the greatest height, each with a link to the whole of it."""
    widths = look.sheets[RETURN].widths
    values = {field.key: row.values.get(field.key, "") for field in look.fields} | {"ref": row.ref}
    owed = is_owed(values) or row.kept_open
    needed = needed_value(
        values, owed=owed, closed=row.locked, issued=row.before, evidence_asked=row.evidence_asked,
        kept_open=row.kept_open, settled=row.settled, columns=look.columns,
    )  # fmt: skip
    values["needed"] = marking.words(row.ref, needed)
    shown = {key: _shown_date(text) if key in DATES else text for key, text in values.items()}
    links: dict[str, int] = {}
    long: dict[str, str] = {}
    height = LEAST_POINTS
    for field in look.fields:
        width, text = widths.get(look.columns[field.key], 9.0), shown[field.key]
        after = f"\n({row.shared})" if row.shared and field.key == "action" else ""
        most = MOST_POINTS - (text_height(after[1:], width) if after else 0)
        needs = text_height(text, width) if field.key != "recommendation" else ONE_LINE
        if field.key == "recommendation":
            links[field.key] = whole.add_recommendation(text)
            shown[field.key] = cut_to_fit(" ".join(text.split()), width, ONE_LINE, CUT_SHORT)
        elif needs > most or units(text) > MOST_CHARACTERS:
            links.setdefault("ref", whole.add(row.ref, field.heading, text))
            long |= {field.key: cut(text)} if field.who == "agency" else {}
            shown[field.key] = cut_to_fit(text, width, most, CUT) if field.who != "agency" else cut(text)
            needs = text_height(shown[field.key], width)
        if after:
            shown[field.key] += after
            needs = text_height(shown[field.key], width)
        height = max(height, needs)
    cells = {
        field.key: _draw_cell(field, address(number, look.columns[field.key]), row, shown, look, links, marking)
        for field in look.fields
        if field.key != "needed"
    }
    values["needed"] += LONG_ANSWER if long else ""
    if "needed" in look.columns:
        cells["needed"] = _draw_needed(number, row, values, look, marking, as_at, owed=owed, long=long)
    fixed = ' customHeight="1"' if height > MOST_POINTS else ""  # LibreOffice prints on into the next row without it
    in_order = sorted(cells, key=lambda key: look.columns[key])
    xml = f'<row r="{number}" ht="{min(height, MOST_POINTS):g}"{fixed}>{"".join(cells[key] for key in in_order)}</row>'
    found = tuple(Link(address(number, look.columns[key]), at) for key, at in links.items() if at)
    return _DrawnRow(xml, values["needed"], min(height, MOST_POINTS), found)


def _shown_date(text: str) -> str:
    """A date as the sheet shows it."""
    day = day_of(text)
    return f"{day:%d/%m/%Y}" if day else text


def _draw_cell(  # noqa: PLR0913 - a cell is where all of these meet
    field: Field,
    where: str,
    row: FormRow,
    shown: Mapping[str, str],
    look: TemplateParts,
    links: Mapping[str, int],
    marking: Marking,
) -> str:
    """Draw one cell in the style of the matching sample row of the template."""
    column, text = look.columns[field.key], shown[field.key]
    locked = field.who != "agency"
    sample = CLOSED if row.locked else LINKED if locked and links.get(field.key) else OPEN
    style = marking.style(row.ref, field.key, look.styles.get((sample, column), "0"))
    day = day_of(row.values.get(field.key, "")) if locked and field.key in DATES else None
    if day:
        return date_cell(where, style, day)
    return text_cell(where, style, text or (NOTHING if locked else ""))


def _draw_needed(  # noqa: PLR0913 - as _draw_cell
    number: int,
    row: FormRow,
    values: Mapping[str, str],
    look: TemplateParts,
    marking: Marking,
    as_at: dt.date,
    *,
    owed: bool,
    long: Row,
) -> str:
    """Draw the cell of Still needed: its formula, and what that gives. long: key -> an answer too long for the row."""
    column = look.columns["needed"]
    cells = {field.key: address(number, look.columns[field.key]) for field in look.fields}
    came = {key: _shown_date(values[key]) for key in REASON_FOLLOWS if key in values}
    formula = needed_formula(
        cells, absolute(look.singles[ANYTHING_NEW_CELL]), owed=owed, closed=row.locked,
        issued={key: _shown_date(text) if key in DATES else text for key, text in row.before.items()},
        evidence_asked=row.evidence_asked, kept_open=row.kept_open, settled=row.settled,
        refused=refused_formula(cells, {key: _shown_date(text) for key, text in values.items()}, as_at),
        came=came if len(came) == len(REASON_FOLLOWS) else {},
    )  # fmt: skip
    style = marking.style(row.ref, "needed", look.styles.get((CLOSED if row.locked else OPEN, column), "0"))
    drawn = marking.formula(row.ref, formula)
    if long:
        as_sent = ",".join(f"LEN({by_row(cells[key])})={length_of(text)}" for key, text in long.items())
        drawn += f'&IF(OR({as_sent}),"{LONG_ANSWER}","")'
    return formula_cell(address(number, column), style, drawn, values["needed"])


def absolute(cell: SheetArea) -> str:
    """Write a reference to a named cell from any sheet: ``Start!$B$12``."""
    return f"{cell.sheet}!${column_letters(cell.left)}${cell.top}"


def cut(text: str) -> str:
    """Cut a text to what one cell can hold; Recommendations has the whole of it."""
    if units(text) <= MOST_CHARACTERS:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (MOST_CHARACTERS - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT


def draw_whole(sheet: SheetLook, texts: tuple[TextInFull, ...]) -> str:
    """Draw the rows of Recommendations: the template's rows down to the headings, then one row for each piece."""
    width = sheet.widths.get(3, 9.0)
    styles = {cell.column: cell.style for row in sheet.rows if row.number == TABLE_ROW + 1 for cell in row.cells}
    drawn = [
        f'<row r="{row.number}"{row.attributes}>{"".join(cell.xml for cell in row.cells)}</row>'
        for row in sheet.rows
        if row.number <= TABLE_ROW
    ]
    for number, (name, heading, piece) in enumerate(_lines(texts), TABLE_ROW + 1):
        cells = ((1, name or NOTHING), (2, heading), (3, piece))
        xml = "".join(text_cell(address(number, column), styles.get(column, "0"), words) for column, words in cells)
        drawn.append(f'<row r="{number}" ht="{fit_row([(piece, width)]).height:g}">{xml}</row>')
    return "".join(drawn)


def _lines(texts: tuple[TextInFull, ...]) -> Iterator[tuple[str, str, str]]:
    """The lines of Recommendations; a form without any text has one that says so."""
    if not texts:
        yield "", "", NOTHING
    for text in texts:
        for at, piece in enumerate(text.pieces):
            yield text.name, f"{text.heading} (continued)" if at else text.heading, piece
