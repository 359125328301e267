"""The questions that the decisions of a return raise: one for each matter of a row, with the sentence that asks it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from dhr_xl.core.plan.cells import parse_date
from dhr_xl.core.plan.columns import GROUP
from dhr_xl.core.plan.consequences import OF_COMPLETE
from dhr_xl.core.plan.kinds import WAITING_KINDS, WHOLE_ROW_KINDS, DecisionKind, Outcome
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.returns import question_sentences
from dhr_xl.core.returns.answers import fold, tidy
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.returns.questions import display_value, heading_of, short
from dhr_xl.core.sentences import one_stop


class QuestionToPut(NamedTuple):
    """One question to put. lead: the index in the list of the question it waits with, None where it leads."""

    decision: Decision
    kind: DecisionKind
    sentence: str
    cell: str
    lead: int | None


class MatterPart(NamedTuple):
    """One cell of a matter: its field, and the kind and outcome of what is asked about it."""

    field: str
    kind: DecisionKind
    outcome: Outcome


class AskedReturn(NamedTuple):
    """The return that questions are about. who: the job title of who completed it; received: the day it came.

    agency: '' where the coordinator's own edits are asked about; source: the file; edition: whether it is no return but
    a newer edition of the plan's document; put_right: whether the coordinator put the agency's answer right; left:
    ref -> how an action that it answers was ended or given away since.
    """

    agency: str
    who: str
    received: dt.date
    source: str = ""
    edition: bool = False
    put_right: bool = False
    left: Mapping[str, str] = MappingProxyType({})


def questions_of(
    decisions: Sequence[Decision],
    problems: Iterable[Problem],
    cells: Mapping[tuple[str, str], CellRef],
    came: AskedReturn,
) -> list[QuestionToPut]:
    """The questions of one return: one for each matter of a row; the other cells of the matter wait with it."""
    errors: dict[tuple[str, str], str] = {}
    left: dict[str, str] = {}
    for found in problems:
        if found.code in question_sentences.LEFT:
            left[found.ref] = found.value.lower() or question_sentences.LEFT[found.code]
        if found.severity == "error":
            errors.setdefault((found.ref, found.field), found.message)
    came = came._replace(left=left)
    asked: list[QuestionToPut] = []
    for (ref, _), matter in matters_of(decisions).items():
        first = len(asked)
        for place, decision in enumerate(matter):
            cell = cells.get((ref, decision.field))
            sentence = sentence_of(decision, came, errors) if place else combine_sentences(matter, came, errors)
            asked.append(
                QuestionToPut(decision, decision.kind, sentence, str(cell) if cell else "", first if place else None)
            )
    return asked


def matters_of(decisions: Sequence[Decision]) -> dict[tuple[str, str], list[Decision]]:
    """The decisions that a person must take, by matter: (ref, matter) -> its cells, the leading one first.

    A row has up to three matters: its answers, the new date it asks for, and its remarks on the plan's own words.
    Different people decide each, at different times. A reason that holds the whole row makes one matter.
    """
    matters: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if decision.asked:
            matters.setdefault((decision.ref, matter_of(decision.field, decision.kind)), []).append(decision)
    return {name: sorted(cells, key=_weight) for name, cells in matters.items()}


def matter_of(field: str, kind: DecisionKind) -> Literal["answers", "date", "plan"]:
    """The matter of a row that one of its cells belongs to."""
    if kind in WHOLE_ROW_KINDS:
        return "answers"
    if field == "proposed_target_date":
        return "date"
    return "plan" if kind == DecisionKind.LOCKED_TEXT or field == "query" else "answers"


def _weight(decision: Decision) -> tuple[bool, bool, bool, bool]:
    """Sort key that puts the leading cell of a matter first: the whole row, then what waits on nothing else. Then cells
    of the group come before others, and conflicts before the rest.
    """
    waits = decision.kind in WAITING_KINDS and bool(decision.field)
    return bool(decision.field), waits, decision.field not in GROUP, decision.outcome != Outcome.CONFLICT


def sentence_of(decision: Decision, came: AskedReturn, errors: Mapping[tuple[str, str], str], after: str = "") -> str:
    """The sentence that asks about one cell. after: the kind of the sentence before it, of the same matter."""
    ref, kind = decision.ref, decision.kind
    words = {
        "source": came.source,
        "agency": came.agency,
        "heading": heading_of(decision.field),
        "ours": short(display_value(decision.field, decision.ours)) or "blank",
        "theirs": short(display_value(decision.field, decision.theirs)) or "blank",
        "base": short(display_value(decision.field, decision.base)) or "blank",
        "warning": date_warning(decision, came.received),
        "problem": errors.get((ref, decision.field)) or next((m for (r, _), m in errors.items() if r == ref), ""),
        "left": came.left.get(ref, question_sentences.LEFT_SOMEHOW),
        "teams": describe_copies([decision], came) if kind == DecisionKind.TEAMS else "",
    }
    also = after and (kind == after or matter_of(decision.field, kind) == "plan")
    if also and kind in question_sentences.ALSO:
        return one_stop(question_sentences.ALSO[kind].format(**words))
    template = question_sentences.template_of(kind, agency=came.agency, edition=came.edition, put_right=came.put_right)
    return one_stop(template.format(**words))


def combine_sentences(matter: Sequence[Decision], came: AskedReturn, errors: Mapping[tuple[str, str], str]) -> str:
    """The sentences for a matter of several cells. Cells that only wait with another are left out."""
    lead, *others = matter
    told = [one for one in others if one.kind not in WAITING_KINDS] if lead.kind not in WHOLE_ROW_KINDS else []
    sentences = [sentence_of(lead, came, errors)]
    if lead.kind == DecisionKind.TEAMS:
        same = [one for one in told if one.kind == DecisionKind.TEAMS and one.other == lead.other]
        told = [one for one in told if one not in same]
        sentences = [describe_copies((lead, *same), came)]
    sentences += [sentence_of(one, came, errors, lead.kind) for one in told]
    return " ".join(dict.fromkeys(sentences))


def ask_remaining(agency: str) -> str:
    """The sentence for a cell whose leading question is settled while it still waits."""
    return question_sentences.LEFT_ALONE.format(whose=f"{agency}'s answer" if agency else "This change")


def ask_coordinator(kind: DecisionKind, asked: str, matter: Sequence[MatterPart] = ()) -> str:
    """A question's sentence with hints for the coordinator. matter: all cells decided in one, its own first. Where
    there are several cells, it says what 'Use my wording' does with those it does not name.
    """
    parts = [asked, question_sentences.HINTS[kind]]
    if kind not in WHOLE_ROW_KINDS and len(matter) > 1:
        beside = [one.field for one in matter[1:] if one.kind not in WAITING_KINDS]
        parts += [question_sentences.APART.format(heading=heading_of(beside[-1]))] if beside else []
        parts.append(describe_unnamed(matter))
    return " ".join(filter(None, parts))


def describe_unnamed(matter: Sequence[MatterPart]) -> str:
    """A sentence on the answers that 'Use my wording' does not name; '' where there are none."""
    said_of = []
    for stays, words in question_sentences.UNNAMED.items():
        fields = [one.field for one in matter if one.field and stays_unnamed(one.outcome) is stays]
        if fields and fields != [matter[0].field]:
            said_of.append(words.format(headings=", ".join(f"'{heading_of(field)}'" for field in fields)))
            if not stays and set(OF_COMPLETE) & set(fields) and any(one.field == "status" for one in matter):
                said_of[-1] += question_sentences.ONLY_COMPLETE
    return f"What your lines do not name is taken: {'; '.join(said_of)}." if said_of else ""


def stays_unnamed(outcome: Outcome) -> bool:
    """Whether 'Use my wording' keeps the plan's value of an answer it does not name; held answers are taken in."""
    return outcome != Outcome.HELD


