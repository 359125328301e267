"""issue: open a round and write a locked workbook for each agency; its base is committed to the register first."""

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.passwords import lock_of, new_password, new_reference
from dhr_xl.commands.folder.workspace import Paint, Workspace, open_workspace
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.commands.messages.drafts import set_aside_earlier
from dhr_xl.commands.returns.board_form import BoardIssued, record_board_form, write_board_form
from dhr_xl.commands.returns.forms import write_forms
from dhr_xl.core.plan.cells import format_date, iso
from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.model import UNASSIGNED, BoardDecision
from dhr_xl.core.plan.records import Issue, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.plan.standing import is_closed, is_owed
from dhr_xl.core.returns.asked_before import asked_before
from dhr_xl.core.returns.issued_rows import rows_for
from dhr_xl.core.returns.round import evidence_asked
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.register.transaction import Tx
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import blank_to_issue

A_YEAR: Final = dt.timedelta(days=366)
EARLIEST: Final = dt.date(2004, 11, 15)
"""Royal assent of the Domestic Violence, Crime and Victims Act 2004, whose section 9 made these reviews."""


class Issued(NamedTuple):
    """One workbook that was written. rows: how many actions it holds."""

    agency: str
    file: Path
    reference: str
    rows: int


class IssueResult(NamedTuple):
    """What `issue` did.

    round: its as-at date (ISO); already: agencies whose workbooks were there; nothing_to_send: agencies that owe
    nothing; unassigned: refs of actions without an agency; open_agency_guesses: refs whose agency is a guess that
    nobody has checked; password: of the round's sheets, only where asked for.
    """

    round: str
    due: dt.date | None
    issued: tuple[Issued, ...]
    already: tuple[str, ...]
    nothing_to_send: tuple[str, ...]
    unassigned: tuple[str, ...]
    open_agency_guesses: tuple[str, ...]
    master_stale: str
    password: str = ""
    due_was: dt.date | None = None
    """The round's earlier return-by date, where it was changed."""
    board: BoardIssued | None = None
    """The workbook in which the board decides, where it was asked for."""
    master: TakenIn = TakenIn()
    """What came in from master.xlsx first."""


def issue_board(folder: Path, *, now: dt.datetime | None = None, paint: Paint | None = None) -> IssueResult:
    """Write the workbook in which the board decides what waits for it in the current round, and no other.

    Raises Stop where no round is open, or nothing waits for the board.
    """
    with open_workspace(folder, now, paint) as workspace:
        with workspace.register.write() as tx:
            taken = take_in_master(Ledger(workspace, tx))
            snapshot = take_snapshot(tx)
            record, made = snapshot.current, record_board_form(workspace, tx, snapshot)
        if record is None:
            raise Stop("No round is open, so nothing can be asked of the board. Run first: dhr-xl issue --as-at DATE")
        if made is None:
            raise Stop(
                "Nothing waits for the board: no sign-off, closing or new date is asked for. Nothing was written."
            )
        board = write_board_form(workspace, made, record)
        stale = publish_master(workspace, last_run=f"board's workbook written as at {format_date(record.as_at)}")
    return IssueResult(record.as_at.isoformat(), record.due, (), (), (), (), (), stale, board=board, master=taken)


def issue(  # noqa: PLR0913 - the choices a person has
    folder: Path,
    as_at: dt.date,
    *,
    due: dt.date | None = None,
    agencies: Sequence[str] = (),
    again: Sequence[str] = (),
    include_done: bool = False,
    everyone: bool = False,
    show_password: bool = False,
    without_address: bool = False,
    now: dt.datetime | None = None,
    paint: Paint | None = None,
) -> IssueResult:
    """Open the round of `as_at`, or continue it, and write the workbooks that are missing.

    agencies: only these; again: agencies that get a further workbook; include_done: also rows that the board has
    closed; everyone: also agencies that owe nothing, which else get a workbook only if they are named; without_address:
    although the settings name no address for returns, or nobody to ask.

    Raises Stop where the return-by date is before the as-at date, an agency is unknown, the settings lack the address
    or the contact, or master.xlsx cannot be read.
    """
    if due is not None and due < as_at:
        order = f"is before the as-at date {format_date(as_at)}"
        raise Stop(f"The return-by date {format_date(due)} {order}. Give a later --due.")
    with open_workspace(folder, now, paint) as workspace:
        _check_as_at(as_at, workspace.today)
        if not without_address:
            _check_address(workspace)
        with workspace.register.write() as tx:
            taken = take_in_master(Ledger(workspace, tx))
            before = take_snapshot(tx)
            agencies, again = _codes(before, agencies), _codes(before, again)
            workspace.place(f"issued/{as_at.isoformat()}")
            record = _open_round(tx, before, as_at, due, workspace.now)
            snapshot = take_snapshot(tx)
            made, nothing = _new_issues(
                workspace, snapshot, record, agencies, again, include_done=include_done, everyone=everyone
            )
            for fresh in made:
                tx.add_issue(fresh)
        if record.id not in {known.id for known in before.rounds}:
            set_aside_earlier(workspace, snapshot, record)
        written, already = _write_missing(workspace, snapshot, record, made)
        stale = publish_master(workspace, last_run=f"{len(written)} workbooks written as at {format_date(as_at)}")
    guesses = sorted({f.finding.where for f in snapshot.findings if f.finding.field == "agency" and not f.checked})
    unassigned = tuple(a.ref for a in snapshot.actions if a.agency == UNASSIGNED and not a.withdrawn)
    return IssueResult(
        as_at.isoformat(), record.due, written, already, nothing, unassigned, tuple(guesses), stale,
        record.password if show_password else "", due_before(before, record), master=taken,
    )  # fmt: skip


