"""The checks on a return: from what was read and what was issued to problems. RULES and ROW_RULES are tuples."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import BY_KEY, COMPLETE, columns_shown
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS, NEEDS_REASON, is_newly_complete, is_reopened
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.returns.answer_dates import day_of
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.pasted_rows import pasted_rows
from dhr_xl.core.returns.privacy import hide_names, holds_name, personal_details
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import Reading
from dhr_xl.core.returns.shifted_rows import locked_changes, shifted_rows

MISSING_AT_COMPLETE: Final[Mapping[str, Code]] = {
    "evidence_given": Code.EVIDENCE_NEEDED,
    "completion_date": Code.COMPLETION_DATE_NEEDED,
    "outcome": Code.OUTCOME_NEEDED,
}
"""The problem of each answer that a status newly Complete needs."""
LONG_AGO: Final = 9
"""A date completed this many years before the as-at date is held: the commonest mistake in a year is one decade."""


class Occasion(NamedTuple):
    """The dates a return is checked against, and the names that must not be in it."""

    as_at: dt.date
    received: dt.date
    private_names: tuple[str, ...] = ()


class Substitutes(NamedTuple):
    """Values that the rules use in place of the returned ones.

    instead: ref -> field -> the plan's value, for cells that are missing or say nothing beside another copy;
    uncounted: cells that say nothing or were decided before; no problem is reported in them.
    """

    instead: Mapping[str, Mapping[str, str]] = {}
    uncounted: frozenset[tuple[str, str]] = frozenset()


class RowToCheck(NamedTuple):
    """One row to check. before: its status so far; changed: keys with new values; cells: where the values are from."""

    ref: str
    values: Mapping[str, str]
    before: str
    changed: frozenset[str]
    cells: Mapping[str, CellRef]
    occasion: Occasion


# the rules of one row, numbered as in docs/field.md: applied to the return, and again to the row as it would be merged


def need_evidence(row: RowToCheck) -> Iterator[Problem]:
    """Rule 1: newly Complete needs evidence; a missing date or outcome is a warning."""
    if not is_newly_complete(row.values.get("status", ""), row.before):
        return
    for key in COMPLETE_NEEDS:
        if not row.values.get(key):
            cell = row.cells.get(key) or (row.cells.get("status") if key == "evidence_given" else None)
            yield problem(MISSING_AT_COMPLETE[key], cell, ref=row.ref, field=key)


def need_likely_completion_date(row: RowToCheck) -> Iterator[Problem]:
    """Rule 1: a completion date after the as-at date is marked; after the day of receipt it is held."""
    text = row.values.get("completion_date", "")
    if "completion_date" not in row.changed or not text:
        return
    date = day_of(text)
    if date is None:
        return
    cell = row.cells.get("completion_date")
    about = {"ref": row.ref, "field": "completion_date", "value": format_date(date)}
    if date > row.occasion.received:
        yield problem(Code.DATE_FUTURE, cell, received=format_date(row.occasion.received), **about)
    elif date > row.occasion.as_at:
        yield problem(Code.DATE_AFTER_AS_AT, cell, as_at=format_date(row.occasion.as_at), **about)
    elif row.occasion.as_at.year - date.year >= LONG_AGO:
        yield problem(Code.DATE_LONG_AGO, cell, years=LONG_AGO - 1, as_at=format_date(row.occasion.as_at), **about)
    status = row.values.get("status", "")
    if status and status != COMPLETE:
        yield problem(Code.DATE_NOT_COMPLETE, cell, ref=row.ref, field="completion_date", value=status)


def need_reason(row: RowToCheck) -> Iterator[Problem]:
    """Rules 3, 4 and 5: pausing, closing and reopening need a reason, and so does a new date."""
    status, cell = row.values.get("status", ""), row.cells.get("reason")
    if row.values.get("reason"):
        return
    about = {"ref": row.ref, "field": "reason"}
    if "status" in row.changed and status in NEEDS_REASON:
        yield problem(Code.REASON_NEEDED, cell, value=status, **about)
    elif is_reopened(status, row.before):
        yield problem(Code.REOPEN_REASON_NEEDED, cell, value=status, **about)
    if row.values.get("proposed_target_date") and "proposed_target_date" in row.changed:
        yield problem(Code.DATE_REASON_NEEDED, cell, **about)


def need_later_target_date(row: RowToCheck) -> Iterator[Problem]:
    """Rule 4: a proposed target date is for asking for more time."""
    text, target = (row.values.get(key, "") for key in ("proposed_target_date", "target_date"))
    if "proposed_target_date" not in row.changed:
        return
    now, before = day_of(text), day_of(target)
    if now and before and now <= before:
        about = {"ref": row.ref, "field": "proposed_target_date", "value": format_date(now)}
        yield problem(Code.DATE_NOT_LATER, row.cells.get("proposed_target_date"), target=format_date(before), **about)


ROW_RULES: Final = (need_evidence, need_likely_completion_date, need_reason, need_later_target_date)


def check_row(row: RowToCheck) -> list[Problem]:
    """The problems of one row, by all row rules."""
    return [found for rule in ROW_RULES for found in rule(row)]


# the rules of a whole return


def check_cells(reading: Reading, _: Occasion, substitutes: Substitutes) -> Iterator[Problem]:
    """The problems found while reading each cell."""
    for ref, row in reading.rows.items():
        for key, answer in row.items():
            counted = (ref, key) not in substitutes.uncounted
            yield from (found for found in answer.problems if counted or found.severity == "note")


def check_blanks(reading: Reading, _: Occasion, substitutes: Substitutes) -> Iterator[Problem]:
    """An answer that was filled in when the form was sent and is blank now is held. Nothing is said of a row whose
    answers may be another row's.
    """
    shifted = shifted_rows(reading)
    for ref in (one for one in reading.rows if one not in shifted):
        for key, answer in reading.edited(ref).items():
            if (ref, key) in substitutes.uncounted:
                continue
            was, field = reading.as_issued[ref].get(key, ""), BY_KEY[key]
            if field.blank == "held" and was and not answer.value and not answer.wrong:
                about = {"ref": ref, "field": key, "value": was}
                yield problem(Code.BLANKED_CELL, answer.cell, heading=field.heading, **about)


def check_row_rules(reading: Reading, occasion: Occasion, substitutes: Substitutes) -> Iterator[Problem]:
    """The rules of docs/field.md, asked of every row that was changed.

    A cell that is missing, or says nothing, is checked with the plan's value. A status that is none of the choices is
    said to be so, and nothing is said of what would follow from it. Nothing is asked of a column that was added to the
    form after this one was issued, or of a row whose answers may be another row's.
    """
    columns, shifted = columns_shown(reading.as_issued), shifted_rows(reading)
    for ref, row in reading.rows.items():
        if ref in shifted:
            continue
        base = reading.as_issued[ref]
        edited = {key: a for key, a in reading.edited(ref).items() if (ref, key) not in substitutes.uncounted}
        if not edited:
            continue
        values = {**base, **{key: answer.value for key, answer in row.items()}, **substitutes.instead.get(ref, {})}
        if "status" in edited and edited["status"].wrong:
            values["status"] = base.get("status", "")
            del edited["status"]
        cells = {key: answer.cell for key, answer in row.items()}
        before = substitutes.instead.get(ref, base).get("status", base.get("status", ""))
        said = check_row(RowToCheck(ref, values, before, frozenset(edited), cells, occasion))
        yield from (found for found in said if found.field in columns)


def check_privacy(reading: Reading, occasion: Occasion, substitutes: Substitutes) -> Iterator[Problem]:
    """Rule 9: names on the private list hold the row; what looks personal is warned of."""
    for ref, row in reading.rows.items():
        for key, answer in row.items():
            if (
                same_answer(key, answer.value, reading.as_issued[ref].get(key, ""))
                or (ref, key) in substitutes.uncounted
            ):
                continue
            about = {"ref": ref, "field": key, "heading": BY_KEY[key].heading}
            if holds_name(answer.value, occasion.private_names):
                yield problem(Code.PRIVATE_NAME, answer.cell, **about)
            elif BY_KEY[key].who == "agency":
                for what in personal_details(answer.value):
                    yield problem(Code.PERSONAL_DETAIL, answer.cell, what=what, **about)


def check_locked(reading: Reading, _: Occasion, __: Substitutes) -> Iterator[Problem]:
    """Changed locked text is a proposal; another row's text means that part of the sheet was sorted."""
    return locked_changes(reading)


