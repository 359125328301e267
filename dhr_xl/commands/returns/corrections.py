"""Corrections copies: an agency's own answers sent back to it, with the cells to put right marked."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.passwords import new_reference
from dhr_xl.commands.returns.corrections_view import asks_too_much, plan_cells_shown
from dhr_xl.core.plan.cells import iso
from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.core.plan.kinds import MarkKind
from dhr_xl.core.plan.records import Issue, ReturnRecord, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import is_closed
from dhr_xl.core.returns.copies import edits
from dhr_xl.core.returns.privacy import holds_name
from dhr_xl.core.returns.problems import Code, Problem
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.round import RoundFacts, due_of, round_facts, waiting_copy
from dhr_xl.core.returns.to_put_right import Mark, StillOpen, marks_in, one_a_cell, still_open

A_WEEK: Final = dt.timedelta(days=7)
"""How long an agency is given to put something right."""
OMITTED: Final = (Code.PRIVATE_NAME,)
"""Problems whose answer is not sent back, because it holds words that must not be in another workbook."""


def marks_of(problems: Iterable[Problem], as_issued: FormValues) -> tuple[Mark, ...]:
    """What an agency is asked to put right, one mark for each problem it can put right itself."""
    keys = {field.key for field in AGENCY_FIELDS}
    return tuple(
        Mark(
            found.ref,
            found.field if found.field in keys else "",
            found.message,
            found.code.value.agency_remedy or found.remedy,
        )
        for found in problems
        if found.code.value.agency_remedy is not None and found.ref in as_issued
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
            **{key: value for key, value in issue.tables.items() if key == "marking"},
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


def renew_copies(ledger: Ledger, snapshot: Snapshot, codes: Iterable[str], due: dt.date | None = None) -> None:
    """Record, for each of these agencies that has returned something, a copy that asks exactly for what is open now.

    It holds what the agency has said. If the agency filled in the first workbook again, every answer it left out would
    read as taken back. A copy that already waits is kept where it asks the same and its date has not passed. due:
    another return-by date for all of them.
    """
    record = snapshot.current
    here = round_facts(snapshot, record) if record else None
    for code in codes:
        still = still_open(snapshot, here, code) if here else StillOpen()
        came = here.returns.get(code, ()) if here else ()
        if here and came and still.marks:
            ended = [a.ref for a in snapshot.plan.actions if is_closed(a) or code not in a.agencies]
            _renew(ledger, here, code, still, due, ended)


def _renew(  # noqa: PLR0913 - a copy, and what it is to say now
    ledger: Ledger, here: RoundFacts, code: str, still: StillOpen, due: dt.date | None, ended: Sequence[str]
) -> None:
    """Record a renewed copy for one agency, unless the waiting one still serves. ended: refs of its closed rows."""
    issues, came = here.issues[code], here.returns[code]
    copy = waiting_copy(issues, came)
    if copy:
        answers = _answers_on(issues, copy, still)
        corrects, taken = copy.tables["corrects"], copy.tables.get("taken", 0)
        if _says_the_same(ledger, copy, still, answers, ended) and _still_usable(ledger, copy, due):
            return
    else:
        copy = next(one for one in issues if one.reference == came[-1].reference)
        answers, corrects, taken = _answers_so_far(copy, came), came, 0
    closed = [ref for ref in copy.as_issued if ref in ended]
    record_corrections_copy(
        ledger, copy, answers, still.marks, corrects, taken=taken, kinds=still.kinds, due=due, closed=closed
    )


def _says_the_same(ledger: Ledger, copy: Issue, still: StillOpen, answers: FormValues, ended: Sequence[str]) -> bool:
    """Whether a waiting copy asks for what is open now, and shows everything else as the plan has it now."""
    marks, tables = set(one_a_cell(mark for mark, _ in marks_in(copy))), copy.tables
    shown = plan_cells_shown(ledger, copy, answers) == tables.get("shown", {})
    closed = set(tables.get("locked", ())) == set(copy.as_issued) & set(ended)
    return marks == set(still.marks) and shown and closed and not asks_too_much(copy)


def _answers_on(issues: Sequence[Issue], copy: Issue, still: StillOpen) -> dict[str, dict[str, str]]:
    """What a renewed copy is filled in with: the answers of the waiting copy.

    Two teams may each have a copy of one workbook. A row that this team left as issued, and that is marked for the
    other team's answer, shows the other team's answer.
    """
    answers: dict[str, dict[str, str]] = {ref: dict(row) for ref, row in copy.tables["answered"].items()}
    edited = {ref for ref, _ in edits(copy.as_issued, answers)}
    for mark in still.put_right:
        source = next((i for i in reversed(issues) if i.is_correction and _marks(i, mark)), copy)
        if mark.ref not in edited:
            answers[mark.ref] = dict(source.tables["answered"].get(mark.ref, {}))
    return answers


def _marks(copy: Issue, mark: Mark) -> bool:
    return any((known.ref, known.key) == (mark.ref, mark.key) for known, _ in marks_in(copy))


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
