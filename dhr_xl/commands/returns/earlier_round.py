"""A form of an earlier round that comes back now: what becomes of its answers, and what is owed in this round."""

from __future__ import annotations

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.core.plan.cells import said_date
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.round import in_round, owed_rows
from dhr_xl.register.snapshot import take_snapshot


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
