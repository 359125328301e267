"""The rows of the sheets Returns and Changes of master.xlsx."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from dhr_xl.core.plan.cells import CellKey, answers_view, code_in_words, format_moment, iso
from dhr_xl.core.plan.columns import BY_KEY, Row
from dhr_xl.core.plan.kinds import LETTERS, IssueKind, ReturnState
from dhr_xl.core.plan.records import ChangeRecord, ReturnRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AgencyState, is_closed
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.returns.questions import heading_of

HISTORY_ROUNDS: Final = 2
OWED_NOTES: Final = {
    Code.EARLIER_ROUND_OWED.name,
    Code.NIL_SENT_BACK.name,
    Code.UNCHANGED_SENT_BACK.name,
    Code.NIL_ASKED.name,
}
"""Notes on a return that say something is still owed: shown with the warnings."""


def without_workbook(as_at: dt.date, agency: str) -> str:
    """What stands as Return reference where an agency was written to in a round and sent no workbook."""
    return f"no workbook: {agency} {as_at}"


def return_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """One row for each workbook sent, the board's too, newest round first, with the returns of it.

    And one for each agency that was only written to in a round, so that the day its letter was sent can be entered.
    """
    rounds = {r.id: r for r in snapshot.rounds}
    rows: list[Row] = []
    lines: dict[str, set[str]] = {}
    sent = (*snapshot.issues, *snapshot.meetings)
    for issue in sent:
        lines.setdefault(issue.lineage, set()).add(issue.reference)
    first = [issue for issue in sent if not issue.is_correction]
    for issue in sorted(first, key=lambda i: (rounds[i.round_id].as_at, i.agency)):
        line = lines[issue.lineage]
        came = [r for r in snapshot.returns if r.reference in line and r.state != ReturnState.REJECTED]
        mine = (issue.round_id, issue.agency)
        came = came or [r for r in snapshot.returns if r.state == ReturnState.REPLY and (r.round_id, r.agency) == mine]
        came = [r for r in came if r.state != ReturnState.TAKEN_BACK] or came[-1:]
        last = came[-1] if came else None
        record = rounds[issue.round_id]
        rows.append(
            {
                "as_at": iso(record.as_at),
                "agency": issue.agency,
                "sent": iso(issue.issued_at.date()),
                "letter_sent": _letter_sent(snapshot, *mine),
                "due": "" if issue.kind is IssueKind.BOARD else iso(record.due),
                "extended": iso(issue.extended),
                "received": format_moment(last.received_at) if last else "",
                "outcome": _outcome_words(last) if last else "",
                "completed_by": last.completed_by if last else "",
                "remarks": "\n".join(r.remarks for r in came if r.remarks),
                "look_at": "\n".join(dict.fromkeys(said for r in came for said in _look_at(snapshot, r))),
                "file": "; ".join(r.source for r in came),
                "reference": issue.reference,
            }
        )
    having = {(issue.round_id, issue.agency) for issue in sent}
    written = {(m.round_id, m.agency): m for m in snapshot.messages if m.what in LETTERS and m.round_id in rounds}
    rows += [
        {
            "as_at": iso(rounds[round_id].as_at), "agency": agency,
            "letter_sent": _letter_sent(snapshot, round_id, agency),
            "reference": without_workbook(rounds[round_id].as_at, agency),
        }
        for round_id, agency in written if (round_id, agency) not in having
    ]  # fmt: skip
    refused = [r for r in snapshot.returns if r.state == ReturnState.REJECTED]
    rows += [
        {
            "agency": r.agency, "received": format_moment(r.received_at), "outcome": "Refused: see the file",
            "file": f"{r.source}, kept as {r.stored}",
        }
        for r in refused
    ]  # fmt: skip
    return tuple(reversed(rows))


def _letter_sent(snapshot: Snapshot, round_id: str, agency: str) -> str:
    """The day the last letter of a round was sent to an agency, by us or as the coordinator says; '' for none."""
    letters = [m for m in snapshot.messages if (m.round_id, m.agency) == (round_id, agency) and m.what in LETTERS]
    sent = [m.sent_at for m in letters if m.sent_at]
    return iso(max(sent).date()) if sent else ""


def _look_at(snapshot: Snapshot, record: ReturnRecord) -> Iterator[str]:
    """The problems of a return that a person should still look at, each sentence once. Problems of rows whose questions
    are all settled are left out.
    """
    if record.state != ReturnState.STANDING:
        return
    waiting = {q.ref for q in snapshot.open_questions if q.return_id == record.id}
    settled = {q.ref for q in snapshot.questions if q.return_id == record.id} - waiting
    said = [
        found
        for found in record.result.get("problems", ())
        if found["severity"] != "note" or found["code"] in OWED_NOTES
        if found["ref"] not in settled and (found["ref"] in waiting or not _changed_since(snapshot, record, found))
    ]
    yield from dict.fromkeys(
        f"{found['ref'] or ''} {found['message']}".strip() for found in said if found["code"] != "ROW_MISSING"
    )


def _changed_since(snapshot: Snapshot, record: ReturnRecord, found: Mapping[str, str | None]) -> bool:
    """Whether what was said is of an answer that has changed since, or of an action nothing more is asked of."""
    ref, field = found["ref"] or "", found["field"] or ""
    action = snapshot.action(ref)
    said = record.answers.get(ref, {})
    if action is None or field not in said:
        return False
    if field not in BY_KEY:  # what the board decided: the plan's own cell
        return not same_answer(field, snapshot.cells.get(CellKey(ref, field), ""), said[field])
    now = answers_view(snapshot.cells, ref, record.agency, record.round_id).get(field, "")
    held = BY_KEY[field].merge == "proposal"
    return is_closed(action) or not (held or same_answer(field, now, said[field]))


def _outcome_words(record: ReturnRecord) -> str:
    if record.state == ReturnState.REPLY:
        return str(AgencyState.REPLIED)
    return code_in_words(record.outcome) if record.state == ReturnState.STANDING else code_in_words(record.state)


def change_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """The changes of the last two rounds, newest first. ``dhr-xl history`` lists all."""
    opened = sorted(r.opened_at for r in snapshot.rounds)[-HISTORY_ROUNDS:]
    since = opened[0] if len(snapshot.rounds) > HISTORY_ROUNDS else dt.datetime.min
    return tuple(change_row(c) for c in reversed(snapshot.changes) if c.when >= since)


def change_row(change: ChangeRecord) -> Row:
    """The row of one change."""
    return {
        "when": format_moment(change.when),
        "who": change.who,
        "how": change.how + (" (taken back since)" if change.undone else ""),
        "ref": change.key.ref,
        "field": field_of(change),
        "before": change.before,
        "after": change.after,
        "source": change.source,
        "run": str(change.run),
    }


def field_of(change: ChangeRecord) -> str:
    """The heading of the changed field, with the agency whose answer it is where someone else changed it."""
    whose = change.key.agency
    return heading_of(change.key.field) + (f" ({whose})" if whose and whose != change.who else "")
