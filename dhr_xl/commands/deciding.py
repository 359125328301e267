"""Decide one question: what each way of deciding writes, and when it must be shown again."""

from __future__ import annotations

from typing import Final, NamedTuple

from dhr_xl.answers import same_answer
from dhr_xl.cells import CellKey
from dhr_xl.commands.workspace import Workspace
from dhr_xl.questions import OPEN_STATES, Take, Target, target_of, wording_of
from dhr_xl.register.register import Tx
from dhr_xl.register.values import DecisionRecord, Question
from dhr_xl.stop import Stop

PLAN_WORDS: Final = ("recommendation", "action", "evidence", "target_date", "proposed_target_date")
"""Fields whose question shows the form's own rendering of the plan, not the bare cell."""


class Resolved(NamedTuple):
    """What became of one question: decided, asked, or shown again (with why)."""

    id: str
    state: str
    message: str = ""


def open_question(tx: Tx, name: str) -> Question:
    """The question of that name that still waits. Raises Stop where there is none."""
    question = tx.question(name)
    if question is None:
        waiting = ", ".join(q.id for q in tx.questions() if q.state in OPEN_STATES and not q.with_id) or "nothing waits"
        message = f"There is no question '{name}'. Waiting: {waiting}."
        raise Stop(message)
    if question.state not in OPEN_STATES:
        message = f"'{name}' does not wait any more: it is {question.state}."
        raise Stop(message)
    return question


def decide(  # noqa: PLR0913 - a decision has these parts
    workspace: Workspace,
    tx: Tx,
    run: int,
    question: Question,
    take: Take,
    value: str,
    why: str,
    seen: str | None = None,
) -> Resolved:
    """Apply one decision. seen: what the plan held where it was decided; if that has moved, it is shown again."""
    ours = ours_now(tx, question)
    if seen is not None and not same_answer(question.field, seen, ours) and take != "ask":
        tx.update_question(question._replace(ours=ours, seen_ours=ours))
        return Resolved(
            question.id, "open", f"{question.id}: the plan has moved since to '{ours}'. Please decide again."
        )
    if take == "ask":
        tx.update_question(question._replace(state="asked", why=why))
        return Resolved(question.id, "asked")
    along = [q for q in tx.questions() if q.with_id == question.id and q.state in OPEN_STATES]
    chosen = {"ours": ours, "theirs": question.theirs, "base": question.base}.get(take, value)
    if take == "value" or (take == "theirs" and question.kind == "wrong"):
        chosen, wrong = wording_of(question.field, chosen)
        if wrong:
            message = f"{question.id}: {wrong}"
            raise Stop(message)
    if take in {"theirs", "value", "base"}:
        if question.field:
            write_answer(workspace, tx, run, question, chosen)
        if take != "base":
            for other in along:
                text, wrong = wording_of(other.field, other.theirs)
                if wrong:
                    message = f"{other.id} waits with {question.id}: {wrong}"
                    raise Stop(message)
                write_answer(workspace, tx, run, other, text)
    for one in (question, *along):
        done = one._replace(state="decided", decision=take, wording=value, why=why, decided_at=workspace.now)
        tx.update_question(done._replace(seen_ours=ours))
    return Resolved(question.id, "decided")


def ours_now(tx: Tx, question: Question) -> str:
    """What the plan holds now where the question's value would go."""
    target = _target(tx, question)
    if target is None or question.field in PLAN_WORDS:
        return question.ours
    return tx.cells().get(target.key, "")


def _target(tx: Tx, question: Question) -> Target | None:
    numbers = {place.ref: place.number for place in tx.action_places()}
    slips = tx.cells().get(CellKey(question.ref, "slips"), "")
    return target_of(
        question.ref, question.field, question.agency, question.round_id,
        text_key=numbers.get(question.ref, ""), slips=slips,
    )  # fmt: skip


def write_answer(workspace: Workspace, tx: Tx, run: int, question: Question, text: str) -> None:
    """Write a decided value to its cell, credited to the agency that gave it; its lineage agrees on it from now on."""
    target = _target(tx, question)
    if target is None:
        return
    cells = tx.cells()
    changes = [(target.key, cells.get(target.key, ""), text)]
    changes += [(key, cells.get(key, ""), value) for key, value in target.also.items()]
    who = question.agency if text == question.theirs else "coordinator"
    tx.write_cells(
        run, [c for c in changes if c[1] != c[2]], when=workspace.now, who=who, how=f"decided: {question.id}",
        source=question.theirs_by, return_id=question.return_id,
    )  # fmt: skip
    if question.reference:
        tx.add_decisions(
            [
                DecisionRecord(
                    run, question.reference, question.return_id, question.ref, question.field, "merged", "decided",
                    question.base, question.ours, text, question.cell, "",
                )
            ]
        )  # fmt: skip
