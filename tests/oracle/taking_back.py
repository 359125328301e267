"""Taking a run back in a history: what it changed is as before, what others changed since stays, and it may come again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dhr_xl.commands.collect import collect
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.records import ChangeRecord
from dhr_xl.errors import Stop
from oracle.happenings import Undo
from oracle.ledger import Line
from oracle.returning import Name, Sent
from oracle.seeing import Seen, differing

if TYPE_CHECKING:
    from oracle.playing import Game


def undo_run(game: Game, one: Undo, before: Seen) -> Iterator[str]:
    """Take back the last thing that changed the plan, or the run that is so far back."""
    runs = before.runs()
    if one.back >= len(runs) or (not one.back and game.undoable is None):
        return
    run = runs[-1 - one.back]
    try:
        undo(game.folder, now=game.now, run=run if one.back else None)
    except Stop as stop:
        yield f"run {run} cannot be taken back: {stop}"
        return
    after = game.look()
    yield from check_taken_back(game, run, before, after)
    last = run == runs[-1] and game.undoable is not None
    was, lines = game.undoable or (before, {})
    if last:
        yield from (
            f"{key} is '{after.cells.get(key, '')}' after undo and was '{was.cells.get(key, '')}'"
            for key in differing(was.cells, after.cells)
        )
        yield from check_open(was, after)
    batch = forget(game, run, lines if last else None)
    game.undoable = None
    if one.again and last and batch:
        yield from collect_again(game, batch, before)


def check_taken_back(game: Game, run: int, before: Seen, after: Seen) -> Iterator[str]:
    """What the run wrote and nobody has changed since is as before it; nothing else moved."""
    wrote = [c for c in before.changes if c.run == run and not c.undone]
    for key in differing(before.cells, after.cells) - {c.key for c in wrote}:
        yield f"{key} was changed by taking back run {run}, which had not written it"
    for change in wrote:
        since = [c for c in before.changes if c.key == change.key and c.id > change.id and c.run != run]
        if since or said_elsewhere(game, run, change):
            continue
        if after.cells.get(change.key, "") == change.after != first_before(wrote, change):
            yield f"{change.key} still says '{change.after}', though run {run} was taken back"


def said_elsewhere(game: Game, run: int, change: ChangeRecord) -> bool:
    """Whether another return that stands says the same, so that it may stay."""
    taken = [(name, sent) for number, batch in game.taken.items() if number != run for name, sent in batch]
    return any(
        game.lines[name].agency == change.key.agency and sent.copy.values.get(change.key[:2]) == change.after
        for name, sent in taken
    )


def first_before(wrote: Sequence[ChangeRecord], change: ChangeRecord) -> str:
    return next(c.before for c in wrote if c.key == change.key)


def check_open(was: Seen, after: Seen) -> Iterator[str]:
    """The questions that wait are those of before."""

    def names(seen: Seen) -> set[tuple[str, ...]]:
        return {(q.ref, q.field, q.kind, q.agency, q.theirs) for q in seen.open()}

    if names(was) != names(after):
        gone, new = names(was) - names(after), names(after) - names(was)
        yield f"after undo {sorted(gone)} is asked no more, and {sorted(new)} is asked that was not"


def forget(game: Game, run: int, lines: Mapping[Name, Line] | None) -> list[tuple[Name, Sent]]:
    """Forget what the ledger knew by that run; the returns it had taken in. lines: as they were before it, if known."""
    batch = game.taken.pop(run, [])
    game.came = [one for one in game.came if one[0] != run]
    if lines is not None:
        game.lines |= {name: line for name, line in lines.items() if name in game.lines}
        return batch
    for name, sent in batch:
        line = game.lines[name]
        line.copies = [one for one in line.copies if one != sent.copy]
        for cell in line.bases:
            line.bases[cell] |= {line.issued[cell]}
    for line in game.lines.values():  # a decision taken back: who knows which agreed values it had moved
        for change in (c for c in game.seen.changes if c.run == run and c.key.agency == line.agency):
            cell = change.key[:2]
            if cell in line.bases:
                line.bases[cell] |= {change.before, change.after}
                line.decided = {one for one in line.decided if one[0] != cell}
    return batch


def collect_again(game: Game, batch: Sequence[tuple[Name, Sent]], first: Seen) -> Iterator[str]:
    """What was taken back and comes again merges as the first time."""
    for _, sent in batch:
        (game.folder / "inbox" / sent.path.name).write_bytes(sent.path.read_bytes())
    collect(game.folder, now=game.now)
    after = game.look()
    for key in differing(first.cells, after.cells):
        yield f"collected again, {key} is '{after.cells.get(key, '')}'; the first time it was '{first.cells.get(key, '')}'"
    yield from check_open(first, after)
    run = game.seen.run
    for name, sent in batch:
        line = game.lines[name]
        line.copies.append(sent.copy)
        game.taken.setdefault(run, []).append((name, sent))
        for cell in line.bases:
            line.bases[cell] |= {sent.copy.values[cell]}
        game.came += [(run, name[0], ref, name[1], None) for ref in line.refs]
