"""The state of one round: what was sent, what came back, what is answered, what is owed. Rules: docs/field.md."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import parse_date
from dhr_xl.core.plan.columns import ANSWER_KEYS
from dhr_xl.core.plan.kinds import DecisionKind, Outcome, ReturnOutcome, ReturnState
from dhr_xl.core.plan.model import BOARD, Action, Plan
from dhr_xl.core.plan.records import TAKEN_BACK, ChangeRecord, DecisionRecord, Issue, ReturnRecord, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import SENT_BACK, AgencyStanding, Brag, brag, is_owed
from dhr_xl.core.returns.copies import Cell, edits, new_cells

ENTERED: Final = "entered by the coordinator"
"""Begins `how` of an answer that the coordinator entered for an agency."""
ANSWERING: Final = (Outcome.MERGED, Outcome.ALREADY, Outcome.CONFLICT, Outcome.PROPOSAL)
"""Outcomes with which an answer counts as an update; a held answer does not."""


class RoundFacts(NamedTuple):
    """The facts of one round.

    issues, returns: agency -> its workbooks, and its returns that count, oldest first; empty: agency -> its forms that
    came back with nothing filled in, which are no returns; answered: (ref, agency) on
    which new words came and are not held; nil: agencies that said on purpose that nothing has changed, and nothing
    else; unchanged: (ref, agency) of the rows of which an agency said so: those of that form which it left alone on
    every copy; replied: agencies that answered by e-mail without the workbook, or whose answers the coordinator entered
    for them; evidence_asked: (ref, agency) of which the board asked for more evidence, with no new words since.
    """

    record: RoundRecord
    issues: Mapping[str, tuple[Issue, ...]]
    returns: Mapping[str, tuple[ReturnRecord, ...]]
    empty: Mapping[str, tuple[ReturnRecord, ...]]
    answered: frozenset[tuple[str, str]]
    nil: frozenset[str]
    unchanged: frozenset[tuple[str, str]]
    replied: frozenset[str]
    evidence_asked: frozenset[tuple[str, str]]


def round_facts(snapshot: Snapshot, record: RoundRecord) -> RoundFacts:
    """Work out the facts of a round."""
    issues: dict[str, tuple[Issue, ...]] = {}
    for issue in snapshot.issues:
        if issue.round_id == record.id:
            issues[issue.agency] = (*issues.get(issue.agency, ()), issue)
    returns: dict[str, tuple[ReturnRecord, ...]] = {}
    empty: dict[str, tuple[ReturnRecord, ...]] = {}
    for came in snapshot.returns:
        if came.state == ReturnState.STANDING and came.round_id == record.id:
            kept = empty if is_empty(snapshot, came) else returns
            kept[came.agency] = (*kept.get(came.agency, ()), came)
    answers = {came.id: came.agency for several in returns.values() for came in several}
    taken = {(ref, agency) for ref, agency, _ in answers_taken(snapshot, answers)}
    said = taken | {(key.ref, key.agency) for key in snapshot.cells if key.round_id == record.id and key.agency}
    entered = entered_in(snapshot, record)
    said |= entered
    unchanged, edited = _left_alone(snapshot, [came for several in returns.values() for came in several])
    unchanged -= taken  # what was entered for an agency beside a nil return leaves that standing
    spoke = {agency for _, agency in edited | taken}
    nil = {agency for agency, several in returns.items() if any(r.nil for r in several) and agency not in spoke}
    replied = {agency for _, agency in entered}
    replied |= {
        came.agency for came in snapshot.returns if came.state == ReturnState.REPLY and came.round_id == record.id
    }
    asked = evidence_asked(snapshot)
    return RoundFacts(
        record, issues, returns, empty, frozenset(said), frozenset(nil), frozenset(unchanged), frozenset(replied), asked
    )


def is_empty(snapshot: Snapshot, came: ReturnRecord) -> bool:
    """Whether a form came back with nothing filled in: no row, no remark, and not "nothing has changed"."""
    sent = snapshot.issue_of.get(came.reference)
    said = came.nil or came.remarks or edits(sent.as_issued if sent else {}, came.answers)
    return came.outcome == ReturnOutcome.NO_CHANGE and not said


def _left_alone(
    snapshot: Snapshot, returns: Iterable[ReturnRecord]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(ref, agency) of the rows of nil returns that the agency left alone on all its returns, and of those it edited.

    "No, nothing has changed" beside answers: the answers win on their rows, and it stands for the others.
    """
    nil, edited = set[tuple[str, str]](), set[tuple[str, str]]()
    for came in returns:
        sent = snapshot.issue_of.get(came.reference)
        as_issued = sent.as_issued if sent else {}
        edited |= {(ref, came.agency) for ref, _ in edits(as_issued, came.answers)}
        if came.nil:
            nil |= {(ref, came.agency) for ref in as_issued}
    return nil - edited, edited


