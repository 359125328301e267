"""A workbook's lineage before one more return is merged: earlier copies, agreed values, decided answers."""

from collections.abc import Container, Mapping, Sequence
from typing import Final

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.core.plan.cells import answers_view, cell_key
from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANSWER_KEYS
from dhr_xl.core.plan.kinds import Outcome, QuestionState, ReturnState
from dhr_xl.core.plan.meeting import MERGED as BOARDS_OWN
from dhr_xl.core.plan.records import Issue, Question, ReturnRecord
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell, Copy, Correcting, Voice, sent_with
from dhr_xl.core.returns.merge import Settled
from dhr_xl.core.returns.reading import FormValues, Reading, is_as_sent
from dhr_xl.core.returns.rules import Substitutes

NOT_COUNTED: Final = (Voice.SILENT, Voice.OLDER)


def answers_only(values: FormValues) -> dict[str, dict[str, str]]:
    """Only the cells that an agency, or the board, may fill in."""
    keys = {*ANSWER_KEYS, *BOARDS_OWN}
    return {ref: {key: text for key, text in row.items() if key in keys} for ref, row in values.items()}


def returns_of_line(ledger: Ledger, issue: Issue) -> list[ReturnRecord]:
    """The returns of this workbook and of its corrections copies that stand, oldest first."""
    line = ledger.tx.line_of(issue.lineage)
    found = [r for reference in line for r in ledger.tx.returns(reference=reference) if r.state == ReturnState.STANDING]
    return sorted(found, key=lambda record: record.id)


def copies_of(earlier: Sequence[ReturnRecord]) -> list[Copy]:
    """These returns as copies of one workbook."""
    return [Copy(r.saved_at, r.completed_by, answers_only(r.answers), r.id) for r in earlier]


def correcting_of(issue: Issue) -> Correcting | None:
    """What a corrections copy was sent out for; None for the first workbook of a lineage."""
    if not issue.is_correction:
        return None
    marked = frozenset(mark[0] for mark in issue.tables.get("marks", ()))
    return Correcting(frozenset(issue.tables.get("corrects", ())), marked, sent_with(issue))


def without_unchanged(issue: Issue, reading: Reading) -> Reading:
    """The reading without cells that a copy showed as the plan had them and that came back unchanged."""
    shown = issue.tables.get("shown", {})
    stood = {
        (ref, key): row[key]._replace(value=text)
        for ref, row in reading.rows.items()
        for key, text in shown.get(ref, {}).items()
        if key in row and is_as_sent(key, row[key].value, text)
    }
    rows = {ref: {k: answer for k, answer in row.items() if (ref, k) not in stood} for ref, row in reading.rows.items()}
    return reading._replace(rows=rows, stood=stood)


def retyped_in(issue: Issue, reading: Reading) -> frozenset[Cell]:
    """The cells that a copy showed as the plan had them and that came back changed."""
    shown = issue.tables.get("shown", {})
    return frozenset((ref, key) for ref, row in shown.items() for key in row if key in reading.rows.get(ref, {}))


def standing_beside(
    issue: Issue, reading: Reading, spoken: Container[str], ours: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Ref -> the Status that a copy's marked row left as shown beside new words, and that the plan has changed since.

    Beside new words a Status counts as an answer even if it was left as it was.
    """
    marked = {mark[0] for mark in issue.tables.get("marks", ())}
    left = {ref: answer.value for (ref, key), answer in reading.stood.items() if key == "status"}
    return {
        ref: text
        for ref, text in left.items()
        if ref in spoken and ref in marked and not same_answer("status", text, ours[ref]["status"])
    }


def ours_of(ledger: Ledger, issue: Issue) -> dict[str, dict[str, str]]:
    """The plan now, as the agency's form would show it; locked columns as issued, for they are compared with that."""
    return {
        ref: {**row, **answers_view(ledger.cells, ref, issue.agency, issue.round_id)}
        for ref, row in issue.as_issued.items()
    }


def agreed_with(ledger: Ledger, issue: Issue, earlier: Sequence[ReturnRecord]) -> dict[Cell, str]:
    """The agreed values of this lineage: what its standing returns had merged, or found already in the plan."""
    standing = {r.id for r in earlier}
    done = [d for line in ledger.tx.line_of(issue.lineage) for d in ledger.tx.decisions(reference=line)]
    return {
        (d.ref, d.field): d.theirs
        for d in sorted(done, key=lambda decision: decision.run)
        if d.outcome in {Outcome.MERGED, Outcome.ALREADY} and d.return_id in standing and not d.undone
    }


def settled_with(ledger: Ledger, earlier: Sequence[ReturnRecord]) -> dict[Cell, tuple[Settled, ...]]:
    """The answers of these returns that a person has decided."""
    standing = {r.id for r in earlier}
    settled: dict[Cell, tuple[Settled, ...]] = {}
    for question in ledger.questions:
        if question.state == QuestionState.DECIDED and question.return_id in standing:
            cell = (question.ref, question.field)
            settled[cell] = (*settled.get(cell, ()), Settled(question.theirs, left_by(question)))
    return settled


def left_by(question: Question) -> str:
    """What a decision left in the plan. What waited along with a question given a wording was taken as it came."""
    wording = question.theirs if question.with_id else question.wording
    left = {"theirs": question.theirs, "base": question.base, "value": wording}
    return left.get(question.decision, question.seen_ours)


def unanswered(ledger: Ledger, issue: Issue) -> frozenset[Cell]:
    """Cells this agency never answered, though its form may show another's answer (registers of version 1)."""
    fields = [field.key for field in AGENCY_FIELDS if field.kept == "agency"]
    keys = {(ref, key): cell_key(key, ref, issue.agency, issue.round_id) for ref in issue.as_issued for key in fields}
    return frozenset(cell for cell, key in keys.items() if key not in ledger.cells and key not in ledger.last_changes)


def later_saves(voices: Mapping[Cell, tuple[Voice, Copy | None]]) -> dict[Cell, int]:
    """Cells in which this return replaces what an earlier copy said: cell -> the id of that copy's return."""
    return {cell: other.number for cell, (voice, other) in voices.items() if voice is Voice.SPEAKS and other}


def judged_as(
    reading: Reading,
    voices: Mapping[Cell, tuple[Voice, Copy | None]],
    settled: Mapping[Cell, Sequence[Settled]],
    ours: Mapping[str, Mapping[str, str]],
) -> Substitutes:
    """The cells for which the rules use the plan's value: missing, overruled by another copy, or decided before."""
    uncounted = {cell for cell, (voice, _) in voices.items() if voice in NOT_COUNTED}
    uncounted |= {
        (ref, key)
        for ref, row in reading.rows.items()
        for key, answer in row.items()
        if any(same_answer(key, one.theirs, answer.value) for one in settled.get((ref, key), ()))
    }
    instead = {
        ref: {f.key: ours[ref].get(f.key, "") for f in AGENCY_FIELDS if f.key not in row or (ref, f.key) in uncounted}
        for ref, row in reading.rows.items()
    }
    return Substitutes(instead, frozenset(uncounted))
