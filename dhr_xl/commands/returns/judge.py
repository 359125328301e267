"""Judge one return: check it and decide each of its cells. Nothing is written."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.returns.identify import check_labels, check_sender
from dhr_xl.commands.returns.inbox import InboxWorkbook
from dhr_xl.commands.returns.lineage import (
    NOT_COUNTED,
    agreed_with,
    answers_only,
    copies_of,
    correcting_of,
    judged_as,
    ours_of,
    retyped_in,
    settled_with,
    standing_beside,
    unanswered,
)
from dhr_xl.core.plan.cells import CellKey, shared_with
from dhr_xl.core.plan.columns import ANSWER_KEYS, BY_KEY
from dhr_xl.core.plan.kinds import DecisionKind, Outcome
from dhr_xl.core.plan.model import AgencyReturn, BoardDecision, CellRef
from dhr_xl.core.plan.records import Issue, ReturnRecord
from dhr_xl.core.plan.standing import CLOSED_BY_BOARD
from dhr_xl.core.returns.answers import fold, same_answer, text_or_formula, tidy
from dhr_xl.core.returns.copies import Cell, Copy, Voice, compare_copies, new_words
from dhr_xl.core.returns.merge import Decision, IncomingEdits, decide_merge
from dhr_xl.core.returns.privacy import hide_names, holds_name, personal_details
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.core.returns.reading import FormValues, Reading, is_row
from dhr_xl.core.returns.rules import Occasion, check, without_names
from dhr_xl.core.returns.shifted_rows import shifted_rows


class Submission(NamedTuple):
    """One return with what it is judged against.

    incoming: the file; found: the return read from it; issue: the workbook it answers; reading: its rows beside those
    that were issued; earlier: the returns of the same lineage that stand, oldest first.
    """

    incoming: InboxWorkbook
    found: AgencyReturn
    issue: Issue
    reading: Reading
    earlier: Sequence[ReturnRecord]


class Verdict(NamedTuple):
    """What is to become of one return.

    values: what it says; where: (ref, field) -> its cell; voices: how each cell counts beside earlier copies; who: the
    job title of the person who completed it.
    """

    values: FormValues
    where: Mapping[Cell, CellRef]
    voices: Mapping[Cell, tuple[Voice, Copy | None]]
    decisions: Sequence[Decision]
    problems: list[Problem]
    who: str


def judge(ledger: Ledger, submission: Submission) -> Verdict:
    """Check a return and decide each of its cells."""
    incoming, found, issue, reading, earlier = submission
    names = ledger.workspace.settings.private_names
    occasion = Occasion(board_day(ledger, issue), ledger.workspace.today, names)
    problems = [said for one in check_labels(ledger, issue, found) for said in without_names(one, names)]
    problems += check_sender_answers(found, names)
    problems += check_sender(ledger.contacts, issue.agency, incoming.sent)
    values, ours, copies = reading.values(), ours_of(ledger, issue), copies_of(earlier)
    mine = Copy(plain_time(found.saved_at), found.completed_by.text.strip(), answers_only(values))
    voices = compare_copies(issue.as_issued, mine, copies, correcting_of(issue))
    agreed, settled = agreed_with(ledger, issue, earlier), settled_with(ledger, earlier)
    problems += check(reading, occasion, judged_as(reading, voices, settled, ours))
    retyped = retyped_in(issue, reading)
    spoken = new_words(issue.as_issued, agreed, mine, copies) | {ref for ref, key in retyped if values[ref][key]}
    standing = standing_beside(issue, reading, spoken, ours)
    held_rows, more = rows_to_hold(ledger, reading, problems, issue.agency, voices)
    problems += more
    to_merge = IncomingEdits(
        as_issued=issue.as_issued,
        agreed={**agreed, **{(ref, "status"): text for ref, text in standing.items()}},
        theirs=values | {ref: {**values[ref], "status": text} for ref, text in standing.items()},
        wrong=frozenset((p.ref, p.field) for p in problems if p.severity == "error" and p.ref),
        held_rows=held_rows,
        voices=voices,
        spoken=spoken,
        retyped=retyped,
        settled=settled,
        unanswered=unanswered(ledger, issue),
        occasion=occasion,
    )
    decisions = decide_merge(to_merge, ours) + hold_unusable_rows(found, reading, names)
    where = {(ref, key): answer.cell for ref, row in reading.rows.items() for key, answer in row.items()}
    where |= {cell: answer.cell for cell, answer in reading.stood.items()}
    problems += copy_problems(decisions, where, issue.as_issued)
    return Verdict(values, where, voices, decisions, problems, mine.who)


def check_sender_answers(found: AgencyReturn, private_names: Sequence[str]) -> Iterator[Problem]:
    """Private names and personal details in the answers above the table; these answers never merge into the plan."""
    for heading, entry in (("'Completed by'", found.completed_by), ("'Anything else to tell us?'", found.remarks)):
        if holds_name(entry.text, private_names):
            yield problem(Code.PRIVATE_WORDS, entry.ref, heading=heading)
            continue
        for what in personal_details(entry.text):
            yield problem(Code.PERSONAL_DETAIL, entry.ref, heading=heading, what=what)


def copy_problems(decisions: Sequence[Decision], where: Mapping[Cell, CellRef], as_issued: FormValues) -> list[Problem]:
    """Problems about answers that another copy of the same workbook gave differently."""
    return [
        problem(
            code, where.get((one.ref, one.field)), ref=one.ref, field=one.field, value=one.theirs,
            other=one.other.values.get(one.ref, {}).get(one.field, "") if one.other else "",
            heading=heading_of(one.field),
        )
        for one in decisions
        if (code := _copy_code(one, as_issued))
    ]  # fmt: skip


def _copy_code(one: Decision, as_issued: FormValues) -> Code | None:
    if one.kind == DecisionKind.OLDER_COPY:
        return Code.COPY_OLDER
    if one.outcome == Outcome.NOTED and one.kind == DecisionKind.DECIDED:
        return Code.DECIDED_BEFORE
    if one.kind == DecisionKind.COPIES:
        return Code.COPY_TIME_UNKNOWN
    set_back = one.outcome == Outcome.MERGED and one.other is not None
    if set_back and same_answer(one.field, one.theirs, as_issued[one.ref].get(one.field, "")):
        return Code.COPY_SET_BACK
    return None


def board_day(ledger: Ledger, issue: Issue) -> dt.date:
    """The day the board's next copy is as at: that of the round now, whichever round a form is of."""
    now = ledger.current_round
    return max(record.as_at for record in (ledger.rounds[issue.round_id], now) if record)


