"""What waits on Decisions: what each way of deciding a question does, and how its values are shown."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import CellKey, Cells, cell_key, format_date, parse_date
from dhr_xl.core.plan.columns import BY_KEY, MASTER_SHEETS
from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.returns.answers import choice_of, read_answer, same_answer

REPLY_FIELD: Final = "reply"
"""The field of a question about an e-mail that came without a workbook."""
WORDS_FIELD: Final = "words"
"""The field of a question about words that wait to be read."""

EDITION: Final = "new edition"
"""Begins the reference of a newer edition of the plan's document, and `how` of the values it brings."""
SHORT: Final = 120
NO_ANSWER: Final = re.compile(r"=.|#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$")
"""Texts that no decision writes into the plan: formulas, and Excel's error values."""
OWN_DATES: Final = frozenset(column.key for column in MASTER_SHEETS["Actions"] if column.kind == "date")
"""Fields of Actions whose values are dates."""
HEADINGS: Final[Mapping[str, str]] = {
    **{column.key: column.heading for column in MASTER_SHEETS["Actions"]},
    **{key: field.heading for key, field in BY_KEY.items()},
}


def display_value(field: str, value: str) -> str:
    """A value as a sentence shows it: dates in words."""
    day = parse_date(value) if holds_day(field) else None
    return format_date(day) if day else value


def holds_day(field: str) -> bool:
    """Whether a field's values are dates."""
    return field in OWN_DATES or (field in BY_KEY and BY_KEY[field].kind == "date")


def short(text: str) -> str:
    """A text cut to SHORT characters on one line; its own column shows the whole of it."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def heading_of(field: str) -> str:
    """The heading of a field."""
    return HEADINGS.get(field) or field.replace("_", " ").capitalize() or "The whole row"


def question_id(ref: str, field: str, taken: Iterable[str]) -> str:
    """A new question id: ``REF:field``, then ``REF:field#2`` …"""
    base = f"{ref}:{field or 'row'}"
    used = set(taken)
    names = chain([base], (f"{base}#{number}" for number in count(2)))
    return next(name for name in names if name not in used)


def is_of_edition(reference: str) -> bool:
    """Whether a question is about a newer edition of the plan's document, by its reference."""
    return reference.startswith(f"{EDITION} ")


class Target(NamedTuple):
    """Where a decided value is written. also: further cells written with it (key -> value)."""

    key: CellKey
    also: Mapping[CellKey, str]


def target_of(  # noqa: PLR0913 - where an answer is kept, and what it counts
    ref: str, field: str, agency: str, round_id: str, *, text_key: str, slips: str
) -> Target | None:
    """The cell a question's value is written to; None where its decision changes nothing in the plan.

    text_key: the ref its recommendation's text is kept under; slips: the number of times its date has slipped.
    """
    if field in {"query", REPLY_FIELD, WORDS_FIELD}:
        return None
    if field in {"proposed_target_date", "target_date"}:
        return Target(CellKey(ref, "agreed_target_date"), {CellKey(ref, "slips"): str(int(slips or 0) + 1)})
    if field == "recommendation":
        return Target(CellKey(text_key, "recommendation"), {})
    return Target(cell_key(field, ref, agency, round_id), {})


def wording_of(field: str, text: str) -> tuple[str, str]:
    """Read a value that a person typed for a field: its value in the plan's terms, and the problem ('' for none)."""
    column = next((c for c in MASTER_SHEETS["Actions"] if c.key == field), None)
    known = BY_KEY.get("completion_date" if field in OWN_DATES else field)
    if known is None and column and column.kind == "choice":
        value = choice_of(text, column.choices)
        return value, "" if value or not text.strip() else f"'{text}' is not one of: {', '.join(column.choices)}."
    if known is None:
        return text.strip(), ""
    if NO_ANSWER.match(text.strip()):
        return (text, f"'{short(text)}' is a formula or an error of Excel's, no answer. Use your own wording instead.")
    answer = read_answer("", known._replace(heading=heading_of(field)), Entry(text, CellRef("", "")))
    wrong = next((p for p in answer.problems if p.severity == "error"), None)
    return answer.value, f"{wrong.message} {wrong.remedy}" if wrong else ""


def agree(field: str, ours: str, theirs: str) -> bool:
    """Whether the two sides of a question now agree, so that it can be closed."""
    return bool(field) and same_answer(field, ours, theirs)


def date_in_force(cells: Cells, ref: str) -> str:
    """The date an action is due: the agreed one, else the plan's own (both as ISO text), else the plan's words."""
    fields = ("agreed_target_date", "target_date", "target_date_text")
    return next((text for field in fields if (text := cells.get(CellKey(ref, field), ""))), "")
