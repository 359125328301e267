"""The sheet Today: where the plan stands, who has answered, and the one next thing to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from dhr_xl.commands.snapshot import Snapshot, agencies_with_actions, agency_standing, brags, plan_last_round
from dhr_xl.forms import Today, TodayAgency
from dhr_xl.progress import BRAGS, agency_state, count_brags, is_closed, movement


def today_of(snapshot: Snapshot, today: dt.date, last_run: str) -> Today:
    """The first sheet: where the plan stands and what to do next."""
    record = snapshot.current
    standings = (
        {code: agency_standing(snapshot, record, code) for code in agencies_with_actions(snapshot)} if record else {}
    )
    open_by = Counter(q.agency for q in snapshot.open_questions if not q.with_id)
    lines = tuple(
        TodayAgency(
            snapshot.name_of(code), s.sent, s.due, s.extended, agency_state(s, today), s.owed, open_by.get(code, 0),
            _last_reminder(snapshot, code, record.id if record else ""), code,
        )
        for code, s in standings.items()
    )  # fmt: skip
    counts = count_brags(brags(snapshot).values())
    before = plan_last_round(snapshot)
    last = count_brags(brags(snapshot, *before).values()) if before else None
    moved = movement(counts, last)
    needs = needs_you(snapshot)
    return Today(
        last_run=last_run,
        do_next=next_step(snapshot, today),
        needs_you=needs,
        agencies=lines,
        brag=tuple((b.word, counts[b.word], moved[b.word]) for b in BRAGS),
    )


def needs_you(snapshot: Snapshot) -> tuple[tuple[str, int, str], ...]:
    """What waits for the coordinator: what, how many, and the sheet it is on."""
    questions = sum(1 for q in snapshot.open_questions if not q.with_id)
    guesses = sum(1 for f in snapshot.findings if not f.checked)
    board = sum(
        1 for a in snapshot.plan.actions if not is_closed(a) and a.status.value in {"complete", "propose_to_close"}
    )
    written_to = {c.agency for c in snapshot.contacts if c.email and c.role == "To"}
    missing = sum(1 for code in agencies_with_actions(snapshot) if code not in written_to)
    return (
        ("Questions to decide", questions, "Decisions"),
        ("Import guesses to check", guesses, "To check"),
        ("Awaiting the board", board, "Actions"),
        ("Contacts missing", missing, "Agencies"),
    )


def next_step(snapshot: Snapshot, today: dt.date) -> str:
    """One sentence: the next thing to do."""
    needs = {what: count for what, count, _ in needs_you(snapshot)}
    if needs["Questions to decide"]:
        count = needs["Questions to decide"]
        return f"Decide {count} question{'s' if count != 1 else ''} on Decisions, save, then run: dhr-xl collect"
    if snapshot.current is None:
        return "Look through To check, save, then send the first round out: dhr-xl issue --as-at DATE --due DATE"
    states = [
        agency_state(agency_standing(snapshot, snapshot.current, c), today) for c in agencies_with_actions(snapshot)
    ]
    if "Late" in states or "Part-done" in states:
        return "Remind those who still owe something: dhr-xl chase"
    if "Waiting" in states:
        return "Put returns into the folder inbox as they come, then run: dhr-xl collect"
    return "Everyone has answered. Draw the board's copy: dhr-xl publish"


def _last_reminder(snapshot: Snapshot, code: str, round_id: str) -> dt.date | None:
    sent = [
        (m.sent_at or m.made_at).date()
        for m in snapshot.messages
        if m.what == "chase" and m.agency == code and m.round_id == round_id
    ]
    return max(sent, default=None)
