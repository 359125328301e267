"""Judge the board's return: its decisions merge as an agency's answers do, and wait where the plan has moved since."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.commands.returns.judge import Verdict, copy_problems, plain_time
from dhr_xl.commands.returns.lineage import agreed_with, copies_of, settled_with
from dhr_xl.commands.returns.record import Sender, follow_up
from dhr_xl.core.plan.cells import CellKey, format_date, parse_date
from dhr_xl.core.plan.columns import TAKE_WORDS
from dhr_xl.core.plan.kinds import OPEN_STATES, DecisionKind, Outcome, QuestionState, Take
from dhr_xl.core.plan.meeting import (
    AGREED_DATE,
    CHOICES,
    DATE_AGREED,
    DECIDED,
    FILL_IN,
    HEADINGS,
    MERGED,
    AgendaRow,
    Ask,
)
from dhr_xl.core.plan.meeting import row_from as agenda_row
from dhr_xl.core.plan.model import AgencyReturn, CellRef
from dhr_xl.core.plan.records import Issue, Question, ReturnRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import CLOSED_BY_BOARD
from dhr_xl.core.returns.answers import fold, same_answer, text_or_formula
from dhr_xl.core.returns.board_blanks import blank_cells, of_board, without_blanks, without_own_days
from dhr_xl.core.returns.board_reading import BoardReading, is_shown, read_board
from dhr_xl.core.returns.board_rules import BoardOccasion, DecidedRow
from dhr_xl.core.returns.board_said import BY_BOARD, DECIDED_WITH
from dhr_xl.core.returns.copies import Cell, Copy, compare_copies
from dhr_xl.core.returns.merge import Decision, IncomingEdits, Policy, decide_merge
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import display_value, heading_of, short
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.rules import without_names
from dhr_xl.core.returns.wordings import NotFitting
from dhr_xl.core.sentences import ended
from dhr_xl.core.views.meeting import SEEN, plan_cells, seen_of
from dhr_xl.register.snapshot import take_snapshot

POLICIES: Final[Mapping[str, Policy]] = dict.fromkeys(MERGED, "group")
LOCKED: Final = tuple(key for key in HEADINGS if key not in FILL_IN and key != "ref")


def agenda_in(issue: Issue) -> tuple[AgendaRow, ...]:
    """The rows of the board's workbook as it was issued."""
    return tuple(agenda_row(row) for row in issue.tables["agenda"])


def read_decisions(
    ledger: Ledger, found: AgencyReturn, issue: Issue, earlier: Sequence[ReturnRecord], sent: frozenset[str]
) -> tuple[BoardReading, AgencyReturn]:
    """Read the board's return; `found` without the words that we wrote ourselves. sent: every text as it was sent."""
    said: FormValues = {ref: row for came in earlier for ref, row in came.answers.items()}
    names = ledger.workspace.settings.private_names
    occasion = BoardOccasion(ledger.workspace.today, issue.issued_at.date(), names, said)
    agenda = agenda_in(issue)
    board = read_board(found, agenda, issue.as_issued, occasion)
    known = {fold(row.name): row for row in agenda}
    noted = [entry for entry in found.noted if entry.remark or fold(entry.text) not in sent]
    words = [problem(Code.WORDS_OUTSIDE, entry.ref, value=entry.text) for entry in noted]
    for one in found.rows:
        row = known.get(fold(one.ref.text))
        for key in LOCKED if row else ():
            entry = one.cells.get(key)
            text = text_or_formula(entry).strip() if entry else ""
            ours = fold(text) in sent or (row is not None and is_shown(text, row.shown[key]))
            if entry and text and not ours:
                words.append(problem(Code.WORDS_OUTSIDE, entry.ref, ref=row.ref if row else "", value=text))
    return board._replace(problems=(*board.problems, *words)), found._replace(noted=tuple(noted))


def judge_decisions(
    ledger: Ledger, board: BoardReading, found: AgencyReturn, issue: Issue, earlier: Sequence[ReturnRecord]
) -> Verdict:
    """Decide each cell of the board's return. A row that the plan has moved from since waits whole (kind board)."""
    snapshot, reading, base = take_snapshot(ledger.tx), board.reading, issue.as_issued
    ours, left_blank = plan_cells(snapshot, list(base)), blank_cells(board.rows)
    values = without_blanks(reading.values(), ours, base, left_blank)
    mine = Copy(plain_time(found.saved_at), "", values)
    voices = compare_copies(base, mine, copies_of(earlier))
    agreed = agreed_with(ledger, issue, earlier)
    names = ledger.workspace.settings.private_names
    problems = [said for one in board.problems for said in without_names(one, names)]
    moved = list(_moved(snapshot, board, ours, agreed))
    problems += [said for one in moved for said in without_names(one, names)]
    held = {one.ref: DecisionKind.BOARD for one in moved}
    held |= dict.fromkeys(board.shifted, DecisionKind.SHIFTED) | dict.fromkeys(board.private, DecisionKind.PRIVATE)
    cells = [(ref, key) for ref, row in values.items() for key in row]
    repeated = {(ref, key) for ref, key in cells if same_answer(key, values[ref][key], base[ref].get(key, ""))}
    incoming = IncomingEdits(
        base, agreed, values, POLICIES, board.wrong, held, voices, retyped=frozenset(repeated - set(agreed)),
        settled=settled_with(ledger, earlier), group=DECIDED,
    )  # fmt: skip
    decisions = without_own_days([of_board(d, left_blank) for d in decide_merge(incoming, ours)], left_blank)
    decisions += list(_repeats(values, ours, base, {(d.ref, d.field) for d in decisions}, held))
    decisions += list(_unplaced(board)) + list(_days_alone(board.rows))
    where = {(ref, key): answer.cell for ref, row in reading.rows.items() for key, answer in row.items()}
    changed = [d for d in decisions if d.outcome == Outcome.CONFLICT and d.kind == DecisionKind.BOARD]
    problems += [said for d in changed for said in without_names(_conflict(ledger, d, where), names)]
    problems += _words_of_dates(snapshot, board.rows, decisions)
    problems += copy_problems([d for d in decisions if d.kind != DecisionKind.BOARD], where, base)
    return Verdict(values, where, voices, decisions, problems, "")


