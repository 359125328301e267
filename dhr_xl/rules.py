"""The checks on a return: from what was read and what was issued to problems. RULES and ROW_RULES are tuples."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.answers import Answer, fold, read_answer, same_answer, tidy
from dhr_xl.cells import parse_date, said_date
from dhr_xl.fields import AGENCY_FIELDS, ANYTHING_NEW, BY_KEY, FIELDS, LOCKED_FIELDS, Field
from dhr_xl.model import AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.problems import Code, Problem, problem

Shown = Mapping[str, Mapping[str, str]]
"""ref -> field key -> text: what a form showed, or what a return says."""
COMPLETE: Final = "Complete"
NEEDS_REASON: Final = ("Paused", "Propose to close")
COMPARED: Final = tuple(field for field in FIELDS if field.key not in {"ref", "needed"})


class Reading(NamedTuple):
    """A return as understood against what was issued.

    rows: only refs that were issued and stand once; strange: what stands on rows that could not be used.
    """

    as_issued: Shown
    rows: Mapping[str, Mapping[str, Answer]]
    nil: bool
    problems: tuple[Problem, ...]
    strange: tuple[Problem, ...]

    def values(self) -> dict[str, dict[str, str]]:
        """Ref -> field -> text, for the merge."""
        return {ref: {key: answer.value for key, answer in row.items()} for ref, row in self.rows.items()}

    def edited(self, ref: str) -> dict[str, Answer]:
        """The agency's cells of one row that differ from what was issued."""
        row, base = self.rows.get(ref, {}), self.as_issued[ref]
        keys = (field.key for field in AGENCY_FIELDS if field.key in row)
        return {key: row[key] for key in keys if not same_answer(key, row[key].value, base.get(key, ""))}


class Occasion(NamedTuple):
    """When a return was asked for and came, and the names that must not stand in it."""

    as_at: dt.date
    received: dt.date
    private_names: tuple[str, ...] = ()


class RowToCheck(NamedTuple):
    """One row as it would stand. before: its status until now; changed: the keys that are new; cells: where from."""

    ref: str
    values: Mapping[str, str]
    before: str
    changed: frozenset[str]
    cells: Mapping[str, CellRef]
    occasion: Occasion


def read_rows(agency_return: AgencyReturn, as_issued: Shown) -> Reading:
    """Sort the rows of a return by the refs it was issued with, and read every cell."""
    by_ref: dict[str, list[ReturnedRow]] = {}
    strange: list[Problem] = []
    known = {fold(ref): ref for ref in as_issued}
    for row in agency_return.rows:
        ref = known.get(fold(row.ref.text), "")
        if ref:
            by_ref.setdefault(ref, []).append(row)
        else:
            strange.append(problem(Code.ROW_UNKNOWN, row.ref.ref, ref=row.ref.text, value=row.ref.text))
    rows: dict[str, dict[str, Answer]] = {}
    found: list[Problem] = []
    for ref, same in by_ref.items():
        if len(same) > 1:
            where = ", ".join(row.ref.ref.cell for row in same)
            strange.append(problem(Code.ROW_TWICE, same[0].ref.ref, ref=ref, cells=where))
            continue
        rows[ref] = _read_row(ref, same[0], as_issued[ref])
    if by_ref:
        found += [problem(Code.ROW_MISSING, ref=ref) for ref in as_issued if ref not in by_ref]
    found += [
        problem(Code.COLUMN_MISSING, field=key, heading=BY_KEY[key].heading)
        for key in agency_return.missing
        if key in BY_KEY and key != "needed"
    ]
    if agency_return.found_by == "headings":
        found.append(problem(Code.FOUND_BY_HEADINGS))
    found += [problem(Code.WORDS_OUTSIDE, noted.ref, value=noted.text) for noted in agency_return.noted]
    if agency_return.macros:
        found.append(problem(Code.MACROS))
    nil = fold(agency_return.anything_new.text) == fold(ANYTHING_NEW[1])
    return Reading(as_issued, rows, nil, tuple(found), tuple(strange))


