"""Files on their way in: which there are, what each is, and where its original is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dhr_xl.commands.workspace import Workspace, write_new
from dhr_xl.model import AgencyReturn
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.stop import Stop
from dhr_xl.templates import template
from dhr_xl.workbooks.package import LIMITS
from dhr_xl.workbooks.refusals import Refused
from dhr_xl.workbooks.return_reader import read_return

A_FOLDER: Final = "a folder: put the files in it into the inbox themselves"
PIECE: Final = 2**20
"""Bytes of a file in memory at once where it is only passed on."""
JUNK_STARTS: Final = ("~$", ".", "._")
JUNK_NAMES: Final = ("desktop.ini", "thumbs.db", "icon\r")
JUNK_ENDS: Final = (".tmp", ".crdownload", ".part", ".partial", ".filepart", ".opdownload", ".download")


class Skipped(NamedTuple):
    """A file that was passed over by its name, and why."""

    source: str
    why: str


class Incoming(NamedTuple):
    """One file read: its bytes' hash, and the return found in it, or why there is none. stored: the original's copy."""

    path: Path
    source: str
    sha256: str
    found: AgencyReturn | Problem
    stored: str = ""


def find_files(workspace: Workspace, paths: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """The files to take in: the inbox, or the paths given (a folder means its files). Raises Stop for one not there."""
    found: list[Path] = []
    folders: list[Skipped] = []
    for path in paths or [workspace.place("inbox")]:
        try:
            if path.is_dir():
                found += sorted(child for child in path.iterdir() if child.is_file())
                folders += [Skipped(child.name, A_FOLDER) for child in sorted(path.iterdir()) if child.is_dir()]
            elif path.is_file():
                found.append(path)
            elif paths:
                message = f"There is no file {path}. Check the name; nothing was changed."
                raise Stop(message)
        except OSError as error:
            message = f"{path} cannot be looked into ({error.strerror}). Check its permissions; nothing was changed."
            raise Stop(message) from error
    skipped = [Skipped(path.name, why) for path in found if (why := why_junk(path))]
    return [path for path in found if not why_junk(path)], folders + skipped


def why_junk(path: Path) -> str:
    """Why a file is passed over by its name, '' where it is not."""
    name = path.name.lower()
    if name.startswith(JUNK_STARTS) or name in JUNK_NAMES:
        return "a file that a program leaves behind, not a return"
    return "a download that is not finished" if name.endswith(JUNK_ENDS) else ""


def read_files(paths: Iterable[Path]) -> list[Incoming]:
    """Every file read and, where it is a form of ours, understood as far as its cells; in the order saved."""
    read = []
    look = template("return.xlsx")
    for path in paths:
        data, sha = read_start(path)
        try:
            read.append(Incoming(path, path.name, sha, read_return(data, look)))
        except Refused as refused:
            said = problem(Code.FILE_REFUSED, why=refused.why, remedy=refused.remedy)
            read.append(Incoming(path, path.name, sha, said))
    return sorted(read, key=_saved)


def read_start(path: Path) -> tuple[bytes, str]:
    """A file's bytes, no more than are needed to see that it is too large, and the hash of all of them."""
    with told(path), path.open("rb") as file:
        data = file.read(LIMITS.packed + 1)
        digest = hashlib.sha256(data)
        while more := file.read(PIECE):
            digest.update(more)
    return data, digest.hexdigest()


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


def _saved(incoming: Incoming) -> tuple[dt.datetime, str]:
    saved = incoming.found.saved_at if isinstance(incoming.found, AgencyReturn) else None
    return (saved.replace(tzinfo=None) if saved else dt.datetime.min, incoming.source)


def keep_original(workspace: Workspace, incoming: Incoming, as_at: str) -> Incoming:
    """Copy the original, byte for byte, into ``returned/<as-at>`` (or ``unknown``), durable before any merge."""
    folder = workspace.place("returned") / (as_at or "unknown")
    with told(incoming.path):
        data = incoming.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != incoming.sha256:
        message = f"{incoming.source} was changed while it was being read. Nothing was merged; run the command again."
        raise Stop(message)
    try:
        target = write_new(folder, incoming.path.name, data)
    except OSError as error:
        message = (
            f"The original of {incoming.source} cannot be kept in {folder} ({error.strerror}). Nothing was merged."
        )
        raise Stop(message) from error
    return incoming._replace(stored=str(target.relative_to(workspace.folder)))