def _repeats(
    values: FormValues, ours: FormValues, base: FormValues, done: AbstractSet[Cell], held: Mapping[str, DecisionKind]
) -> Iterator[Decision]:
    """What the board decided as the plan has it: a second request for evidence, or a date that stays as it was."""
    for ref, row in values.items():
        for key, text in row.items():
            if (ref, key) not in done and (text or key == AGREED_DATE):
                outcome, kind = (Outcome.HELD, held[ref]) if ref in held else (Outcome.ALREADY, DecisionKind.NONE)
                yield Decision(ref, key, outcome, kind, base[ref].get(key, ""), ours[ref][key], text)


def _unplaced(board: BoardReading) -> Iterator[Decision]:
    """Rows of an unknown or repeated Ref, held with every word that is filled in."""
    twice = {p.ref for p in board.problems if p.code is Code.ROW_TWICE}
    for row, ref in board.unplaced:
        said = [
            f"{HEADINGS[key]}: {text}"
            for key in FILL_IN
            if key in row.cells and (text := text_or_formula(row.cells[key]).strip())
        ]
        kind = DecisionKind.TWICE if ref in twice else DecisionKind.UNKNOWN
        yield Decision(ref, "", Outcome.HELD, kind, "", "", f"{row.ref.ref}: {'; '.join(said)}")


def _days_alone(rows: Sequence[DecidedRow]) -> Iterator[Decision]:
    """A day without a decision: noted, for a column that was filled down says nothing."""
    for one in rows:
        if one.is_day_alone:
            yield Decision(one.row.ref, "decided_on", Outcome.NOTED, DecisionKind.SHOWN, "", "", one.day)


def _moved(snapshot: Snapshot, board: BoardReading, ours: FormValues, agreed: Mapping[Cell, str]) -> Iterator[Problem]:
    """The problem of each row whose answers, or question, have changed since the board's workbook was made.

    Nothing is said of a row that brings nothing new: the plan says the same since, or an earlier copy brought it.
    """
    values, base = board.reading.values(), board.reading.as_issued
    for one in board.rows:
        ref, field = one.row.ref, AGREED_DATE if one.row.ask is Ask.DATE else "board_decision"
        theirs = values.get(ref, {}).get(field)
        entered = theirs == ours[ref][field] != base[ref].get(field, "")
        if not one.word or theirs is None or entered or agreed.get((ref, field)) == theirs:
            continue
        what = "; ".join(_what_moved(snapshot, one))
        if what:
            yield problem(Code.BOARD_MOVED, one.cells["decision"], ref=ref, field=field, value=one.word, what=what)


def _what_moved(snapshot: Snapshot, one: DecidedRow) -> Iterator[str]:
    """What has changed about a row's action since, in words."""
    action, row = snapshot.action(one.row.ref), one.row
    if action is None or action.withdrawn:
        yield "the action was withdrawn"
        return
    agencies = ", ".join(action.agencies)
    if agencies != row.shown["agency"]:
        yield f"the action moved from {row.shown['agency']} to {agencies}"
    if row.ask is Ask.DATE:
        if action.board_decision in CLOSED_BY_BOARD:
            yield f"the board's decision was entered as '{action.board_decision}'"
        yield from _question_moved(snapshot, one)
    for key, now in seen_of(action).items():
        was = row.seen[key]
        if not same_answer(key, now, was):
            yield f"{SEEN[key]} was changed from '{_said(key, was)}' to '{_said(key, now)}'"


def _said(key: str, text: str) -> str:
    return short(display_value(key, text)) or "blank"


def _question_moved(snapshot: Snapshot, one: DecidedRow) -> Iterator[str]:
    """Whether the question about a new date was answered in another way, or is not asked any more."""
    question = next((q for q in snapshot.questions if q.id == one.row.question), None)
    if question is not None and question.state in OPEN_STATES:
        return
    if question is None or question.state != QuestionState.DECIDED or not question.decision:
        yield "the new date is not asked for any more"
    elif question.decision != take_of(one):
        yield f"the new date was decided on Decisions: '{TAKE_WORDS.get(question.decision, question.decision)}'"


