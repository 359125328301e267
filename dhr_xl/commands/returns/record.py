"""Record decisions, changes and what follows from them, and questions, each with who, when and the source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.core.plan.cells import CellKey, cell_key, format_date
from dhr_xl.core.plan.dates import read_plan_date
from dhr_xl.core.plan.kinds import OPEN_STATES, WAITING_KINDS, DecisionKind, Outcome, QuestionState
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.plan.records import TAKEN_BACK, DecisionRecord, LastChange, Question
from dhr_xl.core.returns.asking import AskedReturn, ask_remaining, questions_of, sentence_of
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.returns.questions import Target, agree, date_in_force, is_of_edition, target_of
from dhr_xl.core.returns.round import ENTERED

TELL_OF_PLAN: Final = (DecisionKind.EDIT, DecisionKind.COPIES, DecisionKind.DATE)
"""Kinds of question whose sentence quotes the plan's value."""


class Sender(NamedTuple):
    """Who sent what is recorded. who: as the history names it; how: "return", "master.xlsx" …; source: the file."""

    agency: str
    round_id: str
    reference: str
    who: str
    how: str
    source: str
    return_id: int | None = None
    person: str = ""
    """The job title of the person who completed it, or ''."""

    @property
    def said_by(self) -> str:
        """Whose words they are: the person's job title and the agency, and how they came if not in a return."""
        if is_of_edition(self.reference):
            return f"the {self.how}"
        who = f"{self.person}, {self.who}" if self.person else self.who
        return f"{who}, {self.how}" if self.how.startswith(ENTERED) else who


def record_decisions(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], cells: Mapping[Cell, CellRef]
) -> None:
    """Record every decision, whatever its outcome."""
    made = [
        DecisionRecord(
            ledger.run, sender.reference, sender.return_id, d.ref, d.field, d.outcome, d.kind, d.base, d.ours, d.theirs,
            str(cells.get((d.ref, d.field), "")), "", sender.agency, sender.round_id,
        )
        for d in decisions
    ]  # fmt: skip
    ledger.tx.add_decisions(made)


def record_merged(
    ledger: Ledger, sender: Sender, decisions: Sequence[Decision], cells: Mapping[Cell, CellRef]
) -> list[Change]:
    """Write merged values to their cells, each with its source file and cell; returns what changed."""
    values = []
    for d in (d for d in decisions if d.outcome == Outcome.MERGED):
        source = f"{sender.source}, {cells[d.ref, d.field]}" if (d.ref, d.field) in cells else sender.source
        values.append((cell_key(d.field, d.ref, sender.agency, sender.round_id), d.theirs, source))
    return ledger.write(values, who=sender.who, how=sender.how, return_id=sender.return_id)


def record_questions(
    ledger: Ledger,
    sender: Sender,
    decisions: Sequence[Decision],
    problems: Sequence[Problem],
    cells: Mapping[Cell, CellRef],
) -> list[str]:
    """Put the questions that the decisions raise, and return their ids. The same three values are never asked twice.

    A question that closed itself is opened again. What would wait along with a question already decided is put by
    itself, so that every held answer is asked about.
    """
    names: list[str] = []
    heads: dict[int, str] = {}
    """The position of a matter's first decision -> the id of the open question that the rest waits with."""
    shown = [_beside_the_date(ledger, decision) for decision in decisions]
    edition, put_right = is_of_edition(sender.reference), sender.who == ledger.workspace.coordinator
    came = AskedReturn(sender.agency, sender.person, ledger.workspace.today, sender.source, edition, put_right)
    asked = questions_of(shown, problems, cells, came)
    for place, one in enumerate(asked):
        decision, first = one.decision, place if one.lead is None else one.lead
        known = next((q for q in ledger.questions if _same_question(q, decision, sender)), None)
        known = known or _moved_on(ledger, decision, sender)
        lead = heads.get(first, "")
        if known:
            if known.state == QuestionState.CLOSED:
                known = known._replace(state=QuestionState.OPEN, decided_at=None, why="", with_id=lead)
                ledger.replace(known, sender.return_id)
            if known.state in OPEN_STATES:
                heads.setdefault(first, known.with_id or known.id)
            names.append(known.id)
            continue
        alone = one.lead is not None and not lead and one.kind in WAITING_KINDS
        sentence = ask_remaining(sender.agency) if alone else one.sentence
        question = Question(
            "", 0, decision.outcome, one.kind, decision.ref, decision.field, sender.agency, sender.round_id,
            sender.reference, sender.return_id, decision.base, decision.ours, decision.theirs,
            by_whom(ledger, decision, sender), f"{sender.said_by} ({sender.source})", one.cell, sentence,
            seen_ours=decision.ours, with_id=lead,
        )  # fmt: skip
        name = ledger.ask(question)
        heads.setdefault(first, name)
        names.append(name)
    return names


