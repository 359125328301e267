"""Apply an undo: append inverse changes, open and close questions; nothing is deleted."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.list_changes import undo_list_changes
from dhr_xl.commands.returns.decide import ours_now
from dhr_xl.commands.returns.record import close_agreed, credit, pass_on_lead, target_in
from dhr_xl.commands.returns.shared_actions import ask_agencies, contradiction_of
from dhr_xl.commands.undoing.effects import UNDOABLE_STATES, Undoing, asks_same
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.kinds import (
    ASKED_OUTCOMES,
    OPEN_STATES,
    DecisionKind,
    Outcome,
    QuestionState,
    ReturnState,
    SideKind,
)
from dhr_xl.core.plan.records import TAKEN_BACK, WITHDRAWN_AS, DecisionRecord, Question, SideChange
from dhr_xl.core.returns.answers import fold, same_answer
from dhr_xl.core.returns.asking import rename_sender
from dhr_xl.register.plans import UNDO


class Questions(NamedTuple):
    """What became of questions, by their ids. moved: id -> whose answer it is about now."""

    opened: tuple[str, ...]
    closed: tuple[str, ...]
    moved: Mapping[str, str]


def apply_undo(ledger: Ledger, undoing: Undoing) -> Questions:
    """Append the inverses as one run of undo; returns what became of the questions."""
    ledger.start(UNDO)
    tx, run = ledger.tx, undoing.run.id
    tx.set_run_note(ledger.run, f"took back run {run}")
    inverses = [(change.key, change.before, change.source) for change in undoing.changes]
    ledger.write_only(inverses, who=ledger.workspace.coordinator, how=TAKEN_BACK)
    tx.mark_undone([c.id for c in undoing.changes] + [n for numbers in undoing.added.values() for n in numbers])
    _withdraw(ledger, undoing)
    for record in undoing.returns:
        tx.set_return_state(record.id, ReturnState.TAKEN_BACK)
    for return_id in (None,) if undoing.whole else sorted(undoing.return_ids):
        tx.mark_decisions_undone(run, return_id)
    undo_list_changes(tx, undoing.lists)
    ledger.forget("last_changes", "agencies")
    questions = _settle_questions(ledger, undoing)
    stands = any(r.run == run and r.state in UNDOABLE_STATES for r in tx.returns())
    if not stands and all(change.undone for change in tx.changes(run=run)):
        tx.mark_run_undone(run)
    return questions


def _withdraw(ledger: Ledger, undoing: Undoing) -> None:
    """Withdraw the actions that the run added: a ref is never reused, and may be out with an agency already."""
    for ref in undoing.added:
        if ref in ledger.places and not ledger.cells.get(CellKey(ref, "withdrawn")):
            values = {"withdrawn": "Yes", "withdrawn_reason": WITHDRAWN_AS}
            cells = [(CellKey(ref, key), value, "master.xlsx") for key, value in values.items()]
            ledger.write_only(cells, who=ledger.workspace.coordinator, how=TAKEN_BACK)


def _settle_questions(ledger: Ledger, undoing: Undoing) -> Questions:
    """Open again what the run closed, and close what it put, unless another standing sender asks the same."""
    of_run = ledger.tx.side_changes(run=undoing.run.id)
    sides = [s for s in of_run if s.what == SideKind.QUESTION and not s.undone]
    added = [s for s in sides if s.before is None]
    put = [s for s in added if undoing.whole or s.key in undoing.closes or s.return_id in undoing.return_ids]
    named = [s for s in sides if s.key in undoing.reopens and s.before is not None]
    ledger.tx.mark_sides_undone(s.id for s in (*undoing.lists, *put, *named))
    opened = []
    for name in undoing.reopens:
        before = _as_before(ledger, name, sides)
        if before.state in OPEN_STATES:
            opened.append(name)
        ledger.replace(before)
    for name in dict.fromkeys(side.key for side in sides):
        _wait_along_again(ledger, name, sides, opened)
    waiting_now = [q.id for q in ledger.questions if q.state in OPEN_STATES and q.kind != DecisionKind.AGENCIES]
    asked = dict.fromkeys((*(s.key for s in put), *undoing.reopens, *waiting_now))
    closed, moved = _find_senders(ledger, undoing, asked)
    changed = {change.key for change in undoing.changes}
    for question in ledger.questions:
        target = target_in(ledger, question)
        if question.id in {*undoing.reopens, *moved} or (target and target.key in changed):
            _show_plan_now(ledger, question)
    closed_too = close_agreed(ledger)
    ask_agencies(ledger)
    pass_on_lead(ledger, {q.with_id for q in ledger.questions if q.with_id and not _waits(ledger, q.with_id)})
    waiting = [name for name in opened if name not in {*closed, *closed_too}]
    return Questions(without_followers(ledger, waiting), without_followers(ledger, closed), moved)


def _find_senders(ledger: Ledger, undoing: Undoing, names: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Give each question a standing sender, or take it back. Returns the ids taken back, and id -> new sender."""
    senders = Senders(ledger)
    closed, moved = [], {}
    for name in names:
        question = ledger.question(name)
        if question is None or question.state == QuestionState.TAKEN_BACK or senders.stand_for(question):
            continue
        other = next(senders.others(question), None)
        if other:
            question = senders.rehome(question, other)
            moved[name] = question.theirs_by
            if name in undoing.closes and question.state not in OPEN_STATES:
                question = question._replace(state=QuestionState.OPEN, decided_at=None, why="", decision="", wording="")
            ledger.replace(question)
        elif name in undoing.closes or question.state in OPEN_STATES:
            ledger.replace(question._replace(state=QuestionState.TAKEN_BACK, decided_at=ledger.workspace.now))
            closed.append(name)
    return closed, moved


