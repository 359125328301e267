"""Version 1 to 2: status, date completed and outcome are kept for each agency of an action.

Version 1 kept one value for each action, whichever agency had answered. The history tells which: each change is moved
to the agency that made it, the value before the first change to the lead agency, and each cell gets its last change's
value. The agency of each decision, and the runs that asked and closed each question, are recorded too, so that runs
of version 1 can be taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, case, delete, exists, func, insert, literal, null, select, text, update

from dhr_xl.register import tables

MOVED: Final = ("status", "completion_date", "outcome")
"""Fields of which version 1 kept one value for each action."""
UNDONE: Final = "taken back"
"""Prefix of `how` in a change that `undo` made."""
DECIDED: Final = "decided: "
"""Prefix of `how` in a change that a decision made; the question's id follows."""
DECISION_COLUMNS: Final = (
    "agency TEXT NOT NULL DEFAULT ''", "round_id TEXT NOT NULL DEFAULT ''", "undone BOOLEAN NOT NULL DEFAULT FALSE",
)  # fmt: skip


class _OldChange(NamedTuple):
    """One change of version 1."""

    id: int
    before: str
    after: str
    who: str
    how: str


class _Owners(NamedTuple):
    """The agencies that an action's answers may belong to.

    lead: of those that no change tells; shared: whether several agencies answered; codes: of the plan's agencies;
    asked_of: question id -> the agency whose answer it was about.
    """

    lead: str
    shared: bool
    codes: frozenset[str]
    asked_of: Mapping[str, str]

    def giver(self, change: _OldChange) -> str:
        """The agency that gave a value: the one that made the change, else the one asked about, else the lead."""
        if not self.shared:
            return self.lead
        asked = self.asked_of.get(change.how.removeprefix(DECIDED), "") if change.how.startswith(DECIDED) else ""
        return next((code for code in (change.who, asked) if code in self.codes), self.lead)


def move_answers_to_agencies(connection: Connection) -> None:
    """Move the answers of every plan in the register to the agencies that gave them."""
    tables.publications.create(connection, checkfirst=True)
    connection.execute(text("ALTER TABLE questions ADD COLUMN closed_run INTEGER REFERENCES runs (id)"))
    # a question about one shared value is now about one agency's answer; contradictions are asked anew
    waiting = update(tables.questions).where(
        tables.questions.c.kind == "agencies", tables.questions.c.state.in_(("open", "asked"))
    )
    connection.execute(waiting.values(kind="edit"))
    add_run_records(connection)
    connection.execute(text("ALTER TABLE unplaced ADD COLUMN checked BOOLEAN NOT NULL DEFAULT FALSE"))
    for plan in connection.execute(select(tables.plans.c.id)).scalars().all():
        _move_plan(connection, plan)


def _move_plan(connection: Connection, plan: str) -> None:
    cells, changes, questions = tables.cells.c, tables.changes.c, tables.questions.c
    codes = frozenset(
        connection.execute(select(tables.agencies.c.code).where(tables.agencies.c.plan == plan)).scalars()
    )
    asked = select(questions.id, questions.agency).where(questions.plan == plan)
    asked_of = {row.id: row.agency for row in connection.execute(asked)}
    held = select(cells.ref, cells.field, cells.text).where(cells.plan == plan, cells.agency == "")
    now = {(ref, field): words for ref, field, words in connection.execute(held)}
    made = select(changes.ref, changes.field, *(changes[name] for name in _OldChange._fields)).where(
        changes.plan == plan, changes.field.in_(MOVED), changes.agency == ""
    )
    history: dict[tuple[str, str], list[_OldChange]] = defaultdict(list)
    for ref, field, *rest in connection.execute(made.order_by(changes.id)):
        history[ref, field].append(_OldChange(*rest))
    for ref, field in sorted({cell for cell in now if cell[1] in MOVED} | set(history)):
        of_action = [one for key in MOVED for one in history.get((ref, key), ())]
        supporting = now.get((ref, "supporting"), "").split()
        shared = bool(supporting) or len({one.who for one in of_action} & codes) > 1
        owners = _Owners(now.get((ref, "agency"), ""), shared, codes, asked_of)
        _move_cell(connection, plan, (ref, field), now.get((ref, field), ""), history.get((ref, field), []), owners)


