"""Merge a newer edition into the register: what is new, changed, moved and removed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.edition import findings
from dhr_xl.commands.edition.base import Base, Newer, with_kept
from dhr_xl.commands.edition.differences import PlanItem, keyed, merged_order, moved_items, new_items, removed_items
from dhr_xl.commands.edition.rows import (
    EditionChange,
    RowMerge,
    RowTaken,
    changed_fields,
    document_values,
    fields_by_row,
    fields_without_column,
    merge_own_columns,
    own_changes,
)
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.edits import ADDED
from dhr_xl.commands.master.list_changes import recording_lists
from dhr_xl.commands.master.new_actions import NEW_RECOMMENDATION, record_added
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.returns.record import close_agreed
from dhr_xl.commands.returns.shared_actions import ask_agencies
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace, cells_of_action
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import Action, Finding, Recommendation
from dhr_xl.core.plan.records import Edition
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.questions import EDITION
from dhr_xl.importing.edition import has_same_words

ABOUT: Final = ("lead", "scope", "section")
UNSURE: Final = ("EDITION_PAIRED", "EDITION_NOT_PAIRED", "EDITION_NUMBER", "EDITION_OWN")


class UpdateResult(NamedTuple):
    """What `update` did.

    unchanged: how many actions are as before; unsure: findings on what was not paired for certain; findings: the other
    rows added to To check; agencies: codes that are new; no_column: fields that the document has no column for any
    more; out: refs of changed rows whose workbooks are out with agencies.
    """

    folder: Path
    edition: Edition
    new: tuple[PlanItem, ...]
    changed: tuple[EditionChange, ...]
    withdrawn: tuple[PlanItem, ...]
    reordered: tuple[PlanItem, ...]
    unchanged: int
    questions: tuple[str, ...]
    unsure: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    agencies: tuple[str, ...]
    no_column: tuple[str, ...]
    out: tuple[str, ...]
    master: TakenIn
    master_stale: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the newer edition says the same as the last one."""
        return not any((self.new, self.changed, self.withdrawn, self.reordered, self.unsure, self.findings))

    @property
    def needs_a_person(self) -> bool:
        """Whether a person must look."""
        guessed = any(finding.severity != "note" for finding in self.findings)
        asked = self.questions or self.withdrawn or self.unsure or guessed
        return bool(asked or self.master.needs_a_person or self.master_stale)


