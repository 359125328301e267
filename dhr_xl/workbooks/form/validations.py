"""The data validations of a form's yellow cells, made from FIELDS: each refuses a wrong entry and says why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import MAX_TEXT, Field
from dhr_xl.core.plan.date_values import FIRST_DAY, LAST_DAY
from dhr_xl.core.views.names import ANYTHING_NEW_CELL, COMPLETED_BY_CELL, REMARKS_CELL, list_name
from dhr_xl.workbooks.form.template import TemplateParts
from dhr_xl.workbooks.xlsx.addresses import address, column_letters
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute, escape_text
from dhr_xl.workbooks.xlsx.numbers import serial_of

TITLE_MOST, TEXT_MOST = 32, 255
"""Characters of a message's title and text; Excel repairs a file that has more."""
SHORT_TEXT: Final = 200

DATE_ERROR: Final = "Give one day as day/month/year, for example 30/06/2015, or leave the cell blank."
CHOICE_ERROR: Final = "Choose from the list, or leave the cell blank. The words are on the sheet Lists."
LENGTH_ERROR: Final = (
    "An answer may have {most:,} characters. Put longer papers where you keep evidence, and say where."
)


class Validation(NamedTuple):
    """One validation. attributes, formulas: as XML; title, prompt, error: shown when the cell is entered, or wrong."""

    attributes: str
    formulas: str
    title: str
    prompt: str
    error: str


def _list(name: str, title: str, prompt: str) -> Validation:
    return Validation('type="list"', f"<formula1>{name}</formula1>", title, prompt, CHOICE_ERROR)


def _length(most: int, title: str, prompt: str) -> Validation:
    formula = f"<formula1>{most}</formula1>"
    return Validation(
        'type="textLength" operator="lessThanOrEqual"', formula, title, prompt, LENGTH_ERROR.format(most=most)
    )


def rule_of(field: Field) -> Validation:
    """Make the validation of a column."""
    if field.kind == "choice":
        return _list(list_name(field.key), field.heading, field.prompt)
    if field.kind == "date":
        days = f"<formula1>{serial_of(FIRST_DAY)}</formula1><formula2>{serial_of(LAST_DAY)}</formula2>"
        return Validation('type="date" operator="between"', days, field.heading, field.prompt, DATE_ERROR)
    return _length(MAX_TEXT, field.heading, field.prompt)


SINGLES: Final = (
    (ANYTHING_NEW_CELL, _list(list_name("anything_new"), "Anything new to report?",
     "Choose 'No, nothing has changed' if there is nothing to say of any action; then only say who you are.")),
    (COMPLETED_BY_CELL, _length(SHORT_TEXT, "Completed by", "Your job title, not your name.")),
    (REMARKS_CELL, _length(MAX_TEXT, "Anything else to tell us?",
     "For example: a new contact, or actions that have gone to another agency. No names, please.")),
)  # fmt: skip
"""The validations of the single answers above the table."""


def draw_validations(look: TemplateParts, open_rows: tuple[int, ...]) -> str:
    """Draw the ``dataValidations`` of a form: single answers, then each column over the rows to be filled in."""
    rules = [(address(*look.singles[name]), rule) for name, rule in SINGLES]
    for field in (one for one in look.fields if one.who == "agency"):
        letter = column_letters(look.columns[field.key])
        area = " ".join(f"{letter}{first}:{letter}{last}" for first, last in runs(open_rows))
        if area:
            rules.append((area, rule_of(field)))
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
