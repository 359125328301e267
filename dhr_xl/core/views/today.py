"""The values of the sheet Today: where the plan stands, who has answered, and the next thing to do."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from dhr_xl.core.plan.kinds import DecisionKind
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.plan.standing import AWAITING, BRAGS, PROPOSED, agency_state, count_brags, movement
from dhr_xl.core.returns.round import agency_standing, round_facts, standings_of
from dhr_xl.core.views.next_step import Stand, last_reminder, next_step
from dhr_xl.core.views.to_check import checks_left
from dhr_xl.core.views.values import BragCount, Need, Today, TodayAgency
from dhr_xl.core.views.waiting import count_waiting


def today_of(snapshot: Snapshot, today: dt.date, last_run: str) -> Today:
    """Work out the sheet Today. last_run: the sentence about the last command."""
    here = round_facts(snapshot, snapshot.current) if snapshot.current else None
    standings = (
        {code: agency_standing(snapshot, here, code) for code in agencies_with_actions(snapshot)} if here else {}
    )
    states = {code: agency_state(standing, today) for code, standing in standings.items()}
    open_by = Counter(q.agency for q in snapshot.open_questions if not q.with_id and q.kind != DecisionKind.WORDS)
    lines = tuple(
        TodayAgency(
            snapshot.name_of(code), s.sent, s.due, s.extended, states[code], s.owed, open_by.get(code, 0),
            last_reminder(snapshot, code, here.record.id if here else ""), code,
        )
        for code, s in standings.items()
    )  # fmt: skip
    counts = count_brags(standings_of(snapshot).values())
    moved = movement(counts, snapshot.publications[-1].counts if snapshot.publications else None)
    needs = needs_you(snapshot, counts, today)
    return Today(
        last_run=last_run,
        do_next=next_step(Stand(snapshot, today, {what: count for what, count, _ in needs}, here, standings, states)),
        needs_you=needs,
        needs_nothing=needs_nothing(snapshot),
        agencies=lines,
        brag=tuple(BragCount(b.word, counts[b.word], moved[b.word]) for b in BRAGS),
    )


def needs_you(snapshot: Snapshot, counts: Mapping[str, int], today: dt.date) -> tuple[Need, ...]:
    """What waits for the coordinator: (what, how many, sheet). counts: standing -> number of actions."""
    waiting = count_waiting(snapshot.questions)
    board = counts[AWAITING.word] + counts[PROPOSED.word]
    codes = agencies_with_actions(snapshot)
    missing = sum(all(c.role != "To" for c in snapshot.in_post(code, today)) for code in codes)
    return (
        Need("Questions to decide", waiting.to_decide, "Decisions"),
        Need("Remarks to read", waiting.to_read, "Decisions"),
        Need("Guesses to check", checks_left(snapshot).needs, "To check"),
        Need("Awaiting the board", board, "Actions"),
        Need("Contacts missing", missing, "Agencies"),
    )


def needs_nothing(snapshot: Snapshot) -> tuple[Need, ...]:
    """What waits for somebody else or is only for interest, as in `needs_you`."""
    return (
        Need("Questions you put to an agency", count_waiting(snapshot.questions).asked, "Decisions"),
        Need("More to check, for interest only", checks_left(snapshot).interest, "To check"),
    )
