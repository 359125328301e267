"""Files on their way in: which there are, what each is, and where its original is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.returns.mail_opened import Mailed, Sent, open_mail
from dhr_xl.core.plan.model import AgencyReturn
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.errors import Stop
from dhr_xl.files import PIECE, copy_new, write_new
from dhr_xl.post.incoming.mail import LIMITS as MAIL_LIMITS
from dhr_xl.post.incoming.mail import kind_of_mail
from dhr_xl.post.names import safe_name
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.templates import template
from dhr_xl.workbooks.xlsx.package import LIMITS
from dhr_xl.workbooks.xlsx.refusals import Refused

A_FOLDER: Final = "a folder: put the files in it into the inbox themselves"
READ_MOST: Final = max(LIMITS.packed, MAIL_LIMITS.size)
"""Bytes of a file that are read to be understood; a larger one is refused, and kept whole all the same."""
JUNK_STARTS: Final = ("~$", ".", "._")
JUNK_NAMES: Final = ("desktop.ini", "thumbs.db", "icon\r")
JUNK_ENDS: Final = (".tmp", ".crdownload", ".part", ".partial", ".filepart", ".opdownload", ".download")


class Skipped(NamedTuple):
    """A file that was passed over by its name, and why."""

    source: str
    why: str


class InboxWorkbook(NamedTuple):
    """One workbook read: its bytes' hash, and the return found in it, or why there is none.

    stored: the original's copy; data: the bytes that were read, which are the ones kept, None where the file holds no
    return and is copied as it lies; attached: it lay in an e-mail; sent: of that e-mail.
    """

    path: Path
    source: str
    sha256: str
    found: AgencyReturn | Problem
    stored: str = ""
    data: bytes | None = None
    attached: bool = False
    sent: Sent | None = None

    @property
    def label(self) -> str:
        """Where it came from, as the history says it."""
        return f"{self.source} ({self.sent})" if self.sent else self.source


class Arrived(NamedTuple):
    """What was in the inbox: workbooks in the order they were saved, those in e-mails among them, and the e-mails."""

    workbooks: list[InboxWorkbook]
    mails: list[Mailed]


def find_files(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """The files to take in: the inbox, or the paths given (a folder means its files). Raises Stop for one not there."""
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
                message = f"There is no file {path}. Check the name; nothing was changed."
                raise Stop(message)
        except OSError as error:
            message = f"{path} cannot be looked into ({error.strerror}). Check its permissions; nothing was changed."
            raise Stop(message) from error
    skipped = [Skipped(name_of(path), why) for path in found if (why := why_junk(path))]
    return [path for path in found if not why_junk(path)], folders + skipped


def why_junk(path: Path) -> str:
    """Why a file is passed over by its name, '' where it is not."""
    name = path.name.lower()
    if name.startswith(JUNK_STARTS) or name in JUNK_NAMES:
        return "a file that a program leaves behind, not a return"
    return "a download that is not finished" if name.endswith(JUNK_ENDS) else ""


def read_files(paths: Iterable[Path]) -> Arrived:
    """Every file read and, where it is a form of ours or an e-mail, understood as far as its cells."""
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
    """A file's name as text: "_" for what is half a letter, or a byte that is none."""
    return "".join("_" if "\ud800" <= c <= "\udfff" else c for c in path.name)


def _attached(mailed: Mailed, look: bytes) -> list[InboxWorkbook]:
    """The workbooks in an e-mail, each by its inside."""
    found = []
    for one in () if isinstance(mailed.about, Problem) else mailed.about.workbooks:
        understood = _understood(one.data, look)
        if one.trouble and isinstance(understood, Problem):
            understood = problem(Code.FILE_REFUSED, why=one.trouble.why, remedy=one.trouble.remedy)
        sha = hashlib.sha256(one.data).hexdigest()
        found.append(
            InboxWorkbook(mailed.path, one.path, sha, understood, data=one.data, attached=True, sent=mailed.sent)
        )
    return found


def _understood(data: bytes, look: bytes) -> AgencyReturn | Problem:
    try:
        return read_return(data, look)
    except Refused as refused:
        return problem(Code.FILE_REFUSED, why=refused.why, remedy=refused.remedy)


def read_start(path: Path) -> tuple[bytes, str, bool]:
    """A file's bytes, no more than are needed to see that it is too large; the hash of all; whether those are all."""
    with told(path), path.open("rb") as file:
        data = file.read(READ_MOST + 1)
        digest = hashlib.sha256(data)
        whole = True
        while more := file.read(PIECE):
            digest.update(more)
            whole = False
    return data, digest.hexdigest(), whole


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise Stop in a sentence where a file that came in cannot be read."""
    try:
        yield
    except FileNotFoundError as error:
        message = (
            f"{path} is gone: another dhr-xl may have just taken it in. Nothing was changed; run the command again."
        )
        raise Stop(message) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Close it elsewhere and try again; nothing was changed."
        raise Stop(message) from error


def _saved(incoming: InboxWorkbook) -> tuple[dt.datetime, str]:
    saved = incoming.found.saved_at if isinstance(incoming.found, AgencyReturn) else None
    return (saved.replace(tzinfo=None) if saved else dt.datetime.min, incoming.source)


def keep_original(workspace: Workspace, incoming: InboxWorkbook, as_at: str) -> InboxWorkbook:
    """Keep the original, byte for byte, in ``returned/<as-at>`` (or ``unknown``), durable before any merge."""
    name = safe_name(incoming.source.rpartition("/")[2]) if incoming.attached else incoming.source
    return incoming._replace(stored=_kept(workspace, as_at, name, incoming))


def _kept(workspace: Workspace, as_at: str, name: str, one: InboxWorkbook | Mailed) -> str:
    """Keep the bytes that were read; where they are not at hand, the file itself, if it is still the one read."""
    place = f"returned/{as_at or 'unknown'}"
    if one.data is not None:
        return kept_in(workspace, place, name, one.data)
    with told(one.path), keeping(name, place):
        target = copy_new(workspace.folder / place, name, one.path, one.sha256)
    return target.relative_to(workspace.folder).as_posix()


def kept_in(workspace: Workspace, place: str, name: str, data: bytes) -> str:
    """Write what came in into one of the plan's folders: its path in there. Raises Stop in a sentence."""
    with keeping(name, place):
        target = write_new(workspace.folder / place, name, data)
    return target.relative_to(workspace.folder).as_posix()


@contextmanager
def keeping(name: str, place: str) -> Iterator[None]:
    """Raise Stop in a sentence where the original of a file cannot be kept."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        message = f"The original of {name} cannot be kept in {place} ({error.strerror}). Nothing was merged."
        raise Stop(message) from error


def keep_mail(workspace: Workspace, mailed: Mailed, as_at: str) -> Mailed:
    """Keep an e-mail as it came, and the files in it that are no workbook, unopened, as evidence of its agency."""
    kept = _kept(workspace, as_at, mailed.source, mailed)
    if isinstance(mailed.about, Problem) or mailed.about.automatic or not (mailed.agency and as_at):
        return mailed._replace(kept=kept)
    place = f"evidence/{as_at}/{mailed.agency}"
    files = [kept_in(workspace, place, safe_name(one.name), one.data) for one in mailed.about.others]
    return mailed._replace(kept=kept, evidence=tuple(files))
