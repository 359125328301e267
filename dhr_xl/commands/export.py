"""export: the plan as data, for other programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.plan.cells import OTHER, iso
from dhr_xl.core.plan.model import Action, AgencyAnswer, Finding, Plan, Recommendation
from dhr_xl.register.snapshot import take_snapshot

SCHEMA: Final = "dhr_xl/export/1"
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
        one.model_copy(update={"actions": tuple(a.model_copy(update={"own": own.get(a.ref, ())}) for a in one.actions)})
        for one in snapshot.plan.recommendations
    )
    return snapshot.plan.model_copy(update={"as_at": snapshot.as_at, "recommendations": recommendations})


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan in the shape other programs rely on; status is a code, dates are ISO."""
    return {
        "schema": SCHEMA,
        "title": plan.title,
        "as_at": iso(plan.as_at) or None,
        "agencies": [{"code": a.code, "name": a.name, "aliases": list(a.aliases)} for a in plan.agencies],
        "recommendations": [recommendation_document(r) for r in plan.recommendations],
        "unplaced": [{"line": u.line, "text": u.text, "place": u.place, "ref": u.ref} for u in plan.unplaced],
        "findings": [finding_document(finding) for finding in plan.findings],
    }


def finding_document(finding: Finding) -> dict[str, str]:
    """One thing to look at: what it is about, what was taken, and from which words where in the document."""
    names = ("code", "severity", "where", "field", "guessed", "message", "source", "place")
    return {name: getattr(finding, name) for name in names}


def recommendation_document(recommendation: Recommendation) -> dict[str, Any]:
    """One recommendation with its actions."""
    number = recommendation.number
    return {
        "number": int(number) if number.isdigit() else number,
        "number_inferred": recommendation.number_inferred,
        "text": recommendation.text,
        "lead": recommendation.lead,
        "scope": recommendation.scope,
        "section": recommendation.section,
        "actions": [action_document(action) for action in recommendation.actions],
    }


def action_document(action: Action) -> dict[str, Any]:
    """One action."""
    return {
        "ref": action.ref,
        "agency": action.agency,
        "agencies": list(action.agencies),
        "part": action.part,
        "action": action.action,
        "evidence": action.evidence,
        "evidence_given": action.evidence_given,
        "target_date_text": action.target_date_text,
        "target_date": iso(action.target_date) or None,
        "target_date_kind": action.target_date_kind,
        "progress": action.progress,
        "status": str(action.status),
        "completion_date": iso(action.completion_date) or None,
        "outcome": action.outcome,
        "board_decision": str(action.board_decision),
        "agreed_target_date": iso(action.agreed_target_date) or None,
        "slips": action.slips,
        "decided_on": iso(action.decided_on) or None,
        "board_note": action.board_note,
        "withdrawn": action.withdrawn,
        "withdrawn_reason": action.withdrawn_reason,
        **{key: action.other.get(key, "") for key in OTHER},
        "answers": [answer_document(answer) for answer in action.answers],
        "own": dict(action.own),
    }


def answer_document(answer: AgencyAnswer) -> dict[str, Any]:
    """What one agency says of an action."""
    return {
        "agency": answer.agency,
        "status": str(answer.status),
        "completion_date": iso(answer.completion_date) or None,
        "evidence_given": answer.evidence_given,
        "outcome": answer.outcome,
        "progress": answer.progress,
        **{key: answer.other.get(key, "") for key in OTHER},
    }


def plan_csv(plan: Plan) -> str:
    """One line an action. Text a spreadsheet would take for a formula is made inert with a leading apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for recommendation in plan.recommendations:
        about = recommendation_document(recommendation) | {"recommendation": recommendation.text}
        for action in recommendation.actions:
            row = {**about, **action_document(action)}
            writer.writerow({key: inert(row[key]) for key in COLUMNS})
    return out.getvalue()


def inert(value: object) -> object:
    """A text no spreadsheet program runs: '=1+1' becomes "'=1+1"."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value
