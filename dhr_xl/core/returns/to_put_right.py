"""What is still open with an agency in a round: answers to put right, and rows not answered yet.

The corrections copy, its letter and reminders all take it from here, so that they agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import Cells, answers_view
from dhr_xl.core.plan.columns import AGENCY_FIELDS, BY_KEY, GROUP
from dhr_xl.core.plan.kinds import OPEN_STATES, MarkKind, Outcome, QuestionState
from dhr_xl.core.plan.model import Action, BoardDecision, Status
from dhr_xl.core.plan.records import Issue, Question
from dhr_xl.core.plan.snapshot import Snapshot, with_its_note
from dhr_xl.core.plan.standing import is_closed, what_is_owed
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.round import RoundFacts, owed_rows
from dhr_xl.core.sentences import ended

ANSWERABLE: Final = frozenset(field.key for field in AGENCY_FIELDS)
STILL_OWED: Final = "Still to be answered"
TELL_US: Final = "Please tell us which is right."


class Mark(NamedTuple):
    """One thing an agency is asked to put right. key: a key of AGENCY_FIELDS, or '' for the whole row.

    message, remedy: what is wrong and what to do, in whole sentences; value: what was written, '' for what the cell
    shows. A ref that is not on the form is listed without a cell to go to.
    """

    ref: str
    key: str
    message: str
    remedy: str
    value: str = ""


class StillOpen(NamedTuple):
    """What is open with one agency, one mark per cell. No row is in both put_right and to_answer."""

    put_right: tuple[Mark, ...] = ()
    to_answer: tuple[Mark, ...] = ()
    asked: frozenset[Cell] = frozenset()
    """Cells of put_right that the coordinator asks about."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, in the order of the copy."""
        return (*self.put_right, *self.to_answer)

    @property
    def kinds(self) -> tuple[MarkKind, ...]:
        """The kind of each mark, in the same order."""
        wrong = (MarkKind.ASKED if (mark.ref, mark.key) in self.asked else MarkKind.WRONG for mark in self.put_right)
        return (*wrong, *(MarkKind.OWED for _ in self.to_answer))


def still_open(snapshot: Snapshot, here: RoundFacts, code: str) -> StillOpen:
    """Work out what an agency is still asked: corrections of its returns, and rows it owes."""
    found = _still_wrong(snapshot, here, code)
    asked = {cell: mark for cell, mark in _asked(snapshot, here, code).items() if cell not in found}
    wrong = [*found.values(), *asked.values()]
    owed = [action for action in owed_rows(snapshot, here, code) if action.ref not in {mark.ref for mark in wrong}]
    order = {place.ref: number for number, place in enumerate(snapshot.places)} if wrong else {}
    wrong.sort(key=lambda mark: (order.get(mark.ref, 0), list(BY_KEY).index(mark.key) if mark.key else -1))
    return StillOpen(
        tuple(wrong),
        tuple(_to_answer(here, with_its_note(snapshot, action), code) for action in owed),
        frozenset(asked),
    )


def _to_answer(here: RoundFacts, action: Action, code: str) -> Mark:
    evidence = (action.ref, code) in here.evidence_asked
    key = "status" if action.answer_of(code).status is Status.UNKNOWN else "progress"
    key = "evidence_given" if evidence and action.board_decision is not BoardDecision.KEEP_OPEN else key
    what = what_is_owed(action, code, here.record.as_at, evidence_asked=evidence)
    return Mark(action.ref, key, f"{STILL_OWED}: {ended(what)}", "")


def owed_words(mark: Mark) -> str:
    """What is owed on a row, as a reminder words it after the Ref."""
    return mark.message.removeprefix(f"{STILL_OWED}: ").removesuffix(".")


def marks_in(copy: Issue) -> list[tuple[Mark, MarkKind]]:
    """A copy's recorded marks with their kinds, which are worked out for copies of earlier versions."""
    marks = [Mark(*mark) for mark in copy.tables.get("marks", ())]
    kinds = [MarkKind(word) for word in copy.tables.get("kinds", ())] or [
        MarkKind.OWED if mark.message.startswith(STILL_OWED) else MarkKind.WRONG for mark in marks
    ]
    return list(zip(marks, kinds, strict=False))


