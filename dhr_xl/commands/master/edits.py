"""Merge the coordinator's edits against the generation of master.xlsx that they were typed in, and note what is out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.folder.meta_keys import LAST_WRITTEN
from dhr_xl.commands.master.unfit_rows import place_of
from dhr_xl.commands.returns.record import Sender, follow_up, record_decisions, record_merged, record_questions
from dhr_xl.core.plan.cells import CellKey, cell_key, format_date, parse_date
from dhr_xl.core.plan.columns import COMPLETE, MASTER_SHEETS, Row
from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.kinds import DecisionKind, Outcome
from dhr_xl.core.plan.model import BoardDecision, CellRef, Entry, Status
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.answers import tidy
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.merge import Decision, IncomingEdits, Policy, decide_merge
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.core.views.values import MasterRead

TOGETHER: Final = (
    ("board_decision", "decided_on", "board_note"),
    ("withdrawn", "withdrawn_reason"),
    ("target_date", "target_date_text"),
    ("agency", "supporting"),
)
"""Cells of a row that belong together: where one of them conflicts, the others wait with it."""
CODES: Final = ("ref", "number", "agency", "supporting", "entered_for")
WORDS: Final = frozenset(c.key for c in MASTER_SHEETS["Actions"] if c.kind == "text" and c.key not in CODES)
"""Columns of free text. The same choice or date in two copies does not show that they are one copy."""
ADDED: Final = "new action"
"""The kind of the decision that records a row of one generation of master.xlsx as taken in as a new action."""
CORRECTED: Final = ("action", "evidence", "target_date", "supporting")
"""Fields of the plan itself that agencies' workbooks show."""
NO_DAY: Final = (DateKind.IMPOSSIBLE, DateKind.AMBIGUOUS)


class EditedCopy(NamedTuple):
    """The copy of master.xlsx that edits are read from.

    source: the copy as the history names it; agreed: (ref, field) -> what was taken in from this very copy before.
    """

    reference: str
    source: str
    agreed: Mapping[Cell, str]


def edited_copy(ledger: Ledger, issue: Issue, master: MasterRead) -> EditedCopy:
    """The copy of master.xlsx that was read.

    Two copies of one generation can exist (on another computer, or an older file put back), and nothing on them tells
    them apart. What was taken in before is the base of this copy only if both are the same copy at two times: no later
    generation was written in its place, and it holds words that were taken in before.
    """
    done = [d for d in ledger.tx.decisions(reference=issue.reference) if not d.undone]
    taken = {
        (d.ref, d.field): d.theirs
        for d in done
        if d.outcome in {Outcome.MERGED, Outcome.ALREADY} and d.kind != DecisionKind.NEW_ACTION
    }
    added = {d.cell: d.ref for d in done if d.kind == DecisionKind.NEW_ACTION}
    taken |= {(ref, key): text for ref in added.values() for key, text in added_words(ledger, ref).items()} | taken
    rows = {
        row["ref"].text.strip() or added.get(place_of(row), ""): row
        for row in master.tables.get("Actions", ())
        if "ref" in row
    }
    standing = ledger.tx.meta(LAST_WRITTEN) == str(issue.generation)
    held = any(
        text and field in WORDS and field in rows.get(ref, {}) and text in rows[ref][field].text
        for (ref, field), text in taken.items()
    )
    return EditedCopy(issue.reference, f"master.xlsx generation {issue.generation}", taken if standing and held else {})


def added_words(ledger: Ledger, ref: str) -> dict[str, str]:
    """An action's values when its row was added."""
    first: dict[str, str] = {}
    for change in ledger.tx.changes(ref=ref):
        if change.how == ADDED and not change.undone:
            first.setdefault(change.key.field, change.after)
    return first


def coordinator_sender(ledger: Ledger, copy: EditedCopy, how: str = "master.xlsx") -> Sender:
    """The coordinator as the sender of an edit."""
    who = ledger.workspace.coordinator
    return Sender("", "", copy.reference, who, how, copy.source)


class Edits(NamedTuple):
    """The edits of one row. shown: what its generation showed; theirs: key -> new value; cells: where they are."""

    ref: str
    shown: Row
    theirs: Row
    cells: Mapping[Cell, CellRef]


class RowOutcome(NamedTuple):
    """What came of a row: the changes made, and the ids of the questions raised."""

    changes: list[Change]
    questions: list[str]


