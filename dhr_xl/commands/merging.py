"""One returned workbook merged into the register, inside the one transaction: identify, check, decide, record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dhr_xl.answers import fold, same_answer, shown_formula, tidy
from dhr_xl.cells import CellKey, cell_key, said_moment, shared_with
from dhr_xl.commands.corrections import corrections_copy, marks_of, unsaid_cells
from dhr_xl.commands.earlier_round import earlier_round
from dhr_xl.commands.identifying import identify, sheet_says
from dhr_xl.commands.joint import ask_agencies
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.lineage import (
    agreed_with,
    copies_of,
    correcting_of,
    judged_as,
    later_saves,
    ours_of,
    returns_of_line,
    settled_with,
    unanswered,
)
from dhr_xl.commands.mailbag import sender_says
from dhr_xl.commands.receiving import Incoming
from dhr_xl.commands.recording import Sender, close_answered, record_decisions, record_merged, record_questions
from dhr_xl.commands.telling import (
    ANSWER_KEYS,
    Result,
    about_sender,
    answers_only,
    as_document,
    copy_problems,
    message_of,
    notes_of,
    result_of,
)
from dhr_xl.commands.to_read import put_words, words_beside
from dhr_xl.copies import Copy, compare_copies, new_words
from dhr_xl.fields import BY_KEY
from dhr_xl.merge import Decision, decide_merge
from dhr_xl.merge import Incoming as ToMerge
from dhr_xl.model import AgencyReturn, BoardDecision, CellRef
from dhr_xl.privacy import hide_names
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.progress import CLOSED_BY_BOARD
from dhr_xl.reading import is_row
from dhr_xl.register.values import Issue, ReturnRecord, ReturnState
from dhr_xl.rules import Occasion, Reading, Shown, check, read_rows, shifted_rows, without_names


def merge_file(ledger: Ledger, incoming: Incoming) -> Result:
    """Take in one file: its own base decides, never its name. A file that cannot be trusted is rejected whole."""
    found = incoming.found
    if isinstance(found, Problem):
        return _reject(ledger, incoming, None, found)
    issue = identify(ledger.tx, ledger.agencies, found)
    if isinstance(issue, Problem):
        return _reject(ledger, incoming, None, issue)
    earlier = returns_of_line(ledger, issue)
    same_bytes = next((r for r in earlier if r.sha256 == incoming.sha256), None)
    if same_bytes:
        when = said_moment(same_bytes.received_at)
        _keep(ledger, incoming, issue, {}, state="duplicate", outcome="duplicate")
        return Result(
            incoming.source, incoming.sha256, issue.agency, as_at_of(ledger, issue), "duplicate",
            message=f"The same file was taken in on {when} ({same_bytes.source}).",
        )  # fmt: skip
    reading = read_rows(found, issue.as_issued, ledger.rounds[issue.round_id].as_at)
    wrong = whole_file_problem(reading)
    if wrong:
        return _reject(ledger, incoming, issue, wrong)
    return _merge(ledger, incoming, found, issue, reading, earlier)


def as_at_of(ledger: Ledger, issue: Issue) -> str:
    """The as-at date of an issue's round, as ISO text."""
    return ledger.rounds[issue.round_id].as_at.isoformat()


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
    ledger: Ledger,
    incoming: Incoming,
    found: AgencyReturn,
    issue: Issue,
    reading: Reading,
    earlier: Sequence[ReturnRecord],
) -> Result:
    workspace = ledger.workspace
    as_at, names = ledger.rounds[issue.round_id].as_at, tuple(workspace.settings.private_names)
    occasion = Occasion(as_at, workspace.today, names)
    problems = [said for one in sheet_says(ledger, issue, found) for said in without_names(one, names)]
    problems += about_sender(found, names)
    problems += sender_says(ledger.tx.contacts(), issue.agency, incoming.sent)
    values, ours, copies = reading.values(), ours_of(ledger, issue), copies_of(earlier)
    mine = Copy(_plain_time(found.saved_at), found.completed_by.text.strip(), answers_only(values))
    where = {(ref, key): answer.cell for ref, row in reading.rows.items() for key, answer in row.items()}
    voices = compare_copies(issue.as_issued, mine, copies, correcting_of(issue))
    agreed, settled = agreed_with(ledger, issue, earlier), settled_with(ledger, earlier)
    problems += check(reading, occasion, judged_as(reading, voices, settled, ours))
    held_rows, more = rows_to_hold(ledger, reading, problems, issue.agency)
    problems += more
    to_merge = ToMerge(
        as_issued=issue.as_issued,
        agreed=agreed,
        theirs=values,
        wrong=frozenset((p.ref, p.field) for p in problems if p.severity == "error" and p.ref),
        held_rows=held_rows,
        voices=voices,
        spoken=new_words(issue.as_issued, agreed, mine, copies),
        settled=settled,
        unanswered=unanswered(ledger, issue),
        occasion=occasion,
    )
    decisions = decide_merge(to_merge, ours) + strange_decisions(found, reading, names)
    problems += copy_problems(decisions, where, issue.as_issued)
    return_id = _keep(ledger, incoming, issue, values, state="standing", outcome="", nil=reading.nil)
    sender = Sender(
        issue.agency, issue.round_id, issue.reference, issue.agency, "return", incoming.label, return_id, mine.who
    )
    record_decisions(ledger, sender, decisions, where)
    keyed = [(d, cell_key(d.field, d.ref, issue.agency, issue.round_id)) for d in decisions if d.outcome == "merged"]
    written = record_merged(ledger, sender, keyed, where)
    asked_before = {question.id for question in ledger.questions}
    put = record_questions(ledger, sender, decisions, problems, where)
    close_answered(ledger, sender, decisions, later_saves(voices))
    joint = ask_agencies(ledger, [key.ref for _, key in keyed if key.field == "status"])
    put_words(ledger, sender, words_beside(found, problems, where, issue.agency))
    problems += earlier_round(ledger, issue)
    result = result_of(incoming, issue, as_at.isoformat(), reading, decisions, written, put, problems, found, names)
    result = result._replace(conflicts=tuple(dict.fromkeys((*result.conflicts, *joint))))
    if joint and result.outcome != "merged_with_problems":
        result = result._replace(outcome="merged_with_problems")
    again = not written and {*put, *joint} <= asked_before and says_the_same(values, earlier)
    if again:
        result = nothing_new(result)
    marks = marks_of(problems, issue.as_issued)
    if marks and not (again and not issue.is_correction):
        copy = corrections_copy(
            ledger, issue, answers_only(values), marks, [*earlier, return_id],
            unsaid=unsaid_cells(problems), taken=len(written),
        )  # fmt: skip
        result = result._replace(to_correct=copy.file)
    ledger.tx.set_return_result(return_id, result.outcome, as_document(result))
    return result


