"""Files written whole or not at all, never over another, and their hashes."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from dhr_xl.errors import Stop

PIECE: Final = 2**20
"""Bytes of a file in memory at once where it is only passed on."""

LONGEST_NAME, LONGEST_ENDING = 200, 10
"""Bytes of a file's name, and letters of its ending; Linux stops at 255 bytes of both, Windows at 260 of the path."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises Stop in a sentence where the disk is full or the place may not be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Stop(f"{path} cannot be written ({error.strerror}). {remedy_of(error)}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def remedy_of(error: OSError) -> str:
    """What to do about a file that cannot be written."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Close it elsewhere, or check that you may write there, and try again."
    return "Make room, and try again."


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a file that was not there, whole or not at all, durable when this returns; the path it was given.

    A name that is taken gets (2), (3) …; where it is taken by the same bytes, that file is the one, so that doing it
    again after a crash adds nothing. Raises OSError.
    """
    return _new_file(folder, name, (data,), lambda path: path.read_bytes() == data)


def copy_new(folder: Path, name: str, source: Path, sha256: str) -> Path:
    """The same with a copy of a file of any size, which is never whole in memory. Raises OSError.

    Raises Stop, with nothing written, where the file's bytes are not those of the hash any more.
    """
    return _new_file(folder, name, _pieces(source, sha256), lambda path: hash_of(path) == sha256)


def _pieces(source: Path, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != sha256:
        message = f"{source.name} was changed while it was being read. Nothing was merged; run the command again."
        raise Stop(message)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short_name(name: str) -> str:
    """A file's name that every disk takes with what is put before and after it: cut before its ending, if at all."""
    ending = Path(name).suffix if len(Path(name).suffix) <= LONGEST_ENDING else ""
    stem = name.removesuffix(ending).encode()[: LONGEST_NAME - len(ending.encode())]
    return f"{stem.decode(errors='ignore')}{ending}"


def _new_file(folder: Path, name: str, pieces: Iterable[bytes], same: Callable[[Path], bool]) -> Path:
    """Write pieces to a file that was not there; same: whether a file under its name holds them already."""
    folder.mkdir(parents=True, exist_ok=True)
    name = short_name(name)
    temporary = folder / f".{name}.{os.getpid()}.part"
    try:
        target = free_name(folder, name, same)
        if not target.exists():
            with temporary.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            while not name_file(temporary, target):
                target = free_name(folder, name)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(folder)
    sync_folder(folder.parent)
    return target


def name_file(temporary: Path, target: Path) -> bool:
    """Give a file its name; False where another program took the name first. Raises OSError."""
    try:
        if os.name == "nt":
            temporary.rename(target)  # Windows never replaces a file by this
            return True
        try:
            target.hardlink_to(temporary)  # as a rename, and never in place of another file
        except FileExistsError:
            raise
        except OSError:  # a memory stick, some shares: no file may have two names
            target.touch(exist_ok=False)
            try:
                temporary.replace(target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(folder: Path, name: str, same: Callable[[Path], bool] | None = None) -> Path:
    """A path in `folder` that is not taken, or is the `same` file: `name`, else with (2), (3) … before its ending."""
    path = folder / name
    number = 2
    while path.exists() and not (same and same(path)):
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


def plain_name(text: str) -> str:
    """Text as a file's name may hold it on every system."""
    return "".join(c if c.isalnum() or c in " -_." else "-" for c in text).strip(" .") or "plan"


def sha256_of(data: bytes) -> str:
    """The hash by which the register knows a file."""
    return hashlib.sha256(data).hexdigest()
