"""Read a return against what was issued: match its rows by ref, read every cell, report everything unusual."""

import datetime as dt
import difflib
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import iso
from dhr_xl.core.plan.columns import (
    AGENCY_FIELDS,
    ANYTHING_NEW,
    BY_KEY,
    EARLIER_YES,
    FIELDS,
    MAX_TEXT,
    columns_shown,
)
from dhr_xl.core.plan.model import AgencyReturn, CellRef, Entry, ReturnedRow
from dhr_xl.core.plan.shown_texts import CUT, CUT_SHORT, EARLIER_CUT, NOTHING
from dhr_xl.core.returns.answer_dates import DateHints, date_hints, day_of
from dhr_xl.core.returns.answers import (
    Answer,
    decoded,
    fold,
    hint_of,
    marks_on_cell,
    read_answer,
    same_answer,
    text_or_formula,
    tidy,
)
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.words_in_full import words_not_sent

FormValues = Mapping[str, Mapping[str, str]]
"""ref -> field key -> text: the values of a form or of a return."""
COMPARED: Final = tuple(field for field in FIELDS if field.key not in {"ref", "needed"})
WITNESSES: Final = ("target_date", "completion_date")
"""Columns with dates when the form was sent; how they come back shows how the workbook reads dates."""
LONG_CUTS: Final = (CUT, EARLIER_CUT)
SHARED: Final = re.compile(r"\n\(Led by [^\n]*\)\s*$")
"""What the form shows under an action that several agencies share."""
NIL_WORDS: Final = {fold(ANYTHING_NEW[1]), "no", "no."}
YES_WORDS: Final = {fold(ANYTHING_NEW[0]), fold(EARLIER_YES), "yes", "yes."}


class Reading(NamedTuple):
    """A return read against what was issued.

    rows: only refs that were issued and are there once; strange: problems of rows that could not be used; stood: cells
    of a corrections copy that came back with the plan's value it showed: they say nothing and are not in rows;
    unvalidated: as in AgencyReturn.
    """

    as_issued: FormValues
    rows: Mapping[str, Mapping[str, Answer]]
    nil: bool
    problems: tuple[Problem, ...]
    strange: tuple[Problem, ...]
    stood: Mapping[tuple[str, str], Answer] = MappingProxyType({})
    unvalidated: frozenset[CellRef] = frozenset()

    def values(self) -> dict[str, dict[str, str]]:
        """Ref -> field -> text, for the merge."""
        return {ref: {key: answer.value for key, answer in row.items()} for ref, row in self.rows.items()}

    def edited(self, ref: str) -> dict[str, Answer]:
        """The agency's cells of one row that differ from the issued values."""
        row, base = self.rows.get(ref, {}), self.as_issued[ref]
        keys = (field.key for field in AGENCY_FIELDS if field.key in row)
        return {key: row[key] for key in keys if not same_answer(key, row[key].value, base.get(key, ""))}


def is_nil(anything_new: str) -> bool:
    """Whether the answer at the top of the form says that nothing has changed."""
    return fold(anything_new) in NIL_WORDS


