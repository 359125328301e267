"""undo: take back the last run, one return, or a numbered run, after saying in words what that is and asking."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Workspace, open_workspace
from dhr_xl.commands.master.list_changes import describe_list_change
from dhr_xl.commands.master.publish import open_elsewhere, publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import MASTER_RUN, TakenIn
from dhr_xl.commands.messages.drafts import set_aside_since
from dhr_xl.commands.undoing.apply import apply_undo, without_followers
from dhr_xl.commands.undoing.dependents import dependent_decisions
from dhr_xl.commands.undoing.effects import UNDOABLE_STATES, Undoing, decide_undo
from dhr_xl.core.plan.cells import format_moment
from dhr_xl.core.plan.kinds import ReturnState
from dhr_xl.core.plan.records import ChangeRecord, ReturnRecord, Run
from dhr_xl.errors import Stop
from dhr_xl.files import hash_if_readable
from dhr_xl.register.plans import UNDO
from dhr_xl.register.transaction import Tx

RUN_WORDS: Final = {
    "update": "the newer edition", MASTER_RUN: "the edits in master.xlsx", "resolve": "the decisions by resolve",
}  # fmt: skip
"""What a run did, by its command; any other goes by the command's name."""
NOT_STANDING: Final = {
    ReturnState.TAKEN_BACK: "was taken back already",
    ReturnState.REJECTED: "was refused, so nothing of it is in the plan",
    ReturnState.DUPLICATE: "was taken in before, from another file with the same bytes",
}
"""Why a return that was found cannot be taken back."""


class Offer(NamedTuple):
    """What is about to be taken back, for a person to agree to.

    what: in words; lists, lists_left: in words, the changes of the coordinator's lists that are taken back too, and
    those that stay; dependents: a sentence for each decision that was made on it; reopens, closes: ids of the questions
    that wait again, and of those that are asked no more; edits_first: whether edits waiting in master.xlsx are taken in
    before, and stay; stays: in words, what was taken in along with it and stays, or ''.
    """

    what: str
    undoing: Undoing
    lists: tuple[str, ...]
    lists_left: tuple[str, ...]
    dependents: tuple[str, ...]
    reopens: tuple[str, ...]
    closes: tuple[str, ...]
    edits_first: bool
    stays: str
    master: TakenIn = TakenIn()
    """What came in from master.xlsx first."""


Confirm = Callable[[Offer], bool]
"""Called with what would be taken back; returns whether to do it."""


class Rehomed(NamedTuple):
    """A question that is asked for somebody else now. id: its name; by: who said the same."""

    id: str
    by: str


