"""What the judge sees of a plan after each happening, and the rules that hold of every plan at every moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.messages.recipients import who_is_reminded
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import STATUS_WORDS, Plan
from dhr_xl.core.plan.records import ChangeRecord, Question
from dhr_xl.core.views.names import column_name
from dhr_xl.core.views.today import today_of
from dhr_xl.front.documents import document
from dhr_xl.register.snapshot import take_snapshot
from oracle.happenings import LEADS, SHARED
from oracle.ledger import ANSWER, BOARD_CLOSED, FIELDS, ROUNDS, Cell, Line, at_odds

OPEN = ("open", "asked")
WORD_OF = {code.value: word for code, word in STATUS_WORDS.items()}


class Seen(NamedTuple):
    """One moment. cells: what is not blank; questions: in whichever state, by name; changes: the history; run: the last.

    plan: as it is exported; owed, wrong: agency -> refs it is reminded of, and refs it is asked to put right, once the
    round is due; counted: agency -> rows owed.
    """

    cells: Mapping[CellKey, str]
    questions: Mapping[str, Question]
    changes: tuple[ChangeRecord, ...]
    run: int
    plan: Plan
    owed: Mapping[str, set[str]]
    wrong: Mapping[str, set[str]]
    counted: Mapping[str, int]

    def open(self) -> list[Question]:
        return [q for q in self.questions.values() if q.state in OPEN]

    def asks(self, key: CellKey, theirs: str) -> bool:
        """Whether a person is asked about a value of a cell: by a question, or by one it waits with."""
        for q in self.open():
            if q.kind == "agencies" or (q.ref, q.agency) != (key.ref, key.agency):
                continue
            reachable = not q.with_id or self.questions[q.with_id].state in OPEN
            says = q.theirs == theirs if q.field else theirs in q.theirs
            if reachable and says and q.field in {"", key.field}:
                return True
        return False

    def decided(self, key: CellKey, theirs: str) -> bool:
        """Whether a person has decided about a value of a cell."""
        return any(
            q.state == "decided" and (q.ref, q.agency) == (key.ref, key.agency)
            and ((q.theirs == theirs and q.field == key.field) or not q.field)
            for q in self.questions.values()
        )  # fmt: skip

    def status_of(self, ref: str, agency: str) -> str:
        return self.cells.get(CellKey(ref, "status", agency), "")

    def runs(self) -> list[int]:
        """The runs that changed the plan and were not taken back."""
        return sorted({c.run for c in self.changes if not c.undone and c.how and "taken back" not in c.how})


def see(folder: Path, now: dt.datetime) -> Seen:
    """The plan as it is; what is owed as at `now`."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        snapshot = take_snapshot(tx)
        cells = {key: text for key, text in snapshot.cells.items() if text}
        reminded = who_is_reminded(workspace, snapshot).owed
        owed = {one.agency: {ref for ref, _ in one.lines} for one in reminded}
        wrong = {one.agency: {ref for ref, _ in one.corrections} for one in reminded}
        counted = {line.code: line.owed for line in today_of(snapshot, workspace.today, "").agencies}
        run = max((run.id for run in tx.runs()), default=0)
    questions = {q.id: q for q in snapshot.questions}
    return Seen(cells, questions, snapshot.changes, run, snapshot.plan, owed, wrong, counted)


def round_ids(folder: Path) -> dict[dt.date, str]:
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return {record.as_at: record.id for record in tx.rounds()}


def key_in(line: Line, cell: Cell) -> CellKey:
    """Where the register keeps what a workbook says in a cell."""
    return CellKey(*cell, line.agency, line.round if cell[1] in ROUNDS else "")


