"""The plan as a flat table of cells, and the actions, answers and texts that are put together from them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import ANSWERS, BY_KEY, JOINED
from dhr_xl.core.plan.model import (
    STATUS_OF_WORD,
    STATUS_WORDS,
    Action,
    AgencyAnswer,
    BoardDecision,
    Recommendation,
    Round,
    Status,
)


class CellKey(NamedTuple):
    """The key of a value. agency and round_id are '' for what is not kept per agency or per round. A recommendation's
    text has the number it was first given as its ref. Imported progress has round ''.
    """

    ref: str
    field: str
    agency: str = ""
    round_id: str = ""


class CellChange(NamedTuple):
    """One cell that changed, or is proposed to change. before, after: its text, '' is blank."""

    ref: str
    field: str
    before: str
    after: str


Cells = Mapping[CellKey, str]
"""Every value of a plan that can change. An absent key means blank."""

PLAN_CELLS: Final = (
    "agency", "supporting", "action", "evidence", "target_date_text", "target_date", "target_date_kind",
    "agreed_target_date", "slips", "board_decision", "decided_on", "board_note", "withdrawn", "withdrawn_reason",
    "stands",
)  # fmt: skip
"""Fields of an action that are not an agency's answer."""
OTHER: Final = tuple(field.key for field in ANSWERS if field.key not in AgencyAnswer._fields)
"""Answers without an attribute of their own: they are in `other` of an AgencyAnswer and an Action."""


IMPORTED: Final = ("status", "completion_date", "evidence_given", "outcome", "progress")
"""What the plan's document says of an action for the agency it names."""


class ActionPlace(NamedTuple):
    """The fixed part of an action: its ref, its recommendation's key and the part printed in the plan."""

    ref: str
    number: str
    part: str


class RecommendationPlace(NamedTuple):
    """The parts of a recommendation beside its text. key: the ref its text is kept under."""

    key: str
    number: str
    number_inferred: bool
    lead: str | None
    scope: str
    section: str


def shared_with(cells: Cells, ref: str) -> tuple[str, ...]:
    """The codes of the agencies that share an action with its lead, the lead left out."""
    return tuple(cells.get(CellKey(ref, "supporting"), "").split())


def cell_key(field: str, ref: str, agency: str, round_id: str) -> CellKey:
    """The cell of a value: an agency's answer is kept by its field's policy, any other value once for its action."""
    known = BY_KEY.get(field)
    if known is None or known.who != "agency":
        return CellKey(ref, field)
    kept = known.kept
    return CellKey(ref, field, "" if kept == "action" else agency, round_id if kept == "round" else "")


def parse_date(text: str) -> dt.date | None:
    """Parse ISO text. None for blank text and for words ("end of November"), which name no day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def latest(cells: Cells, ref: str, field: str, agency: str, rounds: Iterable[Round]) -> str:
    """The newest value of an agency's field over all rounds; imported values are the oldest."""
    return _newest(cells, ref, field, agency, newest_first(rounds))


def newest_first(rounds: Iterable[Round]) -> tuple[str, ...]:
    """The ids of the rounds, newest first, and last '' for imported values."""
    return (*(r.id for r in sorted(rounds, key=lambda r: (r.as_at, r.id), reverse=True)), "")


def _newest(cells: Cells, ref: str, field: str, agency: str, order: Iterable[str]) -> str:
    """The first value of an agency's field in the rounds of `order`."""
    said = (cells.get(CellKey(ref, field, agency, round_id)) for round_id in order)
    return next(filter(None, said), "")


def joined(cells: Cells, ref: str, field: str, agencies: Iterable[str], rounds: Iterable[Round]) -> str:
    """The newest value of each agency, the lead first, joined by line breaks; see `join_words`."""
    return _joined(cells, ref, field, agencies, newest_first(rounds))


