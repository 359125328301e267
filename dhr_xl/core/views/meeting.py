"""The board's agenda: one row for each question to the board, as its workbook shows it and as the register keeps it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import CellKey, all_answers, parse_date, status_text
from dhr_xl.core.plan.meeting import MERGED, AgendaRow, Ask
from dhr_xl.core.plan.model import Action
from dhr_xl.core.plan.records import Lock, Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AWAITING, PROPOSED, Brag
from dhr_xl.core.returns.round import standings_of
from dhr_xl.core.views import board_words

SEEN: Final[Mapping[str, str]] = {
    "status": "Status", "completion_date": "Date completed", "evidence_given": "Evidence", "outcome": "Outcome",
    "progress": "Progress",
}  # fmt: skip
"""The answers that the board decides on -> their names in a sentence. A decision stands beside these answers only."""


class MeetingForm(NamedTuple):
    """The board's workbook before it is drawn."""

    reference: str
    review: str
    marking: str
    as_at: dt.date
    return_to: str
    """The address it is sent back to, or ''."""
    rows: tuple[AgendaRow, ...]
    lock: Lock
    contact: str = ""
    """Whom the board can ask, or ''."""


def agenda_of(snapshot: Snapshot) -> tuple[AgendaRow, ...]:
    """Every question that waits for the board, in the plan's order; a sign-off or closing before a new date."""
    standings = standings_of(snapshot)
    rows: list[AgendaRow] = []
    for action in board_words.for_board(snapshot, standings):
        questions = _questions(snapshot, action, standings[action.ref])
        for number, (ask, question, asked) in enumerate(questions, start=1):
            name = action.ref if number == 1 else f"{action.ref} ({number})"
            rows.append(_row(name, action, ask, question, asked))
    return tuple(rows)


def _row(name: str, action: Action, ask: Ask, question: Question | None, asked: str) -> AgendaRow:
    return AgendaRow(
        name, action.ref, ask, question.id if question else "", question.theirs if question else "",
        {
            "agency": ", ".join(action.agencies), "action": action.action, "asked": asked,
            "evidence": _evidence(action), "outcome": all_answers(action, "outcome"),
            "slips": str(action.slips),
        },
        seen_of(action),
    )  # fmt: skip


def _evidence(action: Action) -> str:
    """The evidence given; where there is none, that and what was said last: an imported plan has it all in one."""
    given = all_answers(action, "evidence_given")
    return given or (f"None given. Latest progress: {action.progress}" if action.progress else "")


def seen_of(action: Action) -> dict[str, str]:
    """The answers of every agency on an action that the board decides on: field -> text."""
    return {key: status_text(action) if key == "status" else all_answers(action, key) for key in SEEN}


def plan_cells(snapshot: Snapshot, refs: Sequence[str]) -> dict[str, dict[str, str]]:
    """The plan's cells that the workbook can change, which are the base of its return: ref -> field -> text."""
    return {ref: {key: snapshot.cells.get(CellKey(ref, key), "") for key in MERGED} for ref in refs}


def _questions(snapshot: Snapshot, action: Action, standing: Brag) -> Iterator[tuple[Ask, Question | None, str]]:
    """What is asked about an action: the kind, the question about a new date, and the words."""
    late = board_words.completed_later(action, snapshot.as_at)
    differ = board_words.differing_statuses(snapshot, action)
    said = (f"Agencies say: {differ}" if differ else "", late)
    if standing is AWAITING:
        yield Ask.SIGN_OFF, None, board_words.join_sentences(("Sign off, or ask for more evidence", *said))
    elif standing is PROPOSED:
        code = action.stands or action.agency
        asked = f"Close without completion, as {code} proposes{board_words.reason_of(snapshot, action.ref, code)}"
        yield Ask.CLOSE, None, board_words.join_sentences((asked, *said))
    for question in board_words.dates_asked(snapshot):
        if question.ref == action.ref and parse_date(question.theirs):
            yield Ask.DATE, question, board_words.date_asked(snapshot, action, question)
