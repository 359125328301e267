"""Read the board's workbook against its agenda: each row's decision becomes values of the plan's own cells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.meeting import (
    AGREED_DATE,
    CHOICES,
    DATE_AGREED,
    DATE_NOT_AGREED,
    DECIDED,
    FILL_IN,
    HEADINGS,
    AgendaRow,
    Ask,
    field_of,
)
from dhr_xl.core.plan.model import AgencyReturn, ReturnedRow
from dhr_xl.core.returns.answer_dates import DateHints, date_hints
from dhr_xl.core.returns.answers import Answer, fold, read_answer, text_or_formula
from dhr_xl.core.returns.board_rules import (
    PLAN_FIELD,
    ROW_RULES,
    BoardOccasion,
    DecidedRow,
    day_text,
    need_likely_day,
    plan_field,
)
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.pasted_rows import pasted_notes
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import FormValues, Reading

CUT_AT: Final = " … ("
"""Begins what stands at the end of a text that was cut on its row."""


class BoardReading(NamedTuple):
    """The board's return as read.

    reading: its rows in the plan's terms, ref -> field -> Answer; its problems are among `problems` too; wrong: cells
    in error; rows: each row that says something; unplaced: rows of an unknown or repeated Ref, with why; shifted: refs
    of rows that stand beside another row's action; private: refs of rows with a name of the private list; matched:
    whether any row of the agenda was found.
    """

    reading: Reading
    problems: tuple[Problem, ...]
    wrong: frozenset[Cell]
    rows: tuple[DecidedRow, ...]
    unplaced: tuple[tuple[ReturnedRow, str], ...]
    shifted: frozenset[str]
    private: frozenset[str]
    matched: bool


def read_board(
    found: AgencyReturn, agenda: Sequence[AgendaRow], base: FormValues, occasion: BoardOccasion
) -> BoardReading:
    """Match the rows of a return to the agenda, and read what was filled in. base: the plan's cells as issued."""
    known = {fold(row.name): row for row in agenda}
    by_name: dict[str, list[ReturnedRow]] = {}
    for one in found.rows:
        by_name.setdefault(fold(one.ref.text), []).append(one)
    problems = list(_of_file(found))
    strange: list[Problem] = []
    rows: list[DecidedRow] = []
    unplaced: list[tuple[ReturnedRow, str]] = []
    sense = _sense(found)
    for name, same in by_name.items():
        row = known.get(name)
        if row is not None and len(same) == 1:
            decided, said = _read_row(row, same[0], sense, occasion)
            problems += said
            rows += [decided] if decided else []
            continue
        ref = row.ref if row else same[0].ref.text.strip()
        filled = [one for one in same if _says_something(one)]
        unplaced += [(one, ref) for one in filled]
        where = ", ".join(one.ref.ref.cell for one in same)
        if row is not None:
            strange.append(problem(Code.ROW_TWICE, same[0].ref.ref, ref=ref, cells=where))
        elif filled:
            strange.append(problem(Code.ROW_UNKNOWN, same[0].ref.ref, ref=ref, value=ref, hint=""))
    if by_name:
        problems += [problem(Code.ROW_MISSING, ref=row.name) for name, row in known.items() if name not in by_name]
    problems += (pasted := list(pasted_notes(found, known)))
    answers, wrong, more = _in_plan_terms(rows, base, occasion)
    every = (*strange, *problems, *more)
    return BoardReading(
        Reading(base, answers, nil=False, problems=(), strange=tuple(strange)), every,
        frozenset({*wrong, *((p.ref, p.field) for p in pasted)}), tuple(rows), tuple(unplaced),
        frozenset(_shifted(found, known)),
        frozenset(p.ref for p in every if p.code is Code.PRIVATE_NAME), bool(set(by_name) & set(known)),
    )  # fmt: skip


def _of_file(found: AgencyReturn) -> Iterator[Problem]:
    for key in found.missing:
        yield problem(Code.COLUMN_MISSING, field=key, heading=HEADINGS[key])
    if found.found_by == "headings":
        yield problem(Code.FOUND_BY_HEADINGS)
    if found.macros:
        yield problem(Code.MACROS)


def _sense(found: AgencyReturn) -> DateHints:
    days = [row.cells["decided_on"].text for row in found.rows if "decided_on" in row.cells]
    return date_hints(days, (), counts_from_1904=found.date1904)


def _says_something(row: ReturnedRow) -> bool:
    return any(text_or_formula(row.cells[key]).strip() for key in FILL_IN if key in row.cells)