def _move_cell(  # noqa: PLR0913 - one cell of version 1 and its owners
    connection: Connection, plan: str, cell: tuple[str, str], now: str, changes: list[_OldChange], owners: _Owners
) -> None:
    ref, field = cell
    moved, values = _by_agency(changes, changes[0].before if changes else now, owners)
    for number, agency, before, after in moved:
        row = update(tables.changes).where(tables.changes.c.id == number)
        connection.execute(row.values(agency=agency, before=before, after=after))
    old = tables.cells.c
    connection.execute(
        delete(tables.cells).where(old.plan == plan, old.ref == ref, old.field == field, old.agency == "")
    )
    rows = [
        {"plan": plan, "ref": ref, "field": field, "agency": agency, "round_id": "", "text": words}
        for agency, words in values.items()
        if words
    ]
    if rows:
        connection.execute(insert(tables.cells), rows)


def _by_agency(
    changes: Iterable[_OldChange], at_first: str, owners: _Owners
) -> tuple[list[tuple[int, str, str, str]], dict[str, str]]:
    """Every change as (id, agency, before, after) of that agency's own answer, and each agency's answer now. An inverse
    puts back what its own agency had answered before, not what the action showed then.
    """
    values = {owners.lead: at_first}
    stack: dict[str, list[tuple[str, str]]] = defaultdict(list)
    moved = []
    for change in changes:
        agency = owners.giver(change)
        before, after = values.get(agency, ""), change.after
        if change.how.startswith(UNDONE):
            undone = next((one for one in reversed(stack[agency]) if one[1] == change.before), None)
            if undone:
                stack[agency].remove(undone)
                after = undone[0]
        else:
            stack[agency].append((before, after))
        moved.append((change.id, agency, before, after))
        values[agency] = after
    return moved, values


def add_run_records(connection: Connection) -> None:
    """Fill in what version 1 did not keep, from the returns, the questions and the times of the runs."""
    tables.side_changes.create(connection, checkfirst=True)
    for column in DECISION_COLUMNS:
        connection.execute(text(f"ALTER TABLE decisions ADD COLUMN {column}"))
    decisions, returns, questions, runs = tables.decisions, tables.returns, tables.questions, tables.runs
    for name in ("agency", "round_id"):
        given = select(returns.c[name]).where(returns.c.id == decisions.c.return_id).scalar_subquery()
        connection.execute(update(decisions).where(decisions.c.return_id.is_not(None)).values({name: given}))
    taken_back = exists().where(returns.c.id == decisions.c.return_id, returns.c.state == "taken back")
    connection.execute(update(decisions).where(taken_back).values(undone=True))
    closing_run = (
        select(func.max(runs.c.id))
        .where(runs.c.plan == questions.c.plan, runs.c.when == questions.c.decided_at, runs.c.command != "undo")
        .scalar_subquery()
    )
    connection.execute(
        update(questions).where(questions.c.state.in_(("decided", "closed"))).values(closed_run=closing_run)
    )
    asked = select(
        questions.c.plan, returns.c.run, questions.c.return_id, literal("question"), questions.c.id, null(), null(),
        case((questions.c.state == "taken back", literal(True)), else_=literal(False)),
    ).where(returns.c.id == questions.c.return_id)  # fmt: skip
    columns = ["plan", "run", "return_id", "what", "key", "before", "after", "undone"]
    connection.execute(insert(tables.side_changes).from_select(columns, asked))
    closed = select(*(questions.c[name] for name in ("plan", "id", "state", "closed_run")))
    rows = [
        {"plan": plan, "run": run, "return_id": None, "what": "question", "key": name, "before": {"state": "open"},
         "after": {"state": state}, "undone": False}
        for plan, name, state, run in connection.execute(closed.where(questions.c.closed_run.is_not(None)))
    ]  # fmt: skip
    if rows:
        connection.execute(insert(tables.side_changes), rows)
