"""The tables of the consolidated workbook for the board, built from the register."""

import datetime as dt
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import all_answers, format_date, iso, join_words, status_text
from dhr_xl.core.plan.columns import ANSWER_KEYS, BOARD_LABELS, Row
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import UNASSIGNED, Action
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.plan.standing import AWAITING, BRAGS, OVERDUE, PROPOSED, AgencyState, Brag, count_brags
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.round import RoundFacts, agency_standing, round_facts, standings_of
from dhr_xl.core.views import board_words
from dhr_xl.core.views.board_ages import ages_of_open_actions
from dhr_xl.core.views.board_changes import LastSeen, last_seen
from dhr_xl.core.views.board_in_short import earlier_form, in_short
from dhr_xl.core.views.board_since import changes_since
from dhr_xl.core.views.values import Bar, ConsolidatedView

TREND_FROM: Final = 3
NOBODY: Final = "No agency yet"
"""The name of UNASSIGNED on the board's copy."""


class _Facts(NamedTuple):
    """The plan now, every action's standing, the current round, and the board's last copy."""

    snapshot: Snapshot
    here: RoundFacts | None
    as_at: dt.date
    now: Mapping[str, Brag]
    seen: LastSeen | None


def consolidated_view(
    snapshot: Snapshot, *, issued: dt.date, contact: str, unrecorded: bool = False
) -> ConsolidatedView:
    """The whole workbook as values. unrecorded: copies were published before the register kept them."""
    here = round_facts(snapshot, snapshot.current) if snapshot.current else None
    facts = _Facts(snapshot, here, snapshot.as_at or issued, standings_of(snapshot, as_at=issued), last_seen(snapshot))
    counts = count_brags(facts.now.values())
    last = facts.seen.copy.counts if facts.seen else None
    asked = board_words.for_board(snapshot, facts.now)
    agencies = agencies_with_actions(snapshot)
    return ConsolidatedView(
        title=snapshot.head.title,
        review=snapshot.head.reference or snapshot.head.title,
        marking=snapshot.head.marking,
        as_at=facts.as_at,
        issued=issued,
        contact=contact,
        in_short=in_short(snapshot, here, facts.now),
        since=since_when(facts.seen, unrecorded=unrecorded),
        bars=tuple(Bar(b.word, b.colour, counts[b.word], last.get(b.word, 0) if last else None) for b in BRAGS),
        agencies=tuple(_agency_row(facts, code, {a.ref for a in asked}) for code in _leads(facts)),
        by_status=_by_status(facts),
        trend=_trend(facts, counts),
        changed=tuple(changes_since(snapshot, here, facts.seen, facts.now, facts.as_at)) if facts.seen else (),
        plan=_plan(facts),
        overdue=tuple(_overdue_row(facts, a) for a in snapshot.actions if facts.now[a.ref] is OVERDUE),
        ages=ages_of_open_actions(snapshot.actions, facts.now, facts.as_at),
        returns=tuple(_return_row(facts, code) for code in agencies),
        awaiting=tuple(_awaiting_row(facts, a) for a in asked),
    )


def since_when(seen: LastSeen | None, *, unrecorded: bool) -> str:
    """A sentence saying which copy this one is compared with."""
    if seen:
        issued, as_at = format_date(seen.copy.published_at.date()), format_date(seen.copy.as_at)
        return f"Compared with the board's last copy, issued {issued}, as at {as_at}."
    if unrecorded:
        return (
            "Earlier copies were published before the register kept them, so this one is compared with none of them. "
            "The next is compared with this one."
        )
    return "This is the board's first copy, so there is nothing to compare it with."


def _trend(facts: _Facts, counts: Mapping[str, int]) -> tuple[tuple[dt.date, Mapping[str, int]], ...]:
    """Counts by standing in the last copy of each round, and now; empty for fewer than TREND_FROM points."""
    current = facts.snapshot.current
    copies = {copy.round_id: copy for copy in facts.snapshot.publications if copy.round_id}
    seen = [
        (record.as_at, copies[record.id].counts)
        for record in facts.snapshot.rounds
        if record.id in copies and (current is None or record.id != current.id)
    ]
    points = (*seen, (facts.as_at, counts))
    return points if len(points) >= TREND_FROM else ()


def _leads(facts: _Facts) -> tuple[str, ...]:
    """Codes of the agencies that have or share an action, then UNASSIGNED if an action has no agency."""
    led = {a.agency for a in facts.snapshot.actions}
    others = [a.code for a in facts.snapshot.agencies if a.code in led and a.code != UNASSIGNED]
    nobody = [UNASSIGNED] if UNASSIGNED in led else []
    return tuple(dict.fromkeys((*agencies_with_actions(facts.snapshot), *others, *nobody)))


def _name(facts: _Facts, code: str) -> str:
    return NOBODY if code == UNASSIGNED else facts.snapshot.name_of(code)


def _by_status(facts: _Facts) -> dict[str, dict[str, int]]:
    """Counts of actions by standing for each agency: code -> word -> how many of those it leads."""
    actions = facts.snapshot.actions
    return {code: count_brags(facts.now[a.ref] for a in actions if a.agency == code) for code in _leads(facts)}


def _agency_row(facts: _Facts, code: str, asked: AbstractSet[str]) -> Row:
    """The row of an agency, counting the actions it leads. asked: refs that the board is asked about."""
    led = [a.ref for a in facts.snapshot.actions if a.agency == code]
    return {
        "agency": code, "name": _name(facts, code), "actions": str(len(led)),
        "awaiting_board": str(sum(ref in asked for ref in led)), "return": _return_text(facts, code),
    }  # fmt: skip


def _return_text(facts: _Facts, code: str) -> str:
    if facts.here is None:
        return "Not asked yet"
    if code not in facts.here.issues:
        return str(AgencyState.REPLIED) if code in facts.here.replied else "Not asked"
    if code in facts.here.nil:
        return str(AgencyState.NIL)
    came = facts.here.returns.get(code, ())
    if came:
        return format_date(came[-1].received_at.date())
    return str(AgencyState.REPLIED) if code in facts.here.replied else "None"


def _board_question(facts: _Facts, action: Action) -> str:
    """The question to the board about an action, naming the agency that asks."""
    standing = facts.now[action.ref]
    asked = []
    if standing is AWAITING:
        asked.append("Sign off, or ask for more evidence")
    elif standing is PROPOSED:
        code = action.stands or action.agency
        reason = board_words.reason_of(facts.snapshot, action.ref, code)
        asked.append(f"Agree to close without completion, as {code} proposes{reason}")
    questions = [question for question in board_words.dates_asked(facts.snapshot) if question.ref == action.ref]
    asked += [board_words.date_asked(facts.snapshot, action, question) for question in questions]
    asked.append(board_words.completed_later(action, facts.as_at))
    return board_words.join_sentences(asked)


def _awaiting_row(facts: _Facts, action: Action) -> Row:
    return {
        "ref": action.ref, "agency": action.agency, "action": action.action, "asked": _board_question(facts, action),
        "status": board_words.agencies_say(facts.snapshot, action) or "Not known",
        "evidence": all_answers(action, "evidence_given"), "outcome": all_answers(action, "outcome"),
    }  # fmt: skip


def _plan(facts: _Facts) -> tuple[tuple[str, str, str, tuple[Row, ...]], ...]:
    return tuple(
        (r.section, r.number, r.text, tuple(_plan_row(facts, a) for a in r.actions))
        for r in facts.snapshot.plan.recommendations
    )


def _plan_row(facts: _Facts, action: Action) -> Row:
    return {
        "ref": action.ref, "agency": ", ".join(action.agencies), "action": action.action, "evidence": action.evidence,
        "target_date": iso(action.target_date) or action.target_date_text,
        "agreed_target_date": iso(action.agreed_target_date), "status": status_text(action) or "Not known",
        "brag": facts.now[action.ref].word, "progress": action.progress,
        **{key: all_answers(action, key) for key in BOARD_LABELS if key in ANSWER_KEYS},
        "completion_date": _completed(facts, action),
        "board_decision": str(action.board_decision),
    }  # fmt: skip


def _completed(facts: _Facts, action: Action) -> str:
    """The date each agency completed its part, marked where it is after the as-at date. Answers that are less than
    Complete are left out.
    """
    done = {
        a.agency: a.completion_date
        for a in action.answers
        if a.completion_date and a.status not in board_words.NOT_DONE
    }
    if set(done) == {action.agency} and done[action.agency] <= facts.as_at:
        return iso(done[action.agency])
    late = {code: " (after the as-at date)" if day > facts.as_at else "" for code, day in done.items()}
    said = {code: f"{format_date(day)}{late[code]}" for code, day in done.items()}
    return said[action.agency] if set(said) == {action.agency} else join_words(said, action.agency)


def _overdue_row(facts: _Facts, action: Action) -> Row:
    due = action.due or facts.as_at
    return {
        "ref": action.ref, "agency": action.agency, "action": action.action, "target_date": iso(action.due),
        "days": str((facts.as_at - due).days), "slips": str(action.slips),
        "status": board_words.overdue_status(facts.snapshot, action),
        "progress": action.progress,
    }  # fmt: skip


def _return_row(facts: _Facts, code: str) -> Row:
    about = {"agency": code, "name": facts.snapshot.name_of(code)}
    here = facts.here
    issues = here.issues.get(code, ()) if here else ()
    if here is None or not issues:
        outcome = _return_text(facts, code)
        return {**about, "sent": "", "due": "", "received": "", "outcome": outcome}
    came = here.returns.get(code, ())
    return {
        **about,
        "sent": iso(issues[0].issued_at.date()),
        "due": iso(issues[-1].extended or here.record.due),
        "received": iso(came[-1].received_at.date()) if came else "",
        "outcome": _outcome_of_returns(facts.snapshot, here, code),
    }


def _outcome_of_returns(snapshot: Snapshot, here: RoundFacts, code: str) -> str:
    """The outcome of an agency's returns, saying so while something in them is being checked."""
    came = {record.id for record in here.returns.get(code, ())}
    standing = agency_standing(snapshot, here, code)
    owed = f"; {counted(standing.owed, 'action')} still owed" if standing.owed else ""
    if not came and standing.replied:
        return f"{AgencyState.REPLIED}{owed}"
    if not came and code in here.empty:
        on = format_date(here.empty[code][-1].received_at.date())
        return f"No return; its form came back empty on {on}"
    if not came:
        day = earlier_form(snapshot, here, code)
        earlier = f" of this round; an earlier round's form came on {format_date(day)}" if day else ""
        return f"No return{earlier}{'' if owed else '; nothing is owed'}"
    checked = [q for q in snapshot.open_questions if not board_words.is_date_asked(q) and q.outcome != Outcome.TO_READ]
    if any(q.return_id in came for q in checked):
        return f"Returned; something is being checked{owed}"
    if standing.nil:
        return f"{AgencyState.NIL}{owed}"
    return f"Returned{owed}" if standing.answered or owed else "Returned; nothing new"
