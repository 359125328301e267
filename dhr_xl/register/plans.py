"""The plan: its head, agencies, recommendations, actions and cells, and the history of the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from sqlalchemy import bindparam, func, select

from dhr_xl.core.plan.agency_cells import AGENCY_CELLS, aliases_of, cells_of_agency
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.core.plan.model import Agency, Unplaced
from dhr_xl.core.plan.records import ChangeRecord, LastChange, PlanHead
from dhr_xl.errors import Stop
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows

IN_ORDER: Final = ("position",)
UNDO: Final = "undo"
"""The command whose changes are inverses of earlier ones."""
CHANGE_FIELDS: Final = (
    "id", "run", "when", "ref", "field", "agency", "round_id", "before", "after", "who", "how", "source", "return_id",
    "undone",
)  # fmt: skip


def add_plan(tx: RegisterRows, head: PlanHead) -> None:
    """Add the plan to a register without one. From here on the transaction reads and writes that plan."""
    tx.write_plan(tables.plans, head._asdict())


def head(tx: RegisterRows) -> PlanHead:
    """The plan's head. Raises Stop where the register holds no plan."""
    query = select(*(tables.plans.c[name] for name in PlanHead._fields)).where(tables.plans.c.id == tx.plan)
    row = tx.connection.execute(query).first()
    if row is None:
        message = "This register holds no plan. Make a plan with: dhr-xl new FOLDER --from PLAN"
        raise Stop(message)
    return PlanHead._make(row)


def add_agency(tx: RegisterRows, agency: Agency) -> None:
    """Add an agency at the end."""
    tx.insert(tables.agencies, [{**agency.model_dump(), "position": tx.next_position(tables.agencies)}])


def agencies(tx: RegisterRows) -> tuple[Agency, ...]:
    """The plan's agencies, in the order they were added."""
    rows = tx.rows(tables.agencies, ("code", "name", "aliases"), order=IN_ORDER)
    return tuple(Agency(code=code, name=name, aliases=aliases) for code, name, aliases in rows)


def set_agency(tx: RegisterRows, agency: Agency) -> None:
    """Change the name and aliases of the agency with this code. Raises Stop where there is none."""
    missing = f"The register holds no agency with the code {agency.code}."
    tx.update(tables.agencies, tables.agencies.c.code == agency.code, agency.model_dump(), missing)


def add_recommendation(tx: RegisterRows, place: RecommendationPlace) -> None:
    """Add a recommendation at the end. Its text is a cell."""
    tx.insert(tables.recommendations, [{**place._asdict(), "position": tx.next_position(tables.recommendations)}])


def recommendation_places(tx: RegisterRows) -> tuple[RecommendationPlace, ...]:
    """The recommendations without their text, in the plan's order."""
    rows = tx.rows(tables.recommendations, RecommendationPlace._fields, order=IN_ORDER)
    return tuple(map(RecommendationPlace._make, rows))


def set_recommendation(tx: RegisterRows, place: RecommendationPlace) -> None:
    """Change what is recorded of the recommendation with this key. Raises Stop where there is none."""
    missing = f"The register holds no recommendation {place.key}."
    tx.update(tables.recommendations, tables.recommendations.c.key == place.key, place._asdict(), missing)


def add_action(tx: RegisterRows, place: ActionPlace) -> None:
    """Add an action at the end. `place.number` is the key of a recommendation in the register."""
    tx.insert(tables.actions, [{**place._asdict(), "position": tx.next_position(tables.actions)}])


def action_places(tx: RegisterRows) -> tuple[ActionPlace, ...]:
    """The actions, in the order they were added."""
    return tuple(map(ActionPlace._make, tx.rows(tables.actions, ActionPlace._fields, order=IN_ORDER)))


def set_action(tx: RegisterRows, place: ActionPlace) -> None:
    """Change the place of the action with this ref. Raises Stop where there is none."""
    missing = f"The register holds no action {place.ref}."
    tx.update(tables.actions, tables.actions.c.ref == place.ref, place._asdict(), missing)


def put_in_order(tx: RegisterRows, what: Literal["recommendations", "actions"], names: Sequence[str]) -> None:
    """Reorder all recommendations (named by key) or actions (named by ref)."""
    table, column = (tables.actions, "ref") if what == "actions" else (tables.recommendations, "key")
    rows = [{"row_name": name, "row_place": place} for place, name in enumerate(names, start=1)]
    tx.update_many(table, [table.c[column] == bindparam("row_name")], {"position": bindparam("row_place")}, rows)


def set_as_at(tx: RegisterRows, day: dt.date | None) -> None:
    """Change the as-at date of the plan's document."""
    missing = "The register holds no plan."
    tx.update(tables.plans, tables.plans.c.id == tx.plan, {"as_at": day}, missing)


def cells(tx: RegisterRows) -> dict[CellKey, str]:
    """Every cell of the plan that is not blank, including the names and aliases of agencies."""
    rows = tx.rows(tables.cells, (*CellKey._fields, "text"), order=CellKey._fields)
    of_agencies = {key: text for agency in agencies(tx) for key, text in cells_of_agency(agency).items()}
    return {CellKey._make(key): text for *key, text in rows} | of_agencies


