"""Rows the coordinator added under Actions without a Ref: new actions, each given a ref of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dhr_xl.answers import read_answer, tidy
from dhr_xl.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.commands.action_edits import known_codes
from dhr_xl.commands.ledger import Ledger
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS, EntryRow
from dhr_xl.importing.shapes import read_number
from dhr_xl.model import CellRef
from dhr_xl.register.values import DecisionRecord, Issue
from dhr_xl.stop import Stop

ADDED: Final = "new action"
"""The kind of decision by which a row of one generation of master.xlsx is known to have been taken in."""
NEW_RECOMMENDATION: Final = "new recommendation"
"""How the text of a recommendation came that was added with an action."""


def new_ref(number: str, agency: str, taken: Iterable[str]) -> str:
    """``26-POLICE``, then ``26-POLICE-2``: given once, never reused."""
    used, base, count = set(taken), f"{number}-{agency}", 2
    if base not in used:
        return base
    while f"{base}-{count}" in used:
        count += 1
    return f"{base}-{count}"


def take_new_actions(ledger: Ledger, issue: Issue, rows: Sequence[EntryRow]) -> dict[str, EntryRow]:
    """Add each row as an action: ref -> row.

    A row that was taken in from this generation before is not added again. That happens where master.xlsx was open
    elsewhere, so that its ref could not be put on the sheet: the row is known by its place, and what was changed on
    it since is written to the action it became. A row whose recommendation or agency is unknown is gathered, by cell.
    """
    done = ledger.tx.decisions(reference=issue.reference)
    known = {decision.cell: decision.ref for decision in done if decision.kind == ADDED and not decision.undone}
    added: dict[str, EntryRow] = {}
    for row in rows:
        with ledger.gather():
            added[_take_new(ledger, issue, row, known)] = row
    return added


def _take_new(ledger: Ledger, issue: Issue, row: EntryRow, known: Mapping[str, str]) -> str:
    """One row: its ref. known: the refs of rows taken in from this generation before."""
    where = next(iter(row.values())).ref
    values, place = values_of(ledger, row, where)
    ref = known.get(row_of(where), "")
    if not ref:
        ref = new_ref(place.key, values["agency"], ledger.places)
        ledger.tx.add_action(ActionPlace(ref, place.key, ""))
        ledger.forget("places")
        record = DecisionRecord(
            ledger.run, issue.reference, None, ref, "", "merged", ADDED, "", "", "", row_of(where), ""
        )
        ledger.tx.add_decisions([record])
    cells = [(CellKey(ref, key), value, f"master.xlsx, {where}") for key, value in values.items()]
    ledger.write(cells, who="coordinator", how=ADDED)
    return ref


def row_of(where: CellRef) -> str:
    """The row of a cell, in words, as master_layout.row_name calls it."""
    return f"row {''.join(c for c in where.cell if c.isdigit())}"


def values_of(ledger: Ledger, row: EntryRow, where: CellRef) -> tuple[Mapping[str, str], RecommendationPlace]:
    """What a new row says, in the plan's own terms, and the recommendation it is of. Raises Stop naming the cell."""
    cells = {key: tidy(entry.text) for key, entry in row.items()}
    if not cells.get("action"):
        raise Stop(
            f"{where}: a row without a Ref is a new action, but its Action is blank. Write it, or clear the row."
        )
    code = cells.get("agency", "").upper()
    if code not in ledger.agencies:
        raise Stop(f"{where}: the new action needs an agency that is on Agencies; '{cells.get('agency', '')}' is not.")
    shared = known_codes(row["supporting"], list(ledger.agencies)) if "supporting" in row else []
    date = read_answer("", BY_KEY["completion_date"], row["target_date"]) if cells.get("target_date") else None
    if date and date.wrong:
        said = f"'{cells['target_date']}' cannot be read as a date. Give day/month/year."
        raise Stop(f"{row['target_date'].ref}: {said}")
    place = _recommendation(ledger, cells, where)
    return {
        "agency": code,
        "supporting": " ".join(other for other in shared if other != code),
        "action": cells["action"],
        "evidence": cells.get("evidence", ""),
        "target_date": date.value if date else "",
        "target_date_text": cells.get("target_date", ""),
        "target_date_kind": "day" if date else "blank",
    }, place


def _recommendation(ledger: Ledger, cells: Mapping[str, str], where: CellRef) -> RecommendationPlace:
    """The recommendation a new action is of; a new one where its number is new and its text is given."""
    number, text = cells.get("number", ""), cells.get("recommendation", "")
    place = next((p for p in ledger.tx.recommendation_places() if number in {p.number, p.key}), None)
    if place is not None:
        return place
    read = read_number(number)
    if read is None or read.rest or not text:
        raise Stop(
            f"{where}: the new action needs the number of a recommendation of this plan; '{number}' is none. To add "
            "a recommendation too, give its number and write its text under Recommendation."
        )
    place = RecommendationPlace(number, number, number_inferred=False, lead=None, scope="", section="")
    ledger.tx.add_recommendation(place)
    key = CellKey(number, "recommendation")
    ledger.write([(key, text, f"master.xlsx, {where}")], who="coordinator", how=NEW_RECOMMENDATION)
    return place


def as_added(ledger: Ledger, ref: str, row: EntryRow) -> dict[str, str]:
    """What counts as shown of a new row: the cells that made it an action. The rest of it is edits.

    A recommendation's text beside a number the plan has is measured against the plan's: it is published, and stays.
    """
    columns = {column.key: column for column in MASTER_SHEETS["Actions"]}
    own = (key for key in row if columns[key].new_row or key in {"ref", "agency", "supporting"})
    shown = {key: row[key].text for key in own}
    if shown.get("recommendation", "").strip():
        shown["recommendation"] = ledger.cells.get(CellKey(ledger.places[ref].number, "recommendation"), "")
    return shown
