"""The register's tables during one command: each is read once and kept up to date as the command writes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.core.plan.agency_cells import AGENCY_CELLS
from dhr_xl.core.plan.cells import ActionPlace, CellKey
from dhr_xl.core.plan.consequences import CARRIED, carry_answers, consequences_of
from dhr_xl.core.plan.kinds import OPEN_STATES, SideKind
from dhr_xl.core.plan.model import Agency, Contact
from dhr_xl.core.plan.records import LastChange, PlanHead, Question, RoundRecord, SideChange
from dhr_xl.core.returns.left_out import LeftOutRow, UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import question_id
from dhr_xl.errors import Stop
from dhr_xl.register.transaction import Tx

Change = tuple[CellKey, str, str]
"""(cell, before, after)"""
"""The `what` of a side change to a question."""


class Ledger:
    """What one command reads and writes in its transaction.

    cells, last_changes and questions include this command's own writes; the others are as first read, until `forget` is
    called. run: the number of this command's run, 0 until `start`. left_out, problems: the rows of
    master.xlsx that a person must correct, and the problem of each.
    """

    def __init__(self, workspace: Workspace, tx: Tx) -> None:
        self.workspace = workspace
        self.tx = tx
        self.run = 0
        self.left_out: list[LeftOutRow] = []
        self.problems: list[Problem] = []

    @contextmanager
    def leaving_out(self, row: LeftOutRow) -> Iterator[None]:
        """Leave out a row whole, with its problem, where UnfitCell is raised here, before anything of it is written."""
        try:
            yield
        except UnfitCell as unfit:
            about = {"ref": row.name if row.sheet == "Actions" else "", "field": unfit.field, "value": unfit.value}
            self.problems.append(problem(Code.NOT_TAKEN, unfit.where, why=unfit.why, **about))
            self.left_out.append(row._replace(why=unfit.why))

    def start(self, command: str) -> None:
        """Begin a run: what is written from here on carries its number."""
        self.run = self.tx.start_run(command, self.workspace.coordinator, self.workspace.now)

    @cached_property
    def cells(self) -> dict[CellKey, str]:
        """Every cell of the plan that is not blank."""
        return self.tx.cells()

    @cached_property
    def last_changes(self) -> dict[CellKey, LastChange]:
        """The newest standing change of each cell."""
        return self.tx.last_changes()

    @cached_property
    def places(self) -> Mapping[str, ActionPlace]:
        """Every action's place, by its ref, in the plan's order."""
        return {place.ref: place for place in self.tx.action_places()}

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """The plan's agencies by their codes."""
        return {agency.code: agency for agency in self.tx.agencies()}

    @cached_property
    def rounds(self) -> Mapping[str, RoundRecord]:
        """The rounds by their ids."""
        return {record.id: record for record in self.tx.rounds()}

    @cached_property
    def current_round(self) -> RoundRecord | None:
        """The round that was opened last; None before the first."""
        return self.tx.current_round()

    @cached_property
    def head(self) -> PlanHead:
        """What the plan is called, and its dates."""
        return self.tx.head()

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """Every contact."""
        return self.tx.contacts()

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.tx.questions()}

    def forget(self, *names: str) -> None:
        """Read these properties again from the register when they are next used."""
        for name in names:
            self.__dict__.pop(name, None)

    def write(
        self, values: Iterable[tuple[CellKey, str, str]], *, who: str, how: str, return_id: int | None = None
    ) -> list[Change]:
        """Write (cell, text, source) and what follows from them; returns the cells that changed, not what followed."""
        written = self.write_only(values, who=who, how=how, return_id=return_id)
        changed = {key: (before, after) for key, before, after in written}
        self._carry(changed, who)
        for key, why in consequences_of(self.cells, changed):
            source = next((said for cell, _, said in values if cell.ref == key.ref), "")
            self.write_only([(key, "", source)], who=who, how=why, return_id=return_id)
        return written

    def _carry(self, changed: Mapping[CellKey, tuple[str, str]], who: str) -> None:
        """Move the imported answers of an action whose agency was corrected before its workbook was issued."""
        if not any(key.field == "agency" for key in changed):
            return
        sent = {ref for issue in self.tx.issues() for ref in issue.as_issued}
        corrected = {key: sides for key, sides in changed.items() if key.ref not in sent}
        moved = carry_answers(self.cells, corrected, self.last_changes)
        self.write_only([(key, text, "") for key, text in moved], who=who, how=CARRIED)

    def write_only(
        self, values: Iterable[tuple[CellKey, str, str]], *, who: str, how: str, return_id: int | None = None
    ) -> list[Change]:
        """Write (cell, text, source) and nothing that follows from them; returns the cells that changed."""
        made: list[tuple[CellKey, str, str, str]] = []
        for key, after, source in values:
            before = self.cells.get(key, "")
            if before == after:
                continue
            made.append((key, before, after, source))
            self.last_changes[key] = LastChange(who, self.workspace.now, after, how)
            self.cells.pop(key, None)
            if after:
                self.cells[key] = after
        self.tx.write_cells(self.run, made, when=self.workspace.now, who=who, how=how, return_id=return_id)
        if any(key.field in AGENCY_CELLS for key, *_ in made):
            self.forget("agencies")
        return [(key, before, after) for key, before, after, _ in made]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order they were put."""
        return tuple(self._questions.values())

    @property
    def waiting(self) -> tuple[Question, ...]:
        """The open questions, without those that wait along with another."""
        return tuple(q for q in self.questions if q.state in OPEN_STATES and not q.with_id)

    def question(self, name: str) -> Question | None:
        """The question with this id, in any state; None where there is none."""
        return self._questions.get(name)

    def open_question(self, name: str) -> Question:
        """The open question with this id, whatever its capitals. Raises Stop where there is none."""
        known = next((one for one in self._questions if one.casefold() == name.casefold()), name)
        question = self.question(known)
        if question is None:
            waiting = ", ".join(q.id for q in self.waiting) or "nothing waits"
            raise Stop(f"There is no question '{name}'. Waiting: {waiting}.")
        if question.state not in OPEN_STATES:
            raise Stop(f"'{name}' is not waiting any more: it is {question.state}.")
        return question

    def ask(self, question: Question) -> str:
        """Add a question, whatever id and number it has; it is given new ones. Returns the id."""
        name = question_id(question.ref, question.field, self._questions)
        number = max((one.number for one in self._questions.values()), default=0) + 1
        self._questions[name] = asked = question._replace(id=name, number=number)
        self.tx.add_question(asked)
        self._remember(name, None, {}, asked.return_id)
        return name

    def replace(self, question: Question, return_id: int | None = None) -> None:
        """Replace the question of this id; closing it records the run. return_id: the return that caused it."""
        before = self._questions.get(question.id)
        if before and before.state in OPEN_STATES and question.state not in OPEN_STATES:
            question = question._replace(closed_run=self.run or None)
        elif question.state in OPEN_STATES:
            question = question._replace(closed_run=None)
        self.tx.update_question(question)
        self._questions[question.id] = question
        if before and before != question:
            was, now = before._asdict(), question._asdict()
            changed = [name for name in was if was[name] != now[name]]
            old, new = ({name: _as_json(one[name]) for name in changed} for one in (was, now))
            self._remember(question.id, old, new, return_id)

    def _remember(self, key: str, before: Any, after: Any, return_id: int | None) -> None:  # noqa: ANN401
        """Record a change of a question, so that undo can reverse it; changes outside a run are never undone."""
        if self.run:
            self.tx.add_side_changes([SideChange(0, self.run, return_id, SideKind.QUESTION, key, before, after)])


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value
