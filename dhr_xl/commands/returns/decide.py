"""Decide one question: what each decision writes, and when the question must be shown again instead."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.returns.meeting import answer_dates, meant_of_board
from dhr_xl.commands.returns.record import follow_up, is_own, shown_again, target_in
from dhr_xl.commands.returns.shared_actions import stands_of
from dhr_xl.core.plan.cells import CellKey, cell_key
from dhr_xl.core.plan.columns import COMPLETE, GROUP
from dhr_xl.core.plan.consequences import OF_COMPLETE
from dhr_xl.core.plan.kinds import OPEN_STATES, TO_ENTER_KINDS, DecisionKind, Outcome, QuestionState, Take
from dhr_xl.core.plan.meeting import AGREED_DATE
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import DECIDED, DecisionRecord, Question
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.asking import stays_unnamed
from dhr_xl.core.returns.fitting_answers import meant_choice
from dhr_xl.core.returns.merge import first_error
from dhr_xl.core.returns.questions import date_in_force, display_value, heading_of, holds_day, is_of_edition, wording_of
from dhr_xl.core.returns.rules import Occasion
from dhr_xl.core.returns.wordings import NoAnswer, NotFitting, typed_of
from dhr_xl.errors import Stop

WORDS_OF_DATE: Final = "target_date_text"
PLAN_WORDS: Final = ("recommendation", "action", "evidence", "target_date")
"""Fields whose question shows the plan's value as the form words it, not the bare cell; so does a whole row's."""


class Resolved(NamedTuple):
    """What became of one question: decided, asked, or shown again (with why)."""

    id: str
    state: QuestionState
    message: str = ""


def decide(  # noqa: PLR0913 - a decision has these parts
    ledger: Ledger, question: Question, take: Take, value: str = "", why: str = "", seen: str | None = None
) -> Resolved:
    """Apply one decision. seen: the plan's value that it was made on; if that has changed, the question is shown again.

    It is also shown again where a question that waits along with it was asked on a value that has changed.

    Raises NotFitting, with nothing written, where the decision does not fit the question, or a wording its field.
    """
    check_fits(question, take)
    ours = ours_now(ledger, question)
    if seen is not None and not same_answer(question.field, seen, ours) and take != Take.ASK:
        ledger.replace(shown_again(ledger, question, ours))
        changed = f"the plan has changed since and now says '{display_value(question.field, ours)}'"
        return Resolved(question.id, QuestionState.OPEN, f"{question.id}: {changed}. Please decide again.")
    if take == Take.ASK:
        return _ask(ledger, question, why)
    along = [q for q in ledger.questions if q.with_id == question.id and q.state in OPEN_STATES]
    moved = [(q, now) for q in along if not same_answer(q.field, q.ours, now := ours_now(ledger, q))]
    if moved and take != Take.OURS:
        for one, now in moved:
            ledger.replace(shown_again(ledger, one, now))
        what = "; ".join(f"{heading_of(one.field)} is now '{display_value(one.field, now)}'" for one, now in moved)
        message = f"{question.id}: the plan has changed in what waits along with it ({what}). Please decide again."
        return Resolved(question.id, QuestionState.OPEN, message)
    decided = [(one, ours_now(ledger, one)) for one in (question, *along)]
    if question.kind == DecisionKind.AGENCIES:
        _let_stand(ledger, question, take, value)
    else:
        values = values_of(ledger, question, along, take, value)
        if take == Take.MEANT and question.agency == BOARD:
            values = [(one._replace(theirs=text) if one is question else one, text) for one, text in values]
        elif take == Take.MEANT:
            _check_meant(ledger, question, values)
        _write(ledger, question, values)
    when = ledger.workspace.now
    for one, seen_ours in decided:
        done = one._replace(state=QuestionState.DECIDED, decision=take, wording=value, why=why, decided_at=when)
        ledger.replace(done._replace(seen_ours=seen_ours))
    return Resolved(question.id, QuestionState.DECIDED)


def _let_stand(ledger: Ledger, question: Question, take: Take, value: str) -> None:
    """Write which agency's answer stands for a shared action. Raises NotFitting where it gave none."""
    try:
        stands = stands_of(ledger, question, take, value)
    except Stop as stop:
        raise NotFitting(str(stop)) from stop
    who, how = ledger.workspace.coordinator, how_of(ledger, question)
    ledger.write([(CellKey(question.ref, "stands"), stands, question.id)], who=who, how=how)


def _write(ledger: Ledger, question: Question, values: Sequence[tuple[Question, str]]) -> None:
    """Write what a decision says, the status first, and what follows from a change of the coordinator's own cells."""
    written: list[Change] = []
    for one, text in sorted(values, key=lambda pair: pair[0].field != "status"):
        written += write_answer(ledger, one, text)
    if is_own(question) or question.agency == BOARD:
        who, how = ledger.workspace.coordinator, how_of(ledger, question)
        follow_up(ledger, written, {one.field for one, _ in values}, who, how, question.theirs_by)
    for one, text in values:
        if one.agency == BOARD and one.field == AGREED_DATE:
            answer_dates(ledger, one, text)


