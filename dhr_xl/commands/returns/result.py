"""The result of one returned file: its outcome, its parts and its notes."""

from collections.abc import Sequence
from typing import Final

from dhr_xl.commands.folder.ledger import Change
from dhr_xl.commands.returns.judge import Submission
from dhr_xl.commands.returns.lineage import answers_only
from dhr_xl.core.plan.cells import CellChange
from dhr_xl.core.plan.kinds import Outcome, ReturnOutcome
from dhr_xl.core.plan.model import AgencyReturn
from dhr_xl.core.returns.copies import edits
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.privacy import hide_names
from dhr_xl.core.returns.problems import Code, Problem
from dhr_xl.core.returns.result import ReturnNote, ReturnResult

NOTED: Final = {Code.WORDS_OUTSIDE, Code.SHEET_SAYS, Code.ANYTHING_NEW_UNCLEAR}
"""Problems about words that answer no row; these words are among the notes of a return."""


def result_of(  # noqa: PLR0913 - what became of one file
    submission: Submission,
    as_at: str,
    decisions: Sequence[Decision],
    written: Sequence[Change],
    names: Sequence[str],
    problems: Sequence[Problem],
    private_names: Sequence[str],
) -> ReturnResult:
    """The result of one merged file; its outcome is the first that fits.

    as_at: the round's as-at date (ISO); written: the cells that changed; names: the ids of the questions raised.
    """
    incoming, found, issue, reading, _ = submission
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
