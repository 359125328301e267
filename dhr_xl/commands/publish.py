"""publish: write the consolidated workbook for the board."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Paint, Workspace, open_workspace
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.returns.board_form import BoardIssued, record_board_form, write_board_form
from dhr_xl.core.plan.cells import format_date, in_one_cell
from dhr_xl.core.plan.columns import JOINED
from dhr_xl.core.plan.records import Publication
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import count_brags
from dhr_xl.core.returns.privacy import holds_name, personal_details
from dhr_xl.core.returns.round import standings_of
from dhr_xl.core.views.board import consolidated_view
from dhr_xl.core.views.values import ConsolidatedView
from dhr_xl.core.views.waiting import count_waiting
from dhr_xl.errors import Stop
from dhr_xl.files import plain_name, remedy_of, sha256_of, write_new
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.board.writer import write_consolidated


class Personal(NamedTuple):
    """Words that should not go to a board as they stand. what: what they seem to hold."""

    ref: str
    field: str
    what: str


class PublishResult(NamedTuple):
    """The file that was written, what it says in short, and why master.xlsx was left alone ('' if it was not).

    since: what it is compared with, in a sentence; same: nothing changed since the last copy, which is this file.
    """

    file: Path
    as_at: dt.date
    in_short: tuple[str, str, str]
    open_questions: int
    master_stale: str
    personal: tuple[Personal, ...] = ()
    since: str = ""
    same: bool = False
    asked_questions: int = 0
    board: BoardIssued | None = None
    """The workbook in which the board decides; None where nothing waits for it, or no round is open."""
    master: TakenIn = TakenIn()
    """What came in from master.xlsx first."""


def publish(folder: Path, now: dt.datetime | None = None, paint: Paint | None = None) -> PublishResult:
    """Write ``published/<as-at>/…xlsx`` after taking in master.xlsx; an earlier copy is never overwritten."""
    with open_workspace(folder, now, paint) as workspace:
        with remove_on_failure() as written, workspace.register.write() as tx:
            ledger = Ledger(workspace, tx)
            taken = take_in_master(ledger)
            snapshot = take_snapshot(tx)
            again = last_copy_again(workspace, snapshot)
            view, path = again or _new_copy(workspace, ledger, snapshot, written)
            meeting = record_board_form(workspace, tx, snapshot)
        board = write_board_form(workspace, meeting, snapshot.current) if meeting and snapshot.current else None
        stale = publish_master(workspace, last_run=f"consolidated workbook written as at {format_date(view.as_at)}")
        waiting = count_waiting(snapshot.questions)
    names = workspace.settings.private_names
    return PublishResult(
        path, view.as_at, view.in_short, waiting.to_decide, stale, tuple(personal_in(snapshot, names)), view.since,
        same=again is not None, asked_questions=waiting.asked, board=board, master=taken,
    )  # fmt: skip


@contextmanager
def remove_on_failure() -> Iterator[list[Path]]:
    """Collect written files, and remove them if this context fails, so that no file is left unrecorded."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _new_copy(
    workspace: Workspace, ledger: Ledger, snapshot: Snapshot, written: list[Path]
) -> tuple[ConsolidatedView, Path]:
    """Write a copy under a new name, add it to `written`, and record it."""
    view = _view(workspace, snapshot)
    data = write_consolidated(view)
    review = plain_name(snapshot.head.reference or "action plan")
    name = f"{review} consolidated as at {view.as_at} issued {view.issued}.xlsx"
    folder = workspace.place("published") / view.as_at.isoformat()
    try:
        path = write_new(folder, name, data)
    except OSError as error:
        raise Stop(f"{folder / name} cannot be written ({error.strerror}). {remedy_of(error)}") from error
    written.append(path)
    standings = standings_of(snapshot, as_at=view.issued)
    ledger.start("publish")
    ledger.tx.add_publication(
        Publication(
            id=0, run=ledger.run, published_at=workspace.now, as_at=view.as_at,
            round_id=snapshot.current.id if snapshot.current else "",
            file=path.relative_to(workspace.folder).as_posix(), sha256=sha256_of(data),
            last_change=max((change.id for change in snapshot.changes), default=0),
            counts=count_brags(standings.values()),
            standings={ref: standing.word for ref, standing in standings.items()},
        )
    )  # fmt: skip
    return view, path


def last_copy_again(workspace: Workspace, snapshot: Snapshot) -> tuple[ConsolidatedView, Path] | None:
    """The last copy, if one written now would be the same byte for byte; else None."""
    if not snapshot.publications:
        return None
    *before, last = snapshot.publications
    path = workspace.folder / last.file
    if last.published_at.date() != workspace.today or not path.is_file():
        return None
    view = _view(workspace, snapshot, tuple(before))
    same = sha256_of(path.read_bytes()) == last.sha256 == sha256_of(write_consolidated(view))
    return (view, path) if same else None


def _view(workspace: Workspace, snapshot: Snapshot, earlier: tuple[Publication, ...] | None = None) -> ConsolidatedView:
    """The workbook as values, compared with the copies in `earlier`, or with all of them (None)."""
    known = {copy.file for copy in snapshot.publications} | {meeting.file for meeting in snapshot.meetings}
    files = {path.relative_to(workspace.folder).as_posix() for path in workspace.place("published").rglob("*.xlsx")}
    shown = snapshot if earlier is None else snapshot._replace(publications=earlier)
    contact = workspace.settings.contact
    return consolidated_view(shown, issued=workspace.today, contact=contact, unrecorded=bool(files - known))


def personal_in(snapshot: Snapshot, private_names: Sequence[str]) -> Iterator[Personal]:
    """Personal details and private names in the texts that the board reads (docs/field.md, Privacy)."""
    for action in snapshot.actions:
        said = {
            **{key: in_one_cell(action, key) for key in JOINED},
            "board_note": action.board_note,
            "withdrawn_reason": action.withdrawn_reason,
        }
        for field, text in said.items():
            private = ["a name on the private list"] if holds_name(text, private_names) else []
            yield from (Personal(action.ref, field, what) for what in (*personal_details(text), *private))
