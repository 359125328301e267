"""The coordinator's own cells, merged by the table of cases against the generation they were typed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.master.publish import PUT
from dhr_xl.commands.master.unfit_rows import place_of
from dhr_xl.commands.returns.follow_up import follow_up
from dhr_xl.commands.returns.record import Sender, record_decisions, record_merged, record_questions
from dhr_xl.core.plan.cells import CellKey, cell_key
from dhr_xl.core.plan.columns import BY_KEY, COMPLETE, MASTER_SHEETS, Row
from dhr_xl.core.plan.model import BoardDecision, CellRef, Status
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.merge import Decision, IncomingEdits, Policy, decide_merge
from dhr_xl.core.views.values import MasterRead

TOGETHER: Final = (
    ("board_decision", "decided_on", "board_note"),
    ("withdrawn", "withdrawn_reason"),
    ("target_date", "target_date_text"),
    ("agency", "supporting"),
)
"""Cells of a row that say one thing together: where one of them conflicts, the others wait with it."""
CODES: Final = ("ref", "number", "agency", "supporting", "entered_for")
WORDS: Final = frozenset(c.key for c in MASTER_SHEETS["Actions"] if c.kind == "text" and c.key not in CODES)
"""Cells of words. The same drop-down word or date in two copies is no sign that they are one."""


ADDED: Final = "new action"
"""The kind of decision by which a row of one generation of master.xlsx is known to have been taken in as an action."""


class EditedCopy(NamedTuple):
    """The copy of master.xlsx that edits are read from.

    source: as the history names it; agreed: (ref, field) -> what was taken in from this very copy before.
    """

    reference: str
    source: str
    agreed: Mapping[Cell, str]


def edited_copy(ledger: Ledger, issue: Issue, master: MasterRead) -> EditedCopy:
    """The copy that was read.

    A generation may lie in two copies (another machine, an older one put back), and nothing on them says which is
    which. What was taken in from one is a base for the other only if they are one copy at two times: no later
    generation has been put in its place, and it holds words that were taken in before.
    """
    done = [d for d in ledger.tx.decisions(reference=issue.reference) if not d.undone]
    taken = {(d.ref, d.field): d.theirs for d in done if d.outcome in {"merged", "already"} and d.kind != ADDED}
    added = {d.cell: d.ref for d in done if d.kind == ADDED}
    taken |= {(ref, key): text for ref in added.values() for key, text in added_words(ledger, ref).items()} | taken
    rows = {
        row["ref"].text.strip() or added.get(place_of(row), ""): row
        for row in master.tables.get("Actions", ())
        if "ref" in row
    }
    standing = ledger.tx.meta(PUT) == str(issue.generation)
    held = any(
        text and field in WORDS and field in rows.get(ref, {}) and text in rows[ref][field].text
        for (ref, field), text in taken.items()
    )
    return EditedCopy(issue.reference, f"master.xlsx generation {issue.generation}", taken if standing and held else {})


def added_words(ledger: Ledger, ref: str) -> dict[str, str]:
    """What an action was when its row was added."""
    first: dict[str, str] = {}
    for change in ledger.tx.changes(ref=ref):
        if change.how == ADDED and not change.undone:
            first.setdefault(change.key.field, change.after)
    return first


def coordinator_sender(ledger: Ledger, copy: EditedCopy, how: str = "master.xlsx") -> Sender:
    """The coordinator, as the sender of their own cells."""
    who = ledger.workspace.coordinator
    return Sender("", "", copy.reference, who, how, copy.source)


class Edits(NamedTuple):
    """The edited cells of one row. shown: what its generation showed; theirs: key -> value; cells: where they stand."""

    ref: str
    shown: Row
    theirs: Row
    cells: Mapping[Cell, CellRef]


class RowOutcome(NamedTuple):
    """What became of a row: the changes made, and the names of the questions put."""

    changes: list[Change]
    questions: list[str]


def decide_edits(copy: EditedCopy, edits: Edits, ours: Row) -> list[Decision]:
    """The table of cases for one row; what says one thing together waits together."""
    policies: dict[str, Policy] = dict.fromkeys(edits.theirs, "append")
    incoming = IncomingEdits({edits.ref: edits.shown}, copy.agreed, {edits.ref: edits.theirs}, policies)
    decisions = decide_merge(incoming, {edits.ref: ours})
    for group in TOGETHER:
        if any(d.field in group and d.asked for d in decisions):
            decisions = [_held(d) if d.field in group and d.outcome == "merged" else d for d in decisions]
    return decisions


def _held(decision: Decision) -> Decision:
    return decision._replace(outcome="held", kind="group")


def hold_row(decisions: list[Decision], doubt: str, field: str) -> list[Decision]:
    """The row of a slip: it is asked about, and nothing else of the row is taken in until it is decided."""
    leads = [d._replace(outcome="held", kind=doubt) for d in decisions if d.field == field]
    rest = [d for d in decisions if d.field != field]
    return [*leads, *(_held(d) if d.outcome == "merged" else d for d in rest)]


def doubtful_entry(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], statuses: Iterable[Status]
) -> tuple[str, str]:
    """What only a slip would enter, as (kind of question, field); ('', '') where there is nothing to ask.

    statuses: what each agency of the action calls it.
    """
    new = {d.field: d.theirs for d in decisions if d.outcome == "merged"}
    if not new:
        return "", ""
    ref = decisions[0].ref

    def would(key: CellKey) -> str:
        return new.get(key.field, ledger.cells.get(key, ""))

    complete = Status.COMPLETE in statuses or new.get("status") == COMPLETE
    if new.get("board_decision") == BoardDecision.SIGNED_OFF and not complete:
        return "not_complete", "board_decision"
    if new.get("withdrawn") and not would(CellKey(ref, "withdrawn_reason")):
        return "no_reason", "withdrawn"
    if new.get("status") == COMPLETE and not would(cell_key("evidence_given", ref, sender.agency, sender.round_id)):
        return "no_evidence", "status"
    return "", ""


def record_edits(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], cells: Mapping[Cell, CellRef]
) -> RowOutcome:
    """Write what was decided of one row: its merged cells, what follows from them, and its questions."""
    record_decisions(ledger, sender, decisions, cells)
    keyed = [(d, key_of(d.ref, d.field, sender)) for d in decisions if d.outcome == "merged"]
    written = record_merged(ledger, sender, keyed, cells)
    written += follow_up(ledger, written, {d.field for d in decisions}, sender.who, sender.how, sender.source)
    return RowOutcome(written, record_questions(ledger, sender, decisions, [], cells))


def key_of(ref: str, field: str, sender: Sender) -> CellKey:
    """Where a coordinator's value is kept: an answer under the agency it was entered for."""
    if field in BY_KEY and BY_KEY[field].who == "agency":
        return cell_key(field, ref, sender.agency, sender.round_id)
    return CellKey(ref, field)
