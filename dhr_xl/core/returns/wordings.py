"""What a decision writes in place of the return's words: the coordinator's wording, or the word that was meant."""

from collections.abc import Mapping, Sequence

from dhr_xl.core.plan.kinds import Take
from dhr_xl.core.plan.records import Question
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.fitting_answers import meant_choice
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.errors import Stop


class NotFitting(Stop):
    """A decision, or its wording, that does not fit its question; nothing was written."""


class NoAnswer(NotFitting):
    """A way of deciding that is none of its question's; whoever shows it says which are (`answers_to`)."""


def typed_of(question: Question, along: Sequence[Question], take: Take, value: str) -> Mapping[str, str]:
    """What takes the place of the return's words: question id -> text. Raises NotFitting where a wording fits none."""
    if take == Take.MEANT:
        return {question.id: meant_choice(question)}
    return split_wording(question, along, value) if take == Take.VALUE else {}


def split_wording(question: Question, along: Sequence[Question], value: str) -> dict[str, str]:
    """Split a wording by its lines "Date completed: …": question id -> its part; "blank" empties a cell.

    Text before any such line is for the question itself. Raises NotFitting where no line names its cell and the
    question has none.
    """
    named = names_of((question, *along)) if along else {}
    parts: dict[str, list[str]] = {}
    current = question.id if question.field else ""
    for line in value.splitlines():
        current, text = _about(named, line) or (current, line)
        if text.strip() or current in parts:
            parts.setdefault(current, []).append(text)
    if "" in parts:
        which = f" such as '{heading_of(along[0].field)}: …'" if along else ""
        say = f"say which answer each wording is for, with a line{which}, or change it on Actions."
        raise NotFitting(f"{question.id}: {say}")
    texts = {name: "\n".join(lines).strip() for name, lines in parts.items()}
    return {name: "" if along and fold(text) == "blank" else text for name, text in texts.items()}


def names_of(matter: Sequence[Question]) -> dict[str, str]:
    """How a line of a wording may name a cell -> its question: its heading, or that up to a colon ("Evidence")."""
    headings = {fold(heading_of(one.field)): one.id for one in matter if one.field}
    return {**{heading.partition(":")[0]: name for heading, name in headings.items()}, **headings}


def _about(named: Mapping[str, str], line: str) -> tuple[str, str] | None:
    """The question that a line "Date completed: …" names, and the text after the colon; None where it names none."""
    pieces = line.split(":", 2)
    for last in (2, 1):
        heading = fold(":".join(pieces[:last]))
        if len(pieces) > last and heading in named:
            return named[heading], ":".join(pieces[last:]).strip()
    return None
