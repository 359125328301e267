"""Merge one return into the register, inside the collect's transaction: check, decide, record, ask, give the result."""

from collections.abc import Container, Sequence
from typing import Final, Literal

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.returns.corrections import marks_of, omitted_cells, record_corrections_copy
from dhr_xl.commands.returns.identify import other_agency
from dhr_xl.commands.returns.inbox import InboxWorkbook
from dhr_xl.commands.returns.judge import Submission, Verdict, judge, plain_time, whole_file_problem
from dhr_xl.commands.returns.lineage import answers_only, later_saves, returns_of_line, without_unchanged
from dhr_xl.commands.returns.meeting import follow_decisions, judge_decisions, read_decisions
from dhr_xl.commands.returns.record import Sender, close_answered, record_decisions, record_merged, record_questions
from dhr_xl.commands.returns.remarks import put_remarks, remarks_in
from dhr_xl.commands.returns.shared_actions import ask_agencies
from dhr_xl.core.documents import encode_core
from dhr_xl.core.plan.cells import CellChange, CellKey, format_date, format_moment
from dhr_xl.core.plan.kinds import IssueKind, Outcome, QuestionState, ReturnOutcome, ReturnState
from dhr_xl.core.plan.model import AgencyReturn
from dhr_xl.core.plan.records import Issue, ReturnRecord
from dhr_xl.core.plan.standing import SENT_BACK
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.asked_before import asked_before
from dhr_xl.core.returns.board_reading import BoardReading
from dhr_xl.core.returns.copies import Cell, edits, new_cells, sent_with
from dhr_xl.core.returns.privacy import hide_names
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import FormValues, read_rows
from dhr_xl.core.returns.result import ReturnNote, ReturnResult
from dhr_xl.core.returns.round import evidence_asked, owed_rows, round_facts
from dhr_xl.core.returns.rules import without_names
from dhr_xl.register.snapshot import take_snapshot

NOTED: Final = {Code.WORDS_OUTSIDE, Code.SHEET_SAYS, Code.ANYTHING_NEW_UNCLEAR}
"""Problems about words that answer no row; these words are among the notes of a return."""
TAKEN_BEFORE: Final = "These answers had all been taken in before."
AS_SENT: Final = "It is as it was sent: nothing was filled in."


def merge_file(ledger: Ledger, incoming: InboxWorkbook) -> ReturnResult:
    """Merge one identified file against its own base. A file that cannot be trusted is rejected whole."""
    found, identity = incoming.found, incoming.identity
    assert identity is not None  # noqa: S101 - every workbook was identified before
    if isinstance(identity, Problem):
        return _reject(ledger, incoming, None, identity)
    assert not isinstance(found, Problem)  # noqa: S101 - such a file has that problem for its identity
    issue = ledger.tx.issue(identity.reference) or identity  # master.xlsx may just have extended its date
    other = other_agency(ledger, issue, found)
    if other:
        return _reject(ledger, incoming, None, other)
    earlier = returns_of_line(ledger, issue)
    same_bytes = next((r for r in earlier if r.sha256 == incoming.sha256), None)
    if same_bytes:
        when = format_moment(same_bytes.received_at)
        _keep(ledger, incoming, issue, {}, state=ReturnState.DUPLICATE, outcome=ReturnOutcome.DUPLICATE)
        said, as_at = f"The same file was taken in on {when} ({same_bytes.source}).", as_at_of(ledger, issue)
        outcome = ReturnOutcome.DUPLICATE
        return ReturnResult(incoming.source, incoming.sha256, issue.agency, as_at, outcome, message=said)
    if issue.kind is IssueKind.BOARD:
        return _take_meeting(ledger, incoming, found, issue, earlier)
    reading = read_rows(found, issue.as_issued, ledger.rounds[issue.round_id].as_at, sent_with(issue))
    wrong = whole_file_problem(reading)
    if wrong:
        return _reject(ledger, incoming, issue, wrong)
    return _merge(ledger, Submission(incoming, found, issue, without_unchanged(issue, reading), earlier))


