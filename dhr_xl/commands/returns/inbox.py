"""Find the files that came in, read each of them once, and keep its original, byte for byte, before it is merged."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.model import AgencyReturn
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.errors import Stop
from dhr_xl.files import PIECE, copy_new, sha256_of, write_new
from dhr_xl.post.incoming.mail import LIMITS as MAIL_LIMITS
from dhr_xl.post.incoming.mail import MailContents, MailRefused, decide_contents, kind_of_mail, read_mail
from dhr_xl.post.names import safe_name
from dhr_xl.workbooks.meeting.reader import read_meeting
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.templates import template
from dhr_xl.workbooks.xlsx.package import LIMITS
from dhr_xl.workbooks.xlsx.refusals import Refused

A_FOLDER: Final = "a folder: put its files into the inbox itself"
READ_MOST: Final = max(LIMITS.packed, MAIL_LIMITS.size)
"""Bytes of a file that are read to be understood; a larger one is refused, and kept whole all the same."""
JUNK_STARTS: Final = ("~$", ".", "._")
JUNK_NAMES: Final = ("desktop.ini", "thumbs.db", "icon\r")
JUNK_ENDS: Final = (".tmp", ".crdownload", ".part", ".partial", ".filepart", ".opdownload", ".download")


class Skipped(NamedTuple):
    """A file that was skipped because of its name, and why."""

    source: str
    why: str


class Sent(NamedTuple):
    """The sender and date that an e-mail claims; neither is proven."""

    address: str
    when: dt.datetime | None

    def __str__(self) -> str:
        by = f"from {self.address}" if self.address else "from an unknown sender"
        return f"{by}, sent {format_date(self.when.date())}" if self.when else by


class Mailed(NamedTuple):
    """One e-mail file. about: what is in it, or why it cannot be read; data: None where it is too large to read.

    agency: the agency it is from, '' where unknown; folder: as of `Incoming`; kept: where its original is stored;
    evidence: where its other files are stored.
    """

    path: Path
    source: str
    sha256: str
    data: bytes | None
    sent: Sent
    about: MailContents | Problem
    agency: str = ""
    folder: str = ""
    kept: str = ""
    evidence: tuple[str, ...] = ()


class InboxWorkbook(NamedTuple):
    """One workbook that came in, read once; everything that is found out about it later is added to this value.

    sha256: the hash of the file's bytes; found: the return in it, or why there is none; data: the bytes that were read
    and are stored, None where the file holds no return and is copied from where it lies; attached: it came in an
    e-mail; sent: who sent that e-mail, and when; identity: the issued workbook it answers, or why we cannot tell, None
    until `identify_all`; folder: the as-at date (ISO) of the round it answers, '' where unknown; stored: the path of
    the original's copy within the plan's folder.
    """

    path: Path
    source: str
    sha256: str
    found: AgencyReturn | Problem
    data: bytes | None = None
    attached: bool = False
    sent: Sent | None = None
    identity: Issue | Problem | None = None
    folder: str = ""
    stored: str = ""

    @property
    def label(self) -> str:
        """Where it came from, as the history says it."""
        return f"{self.source} ({self.sent})" if self.sent else self.source


class Arrived(NamedTuple):
    """What came in: workbooks (those in e-mails too) in the order they were saved, and the e-mails."""

    workbooks: list[InboxWorkbook]
    mails: list[Mailed]


def find_files(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """The files to take in: of the inbox, or of `paths` (a folder means its files). Raises Stop for a missing path."""
    found: list[Path] = []
    folders: list[Skipped] = []
    for path in paths or [workspace.place("inbox")]:
        try:
            if path.is_dir():
                found += sorted(child for child in path.iterdir() if child.is_file())
                folders += [Skipped(name_of(child), A_FOLDER) for child in sorted(path.iterdir()) if child.is_dir()]
            elif path.is_file():
                found.append(path)
            elif paths:
                raise Stop(f"There is no file {path}. Check the name; nothing was changed.")
        except OSError as error:
            why = f"{path} cannot be looked into ({error.strerror}). Check its permissions; nothing was changed."
            raise Stop(why) from error
    skipped = [Skipped(name_of(path), why) for path in found if (why := why_junk(path))]
    return [path for path in found if not why_junk(path)], folders + skipped


def why_junk(path: Path) -> str:
    """Why a file is skipped because of its name; '' where it is not."""
    name = path.name.lower()
    if name.startswith(JUNK_STARTS) or name in JUNK_NAMES:
        return "a file that a program leaves behind, not a return"
    return "a download that is not finished" if name.endswith(JUNK_ENDS) else ""


def read_files(paths: Iterable[Path]) -> Arrived:
    """Read every file once: as one of our forms, as an e-mail, or as neither (then it holds a problem)."""
    read: list[InboxWorkbook] = []
    mails: list[Mailed] = []
    look = template("return.xlsx")
    for path in paths:
        data, sha, whole = read_start(path)
        if kind_of_mail(data):
            mailed = open_mail(path, name_of(path), data, sha)
            mails.append(mailed if whole else mailed._replace(data=None))
            read += _attached(mailed, look)
        else:
            found = _understood(data, look)
            kept = None if isinstance(found, Problem) else data
            read.append(InboxWorkbook(path, name_of(path), sha, found, data=kept))
    return Arrived(sorted(read, key=_saved), mails)


def name_of(path: Path) -> str:
    """A file's name as text, with "_" for every byte that is not text."""
    return "".join("_" if "\ud800" <= c <= "\udfff" else c for c in path.name)


