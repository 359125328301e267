"""Which letters are due, to whom, and whether each may go there. `post.outgoing.letters` has their words."""

from collections.abc import Callable, Mapping
from typing import Final

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.messages.board_letter import board_copy, board_letters
from dhr_xl.commands.messages.outgoing import LetterBatch, LetterFile, OutgoingLetter, details
from dhr_xl.commands.messages.recipients import addresses, reader, who_is_reminded
from dhr_xl.commands.messages.told import decided_since
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.plan.records import Issue, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions, with_its_note
from dhr_xl.core.plan.standing import board_asks
from dhr_xl.core.returns.asked_before import asked_before
from dhr_xl.core.returns.owing import OwedRow
from dhr_xl.core.returns.round import RoundFacts, due_of, round_facts, waiting_copy
from dhr_xl.core.returns.to_put_right import Mark, owed_words, still_open
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of
from dhr_xl.post.outgoing.letters import (
    Letter,
    corrections_letter,
    file_letter,
    workbook_letter,
)
from dhr_xl.post.outgoing.messages import attachment_name
from dhr_xl.post.outgoing.reminder import chase_letter
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.register.transaction import Tx
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.returned.reference import reference_in_properties
from dhr_xl.workbooks.xlsx.refusals import Refused

NO_ROUND: Final = "No round has been sent out yet. Begin with: dhr-xl issue --as-at DATE --due DATE"
Wanted = Callable[[str, str], bool]
"""Called with an agency and the reference of its workbook, before its message is made: whether to make it."""


def everyone(_code: str, _reference: str) -> bool:
    """Whether to make a message, where every agency that has one due gets it."""
    return True


def check_can_write(workspace: Workspace, tx: Tx, what: MessageKind) -> None:
    """Raise Stop where messages of this kind have nothing to be about yet."""
    if what == MessageKind.CONSOLIDATED:
        board_copy(workspace, take_snapshot(tx))
    elif tx.current_round() is None:
        raise Stop(NO_ROUND)


def letters_of(workspace: Workspace, snapshot: Snapshot, what: MessageKind, wanted: Wanted = everyone) -> LetterBatch:
    """The messages of one kind, for those that are wanted. Raises Stop before the first round."""
    record = snapshot.current
    if what == MessageKind.CONSOLIDATED:
        return LetterBatch(board_letters(workspace, snapshot))
    if record is None:
        raise Stop(NO_ROUND)
    match what:
        case MessageKind.WORKBOOKS:
            return _workbooks(workspace, snapshot, record, wanted)
        case MessageKind.CORRECTIONS:
            return _corrections(workspace, snapshot, record, wanted)
        case MessageKind.CHASE:
            return _reminders(workspace, snapshot, record, wanted)
        case _:
            raise ValueError(f"{what} letters are not made here: see one_letter and request_letters")


def _workbooks(workspace: Workspace, snapshot: Snapshot, record: RoundRecord, wanted: Wanted) -> LetterBatch:
    here = round_facts(snapshot, record)
    made = []
    for code in agencies_with_actions(snapshot):
        if not here.issues.get(code):
            continue
        issue = _latest_issue(snapshot, record, code)
        if not wanted(code, issue.reference):
            continue
        about = details(workspace, snapshot, record.as_at, issue.extended or record.due)
        file = attachment_name(snapshot.head.reference, code, record.as_at)
        whom, back = reader(snapshot, workspace.today, code), _sent_back(snapshot, here, issue)
        decided = decided_since(snapshot, code, {row.ref for row in back})
        letter = workbook_letter(
            about, whom, rows=len(issue.as_issued), file=file, sent_back=back, decided=decided,
            asked=asked_before(snapshot, code, record.id),
        )  # fmt: skip
        made.append(_with_workbook(workspace, snapshot, MessageKind.WORKBOOKS, letter, issue, file))
    return LetterBatch(made)


def _sent_back(snapshot: Snapshot, here: RoundFacts, issue: Issue) -> list[OwedRow]:
    """The rows of a workbook that the board has sent back and that have no new answer, with what the board asked."""
    return [
        OwedRow(action.ref, board_asks(with_its_note(snapshot, action)))
        for action in snapshot.actions
        if action.ref in issue.as_issued and (action.ref, issue.agency) in here.evidence_asked
    ]


def _corrections(workspace: Workspace, snapshot: Snapshot, record: RoundRecord, wanted: Wanted) -> LetterBatch:
    here = round_facts(snapshot, record)
    made = []
    for code in agencies_with_actions(snapshot):
        copy = open_copy(snapshot, record, code)
        if copy is None or not wanted(code, copy.reference):
            continue
        still = still_open(snapshot, here, code)
        if not still.put_right:
            continue
        about = details(workspace, snapshot, record.as_at, due_of(copy))
        file = correction_name(snapshot, code, record)
        wrong = [mark_line(mark) for mark in still.put_right]
        owed = [f"{mark.ref}: {owed_words(mark)}" for mark in still.to_answer]
        whom, taken = reader(snapshot, workspace.today, code), int(copy.tables.get("taken", 0))
        asked_anew = {mark.ref for mark in still.to_answer if (mark.ref, code) in here.evidence_asked}
        letter = corrections_letter(
            about, whom, problems=wrong, to_answer=owed, taken=taken, file=file,
            decided=decided_since(snapshot, code, asked_anew), asked=asked_before(snapshot, code, record.id),
        )  # fmt: skip
        made.append(_with_workbook(workspace, snapshot, MessageKind.CORRECTIONS, letter, copy, file))
    return LetterBatch(made)


