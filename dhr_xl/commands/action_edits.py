"""The rows of Actions in master.xlsx that a person changed, merged like a return with the coordinator's policies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dhr_xl.answers import choice_of, read_answer, same_answer, tidy
from dhr_xl.cells import JOINED, CellKey, cell_key, own_words, spoken
from dhr_xl.commands.in_round import ENTERED
from dhr_xl.commands.ledger import Change, Ledger
from dhr_xl.commands.master_view import action_rows, own_answer
from dhr_xl.commands.recording import Sender, record_decisions, record_merged, record_questions
from dhr_xl.commands.snapshot import Snapshot, plain_round, take_snapshot
from dhr_xl.copies import Cell
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS, Column, EntryRow
from dhr_xl.merge import Decision, Incoming, Policy, decide_merge
from dhr_xl.model import CellRef, Entry
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.register.values import Issue
from dhr_xl.rules import Shown
from dhr_xl.stop import Stop

COLUMNS: Final[Mapping[str, Column]] = {column.key: column for column in MASTER_SHEETS["Actions"]}
OWN: Final = tuple(c.key for c in COLUMNS.values() if c.who == "coordinator" and not c.key.startswith("entered"))
ANSWERS: Final = tuple(c.key for c in COLUMNS.values() if c.who == "answer")
GREY: Final = tuple(c.key for c in COLUMNS.values() if c.who == "grey" and c.key != "ref")
POLICIES: Final[Mapping[str, Policy]] = {**dict.fromkeys(OWN, "append"), **dict.fromkeys(ANSWERS, "append")}
"""What the coordinator may change: nothing of theirs is a group, for each cell is their own word."""


def take_actions(
    ledger: Ledger, issue: Issue, shown: Shown, rows: Mapping[str, EntryRow]
) -> tuple[list[tuple[str, str, str, str]], list[Problem], list[str]]:
    """The edits on rows of Actions (ref -> row): answers entered for an agency, and the coordinator's own fields.

    shown: what this generation of master.xlsx, `issue`, showed of each row. Returns (changes as
    (ref, field, from, to), problems, names of questions). What a person must put right first is gathered, by cell.
    """
    snapshot = take_snapshot(ledger.tx)
    ours = {row["ref"]: dict(row) for row in action_rows(snapshot)}
    reference = issue.reference
    agreed = _agreed(ledger, reference)
    changes: list[tuple[str, str, str, str]] = []
    problems: list[Problem] = []
    conflicts: list[str] = []
    for ref, row in rows.items():
        problems += _grey_problems(ref, row, shown[ref])
        with ledger.gather():
            sender, theirs, cells = _edits_of_row(snapshot, reference, shown[ref], ref, row)
            if not theirs:
                continue
            base, now = _own_sides(ledger, issue, ref, sender.agency)
            incoming = Incoming({ref: {**shown[ref], **base}}, agreed, {ref: theirs}, POLICIES)
            decisions = decide_merge(incoming, {ref: {**ours.get(ref, {}), **now}})
            decisions = [_own_words(d, snapshot, sender, cells[d.ref, d.field]) for d in decisions]
            record_decisions(ledger, sender, decisions, cells)
            keyed = [(d, _key_of(d, sender)) for d in decisions if d.outcome == "merged"]
            written = record_merged(ledger, sender, keyed, cells)
            changes += [(key.ref, key.field, before, after) for key, before, after in written]
            _count_slips(ledger, sender, written)
            conflicts += record_questions(ledger, sender, decisions, [], cells)
    return changes, problems, conflicts


def _own_sides(ledger: Ledger, issue: Issue, ref: str, agency: str) -> tuple[dict[str, str], dict[str, str]]:
    """What one agency of a shared action had said when this generation was written, and says now.

    The row shows the answer that stands for the whole, which may be another agency's.
    """
    base = issue.tables.get("answers", {}).get(ref, {}).get(agency)
    return (dict(base), own_answer(ledger.cells, ref, agency)) if base is not None else ({}, {})


def rows_by_ref(ledger: Ledger, shown: Shown, rows: Iterable[EntryRow]) -> dict[str, EntryRow]:
    """The rows by their refs; a ref that is not the plan's, or that stands on two rows, is gathered by its cell."""
    found: dict[str, EntryRow] = {}
    for row in rows:
        ref, where = row["ref"].text.strip(), row["ref"].ref
        with ledger.gather():
            if ref not in shown:
                raise Stop(f"{where}: '{ref}' is not a Ref of this plan. Leave Ref blank to add an action.")
            if ref in found:
                raise Stop(f"{where}: {ref} stands on two rows ({found[ref]['ref'].ref.cell} too). Keep one of them.")
            found[ref] = row
    return found


def _agreed(ledger: Ledger, reference: str) -> dict[Cell, str]:
    """What this generation and the register agreed on since it was written."""
    done = ledger.tx.decisions(reference=reference)
    return {(d.ref, d.field): d.theirs for d in done if d.outcome in {"merged", "already"} and not d.undone}


def _grey_problems(ref: str, row: EntryRow, shown: Mapping[str, str]) -> list[Problem]:
    found = []
    for key in GREY:
        entry, was = row.get(key), shown.get(key, "")
        if entry is not None and not same_answer("", entry.text, was):
            about = {"ref": ref, "field": key, "value": entry.text}
            found.append(problem(Code.GREY_CHANGED, entry.ref, heading=COLUMNS[key].heading, taken=was, **about))
    return found


