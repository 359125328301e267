"""The drop-downs of master.xlsx: the lists of choices, and the rules that entries are checked by."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dhr_xl.core.plan.columns import MASTER_SHEETS, MasterColumn, Row
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.words import alternatives
from dhr_xl.core.returns.fitting_answers import ANSWER_LISTS, CONFLICT, LIST_TITLES, NOBODY_ASKED
from dhr_xl.core.views.names import list_name
from dhr_xl.core.views.values import MasterView
from dhr_xl.workbooks import look

Choices = Mapping[str, tuple[str, ...]]
"""Key of a list -> its choices."""
AGENCY_COLUMNS: Final = (("Actions", "agency"), ("Actions", "entered_for"), ("Agencies", "is_now"))
"""Columns whose choices are the plan's agencies; another code is kept after a warning, so that one can be added."""
IN_WORDS: Final = (("Actions", "target_date"),)
"""Columns of dates where the plan's own words ("end of March 2015") are understood too."""
DECISIONS: Final = "Decisions"


def choices_of(view: MasterView) -> Choices:
    """Collect the lists of choices: those of each column, and the lists of answers that questions of this view have."""
    given = {column.key: column.choices for columns in MASTER_SHEETS.values() for column in columns if column.choices}
    wanted = {_answers(row) for row in view.tables.get(DECISIONS, ())}
    given |= {key: tuple(words) for key, words in ANSWER_LISTS.items() if key in wanted}
    codes = tuple(code for code in view.agency_codes if code != BOARD)
    return {**given, **{key: codes for _, key in AGENCY_COLUMNS}} if codes else given


def headings_of_lists() -> dict[str, str]:
    """The heading of each list on the sheet Lists: that of its column, and for which questions where not for all."""
    headings = {column.key: column.heading for columns in MASTER_SHEETS.values() for column in columns}
    decision = headings[CONFLICT]
    for key in ANSWER_LISTS:
        about = LIST_TITLES[key.removesuffix(NOBODY_ASKED)]
        headings[key] = f"{decision}: {about}{', nobody to ask' if key.endswith(NOBODY_ASKED) else ''}"
    return headings


def rule_of(sheet: str, column: MasterColumn, choices: Choices) -> dict[str, Any] | None:
    """The rule of a whole column, as XlsxWriter takes it; None where it has none, or one for each row."""
    if column.kind == "date":
        return None if (sheet, column.key) in IN_WORDS else look.DATE_RULE
    agency = (sheet, column.key) in AGENCY_COLUMNS
    if sheet == DECISIONS or not (column.choices or agency) or column.key not in choices:
        return None
    words = "Choose one from the list, or leave it blank."
    if agency:
        words = "This is not an agency of the plan. A new one must be added to the sheet Agencies too. Keep it?"
    return _list_rule(column.key, words, "warning" if agency else "stop")


def rules_of_answers(rows: Sequence[Row], first: int, col: int) -> list[tuple[list[int], dict[str, Any]]]:
    """The rules of Your decision, one for each list of answers; `other_cells` has its runs of rows but the first.

    first: the row of the first question, col: the column; both from 0. Returns (the first run, the rule) of each.
    """
    places: dict[str, list[list[int]]] = {}
    for row, values in enumerate(rows, first):
        runs = places.setdefault(_answers(values), [])
        if runs and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([row, col, row, col])
    return [
        (
            run,
            {**_list_rule(key, f"Choose {alternatives(ANSWER_LISTS[key])}, or leave it blank."), "other_cells": more},
        )
        for key, (run, *more) in places.items()
    ]


def _answers(row: Row) -> str:
    """The list of answers of a row of Decisions."""
    return row.get("answers", CONFLICT)


def _list_rule(key: str, words: str, error_type: str = "stop") -> dict[str, Any]:
    return {
        "validate": "list", "source": f"={list_name(key)}",
        "error_type": error_type, "error_title": "Not on the list", "error_message": words,
    }  # fmt: skip
