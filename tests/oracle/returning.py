"""A workbook sent back in a history: how it is made, what became of it, and what the ledger learns from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dhr_xl.commands.collect import collect
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.returns.result import ReturnResult
from oracle.acts import form_of
from oracle.happenings import ROUNDS_AT, Return, Row
from oracle.ledger import (
    ALREADY,
    ASKED,
    BOARD_CLOSED,
    DECIDED,
    FIELDS,
    GROUP,
    MERGED,
    NOTHING,
    Cell,
    Copy,
    Line,
    Verdict,
    judge,
)
from oracle.seeing import Seen, differing, key_in, lapsed, read_form, text_of
from plan_folder import fill

if TYPE_CHECKING:
    from oracle.playing import Game

Name = tuple[str, int]
"""A workbook: (agency, number of the round)."""
NIL = {"anything_new": "No, nothing has changed"}


class Sent(NamedTuple):
    """A file that is sent back. again: exactly these bytes were taken in, and stand."""

    path: Path
    copy: Copy
    again: bool = False


def take_return(game: Game, one: Return, before: Seen) -> Iterator[str]:
    """Send a workbook back, collect it, and hold what became of each cell against the ledger."""
    numbers = sorted(number for agency, number in game.lines if agency == one.agency)
    if not numbers:
        return
    name = one.agency, numbers[-2 if one.earlier and len(numbers) > 1 else -1]
    sent = sent_back(game, one, name)
    if sent is None:
        return
    (game.folder / "inbox" / sent.path.name).write_bytes(sent.path.read_bytes())
    [result] = collect(game.folder, now=game.now).returns
    after = game.look()
    if sent.again:
        yield from (f"the same bytes changed {key}" for key in differing(before.cells, after.cells))
        if before.questions != after.questions:
            yield "the same bytes changed the questions"
    elif result.outcome == "rejected":
        yield f"{sent.path.name} was rejected: {[p.message for p in result.problems]}"
    else:
        yield from taken_in(game, name, sent, result, before)
        if one.copy == "nil":  # it says nothing of any row; whether the rows are still owed is left open
            game.came += [(after.run, one.agency, ref, name[1], None) for ref in game.lines[name].refs]


def taken_in(game: Game, name: Name, sent: Sent, result: ReturnResult, before: Seen) -> Iterator[str]:
    """What became of each cell is what may become of it, and nothing else moved."""
    line, after = game.lines[name], game.seen
    ours = {cell: before.cells.get(key_in(line, cell), "") for cell in line.issued}
    verdicts = judge(line, sent.copy, ours, closed(before))
    fates = {cell: fate(before, after, key_in(line, cell), verdict.says) for cell, verdict in verdicts.items()}
    for cell, verdict in verdicts.items():
        if fates[cell] not in verdict.may:
            yield (
                f"{line.agency} says {cell[1]} of {cell[0]} is '{verdict.says}' (plan '{ours[cell]}', agreed "
                f"{sorted(line.bases[cell])}): {fates[cell]}, and may be {sorted(verdict.may)}"
            )
    yield from check_errors(result, fates)
    yield from check_changes(before, after, line, verdicts)
    if not sent.copy.corrects:
        game.files[name] = sent.path
    if result.to_correct:
        game.corrections[name] = game.folder / result.to_correct
    learn(game, name, sent, fates, verdicts)


def sent_back(game: Game, one: Return, name: Name) -> Sent | None:
    """The file that is sent back, filled in; None where there is nothing to send."""
    line = game.lines[name]
    game.number += 1
    day_one = dt.datetime(2025, 7, 5, 12) + dt.timedelta(days=92 * name[1])
    last = max((copy.saved for copy in line.copies), default=day_one)
    saved = last + dt.timedelta(hours=one.hour)
    source, shown, corrects = form_of(game.folder, one.agency, ROUNDS_AT[name[1]]), line.issued, False
    if one.copy == "bytes":
        every = [sent for batch in game.taken.values() for which, sent in batch if which == name]
        stand = [sent for sent in every if sent.copy in line.copies]
        return stand[-1]._replace(again=True) if stand else None
    if one.copy == "later" and name in game.files and line.copies:
        source = game.files[name]
    if one.copy == "put right":
        if name not in game.corrections or not game.corrections[name].is_file() or not line.copies:
            return None
        source = game.corrections[name]
        shown, corrects, saved = read_form(source), True, last + dt.timedelta(hours=2)
    rows = {} if one.copy in {"untouched", "nil"} else one.rows
    values, typed = filled_in(read_form(source), rows, line)
    target = game.folder.parent / "sent" / f"{game.number} {one.agency}.xlsx"
    who = f"Officer {game.number}"
    fill(source, target, typed, saved=saved, completed_by=who, **(NIL if one.copy == "nil" else {}))
    return Sent(target, Copy(values, shown, saved, who, corrects))


def filled_in(
    shown: Mapping[Cell, str], rows: Mapping[str, Row], line: Line
) -> tuple[dict[Cell, str], dict[str, dict[str, Any]]]:
    """What a workbook says once rows were typed into it, and what is typed; None sets a cell back as issued."""
    values, typed = dict(shown), {}
    for ref, row in rows.items():
        for key, value in row.items():
            if (ref, key) in values:
                text = line.issued[ref, key] if value is None else value
                values[ref, key] = text_of(text)
                typed.setdefault(ref, {})[key] = text or None
    return values, typed


def closed(seen: Seen) -> dict[str, str]:
    """The rows the board has closed."""
    decided = [key.ref for key, text in seen.cells.items() if key.field == "board_decision" and text in BOARD_CLOSED]
    return dict.fromkeys(decided, "closed")


def check_changes(before: Seen, after: Seen, line: Line, verdicts: Mapping[Cell, Verdict]) -> Iterator[str]:
    """Nothing else moved: no other agency's answer, and no cell the return says nothing of."""
    allowed = {key_in(line, cell): verdict.says for cell, verdict in verdicts.items() if MERGED in verdict.may}
    for key in differing(before.cells, after.cells):
        now = after.cells.get(key, "")
        aside = key.field in {"completion_date", "outcome"} and not now and key.agency == line.agency
        reopened = before.status_of(key.ref, line.agency) == "Complete" != after.status_of(key.ref, line.agency)
        if allowed.get(key) != now and not (aside and reopened) and not lapsed(key, after):
            yield f"{key} was changed from '{before.cells.get(key, '')}' to '{now}' by a return of {line.agency}"