def rows_to_hold(
    ledger: Ledger,
    reading: Reading,
    problems: Sequence[Problem],
    agency: str,
    voices: Mapping[Cell, tuple[Voice, Copy | None]],
) -> tuple[dict[str, DecisionKind], list[Problem]]:
    """Rows held whole (ref -> kind of question), and the problems of rows that left the agency since the issue.

    Cells that do not count beside an earlier copy hold no row: they were judged when that copy came.
    """
    held = dict.fromkeys(shifted_rows(reading), DecisionKind.SHIFTED)
    held |= {p.ref: DecisionKind.PRIVATE for p in problems if p.code is Code.PRIVATE_NAME}
    said: list[Problem] = []
    for ref in reading.rows:
        said_now = reading.edited(ref).items()
        edited = {key: a for key, a in said_now if voices.get((ref, key), (Voice.SPEAKS,))[0] not in NOT_COUNTED}
        moved = left_agency(ledger, ref, agency, next(iter(edited.values())).cell) if edited else None
        if moved:
            said.append(moved)
            held[ref] = DecisionKind.WITHDRAWN
    return held, said


def left_agency(ledger: Ledger, ref: str, agency: str, cell: CellRef) -> Problem | None:
    """The problem of a row that was withdrawn, moved or closed after the workbook went out; None for any other."""
    cells = ledger.cells
    lead, decision = (cells.get(CellKey(ref, key), "") for key in ("agency", "board_decision"))
    if cells.get(CellKey(ref, "withdrawn")):
        return problem(Code.ROW_WITHDRAWN, cell, ref=ref)
    if ref not in ledger.places or agency not in {lead, *shared_with(cells, ref)}:
        return problem(Code.ROW_MOVED, cell, ref=ref, agency=lead or "nobody")
    if BoardDecision(decision) in CLOSED_BY_BOARD:
        return problem(Code.ROW_CLOSED, cell, ref=ref, value=decision, decision=decision.lower())
    return None


def hold_unusable_rows(found: AgencyReturn, reading: Reading, private_names: Sequence[str]) -> list[Decision]:
    """Rows that could not be used: each is held whole, with every word on it that was not sent."""
    held = []
    used = {answer.cell for row in reading.rows.values() for answer in row.values()}
    known = {fold(ref): ref for ref in reading.as_issued}
    sent = {(key, tidy(text)) for row in reading.as_issued.values() for key, text in row.items()}
    for row in found.rows:
        if any(entry.ref in used for entry in row.cells.values()):
            continue
        twice = fold(row.ref.text) in known
        words = {key: text_or_formula(entry) for key, entry in row.cells.items() if key != "needed"}
        text = "; ".join(
            f"{BY_KEY[key].heading}: {said}"
            for key, said in words.items()
            if said.strip() and (not twice or key in ANSWER_KEYS or (key, tidy(said)) not in sent)
        )
        ref = known.get(fold(row.ref.text)) or hide_names(row.ref.text.strip(), private_names)
        if text and is_row(row):
            kind = DecisionKind.TWICE if twice else DecisionKind.UNKNOWN
            held.append(Decision(ref, "", Outcome.HELD, kind, "", "", f"{row.ref.ref}: {text}"))
    return held


def whole_file_problem(reading: Reading) -> Problem | None:
    """Why a form is rejected whole: it has none of its rows, or every prefilled answer is blank. None if it is not."""
    if not reading.rows and not reading.strange:
        return problem(Code.NO_ROWS)
    sent = [(ref, key) for ref, row in reading.as_issued.items() for key in ANSWER_KEYS if row.get(key)]
    filled = sum(key in reading.rows.get(ref, {}) for ref, key in sent)
    said = [a.value for row in reading.rows.values() for key, a in row.items() if key in ANSWER_KEYS]
    if filled > 1 and not any(said):
        return problem(Code.BLANKED, count=filled)
    return None


def plain_time(moment: dt.datetime | None) -> dt.datetime | None:
    """A time as the register stores it: in UTC, without its zone."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment
