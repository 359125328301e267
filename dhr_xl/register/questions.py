"""The questions: what waits, or waited, for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence

from dhr_xl.core.plan.records import Question
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows


def add_question(tx: RegisterRows, question: Question) -> None:
    """Add a question. Its id must be new."""
    tx.insert(tables.questions, [{**question._asdict(), "position": tx.next_position(tables.questions)}])


def questions(tx: RegisterRows, states: Sequence[str] | None = None) -> tuple[Question, ...]:
    """Questions in these states, or all; sorted by number, then in the order in which they were added."""
    where = [tables.questions.c.state.in_(states)] if states is not None else []
    rows = tx.rows(tables.questions, Question._fields, *where, order=("number", "position"))
    return tuple(map(Question._make, rows))


def question(tx: RegisterRows, question_id: str) -> Question | None:
    """The question with this id, in any state; None where there is none."""
    rows = tx.rows(tables.questions, Question._fields, tables.questions.c.id == question_id)
    return Question._make(rows[0]) if rows else None


def update_question(tx: RegisterRows, question: Question) -> None:
    """Replace the question with the same id. Raises Stop where there is none."""
    missing = f"The register holds no question {question.id}."
    tx.update(tables.questions, tables.questions.c.id == question.id, question._asdict(), missing)
