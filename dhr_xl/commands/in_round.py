"""What became of one round: who was sent what, what came back, what is answered and what is still owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.commands.snapshot import Snapshot
from dhr_xl.copies import edits
from dhr_xl.model import Action, Plan
from dhr_xl.progress import Brag, Standing, brag, is_owed
from dhr_xl.register.values import Issue, ReturnRecord, RoundRecord


class InRound(NamedTuple):
    """One round, worked out once.

    issues, returns: agency -> its workbooks, and its returns that count, oldest first; answered: (ref, agency) on
    which new words came; nil: agencies that said on purpose that nothing has changed, and nothing else;
    replied: agencies that answered by e-mail without the workbook, or whose answers the coordinator entered for them.
    """

    record: RoundRecord
    issues: Mapping[str, tuple[Issue, ...]]
    returns: Mapping[str, tuple[ReturnRecord, ...]]
    answered: frozenset[tuple[str, str]]
    nil: frozenset[str]
    replied: frozenset[str]


def in_round(snapshot: Snapshot, record: RoundRecord) -> InRound:
    """Everything that came in a round."""
    issues: dict[str, tuple[Issue, ...]] = {}
    for issue in snapshot.issues:
        if issue.round_id == record.id:
            issues[issue.agency] = (*issues.get(issue.agency, ()), issue)
    returns: dict[str, tuple[ReturnRecord, ...]] = {}
    for came in snapshot.returns:
        if came.state == "standing" and came.round_id == record.id:
            returns[came.agency] = (*returns.get(came.agency, ()), came)
    shown = {issue.reference: issue.as_issued for sent in issues.values() for issue in sent}
    said = {
        (ref, came.agency)
        for several in returns.values()
        for came in several
        for ref, _ in edits(shown.get(came.reference, {}), came.answers)
    }
    said |= {(key.ref, key.agency) for key in snapshot.cells if key.round_id == record.id and key.agency}
    entered = entered_in(snapshot, record)
    said |= entered
    spoke = {agency for _, agency in said}
    nil = {agency for agency, several in returns.items() if any(r.nil for r in several) and agency not in spoke}
    replied = {agency for _, agency in entered}
    replied |= {came.agency for came in snapshot.returns if came.state == "reply" and came.round_id == record.id}
    return InRound(record, issues, returns, frozenset(said), frozenset(nil), frozenset(replied))


def entered_in(snapshot: Snapshot, record: RoundRecord) -> set[tuple[str, str]]:
    """(ref, agency) of answers the coordinator entered while the round was the one opened last."""
    later = [r.opened_at for r in snapshot.rounds if r.opened_at > record.opened_at]
    until = min(later, default=dt.datetime.max)
    return {
        (change.key.ref, change.who)
        for change in snapshot.changes
        if change.how.startswith("entered") and not change.undone and record.opened_at <= change.when < until
    }


def owed_rows(snapshot: Snapshot, here: InRound, agency: str) -> tuple[Action, ...]:
    """The actions of an agency on which it owes an answer in that round."""
    if agency in here.nil:
        return ()
    sent = {ref for issue in here.issues.get(agency, ()) for ref in issue.as_issued}
    return tuple(
        action
        for action in snapshot.plan.actions
        if action.ref in sent
        and agency in action.agencies
        and is_owed(action, here.record.as_at, answered=(action.ref, agency) in here.answered)
    )


def agency_standing(snapshot: Snapshot, here: InRound, agency: str) -> Standing:
    """How one agency stands in a round."""
    issues, returns = here.issues.get(agency, ()), here.returns.get(agency, ())
    ids = {came.id for came in returns}
    held = {q.ref for q in snapshot.open_questions if q.outcome == "held" and q.return_id in ids}
    return Standing(
        sent=issues[0].issued_at.date() if issues else None,
        due=here.record.due,
        extended=next((issue.extended for issue in reversed(issues) if issue.extended), None),
        returned=bool(returns),
        replied=agency in here.replied,
        nil=agency in here.nil,
        held=len(held),
        answered=sum(1 for _, code in here.answered if code == agency),
        owed=len(owed_rows(snapshot, here, agency)),
    )


def brags(snapshot: Snapshot, plan: Plan | None = None, record: RoundRecord | None = None) -> dict[str, Brag]:
    """The standing of every action (of `plan` as it was, at the end of `record`'s round, where given)."""
    plan, record = plan or snapshot.plan, record or snapshot.current
    as_at = record.as_at if record else (snapshot.head.as_at or dt.date.max)
    here = in_round(snapshot, record) if record else None

    def updated(action: Action) -> bool:
        if here is None:
            return bool(action.progress or action.status.value != "unknown")
        return any((action.ref, code) in here.answered or code in here.nil for code in action.agencies)

    return {action.ref: brag(action, as_at, updated=updated(action)) for action in plan.actions}
