"""What can be wrong with one row of the board's workbook, and the row as the board filled it in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date, parse_date
from dhr_xl.core.plan.meeting import AGREED_DATE, CHOICES, FILL_IN, AgendaRow, Ask
from dhr_xl.core.plan.model import BoardDecision, CellRef
from dhr_xl.core.plan.words import alternatives
from dhr_xl.core.returns.privacy import holds_name, personal_details
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import FormValues

PLAN_FIELD: Final = dict(zip(FILL_IN, ("board_decision", "board_note", "decided_on"), strict=True))
"""Column of a row -> the plan's cell it becomes, where the decision is on the action itself."""
NOTE_ALONE: Final = "Used as it is, its agency is told the note alone."
NOTE_WAITS: Final = "It is among the words to read too; its agency is not told of it."
"""What becomes of a note without a decision, on a row about the action itself and on one about a new date."""


class BoardOccasion(NamedTuple):
    """What a return is checked against: the days it came and was made, names that must not be in it.

    earlier: what earlier copies of this workbook said, ref -> field -> text.
    """

    received: dt.date
    made: dt.date
    private_names: tuple[str, ...] = ()
    earlier: FormValues = MappingProxyType({})


class DecidedRow(NamedTuple):
    """One row as the board filled it in. word: the choice in its own spelling, '' where there is none that fits;
    day: ISO text; cells: column -> where it stands; wrong: columns in error.
    """

    row: AgendaRow
    word: str
    note: str
    day: str
    cells: Mapping[str, CellRef]
    wrong: frozenset[str]
    raw: str = ""
    """What stands under Decision where it is none of the choices."""

    @property
    def is_day_alone(self) -> bool:
        """Whether only a day is filled in, as where a column was filled down."""
        return not (self.word or self.raw or self.note)


def plan_field(row: AgendaRow, key: str) -> str:
    """The plan's cell that a column of a row is about."""
    return AGREED_DATE if row.ask is Ask.DATE else PLAN_FIELD[key]


def _about(decided: DecidedRow, key: str) -> dict[str, str]:
    return {"ref": decided.row.ref, "field": plan_field(decided.row, key)}


def need_decision(decided: DecidedRow, _: BoardOccasion) -> Iterator[Problem]:
    """A note says that something was decided; a day that was filled down says nothing."""
    if decided.word or decided.raw:
        return
    if decided.note:
        about = {**_about(decided, "note"), "value": decided.note, "choices": alternatives(CHOICES[decided.row.ask])}
        otherwise = NOTE_WAITS if decided.row.ask is Ask.DATE else NOTE_ALONE
        yield problem(Code.DECISION_MISSING, decided.cells.get("note"), otherwise=otherwise, **about)
    else:
        about = {**_about(decided, "decided_on"), "value": day_text(decided.day)}
        yield problem(Code.DECISION_DAY_ONLY, decided.cells.get("decided_on"), **about)


def need_note(decided: DecidedRow, _: BoardOccasion) -> Iterator[Problem]:
    """What is sent back needs to say what is wanted."""
    if decided.word == BoardDecision.MORE_EVIDENCE and not decided.note:
        yield problem(
            Code.DECISION_NOTE_MISSING, decided.cells.get("decision"), **_about(decided, "note"), value=decided.word
        )


def need_likely_day(decided: DecidedRow, occasion: BoardOccasion) -> Iterator[Problem]:
    """The board cannot have decided after its workbook came back, and hardly before it was made."""
    day = parse_date(decided.day) if "decided_on" not in decided.wrong else None
    if day is None or not decided.word:
        return
    cell, about = decided.cells.get("decided_on"), {**_about(decided, "decided_on"), "value": format_date(day)}
    if day > occasion.received:
        yield problem(Code.DECISION_FUTURE, cell, received=format_date(occasion.received), **about)
    elif day < occasion.made:
        yield problem(Code.DECISION_EARLY, cell, made=format_date(occasion.made), **about)


def need_privacy(decided: DecidedRow, occasion: BoardOccasion) -> Iterator[Problem]:
    """Names on the private list hold the row; what looks personal is warned of (docs/field.md, Privacy)."""
    cell, about = decided.cells.get("note"), {**_about(decided, "note"), "heading": "Note"}
    if holds_name(f"{decided.note}\n{decided.raw}", occasion.private_names):
        yield problem(Code.PRIVATE_NAME, cell, **about)
        return
    for what in personal_details(decided.note):
        yield problem(Code.PERSONAL_DETAIL, cell, what=what, **about)


ROW_RULES: Final = (need_decision, need_note, need_likely_day, need_privacy)


def day_text(text: str) -> str:
    """A day of a row in words, or what stands there."""
    day = parse_date(text)
    return format_date(day) if day else text
