"""The board's workbook: record what it asks, write its file, and write it again exactly from what was recorded."""

from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.passwords import new_reference
from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.core.plan.cells import parse_date
from dhr_xl.core.plan.kinds import IssueKind, ReturnState
from dhr_xl.core.plan.meeting import row_from
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import Issue, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.views.meeting import MeetingForm, agenda_of, plan_cells
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of, write_whole
from dhr_xl.register.transaction import Tx
from dhr_xl.workbooks.meeting.own_texts import own_texts
from dhr_xl.workbooks.meeting.writer import write_meeting


class BoardIssued(NamedTuple):
    """The board's workbook. rows: how many decisions are asked; already: it was there, and asks what is asked now."""

    file: Path
    reference: str
    rows: int
    already: bool = False


def record_board_form(workspace: Workspace, tx: Tx, snapshot: Snapshot) -> Issue | None:
    """Record the board's workbook of the current round, or take the last one if it asks the same and is still out.

    None where no round is open or nothing waits for the board.
    """
    current = snapshot.current
    agenda = [row.as_json() for row in agenda_of(snapshot)] if current else []
    if current is None or not agenda:
        return None
    earlier = [issue for issue in tx.issues(IssueKind.BOARD) if issue.round_id == current.id]
    shown = plan_cells(snapshot, list(dict.fromkeys(row["ref"] for row in agenda)))
    tables = {
        "agenda": agenda, "review": snapshot.head.reference or snapshot.head.title, "marking": snapshot.head.marking,
        "as_at": current.as_at.isoformat(), "return_to": workspace.settings.return_to,
        "contact": workspace.settings.contact,
    }  # fmt: skip
    last = earlier[-1] if earlier else None
    known = {"contact": tables["contact"], **last.tables} if last else {}  # earlier versions did not show the contact
    if last and (last.as_issued, known) == (shown, tables) and not _came_back(tx, last):
        return last
    reference, number = new_reference(), f" ({len(earlier) + 1})" if earlier else ""
    issue = Issue(
        reference=reference, kind=IssueKind.BOARD, agency=BOARD, round_id=current.id, generation=0, lineage=reference,
        issued_at=workspace.now, file=f"published/{current.as_at}/Board decisions as at {current.as_at}{number}.xlsx",
        sha256="", extended=None, as_issued=shown, tables=tables, valid=True,
    )  # fmt: skip
    tx.add_issue(issue)
    return issue


def _came_back(tx: Tx, issue: Issue) -> bool:
    return any(came.state == ReturnState.STANDING for came in tx.returns(reference=issue.reference))


def write_board_form(workspace: Workspace, issue: Issue, record: RoundRecord) -> BoardIssued:
    """Write the workbook if its file is not there. Raises Stop where it cannot be written."""
    path = workspace.folder / issue.file
    rows = len(issue.tables["agenda"])
    if path.is_file():
        return BoardIssued(path, issue.reference, rows, already=True)
    data = write_meeting(board_form_of(issue, record))
    try:
        write_whole(path, data)
    except OSError as error:
        raise Stop(f"{path} cannot be written ({error.strerror}). Run the same again to write it.") from error
    with workspace.register.write() as tx:
        tx.set_issue_file(issue.reference, issue.file, sha256_of(data))
    return BoardIssued(path, issue.reference, rows)


def board_form_of(issue: Issue, record: RoundRecord) -> MeetingForm:
    """The board's workbook as it was issued."""
    tables = issue.tables
    return MeetingForm(
        reference=issue.reference, review=tables["review"], marking=tables["marking"],
        as_at=parse_date(tables["as_at"]) or record.as_at, return_to=tables["return_to"],
        rows=tuple(row_from(row) for row in tables["agenda"]), lock=record.lock,
        contact=tables.get("contact", ""),
    )  # fmt: skip


def texts_sent(issue: Issue, record: RoundRecord) -> frozenset[str]:
    """Every text of the board's workbook as it was issued, folded."""
    return own_texts(board_form_of(issue, record))
