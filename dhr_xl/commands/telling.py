"""What is told of one returned file: its outcome, its parts, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from dhr_xl.cells import CellKey
from dhr_xl.commands.receiving import Incoming
from dhr_xl.copies import edits
from dhr_xl.fields import AGENCY_FIELDS
from dhr_xl.merge import Decision
from dhr_xl.model import AgencyReturn
from dhr_xl.problems import Code, Problem
from dhr_xl.register.values import Issue
from dhr_xl.rules import Reading, Shown

ANSWER_KEYS: Final = frozenset(field.key for field in AGENCY_FIELDS)


class Result(NamedTuple):
    """What became of one file. changes, proposals: (ref, field, from, to); conflicts, held: names and refs."""

    source: str
    sha256: str
    agency: str
    round: str
    outcome: str
    changes: tuple[tuple[str, str, str, str], ...] = ()
    conflicts: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    proposals: tuple[tuple[str, str, str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    message: str = ""


def answers_only(values: Shown) -> dict[str, dict[str, str]]:
    """Only what an agency may fill in."""
    return {ref: {key: text for key, text in row.items() if key in ANSWER_KEYS} for ref, row in values.items()}


def result_of(  # noqa: PLR0913 - everything that is told of one file
    incoming: Incoming,
    issue: Issue,
    as_at: str,
    reading: Reading,
    decisions: Sequence[Decision],
    written: Sequence[tuple[CellKey, str, str]],
    names: Sequence[str],
    problems: Sequence[Problem],
    found: AgencyReturn,
) -> Result:
    """What is told of one merged file, its outcome the first that fits."""
    conflicts = tuple(n for n, d in zip_names(names, decisions) if d.outcome == "conflict")
    held = tuple(dict.fromkeys(d.ref for d in decisions if d.outcome == "held"))
    proposals = tuple((d.ref, d.field, d.base, d.theirs) for d in decisions if d.outcome == "proposal")
    edited = edits(reading.as_issued, answers_only(reading.values()))
    trouble = held or conflicts or any(p.severity in {"error", "warning"} for p in problems)
    cases = (
        (bool(trouble), "merged_with_problems"),
        (bool(written or proposals), "merged"),
        (reading.nil and not edited, "nothing_to_report"),
    )
    outcome = next((name for fits, name in cases if fits), "no_change")
    notes = [(str(p.cell or ""), p.value) for p in problems if p.code is Code.WORDS_OUTSIDE]
    if found.remarks.text.strip():
        notes.append((str(found.remarks.ref), found.remarks.text.strip()))
    return Result(
        incoming.source, incoming.sha256, issue.agency, as_at, outcome,
        tuple((key.ref, key.field, before, after) for key, before, after in written),
        conflicts, held, proposals, tuple(notes), tuple(problems),
    )  # fmt: skip


def zip_names(names: Sequence[str], decisions: Sequence[Decision]) -> list[tuple[str, Decision]]:
    """Each question's name beside the decision it came from."""
    asked = [d for d in decisions if d.asked]
    by_cell = {(d.ref, d.field): d for d in asked}
    pairs = []
    for name in names:
        ref, _, field = name.split("#", maxsplit=1)[0].rpartition(":")
        decision = by_cell.get((ref, "" if field == "row" else field))
        if decision:
            pairs.append((name, decision))
    return pairs


def as_document(result: Result) -> dict[str, Any]:
    """The RESULT of the JSON documents of collect and check."""
    return {
        "source": result.source,
        "sha256": result.sha256,
        "agency": result.agency or None,
        "round": result.round or None,
        "outcome": result.outcome,
        "message": result.message,
        "changes": [changed(change) for change in result.changes],
        "conflicts": list(result.conflicts),
        "held": list(result.held),
        "proposals": [changed(change) for change in result.proposals],
        "notes": [{"where": where, "text": text} for where, text in result.notes],
        "problems": [problem_document(found) for found in result.problems],
    }


def changed(change: tuple[str, str, str, str]) -> dict[str, str]:
    """One change as JSON."""
    ref, field, before, after = change
    return {"ref": ref, "field": field, "from": before, "to": after}


def problem_document(found: Problem) -> dict[str, str | None]:
    """One problem as JSON."""
    return {
        "code": found.code.name,
        "severity": found.severity,
        "sheet": found.cell.sheet if found.cell else None,
        "cell": found.cell.cell if found.cell else None,
        "ref": found.ref or None,
        "field": found.field or None,
        "value": found.value,
        "message": found.message,
        "remedy": found.remedy,
    }