class EditionMerge:
    """The merge of one newer edition into the register."""

    def __init__(self, ledger: Ledger, snapshot: Snapshot, base: Base, newer: Newer, master: TakenIn) -> None:
        self.ledger, self.snapshot, self.base, self.newer, self.master = ledger, snapshot, base, newer, master
        self.source, self.plan = newer.edition.source, newer.edition.plan
        self.no_column = fields_without_column(base.last.plan, self.plan)
        self.changed: list[EditionChange] = []
        self.questions: list[str] = []
        self.mine: list[Finding] = []
        self.places = {place.key: place for place in snapshot.recommendations}

    def take(self) -> UpdateResult:
        """Merge what differs, as one run; write nothing if nothing differs."""
        if not self._differs():
            return self.result(unchanged=len(self.plan.actions))
        ledger = self.ledger
        ledger.start("update")
        with recording_lists(ledger):
            for agency in self.newer.agencies:
                ledger.tx.add_agency(agency)
            ledger.forget("agencies")
            self._add_new()
            self._merge()
            own = merge_own_columns(ledger.tx, self.base, self.newer)
            self.changed += own.changed
            self.mine += own.findings
            self._put_in_order()
            if self.plan.as_at and self.snapshot.head.as_at == self.base.last.plan.as_at:
                ledger.tx.set_as_at(self.plan.as_at)
            found = self._findings()
            ledger.tx.add_findings(found)
            kept = with_kept(self.plan, self.base, self._attributes_without_column())
            ledger.tx.add_edition(self.newer.edition._replace(run=ledger.run, plan=kept))
        close_agreed(ledger)
        ask_agencies(ledger)
        touched = {one.ref for one in self.changed}
        return self.result(unchanged=sum(a.ref not in touched | self.newer.new for a in self.plan.actions), found=found)

    def result(self, *, unchanged: int, found: Iterable[Finding] = ()) -> UpdateResult:
        """The result."""
        found = tuple(found)
        same = self.newer.edition is self.base.last
        waiting = {question.id for question in self.ledger.waiting}
        return UpdateResult(
            folder=self.ledger.workspace.folder, edition=self.newer.edition,
            new=() if same else tuple(new_items(self.base, self.newer)), changed=tuple(self.changed),
            withdrawn=() if same else tuple(self._withdrawn()),
            reordered=() if same else tuple(moved_items(self.base, self.newer)), unchanged=unchanged,
            questions=tuple(name for name in dict.fromkeys(self.questions) if name in waiting),
            unsure=tuple(one for one in found if one.code in UNSURE),
            findings=tuple(one for one in found if one.code not in (*UNSURE, "EDITION_WITHDRAWN")),
            agencies=() if same else tuple(agency.code for agency in self.newer.agencies),
            no_column=self.no_column, out=self._out(), master=self.master,
        )  # fmt: skip

    def _differs(self) -> bool:
        """Whether the document differs from the last edition in anything but its date."""
        named = (self.newer.new, self.newer.agencies, bool(self._withdrawn()), any(moved_items(self.base, self.newer)))
        rows = any(self._differs_in(key, one) for key, one in keyed(self.newer))
        return any(named) or rows or bool(self._words(()))

    def _differs_in(self, key: str, one: Recommendation) -> bool:
        before = self.base.recommendations.get(key)
        if before is None or not has_same_words(before.text, one.text) or before.number != one.number:
            return True
        about = any(getattr(before, name) != getattr(one, name) for name in ABOUT)
        return about or any(self._row_differs(action) for action in one.actions)

    def _row_differs(self, action: Action) -> bool:
        known = self.base.actions.get(action.ref)
        own = own_changes(self.base, self.newer, action)
        return known is None or bool(self._row(known, action) or own) or known.part != action.part

    def _row(self, before: Action | None, after: Action) -> dict[str, str]:
        """The fields of an action that the newer edition changes, without those it has no column for."""
        said = {field: text for field, text in document_values(after).items() if field not in self.no_column}
        return changed_fields(document_values(before) if before else {}, said)

    def _add_new(self) -> None:
        ledger, who = self.ledger, self.ledger.workspace.coordinator
        for key, one in keyed(self.newer):
            if key in self.newer.new:
                place = RecommendationPlace(key, one.number, one.number_inferred, one.lead, one.scope, one.section)
                ledger.tx.add_recommendation(place)
                text = [(CellKey(key, "recommendation"), one.text, self.source)]
                ledger.write_only(text, who=who, how=NEW_RECOMMENDATION)
            for action in (a for a in one.actions if a.ref in self.newer.new):
                ledger.tx.add_action(ActionPlace(action.ref, key, action.part))
                record_added(ledger, self.reference, action.ref)
                cells = [(cell, text, self.source) for cell, text in cells_of_action(action).items()]
                ledger.write_only(cells, who=who, how=ADDED)
        ledger.forget("places")

    @property
    def reference(self) -> str:
        """The reference of the edition's decisions and questions."""
        return f"{EDITION} {self.ledger.run}"

    def _merge(self) -> None:
        rows = RowMerge(self.ledger, self.snapshot, self.reference, self.source)
        for key, one in keyed(self.newer):
            if key in self.places:
                self._merge_recommendation(rows, key, one)
            for action in (a for a in one.actions if a.ref not in self.newer.new):
                before = self.base.actions.get(action.ref)
                place = self.ledger.places[action.ref]
                part = action.part if before and before.part != action.part else place.part
                if (key, part) != (place.number, place.part):
                    self.ledger.tx.set_action(ActionPlace(action.ref, key, part))
                if after := self._row(before, action):
                    self._keep(rows.take_action(action.ref, document_values(before) if before else {}, after))
        self.ledger.forget("places")

    def _keep(self, taken: RowTaken) -> None:
        self.changed += taken.changed
        self.questions += taken.questions

    def _merge_recommendation(self, rows: RowMerge, key: str, one: Recommendation) -> None:
        before, place = self.base.recommendations.get(key), self.places[key]
        if before is None or not has_same_words(before.text, one.text):
            self._keep(rows.take_text(key, before.text if before else "", one.text))
        was = before.number if before else place.number
        if one.number not in {was, place.number}:
            if place.number == was:
                place = place._replace(number=one.number, number_inferred=one.number_inferred)
            else:
                self.mine.append(findings.about_number(key, place.number, one.number, self.source))
        if before:
            for name in ABOUT:
                then, now = getattr(before, name), getattr(one, name)
                if then != now:
                    self.changed.append(EditionChange(key, name, then or "", now or "", Outcome.MERGED))
                    place = place._replace(**{name: now})
        if place != self.places[key]:
            self.ledger.tx.set_recommendation(place)

    def _put_in_order(self) -> None:
        """Put the plan in the newer edition's order; what is not in it stays after what it followed."""
        tx, plan = self.ledger.tx, self.plan
        keys = merged_order([p.key for p in tx.recommendation_places()], self.newer.edition.keys)
        refs = merged_order([p.ref for p in tx.action_places()], [action.ref for action in plan.actions])
        tx.put_in_order("recommendations", keys)
        tx.put_in_order("actions", refs)
        self.ledger.forget("places")

    def _findings(self) -> list[Finding]:
        known = [record.finding for record in self.ledger.tx.findings()]
        changed = fields_by_row(self.changed)
        found = findings.new_findings(self.plan.findings, known, self.newer.imported, changed, self.newer.new)
        words = self._words(found)
        gone = [
            findings.about_withdrawn(one.ref, f"This {one.what}", one.text, self.source)
            for one in self._withdrawn()
            if one.what == "action" or not self.base.recommendations[one.ref].actions
        ]
        in_plan = {*self.base.keys, *self.base.refs}
        unsure = [one for one in self.newer.matching.unsure if one.key in in_plan]
        pairs = [findings.about_unsure(one, self.source) for one in unsure]
        own = (*words, *gone, *pairs, *self.mine)
        return [findings.of_edition(finding, self.source) for finding in (*found, *own)]

    def _words(self, found: Iterable[Finding]) -> list[Finding]:
        """Findings on words that could not be placed and are in no earlier edition."""
        before = [*self.snapshot.plan.unplaced, *self.base.last.plan.unplaced]
        known = [record.finding for record in self.ledger.tx.findings()]
        return findings.about_words(self.plan.unplaced, before, (*found, *known), self.source)

    def _withdrawn(self) -> list[PlanItem]:
        numbers = {key: place.number for key, place in self.places.items()}
        withdrawn = {key.ref for key in self.ledger.cells if key.field == "withdrawn"}
        return list(removed_items(self.base, self.newer, numbers, withdrawn))

    def _out(self) -> tuple[str, ...]:
        """Refs of changed rows that are in agencies' workbooks in the current round."""
        current = self.snapshot.current.id if self.snapshot.current else None
        out = {ref for i in self.snapshot.issues if i.round_id == current and i.valid for ref in i.as_issued}
        merged = dict.fromkeys(one.ref for one in self.changed if one.outcome == Outcome.MERGED)
        return tuple(ref for ref in merged if current and ref in out)

    def _attributes_without_column(self) -> list[str]:
        """The attributes of an action for the fields that the document has no column for."""
        names = ["agencies" if field == "supporting" else field for field in self.no_column]
        return [*names, *(["target_date_kind"] if "target_date" in names else [])]
