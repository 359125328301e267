"""Name the decisions that depended on what is undone, so that a person looks at each of them again."""

from collections.abc import Iterator

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.undoing.effects import Undoing, is_standing
from dhr_xl.core.plan.cells import CellKey, format_date, parse_date
from dhr_xl.core.plan.columns import BY_KEY, GROUP
from dhr_xl.core.plan.kinds import DecisionKind, QuestionState, ReturnState
from dhr_xl.core.plan.records import ChangeRecord
from dhr_xl.core.returns.questions import heading_of, short


def dependent_decisions(ledger: Ledger, undoing: Undoing) -> tuple[str, ...]:
    """A sentence for each later decision that was made on what is undone. To be called before the undo."""
    answers = [c for c in undoing.changes if c.key.field in BY_KEY and BY_KEY[c.key.field].who == "agency"]
    made_on_answers = (*_signed_off(ledger, answers), *_decided(ledger, undoing, answers))
    return (*made_on_answers, *_older_copies(ledger, undoing), *_published(ledger, undoing))


def _signed_off(ledger: Ledger, answers: list[ChangeRecord]) -> Iterator[str]:
    """Board decisions on actions that were made when the plan had these answers."""
    decided = {c.key.ref: c for c in ledger.tx.changes() if c.key.field == "board_decision" and is_standing(c)}
    for ref in dict.fromkeys(change.key.ref for change in answers):
        decision, last = ledger.cells.get(CellKey(ref, "board_decision"), ""), decided.get(ref)
        seen = [c for c in answers if c.key.ref == ref and last and last.id > c.id and last.after == decision]
        if decision and last and seen:
            on = parse_date(ledger.cells.get(CellKey(ref, "decided_on"), "")) or last.when.date()
            what = " and ".join(dict.fromkeys(heading_of(c.key.field) for c in reversed(seen)))
            was = "was signed off" if decision == "Signed off" else f"was decided on ('{decision}')"
            them = "are" if " and " in what else "is"
            yield f"{ref} {was} by the board on {format_date(on)}, and its {what} {them} taken back: look at it."


def _decided(ledger: Ledger, undoing: Undoing, answers: list[ChangeRecord]) -> Iterator[str]:
    """Questions about the same row that were decided when the plan had these answers; each matter once."""
    for question in ledger.questions:
        if question.state != QuestionState.DECIDED or question.with_id or question.id in undoing.reopens:
            continue
        own = [c for c in answers if question.kind == DecisionKind.AGENCIES or c.key.agency in {"", question.agency}]
        seen = [
            c for c in own if c.key.ref == question.ref and (question.closed_run or 0) > c.run and c.key.field in GROUP
        ]
        if seen and question.decided_at and question.field in {"", *GROUP}:
            what = " and ".join(f"{heading_of(c.key.field)} ('{short(c.after) or 'blank'}')" for c in reversed(seen))
            on = format_date(question.decided_at.date())
            yield f"{question.id} was decided on {on}, when the plan had {what}, taken back now: look at it."


def _older_copies(ledger: Ledger, undoing: Undoing) -> Iterator[str]:
    """Answers of an older copy that gave way to a later one, which is undone."""
    moved = {(c.key.ref, c.key.field) for c in undoing.changes}
    line = {name for record in undoing.returns if record.reference for name in _line(ledger, record.reference)}
    others = [r for r in ledger.tx.returns() if r.id not in undoing.return_ids]
    standing = {r.id: r for r in others if r.state == ReturnState.STANDING}
    aside: dict[str, list[str]] = {}
    for one in ledger.tx.decisions():
        record = standing.get(one.return_id or 0)
        if record and one.reference in line and one.kind == DecisionKind.OLDER_COPY and (one.ref, one.field) in moved:
            aside.setdefault(record.stored, []).append(f"{one.ref} {heading_of(one.field)}")
    for stored, cells in aside.items():
        yield (
            f"{stored}, an older copy, says something else in {', '.join(dict.fromkeys(cells))}. It gave way to the "
            "later copy, so that is not in the plan. To have it taken in, take it back too and collect it again."
        )


def _line(ledger: Ledger, reference: str) -> tuple[str, ...]:
    issue = ledger.tx.issue(reference)
    return tuple(ledger.tx.line_of(issue.lineage)) if issue else (reference,)


def _published(ledger: Ledger, undoing: Undoing) -> Iterator[str]:
    first = min((c.id for c in undoing.changes), default=None)
    for one in ledger.tx.publications() if first else ():
        if one.last_change >= (first or 0):
            yield f"{one.file}, published on {format_date(one.published_at.date())}, shows what is taken back."