def _check_address(workspace: Workspace) -> None:
    """Raise Stop where the settings do not say where returns go and whom agencies can ask."""
    lacking = blank_to_issue(workspace.settings._asdict())
    if lacking:
        raise Stop(
            f"The workbooks would not say where to send them back, or whom to ask: {' and '.join(lacking)} "
            f"{'is' if len(lacking) == 1 else 'are'} blank in {workspace.folder / SETTINGS_FILE}. Fill that in and "
            "issue again, or issue with --without-address."
        )


def _codes(snapshot: Snapshot, given: Sequence[str]) -> list[str]:
    """The agencies' codes in capitals. Raises Stop for one that is not in the plan."""
    known = {agency.code for agency in snapshot.agencies}
    for code in given:
        if code.upper() not in known:
            raise Stop(f"There is no agency {code} in this plan. Its agencies are: {', '.join(sorted(known))}.")
    return [code.upper() for code in given]


def _check_as_at(as_at: dt.date, today: dt.date) -> None:
    if not EARLIEST <= as_at <= today + A_YEAR:
        raise Stop(f"The as-at date {format_date(as_at)} cannot be right. Check the year; nothing was issued.")


def due_before(before: Snapshot, record: RoundRecord) -> dt.date | None:
    """The round's earlier return-by date, where it was changed; else None."""
    known = next((r for r in before.rounds if r.id == record.id), None)
    return known.due if known and known.due != record.due else None


def _open_round(tx: Tx, snapshot: Snapshot, as_at: dt.date, due: dt.date | None, now: dt.datetime) -> RoundRecord:
    """The round of that date, with a new return-by date where one is given; a new round where there is none."""
    known = next((r for r in snapshot.rounds if r.as_at == as_at), None)
    if known:
        if due and due != known.due:
            tx.set_due(known.id, due)
            known = known._replace(due=due)
        return known
    latest_as_at = max((r.as_at for r in snapshot.rounds), default=as_at)
    if as_at < latest_as_at:
        earlier = f"a new round cannot be as at an earlier day, {format_date(as_at)}."
        raise Stop(f"The round as at {format_date(latest_as_at)} is open already; {earlier}")
    password = new_password()
    number = max((int(r.id) for r in snapshot.rounds), default=0) + 1
    record = RoundRecord(str(number), as_at, due, password, lock_of(password), now)
    tx.add_round(record)
    return record


def _new_issues(  # noqa: PLR0913 - who is sent what
    workspace: Workspace, snapshot: Snapshot, record: RoundRecord, only: Sequence[str], again: Sequence[str], *,
    include_done: bool, everyone: bool,
) -> tuple[list[Issue], tuple[str, ...]]:  # fmt: skip
    asked, named = evidence_asked(snapshot), {*only, *again}
    have = {i.agency for i in snapshot.issues if i.round_id == record.id}
    kept_open = {a.ref for a in snapshot.actions if a.board_decision is BoardDecision.KEEP_OPEN}
    made, nothing = [], []
    for code in agencies_with_actions(snapshot):
        if (named and code not in named) or (code in have and code not in again):
            continue
        shown = rows_for(snapshot, record, code, asked, include_done=include_done)
        wanted = everyone or include_done or code in named
        if not shown or not (wanted or owes_anything(snapshot, code, asked)):
            nothing.append(code)
            continue
        closed = [action.ref for action in snapshot.actions if action.ref in shown and is_closed(action)]
        count = sum(1 for i in snapshot.issues if (i.round_id, i.agency) == (record.id, code) and not i.is_correction)
        questions = {question.ref for question in asked_before(snapshot, code, record.id)}
        name = f"{code}.xlsx" if not count else f"{code} ({count + 1}).xlsx"
        reference = new_reference()
        made.append(
            Issue(
                reference=reference, kind=IssueKind.RETURN, agency=code, round_id=record.id, generation=0, valid=True,
                lineage=reference, issued_at=workspace.now, file=f"issued/{record.as_at}/{name}", sha256="",
                extended=None, as_issued=shown,
                tables={
                    "locked": closed,
                    "evidence_asked": [ref for ref in shown if (ref, code) in asked and ref not in kept_open],
                    "kept_open": [r for r in shown if r in questions or ((r, code) in asked and r in kept_open)],
                    "due": iso(record.due), "marking": snapshot.head.marking.upper(),
                    "return_to": workspace.settings.return_to, "contact": workspace.settings.contact,
                },
            )
        )  # fmt: skip
    return made, tuple(nothing)


def owes_anything(snapshot: Snapshot, code: str, asked: AbstractSet[tuple[str, str]]) -> bool:
    """Whether an agency owes an answer on any action, before anything has come back in the round."""
    return any(
        is_owed(action, code, answered=False, evidence_asked=(action.ref, code) in asked)
        for action in snapshot.actions
        if code in action.agencies
    )


def _write_missing(
    workspace: Workspace, snapshot: Snapshot, record: RoundRecord, made: Sequence[Issue]
) -> tuple[tuple[Issued, ...], tuple[str, ...]]:
    """Write every workbook of the round whose file is missing, from its own base; the others are left as they are."""
    issues = [i for i in snapshot.issues if i.round_id == record.id and i.valid] + list(made)
    missing = [one for one in issues if not (workspace.folder / one.file).is_file()]
    try:
        write_forms(workspace, snapshot, missing)
    except Stop as stop:
        again = "The round is open. Run the same command again to write the missing workbooks."
        raise Unfinished(f"{stop} {again}") from stop
    written = [Issued(one.agency, workspace.folder / one.file, one.reference, len(one.as_issued)) for one in missing]
    return tuple(written), tuple(dict.fromkeys(one.agency for one in issues if one not in missing))