def learn(game: Game, name: Name, sent: Sent, fates: Mapping[Cell, str], verdicts: Mapping[Cell, Verdict]) -> None:
    """Go on with what happened."""
    line, run = game.lines[name], game.seen.run
    line.copies.append(sent.copy)
    game.taken.setdefault(run, []).append((name, sent))
    for cell, what in fates.items():
        if what == MERGED:
            line.bases[cell] = {verdicts[cell].says}
        elif what == ALREADY:
            line.bases[cell] |= {verdicts[cell].says}
    for ref in {ref for ref, _ in fates}:
        new = {what for (r, key), what in fates.items() if r == ref and key != "query"}
        if MERGED in new:
            game.came.append((run, line.agency, ref, name[1], True))
        elif {ALREADY, DECIDED, NOTHING} & new or (ref, "query") in fates:
            game.came.append((run, line.agency, ref, name[1], None))


def check_errors(result: ReturnResult, fates: Mapping[Cell, str]) -> Iterator[str]:
    """What is called an error holds its cell, its group or its row."""
    for found in (p for p in result.problems if p.severity == "error"):
        held = GROUP if found.field in GROUP else (found.field,) if found.field else FIELDS
        for key in held:
            if fates.get((found.ref, key)) == MERGED:
                yield f"{key} of {found.ref} merged, and it is said to be an error: {found.message}"


def fate(before: Seen, after: Seen, key: CellKey, says: str) -> str:
    """What became of a value an agency typed."""
    was, now = before.cells.get(key, ""), after.cells.get(key, "")
    if key.field != "query" and now == says:
        return ALREADY if was == says else MERGED
    if was != now:
        return f"changed to '{now}'"
    if after.asks(key, says) or (
        key.field == "query" and says and any(q.field == "query" and q.theirs == says for q in after.open())
    ):
        return ASKED
    return DECIDED if after.decided(key, says) else NOTHING
