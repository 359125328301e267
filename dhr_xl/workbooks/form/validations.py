"""The data validations of a form's yellow cells, made from FIELDS: each refuses a wrong entry and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import ANYTHING_NEW, MAX_TEXT, Field
from dhr_xl.core.plan.date_values import FIRST_DAY, LAST_DAY
from dhr_xl.core.views.names import ANYTHING_NEW_CELL, COMPLETED_BY_CELL, REMARKS_CELL, RETURN, list_name
from dhr_xl.workbooks.form.template import TemplateParts
from dhr_xl.workbooks.xlsx.addresses import address, column_letters
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute, escape_text
from dhr_xl.workbooks.xlsx.numbers import serial_of

TITLE_MOST, TEXT_MOST = 32, 255
"""Characters of a message's title and text; Excel repairs a file that has more."""
SHORT_TEXT: Final = 200

DATE_ERROR: Final = (
    "Enter one day as day/month/year, for example 30/06/2015, {range}. A month or a year alone is not a day: choose "
    "the day, or say it in words under Progress."
)
CHOICE_ERROR: Final = "Choose one of: {choices}. Or leave the cell blank."
LENGTH_ERROR: Final = (
    "An answer may have {most:,} characters. Put longer papers where you keep evidence, and say where."
)
SHORT_ERROR: Final = "Write at most {most} characters here."
ONE_LINE: Final = 255
"""Up to so many characters a cell is for a line, such as a job title, and not for an answer."""
SEPARATORS: Final = " /-"
"""What stands between day, month and year; a day has two of them."""


class Validation(NamedTuple):
    """One validation. attributes, formulas: as XML; title, prompt, error: shown when the cell is entered, or wrong."""

    attributes: str
    formulas: str
    title: str
    prompt: str
    error: str


def _list(name: str, title: str, prompt: str, choices: tuple[str, ...]) -> Validation:
    error = CHOICE_ERROR.format(choices=", ".join(choices))
    return Validation('type="list"', f"<formula1>{name}</formula1>", title, prompt, error)


def _length(most: int, title: str, prompt: str) -> Validation:
    formula = f"<formula1>{most}</formula1>"
    return Validation(
        'type="textLength" operator="lessThanOrEqual"',
        formula,
        title,
        prompt,
        (LENGTH_ERROR if most > ONE_LINE else SHORT_ERROR).format(most=most),
    )


def _day(field: Field, cell: str, as_at: dt.date) -> Validation:
    """The validation of a date, which is text, so that a spreadsheet does not make a day of a month.

    cell: the first of the column. A new date lies after the as-at date; a date of completion does not lie ahead.
    """
    first, last = days_allowed(field, as_at)
    said = f"after {format_date(as_at)}" if field.merge == "proposal" else "not after today"
    plain = cell
    for separator in SEPARATORS:
        plain = f'SUBSTITUTE({plain},"{separator}","")'
    day = f"IF(ISNUMBER({cell}),{cell},DATEVALUE({cell}))"
    formula = f"AND(OR(ISNUMBER({cell}),LEN({cell})-LEN({plain})=2),{day}>={first},{day}<={last})"
    error = DATE_ERROR.format(range=said)
    return Validation(
        'type="custom"', f"<formula1>{escape_text(formula)}</formula1>", field.heading, field.prompt, error
    )


def days_allowed(field: Field, as_at: dt.date) -> tuple[str, str]:
    """The first and the last day that a column of days allows, as a formula has them. as_at: of the form."""
    if field.merge == "proposal":
        return str(serial_of(as_at + dt.timedelta(1))), str(serial_of(LAST_DAY))
    return str(serial_of(FIRST_DAY)), "TODAY()"


def rule_of(field: Field, cell: str, as_at: dt.date) -> Validation:
    """Make the validation of a column. cell: the first it applies to; as_at: of the form."""
    if field.kind == "choice":
        return _list(list_name(field.key), field.heading, field.prompt, field.choices)
    if field.kind == "date":
        return _day(field, cell, as_at)
    return _length(MAX_TEXT, field.heading, field.prompt)


SINGLES: Final = (
    (ANYTHING_NEW_CELL, _list(list_name("anything_new"), "Anything new to report?",
     "Choose 'No, nothing has changed' if there is nothing to say of any action; then only say who you are.",
     ANYTHING_NEW)),
    (COMPLETED_BY_CELL, _length(SHORT_TEXT, "Completed by", "Your job title, not your name.")),
    (REMARKS_CELL, _length(MAX_TEXT, "Anything else to tell us?",
     "For example: a new contact, or actions that have gone to another agency. No names, please.")),
)  # fmt: skip
"""The validations of the single answers."""


def answer_areas(look: TemplateParts, sheet: str, open_rows: tuple[int, ...]) -> list[str]:
    """The areas of a sheet that an agency fills in."""
    single = [address(look.singles[name].top, look.singles[name].left) for name, _ in SINGLES
              if look.singles[name].sheet == sheet]  # fmt: skip
    columns = sorted(look.columns[field.key] for field in look.fields if field.who == "agency")
    areas = [
        f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        for left, right in runs(columns)
        for top, bottom in runs(open_rows)
    ]
    return single + (areas if sheet == RETURN else [])


def draw_validations(look: TemplateParts, sheet: str, open_rows: tuple[int, ...], as_at: dt.date) -> str:
    """Draw the ``dataValidations`` of a sheet: single answers, then each column over the rows to be filled in."""
    rules = []
    for name, rule in SINGLES:
        cell = look.singles[name]
        if cell.sheet == sheet:
            rules.append((address(cell.top, cell.left), rule))
    for field in look.fields if sheet == RETURN and open_rows else ():
        if field.who == "agency":
            letter = column_letters(look.columns[field.key])
            area = " ".join(f"{letter}{first}:{letter}{last}" for first, last in runs(open_rows))
            rules.append((area, rule_of(field, f"{letter}{open_rows[0]}", as_at)))
    if not rules:
        return ""
    drawn = "".join(_draw(area, rule) for area, rule in rules)
    return f'<dataValidations count="{len(rules)}">{drawn}</dataValidations>'


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Group ascending numbers into unbroken runs: 6 7 9 -> (6, 7), (9, 9)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def short_title(heading: str) -> str:
    """Shorten a heading to the title of a message, cut at a word."""
    first = heading.partition(" (")[0].partition(":")[0]
    if len(first) <= TITLE_MOST:
        return first
    return f"{first[: TITLE_MOST - 1].rpartition(' ')[0]}…"


def _draw(area: str, rule: Validation) -> str:
    title = escape_attribute(short_title(rule.title))
    said = f'promptTitle="{title}" prompt="{escape_attribute(rule.prompt[:TEXT_MOST])}"'
    wrong = f'errorTitle="{title}" error="{escape_attribute(rule.error[:TEXT_MOST])}"'
    return (
        f'<dataValidation {rule.attributes} errorStyle="stop" allowBlank="1" showInputMessage="1"'
        f' showErrorMessage="1" {wrong} {said} sqref="{escape_text(area)}">{rule.formulas}</dataValidation>'
    )
