"""The plan: its head, agencies, recommendations, actions and cells, the history of the cells, and its editions."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from sqlalchemy import bindparam, func, select

from dhr_xl.core.documents import encode_whole
from dhr_xl.core.plan.agency_cells import AGENCY_CELLS, aliases_of, cells_of_agency
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.core.plan.model import Agency, Unplaced
from dhr_xl.core.plan.records import ChangeRecord, Edition, LastChange, PlanHead
from dhr_xl.errors import Stop
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows, without_id

IN_ORDER: Final = ("position",)
UNDO: Final = "undo"
"""The command whose changes are inverses of earlier ones."""
CHANGE_FIELDS: Final = (
    "id", "run", "when", "ref", "field", "agency", "round_id", "before", "after", "who", "how", "source", "return_id",
    "undone",
)  # fmt: skip


class PlanRows(RegisterRows):
    """What the register holds of the plan itself."""

    def add_plan(self, head: PlanHead) -> None:
        """Add the plan to a register without one. From here on the transaction reads and writes that plan."""
        self.write_plan(tables.plans, head._asdict())

    def head(self) -> PlanHead:
        """The plan's head. Raises Stop where the register holds no plan."""
        query = select(*(tables.plans.c[name] for name in PlanHead._fields)).where(tables.plans.c.id == self.plan)
        row = self.connection.execute(query).first()
        if row is None:
            raise Stop("This register holds no plan. Make a plan with: dhr-xl new FOLDER --from PLAN")
        return PlanHead._make(row)

    def add_agency(self, agency: Agency) -> None:
        """Add an agency at the end."""
        self.insert_last(tables.agencies, agency._asdict())

    def agencies(self) -> tuple[Agency, ...]:
        """The plan's agencies, in the order they were added."""
        rows = self.rows(tables.agencies, ("code", "name", "aliases"), order=IN_ORDER)
        return tuple(Agency(code, name, tuple(aliases)) for code, name, aliases in rows)

    def set_agency(self, agency: Agency) -> None:
        """Change the name and aliases of the agency with this code. Raises Stop where there is none."""
        missing = f"The register holds no agency with the code {agency.code}."
        self.update(tables.agencies, tables.agencies.c.code == agency.code, agency._asdict(), missing)

    def add_recommendation(self, place: RecommendationPlace) -> None:
        """Add a recommendation at the end. Its text is a cell."""
        self.insert_last(tables.recommendations, place._asdict())

    def recommendation_places(self) -> tuple[RecommendationPlace, ...]:
        """The recommendations without their text, in the plan's order."""
        return self.records(RecommendationPlace, tables.recommendations, order=IN_ORDER)

    def set_recommendation(self, place: RecommendationPlace) -> None:
        """Change what is recorded of the recommendation with this key. Raises Stop where there is none."""
        missing = f"The register holds no recommendation {place.key}."
        self.update(tables.recommendations, tables.recommendations.c.key == place.key, place._asdict(), missing)

    def add_action(self, place: ActionPlace) -> None:
        """Add an action at the end. `place.number` is the key of a recommendation in the register."""
        self.insert_last(tables.actions, place._asdict())

    def action_places(self) -> tuple[ActionPlace, ...]:
        """The actions, in the order they were added."""
        return self.records(ActionPlace, tables.actions, order=IN_ORDER)

    def set_action(self, place: ActionPlace) -> None:
        """Change the place of the action with this ref. Raises Stop where there is none."""
        missing = f"The register holds no action {place.ref}."
        self.update(tables.actions, tables.actions.c.ref == place.ref, place._asdict(), missing)

    def put_in_order(self, what: Literal["recommendations", "actions"], names: Sequence[str]) -> None:
        """Reorder all recommendations (named by key) or actions (named by ref)."""
        table, column = (tables.actions, "ref") if what == "actions" else (tables.recommendations, "key")
        rows = [{"row_name": name, "row_place": place} for place, name in enumerate(names, start=1)]
        self.update_many(table, [table.c[column] == bindparam("row_name")], {"position": bindparam("row_place")}, rows)

    def set_as_at(self, day: dt.date | None) -> None:
        """Change the as-at date of the plan's document."""
        missing = "The register holds no plan."
        self.update(tables.plans, tables.plans.c.id == self.plan, {"as_at": day}, missing)

    def cells(self) -> dict[CellKey, str]:
        """Every cell of the plan that is not blank, including the names and aliases of agencies."""
        rows = self.rows(tables.cells, (*CellKey._fields, "text"), order=CellKey._fields)
        of_agencies = {key: text for agency in self.agencies() for key, text in cells_of_agency(agency).items()}
        return {CellKey._make(key): text for *key, text in rows} | of_agencies

    def load_cells(self, cells: Mapping[CellKey, str]) -> None:
        """Add cells without a history, as for a new plan. Blank ones are skipped."""
        self.insert(tables.cells, ({**key._asdict(), "text": text} for key, text in cells.items() if text))

    def write_cells(  # noqa: PLR0913 - all that the history records of a change
        self,
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
        for key in self._write_agencies(last):
            del last[key]
        matches = [tables.cells.c[name] == bindparam(f"key_{name}") for name in CellKey._fields]
        self.remove(tables.cells, *matches, keys=[{f"key_{k}": v for k, v in key._asdict().items()} for key in last])
        self.load_cells(last)
        common = {"run": run, "when": when, "who": who, "how": how, "return_id": return_id, "undone": False}
        rows = ({**key._asdict(), "before": b, "after": a, "source": source, **common} for key, b, a, source in changes)
        self.insert(tables.changes, rows)

    def _write_agencies(self, values: Mapping[CellKey, str]) -> list[CellKey]:
        """Write cells that are an agency's name or aliases to the table of agencies, and return their keys."""
        mine = [key for key in values if key.field in AGENCY_CELLS]
        known = {agency.code: agency for agency in self.agencies()} if mine else {}
        written = [key for key in mine if key.ref in known]
        for key in written:
            update = {"name": values[key]} if key.field == "agency_name" else {"aliases": aliases_of(values[key])}
            known[key.ref] = known[key.ref]._replace(**update)
            self.set_agency(known[key.ref])
        return written

    def changes(self, ref: str | None = None, run: int | None = None) -> tuple[ChangeRecord, ...]:
        """The history, oldest first: of one ref, of one run, or all."""
        rows = self.rows(tables.changes, CHANGE_FIELDS, ref=ref, run=run)
        return tuple(ChangeRecord._make((*row[:3], CellKey(*row[3:7]), *row[7:])) for row in rows)

    def last_changes(self) -> dict[CellKey, LastChange]:
        """The newest change in force of each cell: neither taken back, nor the inverse that took another back."""
        table = tables.changes
        keys = [table.c[name] for name in CellKey._fields]
        inverses = select(tables.runs.c.id).where(tables.runs.c.plan == self.plan, tables.runs.c.command == UNDO)
        in_force = (table.c.plan == self.plan, table.c.undone.is_(False), table.c.run.not_in(inverses))
        newest = select(func.max(table.c.id)).where(*in_force).group_by(*keys)
        rows = self.rows(table, (*CellKey._fields, *LastChange._fields), table.c.id.in_(newest))
        return {CellKey._make(row[:4]): LastChange._make(row[4:]) for row in rows}

    def mark_undone(self, change_ids: Iterable[int]) -> None:
        """Mark changes as taken back."""
        self.mark_undone_rows(tables.changes, change_ids)

    def add_unplaced(self, words: Unplaced) -> None:
        """Keep words of the document that have no place in the plan."""
        self.insert(tables.unplaced, [words._asdict()])

    def unplaced(self) -> tuple[Unplaced, ...]:
        """The words without a place in the plan, in the order in which they were added."""
        names = tuple(Unplaced._fields)
        return tuple(Unplaced(**dict(zip(names, row, strict=True))) for row in self.rows(tables.unplaced, names))

    def set_unplaced(self, number: int, *, checked: bool) -> None:
        """Set whether a person has checked the words with this number, from 1 in the order of `unplaced`."""
        ids = [row[0] for row in self.rows(tables.unplaced, ("id",))]
        missing = f"The register holds no words number {number}."
        self.update(tables.unplaced, tables.unplaced.c.id == ids[number - 1], {"checked": checked}, missing)

    def meta(self, key: str) -> str:
        """A small fact about the plan, '' where it was never set."""
        rows = self.rows(tables.meta, ("value",), order=(), key=key)
        return str(rows[0][0]) if rows else ""

    def set_meta(self, key: str, value: str) -> None:
        """Set a small fact about the plan."""
        self.remove(tables.meta, tables.meta.c.key == key)
        self.insert(tables.meta, [{"key": key, "value": value}])

    def add_edition(self, edition: Edition) -> int:
        """Record an edition and return the number it is given; the record's own id is ignored."""
        row = {name: value for name, value in without_id(edition).items() if name not in {"plan", "keys"}}
        document = {"plan": encode_whole(edition.plan), "keys": list(edition.keys)}
        return self.insert_numbered(tables.editions, row | {"document": document, "undone": False})

    def edition_sources(self) -> dict[int, str]:
        """The number and the document's name of every edition that was not taken back, oldest first."""
        return {row[0]: row[1] for row in self.rows(tables.editions, ("id", "source"), undone=False)}

    def set_edition_undone(self, edition_id: int) -> None:
        """Mark an edition as taken back. Raises Stop where there is none of that id."""
        missing = f"The register holds no edition number {edition_id}."
        self.update(tables.editions, tables.editions.c.id == edition_id, {"undone": True}, missing)
