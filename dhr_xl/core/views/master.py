"""The contents of master.xlsx, built from the register: each sheet a table of rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.core.plan.agency_cells import AGENCY_CELLS, SUCCESSION, aliases_of
from dhr_xl.core.plan.cells import CellKey, Cells, in_one_cell, iso, plan_texts
from dhr_xl.core.plan.columns import ANSWERS, ONE_ANSWER, TAKE_WORDS, Row
from dhr_xl.core.plan.kinds import OPEN_STATES, WAITING_KINDS, DecisionKind, QuestionState, Take
from dhr_xl.core.plan.model import BOARD, UNASSIGNED, Action, Agency, Contact
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.asking import MatterPart, ask_coordinator
from dhr_xl.core.returns.fitting_answers import answers_to
from dhr_xl.core.returns.privacy import hide_names
from dhr_xl.core.returns.questions import display_value, heading_of
from dhr_xl.core.returns.round import standings_of
from dhr_xl.core.views.board_words import completed_later, differing_statuses
from dhr_xl.core.views.returns import change_rows, return_rows
from dhr_xl.core.views.to_check import check_rows
from dhr_xl.core.views.today import today_of
from dhr_xl.core.views.values import MasterView

STATE_WORDS: Final[Mapping[QuestionState, str]] = {
    QuestionState.OPEN: "Open",
    QuestionState.ASKED: "Agency asked",
    QuestionState.DECIDED: "Decided",
    QuestionState.CLOSED: "Closed itself",
    QuestionState.TAKEN_BACK: "Taken back",
}
BOARD_NAME: Final = "The board"
OF_RETURNS: Final = ("asked", "theirs", "theirs_by", "completed_by", "remarks", "file", "source")
"""Columns of Decisions, Returns and Changes with text from outside."""
TO_READ_WORDS: Final[Mapping[QuestionState, str]] = {
    **STATE_WORDS,
    QuestionState.OPEN: "To read",
    QuestionState.DECIDED: TAKE_WORDS[Take.READ],
}
"""The same of words that wait to be read."""


def master_view(  # noqa: PLR0913 - what a master is drawn from
    snapshot: Snapshot,
    *,
    reference: str,
    generation: int,
    today: dt.date,
    last_run: str,
    extra_headings: tuple[str, ...],
    extra: dict[str, dict[str, str]],
    notes: dict[tuple[str, str], str],
    private_names: Sequence[str] = (),
) -> MasterView:
    """The whole workbook as values. Text of returns is shown without names of the private list."""
    tables = {
        "Actions": action_rows(snapshot),
        "Decisions": without_names(decision_rows(snapshot), private_names),
        "To check": check_rows(snapshot),
        "Agencies": agency_rows(snapshot),
        "Returns": without_names(return_rows(snapshot), private_names),
        "Changes": without_names(change_rows(snapshot), private_names),
    }
    return MasterView(
        title=snapshot.head.title,
        review=snapshot.head.reference or snapshot.head.title,
        marking=snapshot.head.marking,
        reference=reference,
        generation=generation,
        agency_codes=tuple(agency.code for agency in snapshot.agencies),
        today=today_of(snapshot, today, last_run),
        tables=tables,
        extra_headings=extra_headings,
        extra=extra,
        notes=notes,
        own_answers=own_answers(snapshot),
    )


def action_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row for each action, in the plan's order, withdrawn ones included."""
    standings = standings_of(snapshot)
    numbers = {place.ref: place.number for place in snapshot.places}
    printed = {place.key: place.number for place in snapshot.recommendations}
    rows = []
    for recommendation in snapshot.plan.recommendations:
        for action in recommendation.actions:
            number = printed.get(numbers[action.ref], recommendation.number)
            rows.append(
                {
                    "ref": action.ref,
                    "number": number,
                    "recommendation": recommendation.text,
                    **plan_texts(action),
                    "brag": standings[action.ref].word,
                    "answers": _beside(snapshot, action),
                    **{field.key: in_one_cell(action, field.key) for field in ANSWERS},
                    "entered_for": "",
                    "entered_from": "",
                    "proposed": _proposed(snapshot, action.ref),
                    "withdrawn": "Yes" if action.withdrawn else "",
                }
            )
    return tuple(rows)


def _beside(snapshot: Snapshot, action: Action) -> str:
    """The column beside an answer: each agency's status where they differ, and parts completed after the as-at date."""
    return "\n".join(filter(None, (differing_statuses(snapshot, action), completed_later(action, snapshot.as_at))))


def own_answers(snapshot: Snapshot) -> dict[str, dict[str, Row]]:
    """The answers on shared actions that one cell cannot show together: ref -> agency -> field -> text."""
    return {
        action.ref: {code: own_answer(snapshot.cells, action.ref, code) for code in action.agencies}
        for action in snapshot.actions
        if len(action.agencies) > 1
    }


