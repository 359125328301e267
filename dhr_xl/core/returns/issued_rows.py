"""What an agency's form shows on each of its rows when it is issued: the base of the agency's returns."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from dhr_xl.core.plan.cells import CellKey, answers_view, iso, joined, latest
from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.model import Action, Round
from dhr_xl.core.plan.records import RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot, with_its_note
from dhr_xl.core.plan.standing import SENT_BACK, board_asks, is_closed
from dhr_xl.core.returns.asked_before import asked_before
from dhr_xl.core.returns.board_said import last_form_of, said_by_board

ASKED_OF_YOU: Final = "you were asked: "
"""Begins a line about a question of an earlier round."""


def rows_for(
    snapshot: Snapshot, record: RoundRecord, code: str, asked: AbstractSet[tuple[str, str]], *, include_done: bool
) -> dict[str, dict[str, str]]:
    """What an agency's form shows on each of its rows: ref -> field -> text. It is the base of the agency's returns.

    asked: (ref, agency) of the actions that the board sent back for more evidence.
    """
    rounds = [r.round for r in snapshot.rounds]
    texts = {place.ref: snapshot.cells.get(CellKey(place.number, "recommendation"), "") for place in snapshot.places}
    numbers = {place.ref: place.number for place in snapshot.places}
    printed = {place.key: place.number for place in snapshot.recommendations}
    board: dict[str, list[str]] = {}
    for said in said_by_board(snapshot, code, last_form_of(snapshot.issues, code)):
        board.setdefault(said.ref, []).append(said.words)
    for question in asked_before(snapshot, code, record.id):
        board.setdefault(question.ref, []).append(f"{ASKED_OF_YOU}{question.what}")
    shown: dict[str, dict[str, str]] = {}
    for action in snapshot.by_agency.get(code, ()):
        if action.withdrawn or (is_closed(action) and not include_done):
            continue
        number = printed.get(numbers[action.ref], numbers[action.ref])
        shown[action.ref] = {
            "recommendation": f"{number}. {texts[action.ref]}",
            "action": f"{action.part}) {action.action}" if action.part else action.action,
            "evidence": action.evidence,
            "target_date": iso(action.due) or action.target_date_text,
            **_answers(snapshot, action, code, record.id),
            "last_progress": "\n".join(
                [
                    *_board_lines(snapshot, action, board.get(action.ref, []), sent_back=(action.ref, code) in asked),
                    *filter(None, [_last_time(snapshot, action, code, rounds)]),
                ]
            ),
        }
    return shown


def _board_lines(snapshot: Snapshot, action: Action, said: Sequence[str], *, sent_back: bool) -> list[str]:
    """What the board said of an action, a line each. said: since this agency's last form; sent_back: it owes an answer
    for that, however long ago it was.
    """
    asks = board_asks(with_its_note(snapshot, action)) if sent_back and not any(map(_sends_back, said)) else ""
    return [f"{words[0].upper()}{words[1:]}" for words in (asks, *said) if words]


def _sends_back(words: str) -> bool:
    return words.startswith(tuple(SENT_BACK.values()))


def _last_time(snapshot: Snapshot, action: Action, code: str, rounds: Sequence[Round]) -> str:
    """The progress shown from last time: the agency's own words, else others', named."""
    others = snapshot.telling_progress.get(action.ref, ())
    said = latest(snapshot.cells, action.ref, "progress", code, rounds)
    return said or joined(snapshot.cells, action.ref, "progress", (code, action.agency, *others), rounds)


def _answers(snapshot: Snapshot, action: Action, code: str, round_id: str) -> dict[str, str]:
    """The agency's own cells as issued: prefilled from the register, or blank where they are asked anew each round."""
    now = answers_view(snapshot.cells, action.ref, code, round_id)
    filled = {field.key: now[field.key] if field.prefilled else "" for field in AGENCY_FIELDS}
    return {"last_status": now["status"], **filled}
