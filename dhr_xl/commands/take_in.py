"""Take in what the coordinator wrote in master.xlsx: edits, decisions, checks, contacts, through the one merge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.answers import Answer, choice_of, read_answer, same_answer, tidy
from dhr_xl.cells import CellKey, cell_key
from dhr_xl.commands.deciding import Resolved
from dhr_xl.commands.desk_edits import take_contacts, take_extensions
from dhr_xl.commands.guesses import take_checks
from dhr_xl.commands.master_view import action_rows
from dhr_xl.commands.new_actions import take_new_actions
from dhr_xl.commands.publish_master import READ_SHA
from dhr_xl.commands.recording import Sender, record_decisions, record_merged, record_questions
from dhr_xl.commands.resolve_sheet import take_decisions
from dhr_xl.commands.snapshot import Snapshot, take_snapshot
from dhr_xl.commands.workspace import Workspace
from dhr_xl.copies import Cell
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS, Column, EntryRow, MasterRead
from dhr_xl.merge import Decision, Incoming, Policy, decide_merge
from dhr_xl.model import CellRef
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue
from dhr_xl.stop import Stop
from dhr_xl.workbooks.master_reader import read_master
from dhr_xl.workbooks.refusals import Refused

COLUMNS: Final[Mapping[str, Column]] = {column.key: column for column in MASTER_SHEETS["Actions"]}
OWN: Final = tuple(c.key for c in COLUMNS.values() if c.who == "coordinator" and not c.key.startswith("entered"))
ANSWERS: Final = tuple(c.key for c in COLUMNS.values() if c.who == "answer")
GREY: Final = tuple(c.key for c in COLUMNS.values() if c.who == "grey" and c.key != "ref")
POLICIES: Final[Mapping[str, Policy]] = {**dict.fromkeys(OWN, "append"), **dict.fromkeys(ANSWERS, "append")}
"""What the coordinator may change: nothing of theirs is a group, for each cell is their own word."""


class TakenIn(NamedTuple):
    """What came in from master.xlsx. conflicts: names of questions its edits raised."""

    changes: tuple[tuple[str, str, str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    conflicts: tuple[str, ...] = ()


def take_in_master(workspace: Workspace, tx: Tx) -> TakenIn:
    """Merge master.xlsx into the register, if it was changed since it was written or last read.

    Raises Stop naming the cell where a person must put something right first; nothing is changed then.
    """
    read = read_changed_master(workspace, tx)
    if read is None:
        return TakenIn()
    master, issue, sha = read
    run = tx.start_run("master.xlsx", "coordinator", workspace.now)
    known_rows = [row for row in master.tables.get("Actions", ()) if "ref" in row and row["ref"].text]
    fresh_rows = [row for row in master.tables.get("Actions", ()) if "ref" not in row or not row["ref"].text]
    changes, problems, conflicts = _take_actions(workspace, tx, run, issue, known_rows)
    take_new_actions(workspace, tx, run, fresh_rows)
    take_checks(workspace, tx, run, issue, master.tables.get("To check", ()))
    take_contacts(tx, issue, master.tables.get("Agencies", ()))
    take_extensions(tx, issue, master.tables.get("Returns", ()))
    resolved = take_decisions(workspace, tx, run, issue, master.tables.get("Decisions", ()))
    tx.set_extras(master.extra_headings, master.extra)
    tx.set_notes(master.notes)
    tx.set_meta(READ_SHA, sha)
    problems += [problem(Code.FOREIGN_SHEET, value=name) for name in master.foreign]
    return TakenIn(tuple(changes), tuple(problems), tuple(resolved), tuple(conflicts))


def read_changed_master(workspace: Workspace, tx: Tx) -> tuple[MasterRead, Issue, str] | None:
    """master.xlsx with the generation it was, None where it is not there or was taken in already."""
    path = workspace.master
    if not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"master.xlsx cannot be read ({error.strerror}). Close it and try again; nothing was changed."
        raise Stop(message) from error
    sha = hashlib.sha256(data).hexdigest()
    if sha == tx.meta(READ_SHA):
        return None
    try:
        master = read_master(data)
    except Refused as refused:
        message = f"master.xlsx cannot be read: {refused} An earlier one is in the folder previous."
        raise Stop(message) from refused
    issue = tx.master(master.generation)
    if issue is None or issue.reference != master.reference:
        message = (
            f"master.xlsx is generation {master.generation}, which this plan's register does not know (it keeps the last "
            "20, and only its own). Move it out of the folder and run the command again; a fresh one is written."
        )
        raise Stop(message)
    return master, issue, sha


def _take_actions(
    workspace: Workspace, tx: Tx, run: int, issue: Issue, rows: list[EntryRow]
) -> tuple[list[tuple[str, str, str, str]], list[Problem], list[str]]:
    """The edits on known rows of Actions: each agency's answers entered for it, and the coordinator's own fields."""
    snapshot = take_snapshot(tx)
    ours = {row["ref"]: dict(row) for row in action_rows(snapshot)}
    changes: list[tuple[str, str, str, str]] = []
    problems: list[Problem] = []
    conflicts: list[str] = []
    seen: dict[str, str] = {}
    for row in rows:
        ref, where = row["ref"].text.strip(), row["ref"].ref
        if ref not in issue.as_issued:
            raise Stop(f"{where}: '{ref}' is not a Ref of this plan. Leave Ref blank to add an action.")
        if ref in seen:
            raise Stop(f"{where}: {ref} stands on two rows ({seen[ref]} too). Keep one of them.")
        seen[ref] = where.cell
        problems += _grey_problems(ref, row, issue.as_issued[ref])
        sender, theirs, cells = _edits_of_row(snapshot, run, issue, ref, row)
        if not theirs:
            continue
        incoming = Incoming({ref: issue.as_issued[ref]}, _agreed(tx, issue, ref), {ref: theirs}, POLICIES)
        decisions = decide_merge(incoming, {ref: ours.get(ref, {})})
        decisions = [_without_shown(d) for d in decisions]
        record_decisions(tx, sender, decisions, cells)
        keyed = [(d, _key_of(d, sender)) for d in decisions if d.outcome == "merged"]
        written = record_merged(workspace, tx, sender, keyed, cells)
        changes += [(key.ref, key.field, before, after) for key, before, after in written]
        _count_slips(workspace, tx, sender, written)
        conflicts += record_questions(tx, sender, decisions, [], cells)
    return changes, problems, conflicts


def _agreed(tx: Tx, issue: Issue, ref: str) -> dict[Cell, str]:
    """What this generation and the register agreed on since it was written."""
    done = tx.decisions(reference=issue.reference)
    return {(d.ref, d.field): d.theirs for d in done if d.ref == ref and d.outcome in {"merged", "already"}}


def _grey_problems(ref: str, row: EntryRow, shown: Mapping[str, str]) -> list[Problem]:
    found = []
    for key in GREY:
        entry, was = row.get(key), shown.get(key, "")
        if entry is not None and not same_answer("", entry.text, was):
            about = {"ref": ref, "field": key, "value": entry.text}
            found.append(problem(Code.GREY_CHANGED, entry.ref, heading=COLUMNS[key].heading, taken=was, **about))
    return found


def _edits_of_row(  # noqa: PLR0913 - one row in its surroundings
    snapshot: Snapshot, run: int, issue: Issue, ref: str, row: EntryRow
) -> tuple[Sender, dict[str, str], dict[Cell, CellRef]]:
    """The edited cells of one row in the plan's own terms, and whose they are. Raises Stop naming the cell."""
    shown = issue.as_issued[ref]
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
    sender = Sender(agency, round_id, issue.reference, who, how, "master.xlsx", run)
    return sender, edited, cells


