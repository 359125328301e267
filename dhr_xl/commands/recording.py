"""Put what was decided into the register: decisions, changes, questions, each with who, when and from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from dhr_xl.cells import CellKey, said_date
from dhr_xl.commands.snapshot import Snapshot
from dhr_xl.commands.workspace import Workspace
from dhr_xl.copies import Cell
from dhr_xl.merge import Decision
from dhr_xl.model import CellRef
from dhr_xl.problems import Problem
from dhr_xl.questions import OPEN_STATES, agree, question_id, questions_of, target_of
from dhr_xl.register.register import Tx
from dhr_xl.register.values import ChangeRecord, DecisionRecord, Question

ASKED_AS: Final[Mapping[str, Literal["conflict", "held", "proposal"]]] = {
    "conflict": "conflict",
    "proposal": "proposal",
}


class Sender(NamedTuple):
    """Who sent what is being recorded. who: as history shows it; how: "return", "master.xlsx" …; source: the file."""

    agency: str
    round_id: str
    reference: str
    who: str
    how: str
    source: str
    run: int
    return_id: int | None = None
    person: str = ""
    """The job title of the one who completed it, or ''."""


def record_decisions(tx: Tx, sender: Sender, decisions: Sequence[Decision], cells: Mapping[Cell, CellRef]) -> None:
    """Keep every decision, whatever became of it."""
    tx.add_decisions(
        [
            DecisionRecord(
                sender.run, sender.reference, sender.return_id, d.ref, d.field, d.outcome, d.kind, d.base, d.ours,
                d.theirs, str(cells[d.ref, d.field]) if (d.ref, d.field) in cells else "", "",
            )
            for d in decisions
        ]
    )  # fmt: skip


def record_merged(
    workspace: Workspace,
    tx: Tx,
    sender: Sender,
    keyed: Sequence[tuple[Decision, CellKey]],
    cells: Mapping[Cell, CellRef],
) -> list[tuple[CellKey, str, str]]:
    """Write merged values to their cells, each with the file and cell it came from; returns (key, before, after)."""
    now = tx.cells()
    written = []
    for decision, key in keyed:
        before = now.get(key, "")
        if before == decision.theirs:
            continue
        cell = cells.get((decision.ref, decision.field))
        source = f"{sender.source}, {cell}" if cell else sender.source
        change = (key, before, decision.theirs)
        tx.write_cells(
            sender.run, [change], when=workspace.now, who=sender.who, how=sender.how, source=source,
            return_id=sender.return_id,
        )  # fmt: skip
        written.append(change)
    return written


def record_questions(
    tx: Tx,
    sender: Sender,
    decisions: Sequence[Decision],
    problems: Sequence[Problem],
    cells: Mapping[Cell, CellRef],
) -> list[str]:
    """Put the questions the decisions raise; the same three values are never asked twice. Returns their names."""
    existing = list(tx.questions())
    changes = tx.changes()
    names = [q.id for q in existing]
    number = max((q.number for q in existing), default=0)
    put: list[str] = []
    leads: dict[tuple[str, str | None], str] = {}
    asked = questions_of(decisions, problems, cells, agency=sender.agency, who=sender.person)
    for one in sorted(asked, key=lambda a: a.with_field is not None):
        decision = one.decision
        known = next((q for q in existing if _same_question(q, decision, sender)), None)
        if known:
            leads[decision.ref, decision.field] = known.id
            put.append(known.id)
            continue
        number += 1
        name = question_id(decision.ref, decision.field, names)
        names.append(name)
        leads[decision.ref, decision.field] = name
        put.append(name)
        tx.add_question(
            Question(
                id=name, number=number, outcome=ASKED_AS.get(decision.outcome, "held"),
                kind=one.kind, ref=decision.ref, field=decision.field, agency=sender.agency,
                round_id=sender.round_id, reference=sender.reference, return_id=sender.return_id,
                base=decision.base, ours=decision.ours, theirs=decision.theirs,
                ours_by=by_whom(changes, decision), theirs_by=f"{sender.person or sender.who} ({sender.source})", cell=one.cell,
                asked=one.sentence, state="open", decision="", wording="", why="", decided_at=None,
                seen_ours=decision.ours, with_id=leads.get((decision.ref, one.with_field), ""),
            )
        )  # fmt: skip
    return put


def _same_question(question: Question, decision: Decision, sender: Sender) -> bool:
    """Whether this was asked before: the same cell, the same three values, from the same agency."""
    return (
        question.state != "taken back"
        and (question.ref, question.field, question.agency) == (decision.ref, decision.field, sender.agency)
        and (question.base, question.ours, question.theirs) == (decision.base, decision.ours, decision.theirs)
        and question.kind == decision.kind
    )


def by_whom(changes: Sequence[ChangeRecord], decision: Decision) -> str:
    """Who gave the plan the value it has now, and when; '' where it came with the plan."""
    made = [
        c for c in changes if c.key.ref == decision.ref and c.key.field == decision.field and c.after == decision.ours
    ]
    return f"{made[-1].who}, {said_date(made[-1].when.date())}" if made else ""


def close_agreed(workspace: Workspace, tx: Tx, snapshot: Snapshot) -> list[str]:
    """Close the conflicts whose two sides now say the same. Returns their names."""
    cells, closed = tx.cells(), []
    slips = {place.ref: cells.get(CellKey(place.ref, "slips"), "") for place in snapshot.places}
    numbers = {place.ref: place.number for place in snapshot.places}
    for question in tx.questions():
        if question.state not in OPEN_STATES or question.outcome != "conflict":
            continue
        target = target_of(
            question.ref, question.field, question.agency, question.round_id,
            text_key=numbers.get(question.ref, ""), slips=slips.get(question.ref, ""),
        )  # fmt: skip
        if target and agree(question.field, cells.get(target.key, ""), question.theirs):
            tx.update_question(question._replace(state="closed", decided_at=workspace.now, why="Both sides now agree."))
            closed.append(question.id)
    return closed
