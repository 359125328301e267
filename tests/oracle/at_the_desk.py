"""What the coordinator does in a history: enters answers and board decisions on Actions, and decides questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.records import Question
from dhr_xl.errors import Stop
from oracle.happenings import SHARED, Board, Resolve, Telephone
from oracle.ledger import ALREADY, ANSWER, ASKED, GROUP, MERGED, NEED_REASON, NOTHING, ROUNDS
from oracle.seeing import Seen, differing, key_in, lapsed, shown_by_lead, text_of
from plan_folder import edit_master

if TYPE_CHECKING:
    from oracle.playing import Game

REFUSED = "refused"
OWN_WORDING = {"status": "Not started", "completion_date": "2025-06-11"}


def enter(game: Game, one: Telephone | Board, before: Seen) -> Iterator[str]:
    """Type into master.xlsx, or into a copy of it that was put aside, and collect."""
    if one.stale and game.aside is None:
        return
    game.write_master()
    master, shown = game.folder / "master.xlsx", before
    kept = master.read_bytes()
    if one.stale:
        data, shown = game.aside
        master.write_bytes(data)
    cells = {"board_decision": one.decision} if isinstance(one, Board) else spoken(one)
    edit_master(game.folder, "Actions", "ref", {one.ref: cells})
    problems: list[Any] = []
    try:
        problems = list(collect(game.folder, now=game.now).master.problems)
    except Stop as stop:
        yield f"an entry on {one.ref} stopped everything: {stop}"
        problems = [stop]
        master.write_bytes(kept)
    after = game.look()
    refused = bool(problems)
    if isinstance(one, Board):
        yield from board_entered(game, one, before, after, shown, refused=refused)
    else:
        yield from answer_entered(game, one, before, after, shown, refused=refused)
    if refused:
        master.unlink()
        game.write_master()
        yield from (
            f"{key} changed as master.xlsx was written again" for key in differing(after.cells, game.look().cells)
        )


def spoken(one: Telephone) -> dict[str, Any]:
    return {**one.row, "entered_for": one.agency, "entered_from": "Telephone"}


def key_of(game: Game, ref: str, field: str, agency: str) -> CellKey:
    return CellKey(ref, field, agency, game.id if field in ROUNDS else "")


def fate_of(before: Seen, after: Seen, key: CellKey, says: str, *, refused: bool) -> str:
    was, now = before.cells.get(key, ""), after.cells.get(key, "")
    if now == says:
        return ALREADY if was == says else MERGED
    if was != now:
        return f"changed to '{now}'"
    new = [q for q in after.open() if q.ref == key.ref and (q.field == key.field or not q.field)]
    if any(says == q.theirs or (not q.field and says in q.theirs) for q in new):
        return ASKED
    return REFUSED if refused else NOTHING


def answer_entered(
    game: Game, one: Telephone, before: Seen, after: Seen, shown: Seen, *, refused: bool
) -> Iterator[str]:
    """A telephone answer is that agency's own, by the same table of cases as a return."""
    typed = {key: text_of(value) for key, value in one.row.items()}
    own = {key: before.cells.get(key_of(game, one.ref, key, one.agency), "") for key in (*ANSWER, *ROUNDS)}
    may = {key: may_become(game, one, key, text, before, shown) for key, text in typed.items()}
    status = typed.get("status", "")
    needs = "evidence_given" if status == "Complete" else "reason" if status in NEED_REASON else ""
    short = bool(needs) and own["status"] != status and not (typed.get(needs) or own[needs])
    if (short and status == "Complete") or any(may[key] <= {ASKED, REFUSED} for key in typed if key in GROUP):
        may |= {key: one_may - {MERGED} | {ASKED, REFUSED} for key, one_may in may.items() if key in GROUP}
    elif short or any(REFUSED in one_may for one_may in may.values()):
        may = {key: one_may | {REFUSED, ASKED} for key, one_may in may.items()}
    fates = {}
    for key, text in typed.items():
        fates[key] = fate_of(before, after, key_of(game, one.ref, key, one.agency), text, refused=refused)
        if fates[key] not in may[key]:
            yield f"{key} of {one.ref} typed for {one.agency} as '{text}': {fates[key]}, and may be {sorted(may[key])}"
    allowed = {key_of(game, one.ref, key, one.agency): text for key, text in typed.items() if MERGED in may[key]}
    for key in differing(before.cells, after.cells):
        now = after.cells.get(key, "")
        aside = (
            key.field in {"completion_date", "outcome"}
            and not now
            and own["status"] == "Complete"
            and key.agency == one.agency
        )
        if allowed.get(key) != now and not aside and not lapsed(key, after):
            yield f"{key} was changed to '{now}' by an answer typed for {one.agency} on {one.ref}"
    if MERGED in fates.values():
        game.came.append((game.seen.run, one.agency, one.ref, game.round, True))
    elif ALREADY in fates.values():
        game.came.append((game.seen.run, one.agency, one.ref, game.round, None))


