"""What master.xlsx shows, built from the register: every sheet a table of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from dhr_xl.cells import iso, joined, plain, word
from dhr_xl.commands.corrections import is_correction
from dhr_xl.commands.in_round import brags
from dhr_xl.commands.snapshot import Snapshot, plain_round
from dhr_xl.commands.today import today_of
from dhr_xl.forms import MasterView, Row
from dhr_xl.model import UNASSIGNED, Contact
from dhr_xl.privacy import hide_names
from dhr_xl.questions import OPEN_STATES, heading_of
from dhr_xl.register.values import ChangeRecord, FindingRecord, Question, ReturnRecord

CONSEQUENCE: Final = (
    "agency",
    "target_date",
    "status",
    "number",
    "action",
    "recommendation",
    "evidence",
    "progress",
    "",
)
"""What a wrong guess matters, gravest first: who is asked, by when, and how it stands come before wording."""
STATE_WORDS: Final = {
    "open": "Open",
    "asked": "Agency asked",
    "decided": "Decided",
    "closed": "Closed itself",
    "taken back": "Taken back",
}
OF_RETURNS: Final = ("asked", "theirs", "theirs_by", "completed_by", "remarks", "file", "source")
"""Columns of Decisions, Returns and History that hold what people outside have written."""
HISTORY_ROUNDS: Final = 2
TAKE_WORDS: Final = {
    "ours": "Keep the plan", "theirs": "Use the return", "value": "Use my wording", "ask": "Ask the agency",
    "base": "Use my wording",
}  # fmt: skip


def master_view(  # noqa: PLR0913 - what a master is drawn from
    snapshot: Snapshot,
    *,
    reference: str,
    generation: int,
    today: dt.date,
    last_run: str,
    extra_headings: tuple[str, ...],
    extra: dict[str, dict[str, str]],
    notes: dict[tuple[str, str], str],
    private_names: Sequence[str] = (),
) -> MasterView:
    """The whole workbook as values; what returns say is shown without the names of the private list."""
    tables = {
        "Actions": action_rows(snapshot),
        "Decisions": without_names(decision_rows(snapshot), private_names),
        "To check": check_rows(snapshot),
        "Agencies": agency_rows(snapshot),
        "Returns": without_names(return_rows(snapshot), private_names),
        "History": without_names(history_rows(snapshot), private_names),
    }
    return MasterView(
        title=snapshot.head.title,
        review=snapshot.head.reference or snapshot.head.title,
        marking=snapshot.head.marking,
        reference=reference,
        generation=generation,
        agency_codes=tuple(agency.code for agency in snapshot.agencies),
        today=today_of(snapshot, today, last_run),
        tables=tables,
        extra_headings=extra_headings,
        extra=extra,
        notes=notes,
    )


def action_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row an action, in the plan's order; withdrawn ones stay."""
    standings = brags(snapshot)
    numbers = {place.ref: place.number for place in snapshot.places}
    printed = {place.key: place.number for place in snapshot.recommendations}
    rounds = [plain_round(r) for r in snapshot.rounds]
    rows = []
    for recommendation in snapshot.plan.recommendations:
        for action in recommendation.actions:
            number = printed.get(numbers[action.ref], recommendation.number)
            rows.append(
                {
                    "ref": action.ref,
                    "number": number,
                    "recommendation": recommendation.text,
                    "agency": action.agency,
                    "supporting": " ".join(code for code in action.agencies if code != action.agency),
                    "action": action.action,
                    "evidence": action.evidence,
                    "target_date_text": action.target_date_text,
                    "target_date": iso(action.target_date),
                    "agreed_target_date": iso(action.agreed_target_date),
                    "brag": standings[action.ref].word,
                    "status": word(action.status),
                    "progress": action.progress,
                    "completion_date": iso(action.completion_date),
                    "evidence_given": action.evidence_given,
                    "outcome": action.outcome,
                    "reason": joined(snapshot.cells, action.ref, "reason", action.agencies, rounds),
                    "entered_for": "",
                    "entered_from": "",
                    "proposed": _proposed(snapshot, action.ref),
                    "board_decision": str(action.board_decision),
                    "decided_on": iso(action.decided_on),
                    "board_note": action.board_note,
                    "withdrawn": "Yes" if action.withdrawn else "",
                    "withdrawn_reason": action.withdrawn_reason,
                }
            )
    return tuple(rows)


def _proposed(snapshot: Snapshot, ref: str) -> str:
    """The new date an agency waits to have agreed, '' where none."""
    asked = [q.theirs for q in snapshot.open_questions if q.ref == ref and q.field == "proposed_target_date"]
    return asked[-1] if asked else ""


def decision_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """Every question, open ones first, decided ones kept; a cell that waits with another has no row of its own."""
    shown = [q for q in snapshot.questions if not q.with_id]
    ordered = sorted(shown, key=lambda q: (q.state not in OPEN_STATES, q.number))
    return tuple(_decision_row(snapshot, question) for question in ordered)


def without_names(rows: tuple[Row, ...], private_names: Sequence[str]) -> tuple[Row, ...]:
    """Rows whose words of returns are without the names of the private list; what the plan itself says stays."""
    return tuple(
        {key: hide_names(text, private_names) if key in OF_RETURNS else text for key, text in row.items()}
        for row in rows
    )


