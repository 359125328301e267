"""The sheet To check: guesses of the import that a person has confirmed or put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dhr_xl.answers import tidy
from dhr_xl.cells import ActionPlace, CellKey
from dhr_xl.commands.workspace import Workspace
from dhr_xl.forms import EntryRow
from dhr_xl.questions import wording_of
from dhr_xl.register.register import Tx
from dhr_xl.register.values import FindingRecord, Issue
from dhr_xl.stop import Stop

TEXT_FIELDS: Final = ("action", "evidence", "target_date_text")


def take_checks(workspace: Workspace, tx: Tx, run: int, issue: Issue, rows: Iterable[EntryRow]) -> None:
    """Every tick and every correction that is new. Raises Stop naming the cell that cannot be taken."""
    shown = {row.get("id", ""): row for row in issue.tables.get("To check", [])}
    records = {str(record.id): record for record in tx.findings()}
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
                put_right(workspace, tx, run, record, correct)
            except Stop as stop:
                raise Stop(f"{row['correct'].ref}: {stop}") from stop
        tx.set_finding(record.id, checked=ticked or bool(correct), correct=correct)


def put_right(workspace: Workspace, tx: Tx, run: int, record: FindingRecord, correct: str) -> None:
    """Write a correction to what the finding is about. Raises Stop where it does not fit there."""
    finding = record.finding
    places = {place.ref: place for place in tx.action_places()}
    key, value = _correction(tx, places, finding.where, finding.field, correct)
    if key is None:
        return
    before = tx.cells().get(key, "")
    tx.write_cells(
        run, [(key, before, value)], when=workspace.now, who="coordinator", how="put right on To check",
        source="master.xlsx",
    )  # fmt: skip


def _correction(
    tx: Tx, places: dict[str, ActionPlace], where: str, field: str, correct: str
) -> tuple[CellKey | None, str]:
    """The cell and the value of a correction; no cell where it was the number of a recommendation."""
    if field == "number":
        for place in tx.recommendation_places():
            if where in {place.key, place.number}:
                tx.set_recommendation(place._replace(number=correct, number_inferred=False))
        return None, ""
    if field == "recommendation":
        return CellKey(where, "recommendation"), correct
    if where not in places:
        raise Stop("this one is not about one action, so it cannot be put right here. Change it on Actions.")
    if field == "agency":
        code = correct.strip().upper()
        if code not in {agency.code for agency in tx.agencies()}:
            raise Stop(f"there is no agency '{correct}'. Add it on Agencies first.")
        return CellKey(where, "agency"), code
    if field in {"target_date", "status"}:
        value, wrong = wording_of(field, correct)
        if wrong:
            raise Stop(wrong)
        return CellKey(where, field), value
    if field in {"progress", "evidence_given"}:
        return CellKey(where, field, tx.cells().get(CellKey(where, "agency"), "")), correct
    if field in TEXT_FIELDS:
        return CellKey(where, field), correct
    raise Stop("this one cannot be put right here. Change it on Actions, and tick Checked.")