def read_rows(
    agency_return: AgencyReturn,
    as_issued: FormValues,
    as_at: dt.date | None = None,
    filled_in: FormValues = MappingProxyType({}),
) -> Reading:
    """Match the rows of a return to the refs it was issued with, and read every cell.

    as_at: the round's as-at date; the form shows it, so it reveals a changed date system; filled_in: what a copy to put
    right was filled in with.
    """
    by_ref: dict[str, list[ReturnedRow]] = {}
    strange: list[Problem] = []
    found: list[Problem] = []
    columns = columns_shown(as_issued)
    found += [said for row in agency_return.rows for said in _not_issued(row, columns)]
    agency_return = agency_return._replace(rows=tuple(_only(row, columns) for row in agency_return.rows))
    known = {fold(ref): ref for ref in as_issued}
    there = {fold(row.ref.text) for row in agency_return.rows}
    absent = [ref for ref in as_issued if fold(ref) not in there]
    for row in agency_return.rows:
        ref = known.get(fold(row.ref.text), "")
        if ref:
            by_ref.setdefault(ref, []).append(row)
        elif is_row(row):
            strange += _unknown_row(row, absent)
        else:
            found += _words_of(row)
    sense = _sense(agency_return, by_ref, as_issued, as_at)
    rows: dict[str, dict[str, Answer]] = {}
    for ref, same in by_ref.items():
        if len(same) > 1:
            where = ", ".join(row.ref.ref.cell for row in same)
            strange.append(problem(Code.ROW_TWICE, same[0].ref.ref, ref=ref, cells=where))
            continue
        rows[ref] = _read_row(ref, same[0], as_issued, sense)
    if by_ref:
        found += [problem(Code.ROW_MISSING, ref=ref) for ref in as_issued if ref not in by_ref]
    found += [
        problem(Code.COLUMN_MISSING, field=key, heading=BY_KEY[key].heading)
        for key in agency_return.missing
        if key in columns and key != "needed"
    ]
    if agency_return.found_by == "headings":
        found.append(problem(Code.FOUND_BY_HEADINGS))
    if agency_return.macros:
        found.append(problem(Code.MACROS))
    found += _anything_new(agency_return.anything_new)
    found += [problem(Code.WORDS_OUTSIDE, noted.ref, value=noted.text) for noted in agency_return.noted]
    texts = {text for values in (as_issued, filled_in) for row in values.values() for text in row.values()}
    found += words_not_sent(agency_return.in_full, as_issued.keys(), texts)
    nil = is_nil(agency_return.anything_new.text)
    return Reading(as_issued, rows, nil, tuple(found), tuple(strange), unvalidated=agency_return.unvalidated)


def _only(row: ReturnedRow, columns: Container[str]) -> ReturnedRow:
    """A row with its cells in these columns alone."""
    return row._replace(cells={key: entry for key, entry in row.cells.items() if key in columns})


def _not_issued(row: ReturnedRow, columns: Container[str]) -> Iterator[Problem]:
    """The words in columns that the form did not have when it was issued: somebody put one of that heading in."""
    for key, entry in row.cells.items():
        if key not in columns and text_or_formula(entry).strip():
            yield problem(Code.WORDS_OUTSIDE, entry.ref, value=text_or_formula(entry).strip())


def is_row(row: ReturnedRow) -> bool:
    """Whether a row with an unknown Ref is a row of the table: it has answers, or text of the plan."""
    keys = (*(field.key for field in AGENCY_FIELDS), "recommendation", "action")
    return any(key in row.cells and text_or_formula(row.cells[key]).strip() for key in keys)


def _words_of(row: ReturnedRow) -> Iterator[Problem]:
    for entry in (row.ref, *row.cells.values()):
        if text_or_formula(entry).strip():
            yield problem(Code.WORDS_OUTSIDE, entry.ref, value=text_or_formula(entry).strip())
        if entry.remark:
            yield problem(Code.WORDS_OUTSIDE, entry.ref, value=entry.remark)


def _unknown_row(row: ReturnedRow, absent: Sequence[str]) -> Iterator[Problem]:
    """The problems of a row that was not sent: its Ref, and the marks on its answers. Its words are held with the row.

    absent: refs that were sent and are on no row; one of them may be meant.
    """
    near = difflib.get_close_matches(fold(row.ref.text), [fold(ref) for ref in absent], 1, 0.8)
    meant = next((ref for ref in absent if near and fold(ref) == near[0]), "")
    hint = f" Did you mean '{meant}'?" if meant else ""
    yield problem(Code.ROW_UNKNOWN, row.ref.ref, ref=row.ref.text.strip(), value=row.ref.text.strip(), hint=hint)
    for key, entry in row.cells.items():
        if BY_KEY[key].who == "agency" and entry.remark:
            yield problem(Code.WORDS_OUTSIDE, entry.ref, value=entry.remark)