def mark_line(mark: Mark) -> str:
    """A mark as a line of a letter."""
    words = f"{mark.message} {mark.remedy}".strip()
    return words if words.startswith(mark.ref) else f"{mark.ref}: {words}"


def correction_name(snapshot: Snapshot, code: str, record: RoundRecord) -> str:
    """The name of a corrections copy as an attachment."""
    return attachment_name(snapshot.head.reference, f"{code} to correct", record.as_at)


def _reminders(workspace: Workspace, snapshot: Snapshot, record: RoundRecord, wanted: Wanted) -> LetterBatch:
    """The reminders, each with the workbook to continue in: it holds what the agency has said already."""
    owing, asked, made = who_is_reminded(workspace, snapshot), round_facts(snapshot, record).evidence_asked, []
    for one in owing.owed:
        copy = open_copy(snapshot, record, one.agency)
        issue = copy or _latest_issue(snapshot, record, one.agency)
        if not wanted(one.agency, issue.reference):
            continue
        about = details(workspace, snapshot, record.as_at, due_of(copy) if copy else one.last_day)
        named = attachment_name(snapshot.head.reference, one.agency, record.as_at)
        file = correction_name(snapshot, one.agency, record) if copy else named
        late = one.last_day is None or workspace.today > one.last_day
        letter = chase_letter(
            about, reader(snapshot, workspace.today, one.agency), owed=one.lines, returned=one.returned, late=late,
            file=file, corrections=one.corrections, nil=one.nil, empty=one.empty,
            sent_back=any((row.ref, one.agency) in asked for row in one.lines),
            decided=decided_since(snapshot, one.agency, {ref for ref, code in asked if code == one.agency}),
            asked=asked_before(snapshot, one.agency, record.id),
        )  # fmt: skip
        made.append(_with_workbook(workspace, snapshot, MessageKind.CHASE, letter, issue, file))
    return LetterBatch(made, owing.not_yet, owing.silent)


def _latest_issue(snapshot: Snapshot, record: RoundRecord, code: str) -> Issue:
    """The last workbook issued to an agency in a round, corrections copies left out."""
    issues = [i for i in snapshot.issues if (i.agency, i.round_id) == (code, record.id) and not i.is_correction]
    return issues[-1]


def open_copy(snapshot: Snapshot, record: RoundRecord, code: str) -> Issue | None:
    """The corrections copy that waits for an agency in a round; None where none does."""
    issues = [i for i in snapshot.issues if (i.agency, i.round_id) == (code, record.id)]
    return waiting_copy(issues, snapshot.returns)


def _with_workbook(  # noqa: PLR0913 - a message and its workbook, in their surroundings
    workspace: Workspace, snapshot: Snapshot, what: MessageKind, letter: Letter, issue: Issue, name: str
) -> OutgoingLetter:
    """A message with its workbook; its reference is read from the bytes that are sent. Raises Stop for a wrong file."""
    path, code = workspace.folder / issue.file, issue.agency
    issued = f"write it again with: dhr-xl issue --as-at {path.parent.name}"
    again = "run this again: a new one is written" if issue.is_correction else issued
    again = f"Move it away if it is there, and {again}. Nothing was drafted or sent."
    try:
        data = path.read_bytes()
        reference = _reference_in(data, issue)
    except (OSError, Refused) as error:
        raise Stop(f"The workbook {path} is not there or cannot be read. {again}") from error
    others = {known.reference for known in snapshot.issues if known.agency == code} - {issue.reference}
    if reference in others:
        raise Stop(f"The workbook {path} is another one of {code}'s, not the one this message is about. {again}")
    to, cc = addresses(snapshot, workspace.today, code)
    return OutgoingLetter(what, code, to, cc, letter, (LetterFile(path, name, data, reference),))


def _reference_in(data: bytes, issue: Issue) -> str:
    """The return reference in the bytes of a workbook. Raises Refused where they are no workbook of ours.

    A file with the bytes that were issued has its reference in its properties; any other is read whole.
    """
    if sha256_of(data) == issue.sha256:
        return reference_in_properties(data)
    return read_return(data).reference.text


def request_letters(workspace: Workspace, snapshot: Snapshot, asked: Mapping[str, str]) -> list[OutgoingLetter]:
    """Letters that ask for the file where a link was sent. asked: agency -> the services whose links came."""
    record = snapshot.current
    made = []
    for code, services in asked.items() if record else ():
        due = _latest_issue(snapshot, record, code).extended or record.due if record else None
        about = details(workspace, snapshot, record.as_at if record else workspace.today, due)
        letter = file_letter(about, reader(snapshot, workspace.today, code), services=services)
        to, cc = addresses(snapshot, workspace.today, code)
        made.append(OutgoingLetter(MessageKind.PLEASE_ATTACH, code, to, cc, letter))
    return made
