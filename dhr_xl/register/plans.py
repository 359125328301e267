"""The plan itself: its head, agencies, recommendations, actions, cells, and every change of a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, update

from dhr_xl.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.model import Agency, Unplaced
from dhr_xl.register import tables
from dhr_xl.register.rows import Rows, pick
from dhr_xl.register.values import ChangeRecord, PlanHead, Run

Change = tuple[CellKey, str, str]
"""(where, before, after)"""


class Plans(Rows):
    """Rows of the plan."""

    def add_plan(self, head: PlanHead) -> None:
        """Begin the plan; everything after belongs to it."""
        self.connection.execute(insert(tables.plans).values(**head._asdict()))
        self.plan = head.id

    def head(self) -> PlanHead:
        """What the plan is called."""
        row = self.connection.execute(tables.plans.select().where(tables.plans.c.id == self.plan)).mappings().one()
        return PlanHead(**pick(row, PlanHead))

    def add_agency(self, agency: Agency) -> None:
        """One more agency, after the others."""
        values = {"code": agency.code, "name": agency.name, "aliases": list(agency.aliases)}
        self.put(tables.agencies, values | {"position": len(self.all(tables.agencies))})

    def set_agency(self, agency: Agency) -> None:
        """Another name, other aliases."""
        table = tables.agencies
        where = (table.c.plan == self.plan, table.c.code == agency.code)
        self.connection.execute(update(table).where(*where).values(name=agency.name, aliases=list(agency.aliases)))

    def agencies(self) -> tuple[Agency, ...]:
        """In the order they were added."""
        rows = self.all(tables.agencies, order=tables.agencies.c.position)
        return tuple(Agency(code=r["code"], name=r["name"], aliases=tuple(r["aliases"])) for r in rows)

    def add_recommendation(self, place: RecommendationPlace) -> None:
        """One more recommendation, after the others."""
        self.put(tables.recommendations, place._asdict() | {"position": len(self.all(tables.recommendations))})

    def set_recommendation(self, place: RecommendationPlace) -> None:
        """Another printed number, lead, scope or section."""
        table = tables.recommendations
        where = (table.c.plan == self.plan, table.c.key == place.key)
        self.connection.execute(update(table).where(*where).values(**place._asdict()))

    def recommendation_places(self) -> tuple[RecommendationPlace, ...]:
        """In the plan's order."""
        rows = self.all(tables.recommendations, order=tables.recommendations.c.position)
        return tuple(RecommendationPlace(**pick(row, RecommendationPlace)) for row in rows)

    def add_action(self, place: ActionPlace) -> None:
        """One more action, after the others."""
        values = place._asdict() | {"supporting": list(place.supporting)}
        self.put(tables.actions, values | {"position": len(self.all(tables.actions))})

    def action_places(self) -> tuple[ActionPlace, ...]:
        """In the plan's order."""
        rows = self.all(tables.actions, order=tables.actions.c.position)
        return tuple(ActionPlace(r["ref"], r["number"], r["part"], tuple(r["supporting"])) for r in rows)

    def cells(self) -> dict[CellKey, str]:
        """Every value that is not blank."""
        rows = self.all(tables.cells)
        return {CellKey(r["ref"], r["field"], r["agency"], r["round_id"]): r["value"] for r in rows}

    def load_cells(self, cells: Mapping[CellKey, str]) -> None:
        """The cells a plan begins with; no change is recorded."""
        self.put_all(tables.cells, ({**key._asdict(), "value": value} for key, value in cells.items()))

    def write_cells(  # noqa: PLR0913 - a change has these parts
        self,
        run: int,
        changes: Sequence[Change],
        *,
        when: dt.datetime,
        who: str,
        how: str,
        source: str,
        return_id: int | None = None,
    ) -> None:
        """Write each cell and record the change; a cell set to '' is taken away."""
        table = tables.cells
        for key, _, after in changes:
            where = [table.c[name] == value for name, value in key._asdict().items()]
            self.connection.execute(delete(table).where(table.c.plan == self.plan, *where))
            if after:
                self.put(table, {**key._asdict(), "value": after})
        told = {"run": run, "when": when, "who": who, "how": how, "source": source, "return_id": return_id, "undone": False}
        self.put_all(
            tables.changes, ({**key._asdict(), "before": was, "after": now, **told} for key, was, now in changes)
        )

    def changes(self, ref: str | None = None, run: int | None = None) -> tuple[ChangeRecord, ...]:
        """Every change, oldest first; of one ref or one run where given."""
        table = tables.changes
        where = [table.c.ref == ref] if ref is not None else []
        where += [table.c.run == run] if run is not None else []
        return tuple(
            ChangeRecord(**pick(r, ChangeRecord), key=CellKey(r["ref"], r["field"], r["agency"], r["round_id"]))
            for r in self.all(table, *where, order=table.c.id)
        )

    def mark_undone(self, ids: Sequence[int]) -> None:
        """Mark changes as taken back."""
        self.connection.execute(update(tables.changes).where(tables.changes.c.id.in_(ids)).values(undone=True))

    def add_unplaced(self, words: Unplaced) -> None:
        """Words of the document that found no place."""
        self.put(tables.unplaced, {"line": words.line, "text": words.text})

    def unplaced(self) -> tuple[Unplaced, ...]:
        """In the document's order."""
        return tuple(Unplaced(line=r["line"], text=r["text"]) for r in self.all(tables.unplaced, order=tables.unplaced.c.id))

    def start_run(self, command: str, who: str, when: dt.datetime, note: str = "") -> int:
        """Begin one command's writes; returns the number they are kept under."""
        return self.put(tables.runs, {"command": command, "who": who, "when": when, "note": note, "undone": False})

    def runs(self) -> tuple[Run, ...]:
        """Every command that wrote, oldest first."""
        return tuple(Run(**pick(row, Run)) for row in self.all(tables.runs, order=tables.runs.c.id))