def _sense(
    agency_return: AgencyReturn, by_ref: Mapping[str, list[ReturnedRow]], as_issued: FormValues, as_at: dt.date | None
) -> DateHints:
    """How the workbook's dates should be read."""
    rows = [(as_issued[ref], row) for ref, same in by_ref.items() for row in same]
    texts = [
        entry.text
        for base, row in rows
        for field in AGENCY_FIELDS
        if (entry := row.cells.get(field.key)) and entry.kind != "date" and entry.text != base.get(field.key, "")
    ]
    known = [(base.get(key, ""), row.cells[key].text) for base, row in rows for key in WITNESSES if key in row.cells]
    known.append((iso(as_at), agency_return.as_at.text))
    return date_hints(texts, known, counts_from_1904=agency_return.date1904)


def _read_row(ref: str, row: ReturnedRow, as_issued: FormValues, sense: DateHints) -> dict[str, Answer]:
    """Read every cell of one row; a cell left as issued is not checked."""
    base, read = as_issued[ref], dict[str, Answer]()
    for field in COMPARED:
        entry = row.cells.get(field.key)
        if entry is None:
            continue
        was = base.get(field.key, "")
        if not entry.formula and is_as_sent(field.key, entry.text, was):
            marks = marks_on_cell(ref, field, entry) if field.who == "agency" else ()
            read[field.key] = Answer(was, entry.ref, tuple(marks))
        elif field.who == "agency" and tidy(entry.text).endswith(tuple(one.strip() for one in LONG_CUTS)):
            said = problem(Code.TEXT_CUT, entry.ref, ref=ref, field=field.key, heading=field.heading, value=entry.text)
            read[field.key] = Answer(tidy(entry.text), entry.ref, (said,))
        elif field.who == "agency":
            read[field.key] = read_answer(ref, field, entry, sense)
        else:
            others = (row.get(field.key, "") for row in as_issued.values())
            text = tidy(text_or_formula(entry))
            read[field.key] = Answer(next((whole for whole in others if is_cut_from(text, whole)), text), entry.ref)
    return read


def is_as_sent(key: str, text: str, was: str) -> bool:
    """Whether a cell still has the value it was sent with, allowing for how forms and programs write it.

    The form shows a date as day/month/year, a locked cell with nothing in it as a dash, a recommendation in one line,
    and an action with who shares it. A text too long for a cell is cut; some programs save ``_x0041_`` in a text
    where Excel shows "A".
    """
    field, plain = BY_KEY[key], tidy(text)
    if field.who != "agency" and plain == NOTHING and not was.strip():
        return True
    if key == "action":
        plain = SHARED.sub("", plain)
    elif key == "recommendation" and plain == " ".join(was.split()):
        return True
    day = day_of(was) if field.kind == "date" else None
    if same_answer(key, plain, was) or (day is not None and plain == f"{day:%d/%m/%Y}"):
        return True
    if is_cut_from(plain, was) and (field.who != "agency" or len(plain) > MAX_TEXT):
        return True
    return "_x" in was and same_answer(key, text, decoded(was))


def is_cut_from(text: str, whole: str) -> bool:
    """Whether a text is the beginning of another, as the form cuts it: blanks and line ends do not count."""
    plain = " ".join(SHARED.sub("", text).split())
    ending = next((one.strip() for one in (*LONG_CUTS, CUT_SHORT) if plain.endswith(one.strip())), "")
    kept = plain.removesuffix(ending).rstrip()
    return bool(ending and kept) and " ".join(whole.split()).startswith(kept)


def _anything_new(entry: Entry) -> Iterator[Problem]:
    """The problem of an answer at the top that is none of its choices."""
    folded = fold(entry.text)
    if not folded or folded in map(fold, (*ANYTHING_NEW, EARLIER_YES)):
        return
    if folded in NIL_WORDS | YES_WORDS:
        taken = ANYTHING_NEW[1 if folded in NIL_WORDS else 0]
        about = {"taken": taken, "heading": "'Anything new to report?'"}
        yield problem(Code.CHOICE_SPELT, entry.ref, value=entry.text, **about)
        return
    choices = ", ".join(f"'{choice}'" for choice in ANYTHING_NEW) + hint_of(entry.text, ANYTHING_NEW)
    yield problem(Code.ANYTHING_NEW_UNCLEAR, entry.ref, value=entry.text, choices=choices)