def one_a_cell(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Merge the marks of one cell, so that the list, the marked cells and the letter have the same number."""
    by_cell: dict[Cell, list[Mark]] = {}
    for mark in dict.fromkeys(marks):
        by_cell.setdefault((mark.ref, mark.key), []).append(mark)
    return tuple(map(_made_one, by_cell.values()))


def _made_one(marks: Sequence[Mark]) -> Mark:
    first, *more = marks
    words = [first.remedy, *(word for mark in more for word in (mark.message, mark.remedy))]
    value = next((mark.value for mark in marks if mark.value), "")
    return first._replace(remedy=" ".join(dict.fromkeys(filter(None, words))), value=value)


def _still_wrong(snapshot: Snapshot, here: RoundFacts, code: str) -> dict[Cell, Mark]:
    """Open problems of the standing returns: cell -> its newest mark."""
    standing = {came.id for came in here.returns.get(code, ())}
    copies = [issue for issue in here.issues.get(code, ()) if issue.is_correction]
    found: dict[Cell, Mark] = {}
    known: set[Cell] = set()
    for copy in reversed(copies):
        if not standing & set(copy.tables.get("corrects", ())):
            continue
        marks = one_a_cell(mark for mark, kind in marks_in(copy) if kind == MarkKind.WRONG)
        for mark in marks:
            cell = (mark.ref, mark.key)
            if cell not in known and _is_open(snapshot, here, code, copy, mark):
                found[cell] = mark
        known |= {(mark.ref, mark.key) for mark in marks}
    return found


def _is_open(snapshot: Snapshot, here: RoundFacts, code: str, copy: Issue, mark: Mark) -> bool:
    """Whether a problem found in a cell is still to be put right.

    It is, while its question waits and the agency has not answered in another way; or, where it merged, while the plan
    still has the returned value. It is not, once decided, closed by the board or moved to another agency.
    """
    action = snapshot.action(mark.ref)
    if action is None or is_closed(action) or code not in action.agencies:
        return False
    row = [q for q in _questions(snapshot, here, code) if q.ref == mark.ref]
    about = [q for q in row if q.field in {"", mark.key}] or [q for q in row if _is_about(q, mark.key)]
    if mark.key == "reason" and not _has_returned(snapshot, here, code, copy, mark.ref, ("reason",)):
        about = [q for q in about if q.field != "proposed_target_date"]  # its reason is given: the date is the board's
    last = max(copy.tables.get("corrects", ()), default=0)
    waiting = [q for q in about if q.state in OPEN_STATES and not _given_since(q, last)]
    if any(not answered_since(snapshot.cells, q) for q in waiting):
        return True
    if any(q.state in OPEN_STATES or q.return_id == last for q in about):
        return False
    return _is_as_returned(snapshot, here, code, copy, mark)


def _questions(snapshot: Snapshot, here: RoundFacts, code: str) -> list[Question]:
    """The questions about an agency's answers in a round, open or settled."""
    return [
        q for q in snapshot.questions
        if (q.agency, q.round_id) == (code, here.record.id) and q.state != QuestionState.TAKEN_BACK
    ]  # fmt: skip


def _is_about(question: Question, key: str) -> bool:
    """Whether deciding a question also settles a problem in a column of its row that has no question of its own."""
    return key in {*GROUP, ""} and question.field in {*GROUP, "proposed_target_date"}


def _given_since(question: Question, last: int) -> bool:
    """Whether a conflict comes from a return after the copy's, so that the agency has answered."""
    return question.outcome == Outcome.CONFLICT and (question.return_id or 0) > last


def answered_since(cells: Cells, question: Question) -> bool:
    """Whether the agency's answer changed in another way since a question about it was put.

    Not for a new date or a query: no cell of the plan has them.
    """
    if question.field not in ANSWERABLE or BY_KEY[question.field].merge == "proposal":
        return False
    now = answers_view(cells, question.ref, question.agency, question.round_id)[question.field]
    return not same_answer(question.field, now, question.ours)


def _is_as_returned(snapshot: Snapshot, here: RoundFacts, code: str, copy: Issue, mark: Mark) -> bool:
    """Whether the plan still has the returned values of a cell and, for the group, of its status."""
    if mark.key not in ANSWERABLE:
        return False
    keys = (mark.key, "status") if mark.key in GROUP else (mark.key,)
    return _has_returned(snapshot, here, code, copy, mark.ref, keys)


def _has_returned(  # noqa: PLR0913 - which cells of whose row
    snapshot: Snapshot, here: RoundFacts, code: str, copy: Issue, ref: str, keys: Iterable[str]
) -> bool:
    """Whether the plan still has the values of these cells as they were when the copy was made."""
    now = answers_view(snapshot.cells, ref, code, here.record.id)
    said: Mapping[str, str] = {**copy.as_issued.get(ref, {}), **copy.tables.get("answered", {}).get(ref, {})}
    return all(same_answer(key, now.get(key, ""), said.get(key, "")) for key in keys)


def _asked(snapshot: Snapshot, here: RoundFacts, code: str) -> dict[Cell, Mark]:
    """Cells of the agency's returns that the coordinator asks it about ("Ask the agency")."""
    returns = {came.id for came in here.returns.get(code, ())}
    sent = {ref for issue in here.issues.get(code, ()) for ref in issue.as_issued}
    return {
        (q.ref, key): Mark(q.ref, key, q.asked, TELL_US)
        for q in _questions(snapshot, here, code)
        if q.state == QuestionState.ASKED and not q.with_id and q.return_id in returns and q.ref in sent
        for key in [q.field if q.field in ANSWERABLE else ""]
    }