def nothing_new(result: Result) -> Result:
    """A return whose answers were all told of before: what was asked then is not told again."""
    notes = tuple(found for found in result.problems if found.severity == "note")
    return result._replace(
        outcome="no_change", message=message_of("no_change", answered=True), conflicts=(), held=(), proposals=(),
        problems=notes,
    )  # fmt: skip


def says_the_same(values: Shown, earlier: Sequence[ReturnRecord]) -> bool:
    """Whether a return gives the very answers of the one taken in last of its line, in other bytes."""
    if not earlier:
        return False
    before, now = earlier[-1].answers, answers_only(values)
    cells = {(ref, key) for side in (before, now) for ref, row in side.items() for key in row}
    return all(
        ref in before and ref in now and same_answer(key, before[ref].get(key, ""), now[ref].get(key, ""))
        for ref, key in cells
    )


def _plain_time(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment


def rows_to_hold(
    ledger: Ledger, reading: Reading, problems: Sequence[Problem], agency: str
) -> tuple[dict[str, str], list[Problem]]:
    """Rows held whole, each with the kind of its question, and what is said of those that moved on since."""
    held = dict.fromkeys(shifted_rows(reading), "shifted")
    held |= {p.ref: "private" for p in problems if p.code is Code.PRIVATE_NAME}
    said: list[Problem] = []
    for ref in reading.rows:
        edited = reading.edited(ref)
        moved = moved_on(ledger, ref, agency, next(iter(edited.values())).cell) if edited else None
        if moved:
            said.append(moved)
            held[ref] = "withdrawn"
    return held, said


def moved_on(ledger: Ledger, ref: str, agency: str, cell: CellRef) -> Problem | None:
    """What is said of an answer to an action that was withdrawn, moved or closed after the workbook went out."""
    cells = ledger.cells
    lead = cells.get(CellKey(ref, "agency"), "")
    decision = cells.get(CellKey(ref, "board_decision"), "")
    if cells.get(CellKey(ref, "withdrawn")):
        return problem(Code.ROW_WITHDRAWN, cell, ref=ref)
    if ref not in ledger.places or agency not in {lead, *shared_with(cells, ref)}:
        return problem(Code.ROW_MOVED, cell, ref=ref, agency=lead or "nobody")
    if BoardDecision(decision) in CLOSED_BY_BOARD:
        return problem(Code.ROW_CLOSED, cell, ref=ref, decision=decision.lower())
    return None


def strange_decisions(found: AgencyReturn, reading: Reading, private_names: Sequence[str]) -> list[Decision]:
    """Rows that could not be used, held whole with every word on them that was not sent, so that nothing is lost."""
    held = []
    used = {answer.cell for row in reading.rows.values() for answer in row.values()}
    known = {fold(ref): ref for ref in reading.as_issued}
    sent = {(key, tidy(text)) for row in reading.as_issued.values() for key, text in row.items()}
    for row in found.rows:
        if any(entry.ref in used for entry in row.cells.values()):
            continue
        twice = fold(row.ref.text) in known
        entries = [(key, entry) for key, entry in row.cells.items() if key != "needed" and shown_formula(entry).strip()]
        said = [
            (key, entry)
            for key, entry in entries
            if not twice or key in ANSWER_KEYS or (key, tidy(shown_formula(entry))) not in sent
        ]
        text = "; ".join(f"{BY_KEY[key].heading}: {shown_formula(entry)}" for key, entry in said)
        ref = known.get(fold(row.ref.text)) or hide_names(row.ref.text.strip(), private_names)
        if text and is_row(row):
            held.append(Decision(ref, "", "held", "twice" if twice else "unknown", "", "", f"{row.ref.ref}: {text}"))
    return held


def _reject(ledger: Ledger, incoming: Incoming, issue: Issue | None, why: Problem) -> Result:
    """A file that cannot be trusted: kept, recorded and refused whole."""
    return_id = _keep(ledger, incoming, issue, {}, state="rejected", outcome="rejected")
    if issue and isinstance(incoming.found, AgencyReturn):
        sender = Sender(
            issue.agency, issue.round_id, issue.reference, issue.agency, "return", incoming.label, return_id
        )
        put_words(ledger, sender, words_beside(incoming.found, (), {}, issue.agency))
    agency, as_at = (issue.agency, as_at_of(ledger, issue)) if issue else ("", "")
    names = tuple(ledger.workspace.settings.private_names)
    notes = () if isinstance(incoming.found, Problem) else notes_of(incoming.found, names)
    problems = tuple(without_names(why, names))
    kept = f"It was not taken in; it is kept as {incoming.stored}." if incoming.stored else ""
    return Result(
        incoming.source, incoming.sha256, agency, as_at, "rejected", notes=notes, problems=problems, message=kept
    )


def _keep(  # noqa: PLR0913 - a return's record has these parts
    ledger: Ledger,
    incoming: Incoming,
    issue: Issue | None,
    values: Shown,
    *,
    state: ReturnState,
    outcome: str,
    nil: bool = False,
) -> int:
    """Put a file that came on record, whatever became of it."""
    found = None if isinstance(incoming.found, Problem) else incoming.found
    return ledger.tx.add_return(
        ReturnRecord(
            id=0, run=ledger.run, reference=issue.reference if issue else "", agency=issue.agency if issue else "",
            round_id=issue.round_id if issue else "", sha256=incoming.sha256, source=incoming.source,
            stored=incoming.stored, received_at=ledger.workspace.now,
            saved_at=_plain_time(found.saved_at) if found else None,
            completed_by=found.completed_by.text.strip() if found else "",
            remarks=found.remarks.text.strip() if found else "",
            nil=nil, outcome=outcome, state=state,
            answers={ref: dict(row) for ref, row in answers_only(values).items()}, result={},
        )
    )  # fmt: skip
