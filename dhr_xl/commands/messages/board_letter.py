"""The message that brings the board its copy and the workbook in which it decides."""

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.messages.outgoing import LetterFile, OutgoingLetter, details
from dhr_xl.commands.messages.recipients import addresses
from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.kinds import MessageKind, ReturnState
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import Issue, Publication
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of
from dhr_xl.post.outgoing.letters import Addressee, consolidated_letter
from dhr_xl.workbooks.board.reader import read_in_short
from dhr_xl.workbooks.meeting.reader import read_meeting
from dhr_xl.workbooks.xlsx.refusals import Refused


def board_copy(workspace: Workspace, snapshot: Snapshot) -> tuple[Publication, bytes]:
    """The board's copy last published in this round, and its bytes. Raises Stop where it is missing or changed."""
    as_at = snapshot.as_at or workspace.today
    copy = next((one for one in reversed(snapshot.publications) if one.as_at == as_at), None)
    if copy is None:
        raise Stop(f"There is no consolidated workbook as at {format_date(as_at)} yet. Make it with: dhr-xl publish")
    path = workspace.folder / copy.file
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if sha256_of(data) != copy.sha256:
        raise Stop(f"{path} is missing, or was changed since it was published. Publish it again with: dhr-xl publish")
    return copy, data


def board_letters(workspace: Workspace, snapshot: Snapshot) -> list[OutgoingLetter]:
    """The message to the board. Raises Stop where a file of it is missing or was changed."""
    copy, data = board_copy(workspace, snapshot)
    path, in_short, meeting = workspace.folder / copy.file, read_in_short(data), _meeting_file(workspace, snapshot)
    letter = consolidated_letter(
        details(workspace, snapshot, copy.as_at, None), Addressee("the board"), in_short=in_short.sentences,
        asked=in_short.asked, sheet=in_short.sheet, file=path.name, first=copy == snapshot.publications[0],
        meeting=meeting[0].name if meeting else "", anew=len(_meetings(snapshot)) > 1,
    )  # fmt: skip
    to, cc = addresses(snapshot, workspace.today, BOARD)
    return [
        OutgoingLetter(MessageKind.CONSOLIDATED, BOARD, to, cc, letter, (LetterFile(path, path.name, data), *meeting))
    ]


def _meetings(snapshot: Snapshot) -> list[Issue]:
    """The board's workbooks of the current round, oldest first."""
    return [one for one in snapshot.meetings if snapshot.current and one.round_id == snapshot.current.id]


def _meeting_file(workspace: Workspace, snapshot: Snapshot) -> tuple[LetterFile, ...]:
    """The workbook in which the board decides, where one is out in this round. Raises Stop where its file is gone."""
    here = _meetings(snapshot)
    came = {one.reference for one in snapshot.returns if one.state is ReturnState.STANDING}
    if not here or here[-1].reference in came:
        return ()
    issue = here[-1]
    path, again = workspace.folder / issue.file, "Move it away if it is there, and write it again with: dhr-xl publish"
    try:
        data = path.read_bytes()
        read = read_meeting(data)
    except (OSError, Refused) as error:
        raise Stop(f"{path} is not there or cannot be read. {again}") from error
    if read is None or read.reference.text != issue.reference:
        raise Stop(f"{path} is not the workbook that was written for the board. {again}")
    return (LetterFile(path, path.name, data, issue.reference),)