def _edits_of_row(
    snapshot: Snapshot, reference: str, shown: Mapping[str, str], ref: str, row: EntryRow
) -> tuple[Sender, dict[str, str], dict[Cell, CellRef]]:
    """The edited cells of one row in the plan's own terms, and whose they are. Raises Stop naming the cell."""
    edited: dict[str, str] = {}
    cells: dict[Cell, CellRef] = {}
    for key in (*OWN, *ANSWERS):
        entry = row.get(key)
        if entry is None or same_answer(key, entry.text, shown.get(key, "")):
            continue
        edited[key] = _value_of(ref, key, row, snapshot)
        cells[ref, key] = entry.ref
    agency, how = _entered(ref, row, snapshot, [key for key in ANSWERS if key in edited])
    round_id = snapshot.current.id if snapshot.current else ""
    who = agency or "coordinator"
    sender = Sender(agency, round_id, reference, who, how, "master.xlsx")
    return sender, edited, cells


def _value_of(ref: str, key: str, row: EntryRow, snapshot: Snapshot) -> str:
    """One edited cell read in its column's terms. Raises Stop where it cannot be taken as it stands."""
    entry, column = row[key], COLUMNS[key]
    if key in {"agency", "supporting"}:
        codes = known_codes(entry, [agency.code for agency in snapshot.agencies])
        if key == "agency" and len(codes) != 1:
            raise Stop(f"{entry.ref}: an action has one agency here; the others go under 'Shared with'.")
        return " ".join(codes)
    if column.kind == "choice" and key not in BY_KEY:
        value = choice_of(entry.text, column.choices)
        if entry.text.strip() and not value:
            raise Stop(f"{entry.ref}: '{entry.text}' is not one of: {', '.join(column.choices)}.")
        return value
    field = BY_KEY.get("completion_date" if column.kind == "date" else key)
    if field is None:
        return tidy(entry.text)
    answer = read_answer(ref, field, entry)
    wrong = next((p for p in answer.problems if p.severity == "error"), None)
    if wrong:
        raise Stop(f"{entry.ref}: {wrong.message} {wrong.remedy}")
    return answer.value


def known_codes(entry: Entry, known: Sequence[str]) -> list[str]:
    """The codes of the agencies a cell names. Raises Stop naming the cell where one of them is not the plan's."""
    codes = [code for code in re.split(r"[\s,;]+", entry.text.upper()) if code]
    if not set(codes) <= set(known):
        raise Stop(
            f"{entry.ref}: '{entry.text}' is not an agency of this plan. Add it on Agencies first, or use: "
            f"{', '.join(known)}."
        )
    return list(dict.fromkeys(codes))


def _entered(ref: str, row: EntryRow, snapshot: Snapshot, answers: list[str]) -> tuple[str, str]:
    """Whose answers were entered and how they came. Raises Stop where an answer has no agency."""
    entry, source = row.get("entered_for"), row.get("entered_from")
    code = entry.text.strip().upper() if entry else ""
    action = snapshot.action(ref)
    if answers and not code:
        cell = row[answers[0]].ref
        raise Stop(
            f"{cell}: an agency's answer was changed. Say in 'Entered for (agency)' whose answer it is, and in 'From' "
            "how it came."
        )
    if code and entry and action and code not in action.agencies:
        raise Stop(
            f"{entry.ref}: {ref} is not an action of '{entry.text}'. Its agencies: {', '.join(action.agencies)}."
        )
    if not code:
        return "", "master.xlsx"
    how = source.text.strip().lower() if source and source.text.strip() else "not said"
    return code, f"{ENTERED}, from: {how}"


def _key_of(decision: Decision, sender: Sender) -> CellKey:
    """Where a coordinator's value is kept: an answer under the agency it was entered for."""
    if decision.field in ANSWERS:
        return cell_key(decision.field, decision.ref, sender.agency, sender.round_id)
    return CellKey(decision.ref, decision.field)


def _own_words(decision: Decision, snapshot: Snapshot, sender: Sender, where: CellRef) -> Decision:
    """Only what was typed for the sender: a cell that shows several agencies' words is not one agency's answer.

    Of progress only what is new: what was said in an earlier round stays there.

    Raises Stop naming the cell where the words of another agency were changed.
    """
    if decision.field not in JOINED or decision.outcome not in {"merged", "conflict"}:
        return decision
    said = spoken(snapshot.cells, decision.ref, decision.field, [plain_round(r) for r in snapshot.rounds])
    own = own_words(decision.base, decision.theirs, said, sender.agency)
    if own is None:
        raise Stop(
            f"{where}: this cell shows what several agencies said, and another agency's words were changed. "
            f"Put those back and write {sender.agency}'s below them."
        )
    earlier = said.get(sender.agency, "")
    this_round = snapshot.cells.get(_key_of(decision, sender), "")
    if decision.field == "progress" and earlier and not this_round and own.startswith(earlier):
        own = own[len(earlier) :].strip() or own
    return decision._replace(theirs=own)


def _count_slips(ledger: Ledger, sender: Sender, written: list[Change]) -> None:
    """A new agreed date that is later than the date before it is a slip."""
    for key, before, after in written:
        was = before or ledger.cells.get(CellKey(key.ref, "target_date"), "")
        if key.field == "agreed_target_date" and after > was:
            slips = CellKey(key.ref, "slips")
            count = int(ledger.cells.get(slips, "") or 0)
            ledger.write([(slips, str(count + 1), sender.source)], who=sender.who, how=sender.how)