def load_cells(tx: RegisterRows, cells: Mapping[CellKey, str]) -> None:
    """Add cells without a history, as for a new plan. Blank ones are skipped."""
    tx.insert(tables.cells, ({**key._asdict(), "text": text} for key, text in cells.items() if text))


def write_cells(  # noqa: PLR0913 - all that the history records of a change
    tx: RegisterRows,
    run: int,
    changes: Sequence[tuple[CellKey, str, str, str]],
    *,
    when: dt.datetime,
    who: str,
    how: str,
    return_id: int | None = None,
) -> None:
    """Change cells, and append each change (key, before, after, source) to the history; '' after blanks a cell.

    Changes are applied in order: of two changes to one cell the later counts, and both are in the history.
    """
    last = {key: after for key, _, after, _ in changes}
    for key in _write_agencies(tx, last):
        del last[key]
    matches = [tables.cells.c[name] == bindparam(f"key_{name}") for name in CellKey._fields]
    tx.remove(tables.cells, *matches, keys=[{f"key_{k}": v for k, v in key._asdict().items()} for key in last])
    load_cells(tx, last)
    common = {"run": run, "when": when, "who": who, "how": how, "return_id": return_id, "undone": False}
    rows = ({**key._asdict(), "before": b, "after": a, "source": source, **common} for key, b, a, source in changes)
    tx.insert(tables.changes, rows)


def _write_agencies(tx: RegisterRows, values: Mapping[CellKey, str]) -> list[CellKey]:
    """Write cells that are an agency's name or aliases to the table of agencies, and return their keys."""
    mine = [key for key in values if key.field in AGENCY_CELLS]
    known = {agency.code: agency for agency in agencies(tx)} if mine else {}
    written = [key for key in mine if key.ref in known]
    for key in written:
        update = {"name": values[key]} if key.field == "agency_name" else {"aliases": aliases_of(values[key])}
        known[key.ref] = known[key.ref].model_copy(update=update)
        set_agency(tx, known[key.ref])
    return written


def changes(tx: RegisterRows, ref: str | None = None, run: int | None = None) -> tuple[ChangeRecord, ...]:
    """The history, oldest first: of one ref, of one run, or all."""
    table = tables.changes
    where = [table.c.ref == ref] if ref is not None else []
    where += [table.c.run == run] if run is not None else []
    rows = tx.rows(table, CHANGE_FIELDS, *where)
    return tuple(ChangeRecord._make((*row[:3], CellKey(*row[3:7]), *row[7:])) for row in rows)


def last_changes(tx: RegisterRows) -> dict[CellKey, LastChange]:
    """The newest change in force of each cell: neither taken back, nor the inverse that took another back."""
    table = tables.changes
    keys = [table.c[name] for name in CellKey._fields]
    inverses = select(tables.runs.c.id).where(tables.runs.c.plan == tx.plan, tables.runs.c.command == UNDO)
    in_force = (table.c.plan == tx.plan, table.c.undone.is_(False), table.c.run.not_in(inverses))
    newest = select(func.max(table.c.id)).where(*in_force).group_by(*keys)
    rows = tx.rows(table, (*CellKey._fields, *LastChange._fields), table.c.id.in_(newest))
    return {CellKey._make(row[:4]): LastChange._make(row[4:]) for row in rows}


def mark_undone(tx: RegisterRows, change_ids: Iterable[int]) -> None:
    """Mark changes as taken back."""
    keys = [{"change_id": change_id} for change_id in change_ids]
    tx.update_many(tables.changes, [tables.changes.c.id == bindparam("change_id")], {"undone": True}, keys)


def add_unplaced(tx: RegisterRows, words: Unplaced) -> None:
    """Keep words of the document that have no place in the plan."""
    tx.insert(tables.unplaced, [words.model_dump()])


def unplaced(tx: RegisterRows) -> tuple[Unplaced, ...]:
    """The words without a place in the plan, in the order in which they were added."""
    names = tuple(Unplaced.model_fields)
    return tuple(Unplaced(**dict(zip(names, row, strict=True))) for row in tx.rows(tables.unplaced, names))


def set_unplaced(tx: RegisterRows, number: int, *, checked: bool) -> None:
    """Set whether a person has checked the words with this number, from 1 in the order of `unplaced`."""
    ids = [row[0] for row in tx.rows(tables.unplaced, ("id",))]
    missing = f"The register holds no words number {number}."
    tx.update(tables.unplaced, tables.unplaced.c.id == ids[number - 1], {"checked": checked}, missing)


def meta(tx: RegisterRows, key: str) -> str:
    """A small fact about the plan, '' where it was never set."""
    rows = tx.rows(tables.meta, ("value",), tables.meta.c.key == key, order=())
    return str(rows[0][0]) if rows else ""


def set_meta(tx: RegisterRows, key: str, value: str) -> None:
    """Set a small fact about the plan."""
    tx.remove(tables.meta, tables.meta.c.key == key)
    tx.insert(tables.meta, [{"key": key, "value": value}])
