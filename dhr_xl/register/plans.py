"""A plan in the register: its heading, agencies, recommendations, actions, cells, and the history of the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from sqlalchemy import bindparam, func, select

from dhr_xl.core.plan.agency_cells import AGENCY_CELLS, aliases_of, cells_of_agency
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.core.plan.model import Agency, Unplaced
from dhr_xl.core.plan.records import ChangeRecord, LastChange, PlanHead, Run
from dhr_xl.errors import Stop
from dhr_xl.register import tables
from dhr_xl.register.scope import Scope

IN_ORDER: Final = ("position",)
UNDO: Final = "undo"
"""The command whose changes are the inverses of others."""
CHANGE_FIELDS: Final = (
    "id", "run", "when", "ref", "field", "agency", "round_id", "before", "after", "who", "how", "source", "return_id",
    "undone",
)  # fmt: skip


def add_plan(tx: Scope, head: PlanHead) -> None:
    """Put a plan into a register that has none yet; the transaction is about it from here on."""
    tx.write_plan(tables.plans, head._asdict())


def head(tx: Scope) -> PlanHead:
    """The plan's heading. Raises Stop where the register holds no plan."""
    query = select(*(tables.plans.c[name] for name in PlanHead._fields)).where(tables.plans.c.id == tx.plan)
    row = tx.connection.execute(query).first()
    if row is None:
        message = "This register holds no plan. Make a plan with: dhr-xl new FOLDER --from PLAN"
        raise Stop(message)
    return PlanHead._make(row)


def add_agency(tx: Scope, agency: Agency) -> None:
    """Add an agency after those there are."""
    tx.insert(tables.agencies, [{**agency.model_dump(), "position": tx.next_position(tables.agencies)}])


def agencies(tx: Scope) -> tuple[Agency, ...]:
    """The plan's agencies, in the order they were added."""
    rows = tx.rows(tables.agencies, ("code", "name", "aliases"), order=IN_ORDER)
    return tuple(Agency(code=code, name=name, aliases=aliases) for code, name, aliases in rows)


def set_agency(tx: Scope, agency: Agency) -> None:
    """Change an agency's name and aliases, known by its code."""
    missing = f"The register holds no agency with the code {agency.code}."
    tx.update(tables.agencies, tables.agencies.c.code == agency.code, agency.model_dump(), missing)


def add_recommendation(tx: Scope, place: RecommendationPlace) -> None:
    """Add a recommendation after those there are; its text is a cell."""
    tx.insert(tables.recommendations, [{**place._asdict(), "position": tx.next_position(tables.recommendations)}])


def recommendation_places(tx: Scope) -> tuple[RecommendationPlace, ...]:
    """The recommendations, in the plan's order."""
    rows = tx.rows(tables.recommendations, RecommendationPlace._fields, order=IN_ORDER)
    return tuple(map(RecommendationPlace._make, rows))


def set_recommendation(tx: Scope, place: RecommendationPlace) -> None:
    """Change what stands about a recommendation, known by its key."""
    missing = f"The register holds no recommendation {place.key}."
    tx.update(tables.recommendations, tables.recommendations.c.key == place.key, place._asdict(), missing)


def add_action(tx: Scope, place: ActionPlace) -> None:
    """Add an action after those there are; `place.number` is the key of a recommendation in the register."""
    tx.insert(tables.actions, [{**place._asdict(), "position": tx.next_position(tables.actions)}])


def action_places(tx: Scope) -> tuple[ActionPlace, ...]:
    """The actions, in the order they were added."""
    return tuple(map(ActionPlace._make, tx.rows(tables.actions, ActionPlace._fields, order=IN_ORDER)))


def set_action(tx: Scope, place: ActionPlace) -> None:
    """Change where an action stands, known by its ref."""
    missing = f"The register holds no action {place.ref}."
    tx.update(tables.actions, tables.actions.c.ref == place.ref, place._asdict(), missing)


def put_in_order(tx: Scope, what: Literal["recommendations", "actions"], names: Sequence[str]) -> None:
    """Give all recommendations (by their keys) or actions (by their refs) another order."""
    table, column = (tables.actions, "ref") if what == "actions" else (tables.recommendations, "key")
    rows = [{"row_name": name, "row_place": place} for place, name in enumerate(names, start=1)]
    tx.update_many(table, [table.c[column] == bindparam("row_name")], {"position": bindparam("row_place")}, rows)


def set_as_at(tx: Scope, day: dt.date | None) -> None:
    """Change the day the plan's document speaks of."""
    missing = "The register holds no plan."
    tx.update(tables.plans, tables.plans.c.id == tx.plan, {"as_at": day}, missing)


def cells(tx: Scope) -> dict[CellKey, str]:
    """Every cell of the plan that is not blank, the names and aliases of its agencies among them."""
    rows = tx.rows(tables.cells, (*CellKey._fields, "text"), order=CellKey._fields)
    of_agencies = {key: text for agency in agencies(tx) for key, text in cells_of_agency(agency).items()}
    return {CellKey._make(key): text for *key, text in rows} | of_agencies


def load_cells(tx: Scope, cells: Mapping[CellKey, str]) -> None:
    """Fill the cells of a new plan; nothing is written to its history."""
    tx.insert(tables.cells, ({**key._asdict(), "text": text} for key, text in cells.items() if text))


def write_cells(  # noqa: PLR0913 - where a change came from is asked of it for years
    tx: Scope,
    run: int,
    changes: Sequence[tuple[CellKey, str, str, str]],
    *,
    when: dt.datetime,
    who: str,
    how: str,
    return_id: int | None = None,
) -> None:
    """Change cells and append each change (key, before, after, source) to the history; an `after` of '' blanks.

    Changes are applied in their order: of two to one cell the later stands, and both are in the history.
    """
    last = {key: after for key, _, after, _ in changes}
    for key in _write_agencies(tx, last):
        del last[key]
    matches = [tables.cells.c[name] == bindparam(f"key_{name}") for name in CellKey._fields]
    tx.remove(tables.cells, *matches, keys=[{f"key_{k}": v for k, v in key._asdict().items()} for key in last])
    load_cells(tx, last)
    said = {"run": run, "when": when, "who": who, "how": how, "return_id": return_id, "undone": False}
    rows = ({**key._asdict(), "before": b, "after": a, "source": source, **said} for key, b, a, source in changes)
    tx.insert(tables.changes, rows)


def _write_agencies(tx: Scope, values: Mapping[CellKey, str]) -> list[CellKey]:
    """Write the cells that are an agency's name or aliases to the table of agencies: which they were."""
    mine = [key for key in values if key.field in AGENCY_CELLS]
    known = {agency.code: agency for agency in agencies(tx)} if mine else {}
    written = [key for key in mine if key.ref in known]
    for key in written:
        said = {"name": values[key]} if key.field == "agency_name" else {"aliases": aliases_of(values[key])}
        known[key.ref] = known[key.ref].model_copy(update=said)
        set_agency(tx, known[key.ref])
    return written


def changes(tx: Scope, ref: str | None = None, run: int | None = None) -> tuple[ChangeRecord, ...]:
    """The history, oldest first: of one ref, of one run, or all of it."""
    table = tables.changes
    where = [table.c.ref == ref] if ref is not None else []
    where += [table.c.run == run] if run is not None else []
    rows = tx.rows(table, CHANGE_FIELDS, *where)
    return tuple(ChangeRecord._make((*row[:3], CellKey(*row[3:7]), *row[7:])) for row in rows)


def last_changes(tx: Scope) -> dict[CellKey, LastChange]:
    """The newest change of each cell that stands: neither taken back, nor the inverse by which another was."""
    table = tables.changes
    keys = [table.c[name] for name in CellKey._fields]
    inverses = select(tables.runs.c.id).where(tables.runs.c.plan == tx.plan, tables.runs.c.command == UNDO)
    standing = (table.c.plan == tx.plan, table.c.undone.is_(False), table.c.run.not_in(inverses))
    newest = select(func.max(table.c.id)).where(*standing).group_by(*keys)
    rows = tx.rows(table, (*CellKey._fields, *LastChange._fields), table.c.id.in_(newest))
    return {CellKey._make(row[:4]): LastChange._make(row[4:]) for row in rows}


def mark_undone(tx: Scope, change_ids: Iterable[int]) -> None:
    """Say of changes that they were taken back."""
    keys = [{"change_id": change_id} for change_id in change_ids]
    tx.update_many(tables.changes, [tables.changes.c.id == bindparam("change_id")], {"undone": True}, keys)


def add_unplaced(tx: Scope, words: Unplaced) -> None:
    """Keep words of the document that could not be placed."""
    tx.insert(tables.unplaced, [words.model_dump()])


def unplaced(tx: Scope) -> tuple[Unplaced, ...]:
    """The words that could not be placed, in the order they were added."""
    names = tuple(Unplaced.model_fields)
    return tuple(Unplaced(**dict(zip(names, row, strict=True))) for row in tx.rows(tables.unplaced, names))


def set_unplaced(tx: Scope, number: int, *, checked: bool) -> None:
    """Say whether a person has looked at the words of that number, counted from 1 in their order."""
    ids = [row[0] for row in tx.rows(tables.unplaced, ("id",))]
    missing = f"The register holds no words number {number}."
    tx.update(tables.unplaced, tables.unplaced.c.id == ids[number - 1], {"checked": checked}, missing)


def start_run(tx: Scope, command: str, who: str, when: dt.datetime, note: str = "") -> int:
    """Record that a command which changes something has begun: the number its rows carry."""
    row = {"command": command, "who": who, "when": when, "note": note, "undone": False}
    return tx.insert_numbered(tables.runs, row)


def runs(tx: Scope) -> tuple[Run, ...]:
    """Every run, oldest first."""
    return tuple(map(Run._make, tx.rows(tables.runs, Run._fields)))


def mark_run_undone(tx: Scope, run: int) -> None:
    """Say of a run that it was taken back."""
    tx.update(tables.runs, tables.runs.c.id == run, {"undone": True}, f"The register holds no run {run}.")


def set_run_note(tx: Scope, run: int, note: str) -> None:
    """Write what a run came to."""
    tx.update(tables.runs, tables.runs.c.id == run, {"note": note}, f"The register holds no run {run}.")
