"""Add the rows of Actions without a Ref as new actions, and give each its ref."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.edited_actions import known_codes
from dhr_xl.commands.master.edits import ADDED, EditedCopy, added_words, read_target_date
from dhr_xl.commands.master.unfit_rows import place_of, unfit_row
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.kinds import DecisionKind, Outcome
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.plan.records import DecisionRecord
from dhr_xl.core.returns.answers import tidy
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.views.values import EntryRow
from dhr_xl.importing.terms.words import read_number

NEW_RECOMMENDATION: Final = "new recommendation"
"""`how` of a recommendation's text that was added with a new action."""
ADDED_KEYS: Final = ("agency", "supporting", "action", "evidence", "target_date", "target_date_text")


def new_ref(number: str, agency: str, taken: Iterable[str]) -> str:
    """``26-POLICE``, then ``26-POLICE-2``: given once, never reused."""
    used, base = set(taken), f"{number}-{agency}"
    return base if base not in used else next(f"{base}-{n}" for n in count(2) if f"{base}-{n}" not in used)


class Added(NamedTuple):
    """Rows without a Ref. fresh: those that became actions now; known: those that did before, from this generation."""

    fresh: dict[str, EntryRow]
    known: dict[str, EntryRow]


def take_new_actions(ledger: Ledger, copy: EditedCopy, rows: Sequence[EntryRow], *, standing: bool) -> Added:
    """Add each row as an action: ref -> row. A row whose recommendation or agency is unknown is left out.

    A row may have been added from this generation before, if master.xlsx was open so that its ref could not be written
    on the sheet. Such a row is recognised by its place, and is edited, not added again; where another generation was
    written since (not `standing`), that place may hold another action, so the row is recognised by its words as well.
    """
    done = [d for d in ledger.tx.decisions(reference=copy.reference) if not d.undone]
    places = {d.cell: d.ref for d in done if d.kind == DecisionKind.NEW_ACTION}
    added = Added({}, {})
    for row in rows:
        ref = places.get(place_of(row), "")
        if ref and (standing or tidy(row["action"].text) == added_words(ledger, ref).get("action")):
            added.known[ref] = row
            continue
        with ledger.leaving_out(unfit_row("Actions", row, {})):
            added.fresh[_take_new(ledger, copy, row)] = row
    return added


def _take_new(ledger: Ledger, copy: EditedCopy, row: EntryRow) -> str:
    """Add one row; returns its ref. Raises UnfitCell naming the cell."""
    where, who = next(iter(row.values())).ref, ledger.workspace.coordinator
    values, place = values_of(ledger, row, where)
    ref = new_ref(place.number, values["agency"], ledger.places)
    if place.key not in {known.key for known in ledger.tx.recommendation_places()}:
        ledger.tx.add_recommendation(place)
        text = (CellKey(place.key, "recommendation"), tidy(row["recommendation"].text), f"{copy.source}, {where}")
        ledger.write([text], who=who, how=NEW_RECOMMENDATION)
    ledger.tx.add_action(ActionPlace(ref, place.key, ""))
    ledger.forget("places")
    record_added(ledger, copy.reference, ref, place_of(row))
    cells = [(CellKey(ref, key), value, f"{copy.source}, {where}") for key, value in values.items()]
    ledger.write(cells, who=who, how=ADDED)
    return ref


def record_added(ledger: Ledger, reference: str, ref: str, place: str = "") -> None:
    """Record the decision that made a row a new action. reference: of the copy it is from; place: its row there."""
    outcome, kind = Outcome.MERGED, DecisionKind.NEW_ACTION
    ledger.tx.add_decisions(
        [DecisionRecord(ledger.run, reference, None, ref, "", outcome, kind, "", "", "", cell=place, why="")]
    )


def values_of(ledger: Ledger, row: EntryRow, where: CellRef) -> tuple[Mapping[str, str], RecommendationPlace]:
    """A new row's values in the plan's terms, and its recommendation. Raises UnfitCell naming the cell."""
    cells = {key: tidy(entry.text) for key, entry in row.items()}
    if not cells.get("action"):
        why = "a row without a Ref is a new action, but its Action is blank. Write it, or clear the row."
        raise UnfitCell(where, why)
    code = cells.get("agency", "").upper()
    if code not in ledger.agencies:
        why = f"the new action needs an agency that is on Agencies; '{cells.get('agency', '')}' is not."
        raise UnfitCell(where, why)
    shared = known_codes(row["supporting"], list(ledger.agencies)) if "supporting" in row else []
    dated = read_target_date(row["target_date"], ledger.tx.head().as_at) if cells.get("target_date") else {}
    kind = read_plan_date(dated["target_date_text"], near=ledger.tx.head().as_at).kind if dated else DateKind.BLANK
    place = _recommendation(ledger, cells, where)
    return {
        "agency": code,
        "supporting": " ".join(other for other in shared if other != code),
        "action": cells["action"],
        "evidence": cells.get("evidence", ""),
        **dated,
        "target_date_kind": str(kind),
    }, place


def _recommendation(ledger: Ledger, cells: Mapping[str, str], where: CellRef) -> RecommendationPlace:
    """The recommendation of a new action; a new one where its number is new and its text is given."""
    number, text = cells.get("number", ""), cells.get("recommendation", "")
    places = ledger.tx.recommendation_places()
    place = next((p for p in places if number == p.number), None) or next((p for p in places if number == p.key), None)
    if place is not None:
        return place
    read = read_number(number)
    if read is None or read.rest or not text:
        why = (
            f"the new action needs the number of a recommendation of this plan; '{number}' is none. To add a "
            "recommendation too, give its number and write its text under Recommendation."
        )
        raise UnfitCell(where, why)
    return RecommendationPlace(number, number, number_inferred=False, lead=None, scope="", section="")


def as_added(ledger: Ledger, ref: str, row: EntryRow) -> dict[str, str]:
    """What counts as shown on a new row: the cells that made it an action. All its other cells are edits.

    The text of a recommendation that the plan has already is compared with the plan's: the published text stays.
    """
    columns = {column.key: column for column in MASTER_SHEETS["Actions"]}
    own = (key for key in row if columns[key].new_row or key in {"ref", "agency", "supporting"})
    shown = {key: row[key].text for key in own}
    if shown.get("recommendation", "").strip():
        shown["recommendation"] = ledger.cells.get(CellKey(ledger.places[ref].number, "recommendation"), "")
    return shown


def as_known(ledger: Ledger, ref: str, row: EntryRow) -> dict[str, str]:
    """What counts as shown on a row that became an action before: its values when it was added."""
    return {**as_added(ledger, ref, row), **dict.fromkeys(ADDED_KEYS, ""), **added_words(ledger, ref)}
