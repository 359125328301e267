"""What `conflicts` says: each question that waits, and its answers."""

from collections.abc import Iterator, Sequence

from dhr_xl.commands.conflicts import WaitingQuestion, say_answers
from dhr_xl.core.plan.kinds import QuestionState
from dhr_xl.core.plan.words import alternatives
from dhr_xl.core.returns.asking import MatterPart, ask_coordinator
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.front.sentences.words import one_line


def tell_conflicts(waiting: Sequence[WaitingQuestion]) -> Iterator[str]:
    """Each question: its name, what is asked, both values, and what is decided along with it."""
    if not waiting:
        yield "Nothing waits for a decision."
        return
    for one in waiting:
        question, along = one
        parts = [MatterPart(one.field, one.kind, one.outcome) for one in (question, *along)]
        yield question.id + (" (the agency was asked)" if question.state == QuestionState.ASKED else "")
        yield f"    {ask_coordinator(question.kind, question.asked, parts)}"
        yield f"    plan now: {one_line(question.ours)}"
        yield f"    return says: {one_line(question.theirs)}  ({question.theirs_by})"
        for beside in along:
            says = f"plan now: {one_line(beside.ours)}; return says: {one_line(beside.theirs)}"
            yield f"    with it, {heading_of(beside.field)}: {says}"
        yield f"    answer: {alternatives(say_answers(one.answers))}"
    yield "Decide on Decisions of master.xlsx, or: dhr-xl resolve ID --take theirs"