def _take_meeting(
    ledger: Ledger, incoming: InboxWorkbook, found: AgencyReturn, issue: Issue, earlier: Sequence[ReturnRecord]
) -> ReturnResult:
    """Merge what the board decided at its meeting."""
    from dhr_xl.commands.returns.board_form import texts_sent  # noqa: PLC0415 - writes a workbook, as no other return needs

    sent = texts_sent(issue, ledger.rounds[issue.round_id])
    board, found = read_decisions(ledger, found, issue, earlier, sent)
    if not board.matched:
        return _reject(ledger, incoming, issue, problem(Code.NO_ROWS))
    return _merge(ledger, Submission(incoming, found, issue, board.reading, earlier), board)


def sender_of(incoming: InboxWorkbook, issue: Issue, return_id: int, person: str = "") -> Sender:
    """The agency as the sender of its return."""
    agency = issue.agency
    return Sender(agency, issue.round_id, issue.reference, agency, "return", incoming.label, return_id, person)


def as_at_of(ledger: Ledger, issue: Issue) -> str:
    """The as-at date of an issue's round, as ISO text."""
    return ledger.rounds[issue.round_id].as_at.isoformat()


def _merge(ledger: Ledger, submission: Submission, board: BoardReading | None = None) -> ReturnResult:
    """Merge an agency's return, or the board's (then `board` is its reading)."""
    incoming, found, issue, reading, earlier = submission
    verdict = judge_decisions(ledger, board, found, issue, earlier) if board else judge(ledger, submission)
    values, where, voices, decisions, problems, who = verdict
    return_id = _keep(ledger, incoming, issue, values, state=ReturnState.STANDING, outcome="", nil=reading.nil)
    sender = sender_of(incoming, issue, return_id, who)
    record_decisions(ledger, sender, decisions, where)
    written = record_merged(ledger, sender, decisions, where)
    if board:
        follow_decisions(ledger, sender, board, decisions, written)
    known = {question.id for question in ledger.questions}
    raised = record_questions(ledger, sender, decisions, problems, where)
    close_answered(ledger, sender, decisions, later_saves(voices))
    joint = ask_agencies(ledger, [d.ref for d in decisions if d.outcome == Outcome.MERGED and d.field == "status"])
    put_remarks(ledger, sender, remarks_in(found, problems, where, issue.agency))
    problems += [] if board else [*nothing_new(ledger, submission), *earlier_round(ledger, issue)]
    result = result_of(ledger, submission, verdict, written, raised)
    result = result._replace(conflicts=tuple(dict.fromkeys((*result.conflicts, *joint))))
    if joint:
        result = result._replace(outcome=ReturnOutcome.MERGED_WITH_PROBLEMS)
    again = not written and {*raised, *joint} <= known and gives_same_answers(values, earlier, reading.stood)
    said = bool(edits(issue.as_issued, answers_only(values)))
    again = again and (said or not reading.nil or any(one.nil for one in earlier))
    if again:
        result = as_no_change(result, TAKEN_BEFORE if said or reading.nil else AS_SENT)
    marks = () if board else marks_of(problems, issue.as_issued)
    if marks and not (again and not issue.is_correction):
        copy = record_corrections_copy(
            ledger, issue, answers_only(values), marks, [*earlier, return_id],
            omitted=omitted_cells(problems), taken=len(written),
        )  # fmt: skip
        result = result._replace(to_correct=copy.file)
    ledger.tx.set_return_result(return_id, result.outcome, encode_core(result))
    return result


