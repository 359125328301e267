"""What waits, or waited, for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence

from dhr_xl.core.plan.records import Question
from dhr_xl.register import tables
from dhr_xl.register.scope import Scope


def add_question(tx: Scope, question: Question) -> None:
    """Put a question; its id is given once."""
    tx.insert(tables.questions, [{**question._asdict(), "position": tx.next_position(tables.questions)}])


def questions(tx: Scope, states: Sequence[str] | None = None) -> tuple[Question, ...]:
    """Questions in those states, all where none are named, by their number and then in the order they were put."""
    where = [tables.questions.c.state.in_(states)] if states is not None else []
    rows = tx.rows(tables.questions, Question._fields, *where, order=("number", "position"))
    return tuple(map(Question._make, rows))


def question(tx: Scope, question_id: str) -> Question | None:
    """The question of that id, in whichever state; None where there is none."""
    rows = tx.rows(tables.questions, Question._fields, tables.questions.c.id == question_id)
    return Question._make(rows[0]) if rows else None


def update_question(tx: Scope, question: Question) -> None:
    """Put a question in the place of the one with its id."""
    missing = f"The register holds no question {question.id}."
    tx.update(tables.questions, tables.questions.c.id == question.id, question._asdict(), missing)
