"""One returned workbook merged into the register, inside the one transaction: identify, check, decide, record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from dhr_xl.answers import fold, shown_formula
from dhr_xl.cells import ActionPlace, CellKey, answers_view, cell_key, parse_date, shared_with
from dhr_xl.commands.identity import find_issue, sheet_says
from dhr_xl.commands.receiving import Incoming
from dhr_xl.commands.recording import Sender, record_decisions, record_merged, record_questions
from dhr_xl.commands.telling import (
    ANSWER_KEYS,
    Result,
    about_sender,
    answers_only,
    as_document,
    copy_problems,
    notes_of,
    result_of,
    spoken_for,
)
from dhr_xl.commands.workspace import Workspace
from dhr_xl.copies import Cell, Copy, compare_copies
from dhr_xl.fields import BY_KEY
from dhr_xl.merge import Decision, decide_merge
from dhr_xl.merge import Incoming as ToMerge
from dhr_xl.model import AgencyReturn, BoardDecision
from dhr_xl.privacy import hide_names
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.progress import CLOSED_BY_BOARD
from dhr_xl.reading import is_nil
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue, ReturnRecord
from dhr_xl.rules import Occasion, Reading, Shown, check, read_rows, shifted_rows, without_names

State = Literal["standing", "rejected", "duplicate"]


def merge_file(workspace: Workspace, tx: Tx, run: int, incoming: Incoming) -> Result:
    """Take in one file: its own base decides, never its name. A file that cannot be trusted is rejected whole."""
    issue, wrong = identify(tx, incoming)
    if issue is None or incoming.agency_return is None:
        return _reject(workspace, tx, run, incoming, None, wrong)
    earlier = [r for r in tx.returns(reference=issue.reference) if r.state == "standing"]
    same_bytes = next((r for r in earlier if r.sha256 == incoming.sha256), None)
    as_at = next((r.as_at.isoformat() for r in tx.rounds() if r.id == issue.round_id), "")
    if same_bytes:
        message = f"The same file was taken in on {same_bytes.received_at:%d/%m/%Y %H:%M} ({same_bytes.source})."
        _keep(workspace, tx, run, incoming, issue, {}, state="duplicate", outcome="duplicate")
        return Result(incoming.source, incoming.sha256, issue.agency, as_at, "duplicate", message=message)
    reading = read_rows(incoming.agency_return, issue.as_issued, parse_date(as_at))
    blanked = whole_file_problem(reading)
    if blanked:
        return _reject(workspace, tx, run, incoming, issue, blanked, as_at)
    return _merge(workspace, tx, run, incoming, issue, reading, earlier, as_at)


def identify(tx: Tx, incoming: Incoming) -> tuple[Issue | None, Problem]:
    """The issue a file answers, by its return reference; else the problem that says why there is none."""
    found = incoming.agency_return
    if found is None or incoming.refused is not None:
        return None, incoming.refused or problem(Code.NO_REFERENCE)
    return find_issue(tx, found)


def whole_file_problem(reading: Reading) -> Problem | None:
    """Why a readable form cannot be trusted as a whole: no row of it is there, or every filled answer is blanked."""
    if not reading.rows and not reading.strange:
        return problem(Code.NO_ROWS)
    filled = [
        (ref, key)
        for ref, row in reading.as_issued.items()
        for key in ANSWER_KEYS
        if row.get(key) and key in reading.rows.get(ref, {})
    ]
    said = [a.value for row in reading.rows.values() for key, a in row.items() if key in ANSWER_KEYS]
    if len(filled) > 1 and not any(said):
        return problem(Code.BLANKED, count=len(filled))
    return None


def _merge(  # noqa: PLR0913 - one file in its surroundings
    workspace: Workspace,
    tx: Tx,
    run: int,
    incoming: Incoming,
    issue: Issue,
    reading: Reading,
    earlier: Sequence[ReturnRecord],
    as_at: str,
) -> Result:
    found = incoming.agency_return
    assert found is not None  # noqa: S101 - identify has seen to it
    occasion = Occasion(parse_date(as_at) or workspace.today, workspace.today, tuple(workspace.settings.private_names))
    places = {place.ref: place for place in tx.action_places()}
    cells_now = tx.cells()
    private = occasion.private_names
    problems = [said for one in sheet_says(tx, issue, found, as_at) for said in without_names(one, private)]
    problems += [*about_sender(found, private), *check(reading, occasion)]
    held_rows, more = rows_to_hold(reading, problems, places, cells_now, issue.agency)
    problems += more
    values = reading.values()
    copies = [Copy(r.saved_at, r.completed_by, answers_only(r.answers), r.id) for r in earlier]
    mine = Copy(_plain_time(found.saved_at), found.completed_by.text.strip(), answers_only(values))
    voices = compare_copies(issue.as_issued, mine, copies)
    where = {(ref, key): answer.cell for ref, row in reading.rows.items() for key, answer in row.items()}
    to_merge = ToMerge(
        as_issued=issue.as_issued,
        agreed=agreed_with(tx, issue, earlier),
        theirs=values,
        wrong=frozenset((p.ref, p.field) for p in problems if p.severity == "error" and p.field),
        held_rows=held_rows,
        voices=voices,
        moved_by_others=moved_by_others(tx, issue.agency),
        occasion=occasion,
    )
    decisions = decide_merge(to_merge, ours_of(cells_now, issue)) + strange_decisions(found, reading, private)
    problems = spoken_for(problems, voices) + copy_problems(decisions, where, issue.as_issued)
    return_id = _keep(workspace, tx, run, incoming, issue, values, state="standing", outcome="")
    sender = Sender(
        issue.agency, issue.round_id, issue.reference, issue.agency, "return", incoming.source, run, return_id,
        mine.who,
    )  # fmt: skip
    record_decisions(tx, sender, decisions, where)
    keyed = [(d, cell_key(d.field, d.ref, issue.agency, issue.round_id)) for d in decisions if d.outcome == "merged"]
    written = record_merged(workspace, tx, sender, keyed, where)
    names = record_questions(tx, sender, decisions, problems, where)
    result = result_of(incoming, issue, as_at, reading, decisions, written, names, problems, found, private)
    tx.set_return_result(return_id, result.outcome, as_document(result))
    return result


def _plain_time(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment


def ours_of(cells: Mapping[CellKey, str], issue: Issue) -> dict[str, dict[str, str]]:
    """The register now, as the agency's form would show it; locked columns as issued, for they are compared to that."""
    return {
        ref: {**row, **answers_view(cells, ref, issue.agency, issue.round_id)} for ref, row in issue.as_issued.items()
    }