class UndoResult(NamedTuple):
    """What `undo` took back, what stands of the cells it left, and the files of the returns taken back.

    collected_at: when what is taken back was done; opened, closed: names of questions that wait again, and of those
    that are asked no more.
    """

    folder: Path
    offer: Offer
    collected_at: dt.datetime
    undone: tuple[ChangeRecord, ...]
    left: tuple[ChangeRecord, ...]
    files: tuple[str, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    moved: tuple[Rehomed, ...]
    master_stale: str
    drafts: int = 0
    """How many drafts were moved to outbox/earlier: written since, they may speak of what was taken back."""


def undo(
    folder: Path,
    *,
    returned: Path | str | None = None,
    run: int | None = None,
    confirm: Confirm | None = None,
    now: dt.datetime | None = None,
) -> UndoResult:
    """Take back the last run that changed the plan, or one return, or the run with a number from `history`.

    Edits waiting in master.xlsx are taken in first, and stay. Raises Stop, with nothing taken back, where there is
    nothing to take back or `confirm` says no.
    """
    if returned is not None and run is not None:
        raise Stop("Give either --return or --run, not both; nothing was taken back.")
    with open_workspace(folder, now) as workspace:
        shown: Offer | None = None
        if confirm is not None:
            with workspace.register.rehearse() as tx:
                shown = make_offer(Ledger(workspace, tx), returned, run)
            if not confirm(shown):
                raise Stop("Nothing was taken back.")
        with workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            offer = make_offer(ledger, returned, run)
            if shown and not (offer.what == shown.what and offer.undoing.same_as(shown.undoing)):
                raise Stop("The plan was changed while you were asked. Nothing was taken back; run the command again.")
            questions = apply_undo(ledger, offer.undoing)
        drafts = set_aside_since(workspace, offer.undoing.run.when)
        stale = publish_master(workspace, last_run=f"taken back: {offer.what}")
    undoing = offer.undoing
    return UndoResult(
        folder=Path(folder), offer=offer, collected_at=undoing.run.when, undone=undoing.changes,
        left=tuple(change for change, _ in undoing.left_alone), files=tuple(came.stored for came in undoing.returns),
        opened=questions.opened, closed=questions.closed,
        moved=tuple(Rehomed(name, by) for name, by in questions.moved.items()), master_stale=stale, drafts=drafts,
    )  # fmt: skip


def make_offer(ledger: Ledger, returned: Path | str | None, run: int | None) -> Offer:
    """Take in master.xlsx, and work out what would be taken back. Raises Stop where nothing can be."""
    runs = ledger.tx.runs()
    master = take_in_master(ledger)
    edits_first = not master.nothing
    if returned is not None:
        came = find_return(ledger.workspace, ledger.tx, returned)
        undoing = decide_undo(ledger, next(one for one in runs if one.id == came.run), came)
    elif run is not None:
        undoing = _of_run(ledger, runs, run)
    else:
        undoing = _last(ledger, runs, edits_first=edits_first)
    if undoing.run.command == MASTER_RUN:
        _check_closed(ledger.workspace)
    lists, lists_left = (
        tuple(dict.fromkeys(describe_list_change(ledger.tx, one) for one in changes))
        for changes in (undoing.lists, undoing.lists_left)
    )
    reopens, closes = (without_followers(ledger, names) for names in (undoing.reopens, undoing.closes))
    what, look, stays = describe_undone(undoing), dependent_decisions(ledger, undoing), _beside(ledger, runs, undoing)
    return Offer(what, undoing, lists, lists_left, look, reopens, closes, edits_first, stays, master)


def _of_run(ledger: Ledger, runs: tuple[Run, ...], number: int) -> Undoing:
    """What undoing the run with this number comes to. Raises Stop where there is no such run, or nothing to undo."""
    found = next((one for one in runs if one.id == number), None)
    if found is None:
        raise Stop(f"There is no run {number}. See them with: dhr-xl history")
    if found.command == UNDO:
        raise Stop(
            f"Run {number} took something back ({found.note}), and that cannot be taken back. Collect the file again, "
            "or enter the words again. See: dhr-xl history"
        )
    undoing = decide_undo(ledger, found)
    if undoing.nothing:
        left = f" ({len(undoing.left_alone)} of its changes were changed since)" if undoing.left_alone else ""
        raise Stop(f"Nothing of run {number} can be taken back any more{left}. See: dhr-xl history")
    return undoing


def _last(ledger: Ledger, runs: tuple[Run, ...], *, edits_first: bool) -> Undoing:
    """What undoing the newest run comes to of which anything can be undone. Raises Stop where there is none."""
    for one in reversed(runs):
        if one.command != UNDO:
            undoing = decide_undo(ledger, one)
            if not undoing.nothing:
                return undoing
    message = (
        "There is nothing to take back: the plan has not changed since it was imported, or all of it was taken back."
    )
    if edits_first:
        message += " The edits in master.xlsx are not taken in yet: change them there, or take them in: dhr-xl collect"
    raise Stop(message)


def _check_closed(workspace: Workspace) -> None:
    """Raise Stop where master.xlsx is open: saved later, it would bring back what is about to be undone."""
    program = open_elsewhere(workspace.master)
    if program:
        raise Stop(
            f"master.xlsx is open in {program} and shows what would be taken back; saved later, it would bring it in "
            "again. Save it, close it, and run the command again. Nothing was changed."
        )


def describe_undone(undoing: Undoing) -> str:
    """A run, or one return of it, in words."""
    when = format_moment(undoing.run.when)
    if not undoing.whole:
        [came] = undoing.returns
        return f"the return {came.source} of {came.agency or 'unknown'}, collected {when} (in run {undoing.run.id})"
    what = RUN_WORDS.get(undoing.run.command, f"the {undoing.run.command}")
    return f"{what} of {when} (run {undoing.run.id})"


def _beside(ledger: Ledger, runs: tuple[Run, ...], undoing: Undoing) -> str:
    """In words, the edits in master.xlsx that the same command took in before this run, which stay; '' for none."""
    before = next((one for one in reversed(runs) if one.id < undoing.run.id), None)
    if not before or (before.command, before.when) != (MASTER_RUN, undoing.run.when) or not undoing.whole:
        return ""
    also = decide_undo(ledger, before)
    return "" if also.nothing else describe_undone(also)


def find_return(workspace: Workspace, tx: Tx, file: Path | str) -> ReturnRecord:
    """The return of this name, path of its original, or same bytes. Raises Stop where there is none, or several fit."""
    wanted = str(file).replace("\\", "/")
    returns = [r for r in tx.returns() if r.stored or r.source]
    fits = [r for r in returns if _is_called(workspace, r, wanted)]
    standing = [r for r in fits if r.state in UNDOABLE_STATES]
    if len(standing) != 1:
        hashes = {sha for place in (Path(file), workspace.folder / file) if (sha := hash_if_readable(place))}
        same = [r for r in returns if r.sha256 in hashes]
        fits = fits or same
        standing = [r for r in standing or same if r in same and r.state in UNDOABLE_STATES] or standing
    if len(standing) == 1:
        return standing[0]
    if standing:
        named = "; ".join(f"{r.stored} ({r.agency}, {format_moment(r.received_at)})" for r in standing)
        raise Stop(f"Several returns are called '{file}'. Name one by the path of its original: {named}")
    if fits:
        raise Stop(f"'{file}' {NOT_STANDING[fits[-1].state]}. Its original is kept at {fits[-1].stored}.")
    raise Stop(f"No return called '{file}' was taken in. See the column File of Returns in master.xlsx.")


def _is_called(workspace: Workspace, record: ReturnRecord, wanted: str) -> bool:
    """Whether a name fits a return: its source, the last part of that, or its stored path, relative or in full."""
    full = (workspace.folder / record.stored).as_posix()
    names = {record.source, record.source.rpartition("/")[2], record.stored, full, Path(full).resolve().as_posix()}
    return wanted.casefold() in {name.casefold() for name in names if name}
