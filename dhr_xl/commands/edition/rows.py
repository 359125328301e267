"""Merge a newer edition's rows, and its columns that the plan has no field for, with the last edition as base."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.edition.base import Base, Newer
from dhr_xl.commands.edition.findings import about_own
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.edits import EditedCopy, Edits, decide_edits, record_edits
from dhr_xl.commands.returns.record import Sender
from dhr_xl.core.plan.cells import IMPORTED, CellKey, cells_of_action, latest
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.kinds import DecisionKind, Outcome
from dhr_xl.core.plan.model import UNASSIGNED, Action, Finding, Plan
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.questions import EDITION, holds_day
from dhr_xl.importing.edition import has_same_words
from dhr_xl.register.transaction import Tx

OWN: Final = (
    "agency", "supporting", "action", "evidence", "target_date", "target_date_text", "agreed_target_date",
    "board_decision", "decided_on",
)  # fmt: skip
"""What a document says about an action, besides its agency's answers."""
DATE: Final = ("target_date", "target_date_text")
NEVER_BLANK: Final = ("agency", "action", "recommendation", *(field for field in IMPORTED if field != "progress"))
"""Fields that an edition never blanks without a question."""


class EditionChange(NamedTuple):
    """One cell that a newer edition changes. outcome: what the merge decided."""

    ref: str
    field: str
    before: str
    after: str
    outcome: Outcome


class RowTaken(NamedTuple):
    """What came of a row: its cells that differ, and the ids of the questions raised."""

    changed: tuple[EditionChange, ...]
    questions: tuple[str, ...]


def document_values(action: Action) -> dict[str, str]:
    """What a document says about an action: field -> text, blanks included; no agency is a blank."""
    said = {key.field: text for key, text in cells_of_action(action).items()}
    row = {field: said.get(field, "") for field in (*OWN, *IMPORTED)}
    return {**row, "agency": "" if row["agency"] == UNASSIGNED else row["agency"]}


def fields_without_column(base: Plan, newer: Plan) -> tuple[str, ...]:
    """Fields that are filled in the last edition and nowhere in the newer one: it has no column for them."""
    before, after = ([document_values(action) for action in plan.actions] for plan in (base, newer))
    return tuple(
        field for field in (*OWN, *IMPORTED) if any(row[field] for row in before) and not any(r[field] for r in after)
    )