def open_mail(path: Path, name: str, data: bytes, sha256: str) -> Mailed:
    """Read an e-mail file, with the names and bytes of its attachments."""
    try:
        mail = read_mail(data, name)
    except MailRefused as refused:
        said = problem(Code.FILE_REFUSED, why=refused.message, remedy=refused.remedy)
        return Mailed(path, name, sha256, data, Sent("", None), said)
    return Mailed(path, name, sha256, data, Sent(mail.sender.address, mail.sent), decide_contents(mail))


def _attached(mailed: Mailed, look: bytes) -> list[InboxWorkbook]:
    found = []
    for one in () if isinstance(mailed.about, Problem) else mailed.about.workbooks:
        understood = _understood(one.data, look)
        if one.problem and isinstance(understood, Problem):
            understood = problem(Code.FILE_REFUSED, why=one.problem.message, remedy=one.problem.remedy)
        sha = sha256_of(one.data)
        found.append(InboxWorkbook(mailed.path, one.path, sha, understood, one.data, attached=True, sent=mailed.sent))
    return found


def _understood(data: bytes, look: bytes) -> AgencyReturn | Problem:
    """The return in a workbook: an agency's, or the board's, which has none of the form's columns; else why none."""
    try:
        try:
            found = read_return(data, look)
        except Refused as refused:
            board = read_meeting(data) if refused.code == "no_form" else None
            if board is None:
                raise
            return board
        return found if found.rows else read_meeting(data) or found
    except Refused as refused:
        return problem(Code.FILE_REFUSED, why=refused.message, remedy=refused.remedy)


def read_start(path: Path) -> tuple[bytes, str, bool]:
    """A file's bytes up to READ_MOST and one more; the hash of the whole file; whether the bytes are the whole file."""
    with stop_if_unreadable(path), path.open("rb") as file:
        data = file.read(READ_MOST + 1)
        digest = hashlib.sha256(data)
        whole = True
        while more := file.read(PIECE):
            digest.update(more)
            whole = False
    return data, digest.hexdigest(), whole


@contextmanager
def stop_if_unreadable(path: Path) -> Iterator[None]:
    """Raise Stop where a file that came in cannot be read."""
    try:
        yield
    except FileNotFoundError as error:
        why = "is gone: another dhr-xl may have just taken it in. Nothing was changed; run the command again."
        raise Stop(f"{path} {why}") from error
    except OSError as error:
        why = f"cannot be read ({error.strerror}). Close it elsewhere and try again; nothing was changed."
        raise Stop(f"{path} {why}") from error


def _saved(incoming: InboxWorkbook) -> tuple[dt.datetime, str]:
    saved = incoming.found.saved_at if isinstance(incoming.found, AgencyReturn) else None
    return (saved.replace(tzinfo=None) if saved else dt.datetime.min, incoming.source)


def store_all(workspace: Workspace, arrived: Arrived) -> Arrived:
    """Store a copy of each original, durable when this returns, in ``returned/<as-at>`` or ``returned/unknown``."""
    workbooks = [_store_workbook(workspace, incoming) for incoming in arrived.workbooks]
    return Arrived(workbooks, [_store_mail(workspace, mailed) for mailed in arrived.mails])


def _store_workbook(workspace: Workspace, incoming: InboxWorkbook) -> InboxWorkbook:
    name = safe_name(incoming.source.rpartition("/")[2]) if incoming.attached else incoming.source
    return incoming._replace(stored=_store(workspace, name, incoming))


def _store_mail(workspace: Workspace, mailed: Mailed) -> Mailed:
    """Store an e-mail as it came, and its files that are no workbook, unopened, as evidence of its agency."""
    kept = _store(workspace, mailed.source, mailed)
    if isinstance(mailed.about, Problem) or mailed.about.automatic or not (mailed.agency and mailed.folder):
        return mailed._replace(kept=kept)
    place = f"evidence/{mailed.folder}/{mailed.agency}"
    files = [_write(workspace, place, safe_name(one.name), one.data) for one in mailed.about.others]
    return mailed._replace(kept=kept, evidence=tuple(files))


def _store(workspace: Workspace, name: str, one: InboxWorkbook | Mailed) -> str:
    """Write the bytes that were read, or copy the file if it is still the one read; the path within the plan."""
    place = f"returned/{one.folder or 'unknown'}"
    if one.data is not None:
        return _write(workspace, place, name, one.data)
    with stop_if_unreadable(one.path), _stop_if_not_stored(name, place):
        target = copy_new(workspace.folder / place, name, one.path, one.sha256)
    return target.relative_to(workspace.folder).as_posix()


def _write(workspace: Workspace, place: str, name: str, data: bytes) -> str:
    with _stop_if_not_stored(name, place):
        target = write_new(workspace.folder / place, name, data)
    return target.relative_to(workspace.folder).as_posix()


@contextmanager
def _stop_if_not_stored(name: str, place: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        why = f"cannot be kept in {place} ({error.strerror}). Nothing was merged."
        raise Stop(f"The original of {name} {why}") from error