def answers_taken(snapshot: Snapshot, returns: Mapping[int, str]) -> Iterator[tuple[str, str, int]]:
    """(ref, agency, run) of every answer of these returns (id -> agency) that merged or waits for a decision."""
    for decision in _answering(snapshot, returns):
        yield decision.ref, returns[decision.return_id or 0], decision.run


def _answering(snapshot: Snapshot, returns: Container[int]) -> Iterator[DecisionRecord]:
    for decision in snapshot.decisions:
        answer = decision.field in ANSWER_KEYS or (not decision.field and decision.outcome == Outcome.CONFLICT)
        if answer and (decision.return_id or 0) in returns and decision.outcome in ANSWERING and not decision.undone:
            yield decision


def _answered_anew(snapshot: Snapshot, asked_in: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """(ref, agency) of every answer that came after the run in which its action was sent back. asked_in: ref -> run.

    What changed nothing in the plan counts only where it is new: a copy that is filled in with the last answers, or a
    form that is sent again, comes back with answers that the board has seen.
    """
    standing = {came.id: came for came in snapshot.returns if came.state == ReturnState.STANDING}
    new: dict[int, set[Cell]] = {}
    for decision in _answering(snapshot, standing):
        came = standing[decision.return_id or 0]
        if decision.ref not in asked_in or decision.run <= asked_in[decision.ref]:
            continue
        if decision.outcome != Outcome.MERGED and came.id not in new:
            new[came.id] = _new_words(snapshot, came)
        if decision.outcome == Outcome.MERGED or (decision.ref, decision.field) in new[came.id]:
            yield decision.ref, came.agency


def _new_words(snapshot: Snapshot, came: ReturnRecord) -> set[Cell]:
    """The cells of a return that say something new (see `new_cells`), and their rows: field ''."""
    sent = snapshot.issue_of.get(came.reference)
    if sent is None:
        return set()
    earlier = [
        one.answers for one in snapshot.returns
        if (one.reference, one.state) == (came.reference, ReturnState.STANDING) and one.id < came.id
    ]  # fmt: skip
    cells = new_cells(sent, came.answers, earlier)
    return cells | {(ref, "") for ref, _ in cells}


def entered_in(snapshot: Snapshot, record: RoundRecord) -> set[tuple[str, str]]:
    """(ref, agency) of the answers that the coordinator entered while this was the newest round."""
    later = [r.opened_at for r in snapshot.rounds if r.opened_at > record.opened_at]
    until = min(later, default=dt.datetime.max)
    return {
        (change.key.ref, change.key.agency or change.who)
        for change in snapshot.changes
        if change.how.startswith(ENTERED) and not change.undone and record.opened_at <= change.when < until
    }


def evidence_asked(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """(ref, agency) of actions the board sent back, without a new answer of that agency since.

    A board that decides the same a second time changes only the day: that sends the action back again.
    """
    sent_back = {a.ref: a for a in snapshot.actions if a.board_decision in SENT_BACK}
    if not sent_back:
        return frozenset()
    decided = [c for c in snapshot.changes if _is_board_decision(c) and not c.undone and c.how != TAKEN_BACK]
    asked_in = {c.key.ref: (c.run, c.id) for c in decided}
    since = set(_answered_anew(snapshot, {ref: asked_in.get(ref, (0, 0))[0] for ref in sent_back}))
    since |= {
        (change.key.ref, change.key.agency)
        for change in snapshot.changes
        if change.how.startswith(ENTERED) and not change.undone and change.id > asked_in.get(change.key.ref, (0, 0))[1]
    }
    asked = {(ref, agency) for ref, action in sent_back.items() for agency in action.agencies}
    return frozenset(asked - since)


def _is_board_decision(change: ChangeRecord) -> bool:
    return change.key.field == "board_decision" or (change.key.field, change.who) == ("decided_on", BOARD)


def owed_rows(snapshot: Snapshot, here: RoundFacts, agency: str) -> tuple[Action, ...]:
    """The actions on which an agency owes an answer in a round: of those it was sent or the board sent back."""
    asked = {ref for issue in here.issues.get(agency, ()) for ref in issue.as_issued}
    asked |= {ref for ref, code in here.evidence_asked if code == agency}
    return tuple(
        action for action in snapshot.by_agency.get(agency, ()) if action.ref in asked and owes(here, action, agency)
    )


def owes(here: RoundFacts, action: Action, agency: str) -> bool:
    """Whether an agency owes an answer on one action in a round, whether or not it was sent that action."""
    one = (action.ref, agency)
    answered = one in here.answered or one in here.unchanged
    return agency in action.agencies and is_owed(
        action, agency, answered=answered, evidence_asked=one in here.evidence_asked
    )


def agency_standing(snapshot: Snapshot, here: RoundFacts, agency: str) -> AgencyStanding:
    """Work out the facts about one agency in a round."""
    issues, returns = here.issues.get(agency, ()), here.returns.get(agency, ())
    ids = {came.id for came in returns}
    waiting = [q for q in snapshot.open_questions if q.return_id in ids and q.kind != DecisionKind.WITHDRAWN]
    held = {q.ref for q in waiting if q.outcome == Outcome.HELD and (not q.with_id or q.kind == DecisionKind.WRONG)}
    return AgencyStanding(
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


def standings_of(
    snapshot: Snapshot, plan: Plan | None = None, record: RoundRecord | None = None, as_at: dt.date | None = None
) -> dict[str, Brag]:
    """The standing of every action: ref -> standing.

    plan, record: an earlier plan and its round, instead of those now; as_at: the date to use where neither a round nor
    the plan has one.
    """
    plan, record = plan or snapshot.plan, record or snapshot.current
    as_at = record.as_at if record else (snapshot.head.as_at or as_at)
    here = round_facts(snapshot, record) if record else None

    def standing(action: Action) -> Brag:
        if here is None:
            return brag(action, as_at, updated=bool(action.progress or action.status.value != "unknown"))
        whose = action.stands or action.agency
        asked = (action.ref, whose) in here.evidence_asked
        return brag(action, as_at, updated=not owes(here, action, whose), evidence_asked=asked)

    return {action.ref: standing(action) for action in plan.actions}


def due_of(copy: Issue) -> dt.date | None:
    """The date a corrections copy is due back."""
    return parse_date(copy.tables.get("due", ""))


def waiting_copy(issues: Iterable[Issue], returns: Iterable[ReturnRecord]) -> Issue | None:
    """The last corrections copy among an agency's workbooks of a round, if it is still out. None where there is none,
    it has come back, or the returns it corrects were undone.
    """
    last = next((issue for issue in reversed(list(issues)) if issue.is_correction), None)
    standing = [came for came in returns if came.state == ReturnState.STANDING]
    if last is None or last.reference in {came.reference for came in standing}:
        return None
    return last if {came.id for came in standing} & set(last.tables.get("corrects", ())) else None
