"""The sheet To check: guesses of the import that a person has confirmed or put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dhr_xl.answers import tidy
from dhr_xl.cells import CellKey
from dhr_xl.commands.ledger import Ledger
from dhr_xl.forms import EntryRow
from dhr_xl.model import Finding
from dhr_xl.questions import wording_of
from dhr_xl.register.values import Issue
from dhr_xl.stop import Stop

TEXT_FIELDS: Final = ("action", "evidence", "target_date_text", "outcome")
READ_FIELDS: Final = ("target_date", "completion_date", "status")
PER_AGENCY: Final = ("progress", "evidence_given")


def take_checks(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> None:
    """Every tick and every correction that is new. Raises Stop naming the cell that cannot be taken."""
    shown = {row.get("id", ""): row for row in issue.tables.get("To check", [])}
    records = {str(record.id): record for record in ledger.tx.findings()}
    for row in rows:
        name = row["id"].text.strip() if "id" in row else ""
        record = records.get(name)
        if record is None:
            continue
        ticked = bool(row["checked"].text.strip()) if "checked" in row else record.checked
        correct = tidy(row["correct"].text) if "correct" in row else record.correct
        was = shown.get(name, {})
        if ticked == bool(was.get("checked")) and correct == was.get("correct", ""):
            continue
        if correct and correct != record.correct:
            try:
                put_right(ledger, record.finding, correct)
            except Stop as stop:
                raise Stop(f"{row['correct'].ref}: {stop}") from stop
        ledger.tx.set_finding(record.id, checked=ticked or bool(correct), correct=correct)


def put_right(ledger: Ledger, finding: Finding, correct: str) -> None:
    """Write a correction to what the finding is about. Raises Stop where it does not fit there."""
    if finding.field == "number":
        for place in ledger.tx.recommendation_places():
            if finding.where in {place.key, place.number}:
                ledger.tx.set_recommendation(place._replace(number=correct, number_inferred=False))
        return
    key, value = _correction(ledger, finding.where, finding.field, correct)
    ledger.write([(key, value, "master.xlsx")], who="coordinator", how="put right on To check")


def _correction(ledger: Ledger, where: str, field: str, correct: str) -> tuple[CellKey, str]:
    """The cell a correction goes to, and its value in the plan's own terms."""
    if field == "recommendation":
        return CellKey(where, "recommendation"), correct
    if where not in ledger.places:
        raise Stop("this one is not about one action, so it cannot be put right here. Change it on Actions.")
    if field == "agency":
        code = correct.strip().upper()
        if code not in ledger.agencies:
            raise Stop(f"there is no agency '{correct}'. Add it on Agencies first.")
        return CellKey(where, "agency"), code
    if field in READ_FIELDS:
        value, wrong = wording_of(field, correct)
        if wrong:
            raise Stop(wrong)
        return CellKey(where, field), value
    if field in PER_AGENCY:
        return CellKey(where, field, ledger.cells.get(CellKey(where, "agency"), "")), correct
    if field in TEXT_FIELDS:
        return CellKey(where, field), correct
    raise Stop("this one cannot be put right here. Change it on Actions, and tick Checked.")