def _joined(cells: Cells, ref: str, field: str, agencies: Iterable[str], order: Sequence[str]) -> str:
    codes = tuple(dict.fromkeys(agencies))
    said = [(code, _newest(cells, ref, field, code, order)) for code in codes]
    return join_words({code: text for code, text in said if text}, codes[0] if codes else "")


def all_answers(action: Action, key: str) -> str:
    """What every agency says under a column, as one cell shows it; see `join_words`."""
    said = {answer.agency: text_of(answer, key) for answer in action.answers}
    return join_words({code: text for code, text in said.items() if text}, action.agency)


def text_of(answer: AgencyAnswer | Action, key: str) -> str:
    """What an agency, or an action as a whole, says under a column: a status in its word, a date as ISO text."""
    if key in OTHER:
        return answer.other.get(key, "")
    value = getattr(answer, key)
    if isinstance(value, Status):
        return status_word(value)
    return iso(value) if key == "completion_date" else str(value)


def in_one_cell(action: Action, key: str) -> str:
    """What one cell shows of an answer: the words of each agency; of choices and dates the one that stands."""
    in_words = key in JOINED and key not in (*OTHER, "progress")  # these two an action has joined already
    return all_answers(action, key) if in_words else text_of(action, key)


def status_text(action: Action) -> str:
    """The status in words; where its agencies differ, each one's: ``SWPB: In progress. MARAC: Complete``. An agency
    that shares the action and has said nothing is left out; what the others say is not said of it.
    """
    said = {code: status_word(action.answer_of(code).status) for code in action.agencies}
    if len(set(said.values())) == 1:
        return status_word(action.status)
    return ". ".join(f"{code}: {text}" for code, text in said.items() if text)


def join_words(said: Mapping[str, str], lead: str) -> str:
    """Texts of several agencies (code -> text) for one cell: each after its code, unless only the lead has one."""
    if set(said) == {lead}:
        return said[lead]
    return "\n".join(f"{code}: {text}" for code, text in said.items())


def action_of(cells: Cells, place: ActionPlace, order: Sequence[str], agencies: tuple[str, ...]) -> Action:
    """Build one action from its cells. order: the rounds as `newest_first` has them; agencies: codes of the agencies
    with cells of this action, its lead first.
    """
    get = {field: cells.get(CellKey(place.ref, field), "") for field in PLAN_CELLS}
    lead = get["agency"]
    answers = tuple(answer_of(cells, place.ref, code, order) for code in dict.fromkeys((lead, *agencies)) if code)
    whole = next((answer for answer in answers if answer.agency == (get["stands"] or lead)), None)
    return Action(
        ref=place.ref, agency=lead, agencies=tuple(dict.fromkeys((lead, *shared_with(cells, place.ref)))),
        part=place.part, action=get["action"], evidence=get["evidence"], target_date_text=get["target_date_text"],
        target_date=parse_date(get["target_date"]), target_date_kind=get["target_date_kind"] or "blank",
        agreed_target_date=parse_date(get["agreed_target_date"]), slips=int(get["slips"] or 0),
        status=whole.status if whole else Status.UNKNOWN,
        progress=_joined(cells, place.ref, "progress", agencies, order),
        completion_date=whole.completion_date if whole else None,
        evidence_given=whole.evidence_given if whole else "", outcome=whole.outcome if whole else "",
        board_decision=BoardDecision(get["board_decision"]), decided_on=parse_date(get["decided_on"]),
        board_note=get["board_note"], withdrawn=bool(get["withdrawn"]), withdrawn_reason=get["withdrawn_reason"],
        stands=get["stands"], answers=answers,
        other={
            key: _joined(cells, place.ref, key, agencies, order) if key in JOINED else whole.other[key] if whole else ""
            for key in OTHER
        },
    )  # fmt: skip