def check_pasted(reading: Reading, _: Occasion, substitutes: Substitutes) -> Iterator[Problem]:
    """Answers of several rows that came in one paste are held: each may be part of the answer above it."""
    return pasted_rows(reading, substitutes.uncounted)


def check_nil(reading: Reading, _: Occasion, __: Substitutes) -> Iterator[Problem]:
    """'Nothing has changed' with edits below: the edits win, with a note."""
    if reading.nil and any(reading.edited(ref) for ref in reading.rows):
        yield problem(Code.NIL_WITH_EDITS)


RULES: Final = (check_cells, check_blanks, check_row_rules, check_privacy, check_locked, check_pasted, check_nil)


def check(reading: Reading, occasion: Occasion, substitutes: Substitutes | None = None) -> list[Problem]:
    """All problems of a return at once: those found in reading it, then those of each rule.

    substitutes: values to use in place of some cells; None for none. No message has a name of the private list.
    """
    said = [*reading.strange, *reading.problems]
    said += [found for rule in RULES for found in rule(reading, occasion, substitutes or Substitutes())]
    return [found for one in without_knock_ons(said) for found in without_names(one, occasion.private_names)]


UNSURE_DAYS: Final = {Code.DATE_WRONG, Code.DATE_TWO_WAYS, Code.DATE_SYSTEM}
"""Problems of a date that is not certain; whether it is plausible is not reported as well."""
BY_STATUS: Final = {Code.DATE_NOT_COMPLETE}
"""Problems that follow from a status that could not be read."""


def without_knock_ons(said: list[Problem]) -> list[Problem]:
    """Drop the problems that only follow from another one."""
    unread = {found.ref for found in said if found.code is Code.CHOICE_WRONG and found.field == "status"}
    days = {(found.ref, found.field) for found in said if found.code in UNSURE_DAYS}
    of_days = {Code.DATE_FUTURE, Code.DATE_AFTER_AS_AT, Code.DATE_LONG_AGO, Code.DATE_NOT_LATER}
    return [
        found
        for found in said
        if not (found.ref in unread and found.code in BY_STATUS)
        and not ((found.ref, found.field) in days and found.code in of_days)
    ]


def without_names(found: Problem, names: tuple[str, ...]) -> Iterator[Problem]:
    """A problem without names of the private list, preceded by a warning where one was taken out."""
    message, value, ref = (hide_names(text, names) for text in (found.message, found.value, found.ref))
    if (message, value, ref) != (found.message, found.value, found.ref) and not found.field:
        heading = "The text outside the table" if found.code is Code.WORDS_OUTSIDE else "This place"
        yield problem(Code.PRIVATE_WORDS, found.cell, heading=heading)
    yield found._replace(message=message, value=value, ref=ref)
