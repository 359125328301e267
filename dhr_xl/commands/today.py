"""The sheet Today: where the plan stands, who has answered, and the one next thing to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from dhr_xl.commands.in_round import InRound, agency_standing, brags, in_round
from dhr_xl.commands.snapshot import Snapshot, agencies_with_actions
from dhr_xl.forms import Today, TodayAgency
from dhr_xl.progress import AWAITING, BRAGS, PROPOSED, Standing, agency_state, count_brags, movement


def today_of(snapshot: Snapshot, today: dt.date, last_run: str) -> Today:
    """The first sheet: where the plan stands and what to do next."""
    here = in_round(snapshot, snapshot.current) if snapshot.current else None
    standings = (
        {code: agency_standing(snapshot, here, code) for code in agencies_with_actions(snapshot)} if here else {}
    )
    states = {code: agency_state(standing, today) for code, standing in standings.items()}
    open_by = Counter(q.agency for q in snapshot.open_questions if not q.with_id)
    lines = tuple(
        TodayAgency(
            snapshot.name_of(code), s.sent, s.due, s.extended, states[code], s.owed, open_by.get(code, 0),
            _last_reminder(snapshot, code, here.record.id if here else ""), code,
        )
        for code, s in standings.items()
    )  # fmt: skip
    counts = count_brags(brags(snapshot).values())
    moved = movement(counts, snapshot.publications[-1].counts if snapshot.publications else None)
    needs = needs_you(snapshot, counts)
    return Today(
        last_run=last_run,
        do_next=next_step(
            needs, _open_states(standings, states) if here else None, posted=bool(here and _posted(snapshot, here))
        ),
        needs_you=needs,
        agencies=lines,
        brag=tuple((b.word, counts[b.word], moved[b.word]) for b in BRAGS),
    )


def needs_you(snapshot: Snapshot, counts: Mapping[str, int]) -> tuple[tuple[str, int, str], ...]:
    """What waits for the coordinator: what, how many, and the sheet it is on. counts: of each status word."""
    waiting = [q for q in snapshot.open_questions if not q.with_id]
    guesses = sum(1 for f in snapshot.findings if not f.checked)
    board = counts[AWAITING.word] + counts[PROPOSED.word]
    written_to = {c.agency for c in snapshot.contacts if c.email and c.role == "To"}
    missing = sum(1 for code in agencies_with_actions(snapshot) if code not in written_to)
    return (
        ("Questions to decide", sum(q.state == "open" for q in waiting), "Decisions"),
        ("Agencies asked", sum(q.state == "asked" for q in waiting), "Decisions"),
        ("Import guesses to check", guesses, "To check"),
        ("Awaiting the board", board, "Actions"),
        ("Contacts missing", missing, "Agencies"),
    )


def _open_states(standings: Mapping[str, Standing], states: Mapping[str, str]) -> frozenset[str]:
    """The states of the agencies from which something is still to come; one that is late and owes no row is not."""
    return frozenset(states[code] for code, s in standings.items() if s.owed or states[code] != "Late")


def next_step(needs: Iterable[tuple[str, int, str]], states: frozenset[str] | None, *, posted: bool) -> str:
    """One sentence: the next thing to do.

    states: how the agencies stand in the round, None before the first; posted: e-mails with its workbooks were made.
    """
    count = {what: number for what, number, _ in needs}["Questions to decide"]
    if count:
        return f"Decide {count} question{'s' if count != 1 else ''} on Decisions, save, then run: dhr-xl collect"
    if states is None:
        return "Look through To check, save, then send the first round out: dhr-xl issue --as-at DATE --due DATE"
    if not posted and states & {"Waiting", "Late"}:
        return "Send the workbooks out: dhr-xl email"
    if states & {"Late", "Part-done", "To correct"}:
        return "Remind those who still owe something: dhr-xl chase"
    if "Waiting" in states:
        return "Put returns into the folder inbox as they come, then run: dhr-xl collect"
    return "Everyone has answered. Draw the board's copy: dhr-xl publish"


def _posted(snapshot: Snapshot, here: InRound) -> bool:
    """Whether e-mails with this round's workbooks were made, or an agency answered without."""
    made = any(m.what == "workbooks" and m.round_id == here.record.id for m in snapshot.messages)
    return made or bool(here.returns)


def _last_reminder(snapshot: Snapshot, code: str, round_id: str) -> dt.date | None:
    sent = [
        (m.sent_at or m.made_at).date()
        for m in snapshot.messages
        if m.what == "chase" and m.agency == code and m.round_id == round_id
    ]
    return max(sent, default=None)