def _check_meant(ledger: Ledger, question: Question, values: Sequence[tuple[Question, str]]) -> None:
    """Raise NotFitting where the row, with the word that was meant, breaks a rule of the field: nobody checked it."""
    keys = {key: cell_key(key, question.ref, question.agency, question.round_id) for key in GROUP}
    before = {key: ledger.cells.get(cell, "") for key, cell in keys.items()}
    after = {**before, **{one.field: text for one, text in values}}
    today = ledger.workspace.today
    found = first_error(question.ref, after, before, Occasion(today, today))
    if found:
        instead = "Ask the agency, or enter the whole answer on Actions and choose Keep the plan."
        raise NotFitting(f"{question.id}: {found.message} {instead}")


def _ask(ledger: Ledger, question: Question, why: str) -> Resolved:
    if not question.agency:
        raise NoAnswer(f"{question.id} is about the plan's own words, so there is no agency to ask.")
    ledger.replace(question._replace(state=QuestionState.ASKED, why=why, decided_at=ledger.workspace.now))
    return Resolved(question.id, QuestionState.ASKED)


def values_of(
    ledger: Ledger, question: Question, along: Sequence[Question], take: Take, value: str
) -> list[tuple[Question, str]]:
    """What a decision writes, as (question, text in the plan's terms); nothing where the plan's value is kept.

    With "Use my wording", a cell that the wording does not name stays as the plan has it, and what was held with it
    comes in as the return says. A wording for a query (what an agency says is wrong with an action) becomes the
    action's text. Raises NotFitting where a wording, or an answer that waits along with it, does not fit its field.
    """
    if take in {Take.OURS, Take.READ}:
        return []
    if take == Take.BASE:
        moved = [one for one in along if one.outcome == Outcome.CONFLICT or one.field == WORDS_OF_DATE]
        written = [(one, one.base) for one in (question, *moved) if one.field]
        for one, text in written:
            _check_day(one, text)
        return written
    typed = _typed(ledger, question, along, take, value)
    aside = _set_aside(ledger, (question, *along), typed) if take == Take.VALUE else ()
    written = []
    for one in (question, *along):
        if not one.field or (one.field in aside and one.id not in typed):
            continue
        if take == Take.VALUE and one.id not in typed and stays_unnamed(one.outcome):
            continue
        if one is question and take == Take.THEIRS:
            _check_day(one, one.theirs)
        target = one._replace(field="action") if one.field == "query" and one.id in typed else one
        text = typed.get(one.id, one.theirs)
        if one.id in typed or one is not question or one.kind == DecisionKind.WRONG:
            text, wrong = _in_plan(ledger, target, text)
            if wrong:
                waits = "" if one is question else f" waits with {question.id}"
                line = f" Write a line '{heading_of(one.field)}: …' under 'My wording'." if along else ""
                refused = NoAnswer if one is question and take == Take.THEIRS else NotFitting
                raise refused(f"{one.id}{waits}: {wrong}{line}")
        written.append((target, text))
    return _with_words(written, typed)


def _typed(ledger: Ledger, question: Question, along: Sequence[Question], take: Take, value: str) -> Mapping[str, str]:
    """What takes the place of the return's words, the board's words as the plan's: question id -> text."""
    typed = typed_of(question, along, take, value)
    if take != Take.MEANT or question.agency != BOARD:
        return typed
    return {question.id: meant_of_board(ledger, question, typed[question.id])}


def _set_aside(ledger: Ledger, matter: Sequence[Question], typed: Mapping[str, str]) -> Sequence[str]:
    """The fields that do not come in unless they are named, as their answer's Complete is not to stand."""
    for one in (one for one in matter if one.field == "status"):
        left = ours_now(ledger, one) if stays_unnamed(one.outcome) else one.theirs
        stands = same_answer("status", typed.get(one.id, left), COMPLETE)
        return OF_COMPLETE if one.theirs == COMPLETE and not stands else ()
    return ()


def _check_day(question: Question, text: str) -> None:
    """Raise NotFitting where a decision would write words ("end of November") to a cell that holds a date."""
    wrong = wording_of(question.field, text)[1] if holds_day(question.field) else ""
    if wrong:
        raise NoAnswer(f"{question.id}: {wrong}")


