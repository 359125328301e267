"""A form of an earlier round that comes back now: what becomes of its answers, and what is owed in this round."""

from __future__ import annotations

from dhr_xl.cells import said_date
from dhr_xl.commands.in_round import in_round, owed_rows
from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.snapshot import take_snapshot
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.register.values import Issue


def earlier_round(ledger: Ledger, issue: Issue) -> list[Problem]:
    """What is said of a return whose workbook is of an earlier round; asked once its answers are in the register."""
    now = ledger.tx.current_round()
    if now is None or now.id == issue.round_id:
        return []
    snapshot = take_snapshot(ledger.tx)
    then, by = said_date(ledger.rounds[issue.round_id].as_at), said_date(now.as_at)
    rows = len(owed_rows(snapshot, in_round(snapshot, now), issue.agency))
    if not rows:
        return [problem(Code.EARLIER_ROUND, then=then, now=by, agency=issue.agency)]
    owed = f"{rows} row{'s' if rows != 1 else ''}"
    return [problem(Code.EARLIER_ROUND_OWED, then=then, now=by, agency=issue.agency, rows=owed)]
