"""Work out what undoing a run or a return comes to, before anything is asked or changed."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple, Self

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.list_changes import undoable
from dhr_xl.commands.master.new_actions import NEW_RECOMMENDATION
from dhr_xl.commands.returns.record import target_in
from dhr_xl.core.plan.cells import CellKey, cell_key
from dhr_xl.core.plan.kinds import OPEN_STATES, DecisionKind, Outcome, QuestionState, ReturnState, SideKind
from dhr_xl.core.plan.records import (
    DECIDED,
    TAKEN_BACK,
    ChangeRecord,
    DecisionRecord,
    Question,
    ReturnRecord,
    Run,
    SideChange,
)
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.register.plans import UNDO

UNDOABLE_STATES: Final = ("standing", "reply")
"""The states of a return that can be taken back."""
DECIDED_SINCE: Final = "decided by a person since"
"""Why a cell stays whose question a person has decided since."""
ASKED: Final = ("conflict", "held", "proposal")
"""The outcomes of a decision that raise a question."""


class Undoing(NamedTuple):
    """What undoing a run, or one return of it, comes to.

    whole: the whole run, not one return; returns: those taken back; changes: to be inverted, newest first; left_alone:
    cells that were changed, decided or said again since, each once: the change that stands, and why it stays; added:
    ref of each action the run added (it will be withdrawn) -> the ids of the changes that wrote it; lists, lists_left:
    changes of the coordinator's lists that are undone, and that stay; closes, reopens: ids of the questions it put, and
    of those it closed or sent to an agency; still_asked: ids of questions it raised too, which others put; confirmed:
    cells it only repeated, which stand on the word of others from now on.
    """

    run: Run
    whole: bool
    returns: tuple[ReturnRecord, ...]
    changes: tuple[ChangeRecord, ...]
    left_alone: tuple[tuple[ChangeRecord, str], ...]
    added: Mapping[str, tuple[int, ...]]
    lists: tuple[SideChange, ...]
    lists_left: tuple[SideChange, ...]
    closes: tuple[str, ...]
    reopens: tuple[str, ...]
    still_asked: tuple[str, ...]
    confirmed: tuple[CellKey, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing can be undone."""
        undone = (self.returns, self.changes, self.added, self.lists)
        questions = (self.closes, self.reopens, self.still_asked)
        return not any((*undone, *questions, self.confirmed))

    @property
    def return_ids(self) -> frozenset[int]:
        """The ids of its returns."""
        return frozenset(record.id for record in self.returns)

    def same_as(self, other: Self) -> bool:
        """Whether both come to the same."""
        shown, now = ([c.id for c in one.changes] for one in (self, other))
        return shown == now and self.return_ids == other.return_ids and self[5:] == other[5:]


def decide_undo(ledger: Ledger, run: Run, one: ReturnRecord | None = None) -> Undoing:
    """What undoing a run comes to, or undoing one return of it."""
    returns = (one,) if one else tuple(r for r in ledger.tx.returns() if r.run == run.id and r.state in UNDOABLE_STATES)
    ids = {record.id for record in returns}
    history = ledger.tx.changes()
    stacks = _stacks(history)
    own = [c for c in history if c.run == run.id and not c.undone and (one is None or c.return_id in ids)]
    added = {} if one else _added(ledger, run, own)
    hidden = {number for numbers in added.values() for number in numbers}
    repeated = _repeated_values(ledger, run, ids, whole=one is None)
    now = dict(ledger.cells)
    changes: list[ChangeRecord] = []
    left: dict[CellKey, tuple[ChangeRecord, str]] = {}
    for change in reversed([c for c in own if c.id not in hidden]):
        stack = stacks.get(change.key, [])
        if not stack or stack[-1].id != change.id or now.get(change.key, "") != change.after:
            later = next((c for c in reversed(stack) if c.id > change.id), change)
            left.setdefault(change.key, (later, _why_left(later) if later is not change else "changed since"))
        elif where := _repeated_in(repeated, change):
            left.setdefault(change.key, (change, f"repeated since, in {where}"))
        else:
            changes.append(change)
            stack.pop()
            now[change.key] = change.before
    changes += _joint_decisions(stacks, changes)
    for key, stack in stacks.items():
        for change in stack[-1:]:
            if change.return_id in ids and change.run != run.id:
                left.setdefault(key, (change, _why_left(change)))
    moved = {change.key for change in changes}
    sides = [s for s in ledger.tx.side_changes(run=run.id) if not s.undone and _is_of(ledger, s, one, moved)]
    lists, lists_left = undoable(ledger.tx, [s for s in sides if s.what != SideKind.QUESTION])
    put, again = _questions(ledger, run, [s for s in sides if s.what == SideKind.QUESTION])
    stay = tuple(left.values())
    return Undoing(
        run, one is None, returns, tuple(changes), stay, added, tuple(lists), tuple(lists_left), put, again,
        () if one else tuple(name for name in _raised(ledger, run) if name not in put),
        () if one else tuple(dict.fromkeys(_confirmed(ledger, run, stacks))),
    )  # fmt: skip


def _why_left(later: ChangeRecord) -> str:
    return DECIDED_SINCE if later.how.startswith(DECIDED) else f"changed since by {later.who} ({later.how})"


def _joint_decisions(
    stacks: Mapping[CellKey, list[ChangeRecord]], changes: Iterable[ChangeRecord]
) -> list[ChangeRecord]:
    """Later decisions on which answer stands for a shared action: they are undone with an answer they were made on."""
    ended: list[ChangeRecord] = []
    for change in changes:
        stack = stacks.get(CellKey(change.key.ref, "stands"), []) if change.key.field == "status" else []
        while stack and stack[-1].id > change.id:
            ended.append(stack.pop())
    return ended