def date_warning(decision: Decision, received: dt.date) -> str:
    """A warning about a new target date that has passed or is not later than the date it replaces; '' for none."""
    asked, now = parse_date(decision.theirs), parse_date(decision.ours)
    if decision.field != "proposed_target_date" or asked is None:
        return ""
    if asked < received:
        return question_sentences.PAST
    return question_sentences.NOT_LATER if now and asked <= now else ""


def describe_copies(cells: Sequence[Decision], came: AskedReturn) -> str:
    """A sentence that compares two copies of one workbook in the same cells of a row, naming who filled in each. Two
    different job titles mean two people.
    """
    other = cells[0].other
    one, two = tidy(other.who if other else ""), tidy(came.who)
    if one and two and fold(one) != fold(two):
        begin, first, second = f"{one} and {two} of {came.agency} answered differently.", one, two
    else:
        begin = f"Two copies of {came.agency}'s workbook differ."
        first, second = (f"{copy} ({who})" if who else copy for copy, who in (("The first", one), ("This one", two)))
    before = (other.values.get(d.ref, {}).get(d.field, d.ours) if other else d.ours for d in cells)
    there = _answers((d.field, text) for d, text in zip(cells, before, strict=True))
    here = _answers((d.field, d.theirs) for d in cells)
    return f"{begin} {first}: {there}. {second}: {here}. Which stands?"


def rename_sender(asked: str, old: str, new: str) -> str:
    """Replace the sender of the second copy in a sentence that compares two copies."""
    before, found, after = asked.rpartition(f". {old}: ")
    return f"{before.replace(f' and {old} of ', f' and {new} of ', 1)}. {new}: {after}" if found else asked


def _answers(answers: Iterable[tuple[str, str]]) -> str:
    """Answers on one line, each after its short heading."""
    named = (
        (heading_of(field).partition(":")[0].partition(" (")[0], short(display_value(field, text)))
        for field, text in answers
    )
    return ", ".join(f"{heading} '{text}'" if text else f"{heading} blank" for heading, text in named)