def changed_fields(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row that a newer edition changes; blank progress does not count as a change."""
    changed = {
        field: text
        for field, text in after.items()
        if not _same(field, before.get(field, ""), text) and (text or field != "progress")
    }
    if set(DATE) & set(changed):
        changed |= {field: after[field] for field in DATE if field in after}
    return changed


def _same(field: str, one: str, other: str) -> bool:
    if field == "supporting":
        return set(one.split()) == set(other.split())
    return one == other if holds_day(field) else has_same_words(one, other)


class RowMerge(NamedTuple):
    """Merges the rows of one edition into the register. reference: of the edition's decisions; source: its name."""

    ledger: Ledger
    snapshot: Snapshot
    reference: str
    source: str

    def take_text(self, key: str, before: str, after: str) -> RowTaken:
        """Merge a recommendation's text."""
        return self._take(key, {"recommendation": before}, {"recommendation": after}, self.sender("", ""))

    def take_action(self, ref: str, before: Row, after: Mapping[str, str]) -> RowTaken:
        """Merge an action's row. before: as in the last edition; after: the fields that the newer one changes."""
        own = {field: text for field, text in after.items() if field in OWN}
        done = self._take(ref, before, own, self.sender("", "")) if own else RowTaken((), ())
        answers = {field: text for field, text in after.items() if field in IMPORTED}
        if not answers:
            return done
        moved = after.get("agency", "")
        agency = moved or self.ledger.cells.get(CellKey(ref, "agency"), "")
        if moved:  # the last edition's answers were another agency's; this one may have none yet
            said = self.ours(ref, answers, agency)
            before = {**before, **{field: "" for field in answers if not said[field]}}
        waits = any(one.field == "agency" and one.outcome in {Outcome.CONFLICT, Outcome.HELD} for one in done.changed)
        more = self._take(ref, before, answers, self.sender(agency, self.round_of(ref, agency)), waits=waits)
        return RowTaken((*done.changed, *more.changed), (*done.questions, *more.questions))

    def sender(self, agency: str, round_id: str) -> Sender:
        """The edition as the sender of its values."""
        return Sender(agency, round_id, self.reference, self.ledger.workspace.coordinator, EDITION, self.source)

    def ours(self, ref: str, fields: Mapping[str, str], agency: str) -> dict[str, str]:
        """The plan's values now; of an agency's progress, its latest in any round."""
        rounds = [record.round for record in self.snapshot.rounds]
        cells, held = self.ledger.cells, dict[str, str]()
        for field in fields:
            key = CellKey(ref, field, agency if field in IMPORTED else "")
            held[field] = latest(cells, ref, field, agency, rounds) if field == "progress" else cells.get(key, "")
        return {**held, "agency": held["agency"].replace(UNASSIGNED, "")} if "agency" in held else held

    def round_of(self, ref: str, agency: str) -> str:
        """The round of an agency's latest progress, '' for progress from the document."""
        rounds = sorted(self.snapshot.rounds, key=lambda record: (record.as_at, record.id))
        said = [r.id for r in rounds if self.ledger.cells.get(CellKey(ref, "progress", agency, r.id))]
        return said[-1] if said else ""

    def _take(
        self, ref: str, before: Mapping[str, str], after: Mapping[str, str], sender: Sender, *, waits: bool = False
    ) -> RowTaken:
        """Decide and record some fields of a row. waits: they wait for a question about the row's agency."""
        ours = self.ours(ref, after, sender.agency)
        said = {f: ours[f] if _same(f, ours[f], text) else text for f, text in after.items()}
        shown = {field: before.get(field, "") for field in after}
        shown |= {f: ours[f] for f in after if f in before and _same(f, ours[f], shown[f])}
        copy = EditedCopy(self.reference, self.source, {})
        decisions = decide_edits(copy, Edits(ref, shown, said, {}), ours)
        decisions = [self._hold(decision, ref, waits=waits) for decision in decisions]
        decisions += _rest_of_date(decisions, shown, ours, said)
        taken = record_edits(self.ledger, sender, decisions, {})
        changed = tuple(EditionChange(ref, d.field, before.get(d.field, ""), d.theirs, d.outcome) for d in decisions)
        return RowTaken(changed, tuple(taken.questions))

    def _hold(self, decision: Decision, ref: str, *, waits: bool) -> Decision:
        """Hold what a person must decide: values for a withdrawn action, and a blank in place of an answer."""
        if decision.outcome in {Outcome.ALREADY, Outcome.NOTED}:
            return decision
        if self.ledger.cells.get(CellKey(ref, "withdrawn")):
            return decision._replace(outcome=Outcome.HELD, kind=DecisionKind.WITHDRAWN)
        blank = not decision.theirs and decision.field in NEVER_BLANK
        if blank and (decision.outcome == Outcome.MERGED or decision.kind == DecisionKind.BACKWARDS):
            return decision._replace(outcome=Outcome.HELD, kind=DecisionKind.CLEARED)
        held = waits and decision.outcome == Outcome.MERGED
        return decision._replace(outcome=Outcome.HELD, kind=DecisionKind.GROUP) if held else decision


def _rest_of_date(
    decisions: Sequence[Decision], shown: Mapping[str, str], ours: Mapping[str, str], said: Mapping[str, str]
) -> list[Decision]:
    """The other half of a target date that is asked about: the date and its words are decided together."""
    asked = next((one for one in decisions if one.field in DATE and one.asked), None)
    rest = [field for field in DATE if field in said and field not in {one.field for one in decisions}]
    return [
        Decision(asked.ref, field, Outcome.HELD, DecisionKind.GROUP, shown[field], ours[field], said[field])
        for field in rest
        if asked and ours[field] != said[field]
    ]


def fields_by_row(changed: Sequence[EditionChange]) -> dict[str, list[str]]:
    """The changed fields of each row: ref -> fields, in the rows' order; a date and its words count as one."""
    rows: dict[str, list[str]] = {}
    for one in changed:
        field = "target_date" if one.field == "target_date_text" else one.field
        if field not in rows.setdefault(one.ref, []):
            rows[one.ref].append(field)
    return rows


class OwnColumns(NamedTuple):
    """The cells that differ, and findings on those that the coordinator changed too, which stay."""

    changed: list[EditionChange]
    findings: list[Finding]


def own_changes(base: Base, newer: Newer, action: Action) -> dict[str, tuple[str, str]]:
    """Heading -> (before, after) of an action's cells that differ; columns the edition does not have are left out."""
    headings = {heading for one in newer.edition.plan.actions for heading, _ in one.own}
    known = base.actions.get(action.ref)
    before, after = dict(known.own if known else ()), dict(action.own)
    return {
        heading: (before.get(heading, ""), after.get(heading, ""))
        for heading in dict.fromkeys((*before, *after))
        if heading in headings and not has_same_words(before.get(heading, ""), after.get(heading, ""))
    }


def merge_own_columns(tx: Tx, base: Base, newer: Newer) -> OwnColumns:
    """Write what only the edition changed; what the coordinator changed too stays, with a finding."""
    headings, extra = tx.extras()
    known = set(headings)
    done = OwnColumns([], [])
    kept: dict[str, dict[str, str]] = {ref: dict(row) for ref, row in extra.items()}
    for action in newer.edition.plan.actions:
        for heading, (before, after) in own_changes(base, newer, action).items():
            row = kept.setdefault(action.ref, {})
            ours = row.get(heading, "") if heading in known else before
            outcome = _decide(before, ours, after)
            if outcome == Outcome.MERGED:
                row[heading] = after
            elif outcome == Outcome.NOTED:
                done.findings.append(about_own(action.ref, heading, ours, after, newer.edition.source))
            if action.ref not in newer.new:
                done.changed.append(EditionChange(action.ref, heading, before, after, outcome))
    if kept != extra:
        new = dict.fromkeys(heading for row in kept.values() for heading in row if heading not in known)
        filled = {ref: {heading: text for heading, text in row.items() if text} for ref, row in kept.items()}
        tx.set_extras((*headings, *new), {ref: row for ref, row in filled.items() if row})
    return done


def _decide(before: str, ours: str, after: str) -> Outcome:
    if has_same_words(ours, after):
        return Outcome.ALREADY
    return Outcome.MERGED if has_same_words(ours, before) else Outcome.NOTED