def decide_edits(copy: EditedCopy, edits: Edits, ours: Row) -> list[Decision]:
    """Decide each edited cell of a row; cells that belong together wait together."""
    policies: dict[str, Policy] = dict.fromkeys(edits.theirs, "append")
    incoming = IncomingEdits({edits.ref: edits.shown}, copy.agreed, {edits.ref: edits.theirs}, policies)
    decisions = decide_merge(incoming, {edits.ref: ours})
    for group in TOGETHER:
        if any(d.field in group and d.asked for d in decisions):
            decisions = [_held(d) if d.field in group and d.outcome == Outcome.MERGED else d for d in decisions]
    return decisions


def _held(decision: Decision) -> Decision:
    return decision._replace(outcome=Outcome.HELD, kind=DecisionKind.GROUP)


def hold_row(decisions: list[Decision], doubt: DecisionKind, field: str) -> list[Decision]:
    """Hold a row with a doubtful entry: the entry is asked about (kind `doubt`), and the rest waits with it."""
    leads = [d._replace(outcome=Outcome.HELD, kind=doubt) for d in decisions if d.field == field]
    rest = [d for d in decisions if d.field != field]
    return [*leads, *(_held(d) if d.outcome == Outcome.MERGED else d for d in rest)]


def doubtful_entry(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], statuses: Iterable[Status]
) -> tuple[DecisionKind, str]:
    """The first entry that looks like a mistake: (kind, field), or (NONE, ''). statuses: of its agencies."""
    new = {d.field: d.theirs for d in decisions if d.outcome == Outcome.MERGED}
    if not new:
        return DecisionKind.NONE, ""
    ref = decisions[0].ref

    def would(key: CellKey) -> str:
        return new.get(key.field, ledger.cells.get(key, ""))

    complete = Status.COMPLETE in statuses or new.get("status") == COMPLETE
    if new.get("board_decision") == BoardDecision.SIGNED_OFF and not complete:
        return DecisionKind.NOT_COMPLETE, "board_decision"
    if new.get("withdrawn") and not would(CellKey(ref, "withdrawn_reason")):
        return DecisionKind.NO_REASON, "withdrawn"
    if new.get("status") == COMPLETE and not would(cell_key("evidence_given", ref, sender.agency, sender.round_id)):
        return DecisionKind.NO_EVIDENCE, "status"
    return DecisionKind.NONE, ""


def record_edits(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], cells: Mapping[Cell, CellRef]
) -> RowOutcome:
    """Record what was decided on one row: its merged cells, what follows from them, and its questions."""
    record_decisions(ledger, sender, decisions, cells)
    written = record_merged(ledger, sender, decisions, cells)
    written += follow_up(ledger, written, {d.field for d in decisions}, sender.who, sender.how, sender.source)
    return RowOutcome(written, record_questions(ledger, sender, decisions, [], cells))


def read_target_date(entry: Entry, near: dt.date | None) -> dict[str, str]:
    """A typed target date, read as the import reads dates, and its words. Raises UnfitCell for an impossible date."""
    text = tidy(entry.text)
    if entry.kind in {"error", "formula"}:
        why = "this is a formula or an error of Excel's. Type the date itself."
        raise UnfitCell(entry.ref, why, field="target_date")
    if entry.kind == "date":
        text = format_date(parse_date(text[:10]) or dt.date.min)
    read = read_plan_date(text, near=near)
    if read.kind in NO_DAY:
        raise UnfitCell(entry.ref, f"'{text}' cannot be right: {read.note}. Type the date that was meant.", value=text)
    return {"target_date": read.value.isoformat() if read.value else "", "target_date_text": text}


def notes_for_issued(
    snapshot: Snapshot, ref: str, changes: Iterable[Change], cells: Mapping[Cell, CellRef]
) -> list[Problem]:
    """A note for each corrected field of a row that is in agencies' workbooks in the current round."""
    current = snapshot.current.id if snapshot.current else None
    out = {i.agency for i in snapshot.issues if i.round_id == current and i.valid and ref in i.as_issued}
    code, about = Code.CHANGED_WHILE_OUT, {"ref": ref, "agencies": ", ".join(sorted(out))}
    return [
        problem(code, cells.get((ref, key.field)), field=key.field, heading=heading_of(key.field), **about)
        for key, _, _ in changes
        if out and key.field in CORRECTED
    ]