def _read_row(ref: str, row: ReturnedRow, base: Mapping[str, str]) -> dict[str, Answer]:
    """Every cell of one row; a cell left as it was issued is not judged."""
    read: dict[str, Answer] = {}
    for field in COMPARED:
        entry = row.cells.get(field.key)
        if entry is None:
            continue
        was = base.get(field.key, "")
        if not entry.formula and same_answer(field.key, entry.text, was):
            read[field.key] = Answer(was, entry.ref, _seen_on(ref, field, entry))
        elif field.who == "agency":
            read[field.key] = read_answer(ref, field, entry)
        else:
            read[field.key] = Answer(tidy(entry.text), entry.ref)
    return read


def _seen_on(ref: str, field: Field, entry: Entry) -> tuple[Problem, ...]:
    """What was put on an answer's cell (a note, a strike) though its text was left as issued; never passed over."""
    if field.who != "agency" or not entry.remark:
        return ()
    about = {"ref": ref, "field": field.key, "value": entry.remark}
    return (problem(Code.CELL_REMARK, entry.ref, heading=field.heading, **about),)


# the rules of one row: asked of what came, and again of the row as it would stand after the merge


def need_evidence(row: RowToCheck) -> Iterator[Problem]:
    """Rule 1: newly Complete needs evidence; a missing date or outcome is a warning."""
    if row.values.get("status") != COMPLETE or row.before == COMPLETE:
        return
    cell = row.cells.get("evidence_given") or row.cells.get("status")
    if not row.values.get("evidence_given"):
        yield problem(Code.EVIDENCE_NEEDED, cell, ref=row.ref, field="evidence_given")
    if not row.values.get("completion_date"):
        yield problem(
            Code.COMPLETION_DATE_NEEDED, row.cells.get("completion_date"), ref=row.ref, field="completion_date"
        )
    if not row.values.get("outcome"):
        yield problem(Code.OUTCOME_NEEDED, row.cells.get("outcome"), ref=row.ref, field="outcome")


def need_likely_completion_date(row: RowToCheck) -> Iterator[Problem]:
    """Rule 1: a completion date after the as-at date is marked; after the day of receipt it is held."""
    text = row.values.get("completion_date", "")
    if "completion_date" not in row.changed or not text:
        return
    try:
        date = parse_date(text)
    except ValueError:
        return
    cell, about = row.cells.get("completion_date"), {"ref": row.ref, "field": "completion_date", "value": text}
    if date and date > row.occasion.received:
        yield problem(Code.DATE_FUTURE, cell, received=said_date(row.occasion.received), **about)
    elif date and date > row.occasion.as_at:
        yield problem(Code.DATE_AFTER_AS_AT, cell, as_at=said_date(row.occasion.as_at), **about)
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
    elif row.before == COMPLETE and status and status != COMPLETE:
        yield problem(Code.REOPEN_REASON_NEEDED, cell, value=status, **about)
    if row.values.get("proposed_target_date") and "proposed_target_date" in row.changed:
        yield problem(Code.DATE_REASON_NEEDED, cell, **about)


ROW_RULES: Final = (need_evidence, need_likely_completion_date, need_reason)


def check_row(row: RowToCheck) -> list[Problem]:
    """Everything the row rules say of one row."""
    return [found for rule in ROW_RULES for found in rule(row)]


# the rules of a whole return


def check_cells(reading: Reading, _: Occasion) -> Iterator[Problem]:
    """What was found while each cell was read."""
    for row in reading.rows.values():
        for answer in row.values():
            yield from answer.problems


def check_blanks(reading: Reading, _: Occasion) -> Iterator[Problem]:
    """An answer that was filled in when the form was sent must not be blanked without being asked about."""
    for ref in reading.rows:
        for key, answer in reading.edited(ref).items():
            was, field = reading.as_issued[ref].get(key, ""), BY_KEY[key]
            if field.blank == "held" and was and not answer.value and not answer.problems:
                about = {"ref": ref, "field": key, "value": was}
                yield problem(Code.BLANKED_CELL, answer.cell, heading=field.heading, **about)


