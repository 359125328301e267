"""What the board reads: the consolidated workbook's tables, built from the register."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.cells import all_say, iso, joined, plain, said_date, status_said, word
from dhr_xl.commands.in_round import InRound, brags, in_round
from dhr_xl.commands.snapshot import Snapshot, agencies_with_actions, plain_round, plan_before, plan_last_round
from dhr_xl.forms import Bar, ConsolidatedView, Row
from dhr_xl.model import Action, Plan
from dhr_xl.progress import AWAITING, BRAGS, OVERDUE, PROPOSED, SIGNED_OFF, Brag, count_brags

TREND_FROM: Final = 3
OUTCOMES: Final[Mapping[str, str]] = {
    "merged": "Returned",
    "merged_with_problems": "Returned; something is being checked",
    "no_change": "Returned; nothing new",
    "nothing_to_report": "Nothing to report",
}
"""What became of a return, as the board reads it."""


class _Facts(NamedTuple):
    """The plan now and at the round before, with every action's standing then and now. here: the current round."""

    snapshot: Snapshot
    here: InRound | None
    as_at: dt.date
    now: Mapping[str, Brag]
    before_plan: Plan | None
    before: Mapping[str, Brag]


def consolidated_view(snapshot: Snapshot, *, issued: dt.date, contact: str) -> ConsolidatedView:
    """The whole workbook as values."""
    facts = _facts(snapshot, issued)
    counts = count_brags(facts.now.values())
    last = count_brags(facts.before.values()) if facts.before_plan else None
    agencies = tuple(_agency_row(facts, code) for code in agencies_with_actions(snapshot))
    return ConsolidatedView(
        title=snapshot.head.title,
        review=snapshot.head.reference or snapshot.head.title,
        marking=snapshot.head.marking,
        as_at=facts.as_at,
        issued=issued,
        contact=contact,
        in_short=in_short(facts, counts),
        bars=tuple(Bar(b.word, b.colour, counts[b.word], last[b.word] if last else None) for b in BRAGS),
        agencies=agencies,
        by_status=_by_status(facts),
        trend=_trend(snapshot),
        for_board=tuple(_board_row(facts, a) for a in _for_board(facts)),
        changed=tuple(_changes(facts)),
        plan=_plan(facts),
        overdue=tuple(_overdue_row(facts, a) for a in snapshot.plan.actions if facts.now[a.ref] is OVERDUE),
        returns=tuple(_return_row(facts, code) for code in agencies_with_actions(snapshot)),
        awaiting=tuple(_awaiting_row(facts, a) for a in _for_board(facts)),
    )


def _facts(snapshot: Snapshot, issued: dt.date) -> _Facts:
    earlier = plan_last_round(snapshot)
    return _Facts(
        snapshot=snapshot,
        here=in_round(snapshot, snapshot.current) if snapshot.current else None,
        as_at=snapshot.as_at or issued,
        now=brags(snapshot),
        before_plan=earlier[0] if earlier else None,
        before=brags(snapshot, *earlier) if earlier else {},
    )


def in_short(facts: _Facts, counts: Mapping[str, int]) -> tuple[str, str, str]:
    """Three sentences: what is done, what is overdue, who is silent."""
    total = len(facts.snapshot.plan.actions)
    done = counts[SIGNED_OFF.word] + counts[AWAITING.word]
    signed = counts[SIGNED_OFF.word]
    first = f"{done} of {total} actions are called complete; {signed or 'none'} of them signed off."
    late = [a for a in facts.snapshot.plan.actions if facts.now[a.ref] is OVERDUE]
    bodies = len({a.agency for a in late})
    second = (
        f"{_count(len(late), 'action is', 'actions are')} overdue, across {_count(bodies, 'agency', 'agencies')}."
        if late
        else "No action is overdue."
    )
    if facts.here is None:
        return first, second, "No round has been sent out yet; this is the plan as it was imported."
    silent = sorted(
        facts.snapshot.name_of(code) for code in set(facts.here.issues) - set(facts.here.returns) - facts.here.replied
    )
    third = f"No return has come from {', '.join(silent)}." if silent else "Every agency that was asked has answered."
    return first, second, third


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _trend(snapshot: Snapshot) -> tuple[tuple[dt.date, Mapping[str, int]], ...]:
    """How the actions stood at the end of each round; nothing before the third, for two points are no trend."""
    if len(snapshot.rounds) < TREND_FROM:
        return ()
    opened = sorted(snapshot.rounds, key=lambda record: record.opened_at)
    ended = [(record, plan_before(snapshot, following.opened_at)) for record, following in itertools.pairwise(opened)]
    counts = [
        (r.as_at, count_brags(brags(snapshot, plan, r).values())) for r, plan in [*ended, (opened[-1], snapshot.plan)]
    ]
    return tuple(counts)


def _by_status(facts: _Facts) -> dict[str, dict[str, int]]:
    return {
        facts.snapshot.name_of(code): count_brags(
            facts.now[a.ref] for a in facts.snapshot.plan.actions if a.agency == code
        )
        for code in agencies_with_actions(facts.snapshot)
        if any(a.agency == code for a in facts.snapshot.plan.actions)
    }


def _agency_row(facts: _Facts, code: str) -> Row:
    counts = count_brags(facts.now[a.ref] for a in facts.snapshot.plan.actions if a.agency == code)
    total = sum(counts.values())
    awaiting = counts[AWAITING.word] + counts[PROPOSED.word]
    closed = sum(counts[b.word] for b in BRAGS if not b.open and b is not SIGNED_OFF)
    other = total - counts[SIGNED_OFF.word] - awaiting - counts[OVERDUE.word] - closed
    return {
        "agency": code, "name": facts.snapshot.name_of(code), "actions": str(total),
        "signed_off": str(counts[SIGNED_OFF.word]), "awaiting_board": str(awaiting),
        "overdue": str(counts[OVERDUE.word]), "other_open": str(other), "return": _return_said(facts, code),
    }  # fmt: skip


def _return_said(facts: _Facts, code: str) -> str:
    if facts.here is None:
        return "Not asked yet"
    if code in facts.here.nil:
        return "Nothing to report"
    came = facts.here.returns.get(code, ())
    if came:
        return said_date(came[-1].received_at.date())
    return "Replied without the form" if code in facts.here.replied else "None"


def _for_board(facts: _Facts) -> list[Action]:
    dates = {q.ref for q in facts.snapshot.open_questions if q.field == "proposed_target_date"}
    actions = facts.snapshot.plan.actions
    return [
        a for a in actions if facts.now[a.ref] in {AWAITING, PROPOSED} or (a.ref in dates and facts.now[a.ref].open)
    ]


def _asked(facts: _Facts, action: Action) -> str:
    """What the board is asked about an action."""
    standing = facts.now[action.ref]
    rounds = [plain_round(r) for r in facts.snapshot.rounds]
    reason = joined(facts.snapshot.cells, action.ref, "reason", action.agencies, rounds)
    why = f". Their reason: {reason}" if reason else ""
    date = next(
        (q.theirs for q in facts.snapshot.open_questions if q.ref == action.ref and q.field == "proposed_target_date"),
        "",
    )
    if standing is AWAITING:
        return "Sign off, or ask for more evidence"
    if standing is PROPOSED:
        return f"Agree to close without completion{why}"
    return f"Agree the new target date {said_date(dt.date.fromisoformat(date))}{why}" if date else ""


def _board_row(facts: _Facts, action: Action) -> Row:
    return {
        "ref": action.ref, "agency": action.agency, "asked": _asked(facts, action),
        "evidence": all_say(action, "evidence_given") or "None given",
        "outcome": all_say(action, "outcome") or "None given",
    }  # fmt: skip


def _awaiting_row(facts: _Facts, action: Action) -> Row:
    return {
        "ref": action.ref, "agency": action.agency, "action": action.action, "asked": _asked(facts, action),
        "status": status_said(action) or "Not known", "evidence": all_say(action, "evidence_given"),
        "outcome": all_say(action, "outcome"),
    }  # fmt: skip


def _changes(facts: _Facts) -> list[Row]:
    """What moved since the last round: standing now and then, and why."""
    if facts.before_plan is None:
        return []
    then = {a.ref: a for a in facts.before_plan.actions}
    rows: list[Row] = []
    for action in facts.snapshot.plan.actions:
        was, now = facts.before.get(action.ref), facts.now[action.ref]
        if was is None or was is now:
            continue
        rows.append(
            {
                "ref": action.ref, "agency": action.agency, "before": was.word, "after": now.word,
                "why": _why(then[action.ref], action, now),
            }
        )  # fmt: skip
    return rows


def _why(then: Action, action: Action, now: Brag) -> str:
    if now is SIGNED_OFF:
        return "signed off by the board"
    if action.status != then.status:
        reopened = then.status.value == "complete"
        return "reopened" if reopened else f"now called {word(action.status).lower() or 'unknown'}"
    if action.slips > then.slips:
        return f"slipped {_count(action.slips, 'time', 'times')}"
    return "its date has passed" if now is OVERDUE else "time has passed"


def _plan(facts: _Facts) -> tuple[tuple[str, str, str, tuple[Row, ...]], ...]:
    return tuple(
        (r.section, r.number, r.text, tuple(_plan_row(facts, a) for a in r.actions))
        for r in facts.snapshot.plan.recommendations
    )


def _plan_row(facts: _Facts, action: Action) -> Row:
    return {
        "ref": action.ref, "agency": ", ".join(action.agencies), "action": action.action, "evidence": action.evidence,
        "target_date": iso(action.target_date) or action.target_date_text,
        "agreed_target_date": iso(action.agreed_target_date), "status": status_said(action) or "Not known",
        "brag": facts.now[action.ref].word, "progress": action.progress,
        "evidence_given": all_say(action, "evidence_given"), "outcome": all_say(action, "outcome"),
        "completion_date": iso(action.completion_date),
        "board_decision": str(action.board_decision),
    }  # fmt: skip


def _overdue_row(facts: _Facts, action: Action) -> Row:
    due = action.due or facts.as_at
    return {
        "ref": action.ref, "agency": action.agency, "action": action.action, "target_date": iso(action.due),
        "days": str((facts.as_at - due).days), "status": status_said(action) or "Not known",
        "progress": action.progress,
    }  # fmt: skip


def _return_row(facts: _Facts, code: str) -> Row:
    about = {"agency": code, "name": facts.snapshot.name_of(code)}
    here = facts.here
    issues = here.issues.get(code, ()) if here else ()
    if here is None or not issues:
        return {**about, "sent": "", "due": "", "received": "", "outcome": "Not asked"}
    came = here.returns.get(code, ())
    silent = "Replied without the form" if code in here.replied else "No return"
    return {
        **about,
        "sent": iso(issues[0].issued_at.date()),
        "due": iso(issues[-1].extended or here.record.due),
        "received": iso(came[-1].received_at.date()) if came else "",
        "outcome": OUTCOMES.get(came[-1].outcome, plain(came[-1].outcome)) if came else silent,
    }
