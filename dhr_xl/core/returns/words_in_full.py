"""The sheet Recommendations read back: its words that are in no text that was sent, whole or in pieces."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.plan.model import Entry
from dhr_xl.core.plan.shown_texts import NOTHING
from dhr_xl.core.returns.answers import decoded, fold
from dhr_xl.core.returns.problems import Code, Problem, problem

CONTINUED: Final = " (continued)"
"""Ends the heading of every piece of a text but the first."""
SHORTEST_PIECE: Final = 12
"""Fewest characters of a piece that is searched for within the texts that were sent, where the others do not join."""


def words_not_sent(entries: Sequence[Entry], refs: Collection[str], texts: Collection[str]) -> Iterator[Problem]:
    """The words of the sheet that were not sent. refs: of the form; texts: every text that it was sent with."""
    sent = {fold(text) for text in texts if text}
    sent |= {fold(decoded(text)) for text in sent}
    sent |= {part for text in sent for part in text.partition(". ")[::2]}
    known = sent | {fold(ref) for ref in refs} | {fold(field.heading) for field in FIELDS} | {NOTHING}
    whole, joined = "\n".join(known), _pieces(entries, sent)
    for entry in entries:
        words = fold(entry.text.removesuffix(CONTINUED))
        if entry not in joined and words not in known and (len(words) < SHORTEST_PIECE or words not in whole):
            yield problem(Code.WORDS_OUTSIDE, entry.ref, value=entry.text)


def _pieces(entries: Sequence[Entry], sent: Collection[str]) -> set[Entry]:
    """The cells that are pieces of a text that was sent: those one below the other that make it when joined.

    Blanks do not count: a text is split between its lines or words.
    """
    columns: dict[str, list[Entry]] = {}
    for entry in entries:
        columns.setdefault(entry.ref.cell.rstrip("0123456789"), []).append(entry)
    texts = {text.replace(" ", "") for text in sent}
    found: set[Entry] = set()
    for column in columns.values():
        at = 0
        while at < len(column):
            run = _run(column[at:], texts)
            found.update(column[at : at + run])
            at += max(run, 1)
    return found


def _run(column: Sequence[Entry], texts: Collection[str]) -> int:
    """The number of cells from the first on that make a whole text; 0 where they make none."""
    joined, longest = "", 0
    for number, entry in enumerate(column, 1):
        joined += fold(entry.text).replace(" ", "")
        if joined in texts:
            longest = number
        elif not any(text.startswith(joined) for text in texts):
            break
    return longest