def without_followers(ledger: Ledger, names: Iterable[str]) -> tuple[str, ...]:
    """Those of these questions that do not wait along with another."""
    return tuple(name for name in names if (question := ledger.question(name)) and not question.with_id)


def _waits(ledger: Ledger, name: str) -> bool:
    question = ledger.question(name)
    return question is not None and question.state in OPEN_STATES


def _as_before(ledger: Ledger, name: str, sides: Iterable[SideChange]) -> Question:
    """A question as it was before the run, except for what has changed since."""
    question = ledger.question(name)
    assert question is not None  # noqa: S101 - these ids are the register's own
    for side in reversed([s for s in sides if s.key == name and s.before]):
        now = {key: _of_json(key, text) for key, text in side.after.items()}
        back = {key: _of_json(key, text) for key, text in side.before.items() if getattr(question, key) == now.get(key)}
        question = question._replace(**back)
    return question


def _wait_along_again(ledger: Ledger, name: str, sides: Iterable[SideChange], opened: Iterable[str]) -> None:
    """Let a question wait along with a reopened one, as it did before that one closed."""
    question = ledger.question(name)
    before = _as_before(ledger, name, sides)
    if question and question.state in OPEN_STATES and before.with_id != question.with_id and before.with_id in opened:
        ledger.replace(question._replace(with_id=before.with_id, asked=before.asked))


def _of_json(key: str, text: Any) -> Any:  # noqa: ANN401 - a field of a question
    return dt.datetime.fromisoformat(text) if key == "decided_at" and isinstance(text, str) else text


def _show_plan_now(ledger: Ledger, question: Question) -> None:
    if question.state not in OPEN_STATES:
        return
    ours, target = ours_now(ledger, question), target_in(ledger, question)
    if target and not same_answer(question.field, ours, question.ours):
        last = ledger.last_changes.get(target.key)
        question = question._replace(ours_by=credit(last) if last and last.after == ours else "")
    ledger.replace(question._replace(ours=ours, seen_ours=ours))


class Senders:
    """Who raised each question, by the decisions that stand."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.returns = {r.id: r for r in ledger.tx.returns()}
        self.runs = {run.id: run.who for run in ledger.tx.runs()}
        self.decisions = [d for d in ledger.tx.decisions() if d.outcome in ASKED_OUTCOMES]
        sides = [s for s in ledger.tx.side_changes() if s.what == SideKind.QUESTION]
        self.put = {s.key: s.undone for s in sides if s.before is None}

    def stands(self, decision: DecisionRecord) -> bool:
        """Whether a decision's return, or the decision itself, was not undone."""
        if decision.undone or decision.return_id is None:
            return not decision.undone
        record = self.returns.get(decision.return_id)
        return record is not None and record.state == ReturnState.STANDING

    def stand_for(self, question: Question) -> bool:
        """Whether the sender of a question stands."""
        if question.kind == DecisionKind.AGENCIES:  # it is raised by the agencies' answers, however they came in
            return contradiction_of(self.ledger, question.ref) is not None
        own = [d for d in self.decisions if _is_of(d, question)]
        if own:
            return any(self.stands(d) for d in own)
        record = self.returns.get(question.return_id or 0)
        return record.state == ReturnState.STANDING if record else not self.put.get(question.id, False)

    def others(self, question: Question) -> Iterator[DecisionRecord]:
        """Standing decisions of other senders that would ask this question."""
        if question.kind == DecisionKind.WORDS:
            yield from self._wrote(question)
        for one in reversed(self.decisions) if question.kind not in {DecisionKind.AGENCIES, DecisionKind.WORDS} else ():
            taken = any(_is_of(one, other) for other in self.ledger.questions)
            if asks_same(one, question) and self.stands(one) and not taken:
                yield one

    def _wrote(self, question: Question) -> Iterator[DecisionRecord]:
        """Decisions for the agency's other returns in the same round that bring the same words."""
        for record in self.returns.values():
            notes = [record.remarks, *(note["text"] for note in record.result.get("notes", ()))]
            same = (record.state, record.agency, record.round_id) == ("standing", question.agency, question.round_id)
            if same and fold(question.theirs) in {fold(text) for text in notes}:
                yield DecisionRecord(
                    record.run, record.reference, record.id, question.ref, question.field, Outcome.NOTED,
                    DecisionKind.NONE, "", "", question.theirs, question.cell, "", question.agency, question.round_id,
                )  # fmt: skip

    def rehome(self, question: Question, other: DecisionRecord) -> Question:
        """A question with another sender, who said the same."""
        record = self.returns.get(other.return_id or 0)
        who = (record.completed_by or record.agency) if record else (other.agency or self.runs[other.run])
        before = question.theirs_by.rpartition(" (")[0]
        person, asked = before.removesuffix(f", {question.agency}"), question.asked
        if person and question.kind == DecisionKind.TEAMS:
            asked = rename_sender(asked, person, who)
        return question._replace(
            reference=other.reference, return_id=other.return_id, round_id=other.round_id, cell=other.cell,
            base=other.base, theirs_by=f"{who} ({record.source if record else 'master.xlsx'})", asked=asked,
        )  # fmt: skip


def _is_of(decision: DecisionRecord, question: Question) -> bool:
    return (question.ref, question.field, question.reference, question.return_id) == (
        decision.ref, decision.field, decision.reference, decision.return_id,
    )  # fmt: skip
