"""The JSON documents of every command: shapes other programs rely on. Keys may be added, never renamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dhr_xl.commands.collect import CollectResult
from dhr_xl.commands.export import finding_document, plan_document
from dhr_xl.commands.new import NewResult, own_headings
from dhr_xl.commands.returns.result import as_document, changed, problem_document
from dhr_xl.core.plan.records import ChangeRecord, Question
from dhr_xl.core.returns.questions import TAKE_OF_WORDS
from dhr_xl.core.views.values import TodayAgency

if TYPE_CHECKING:  # a command's own module is not loaded for the sake of another's document
    from dhr_xl.commands.edition.differences import PlanItem
    from dhr_xl.commands.edition.take_in import UpdateResult
    from dhr_xl.commands.email import EmailResult
    from dhr_xl.commands.issue import IssueResult
    from dhr_xl.commands.publish import PublishResult
    from dhr_xl.commands.resolve import ResolveResult, WaitingQuestion
    from dhr_xl.commands.status import StatusResult
    from dhr_xl.commands.undo import UndoResult


def _schema(name: str) -> dict[str, Any]:
    return {"schema": f"dhr_xl/{name}/1"}


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def new_document(result: NewResult) -> dict[str, Any]:
    """`new`: what was imported. `new --preview`: the plan it would make, as `export` gives it."""
    plan = result.plan
    if result.preview:
        return plan_document(plan) | _schema("preview") | {"as_at_from": result.as_at_from}
    return _schema("new") | {
        "folder": str(result.folder),
        "title": plan.title,
        "as_at": _iso(plan.as_at),
        "as_at_from": result.as_at_from,
        "recommendations": len(plan.recommendations),
        "actions": len(plan.actions),
        "agencies": [agency.code for agency in plan.agencies],
        "unplaced": len(plan.unplaced),
        "own_columns": list(own_headings(plan)),
        "findings": [finding_document(finding) for finding in plan.findings],
    }


def issue_document(result: IssueResult) -> dict[str, Any]:
    """`issue`: the workbooks written."""
    return (
        _schema("issue")
        | {
            "round": result.round,
            "due": _iso(result.due),
            "due_was": _iso(result.due_was),
            "issued": [
                {"agency": i.agency, "file": str(i.file), "reference": i.reference, "rows": i.rows}
                for i in result.issued
            ],
            "already": list(result.already),
            "nothing_to_send": list(result.nothing_to_send),
            "unassigned": list(result.unassigned),
            "open_agency_guesses": list(result.open_agency_guesses),
            "master_stale": bool(result.master_stale),
        }
        | ({"password": result.password} if result.password else {})
    )


def collect_document(result: CollectResult) -> dict[str, Any]:
    """`collect` and `check`."""
    return _schema("collect") | {
        "returns": [as_document(one) for one in result.returns],
        "master": {
            "changes": [changed(change) for change in result.master.changes],
            "problems": [problem_document(found) for found in result.master.problems],
            "conflicts": list(result.master.conflicts),
            "sheets": list(result.master.sheets),
        },
        "skipped": [{"source": s.source, "why": s.why} for s in result.skipped],
        "conflicts_open": result.waiting.conflicts,
        "held_open": result.waiting.held,
        "proposals_open": result.waiting.proposals,
        "to_read_open": result.waiting.to_read,
        "asked_open": result.waiting.asked,
        "left": list(result.left),
        "master_stale": bool(result.master_stale),
    }


def question_document(question: Question) -> dict[str, Any]:
    """One question; kind says what it is about, outcome whether it is a conflict, held, a proposal or words to read."""
    return {
        "id": question.id,
        "kind": question.kind,
        "outcome": question.outcome,
        "ref": question.ref,
        "field": question.field or None,
        "base": question.base,
        "ours": question.ours,
        "theirs": question.theirs,
        "ours_by": question.ours_by,
        "theirs_by": question.theirs_by,
        "asked": question.asked,
        "state": question.state,
    }


def conflicts_document(waiting: Sequence[WaitingQuestion]) -> dict[str, Any]:
    """`conflicts`: what waits; along: the answers that are decided along with a question."""
    return _schema("conflicts") | {
        "conflicts": [
            question_document(one.question) | {"along": [question_document(q) for q in one.along]} for one in waiting
        ]
    }


def resolve_document(result: ResolveResult) -> dict[str, Any]:
    """`resolve`."""
    return _schema("resolve") | {
        "problems": [problem_document(found) for found in result.problems],
        "resolved": [{"id": r.id, "state": r.state, "message": r.message} for r in result.resolved],
        "waiting": [question_document(q) for q in result.waiting],
        "asked": [question_document(q) for q in result.asked],
        "master_stale": bool(result.master_stale),
        "takes": sorted(set(TAKE_OF_WORDS.values())),
    }


def agency_document(line: TodayAgency) -> dict[str, Any]:
    """One agency's standing in the round."""
    return {
        "agency": line.code,
        "name": line.agency,
        "sent": _iso(line.sent),
        "due": _iso(line.due),
        "extended": _iso(line.extended),
        "state": line.state,
        "owed": line.owed,
        "questions": line.questions,
        "reminded": _iso(line.reminded),
    }


