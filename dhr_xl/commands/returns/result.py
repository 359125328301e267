"""What is said of one returned file: its outcome, its notes, and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dhr_xl.commands.returns.inbox import InboxWorkbook
from dhr_xl.core.plan.cells import CellChange, CellKey
from dhr_xl.core.plan.columns import ANSWER_KEYS, BY_KEY
from dhr_xl.core.plan.kinds import DecisionKind, Outcome, ReturnOutcome
from dhr_xl.core.plan.model import AgencyReturn, CellRef
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell, edits
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.privacy import hide_names, holds_name, personal_details
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.result import ReturnNote, ReturnResult
from dhr_xl.core.returns.rules import Reading, Shown

NOTED: Final = {Code.WORDS_OUTSIDE, Code.SHEET_SAYS, Code.ANYTHING_NEW_UNCLEAR}
"""Problems about words that answer no row; these words are among the notes of a return."""


def answers_only(values: Shown) -> dict[str, dict[str, str]]:
    """Only the cells that an agency may fill in."""
    return {ref: {key: text for key, text in row.items() if key in ANSWER_KEYS} for ref, row in values.items()}


def result_of(  # noqa: PLR0913 - everything that is told of one file
    incoming: InboxWorkbook,
    issue: Issue,
    as_at: str,
    reading: Reading,
    decisions: Sequence[Decision],
    written: Sequence[tuple[CellKey, str, str]],
    names: Sequence[str],
    problems: Sequence[Problem],
    found: AgencyReturn,
    private_names: Sequence[str] = (),
) -> ReturnResult:
    """What is told of one merged file, its outcome the first that fits."""
    conflicts = tuple(n for n, d in pair_questions(names, decisions) if d.outcome == Outcome.CONFLICT)
    held = tuple(dict.fromkeys(d.ref for d in decisions if d.outcome == Outcome.HELD))
    proposals = tuple(CellChange(d.ref, d.field, d.base, d.theirs) for d in decisions if d.outcome == Outcome.PROPOSAL)
    edited = edits(reading.as_issued, answers_only(reading.values()))
    trouble = held or conflicts or any(p.severity in {"error", "warning"} for p in problems)
    cases = (
        (bool(trouble), ReturnOutcome.MERGED_WITH_PROBLEMS),
        (bool(written or proposals), ReturnOutcome.MERGED),
        (reading.nil and not edited, ReturnOutcome.NOTHING_TO_REPORT),
    )
    outcome = next((name for fits, name in cases if fits), ReturnOutcome.NO_CHANGE)
    proposals = tuple(
        CellChange(ref, field, hide_names(before, private_names), hide_names(after, private_names))
        for ref, field, before, after in proposals
    )
    return ReturnResult(
        incoming.source, incoming.sha256, issue.agency, as_at, outcome,
        tuple(CellChange(key.ref, key.field, before, after) for key, before, after in written),
        conflicts, held, proposals, notes_of(found, private_names, problems), tuple(problems),
        message_of(outcome, answered=bool(edited)) if not reading.nil else "",
    )  # fmt: skip


def message_of(outcome: ReturnOutcome, *, answered: bool) -> str:
    """The sentence for a file that changed nothing; '' for any other outcome."""
    if outcome != ReturnOutcome.NO_CHANGE:
        return ""
    return "These answers had all been taken in before." if answered else "It is as it was sent: nothing was filled in."


def notes_of(
    found: AgencyReturn, private_names: Sequence[str], problems: Sequence[Problem] | None = None
) -> tuple[ReturnNote, ...]:
    """The words of a return that answer no row, as (where, text): those outside the table, and its remarks."""
    if problems is None:
        words = [(str(entry.ref), entry.text) for entry in found.noted]
    else:
        words = [(str(p.cell or ""), p.value) for p in problems if p.code in NOTED]
    words += [(str(found.remarks.ref), found.remarks.text.strip())] if found.remarks.text.strip() else []
    return tuple(ReturnNote(where, hide_names(text, private_names)) for where, text in words)


def check_sender_answers(found: AgencyReturn, private_names: Sequence[str]) -> Iterator[Problem]:
    """Private names and personal details in the answers above the table; these answers never merge into the plan."""
    for heading, entry in (("'Completed by'", found.completed_by), ("'Anything else to tell us?'", found.remarks)):
        if holds_name(entry.text, private_names):
            yield problem(Code.PRIVATE_WORDS, entry.ref, heading=heading)
            continue
        for what in personal_details(entry.text):
            yield problem(Code.PERSONAL_DETAIL, entry.ref, heading=heading, what=what)


def copy_problems(decisions: Sequence[Decision], where: Mapping[Cell, CellRef], as_issued: Shown) -> list[Problem]:
    """Problems about answers that another copy of the same workbook gave differently."""
    said = []
    for one in decisions:
        about = {"ref": one.ref, "field": one.field}
        cell = where.get((one.ref, one.field))
        if one.kind == DecisionKind.OLDER_COPY:
            said.append(problem(Code.COPY_OLDER, cell, value=one.theirs, heading=BY_KEY[one.field].heading, **about))
        elif one.outcome == Outcome.NOTED and one.kind == DecisionKind.DECIDED:
            heading = BY_KEY[one.field].heading
            said.append(problem(Code.DECIDED_BEFORE, cell, value=one.theirs, heading=heading, **about))
        elif one.kind == DecisionKind.COPIES:
            heading = BY_KEY[one.field].heading
            said.append(problem(Code.COPY_TIME_UNKNOWN, cell, value=one.theirs, heading=heading, **about))
        elif (
            one.outcome == Outcome.MERGED
            and one.other
            and same_answer(one.field, one.theirs, as_issued[one.ref].get(one.field, ""))
        ):
            was = one.other.values.get(one.ref, {}).get(one.field, "")
            heading = BY_KEY[one.field].heading
            said.append(problem(Code.COPY_SET_BACK, cell, value=one.theirs, other=was, heading=heading, **about))
    return said


def pair_questions(names: Sequence[str], decisions: Sequence[Decision]) -> list[tuple[str, Decision]]:
    """Pairs of a question's id and the decision it came from."""
    asked = [d for d in decisions if d.asked]
    by_cell = {(d.ref, d.field): d for d in asked}
    pairs = []
    for name in names:
        ref, _, field = name.split("#", maxsplit=1)[0].rpartition(":")
        decision = by_cell.get((ref, "" if field == "row" else field))
        if decision:
            pairs.append((name, decision))
    return pairs