def is_standing(change: ChangeRecord) -> bool:
    """Whether a change stands: it was neither undone nor is it the inverse of an undone one."""
    return not change.undone and change.how != TAKEN_BACK


def _stacks(history: Iterable[ChangeRecord]) -> dict[CellKey, list[ChangeRecord]]:
    stacks: dict[CellKey, list[ChangeRecord]] = {}
    for change in history:
        if is_standing(change):
            stacks.setdefault(change.key, []).append(change)
    return stacks


def _added(ledger: Ledger, run: Run, own: Iterable[ChangeRecord]) -> dict[str, tuple[int, ...]]:
    """The actions and recommendations that a run added -> the ids of their changes. Their refs are never removed."""
    done = [d for d in ledger.tx.decisions() if d.run == run.id and not d.undone]
    refs = {d.ref for d in done if d.kind == DecisionKind.NEW_ACTION}
    refs |= {c.key.ref for c in own if c.how == NEW_RECOMMENDATION}
    return {ref: tuple(c.id for c in own if c.key.ref == ref) for ref in sorted(refs)}


def key_of(decision: DecisionRecord) -> CellKey:
    """The cell that a decision is about."""
    return cell_key(decision.field, decision.ref, decision.agency, decision.round_id)


Repeated = dict[CellKey, list[tuple[DecisionRecord, str]]]
"""A cell -> others' decisions that repeated its value, each with its source."""


def _repeated_values(ledger: Ledger, run: Run, ids: set[int], *, whole: bool) -> Repeated:
    """Values that others repeated, who are not undone: these values stay."""
    sources = {r.id: r.source for r in ledger.tx.returns() if r.state == ReturnState.STANDING}
    repeated: Repeated = {}
    for one in ledger.tx.decisions():
        decided = one.outcome == Outcome.MERGED and one.kind == DecisionKind.DECIDED and one.run > run.id
        gone = one.undone or one.return_id in ids or (whole and one.run == run.id)
        source = "master.xlsx" if one.return_id is None else sources.get(one.return_id)
        if one.field and not gone and source is not None and (decided or one.outcome == Outcome.ALREADY):
            repeated.setdefault(key_of(one), []).append((one, source))
    return repeated


def _repeated_in(repeated: Repeated, change: ChangeRecord) -> str:
    """The source in which somebody else has repeated a change's value since; '' where nobody has."""
    since = [(one, where) for one, where in repeated.get(change.key, ()) if one.run >= change.run]
    return next((where for one, where in since if same_answer(one.field, one.theirs, change.after)), "")


def _is_of(ledger: Ledger, side: SideChange, one: ReturnRecord | None, moved: AbstractSet[CellKey]) -> bool:
    """Whether a change besides the cells is undone with this return; with a whole run, all are."""
    if one is None or side.return_id == one.id:
        return True
    question = ledger.question(side.key) if side.what == SideKind.QUESTION and side.return_id is None else None
    if question is None:
        return False
    if one.state == ReturnState.REPLY:  # an e-mail without a workbook: its question has no return
        return question.agency == one.agency and question.theirs_by.startswith(one.source)
    target = target_in(ledger, question)  # it closed itself, because its two sides agreed
    closed = side.before is not None and question.state == QuestionState.CLOSED
    return closed and target is not None and target.key in moved


def _questions(ledger: Ledger, run: Run, sides: Iterable[SideChange]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of questions that close with a run, which put them, and of those that open again, which it settled."""
    by_id: dict[str, list[SideChange]] = {}
    for side in sides:
        by_id.setdefault(side.key, []).append(side)
    movers = _last_movers(ledger)
    put, again = [], []
    for name, several in by_id.items():
        question = ledger.question(name)
        if question is None or question.state == QuestionState.TAKEN_BACK:
            continue
        moves = [(s.before["state"], s.after["state"]) for s in several if s.before and "state" in s.before]
        last = movers.get(name)
        if several[0].before is None:
            if question.state in OPEN_STATES or last == run.id:
                put.append(name)
        elif moves and moves[0][0] != moves[-1][1] == question.state and last == run.id:
            again.append(name)
    return tuple(put), tuple(again)


def _last_movers(ledger: Ledger) -> dict[str, int]:
    """The run that last changed each question's state, without runs that were undone or are undos."""
    undos = {run.id for run in ledger.tx.runs() if run.command == UNDO}
    moves = [s for s in ledger.tx.side_changes() if s.what == SideKind.QUESTION and s.before and "state" in s.before]
    return {side.key: side.run for side in moves if not side.undone and side.run not in undos}


def _raised(ledger: Ledger, run: Run) -> Iterator[str]:
    raised = [d for d in ledger.tx.decisions() if d.run == run.id and d.outcome in ASKED and not d.undone]
    for question in ledger.questions:
        if question.state in OPEN_STATES and any(asks_same(one, question) for one in raised):
            yield question.id


def _confirmed(ledger: Ledger, run: Run, stacks: Mapping[CellKey, list[ChangeRecord]]) -> Iterator[CellKey]:
    """The cells whose value a run only repeated: others had given it first, and it still stands."""
    for one in ledger.tx.decisions():
        if one.run == run.id and one.outcome == Outcome.ALREADY and one.field and not one.undone:
            top = next(iter(stacks.get(key_of(one), [])[-1:]), None)
            if top and top.run != run.id and same_answer(one.field, one.theirs, top.after):
                yield top.key


def asks_same(decision: DecisionRecord, question: Question) -> bool:
    """Whether a decision asks what a question asks: the same value for the same cell, from the same agency."""
    same = (decision.ref, decision.field, decision.agency) == (question.ref, question.field, question.agency)
    return same and same_answer(decision.field, decision.theirs, question.theirs)
