"""Decisions made on the sheet Decisions of master.xlsx."""

from __future__ import annotations

from collections.abc import Iterable

from dhr_xl.answers import choice_of, same_answer
from dhr_xl.commands.deciding import Resolved, decide
from dhr_xl.commands.ledger import Ledger
from dhr_xl.forms import DECISIONS, EntryRow, Row
from dhr_xl.questions import OPEN_STATES, TAKE_OF_WORDS
from dhr_xl.register.values import Issue, Question
from dhr_xl.stop import Stop


def take_decisions(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> list[Resolved]:
    """Apply each decision that is new since this generation was written. What cannot be taken is gathered, by cell."""
    shown = {row["id"]: row for row in issue.tables.get("Decisions", [])}
    done = []
    for row in rows:
        name = row["id"].text.strip() if "id" in row else ""
        with ledger.gather():
            resolved = _take_decision(ledger, row, shown.get(name, {}), ledger.question(name))
            if resolved:
                done.append(resolved)
    return done


def _take_decision(ledger: Ledger, row: EntryRow, was: Row, question: Question | None) -> Resolved | None:
    """One row, None where nothing new is decided on it. Raises Stop naming the cell that cannot be taken."""
    entry = row.get("decision")
    if question is None or entry is None or not entry.text.strip() or question.state not in OPEN_STATES:
        return None
    words = choice_of(entry.text, DECISIONS)
    if not words:
        raise Stop(f"{entry.ref}: '{entry.text}' is not one of: {', '.join(DECISIONS)}.")
    wording = row["wording"].text if "wording" in row else ""
    if words == "Use my wording" and not wording.strip():
        raise Stop(f"{entry.ref}: 'Use my wording' is chosen, but 'My wording' beside it is blank. Write it there.")
    if question.state == "asked" and same_answer("", was.get("decision", ""), words):
        return None
    why = row["why"].text if "why" in row else ""
    try:
        return decide(ledger, question, TAKE_OF_WORDS[words], wording, why, was.get("seen", question.ours))
    except Stop as stop:
        raise Stop(f"{entry.ref}: {stop}") from stop
