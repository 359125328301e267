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
    """What was guessed at import, by consequence, repeats side by side, what is checked last; then words unplaced."""
    rank = {field: place for place, field in enumerate(CONSEQUENCE)}
    severity = {"error": 0, "warning": 1, "note": 2}

    def order(record: FindingRecord) -> tuple[bool, bool, int, int, str, int]:
        finding = record.finding
        by_field = rank.get(finding.field, len(CONSEQUENCE))
        grave = severity[finding.severity]
        return (record.checked, finding.severity == "note", by_field, grave, finding.code, record.id)

    rows = [
        {
            "number": str(place),
            "checked": "Yes" if record.checked else "",
            "correct": record.correct,
            "message": record.finding.message,
            "guessed": record.finding.guessed,
            "where": record.finding.where,
            "field": heading_of(record.finding.field) if record.finding.field else "",
            "source": record.finding.source,
            "kind": {"error": "Must check", "warning": "Check", "note": INTEREST}[record.finding.severity],
            "id": str(record.id),
        }
        for place, record in enumerate(sorted(snapshot.findings, key=order), start=1)
    ]
    for name, words in unplaced_words(snapshot.plan.unplaced, snapshot.findings):
        rows.append(
            {
                "number": str(len(rows) + 1),
                "checked": "Yes" if words.checked else "",
                "message": "These words could not be placed. If they belong to an action, put them there on Actions.",
                "where": f"line {words.line}",
                "source": words.text,
                "kind": "Check",
                "id": name,
            }
        )
    return tuple(rows)


def unplaced_words(unplaced: Sequence[Unplaced], findings: Iterable[FindingRecord]) -> list[tuple[str, Unplaced]]:
    """The words that stand on the sheet by themselves, each with its name there: no finding tells of their line."""
    told = {record.finding.where for record in findings}
    named = ((f"words {number}", words) for number, words in enumerate(unplaced, start=1))
    return [(name, words) for name, words in named if f"line {words.line}" not in told]


def checks_left(snapshot: Snapshot) -> tuple[int, int]:
    """How many rows of the sheet are not ticked: of those a person must look at, and of those for interest only."""
    left = [row["kind"] for row in check_rows(snapshot) if not row["checked"]]
    return sum(kind != INTEREST for kind in left), left.count(INTEREST)