def answer_of(cells: Cells, ref: str, agency: str, order: Sequence[str]) -> AgencyAnswer:
    """Build one agency's answer on an action from its cells. order: the rounds as `newest_first` has them."""

    def said(field: str) -> str:
        return cells.get(CellKey(ref, field, agency), "")

    return AgencyAnswer(
        agency=agency,
        status=STATUS_OF_WORD.get(said("status"), Status.UNKNOWN),
        completion_date=parse_date(said("completion_date")),
        evidence_given=said("evidence_given"),
        outcome=said("outcome"),
        progress=_newest(cells, ref, "progress", agency, order),
        other={key: _newest(cells, ref, key, agency, order) for key in OTHER},
    )


def recommendations_of(
    cells: Cells, recommendations: Iterable[RecommendationPlace], places: Iterable[ActionPlace], rounds: Iterable[Round]
) -> tuple[Recommendation, ...]:
    """Build the plan's recommendations and their actions from the cells."""
    newest = newest_first(rounds)
    agencies: dict[str, set[str]] = {}
    for key in cells:
        if key.agency:
            agencies.setdefault(key.ref, set()).add(key.agency)
    by_key: dict[str, list[Action]] = {}
    for place in places:
        lead = cells.get(CellKey(place.ref, "agency"), "")
        now = dict.fromkeys((lead, *shared_with(cells, place.ref)))
        order = (*now, *sorted(agencies.get(place.ref, set()) - set(now)))
        by_key.setdefault(place.number, []).append(action_of(cells, place, newest, order))
    return tuple(
        Recommendation(
            number=place.number,
            number_inferred=place.number_inferred,
            text=cells.get(CellKey(place.key, "recommendation"), ""),
            lead=place.lead,
            scope=place.scope,
            section=place.section,
            actions=tuple(by_key.get(place.key, ())),
        )
        for place in recommendations
    )


def plan_texts(action: Action) -> dict[str, str]:
    """What the plan and the board say of an action, as its cells and master.xlsx have it: field -> text."""
    return {
        "agency": action.agency,
        "supporting": " ".join(code for code in action.agencies if code != action.agency),
        "action": action.action,
        "evidence": action.evidence,
        "target_date_text": action.target_date_text,
        "target_date": iso(action.target_date),
        "agreed_target_date": iso(action.agreed_target_date),
        "board_decision": str(action.board_decision),
        "decided_on": iso(action.decided_on),
        "board_note": action.board_note,
        "withdrawn_reason": action.withdrawn_reason,
    }


def cells_of_action(action: Action) -> dict[CellKey, str]:
    """The cells of an imported action. Its answers belong to no round."""
    values = plan_texts(action) | {"target_date_kind": action.target_date_kind}
    cells = {CellKey(action.ref, field): value for field, value in values.items()}
    cells |= {CellKey(action.ref, field, action.agency): text_of(action, field) for field in IMPORTED}
    return {key: value for key, value in cells.items() if value}


def iso(date: dt.date | None) -> str:
    """Format a date as ISO text, '' for None."""
    return date.isoformat() if date else ""


def status_word(status: Status) -> str:
    """The word a sheet shows for a status, '' for unknown."""
    return STATUS_WORDS[status]


def answers_view(cells: Cells, ref: str, agency: str, round_id: str) -> dict[str, str]:
    """The register's values of the cells that `agency` may fill in for `ref` in that round: field key -> text."""
    return {
        key: cells.get(cell_key(key, ref, agency, round_id), "")
        for key, field in BY_KEY.items()
        if field.who == "agency"
    }


def format_date(date: dt.date) -> str:
    """Format a date for a sentence: 30 June 2015."""
    return f"{date.day} {date:%B %Y}"


def format_moment(when: dt.datetime) -> str:
    """Format a moment for a list: 30/06/2015 14:05."""
    return f"{when:%d/%m/%Y %H:%M}"


def code_in_words(code: str) -> str:
    """Turn a code such as ``merged_with_problems`` into words: Merged with problems."""
    return code.replace("_", " ").capitalize()
