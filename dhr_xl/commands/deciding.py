"""Decide one question: what each way of deciding writes, and when it must be shown again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.answers import fold, same_answer
from dhr_xl.cells import CellKey, date_in_force
from dhr_xl.commands.joint import KIND, stands_of
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.recording import target_in
from dhr_xl.questions import OPEN_STATES, TO_ENTER, WORDS, Take, heading_of, wording_of
from dhr_xl.register.values import DecisionRecord, Question
from dhr_xl.stop import Stop

PLAN_WORDS: Final = ("recommendation", "action", "evidence", "target_date")
"""Fields whose question shows the form's own rendering of the plan, not the bare cell; so does a whole row's."""


class Resolved(NamedTuple):
    """What became of one question: decided, asked, or shown again (with why)."""

    id: str
    state: str
    message: str = ""


def decide(  # noqa: PLR0913 - a decision has these parts
    ledger: Ledger, question: Question, take: Take, value: str = "", why: str = "", seen: str | None = None
) -> Resolved:
    """Apply one decision. seen: what the plan held where it was decided; if that has moved, it is shown again.

    So is a question along with which something waits that has moved in the plan since it was asked.

    Raises Stop where the decision does not fit what is asked, or a wording does not fit its field.
    """
    check_fits(question, take)
    ours = ours_now(ledger, question)
    if seen is not None and not same_answer(question.field, seen, ours) and take != "ask":
        ledger.replace(question._replace(ours=ours, seen_ours=ours))
        return Resolved(
            question.id, "open", f"{question.id}: the plan has moved since to '{ours}'. Please decide again."
        )
    if take == "ask":
        ledger.replace(question._replace(state="asked", why=why))
        return Resolved(question.id, "asked")
    along = [q for q in ledger.questions if q.with_id == question.id and q.state in OPEN_STATES]
    moved = [(q, now) for q in along if not same_answer(q.field, q.ours, now := ours_now(ledger, q))]
    if moved and take != "ours":
        for one, now in moved:
            ledger.replace(one._replace(ours=now, seen_ours=now))
        what = "; ".join(f"{heading_of(one.field)} is now '{now}'" for one, now in moved)
        message = f"{question.id}: what waits along with it has moved in the plan since ({what}). Please decide again."
        return Resolved(question.id, "open", message)
    decided = [(one, ours_now(ledger, one)) for one in (question, *along)]
    if question.kind == KIND:
        stands = stands_of(ledger, question, take, value)
        how = f"decided: {question.id}"
        ledger.write([(CellKey(question.ref, "stands"), stands, question.id)], who="coordinator", how=how)
    else:
        for one, text in sorted(values_of(question, along, take, value), key=lambda pair: pair[0].field != "status"):
            write_answer(ledger, one, text)
    for one, seen_ours in decided:
        done = one._replace(state="decided", decision=take, wording=value, why=why, decided_at=ledger.workspace.now)
        ledger.replace(done._replace(seen_ours=seen_ours))
    return Resolved(question.id, "decided")


def values_of(question: Question, along: Sequence[Question], take: Take, value: str) -> list[tuple[Question, str]]:
    """What a decision writes, question by question, in the plan's own terms; nothing where the plan is kept.

    Raises Stop where a wording, or an answer that waits along with it, does not fit its field.
    """
    if take in {"ours", "read"}:
        return []
    if take == "base":
        moved = [one for one in along if one.outcome == "conflict"]
        return [(one, one.base) for one in (question, *moved) if one.field]
    typed = typed_for(question, along, value) if take == "value" else {}
    written = []
    for one in (question, *along):
        if not one.field:
            continue
        text = typed.get(one.id, one.theirs)
        if one.id in typed or one is not question or one.kind == "wrong":
            text, wrong = wording_of(one.field, text)
            if wrong:
                waits = "" if one is question else f" waits with {question.id}"
                line = f" Write a line '{heading_of(one.field)}: …' under 'My wording'." if along else ""
                message = f"{one.id}{waits}: {wrong}{line}"
                raise Stop(message)
        written.append((one, text))
    return written


def typed_for(question: Question, along: Sequence[Question], value: str) -> dict[str, str]:
    """A wording taken apart by its lines "Date completed: …": question -> its part; "blank" empties a cell.

    What has no such line is about the question itself; what is not named is as the return says. Raises Stop where
    nothing tells which cell the words are for.
    """
    named = {fold(heading_of(one.field)): one.id for one in (question, *along) if one.field} if along else {}
    parts: dict[str, list[str]] = {}
    current = question.id if question.field else ""
    for line in value.splitlines():
        heading, colon, text = line.partition(":")
        if colon and fold(heading) in named:
            current = named[fold(heading)]
            line = text.strip()  # noqa: PLW2901 - the heading is no part of the wording
        if line.strip() or current in parts:
            parts.setdefault(current, []).append(line)
    if "" in parts:
        which = f" such as '{heading_of(along[0].field)}: …'" if along else ""
        message = f"{question.id}: say which answer each wording is for, with a line{which}, or change it on Actions."
        raise Stop(message)
    texts = {name: "\n".join(lines).strip() for name, lines in parts.items()}
    return {name: "" if along and fold(text) == "blank" else text for name, text in texts.items()}


def check_fits(question: Question, take: Take) -> None:
    """Raise Stop where a decision is no answer to what is asked."""
    if question.kind == WORDS and take != "read":
        message = f"{question.id}: there is nothing to decide about these words. Once you have read them, choose Read."
        raise Stop(message)
    if take == "read" and question.kind not in {WORDS, "reply"}:
        message = f"{question.id}: Read is for words only, and this needs a decision. Choose another answer."
        raise Stop(message)
    if question.kind in TO_ENTER and take in {"theirs", "value", "base"}:
        message = (
            f"{question.id}: these words cannot be taken in as they stand. Enter what counts on Actions (with 'Entered "
            "for' and 'From'), then choose Keep the plan here."
        )
        raise Stop(message)


def ours_now(ledger: Ledger, question: Question) -> str:
    """What the plan holds now where the question's value would go; of a new date, the date it would replace."""
    if question.field == "proposed_target_date":
        return date_in_force(ledger.cells, question.ref)
    if question.kind == KIND:
        lead = ledger.cells.get(CellKey(question.ref, "agency"), "")
        return ledger.cells.get(CellKey(question.ref, "status", lead), "")
    target = target_in(ledger, question)
    if target is None or not question.field or question.field in PLAN_WORDS:
        return question.ours
    return ledger.cells.get(target.key, "")


def write_answer(ledger: Ledger, question: Question, text: str) -> None:
    """Write a decided value to its cell, credited to the agency that gave it.

    Where it is the agency's own answer, its lineage agrees on it from now on; the coordinator's wording is no base.
    """
    target = target_in(ledger, question)
    if target is None:
        return
    who = question.agency if text == question.theirs else "coordinator"
    values = [(target.key, text), *target.also.items()]
    ledger.write(
        [(key, value, question.theirs_by) for key, value in values], who=who, how=f"decided: {question.id}",
        return_id=question.return_id,
    )  # fmt: skip
    if question.reference and text == question.theirs:
        ledger.tx.add_decisions(
            [
                DecisionRecord(
                    ledger.run, question.reference, question.return_id, question.ref, question.field, "merged",
                    "decided", question.base, question.ours, text, question.cell, "", question.agency,
                    question.round_id,
                )
            ]
        )  # fmt: skip
