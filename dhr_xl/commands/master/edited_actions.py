"""Merge the rows of the sheet Actions that the coordinator edited, as a return is merged."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.master.edits import (
    EditedCopy,
    Edits,
    decide_edits,
    doubtful_entry,
    hold_row,
    notes_for_issued,
    read_target_date,
    record_edits,
)
from dhr_xl.commands.master.unfit_rows import unfit_row
from dhr_xl.commands.returns.record import Sender
from dhr_xl.core.plan.cells import CellChange, cell_key
from dhr_xl.core.plan.columns import BY_KEY, JOINED, MASTER_SHEETS, MasterColumn
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.answers import choice_of, read_answer, same_answer, tidy
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.joint_cells import latest_by_agency, own_words
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.round import ENTERED
from dhr_xl.core.views.master import action_rows, own_answer
from dhr_xl.core.views.values import EntryRow
from dhr_xl.register.snapshot import take_snapshot

COLUMNS: Final[Mapping[str, MasterColumn]] = {column.key: column for column in MASTER_SHEETS["Actions"]}
OWN: Final = tuple(c.key for c in COLUMNS.values() if c.who == "coordinator" and not c.key.startswith("entered"))
ANSWERS: Final = tuple(c.key for c in COLUMNS.values() if c.who == "answer")
WORDS_OF_DATE: Final = "target_date_text"
GREY: Final = tuple(c.key for c in COLUMNS.values() if c.who == "grey" and c.key != "ref")


class ActionsTaken(NamedTuple):
    """What came in from Actions.

    changes: (ref, field, from, to), including those that follow from an edit; edited: (ref, column) of each typed cell
    that was taken in; questions: the ids of the questions raised.
    """

    changes: list[CellChange]
    edited: list[tuple[str, str]]
    problems: list[Problem]
    questions: list[str]


def take_actions(
    ledger: Ledger, issue: Issue, copy: EditedCopy, shown: FormValues, rows: Mapping[str, EntryRow]
) -> ActionsTaken:
    """Merge the edits on rows of Actions: answers entered for an agency, and the coordinator's own fields.

    rows: ref -> the row as it came in; shown: ref -> what this generation (`issue`) showed on it. A row that a person
    must put right first is left out whole.
    """
    snapshot = take_snapshot(ledger.tx)
    ours = {row["ref"]: dict(row) for row in action_rows(snapshot)}
    done = ActionsTaken([], [], [], [])
    for ref, row in rows.items():
        done.problems.extend(_grey_problems(ref, row, shown[ref]))
        with ledger.leaving_out(unfit_row("Actions", row, shown[ref], ref)):
            sender, theirs, cells = _edits_of_row(snapshot, ledger, copy, shown[ref], ref, row)
            if not theirs:
                continue
            base, now = _own_sides(ledger, issue, ref, sender.agency)
            edits = Edits(ref, {**shown[ref], **base}, theirs, cells)
            decisions = decide_edits(copy, edits, {**ours.get(ref, {}), **now})
            decisions = [_own_words(d, snapshot, sender, cells[d.ref, d.field]) for d in decisions]
            action = snapshot.action(ref)
            statuses = [a.status for a in action.answers] if action else []
            doubt, field = doubtful_entry(ledger, sender, decisions, statuses)
            taken = record_edits(ledger, sender, hold_row(decisions, doubt, field) if doubt else decisions, cells)
            done.changes.extend(CellChange(key.ref, key.field, before, after) for key, before, after in taken.changes)
            done.edited.extend(_typed_in(taken.changes, cells))
            done.questions.extend(taken.questions)
            done.problems.extend(notes_for_issued(snapshot, ref, taken.changes, cells))
    return done


def _typed_in(changes: Iterable[Change], cells: Mapping[Cell, CellRef]) -> list[Cell]:
    """The cells among these changes that a person typed, each once; a target date and its words count as one."""
    typed = [key for key, _, _ in changes if (key.ref, key.field) in cells]
    return list(dict.fromkeys((key.ref, "target_date" if key.field == WORDS_OF_DATE else key.field) for key in typed))


def _own_sides(ledger: Ledger, issue: Issue, ref: str, agency: str) -> tuple[dict[str, str], dict[str, str]]:
    """One agency's answers on a shared action: when this generation was written, and now; empty for other actions.

    The row itself shows the answer that stands for the whole action, which may be another agency's.
    """
    base = issue.tables.get("answers", {}).get(ref, {}).get(agency)
    return (dict(base), own_answer(ledger.cells, ref, agency)) if base is not None else ({}, {})


def rows_by_ref(ledger: Ledger, shown: FormValues, rows: Sequence[EntryRow]) -> dict[str, EntryRow]:
    """The rows by their refs; rows with an unknown ref, or with a ref that is on two rows, are left out."""
    found: dict[str, EntryRow] = {}
    places: dict[str, list[EntryRow]] = {}
    for row in rows:
        places.setdefault(row["ref"].text.strip(), []).append(row)
    for ref, several in places.items():
        for place, row in enumerate(several):
            where, name = row["ref"].ref, ref if ref in shown and not place else ""
            with ledger.leaving_out(unfit_row("Actions", row, shown.get(ref, {}), name)):
                if ref not in shown:
                    why = f"'{ref}' is not a Ref of this plan. Leave Ref blank to add an action."
                    raise UnfitCell(where, why, value=ref)
                if len(several) > 1:
                    others = ", ".join(other["ref"].ref.cell for other in several if other is not row)
                    raise UnfitCell(where, f"{ref} is on two rows (also in {others}). Keep one of them.", value=ref)
                found[ref] = row
    return found


def _grey_problems(ref: str, row: EntryRow, shown: Mapping[str, str]) -> list[Problem]:
    """A warning for each grey cell of a row that was typed over; it is written back as it was."""
    found = []
    for key in GREY:
        entry, was = row.get(key), shown.get(key, "")
        if entry is not None and not same_answer("", entry.text, was):
            about = {"ref": ref, "field": key, "value": entry.text}
            found.append(problem(Code.GREY_CHANGED, entry.ref, heading=COLUMNS[key].heading, taken=was, **about))
    return found


def _edits_of_row(  # noqa: PLR0913 - a row in its surroundings
    snapshot: Snapshot, ledger: Ledger, copy: EditedCopy, shown: Mapping[str, str], ref: str, row: EntryRow
) -> tuple[Sender, dict[str, str], dict[Cell, CellRef]]:
    """The sender of one row's edits, the edited values in the plan's terms, and their cells. Raises UnfitCell."""
    edited: dict[str, str] = {}
    cells: dict[Cell, CellRef] = {}
    for key in (*OWN, *ANSWERS):
        entry = row.get(key)
        if entry is None or same_answer(key, entry.text, shown.get(key, "")):
            continue
        if key == "target_date":
            edited |= read_target_date(entry, snapshot.head.as_at)
            cells[ref, WORDS_OF_DATE] = entry.ref
        else:
            edited[key] = _value_of(ref, key, row, snapshot)
        cells[ref, key] = entry.ref
    coordinator = ledger.workspace.coordinator
    agency, how = _entered(ref, row, snapshot, [key for key in ANSWERS if key in edited], coordinator)
    round_id = snapshot.current.id if snapshot.current else ""
    sender = Sender(agency, round_id, copy.reference, agency or coordinator, how, copy.source)
    return sender, edited, cells


def _value_of(ref: str, key: str, row: EntryRow, snapshot: Snapshot) -> str:
    """One edited cell read as its column requires. Raises UnfitCell where it cannot be taken in."""
    entry, column = row[key], COLUMNS[key]
    if key in {"agency", "supporting"}:
        codes = known_codes(entry, [agency.code for agency in snapshot.agencies])
        if key == "agency" and len(codes) != 1:
            raise UnfitCell(entry.ref, "an action has one agency here; the others go under 'Shared with'.", field=key)
        return " ".join(codes)
    if column.kind == "choice" and key not in BY_KEY:
        value = choice_of(entry.text, column.choices)
        if entry.text.strip() and not value:
            raise UnfitCell(entry.ref, f"'{entry.text}' is not one of: {', '.join(column.choices)}.", value=entry.text)
        return value
    if column.kind == "text" and key in OWN:
        return _words_of(entry, key)
    field = BY_KEY["completion_date" if column.kind == "date" else key]
    answer = read_answer(ref, field, entry)
    wrong = next((p for p in answer.problems if p.severity == "error"), None)
    if wrong:
        raise UnfitCell(entry.ref, f"{wrong.message} {wrong.remedy}", value=entry.text, field=key)
    return answer.value


def _words_of(entry: Entry, key: str) -> str:
    """A text the coordinator typed. Raises UnfitCell for a formula, and for a blank where text is required."""
    text = tidy(entry.text)
    if entry.kind in {"error", "formula"} or (entry.formula and not text):
        raise UnfitCell(entry.ref, "this is a formula or an error of Excel's. Type the words themselves.", field=key)
    if key == "action" and not text:
        why = "an action must have a text. To take it out of the plan, choose Withdrawn."
        raise UnfitCell(entry.ref, why, field=key)
    return text


def known_codes(entry: Entry, known: Sequence[str]) -> list[str]:
    """The codes of the agencies that a cell names. Raises UnfitCell where one of them is not in the plan."""
    codes = [code for code in re.split(r"[\s,;]+", entry.text.upper()) if code]
    if not set(codes) <= set(known):
        why = f"'{entry.text}' is not an agency of this plan. Add it on Agencies first, or use: {', '.join(known)}."
        raise UnfitCell(entry.ref, why, value=entry.text)
    return list(dict.fromkeys(codes))


def _entered(ref: str, row: EntryRow, snapshot: Snapshot, answers: list[str], coordinator: str) -> tuple[str, str]:
    """The agency whose answers were entered, and how they came. Raises UnfitCell where an answer has no agency."""
    entry, source = row.get("entered_for"), row.get("entered_from")
    code = entry.text.strip().upper() if entry else ""
    action = snapshot.action(ref)
    if answers and not code:
        how = "Say in 'Entered for (agency)' whose answer it is, and in 'From' how it came."
        why = f"an agency's answer was changed. {how}"
        raise UnfitCell(row[answers[0]].ref, why, value=row[answers[0]].text, field=answers[0])
    if code and entry and action and code not in action.agencies:
        why = f"{ref} is not an action of '{entry.text}'. Its agencies: {', '.join(action.agencies)}."
        raise UnfitCell(entry.ref, why, value=entry.text)
    if not code:
        return "", "master.xlsx"
    how = source.text.strip().lower() if source and source.text.strip() else "not said"
    return code, f"{ENTERED}{coordinator.removeprefix('coordinator')}, from: {how}"


def _own_words(decision: Decision, snapshot: Snapshot, sender: Sender, where: CellRef) -> Decision:
    """Reduce a decision to what was typed for the sender, where a cell shows several agencies' words.

    Of progress, only what is new counts: what was said in an earlier round stays there. Raises UnfitCell where another
    agency's words were changed.
    """
    if decision.field not in JOINED or decision.outcome not in {Outcome.MERGED, Outcome.CONFLICT}:
        return decision
    said = latest_by_agency(snapshot.cells, decision.ref, decision.field, [r.round for r in snapshot.rounds])
    own = own_words(decision.base, decision.theirs, said, sender.agency)
    if own is None:
        why = (
            "this cell shows what several agencies said, and another agency's words were changed. Put those back and "
            f"write {sender.agency}'s below them."
        )
        raise UnfitCell(where, why, value=decision.theirs, field=decision.field)
    earlier = said.get(sender.agency, "")
    this_round = snapshot.cells.get(cell_key(decision.field, decision.ref, sender.agency, sender.round_id), "")
    if decision.field == "progress" and earlier and not this_round and own.startswith(f"{earlier}\n"):
        own = own[len(earlier) :].strip() or own
    return decision._replace(theirs=own)