def agreed_with(tx: Tx, issue: Issue, earlier: Sequence[ReturnRecord]) -> dict[Cell, str]:
    """The agreed values of this lineage: what its returns that stand had merged, or found to be so already."""
    standing = {r.id for r in earlier}
    return {
        (d.ref, d.field): d.theirs
        for d in tx.decisions(reference=issue.reference)
        if d.outcome in {"merged", "already"} and d.return_id in standing
    }


def moved_by_others(tx: Tx, agency: str) -> frozenset[Cell]:
    """Cells of the register that another agency changed last."""
    codes = {a.code for a in tx.agencies()} - {agency}
    last = {(change.key.ref, change.key.field): change.who for change in tx.changes() if not change.undone}
    return frozenset(cell for cell, who in last.items() if who in codes)


def rows_to_hold(
    reading: Reading,
    problems: Sequence[Problem],
    places: Mapping[str, ActionPlace],
    cells: Mapping[CellKey, str],
    agency: str,
) -> tuple[dict[str, str], list[Problem]]:
    """Rows held whole, each with the kind of its question, and what is said of those that moved on since."""
    held = dict.fromkeys(shifted_rows(reading), "shifted")
    held |= {p.ref: "private" for p in problems if p.code is Code.PRIVATE_NAME}
    said: list[Problem] = []
    for ref in reading.rows:
        if not reading.edited(ref):
            continue
        cell = next(iter(reading.edited(ref).values())).cell
        lead = cells.get(CellKey(ref, "agency"), "")
        decision = cells.get(CellKey(ref, "board_decision"), "")
        if cells.get(CellKey(ref, "withdrawn")):
            said.append(problem(Code.ROW_WITHDRAWN, cell, ref=ref))
        elif ref not in places or agency not in {lead, *shared_with(cells, ref)}:
            said.append(problem(Code.ROW_MOVED, cell, ref=ref, agency=lead or "nobody"))
        elif BoardDecision(decision) in CLOSED_BY_BOARD:
            said.append(problem(Code.ROW_CLOSED, cell, ref=ref, decision=decision.lower()))
        else:
            continue
        held[ref] = "withdrawn"
    return held, said


def strange_decisions(found: AgencyReturn, reading: Reading, private_names: Sequence[str]) -> list[Decision]:
    """Rows that could not be used, held whole with every word on them, so that nothing on them is lost."""
    held = []
    used = {answer.cell for row in reading.rows.values() for answer in row.values()}
    known = {fold(ref): ref for ref in reading.as_issued}
    for row in found.rows:
        entries = [(key, e) for key, e in row.cells.items() if key in ANSWER_KEYS and shown_formula(e).strip()]
        if any(entry.ref in used for entry in row.cells.values()):
            continue
        text = "; ".join(f"{BY_KEY[key].heading}: {shown_formula(entry)}" for key, entry in entries)
        twice = fold(row.ref.text) in known
        ref = known.get(fold(row.ref.text)) or hide_names(row.ref.text.strip(), private_names)
        if text:
            held.append(Decision(ref, "", "held", "twice" if twice else "unknown", "", "", f"{row.ref.ref}: {text}"))
    return held


def _reject(  # noqa: PLR0913 - one file in its surroundings
    workspace: Workspace, tx: Tx, run: int, incoming: Incoming, issue: Issue | None, why: Problem, as_at: str = ""
) -> Result:
    """A file that cannot be trusted: kept, recorded and refused whole."""
    if issue is not None:
        _keep(workspace, tx, run, incoming, issue, {}, state="rejected", outcome="rejected")
    agency = issue.agency if issue else ""
    names = tuple(workspace.settings.private_names)
    notes = notes_of(incoming.agency_return, names) if incoming.agency_return else ()
    problems = tuple(without_names(why, names))
    return Result(incoming.source, incoming.sha256, agency, as_at, "rejected", notes=notes, problems=problems)


def _keep(  # noqa: PLR0913 - a return's record has these parts
    workspace: Workspace,
    tx: Tx,
    run: int,
    incoming: Incoming,
    issue: Issue,
    values: Shown,
    *,
    state: State,
    outcome: str,
) -> int:
    found = incoming.agency_return
    assert found is not None  # noqa: S101 - only files that were read have an issue
    return tx.add_return(
        ReturnRecord(
            id=0, run=run, reference=issue.reference, agency=issue.agency, round_id=issue.round_id,
            sha256=incoming.sha256, source=incoming.source, stored=incoming.stored, received_at=workspace.now,
            saved_at=_plain_time(found.saved_at), completed_by=found.completed_by.text.strip(),
            remarks=found.remarks.text.strip(), nil=is_nil(found.anything_new.text), outcome=outcome,
            state=state, answers={ref: dict(row) for ref, row in answers_only(values).items()}, result={},
        )
    )  # fmt: skip
