"""Actions that agencies share: where their answers contradict each other, one question asks which stands."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.returns.record import credit
from dhr_xl.core.plan.cells import CellKey, shared_with, status_word
from dhr_xl.core.plan.columns import COMPLETE, STATUS_CHOICES
from dhr_xl.core.plan.kinds import OPEN_STATES, DecisionKind, Outcome, QuestionState, Take
from dhr_xl.core.plan.model import BoardDecision
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.standing import CALLED_DONE, CLOSED_BY_BOARD
from dhr_xl.core.returns.answers import choice_of, same_answer
from dhr_xl.errors import Stop

DONE: Final = frozenset(status_word(status) for status in CALLED_DONE)


class Contradiction(NamedTuple):
    """An action whose agencies disagree on whether it is done. said: agency -> status, the lead first.

    other: the agency whose answer contradicts the lead's.
    """

    ref: str
    lead: str
    said: Mapping[str, str]
    other: str

    @property
    def ours(self) -> str:
        """The lead's answer, which stands until the question is decided."""
        return self.said.get(self.lead, "")

    @property
    def theirs(self) -> str:
        """The other agency's answer."""
        return self.said[self.other]


def board_closed(ledger: Ledger, ref: str) -> bool:
    """Whether the board has closed an action, so that nothing more is asked about it."""
    return BoardDecision(ledger.cells.get(CellKey(ref, "board_decision"), "")) in CLOSED_BY_BOARD


def contradiction_of(ledger: Ledger, ref: str) -> Contradiction | None:
    """The contradiction of an action's agencies: one says Complete, another's answer is open; None without one."""
    if ledger.cells.get(CellKey(ref, "withdrawn")) or board_closed(ledger, ref):
        return None
    lead = ledger.cells.get(CellKey(ref, "agency"), "")
    codes = dict.fromkeys((lead, *shared_with(ledger.cells, ref)))
    said = {code: text for code in codes if (text := ledger.cells.get(CellKey(ref, "status", code), ""))}
    complete = [code for code, text in said.items() if text == COMPLETE]
    still_open = [code for code, text in said.items() if text not in DONE]
    if not complete or not still_open:
        return None
    against = still_open if said.get(lead) == COMPLETE else complete
    return Contradiction(ref, lead, said, against[0])


def ask_agencies(ledger: Ledger, refs: Iterable[str] | None = None) -> list[str]:
    """Ask about each contradiction once and close questions without one. Returns the ids of the open questions.

    refs: the actions to look at, None for all. A waiting question is updated to what the agencies say now.
    """
    known: dict[str, list[Question]] = {}
    for question in ledger.questions:
        if question.kind == DecisionKind.AGENCIES:
            known.setdefault(question.ref, []).append(question)
    asked = []
    for ref in dict.fromkeys(ledger.places if refs is None else refs):
        found = contradiction_of(ledger, ref) if shared_with(ledger.cells, ref) or ref in known else None
        waiting = next((q for q in known.get(ref, ()) if q.state in OPEN_STATES), None)
        if found is None:
            if waiting:
                _close(ledger, waiting)
            continue
        decided = [q for q in known.get(ref, ()) if q.state == QuestionState.DECIDED and _same(q, found)]
        if waiting:
            if not _same(waiting, found):
                ledger.replace(_reworded(ledger, waiting._replace(state=QuestionState.OPEN), found))
            asked.append(waiting.id)
        elif not decided:
            asked.append(_put(ledger, found))
    return asked


def _same(question: Question, found: Contradiction) -> bool:
    return (question.agency, question.ours, question.theirs) == (found.other, found.ours, found.theirs)


def _close(ledger: Ledger, question: Question) -> None:
    closed = board_closed(ledger, question.ref)
    why = "The board closed it." if closed else "The agencies of this action no longer contradict each other."
    ledger.replace(question._replace(state=QuestionState.CLOSED, decided_at=ledger.workspace.now, why=why))


def _reworded(ledger: Ledger, question: Question, found: Contradiction) -> Question:
    answers = ", ".join(f"{code} says '{text}'" for code, text in found.said.items())
    lead = f"{found.lead}'s, the lead" if found.ours else f"{found.lead}'s, the lead, which has not answered yet"
    asked = (
        f"This action is shared: {answers}. Which answer stands for the whole action? "
        f"Keep the plan: {lead}. Use the return: {found.other}'s."
    )
    question = question._replace(agency=found.other, ours=found.ours, seen_ours=found.ours, theirs=found.theirs)
    ours_by, theirs_by = (_by(ledger, found.ref, code) for code in (found.lead, found.other))
    return question._replace(ours_by=ours_by, theirs_by=theirs_by, asked=asked)


def _by(ledger: Ledger, ref: str, agency: str) -> str:
    last = ledger.last_changes.get(CellKey(ref, "status", agency))
    if last is None:
        return agency
    return credit(last) if last.who == agency else f"{agency}'s answer as recorded by {credit(last)}"


def _put(ledger: Ledger, found: Contradiction) -> str:
    record = ledger.tx.current_round()
    kind, round_id = DecisionKind.AGENCIES, record.id if record else ""
    question = Question("", 0, Outcome.CONFLICT, kind, found.ref, "status", found.other, round_id, reference="")
    return ledger.ask(_reworded(ledger, question, found))


def stands_of(ledger: Ledger, question: Question, take: Take, value: str) -> str:
    """The agency whose answer is to stand, '' for the lead. Raises Stop for a wording that names neither."""
    found = contradiction_of(ledger, question.ref)
    lead = ledger.cells.get(CellKey(question.ref, "agency"), "")
    said = found.said if found else {}
    if take != Take.VALUE:
        chosen = question.agency if take == Take.THEIRS else lead
    else:
        status = choice_of(value, STATUS_CHOICES)
        by_answer = [code for code, text in said.items() if status and same_answer("status", text, status)]
        chosen = next((code for code in (value.strip().upper(), *by_answer) if code in said), "")
        if not chosen:
            choices = "; ".join(f"{code}: {text}" for code, text in said.items())
            raise Stop(f"{question.id}: '{value}' is not an answer of this action's agencies. They say: {choices}.")
    return "" if chosen == lead else chosen