def nothing_new(ledger: Ledger, submission: Submission) -> list[Problem]:
    """The notes on rows of which a return says nothing new though something was asked: what the board sent back, and,
    where nothing has changed, questions of earlier rounds. The return's answers must be in the register already.
    """
    issue, reading = submission.issue, submission.reading
    decided = {ledger.cells.get(CellKey(ref, "board_decision")) for ref in issue.as_issued}
    waiting = reading.nil and any((q.agency, q.state) == (issue.agency, QuestionState.ASKED) for q in ledger.questions)
    repeats = reading.nil or issue.is_correction or submission.earlier
    if not waiting and not (repeats and decided & set(SENT_BACK)):
        return []
    snapshot = take_snapshot(ledger.tx)
    asked = {ref for ref, code in evidence_asked(snapshot) if code == issue.agency}
    before = {one.ref for one in asked_before(snapshot, issue.agency, issue.round_id)} if reading.nil else set()
    if not asked | before:
        return []
    earlier = [one.answers for one in submission.earlier if one.reference == issue.reference]
    new = {ref for ref, _ in new_cells(issue, answers_only(reading.values()), earlier)}
    sent_back = Code.NIL_SENT_BACK if reading.nil else Code.UNCHANGED_SENT_BACK
    found = [(sent_back, asked), (Code.NIL_ASKED, before)]
    named = [(code, [ref for ref in issue.as_issued if ref in refs and ref not in new]) for code, refs in found]
    return [problem(code, refs=", ".join(refs), agency=issue.agency) for code, refs in named if refs]


def earlier_round(ledger: Ledger, issue: Issue) -> list[Problem]:
    """The note on a return to an earlier round; its answers must be in the register already."""
    now = ledger.current_round
    if now is None or now.id == issue.round_id:
        return []
    snapshot = take_snapshot(ledger.tx)
    then, by = format_date(ledger.rounds[issue.round_id].as_at), format_date(now.as_at)
    rows = len(owed_rows(snapshot, round_facts(snapshot, now), issue.agency))
    if not rows:
        return [problem(Code.EARLIER_ROUND, then=then, now=by, agency=issue.agency)]
    return [problem(Code.EARLIER_ROUND_OWED, then=then, now=by, agency=issue.agency, rows=counted(rows, "row"))]


def as_no_change(result: ReturnResult, message: str) -> ReturnResult:
    """The result of a return whose answers were all reported before: its questions are not reported again."""
    notes = tuple(found for found in result.problems if found.severity == "note")
    return result._replace(
        outcome=ReturnOutcome.NO_CHANGE, message=message, conflicts=(), held=(), proposals=(), problems=notes
    )


def gives_same_answers(values: FormValues, earlier: Sequence[ReturnRecord], stood: Container[Cell] = ()) -> bool:
    """Whether a return says what its lineage's last one says. stood: cells as a copy showed them; they do not count."""
    if not earlier:
        return False
    before, now = earlier[-1].answers, answers_only(values)
    cells = {(ref, key) for side in (before, now) for ref, row in side.items() for key in row}
    return all(
        ref in before and ref in now and same_answer(key, before[ref].get(key, ""), now[ref].get(key, ""))
        for ref, key in cells
        if (ref, key) not in stood
    )


def _reject(ledger: Ledger, incoming: InboxWorkbook, issue: Issue | None, why: Problem) -> ReturnResult:
    return_id = _keep(ledger, incoming, issue, {}, state=ReturnState.REJECTED, outcome=ReturnOutcome.REJECTED)
    if issue and isinstance(incoming.found, AgencyReturn):
        put_remarks(ledger, sender_of(incoming, issue, return_id), remarks_in(incoming.found, (), {}, issue.agency))
    agency, as_at = (issue.agency, as_at_of(ledger, issue)) if issue else ("", "")
    names = ledger.workspace.settings.private_names
    notes = () if isinstance(incoming.found, Problem) else notes_of(incoming.found, names)
    kept = f"It was not taken in; it is kept as {incoming.stored}." if incoming.stored else ""
    result = ReturnResult(incoming.source, incoming.sha256, agency, as_at, ReturnOutcome.REJECTED, notes=notes)
    return result._replace(problems=tuple(without_names(why, names)), message=kept)


