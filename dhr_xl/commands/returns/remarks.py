"""Words that answer no row: put on Decisions until someone has read them, and never merged into the plan."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.returns.record import Sender
from dhr_xl.core.plan.kinds import DecisionKind, Outcome, QuestionState
from dhr_xl.core.plan.model import AgencyReturn, CellRef
from dhr_xl.core.plan.records import Question
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.privacy import hide_names
from dhr_xl.core.returns.problems import Code, Problem
from dhr_xl.core.returns.questions import WORDS_FIELD, short
from dhr_xl.workbooks.xlsx.workbook import HAS_A_NOTE

REMARKS: Final = "{agency} wrote under 'Anything else to tell us?': '{words}'"
BESIDE: Final = "{agency} wrote beside {ref}, where the form has no place for it: '{words}'"
OUTSIDE: Final = "{agency} wrote on its workbook, where the form has no place for it: '{words}'"
BY_MAIL: Final = "{agency}'s workbook came with an e-mail that says: '{words}'"
AUTOMATIC: Final = "An automatic reply came from {agency}: '{words}'"
NOTHING_SAID: Final = frozenset({"", "no", "none", "nothing", "nil", "n/a", "na", "-", "nothing else", "no thank you"})
"""Answers to 'Anything else to tell us?' that mean no; folded, without a full stop."""
OUTSIDE_CODES: Final = (Code.WORDS_OUTSIDE, Code.ANYTHING_NEW_UNCLEAR)
MANNERS: Final = (
    "please find see here is are i we attach attached it this the our my your completed return workbook form update as "
    "requested with for from many thanks thank you very much again in advance kind kindest best warm regards wishes "
    "yours sincerely faithfully dear hi hello good morning afternoon evening all everyone team"
)
COURTESY: Final = frozenset(MANNERS.split())
"""A sentence of an e-mail with no other words than these is a courtesy; folded."""
GREETINGS: Final = {"dear": 3, "hi": 1, "hello": 1, "good": 1}
"""The first word of a greeting -> how many words may name the person greeted."""
CLOSINGS: Final = frozenset({"regards", "wishes", "sincerely", "faithfully", "thanks"})
NAME: Final = re.compile(r"(?:[A-Z][\w'’.-]*|of|and|for)(?: (?:[A-Z][\w'’.-]*|of|and|for)){0,3}")
"""A line under the closing that is a name or a job title."""


class WordsToRead(NamedTuple):
    """Some words. ref: of the action they stand beside, else the agency's code; cell: where; sentence: a template."""

    ref: str
    text: str
    cell: str
    sentence: str


def remarks_in(
    found: AgencyReturn, problems: Iterable[Problem], where: Mapping[Cell, CellRef], agency: str
) -> Iterator[WordsToRead]:
    """The words of a return that answer no row. where: (ref, field) -> cell, which tells the row of words beside."""
    remarks = found.remarks
    if fold(remarks.text).rstrip(".! ") not in NOTHING_SAID:
        yield WordsToRead(agency, remarks.text.strip(), str(remarks.ref), REMARKS)
    rows = {(cell.sheet, _row(cell)): ref for (ref, _), cell in where.items()}
    for one in problems:
        noted = one.code is Code.CELL_REMARK and one.value.startswith(HAS_A_NOTE)
        if not one.value.strip() or not (noted or one.code in OUTSIDE_CODES):
            continue
        cell = one.cell
        ref = one.ref or (rows.get((cell.sheet, _row(cell)), "") if cell else "")
        text = one.value.removeprefix(HAS_A_NOTE) if noted else one.value
        yield WordsToRead(ref or agency, text.strip(), str(cell or ""), BESIDE if ref else OUTSIDE)


def _row(cell: CellRef) -> str:
    return cell.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def put_remarks(ledger: Ledger, sender: Sender, said: Iterable[WordsToRead]) -> None:
    """Put words on Decisions, the same words once a round, with the names on the private list hidden."""
    for one in said:
        text = hide_names(one.text, ledger.workspace.settings.private_names)
        known = (
            q.kind == DecisionKind.WORDS and q.state != QuestionState.TAKEN_BACK and fold(q.theirs) == fold(text)
            and (q.agency, q.round_id, q.ref) == (sender.agency, sender.round_id, one.ref)
            for q in ledger.questions
        )  # fmt: skip
        if any(known):
            continue
        asked = one.sentence.format(agency=sender.agency, ref=one.ref, words=short(text))
        by = f"{sender.person or sender.who} ({sender.source})"
        words = Question(
            "", 0, Outcome.TO_READ, DecisionKind.WORDS, one.ref, WORDS_FIELD, sender.agency, sender.round_id,
            sender.reference, sender.return_id, theirs=text, theirs_by=by, cell=one.cell, asked=asked,
        )  # fmt: skip
        ledger.ask(words)


def is_courtesy(text: str) -> bool:
    """Whether an e-mail is a courtesy only ("Please find it attached. Regards"); in doubt it is not."""
    closed = False
    for line in filter(None, map(str.strip, text.splitlines())):
        signed = closed and NAME.fullmatch(line)
        if not signed and not all(map(_is_polite, re.split(r"[.!,]", line))):
            return False
        closed = closed or fold(line).rstrip(" ,.!").rpartition(" ")[2] in CLOSINGS
    return True


def _is_polite(sentence: str) -> bool:
    words = fold(sentence).split()
    more = [word for word in words if word not in COURTESY and word != "-"]
    return len(more) <= (GREETINGS.get(words[0], 0) if words else 0)