def take_of(one: DecidedRow) -> Take:
    """What the board's word about a new date is on Decisions."""
    return Take.THEIRS if one.word == DATE_AGREED else Take.OURS


def _words_of_dates(snapshot: Snapshot, rows: Sequence[DecidedRow], decisions: Sequence[Decision]) -> Iterator[Problem]:
    """The note and the day beside a new date, to be read where the question they belong with is not decided now."""
    taken = {(d.ref, d.field) for d in decisions if d.outcome in {Outcome.MERGED, Outcome.ALREADY}}
    questions = {question.id: question for question in snapshot.questions}
    for one in rows:
        asked = questions.get(one.row.question)
        waits = asked is not None and asked.state in OPEN_STATES
        answered = waits and one.word and (one.row.ref, AGREED_DATE) in taken
        if one.row.ask is not Ask.DATE or one.is_day_alone or answered or (asked and _is_said(asked, one)):
            continue
        day = f"{HEADINGS['decided_on'].removesuffix(' (fill in)')}: {_said('decided_on', one.day)}" if one.day else ""
        words = f"{ended(one.note)} {day}" if one.note and day else one.note or day
        if words:
            cell = one.cells["note" if one.note else "decided_on"]
            yield problem(Code.WORDS_OUTSIDE, cell, ref=one.row.ref, value=words)


def _is_said(question: Question, one: DecidedRow) -> bool:
    """Whether the note and the day stand with the question already, from an earlier copy."""
    day = parse_date(one.day)
    said = (one.note, format_date(day) if day else one.day)
    return question.why.startswith(BY_BOARD) and all(text in question.why for text in said)


def _conflict(ledger: Ledger, decision: Decision, verdict_cells: Mapping[Cell, CellRef]) -> Problem:
    """The problem of a cell that the coordinator changed since in another way."""
    ref, field = decision.ref, decision.field
    last = ledger.last_changes.get(CellKey(ref, field))
    who = f" by {last.who}" if last else ""
    ours = short(display_value(field, decision.ours)) or "blank"
    return problem(
        Code.BOARD_MOVED, verdict_cells.get((ref, field)), ref=ref, field=field,
        value=short(display_value(field, decision.theirs)) or "blank",
        what=f"{heading_of(field)} was changed to '{ours}'{who}",
    )  # fmt: skip


def follow_decisions(
    ledger: Ledger, sender: Sender, board: BoardReading, decisions: Sequence[Decision], written: Sequence[Change]
) -> list[Change]:
    """Count a slip for each later date that was agreed, and answer the questions about new dates; what changed."""
    outcome = {(d.ref, d.field): d for d in decisions if d.outcome in {Outcome.MERGED, Outcome.ALREADY}}
    for one in board.rows:
        question = ledger.question(one.row.question) if one.word else None
        taken = outcome.get((one.row.ref, AGREED_DATE))
        if question is None or question.state not in OPEN_STATES or taken is None:
            continue
        day = parse_date(one.day) or ledger.workspace.today
        why = f"{BY_BOARD}{format_date(day)}{f': {one.note}' if one.note else ''}"
        decided = question._replace(
            state=QuestionState.DECIDED, decision=take_of(one), why=why, decided_at=ledger.workspace.now,
            seen_ours=question.ours, with_id="",
        )  # fmt: skip
        ledger.replace(decided, sender.return_id)
    said = {d.field for d in decisions}
    return follow_up(ledger, written, said, sender.who, sender.how, sender.source, sender.return_id)


def meant_of_board(ledger: Ledger, question: Question, word: str) -> str:
    """The value in the plan of a word that the board meant. Raises NotFitting where the action has two new dates."""
    if question.field != AGREED_DATE:
        return str(next(words[word] for words in CHOICES.values() if words.get(word)))
    issue = ledger.tx.issue(question.reference)
    dates = [row for row in agenda_in(issue) if (row.ref, row.ask) == (question.ref, Ask.DATE)] if issue else []
    if len(dates) != 1:
        raise NotFitting(f"{question.id}: the board was asked about more than one date. Enter it with Use my wording.")
    return dates[0].proposed if word == DATE_AGREED else ledger.cells.get(CellKey(question.ref, AGREED_DATE), "")


def answer_dates(ledger: Ledger, question: Question, text: str) -> None:
    """Answer the questions about new dates that a decision on the board's own answer decides. text: the date left."""
    issue = ledger.tx.issue(question.reference)
    rows = [row for row in agenda_in(issue) if (row.ref, row.ask) == (question.ref, Ask.DATE)] if issue else []
    for row in rows:
        asked = ledger.question(row.question)
        if asked is None or asked.state not in OPEN_STATES or (row.proposed != text and len(rows) > 1):
            continue
        take = Take.THEIRS if row.proposed == text else Take.OURS
        decided = asked._replace(state=QuestionState.DECIDED, decision=take, why=f"{DECIDED_WITH}{question.id}")
        ledger.replace(decided._replace(decided_at=ledger.workspace.now, seen_ours=asked.ours))
