"""Version 1 to 2: record the agency of each decision, and the runs that asked and closed each question."""

from __future__ import annotations

from sqlalchemy import Connection, case, exists, func, insert, literal, null, select, text, update

from dhr_xl.register import tables

DECISION_COLUMNS = (
    "agency TEXT NOT NULL DEFAULT ''",
    "round_id TEXT NOT NULL DEFAULT ''",
    "undone BOOLEAN NOT NULL DEFAULT FALSE",
)


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
