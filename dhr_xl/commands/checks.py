"""The sheet To check: what the import guessed and what it could not place, and how much of it is left to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.commands.snapshot import Snapshot
from dhr_xl.forms import Row
from dhr_xl.model import Unplaced
from dhr_xl.questions import heading_of
from dhr_xl.register.values import FindingRecord

INTEREST: Final = "For interest"
"""The kind of a row that nobody need look at."""
CONSEQUENCE: Final = (
    "agency",
    "target_date",
    "status",
    "number",
    "action",
    "recommendation",
    "evidence",
    "progress",
    "",
)
"""What a wrong guess matters, gravest first: who is asked, by when, and how it stands come before wording."""


def check_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """What was guessed or not placed at import, by consequence, repeats side by side.

    What is only of interest comes after all that a person must look at, and what is checked last.
    """
    rows = [(_order(record), _guess_row(record)) for record in snapshot.findings]
    for place, (name, words) in enumerate(unplaced_words(snapshot.plan.unplaced, snapshot.findings)):
        rows.append(((words.checked, False, len(CONSEQUENCE), 0, "", place), _words_row(name, words)))
    rows.sort(key=lambda ranked: ranked[0])
    return tuple({"number": str(place), **row} for place, (_, row) in enumerate(rows, start=1))


def _order(record: FindingRecord) -> tuple[bool, bool, int, int, str, int]:
    """Where a guess stands among the rows; what could not be placed comes after the last of CONSEQUENCE."""
    finding = record.finding
    by_field = CONSEQUENCE.index(finding.field) if finding.field in CONSEQUENCE else len(CONSEQUENCE) - 1
    grave = {"error": 0, "warning": 1, "note": 2}[finding.severity]
    return (record.checked, finding.severity == "note", by_field, grave, finding.code, record.id)


def _guess_row(record: FindingRecord) -> dict[str, str]:
    finding = record.finding
    return {
        "checked": "Yes" if record.checked else "",
        "correct": record.correct,
        "message": finding.message,
        "guessed": finding.guessed,
        "where": finding.where,
        "field": heading_of(finding.field) if finding.field else "",
        "source": finding.source,
        "kind": {"error": "Must check", "warning": "Check", "note": INTEREST}[finding.severity],
        "id": str(record.id),
    }


def _words_row(name: str, words: Unplaced) -> dict[str, str]:
    return {
        "checked": "Yes" if words.checked else "",
        "message": "These words could not be placed. If they belong to an action, put them there on Actions.",
        "where": f"line {words.line}",
        "source": words.text,
        "kind": "Check",
        "id": name,
    }


def unplaced_words(unplaced: Sequence[Unplaced], findings: Iterable[FindingRecord]) -> list[tuple[str, Unplaced]]:
    """The words that stand on the sheet by themselves, each with its name there: no finding tells of their line."""
    told = {record.finding.where for record in findings}
    named = ((f"words {number}", words) for number, words in enumerate(unplaced, start=1))
    return [(name, words) for name, words in named if f"line {words.line}" not in told]


def checks_left(snapshot: Snapshot) -> tuple[int, int]:
    """How many rows of the sheet are not ticked: of those a person must look at, and of those for interest only."""
    left = [row["kind"] for row in check_rows(snapshot) if not row["checked"]]
    return sum(kind != INTEREST for kind in left), left.count(INTEREST)
