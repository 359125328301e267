"""Questions: what waits on Decisions, and what was decided there."""

from __future__ import annotations

from sqlalchemy import update

from dhr_xl.register import tables
from dhr_xl.register.rows import Rows, pick
from dhr_xl.register.values import Question


class Questions(Rows):
    """Rows of the questions."""

    def add_question(self, question: Question) -> None:
        """Put one more question."""
        self.put(tables.questions, question._asdict())

    def questions(self, states: tuple[str, ...] | None = None) -> tuple[Question, ...]:
        """In the order they were put; only those in `states` where given."""
        table = tables.questions
        where = [table.c.state.in_(states)] if states is not None else []
        return tuple(Question(**pick(row, Question)) for row in self.all(table, *where, order=table.c.number))

    def question(self, name: str) -> Question | None:
        """The question of that name, None where there is none."""
        found = self.all(tables.questions, tables.questions.c.id == name)
        return Question(**pick(found[0], Question)) if found else None

    def update_question(self, question: Question) -> None:
        """Replace a question by name."""
        table = tables.questions
        where = (table.c.plan == self.plan, table.c.id == question.id)
        self.connection.execute(update(table).where(*where).values(**question._asdict()))
