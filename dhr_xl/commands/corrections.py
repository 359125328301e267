"""Corrections copies: an agency's own answers back to it, what is to be put right marked, in the same lineage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dhr_xl.commands.ledger import Ledger
from dhr_xl.commands.secrets_of_round import new_reference
from dhr_xl.copies import edits
from dhr_xl.fields import AGENCY_FIELDS
from dhr_xl.forms import Mark
from dhr_xl.problems import Code, Problem
from dhr_xl.register.values import Issue, ReturnRecord
from dhr_xl.rules import Shown

AS_SAID: Final = ""
"""The catalogue's own remedy is addressed to the agency as it stands."""
AGENCY_CAN: Final[Mapping[Code, str]] = {
    Code.CHOICE_WRONG: AS_SAID,
    Code.DATE_WRONG: AS_SAID,
    Code.DATE_FUTURE: AS_SAID,
    Code.CELL_ERROR: AS_SAID,
    Code.FORMULA_EMPTY: AS_SAID,
    Code.EVIDENCE_NEEDED: AS_SAID,
    Code.REASON_NEEDED: AS_SAID,
    Code.REOPEN_REASON_NEEDED: AS_SAID,
    Code.BLANKED_CELL: "Fill it in again; if it should be blank, please tell us so.",
    Code.COMPLETION_DATE_NEEDED: "Please give the day it was finished.",
    Code.OUTCOME_NEEDED: "Please say what changed for people.",
    Code.DATE_REASON_NEEDED: "Please give the reason in its column.",
    Code.DATE_NOT_COMPLETE: "Please take the date out, or choose Complete.",
    Code.PRIVATE_NAME: "Please write this answer again with the pseudonym or a job title.",
    Code.PERSONAL_DETAIL: "Please take it out; answers use job titles only.",
    Code.FORMULA_TAKEN: "Please type the answer in place of the formula.",
    Code.ROWS_SHIFTED: "Please check that each answer stands beside its own action.",
    Code.ROW_TWICE: "Please give the answers of this action once.",
    Code.COPY_TIME_UNKNOWN: "Please give the answer that counts.",
}
"""What an agency can put right, and how it is asked to: the rest is the coordinator's to decide."""
UNSAID: Final = (Code.PRIVATE_NAME,)
"""Problems whose answer is not sent back: the words that must not be in it would be in a workbook again."""


def marks_of(problems: Iterable[Problem], as_issued: Shown) -> tuple[Mark, ...]:
    """What an agency is asked to put right, cell by cell."""
    keys = {field.key for field in AGENCY_FIELDS}
    return tuple(
        Mark(
            found.ref, found.field if found.field in keys else "", found.message, AGENCY_CAN[found.code] or found.remedy
        )
        for found in problems
        if found.code in AGENCY_CAN and found.ref in as_issued
    )


def corrections_copy(  # noqa: PLR0913 - a copy and what it is of
    ledger: Ledger,
    issue: Issue,
    answers: Shown,
    marks: Sequence[Mark],
    corrects: Iterable[ReturnRecord | int],
    *,
    unsaid: Iterable[tuple[str, str]] = (),
    taken: int = 0,
) -> Issue:
    """A corrections copy of an issue, recorded before its file is written.

    Its base is its line's own, never what is filled in. answers: what the agency has said so far; corrects: the
    returns it is of, which it is later than; unsaid: answers that are not filled in; taken: answers already taken in.
    """
    hidden = set(unsaid)
    answered = {
        ref: {key: text for key, text in row.items() if text and (ref, key) not in hidden}
        for ref, row in answers.items()
        if ref in issue.as_issued
    }
    as_at = ledger.rounds[issue.round_id].as_at.isoformat()
    copy = issue._replace(
        reference=new_reference(),
        issued_at=ledger.workspace.now,
        sha256="",
        file=f"returned/{as_at}/{issue.agency} to correct.xlsx",
        tables={
            **{key: value for key, value in issue.tables.items() if key in {"locked", "marking", "due"}},
            "answered": {ref: row for ref, row in answered.items() if row},
            "marks": [list(mark) for mark in marks],
            "corrects": [one if isinstance(one, int) else one.id for one in corrects],
            "taken": taken,
        },
    )
    ledger.tx.add_issue(copy)
    return copy


def waiting_copy(issues: Iterable[Issue], returns: Iterable[ReturnRecord]) -> Issue | None:
    """The last copy to put right among an agency's workbooks of a round.

    None where there is none, where it has come back, or where the returns it is of were taken back.
    """
    last = next((issue for issue in reversed(list(issues)) if issue.is_correction), None)
    standing = [came for came in returns if came.state == "standing"]
    if last is None or last.reference in {came.reference for came in standing}:
        return None
    return last if {came.id for came in standing} & set(last.tables.get("corrects", ())) else None


def unsaid_cells(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    """The answers that are not filled in again."""
    return {(found.ref, found.field) for found in problems if found.code in UNSAID}


def copies_to_go_on(ledger: Ledger, owed: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> list[Issue]:
    """For each agency that has answered part of what it owes (code, its rows as (ref, what is owed)): a copy to go on.

    It holds what the agency has said, so that nobody types it again and leaves out half: filled in anew, the first
    workbook would read as taking the rest back. An agency whose copy to put right has not come back needs no other.
    """
    record, returns = ledger.tx.current_round(), ledger.tx.returns()
    sent = [issue for issue in ledger.tx.issues() if record and issue.round_id == record.id]
    made = []
    for code, rows in owed:
        issues = [issue for issue in sent if issue.agency == code]
        line = {issue.reference for issue in issues}
        came = [r for r in returns if r.reference in line and r.state == "standing"]
        if not came or waiting_copy(issues, returns):
            continue
        issue = next(one for one in issues if one.reference == came[-1].reference)
        marks = [Mark(ref, "status", f"Still to be answered: {said}.", "") for ref, said in rows]
        made.append(corrections_copy(ledger, issue, _said_so_far(issue, came), marks, came))
    return made


def _said_so_far(issue: Issue, came: Sequence[ReturnRecord]) -> dict[str, dict[str, str]]:
    """What the returns of a workbook said, the later over the earlier, cells left as they were issued put aside."""
    said: dict[str, dict[str, str]] = {}
    for (ref, key), text in (cell for one in came for cell in edits(issue.as_issued, one.answers).items()):
        said.setdefault(ref, {})[key] = text
    return said
