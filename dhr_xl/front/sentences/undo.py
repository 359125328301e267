"""What `undo` says: what it would take back, before it asks; then what it took back and what it left."""

from collections.abc import Iterator
from typing import Final

from dhr_xl.commands.undo import Offer, UndoResult
from dhr_xl.core.plan.cells import CellKey, code_in_words
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.front.sentences.taken_in import tell_first
from dhr_xl.front.sentences.words import one_line, tell_stale

MOST: Final = 40
"""Changes listed one by one before a person is asked; of more, only how many."""


def tell_offer(offer: Offer) -> Iterator[str]:
    """What would be taken back, thing by thing."""
    undoing = offer.undoing
    yield f"This takes back {offer.what}:"
    for came in undoing.returns:
        yield f"  {came.source} from {came.agency or 'unknown'} ({code_in_words(came.outcome).lower()})"
    for change in undoing.changes[:MOST]:
        yield f"  {_cell(change.key)}: from '{one_line(change.after)}' back to '{one_line(change.before)}'"
    if len(undoing.changes) > MOST:
        yield f"  and {counted(len(undoing.changes) - MOST, 'more change')}"
    for ref in undoing.added:
        yield f"  {ref}, which it added, is withdrawn"
    for words in offer.lists:
        yield f"  {words}"
    if offer.reopens:
        yield f"  Waiting for you again: {', '.join(offer.reopens)}"
    if offer.closes:
        yield f"  No longer asked, unless somebody else said the same: {', '.join(offer.closes)}"
    for key in undoing.confirmed:
        yield f"  {_cell(key)}: was so already, and stays so"
    if undoing.still_asked:
        yield f"  Still asked, because somebody else said the same: {', '.join(undoing.still_asked)}"
    yield from _what_stays(offer)


def _what_stays(offer: Offer) -> Iterator[str]:
    for change, why in offer.undoing.left_alone:
        yield f"Left as it is, because it was {why}: {_cell(change.key)}, '{one_line(change.after)}'"
    for words in offer.lists_left:
        yield f"Left as it is: {words}"
    if offer.stays:
        yield f"What came in with it stays: {offer.stays}"
    if offer.edits_first:
        yield "The edits that wait in master.xlsx are taken in first, and stay."
    yield from offer.dependents


def tell_undo(result: UndoResult) -> Iterator[str]:
    """What was taken back, what was left, what waits again, and how to take in a return again."""
    yield from tell_first(result.offer.master, result.master_stale)
    yield f"Taken back: {result.offer.what}, {counted(len(result.undone), 'change')}."
    for ref in result.offer.undoing.added:
        yield f"{ref}, which it added, is withdrawn; its Ref is not given again."
    for words in result.offer.lists:
        yield f"Also taken back: {words}"
    if result.drafts:
        are = "draft that may speak of it is" if result.drafts == 1 else "drafts that may speak of it are"
        yield f"{result.drafts} {are} in outbox/earlier now. Write the letters again with: dhr-xl email"
    yield from _what_stays(result.offer)
    if result.opened:
        yield f"Waiting for you again on Decisions: {', '.join(result.opened)}"
    if result.closed:
        yield f"No longer asked: {', '.join(result.closed)}"
    for name, by in result.moved:
        yield f"{name} is still asked, because {by} said the same."
    for came in result.offer.undoing.returns:
        yield f"The original of {came.source} is kept. To take it in again: {collect_again(result, came.stored)}"
    yield from tell_stale(result.master_stale)


def collect_again(result: UndoResult, stored: str) -> str:
    """The command that takes a return in again, typed in the same folder as `undo` was."""
    plan = result.folder.as_posix()
    path = stored if plan == "." else (result.folder / stored).as_posix()
    where = "" if plan == "." else f"--plan {_quoted(plan)} "
    return f"dhr-xl {where}collect {_quoted(path)}"


def _quoted(path: str) -> str:
    return path if all(c.isalnum() or c in "/\\._-:" for c in path) else f'"{path}"'


def _cell(key: CellKey) -> str:
    agency = f" of {key.agency}" if key.agency else ""
    return f"{key.ref}, {heading_of(key.field)}{agency}"
