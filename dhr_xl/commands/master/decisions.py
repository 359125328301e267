"""Take in the sheet Decisions: the decisions the coordinator made on it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.unfit_rows import unfit_row
from dhr_xl.commands.returns.decide import Resolved, decide
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.kinds import OPEN_STATES, Take
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.plan.records import Issue, Question
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.fitting_answers import answers_to
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.wordings import NoAnswer, NotFitting
from dhr_xl.core.views.master import STATE_WORDS, TO_READ_WORDS
from dhr_xl.core.views.values import EntryRow

CLOSED_WORDS: Final = frozenset(
    word for states in (STATE_WORDS, TO_READ_WORDS) for state, word in states.items() if state not in OPEN_STATES
)
"""What the sheet shows as the state of a question that was already closed when the sheet was written."""


class Decided(NamedTuple):
    """What came of the sheet: its decisions, and problems about questions that were decided elsewhere meanwhile."""

    resolved: list[Resolved]
    problems: list[Problem]


def take_decisions(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> Decided:
    """Apply each decision that is new since this generation was written; rows that cannot be taken in are left out."""
    shown = {row["id"]: row for row in issue.tables.get("Decisions", [])}
    done = Decided([], [])
    for row in rows:
        name = row["id"].text.strip() if "id" in row else ""
        question, was = ledger.question(name), shown.get(name, {})
        if question is None or name not in shown:
            continue
        with ledger.leaving_out(unfit_row("Decisions", row, was, name, keep=("seen",))):
            resolved = _take_decision(ledger, row, was, question)
            if isinstance(resolved, Problem):
                done.problems.append(resolved)
            elif resolved:
                done.resolved.append(resolved)
    return done


def _take_decision(ledger: Ledger, row: EntryRow, was: Row, question: Question) -> Resolved | Problem | None:
    """Apply one row; None where it holds no new decision. Raises UnfitCell naming the cell that cannot be taken in."""
    entry = row.get("decision")
    if entry is None or not entry.text.strip() or same_answer("", was.get("decision", ""), entry.text):
        return None
    fits = answers_to(question)
    take = fits.take_of(entry.text)
    if take is None:
        why = f"'{entry.text}' is no answer to this question. {fits.sentence}"
        raise UnfitCell(entry.ref, why, value=entry.text)
    wording = row["wording"].text if "wording" in row else ""
    if question.state not in OPEN_STATES:
        if was.get("state", "") in CLOSED_WORDS:
            about = {"ref": question.ref, "field": question.field, "name": question.id}
            return problem(Code.NOT_WAITING, entry.ref, typed=f"'{fits.words_of(take)}'", **about)
        return _decided_meanwhile(question, take, wording, entry.ref)
    if take is Take.VALUE and not wording.strip():
        why = f"'{fits.words_of(take)}' is chosen, but 'My wording' beside it is blank. Write it there."
        raise UnfitCell(entry.ref, why, value=entry.text)
    why = row["why"].text if "why" in row else ""
    try:
        return decide(ledger, question, take, wording, why, was.get("seen", question.ours))
    except NoAnswer as stop:
        raise UnfitCell(entry.ref, f"{stop} {fits.sentence}", value=entry.text) from stop
    except NotFitting as stop:
        raise UnfitCell(entry.ref, str(stop), value=wording or entry.text) from stop


def _decided_meanwhile(question: Question, take: Take, wording: str, where: CellRef) -> Problem | None:
    """The problem of a decision, from another copy, on a question closed since; None where both decide the same."""
    fits, was = answers_to(question), question.decision
    if (was, question.wording) == (take, wording if take is Take.VALUE else question.wording):
        return None
    became = f"decided as '{fits.words_of(was)}'" if was else "closed"
    typed = f"'{fits.words_of(take)}'" + (f" with the wording '{wording}'" if wording.strip() else "")
    why = f"{question.id} was {became} before this copy came in, so {typed} was not taken in."
    remedy = "If it should be otherwise, change it on Actions."
    return problem(Code.MOVED_MEANWHILE, where, ref=question.ref, field=question.field, why=why, remedy=remedy)