def _value_of(ref: str, key: str, row: EntryRow, snapshot: Snapshot) -> str:
    """One edited cell read in its column's terms. Raises Stop where it cannot be taken as it stands."""
    entry, column = row[key], COLUMNS[key]
    if key in {"agency", "supporting"}:
        codes = re.split(r"[\s,;]+", entry.text.strip().upper()) if entry.text.strip() else []
        known = [agency.code for agency in snapshot.agencies]
        if not set(codes) <= set(known) or (key == "agency" and len(codes) != 1):
            raise Stop(
                f"{entry.ref}: '{entry.text}' is not an agency of this plan. Add it on Agencies first, or use: {', '.join(known)}."
            )
        return " ".join(codes)
    if column.kind == "choice" and key not in BY_KEY:
        value = choice_of(entry.text, column.choices)
        if entry.text.strip() and not value:
            raise Stop(f"{entry.ref}: '{entry.text}' is not one of: {', '.join(column.choices)}.")
        return value
    field = BY_KEY.get("completion_date" if column.kind == "date" else key)
    if field is None:
        return tidy(entry.text)
    answer: Answer = read_answer(ref, field, entry)
    if answer.wrong:
        said = next(p for p in answer.problems if p.severity == "error")
        raise Stop(f"{entry.ref}: {said.message} {said.remedy}")
    return answer.value


def _entered(ref: str, row: EntryRow, snapshot: Snapshot, answers: list[str]) -> tuple[str, str]:
    """Whose answers were entered and how they came. Raises Stop where an answer has no agency."""
    entry, source = row.get("entered_for"), row.get("entered_from")
    code = entry.text.strip().upper() if entry else ""
    action = snapshot.action(ref)
    if answers and not code:
        cell = row[answers[0]].ref
        raise Stop(
            f"{cell}: an agency's answer was changed. Say in 'Entered for (agency)' whose answer it is, and in 'From' how it came."
        )
    if code and entry and action and code not in action.agencies:
        raise Stop(
            f"{entry.ref}: {ref} is not an action of '{entry.text}'. Its agencies: {', '.join(action.agencies)}."
        )
    if code:
        return (
            code,
            f"entered by the coordinator, from: {source.text.strip().lower() if source and source.text else 'not said'}",
        )
    return "", "master.xlsx"


def _key_of(decision: Decision, sender: Sender) -> CellKey:
    """Where a coordinator's value is kept: an answer under the agency it was entered for."""
    if decision.field in ANSWERS:
        return cell_key(decision.field, decision.ref, sender.agency, sender.round_id)
    return CellKey(decision.ref, decision.field)


def _without_shown(decision: Decision) -> Decision:
    """New words typed after the words shown are new words only: the rest is there already."""
    if decision.field != "progress" or not decision.base or not decision.theirs.startswith(decision.base):
        return decision
    return decision._replace(theirs=decision.theirs[len(decision.base) :].strip() or decision.theirs)


def _count_slips(workspace: Workspace, tx: Tx, sender: Sender, written: list[tuple[CellKey, str, str]]) -> None:
    """A new agreed date that is later than the date before it is a slip."""
    cells = tx.cells()
    for key, before, after in written:
        was = before or cells.get(CellKey(key.ref, "target_date"), "")
        if key.field == "agreed_target_date" and after > was:
            slips = CellKey(key.ref, "slips")
            count = cells.get(slips, "")
            tx.write_cells(
                sender.run, [(slips, count, str(int(count or 0) + 1))], when=workspace.now, who=sender.who,
                how=sender.how, source=sender.source,
            )  # fmt: skip