def own_answer(cells: Cells, ref: str, agency: str) -> dict[str, str]:
    """An agency's choices and dates, of which a row of Actions shows only those of one agency."""
    return {field: cells.get(CellKey(ref, field, agency), "") for field in ONE_ANSWER}


def _proposed(snapshot: Snapshot, ref: str) -> str:
    """The new target date that waits to be agreed, '' for none."""
    asked = [q.theirs for q in snapshot.open_questions if q.ref == ref and q.field == "proposed_target_date"]
    return asked[-1] if asked else ""


def decision_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row for each question: open ones first, then words to read, then those with an agency, then settled ones. A
    question that waits with another has no row of its own.
    """
    shown = [q for q in snapshot.questions if not q.with_id]
    ordered = sorted(
        shown,
        key=lambda q: (
            q.state not in OPEN_STATES,
            q.state == QuestionState.ASKED,
            q.kind == DecisionKind.WORDS,
            q.number,
        ),
    )
    return tuple(_decision_row(snapshot, question) for question in ordered)


def without_names(rows: tuple[Row, ...], private_names: Sequence[str]) -> tuple[Row, ...]:
    """Remove names of the private list from the columns with text from outside."""
    return tuple(
        {key: hide_names(text, private_names) if key in OF_RETURNS else text for key, text in row.items()}
        for row in rows
    )


def _decision_row(snapshot: Snapshot, question: Question) -> Row:
    """One row of Decisions. Two of its texts are no columns: `seen`, the plan's value as the register has it, and
    `answers`, the key of its drop-down in `ANSWER_LISTS`.
    """
    fits = answers_to(question)
    matter = (question, *(q for q in snapshot.questions if q.with_id == question.id))
    parts = [MatterPart(one.field, one.kind, one.outcome) for one in matter]
    states = TO_READ_WORDS if question.kind == DecisionKind.WORDS else STATE_WORDS
    return {
        "number": str(question.number),
        "decision": fits.words_of(question.decision) if question.decision and question.state not in OPEN_STATES else "",
        "answers": fits.key,
        "wording": question.wording if question.state not in OPEN_STATES else "",
        "why": question.why,
        "asked": ask_coordinator(question.kind, question.asked, parts),
        "agency": question.agency,
        "ref": question.ref,
        "field": heading_of(question.field),
        "base": _together(matter, [_sent_out(snapshot, one) for one in matter]),
        "ours": _together(matter, [one.ours for one in matter]),
        "ours_by": question.ours_by,
        "theirs": _together(matter, [one.theirs for one in matter]),
        "theirs_by": "; ".join(part for part in (question.theirs_by, question.cell) if part),
        "state": states[question.state],
        "id": question.id,
        "seen": question.ours,
    }


def _sent_out(snapshot: Snapshot, question: Question) -> str:
    """The value in the workbook that was sent; for a whole row, the question's own base."""
    issue = next((one for one in snapshot.issues if one.reference == question.reference), None)
    row = issue.as_issued.get(question.ref, {}) if issue and question.field else {}
    return row.get(question.field, question.base)


def _together(matter: Sequence[Question], texts: Sequence[str]) -> str:
    """The values of the cells decided together, each after its heading if there are several.

    Cells that wait with a whole row are left out: its own text has them.
    """
    lead = matter[0]
    parts = []
    for one, text in zip(matter, texts, strict=True):
        if not one.field:
            parts.append(text)
        elif len(matter) == 1:
            parts.append(display_value(one.field, text))
        elif lead.field or one.kind not in WAITING_KINDS:
            parts.append(f"{heading_of(one.field)}: {display_value(one.field, text) or 'blank'}")
    return "\n".join(filter(None, parts))


def agency_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row for each contact, and one for each agency without a contact, so that one can be typed in."""
    rows: list[Row] = []
    board_said = {key: snapshot.cells.get(CellKey(BOARD, key), "") for key in AGENCY_CELLS}
    board = Agency(code=BOARD, name=board_said["agency_name"] or BOARD_NAME, aliases=aliases_of(board_said["aliases"]))
    for agency in (*(known for known in snapshot.agencies if known.code != BOARD), board):
        if agency.code == UNASSIGNED:
            continue
        about = {"code": agency.code, "agency_name": agency.name, "aliases": "; ".join(agency.aliases)}
        about |= {key: snapshot.cells.get(CellKey(agency.code, key), "") for key in SUCCESSION}
        contacts = [contact for contact in snapshot.contacts if contact.agency == agency.code]
        rows += [{**about, **contact_row(contact)} for contact in contacts] or [about]
    return tuple(rows)


def contact_row(contact: Contact) -> Row:
    """The columns of Agencies about a contact."""
    return {
        "name": contact.name,
        "job_title": contact.job_title,
        "email": contact.email,
        "role": contact.role,
        "since": iso(contact.since),
        "until": iso(contact.until),
    }