def check_row_rules(reading: Reading, occasion: Occasion) -> Iterator[Problem]:
    """The rules of DOMAIN's statuses, asked of every row that was changed."""
    for ref, row in reading.rows.items():
        edited = reading.edited(ref)
        if edited:
            base = reading.as_issued[ref]
            values = {**base, **{key: answer.value for key, answer in row.items()}}
            cells = {key: answer.cell for key, answer in row.items()}
            yield from check_row(RowToCheck(ref, values, base.get("status", ""), frozenset(edited), cells, occasion))


PERSONAL: Final = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44\s?\d|0\d)(?:[\s-]?\d){8,9}(?!\d)")),
    ("an NHS number", re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)|(?i:nhs (?:no|number)\D{0,4}\d{10})")),
    ("a date of birth", re.compile(r"(?i)\b(?:d\.?o\.?b\.?|born(?: on)?|date of birth)\b[^\n]{0,12}\d")),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|PC|DC|DS|DI|Sgt)\.? [A-Z][a-z]+")),
)
"""What an answer should not hold (DOMAIN rule 9): what to call it, and how it looks."""


def check_privacy(reading: Reading, occasion: Occasion) -> Iterator[Problem]:
    """Rule 9: names on the private list hold the row; what looks personal is warned of."""
    for ref in reading.rows:
        for key, answer in reading.edited(ref).items():
            heading = BY_KEY[key].heading
            text = fold(answer.value)
            if any(re.search(rf"\b{re.escape(fold(name))}\b", text) for name in occasion.private_names if name.strip()):
                yield problem(Code.PRIVATE_NAME, answer.cell, ref=ref, field=key, heading=heading)
            for what, pattern in PERSONAL:
                if pattern.search(answer.value):
                    yield problem(Code.PERSONAL_DETAIL, answer.cell, ref=ref, field=key, heading=heading, what=what)


def check_locked(reading: Reading, _: Occasion) -> Iterator[Problem]:
    """Locked text altered is a proposal; another row's text means that part of the sheet was sorted."""
    shifted = shifted_rows(reading)
    for ref, row in reading.rows.items():
        if ref in shifted:
            heading, other = shifted[ref]
            cell = row["action"].cell if "action" in row else None
            yield problem(Code.ROWS_SHIFTED, cell, ref=ref, heading=heading, other=other)
            continue
        for field in COMPARED:
            answer = row.get(field.key)
            if field.who == "agency" or answer is None:
                continue
            if not same_answer(field.key, answer.value, reading.as_issued[ref].get(field.key, "")):
                code = Code.LOCKED_CHANGED if field in LOCKED_FIELDS else Code.SHOWN_CHANGED
                about = {"ref": ref, "field": field.key, "value": answer.value}
                yield problem(code, answer.cell, heading=field.heading, **about)


def shifted_rows(reading: Reading) -> dict[str, tuple[str, str]]:
    """Rows whose locked text is another row's: ref -> (heading, the other ref). Both rows are in it."""
    shifted: dict[str, tuple[str, str]] = {}
    for key in ("action", "recommendation", "evidence"):
        owners: dict[str, str] = {}
        for ref, base in reading.as_issued.items():
            if base.get(key):
                owners.setdefault(tidy(base[key]), ref)
        for ref, row in reading.rows.items():
            text = row[key].value if key in row else ""
            own = tidy(reading.as_issued[ref].get(key, ""))
            other = owners.get(text, "")
            if text and text != own and other:
                shifted.setdefault(ref, (BY_KEY[key].heading, other))
                shifted.setdefault(other, (BY_KEY[key].heading, ref))
    return shifted


def check_nil(reading: Reading, _: Occasion) -> Iterator[Problem]:
    """'Nothing has changed' with edits below: the edits win, with a note."""
    if reading.nil and any(reading.edited(ref) for ref in reading.rows):
        yield problem(Code.NIL_WITH_EDITS)


RULES: Final = (check_cells, check_blanks, check_row_rules, check_privacy, check_locked, check_nil)


def check(reading: Reading, occasion: Occasion) -> list[Problem]:
    """Everything there is to say about a return, all at once: what reading it found, then each rule in turn."""
    said = [*reading.strange, *reading.problems]
    return said + [found for rule in RULES for found in rule(reading, occasion)]
