"""What waits on Decisions: questions made from decisions, and what each way of deciding one does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from dhr_xl.answers import read_answer, same_answer
from dhr_xl.cells import CellKey, cell_key, said_date
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS
from dhr_xl.merge import Decision
from dhr_xl.model import CellRef, Entry
from dhr_xl.problems import Problem

Take = Literal["ours", "theirs", "base", "value", "ask"]
TAKE_OF_WORDS: Final[Mapping[str, Take]] = {
    "Keep the plan": "ours",
    "Use the return": "theirs",
    "Use my wording": "value",
    "Ask the agency": "ask",
}
"""The drop-down of Decisions -> the word of the command line."""
OPEN_STATES: Final = ("open", "asked")

ASKED: Final[Mapping[str, str]] = {
    "edit": "{agency} says '{theirs}', but the plan was changed to '{ours}' after the workbook went out. Which stands?",
    "teams": "Two people of {agency} returned copies that differ: '{ours}' from {other}, '{theirs}' from {who}. "
    "Which stands?",
    "copies": "Two copies of one workbook of {agency} differ, and it is not known which was saved last. Which stands?",
    "backwards": "The plan has {agency}'s answer as Complete; now {agency} says '{theirs}'. Is it open again?",
    "row": "{agency}'s answers and the plan as it is now do not fit together. Should the answers stand?",
    "withdrawn": "{agency} answered an action that was withdrawn, moved or closed after the workbook went out.",
    "locked_text": "{agency} changed the plan's own words in '{heading}'. Should the plan be changed?",
    "date": "{agency} asks for the new target date {theirs}. Does the board agree?",
    "query": "{agency} says something is wrong with this action: '{theirs}'. What should happen?",
    "wrong": "{problem}",
    "shifted": "Part of the sheet was sorted or moved, so it is not sure that this answer is about this action.",
    "twice": "This action stands on more than one row of the return, so none of them was taken in.",
    "unknown": "{agency} sent back a row whose Ref was not on its workbook. Are its words about another action?",
    "private": "A name on the private list stands in this row, so all of it is held.",
}
"""Why something is asked (a decision's kind) -> the sentence on Decisions."""
SHORT: Final = 120
NO_ANSWER: Final = re.compile(r"=.|#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$")
"""What no decision writes into the plan: a formula, and what a broken one shows."""
HEADINGS: Final[Mapping[str, str]] = {
    **{column.key: column.heading for column in MASTER_SHEETS["Actions"]},
    **{key: field.heading for key, field in BY_KEY.items()},
}


class Asked(NamedTuple):
    """One question about to be put. with_field: the field of the question it waits with, None for one of its own."""

    decision: Decision
    kind: str
    sentence: str
    cell: str
    with_field: str | None


def questions_of(
    decisions: Sequence[Decision],
    problems: Iterable[Problem],
    cells: Mapping[tuple[str, str], CellRef],
    *,
    agency: str,
    who: str,
) -> list[Asked]:
    """The questions the decisions of one return raise: one a cell, those held along with another waiting with it."""
    errors = {(p.ref, p.field): p.message for p in problems if p.severity == "error"}
    asked = []
    for ref in dict.fromkeys(d.ref for d in decisions):
        row = [d for d in decisions if d.ref == ref and d.asked]
        lead = lead_field(row)
        for decision in row:
            waits = lead if waits_with(decision, lead, row) else None
            kind = decision.kind
            words = {
                "agency": agency,
                "who": who or "one of them",
                "other": (decision.other.who if decision.other else "") or "the other",
                "heading": heading_of(decision.field),
                "ours": short(decision.ours) or "blank",
                "theirs": short(said(kind, decision.theirs)) or "blank",
                "problem": errors.get((ref, decision.field))
                or next((m for (r, _), m in errors.items() if r == ref), ""),
            }
            sentence = ASKED.get(kind, "It waits with the rest of its row.").format(**words)
            cell = cells.get((ref, decision.field))
            asked.append(Asked(decision, kind, sentence, str(cell) if cell else "", waits))
    return asked


def lead_field(row: Sequence[Decision]) -> str | None:
    """The field whose question stands for what is held along with it in one row."""
    leads = [d for d in row if d.outcome in {"conflict", "held"} and d.kind != "group"]
    whole = next((d for d in leads if d.field == ""), None)
    chosen = whole or next(iter(leads), None)
    return chosen.field if chosen else None


def waits_with(decision: Decision, lead: str | None, row: Sequence[Decision]) -> bool:
    """Whether a held cell is decided together with the row's lead question."""
    if lead is None or decision.field == lead or decision.outcome != "held":
        return False
    if decision.kind in {"group", "row"}:
        return True
    return decision.kind not in {"wrong", "copies"} and all(d.kind == decision.kind for d in row if d.field == lead)


def said(kind: str, value: str) -> str:
    """A value as a sentence says it: a date that is asked for in words."""
    return said_date(dt.date.fromisoformat(value)) if kind == "date" and value else value


def short(text: str) -> str:
    """A text cut to what a sentence can carry; the whole of it stands in its own column."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def heading_of(field: str) -> str:
    """The heading people know a field by."""
    return HEADINGS.get(field) or field.replace("_", " ").capitalize() or "The whole row"


def question_id(ref: str, field: str, taken: Iterable[str]) -> str:
    """``REF:field``, then ``REF:field#2`` …: a name that is given once."""
    base = f"{ref}:{field or 'row'}"
    used = set(taken)
    if base not in used:
        return base
    number = 2
    while f"{base}#{number}" in used:
        number += 1
    return f"{base}#{number}"


class Target(NamedTuple):
    """Where a decided value goes: its cell, and further cells that move with it (key -> value)."""

    key: CellKey
    also: Mapping[CellKey, str]


def target_of(  # noqa: PLR0913 - where an answer is kept, and what it counts
    ref: str, field: str, agency: str, round_id: str, *, text_key: str, slips: str
) -> Target | None:
    """The cell a question's value is written to; None where a decision changes nothing in the plan.

    text_key: the ref its recommendation's text is kept under; slips: how often its date has slipped so far.
    """
    if field in {"query", "reply"}:
        return None
    if field in {"proposed_target_date", "target_date"}:
        return Target(CellKey(ref, "agreed_target_date"), {CellKey(ref, "slips"): str(int(slips or 0) + 1)})
    if field == "recommendation":
        return Target(CellKey(text_key, "recommendation"), {})
    if field in BY_KEY and BY_KEY[field].who == "agency":
        return Target(cell_key(field, ref, agency, round_id), {})
    return Target(CellKey(ref, field), {})


def wording_of(field: str, text: str) -> tuple[str, str]:
    """A value a person typed for a field, in the plan's own terms, and what is wrong with it ('' if nothing)."""
    known = BY_KEY.get("completion_date" if field in {"agreed_target_date", "target_date"} else field)
    if known is None:
        return text.strip(), ""
    if NO_ANSWER.match(text.strip()):
        return (
            text,
            f"'{short(text)}' is a formula or an error of Excel's, no answer. Use your own wording instead.",
        )
    answer = read_answer("", known._replace(heading=heading_of(field)), Entry(text, CellRef("", "")))
    wrong = next((p for p in answer.problems if p.severity == "error"), None)
    return answer.value, f"{wrong.message} {wrong.remedy}" if wrong else ""


def agree(field: str, ours: str, theirs: str) -> bool:
    """Whether a question has answered itself: its two sides now say the same."""
    return bool(field) and same_answer(field, ours, theirs)
