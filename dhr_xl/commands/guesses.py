"""The sheet To check: guesses of the import that a person has confirmed or put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dhr_xl.answers import choice_of, tidy
from dhr_xl.cells import CellKey
from dhr_xl.commands.checks import unplaced_words
from dhr_xl.commands.ledger import Ledger
from dhr_xl.forms import YES, EntryRow, Row
from dhr_xl.model import Entry, Finding, Unplaced
from dhr_xl.questions import wording_of
from dhr_xl.register.values import FindingRecord, Issue
from dhr_xl.stop import Stop

TEXT_FIELDS: Final = ("action", "evidence", "target_date_text", "target_date")
READ_FIELDS: Final = ("target_date", "completion_date", "status")
PER_AGENCY: Final = ("progress", "evidence_given", "status", "completion_date", "outcome")


def take_checks(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> list[str]:
    """Every tick and correction that is new: what each is about. What cannot be taken is gathered, by its cell."""
    shown = {row.get("id", ""): row for row in issue.tables.get("To check", [])}
    records = {str(record.id): record for record in ledger.tx.findings()}
    unplaced = dict(unplaced_words(ledger.tx.unplaced(), records.values()))
    done: list[str] = []
    for row in rows:
        name = row["id"].text.strip() if "id" in row else ""
        if name in unplaced:
            with ledger.gather():
                done += _take_unplaced(ledger, name, unplaced[name], row)
        record = records.get(name)
        if record is None:
            continue
        with ledger.gather():
            if _take_check(ledger, record, row, shown.get(str(record.id), {})):
                done.append(f"{record.finding.where} {record.finding.field}".strip())
    return done


def _take_check(ledger: Ledger, record: FindingRecord, row: EntryRow, was: Row) -> bool:
    """One guess; whether anything new was said of it. Raises Stop naming the cell that cannot be taken."""
    ticked = _ticked(row["checked"]) if "checked" in row else record.checked
    correct = tidy(row["correct"].text) if "correct" in row else record.correct
    if ticked == bool(was.get("checked")) and correct == was.get("correct", ""):
        return False
    if correct and correct != record.correct:
        try:
            put_right(ledger, record.finding, correct)
        except Stop as stop:
            raise Stop(f"{row['correct'].ref}: {stop}") from stop
    ledger.tx.set_finding(record.id, checked=ticked or bool(correct), correct=correct)
    return True


def _take_unplaced(ledger: Ledger, name: str, words: Unplaced, row: EntryRow) -> list[str]:
    """Words that could not be placed: what was ticked of them. Raises Stop where they are put right here."""
    if "correct" in row and tidy(row["correct"].text):
        raise Stop(
            f"{row['correct'].ref}: these words are no action's. Put them where they belong on Actions, and tick "
            "Checked."
        )
    ticked = _ticked(row["checked"]) if "checked" in row else words.checked
    if ticked == words.checked:
        return []
    ledger.tx.set_unplaced(int(name.rpartition(" ")[2]), checked=ticked)
    return [f"line {words.line}"]


def _ticked(entry: Entry) -> bool:
    """Whether a guess is confirmed. Raises Stop for a word that is not on the list."""
    if entry.text.strip() and not choice_of(entry.text, YES):
        raise Stop(f"{entry.ref}: '{entry.text}' is not Yes. Choose Yes, or leave it blank.")
    return bool(entry.text.strip())


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
    if where in ledger.agencies:
        raise Stop("this one is about an agency, so it is put right on Agencies, or on Actions for one action.")
    if where not in ledger.places:
        raise Stop("this one is not about one action, so it cannot be put right here. Change it on Actions.")
    if field == "agency":
        code = correct.strip().upper()
        if code not in ledger.agencies:
            raise Stop(f"there is no agency '{correct}'. Add it on Agencies first.")
        return CellKey(where, "agency"), code
    if field in READ_FIELDS:
        correct, wrong = wording_of(field, correct)
        if wrong:
            raise Stop(wrong)
    if field in PER_AGENCY:
        return CellKey(where, field, ledger.cells.get(CellKey(where, "agency"), "")), correct
    if field in TEXT_FIELDS:
        return CellKey(where, field), correct
    raise Stop("this one cannot be put right here. Change it on Actions, and tick Checked.")