def _with_words(values: list[tuple[Question, str]], typed: Mapping[str, str]) -> list[tuple[Question, str]]:
    """Add the words of a target date that the coordinator worded."""
    dates = [one for one, _ in values if is_own(one) and one.field == "target_date" and one.id in typed]
    words = [(one._replace(field=WORDS_OF_DATE), typed[one.id].strip()) for one in dates]
    return [(one, text) for one, text in values if not words or one.field != WORDS_OF_DATE] + words


def _in_plan(ledger: Ledger, question: Question, text: str) -> tuple[str, str]:
    """A value in the plan's terms, and what is wrong with it ('' if nothing)."""
    value, wrong = wording_of(question.field, text)
    if not wrong and question.field in {"agency", "supporting"}:
        codes = value.upper().replace(",", " ").replace(";", " ").split()
        known = set(codes) <= set(ledger.agencies)
        if not known or (question.field == "agency" and len(codes) != 1):
            return text, f"'{text}' is not an agency of this plan. Use: {', '.join(ledger.agencies)}."
        return " ".join(codes), ""
    if not wrong and not value and question.field == "action":
        wrong = "an action must have a text."
    return value, wrong


def how_of(ledger: Ledger, question: Question) -> str:
    """How a decided value came, for the history: the coordinator decided, whoever gave the words."""
    return f"{DECIDED}{question.id}, by the {ledger.workspace.coordinator}"


def check_fits(question: Question, take: Take) -> None:
    """Raise NoAnswer where a way of deciding is none of the question's."""
    if question.kind == DecisionKind.WORDS and take != Take.READ:
        say = "there is nothing to decide about these words. Once you have read them, choose Read."
        raise NoAnswer(f"{question.id}: {say}")
    if take == Take.READ and question.kind not in {DecisionKind.WORDS, DecisionKind.REPLY}:
        raise NoAnswer(f"{question.id}: Read is for words only, and this needs a decision.")
    if take == Take.MEANT and not meant_choice(question):
        raise NoAnswer(f"{question.id}: what the return says is not nearly one word of a drop-down.")
    if question.agency == BOARD and take == Take.ASK:
        again = "To ask the board again, choose Keep the plan: what waits for the board is on its next workbook."
        raise NoAnswer(f"{question.id}: this is the board's decision. {again}")
    if question.kind in TO_ENTER_KINDS and take in {Take.THEIRS, Take.VALUE, Take.BASE}:
        raise NoAnswer(
            f"{question.id}: these words cannot be taken in as they stand. Enter what counts on Actions (with 'Entered "
            "for' and 'From'), then choose Keep the plan here."
        )


def ours_now(ledger: Ledger, question: Question) -> str:
    """The plan's value now in the cell the question would write; for a new date, the date it would replace."""
    if question.field == "proposed_target_date":
        return date_in_force(ledger.cells, question.ref)
    if question.kind == DecisionKind.AGENCIES:
        lead = ledger.cells.get(CellKey(question.ref, "agency"), "")
        return ledger.cells.get(CellKey(question.ref, "status", lead), "")
    target = target_in(ledger, question)
    if target is None or not question.field:
        return question.ours
    if question.field in PLAN_WORDS and not is_own(question) and not _put_right_since(ledger, question, target.key):
        return question.ours
    return ledger.cells.get(target.key, "")


def _put_right_since(ledger: Ledger, question: Question, key: CellKey) -> bool:
    """Whether the plan's own words were changed after the return that would change them came in."""
    last = ledger.last_changes.get(key)
    came = next((r.received_at for r in ledger.tx.returns() if r.id == question.return_id), None)
    return key.field == question.field and bool(last and came and last.when > came)


def write_answer(ledger: Ledger, question: Question, text: str) -> list[Change]:
    """Write a decided value to its cell; returns what changed.

    An agency's answer in its own words is credited to the agency and becomes the agreed value of its lineage. What the
    plan itself says (an agreed date, its wording) is credited to the coordinator. Another wording is not a base.
    """
    target = target_in(ledger, question)
    if target is None:
        return []
    # typed by the coordinator on To check, or read from a document: about the agency, not from it
    typed = question.theirs_by.startswith("coordinator (") or is_of_edition(question.reference)
    its_own = question.agency in {target.key.agency, BOARD} and bool(question.agency)
    own = not typed and its_own and text == question.theirs
    values = [(target.key, text), *target.also.items()]
    written = ledger.write(
        [(key, value, question.theirs_by) for key, value in values],
        who=question.agency if own else ledger.workspace.coordinator, how=how_of(ledger, question),
        return_id=question.return_id,
    )  # fmt: skip
    if question.reference and text == question.theirs:
        agreed = DecisionRecord(
            ledger.run, question.reference, question.return_id, question.ref, question.field, Outcome.MERGED,
            DecisionKind.DECIDED, question.base, question.ours, text, question.cell, why="", agency=question.agency,
            round_id=question.round_id,
        )  # fmt: skip
        ledger.tx.add_decisions([agreed])
    return written