def _read_row(
    row: AgendaRow, came: ReturnedRow, sense: DateHints, occasion: BoardOccasion
) -> tuple[DecidedRow | None, list[Problem]]:
    """One row, None where nothing is filled in, and its problems, each named by the plan's cell it is about."""
    read = {
        key: read_answer(row.ref, field_of(key, row.ask), came.cells[key], sense)
        for key in FILL_IN
        if key in came.cells
    }
    said = [p._replace(field=plan_field(row, key)) for key, answer in read.items() for p in answer.problems]
    if not any(answer.value for answer in read.values()):
        return None, said
    blank = Answer("", came.ref.ref)
    decision, note, day = (read.get(key, blank) for key in FILL_IN)
    word = decision.value if not decision.wrong else ""
    decided = DecidedRow(
        row, word, note.value, day.value, {key: answer.cell for key, answer in read.items()},
        frozenset(key for key, answer in read.items() if answer.wrong), decision.value if decision.wrong else "",
    )  # fmt: skip
    if decided.is_day_alone:
        said = [found for found in said if found.severity != "error"]
    for rule in ROW_RULES:
        said += rule(decided, occasion)
    return decided, said


def _in_plan_terms(
    rows: Sequence[DecidedRow], base: FormValues, occasion: BoardOccasion
) -> tuple[dict[str, dict[str, Answer]], set[Cell], list[Problem]]:
    """The rows as the plan's cells: ref -> field -> Answer, the cells in error, and problems between rows."""
    answers: dict[str, dict[str, Answer]] = {}
    wrong: set[Cell] = set()
    more: list[Problem] = []
    for one in (row for row in rows if not row.is_day_alone):
        ref, cells = one.row.ref, answers.setdefault(one.row.ref, {})
        future = any(p.code is Code.DECISION_FUTURE for p in need_likely_day(one, occasion))
        wrong |= {(ref, plan_field(one.row, key)) for key in one.wrong}
        wrong |= {(ref, plan_field(one.row, "decided_on"))} if future else set()
        if one.row.ask is Ask.DATE:
            more += _add_date(one, cells, wrong, base[ref].get(AGREED_DATE, ""))
        elif one.word or one.raw:
            cells |= _of_decision(one, occasion)
        else:
            cells["board_note"] = Answer(one.note, one.cells["note"])
            cells |= {"decided_on": Answer(one.day, one.cells["decided_on"])} if one.day else {}
            wrong.add((ref, "board_note"))
    return {ref: cells for ref, cells in answers.items() if cells}, wrong, more


def _of_decision(one: DecidedRow, occasion: BoardOccasion) -> dict[str, Answer]:
    """A decision on the action itself with its note and its day: an earlier decision's note does not stay beside it."""
    value = str(CHOICES[one.row.ask][one.word]) if one.word else one.raw
    before = occasion.earlier.get(one.row.ref, {})
    known = before.get("decided_on", "") if before.get("board_decision") == value else ""
    day = one.day or known or occasion.received.isoformat()
    cells = {**one.cells, "decided_on": one.cells["decided_on"] if one.day else one.cells["decision"]}
    values = dict(zip(DECIDED, (value, one.note, day), strict=True))
    where = {field: cells.get(key, one.cells["decision"]) for key, field in PLAN_FIELD.items()}
    return {field: Answer(text, where[field]) for field, text in values.items()}


def _add_date(one: DecidedRow, cells: dict[str, Answer], wrong: set[Cell], agreed: str) -> Iterator[Problem]:
    """Add a row about a new date. Where two agencies ask for one, a date that is agreed counts."""
    cell = one.cells.get("decision") or next(iter(one.cells.values()))
    before = cells.get(AGREED_DATE)
    if not one.word:
        if one.raw or one.note:
            cells[AGREED_DATE] = Answer(one.raw or one.note, one.cells["decision" if one.raw else "note"])
            wrong.add((one.row.ref, AGREED_DATE))
    elif one.word == DATE_NOT_AGREED:
        cells.setdefault(AGREED_DATE, Answer(agreed, cell))
    elif one.word == DATE_AGREED:
        cells[AGREED_DATE] = Answer(one.row.proposed, cell)
        if before and before.value not in {agreed, one.row.proposed}:
            wrong.add((one.row.ref, AGREED_DATE))
            other = day_text(before.value)
            about = {"ref": one.row.ref, "field": AGREED_DATE, "value": day_text(one.row.proposed), "other": other}
            yield problem(Code.DATES_DIFFER, cell, **about)


def _shifted(found: AgencyReturn, known: Mapping[str, AgendaRow]) -> Iterator[str]:
    """Refs of rows that stand beside another row's action, as after sorting a part of the sheet, and of those rows."""
    for one in found.rows:
        row, entry = known.get(fold(one.ref.text)), one.cells.get("action")
        if row is None or entry is None or not entry.text.strip() or is_shown(entry.text, row.shown["action"]):
            continue
        owners = {other.ref for other in known.values() if is_shown(entry.text, other.shown["action"])}
        yield from ({row.ref} | owners if owners else ())


def is_shown(text: str, whole: str) -> bool:
    """Whether a text is what a row was sent with, cut or whole."""
    if fold(text) == fold(whole):
        return True
    start, cut, _ = text.rpartition(CUT_AT)
    return bool(cut) and len(start) > len(CUT_AT) and fold(whole).startswith(fold(start))