def _decision_row(snapshot: Snapshot, question: Question) -> Row:
    return {
        "number": str(question.number),
        "decision": TAKE_WORDS.get(question.decision, "") if question.state not in OPEN_STATES else "",
        "wording": question.wording if question.state not in OPEN_STATES else "",
        "why": question.why,
        "asked": question.asked,
        "agency": question.agency,
        "ref": question.ref,
        "field": heading_of(question.field),
        "base": question.base,
        "ours": question.ours,
        "ours_by": question.ours_by,
        "theirs": question.theirs + _waiting_with(snapshot, question),
        "theirs_by": "; ".join(part for part in (question.theirs_by, question.cell) if part),
        "state": STATE_WORDS[question.state],
        "id": question.id,
    }


def _waiting_with(snapshot: Snapshot, question: Question) -> str:
    """The other answers of the row that are decided along with this one, in words."""
    others = [q for q in snapshot.questions if q.with_id == question.id]
    return "".join(f"\n{heading_of(q.field)}: {q.theirs or 'blank'}" for q in others)


def check_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """What was guessed at import, by consequence, repeats side by side, what is checked last; then words unplaced."""
    rank = {field: place for place, field in enumerate(CONSEQUENCE)}
    severity = {"error": 0, "warning": 1, "note": 2}

    def order(record: FindingRecord) -> tuple[bool, int, int, str, int]:
        finding = record.finding
        by_field = rank.get(finding.field, len(CONSEQUENCE))
        return (record.checked, by_field, severity[finding.severity], finding.code, record.id)

    rows = [
        {
            "number": str(place),
            "checked": "Yes" if record.checked else "",
            "correct": record.correct,
            "message": record.finding.message,
            "guessed": record.finding.guessed,
            "where": record.finding.where,
            "field": heading_of(record.finding.field) if record.finding.field else "",
            "source": record.finding.source,
            "kind": {"error": "Must check", "warning": "Check", "note": "For interest"}[record.finding.severity],
            "id": str(record.id),
        }
        for place, record in enumerate(sorted(snapshot.findings, key=order), start=1)
    ]
    told = {record.finding.where for record in snapshot.findings}
    for words in snapshot.plan.unplaced:
        if f"line {words.line}" in told:
            continue
        rows.append(
            {
                "number": str(len(rows) + 1),
                "message": "These words could not be placed. If they belong to an action, put them there.",
                "where": f"line {words.line}",
                "source": words.text,
                "kind": "Check",
            }
        )
    return tuple(rows)


def agency_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row a contact; an agency without one has a row all the same, so that its contact can be written in."""
    rows: list[Row] = []
    for agency in snapshot.agencies:
        if agency.code == UNASSIGNED:
            continue
        about = {"code": agency.code, "agency_name": agency.name, "aliases": "; ".join(agency.aliases)}
        contacts = [contact for contact in snapshot.contacts if contact.agency == agency.code]
        rows += [{**about, **contact_row(contact)} for contact in contacts] or [about]
    return tuple(rows)


def contact_row(contact: Contact) -> Row:
    """What a row of Agencies says of a person."""
    return {
        "name": contact.name,
        "job_title": contact.job_title,
        "email": contact.email,
        "role": contact.role,
        "since": iso(contact.since),
        "until": iso(contact.until),
    }


def return_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row a workbook sent, newest round first, with what came back for it."""
    rounds = {r.id: r for r in snapshot.rounds}
    rows: list[Row] = []
    lines: dict[str, set[str]] = {}
    for issue in snapshot.issues:
        lines.setdefault(issue.lineage, set()).add(issue.reference)
    first = [issue for issue in snapshot.issues if not is_correction(issue)]
    for issue in sorted(first, key=lambda i: (rounds[i.round_id].as_at, i.agency), reverse=False):
        line = lines[issue.lineage]
        came = [r for r in snapshot.returns if r.reference in line and r.state != "rejected"]
        came = came or [
            r
            for r in snapshot.returns
            if r.state == "reply" and (r.round_id, r.agency) == (issue.round_id, issue.agency)
        ]
        last = came[-1] if came else None
        record = rounds[issue.round_id]
        rows.append(
            {
                "as_at": iso(record.as_at),
                "agency": issue.agency,
                "sent": iso(issue.issued_at.date()),
                "due": iso(record.due),
                "extended": iso(issue.extended),
                "received": f"{last.received_at:%Y-%m-%d %H:%M}" if last else "",
                "outcome": _became(last) if last else "",
                "completed_by": last.completed_by if last else "",
                "remarks": "\n".join(r.remarks for r in came if r.remarks),
                "file": "; ".join(r.source for r in came),
                "reference": issue.reference,
            }
        )
    return tuple(reversed(rows))


def _became(record: ReturnRecord) -> str:
    """What became of a return, in words."""
    if record.state == "reply":
        return "Replied without the form"
    return plain(record.outcome) if record.state == "standing" else plain(record.state)


def history_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """The changes of the last two rounds, newest first; the command has them all."""
    opened = sorted(r.opened_at for r in snapshot.rounds)[-HISTORY_ROUNDS:]
    since = opened[0] if len(snapshot.rounds) > HISTORY_ROUNDS else dt.datetime.min
    return tuple(history_row(c) for c in reversed(snapshot.changes) if c.when >= since)


def history_row(change: ChangeRecord) -> Row:
    """One change in the words of the History sheet."""
    return {
        "when": f"{change.when:%Y-%m-%d %H:%M}",
        "who": change.who,
        "how": change.how + (" (taken back since)" if change.undone else ""),
        "ref": change.key.ref,
        "field": heading_of(change.key.field),
        "before": change.before,
        "after": change.after,
        "source": change.source,
    }