def status_document(result: StatusResult) -> dict[str, Any]:
    """`status`, and `dhr-xl` alone."""
    return _schema("status") | {
        "title": result.title,
        "review": result.review,
        "as_at": _iso(result.as_at),
        "agencies": [agency_document(line) for line in result.today.agencies],
        "standings": [{"word": word, "count": count, "change": moved} for word, count, moved in result.today.brag],
        "overdue": [{"ref": ref, "agency": agency, "due": due} for ref, agency, due in result.overdue],
        "needs_you": [{"what": what, "count": count, "sheet": sheet} for what, count, sheet in result.today.needs_you],
        "needs_nothing": [
            {"what": what, "count": count, "sheet": sheet} for what, count, sheet in result.today.needs_nothing
        ],
        "next": result.today.do_next,
        "edits_waiting": result.edits_waiting,
        "inbox": result.inbox,
    }


def publish_document(result: PublishResult) -> dict[str, Any]:
    """`publish`."""
    return _schema("publish") | {
        "file": str(result.file),
        "as_at": _iso(result.as_at),
        "in_short": list(result.in_short),
        "since": result.since,
        "same": result.same,
        "personal": [{"ref": ref, "field": field, "what": what} for ref, field, what in result.personal],
        "open_questions": result.open_questions,
        "asked_questions": result.asked_questions,
        "master_stale": bool(result.master_stale),
    }


def email_document(result: EmailResult) -> dict[str, Any]:
    """`email` and `chase`."""
    return _schema("email") | {
        "what": result.what,
        "sent": result.sent,
        "messages": [
            {"agency": m.agency, "to": m.to, "subject": m.subject, "file": m.file, "state": m.state}
            for m in result.messages
        ],
        "problems": list(result.problems),
        "not_yet": list(result.not_yet),
        "already": list(result.already),
        "silent": list(result.silent),
        "list": result.list_file or None,
        "master_stale": bool(result.master_stale),
    }


def history_document(changes: Sequence[ChangeRecord], runs: Sequence[Any] = ()) -> dict[str, Any]:
    """`history`."""
    return _schema("history") | {
        "changes": [change_document(change) for change in changes],
        "runs": [
            {"run": r.run, "when": r.when.isoformat(timespec="seconds"), "what": r.what, "undone": r.undone}
            for r in runs
        ],
    }


def change_document(change: ChangeRecord) -> dict[str, Any]:
    """One change."""
    return {
        "run": change.run,
        "when": change.when.isoformat(timespec="seconds"),
        "who": change.who,
        "how": change.how,
        "ref": change.key.ref,
        "field": change.key.field,
        "agency": change.key.agency,
        "from": change.before,
        "to": change.after,
        "source": change.source,
        "undone": change.undone,
    }


def update_document(result: UpdateResult) -> dict[str, Any]:
    """`update`: number is a recommendation's as the plan has it now, was the one it had."""
    return _schema("update") | {
        "edition": {
            "source": result.edition.source,
            "sha256": result.edition.sha256,
            "as_at": _iso(result.edition.plan.as_at),
        },
        "new": [_named(one) for one in result.new],
        "changed": [
            {"ref": c.ref, "field": c.field, "from": c.before, "to": c.after, "outcome": c.outcome}
            for c in result.changed
        ],
        "withdrawn": [_named(one) for one in result.withdrawn],
        "reordered": [_named(one) | {"was": one.was} for one in result.reordered],
        "unchanged": result.unchanged,
        "questions": list(result.questions),
        "unsure": [finding_document(finding) for finding in result.unsure],
        "findings": [finding_document(finding) for finding in result.findings],
        "agencies": list(result.agencies),
        "no_column": list(result.no_column),
        "out": list(result.out),
        "master": {"problems": [problem_document(found) for found in result.master.problems]},
        "master_stale": bool(result.master_stale),
    }


def _named(one: PlanItem) -> dict[str, Any]:
    return {"what": one.what, "ref": one.ref, "number": one.number, "text": one.text}


def undo_document(result: UndoResult) -> dict[str, Any]:
    """`undo`."""
    return _schema("undo") | {
        "collected_at": result.collected_at.isoformat(timespec="seconds"),
        "run": result.offer.undoing.run.id,
        "what": result.offer.what,
        "undone": [change_document(change) for change in result.undone],
        "left": [change_document(change) for change in result.left],
        "files": list(result.files),
        "withdrawn": list(result.offer.undoing.added),
        "lists": list(result.offer.lists),
        "lists_left": list(result.offer.lists_left),
        "opened": list(result.opened),
        "closed": list(result.closed),
        "moved": [{"id": name, "by": by} for name, by in result.moved],
        "look": list(result.offer.dependents),
        "edits_first": result.offer.edits_first,
        "master_stale": bool(result.master_stale),
    }
