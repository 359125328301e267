"""export: write the plan as data for other programs."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Final

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.documents import encode_core
from dhr_xl.core.plan.cells import OTHER
from dhr_xl.core.plan.model import Plan
from dhr_xl.register.snapshot import take_snapshot

COLUMNS: Final = (
    "number", "number_inferred", "recommendation", "ref", "agency", "action", "evidence", "target_date_text",
    "target_date", "target_date_kind", "progress", "status", "completion_date", "evidence_given", "outcome",
    "board_decision", "agreed_target_date", "slips", "decided_on", "board_note", "withdrawn", "withdrawn_reason",
    "lead", "scope", "section", "part", *OTHER,
)  # fmt: skip
"""The columns of the CSV: a new answer of the form's comes last, so that those before it stay where they are."""


def export(folder: Path, now: dt.datetime | None = None) -> Plan:
    """The plan as the register holds it now, each action with the coordinator's own columns."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        snapshot, (headings, extra) = take_snapshot(tx), tx.extras()
    own = {ref: tuple((name, row[name]) for name in headings if name in row) for ref, row in extra.items()}
    recommendations = tuple(
        one._replace(actions=tuple(a._replace(own=own.get(a.ref, ())) for a in one.actions))
        for one in snapshot.plan.recommendations
    )
    return snapshot.plan._replace(as_at=snapshot.as_at, recommendations=recommendations)


def plan_csv(plan: Plan) -> str:
    """The plan as CSV, a line for each action. Text that a spreadsheet would take for a formula is made inert."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for recommendation in plan.recommendations:
        about = encode_core(recommendation) | {"recommendation": recommendation.text}
        for action in recommendation.actions:
            row = {**about, **encode_core(action)}
            writer.writerow({key: inert(row[key]) for key in COLUMNS})
    return out.getvalue()


def inert(value: object) -> object:
    """A value that no spreadsheet runs as a formula: '=1+1' becomes "'=1+1"."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value