def _moved_on(ledger: Ledger, decision: Decision, sender: Sender) -> Question | None:
    """The waiting question about this very answer, updated to the plan's changed value; None where there is none."""
    answer = (decision.ref, decision.field, sender.agency, decision.theirs)
    for q in ledger.questions if sender.return_id is not None else ():
        waits = q.state in OPEN_STATES and q.kind != DecisionKind.AGENCIES and q.return_id is not None
        if waits and (q.ref, q.field, q.agency, q.theirs) == answer:
            ledger.replace(shown_again(ledger, q, decision.ours), sender.return_id)
            return ledger.question(q.id)
    return None


def shown_again(ledger: Ledger, question: Question, ours: str) -> Question:
    """A question shown again because the plan has changed: its sentence quotes the new value, and names its giver."""
    target = target_in(ledger, question)
    last = ledger.last_changes.get(target.key) if target else None
    by = credit(last) if last and last.after == ours else ""
    again = question._replace(ours=ours, seen_ours=ours, ours_by=by if target else question.ours_by)
    if question.kind not in TELL_OF_PLAN or (is_own(question) and not is_of_edition(question.reference)):
        return again
    decision = Decision(question.ref, question.field, Outcome.HELD, question.kind, question.base, ours, question.theirs)
    source = question.theirs_by.rpartition(" (")[2].removesuffix(")")
    edition, put_right = is_of_edition(question.reference), question.theirs_by.startswith("coordinator (")
    came = AskedReturn(question.agency, "", ledger.workspace.today, source, edition, put_right)
    sentence = sentence_of(decision, came, {})
    along = [q.asked for q in ledger.questions if q.with_id == question.id and q.kind not in WAITING_KINDS]
    return again._replace(asked=" ".join((sentence, *along)))


def _same_question(question: Question, decision: Decision, sender: Sender) -> bool:
    """Whether this was asked before: the same cell, the same three values, from the same agency.

    A decision holds for the round it was made in: the same answer on a later round's form is asked anew, and so is
    what a person types into a later generation of master.xlsx.
    """
    same_round = None not in {question.return_id, sender.return_id} and question.round_id == sender.round_id
    if question.state not in OPEN_STATES and question.reference != sender.reference and not same_round:
        return False
    return (
        question.state != QuestionState.TAKEN_BACK
        and question.kind != DecisionKind.AGENCIES
        and (question.ref, question.field, question.agency) == (decision.ref, decision.field, sender.agency)
        and (question.base, question.theirs) == (decision.base, decision.theirs)
        and (question.ours == decision.ours or decision.field == "proposed_target_date")
    )


def _beside_the_date(ledger: Ledger, decision: Decision) -> Decision:
    """A decision on a new target date with the date it would replace as ours; the form has no cell for that."""
    dated = decision.asked and decision.field == "proposed_target_date"
    return decision._replace(ours=date_in_force(ledger.cells, decision.ref)) if dated else decision


def by_whom(ledger: Ledger, decision: Decision, sender: Sender) -> str:
    """Who gave the plan its present value, and when; '' where it came with the imported plan."""
    key = cell_key(decision.field, decision.ref, sender.agency, sender.round_id)
    if decision.field == "proposed_target_date":
        key = CellKey(decision.ref, "agreed_target_date")
    last = ledger.last_changes.get(key)
    return credit(last) if last and last.after == decision.ours else ""


def credit(last: LastChange) -> str:
    """Who made a change, when, and how if not by a return. It is the person who made it, not whom it is about."""
    day = format_date(last.when.date())
    if last.how == TAKEN_BACK:
        return f"coordinator, {day} (took back what was said later)"
    return f"{last.who}, {day}" + (f" ({last.how})" if last.how.startswith(ENTERED) else "")


