"""Everything the register holds of one plan, read at one moment, and the plan as it stands or stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from dhr_xl.cells import ActionPlace, CellKey, Cells, RecommendationPlace, recommendations_of
from dhr_xl.copies import edits
from dhr_xl.model import UNASSIGNED, Action, Agency, Contact, Plan, Round
from dhr_xl.progress import Brag, Standing, agency_state, brag, is_owed
from dhr_xl.questions import OPEN_STATES
from dhr_xl.register.register import Tx
from dhr_xl.register.values import (
    ChangeRecord,
    FindingRecord,
    Issue,
    Message,
    PlanHead,
    Question,
    ReturnRecord,
    RoundRecord,
)


class Snapshot(NamedTuple):
    """The register's values. answered: (ref, agency) whose new words came in the current round."""

    head: PlanHead
    agencies: tuple[Agency, ...]
    contacts: tuple[Contact, ...]
    recommendations: tuple[RecommendationPlace, ...]
    places: tuple[ActionPlace, ...]
    cells: Cells
    rounds: tuple[RoundRecord, ...]
    current: RoundRecord | None
    issues: tuple[Issue, ...]
    returns: tuple[ReturnRecord, ...]
    questions: tuple[Question, ...]
    findings: tuple[FindingRecord, ...]
    messages: tuple[Message, ...]
    changes: tuple[ChangeRecord, ...]
    plan: Plan

    @property
    def as_at(self) -> dt.date | None:
        """The date the plan is judged at: the current round's, else the one it was imported with."""
        return self.current.as_at if self.current else self.head.as_at

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What waits for a decision."""
        return tuple(question for question in self.questions if question.state in OPEN_STATES)

    def action(self, ref: str) -> Action | None:
        """The action with that ref, None where there is none."""
        return next((action for action in self.plan.actions if action.ref == ref), None)

    def name_of(self, code: str) -> str:
        """An agency's name, its code where it has none."""
        return next((agency.name for agency in self.agencies if agency.code == code and agency.name), code)


def take_snapshot(tx: Tx) -> Snapshot:
    """Read it all."""
    head, agencies, cells, rounds = tx.head(), tx.agencies(), tx.cells(), tx.rounds()
    places, recommendations, findings = tx.action_places(), tx.recommendation_places(), tx.findings()
    plan = plan_at(head, agencies, recommendations, places, cells, rounds)
    plan = plan.model_copy(
        update={"unplaced": tuple(tx.unplaced()), "findings": tuple(record.finding for record in findings)}
    )
    return Snapshot(
        head, agencies, tx.contacts(), recommendations, places, cells, rounds, tx.current_round(),
        tx.issues(), tx.returns(), tx.questions(), findings, tx.messages(), tx.changes(), plan,
    )  # fmt: skip


def plan_at(  # noqa: PLR0913 - the parts a plan is put together from
    head: PlanHead,
    agencies: tuple[Agency, ...],
    recommendations: Sequence[RecommendationPlace],
    places: Sequence[ActionPlace],
    cells: Cells,
    rounds: Sequence[RoundRecord],
) -> Plan:
    """The plan put together from its cells."""
    return Plan(
        title=head.title,
        reference=head.reference,
        marking=head.marking,
        as_at=head.as_at,
        agencies=agencies,
        recommendations=recommendations_of(cells, recommendations, places, [plain_round(r) for r in rounds]),
    )


def plain_round(record: RoundRecord) -> Round:
    """A round without its password."""
    return Round(id=record.id, as_at=record.as_at, due=record.due)


def cells_before(snapshot: Snapshot, moment: dt.datetime) -> dict[CellKey, str]:
    """The cells as they were at `moment`: every later change taken back, newest first."""
    cells = dict(snapshot.cells)
    for change in sorted(snapshot.changes, key=lambda change: change.id, reverse=True):
        if change.when >= moment:
            cells[change.key] = change.before
    return {key: value for key, value in cells.items() if value}


def standing_returns(snapshot: Snapshot, round_id: str, agency: str = "") -> tuple[ReturnRecord, ...]:
    """The returns of a round that count."""
    return tuple(
        r
        for r in snapshot.returns
        if r.state == "standing" and r.round_id == round_id and (not agency or r.agency == agency)
    )


def answered(snapshot: Snapshot, round_id: str) -> frozenset[tuple[str, str]]:
    """(ref, agency) about which new words came in that round, in a return or from the coordinator for the agency."""
    issued = {issue.reference: issue.as_issued for issue in snapshot.issues}
    said = {
        (ref, record.agency)
        for record in standing_returns(snapshot, round_id)
        for ref, _ in edits(issued.get(record.reference, {}), record.answers)
    }
    said |= {(key.ref, key.agency) for key in snapshot.cells if key.round_id == round_id and key.agency}
    entered = {
        (change.key.ref, change.who)
        for change in snapshot.changes
        if change.how.startswith("entered") and not change.undone and _in_round(snapshot, change.when, round_id)
    }
    return frozenset(said | entered)


def _in_round(snapshot: Snapshot, when: dt.datetime, round_id: str) -> bool:
    opened = [r for r in snapshot.rounds if r.opened_at <= when]
    return bool(opened) and max(opened, key=lambda r: r.opened_at).id == round_id


def nil_returns(snapshot: Snapshot, round_id: str) -> frozenset[str]:
    """Agencies that said on purpose that nothing has changed, and nothing else."""
    said = {agency for _, agency in answered(snapshot, round_id)}
    return frozenset(r.agency for r in standing_returns(snapshot, round_id) if r.nil and r.agency not in said)


def brags(snapshot: Snapshot, plan: Plan | None = None, record: RoundRecord | None = None) -> dict[str, Brag]:
    """The standing of every action (of `plan` as it was, at the end of `record`'s round, where given)."""
    plan, record = plan or snapshot.plan, record or snapshot.current
    as_at = record.as_at if record else (snapshot.head.as_at or dt.date.max)
    said = answered(snapshot, record.id) if record else frozenset()
    nil = nil_returns(snapshot, record.id) if record else frozenset()

    def updated(action: Action) -> bool:
        if record is None:
            return bool(action.progress or action.status.value != "unknown")
        return any((action.ref, code) in said or code in nil for code in action.agencies)

    return {action.ref: brag(action, as_at, updated=updated(action)) for action in plan.actions}


def plan_before(snapshot: Snapshot, moment: dt.datetime) -> Plan:
    """The plan as it stood at `moment`."""
    cells = cells_before(snapshot, moment)
    return plan_at(snapshot.head, snapshot.agencies, snapshot.recommendations, snapshot.places, cells, snapshot.rounds)


def plan_last_round(snapshot: Snapshot) -> tuple[Plan, RoundRecord] | None:
    """The plan as it stood when the current round was opened, with the round before it; None in the first round."""
    if len(snapshot.rounds) < 2 or snapshot.current is None:  # noqa: PLR2004 - a round before this one
        return None
    before = [r for r in snapshot.rounds if r.opened_at < snapshot.current.opened_at]
    if not before:
        return None
    return plan_before(snapshot, snapshot.current.opened_at), max(before, key=lambda r: r.opened_at)


def round_issues(snapshot: Snapshot, round_id: str, agency: str) -> tuple[Issue, ...]:
    """The workbooks one agency was issued in a round, oldest first."""
    return tuple(i for i in snapshot.issues if i.round_id == round_id and i.agency == agency)


def owed_rows(snapshot: Snapshot, record: RoundRecord, agency: str) -> tuple[Action, ...]:
    """The actions of an agency on which it owes an answer in that round."""
    if agency in nil_returns(snapshot, record.id):
        return ()
    said = answered(snapshot, record.id)
    sent = {ref for issue in round_issues(snapshot, record.id, agency) for ref in issue.as_issued}
    return tuple(
        action
        for action in snapshot.plan.actions
        if action.ref in sent
        and agency in action.agencies
        and is_owed(action, record.as_at, answered=(action.ref, agency) in said)
    )


def agency_standing(snapshot: Snapshot, record: RoundRecord, agency: str) -> Standing:
    """How one agency stands in a round."""
    issues = round_issues(snapshot, record.id, agency)
    returns = standing_returns(snapshot, record.id, agency)
    ids = {r.id for r in returns}
    held = {q.ref for q in snapshot.open_questions if q.outcome == "held" and q.return_id in ids}
    said = {ref for ref, code in answered(snapshot, record.id) if code == agency}
    return Standing(
        sent=issues[0].issued_at.date() if issues else None,
        due=record.due,
        extended=next((i.extended for i in reversed(issues) if i.extended), None),
        returned=bool(returns),
        nil=agency in nil_returns(snapshot, record.id),
        held=len(held),
        answered=len(said),
        owed=len(owed_rows(snapshot, record, agency)),
    )


def state_of(snapshot: Snapshot, record: RoundRecord, agency: str, today: dt.date) -> str:
    """One of progress.STATES."""
    return agency_state(agency_standing(snapshot, record, agency), today)


def agencies_with_actions(snapshot: Snapshot) -> tuple[str, ...]:
    """Codes of the agencies that have at least one action that is not withdrawn, in the plan's order."""
    having = {code for action in snapshot.plan.actions if not action.withdrawn for code in action.agencies}
    return tuple(agency.code for agency in snapshot.agencies if agency.code in having and agency.code != UNASSIGNED)
