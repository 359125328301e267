"""The files that came in, what the merge decided about each cell, and the questions for a person."""

from collections.abc import Iterable, Sequence
from typing import Any

from dhr_xl.core.plan.kinds import ReturnState
from dhr_xl.core.plan.records import DecisionRecord, Question, ReturnRecord
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows, without_id


class ReturnRows(RegisterRows):
    """The returns of a plan, the decisions about their cells, and the questions these raised."""

    def add_return(self, record: ReturnRecord) -> int:
        """Record a file that came in and return the number it is given; the record's own id is ignored."""
        return self.insert_numbered(tables.returns, without_id(record))

    def returns(self, reference: str | None = None, sha256: str | None = None) -> tuple[ReturnRecord, ...]:
        """Returns in the order in which they were recorded: of one issue, with these bytes, or all."""
        return self.records(ReturnRecord, tables.returns, reference=reference, sha256=sha256)

    def set_return_state(self, return_id: int, state: ReturnState) -> None:
        """Set the state of a return. Raises Stop where there is none of that id."""
        self.update(tables.returns, tables.returns.c.id == return_id, {"state": state}, _unknown(return_id))

    def set_return_result(self, return_id: int, outcome: str, result: dict[str, Any]) -> None:
        """Set what collect reported about a return. Raises Stop where there is none of that id."""
        values = {"outcome": outcome, "result": result}
        self.update(tables.returns, tables.returns.c.id == return_id, values, _unknown(return_id))

    def add_decisions(self, records: Iterable[DecisionRecord]) -> None:
        """Record what was decided about each differing cell."""
        self.insert(tables.decisions, (record._asdict() for record in records))

    def decisions(self, reference: str | None = None, return_id: int | None = None) -> tuple[DecisionRecord, ...]:
        """Decisions in the order in which they were taken: of one issue, of one return, or all."""
        return self.records(DecisionRecord, tables.decisions, reference=reference, return_id=return_id)

    def mark_decisions_undone(self, run: int, return_id: int | None = None) -> None:
        """Mark a run's decisions as taken back: all, or those about one return."""
        rows = self.rows(tables.decisions, ("id",), run=run, return_id=return_id)
        self.mark_undone_rows(tables.decisions, (row[0] for row in rows))

    def add_question(self, question: Question) -> None:
        """Add a question. Its id must be new."""
        self.insert_last(tables.questions, question._asdict())

    def questions(self, states: Sequence[str] | None = None) -> tuple[Question, ...]:
        """Questions in these states, or all; sorted by number, then in the order in which they were added."""
        where = [tables.questions.c.state.in_(states)] if states is not None else []
        return self.records(Question, tables.questions, *where, order=("number", "position"))

    def question(self, question_id: str) -> Question | None:
        """The question with this id, in any state; None where there is none."""
        return next(iter(self.records(Question, tables.questions, id=question_id)), None)

    def update_question(self, question: Question) -> None:
        """Replace the question with the same id. Raises Stop where there is none."""
        missing = f"The register holds no question {question.id}."
        self.update(tables.questions, tables.questions.c.id == question.id, question._asdict(), missing)


def _unknown(return_id: int) -> str:
    return f"The register holds no return number {return_id}."
