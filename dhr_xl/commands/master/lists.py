"""Take in extended dates, letters sent by hand, and the coordinator's own columns and notes."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.agencies import read_day
from dhr_xl.commands.master.unfit_rows import unfit_row
from dhr_xl.core.plan.cells import format_date, iso
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.kinds import LETTERS, IssueKind, MessageKind, MessageState
from dhr_xl.core.plan.model import BOARD, Entry
from dhr_xl.core.plan.records import Issue, Message
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.views.returns import without_workbook
from dhr_xl.core.views.values import EntryRow, MasterRead
from dhr_xl.register.transaction import Tx

LONGEST_EXTENSION: Final = dt.timedelta(days=366)
"""How long after the round's own day an agency may be given."""
BY_HAND: Final = "(sent by hand)"
"""The subject of a letter that was not drafted here."""


def take_extensions(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> tuple[bool, list[Problem]]:
    """Take in changes of Extended to on the sheet Returns; returns whether there were any, and problems."""
    now = {one.reference: one.extended for one in ledger.tx.issues()}
    changed, problems = False, list[Problem]()
    for reference, row, shown in _rows_of_returns(issue, rows, "extended"):
        was, where = shown.get("extended", ""), row["extended"].ref
        with ledger.leaving_out(unfit_row("Returns", row, shown, reference)):
            theirs, ours = read_day(row, "extended"), iso(now.get(reference))
            if iso(theirs) in {was, ours}:
                continue
            if ours != was:
                since = f"and has been '{ours or 'blank'}' in the plan since."
                why = f"Extended to is '{iso(theirs)}' in this copy, {since}"
                remedy = "The plan was left as it is. If the other day is right, give it on Returns again."
                problems.append(problem(Code.MOVED_MEANWHILE, where, why=why, remedy=remedy))
                continue
            _check_extension(ledger, row["extended"], theirs, reference)
            ledger.tx.set_extended(reference, theirs)
            changed = True
    return changed, problems


def take_letters_sent(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> bool:
    """Take in Letter sent on of the sheet Returns: the agency's last letter of the round was sent by hand that day.

    A blank one makes it a draft again. Where none was drafted, one is recorded that says so. Returns whether there
    were any changes.
    """
    known = {one.reference: one for one in _letter_rows(ledger)}
    changed = False
    for reference, row, shown in _rows_of_returns(issue, rows, "letter_sent"):
        if reference not in known:
            continue
        with ledger.leaving_out(unfit_row("Returns", row, shown, reference)):
            day = read_day(row, "letter_sent")
            if iso(day) == shown.get("letter_sent", ""):
                continue
            if day:
                _check_sent(ledger, row["letter_sent"], day, known[reference].written)
            _mark_letter(ledger, known[reference], dt.datetime.combine(day, dt.time()) if day else None)
            changed = True
    return changed


class _LetterRow(NamedTuple):
    """A row of Returns for whose round an agency, or the board, is written to. written: when its workbook or its first
    letter was; file: its workbook, '' for none.
    """

    reference: str
    round_id: str
    agency: str
    written: dt.date
    file: str = ""


def _letter_rows(ledger: Ledger) -> Iterator[_LetterRow]:
    for kind in (IssueKind.RETURN, IssueKind.BOARD):
        for one in ledger.tx.issues(kind):
            yield _LetterRow(one.reference, one.round_id, one.agency, one.issued_at.date(), one.file)
    for message in reversed(ledger.tx.messages()):
        if message.round_id in ledger.rounds:
            reference = without_workbook(ledger.rounds[message.round_id].as_at, message.agency)
            yield _LetterRow(reference, message.round_id, message.agency, message.made_at.date())


def _check_extension(ledger: Ledger, entry: Entry, day: dt.date | None, reference: str) -> None:
    """Raise UnfitCell for a day before the round's own, or more than LONGEST_EXTENSION after it."""
    due = next((ledger.rounds[i.round_id].due for i in ledger.tx.issues() if i.reference == reference), None)
    if day and due and not due <= day <= due + LONGEST_EXTENSION:
        why = f"Extended to is {format_date(day)}, and the round's own day is {format_date(due)}. Give a day "
        why += f"from then to {format_date(due + LONGEST_EXTENSION)}."
        raise UnfitCell(entry.ref, why, value=entry.text, field="extended")


def _check_sent(ledger: Ledger, entry: Entry, day: dt.date, written: dt.date) -> None:
    """Raise UnfitCell for a day before there was anything to send, or to come."""
    today = ledger.workspace.today
    if not written <= day <= today:
        begin, now = format_date(written), format_date(today)
        why = f"Letter sent on is {format_date(day)}. There was nothing to send before {begin}, and today is {now}: "
        why += "give a day from the one to the other."
        raise UnfitCell(entry.ref, why, value=entry.text, field="letter_sent")


def _rows_of_returns(issue: Issue, rows: Iterable[EntryRow], key: str) -> Iterator[tuple[str, EntryRow, Row]]:
    """The rows of Returns with a return reference and a cell in a column: the reference, the row, what it showed.

    An e-mail without a workbook has no reference.
    """
    shown = {row["reference"]: row for row in issue.tables.get("Returns", []) if "reference" in row}
    for row in rows:
        reference = row["reference"].text.strip() if "reference" in row else ""
        if reference in shown and key in row:
            yield reference, row, shown[reference]


def _mark_letter(ledger: Ledger, sent: _LetterRow, when: dt.datetime | None) -> None:
    """Mark the last letter of a workbook's round that was written by a day as sent on it, and the one to those above
    that was drafted with it. `when` None: the letter that was sent last is a draft again.
    """
    mine = (sent.round_id, sent.agency)
    recorded = [
        m for m in ledger.tx.messages() if (m.round_id, m.agency) == mine and m.state is not MessageState.SENDING
    ]
    letters = [m for m in recorded if m.what in LETTERS]
    gone = sorted((m for m in letters if m.sent_at), key=lambda m: m.sent_at or m.made_at)
    by_then = [m for m in letters if when and m.made_at.date() <= when.date()]
    chosen = (by_then or letters)[-1:] if when else gone[-1:]
    for letter in chosen:
        for one in recorded:
            if one.made_at == letter.made_at and one.what in {letter.what, MessageKind.ESCALATION}:
                ledger.tx.set_message_state(one.id, MessageState.SENT if when else MessageState.DRAFT, when)
    if when and not chosen:
        what = MessageKind.CONSOLIDATED if sent.agency == BOARD else MessageKind.WORKBOOKS
        ledger.tx.add_message(
            Message(
                id=0, what=what, agency=sent.agency, round_id=sent.round_id, to=(), cc=(), subject=BY_HAND, file="",
                attachment=sent.file, reference=sent.reference, state=MessageState.SENT, made_at=when, sent_at=when,
            )
        )  # fmt: skip


def take_own_columns(
    tx: Tx, issue: Issue, master: MasterRead, new_refs: Mapping[str, str], refs: Container[str]
) -> bool:
    """Merge the coordinator's own columns and notes on Actions; returns whether anything changed.

    The base is what this generation showed. Of two new texts for one cell both are kept, one below the other.
    new_refs: "row 12" -> the ref that row was given; refs: those of the plan (a row without one was left out).
    """
    headings, extra = tx.extras()
    shown = issue.tables.get("own", {"extra_headings": [], "extra": {}, "notes": []})
    base = {(ref, heading): text for ref, row in shown["extra"].items() for heading, text in row.items()}
    ours = {(ref, heading): text for ref, row in extra.items() for heading, text in row.items()}
    theirs = {
        (new_refs.get(ref, ref), heading): text
        for ref, row in master.extra.items()
        for heading, text in row.items()
        if new_refs.get(ref, ref) in refs
    }
    gone = set(shown["extra_headings"]) - set(master.extra_headings)
    kept = [heading for heading in headings if heading not in {*master.extra_headings, *gone}]
    both: dict[str, dict[str, str]] = {}
    for (ref, heading), text in merge_texts(base, ours, theirs).items():
        both.setdefault(ref, {})[heading] = text
    own = ((*master.extra_headings, *kept), both)
    tx.set_extras(*own)
    was = {(ref, key): text for ref, key, text in shown["notes"]}
    notes = {
        (new_refs.get(ref, ref), key): text
        for (ref, key), text in master.notes.items()
        if new_refs.get(ref, ref) in refs
    }
    before, after = tx.notes(), merge_texts(was, tx.notes(), notes)
    tx.set_notes(after)
    return (headings, extra, before) != (*own, after)


def merge_texts(
    base: Mapping[tuple[str, str], str], ours: Mapping[tuple[str, str], str], theirs: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """Merge texts three ways: take what one side changed; where both did, keep both texts."""
    merged = {}
    for cell in dict.fromkeys((*ours, *theirs)):
        was, here, there = base.get(cell, ""), ours.get(cell, ""), theirs.get(cell, "")
        if there in {was, here}:
            text = here
        elif here == was:
            text = there
        else:
            text = "\n".join(dict.fromkeys(part for part in (here, there) if part))
        if text:
            merged[cell] = text
    return merged
