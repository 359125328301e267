"""Corrections copies: an agency's own answers sent back, with the cells to put right marked."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.passwords import new_reference
from dhr_xl.commands.returns.lineage import unanswered
from dhr_xl.core.plan.cells import answers_view, iso
from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANSWER_KEYS, GROUP
from dhr_xl.core.plan.kinds import OPEN_STATES, MarkKind
from dhr_xl.core.plan.records import Issue, ReturnRecord, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import is_closed
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell, edits, sent_with
from dhr_xl.core.returns.privacy import holds_name
from dhr_xl.core.returns.problems import Code, Problem
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.round import RoundFacts, due_of, round_facts, waiting_copy
from dhr_xl.core.returns.to_put_right import Mark, StillOpen, answered_since, marks_in, one_a_cell, still_open
from dhr_xl.workbooks.form.still_needed import settled_wants

A_WEEK: Final = dt.timedelta(days=7)
"""How long an agency is given to put something right."""
KEPT: Final = ("marking", "return_to", "contact")
"""What a copy says as its issue did."""
OMITTED: Final = (Code.PRIVATE_NAME,)
"""Problems whose answer is not sent back, because it holds words that must not be in another workbook."""
SHOWN: Final = tuple(field.key for field in AGENCY_FIELDS if field.key != "query")
"""The answers a plan holds; an agency's remark on what is wrong with an action stays as it wrote it."""


def marks_of(problems: Iterable[Problem], as_issued: FormValues) -> tuple[Mark, ...]:
    """What an agency is asked to put right, one mark for each problem it can put right itself."""
    keys = {field.key for field in AGENCY_FIELDS}
    own = [(found, found.code.value.agency_remedy) for found in problems if found.ref in as_issued]
    return tuple(
        Mark(found.ref, found.field if found.field in keys else "", found.message, remedy or found.remedy)
        for found, remedy in own
        if remedy is not None
    )


def record_corrections_copy(  # noqa: PLR0913 - a copy and what it is of
    ledger: Ledger,
    issue: Issue,
    answers: FormValues,
    marks: Sequence[Mark],
    corrects: Iterable[ReturnRecord | int],
    *,
    omitted: Iterable[tuple[str, str]] = (),
    taken: int = 0,
    kinds: Sequence[MarkKind] = (),
    due: dt.date | None = None,
    closed: Iterable[str] | None = None,
) -> Issue:
    """Record a corrections copy of an issued workbook; its file is written later. Its base is that of its lineage.

    answers: what the agency has said so far; corrects: the earlier returns that it corrects; omitted: answers that are
    not filled in; taken: how many answers were taken in; kinds: why each mark is there, () where each is a problem;
    due: the return-by date, None for the usual one; closed: refs of rows on which nothing more is asked of the agency,
    None for those of the issue.
    """
    hidden, names = set(omitted), ledger.workspace.settings.private_names
    answered = {
        ref: {k: text for k, text in row.items() if text and (ref, k) not in hidden and not holds_name(text, names)}
        for ref, row in answers.items()
        if ref in issue.as_issued
    }
    record = ledger.rounds[issue.round_id]
    as_at, locked = record.as_at.isoformat(), issue.tables.get("locked", ()) if closed is None else closed
    answered = {ref: row for ref, row in answered.items() if row}
    copy = issue._replace(
        reference=new_reference(),
        issued_at=ledger.workspace.now,
        sha256="",
        file=f"returned/{as_at}/{issue.agency} to correct.xlsx",
        tables={
            **{key: value for key, value in issue.tables.items() if key in KEPT},
            "locked": list(locked),
            "due": iso(due or usual_due(record, issue.extended, ledger.workspace.today)),
            "answered": answered,
            "shown": plan_cells_shown(ledger, issue, answered),
            "marks": [list(mark) for mark in marks],
            "kinds": list(kinds),
            "corrects": [one if isinstance(one, int) else one.id for one in corrects],
            "taken": taken,
        },
    )
    ledger.tx.add_issue(copy)
    return copy


def usual_due(record: RoundRecord, extended: dt.date | None, today: dt.date) -> dt.date:
    """The return-by date of a copy: in a week, or the agency's date in the round if that is later."""
    return max(filter(None, (today + A_WEEK, record.due, extended)))


