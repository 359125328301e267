"""Everything the register holds of one plan, read at one moment, and the plan now or after an earlier change."""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from dhr_xl.core.plan import records
from dhr_xl.core.plan.cells import ActionPlace, CellKey, Cells, RecommendationPlace, recommendations_of
from dhr_xl.core.plan.kinds import ANSWERED_FOR, OPEN_STATES
from dhr_xl.core.plan.model import UNASSIGNED, Action, Agency, Contact, Plan


class SnapshotValues(NamedTuple):
    """The register's values, and the plan put together from them."""

    head: records.PlanHead
    agencies: tuple[Agency, ...]
    contacts: tuple[Contact, ...]
    recommendations: tuple[RecommendationPlace, ...]
    places: tuple[ActionPlace, ...]
    cells: Cells
    rounds: tuple[records.RoundRecord, ...]
    current: records.RoundRecord | None
    issues: tuple[records.Issue, ...]
    returns: tuple[records.ReturnRecord, ...]
    questions: tuple[records.Question, ...]
    findings: tuple[records.FindingRecord, ...]
    messages: tuple[records.Message, ...]
    changes: tuple[records.ChangeRecord, ...]
    decisions: tuple[records.DecisionRecord, ...]
    plan: Plan
    publications: tuple[records.Publication, ...]
    meetings: tuple[records.Issue, ...] = ()
    """The workbooks in which the board decides, as issued."""


class Snapshot(SnapshotValues):
    """The values, and what is looked up among them again and again, worked out once."""

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every action of the plan, in its own order."""
        return self.plan.actions

    @cached_property
    def by_ref(self) -> Mapping[str, Action]:
        """Ref -> action."""
        return {action.ref: action for action in self.actions}

    @cached_property
    def by_agency(self) -> Mapping[str, Sequence[Action]]:
        """Code -> the actions that an agency leads or shares, in the plan's order."""
        having: dict[str, list[Action]] = {}
        for action in self.actions:
            for code in action.agencies:
                having.setdefault(code, []).append(action)
        return having

    @cached_property
    def changes_of(self) -> Mapping[str, Sequence[records.ChangeRecord]]:
        """Ref -> the changes of an action's cells, oldest first."""
        made: dict[str, list[records.ChangeRecord]] = {}
        for change in self.changes:
            made.setdefault(change.key.ref, []).append(change)
        return made

    @cached_property
    def messages_of(self) -> Mapping[str, Sequence[records.Message]]:
        """Code -> the messages to an agency, or to those above it, oldest first."""
        made: dict[str, list[records.Message]] = {}
        for message in self.messages:
            made.setdefault(message.agency, []).append(message)
        return made

    @cached_property
    def first_letters(self) -> Mapping[str, dt.date]:
        """Code -> the day on which an agency's first letter of the current round was drafted; of those that had one."""
        drafted: dict[str, dt.date] = {}
        for message in self.messages:
            if self.current and message.round_id == self.current.id and message.what in ANSWERED_FOR:
                drafted.setdefault(message.agency, message.made_at.date())
        return drafted

    @cached_property
    def issue_of(self) -> Mapping[str, records.Issue]:
        """Return reference -> the workbook an agency was sent."""
        return {issue.reference: issue for issue in self.issues}

    @cached_property
    def telling_progress(self) -> Mapping[str, Sequence[str]]:
        """Ref -> the codes of all agencies that ever gave progress, sorted."""
        telling: dict[str, set[str]] = {}
        for key in self.cells:
            if key.field == "progress":
                telling.setdefault(key.ref, set()).add(key.agency)
        return {ref: sorted(codes) for ref, codes in telling.items()}

    @property
    def as_at(self) -> dt.date | None:
        """The date standings are worked out for: the current round's, else the imported one."""
        return self.current.as_at if self.current else self.head.as_at

    @property
    def open_questions(self) -> tuple[records.Question, ...]:
        """Questions that wait for a decision or an agency's answer."""
        return tuple(question for question in self.questions if question.state in OPEN_STATES)

    def action(self, ref: str) -> Action | None:
        """The action with that ref, None where there is none."""
        return self.by_ref.get(ref)

    def in_post(self, code: str, today: dt.date) -> list[Contact]:
        """An agency's contacts who may be written to on the day: they have an address, and neither have left nor are
        still to come.
        """
        theirs = [c for c in self.contacts if c.agency == code and c.email and not c.ended(today)]
        return [c for c in theirs if c.since is None or c.since <= today]

    def name_of(self, code: str) -> str:
        """An agency's name, its code where it has none."""
        return next((agency.name for agency in self.agencies if agency.code == code and agency.name), code)


def plan_at(  # noqa: PLR0913 - the parts a plan is put together from
    head: records.PlanHead,
    agencies: tuple[Agency, ...],
    recommendations: Sequence[RecommendationPlace],
    places: Sequence[ActionPlace],
    cells: Cells,
    rounds: Sequence[records.RoundRecord],
) -> Plan:
    """The plan put together from its cells."""
    return Plan(
        title=head.title,
        reference=head.reference,
        marking=head.marking,
        as_at=head.as_at,
        agencies=agencies,
        recommendations=recommendations_of(cells, recommendations, places, [r.round for r in rounds]),
    )


def cells_after(snapshot: Snapshot, last_change: int) -> dict[CellKey, str]:
    """The cells after the change of that number: later changes are reversed, newest first."""
    cells = dict(snapshot.cells)
    for change in sorted(snapshot.changes, key=lambda change: change.id, reverse=True):
        if change.id > last_change:
            cells[change.key] = change.before
    return {key: value for key, value in cells.items() if value}


def plan_after(snapshot: Snapshot, last_change: int, refs: Container[str]) -> Plan:
    """The plan after the change of that number. refs: the actions it had then."""
    cells = cells_after(snapshot, last_change)
    places = [place for place in snapshot.places if place.ref in refs]
    return plan_at(snapshot.head, snapshot.agencies, snapshot.recommendations, places, cells, snapshot.rounds)


def agencies_with_actions(snapshot: Snapshot) -> tuple[str, ...]:
    """Codes of the agencies that have at least one action that is not withdrawn, in the plan's order."""
    having = {code for action in snapshot.actions if not action.withdrawn for code in action.agencies}
    return tuple(agency.code for agency in snapshot.agencies if agency.code in having and agency.code != UNASSIGNED)


def with_its_note(snapshot: Snapshot, action: Action) -> Action:
    """An action without a note that was written with another decision of the board's and left beside this one. A note
    that was written later than that decision is taken to be about the one that stands.
    """
    made = {
        field: [c for c in snapshot.changes_of.get(action.ref, ()) if c.key == CellKey(action.ref, field)]
        for field in ("board_decision", "board_note")
    }
    written = max((change.run for change in made["board_note"]), default=0)
    held = next((c for c in reversed(made["board_decision"]) if c.run <= written), None)
    other = held is not None and held.run == written and held.after not in {"", action.board_decision}
    return action._replace(board_note="") if other else action