def close_answered(ledger: Ledger, sender: Sender, decisions: Sequence[Decision], later: Mapping[Cell, int]) -> None:
    """Close the questions that this return answers.

    A question about a held answer closes once this agency's answer for the cell is taken in. Any question about a copy
    closes where a later save of that copy says something else. later: cell -> the return this one is a later save of.
    """
    answered = {(d.ref, d.field) for d in decisions if d.outcome in {Outcome.MERGED, Outcome.ALREADY}}
    asked = {(d.ref, d.field): d.theirs for d in decisions if d.asked}
    closed = []
    for question in ledger.questions:
        cell = (question.ref, question.field)
        if question.agency != sender.agency or question.state not in OPEN_STATES:
            continue
        settled = question.outcome == Outcome.HELD and cell in answered and question.return_id != sender.return_id
        said_otherwise = later.get(cell) == question.return_id and asked.get(cell) != question.theirs
        if (settled and cell not in asked) or (said_otherwise and question.return_id is not None):
            why = f"Answered since, in {sender.source}."
            closing = question._replace(state=QuestionState.CLOSED, decided_at=ledger.workspace.now, why=why)
            ledger.replace(closing, sender.return_id)
            closed.append(question.id)
    pass_on_lead(ledger, closed, sender.return_id)


def pass_on_lead(ledger: Ledger, closed: Iterable[str], return_id: int | None = None) -> None:
    """Let what waited along with a closed question go on waiting: the first of it leads the rest."""
    for name in closed:
        along = [q for q in ledger.questions if q.with_id == name and q.state in OPEN_STATES]
        for number, question in enumerate(along):
            asked = ask_remaining(question.agency) if question.kind in WAITING_KINDS else question.asked
            leads = question._replace(with_id="", asked=asked)
            ledger.replace(question._replace(with_id=along[0].id) if number else leads, return_id)


def close_agreed(ledger: Ledger) -> list[str]:
    """Close the conflicts whose two sides now agree. Returns their ids."""
    closed = []
    for question in ledger.questions:
        if question.state not in OPEN_STATES or question.outcome != Outcome.CONFLICT:
            continue
        target = target_in(ledger, question)
        if target and agree(question.field, ledger.cells.get(target.key, ""), question.theirs):
            now = ledger.workspace.now
            ledger.replace(question._replace(state=QuestionState.CLOSED, decided_at=now, why="Both sides now agree."))
            closed.append(question.id)
    pass_on_lead(ledger, closed)
    return closed


def target_in(ledger: Ledger, question: Question) -> Target | None:
    """The cell that a question's value would be written to; None where its decision changes nothing in the plan."""
    if question.kind == DecisionKind.AGENCIES:
        return None
    if is_own(question):
        return Target(CellKey(question.ref, question.field), {}) if question.field else None
    place = ledger.places.get(question.ref)
    return target_of(
        question.ref, question.field, question.agency, question.round_id,
        text_key=place.number if place else "", slips=ledger.cells.get(CellKey(question.ref, "slips"), ""),
    )  # fmt: skip


def is_own(question: Question) -> bool:
    """Whether a question is about cells that only the coordinator fills in."""
    return not question.agency and question.return_id is None


def follow_up(  # noqa: PLR0913 - a change and who made it
    ledger: Ledger,
    written: Sequence[Change],
    said: Iterable[str],
    who: str,
    how: str,
    source: str,
    return_id: int | None = None,
) -> list[Change]:
    """Write the slip of a later agreed date, a board decision's missing day and the kind of a target date.

    said: the fields that were given a value with these changes of the coordinator's, or of the board's return.
    """
    said, values = set(said), list[tuple[CellKey, str, str]]()
    for key, before, after in written:
        earlier = before or ledger.cells.get(CellKey(key.ref, "target_date"), "")
        if key.field == "agreed_target_date" and after > earlier:
            slips = CellKey(key.ref, "slips")
            values.append((slips, str(int(ledger.cells.get(slips, "") or 0) + 1), source))
        if key.field == "board_decision" and after and "decided_on" not in said:
            values.append((CellKey(key.ref, "decided_on"), ledger.workspace.today.isoformat(), source))
        if key.field == "target_date_text":
            kind = str(read_plan_date(after, near=ledger.tx.head().as_at).kind)
            values.append((CellKey(key.ref, "target_date_kind"), kind, source))
    return ledger.write(values, who=who, how=how, return_id=return_id)