def _keep(  # noqa: PLR0913 - a return's record has these parts
    ledger: Ledger,
    incoming: InboxWorkbook,
    issue: Issue | None,
    values: FormValues,
    *,
    state: ReturnState,
    outcome: ReturnOutcome | Literal[""],
    nil: bool = False,
) -> int:
    """Record a file that came in, whatever its outcome; returns the return's id."""
    found = None if isinstance(incoming.found, Problem) else incoming.found
    return ledger.tx.add_return(
        ReturnRecord(
            id=0, run=ledger.run, reference=issue.reference if issue else "", agency=issue.agency if issue else "",
            round_id=issue.round_id if issue else "", sha256=incoming.sha256, source=incoming.source,
            stored=incoming.stored, received_at=ledger.workspace.now,
            saved_at=plain_time(found.saved_at) if found else None,
            completed_by=found.completed_by.text.strip() if found else "",
            remarks=found.remarks.text.strip() if found else "",
            nil=nil, outcome=outcome, state=state,
            answers={ref: dict(row) for ref, row in answers_only(values).items()}, result={},
        )
    )  # fmt: skip


def result_of(
    ledger: Ledger, submission: Submission, verdict: Verdict, written: Sequence[Change], raised: Sequence[str]
) -> ReturnResult:
    """The result of a merged file: the first outcome that fits. written: cells changed; raised: ids of questions."""
    incoming, found, issue, reading, _ = submission
    decisions, problems, names = verdict.decisions, verdict.problems, ledger.workspace.settings.private_names
    asked = {(d.ref, d.field): d.outcome for d in decisions if d.asked}
    conflicts = tuple(name for name in raised if asked.get(cell_of(name)) == Outcome.CONFLICT)
    held = tuple(dict.fromkeys(d.ref for d in decisions if d.outcome == Outcome.HELD))
    proposals = tuple(
        CellChange(d.ref, d.field, hide_names(d.base, names), hide_names(d.theirs, names))
        for d in decisions
        if d.outcome == Outcome.PROPOSAL
    )
    edited = edits(reading.as_issued, answers_only(reading.values()))
    trouble = held or conflicts or any(p.severity in {"error", "warning"} for p in problems)
    cases = (
        (bool(trouble), ReturnOutcome.MERGED_WITH_PROBLEMS),
        (bool(written or proposals), ReturnOutcome.MERGED),
        (reading.nil and not edited, ReturnOutcome.NOTHING_TO_REPORT),
    )
    outcome = next((name for fits, name in cases if fits), ReturnOutcome.NO_CHANGE)
    unchanged = outcome == ReturnOutcome.NO_CHANGE and not reading.nil
    return ReturnResult(
        incoming.source, incoming.sha256, issue.agency, as_at_of(ledger, issue), outcome,
        tuple(CellChange(key.ref, key.field, before, after) for key, before, after in written),
        conflicts, held, proposals, notes_of(found, names, problems), tuple(problems),
        (TAKEN_BEFORE if edited else AS_SENT) if unchanged else "",
    )  # fmt: skip


def notes_of(
    found: AgencyReturn, private_names: Sequence[str], problems: Sequence[Problem] | None = None
) -> tuple[ReturnNote, ...]:
    """The words of a return that answer no row: those outside the table, and its remarks."""
    if problems is None:
        words = [(str(entry.ref), entry.text) for entry in found.noted]
    else:
        words = [(str(p.cell or ""), p.value) for p in problems if p.code in NOTED]
    words += [(str(found.remarks.ref), found.remarks.text.strip())] if found.remarks.text.strip() else []
    return tuple(ReturnNote(where, hide_names(text, private_names)) for where, text in words)


def cell_of(name: str) -> Cell:
    """The (ref, field) in a question's id; field '' for a whole row."""
    ref, _, field = name.split("#", maxsplit=1)[0].rpartition(":")
    return ref, "" if field == "row" else field