def read_form(path: Path) -> dict[Cell, str]:
    """What a workbook shows in its yellow cells, read by openpyxl: (ref, key) -> text."""
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    columns = {}
    for key in ("ref", *FIELDS):
        area = book.defined_names[column_name(key)].attr_text.split("!")[1].replace("$", "").split(":")[0]
        columns[key] = area.rstrip("0123456789"), int(area.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    found = {}
    for number in range(columns["ref"][1] + 1, sheet.max_row + 1):
        ref = sheet[f"{columns['ref'][0]}{number}"].value
        if ref:
            found |= {(ref, key): text_of(sheet[f"{columns[key][0]}{number}"].value, key) for key in FIELDS}
    return found


def text_of(value: object, key: str = "") -> str:
    """The text of a cell; a day is ISO, also where the form shows it as day/month/year."""
    if key.endswith("_date") and isinstance(value, str) and value.count("/") == 2:
        return "-".join(reversed(value.split("/")))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


# what holds of every plan at every moment


def check_moment(before: Seen, after: Seen) -> Iterator[str]:
    """Every sentence of what is wrong with a plan as it stands, whatever has happened to it."""
    yield from check_export(after)
    yield from check_agencies(after)
    yield from check_questions(before, after)
    yield from check_credit(before, after)


def check_export(seen: Seen) -> Iterator[str]:
    """An agency's answer is its own; the action's standing is the lead's, or what was decided to stand."""
    plan = document(seen.plan)
    for action in (a for r in plan["recommendations"] for a in r["actions"]):
        ref = action["ref"]
        for answer in action["answers"]:
            kept = {key: seen.cells.get(CellKey(ref, key, answer["agency"]), "") for key in ANSWER}
            said = {key: answer[key] or "" for key in ANSWER} | {"status": WORD_OF[answer["status"]]}
            if kept != said:
                yield f"{ref}: {answer['agency']} is exported as {said}, and the register has {kept}"
            if said["status"] != "Complete" and said["completion_date"] and was_complete(seen, ref, answer["agency"]):
                yield f"{ref}: {answer['agency']} is {said['status']} and still completed on {said['completion_date']}"
        stands = seen.cells.get(CellKey(ref, "stands"), "") or LEADS[ref]
        if WORD_OF[action["status"]] != seen.status_of(ref, stands):
            yield f"{ref} stands as {action['status']}, but {stands} says {seen.status_of(ref, stands)}"


def was_complete(seen: Seen, ref: str, agency: str) -> bool:
    """Whether the last change of an agency's status was from Complete (and no date was given since)."""
    key, day = CellKey(ref, "status", agency), CellKey(ref, "completion_date", agency)
    changes = [c for c in seen.changes if c.key in {key, day}]
    last = next((n for n in reversed(range(len(changes))) if changes[n].key == key), None)
    if last is None or changes[last].before != "Complete" or "taken back" in changes[last].how:
        return False
    return not any(c.key == day and c.after for c in changes[last:]) and not any(
        c.key == day and c.after and c.run == changes[last].run for c in changes
    )


def check_agencies(seen: Seen) -> Iterator[str]:
    """Agencies at odds on one action: one question of kind `agencies`, until it is decided; none once they agree."""
    for ref, codes in SHARED.items():
        if len(codes) == 1:
            continue
        statuses = {code: seen.status_of(ref, code) for code in codes}
        about = [q for q in seen.questions.values() if q.ref == ref and q.kind == "agencies"]
        waits, odds = [q for q in about if q.state in OPEN], at_odds(statuses)
        closed = seen.cells.get(CellKey(ref, "board_decision"), "") in BOARD_CLOSED
        if len(waits) > 1:
            yield f"{ref} has {len(waits)} open questions of kind agencies"
        if waits and odds is False:
            yield f"{ref}: {statuses} agree, and {waits[0].id} is still open"
        if not waits and odds and not closed and not any(q.state == "decided" for q in about):
            yield f"{ref}: {statuses} are at odds, and no question of kind agencies asks which stands"


def check_questions(before: Seen, after: Seen) -> Iterator[str]:
    """What waits can be seen and is asked once; what closed by itself has its value in the plan."""
    for q in after.open():
        if q.with_id and after.questions[q.with_id].state not in OPEN:
            yield f"{q.id} ('{q.theirs}') waits with {q.with_id}, which is {after.questions[q.with_id].state}"
    asked = Counter((q.ref, q.field, q.agency, q.round_id, q.theirs) for q in after.open() if q.kind != "agencies")
    yield from (f"{what} is asked {times} times at once" for what, times in asked.items() if times > 1)
    known = [triple(q) for q in before.questions.values() if q.state != "taken back"]
    for name, q in after.questions.items():
        if name not in before.questions and q.kind not in {"agencies", "teams"} and triple(q) in known:
            yield f"{name} asks again about {triple(q)}"


def triple(q: Question) -> tuple[str, ...]:
    """What a question is about; typed anew into another master.xlsx, it is another one."""
    return q.reference if q.return_id is None else "", q.ref, q.field, q.agency, q.round_id, q.base, q.ours, q.theirs


def check_credit(before: Seen, after: Seen) -> Iterator[str]:
    """What a return changed is credited to its agency, and is that agency's own answer."""
    for change in after.changes[len(before.changes) :]:
        if change.how == "return" and change.who != change.key.agency:
            yield f"{change.key} was changed by a return of {change.who}"


def lapsed(key: CellKey, after: Seen) -> bool:
    """Whose answer stands for the whole is open again once the answers have moved."""
    return key.field == "stands" and key not in after.cells


def differing(before: Mapping[CellKey, str], after: Mapping[CellKey, str]) -> set[CellKey]:
    return {key for key in {*before, *after} if before.get(key, "") != after.get(key, "")}


def shown_by_lead(cells: Mapping[CellKey, str], ref: str, fields: Iterable[str]) -> dict[str, str]:
    """What Actions shows of the answer that stands for the whole."""
    stands = cells.get(CellKey(ref, "stands"), "") or LEADS[ref]
    return {key: cells.get(CellKey(ref, key, stands), "") for key in fields}