def may_become(game: Game, one: Telephone, key: str, text: str, before: Seen, shown: Seen) -> set[str]:
    cell = key_of(game, one.ref, key, one.agency)
    was, then = before.cells.get(cell, ""), shown.cells.get(cell, "")
    if text == was:
        return {ALREADY}
    seen = shown_by_lead(shown.cells, one.ref, ANSWER).get(key, "")
    may = {MERGED} if was == then else {ASKED, REFUSED}
    if key == "status" and was == "Complete":
        may |= {ASKED, REFUSED}
    if text == seen or key in {
        "progress",
        "reason",
    }:  # typed over the same words, it cannot be told from a cell left alone
        may |= {NOTHING, ASKED, MERGED}
    others = [code for code in SHARED[one.ref] if code != one.agency]
    if (
        any(k.ref == one.ref and k.field == key and k.agency in others for k in {*before.cells, *shown.cells})
        and key != "status"
    ):
        may |= {REFUSED, ASKED}
    return may


def board_entered(game: Game, one: Board, before: Seen, after: Seen, shown: Seen, *, refused: bool) -> Iterator[str]:
    """A decision of the board; a sign-off of what no agency calls Complete is asked about before anything changes."""
    key = CellKey(one.ref, "board_decision")
    was, then = before.cells.get(key, ""), shown.cells.get(key, "")
    if one.decision == was:
        may = {ALREADY}
    elif one.decision == then:  # it stood there when the copy was taken: nothing was typed
        may = {NOTHING}
    elif was != then or (
        one.decision == "Signed off" and "Complete" not in {before.status_of(one.ref, code) for code in SHARED[one.ref]}
    ):
        may = {ASKED, REFUSED}
    else:
        may = {MERGED, ASKED, REFUSED} if one.decision != "Signed off" else {MERGED}
    found = fate_of(before, after, key, one.decision, refused=refused)
    if found not in may:
        yield f"the board's '{one.decision}' of {one.ref} (plan '{was}', copy '{then}'): {found}, and may be {sorted(may)}"
    for changed in differing(before.cells, after.cells):
        if changed.ref != one.ref or changed.field not in {"board_decision", "decided_on"}:
            yield f"{changed} was changed by a decision of the board on {one.ref}"
    if found == MERGED and one.decision == "More evidence needed":
        game.asked_more[one.ref] = game.seen.run


def decide(game: Game, one: Resolve, before: Seen) -> Iterator[str]:
    """Decide one question by name."""
    listed = conflicts(game.folder)
    q = listed[one.which % len(listed)] if listed else None
    if q is None or (q.kind == "agencies" and one.take == "value"):
        return
    wording = OWN_WORDING.get(q.field, "In our words")
    how: dict[str, Any] = {"value": wording} if one.take == "value" else {"take": one.take}
    along = [w for w in before.open() if w.with_id == q.id]
    try:
        resolve(game.folder, [q.id], now=game.now, **how)
    except Stop as stop:
        after = game.look()
        if differing(before.cells, after.cells) or before.questions != after.questions:
            yield f"{q.id} could not be decided ({stop}), and something changed"
        return
    after = game.look()
    for key in differing(before.cells, after.cells):
        if one.take == "ours" and key.field != "stands":
            yield f"{q.id} kept the plan, and {key} changed"
        yield from check_decided(key, q, along, before, after)
    yield from check_taken(q, one.take, after)
    learn(game, q, along, after)


def check_taken(q: Question, take: str, after: Seen) -> Iterator[str]:
    """Use the return: the plan says what the return says."""
    if take != "theirs" or q.kind == "agencies" or not q.agency or q.field not in {*ANSWER, "progress", "reason"}:
        return
    now = after.cells.get(CellKey(q.ref, q.field, q.agency, q.round_id if q.field in ROUNDS else ""), "")
    if after.questions[q.id].state == "decided" and now != q.theirs:
        yield f"{q.id} was decided for '{q.theirs}', and the plan says '{now}'"


def learn(game: Game, q: Question, along: list[Question], after: Seen) -> None:
    """What the ledger knows by a decision: what was decided about, and that the agreed values may have moved."""
    if q.kind == "agencies" or not q.agency:
        return
    number = game.round
    for (agency, of_round), line in game.lines.items():
        if (agency, line.round) != (q.agency, q.round_id):
            continue
        number = of_round
        decided = [asked for asked in (q, *along) if after.questions[asked.id].state == "decided"]
        line.decided |= {((asked.ref, asked.field), asked.theirs) for asked in decided}
        for cell in (cell for cell in line.bases if cell[0] == q.ref):
            line.bases[cell] |= {after.cells.get(key_in(line, cell), "")}
    game.came.append((after.run, q.agency, q.ref, number, None))


def check_decided(key: CellKey, q: Question, along: list[Question], before: Seen, after: Seen) -> Iterator[str]:
    """A decision moves the cells it was about, and no others."""
    about = {q.field, *(w.field for w in along)}
    if q.field == "query" and (key.ref, key.field) == (q.ref, "action"):
        return  # the coordinator's own wording on a query is the action's
    fine = {"stands", "agreed_target_date", "slips", "decided_on", *(about if q.field else GROUP)}
    aside = key.field in {"completion_date", "outcome"} and not after.cells.get(key)
    if key.ref != q.ref or not (key.field in fine or aside) or key.agency not in {"", q.agency}:
        yield f"{q.id} was decided, and {key} changed from '{before.cells.get(key, '')}' to '{after.cells.get(key, '')}'"