def omitted_cells(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    """The (ref, field) of answers that are not filled in again."""
    return {(found.ref, found.field) for found in problems if found.code in OMITTED}


def renew_copies(ledger: Ledger, snapshot: Snapshot, codes: Iterable[str], due: dt.date | None = None) -> bool:
    """Record, for each of these agencies that has returned something, a copy that asks exactly for what is open now.

    It holds what the agency has said. If the agency filled in the first workbook again, every answer it left out would
    read as taken back. A copy that already waits is kept where it asks the same and its date has not passed. due:
    another return-by date for all of them. Returns whether any copy was recorded.
    """
    record, renewed = snapshot.current, False
    here = round_facts(snapshot, record) if record else None
    for code in codes:
        still = still_open(snapshot, here, code) if here else StillOpen()
        came = here.returns.get(code, ()) if here else ()
        if here and came and still.marks:
            ended = [a.ref for a in snapshot.actions if is_closed(a) or code not in a.agencies]
            renewed |= _renew(ledger, here, code, still, due, ended)
    return renewed


def _renew(  # noqa: PLR0913 - a copy, and what it is to say now
    ledger: Ledger, here: RoundFacts, code: str, still: StillOpen, due: dt.date | None, ended: Sequence[str]
) -> bool:
    """Record a renewed copy for one agency, unless the waiting one still serves: False. ended: refs of closed rows."""
    issues, came = here.issues[code], here.returns[code]
    copy = waiting_copy(issues, came)
    if copy:
        answers = _answers_on(issues, copy, still)
        corrects, taken = copy.tables["corrects"], copy.tables.get("taken", 0)
        if _says_the_same(ledger, copy, still, answers, ended) and _still_usable(ledger, copy, due):
            return False
    else:
        copy = next(one for one in issues if one.reference == came[-1].reference)
        answers, corrects, taken = _answers_so_far(copy, came), came, 0
    closed = [ref for ref in copy.as_issued if ref in ended]
    record_corrections_copy(
        ledger, copy, answers, still.marks, corrects, taken=taken, kinds=still.kinds, due=due, closed=closed
    )
    return True


def _says_the_same(ledger: Ledger, copy: Issue, still: StillOpen, answers: FormValues, ended: Sequence[str]) -> bool:
    """Whether a waiting copy asks for what is open now, and shows everything else as the plan has it now."""
    marks, tables = set(one_a_cell(mark for mark, _ in marks_in(copy))), copy.tables
    shown = plan_cells_shown(ledger, copy, answers) == tables.get("shown", {})
    closed = set(tables.get("locked", ())) == set(copy.as_issued) & set(ended)
    return marks == set(still.marks) and shown and closed and not asks_too_much(copy)


def _answers_on(issues: Sequence[Issue], copy: Issue, still: StillOpen) -> dict[str, dict[str, str]]:
    """What a renewed copy is filled in with: the waiting copy's answers, another team's on rows left as issued."""
    answers: dict[str, dict[str, str]] = {ref: dict(row) for ref, row in copy.tables["answered"].items()}
    edited = {ref for ref, _ in edits(copy.as_issued, answers)}
    for mark in still.put_right:
        if mark.ref not in edited:
            copies = [one for one in reversed(issues) if one.is_correction]
            marked = (one for one in copies if mark[:2] in {known[:2] for known, _ in marks_in(one)})
            answers[mark.ref] = dict(next(marked, copy).tables["answered"].get(mark.ref, {}))
    return answers


def _still_usable(ledger: Ledger, copy: Issue, due: dt.date | None) -> bool:
    """Whether a copy's file is there and its date is the one wanted, or, with none wanted, has not passed."""
    day = due_of(copy)
    if copy.sha256 and not (ledger.workspace.folder / copy.file).is_file():
        return False
    return day == due if due else day is not None and day >= ledger.workspace.today


def _answers_so_far(issue: Issue, came: Sequence[ReturnRecord]) -> dict[str, dict[str, str]]:
    """What the returns of a workbook said: later over earlier, without the cells left as issued."""
    said: dict[str, dict[str, str]] = {}
    for (ref, key), text in (cell for one in came for cell in edits(issue.as_issued, one.answers).items()):
        said.setdefault(ref, {})[key] = text
    return said


def plan_cells_shown(ledger: Ledger, issue: Issue, answered: FormValues) -> dict[str, dict[str, str]]:
    """The cells a copy shows as the plan has them now: ref -> field -> text, blanks included.

    An answer that is still open, or that its agency is asked about, is shown as the agency gave it, and so is the rest
    of its group. answered: the agency's own answers that the copy shows; a cell that is absent is shown as issued.
    """
    names, still_open = ledger.workspace.settings.private_names, _open_cells(ledger, issue)
    never = unanswered(ledger, issue)
    shown: dict[str, dict[str, str]] = {}
    for ref, row in issue.as_issued.items():
        now = answers_view(ledger.cells, ref, issue.agency, issue.round_id)
        for key in (one for one in SHOWN if one in row):
            own = answered.get(ref, {}).get(key) or row.get(key, "")
            text = row.get(key, "") if (ref, key) in never else now[key]
            if (ref, key) not in still_open and not same_answer(key, own, text) and not holds_name(text, names):
                shown.setdefault(ref, {})[key] = text
    return shown


def _open_cells(ledger: Ledger, issue: Issue) -> set[Cell]:
    """The cells of an agency's answers in a round that wait for the agency or for the coordinator."""
    found: set[Cell] = set()
    for question in ledger.questions:
        mine = (question.agency, question.round_id) == (issue.agency, issue.round_id)
        if not mine or question.state not in OPEN_STATES or answered_since(ledger.cells, question):
            continue
        if question.field in GROUP:
            found |= {(question.ref, key) for key in GROUP}
        else:
            found |= {(question.ref, key) for key in ([question.field] if question.field else ANSWER_KEYS)}
    return found


def settled_in(copy: Issue, ref: str, values: Mapping[str, str]) -> frozenset[str]:
    """What a row of a copy lacks but is not asked for. values: the row's cells as shown."""
    if not copy.is_correction:
        return frozenset()
    marked = {mark[1] for mark in copy.tables.get("marks", ()) if mark[0] == ref}
    return settled_wants(values, marked, owed=not copy.tables.get("kinds"))


def asks_too_much(copy: Issue) -> bool:
    """Whether a copy whose marks are all that is open also asks for an update of a row marked only as wrong."""
    filled = {ref: {**row, **sent_with(copy).get(ref, {})} for ref, row in copy.as_issued.items()}
    whole = copy._replace(tables={**copy.tables, "kinds": ["wrong"]})
    return any(settled_in(whole, ref, row) != settled_in(copy, ref, row) for ref, row in filled.items())
