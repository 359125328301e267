"""The three sentences at the top of the board's copy: what is done, what is overdue, who has not answered."""

import datetime as dt
from collections.abc import Mapping, Sequence

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.kinds import ReturnState
from dhr_xl.core.plan.model import UNASSIGNED, Action, Status
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import COUNTED_APART, OVERDUE, SIGNED_OFF, Brag
from dhr_xl.core.plan.words import counted, listed
from dhr_xl.core.returns.round import RoundFacts, agency_standing


def in_short(snapshot: Snapshot, here: RoundFacts | None, standings: Mapping[str, Brag]) -> tuple[str, str, str]:
    """Write the three sentences. here: the current round; standings: ref -> standing of every action."""
    return _done(snapshot, standings), _overdue(snapshot, standings), _answered(snapshot, here)


def _done(snapshot: Snapshot, standings: Mapping[str, Brag]) -> str:
    """The counts of complete and signed-off actions, and of those counted apart."""
    actions = [a for a in snapshot.actions if standings[a.ref] not in COUNTED_APART]
    complete = [a for a in actions if a.status is Status.COMPLETE]
    signed = [a for a in actions if standings[a.ref] is SIGNED_OFF]
    if not snapshot.actions:
        return "The plan holds no actions."
    are = "is" if len(complete) == 1 else "are"
    called = f"{len(complete)} of {counted(len(actions), 'action')} {are} called complete"
    board = f"the board has signed off {len(signed) or 'none'}"
    return f"{called}; {board}.{_differ(actions, standings)}{_apart(snapshot.actions, standings)}"


def _differ(actions: Sequence[Action], standings: Mapping[str, Brag]) -> str:
    """The count of shared actions that one agency calls Complete and another does not, as a sentence."""
    said = [
        {a.answer_of(code).status is Status.COMPLETE for code in a.agencies}
        for a in actions
        if standings[a.ref] is not SIGNED_OFF
    ]
    count = sum(1 for both in said if len(both) > 1)
    return f" On {counted(count, 'shared action')} one agency says Complete and another does not." if count else ""


def _apart(actions: Sequence[Action], standings: Mapping[str, Brag]) -> str:
    counts = [(standing, sum(1 for a in actions if standings[a.ref] is standing)) for standing in COUNTED_APART]
    parts = [f"{count} {standing.word[:1].lower()}{standing.word[1:]}" for standing, count in counts if count]
    return f" Counted apart: {listed(parts)}." if parts else ""


def _overdue(snapshot: Snapshot, standings: Mapping[str, Brag]) -> str:
    late = [a for a in snapshot.actions if standings[a.ref] is OVERDUE]
    if not late:
        return "No action is overdue."
    leads = {a.agency for a in late} - {UNASSIGNED}
    alone = sum(1 for a in late if a.agency == UNASSIGNED)
    parts = [f"led by {counted(len(leads), 'agency', 'agencies')}"] if leads else []
    parts += [f"{alone} of them without an agency" if leads else "without an agency"] if alone else []
    verb = "is" if len(late) == 1 else "are"
    return f"{counted(len(late), 'action')} {verb} overdue, {', '.join(parts)}."


def _answered(snapshot: Snapshot, here: RoundFacts | None) -> str:
    """Which agencies sent no return of this round, which sent an older form, and which still owe rows."""
    if here is None:
        return "No round has been sent out yet; this is the plan as it was imported."
    asked = sorted(here.issues, key=snapshot.name_of)
    if not asked:
        return "No agency was asked in this round."
    standings = {code: agency_standing(snapshot, here, code) for code in asked}
    quiet = [c for c, s in standings.items() if not (s.returned or s.replied or s.nil or s.answered)]
    silent = [code for code in quiet if standings[code].owed]
    part = [code for code, s in standings.items() if s.owed and code not in silent]
    said = (
        f"No return of this round has come from {listed([snapshot.name_of(code) for code in silent])}."
        if silent
        else ""
    )
    older = [(code, day) for code in silent if (day := earlier_form(snapshot, here, code))]
    forms = listed([f"{snapshot.name_of(code)} ({format_date(day)})" for code, day in older])
    came = f"A form of an earlier round came meanwhile from {forms}." if older else ""
    blank = [snapshot.name_of(code) for code in silent if code in here.empty]
    came += f" A form came back empty from {listed(blank)}." if blank else ""
    owing = [f"{snapshot.name_of(code)} ({counted(standings[code].owed, 'action')})" for code in part]
    still = f"Answers are still owed by {listed(owing)}." if owing else ""
    nothing = "No answer is owed." if quiet else "Every agency that was asked has answered."
    return " ".join(filter(None, (said, came.strip(), still))) or nothing


def earlier_form(snapshot: Snapshot, here: RoundFacts, agency: str) -> dt.date | None:
    """The last day an agency returned another round's form after this round's was sent; None for never."""
    sent = min((issue.issued_at for issue in here.issues.get(agency, ())), default=here.record.opened_at)
    days = [
        came.received_at.date()
        for came in snapshot.returns
        if came.state == ReturnState.STANDING and came.agency == agency and came.round_id not in {"", here.record.id}
        if came.received_at >= sent
    ]
    return max(days, default=None)
